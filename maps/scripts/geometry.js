/* The geometry of the page: arcs decoded, thinned to a scale, asked for the unit at a point. */

var table = new Int16Array(128), letters = 0;
let alphabet = "";
for (var c = 33; c < 127; c++) {
  var letter = String.fromCharCode(c);
  if ("\"&'<>\\`{}%#$".indexOf(letter) < 0) { table[c] = letters++; alphabet += letter; }
}
export const ALPHABET = alphabet;
var LAST = letters - 1;
function Reader(text) { this.text = text; this.at = 0; }
Reader.prototype.next = function () {
  var t = this.text, v = table[t.charCodeAt(this.at++)];
  if (v < 64) { return v; }
  if (v < LAST) { return (v - 63) * 64 + table[t.charCodeAt(this.at++)]; }
  var w = 0;
  for (var k = 0; k < 4; k++) { w = w * 64 + table[t.charCodeAt(this.at++)]; }
  return w;
};
Reader.prototype.signed = function () { var v = this.next(); return v & 1 ? -(v + 1) / 2 : v / 2; };
/* rising whole numbers from their differences */
export function places(text) {
  var reader = new Reader(text), at = 0, out = [];
  while (reader.at < text.length) { at += reader.next(); out.push(at); }
  return out;
}

export function decode(raw) {
  if (typeof raw.codes === "string") {
    var coded = new Reader(raw.codes), code = 0, codes = [];
    while (coded.at < raw.codes.length) { code += coded.signed(); codes.push(("00000" + code).slice(-6)); }
    raw.codes = codes;
  }
  if (typeof raw.names === "string") { raw.names = raw.names.split("|"); }
  if (typeof raw.natives === "string") { raw.natives = raw.natives.split("|"); }
  ["province", "prefecture"].forEach(function (key) {
    var r = new Reader(raw[key]), out = raw[key] = new Uint32Array(raw.codes.length), at = 0;
    for (var i = 0; i < out.length; i++) { at += r.signed(); out[i] = at; }
  });
  var arcs = new Reader(raw.arcs), n = arcs.next(), start = new Int32Array(n + 1);
  var X = new Float32Array(raw.points), Y = new Float32Array(raw.points), x = 0, y = 0, at = 0, i, j, k, l;
  var g = raw.grid, x0 = raw.origin[0], y0 = raw.origin[1];
  for (i = 0; i < n; i++) {
    start[i] = at;
    for (j = arcs.next(); j > 0; j--) { x += arcs.signed(); y += arcs.signed(); X[at] = x0 + x * g; Y[at++] = y0 + y * g; }
  }
  start[n] = at;
  var units = new Reader(raw.units), count = units.next(), rings = new Array(count), ref = 0;
  var sides = new Int32Array(2 * n).fill(-1), box = new Float64Array(4 * count);
  for (i = 0; i < count; i++) {
    var own = rings[i] = [], b = [Infinity, Infinity, -Infinity, -Infinity];
    for (j = units.next(); j > 0; j--) {
      for (k = units.next(); k > 0; k--) {
        var m = units.next(), ring = new Int32Array(m);
        for (l = 0; l < m; l++) {
          ref += units.signed(); ring[l] = ref;
          var a = ref >> 1, side = sides[2 * a] < 0 ? 2 * a : 2 * a + 1;
          sides[side] = i;
          for (var p = start[a]; p < start[a + 1]; p++) {
            if (X[p] < b[0]) { b[0] = X[p]; } if (X[p] > b[2]) { b[2] = X[p]; }
            if (Y[p] < b[1]) { b[1] = Y[p]; } if (Y[p] > b[3]) { b[3] = Y[p]; }
          }
        }
        own.push(ring);
      }
    }
    box.set(b, 4 * i);
  }
  var dots = [], d = new Reader(raw.dots);
  for (i = d.next(); i > 0; i--) {
    var u = d.next(), dx = x0 + d.next() * g, dy = y0 + d.next() * g;
    dots.push([u, dx, dy]);
    if (!rings[u].length) {
      box.set([Math.min(box[4 * u], dx), Math.min(box[4 * u + 1], dy), Math.max(box[4 * u + 2], dx), Math.max(box[4 * u + 3], dy)], 4 * u);
    }
  }
  var province = raw.province, prefecture = raw.prefecture, level = new Uint8Array(n);
  for (i = 0; i < n; i++) {
    var s = sides[2 * i], o = sides[2 * i + 1];
    level[i] = o < 0 ? 3 : province[s] !== province[o] ? 2 : prefecture[s] !== prefecture[o] ? 1 : 0;
  }
  var at_code = new Map();
  raw.codes.forEach(function (six, place) { at_code.set(six, place); });
  return {raw: raw, X: X, Y: Y, start: start, n: n, rings: rings, sides: sides, level: level, box: box, dots: dots,
          count: count, codes: raw.codes, names: raw.names, natives: raw.natives || null, at: at_code, thin: {}, grid: null};
}

/* The points of each arc worth drawing at this many meters per pixel; ends always stay, so edges stay shared. */
export function thinned(geo, perPixel) {
  var key = Math.round(Math.log(perPixel) * 3);
  if (geo.thin[key]) { return geo.thin[key]; }
  var step = Math.exp(key / 3) * 1.15 / Math.min(2, window.devicePixelRatio || 1), limit = step * step, X = geo.X, Y = geo.Y;
  var keep = new Int32Array(X.length), start = new Int32Array(geo.n + 1), at = 0;
  for (var i = 0; i < geo.n; i++) {
    var from = geo.start[i], to = geo.start[i + 1] - 1, last = from;
    start[i] = at; keep[at++] = from;
    for (var p = from + 1; p < to; p++) {
      var dx = X[p] - X[last], dy = Y[p] - Y[last];
      if (dx * dx + dy * dy >= limit) { keep[at++] = p; last = p; }
    }
    if (to > from) { keep[at++] = to; }
  }
  start[geo.n] = at;
  return (geo.thin[key] = {keep: keep.slice(0, at), start: start, lines: null});
}

/* The unit under a projected point, or -1. */
export function unitAt(geo, x, y) {
  var i, best = -1;
  for (i = 0; i < geo.count; i++) {
    var b = 4 * i;
    if (x < geo.box[b] || x > geo.box[b + 2] || y < geo.box[b + 1] || y > geo.box[b + 3]) { continue; }
    var inside = false, rings = geo.rings[i];
    for (var r = 0; r < rings.length; r++) {
      for (var k = 0; k < rings[r].length; k++) {
        var a = rings[r][k] >> 1;
        for (var p = geo.start[a] + 1; p < geo.start[a + 1]; p++) {
          var y1 = geo.Y[p - 1], y2 = geo.Y[p];
          if ((y1 > y) !== (y2 > y) && x < geo.X[p - 1] + (y - y1) / (y2 - y1) * (geo.X[p] - geo.X[p - 1])) { inside = !inside; }
        }
      }
    }
    if (inside) { best = i; break; }
  }
  return best;
}

/* Drawing: one canvas a view; every theme colors the same arcs. */
import { thinned } from "./geometry.js";
import { FONT, shade } from "./ink.js";

var Base = L.Renderer.extend({
  options: {padding: 0.12},
  _initContainer: function () { this._container = document.createElement("canvas"); this._ctx = this._container.getContext("2d"); },
  _destroyContainer: function () { L.DomUtil.remove(this._container); delete this._container; delete this._ctx; },
  _updatePaths: function () {},
  /* Leaflet's own would set the canvas down between pixels: blurred, and up to one off the tiles */
  _reset: function () { this._update(); },
  _update: function () {
    if (this._map._animatingZoom && this._bounds) { return; }
    L.Renderer.prototype._update.call(this);
    var b = this._bounds, size = b.getSize(), m = Math.min(2, window.devicePixelRatio || 1), box = this._container;
    L.DomUtil.setPosition(box, b.min);
    box.width = Math.round(m * size.x); box.height = Math.round(m * size.y);
    box.style.width = size.x + "px"; box.style.height = size.y + "px";
    this.redraw();
  },
  redraw: function () {
    if (!this._map || !this._bounds || !this.view.page.ready) { return; }
    var b = this._bounds, size = b.getSize(), m = this._container.width / size.x, ctx = this._ctx;
    ctx.setTransform(m, 0, 0, m, 0, 0); ctx.clearRect(0, 0, size.x, size.y);
    this.paint(ctx, this.frame(b.min, size));
  },
  /* the affine way from projected meters to this canvas */
  frame: function (min, size) {
    var map = this._map, zoom = map.getZoom(), crs = map.options.crs, t = crs.transformation, s = crs.scale(zoom), o = map.getPixelOrigin();
    return {ax: s * t._a, bx: s * t._b - o.x - min.x, ay: s * t._c, by: s * t._d - o.y - min.y, minx: min.x, width: size.x, height: size.y, perPixel: 1 / Math.abs(s * t._a)};
  }
});

function path(ctx, geo, thin, f, arcs) {
  const X = geo.X, Y = geo.Y;
  let first = true;
  for (let k = 0; k < arcs.length; k++) {
    const a = arcs[k] >> 1, from = thin.start[a], to = thin.start[a + 1], back = arcs[k] & 1;
    /* an arc begins where the one before it ended: its first point is drawn once */
    for (let n = first ? 0 : 1; n < to - from; n++) {
      const p = thin.keep[back ? to - 1 - n : from + n], x = f.ax * X[p] + f.bx, y = f.ay * Y[p] + f.by;
      if (first) { ctx.moveTo(x, y); first = false; } else { ctx.lineTo(x, y); }
    }
  }
  ctx.closePath();
}
function line(ctx, geo, thin, f, a) {
  var from = thin.start[a], to = thin.start[a + 1], p = thin.keep[from];
  ctx.moveTo(f.ax * geo.X[p] + f.bx, f.ay * geo.Y[p] + f.by);
  for (var i = from + 1; i < to; i++) { p = thin.keep[i]; ctx.lineTo(f.ax * geo.X[p] + f.bx, f.ay * geo.Y[p] + f.by); }
}
/* each unit as a path in meters: made when the page is idle, so that switching themes only gathers them */
export function prepare(view) {
  var f = view.canvas.frame(L.point(0, 0), L.point(1, 1)), geo = view.geo, one = {ax: 1, bx: 0, ay: 1, by: 0};
  var thin = thinned(geo, f.perPixel);
  if (thin.units || f.perPixel < 3000) { return; }
  thin.units = geo.rings.map(function (rings) {
    var p = new Path2D();
    rings.forEach(function (r) { path(p, geo, thin, one, r); });
    return p;
  });
}
function visible(geo, f, i) {
  var b = 4 * i, x1 = f.ax * geo.box[b] + f.bx, x2 = f.ax * geo.box[b + 2] + f.bx, y1 = f.ay * geo.box[b + 3] + f.by, y2 = f.ay * geo.box[b + 1] + f.by;
  return x2 >= 0 && x1 <= f.width && y2 >= 0 && y1 <= f.height;
}
function units(ctx, geo, thin, f, list) {
  ctx.beginPath();
  for (var i = 0; i < list.length; i++) {
    if (!visible(geo, f, list[i])) { continue; }
    var rings = geo.rings[list[i]];
    for (var r = 0; r < rings.length; r++) { path(ctx, geo, thin, f, rings[r]); }
  }
}
function ring(ctx, f, points) {
  for (var i = 0; i < points.length; i++) {
    var x = f.ax * points[i][0] + f.bx, y = f.ay * points[i][1] + f.by;
    if (i) { ctx.lineTo(x, y); } else { ctx.moveTo(x, y); }
  }
}
/* the arcs between a set of units and everything else */
export function outlineArcs(geo, set) {
  var out = [];
  for (var a = 0; a < geo.n; a++) { if (set.has(geo.sides[2 * a]) !== set.has(geo.sides[2 * a + 1])) { out.push(a); } }
  return out;
}

export const Canvas = Base.extend({
  initialize: function (view) { Base.prototype.initialize.call(this, {}); this.view = view; },
  paint: function (ctx, f) { paint(ctx, f, this.view); }
});
export const Highlight = Base.extend({
  initialize: function (view) { Base.prototype.initialize.call(this, {}); this.view = view; },
  paint: function (ctx, f) {
    var geo = this.view.geo, thin = thinned(geo, f.perPixel), ink = this.view.ink();
    this.empty = this.view.hovered < 0 && this.view.picked < 0;
    [[this.view.hovered, 1.6], [this.view.picked, 2.6]].forEach(function (pair) {
      if (pair[0] < 0) { return; }
      units(ctx, geo, thin, f, [pair[0]]);
      ctx.lineJoin = "round"; ctx.lineWidth = pair[1] + 2; ctx.strokeStyle = ink.halo; ctx.stroke();
      ctx.lineWidth = pair[1]; ctx.strokeStyle = ink.hover; ctx.stroke();
      geo.dots.forEach(function (d) { if (d[0] === pair[0]) { ctx.beginPath(); ctx.arc(f.ax * d[1] + f.bx, f.ay * d[2] + f.by, 4, 0, 7); ctx.stroke(); } });
    });
  }
});

/* the provinces around a regional map */
function around(ctx, f, land, ink) {
  ctx.beginPath(); land.forEach(function (r) { ring(ctx, f, r); ctx.closePath(); });
  ctx.fillStyle = ink.around; ctx.fill("evenodd"); ctx.lineWidth = 0.6; ctx.strokeStyle = ink.prefecture; ctx.stroke();
}
/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Frame} f
 * @param {View} view
 * @param {number} [opacity] of the units: as on the page unless said otherwise
 */
export function paint(ctx, f, view, opacity) {
  var geo = view.geo, thin = thinned(geo, f.perPixel), ink = view.ink(), theme = view.base, i;
  var all = new Array(geo.count), groups = new Map(), faint = [], land = ink.plain;
  for (i = 0; i < geo.count; i++) { all[i] = i; }
  if (view.page.land) { around(ctx, f, view.page.land, ink); }
  ctx.globalAlpha = opacity !== undefined ? opacity : view.page.alpha;
  if (view.raster && view.raster.picture) {
    units(ctx, geo, thin, f, all); ctx.fillStyle = ink.land; ctx.fill("evenodd");
    var e = view.raster.extent;
    ctx.save(); ctx.clip("evenodd");
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(view.raster.picture, f.ax * e[0] + f.bx, f.ay * e[3] + f.by, f.ax * (e[2] - e[0]), f.ay * (e[1] - e[3]));
    ctx.restore();
  } else {
    for (i = 0; i < geo.count; i++) {
      var color = theme ? theme.colorOf(i) : land;
      if (view.selection && !view.selection.has(i)) { faint.push(i); continue; }
      if (!groups.has(color)) { groups.set(color, []); }
      groups.get(color).push(i);
    }
    groups.forEach(function (list, filled) {
      ctx.fillStyle = filled;
      if (thin.units) {
        var whole = new Path2D();
        list.forEach(function (u) { whole.addPath(thin.units[u]); });
        ctx.save(); ctx.transform(f.ax, 0, 0, f.ay, f.bx, f.by); ctx.fill(whole, "evenodd"); ctx.restore();
      } else { units(ctx, geo, thin, f, list); ctx.fill("evenodd"); }
    });
    if (faint.length) { units(ctx, geo, thin, f, faint); ctx.fillStyle = ink.land; ctx.fill("evenodd"); }
  }
  ctx.globalAlpha = 1;
  geo.dots.forEach(function (d) {
    ctx.beginPath(); ctx.arc(f.ax * d[1] + f.bx, f.ay * d[2] + f.by, 1.1, 0, 7);
    ctx.fillStyle = ink.coast; ctx.fill();
  });
  ctx.lineJoin = "bevel";
  var fine = f.perPixel < 6000, inks = [ink.county, ink.prefecture, ink.province, ink.coast];
  var widths = fine ? [0.5, 0.8, 1.3, 1] : [0.28, 0.3, 0.7, 0.6];
  var lists = view.levels || (view.levels = levels(geo));
  /* the lines of each level are one path in meters, made once a scale and laid under any view */
  var paths = thin.lines || (thin.lines = lists.map(function (list) {
    var p = new Path2D(), one = {ax: 1, bx: 0, ay: 1, by: 0};
    list.forEach(function (a) { line(p, geo, thin, one, a); });
    return p;
  }));
  function stroke(level, shown, width) {
    ctx.save(); ctx.transform(f.ax, 0, 0, f.ay, f.bx, f.by);
    ctx.strokeStyle = shown; ctx.lineWidth = width / Math.abs(f.ax); ctx.stroke(paths[level]); ctx.restore();
  }
  widths.forEach(function (width, level) {
    if (level === 2) { stroke(2, ink.under, width + 1); }
    stroke(level, inks[level], width);
  });
  view.shown.forEach(function (t) { paintShapes(ctx, f, view, t, geo, thin, ink); });
  if (view.page.dashes) { dashes(ctx, f, view.page.dashes, ink); }
  labels(ctx, f, view, ink);
}
/* the ten-dash line, seen on any background */
function dashes(ctx, f, list, ink) {
  ctx.beginPath(); list.forEach(function (d) { ring(ctx, f, d); });
  ctx.lineCap = "round"; ctx.strokeStyle = ink.halo; ctx.lineWidth = 4; ctx.stroke();
  ctx.strokeStyle = ink.dash; ctx.lineWidth = 2; ctx.stroke(); ctx.lineCap = "butt";
}
function levels(geo) {
  /** @type {number[][]} */
  var lists = [[], [], [], []];
  for (var a = 0; a < geo.n; a++) { lists[geo.level[a]].push(a); }
  return lists;
}
function paintShapes(ctx, f, view, theme, geo, thin, ink) {
  theme.data.shapes.forEach(function (s) {
    var cls = theme.data.classes[s.i] || {color: ink.text, symbol: "line"}, color = shade(cls.color);
    if (theme.isolated !== null && theme.isolated !== s.i) { return; }
    ctx.beginPath();
    if (s.units) {
      var arcs = s.arcs || (s.arcs = outlineArcs(geo, new Set(s.units)));
      arcs.forEach(function (a) { line(ctx, geo, thin, f, a); });
      ctx.lineWidth = 4; ctx.strokeStyle = ink.halo; ctx.stroke(); ctx.lineWidth = 2; ctx.strokeStyle = color; ctx.stroke();
    } else if (s.p) {
      var r = s.size || 4, x = f.ax * s.p[0] + f.bx, y = f.ay * s.p[1] + f.by;
      ctx.arc(x, y, r, 0, 7); ctx.fillStyle = color; ctx.fill(); ctx.lineWidth = 1.2; ctx.strokeStyle = view.dark() ? "#111" : "#fff"; ctx.stroke();
    } else {
      s.g.forEach(function (part) { ring(ctx, f, part); });
      ctx.lineWidth = (s.size || 2) + 2; ctx.strokeStyle = ink.halo; ctx.stroke(); ctx.lineWidth = s.size || 2; ctx.strokeStyle = color; ctx.stroke();
      if (s.fill) { ctx.globalAlpha = 0.12; ctx.fillStyle = color; ctx.fill("evenodd"); ctx.globalAlpha = 1; }
      if (cls.symbol === "arrow") { arrow(ctx, f, s, color); }
    }
  });
}
function arrow(ctx, f, s, color) {
  var g = s.g[s.g.length - 1], a = g[g.length - 2], b = g[g.length - 1];
  var x = f.ax * b[0] + f.bx, y = f.ay * b[1] + f.by, t = Math.atan2(y - (f.ay * a[1] + f.by), x - (f.ax * a[0] + f.bx)), r = 6 + (s.size || 2);
  ctx.beginPath(); ctx.moveTo(x, y); ctx.lineTo(x - r * Math.cos(t - 0.4), y - r * Math.sin(t - 0.4)); ctx.lineTo(x - r * Math.cos(t + 0.4), y - r * Math.sin(t + 0.4));
  ctx.closePath(); ctx.fillStyle = color; ctx.fill();
}
function labels(ctx, f, view, ink) {
  var taken = [], map = view.map, absent = !!view.base && view.base.data.taiwanAbsent(), edge = map.containerPointToLayerPoint(map.getSize()).x - f.minx - 4;
  ctx.textBaseline = "middle"; ctx.lineJoin = "round";
  (view.page.labels || []).forEach(function (l) {
    var words = l.known && !absent ? l.known : l.text;
    var x = f.ax * l.p[0] + f.bx, y = f.ay * l.p[1] + f.by, dotted = y;
    y += l.dy || 0;
    if (l.dot) { ctx.beginPath(); ctx.arc(x, dotted, 1.8, 0, 7); ctx.lineWidth = 2; ctx.strokeStyle = ink.halo; ctx.stroke(); ctx.fillStyle = ink.dash; ctx.fill(); }
    ctx.font = (l.size || 11) + "px " + FONT;
    ctx.textAlign = l.align || "left";
    var left = l.align === "center" ? x : x + (l.align === "right" ? -5 : 5), w = ctx.measureText(words).width;
    if (x < edge && l.align !== "center" && l.align !== "right" && left + w > edge) { left = edge - w; y += l.dot ? 0 : 12; }
    var from = l.align === "center" ? left - w / 2 : l.align === "right" ? left - w : left, box = [from, y - 5, from + w, y + 5];
    if (taken.some(function (t) { return box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1]; })) { return; }
    taken.push(box);
    ctx.lineWidth = 3; ctx.strokeStyle = ink.halo; ctx.strokeText(words, left, y);
    ctx.fillStyle = ink.text; ctx.fillText(words, left, y);
  });
}

/* Drawing: every theme colors the same arcs. */
import { thinned } from "./geometry.js";
import { hatched, lightness, shade } from "./ink.js";
import { landmarks, unitNames } from "./names.js";

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
export function units(ctx, geo, thin, f, list) {
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

/* the provinces around a regional map */
function around(ctx, f, land, ink) {
  ctx.beginPath(); land.forEach(function (r) { ring(ctx, f, r); });
  ctx.fillStyle = ink.around; ctx.fill("evenodd"); ctx.lineWidth = 0.6; ctx.strokeStyle = ink.prefecture; ctx.stroke();
}
/* the units of each color, those without data of Taiwan's hatched */
function fills(ctx, f, view, thin, ink) {
  var geo = view.geo, theme = view.base, groups = new Map(), faint = [], lacking = theme ? theme.lacking() : null, odd = [];
  for (var i = 0; i < geo.count; i++) {
    if (view.selection && !view.selection.has(i)) { faint.push(i); continue; }
    var color = theme ? theme.colorOf(i) : ink.plain;
    if (lacking && lacking.has(i)) { odd.push(i); }
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
  if (odd.length) { units(ctx, geo, thin, f, odd); ctx.fillStyle = hatched(ctx); ctx.fill("evenodd"); }
  if (faint.length) { units(ctx, geo, thin, f, faint); ctx.fillStyle = ink.land; ctx.fill("evenodd"); }
}
function picture(ctx, f, view, thin, ink) {
  var e = view.raster.extent, all = Array.from({length: view.geo.count}, function (_, i) { return i; });
  units(ctx, view.geo, thin, f, all); ctx.fillStyle = ink.land; ctx.fill("evenodd");
  ctx.save(); ctx.clip("evenodd");
  ctx.imageSmoothingEnabled = false;
  ctx.drawImage(view.raster.picture, f.ax * e[0] + f.bx, f.ay * e[3] + f.by, f.ax * (e[2] - e[0]), f.ay * (e[1] - e[3]));
  ctx.restore();
}
function borders(ctx, f, view, thin, ink) {
  var geo = view.geo, fine = f.perPixel < 6000, inks = [ink.county, ink.prefecture, ink.province, ink.coast];
  var widths = fine ? [0.5, 0.8, 1.3, 1] : [0.28, 0.3, 0.7, 0.6];
  var lists = view.levels || (view.levels = levels(geo));
  /* the lines of each level are one path in meters, made once a scale and laid under any view */
  var paths = thin.lines || (thin.lines = lists.map(function (list) { return lines(geo, thin, list); }));
  ctx.lineJoin = "bevel";
  widths.forEach(function (width, level) {
    if (level === 2) { stroke(ctx, f, paths[2], ink.under, width + 1); }
    stroke(ctx, f, paths[level], inks[level], width);
  });
  /* neighbors of one dark class are told apart: a patch shows its units */
  if (view.base && view.base.noting()) { stroke(ctx, f, seams(view.base, geo, thin), ink.seam, fine ? 0.9 : 0.45); }
}
function lines(geo, thin, list) {
  var p = new Path2D(), one = {ax: 1, bx: 0, ay: 1, by: 0};
  list.forEach(function (a) { line(p, geo, thin, one, a); });
  return p;
}
function stroke(ctx, f, whole, shown, width) {
  ctx.save(); ctx.transform(f.ax, 0, 0, f.ay, f.bx, f.by);
  ctx.strokeStyle = shown; ctx.lineWidth = width / Math.abs(f.ax); ctx.stroke(whole); ctx.restore();
}
function seams(theme, geo, thin) {
  if (theme.seams && theme.seams.of === thin) { return theme.seams.path; }
  var index = theme.data.index, own = theme.data.classes.map(function (c) { return lightness(c.color) < 0.35; }), list = [];
  for (var a = 0; a < geo.n; a++) {
    var s = geo.sides[2 * a], o = geo.sides[2 * a + 1];
    if (s >= 0 && o >= 0 && index[s] >= 0 && own[index[s]] && index[o] >= 0 && own[index[o]]) { list.push(a); }
  }
  theme.seams = {of: thin, path: lines(geo, thin, list)};
  return theme.seams.path;
}
/* listed units too small to be seen get a mark */
function marks(ctx, f, view) {
  var theme = view.base, geo = view.geo, ink = view.ink(), n = 0;
  if (!theme || theme.raw.kind !== "members") { return; }
  for (var i = 0; i < geo.count; i++) {
    var b = 4 * i;
    if (theme.data.index[i] !== 0 || !visible(geo, f, i) || (view.selection && !view.selection.has(i))) { continue; }
    var wide = (geo.box[b + 2] - geo.box[b]) / f.perPixel, high = (geo.box[b + 3] - geo.box[b + 1]) / f.perPixel;
    if (Math.max(wide, high) >= 5) { continue; }
    ctx.beginPath(); ctx.arc(f.ax * (geo.box[b] + geo.box[b + 2]) / 2 + f.bx, f.ay * (geo.box[b + 1] + geo.box[b + 3]) / 2 + f.by, 2.5, 0, 7);
    ctx.fillStyle = theme.colorOf(i); ctx.fill(); ctx.lineWidth = 0.8; ctx.strokeStyle = ink.seam; ctx.stroke();
    n++;
  }
  f.marks = n;
}
/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Frame} f
 * @param {View} view
 * @param {number} [opacity] of the units: as on the page unless said otherwise
 */
export function paint(ctx, f, view, opacity) {
  var geo = view.geo, thin = thinned(geo, f.perPixel), ink = view.ink();
  if (view.page.land) { around(ctx, f, view.page.land, ink); }
  ctx.globalAlpha = opacity !== undefined ? opacity : view.page.alpha;
  if (view.raster && view.raster.picture) { picture(ctx, f, view, thin, ink); } else { fills(ctx, f, view, thin, ink); }
  ctx.globalAlpha = 1;
  geo.dots.forEach(function (d) {
    ctx.beginPath(); ctx.arc(f.ax * d[1] + f.bx, f.ay * d[2] + f.by, 1.1, 0, 7);
    ctx.fillStyle = ink.coast; ctx.fill();
  });
  borders(ctx, f, view, thin, ink);
  marks(ctx, f, view);
  view.shown.forEach(function (t) { paintShapes(ctx, f, view, t, geo, thin, ink); });
  if (view.page.dashes) { dashes(ctx, f, view.page.dashes, ink); }
  var taken = landmarks(ctx, f, view), seen = /** @type {number[]} */ ([]);
  if (f.covered) { taken.push(f.covered); }
  for (var i = 0; i < geo.count; i++) { if (visible(geo, f, i)) { seen.push(i); } }
  unitNames(ctx, f, view, seen, taken);
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
      ctx.lineWidth = 3; ctx.strokeStyle = ink.halo; ctx.stroke(); ctx.lineWidth = 1.5; ctx.strokeStyle = color; ctx.stroke();
    } else if (s.p) {
      var r = s.size || 4, x = f.ax * s.p[0] + f.bx, y = f.ay * s.p[1] + f.by;
      ctx.arc(x, y, r, 0, 7); ctx.fillStyle = color; ctx.fill(); ctx.lineWidth = 1.2; ctx.strokeStyle = view.dark() ? "#111" : "#fff"; ctx.stroke();
    } else {
      s.g.forEach(function (part) { ring(ctx, f, part); });
      ctx.lineWidth = (s.size || 2) + 2; ctx.strokeStyle = ink.halo; ctx.stroke(); ctx.lineWidth = s.size || 2; ctx.strokeStyle = color; ctx.stroke();
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

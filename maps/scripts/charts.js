/* Histogram and Moran scatter plot; a rectangle or range brushed here lights its units on the map. */
import { node, written } from "./dom.js";
import { darkNow, lightness } from "./ink.js";

var NS = "http://www.w3.org/2000/svg";
function el(tag, attrs, parent) {
  var n = document.createElementNS(NS, tag);
  Object.keys(attrs).forEach(function (k) { n.setAttribute(k, String(attrs[k])); });
  if (parent) { parent.appendChild(n); }
  return n;
}
function frame(parent, label, height, keys) {
  var box = node("figure", null, "lian-chart", parent);
  node("figcaption", label, null, box);
  var svg = el("svg", {viewBox: "0 0 280 " + height, role: "application", "aria-label": label + " " + keys, tabindex: "0"}, box);
  return svg;
}
/* flat: only x counts */
function brush(svg, height, flat, done) {
  var rect = el("rect", {"class": "lian-brush", visibility: "hidden"}, svg), from = /** @type {any} */ (null), box = null;
  function show(s) {
    rect.setAttribute("visibility", s ? "visible" : "hidden");
    if (!s) { return; }
    Object.entries({x: s.x1, y: s.y1, width: s.x2 - s.x1, height: s.y2 - s.y1}).forEach(function (e) { rect.setAttribute(e[0], String(e[1])); });
  }
  function choose(s) { box = s; show(s); done(s); }
  function at(e) { var b = svg.getBoundingClientRect(); return [(e.clientX - b.left) / b.width * 280, (e.clientY - b.top) / b.height * height]; }
  function span(e) {
    var to = at(e);
    return {x1: Math.min(from[0], to[0]), x2: Math.max(from[0], to[0]), y1: flat ? 0 : Math.min(from[1], to[1]), y2: flat ? height : Math.max(from[1], to[1])};
  }
  svg.addEventListener("pointerdown", function (e) { from = at(e); try { svg.setPointerCapture(e.pointerId); } catch { /* synthetic */ } e.preventDefault(); });
  svg.addEventListener("pointermove", function (e) {
    if (from) { show(span(e)); }
  });
  svg.addEventListener("pointerup", function (e) {
    if (!from) { return; }
    var s = span(e); from = null;
    choose(s.x2 - s.x1 < 3 ? null : s);
  });
  svg.addEventListener("keydown", function (e) {
    if (e.key === "Escape") { choose(null); }
    var step = {ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8]}[e.key];
    if (!step) { return; }
    e.preventDefault();
    var s = Object.assign({}, box || {x1: 112, x2: 168, y1: flat ? 0 : height * 0.3, y2: flat ? height : height * 0.6});
    s.x2 += step[0]; if (!flat) { s.y2 += step[1]; }
    if (!e.shiftKey) { s.x1 += step[0]; if (!flat) { s.y1 += step[1]; } }
    if (s.x2 > s.x1 + 3 && s.y2 > s.y1 + 3) { choose(s); }
  });
}
/* round numbers that part a range into about so many steps */
function ticks(lo, hi, about) {
  var step = Math.pow(10, Math.floor(Math.log10((hi - lo) / about))), out = [];
  [1, 2, 5, 10].some(function (k) { if ((hi - lo) / (step * k) <= about) { step *= k; return true; } return false; });
  for (var n = Math.ceil(lo / step); n * step <= hi + step * 1e-9 && out.length < 12; n++) { out.push(Number((n * step).toPrecision(12))); }
  return out;
}
function axis(svg, range, floor, across) {
  el("line", {x1: 4, x2: 276, y1: floor + 0.5, y2: floor + 0.5, "class": "lian-axis"}, svg);
  ticks(range[0], range[1], 4).forEach(function (t, i) {
    var x = across(t), end = x > 250 ? "end" : x < 26 ? "start" : "middle";
    el("line", {x1: x, x2: x, y1: floor, y2: floor + 4, "class": "lian-axis"}, svg);
    if (i % 2 === 0) { el("text", {x: x, y: floor + 15, "text-anchor": end}, svg).textContent = written(t); }
  });
}
/**
 * Counts by value, heights in proportion; the years of a series share their range.
 * @param {HTMLElement} parent
 * @param {View} view
 * @param {Record<string, any>} words
 * @param {[number, number]} range of all years
 */
export function histogram(parent, view, words, range) {
  var theme = /** @type {Theme} */ (view.base), v = theme.data.values, d = theme.data;
  var lo = range[0], hi = range[1], bins = 40, height = 128, floor = 98, counts = new Array(bins).fill(0);
  if (!(hi > lo)) { return; }
  function across(x) { return 4 + (x - lo) / (hi - lo) * 272; }
  function color(x) {
    var k = 0;
    while (k < d.breaks.length - 1 && x > d.breaks[k]) { k++; }
    return d.classes[k].color;
  }
  v.forEach(function (x) { if (typeof x === "number") { counts[Math.min(bins - 1, Math.floor((x - lo) / (hi - lo) * bins))]++; } });
  var top = Math.max.apply(null, counts), svg = frame(parent, words.histogram, height, words.brushKeys);
  counts.forEach(function (n, i) {
    var h = n ? Math.max(0.8, n / top * 80) : 0, fill = color(lo + (i + 0.5) / bins * (hi - lo));
    el("rect", {x: 4 + i * 6.8, y: floor - h, width: 6.2, height: h, fill: fill, stroke: "rgba(60,66,74,.35)", "stroke-width": 0.4, "class": "lian-bar"}, svg);
  });
  axis(svg, range, floor, across);
  el("text", {x: 4, y: 12}, svg).textContent = words.most.replace("%", written(top));
  el("text", {x: 276, y: height - 2, "text-anchor": "end"}, svg).textContent = (theme.raw.caption || theme.raw.name).slice(0, 30);
  brush(svg, height, true, function (s) {
    if (!s) { view.select(null); return; }
    var a = lo + (s.x1 - 4) / 272 * (hi - lo), z = lo + (s.x2 - 4) / 272 * (hi - lo), set = new Set();
    v.forEach(function (x, i) { if (typeof x === "number" && x >= a && x <= z) { set.add(i); } });
    view.select(set);
  });
}
export function scatter(parent, view, words) {
  var t = view.base, xs = t.data.scatter[0], ys = t.data.scatter[1], ext = 0.5, height = 220;
  var p = xs.map(function (x, i) { return x === null || ys[i] === null ? null : [x, ys[i]]; });
  p.forEach(function (q) { if (q) { ext = Math.max(ext, Math.min(4, Math.abs(q[0])), Math.min(4, Math.abs(q[1]))); } });
  var svg = frame(parent, words.scatter, height, words.brushKeys);
  function sx(x) { return 140 + Math.max(-ext, Math.min(ext, x)) / ext * 130; }
  function sy(y) { return 105 - Math.max(-ext, Math.min(ext, y)) / ext * 98; }
  el("line", {x1: 10, x2: 270, y1: 105, y2: 105, "class": "lian-axis"}, svg); el("line", {x1: 140, x2: 140, y1: 7, y2: 203, "class": "lian-axis"}, svg);
  var paths = {};
  p.forEach(function (q, i) { if (q) { var c = t.colorOf(i); paths[c] = (paths[c] || "") + "M" + sx(q[0]).toFixed(1) + " " + sy(q[1]).toFixed(1) + "h0"; } });
  Object.keys(paths).forEach(function (c) {
    var light = lightness(c), pale = darkNow() ? light < 0.06 : light > 0.8;  // would not show
    el("path", pale ? {d: paths[c], "class": "lian-dots lian-pale"} : {d: paths[c], stroke: c, "class": "lian-dots"}, svg);
  });
  el("text", {x: 276, y: 217, "text-anchor": "end"}, svg).textContent = words.value; el("text", {x: 4, y: 12}, svg).textContent = words.lag;
  brush(svg, height, false, function (s) {
    if (!s) { view.select(null); return; }
    var set = new Set();
    p.forEach(function (q, i) { if (q) { var x = sx(q[0]), y = sy(q[1]); if (x >= s.x1 && x <= s.x2 && y >= s.y1 && y <= s.y2) { set.add(i); } } });
    view.select(set);
  });
}

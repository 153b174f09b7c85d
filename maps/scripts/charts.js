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
export function histogram(parent, view, words) {
  var t = view.base, v = t.data.values, d = t.data, known = v.filter(function (x) { return typeof x === "number"; });
  var lo = Math.min.apply(null, known), hi = Math.max.apply(null, known), bins = 40, height = 96, counts = new Array(bins).fill(0), ink = new Array(bins).fill(null);
  if (!(hi > lo)) { return; }
  function bin(x) { return Math.min(bins - 1, Math.floor((x - lo) / (hi - lo) * bins)); }
  known.forEach(function (x) { counts[bin(x)]++; });
  for (var b = 0; b < bins; b++) {
    var mid = lo + (b + 0.5) / bins * (hi - lo), k = 0;
    while (k < d.breaks.length - 1 && mid > d.breaks[k]) { k++; }
    ink[b] = d.classes[k].color;
  }
  var top = Math.max.apply(null, counts), svg = frame(parent, words.histogram, height, words.brushKeys);
  counts.forEach(function (n, i) {
    var h = n ? Math.max(1.5, Math.sqrt(n / top) * 74) : 0;
    el("rect", {x: 4 + i * 6.8, y: 80 - h, width: 6.2, height: h, fill: ink[i], stroke: "rgba(60,66,74,.35)", "stroke-width": 0.4}, svg);
  });
  el("line", {x1: 4, x2: 276, y1: 80.5, y2: 80.5, "class": "lian-axis"}, svg);
  el("text", {x: 4, y: 93}, svg).textContent = written(lo);
  el("text", {x: 276, y: 93, "text-anchor": "end"}, svg).textContent = written(hi);
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

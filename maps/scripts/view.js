/* Views: one Leaflet map each, its canvas, its card, what is picked. */
import { Canvas, Highlight } from "./canvas.js";
import { node, written } from "./dom.js";
import { unitAt } from "./geometry.js";
import { darkNow, inkNow, shade } from "./ink.js";
import { insetOf } from "./inset.js";
import { state } from "./state.js";

function View(map, page) {
  this.map = map; this.page = page; this.base = null; this.shown = []; this.selection = null; this.raster = null;
  this.geo = state.geometries[page.geos[0]]; this.hovered = -1; this.picked = -1; this.levels = null; this.listeners = [];
  page.views.push(this);
  this.inset = insetOf(this);
  this.canvas = new Canvas(this); this.highlight = new Highlight(this);
  map.addLayer(this.canvas); map.addLayer(this.highlight);
  var self = this, card = this.card = L.DomUtil.create("div", "lian-card", map.getContainer());
  card.setAttribute("role", "status"); card.hidden = true;
  L.DomEvent.disableClickPropagation(card); L.DomEvent.disableScrollPropagation(card);
  map.on("mousemove", function (e) { if (!self.pinned) { self.hover(e); } });
  map.on("mouseout", function () { if (!self.pinned) { self.over(-1); } });
  map.on("click", function (e) { self.pick(self.unit(e.latlng), e.containerPoint); });
}
View.prototype.ink = inkNow;
View.prototype.dark = darkNow;
View.prototype.unit = function (latlng) { var p = this.map.options.crs.projection.project(latlng); return unitAt(this.geo, p.x, p.y); };
View.prototype.show = function (theme) {
  if (theme.raw.base) {
    var before = this.base;
    this.base = theme; this.raster = null; this.selection = null;
    if (this.geo !== theme.geo) { this.geo = theme.geo; this.levels = null; this.hovered = this.picked = -1; }
    if (before && before !== theme && this.map.hasLayer(before)) { this.map.removeLayer(before); }
  } else if (theme.raw.image) {
    var self = this, picture = new Image();
    this.raster = theme;
    picture.onload = function () { theme.picture = picture; theme.extent = theme.raw.image.extent; self.redraw(); };
    picture.src = "data:image/png;base64," + theme.raw.image.data;
  } else { this.shown.push(theme); }
  this.redraw(); this.tell();
};
/* the units of a class alone; null: all */
View.prototype.isolate = function (theme, k) {
  if (k === null) { this.select(null); return; }
  var set = new Set();
  theme.data.index.forEach(function (v, i) { if (v === k) { set.add(i); } });
  this.select(set);
};
View.prototype.select = function (set) { this.selection = set; this.redraw(); };
View.prototype.hide = function (theme) {
  if (this.base === theme) { this.base = null; }
  if (this.raster === theme) { this.raster = null; }
  this.shown = this.shown.filter(function (t) { return t !== theme; });
  this.redraw(); this.tell();
};
View.prototype.tell = function () {
  if (this.pinned && this.picked >= 0) { this.fill(this.picked); }
  this.listeners.forEach(function (f) { f(); }); };
/* one drawing however many changes come within a frame */
View.prototype.redraw = function () {
  var self = this;
  if (this.waiting || !this.page.ready) { return; }
  this.waiting = true;
  Promise.resolve().then(function () { self.waiting = false; self.canvas.redraw(); if (!self.highlight.empty) { self.highlight.redraw(); } });
};
View.prototype.shapeAt = function (e) {
  var map = this.map, hit = /** @type {any} */ (null);
  this.shown.forEach(function (t) {
    t.data.shapes.forEach(function (s) {
      if (!s.p || (t.isolated !== null && t.isolated !== s.i)) { return; }
      var q = map.latLngToContainerPoint(map.options.crs.projection.unproject(L.point(s.p[0], s.p[1])));
      if (q.distanceTo(e.containerPoint) <= (s.size || 4) + 3) { hit = [t, s]; }
    });
  });
  return hit;
};
View.prototype.hover = function (e) {
  var hit = this.shown.length ? this.shapeAt(e) : null;
  if (hit) { this.over(-1); this.fillShape(hit[0], hit[1]); this.place(e.containerPoint); return; }
  this.over(this.unit(e.latlng), e.containerPoint);
};
View.prototype.over = function (unit, point) {
  if (unit !== this.hovered) {
    this.hovered = unit; this.highlight.redraw();
    if (unit < 0) { this.card.hidden = true; } else { this.fill(unit); }
  }
  if (unit < 0) { this.card.hidden = true; }
  if (unit >= 0 && point) { this.place(point); }
};
View.prototype.pick = function (unit, point) {
  var same = unit === this.picked && this.pinned;
  this.picked = same ? -1 : unit; this.pinned = this.picked >= 0;
  this.hovered = this.picked; this.highlight.redraw();
  this.card.classList.toggle("lian-pinned", this.pinned);
  if (this.picked < 0) { this.card.hidden = true; return; }
  this.fill(unit); if (point) { this.place(point); }
};
View.prototype.place = function (point) {
  var card = this.card, size = this.map.getSize();
  card.hidden = false;
  var w = card.offsetWidth, h = card.offsetHeight, x = point.x + 16, y = point.y + 16;
  if (x + w > size.x - 6) { x = Math.max(6, point.x - w - 16); }
  if (y + h > size.y - 6) { y = Math.max(6, size.y - h - 6); }
  card.style.transform = "translate(" + Math.round(x) + "px," + Math.round(y) + "px)";
};
function row(list, key, value, color) {
  node("dt", key, null, list);
  var dd = node("dd", null, null, list);
  if (color) { node("i", null, "lian-chip", dd).style.background = color; }
  dd.appendChild(document.createTextNode(value));
}
View.prototype.parents = function (unit) {
  var raw = this.geo.raw, p = raw.provinces[raw.province[unit]], q = raw.prefectures[raw.prefecture[unit]];
  return [p, q !== p && q !== this.geo.names[unit] ? q : ""].filter(Boolean).join(" · ");
};
View.prototype.fill = function (unit) {
  var card = this.card, geo = this.geo, W = this.page.words;
  card.textContent = "";
  node("strong", geo.names[unit], null, card);
  node("small", [geo.natives && geo.natives[unit] !== geo.names[unit] ? geo.natives[unit] : "", this.parents(unit), geo.codes[unit]].filter(Boolean).join(" · "), null, card);
  var list = node("dl", null, null, card);
  [this.base].concat(this.shown).forEach(function (t) {
    if (!t || t.geo !== geo) { return; }
    if (t.raw.base) {
      var k = t.data.index[unit], v = written(t.data.value(unit));
      if (k >= 0) { row(list, t.raw.caption || t.raw.name, v === null ? t.data.classes[k].label : v, shade(t.data.classes[k].color)); }
      else { row(list, t.raw.caption || t.raw.name, t.data.label(unit, W) || W.outside); }
    }
    var rows = t.data.cells(unit);
    if (rows) { t.raw.rows.columns.forEach(function (c, i) { if (rows[i] !== null && rows[i] !== undefined) { row(list, c, written(rows[i])); } }); }
    if (!t.raw.base) {
      t.data.shapes.forEach(function (s) {
        if (!s.units || s.units.indexOf(unit) < 0) { return; }
        row(list, t.raw.name, s.label + (s.text ? " · " + s.text : ""), shade((t.data.classes[s.i] || {}).color));
      });
    }
  });
};
View.prototype.fillShape = function (theme, s) {
  var card = this.card;
  card.textContent = "";
  node("strong", s.label, null, card); node("small", theme.raw.name, null, card);
  if (s.text) { node("p", s.text, "lian-note", card); }
};
export function viewOf(map, page) {
  var id = L.stamp(map);
  return state.views[id] || (state.views[id] = new View(map, page));
}

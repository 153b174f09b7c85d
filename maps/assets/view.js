/* Themes (what folium adds to its map) and views (one Leaflet map each). */
(function () {
"use strict";
var ALPHABET = "";
for (var c = 33; c < 127; c++) { if ("\"&'<>\\`{}%#$".indexOf(String.fromCharCode(c)) < 0) { ALPHABET += String.fromCharCode(c); } }
function json(id) { return JSON.parse(document.getElementById(id).textContent); }
Lian.words = {};

/* A theme's values and classes, shared by every view that shows it. */
function Data(raw, geo) {
  this.raw = raw; this.geo = geo;
  this.classes = raw.classes.map(function (c) { return {label: c[0], color: c[1], count: c[2], symbol: c[3]}; });
  this.index = null; this.scheme = raw.scheme; this.breaks = raw.breaks; this.lower = raw.lower;
  this.missing = raw.missing || 0;
  if (raw.index) {
    this.index = new Int16Array(geo.count).fill(-2);
    for (var i = 0; i < raw.index.length; i++) { this.index[i] = ALPHABET.indexOf(raw.index[i]) - 2; }
  }
  this.first = {classes: this.classes, index: this.index, scheme: raw.scheme, breaks: raw.breaks, lower: raw.lower};
  this.shapes = (raw.shapes || []).map(function (s) { return s; });
}
Data.prototype.value = function (i) {
  var raw = this.raw;
  if (raw.values) { return i < raw.values.length ? raw.values[i] : null; }
  return this.index && this.index[i] >= 0 ? this.classes[this.index[i]].label : null;
};
Data.prototype.recut = function (scheme) {
  var self = this, chosen = scheme === this.first.scheme ? this.first : null;
  if (!chosen) {
    var alt = this.raw.alternatives.find(function (a) { return a.scheme === scheme; });
    var index = new Int16Array(this.geo.count);
    for (var i = 0; i < index.length; i++) {
      var v = this.raw.values[i];
      if (v === null || v === undefined) { index[i] = this.first.index[i]; continue; }
      var k = 0;
      while (k < alt.cuts.length - 1 && v > alt.cuts[k]) { k++; }
      index[i] = k;
    }
    chosen = {classes: alt.classes.map(function (c) { return {label: c[0], color: c[1], count: c[2], symbol: c[3]}; }), index: index, scheme: scheme, breaks: alt.breaks, lower: alt.lower};
  }
  Object.keys(chosen).forEach(function (k) { self[k] = chosen[k]; });
};

Lian.Theme = L.Layer.extend({
  initialize: function (page, at) {
    this.page = page; this.at = at; this.raw = page.themes[at];
    this.geo = Lian.geometries[this.raw.geo];
    this.data = page.data[at] || (page.data[at] = new Data(this.raw, this.geo));
    this.isolated = null;
  },
  isBase: function () { return this.raw.base; },
  colorOf: function (i) {
    var k = this.data.index[i];
    if (k >= 0) { return this.data.classes[k].color; }
    return k === -1 ? Lian.noData(this.raw) : (Lian.darkNow() ? "#343a42" : "#ebebe8");
  },
  onAdd: function (map) { Lian.viewOf(map, this.page).show(this); },
  onRemove: function (map) { Lian.viewOf(map, this.page).hide(this); },
  getEvents: function () { return {}; }
});

Lian.page = function (at) {
  if (!Lian.pages[at]) {
    var page = Lian.pages[at] = json("lian-page-" + at);
    page.at = at; page.data = []; page.views = [];
    page.geos.forEach(function (g) {
      if (!Lian.geometries[g]) { Lian.geometries[g] = Lian.decode(json("lian-geometry-" + g)); }
    });
  }
  return Lian.pages[at];
};
Lian.theme = function (page, at) { return new Lian.Theme(Lian.page(page), at); };

Lian.noData = function (raw) { return Lian.darkNow() ? "#4b5159" : raw.noData; };
Lian.darkNow = function () {
  var forced = document.documentElement.dataset.theme;
  return forced ? forced === "dark" : !!(window.matchMedia && matchMedia("(prefers-color-scheme: dark)").matches);
};

function View(map, page) {
  this.map = map; this.page = page; this.base = null; this.shown = []; this.selection = null; this.raster = null;
  this.geo = Lian.geometries[page.geos[0]]; this.hovered = -1; this.picked = -1; this.levels = null; this.listeners = [];
  page.views.push(this);
  this.canvas = new Lian.Canvas(this); this.highlight = new Lian.Highlight(this);
  map.addLayer(this.canvas); map.addLayer(this.highlight);
  var self = this, card = this.card = L.DomUtil.create("div", "lian-card", map.getContainer());
  card.setAttribute("role", "status"); card.hidden = true;
  L.DomEvent.disableClickPropagation(card);
  map.on("mousemove", function (e) { if (!self.pinned) { self.hover(e); } });
  map.on("mouseout", function () { if (!self.pinned) { self.over(-1); } });
  map.on("click", function (e) { self.pick(self.unit(e.latlng), e.containerPoint); });
}
View.prototype.ink = function () { return Lian.INK[Lian.darkNow() ? "dark" : "light"]; };
View.prototype.dark = Lian.darkNow;
View.prototype.unit = function (latlng) { var p = this.map.options.crs.projection.project(latlng); return Lian.unitAt(this.geo, p.x, p.y); };
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
  var map = this.map, hit = null;
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
Lian.node = function (tag, text, cls, parent) {
  var n = document.createElement(tag);
  if (text !== undefined && text !== null) { n.textContent = text; }
  if (cls) { n.className = cls; }
  if (parent) { parent.appendChild(n); }
  return n;
};
function row(list, key, value, color) {
  Lian.node("dt", key, null, list);
  var dd = Lian.node("dd", null, null, list);
  if (color) { Lian.node("i", null, "lian-chip", dd).style.background = color; }
  dd.appendChild(document.createTextNode(value));
}
Lian.written = function (v) {
  if (v === null || v === undefined) { return null; }
  return typeof v === "number" ? v.toLocaleString("en-US", {maximumSignificantDigits: 8}) : String(v);
};
View.prototype.parents = function (unit) {
  var raw = this.geo.raw, p = raw.provinces[raw.province[unit]], q = raw.prefectures[raw.prefecture[unit]];
  return [p, q !== p && q !== this.geo.names[unit] ? q : ""].filter(Boolean).join(" · ");
};
View.prototype.fill = function (unit) {
  var card = this.card, geo = this.geo, W = this.page.words;
  card.textContent = "";
  Lian.node("strong", geo.names[unit], null, card);
  Lian.node("small", [this.parents(unit), geo.codes[unit]].filter(Boolean).join(" · "), null, card);
  var list = Lian.node("dl", null, null, card);
  [this.base].concat(this.shown).forEach(function (t) {
    if (!t || t.geo !== geo) { return; }
    if (t.raw.base) {
      var k = t.data.index[unit], v = Lian.written(t.data.value(unit));
      if (k >= 0) { row(list, t.raw.caption || t.raw.name, v === null ? t.data.classes[k].label : v, t.data.classes[k].color); }
      else if (/^71/.test(geo.codes[unit])) { Lian.node("p", W.taiwan, "lian-note", card); }
      else { row(list, t.raw.caption || t.raw.name, k === -1 ? t.raw.missingLabel : W.outside); }
    }
    var rows = t.raw.rows && t.raw.rows.cells[unit];
    if (rows) { t.raw.rows.columns.forEach(function (c, i) { if (rows[i] !== null && rows[i] !== undefined) { row(list, c, Lian.written(rows[i])); } }); }
    if (!t.raw.base) {
      t.data.shapes.forEach(function (s) { if (s.units && s.units.indexOf(unit) >= 0) { row(list, t.raw.name, s.label + (s.text ? " · " + s.text : ""), (t.data.classes[s.i] || {}).color); } });
    }
  });
};
View.prototype.fillShape = function (theme, s) {
  var card = this.card;
  card.textContent = "";
  Lian.node("strong", s.label, null, card); Lian.node("small", theme.raw.name, null, card);
  if (s.text) { Lian.node("p", s.text, "lian-note", card); }
};
Lian.viewOf = function (map, page) {
  var id = L.stamp(map);
  return Lian.views[id] || (Lian.views[id] = new View(map, page));
};
})();

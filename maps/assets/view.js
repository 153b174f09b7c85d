/* Themes (what folium adds to its map) and views (one Leaflet map each). */
(function () {
"use strict";
function json(id) { return JSON.parse(document.getElementById(id).textContent); }
Lian.words = {};

/* A theme's values and classes, shared by every view that shows it. */
function Data(raw, geo) {
  this.raw = raw; this.geo = geo;
  this.missing = raw.missing || 0;
  this.values = raw.values ? Lian.column(raw.values, geo.count) : null;
  this.scatter = raw.scatter ? raw.scatter.map(function (c) { return Lian.column(c, geo.count); }) : null;
  this.rest = null;  // the class of units without a value: -1 no data, -2 not in this layer
  if (this.values) {
    this.rest = new Int16Array(geo.count).fill(-1);
    Lian.places(raw.outside).forEach(function (i) { this.rest[i] = -2; }, this);
  }
  this.taiwan = geo.codes.map(function (_, i) { return i; }).filter(function (i) { return geo.codes[i].slice(0, 2) === "71"; });
  this.first = this.cut(raw, raw.index ? Lian.digits(raw.index).map(function (k) { return k - 2; }) : null);
  Object.assign(this, this.first);
  this.shapes = raw.shapes || [];
}
/* classes and breaks as written, and the class of each unit: given, or found from its value */
Data.prototype.cut = function (way, index) {
  if (this.values) {
    index = this.rest.slice();
    for (var i = 0; i < index.length; i++) {
      var v = this.values[i], k = 0;
      if (v === null) { continue; }
      while (k < way.cuts.length - 1 && v > way.cuts[k]) { k++; }
      index[i] = k;
    }
  }
  return {
    classes: way.classes.map(function (c) { return {label: c[0], color: c[1], count: c[2], symbol: c[3]}; }),
    index: index, scheme: way.scheme, breaks: way.breaks, lower: way.lower
  };
};
/* whether no unit of Taiwan has data: they are then neither unlisted nor untested */
Data.prototype.taiwanAbsent = function () {
  var index = this.index;
  return !!index && this.taiwan.length > 0 && !this.taiwan.some(function (i) { return index[i] >= 0; });
};
/* what a unit's class is called, also where it has none; "" outside the theme's own layer */
Data.prototype.label = function (i, words) {
  var k = this.index[i];
  if (k >= 0) { return this.classes[k].label; }
  if (this.taiwan.indexOf(i) >= 0 && this.taiwanAbsent()) { return words.taiwan; }
  return k === -1 ? this.raw.missingLabel : "";
};
/* units without data that are not Taiwan's */
Data.prototype.unlisted = function () {
  var index = this.index;
  return this.missing - (this.taiwanAbsent() ? this.taiwan.filter(function (i) { return index[i] === -1; }).length : 0);
};
Data.prototype.value = function (i) {
  if (this.values) { return this.values[i]; }
  return this.index && this.index[i] >= 0 ? this.classes[this.index[i]].label : null;
};
Data.prototype.recut = function (scheme) {
  var raw = this.raw;
  Object.assign(this, scheme === this.first.scheme ? this.first : this.cut(raw.alternatives.find(function (a) { return a.scheme === scheme; })));
};
/* the lines of a unit's card, or null */
Data.prototype.cells = function (unit) {
  var rows = this.raw.rows, geo = this.geo;
  if (!rows) { return null; }
  if (!this.table) {
    this.table = rows.cells.map(function (c) { return Lian.column(c, rows.count); });
    this.place = new Map();
    (rows.at === null ? geo.codes.map(function (_, i) { return i; }) : Lian.places(rows.at)).forEach(function (u, k) { this.place.set(u, k); }, this);
  }
  var at = this.place.get(unit);
  return at === undefined ? null : this.table.map(function (c) { return c[at]; });
};

Lian.Theme = L.Layer.extend({
  initialize: function (page, at) {
    this.page = page; this.at = at; this.raw = page.themes[at];
    this.geo = Lian.geometries[this.raw.geo];
    this.isolated = null;
  },
  isBase: function () { return this.raw.base; },
  colorOf: function (i) {
    var k = this.data.index[i];
    if (k >= 0) { return Lian.shade(this.data.classes[k].color); }
    if (this.absent === undefined) { this.absent = new Set(this.data.taiwanAbsent() ? this.data.taiwan : []); }
    if (this.absent.has(i)) { return Lian.noData(null); }
    return k === -1 ? Lian.noData(this.raw) : (Lian.darkNow() ? "#343a42" : "#ebebe8");
  },
  onAdd: function (map) { Lian.viewOf(map, this.page).show(this); },
  onRemove: function (map) { Lian.viewOf(map, this.page).hide(this); },
  getEvents: function () { return {}; }
});
/* read when the theme is first shown */
Object.defineProperty(Lian.Theme.prototype, "data", {get: function () {
  var known = this.page.data;
  return known[this.at] || (known[this.at] = new Data(this.raw, this.geo));
}});

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

Lian.noData = function (raw) { return Lian.darkNow() ? (raw ? "#4b5159" : "#767e88") : raw ? raw.noData : "#d9d9d6"; };
Lian.darkNow = function () {
  if (Lian.printing) { return false; }  // paper is white
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
  L.DomEvent.disableClickPropagation(card); L.DomEvent.disableScrollPropagation(card);
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
  if (typeof v !== "number") { return String(v); }
  return Number.isInteger(v) ? v.toLocaleString("en-US") : v.toLocaleString("en-US", {maximumSignificantDigits: 8});
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
      if (k >= 0) { row(list, t.raw.caption || t.raw.name, v === null ? t.data.classes[k].label : v, Lian.shade(t.data.classes[k].color)); }
      else { row(list, t.raw.caption || t.raw.name, t.data.label(unit, W) || W.outside); }
    }
    var rows = t.data.cells(unit);
    if (rows) { t.raw.rows.columns.forEach(function (c, i) { if (rows[i] !== null && rows[i] !== undefined) { row(list, c, Lian.written(rows[i])); } }); }
    if (!t.raw.base) {
      t.data.shapes.forEach(function (s) { if (s.units && s.units.indexOf(unit) >= 0) { row(list, t.raw.name, s.label + (s.text ? " · " + s.text : ""), Lian.shade((t.data.classes[s.i] || {}).color)); } });
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

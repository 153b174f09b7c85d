/* Themes: what folium adds to its map, values and classes shared by every view that shows them. */
import { column, digits } from "./columns.js";
import { decode, places } from "./geometry.js";
import { inkNow, lightness, noData, shade } from "./ink.js";
import { state } from "./state.js";
import { viewOf } from "./view.js";

function json(id) { return JSON.parse(/** @type {any} */ (document.getElementById(id)).textContent); }

/* A theme's values and classes, shared by every view that shows it. */
function Data(raw, geo) {
  this.raw = raw; this.geo = geo;
  this.missing = raw.missing || 0;
  this.values = raw.values ? column(raw.values, geo.count) : null;
  this.scatter = raw.scatter ? raw.scatter.map(function (c) { return column(c, geo.count); }) : null;
  this.rest = null;  // the class of units without a value: -1 no data, -2 not in this layer
  if (this.values) {
    this.rest = new Int16Array(geo.count).fill(-1);
    places(raw.outside).forEach(function (i) { this.rest[i] = -2; }, this);
  }
  this.taiwan = geo.codes.map(function (_, i) { return i; }).filter(function (i) { return geo.codes[i].slice(0, 2) === state.inks.taiwan; });
  this.first = this.cut(raw, raw.index ? digits(raw.index).map(function (k) { return k - 2; }) : null);
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
    this.table = rows.cells.map(function (c) { return column(c, rows.count); });
    this.place = new Map();
    (rows.at === null ? geo.codes.map(function (_, i) { return i; }) : places(rows.at)).forEach(function (u, k) { this.place.set(u, k); }, this);
  }
  var at = this.place.get(unit);
  return at === undefined ? null : this.table.map(function (c) { return c[at]; });
};

export const Theme = L.Layer.extend({
  initialize: function (own, at) {
    this.page = own; this.at = at; this.raw = own.themes[at];
    this.geo = state.geometries[this.raw.geo];
    this.isolated = null;
  },
  isBase: function () { return this.raw.base; },
  colorOf: function (i) {
    var k = this.data.index[i];
    if (this.absent === undefined) { this.absent = new Set(this.data.taiwanAbsent() ? this.data.taiwan : []); }
    if (k >= 0) { return shade(this.data.classes[k].color); }
    if (this.absent.has(i)) { return noData(null); }
    return k === -1 ? noData(this.raw) : inkNow().outside;
  },
  /* the units of Taiwan where none has data, or null */
  lacking: function () { this.colorOf(0); return this.absent.size ? this.absent : null; },
  /* whether its classes pick units out, and whether a unit is one of those */
  noting: function () { return this.raw.kind === "members" || this.raw.kind === "categorical"; },
  notes: function (i) {
    var k = this.data.index[i];
    return k >= 0 && (this.raw.kind === "members" ? k === 0 : this.raw.kind === "categorical" && lightness(this.data.classes[k].color) < 0.35);
  },
  onAdd: function (map) { viewOf(map, this.page).show(this); },
  onRemove: function (map) { viewOf(map, this.page).hide(this); },
  getEvents: function () { return {}; }
});
/* read when the theme is first shown */
Object.defineProperty(Theme.prototype, "data", {get: function () {
  var known = this.page.data;
  return known[this.at] || (known[this.at] = new Data(this.raw, this.geo));
}});

export function page(at) {
  if (!state.pages[at]) {
    const own = state.pages[at] = json("lian-page-" + at);
    own.at = at; own.data = []; own.views = [];
    state.inks = own.inks;
    own.geos.forEach(function (g) {
      if (!state.geometries[g]) { state.geometries[g] = decode(json("lian-geometry-" + g)); }
    });
  }
  return state.pages[at];
}
/**
 * A theme of a page, as folium's template asks for it.
 * @param {number} on the page's number
 * @param {number} at the theme's number
 */
export function theme(on, at) { return new Theme(page(on), at); }

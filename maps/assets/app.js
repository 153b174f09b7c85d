/* The page around the map: themes, legend, charts, search, compare, years, permalink, downloads. */
(function () {
"use strict";
var node = Lian.node;
function button(text, title, parent, run) {
  var b = node("button", text, null, parent);
  b.type = "button"; b.title = title; b.setAttribute("aria-label", title); b.addEventListener("click", run);
  return b;
}

var asked = location.hash;  // before any map writes its own
/* a view as it is asked for; the reader's own steps may be coarser (whole levels over tiles) */
function look(map, center, zoom) {
  var snap = map.options.zoomSnap;
  map.options.zoomSnap = 0.125; map.setView(center, zoom, {animate: false}); map.options.zoomSnap = snap;
}
function fit(map, page) {
  var f = page.extent, t = map.options.crs.transformation, size = map.getSize(), pad = Math.min(18, size.x * 0.02);
  if (size.x < 40 || size.y < 40) { return false; }  // a frame that has no size yet: the observer of its size fits it later
  var w = Math.abs((f[2] - f[0]) * t._a), h = Math.abs((f[3] - f[1]) * t._c), s = Math.min((size.x - 2 * pad) / w, (size.y - 2 * pad) / h);
  var zoom = Math.floor(map.options.crs.zoom(Math.max(s, 1e-6)) * 8) / 8;
  map.setMinZoom(Math.min(0, zoom - 1));
  look(map, map.options.crs.projection.unproject(L.point((f[0] + f[2]) / 2, (f[1] + f[3]) / 2)), zoom);
  return true;
}

Lian.start = function (at, map, themes) {
  var page = Lian.page(at), W = page.words, box = map.getContainer(), state = {at: 0};
  var root = node("div", null, "lian"), main = node("div", null, "lian-main"), side = node("aside", null, "lian-side");
  side.setAttribute("aria-label", W.themes);
  root.lang = page.lang;
  box.parentNode.insertBefore(root, box);
  var head = node("header", null, "lian-head", root);
  node("h1", page.title, null, head);
  var tools = node("div", null, "lian-tools", head);
  root.appendChild(main);
  var stage = node("div", null, "lian-stage", main);
  var pane = node("div", null, "lian-pane", stage);
  pane.appendChild(box);
  main.appendChild(side);
  box.setAttribute("role", "application"); box.setAttribute("aria-label", page.title + " " + W.mapHelp);
  var foot = node("footer", null, "lian-foot", root);
  page.credits.forEach(function (c) { node("span", c, null, foot); });
  map.attributionControl && map.attributionControl.remove();
  var view = Lian.viewOf(map, page), views = [view], other = null;
  View(view);

  function View(v) {
    v.select = function (set) { v.selection = set; v.redraw(); count(); };
  }
  function bases() { return themes.filter(function (t) { return t.raw.base; }); }
  function overs() { return themes.filter(function (t) { return !t.raw.base; }); }

  /* themes */
  var themesBox = node("section", null, "lian-themes", side), radios = [];
  function pickTheme(v, t) { if (v.base !== t && t) { v.map.addLayer(t); } }
  /* the years of a series are one entry, the slider chooses among them; another series keeps the year */
  var series = Object.create(null), shownYear = null;
  bases().forEach(function (t) { if (t.raw.series && t.raw.year !== null) { (series[t.raw.series] = series[t.raw.series] || []).push(t); } });
  function frameOf(t) {
    return (series[t.raw.series] || []).filter(function (u) { return u.raw.year === shownYear; })[0] || t;
  }
  function alike(a, b) { return a === b || Boolean(a && a.raw.series && a.raw.series === b.raw.series && series[a.raw.series]); }
  var entries = bases().filter(function (t) { return !series[t.raw.series] || series[t.raw.series][0] === t; });
  if (entries.length > 1) {
    var set = node("fieldset", null, null, themesBox);
    node("legend", W.themes, null, set);
    entries.forEach(function (t) {
      var label = node("label", null, null, set), input = node("input", null, null, label);
      input.type = "radio"; input.name = "lian-theme-" + at; input.addEventListener("change", function () { pickTheme(view, frameOf(t)); });
      node("span", series[t.raw.series] ? t.raw.series : t.raw.name, null, label); radios.push([input, t]);
    });
  }
  if (overs().length) {
    var set2 = node("fieldset", null, null, themesBox);
    node("legend", W.overlays, null, set2);
    overs().forEach(function (t) {
      var label = node("label", null, null, set2), input = node("input", null, null, label);
      input.type = "checkbox"; input.addEventListener("change", function () { input.checked ? map.addLayer(t) : map.removeLayer(t); });
      node("span", t.raw.name, null, label); radios.push([input, t]);
    });
  }
  Lian.background(page, side, foot);
  /* years */
  var yearBox = node("section", null, "lian-years", side), yearInput = null, frames = null;
  yearBox.hidden = true;
  var legendBox = node("section", null, "lian-legend", side), chartBox = node("section", null, "lian-charts", side);
  legendBox.setAttribute("aria-live", "polite");
  var selected = node("p", null, "lian-count", side);
  function count() {
    selected.textContent = view.selection ? W.selected.replace("%", view.selection.size.toLocaleString("en-US")) : "";
    selected.hidden = !view.selection;
  }
  function legend(t, parent) {
    var box = node("div", null, "lian-key", parent), counted = t.raw.base;
    node("h2", t.raw.caption || t.raw.name, null, box);
    if (t.raw.alternatives.length) {
      var label = node("label", W.scheme + " ", "lian-scheme", box), pick = node("select", null, null, label);
      [t.data.first.scheme].concat(t.raw.alternatives.map(function (a) { return a.scheme; })).forEach(function (s) {
        var o = node("option", W.schemes[s] || s, null, pick); o.value = s; o.selected = s === t.data.scheme;
      });
      pick.addEventListener("change", function () { t.data.recut(pick.value); page.views.forEach(function (v) { v.selection = null; v.redraw(); v.tell(); }); });
    }
    var list = node("ul", null, t.raw.grid ? "lian-grid" : null, box);
    if (t.raw.grid) { list.style.gridTemplateColumns = "repeat(" + t.raw.grid[1] + ",3.4rem)"; }
    t.data.classes.forEach(function (c, k) {
      var li = node("li", null, null, list), b = button("", c.label + " " + c.count, li, function () { isolate(t, k); });
      b.setAttribute("aria-pressed", String(t.isolated === k));
      var chip = node("i", null, "lian-chip lian-" + (c.symbol || "fill"), b);
      chip.style.setProperty("--c", Lian.shade(c.color));
      if (t.raw.grid) { chip.textContent = c.count.toLocaleString("en-US"); chip.style.color = Lian.readable(c.color); }
      else { node("span", c.label, null, b); node("b", c.count.toLocaleString("en-US"), null, b); }
    });
    if (t.raw.grid) {
      node("p", "↓ " + t.raw.axes[0] + "　→ " + t.raw.axes[1], "lian-note", box);
      list = node("ul", null, null, box);
    }
    function without(label, n, color, cls) {
      var li = node("li", null, cls, list), s = node("span", null, "lian-plain", li);
      node("i", null, "lian-chip lian-fill", s).style.setProperty("--c", color);
      node("span", label, null, s); node("b", n.toLocaleString("en-US"), null, s);
    }
    if (counted && t.data.unlisted()) { without(t.raw.missingLabel, t.data.unlisted(), Lian.noData(t.raw), "lian-missing"); }
    if (counted && t.data.taiwanAbsent()) { without(W.taiwan, t.data.taiwan.length, Lian.noData(null), "lian-missing lian-absent"); }
    if (t.raw.note) { node("p", t.raw.note, "lian-note", box); }
  }
  function isolate(t, k) {
    var same = t.isolated === k;
    themes.forEach(function (u) { if (u.raw.base === t.raw.base) { u.isolated = null; } });
    t.isolated = same ? null : k;
    if (t.raw.base) {
      var set = null;
      if (!same) { set = new Set(); t.data.index.forEach(function (v, i) { if (v === k) { set.add(i); } }); }
      view.select(set);
    } else { view.redraw(); }
    refresh();
  }
  function refresh() {
    radios.forEach(function (r) { r[0].checked = r[1].raw.base ? alike(view.base, r[1]) : map.hasLayer(r[1]); });
    var focus = document.activeElement && legendBox.contains(document.activeElement) ? Array.prototype.indexOf.call(legendBox.querySelectorAll("button,select"), document.activeElement) : -1;
    legendBox.textContent = "";
    if (view.base) { legend(view.base, legendBox); }
    if (view.raster) { legend(view.raster, legendBox); }
    view.shown.forEach(function (t) { legend(t, legendBox); });
    if (focus >= 0) { var again = legendBox.querySelectorAll("button,select")[focus]; if (again) { again.focus(); } }
    chartBox.textContent = "";
    var turn = state.turn = (state.turn || 0) + 1;
    requestAnimationFrame(function () { setTimeout(function () { if (turn === state.turn) { charts(); } }, 0); });  // the map first
    frames = view.base && view.base.raw.series ? series[view.base.raw.series] : null;
    yearBox.hidden = !(frames && frames.length > 1);
    if (!yearBox.hidden) { years(); }
    count(); link();
  }
  function charts() {
    if (view.base && view.base.data.scatter) { Lian.scatter(chartBox, view, W); }
    if (view.base && view.base.data.values) { Lian.histogram(chartBox, view, W); }
  }
  function years() {
    frames.sort(function (a, b) { return a.raw.year - b.raw.year; });
    if (!yearInput) {
      var label = node("label", W.year + " ", null, yearBox), out;
      yearInput = node("input", null, null, label); yearInput.type = "range"; yearInput.min = 0; yearInput.step = 1;
      out = yearInput.out = node("output", null, null, label);
      yearInput.addEventListener("input", function () { pickTheme(view, frames[+yearInput.value]); });
    }
    yearInput.max = frames.length - 1; yearInput.value = frames.indexOf(view.base);
    shownYear = view.base.raw.year;
    yearInput.out.textContent = shownYear;
    yearInput.setAttribute("aria-valuetext", String(view.base.raw.year));
  }
  var before = null;
  view.listeners.push(function () {
    if (view.base !== before) { themes.forEach(function (t) { if (t.raw.base) { t.isolated = null; } }); before = view.base; }
    if (!state.queued) { state.queued = true; Promise.resolve().then(function () { state.queued = false; refresh(); }); }
  });

  /* search */
  var search = node("div", null, "lian-search", tools), input = node("input", null, null, search), hits = node("ul", null, null, search);
  input.type = "search"; input.placeholder = W.search; input.setAttribute("aria-label", W.search); input.setAttribute("role", "combobox"); input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false"); input.autocomplete = "off"; hits.id = "lian-hits-" + at; input.setAttribute("aria-controls", hits.id); hits.setAttribute("role", "listbox");
  var active = 0, found = [];
  function goTo(i) {
    var b = view.geo.box, x = (b[4 * i] + b[4 * i + 2]) / 2, y = (b[4 * i + 1] + b[4 * i + 3]) / 2, crs = map.options.crs;
    var half = Math.max(b[4 * i + 2] - b[4 * i], b[4 * i + 3] - b[4 * i + 1]) * 3, s = Math.min(map.getSize().x, map.getSize().y) / Math.max(half * Math.abs(crs.transformation._a), 1e-9);
    look(map, crs.projection.unproject(L.point(x, y)), Math.min(map.getMaxZoom() - 2, Math.round(crs.zoom(s) * 8) / 8));
    view.pinned = false; view.picked = -1;
    view.pick(i, L.point(map.getSize().x / 2, map.getSize().y * 0.6));
  }
  function choose(i) { input.value = view.geo.names[i]; list([]); goTo(i); }
  function list(items) {
    found = items; active = 0; hits.textContent = ""; input.removeAttribute("aria-activedescendant"); input.setAttribute("aria-expanded", String(items.length > 0));
    items.forEach(function (i, k) {
      var li = node("li", null, null, hits); li.setAttribute("role", "option"); li.id = hits.id + "-" + k; li.setAttribute("aria-selected", String(k === 0));
      node("b", view.geo.names[i], null, li); node("small", view.parents(i) + " " + view.geo.codes[i], null, li);
      li.addEventListener("mousedown", function (e) { e.preventDefault(); choose(i); });
    });
    hits.hidden = !items.length;
  }
  hits.hidden = true;
  input.addEventListener("input", function () { list(Lian.find(view.geo, input.value)); });
  input.addEventListener("blur", function () { list([]); });
  input.addEventListener("keydown", function (e) {
    if (e.key === "Escape") { list([]); }
    if (!found.length) { return; }
    if (e.key === "Enter") { choose(found[active]); e.preventDefault(); }
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      active = (active + (e.key === "ArrowDown" ? 1 : found.length - 1)) % found.length; e.preventDefault();
      Array.from(hits.children).forEach(function (li, k) { li.setAttribute("aria-selected", String(k === active)); });
      input.setAttribute("aria-activedescendant", hits.id + "-" + active);
    }
  });

  /* compare */
  function compare() {
    if (other) { other.map.remove(); other.box.remove(); other = null; stage.classList.remove("lian-two"); cmp.setAttribute("aria-pressed", "false"); }
    else {
      stage.classList.add("lian-two"); cmp.setAttribute("aria-pressed", "true");
      var pane2 = node("div", null, "lian-pane", stage), bar = node("label", null, "lian-pick", pane2), pick = node("select", null, null, bar);
      pick.setAttribute("aria-label", W.compare);
      bases().forEach(function (t, k) { node("option", t.raw.name, null, pick).value = k; });
      var second = node("div", null, "folium-map", pane2);
      second.setAttribute("role", "application"); second.setAttribute("aria-label", W.compare);
      var map2 = L.map(second, {crs: map.options.crs, zoomSnap: map.options.zoomSnap, zoomDelta: map.options.zoomDelta, zoomControl: false, attributionControl: false, center: map.getCenter(), zoom: map.getZoom(), minZoom: map.getMinZoom(), maxZoom: map.getMaxZoom()});
      if (page.tiles) { Lian.tiles(at).addTo(map2); }
      var v2 = Lian.viewOf(map2, page); v2.select = function () {};
      var copies = bases().map(function (t) { return new Lian.Theme(page, t.at); });
      pick.addEventListener("change", function () { map2.addLayer(copies[+pick.value]); });
      pick.value = Math.min(copies.length - 1, bases().indexOf(view.base) === 0 ? 1 : 0);
      map2.addLayer(copies[+pick.value]);
      other = {map: map2, box: pane2, view: v2};
      var busy = false;
      [[map, map2], [map2, map]].forEach(function (pair) {
        pair[0].on("move", function () {
          if (busy || !other) { return; }
          busy = true; look(pair[1], pair[0].getCenter(), pair[0].getZoom()); busy = false;
        });
      });
    }
    map.invalidateSize({animate: false}); fit(map, page);
    if (other) { other.map.invalidateSize({animate: false}); other.map.setMinZoom(map.getMinZoom()); look(other.map, map.getCenter(), map.getZoom()); }
  }
  var cmp = button(W.compareShort, W.compare, tools, compare);
  cmp.setAttribute("aria-pressed", "false"); cmp.hidden = bases().length < 2;

  /* downloads */
  button("PNG", W.png, tools, function () { Lian.savePicture(page, other ? [view, other.view] : [view]); });
  button("CSV", W.csv, tools, function () { Lian.saveTable(page, view); });

  /* permalink */
  var linkKey = page.count > 1 ? "m" + at : "m";
  function link() {
    if (!state.ready) { return; }
    var c = map.getCenter(), on = themes.filter(function (t) { return map.hasLayer(t); }).map(function (t) { return t.at; });
    page.hash = linkKey + "=" + [map.getZoom().toFixed(3), c.lat.toFixed(4), c.lng.toFixed(4), on.join(".")].join("/");
    try { history.replaceState(null, "", whole()); } catch (_) { /* a sandboxed frame has no history */ }
  }
  function whole() { return "#" + Lian.pages.map(function (p) { return p && p.hash; }).filter(Boolean).join("&"); }
  function follow(text) {
    var m = new RegExp("[#&]" + linkKey + "=([-\\d.]+)/([-\\d.]+)/([-\\d.]+)/([\\d.]*)").exec(text);
    if (!m) { return false; }
    var want = m[4].split(".").filter(Boolean).map(Number);
    themes.forEach(function (t) { var on = want.indexOf(t.at) >= 0; if (on && !map.hasLayer(t)) { map.addLayer(t); } else if (!on && !t.raw.base && map.hasLayer(t)) { map.removeLayer(t); } });
    look(map, [+m[2], +m[3]], +m[1]);
    return true;
  }
  function begin() { return follow(asked) || follow("#" + (page.state || "")); }
  /* in a srcdoc frame there is no address to copy, only what embed(state=...) takes */
  var linkBox = node("span", null, "lian-link", tools), inner = /^about:/.test(location.href);
  var copy = button(W.linkShort, W.link, linkBox, function () {
    var url = (inner ? "" : location.href.split("#")[0]) + whole();
    function shown() { copy.textContent = W.copied; setTimeout(function () { copy.textContent = W.linkShort; }, 1500); }
    function offer() {
      linkText.value = url; linkPanel.hidden = false; linkText.focus(); linkText.select();
    }
    if (inner || !navigator.clipboard) { offer(); }
    else { navigator.clipboard.writeText(url).then(shown, offer); }
  });
  var linkPanel = node("label", inner ? W.stateHint : W.linkHint, null, linkBox), linkText = node("input", null, null, linkPanel);
  linkPanel.hidden = true; linkText.readOnly = true;
  linkBox.addEventListener("focusout", function (e) { if (!linkBox.contains(e.relatedTarget)) { linkPanel.hidden = true; } });
  linkBox.addEventListener("keydown", function (e) { if (e.key === "Escape") { linkPanel.hidden = true; copy.focus(); } });
  button("⌂", W.home, tools, function () { fit(map, page); });
  button("◐", W.dark, tools, function () {
    document.documentElement.dataset.theme = Lian.darkNow() ? "light" : "dark"; repaint();
  });
  function repaint() { Lian.pages.forEach(function (p) { p.views.forEach(function (v) { v.redraw(); v.tell(); }); }); }
  if (window.matchMedia) { matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint); }
  map.on("moveend", link);
  box.addEventListener("keydown", function (e) {
    if (e.key === "Escape") { view.pick(-1); view.select(null); }
    if (e.key === "Enter" && e.target === box) { view.pick(view.unit(map.getCenter()), L.point(map.getSize().x / 2, map.getSize().y / 2)); }
  });
  var last = "";
  if (window.ResizeObserver) {
    new ResizeObserver(function () {
      var s = pane.clientWidth + "x" + pane.clientHeight;
      if (s === last || !pane.clientWidth) { return; }
      var first = !last; last = s;
      map.invalidateSize({animate: false});
      if (!state.fitted) { state.fitted = fit(map, page); begin(); link(); }
      else if (!first && !state.moved && !other) { fit(map, page); }
    }).observe(pane);
  }
  map.on("dragstart zoomstart", function () { if (state.ready && state.user) { state.moved = true; } });
  box.addEventListener("pointerdown", function () { state.user = true; }); box.addEventListener("wheel", function () { state.user = true; }, {passive: true});
  window.addEventListener("hashchange", function () { follow(location.hash); });
  window.addEventListener("beforeprint", function () { Lian.printing = true; map.invalidateSize({animate: false}); fit(map, page); repaint(); });
  window.addEventListener("afterprint", function () { Lian.printing = false; repaint(); });
  refresh();
  map.invalidateSize({animate: false}); state.fitted = fit(map, page);
  begin(); page.ready = state.ready = true; link();
  view.canvas.redraw();
  (window.requestIdleCallback || setTimeout)(function () { Lian.prepare(view); });
  page.drawn = performance.now();
};
})();

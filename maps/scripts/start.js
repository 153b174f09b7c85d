/* The page around the map: its parts are made, and told when something changed. */
import { histogram, scatter } from "./charts.js";
import { prepare } from "./draw.js";
import { comparison } from "./compare.js";
import { button, node } from "./dom.js";
import { cooperative } from "./gestures.js";
import { savePicture, saveTable } from "./downloads.js";
import { darkNow } from "./ink.js";
import { legend } from "./legend.js";
import { permalink } from "./link.js";
import { searchBox } from "./search_box.js";
import { shell } from "./shell.js";
import { state } from "./state.js";
import { printing } from "./print.js";
import { page as pageOf } from "./theme.js";
import { themeChooser } from "./themes.js";
import { background } from "./tiles.js";
import { viewOf } from "./view.js";
import { yearSlider } from "./years.js";
import { fit, hold } from "./zoom.js";

function repaint() { state.pages.forEach(p => { p.views.forEach((/** @type {View} */ v) => { v.redraw(); v.tell(); }); }); }

/**
 * @param {number} at
 * @param {LMap} map
 * @param {Theme[]} themes
 */
export function start(at, map, themes) {
  const page = pageOf(at), box = map.getContainer(), frame = shell(page, box);
  if (map.attributionControl) { map.attributionControl.remove(); }
  const view = viewOf(map, page);
  /** @type {App} */
  const app = {
    at, map, themes, page, view, ...frame, year: null, ready: false, fitted: false,
    others: () => [],
    show(theme) { if (theme && view.base !== theme) { map.addLayer(theme); } },
    refresh() {}
  };
  const chooser = themeChooser(app);
  background(page, app.side, app.foot);
  const years = yearSlider(app), key = legend(app), charts = chartBox(app), count = counter(app);
  searchBox(app);
  const two = comparison(app, chooser.bases);
  button("PNG", page.words.png, app.tools, () => { savePicture(page, [view, ...app.others()]); });
  button("CSV", page.words.csv, app.tools, () => { saveTable(page, view); });
  const titled = heading(app);
  const link = permalink(app, two);
  app.refresh = () => {
    chooser.refresh(); key.refresh(app.others()); titled(); charts.refresh(); years.refresh(chooser.years()); count(); link.write();
  };
  view.select = set => { view.selection = set; view.redraw(); count(); link.write(); };
  buttons(app);
  listen(app);
  cooperative(app); printing(app);
  observe(app, () => { link.begin(); link.write(); }, () => !app.others().length);
  app.refresh();
  map.invalidateSize({animate: false}); app.fitted = fit(map, page);
  link.begin(); page.ready = app.ready = true; link.write();
  view.canvas.redraw();
  hold(map, page);
  (window.requestIdleCallback || setTimeout)(() => { prepare(view); });
  page.drawn = performance.now();
}

/**
 * The title says the year that is drawn.
 * @param {App} app
 */
function heading(app) {
  const {page, view} = app, title = /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (app.stage.closest(".lian")).querySelector("h1"));
  return () => {
    const raw = view.base ? view.base.raw : null, year = raw && raw.series && raw.year !== null ? String(raw.year) : "";
    const text = year && page.title.indexOf(year) < 0 ? page.title + " · " + year : page.title;
    if (title.textContent !== text) { title.textContent = text; if (page.count === 1) { document.title = text; } }
  };
}

/**
 * How many units are selected.
 * @param {App} app
 */
function counter(app) {
  const {view, page} = app, line = node("p", null, "lian-count", app.side);
  return () => {
    line.textContent = view.selection ? page.words.selected.replace("%", view.selection.size.toLocaleString("en-US")) : "";
    line.hidden = !view.selection;
  };
}

/**
 * The charts of the theme, drawn after the map.
 * @param {App} app
 */
function chartBox(app) {
  const {view, page} = app, box = node("section", null, "lian-charts", app.side);
  let turn = 0;
  /** @type {Record<string, [number, number]>} */
  const ranges = Object.create(null);
  /**
   * The least and largest value of a theme and of all years of its series.
   * @param {Theme} theme
   */
  function range(theme) {
    const key = theme.raw.series || "\u0000" + theme.at;
    if (!ranges[key]) {
      const ends = /** @type {[number, number]} */ ([Infinity, -Infinity]);
      app.themes.filter(t => t === theme || (theme.raw.series && t.raw.series === theme.raw.series)).forEach(t => {
        (t.data.values || []).forEach((/** @type {unknown} */ x) => {
          if (typeof x === "number") { ends[0] = Math.min(ends[0], x); ends[1] = Math.max(ends[1], x); }
        });
      });
      ranges[key] = ends;
    }
    return ranges[key];
  }
  function draw() {
    if (view.base && view.base.data.scatter) { scatter(box, view, page.words); }
    if (view.base && view.base.data.values) { histogram(box, view, page.words, range(view.base)); }
  }
  return {
    refresh() {
      box.textContent = "";
      const own = ++turn;
      requestAnimationFrame(() => { setTimeout(() => { if (own === turn) { draw(); } }, 0); });
    }
  };
}

/** @param {App} app */
function buttons(app) {
  const {map, page, view} = app, W = page.words;
  button("⌂", W.home, app.tools, () => { fit(map, page); });
  if (page.inset) {
    const whole = button(W.wholeShort, W.whole, app.tools, () => {
      page.whole = !page.whole; whole.setAttribute("aria-pressed", String(page.whole)); fit(map, page); view.redraw();
    });
    whole.setAttribute("aria-pressed", "false");
  }
  button("◐", W.dark, app.tools, () => {
    document.documentElement.dataset.theme = darkNow() ? "light" : "dark"; repaint();
  });
}

/**
 * What the page answers to: another theme, keys, the reader's light, printing.
 * @param {App} app
 */
function listen(app) {
  const {map, view, themes} = app, box = map.getContainer();
  /** @type {Theme | null} */
  let before = null;
  let queued = false;
  view.listeners.push(() => {
    if (view.base !== before) { themes.forEach(t => { if (t.raw.base) { t.isolated = null; } }); before = view.base; }
    if (!queued) { queued = true; Promise.resolve().then(() => { queued = false; app.refresh(); }); }
  });
  box.addEventListener("keydown", e => {
    const middle = L.point(map.getSize().x / 2, map.getSize().y / 2);
    if (e.key === "Escape") { view.pick(-1); view.select(null); }
    if (e.key === "Enter" && e.target === box) { view.pick(view.unit(map.getCenter()), middle); }
  });
  if ("matchMedia" in window) { matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint); }
}

/**
 * Keep the map fitted while its frame changes, until the reader moves it.
 * @param {App} app
 * @param {() => void} begin
 * @param {() => boolean} alone whether no second map is shown
 */
function observe(app, begin, alone) {
  const {map, page, pane} = app, box = map.getContainer();
  let last = "", user = false, moved = false;
  if (window.ResizeObserver) {
    new ResizeObserver(() => {
      const size = pane.clientWidth + "x" + pane.clientHeight;
      if (size === last || !pane.clientWidth) { return; }
      const first = !last; last = size;
      map.invalidateSize({animate: false});
      if (!app.fitted) { app.fitted = fit(map, page); begin(); }
      else if (!first && !moved && alone()) { fit(map, page); }
    }).observe(pane);
  }
  map.on("dragstart zoomstart", () => { if (app.ready && user) { moved = true; } });
  box.addEventListener("pointerdown", () => { user = true; }); box.addEventListener("wheel", () => { user = true; }, {passive: true});
}

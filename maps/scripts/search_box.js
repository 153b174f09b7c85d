/* The box that finds a unit and goes there. */
import { node } from "./dom.js";
import { findPlaces } from "./places.js";
import { find } from "./search.js";
import { look } from "./zoom.js";

/** @param {App} app */
export function searchBox(app) {
  const {map, view, page} = app, W = page.words;
  const search = node("div", null, "lian-search", app.tools), input = node("input", null, null, search), hits = node("ul", null, null, search);
  const none = node("p", null, "lian-none", search);
  none.setAttribute("role", "status"); none.hidden = true;
  input.type = "search"; input.placeholder = W.search; input.autocomplete = "off";
  hits.id = "lian-hits-" + app.at; hits.setAttribute("role", "listbox"); hits.hidden = true;
  const said = {"aria-label": W.search, role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": hits.id};
  Object.entries(said).forEach(([name, value]) => input.setAttribute(name, value));
  let active = 0;
  /** @type {{name: string, note: string, run: () => void}[]} */
  let found = [];
  /**
   * A box in meters, so many times as wide.
   * @param {number[]} b
   * @param {number} times
   */
  function see(b, times) {
    const crs = map.options.crs, size = map.getSize(), wide = Math.max(b[2] - b[0], b[3] - b[1]) * times;
    const s = Math.min(size.x, size.y) / Math.max(wide * Math.abs(crs.transformation._a), 1e-9);
    look(map, crs.projection.unproject(L.point((b[0] + b[2]) / 2, (b[1] + b[3]) / 2)), Math.min(map.getMaxZoom() - 2, Math.round(crs.zoom(s) * 8) / 8));
  }
  /** @param {number} i */
  function goTo(i) {
    const size = map.getSize();
    see(Array.from(view.geo.box.slice(4 * i, 4 * i + 4)), 3);
    view.pinned = false; view.picked = -1;
    view.pick(i, L.point(size.x / 2, size.y * 0.6));
  }
  /** @param {{name: string, run: () => void}} hit */
  function choose(hit) { input.value = hit.name; list([], ""); hit.run(); }
  /** @param {string} text */
  function hitsOf(text) {
    const units = find(view.geo, text).map(i => ({name: view.geo.names[i], note: view.parents(i) + " " + view.geo.codes[i], run: () => goTo(i)}));
    const places = findPlaces(view, text).map(p => ({name: p.name, note: p.note, run: () => { view.pick(-1); see(p.box, 1.15); }}));
    return places.concat(units);
  }
  /**
   * @param {{name: string, note: string, run: () => void}[]} items
   * @param {string} text what was looked for
   */
  function list(items, text) {
    found = items; active = 0; hits.textContent = "";
    none.hidden = Boolean(items.length || !text.trim()); none.textContent = none.hidden ? "" : W.nothingFound.replace("%", text.trim().slice(0, 40));
    input.removeAttribute("aria-activedescendant"); input.setAttribute("aria-expanded", String(items.length > 0));
    items.forEach((hit, k) => {
      const li = node("li", null, null, hits);
      li.setAttribute("role", "option"); li.id = hits.id + "-" + k; li.setAttribute("aria-selected", String(k === 0));
      node("b", hit.name, null, li); node("small", hit.note, null, li);
      li.addEventListener("mousedown", e => { e.preventDefault(); choose(hit); });
    });
    hits.hidden = !items.length;
  }
  /** @param {number} step */
  function move(step) {
    active = (active + step + found.length) % found.length;
    Array.from(hits.children).forEach((li, k) => { li.setAttribute("aria-selected", String(k === active)); });
    input.setAttribute("aria-activedescendant", hits.id + "-" + active);
  }
  input.addEventListener("input", () => list(hitsOf(input.value), input.value));
  input.addEventListener("blur", () => list([], ""));
  input.addEventListener("keydown", e => {
    if (e.key === "Escape") { list([], ""); }
    if (!found.length) { return; }
    if (e.key === "Enter") { choose(found[active]); e.preventDefault(); }
    if (e.key === "ArrowDown" || e.key === "ArrowUp") { move(e.key === "ArrowDown" ? 1 : -1); e.preventDefault(); }
  });
}

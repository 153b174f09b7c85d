/* The box that finds a unit and goes there. */
import { node } from "./dom.js";
import { find } from "./search.js";
import { look } from "./zoom.js";

/** @param {App} app */
export function searchBox(app) {
  const {map, view, page} = app, W = page.words;
  const search = node("div", null, "lian-search", app.tools), input = node("input", null, null, search), hits = node("ul", null, null, search);
  input.type = "search"; input.placeholder = W.search; input.autocomplete = "off";
  hits.id = "lian-hits-" + app.at; hits.setAttribute("role", "listbox"); hits.hidden = true;
  const said = {"aria-label": W.search, role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": hits.id};
  Object.entries(said).forEach(([name, value]) => input.setAttribute(name, value));
  let active = 0;
  /** @type {number[]} */
  let found = [];
  /** @param {number} i */
  function goTo(i) {
    const b = view.geo.box, crs = map.options.crs, size = map.getSize();
    const x = (b[4 * i] + b[4 * i + 2]) / 2, y = (b[4 * i + 1] + b[4 * i + 3]) / 2;
    const half = Math.max(b[4 * i + 2] - b[4 * i], b[4 * i + 3] - b[4 * i + 1]) * 3;
    const s = Math.min(size.x, size.y) / Math.max(half * Math.abs(crs.transformation._a), 1e-9);
    look(map, crs.projection.unproject(L.point(x, y)), Math.min(map.getMaxZoom() - 2, Math.round(crs.zoom(s) * 8) / 8));
    view.pinned = false; view.picked = -1;
    view.pick(i, L.point(size.x / 2, size.y * 0.6));
  }
  /** @param {number} i */
  function choose(i) { input.value = view.geo.names[i]; list([]); goTo(i); }
  /** @param {number[]} items */
  function list(items) {
    found = items; active = 0; hits.textContent = "";
    input.removeAttribute("aria-activedescendant"); input.setAttribute("aria-expanded", String(items.length > 0));
    items.forEach((i, k) => {
      const li = node("li", null, null, hits);
      li.setAttribute("role", "option"); li.id = hits.id + "-" + k; li.setAttribute("aria-selected", String(k === 0));
      node("b", view.geo.names[i], null, li); node("small", view.parents(i) + " " + view.geo.codes[i], null, li);
      li.addEventListener("mousedown", e => { e.preventDefault(); choose(i); });
    });
    hits.hidden = !items.length;
  }
  /** @param {number} step */
  function move(step) {
    active = (active + step + found.length) % found.length;
    Array.from(hits.children).forEach((li, k) => { li.setAttribute("aria-selected", String(k === active)); });
    input.setAttribute("aria-activedescendant", hits.id + "-" + active);
  }
  input.addEventListener("input", () => list(find(view.geo, input.value)));
  input.addEventListener("blur", () => list([]));
  input.addEventListener("keydown", e => {
    if (e.key === "Escape") { list([]); }
    if (!found.length) { return; }
    if (e.key === "Enter") { choose(found[active]); e.preventDefault(); }
    if (e.key === "ArrowDown" || e.key === "ArrowUp") { move(e.key === "ArrowDown" ? 1 : -1); e.preventDefault(); }
  });
}

/* Two maps side by side that move together. */
import { button, node } from "./dom.js";
import { state } from "./state.js";
import { Theme } from "./theme.js";
import { tiles } from "./tiles.js";
import { viewOf } from "./view.js";
import { fit, look } from "./zoom.js";

/**
 * A map beside the first, with its own frame.
 * @param {App} app
 * @param {HTMLElement} frame
 */
function secondMap(app, frame) {
  const {map, page} = app, o = map.options;
  const second = /** @type {LMap} */ (L.map(frame, {
    crs: o.crs, zoomSnap: o.zoomSnap, zoomDelta: o.zoomDelta, zoomControl: false, attributionControl: false,
    center: map.getCenter(), zoom: map.getZoom(), minZoom: map.getMinZoom(), maxZoom: map.getMaxZoom()
  }));
  if (page.tiles) { tiles(app.at).addTo(second); }
  return second;
}

/**
 * Two maps that move as one, while both are there.
 * @param {LMap} map
 * @param {LMap} second
 */
function together(map, second) {
  let busy = false;
  /** @type {[LMap, () => void][]} */
  const bound = [[map, second], [second, map]].map(([moved, follows]) => {
    const run = () => { if (!busy) { busy = true; look(follows, moved.getCenter(), moved.getZoom()); busy = false; } };
    moved.on("move", run);
    return [moved, run];
  });
  return () => bound.forEach(([moved, run]) => moved.off("move", run));
}

/**
 * @param {App} app
 * @param {Theme[]} bases
 */
export function comparison(app, bases) {
  const {map, page, view, stage} = app, W = page.words;
  /** @type {any} the other map, where one is open: map, box, view, pick, apart */
  let other = null;
  app.others = () => (other ? [other.view] : []);
  const press = button(W.compareShort, W.compare, app.tools, toggle);
  const caption = node("p", null, "lian-pick", app.pane);
  caption.hidden = true;
  view.listeners.push(name);
  press.setAttribute("aria-pressed", "false"); press.hidden = bases.length < 2;

  function open() {
    const box = node("div", null, "lian-pane", stage);
    const bar = node("label", null, "lian-pick", box), pick = node("select", null, null, bar);
    pick.setAttribute("aria-label", W.compare);
    bases.forEach((t, k) => { node("option", t.raw.name, null, pick).value = String(k); });
    const frame = node("div", null, "folium-map", box);
    frame.setAttribute("role", "application"); frame.setAttribute("aria-label", W.compare);
    const second = secondMap(app, frame), shown = viewOf(second, page);
    const copies = bases.map(t => new Theme(page, t.at));
    pick.addEventListener("change", () => { second.addLayer(copies[Number(pick.value)]); });
    pick.value = String(Math.min(copies.length - 1, bases.indexOf(/** @type {Theme} */ (view.base)) === 0 ? 1 : 0));
    second.addLayer(copies[Number(pick.value)]);
    app.themes.forEach(t => {
      if (!t.raw.base && map.hasLayer(t)) { second.addLayer(new Theme(page, t.at)); }
    });
    shown.listeners.push(() => { if (other) { app.refresh(); } });
    other = {map: second, box, view: shown, pick};
    other.apart = together(map, second);
  }
  function close() {
    other.apart(); other.map.remove(); other.box.remove();
    page.views = page.views.filter(v => v !== other.view);
    delete state.views[L.stamp(other.map)];
    other = null;
  }
  /* what the first map shows, at the height of the second's choice */
  function name() { caption.textContent = view.base ? view.base.raw.name : ""; caption.hidden = !other; }
  function toggle() {
    if (other) { close(); } else { open(); }
    stage.classList.toggle("lian-two", Boolean(other)); name(); press.setAttribute("aria-pressed", String(Boolean(other)));
    map.invalidateSize({animate: false}); fit(map, page);
    if (other) {
      other.map.invalidateSize({animate: false}); other.map.setMinZoom(map.getMinZoom());
      look(other.map, map.getCenter(), map.getZoom());
    }
    app.refresh();
  }
  return {
    /** the number of the theme on the second map, or null */
    at: () => (other && other.view.base ? bases.findIndex(t => t.at === other.view.base.at) : null),
    /** @param {number | null} k the second map shows this theme; null: there is none */
    follow(k) {
      if (Boolean(other) !== (k !== null)) { toggle(); }
      if (other && k !== null && bases[k] && other.pick.value !== String(k)) { other.pick.value = String(k); other.pick.dispatchEvent(new Event("change")); }
    }
  };
}

/* Two maps side by side that move together. */
import { button, node } from "./dom.js";
import { state } from "./state.js";
import { Theme } from "./theme.js";
import { tiles } from "./tiles.js";
import { viewOf } from "./view.js";
import { fit, look } from "./zoom.js";

/**
 * @param {App} app
 * @param {Theme[]} bases
 */
export function comparison(app, bases) {
  const {map, page, view, stage} = app, W = page.words;
  /** @type {{map: LMap, box: HTMLElement, view: View} | null} */
  /** @type {any} the other map, where one is open */
  let other = null;
  const press = button(W.compareShort, W.compare, app.tools, toggle);
  press.setAttribute("aria-pressed", "false"); press.hidden = bases.length < 2;

  /** @param {HTMLElement} frame */
  function secondMap(frame) {
    const o = map.options;
    const second = /** @type {LMap} */ (L.map(frame, {
      crs: o.crs, zoomSnap: o.zoomSnap, zoomDelta: o.zoomDelta, zoomControl: false, attributionControl: false,
      center: map.getCenter(), zoom: map.getZoom(), minZoom: map.getMinZoom(), maxZoom: map.getMaxZoom()
    }));
    if (page.tiles) { tiles(app.at).addTo(second); }
    return second;
  }
  /** @param {LMap} second */
  function together(second) {
    let busy = false;
    [[map, second], [second, map]].forEach(([moved, follows]) => {
      moved.on("move", () => {
        if (busy || !other) { return; }
        busy = true; look(follows, moved.getCenter(), moved.getZoom()); busy = false;
      });
    });
  }
  function open() {
    const box = node("div", null, "lian-pane", stage), bar = node("label", null, "lian-pick", box), pick = node("select", null, null, bar);
    pick.setAttribute("aria-label", W.compare);
    bases.forEach((t, k) => { node("option", t.raw.name, null, pick).value = String(k); });
    const frame = node("div", null, "folium-map", box);
    frame.setAttribute("role", "application"); frame.setAttribute("aria-label", W.compare);
    const second = secondMap(frame), shown = viewOf(second, page);
    shown.select = () => {};
    const copies = bases.map(t => new Theme(page, t.at));
    pick.addEventListener("change", () => { second.addLayer(copies[Number(pick.value)]); });
    pick.value = String(Math.min(copies.length - 1, bases.indexOf(/** @type {Theme} */ (view.base)) === 0 ? 1 : 0));
    second.addLayer(copies[Number(pick.value)]);
    other = {map: second, box, view: shown};
    together(second);
  }
  function close() {
    other.map.remove(); other.box.remove();
    page.views = page.views.filter(v => v !== other.view);
    delete state.views[L.stamp(other.map)];
    other = null;
  }
  function toggle() {
    if (other) { close(); } else { open(); }
    stage.classList.toggle("lian-two", Boolean(other)); press.setAttribute("aria-pressed", String(Boolean(other)));
    map.invalidateSize({animate: false}); fit(map, page);
    if (other) {
      other.map.invalidateSize({animate: false}); other.map.setMinZoom(map.getMinZoom());
      look(other.map, map.getCenter(), map.getZoom());
    }
  }
  return {shown: () => (other ? [other.view] : [])};
}

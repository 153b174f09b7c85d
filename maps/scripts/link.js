/* The address of what is shown: written as the reader moves, followed when the page opens. */
import { button, node } from "./dom.js";
import { state } from "./state.js";
import { look } from "./zoom.js";

const asked = location.hash;  // before any map writes its own

/**
 * @param {App} app
 * @param {{at(): number | null, follow(k: number | null): void}} two the comparison
 */
export function permalink(app, two) {
  const {map, page, themes} = app, W = page.words, key = page.count > 1 ? "m" + app.at : "m";
  const whole = () => "#" + state.pages.map(p => p && p.hash).filter(Boolean).join("&");
  /* what is not as at first: scheme, class, pinned unit, comparison, full map */
  function more() {
    const t = app.view.base, code = app.view.pinned && app.view.picked >= 0 ? app.view.geo.codes[app.view.picked] : "";
    const parts = [
      t && t.data.first && t.data.scheme !== t.data.first.scheme ? "s:" + t.data.scheme : "", t && t.isolated !== null ? "c:" + t.isolated : "",
      /^[\w-]{1,20}$/.test(code) ? "u:" + code : "", two.at() === null ? "" : "b:" + two.at(), page.whole ? "w:1" : ""
    ];
    return parts.filter(Boolean).join(";");
  }
  /** @param {string} text */
  function followMore(text) {
    const {view} = app, t = view.base, found = /** @type {Record<string, string>} */ (Object.fromEntries(text.split(";").map(part => part.split(":"))));
    if (found.w && page.inset) { page.whole = true; }
    if (t && found.s && t.raw.alternatives.some(a => a.scheme === found.s)) { t.data.recut(found.s); view.redraw(); }
    const k = Number(found.c), i = found.u === undefined ? undefined : view.geo.at.get(found.u), second = Number(found.b);
    if (t && found.c && t.data.classes[k]) { t.isolated = k; view.isolate(t, k); }
    if (i !== undefined) { view.pinned = false; view.picked = -1; view.pick(i, L.point(map.getSize().x / 2, map.getSize().y * 0.6)); }
    two.follow(found.b && Number.isInteger(second) && second >= 0 && second < themes.filter(o => o.raw.base).length ? second : null);
    app.refresh();
  }
  function write() {
    if (!app.ready) { return; }
    const c = map.getCenter(), on = themes.filter(t => map.hasLayer(t)).map(t => t.at);
    page.hash = key + "=" + [map.getZoom().toFixed(3), c.lat.toFixed(4), c.lng.toFixed(4), on.join(".")].concat(more() || []).join("/");
    try { history.replaceState(null, "", whole()); } catch { /* a sandboxed frame has no history */ }
  }
  /** @param {string} text */
  function follow(text) {
    const m = new RegExp("[#&]" + key + "=([-\\d.]+)/([-\\d.]+)/([-\\d.]+)/([\\d.]*)(?:/([\\w:;-]*))?").exec(text);
    if (!m || ![m[1], m[2], m[3]].every(part => Number.isFinite(Number(part)))) { return false; }
    const want = m[4].split(".").filter(Boolean).map(Number);
    themes.forEach(t => {
      const on = want.indexOf(t.at) >= 0;
      if (on && !map.hasLayer(t)) { map.addLayer(t); } else if (!on && !t.raw.base && map.hasLayer(t)) { map.removeLayer(t); }
    });
    followMore(m[5] || "");
    look(map, [Number(m[2]), Number(m[3])], Number(m[1]));
    return true;
  }
  copier(app, whole);
  map.on("moveend", write);
  window.addEventListener("hashchange", () => { follow(location.hash); });
  return {write, begin: () => follow(asked) || follow("#" + (page.state || "")), words: W};
}

/**
 * The button that copies the address; in a srcdoc frame there is none, only what embed(state=...) takes.
 * @param {App} app
 * @param {() => string} whole
 */
function copier(app, whole) {
  const W = app.page.words, box = node("span", null, "lian-link", app.tools), inner = /^about:/.test(location.href);
  const copy = button(W.linkShort, W.link, box, () => {
    const url = (inner ? "" : location.href.split("#")[0]) + whole();
    const shown = () => { copy.textContent = W.copied; setTimeout(() => { copy.textContent = W.linkShort; }, 1500); };
    const offer = () => { text.value = url; panel.hidden = false; text.focus(); text.select(); };
    if (inner || !navigator.clipboard) { offer(); } else { navigator.clipboard.writeText(url).then(shown, offer); }
  });
  const panel = node("label", inner ? W.stateHint : W.linkHint, null, box), text = node("input", null, null, panel);
  panel.hidden = true; text.readOnly = true;
  box.addEventListener("focusout", e => { if (!box.contains(/** @type {Node} */ (e.relatedTarget))) { panel.hidden = true; } });
  box.addEventListener("keydown", e => { if (e.key === "Escape") { panel.hidden = true; copy.focus(); } });
}

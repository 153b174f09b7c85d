/* A map inside another page, or on a phone where the page goes on below it, lets the reader scroll past. */
import { node } from "./dom.js";

/** @param {App} app */
export function cooperative(app) {
  const {map, page} = app, box = map.getContainer(), W = page.words;
  const inside = window.self !== window.top || page.count > 1, narrow = () => box.clientHeight < 0.8 * window.innerHeight;
  const hint = node("div", null, "lian-hint", box);
  let timer = 0, chosen = false;
  hint.hidden = true; hint.setAttribute("aria-hidden", "true");
  /** @param {string} text */
  function say(text) {
    hint.textContent = text; hint.hidden = false;
    clearTimeout(timer); timer = setTimeout(() => { hint.hidden = true; }, 1400);
  }
  box.addEventListener("wheel", (/** @type {WheelEvent} */ e) => {
    if (!inside || chosen || e.ctrlKey || e.metaKey) { return; }
    e.stopPropagation(); say(W.wheelHint);
  }, {capture: true, passive: true});
  box.addEventListener("pointerdown", (/** @type {PointerEvent} */ e) => { if (e.pointerType === "mouse") { chosen = true; } });
  box.addEventListener("mouseleave", () => { chosen = false; });
  if (!L.Browser.touch) { return; }
  /* one finger moves the page, two the map */
  const share = () => { const on = inside || narrow(); box.classList.toggle("lian-shared", on); return on; };
  share();
  window.addEventListener("resize", share);
  box.addEventListener("touchstart", (/** @type {TouchEvent} */ e) => {
    if (share() && e.touches.length === 1) { map.dragging.disable(); } else { map.dragging.enable(); }
  }, {capture: true, passive: true});
  box.addEventListener("touchmove", (/** @type {TouchEvent} */ e) => {
    if (e.touches.length === 1 && box.classList.contains("lian-shared")) { say(W.touchHint); }
  }, {passive: true});
  box.addEventListener("touchend", () => { map.dragging.enable(); }, {passive: true});
}

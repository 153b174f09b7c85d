/* On paper: a picture of the map drawn for the sheet, whatever the screen was. */
import { node } from "./dom.js";
import { paint } from "./draw.js";
import { state } from "./state.js";

const WIDE = 1040, HIGH = 770, SHARP = 2.5;

/**
 * The map as a picture of one size: what the view shows, and around it.
 * @param {View} view
 */
function sheet(view) {
  const canvas = document.createElement("canvas"), ctx = canvas.getContext("2d"), size = view.map.getSize(), ink = view.ink();
  canvas.width = WIDE * SHARP; canvas.height = HIGH * SHARP;
  const now = view.canvas.frame(view.map.containerPointToLayerPoint([0, 0]), size);
  const k = Math.min(WIDE / size.x, HIGH / size.y), left = (WIDE - k * size.x) / 2, top = (HIGH - k * size.y) / 2;
  /** @type {Frame} */
  const f = {
    ax: k * now.ax, bx: k * now.bx + left, ay: k * now.ay, by: k * now.by + top, minx: 0, width: WIDE, height: HIGH,
    perPixel: now.perPixel / k, home: view.page.home / k, window: [0, 0, WIDE, HIGH]
  };
  ctx.scale(SHARP, SHARP);
  ctx.fillStyle = ink.sea; ctx.fillRect(0, 0, WIDE, HIGH);
  const p = view.inset.at(f);
  if (p) { f.covered = [p.left, p.top, p.left + p.width, p.top + p.height]; }
  paint(ctx, f, view, 1);
  if (p) { ctx.translate(p.left, p.top); view.inset.draw(ctx, p, 1); }
  return canvas.toDataURL("image/png");
}

/**
 * Pictures of the views beside their live maps, while the page is printed.
 * @param {App} app
 */
export function printing(app) {
  /** @type {HTMLElement[]} */
  let sheets = [];
  function begin() {
    if (sheets.length || !app.ready) { return; }
    state.printing = true;
    app.page.views.forEach(view => {
      const box = view.map.getContainer().parentNode, picture = node("img", null, "lian-print", /** @type {Element} */ (box));
      picture.alt = app.page.title; picture.src = sheet(view);
      sheets.push(picture);
    });
    app.refresh();
  }
  function end() {
    sheets.forEach(picture => picture.remove()); sheets = [];
    state.printing = false; app.refresh();
  }
  window.addEventListener("beforeprint", begin); window.addEventListener("afterprint", end);
  if (window.matchMedia) { matchMedia("print").addEventListener("change", e => { if (e.matches) { begin(); } else { end(); } }); }
}

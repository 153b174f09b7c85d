/* On paper: a picture of the map drawn for the sheet, whatever the screen was. */
import { node } from "./dom.js";
import { paint } from "./draw.js";
import { state } from "./state.js";

const WIDE = 1040, HIGH = 770, SHARP = 2.5;

/**
 * The whole map, as large as the picture: with its inset where it has one.
 * @param {Page} page
 * @returns {Frame}
 */
function fitted(page) {
  const e = page.inset && !page.whole ? page.inset.main : page.extent, w = e[2] - e[0], h = e[3] - e[1];
  const scale = Math.min((WIDE - 20) / w, (HIGH - 20) / h), left = (WIDE - scale * w) / (page.inset ? 20 : 2), top = (HIGH - scale * h) / 2;
  return {
    ax: scale, bx: left - scale * e[0], ay: -scale, by: top + scale * e[3], minx: 0, width: WIDE, height: HIGH,
    perPixel: 1 / scale, home: 1 / scale, window: [0, 0, WIDE, HIGH]
  };
}

/**
 * The map as a picture of one size: what the view shows, and around it.
 * @param {View} view
 */
function sheet(view) {
  const canvas = document.createElement("canvas"), ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")), ink = view.ink();
  canvas.width = WIDE * SHARP; canvas.height = HIGH * SHARP;
  /* as last drawn: on paper the live map has no size any more */
  const home = view.page.home || Infinity, now = view.canvas.frameNow, [x0, y0, x1, y1] = now.window, k = Math.min(WIDE / (x1 - x0), HIGH / (y1 - y0));
  const left = (WIDE - k * (x1 - x0)) / 2 - k * x0, top = (HIGH - k * (y1 - y0)) / 2 - k * y0;
  const still = Math.abs(now.perPixel / home - 1) < 0.01;
  const f = still ? fitted(view.page) : {
    ax: k * now.ax, bx: k * now.bx + left, ay: k * now.ay, by: k * now.by + top, minx: 0, width: WIDE, height: HIGH,
    perPixel: now.perPixel / k, home: home / k, window: [0, 0, WIDE, HIGH]
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
  if ("matchMedia" in window) { matchMedia("print").addEventListener("change", e => { if (e.matches) { begin(); } else { end(); } }); }
}

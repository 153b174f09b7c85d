/* The inset 南海诸岛: a national map is whole while its mainland fills the frame. */
import { darkNow } from "./ink.js";
import { occupied } from "./occupancy.js";
import { paint } from "./draw.js";

/** Heights: most of the frame's, what a first view makes room for, what another view still shows. */
const LARGEST = 0.44, WANTED = 190, SMALLEST = 84, GAP = 8;

/**
 * The frame of an inset so many pixels high.
 * @param {number[]} box in meters
 * @param {number} high
 * @returns {Frame}
 */
function frameOf(box, high) {
  const scale = high / (box[3] - box[1]), wide = Math.round((box[2] - box[0]) * scale);
  return {
    ax: scale, bx: -box[0] * scale, ay: -scale, by: box[3] * scale, minx: 0, width: wide, height: high, perPixel: 1 / scale,
    window: [0, 0, wide, high], small: Math.max(0.72, Math.min(0.9, high / 260))
  };
}

/**
 * Where the inset stands in the frame of the map and how high it is; null where everything is taken.
 * @param {View} view
 * @param {Frame} f of the view
 * @param {number} least
 * @returns {{left: number, top: number, width: number, height: number} | null}
 */
function room(view, f, least) {
  const box = /** @type {{box: number[]}} */ (view.page.inset).box, aspect = (box[2] - box[0]) / (box[3] - box[1]), cells = occupied(view, f);
  /* islands that the main map names need room for their names */
  (view.page.labels || []).filter(l => !l.sea && l.dot).forEach(l => {
    const x = f.ax * l.p[0] + f.bx, y = f.ay * l.p[1] + f.by;
    for (let dx = -24; dx <= 48; dx += 4) { for (let dy = -16; dy <= 16; dy += 4) { cells.mark(x + dx, y + dy); } }
  });
  const [x0, y0, x1, y1] = f.window, most = Math.min(LARGEST * (y1 - y0), 0.42 * (x1 - x0) / aspect, 340), scale = 54;
  for (let high = most; high >= Math.min(least, most); high *= 0.94) {
    const h = Math.round(high), w = Math.round(h * aspect);
    for (const [dx, dy] of [[1, 1], [0, 1], [1, 0]]) {
      const left = dx ? x1 - GAP - w : x0 + GAP, top = dy ? y1 - GAP - h - (dx ? 0 : scale - 18) : y0 + GAP;
      if (cells.clear([left - 4, top - 4, left + w + 4, top + h + 4])) { return {left: left - x0, top: top - y0, width: w, height: h}; }
    }
  }
  return null;
}

/** @param {View} view */
export function insetOf(view) {
  const canvas = document.createElement("canvas");
  canvas.className = "lian-inset"; canvas.hidden = true;
  canvas.setAttribute("role", "img"); canvas.setAttribute("aria-label", view.page.inset ? view.page.inset.title : "");
  view.map.getContainer().appendChild(canvas);
  /**
   * Whether the view is one of the whole map that lacks the south.
   * @param {Frame} f
   */
  function wanted(f) {
    const inset = view.page.inset;
    if (!inset || view.page.whole || !view.page.home || f.perPixel < 0.6 * (f.home || view.page.home)) { return false; }
    const [west, south, east, north] = inset.sea;
    const inside = f.ax * west + f.bx >= f.window[0] && f.ax * east + f.bx <= f.window[2] && f.ay * north + f.by >= f.window[1] && f.ay * south + f.by <= f.window[3];
    return !inside;
  }
  return {
    canvas,
    /** @type {{left: number, top: number, width: number, height: number} | null} */
    place: null,
    /** @type {Frame | null} */
    frame: null,
    /**
     * Whether it is not wanted in a view or has room there.
     * @param {Frame} f
     */
    fits(f) { return !wanted(f) || Boolean(room(view, f, WANTED)); },
    /**
     * Where it stands in a drawing, or null.
     * @param {Frame} f
     */
    at(f) { return wanted(f) ? room(view, f, SMALLEST) : null; },
    /** @param {Frame} f of the view to stand in */
    refresh(f) {
      this.place = this.at(f);
      canvas.hidden = !this.place;
      if (!this.place) { this.frame = null; return; }
      const m = Math.min(2, window.devicePixelRatio || 1), {left, top, width, height} = this.place, ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
      canvas.width = Math.round(width * m); canvas.height = Math.round(height * m);
      Object.assign(canvas.style, {left: left + "px", top: top + "px", width: width + "px", height: height + "px"});
      ctx.setTransform(m, 0, 0, m, 0, 0);
      this.frame = this.draw(ctx, this.place);
    },
    /**
     * @param {CanvasRenderingContext2D} ctx at the corner of the inset
     * @param {{height: number}} place
     * @param {number} [opacity]
     */
    draw(ctx, place, opacity) {
      const f = frameOf(/** @type {{box: number[]}} */ (view.page.inset).box, place.height), ink = view.ink();
      ctx.save(); ctx.beginPath(); ctx.rect(0, 0, f.width, f.height); ctx.clip();
      ctx.fillStyle = ink.sea; ctx.fillRect(0, 0, f.width, f.height);
      paint(ctx, f, view, opacity);
      ctx.strokeStyle = darkNow() ? ink.soft : ink.text; ctx.lineWidth = 1; ctx.strokeRect(0.5, 0.5, f.width - 1, f.height - 1);
      ctx.restore();
      return f;
    }
  };
}

/* What labels and insets may not cover: dashes, islands, coasts and borders, as cells of a few pixels. */
import { thinned, unitAt } from "./geometry.js";

const CELL = 4;

/**
 * The cells of a drawing that dashes, dots and the outlines of land take.
 * @param {View} view
 * @param {Frame} f
 */
export function occupied(view, f) {
  const wide = Math.ceil(f.width / CELL), high = Math.ceil(f.height / CELL), cells = new Uint8Array(wide * high);
  const geo = view.geo, thin = thinned(geo, f.perPixel);
  /**
   * @param {number} x
   * @param {number} y
   */
  function mark(x, y) {
    const i = Math.floor(x / CELL), j = Math.floor(y / CELL);
    if (i >= 0 && j >= 0 && i < wide && j < high) { cells[j * wide + i] = 1; }
  }
  /** @type {[number, number, boolean]} */
  let last = [0, 0, false];
  /**
   * A point of a line; with the one before it when the line goes on.
   * @param {number} px
   * @param {number} py
   * @param {boolean} goes
   */
  function along(px, py, goes) {
    const x = f.ax * px + f.bx, y = f.ay * py + f.by, [x0, y0, before] = last, inside = x > -60 && y > -60 && x < f.width + 60 && y < f.height + 60;
    if (goes && (inside || before)) {
      const steps = Math.min(400, Math.ceil(Math.max(Math.abs(x - x0), Math.abs(y - y0)) / CELL));
      for (let k = 1; k < steps; k++) { mark(x0 + (x - x0) * k / steps, y0 + (y - y0) * k / steps); }
    }
    mark(x, y);
    last = [x, y, inside];
  }
  for (let a = 0; a < geo.n; a++) {
    if (geo.level[a] < 3) { continue; }
    for (let k = thin.start[a]; k < thin.start[a + 1]; k++) { const p = thin.keep[k]; along(geo.X[p], geo.Y[p], k > thin.start[a]); }
  }
  geo.dots.forEach(d => along(d[1], d[2], false));
  [...(view.page.dashes || []), ...(view.page.land || [])].forEach(line => line.forEach((p, k) => along(p[0], p[1], k > 0)));
  return {
    mark,
    /**
     * How many cells of a box are taken.
     * @param {number[]} box left, top, right, bottom
     */
    within(box) {
      let n = 0;
      for (let j = Math.max(0, Math.floor(box[1] / CELL)); j <= Math.min(high - 1, Math.floor(box[3] / CELL)); j++) {
        for (let i = Math.max(0, Math.floor(box[0] / CELL)); i <= Math.min(wide - 1, Math.floor(box[2] / CELL)); i++) { n += cells[j * wide + i]; }
      }
      return n;
    },
    /**
     * Whether a box lies in the sea, or outside all units.
     * @param {number[]} box
     */
    clear(box) {
      if (this.within(box)) { return false; }
      for (let s = 0; s <= 4; s++) {
        for (let t = 0; t <= 4; t++) {
          const x = box[0] + (box[2] - box[0]) * s / 4, y = box[1] + (box[3] - box[1]) * t / 4;
          if (unitAt(geo, (x - f.bx) / f.ax, (y - f.by) / f.ay) >= 0) { return false; }
        }
      }
      return true;
    }
  };
}

/* Names on the map: of islands where they cover nothing, of units and prefectures where they fit. */
import { FONT, readable, shade } from "./ink.js";
import { occupied } from "./occupancy.js";

/** Where a label may stand beside its place: across (-1 left, 0 over, 1 right), down, and how far off. */
const AROUND = [[1, 0], [-1, 0], [1, -1], [-1, -1], [1, 1], [-1, 1], [0, -1], [0, 1]], AWAY = [5, 9, 16, 26, 40];

/** @param {number[]} a @param {number[]} b */
function meet(a, b) { return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1]; }

/**
 * Where the text of a landmark stands, or null.
 * @param {{x: number, y: number, w: number, h: number, side: string, window: number[]}} at
 * @param {(box: number[]) => boolean} free
 */
function standing(at, free) {
  const prefer = {left: -1, center: 0, right: 1}[at.side] || 0;
  const ways = AROUND.slice().sort((a, b) => Number(b[0] === prefer) - Number(a[0] === prefer));
  const tries = at.side === "center" ? [[0, 0, 0]] : [];
  AWAY.forEach(r => ways.forEach(([dx, dy]) => tries.push([dx, dy, r])));
  for (const [dx, dy, r] of tries) {
    const left = at.x + (dx > 0 ? r : dx < 0 ? -r - at.w : -at.w / 2), middle = at.y + dy * (dx ? r * 0.8 : r + at.h / 2);
    const box = [left - 1, middle - at.h / 2, left + at.w + 1, middle + at.h / 2];
    if (box[0] < at.window[0] + 2 || box[2] > at.window[2] - 2 || box[1] < at.window[1] + 2 || box[3] > at.window[3] - 2) { continue; }
    if (free(box)) { return {box, left, middle, far: r > 16}; }
  }
  return null;
}

/**
 * Islands, groups of islands and what is said of Taiwan: never over a dash or an island.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Frame} f
 * @param {View} view
 * @returns {number[][]} the boxes they take
 */
export function landmarks(ctx, f, view) {
  const all = view.page.labels || [], ink = view.ink(), absent = view.base !== null && view.base.data.taiwanAbsent();
  /** @type {number[][]} */
  const taken = f.covered ? [f.covered] : [];
  /* beside an inset, names of the South China Sea stand in it alone */
  const here = all.filter(l => (f.small ? l.sea : !(f.covered && l.sea)));
  const seen = here.map(l => ({l, x: f.ax * l.p[0] + f.bx, y: f.ay * l.p[1] + f.by})).filter(({x, y}) =>
    x >= f.window[0] && x <= f.window[2] && y >= f.window[1] && y <= f.window[3]);
  if (!seen.length) { return taken; }
  const cells = occupied(view, f);
  ctx.textBaseline = "middle"; ctx.textAlign = "left"; ctx.lineJoin = "round";
  seen.forEach(({l, x, y}) => {
    if (!l.dot) { return; }
    ctx.beginPath(); ctx.arc(x, y, 1.8, 0, 7); ctx.lineWidth = 2; ctx.strokeStyle = ink.halo; ctx.stroke(); ctx.fillStyle = ink.dash; ctx.fill();
    taken.push([x - 2, y - 2, x + 2, y + 2]);
  });
  const dots = taken.length, placed = [];
  seen.forEach(({l, x, y}) => {
    const words = l.known && !absent ? l.known : l.text, size = (l.size || 11) * (f.small || (f.perPixel > 8000 ? 0.88 : 1));
    ctx.font = size + "px " + FONT;
    const free = (/** @type {number[]} */ box) => cells.clear(box) && !taken.some(t => meet(box, t));
    const found = standing({x, y: y + (l.dy || 0), w: ctx.measureText(words).width, h: size + 1, side: l.align, window: f.window}, free);
    if (!found) { return; }
    taken.push(found.box); placed.push({text: words, box: found.box});
    if (found.far) {
      const cx = Math.max(found.box[0], Math.min(found.box[2], x)), cy = Math.max(found.box[1], Math.min(found.box[3], y));
      ctx.beginPath(); ctx.moveTo(x, y); ctx.lineTo(cx, cy); ctx.lineWidth = 0.6; ctx.strokeStyle = ink.soft; ctx.stroke();
    }
    ctx.lineWidth = 3; ctx.strokeStyle = ink.halo; ctx.strokeText(words, found.left, found.middle);
    ctx.fillStyle = ink.text; ctx.fillText(words, found.left, found.middle);
  });
  f.placed = placed;
  return taken.slice(dots);
}

/**
 * The widest place within a unit for a line of text: x, y and width in meters.
 * @param {Geometry} geo
 * @param {number} unit
 */
function anchor(geo, unit) {
  const known = geo.anchors || (geo.anchors = new Array(geo.count));
  if (known[unit]) { return known[unit]; }
  const b = 4 * unit, south = geo.box[b + 1], north = geo.box[b + 3];
  let best = [(geo.box[b] + geo.box[b + 2]) / 2, (south + north) / 2, 0];
  [0.5, 0.4, 0.6, 0.3, 0.7].forEach(share => {
    const y = south + (north - south) * share + 0.37;
    /** @type {number[]} */
    const cuts = [];
    geo.rings[unit].forEach(ring => ring.forEach(ref => {
      const a = ref >> 1;
      for (let p = geo.start[a] + 1; p < geo.start[a + 1]; p++) {
        const y1 = geo.Y[p - 1], y2 = geo.Y[p];
        if ((y1 > y) !== (y2 > y)) { cuts.push(geo.X[p - 1] + (y - y1) / (y2 - y1) * (geo.X[p] - geo.X[p - 1])); }
      }
    }));
    cuts.sort((m, n) => m - n);
    for (let k = 0; k + 1 < cuts.length; k += 2) {
      const w = cuts[k + 1] - cuts[k];
      if (w > best[2] * 1.1) { best = [(cuts[k] + cuts[k + 1]) / 2, y, w]; }
    }
  });
  return (known[unit] = best);
}

/**
 * Names of units where they fit, the listed first, then prefectures, then the others.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Frame} f
 * @param {View} view
 * @param {number[]} units those in sight
 * @param {number[][]} taken boxes of labels that are there already
 */
export function unitNames(ctx, f, view, units, taken) {
  if (f.perPixel > 1600 || view.raster || units.length > 1500) { return; }
  const geo = view.geo, ink = view.ink(), theme = view.base;
  const listed = (/** @type {number} */ i) => theme !== null && theme.notes(i);
  ctx.textBaseline = "middle"; ctx.textAlign = "center"; ctx.lineJoin = "round";
  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {number} room
   * @param {string} font
   * @param {string[]} inks the text's and its halo's
   */
  function write(text, x, y, room, font, inks) {
    ctx.font = font;
    const w = ctx.measureText(text).width;
    if (w + 4 > room) { return; }
    const box = [x - w / 2 - 2, y - 7, x + w / 2 + 2, y + 7];
    if (box[0] < f.window[0] || box[2] > f.window[2] || box[1] < f.window[1] || box[3] > f.window[3] || taken.some(t => meet(box, t))) { return; }
    taken.push(box); (f.named || []).push(text);
    ctx.lineWidth = 2.5; ctx.strokeStyle = inks[1]; ctx.strokeText(text, x, y);
    ctx.fillStyle = inks[0]; ctx.fillText(text, x, y);
  }
  /** @param {number} i */
  function unit(i) {
    const [x, y, w] = anchor(geo, i), fill = theme ? theme.colorOf(i) : ink.plain, dark = readable(fill) === "#fff";
    write(geo.names[i], f.ax * x + f.bx, f.ay * y + f.by, w / f.perPixel, (listed(i) ? "600 " : "") + "12px " + FONT, dark ? ["#fff", shade(fill)] : [ink.text, ink.halo]);
  }
  f.named = [];
  units.filter(listed).forEach(unit);
  if (f.perPixel > 650) { prefectures(geo, units, f, (text, x, y, room) => write(text, x, y, room, "12px " + FONT, [ink.soft, ink.halo])); }
  units.filter(i => !listed(i)).forEach(unit);
}

/**
 * @param {Geometry} geo
 * @param {number[]} units
 * @param {Frame} f
 * @param {(text: string, x: number, y: number, room: number) => void} write
 */
function prefectures(geo, units, f, write) {
  /** @type {Map<number, number[]>} weight, x, y, west, east of each */
  const sums = new Map();
  units.forEach(i => {
    const at = geo.raw.prefecture[i], [x, y] = anchor(geo, i), b = 4 * i, size = (geo.box[b + 2] - geo.box[b]) * (geo.box[b + 3] - geo.box[b + 1]);
    const s = sums.get(at) || [0, 0, 0, Infinity, -Infinity];
    sums.set(at, [s[0] + size, s[1] + size * x, s[2] + size * y, Math.min(s[3], geo.box[b]), Math.max(s[4], geo.box[b + 2])]);
  });
  Array.from(sums).sort((a, b) => b[1][0] - a[1][0]).forEach(([at, s]) => {
    const name = geo.raw.prefectures[at];
    if (name && s[0] && !/^(市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$/.test(name)) { write(name, f.ax * s[1] / s[0] + f.bx, f.ay * s[2] / s[0] + f.by, (s[4] - s[3]) / f.perPixel * 0.9); }
  });
}

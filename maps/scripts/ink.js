/* Inks by light and dark, and what a color needs to be read. */
import { state } from "./state.js";

/**
 * The inks of the page as its light now asks: colors and rules are data, written by maps/page/inks.py.
 * @returns {Record<string, string>}
 */
export function inkNow() { return state.inks[darkNow() ? "dark" : "light"]; }
/**
 * In the dark a line in the color of ink would not show, and paper (not significant, not listed) would glare.
 * @param {string} color
 */
export function shade(color) { return (darkNow() && state.inks.darkened[color]) || color; }
/**
 * Relative luminance of a color.
 * @param {string} color
 */
export function lightness(color) {
  var c = [1, 3, 5].map(function (i) { var v = parseInt(color.slice(i, i + 2), 16) / 255; return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4); });
  return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
}
/** @param {string} color */
export function readable(color) { return lightness(color) > 0.18 ? "#111" : "#fff"; }
/**
 * The color of units without data; of Taiwan's, where no data are to be had, without a theme.
 * @param {RawTheme | null} raw
 */
export function noData(raw) {
  if (darkNow() && raw && state.inks.darkened[raw.noData]) { return state.inks.darkened[raw.noData]; }
  return darkNow() ? inkNow()[raw ? "noData" : "absent"] : raw ? raw.noData : inkNow().absent; }
/**
 * The hatching of units whose data are not to be had: not the look of a unit without a value.
 * @param {CanvasRenderingContext2D} ctx
 */
export function hatched(ctx) {
  const tile = document.createElement("canvas"), own = /** @type {CanvasRenderingContext2D} */ (tile.getContext("2d"));
  tile.width = tile.height = 12;
  own.strokeStyle = inkNow().hatch; own.lineWidth = 1.6; own.beginPath();
  [-12, 0, 12].forEach(x => { own.moveTo(x, 12); own.lineTo(x + 12, 0); });
  own.stroke();
  const made = /** @type {CanvasPattern} */ (ctx.createPattern(tile, "repeat"));
  made.setTransform(new DOMMatrix([0.5, 0, 0, 0.5, 0, 0]));
  return made;
}
export function darkNow() {
  if (state.printing) { return false; }  // paper is white
  var forced = document.documentElement.dataset.theme;
  return forced ? forced === "dark" : !!(/** @type {any} */ (window).matchMedia && matchMedia("(prefers-color-scheme: dark)").matches);
}

export const FONT = '"Noto Sans CJK SC","Noto Sans SC","PingFang SC","Microsoft YaHei","Hiragino Sans GB",system-ui,sans-serif';

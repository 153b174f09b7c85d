/* Places that are no units: provinces, prefectures, islands; and names in traditional characters. */
import { spelled } from "./search.js";

/** @type {Map<string, string> | null} */
let table = null;
/**
 * A text with traditional characters written as the simplified ones of the map's names.
 * @param {string} text
 */
export function simplified(text) {
  const known = table || (table = new Map());
  if (!known.size) {
    const block = document.getElementById("lian-traditional"), pairs = block ? Array.from(JSON.parse(block.textContent)) : [];
    for (let k = 0; k + 1 < pairs.length; k += 2) { known.set(pairs[k], pairs[k + 1]); }
  }
  return Array.from(text).map(c => known.get(c) || c).join("");
}

/**
 * The box of a set of units in meters.
 * @param {Geometry} geo
 * @param {number[]} units
 */
function around(geo, units) {
  const b = [Infinity, Infinity, -Infinity, -Infinity];
  units.forEach(i => {
    b[0] = Math.min(b[0], geo.box[4 * i]); b[1] = Math.min(b[1], geo.box[4 * i + 1]);
    b[2] = Math.max(b[2], geo.box[4 * i + 2]); b[3] = Math.max(b[3], geo.box[4 * i + 3]);
  });
  return b;
}

/**
 * Provinces, prefectures and islands whose name holds a text or is spelled by it: name, what is beside it, box.
 * @param {View} view
 * @param {string} text
 * @returns {{name: string, note: string, box: number[]}[]}
 */
export function findPlaces(view, text) {
  const query = simplified(text.trim().toLowerCase().replace(/[\s'’]/g, "")), geo = view.geo, W = view.page.words;
  if (!query) { return []; }
  const latin = /^[a-z]+$/.test(query);
  const fits = (/** @type {string} */ name) => name.toLowerCase().replace(/\s/g, "").indexOf(query) === 0 || (latin && query.length > 2 && spelled(name, query));
  /** @type {{name: string, note: string, box: number[]}[]} */
  const found = [], own = new Set(geo.names);
  /** @param {string[]} names @param {Int32Array} of @param {string} note */
  const collect = (names, of, note) => names.forEach((name, at) => {
    if (!name || own.has(name) || !fits(name)) { return; }
    const units = [];
    for (let i = 0; i < geo.count; i++) { if (of[i] === at) { units.push(i); } }
    if (units.length) { found.push({name, note: note.replace("%", String(units.length)), box: around(geo, units)}); }
  });
  collect(geo.raw.provinces, geo.raw.province, W.unitsWithin);
  collect(geo.raw.prefectures, geo.raw.prefecture, W.unitsWithin);
  (view.page.labels || []).forEach(l => {
    if (!l.far && fits(l.text)) { found.push({name: l.text, note: W.islands, box: [l.p[0] - l.reach, l.p[1] - l.reach, l.p[0] + l.reach, l.p[1] + l.reach]}); }
  });
  return found.slice(0, 4);
}

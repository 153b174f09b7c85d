/* Columns of numbers and labels by unit, as maps/page/column_codec.py writes them. */
import { ALPHABET } from "./geometry.js";

var table = new Int16Array(128);
Array.from(ALPHABET).forEach(function (c, k) { table[c.charCodeAt(0)] = k; });
var BASE = ALPHABET.length;
/* the digit of each character */
export function digits(text) {
  var out = new Int16Array(text.length);
  for (var i = 0; i < out.length; i++) { out[i] = table[text.charCodeAt(i)]; }
  return out;
}
export function column(raw, n) {
  if (Array.isArray(raw)) { return raw; }
  var out = new Array(n), width = raw.t.length / n, read = digits(raw.t), at = 0;
  var many = raw.of ? 1 : raw.e.length, tens = raw.of ? null : raw.e.map(function (e) { return +("1e" + Math.abs(e)); });
  for (var i = 0; i < n; i++) {
    var code = -1, k;
    for (k = 0, code = 0; k < width; k++) { code = code * BASE + read[at++]; }
    if (code-- === 0) { out[i] = null; continue; }
    if (raw.of) { out[i] = raw.of[code]; continue; }
    var power = code % many, m = (code - power) / many;
    if (raw.s) { m = m % 2 ? -(m + 1) / 2 : m / 2; }
    out[i] = raw.e[power] < 0 ? m / tens[power] : m * tens[power];
  }
  return out;
}

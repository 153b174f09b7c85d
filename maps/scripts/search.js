/* Find a unit by name, pinyin (full, initials or mixed) or code. */
import { simplified } from "./places.js";

var readings = /** @type {any} */ (null);
function table() {
  if (readings) { return readings; }
  readings = new Map();
  var node = document.getElementById("lian-pinyin");
  if (node) {
    JSON.parse(/** @type {string} */ (node.textContent)).split(" ").forEach(function (entry) {
      var m = /^([a-z]+)(.+)$/.exec(entry);
      if (m) { Array.from(m[2]).forEach(function (ch) { if (!readings.has(ch)) { readings.set(ch, []); } readings.get(ch).push(/** @type {RegExpExecArray} */ (m)[1]); }); }
    });
  }
  return readings;
}
/* whether query[at..] can be spelled from name[i..] with whole syllables or initials; the last may be unfinished */
function spells(chars, i, query, at) {
  if (at === query.length) { return true; }
  if (i === chars.length) { return false; }
  var all = table().get(chars[i]);
  if (!all) { return chars[i].toLowerCase() === query[at] && spells(chars, i + 1, query, at + 1); }
  return all.some(function (r) {
    var rest = query.slice(at);
    if (r.indexOf(rest) === 0) { return true; }
    if (rest.indexOf(r) === 0 && spells(chars, i + 1, query, at + r.length)) { return true; }
    return r[0] === rest[0] && spells(chars, i + 1, query, at + 1);
  });
}
/* whether letters spell a name with whole syllables or initials */
export function spelled(name, query) { return spells(Array.from(name), 0, query, 0); }
export function find(geo, text, most) {
  var query = simplified(text.trim().toLowerCase().replace(/[\s'’]/g, "")), found = [];
  if (!query) { return found; }
  var latin = /^[a-z]+$/.test(query), digits = /^\d+$/.test(query);
  for (var i = 0; i < geo.count; i++) {
    var name = geo.names[i], lower = name.toLowerCase(), score = -1, at = lower.indexOf(query);
    if (at < 0 && geo.natives) { at = geo.natives[i].indexOf(query); name = geo.natives[i]; lower = name; }
    if (at < 0 && latin) { at = lower.replace(/[\s'’-]/g, "").normalize("NFD").replace(/[\u0300-\u036f]/g, "").indexOf(query) === 0 ? 0 : -1; }
    if (at >= 0) { score = lower === query ? 0 : at === 0 ? 1 : 3; }
    else if (digits && geo.codes[i].indexOf(query) === 0) { score = 1; }
    else if (latin && spells(Array.from(name), 0, query, 0)) { score = 2 + name.length / 100; }
    if (score >= 0) { found.push([score, i]); }
  }
  found.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; });
  return found.slice(0, most || 8).map(function (f) { return f[1]; });
}

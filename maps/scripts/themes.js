/* Which themes are shown: a choice of one that colors the units, any number laid over it. */
import { node } from "./dom.js";

/**
 * The years of a series are one entry, the slider chooses among them; another series keeps the year.
 * @param {App} app
 */
export function themeChooser(app) {
  const {map, view, page} = app, W = page.words;
  const bases = app.themes.filter(t => t.raw.base), overs = app.themes.filter(t => !t.raw.base);
  const box = node("section", null, "lian-themes", app.side);
  /** @type {[HTMLInputElement, Theme][]} */
  const inputs = [];
  /** @type {Record<string, Theme[]>} */
  const series = Object.create(null);
  bases.forEach(t => {
    if (t.raw.series && t.raw.year !== null) { (series[t.raw.series] = series[t.raw.series] || []).push(t); }
  });
  const ofYear = (/** @type {Theme} */ t) => (series[t.raw.series] || []).filter(u => u.raw.year === app.year)[0] || t;
  const alike = (/** @type {Theme | null} */ a, /** @type {Theme} */ b) =>
    a === b || Boolean(a && a.raw.series && a.raw.series === b.raw.series && series[a.raw.series]);
  /** @param {string} legend */
  function group(legend) {
    const set = node("fieldset", null, null, box);
    node("legend", legend, null, set);
    return set;
  }
  /**
   * @param {HTMLElement} set
   * @param {string} type
   * @param {string} text
   * @param {Theme} theme
   * @param {(input: HTMLInputElement) => void} run
   */
  function entry(set, type, text, theme, run) {
    const label = node("label", null, null, set), input = node("input", null, null, label);
    input.type = type; input.addEventListener("change", () => run(input));
    if (type === "radio") { input.name = "lian-theme-" + app.at; }
    node("span", text, null, label);
    inputs.push([input, theme]);
  }
  const entries = bases.filter(t => !series[t.raw.series] || series[t.raw.series][0] === t);
  if (entries.length > 1) {
    const set = group(W.themes);
    entries.forEach(t => entry(set, "radio", series[t.raw.series] ? t.raw.series : t.raw.name, t, () => app.show(ofYear(t))));
  }
  if (overs.length) {
    const set = group(W.overlays);
    overs.forEach(t => entry(set, "checkbox", t.raw.name, t, input => { if (input.checked) { map.addLayer(t); } else { map.removeLayer(t); } }));
  }
  return {
    bases,
    /** the themes of the years of the shown series */
    years: () => (view.base && view.base.raw.series ? series[view.base.raw.series] : null),
    refresh() { inputs.forEach(([input, t]) => { input.checked = t.raw.base ? alike(view.base, t) : map.hasLayer(t); }); }
  };
}

/* The legend: what each color means and how many units bear it; a class is shown alone when it is clicked. */
import { button, node } from "./dom.js";
import { noData, readable, shade } from "./ink.js";

/**
 * A theme's caption; with its year where it is one of a series and does not say so.
 * @param {RawTheme} raw
 */
export function titled(raw) {
  const text = raw.caption || raw.name;
  return raw.year !== null && raw.series && text.indexOf(String(raw.year)) < 0 ? text + " " + raw.year : text;
}

/**
 * A row for units without a class.
 * @param {HTMLElement} list
 * @param {string} label
 * @param {number} n
 * @param {string} color
 * @param {string} cls
 */
function without(list, label, n, color, cls) {
  const li = node("li", null, cls, list), s = node("span", null, "lian-plain", li);
  node("i", null, "lian-chip lian-fill", s).style.setProperty("--c", color);
  node("span", label, null, s); node("b", n.toLocaleString("en-US"), null, s);
}

/** @param {App} app */
export function legend(app) {
  const {page, view, themes} = app, W = page.words;
  const box = node("section", null, "lian-legend", app.side);
  box.setAttribute("aria-live", "polite");

  /**
   * @param {Theme} theme
   * @param {number} k
   */
  function isolate(theme, k) {
    const same = theme.isolated === k;
    if (themes.indexOf(theme) < 0) { theme.isolated = same ? null : k; app.others().forEach(v => v.isolate(theme, theme.isolated)); app.refresh(); return; }
    themes.forEach(u => { if (u.raw.base === theme.raw.base) { u.isolated = null; } });
    theme.isolated = same ? null : k;
    if (theme.raw.base) {
      view.isolate(theme, theme.isolated);
    } else { view.redraw(); }
    app.refresh();
  }
  /**
   * The schemes to cut the values by, where there are several.
   * @param {Theme} theme
   * @param {HTMLElement} parent
   */
  function schemes(theme, parent) {
    const label = node("label", W.scheme + " ", "lian-scheme", parent), pick = node("select", null, null, label);
    [theme.data.first.scheme, ...theme.raw.alternatives.map(a => a.scheme)].forEach(s => {
      const option = node("option", W.schemes[s] || s, null, pick);
      option.value = s; option.selected = s === theme.data.scheme;
    });
    pick.addEventListener("change", () => {
      theme.data.recut(pick.value);
      page.views.forEach(v => { v.selection = null; v.redraw(); v.tell(); });
    });
  }
  /**
   * @param {Theme} theme
   * @param {HTMLElement} list
   */
  function classes(theme, list) {
    theme.data.classes.forEach((/** @type {LegendClass} */ c, /** @type {number} */ k) => {
      const li = node("li", null, null, list), b = button("", c.label + " " + c.count, li, () => isolate(theme, k));
      b.setAttribute("aria-pressed", String(theme.isolated === k));
      const chip = node("i", null, "lian-chip lian-" + (c.symbol || "fill"), b);
      chip.style.setProperty("--c", shade(c.color));
      const count = c.count.toLocaleString("en-US");
      if (theme.raw.grid) { chip.textContent = count; chip.style.color = readable(c.color); } else { node("span", c.label, null, b); node("b", count, null, b); }
    });
  }
  /**
   * @param {Theme} theme
   * @param {string} side which map of two, "" for the only one
   */
  function key(theme, side) {
    const part = node("div", null, "lian-key", box);
    node("h2", (side ? side + " · " : "") + titled(theme.raw), null, part);
    if (theme.raw.alternatives.length) { schemes(theme, part); }
    let list = node("ul", null, theme.raw.grid ? "lian-grid" : null, part);
    if (theme.raw.grid) { list.style.gridTemplateColumns = "repeat(" + theme.raw.grid[1] + ",3.4rem)"; }
    classes(theme, list);
    if (theme.raw.grid) { node("p", "↓ " + theme.raw.axes[0] + "　→ " + theme.raw.axes[1], "lian-note", part); list = node("ul", null, null, part); }
    if (theme.raw.base && theme.data.unlisted()) { without(list, theme.raw.missingLabel, theme.data.unlisted(), noData(theme.raw), "lian-missing"); }
    if (theme.raw.base && theme.data.taiwanAbsent()) { without(list, W.taiwan, theme.data.taiwan.length, noData(null), "lian-missing lian-absent"); }
    if (theme.raw.note) { node("p", theme.raw.note, "lian-note", part); }
  }
  return {
    /** @param {View[]} others the second map of a comparison */
    refresh(others) {
      const focused = () => /** @type {HTMLElement[]} */ (Array.from(box.querySelectorAll("button,select")));
      const focus = focused().indexOf(/** @type {HTMLElement} */ (document.activeElement));
      box.textContent = "";
      const keys = (/** @type {View} */ v, /** @type {string} */ side) => [v.base, v.raster, ...v.shown].forEach(t => { if (t) { key(t, side); } });
      keys(view, others.length ? W.left : "");
      others.forEach(v => keys(v, W.right));
      if (focus >= 0 && focused()[focus]) { focused()[focus].focus(); }
    }
  };
}

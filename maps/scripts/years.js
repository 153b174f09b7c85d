/* The slider of a series: one theme a year. */
import { node } from "./dom.js";

/** @param {App} app */
export function yearSlider(app) {
  const {view, page} = app, box = node("section", null, "lian-years", app.side);
  /** @type {{input: HTMLInputElement, out: HTMLElement} | null} */
  let slider = null;
  /** @type {Theme[]} */
  let frames = [];
  box.hidden = true;
  function made() {
    const label = node("label", page.words.year + " ", null, box), input = node("input", null, null, label);
    input.type = "range"; input.min = "0"; input.step = "1";
    input.addEventListener("input", () => app.show(frames[Number(input.value)]));
    return {input, out: node("output", null, null, label)};
  }
  return {
    /** @param {Theme[] | null} shown the themes of the series, or null */
    refresh(shown) {
      box.hidden = !(shown && shown.length > 1);
      if (box.hidden) { return; }
      frames = /** @type {Theme[]} */ (shown).sort((a, b) => /** @type {number} */ (a.raw.year) - /** @type {number} */ (b.raw.year));
      slider = slider || made();
      slider.input.max = String(frames.length - 1); slider.input.value = String(frames.indexOf(/** @type {Theme} */ (view.base)));
      app.year = /** @type {Theme} */ (view.base).raw.year;
      slider.out.textContent = String(app.year);
      slider.input.setAttribute("aria-valuetext", String(app.year));
    }
  };
}

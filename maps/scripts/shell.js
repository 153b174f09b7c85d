/* The frame of a page: title, tools, the map's stage, the panel beside it, the foot. */
import { node } from "./dom.js";

/**
 * @param {Page} page
 * @param {HTMLElement} box the map's own element
 */
export function shell(page, box) {
  const W = page.words;
  const root = node("div", null, "lian"), main = node(page.at ? "div" : "main", null, "lian-main"), side = node("aside", null, "lian-side");
  side.setAttribute("aria-label", W.themes);
  root.lang = page.lang;
  /** @type {ParentNode} */ (box.parentNode).insertBefore(root, box);
  const head = node("header", null, "lian-head", root);
  node("h1", page.title, null, head);
  const tools = node("div", null, "lian-tools", head);
  root.appendChild(main);
  const stage = node("div", null, "lian-stage", main), pane = node("div", null, "lian-pane", stage);
  pane.appendChild(box);
  main.appendChild(side);
  box.setAttribute("role", "application"); box.setAttribute("aria-label", page.title + " " + W.mapHelp);
  const foot = node("footer", null, "lian-foot", root);
  page.credits.forEach(c => { node("span", c, null, foot); });
  return {side, tools, stage, pane, foot};
}

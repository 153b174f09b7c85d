/* Elements of the page, and values as they are written. */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string | null} [text]
 * @param {string | null} [cls]
 * @param {Element | null} [parent]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function node(tag, text, cls, parent) {
  var n = document.createElement(tag);
  if (text !== undefined && text !== null) { n.textContent = text; }
  if (cls) { n.className = cls; }
  if (parent) { parent.appendChild(n); }
  return n;
}
/**
 * A value as a reader sees it, or null.
 * @param {unknown} v
 * @returns {string | null}
 */
export function written(v) {
  if (v === null || v === undefined) { return null; }
  if (typeof v !== "number") { return String(v); }
  return Number.isInteger(v) ? v.toLocaleString("en-US") : v.toLocaleString("en-US", {maximumSignificantDigits: 8});
}
/**
 * @param {string} text
 * @param {string} title
 * @param {HTMLElement} parent
 * @param {() => void} run
 */
export function button(text, title, parent, run) {
  const b = node("button", text, null, parent);
  b.type = "button"; b.title = title; b.setAttribute("aria-label", title); b.addEventListener("click", run);
  return b;
}

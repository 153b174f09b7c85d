/* What the reader may change: how many first places, the null, the neighbors, the municipalities. */
import { node } from "./dom.js";

/**
 * @param {HTMLElement} root
 * @param {WhatIfData} data
 * @param {() => void} changed
 */
export function controls(root, data, changed) {
  const form = node("form", null, "controls", root), first = slider(form, data);
  const chosen = choices(form, data.words.null, data.nulls, data.chosen.null), graph = choices(form, data.words.graph, data.graphs, data.chosen.graph);
  const also = data.also.some(flag => flag) ? box(form, data.words.also, data.chosen.also) : null;
  form.addEventListener("input", changed);
  form.addEventListener("submit", event => { event.preventDefault(); });
  return {
    /** @returns {Choice} */
    choice() {
      return {first: first ? Number(first.value) : data.order.length, null: Number(chosen.value), graph: Number(graph.value), also: also ? also.checked : data.chosen.also};
    }
  };
}

/**
 * @param {HTMLElement} form
 * @param {string} text
 */
function labelled(form, text) {
  const label = node("label", null, null, form);
  node("span", text, null, label);
  return label;
}

/**
 * The number of first places; null where the list is not ranked.
 * @param {HTMLElement} form
 * @param {WhatIfData} data
 */
function slider(form, data) {
  if (!data.ranked) { return null; }
  const label = labelled(form, data.words.first), input = node("input", null, null, label), shown = node("output", String(data.chosen.first), null, label);
  Object.assign(input, {type: "range", min: "2", max: String(data.order.length), step: "1"});
  input.value = String(data.chosen.first);
  input.addEventListener("input", () => { shown.textContent = input.value; });
  return input;
}

/**
 * @param {HTMLElement} form
 * @param {string} text
 * @param {string[]} names
 * @param {number} chosen
 */
function choices(form, text, names, chosen) {
  const label = labelled(form, text), select = node("select", null, null, label);
  names.forEach((name, at) => { node("option", name, null, select).value = String(at); });
  select.value = String(chosen);
  return select;
}

/**
 * @param {HTMLElement} form
 * @param {string} text
 * @param {boolean} on
 */
function box(form, text, on) {
  const label = node("label", null, "box", form), input = node("input", null, null, label);
  node("span", text, null, label);
  input.type = "checkbox"; input.checked = on;
  return input;
}

/* A histogram of random lists with the observed value among them. */
import { pText, told } from "./what_if_words.js";

const NS = "http://www.w3.org/2000/svg", WIDE = 440, HIGH = 190, LEFT = 40, TOP = 34, FOOT = 24;

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 * @param {Element} parent
 * @param {string} [text]
 */
function mark(tag, attributes, parent, text) {
  const made = document.createElementNS(NS, tag);
  Object.entries(attributes).forEach(([name, value]) => { made.setAttribute(name, String(value)); });
  if (text !== undefined) { made.textContent = text; }
  parent.append(made);
  return made;
}

/**
 * @param {WhatIfData} data
 * @param {string} title
 * @param {number[]} counts by value
 * @param {Against} found
 */
export function bars(data, title, counts, found) {
  const figure = document.createElement("figure"), svg = mark("svg", {viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img"}, figure);
  const values = counts.map((count, value) => count ? value : -1).filter(value => value >= 0);
  const low = Math.min(values[0], found.observed) - 0.5, high = Math.max(values[values.length - 1], found.observed) + 0.5;
  const most = Math.max(...values.map(value => counts[value])), across = (WIDE - LEFT - 10) / (high - low), down = (HIGH - TOP - FOOT) / most;
  mark("title", {}, svg, told(data.words.alt, {name: title, observed: found.observed, p: pText(found), draws: found.draws}));
  mark("text", {x: 4, y: 14, "class": "h"}, svg, title);
  mark("text", {x: WIDE - 8, y: 14, "class": "e"}, svg, `p ${pText(found)}`);
  for (const share of [0.5, 1]) {
    const y = HIGH - FOOT - share * most * down;
    mark("line", {x1: LEFT, x2: WIDE - 10, y1: y, y2: y, "class": "l"}, svg);
    mark("text", {x: LEFT - 5, y: y + 4, "class": "e"}, svg, `${(100 * share * most / found.draws).toFixed(0)}%`);
  }
  values.forEach(value => {
    const tall = Math.max(0.8, counts[value] * down), gap = Math.min(1, across / 5);
    const bar = mark("rect", {x: LEFT + (value - 0.5 - low) * across, y: HIGH - FOOT - tall, width: across - gap, height: tall, "class": value >= found.observed ? "o" : "m"}, svg);
    mark("title", {}, bar, `${value}: ${counts[value].toLocaleString("en-US")}`);
  });
  mark("line", {x1: LEFT, x2: WIDE - 10, y1: HIGH - FOOT, y2: HIGH - FOOT, "class": "a"}, svg);
  const at = LEFT + (found.observed - low) * across, right = at > (LEFT + WIDE) / 2;
  mark("line", {x1: at, x2: at, y1: TOP - 14, y2: HIGH - FOOT, "class": "v"}, svg);
  mark("text", {x: right ? at - 5 : at + 5, y: TOP - 5, "class": right ? "e" : ""}, svg, told(data.words.observed, {value: found.observed}));
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find(size => (high - low) / size <= 8) || 2000;
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) {
    mark("text", {x: LEFT + (value - low) * across, y: HIGH - 8, "class": "c"}, svg, String(value));
  }
  return figure;
}

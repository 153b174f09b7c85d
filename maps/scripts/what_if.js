/* The page in which the reader changes the premise: controls, random lists, histograms, the map of the patches. */
import { against, cut, draw, patchesOf, problem, tally } from "./random_lists.js";
import { controls } from "./what_if_controls.js";
import { bars } from "./what_if_bars.js";
import { patchMap } from "./what_if_map.js";
import { pText, told } from "./what_if_words.js";

/** Milliseconds at a stretch: the page answers in between. */
const STRETCH = 24;

/**
 * What the reader chose, as numbers of units.
 * @param {WhatIfData} data
 * @param {Choice} choice
 * @returns {Premise}
 */
export function premise(data, choice) {
  const eligible = [];
  for (let unit = 0; unit < data.count; unit++) { if (choice.also || !data.also[unit]) { eligible.push(unit); } }
  const allowed = new Set(eligible), members = data.order.slice(0, choice.first).filter((/** @type {number} */ unit) => allowed.has(unit));
  return {eligible, members, strata: data.strata[choice.null], pairs: data.pairs[choice.graph], seed: data.seed};
}

/**
 * Everything of a choice at once: what the tests ask.
 * @param {WhatIfData} data
 * @param {Choice} choice
 */
export function answer(data, choice) {
  const p = problem(premise(data, choice)), t = tally(), [joins, largest] = cut(p, p.chosen, p.chosen.length, -1);
  draw(p, t, 0, data.draws);
  return {joins: against(joins, t.joins), largest: against(largest, t.largest), tally: t, eligible: p.n, members: p.chosen.length};
}

/** @param {any} raw */
function read(raw) {
  const ints = (/** @type {number[]} */ list) => Int32Array.from(list);
  return {
    ...raw, strata: raw.strata.map(ints), also: Uint8Array.from(raw.also),
    pairs: raw.pairs.map((/** @type {number[]} */ list) => {
      let before = 0;  /* the first of a pair as a step from the one before, the second as a step from the first */
      return ints(list.map((step, at) => { const value = at % 2 ? before + step : before + step; if (at % 2 === 0) { before = value; } return value; }));
    })
  };
}

/** @param {HTMLElement} root */
export function start(root) {
  /** @type {WhatIfData} */
  const data = read(JSON.parse((document.getElementById("lian-what-if") || root).textContent || "null"));
  const asked = controls(root, data, () => { run(); });
  const said = Object.assign(document.createElement("p"), {className: "said"}), report = Object.assign(document.createElement("p"), {className: "report"});
  said.setAttribute("role", "status"); said.setAttribute("aria-live", "polite");
  const plots = document.createElement("div"), map = patchMap(data);
  plots.className = "plots";
  root.append(said, report, map.box, plots);
  let turn = 0;
  function run() {
    const own = ++turn, choice = asked.choice(), began = performance.now(), p = problem(premise(data, choice)), t = tally();
    if (!p.chosen.length) { said.textContent = data.words.none; return; }
    const seen = cut(p, p.chosen, p.chosen.length, -1), eligible = premise(data, choice).eligible;
    map.show(new Map(Array.from(patchesOf(p), ([at, patch]) => [eligible[at], patch])));
    root.setAttribute("aria-busy", "true");
    const step = (/** @type {number} */ from) => {
      if (own !== turn) { return; }
      const at = draw(p, t, from, data.draws, STRETCH);
      if (at < data.draws) { setTimeout(step, 0, at); return; }
      const joins = against(seen[0], t.joins), largest = against(seen[1], t.largest);
      said.textContent = sentence(data, choice, joins, largest, p);
      report.textContent = compared(data, choice, joins, largest);
      report.hidden = !report.textContent;
      plots.replaceChildren(bars(data, data.words.joins, t.joins, joins), bars(data, data.words.largest, t.largest, largest));
      root.setAttribute("aria-busy", "false");
      root.dataset.milliseconds = String(Math.round(performance.now() - began));
      root.dataset.joins = String(joins.p); root.dataset.largest = String(largest.p);
    };
    step(0);
  }
  run();
}

/**
 * @param {WhatIfData} data
 * @param {Choice} choice
 * @param {Against} joins
 * @param {Against} largest
 * @param {Problem} p
 */
function sentence(data, choice, joins, largest, p) {
  return told(data.words.sentence, {
    first: choice.first, members: p.chosen.length, eligible: p.n, null: data.nulls[choice.null], graph: data.graphs[choice.graph],
    joins: joins.observed, joins_mean: joins.mean.toFixed(1), joins_p: pText(joins), largest: largest.observed,
    largest_mean: largest.mean.toFixed(1), largest_p: pText(largest), draws: joins.draws
  });
}

/**
 * The numbers of the report for the same premise beside those computed here.
 * @param {WhatIfData} data
 * @param {Choice} choice
 * @param {Against} joins
 * @param {Against} largest
 */
function compared(data, choice, joins, largest) {
  const known = data.reported.find(r => r.first === choice.first && r.null === choice.null && r.graph === choice.graph && r.also === choice.also);
  if (!known) { return data.reported.length ? data.words.unreported : ""; }
  const same = known.joins === joins.p && known.largest === largest.p;
  const limits = {draws: known.draws};
  return told(same ? data.words.same : data.words.differs, {
    joins_p: pText({...joins, ...limits, p: known.joins}), largest_p: pText({...largest, ...limits, p: known.largest}), draws: known.draws, seed: String(known.seed),
    joins_now: pText(joins), largest_now: pText(largest)
  });
}

const place = document.getElementById("lian-what-if-page");
if (place) { start(place); }
window.LianWhatIf = {answer, problem, tally, draw, cut, against, read};

/* A list among random lists: joins between its members and its largest patch, under a null and a graph. */
import { deal, keyOf } from "./draws.js";

/**
 * The eligible units of a premise, the joins between them, and the members in each stratum.
 * @param {Premise} premise
 * @returns {Problem}
 */
export function problem(premise) {
  const {eligible, strata, pairs, members, seed} = premise, place = new Int32Array(strata.length).fill(-1);
  eligible.forEach((unit, at) => { place[unit] = at; });
  const n = eligible.length, near = neighbors(pairs, place, n), chosen = new Uint8Array(n);
  members.forEach(unit => { if (place[unit] >= 0) { chosen[place[unit]] = 1; } });
  const ranks = Array.from(new Set(eligible.map(unit => strata[unit]))).sort((a, b) => a - b), code = new Map(ranks.map((rank, at) => [rank, at]));
  /** @type {number[][]} */
  const pools = ranks.map(() => []);
  eligible.forEach((unit, at) => { pools[code.get(strata[unit]) || 0].push(at); });
  const groups = pools.map((pool, at) => {
    const size = pool.filter(unit => chosen[unit]).length, steps = Math.min(size, pool.length - size);
    return {
      pool: Int32Array.from(pool), size, steps, key: keyOf(seed, at), deck: Int32Array.from(pool.keys()),
      out: new Int32Array(steps), places: new Int32Array(steps), left: new Uint8Array(pool.length)
    };
  }).filter(group => group.size);
  return {n, near, groups, chosen: Int32Array.from(chosen.keys()).filter(at => chosen[at] > 0), ...scratch(n)};
}

/**
 * Neighbors of each unit, one after the other.
 * @param {Int32Array} pairs
 * @param {Int32Array} place
 * @param {number} n
 */
function neighbors(pairs, place, n) {
  const start = new Int32Array(n + 1);
  for (let k = 0; k < pairs.length; k += 2) {
    const a = place[pairs[k]], b = place[pairs[k + 1]];
    if (a >= 0 && b >= 0) { start[a + 1]++; start[b + 1]++; }
  }
  for (let i = 0; i < n; i++) { start[i + 1] += start[i]; }
  const ends = start.slice(0, n), of = new Int32Array(start[n]);
  for (let k = 0; k < pairs.length; k += 2) {
    const a = place[pairs[k]], b = place[pairs[k + 1]];
    if (a >= 0 && b >= 0) { of[ends[a]++] = b; of[ends[b]++] = a; }
  }
  return {start, of};
}

/** @param {number} n */
function scratch(n) {
  return {stamp: new Int32Array(n).fill(-9), parent: new Int32Array(n), size: new Int32Array(n), list: new Int32Array(n)};
}

/**
 * The root of a unit's patch.
 * @param {Int32Array} parent
 * @param {number} unit
 */
function root(parent, unit) {
  while (parent[unit] !== unit) { parent[unit] = parent[parent[unit]]; unit = parent[unit]; }
  return unit;
}

/**
 * Joins between the first ``count`` units of ``list``, and the size of their largest patch.
 * @param {Problem} p
 * @param {Int32Array} list
 * @param {number} count
 * @param {number} mark another for each call, and none below -8
 * @returns {[number, number]}
 */
export function cut(p, list, count, mark) {
  const {stamp, parent, size} = p, {start, of} = p.near;
  for (let k = 0; k < count; k++) { const unit = list[k]; stamp[unit] = mark; parent[unit] = unit; size[unit] = 1; }
  let joins = 0, largest = count ? 1 : 0;
  for (let k = 0; k < count; k++) {
    const unit = list[k];
    for (let at = start[unit]; at < start[unit + 1]; at++) {
      const other = of[at];
      if (other <= unit || stamp[other] !== mark) { continue; }
      joins++;
      const a = root(parent, unit), b = root(parent, other);
      if (a !== b) { parent[a] = b; size[b] += size[a]; if (size[b] > largest) { largest = size[b]; } }
    }
  }
  return [joins, largest];
}

/**
 * One random list; how many units it has.
 * @param {Problem} p
 * @param {number} number of the draw
 */
function drawn(p, number) {
  let count = 0;
  for (const g of p.groups) {
    deal(g.pool.length, g.steps, g.key, number, g.deck, g.out, g.places);
    if (g.steps === g.size) {
      for (let k = 0; k < g.steps; k++) { p.list[count++] = g.pool[g.out[k]]; }
    } else {  /* more than half are members: the others were drawn */
      g.left.fill(1);
      for (let k = 0; k < g.steps; k++) { g.left[g.out[k]] = 0; }
      for (let k = 0; k < g.pool.length; k++) { if (g.left[k]) { p.list[count++] = g.pool[k]; } }
    }
  }
  return count;
}

/**
 * Draw lists from ``from`` on until ``until``, or until the time is up; where it stopped.
 * @param {Problem} p
 * @param {Tally} counts
 * @param {number} from
 * @param {number} until
 * @param {number} [milliseconds]
 */
export function draw(p, counts, from, until, milliseconds) {
  const end = milliseconds === undefined ? Infinity : performance.now() + milliseconds;
  let at = from;
  for (; at < until; at++) {
    if (at % 64 === 0 && at > from && performance.now() > end) { break; }
    const [joins, largest] = cut(p, p.list, drawn(p, at), at);
    counts.joins[joins] = (counts.joins[joins] || 0) + 1;
    counts.largest[largest] = (counts.largest[largest] || 0) + 1;
  }
  return at;
}

/** @returns {Tally} */
export function tally() { return {joins: [], largest: []}; }

/**
 * The patch of each member, numbered from the largest (ties: lowest code).
 * @param {Problem} p
 * @returns {Map<number, number>} by place among the eligible
 */
export function patchesOf(p) {
  cut(p, p.chosen, p.chosen.length, -2);
  /** @type {Map<number, number[]>} */
  const held = new Map();
  p.chosen.forEach(unit => {
    const key = root(p.parent, unit);
    held.set(key, [...(held.get(key) || []), unit]);
  });
  const sorted = Array.from(held.values()).sort((a, b) => b.length - a.length || a[0] - b[0]), found = new Map();
  sorted.forEach((patch, at) => { patch.forEach(unit => { found.set(unit, patch.length > 1 ? at : -1); }); });
  return found;
}

/**
 * What was observed against the draws.
 * @param {number} observed
 * @param {number[]} counts by value
 */
export function against(observed, counts) {
  let draws = 0, sum = 0, beyond = 0;
  counts.forEach((count, value) => { draws += count; sum += count * value; if (value >= observed) { beyond += count; } });
  return {observed, draws, mean: sum / draws, p: (beyond + 1) / (draws + 1)};
}

/* Random lists as the engine draws them (analysis/permutation.py): SplitMix64 of seed, stratum, draw and step,
 * a Fisher-Yates shuffle stopped after as many steps as there are members. The same seed gives the same lists. */

const GOLDEN = "0x9E3779B97F4A7C15", STRATUM = "0xD1342543DE82EF95", STEPS = 24, WIDE = 4294967296, SHARE = 1 / 4294967296;
/* the two factors: high half, low half, and the low one by sixteen bits */
const FH = 0xBF58476D, FL = 0x1CE4E5B9, F0 = 0xE5B9, F1 = 0x1CE4, SH = 0x94D049BB, SL = 0x133111EB, S0 = 0x11EB, S1 = 0x1331;

/** @param {bigint} x */
function mixed(x) {
  const mask = (BigInt(1) << BigInt(64)) - BigInt(1);
  x = ((x ^ (x >> BigInt(30))) * BigInt("0xBF58476D1CE4E5B9")) & mask;
  x = ((x ^ (x >> BigInt(27))) * BigInt("0x94D049BB133111EB")) & mask;
  return x ^ (x >> BigInt(31));
}

/**
 * The key of the random numbers of a stratum, as two halves.
 * @param {number} seed
 * @param {number} stratum
 * @returns {[number, number]}
 */
export function keyOf(seed, stratum) {
  const mask = (BigInt(1) << BigInt(64)) - BigInt(1);
  const start = mixed((BigInt(seed) + BigInt(GOLDEN)) & mask);
  const key = mixed((start + BigInt(stratum) * BigInt(STRATUM)) & mask);
  return [Number(key >> BigInt(32)), Number(key & BigInt(0xFFFFFFFF))];
}

/** Halves of the golden ratio, and of what a draw adds to the counter. */
const GH = Number(BigInt(GOLDEN) >> BigInt(32)), GL = Number(BigInt(GOLDEN) & BigInt(0xFFFFFFFF));
const DRAW = (BigInt(GOLDEN) << BigInt(STEPS)) & ((BigInt(1) << BigInt(64)) - BigInt(1));
const DH = Number(DRAW >> BigInt(32)), DL = Number(DRAW & BigInt(0xFFFFFFFF));

/**
 * The first of a random ordering of ``n`` units.
 * @param {number} n
 * @param {number} steps
 * @param {[number, number]} key
 * @param {number} draw
 * @param {Int32Array} deck 0 to n - 1, and so again afterwards
 * @param {Int32Array} out
 * @param {Int32Array} places room for the steps
 */
export function deal(n, steps, key, draw, deck, out, places) {
  /* counter = key + draw * DRAW + (step + 1) * GOLDEN, as two halves; draws are fewer than 2 ** 20 */
  const part = draw * DL, start = key[1] + part % WIDE;
  let xl = start >>> 0, xh = (key[0] + draw * DH + Math.floor(part / WIDE) + (start >= WIDE ? 1 : 0)) % WIDE | 0;
  for (let step = 0; step < steps; step++) {
    xl = (xl + GL) >>> 0; xh = (xh + GH + (xl < GL ? 1 : 0)) | 0;
    let l = xl ^ ((xl >>> 30) | (xh << 2)), h = xh ^ (xh >>> 30);
    /* times FIRST, the lower 64 bits: the low halves by sixteen bits, the rest of the high half by imul */
    let a0 = l & 0xFFFF, a1 = l >>> 16, t0 = Math.imul(a0, F0), t1 = Math.imul(a1, F0) + (t0 >>> 16) | 0;
    let t2 = Math.imul(a0, F1) + (t1 & 0xFFFF) | 0;
    h = Math.imul(h, FL) + Math.imul(l, FH) + Math.imul(a1, F1) + (t1 >>> 16) + (t2 >>> 16) | 0; l = (t2 << 16) | (t0 & 0xFFFF);
    l ^= (l >>> 27) | (h << 5); h ^= h >>> 27;
    /* times SECOND */
    a0 = l & 0xFFFF; a1 = l >>> 16; t0 = Math.imul(a0, S0); t1 = Math.imul(a1, S0) + (t0 >>> 16) | 0;
    t2 = Math.imul(a0, S1) + (t1 & 0xFFFF) | 0;
    h = Math.imul(h, SL) + Math.imul(l, SH) + Math.imul(a1, S1) + (t1 >>> 16) + (t2 >>> 16) | 0; l = (t2 << 16) | (t0 & 0xFFFF);
    l ^= (l >>> 31) | (h << 1); h ^= h >>> 31;
    const span = n - step, low = Math.floor((l >>> 0) * span * SHARE), place = step + Math.floor(((h >>> 0) * span + low) * SHARE);
    out[step] = deck[place]; deck[place] = deck[step]; places[step] = place;
  }
  for (let step = 0; step < steps; step++) { deck[places[step]] = places[step]; }
}

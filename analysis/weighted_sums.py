"""Sums over neighbors whose weights differ within a row: no prefix sums serve, so place by place.

Inverse distances, shared borders, kernels. The draws are those of `analysis.permutation`.
"""

import numpy as np
from pandas import Index

from analysis.permutation import ROOM, Floats, Ints, Question, in_digits, orderings, stream

BITS = 31  # of a value; weights have 24, and sums of up to 128 neighbors fit


def weighted_tail_counts(
    values: Floats,
    ids: Index,
    indptr: Ints,
    indices: Ints,
    weights: Floats,
    strata: Ints,
    asked: Question,
    *,
    permutations: int,
    seed: int,
) -> tuple[Ints, Ints]:
    """Count as `tail_counts` for weights that differ within a row, place by place in O(n k P).

    Place t of a stratum's ordering goes to the t-th neighbor in that stratum, past the unit itself. Weights
    are whole parts of 2**24 of the row's largest and values integers of 31 bits, so that ties are exact;
    where one value dwarfs the rest, of 60 bits in two digits.
    """
    n = len(values)
    degree = np.diff(indptr)
    greater, less = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    digits = in_digits(values, float(values.mean()), BITS, ids)
    largest = np.zeros(n)
    head = np.repeat(np.arange(n), degree)
    np.maximum.at(largest, head, weights)
    parts = np.rint(weights / largest[head] * 2.0**24).astype(np.int64)
    observed = np.zeros((len(digits), n), dtype=np.int64)
    for place, whole in enumerate(digits):
        np.add.at(observed[place], head, parts * whole[indices])
    block = max(64, ROOM // int((asked.length + 1).sum()))
    for start in range(0, permutations, block):
        stop = min(start + block, permutations)
        deals = [
            pool[orderings(len(pool), int(length), stream(seed, code), start, stop)]
            for code, (pool, length) in enumerate(zip(asked.pools, asked.length, strict=True))
        ]
        dealt_values = [[whole[dealt] for dealt in deals] for whole in digits]
        for unit in np.flatnonzero(degree):
            near = slice(indptr[unit], indptr[unit + 1])
            totals = np.zeros((len(digits), stop - start), dtype=np.int64)
            for code in np.unique(strata[indices[near]]):
                weight = parts[near][strata[indices[near]] == code]
                k = len(weight)
                held = np.nonzero(deals[code][:k] == unit) if code == strata[unit] else ((), ())
                for total, dealt in zip(totals, dealt_values, strict=True):
                    total += weight @ dealt[code][:k]
                    for t, b in zip(*held, strict=True):
                        total[b] += weight[t:] @ (dealt[code][t + 1 : k + 1, b] - dealt[code][t:k, b])
            totals -= observed[:, unit, None]
            left, rest = totals[0], 0
            for total in totals[1:]:
                left, rest = total + (left >> (BITS - 1)), left & ((1 << (BITS - 1)) - 1)
            greater[unit] += int((left >= 0).sum())
            less[unit] += int(((left < 0) | ((left == 0) & (rest == 0))).sum())
    return greater, less

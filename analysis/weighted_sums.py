"""Sums over neighbors whose weights differ within a row: no prefix sums serve, so place by place.

Inverse distances, shared borders, kernels. The draws are those of `analysis.permutation`.
"""

import numpy as np

from analysis.permutation import ROOM, Floats, Ints, Question, fixed_point, orderings, stream


def weighted_tail_counts(
    values: Floats,
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
    are whole parts of 2**24 of the row's largest and values integers of 32 bits, so that ties are exact.
    """
    n = len(values)
    degree = np.diff(indptr)
    greater, less = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    whole, _ = fixed_point(values - values.mean(), 1, bits=31)
    largest = np.zeros(n)
    head = np.repeat(np.arange(n), degree)
    np.maximum.at(largest, head, weights)
    parts = np.rint(weights / largest[head] * 2.0**24).astype(np.int64)
    observed = np.zeros(n, dtype=np.int64)
    np.add.at(observed, head, parts * whole[indices])
    block = max(64, ROOM // int((asked.length + 1).sum()))
    for start in range(0, permutations, block):
        stop = min(start + block, permutations)
        deals = [
            pool[orderings(len(pool), int(length), stream(seed, code), start, stop)]
            for code, (pool, length) in enumerate(zip(asked.pools, asked.length, strict=True))
        ]
        dealt_values = [whole[dealt] for dealt in deals]
        for unit in np.flatnonzero(degree):
            near = slice(indptr[unit], indptr[unit + 1])
            total = np.zeros(stop - start, dtype=np.int64)
            for code in np.unique(strata[indices[near]]):
                weight = parts[near][strata[indices[near]] == code]
                k = len(weight)
                total += weight @ dealt_values[code][:k]
                if code == strata[unit]:
                    place, draw = np.nonzero(deals[code][:k] == unit)
                    for t, b in zip(place, draw, strict=True):
                        total[b] += weight[t:] @ (
                            dealt_values[code][t + 1 : k + 1, b] - dealt_values[code][t:k, b]
                        )
            greater[unit] += int((total >= observed[unit]).sum())
            less[unit] += int((total <= observed[unit]).sum())
    return greater, less

"""Shuffles of all values at once: the draws of global statistics."""

from collections.abc import Iterator

import numpy as np

from analysis.permutation import ROOM, Floats, Positions, orderings, stream
from analysis.sample import Sample


def shuffles(taken: Sample, *, permutations: int, seed: int) -> Iterator[Positions]:
    """Random orders of the sample's units within their strata, in blocks: one row a unit, one column a draw.

    Column p says whose value each unit receives.
    """
    pools = [np.flatnonzero(taken.strata.codes == code) for code in range(taken.n_strata)]
    block = max(16, ROOM // taken.n)
    for start in range(0, permutations, block):
        stop = min(start + block, permutations)
        dealt = np.empty((taken.n, stop - start), dtype=np.int32)
        for code, pool in enumerate(pools):
            dealt[pool] = pool[orderings(len(pool), len(pool), stream(seed, code), start, stop)]
        yield dealt


def product_draws(
    taken: Sample, fixed: Floats, dealt: Floats, *, permutations: int, seed: int
) -> tuple[Floats, float]:
    """The sum over joins of w_ij fixed_i dealt_j, for every shuffle of ``dealt`` (and of ``fixed`` with it
    where both are the same array), and as observed; weights row-standardized."""
    from scipy import sparse

    rows = taken.rows
    together = fixed is dealt
    matrix = sparse.csr_array((rows.standardized(), rows.indices, rows.indptr), shape=(taken.n, taken.n))
    drawn = []
    for order in shuffles(taken, permutations=permutations, seed=seed):
        values = dealt[order]
        drawn.append(((matrix @ values) * (values if together else fixed[:, None])).sum(axis=0))
    return np.concatenate(drawn), float(fixed @ (matrix @ dealt))

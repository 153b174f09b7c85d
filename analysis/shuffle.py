"""Shuffles of all values at once: the draws of global statistics."""

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from analysis.engine import call, compiled, given, share, shares
from analysis.permutation import ROOM, Floats, Positions, orderings, stream
from analysis.value_sample import Sample

LEAST = 1 << 20  # units dealt below which another thread costs more than it gives


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
    taken: Sample,
    matrix: sparse.csr_array,
    fixed: Floats,
    dealt: Floats,
    *,
    permutations: int,
    seed: int,
) -> tuple[Floats, float]:
    """The sum of m_ij fixed_i dealt_j for every shuffle of ``dealt``, and as observed.

    Where ``fixed`` and ``dealt`` are the same array, it is shuffled as one.
    """
    together = fixed is dealt
    observed = float(((matrix @ dealt) * fixed).sum())
    if together:  # m_ij and m_ji meet the same pair of values: each pair once
        matrix = sparse.csr_array(sparse.triu(matrix + matrix.T, k=1) + sparse.diags_array(matrix.diagonal()))
    if compiled():
        pools = [np.flatnonzero(taken.strata.codes == code) for code in range(taken.n_strata)]
        drawn = np.empty(permutations)
        ready = given(
            "products",
            n=taken.n,
            n_strata=taken.n_strata,
            together=int(together),
            pool=np.concatenate(pools).astype(np.int64),
            pool_start=np.concatenate([[0], np.cumsum([len(pool) for pool in pools])]).astype(np.int64),
            keys=np.array([stream(seed, code) for code in range(taken.n_strata)], dtype=np.uint64),
            indptr=matrix.indptr.astype(np.int64),
            indices=matrix.indices.astype(np.int32),
            weights=np.ascontiguousarray(matrix.data, dtype=np.float64),
            fixed=np.ascontiguousarray(fixed),
            dealt=np.ascontiguousarray(dealt),
        )
        share(
            shares(permutations, least=LEAST // taken.n),
            lambda start, stop: call(ready, start, stop, drawn[start:stop]),
        )
        return drawn, observed
    blocks = []
    for order in shuffles(taken, permutations=permutations, seed=seed):
        values = dealt[order]
        blocks.append(((matrix @ values) * (values if together else fixed[:, None])).sum(axis=0))
    return np.concatenate(blocks), observed

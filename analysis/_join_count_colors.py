"""Join counts of several colors: do tiers border their own kind?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis._join_count import fixed_weights
from analysis.adjust import benjamini_hochberg
from analysis.p_values import table, tails
from analysis.permutation import check_permutations, check_seed, orderings, stream
from analysis.set_sample import BLOCK, Codes, Membership, Neighbors, by_adcode, membership
from boundaries.errors import StatisticError, listed
from boundaries.language import Message
from boundaries.shown import Shown


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class JoinCountColors(Shown):
    """Join counts of every pair of colors.

    Attributes
    ----------
    frame : DataFrame
        One row per unordered pair of colors, index (color, other): observed, expected (exact, within strata
        too), variance (exact without strata; NaN within strata), z, mean_sim, sd_sim, alternative ("greater"
        for one color, "less" for two), p_sim, mid_p, p_greater, p_less, p_two_sided, p_fdr
        (Benjamini-Hochberg of p_two_sided over the pairs).
    colors : Series
        Number of units of each color.
    same : float
        Joins between units of one color; ``expected_same`` (exact) and
        ``p_same`` (greater) under random colors.
    expected_same, p_same : float
    null : Message
    strata : str
    n_strata, n_eligible, n_joins, permutations, seed : int
    mean_neighbors : float
    isolates : Index
    """

    frame: pd.DataFrame
    colors: pd.Series
    same: float
    expected_same: float
    p_same: float
    null: Message
    strata: str
    n_strata: int
    n_eligible: int
    n_joins: int
    mean_neighbors: float
    isolates: pd.Index
    permutations: int
    seed: int


def join_count_colors(
    colors: pd.Series,
    graph: Neighbors,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    permutations: int = 9_999,
    seed: int,
) -> JoinCountColors:
    """Count joins by the colors (tiers) of their ends, and compare with colors dealt out at random.

    Parameters
    ----------
    colors : Series by adcode
        Labels; none missing. Its units are the eligible ones unless ``eligible`` names fewer.
    graph : Graph
    eligible : iterable of adcodes or boolean Series, optional
        Units to keep; None means every unit that has a color.
    strata : Series by adcode, optional
        Colors are dealt out within each stratum.
    permutations, seed : int

    Returns
    -------
    JoinCountColors

    Raises
    ------
    StatisticError
        Missing colors, fewer than two of them, a graph that misses units or joins none of them.

    Notes
    -----
    Moments under non-free sampling as in spdep's ``joincount.multi`` with ``adjust.n = FALSE``.

    References
    ----------
    Cliff and Ord (1981), Spatial Processes, pp. 19-20.

    Examples
    --------
    >>> from libpysal.graph import Graph
    >>> from boundaries import board
    >>> rook = Graph.build_contiguity(board(), rook=True)
    >>> rows = pd.Series(["1"] * 8 + ["2"] * 4 + ["3"] * 4, index=board().index)
    >>> result = join_count_colors(rows, rook, permutations=99, seed=1)
    >>> result.frame["observed"].tolist()  # 1-1, 1-2, 1-3, 2-2, 2-3, 3-3
    [10.0, 4.0, 0.0, 3.0, 4.0, 3.0]
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    by_adcode(colors, what="colors")
    twice = colors.index[colors.index.duplicated()].unique()
    if len(twice):
        raise StatisticError("analysis.join_count_colors.colors-given-more-than-once", twice=listed(twice))
    pool = colors.index if eligible is None else eligible
    field = membership([], graph, eligible=pool, strata=strata)
    lacking = field.ids.difference(colors.dropna().index)
    if len(lacking):
        raise StatisticError(
            "analysis.join_count_colors.colors-eligible-units-have-none",
            n_lacking=len(lacking),
            lacking=listed(lacking),
        )
    field.joined()
    labels, code = np.unique(colors.loc[field.ids].astype(str).to_numpy(dtype=str), return_inverse=True)
    k = len(labels)
    if k < 2:
        raise StatisticError(
            "analysis.join_count_colors.colors-wanted-at-least-two-came", labels=listed(labels)
        )
    scaled, unit = fixed_weights(field)
    seen = tallied(field, scaled, code[None, :], k)
    drawn = np.concatenate(
        [tallied(field, scaled, block, k) for block in dealt(field, code, permutations, seed)]
    )
    upper, lower = np.triu_indices(k)
    count = np.bincount(code, minlength=k).astype(np.float64)
    _, variance = color_moments(field, count)
    expected = color_means(field, code, k)
    rows = {}
    for number, (a, b) in enumerate(zip(upper, lower, strict=True)):
        row = tails(float(seen[0, number]), drawn[:, number], alternative="greater" if a == b else "less")
        for key in ("observed", "mean_sim", "sd_sim"):
            row[key] = float(row[key]) * unit / 2
        rows[f"{a} {b}"] = row
    frame = table(rows)
    frame.index = pd.MultiIndex.from_arrays([labels[upper], labels[lower]], names=["color", "other"])
    free = strata is None
    frame.insert(1, "expected", expected[upper, lower])
    frame.insert(2, "variance", variance[upper, lower] if free else np.nan)
    spread = np.sqrt(frame["variance"].where(frame["variance"] > 0))
    frame.insert(3, "z", (frame["observed"] - frame["expected"]) / spread)
    frame["p_fdr"] = benjamini_hochberg(frame["p_two_sided"].to_numpy(dtype=np.float64))
    own = upper == lower
    together = tails(float(seen[0, own].sum()), drawn[:, own].sum(axis=1))
    share_out = {"colors": k, "eligible": field.n_eligible}
    return JoinCountColors(
        frame=frame,
        colors=pd.Series(count.astype(np.int64), index=pd.Index(labels, name="color"), name="n"),
        same=float(together["observed"]) * unit / 2,
        expected_same=float(np.trace(expected)),
        p_same=float(together["p_sim"]),
        null=Message("analysis.null.colors", **share_out)
        if free
        else Message(
            "analysis.null.colors-within",
            **share_out,
            strata=len(field.strata.labels),
            name=field.strata.name,
        ),
        strata=field.strata.name,
        n_strata=len(field.strata.labels),
        n_eligible=field.n_eligible,
        n_joins=field.n_joins,
        mean_neighbors=field.mean_neighbors,
        isolates=field.isolates,
        permutations=permutations,
        seed=seed,
    )


def dealt(
    field: Membership, code: npt.NDArray[np.integer], permutations: int, seed: int
) -> Iterator[npt.NDArray[np.int64]]:
    """Colors dealt out at random within strata, in blocks of draws."""
    pools = [np.flatnonzero(field.strata.codes == level) for level in range(field.n_strata)]
    for start in range(0, permutations, BLOCK):
        stop = min(start + BLOCK, permutations)
        block = np.empty((stop - start, field.n_eligible), dtype=np.int64)
        for level, pool in enumerate(pools):
            block[:, pool] = code[pool][orderings(len(pool), len(pool), stream(seed, level), start, stop).T]
        yield block


def tallied(
    field: Membership, scaled: npt.NDArray[np.int64], codes: npt.NDArray[np.integer], k: int
) -> npt.NDArray[np.int64]:
    """Twice the weight of joins of each unordered pair of colors (columns), for each coloring (row)."""
    pair = codes[:, field.heads] * k + codes[:, field.tails]
    pair += np.arange(len(codes))[:, None] * k * k
    if (scaled == 1).all():
        counted = np.bincount(pair.ravel(), minlength=len(codes) * k * k)
    else:
        counted = np.rint(
            np.bincount(pair.ravel(), np.tile(scaled, len(codes)).astype(np.float64), len(codes) * k * k)
        ).astype(np.int64)
    square = counted.reshape(len(codes), k, k)
    both = square + square.transpose(0, 2, 1)
    upper, lower = np.triu_indices(k)
    result = both[:, upper, lower]
    result[:, upper == lower] //= 2
    return np.asarray(result, dtype=np.int64)


def color_means(field: Membership, code: npt.NDArray[np.integer], k: int) -> npt.NDArray[np.float64]:
    """Mean joins of each pair of colors (upper triangle) when each stratum deals out its own colors.

    Two units of one stratum have colors a and b with chance n_a (n_b - [a = b]) / (n (n - 1)), two of
    different strata with the product of the shares.
    """
    strata, levels = field.strata.codes, field.n_strata
    held = np.bincount(strata * k + code, minlength=levels * k).reshape(levels, k).astype(np.float64)
    size = held.sum(axis=1)
    share = held / size[:, None]
    g, h = strata[field.heads], strata[field.tails]
    across = g != h
    blocks, block = np.unique(g[across] * levels + h[across], return_inverse=True)
    weight = np.bincount(block, field.weights[across], len(blocks))
    both = (share[blocks // levels] * weight[:, None]).T @ share[blocks % levels]
    own = np.bincount(g[~across], field.weights[~across], levels) / np.maximum(size * (size - 1), 1)
    both += (held * own[:, None]).T @ held - np.diag((held * own[:, None]).sum(axis=0))
    both = (both + both.T) / 2
    both[np.diag_indices(k)] /= 2
    return np.triu(both)


def color_moments(
    field: Membership, count: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Mean and variance of the joins of each pair of colors when all deals are equally likely."""
    from scipy.sparse import coo_array

    n = field.n_eligible
    matrix = coo_array((field.weights, (field.heads, field.tails)), shape=(n, n)).tocsr()
    s0 = float(matrix.sum())
    s1 = float((matrix + matrix.T).power(2).sum() / 2)
    s2 = float(((matrix.sum(axis=0) + matrix.sum(axis=1)) ** 2).sum())
    f2, f3, f4 = n * (n - 1), n * (n - 1) * (n - 2), n * (n - 1) * (n - 2) * (n - 3)
    f2, f3, f4 = max(f2, 1), max(f3, 1), max(f4, 1)
    k = len(count)
    mean, variance = np.zeros((k, k)), np.zeros((k, k))
    for a in range(k):
        for b in range(a, k):
            x, y = count[a], count[b]
            if a == b:
                p2, p3 = x * (x - 1), x * (x - 1) * (x - 2)
                p4 = p3 * (x - 3)
                mean[a, a] = s0 * p2 / (2 * f2)
                second = s1 * p2 / f2 + (s2 - 2 * s1) * p3 / f3 + (s0**2 + s1 - s2) * p4 / f4
            else:
                mean[a, b] = s0 * x * y / f2
                second = (
                    2 * s1 * x * y / f2
                    + (s2 - 2 * s1) * x * y * (x + y - 2) / f3
                    + 4 * (s0**2 + s1 - s2) * x * (x - 1) * y * (y - 1) / f4
                )
            variance[a, b] = second / 4 - mean[a, b] ** 2
    return mean, np.maximum(variance, 0.0)

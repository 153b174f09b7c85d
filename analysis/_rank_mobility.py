"""Rank mobility: how far the order of units changes from year to year, and whether regions move as one."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from libpysal.graph import Graph
from scipy import stats

from analysis.panel import read_panel
from analysis.permutation import check_permutations, check_seed
from analysis.set_sample import Floats, Ints
from boundaries.errors import StatisticError, listed
from boundaries.shown import Shown


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class RankMobility(Shown):
    """Agreement of the order of units in following years.

    Attributes
    ----------
    steps : DataFrame
        By (year, next): tau (Kendall's tau-b), p_tau (of no agreement at all), moved (mean change of rank);
        with regions theta (share of all changes of rank that regions make as a whole: 1 regions move as one,
        0 moves cancel within them), theta_expected, p_theta (share of random regions of the same sizes whose
        theta is as large).
    frame : DataFrame by adcode
        rank_first, rank_last (1 the highest value), change (ranks gained), lima (local tau of first and last
        year: mean concordance with all others, -1 to 1), and with a graph lima_neighbors (with the neighbors
        only), p_lima (two-sided, neighbors dealt at random).
    n_units : int
    permutations, seed : int
    missing, isolates : Index
    """

    steps: pd.DataFrame
    frame: pd.DataFrame
    n_units: int
    permutations: int
    seed: int
    missing: pd.Index
    isolates: pd.Index


def rank_mobility(
    values: pd.DataFrame,
    *,
    regions: pd.Series | None = None,
    graph: Graph | None = None,
    permutations: int = 999,
    seed: int,
) -> RankMobility:
    """Measure how much units change places, where they do, and whether their regions carry them.

    Parameters
    ----------
    values : DataFrame by adcode
        One column a year; units that lack one take no part.
    regions : Series by adcode, optional
        The region of each unit, for theta.
    graph : Graph, optional
        For the local tau with neighbors; units without neighbors then have none.
    permutations, seed : int

    Returns
    -------
    RankMobility

    Notes
    -----
    ``theta = sum_r |sum_{i in r} d_i| / sum_i |d_i|``, d the change of rank (giddy's ``Theta``). The local
    tau of unit i is (1 / (n - 1)) sum_j s_ij, s_ij = 1 where i and j stand in the same order in both years,
    -1 where they changed, 0 at ties; its mean is Kendall's tau-a (giddy's ``Tau_Local``).

    References
    ----------
    Rey (2004), Spatial dependence in the evolution of regional income distributions; Rey (2016), Geographical
    Analysis 48, 1-23 (LIMA).

    Examples
    --------
    >>> values = pd.DataFrame({2020: [4.0, 3.0, 2.0, 1.0], 2021: [3.0, 4.0, 2.0, 1.0]}, index=list("abcd"))
    >>> result = rank_mobility(values, seed=1)
    >>> result.frame["change"].tolist(), round(float(result.steps["tau"].iloc[0]), 3)
    ([-1.0, 1.0, 0.0, 0.0], 0.667)
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    panel = read_panel(values)
    rng = np.random.default_rng(seed)
    ranks = np.column_stack([stats.rankdata(-column) for column in panel.values.T])
    codes = None if regions is None else _regions(regions, panel.ids)
    steps = []
    for at in range(len(panel.years) - 1):
        tau = stats.kendalltau(panel.values[:, at], panel.values[:, at + 1])
        moved = ranks[:, at] - ranks[:, at + 1]
        row = {
            "tau": float(tau.statistic),
            "p_tau": float(tau.pvalue),
            "moved": float(np.abs(moved).mean()),
        }
        if codes is not None:
            observed = theta(moved, codes)
            drawn = np.array([theta(moved, rng.permutation(codes)) for _ in range(permutations)])
            row |= {
                "theta": observed,
                "theta_expected": float(drawn.mean()),
                "p_theta": float(((drawn >= observed - 1e-12).sum() + 1) / (permutations + 1)),
            }
        steps.append(row)
    first, last = panel.values[:, 0], panel.values[:, -1]
    frame = pd.DataFrame(
        {
            "rank_first": ranks[:, 0],
            "rank_last": ranks[:, -1],
            "change": ranks[:, 0] - ranks[:, -1],
            "lima": concordance(first, last).sum(axis=1) / (len(first) - 1),
        },
        index=panel.ids,
    )
    isolates = panel.ids[:0]
    if graph is not None:
        near = read_panel(values, graph)
        isolates = near.isolates
        local = _with_neighbors(near.values[:, 0], near.values[:, -1], near.weights, permutations, rng)
        frame = frame.join(pd.DataFrame(local, index=near.ids))
    index = pd.MultiIndex.from_arrays([panel.years[:-1], panel.years[1:]], names=["year", "next"])
    return RankMobility(
        steps=pd.DataFrame(steps, index=index),
        frame=frame,
        n_units=len(panel.ids),
        permutations=permutations,
        seed=seed,
        missing=panel.missing,
        isolates=isolates,
    )


def theta(moved: Floats, codes: Ints) -> float:
    """The share of all changes of rank that regions make as a whole; NaN where nothing moved."""
    total = float(np.abs(moved).sum())
    return float(np.abs(np.bincount(codes, weights=moved)).sum()) / total if total else float("nan")


def concordance(first: Floats, last: Floats) -> "np.ndarray[tuple[int, int], np.dtype[np.int8]]":
    """1 where two units stand in the same order in both years, -1 where they changed, 0 at ties."""
    signs = [np.sign(x[:, None] - x[None, :]).astype(np.int8) for x in (first, last)]
    return np.asarray(signs[0] * signs[1], dtype=np.int8)


def _with_neighbors(
    first: Floats, last: Floats, weights: object, permutations: int, rng: np.random.Generator
) -> dict[str, Floats]:
    """The mean concordance of each unit with its neighbors, and its p among random neighbors."""
    rows = weights.tocsr()  # type: ignore[attr-defined]
    signs = concordance(first, last)
    n = len(first)
    observed = np.empty(n)
    p = np.empty(n)
    for i in range(n):
        near = rows.indices[rows.indptr[i] : rows.indptr[i + 1]]
        others = np.delete(signs[i], i)
        observed[i] = signs[i, near].mean()
        # Means of neighbors dealt at random, by how many of the n - 1 others agree, tie and disagree.
        counts = [int((others == s).sum()) for s in (1, 0, -1)]
        drawn = rng.multivariate_hypergeometric(counts, len(near), size=permutations)
        means = (drawn[:, 0] - drawn[:, 2]) / len(near)
        tails = [(means >= observed[i] - 1e-12).sum(), (means <= observed[i] + 1e-12).sum()]
        p[i] = min(1.0, 2 * (min(tails) + 1) / (permutations + 1))
    return {"lima_neighbors": observed, "p_lima": p}


def _regions(regions: pd.Series, ids: pd.Index) -> Ints:
    lacking = ids.difference(regions.dropna().index)
    if len(lacking):
        raise StatisticError(
            "analysis.rank_mobility.regions-units-have-none", n_lacking=len(lacking), lacking=listed(lacking)
        )
    return np.asarray(pd.factorize(regions.loc[ids].astype(str), sort=True)[0], dtype=np.int64)

"""Poisson scan: where are there more cases (firms, parks, patents) than population would bring?"""

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis._scan import COLUMNS, Scan
from analysis.permutation import check_permutations, check_seed
from analysis.set_sample import Floats, Neighbors, numbers, read_strata
from analysis.windows import Shape, Windows, windows
from boundaries.errors import StatisticError, listed


def scan_counts(
    cases: pd.Series,
    population: pd.Series,
    layer: gpd.GeoDataFrame,
    *,
    strata: pd.Series | None = None,
    shape: Shape = "circle",
    graph: Neighbors | None = None,
    max_share: float = 0.5,
    most: int = 10,
    permutations: int = 999,
    seed: int,
) -> Scan:
    """Look through growing windows for the one with most cases for its population (Poisson scan).

    Parameters
    ----------
    cases : Series by adcode
        Whole numbers, none missing. Its units are the eligible ones.
    population : Series by adcode
        At-risk population or any expected number above zero, in any unit, for the same units.
    layer, shape, graph, max_share, most, permutations, seed
        As for :func:`analysis.scan`. Windows hold at most ``max_share`` of the *units*.
    strata : Series by adcode, optional
        Cases are dealt out within each stratum, which keeps its own number; expected numbers follow.

    Returns
    -------
    Scan
        With model "poisson"; ``clusters.n_eligible`` counts units, ``frame`` holds cases and population.

    Notes
    -----
    With c cases and e expected in the window, C in all: c ln(c/e) + (C-c) ln((C-c)/(C-e)) where c > e,
    else 0. Random cases are multinomial by population.

    References
    ----------
    Kulldorff (1997), A spatial scan statistic, Communications in Statistics 26(6), 1481-1496.

    Examples
    --------
    >>> from tests.board import CODES, board
    >>> cases = pd.Series(1, index=CODES)
    >>> cases[["320101", "320102"]] = 12
    >>> result = scan_counts(cases, pd.Series(1.0, index=CODES), board(), permutations=99, seed=1)
    >>> result.clusters["units"].iloc[0], float(result.clusters["expected"].iloc[0])
    (('320101', '320102'), 4.75)
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    ids, counts, people = aligned(cases, population)
    held = read_strata(strata, ids)
    levels = len(held.labels)
    in_stratum = np.bincount(held.codes, counts, levels).astype(np.int64)
    people_in = np.bincount(held.codes, people, levels)
    chance = people / people_in[held.codes]
    expected = chance * in_stratum[held.codes]
    grown = windows(layer, ids, shape=shape, graph=graph, max_share=max_share)
    inside = np.where(grown.order >= 0, expected[grown.order], 0.0)
    mean = np.cumsum(inside, axis=1)
    live = (grown.order >= 0) & (mean > 0)
    total = int(counts.sum())
    observed = ratios(counts, grown, mean, live, total)
    spread = mean * (1 - mean / total)
    scale = np.where(live & (spread > 0), 1 / np.sqrt(np.where(spread > 0, spread, 1.0)), 0.0)
    source = np.random.Generator(np.random.PCG64(seed))
    drawn = np.empty(permutations)
    pools = [np.flatnonzero(held.codes == code) for code in range(levels)]
    for draw in range(permutations):
        dealt = np.zeros(len(ids), dtype=np.int64)
        for pool, size in zip(pools, in_stratum, strict=True):
            dealt[pool] = source.multinomial(size, chance[pool])
        drawn[draw] = highest(dealt, grown.order, mean, scale, total)
    rows, window, p_unit = [], np.zeros(len(ids), dtype=np.int64), np.full(len(ids), np.nan)
    for number, (center, size, llr) in enumerate(separate(grown, observed, most), start=1):
        units = grown.order[center, :size]
        found, due = int(counts[units].sum()), float(expected[units].sum())
        p_sim = float(((drawn >= llr * (1 - 1e-12)).sum() + 1) / (permutations + 1))
        window[units], p_unit[units] = number, p_sim
        outside = (total - found) / (total - due) if total > due else np.nan
        rows.append(
            {
                "rank": number,
                "center": ids[center],
                "radius_km": float(np.nanmax(grown.distance_km[center, :size])),
                "n_eligible": size,
                "count": found,
                "expected": due,
                "relative_risk": (found / due) / outside if outside else np.inf,
                "llr": llr,
                "p_sim": p_sim,
                "members": tuple(sorted(ids[units[counts[units] > 0]])),
                "units": tuple(sorted(ids[units])),
            }
        )
    clusters = pd.DataFrame(rows, columns=COLUMNS).set_index("rank")
    dealt_over = f"in each of the {levels:,} strata of {held.name!r}, " if held.name else ""
    return Scan(
        clusters=clusters,
        frame=pd.DataFrame(
            {"window": window, "cases": counts, "population": people, "p_sim": p_unit}, index=ids
        ),
        llr=float(clusters["llr"].iloc[0]) if rows else float("nan"),
        p_sim=float(clusters["p_sim"].iloc[0]) if rows else float("nan"),
        model="poisson",
        windows=grown.shape,
        max_share=max_share,
        null=f"{total:,} cases dealt out over {len(ids):,} units {dealt_over}in proportion to population",
        strata=held.name,
        n_strata=levels,
        n_eligible=len(ids),
        n_members=total,
        permutations=permutations,
        seed=seed,
    )


def aligned(cases: pd.Series, population: pd.Series) -> tuple[pd.Index, npt.NDArray[np.int64], Floats]:
    """Cases and population of the same units, sorted by adcode; all breaches in one error."""
    breaches = []
    for name, series in (("cases", cases), ("population", population)):
        number = numbers(series, what=name)
        twice = series.index[series.index.duplicated()].unique()
        if len(twice):
            breaches.append(f"{name} given more than once: {listed(twice)}")
        wrong = ~np.isfinite(number) | (number < 0)
        if name == "population":
            wrong |= number <= 0
        else:
            wrong |= np.isfinite(number) & (number != np.floor(number))
        if wrong.any():
            wanted = "whole numbers from 0" if name == "cases" else "numbers above 0"
            breaches.append(f"{name}: wanted {wanted}, wrong for {listed(series.index[wrong])}")
    apart = cases.index.symmetric_difference(population.index)
    if len(apart):
        breaches.append(f"only one of cases and population knows {listed(apart)}")
    if breaches:
        raise StatisticError("; ".join(breaches))
    ids = pd.Index(sorted(cases.index), dtype="str", name="adcode")
    counts = cases.loc[ids].to_numpy(dtype=np.int64)
    if len(ids) < 2 or not counts.sum():
        raise StatisticError(f"a scan wants cases and at least two units; came {counts.sum():,} cases")
    return ids, counts, population.loc[ids].to_numpy(dtype=np.float64)


def ratios(
    counts: npt.NDArray[np.int64],
    grown: Windows,
    mean: Floats,
    live: npt.NDArray[np.bool_],
    total: int,
) -> Floats:
    """Log likelihood ratio of every window of every center."""
    found = np.cumsum(counts[grown.order], axis=1).astype(np.float64)
    ratio = np.zeros_like(mean)
    high = live & (found > mean * (1 + 1e-12)) & (mean < total)
    c, e = found[high], mean[high]
    rest = total - c
    with np.errstate(divide="ignore", invalid="ignore"):
        outer = np.where(rest > 0, rest * np.log(rest / (total - e)), 0.0)
    ratio[high] = c * np.log(c / e) + outer
    return ratio


def highest(
    counts: npt.NDArray[np.int64],
    order: npt.NDArray[np.int32],
    mean: Floats,
    scale: Floats,
    total: int,
) -> float:
    """The highest log likelihood ratio of all windows.

    The ratio is never above z^2, z = (c - e) / sqrt(e (1 - e / C)), for a relative entropy is at most the chi
    square distance. So only windows whose z^2 reaches the ratio of the window of highest z are looked at.
    """
    found = np.cumsum(counts[order], axis=1)
    z = (found - mean) * scale

    def ratio(at: npt.NDArray[np.int64]) -> Floats:
        c, e = found.ravel()[at].astype(np.float64), mean.ravel()[at]
        rest = total - c
        outer = np.where(rest > 0, rest * np.log(np.maximum(rest, 1.0) / (total - e)), 0.0)
        return np.asarray(c * np.log(c / e) + outer, dtype=np.float64)

    top = int(z.argmax())
    if z.ravel()[top] <= 1e-9:
        return 0.0
    floor = float(ratio(np.array([top]))[0])
    rivals = np.flatnonzero(z.ravel() >= np.sqrt(floor) * (1 - 1e-9))
    return float(ratio(rivals).max(initial=floor))


def separate(grown: Windows, value: Floats, most: int) -> list[tuple[int, int, float]]:
    """The windows of highest ratio that share no unit: center, number of units, ratio."""
    taken = np.zeros(len(grown.ids), dtype=bool)
    picked: list[tuple[int, int, float]] = []
    left = value.copy()
    while len(picked) < most:
        top = float(left.max(initial=0.0))
        if top <= 0:
            break
        center, nth = np.nonzero(left >= top * (1 - 1e-12))
        reach = grown.distance_km[center, nth]
        at = np.lexsort((center, reach, nth))[0]
        size = int(nth[at]) + 1
        units = grown.order[center[at], :size]
        picked.append((int(center[at]), size, float(value[center[at], nth[at]])))
        taken[units] = True
        # a window that holds a taken unit, and every larger one of the same center, is out
        touched = np.logical_or.accumulate((grown.order >= 0) & taken[grown.order], axis=1)
        left[touched] = 0.0
    return picked

"""Poisson scan: where are there more cases (firms, parks, patents) than population would bring?"""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis._scan import COLUMNS, Scan, separate
from analysis.permutation import check_permutations, check_seed
from analysis.set_sample import Floats, Neighbors, flat, numbers, outside, read_strata
from analysis.windows import Shape, Windows, check_share, windows
from boundaries.errors import StatisticError
from boundaries.ids import index_of, of_other_kind
from boundaries.language import Message


def scan_counts(
    cases: pd.Series,
    population: pd.Series,
    layer: gpd.GeoDataFrame,
    *,
    strata: pd.Series | None = None,
    shape: Shape = "circle",
    graph: Neighbors | None = None,
    max_share: float = 0.5,
    least_cases: int = 2,
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
    layer, shape, graph, most, permutations, seed
        As for :func:`analysis.scan`.
    max_share : float
        Largest window, as a share of the *expected cases* (without strata: of the population), at most 0.5:
        SaTScan's "percent of the population at risk". A unit that alone expects more lies in no window.
    least_cases : int
        Fewest cases of a window; SaTScan's default is 2.
    strata : Series by adcode, optional
        Cases are dealt out within each stratum, which keeps its own number; expected numbers follow.

    Returns
    -------
    Scan
        With model "poisson"; ``clusters.n_eligible`` counts units, ``frame`` holds cases and population.

    Notes
    -----
    With c cases and e expected in the window, C in all: c ln(c/e) + (C-c) ln((C-c)/(C-e)) where c > e,
    else 0. Random cases are multinomial by population. Units at the same distance enter a window together,
    and later windows share no unit with an earlier one (SaTScan's "no geographical overlap", its default).

    References
    ----------
    Kulldorff (1997), A spatial scan statistic, Communications in Statistics 26(6), 1481-1496.

    Examples
    --------
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
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
    total = int(counts.sum())
    check_share(max_share)
    if isinstance(least_cases, bool) or not isinstance(least_cases, int | np.integer) or least_cases < 1:
        raise StatisticError(
            "analysis.scan_counts.least-cases-wanted-a-whole-number", least_cases=least_cases
        )
    grown, mean = limited(
        windows(layer, ids, shape=shape, graph=graph, max_share=1.0), expected, max_share * total
    )
    live = grown.full & (mean > 0)
    observed = ratios(counts, grown, mean, live, total, least_cases)
    spread = mean * (1 - mean / total)
    scale = np.where(live & (spread > 0), 1 / np.sqrt(np.where(spread > 0, spread, 1.0)), 0.0)
    source = np.random.Generator(np.random.PCG64(seed))
    drawn = np.empty(permutations)
    pools = [np.flatnonzero(held.codes == code) for code in range(levels)]
    for draw in range(permutations):
        dealt = np.zeros(len(ids), dtype=np.int64)
        for pool, size in zip(pools, in_stratum, strict=True):
            dealt[pool] = source.multinomial(size, chance[pool])
        drawn[draw] = highest(dealt, grown.order, mean, scale, total, least_cases)
    sizes = np.broadcast_to(np.arange(1, mean.shape[1] + 1), mean.shape)
    rows, window, p_unit = [], np.zeros(len(ids), dtype=np.int64), np.full(len(ids), np.nan)
    for number, (center, size, llr) in enumerate(separate(grown, observed, sizes, most), start=1):
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
    share_out = {"cases": total, "units": len(ids)}
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
        null=Message("analysis.null.cases-within", **share_out, strata=levels, name=held.name)
        if held.name
        else Message("analysis.null.cases", **share_out),
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
            breaches.append(Message("analysis.scan_counts.twice", series=name, units=list(twice)))
        wrong = ~np.isfinite(number) | (number < 0)
        if name == "population":
            wrong |= number <= 0
        else:
            wrong |= np.isfinite(number) & (number != np.floor(number))
        if wrong.any():
            breaches.append(Message(f"analysis.scan_counts.wrong-{name}", units=list(series.index[wrong])))
    one, two = flat(cases.index), flat(population.index)
    strange = of_other_kind(one, two, whose="population")
    apart = [*outside(one, two), *outside(two, one)] if one.is_unique and two.is_unique else []
    if strange:
        breaches.append(Message("analysis.scan_counts.cases", strange=strange))
    elif apart:
        breaches.append(Message("analysis.scan_counts.apart", units=apart))
    if breaches:
        raise StatisticError("errors.faults", faults=breaches)
    ids = index_of(one, what="cases")
    counts = cases.iloc[one.get_indexer(ids)].to_numpy(dtype=np.int64)
    if len(ids) < 2 or not counts.sum():
        raise StatisticError("analysis.scan_counts.a-scan-wants-cases-and-at", n_value=counts.sum())
    return ids, counts, population.iloc[two.get_indexer(ids)].to_numpy(dtype=np.float64)


def limited(grown: Windows, expected: Floats, most: float) -> tuple[Windows, Floats]:
    """The windows that expect no more cases than ``most``, and the cases that each expects."""
    inside = np.where(grown.order >= 0, expected[grown.order], 0.0)
    mean = np.cumsum(inside, axis=1)
    full = grown.full & (mean <= most * (1 + 1e-12))
    width = int(np.flatnonzero(full.any(axis=0)).max(initial=0)) + 1
    cut = replace(
        grown,
        order=np.ascontiguousarray(grown.order[:, :width]),
        distance_km=grown.distance_km[:, :width],
        full=np.ascontiguousarray(full[:, :width]),
        largest=width,
    )
    return cut, np.ascontiguousarray(mean[:, :width])


def ratios(
    counts: npt.NDArray[np.int64],
    grown: Windows,
    mean: Floats,
    live: npt.NDArray[np.bool_],
    total: int,
    least: int = 1,
) -> Floats:
    """Log likelihood ratio of every window of every center."""
    found = np.cumsum(counts[grown.order], axis=1).astype(np.float64)
    ratio = np.zeros_like(mean)
    high = live & (found > mean * (1 + 1e-12)) & (mean < total) & (found >= least)
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
    least: int = 1,
) -> float:
    """The highest log likelihood ratio of all windows.

    The ratio is never above z^2, z = (c - e) / sqrt(e (1 - e / C)), for a relative entropy is at most the chi
    square distance. So only windows whose z^2 reaches the ratio of the window of highest z are looked at.
    """
    found = np.cumsum(np.take(counts.astype(np.int32), order, mode="clip"), axis=1, dtype=np.int32)
    z = found - mean
    z *= scale

    def ratio(at: npt.NDArray[np.int64]) -> Floats:
        c, e = found.ravel()[at].astype(np.float64), mean.ravel()[at]
        rest = total - c
        outer = np.where(rest > 0, rest * np.log(np.maximum(rest, 1.0) / (total - e)), 0.0)
        return np.asarray(c * np.log(c / e) + outer, dtype=np.float64)

    top = int(z.argmax())
    if found.ravel()[top] < least:
        z[found < least] = 0.0
        top = int(z.argmax())
    if z.ravel()[top] <= 1e-9:
        return 0.0
    floor = float(ratio(np.array([top]))[0])
    rivals = np.flatnonzero(z.ravel() >= np.sqrt(floor) * (1 - 1e-9))
    rivals = rivals[found.ravel()[rivals] >= least]
    return float(ratio(rivals).max(initial=floor))

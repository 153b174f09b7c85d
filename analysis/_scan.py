"""Spatial scan: where do members gather most, wherever that is?"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.permutation import check_permutations, check_seed
from analysis.set_sample import Codes, Floats, Membership, Neighbors, adcode_set, read_strata
from analysis.windows import Shape, Windows, check_share, windows
from boundaries.errors import StatisticError
from boundaries.language import Message
from boundaries.shown import Shown


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Scan(Shown):
    """Windows in which members (or cases) gather most.

    Attributes
    ----------
    clusters : DataFrame
        One row per window, the most likely first, then those that overlap no earlier one; index ``rank``:
        center (adcode), radius_km (great-circle distance to the farthest unit taken in), n_eligible, count,
        expected, relative_risk, llr (log likelihood ratio), p_sim, members (adcodes of members in it, of
        units with cases for counts), units (adcodes of all eligible units in it).
        ``p_sim`` compares with the highest ratio of each random set, for later windows too (conservative).
    frame : DataFrame
        One row per eligible unit: window (rank, 0 for none), member (or cases, population), p_sim.
    llr, p_sim : float
        Of the most likely window; NaN when no window holds more than its share.
    model : str
        "bernoulli" or "poisson".
    windows : str
        "circle" or "connected".
    max_share : float
        Largest window as a share of eligible units.
    null : Message
    strata : str
    n_strata, n_eligible, n_members, permutations, seed : int
        n_members counts cases in the Poisson form.
    """

    clusters: pd.DataFrame
    frame: pd.DataFrame
    llr: float
    p_sim: float
    model: str
    windows: str
    max_share: float
    null: Message
    strata: str
    n_strata: int
    n_eligible: int
    n_members: int
    permutations: int
    seed: int


def scan(
    members: Codes,
    layer: gpd.GeoDataFrame,
    *,
    eligible: Codes,
    strata: pd.Series | None = None,
    shape: Shape = "circle",
    graph: Neighbors | None = None,
    max_share: float = 0.5,
    most: int = 10,
    permutations: int = 999,
    seed: int,
) -> Scan:
    """Look through growing windows around every eligible unit for the one with most members (Bernoulli scan).

    Parameters
    ----------
    members : iterable of adcodes or boolean Series by adcode
    layer : GeoDataFrame
        Index adcode; distances run between representative points, on the great circle.
    eligible : iterable of adcodes or boolean Series
        Units that could have been chosen; the others are never counted.
    strata : Series by adcode, optional
        Random sets keep the number of members of each stratum.
    shape : {"circle", "connected"}
        Circles, or windows that grow step by step on ``graph`` and stay connected.
    graph : Graph, optional
        Wanted for connected windows. Steps may cross units that are not eligible; these are not counted.
    max_share : float
        Largest window, as a share of the eligible units (at most 0.5).
    most : int
        How many windows to list.
    permutations, seed : int

    Returns
    -------
    Scan

    Raises
    ------
    StatisticError
        Members outside the eligible set or given twice, no members or nobody else, a layer or graph that
        misses eligible units.

    Notes
    -----
    With n of N eligible units and c of C members inside, the log likelihood ratio against one common rate is
    c ln(c/n) + (n-c) ln((n-c)/n) + (C-c) ln((C-c)/(N-n)) + (N-n-C+c) ln((N-n-C+c)/(N-n))
    - C ln(C/N) - (N-C) ln((N-C)/N) where c/n exceeds (C-c)/(N-n), else 0. For each c the smallest window that
    holds c members is the best, which makes 999 random sets a matter of sorting ranks. Under strata the ratio
    is the same and only the random sets change, so that the p-value answers for the strata.

    Units at the same distance enter a window together, as in SaTScan; which of several equal windows is named
    depends on their place, never on their codes. Later windows share no unit with an earlier one (SaTScan's
    "no geographical overlap", its default).

    A window that may take any connected form would simply be a patch of members (see ``patches``); connected
    windows here grow evenly in all directions instead.

    References
    ----------
    Kulldorff (1997), A spatial scan statistic, Communications in Statistics 26(6), 1481-1496.

    Examples
    --------
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> chosen = ["320101", "320102", "320105", "320106"]
    >>> result = scan(chosen, board(), eligible=CODES, permutations=99, seed=1)
    >>> result.clusters["members"].iloc[0]
    ('320101', '320102', '320105', '320106')
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    found, pool = adcode_set(members, eligible, known=None, where="layer")
    if not 0 < len(found) < len(pool):
        raise StatisticError(
            "analysis.scan.a-scan-wants-members-and-others", n_found=len(found), n_pool=len(pool)
        )
    none = np.empty(0, dtype=np.int64)
    field = Membership(
        ids=pool,
        chosen=np.asarray(pool.isin(found), dtype=bool),
        heads=none,
        tails=none,
        weights=np.empty(0),
        strata=read_strata(strata, pool),
    )
    check_share(max_share)
    grown = windows(layer, pool, shape=shape, graph=graph, max_share=max_share)
    ratio = bernoulli(field.n_eligible, field.n_members, grown.largest)
    rank = grown.ranks()
    drawn = np.array(
        [best(rank, ratio, row, grown.largest) for block in field.draws(permutations, seed) for row in block]
    )
    # every window of the list itself: center x number of members inside
    places = np.sort(rank[field.members].T, axis=1)
    counts = np.arange(1, field.n_members + 1)
    value = np.where(places < grown.largest, ratio[counts, np.minimum(places, grown.largest - 1)], 0.0)
    value[:, :-1][places[:, :-1] == places[:, 1:]] = 0.0  # the next member enters together with this one
    picked = separate(grown, value, places + 1, most)
    rows, window = [], np.zeros(len(pool), dtype=np.int64)
    p_unit = np.full(len(pool), np.nan)
    for number, (center, size, llr) in enumerate(picked, start=1):
        units = grown.order[center, :size]
        held = units[field.chosen[units]]
        p_sim = float(((drawn >= llr).sum() + 1) / (permutations + 1))
        window[units], p_unit[units] = number, p_sim
        inside, outside = len(held) / size, (len(found) - len(held)) / (len(pool) - size)
        rows.append(
            {
                "rank": number,
                "center": pool[center],
                "radius_km": float(np.nanmax(grown.distance_km[center, :size])),
                "n_eligible": size,
                "count": len(held),
                "expected": len(found) * size / len(pool),
                "relative_risk": inside / outside if outside else np.inf,
                "llr": llr,
                "p_sim": p_sim,
                "members": tuple(sorted(pool[held])),
                "units": tuple(sorted(pool[units])),
            }
        )
    clusters = pd.DataFrame(rows, columns=COLUMNS).set_index("rank")
    return Scan(
        clusters=clusters,
        frame=pd.DataFrame({"window": window, "member": field.chosen, "p_sim": p_unit}, index=pool),
        llr=picked[0][2] if picked else float("nan"),
        p_sim=float(clusters["p_sim"].iloc[0]) if picked else float("nan"),
        model="bernoulli",
        windows=grown.shape,
        max_share=max_share,
        null=field.null,
        strata=field.strata.name,
        n_strata=len(field.strata.labels),
        n_eligible=field.n_eligible,
        n_members=field.n_members,
        permutations=permutations,
        seed=seed,
    )


COLUMNS = [
    "rank",
    "center",
    "radius_km",
    "n_eligible",
    "count",
    "expected",
    "relative_risk",
    "llr",
    "p_sim",
    "members",
    "units",
]


def bernoulli(total: int, cases: int, largest: int) -> Floats:
    """Log likelihood ratio of c cases (row) in a window of place + 1 units (column)."""
    from scipy.special import xlogy

    c = np.arange(cases + 1, dtype=np.float64)[:, None]
    n = np.arange(1, largest + 1, dtype=np.float64)[None, :]
    possible = (c <= n) & (cases - c <= total - n)
    inside = np.where(possible, c, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (
            xlogy(inside, inside / n)
            + xlogy(n - inside, (n - inside) / n)
            + xlogy(cases - inside, (cases - inside) / (total - n))
            + xlogy(total - n - cases + inside, (total - n - cases + inside) / (total - n))
            - xlogy(cases, cases / total)
            - xlogy(total - cases, (total - cases) / total)
        )
    higher = inside * (total - n) > (cases - inside) * n
    return np.where(possible & higher, np.maximum(ratio, 0.0), 0.0)


def best(rank: npt.NDArray[np.int32], ratio: Floats, drawn: npt.NDArray[np.integer], largest: int) -> float:
    """Highest ratio over all windows for one member set: for each count only the smallest window matters."""
    places = np.sort(np.ascontiguousarray(rank[drawn].T), axis=1).min(axis=0)
    counts = np.arange(1, len(drawn) + 1)
    live = places < largest
    return float(ratio[counts[live], places[live]].max(initial=0.0))


def separate(
    grown: Windows, value: Floats, size: npt.NDArray[np.integer], most: int
) -> list[tuple[int, int, float]]:
    """The windows of highest ratio that share no unit: center, number of units, ratio.

    ``value`` and ``size`` hold a row a center. Equal ratios (rounding apart): the window of fewer units, then
    of the smaller reach, then of the westernmost center.
    """
    picked: list[tuple[int, int, float]] = []
    center, nth = np.nonzero(value > 0)
    ratio, held = value[center, nth], size[center, nth]
    taken = np.zeros(len(grown.ids), dtype=bool)
    while len(ratio) and len(picked) < most:
        tied = np.flatnonzero(ratio >= ratio.max() * (1 - 1e-12))
        reach = np.round(grown.distance_km[center[tied], held[tied] - 1].astype(np.float64), 3)
        at = tied[np.lexsort((grown.site[center[tied]], reach, held[tied]))[0]]
        picked.append((int(center[at]), int(held[at]), float(ratio[at])))
        taken[grown.order[center[at], : held[at]]] = True
        touched = (grown.order >= 0) & taken[grown.order]
        clear = np.where(touched.any(axis=1), touched.argmax(axis=1), grown.order.shape[1])
        apart = held <= clear[center]
        center, ratio, held = center[apart], ratio[apart], held[apart]
    return picked

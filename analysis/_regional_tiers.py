"""Tiers by region: is each region's mix of tiers the country's?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis._groups import region_pairs
from analysis.p_values import tails
from analysis.permutation import check_permutations, check_seed, orderings, stream
from analysis.set_sample import BLOCK, by_adcode
from boundaries.errors import StatisticError, listed
from boundaries.language import Message
from boundaries.shown import Shown


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class RegionalTiers(Shown):
    """Counts of tiers by region, and a test that tier and region have nothing to do with each other.

    Attributes
    ----------
    counts, expected, location_quotient : DataFrame
        Regions by tiers; location quotient against all tiered units.
    frame : DataFrame
        One row per region: n, score (mean place of its tiers, 1 the first), best (its highest tier),
        standardized residual of each tier as ``residual <tier>``.
    chi2, p_sim : float
        Pearson's statistic and its permutation p (greater): tiers dealt out over the units.
    cramers_v : float
    outside : Index
        Tiered units in no region (left out).
    tiers : tuple of str
    null : Message
    n_units, permutations, seed : int
    """

    counts: pd.DataFrame
    expected: pd.DataFrame
    location_quotient: pd.DataFrame
    frame: pd.DataFrame
    chi2: float
    p_sim: float
    cramers_v: float
    outside: pd.Index
    tiers: tuple[str, ...]
    null: Message
    n_units: int
    permutations: int
    seed: int


def regional_tiers(
    tiers: pd.Series,
    regions: pd.DataFrame,
    *,
    order: tuple[str, ...] | None = None,
    permutations: int = 9_999,
    seed: int,
) -> RegionalTiers:
    """Cross tiers with regions that do not overlap (plates, provinces).

    Parameters
    ----------
    tiers : Series by adcode
        Tier of each unit; none missing.
    regions : DataFrame
        Either form that ``groups`` takes; a unit in at most one region.
    order : tuple of str, optional
        Tiers, the first the highest; None means sorted.
    permutations, seed : int

    Returns
    -------
    RegionalTiers

    Examples
    --------
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> tiers = pd.Series(["1"] * 8 + ["2"] * 8, index=CODES)
    >>> halves = pd.DataFrame({"region": ["南"] * 8 + ["北"] * 8, "adcode": CODES})
    >>> result = regional_tiers(tiers, halves, permutations=99, seed=2)
    >>> result.counts.loc["南"].tolist(), result.chi2, result.cramers_v, result.p_sim
    ([8, 0], 16.0, 1.0, 0.01)
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    by_adcode(tiers, what="tiers")
    if tiers.index.has_duplicates:
        raise StatisticError(
            "analysis.regional_tiers.tiers-given-more-than-once",
            value=listed(tiers.index[tiers.index.duplicated()].unique()),
        )
    if tiers.isna().any():
        raise StatisticError(
            "analysis.regional_tiers.tiers-none-for", index=listed(tiers.index[tiers.isna()])
        )
    pairs = region_pairs(regions)
    pairs = pairs[pairs["adcode"].isin(tiers.index)]
    twice = pairs.loc[pairs["adcode"].duplicated(), "adcode"]
    if len(twice):
        raise StatisticError(
            "analysis.regional_tiers.regions-overlap-units-in-more-than", value=listed(sorted(set(twice)))
        )
    place = pairs.set_index("adcode")["region"].sort_index()
    if not len(place):
        raise StatisticError("analysis.regional_tiers.no-tiered-unit-lies-in-any")
    label = tiers.loc[place.index].astype(str)
    ranked = tuple(sorted(set(label))) if order is None else tuple(str(tier) for tier in order)
    strange = sorted(set(label) - set(ranked))
    if strange:
        raise StatisticError(
            "analysis.regional_tiers.tiers-outside", ranked=listed(ranked), strange=listed(strange)
        )
    names = [name for name in pd.unique(region_pairs(regions)["region"]) if name in set(place)]
    row = pd.Categorical(place, categories=names).codes.astype(np.int64)
    column = pd.Categorical(label, categories=list(ranked)).codes.astype(np.int64)
    r, k, n = len(names), len(ranked), len(place)
    square = np.bincount(row * k + column, minlength=r * k).reshape(r, k)
    due = np.outer(square.sum(axis=1), square.sum(axis=0)) / n
    inverse = np.divide(1.0, due, out=np.zeros_like(due), where=due > 0)
    # chi2 = sum O^2 / E - n: with equal margins only sum O^2 / E varies
    drawn = []
    for start in range(0, permutations, BLOCK):
        stop = min(start + BLOCK, permutations)
        dealt = column[orderings(n, n, stream(seed), start, stop).T]
        key = row[None, :] * k + dealt + (np.arange(stop - start) * r * k)[:, None]
        tables = np.bincount(key.ravel(), minlength=(stop - start) * r * k).reshape(-1, r, k)
        drawn.append((tables**2 * inverse).sum(axis=(1, 2)) - n)
    chi2 = float((square**2 * inverse).sum() - n)
    simulated = np.round(np.concatenate(drawn), 9)
    p_sim = float(tails(round(chi2, 9), simulated)["p_sim"])
    share = np.outer(1 - square.sum(axis=1) / n, 1 - square.sum(axis=0) / n)
    residual = (square - due) * np.sqrt(inverse) / np.sqrt(np.where(share > 0, share, np.nan))
    regions_index = pd.Index(names, name="region")
    columns = pd.Index(ranked, name="tier")
    held = square.sum(axis=1)
    frame = pd.DataFrame(
        {
            "n": held,
            "score": (square @ np.arange(1, k + 1)) / held,
            "best": [ranked[int(np.flatnonzero(line)[0])] for line in square],
            **{f"residual {tier}": residual[:, at] for at, tier in enumerate(ranked)},
        },
        index=regions_index,
    )
    smaller = min(r, k) - 1
    return RegionalTiers(
        counts=pd.DataFrame(square, index=regions_index, columns=columns),
        expected=pd.DataFrame(due, index=regions_index, columns=columns),
        location_quotient=pd.DataFrame(
            np.where(due > 0, square * inverse, np.nan), index=regions_index, columns=columns
        ),
        frame=frame,
        chi2=chi2,
        p_sim=p_sim,
        cramers_v=float(np.sqrt(chi2 / (n * smaller))) if smaller else float("nan"),
        outside=pd.Index(sorted(tiers.index.difference(place.index)), name="adcode"),
        tiers=ranked,
        null=Message("analysis.null.tiers", tiers=k, units=n, regions=r),
        n_units=n,
        permutations=permutations,
        seed=seed,
    )

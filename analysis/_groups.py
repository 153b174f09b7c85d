"""Groups (成群): which designated regions hold more members than their share of eligible units."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.adjust import benjamini_hochberg, benjamini_yekutieli
from analysis.set_sample import Codes, adcode_set
from boundaries.errors import StatisticError, listed

DIRECT = "90"  # xx90xx: units administered by the province itself, no prefecture


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Groups:
    """Members by region, and the exact law of their number.

    Attributes
    ----------
    frame : DataFrame
        One row per region: n_eligible, count (members), share (of all members), expected, location_quotient,
        p_exact (so many or more), p_less (so few or fewer), p_two_sided, mid_p (greater), p_fdr
        (Benjamini-Hochberg over the regions, of p_exact), p_by (Benjamini-Yekutieli), significant (by p_fdr),
        members (tuple of adcodes),
        full (every eligible unit chosen).
    full_coverage : DataFrame
        One row per prefecture whose every eligible unit is chosen, index prefecture_code: n_eligible,
        members.
    prefectures : DataFrame
        One row per prefecture with eligible units, index prefecture_code: n_eligible, count, full.
    outside : Index
        Members in no region.
    overlapping : Index
        Eligible units in more than one region: they count in each.
    scheme, variant : str
        As the regions name them, "" where they do not.
    alpha : float
    null : str
    n_eligible, n_members, n_regions, n_inside : int
        n_inside counts members in at least one region; ``expected_inside``, ``p_inside`` its exact law.
    expected_inside, p_inside : float
    herfindahl, gini : float
        Concentration of the counts over the regions.
    """

    frame: pd.DataFrame
    full_coverage: pd.DataFrame
    prefectures: pd.DataFrame
    outside: pd.Index
    overlapping: pd.Index
    scheme: str
    variant: str
    alpha: float
    null: str
    n_eligible: int
    n_members: int
    n_regions: int
    n_inside: int
    expected_inside: float
    p_inside: float
    herfindahl: float
    gini: float


def groups(members: Codes, regions: pd.DataFrame, *, eligible: Codes, alpha: float = 0.05) -> Groups:
    """Count members by region and compare with as many units drawn at random from the eligible ones.

    Parameters
    ----------
    members : iterable of adcodes or boolean Series by adcode
    regions : DataFrame
        Either as ``boundaries.read_regions`` gives them (index region, column ``members`` of tuples of county
        adcodes) or two columns ``region`` and ``adcode``. Regions may overlap; units that are not eligible
        are passed over.
    eligible : iterable of adcodes or boolean Series
        Units that could have been chosen.
    alpha : float
        Level of the false discovery rate for ``significant``.

    Returns
    -------
    Groups

    Raises
    ------
    StatisticError
        Members outside the eligible set or given twice, no members, regions without the columns wanted,
        or a unit twice in one region.

    Notes
    -----
    With N eligible units, m members and n_r eligible units in region r, the count is hypergeometric(N, m,
    n_r); expected m n_r / N; location quotient (count / m) / (n_r / N). A region without eligible units has
    NaN there. A prefecture is the first four digits of the adcode; units that a province administers itself
    (xx90xx) belong to none.

    Examples
    --------
    >>> from tests.board import CODES
    >>> regions = pd.DataFrame({"region": ["南", "南", "南", "南", "北"], "adcode": CODES[:4] + CODES[15:]})
    >>> result = groups(CODES[:3], regions, eligible=CODES)
    >>> result.frame.loc["南", ["count", "expected", "location_quotient"]].tolist()
    [3.0, 0.75, 4.0]
    >>> round(float(result.frame.loc["南", "p_exact"]), 6)  # C(4,3) / C(16,3)
    0.007143
    """
    from scipy.stats import hypergeom

    if not 0 < alpha < 1:
        raise StatisticError("analysis.groups.alpha-wanted-a-number-between-and", alpha=alpha)
    found, pool = adcode_set(members, eligible, known=None, where="regions")
    if not len(found):
        raise StatisticError("analysis.groups.groups-no-members-at-all")
    pairs = region_pairs(regions)
    names = pd.Index(pd.unique(pairs["region"]), name="region")
    held = pairs[pairs["adcode"].isin(pool)]
    inside = held[held["adcode"].isin(found)].sort_values("adcode")
    total, size = len(pool), len(found)
    n_eligible = held.groupby("region").size().reindex(names, fill_value=0)
    count = inside.groupby("region").size().reindex(names, fill_value=0)
    chosen = inside.groupby("region")["adcode"].agg(tuple).reindex(names)
    law = hypergeom(total, size, n_eligible.to_numpy())
    k = count.to_numpy()
    greater, less = np.minimum(law.sf(k - 1), 1.0), np.minimum(law.cdf(k), 1.0)
    expected = size * n_eligible / total
    fdr = benjamini_hochberg(greater)
    frame = pd.DataFrame(
        {
            "n_eligible": n_eligible,
            "count": count,
            "share": count / size,
            "expected": expected,
            "location_quotient": count / expected.where(expected > 0),
            "p_exact": greater,
            "p_less": less,
            "p_two_sided": np.minimum(2 * np.minimum(greater, less), 1.0),
            "mid_p": np.clip(greater - law.pmf(k) / 2, 0.0, 1.0),
            "p_fdr": fdr,
            "p_by": benjamini_yekutieli(greater),
            "significant": fdr <= alpha,
            "members": [item if isinstance(item, tuple) else () for item in chosen],
            "full": (n_eligible > 0) & (count == n_eligible),
        },
        index=names,
    )
    covered = held["adcode"].unique()
    n_inside = int(inside["adcode"].nunique())
    prefectures = by_prefecture(found, pool)
    full = prefectures[prefectures["full"]]
    from analysis.inequality import gini, herfindahl

    return Groups(
        frame=frame,
        full_coverage=full[["n_eligible", "members"]],
        prefectures=prefectures[["n_eligible", "count", "full"]],
        outside=found.difference(pd.Index(inside["adcode"])),
        overlapping=pd.Index(sorted(held.loc[held["adcode"].duplicated(), "adcode"].unique()), name="adcode"),
        scheme=named(regions, "scheme"),
        variant=named(regions, "variant"),
        alpha=alpha,
        null=(
            f"{size:,} members drawn at random from {total:,} eligible units, "
            "each set of that size equally likely"
        ),
        n_eligible=total,
        n_members=size,
        n_regions=len(names),
        n_inside=n_inside,
        expected_inside=size * len(covered) / total,
        p_inside=float(min(hypergeom(total, size, len(covered)).sf(n_inside - 1), 1.0)),
        herfindahl=herfindahl(count) if k.sum() else float("nan"),
        gini=gini(count) if k.sum() else float("nan"),
    )


def region_pairs(regions: pd.DataFrame) -> pd.DataFrame:
    """Two columns, region and adcode, from either form of a region scheme."""
    if not isinstance(regions, pd.DataFrame):
        raise StatisticError("analysis.groups.regions-wanted-a-frame-came", name=type(regions).__name__)
    if "members" in regions.columns:
        pairs = pd.DataFrame(
            [(str(name), code) for name, codes in regions["members"].items() for code in codes],
            columns=["region", "adcode"],
        )
    elif {"region", "adcode"} <= set(regions.columns):
        pairs = pd.DataFrame(regions[["region", "adcode"]]).reset_index(drop=True)
    else:
        raise StatisticError(
            "analysis.groups.regions-wanted-a-column-members-tuples", columns=listed(regions.columns)
        )
    if "variant" in regions.columns:  # several variants of one region are told apart by variant
        variant = (
            [str(v) for v, codes in zip(regions["variant"], regions["members"], strict=True) for _ in codes]
            if "members" in regions.columns
            else regions["variant"].astype(str).tolist()
        )
        several = pairs.assign(variant=variant).groupby("region")["variant"].transform("nunique") > 1
        pairs["region"] = pairs["region"].where(~several, pd.Series(variant, index=pairs.index))
    if not len(pairs):
        raise StatisticError("analysis.groups.regions-no-unit-in-any-region")
    strange = [code for code in pairs["adcode"].tolist() if not isinstance(code, str)]
    if strange:
        raise StatisticError("analysis.groups.regions-not-six-digit-text", strange=listed(strange))
    if pairs["region"].isna().any():
        nameless = pairs.loc[pairs["region"].isna(), "adcode"]
        raise StatisticError("analysis.groups.regions-no-region-is-named-for", nameless=listed(nameless))
    twice = pairs[pairs.duplicated(["region", "adcode"])]
    if len(twice):
        shown = [f"{region} {code}" for region, code in zip(twice["region"], twice["adcode"], strict=True)]
        raise StatisticError("analysis.groups.regions-units-given-more-than-once", shown=listed(shown))
    return pairs


def by_prefecture(found: pd.Index, pool: pd.Index) -> pd.DataFrame:
    """Eligible units and members of each prefecture, and whether every eligible unit is a member."""
    units = pd.DataFrame({"adcode": pool, "member": pool.isin(found)})
    units = units[units["adcode"].str[2:4] != DIRECT]
    units["prefecture_code"] = units["adcode"].str[:4] + "00"
    grouped = units.groupby("prefecture_code")
    frame = pd.DataFrame({"n_eligible": grouped.size(), "count": grouped["member"].sum()})
    frame["full"] = frame["count"] == frame["n_eligible"]
    chosen = units[units["member"]].groupby("prefecture_code")["adcode"].agg(tuple).reindex(frame.index)
    frame["members"] = [item if isinstance(item, tuple) else () for item in chosen]
    return frame


def named(regions: pd.DataFrame, column: str) -> str:
    """The one value of a column that describes the scheme, or what there is, or nothing."""
    if column not in regions.columns:
        return str(regions.attrs.get(column, "") or "")
    return ", ".join(dict.fromkeys(str(value) for value in regions[column].dropna()))

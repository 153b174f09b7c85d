"""Groups (成群): which designated regions hold more members than their share of eligible units."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.adjust import discovery_rates
from analysis.hypergeometric import Law, law
from analysis.set_sample import Codes, Ints, Membership, adcode_set, read_strata
from boundaries.errors import StatisticError, listed
from boundaries.language import Message
from boundaries.shown import Shown

DIRECT = "90"  # xx90xx: units administered by the province itself, no prefecture


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Groups(Shown):
    """Members by region, and the exact law of their number.

    Attributes
    ----------
    frame : DataFrame
        One row per region: n_eligible, count (members), share (of all members), expected, location_quotient
        (count / expected), p_exact (so many or more), p_less (so few or fewer), p_two_sided, mid_p (greater),
        p_smallest (the smallest p_exact that any list could give the region: 1 where chance has no say),
        tested (False for a variant that only shows how the answer moves), p_fdr (Benjamini-Hochberg over the
        regions tested, of p_exact; NaN elsewhere), p_by (Benjamini-Yekutieli), significant (by p_fdr),
        members (tuple of adcodes), full (every eligible unit chosen). With strata expected,
        location_quotient and every p are those under that null.
    definitions : DataFrame
        One row per region: variant, plan, year (of the plan), status, confidence, as the regions name them;
        ""
        and NA where they do not.
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
    null : Message
    strata : str
        ``strata`` is the name of what was held fixed, "" for nothing.
    n_strata, n_strata_full, n_strata_empty : int
        Strata (1 without); those whose every eligible unit is a member, and those without a member: neither
        leaves anything to chance.
    n_eligible, n_members, n_regions, n_inside : int
        n_inside counts members in at least one region; ``expected_inside``, ``p_inside`` its exact law.
    expected_inside, p_inside : float
    herfindahl, gini : float
        Concentration of the counts over the regions.
    """

    HEAD: ClassVar[tuple[str, ...]] = ("n_inside", "expected_inside", "p_inside")

    frame: pd.DataFrame
    definitions: pd.DataFrame
    full_coverage: pd.DataFrame
    prefectures: pd.DataFrame
    outside: pd.Index
    overlapping: pd.Index
    scheme: str
    variant: str
    alpha: float
    null: Message
    strata: str
    n_strata: int
    n_strata_full: int
    n_strata_empty: int
    n_eligible: int
    n_members: int
    n_regions: int
    n_inside: int
    expected_inside: float
    p_inside: float
    herfindahl: float
    gini: float


def groups(
    members: Codes,
    regions: pd.DataFrame,
    *,
    eligible: Codes,
    strata: pd.Series | None = None,
    alpha: float = 0.05,
) -> Groups:
    """Count members by region and compare with as many units drawn at random from the eligible ones.

    Parameters
    ----------
    members : iterable of adcodes or boolean Series by adcode
    regions : DataFrame
        Either as ``boundaries.read_regions`` gives them (index region, column ``members`` of tuples of county
        adcodes) or two columns ``region`` and ``adcode``. Regions may overlap; units that are not eligible
        are passed over. Several variants of one region are told apart by a column ``variant``; where a column
        ``default`` says which stands for its region, only that one is tested with the other regions.
    eligible : iterable of adcodes or boolean Series
        Units that could have been chosen.
    strata : Series by adcode, optional
        Random lists keep the number of members of each stratum (province, prefecture, ...); None holds only
        the whole number fixed.
    alpha : float
        Level of the false discovery rate for ``significant``.

    Returns
    -------
    Groups

    Raises
    ------
    StatisticError
        Members outside the eligible set or given twice, no members, regions without the columns wanted,
        a unit twice in one region, or eligible units without a stratum.

    Notes
    -----
    With N eligible units, m members and n_r eligible units in region r, the count is hypergeometric(N, m,
    n_r); expected m n_r / N; location quotient count / expected = (count / m) / (n_r / N). Within strata it
    is a sum of independent hypergeometric(N_s, m_s, n_rs) counts, expected the sum of m_s n_rs / N_s; see
    `analysis.hypergeometric`. A region without eligible units has a quotient of NaN. A prefecture is the
    first four digits of the adcode; units that a province administers itself (xx90xx) belong to none.

    Examples
    --------
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> regions = pd.DataFrame({"region": ["南", "南", "南", "南", "北"], "adcode": CODES[:4] + CODES[15:]})
    >>> result = groups(CODES[:3], regions, eligible=CODES)
    >>> result.frame.loc["南", ["count", "expected", "location_quotient"]].tolist()
    [3.0, 0.75, 4.0]
    >>> round(float(result.frame.loc["南", "p_exact"]), 6)  # C(4,3) / C(16,3)
    0.007143

    Where rows two and two keep their numbers, three of the eight southern units are members:

    >>> half = pd.Series(["南"] * 8 + ["北"] * 8, index=CODES, name="half")
    >>> within = groups(CODES[:3], regions, eligible=CODES, strata=half)
    >>> round(float(within.frame.loc["南", "p_exact"]), 6)  # C(4,3) / C(8,3)
    0.071429
    """
    if not 0 < alpha < 1:
        raise StatisticError("analysis.groups.alpha-wanted-a-number-between-and", alpha=alpha)
    found, pool = adcode_set(members, eligible, known=None, where="regions")
    if not len(found):
        raise StatisticError("analysis.groups.groups-no-members-at-all")
    pairs = region_pairs(regions)
    names = pd.Index(pd.unique(pairs["region"]), name="region")
    field = listed_only(found, pool, strata)
    code, n_strata = field.strata.codes, field.n_strata
    units = np.bincount(code, minlength=n_strata)
    chosen = np.bincount(code[field.chosen], minlength=n_strata)
    held = pairs[pairs["adcode"].isin(pool)]
    inside = held[held["adcode"].isin(found)].sort_values("adcode")
    size = len(found)
    n_eligible = held.groupby("region").size().reindex(names, fill_value=0)
    count = inside.groupby("region").size().reindex(names, fill_value=0)
    inside_codes = inside.groupby("region")["adcode"].agg(tuple).reindex(names)
    taken = np.zeros((len(names), n_strata), dtype=np.int64)
    np.add.at(taken, (names.get_indexer(held["region"]), code[pool.get_indexer(held["adcode"])]), 1)
    laws = [law_of(units, chosen, row) for row in taken]
    k = count.to_numpy()
    at = [(one, int(n) - one.lowest) for one, n in zip(laws, k, strict=True)]
    greater = np.array([one.greater[n] for one, n in at])
    less = np.array([one.less[n] for one, n in at])
    expected = pd.Series(taken @ (chosen / units), index=names)
    definitions, tested = described(regions, pairs, names)
    p_fdr, p_by = discovery_rates(np.where(tested, greater, np.nan))
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
            "mid_p": np.array([one.mid[n] for one, n in at]),
            "p_smallest": np.array([one.smallest for one in laws]),
            "tested": tested,
            "p_fdr": p_fdr,
            "p_by": p_by,
            "significant": p_fdr <= alpha,
            "members": [item if isinstance(item, tuple) else () for item in inside_codes],
            "full": (n_eligible > 0) & (count == n_eligible),
        },
        index=names,
    )
    covered = code[pool.isin(held["adcode"])]
    n_inside = int(inside["adcode"].nunique())
    some = np.bincount(covered, minlength=n_strata)
    anywhere = law_of(units, chosen, some)
    prefectures = by_prefecture(found, pool)
    full = prefectures[prefectures["full"]]
    from analysis.inequality import gini, herfindahl

    return Groups(
        frame=frame,
        definitions=definitions,
        full_coverage=full[["n_eligible", "members"]],
        prefectures=prefectures[["n_eligible", "count", "full"]],
        outside=found.difference(pd.Index(inside["adcode"])),
        overlapping=pd.Index(sorted(held.loc[held["adcode"].duplicated(), "adcode"].unique()), name="adcode"),
        scheme=named(regions, "scheme"),
        variant=named(regions, "variant"),
        alpha=alpha,
        null=field.null,
        strata=field.strata.name,
        n_strata=n_strata,
        n_strata_full=int((chosen == units).sum()),
        n_strata_empty=int((chosen == 0).sum()),
        n_eligible=len(pool),
        n_members=size,
        n_regions=len(names),
        n_inside=n_inside,
        expected_inside=float(some @ (chosen / units)),
        p_inside=float(anywhere.greater[n_inside - anywhere.lowest]),
        herfindahl=herfindahl(count) if k.sum() else float("nan"),
        gini=gini(count) if k.sum() else float("nan"),
    )


def listed_only(found: pd.Index, pool: pd.Index, strata: pd.Series | None) -> Membership:
    """Members among eligible units, where who neighbors whom is not asked."""
    none = np.empty(0, dtype=np.int64)
    return Membership(
        ids=pool,
        chosen=np.asarray(pool.isin(found), dtype=bool),
        heads=none,
        tails=none,
        weights=np.empty(0),
        strata=read_strata(strata, pool),
    )


def law_of(units: Ints, chosen: Ints, taken: Ints) -> Law:
    """The law of the members among ``taken`` units of each stratum."""
    some = np.flatnonzero(taken)
    return law((int(units[s]), int(chosen[s]), int(taken[s])) for s in some)


def described(
    regions: pd.DataFrame, pairs: pd.DataFrame, names: pd.Index
) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """What each region says of its definition, and whether it is one of the regions tested.

    Of several variants of one region only that is which stands for it (column ``default``), else the first.
    """
    wide = "members" in regions.columns
    lengths = [len(codes) for codes in regions["members"]] if wide else 1
    facts = pd.DataFrame({"region": pairs["region"]})
    facts["base"] = np.repeat(regions.index.to_numpy(), lengths) if wide else regions["region"].to_numpy()
    for column in ("variant", "plan", "year", "status", "confidence", "default"):
        if column in regions.columns:
            facts[column] = np.repeat(regions[column].to_numpy(), lengths)
    facts = facts.drop_duplicates("region").set_index("region").reindex(names)
    year = facts["year"] if "year" in facts else pd.Series(pd.NA, index=names)
    definitions = pd.DataFrame(
        {
            "variant": facts["variant"].fillna("").astype(str) if "variant" in facts else "",
            "plan": facts["plan"].fillna("").astype(str) if "plan" in facts else "",
            "year": year.astype("Int64"),
            "status": facts["status"].fillna("").astype(str) if "status" in facts else "",
            "confidence": facts["confidence"].fillna("").astype(str) if "confidence" in facts else "",
        },
        index=names,
    )
    if "default" not in facts:
        return definitions, np.ones(len(names), dtype=bool)
    first = ~facts.assign(later=~facts["default"].astype(bool)).sort_values(
        "later", kind="stable"
    ).duplicated("base")
    return definitions, first.reindex(names).to_numpy()


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

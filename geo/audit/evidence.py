"""What the claims are checked against: lists, divisions through time, regions and the reports' own tables.

Everything is read once and asked for by name; an unknown name is refused with the valid ones.
"""

import functools
import importlib.resources
from collections.abc import Sequence
from typing import Any

import pandas as pd

import boundaries
import indicators
from boundaries import adcode
from boundaries.adcode import COUNTY_KINDS
from boundaries.errors import TableError, choose, listed
from boundaries.regions import SCHEMES
from geo.lists.regional import region_units

DISTRICT, *COUNTIES, FOREST, SPECIAL = COUNTY_KINDS  # COUNTIES: 县(市) as the county report defines it
COUNTY_CITY = COUNTIES[0]
KINDS = {
    "all": COUNTY_KINDS,
    "counties": tuple(COUNTIES),
    "counties+forest+special": (*COUNTIES, FOREST, SPECIAL),
    "districts": (DISTRICT,),
}
OUTSIDE = tuple(code[:2] for code in adcode.OUTSIDE)
"""First digits of the codes of Taiwan, Hong Kong and Macau, which no report counts."""


@functools.cache
def plates() -> pd.Series:
    """The plate (东部 中部 西部 东北) of every county-level unit of 2023-07-31, by adcode."""
    members = boundaries.region_members("plate")
    return pd.Series(members["region"].to_numpy(), index=members["adcode"].to_numpy(), name="plate")


@functools.cache
def plate_of_province() -> dict[str, str]:
    """The plate of every province, by the first two digits of its code."""
    by_unit = plates()
    return dict(zip(by_unit.index.str[:2], by_unit, strict=True))


@functools.cache
def members(roster_id: str) -> pd.DataFrame:
    """A list's rows in order of rank, with columns for every filter a claim may use."""
    roster = indicators.roster(choose(roster_id, indicators.rosters(), what="list", error=TableError))
    frame = roster.frame.copy()
    frame["plate"] = frame.index.str[:2].map(plate_of_province())
    if roster.level == "county":
        frame["kind"] = boundaries.units()["kind"].reindex(frame.index)
    return frame.sort_values("rank", kind="stable") if roster.ranked else frame.drop(columns="rank")


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def select(
    roster_id: str,
    *,
    ranks: Sequence[int] | None = None,
    tier: int | None = None,
    plate: str | Sequence[str] | None = None,
    province: str | Sequence[str] | None = None,
    prefecture: str | Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    change: Sequence[str] | None = None,
    codes: frozenset[str] | None = None,
) -> pd.DataFrame:
    """The rows of a list that pass every filter given; ``ranks`` are a first and last rank."""
    frame = members(roster_id)
    keep = pd.Series(True, index=frame.index)
    if ranks is not None:
        keep &= frame["rank"].between(ranks[0], ranks[1])
    for column, wanted in (
        ("tier", tier),
        ("plate", plate),
        ("province", province),
        ("prefecture", prefecture),
    ):
        if wanted is not None:
            keep &= frame[column].isin(_as_list(wanted))
    if names is not None:
        keep &= frame["name"].isin(names)
    if change is not None:
        keep &= frame["change"].isin(change)
    if codes is not None:
        keep &= frame.index.isin(codes)
    return frame[keep]


def regions(scheme: str) -> pd.DataFrame:
    """Every variant of every region of a scheme: columns region, variant, adcode (counties)."""
    return region_units(choose(scheme, SCHEMES, what="scheme", error=TableError), variant="all")


@functools.cache
def variants(scheme: str, region: str) -> dict[str, frozenset[str]]:
    """Every variant of a region: the codes of its counties and of the prefectures that lie in it whole."""
    rows = regions(scheme)
    if region not in set(rows["region"]):
        valid = rows["region"].unique()
        raise TableError(
            "geo.audit.evidence.unknown-region-of-scheme-valid",
            region=region,
            scheme=scheme,
            valid=listed(valid, most=60),
        )
    both = pd.concat([rows, region_units(scheme, level="prefecture", variant="all")])
    both = both[both["region"] == region]
    return {str(name): frozenset(codes) for name, codes in both.groupby("variant", sort=False)["adcode"]}


@functools.cache
def divisions(date: str) -> pd.DataFrame:
    """County-level units on a date; the end of 1999, which the reports count from, is a list of its own."""
    if date == "1999-12-31":
        with (importlib.resources.files("geo") / "data" / f"units_{date}.csv").open(
            encoding="utf-8"
        ) as handle:
            return pd.read_csv(handle, dtype=str).set_index("adcode")
    return boundaries.divisions(date)


def units(
    date: str, kinds: str, *, province: str | None = None, prefecture: str | None = None
) -> pd.DataFrame:
    """County-level units of some kinds on a date; ``kinds`` is a key of ``KINDS``."""
    chosen = KINDS[choose(kinds, tuple(KINDS), what="kinds", error=TableError)]
    frame = divisions(date)
    keep = frame["kind"].isin(chosen)
    if province is not None:
        keep &= frame["province"] == province
    if prefecture is not None:
        keep &= frame["prefecture"] == prefecture
    return frame[keep]


@functools.cache
def table(name: str) -> pd.DataFrame:
    """One of the reports' transcribed tables; codes are text."""
    return indicators.report_table(name)


@functools.cache
def national(total: str) -> dict[int, float]:
    """A national total (``geo/data/national.csv``) by year, in its unit: trillion yuan, 100 million people."""
    rows = pd.read_csv(importlib.resources.files("geo") / "data" / "national.csv")
    found = rows[rows["name"] == total]
    if found.empty:
        raise TableError(
            "geo.audit.evidence.unknown-national-total-valid",
            total=total,
            value=listed(rows["name"].unique()),
        )
    return dict(zip(found["year"].astype(int), found["value"].astype(float), strict=True))

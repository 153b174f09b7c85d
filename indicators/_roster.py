"""Published lists as data: who is on a list, who could have been, and who says so."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import pandas as pd

import boundaries
from boundaries._units import DATE
from boundaries.errors import LianpianError, choose, listed
from boundaries.language import Message, say

Level = Literal["county", "prefecture", "province"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Roster:
    """A published list of units, with the set it could have drawn from.

    Attributes
    ----------
    id, title, title_en, publisher, publisher_en : str
    year : int
        The year in the list's own title.
    level : {"county", "prefecture", "province"}
    divisions_date : str
        The date of the divisions that the adcodes belong to.
    frame : pandas.DataFrame
        Indexed by adcode; ``rank`` (missing throughout where the list does not rank), ``name``,
        ``province``, ``prefecture`` (county level) and the list's own columns: ``first_in_province_star``,
        ``tier`` (the published tier, where there is one), ``change`` and ``change_symbol`` (city list; "new"
        is a first appearance), ``national_etdz`` and ``national_hidz`` (parks; NA is none), ``report_line``.
    eligible : pandas.Index
        Sorted adcodes of the units that the list could have drawn from.
    eligible_note, eligible_note_en : str
        How that set is defined, why, and what the publisher says.
    tiers : tuple of (int, int)
        Published tiers as rank intervals, empty where none were published.
    source, source_en : str
        The citation that the publisher asks for.
    """

    id: str
    title: str
    title_en: str
    publisher: str
    publisher_en: str
    year: int
    level: Level
    divisions_date: str
    frame: pd.DataFrame
    eligible: pd.Index
    eligible_note: str
    eligible_note_en: str
    tiers: tuple[tuple[int, int], ...]
    source: str
    source_en: str

    @property
    def members(self) -> pd.Index:
        """The adcodes on the list, in the list's order."""
        return self.frame.index

    @property
    def ranked(self) -> bool:
        """Whether the list ranks its members."""
        return "rank" in self.frame and bool(self.frame["rank"].notna().any())

    def __repr__(self) -> str:
        return (
            f"<Roster {self.id}: {self.title}, {len(self.frame)} of {len(self.eligible):,} eligible, "
            f"{self.publisher} {self.year}>"
        )


@cache
def _catalog() -> dict[str, dict[str, Any]]:
    text = files("indicators").joinpath("rosters", "rosters.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def rosters() -> list[str]:
    """The ids of the shipped lists.

    >>> rosters()[0]
    'caict-county-2023'
    """
    return list(_catalog())


def roster(id: str) -> Roster:
    """A shipped list by its id.

    Raises
    ------
    LianpianError
        For an unknown id; the message names the valid ones.

    Examples
    --------
    >>> counties = roster("caict-county-2023")
    >>> counties
    <Roster caict-county-2023: 2023年中国工业百强县（市）, 100 of 1,855 eligible, 中国信息通信研究院 2023>
    >>> counties.frame.loc["320583", ["name", "prefecture"]].tolist()
    ['昆山市', '苏州市']
    """
    entry = _catalog()[choose(id, rosters(), what="roster")]
    divisions_date: str = entry["divisions_date"]
    frame = _frame(id, entry, divisions_date)
    eligible = eligible_units(entry["eligible"], as_of=divisions_date)
    outside = frame.index.difference(eligible)
    if len(outside):
        raise LianpianError(
            "indicators.roster.members-outside-the-eligible-set", v_id=id, outside=listed(outside)
        )
    return Roster(
        id=id,
        title=_said(id, "title", "zh"),
        title_en=_said(id, "title", "en"),
        publisher=_said(id, "publisher", "zh"),
        publisher_en=_said(id, "publisher", "en"),
        year=entry["year"],
        level=entry["level"],
        divisions_date=divisions_date,
        frame=frame,
        eligible=eligible,
        eligible_note=_said(id, "eligible", "zh", count=len(eligible)),
        eligible_note_en=_said(id, "eligible", "en", count=len(eligible)),
        tiers=tuple((first, last) for first, last in entry.get("tiers", [])),
        source=_said(id, "source", "zh"),
        source_en=_said(id, "source", "en"),
    )


def _said(id: str, part: str, lang: str, **values: int) -> str:
    """What the catalog says of a list: its title, publisher, eligible set or source."""
    return say(lang, f"roster.{id}.{part}", **values)


def eligible_units(definition: str, *, as_of: str = DATE) -> pd.Index:
    """The adcodes that an eligible set of a roster means on a date, sorted.

    Parameters
    ----------
    definition : {"counties", "districts", "cities", "all"}
        ``counties``: county-level units that are not 市辖区; ``districts``: 市辖区; ``cities``: 地级市. These
        three leave out the four municipalities. ``all``: every county-level unit.
    as_of : str

    Returns
    -------
    pandas.Index

    Examples
    --------
    >>> [len(eligible_units(d)) for d in ("counties", "districts", "cities", "all")]
    [1855, 903, 293, 2844]
    """
    return boundaries.eligible_units(definition, municipalities=definition == "all", as_of=as_of)


def _frame(id: str, entry: Mapping[str, Any], as_of: str) -> pd.DataFrame:
    raw = _read_csv(f"rosters/{id}.csv").rename(columns=entry["columns"])
    frame = raw.set_index("adcode")
    for column in frame.columns.intersection(["rank", "rank_in_province", "report_line"]):
        frame[column] = frame[column].astype("int64")
    if "rank" not in frame:  # a register, not a ranking: the column is there and empty
        frame["rank"] = pd.array([pd.NA] * len(frame), dtype="Int64")
    if "first_in_province_star" in frame:
        frame["first_in_province_star"] = frame["first_in_province_star"].eq("1")
    for column in frame.columns.intersection(["national_etdz", "national_hidz"]):
        frame[column] = frame[column].where(frame[column].ne("—"), None)
    if entry["level"] == "prefecture":
        frame["province"] = _province_names(as_of).loc[frame.index.str.slice(0, 2)].to_numpy()
    if "tiers" in entry:
        ends = [last for _, last in entry["tiers"]]
        frame["tier"] = pd.cut(frame["rank"], [0, *ends], labels=False).astype("int64") + 1
    first = [c for c in ("rank", "name", "province", "prefecture", "tier") if c in frame]
    last = [c for c in frame.columns if c not in first and c != "prefecture_adcode"]
    return frame[first + last]


def _province_names(as_of: str) -> pd.Series:
    from boundaries import units

    table = units(as_of)
    return table.groupby(table["province_code"].str.slice(0, 2))["province"].first()


def report_tables() -> list[str]:
    """The names of the reports' other tables, as ``report_table`` takes them."""
    names = (f.name for f in files("indicators").joinpath("tables").iterdir())
    return sorted(name.removesuffix(".csv") for name in names if name.endswith(".csv"))


def report_table(name: str) -> pd.DataFrame:
    """A table of the reports as transcribed, adcodes as text and counts as numbers.

    Examples
    --------
    >>> report_table("city_t11_region_iva")["share_2022_pct"].tolist()
    [75.5, 16.9, 4.7, 2.9]
    """
    table = _read_csv(f"tables/{choose(name, report_tables(), what=Message('errors.what.report-table'))}.csv")
    for column in table.columns.difference(["adcode"]):
        numbers = pd.to_numeric(table[column], errors="coerce")
        if numbers.notna().equals(table[column].notna()):
            table[column] = numbers
    return table


def _read_csv(path: str) -> pd.DataFrame:
    with files("indicators").joinpath(path).open(encoding="utf-8") as stream:
        return pd.read_csv(stream, dtype=str, comment=None, keep_default_na=False, na_values=[""])

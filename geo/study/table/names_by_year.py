"""By the list of which year the names and codes of a panel are read: that of each row's own year, or a later one.

Yearbooks print the names of their year; data sets often carry the names of their last year, or of the day they
were downloaded, back through all years. Which it is, is seen by how many names were in force on each day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import pandas as pd

import boundaries
from boundaries._constant_units import year_list
from boundaries._match import Match
from boundaries._units import DATE
from boundaries._vintages import FIRM
from boundaries.language import Message
from boundaries.year_ends import FIRST_YEAR, LAST_YEAR, year_end
from geo.study.table.codes import Checked, checked, written_codes
from geo.study.table.span import span

OWN, LAST, TODAY = "own", "last", DATE[:4]
"""What a panel's names may be of: the row's own year, the panel's last, or the year of the boundaries."""
EVIDENCE = 2  # names that speak against what the other years say, so that a year is read in another way

Vintage = str | dict[str, str]
"""How all years are read, or how each is."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Found:
    """How the years of a panel are best read.

    Attributes
    ----------
    vintage : str or dict
        ``"own"``, ``"last"``, a year; or one of these for each year where they differ.
    counts : DataFrame by year
        rows, and for each way of reading how many cells were in force then.
    """

    vintage: Vintage
    counts: pd.DataFrame


def list_year(vintage: Vintage, year: int, last: int) -> int:
    """The year whose list the rows of ``year`` are read by.

    >>> list_year("own", 2008, 2020), list_year({"2008": "last"}, 2008, 2020), list_year("2023", 2008, 2020)
    (2008, 2020, 2023)
    >>> list_year("own", 1995, 2020)
    2000
    """
    way = vintage if isinstance(vintage, str) else vintage.get(str(year), OWN)
    meant = year if way == OWN else last if way == LAST else int(way)
    return min(max(meant, FIRST_YEAR), LAST_YEAR)


def find_names(
    frame: pd.DataFrame, years: pd.Series, *, name: str, province: str | None, prefecture: str | None
) -> Found:
    """Find out of which year the names are.

    Parameters
    ----------
    frame : DataFrame
        One row a unit and year.
    years : Series of int
        By the same index.
    name, province, prefecture : str
        Columns.
    """

    def firm(rows: pd.DataFrame, year: int) -> pd.Series:
        found = boundaries.match(
            rows, name=name, province=province, prefecture=prefecture, as_of=year_end(year)
        )
        return found.frame["status"].isin(FIRM)

    last = int(years.max())
    ways = {
        OWN: pd.concat(
            [firm(frame[years.eq(year)], list_year(OWN, year, last)) for year in sorted(years.unique())]
        ),
        LAST: firm(frame, list_year(LAST, last, last)),
    }
    if last < int(TODAY):
        ways[TODAY] = firm(frame, int(TODAY))
    return _found(ways, years)


def find_codes(codes: pd.Series, years: pd.Series) -> Found:
    """Find out of which year's list six-digit codes are (NA where a row has none)."""
    last = int(years.max())
    own = pd.Series(
        [
            code in _codes(list_year(OWN, year, last))
            for code, year in zip(codes.fillna(""), years, strict=True)
        ],
        index=codes.index,
    )
    ways = {OWN: own, LAST: codes.isin(_codes(list_year(LAST, last, last)))}
    if last < int(TODAY):
        ways[TODAY] = codes.isin(_codes(int(TODAY)))
    return _found(ways, years)


@cache
def _codes(year: int) -> frozenset[str]:
    return frozenset(year_list(year))


def _found(ways: Mapping[str, pd.Series], years: pd.Series) -> Found:
    """The way that most cells speak for, and the years that clearly speak for another."""
    frame = pd.DataFrame({way: cells.reindex(years.index) for way, cells in ways.items()})
    counts = frame.groupby(years.to_numpy()).sum().astype(int).rename_axis("year")
    counts.insert(0, "rows", frame.groupby(years.to_numpy()).size())
    sums = counts[list(ways)].sum()
    usual = str(sums.idxmax())  # the first of equals: own, last, today
    by_year = {}
    for year, row in counts.iterrows():
        best = str(row[list(ways)].idxmax())
        by_year[str(year)] = best if row[best] >= row[usual] + EVIDENCE else usual
    return Found(vintage=usual if set(by_year.values()) == {usual} else by_year, counts=counts)


def said(found: Found, what: str) -> tuple[Message, ...]:
    """How the names (or codes) of a panel are read, with what speaks for it.

    Parameters
    ----------
    found : Found
    what : {"names", "codes"}
    """
    counts, last = found.counts, int(found.counts.index.max())
    vintage = found.vintage
    by_way: dict[str, list[int]] = {}
    for year in counts.index:
        way = vintage if isinstance(vintage, str) else vintage[str(year)]
        by_way.setdefault(way, []).append(int(year))
    lines = []
    for way, years in by_way.items():
        rows = counts.loc[years]
        others = [key for key in counts.columns if key not in ("rows", way)]
        apart = bool((rows[others].sub(rows[way], axis=0) != 0).any(axis=None))
        key = way if way in (OWN, LAST) else "year"
        lines.append(
            Message(
                f"study.vintage.{what}.{key}" + ("" if apart else ".alike"),
                years=span(years),
                year=last if way == LAST else way,
                known=int(rows[way].sum()),
                other=int(rows[LAST if way == OWN else OWN].sum()),
                rows=int(rows["rows"].sum()),
            )
        )
    early = [int(year) for year in counts.index if year < FIRST_YEAR]
    if early:
        lines.append(Message("study.vintage.early", years=span(early), first=FIRST_YEAR))
    return tuple(lines)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ReadByYear:
    """Rows read by year.

    Attributes
    ----------
    match : Match
        Row by row; ``adcode`` is a code of the list of the row's year in ``lists``.
    lists : Series of int
        The year whose list each row was read by.
    checked : Checked
        What codes decided and where they disagree with names.
    """

    match: Match
    lists: pd.Series
    checked: Checked


def read_by_year(
    frame: pd.DataFrame,
    years: pd.Series,
    *,
    name: str,
    province: str | None,
    prefecture: str | None,
    adcode: str | None,
    names: Vintage,
    codes: Vintage,
    corrections: str | None,
) -> ReadByYear:
    """Read every row's name, and its code where it has one, by the list of its year.

    Parameters
    ----------
    frame : DataFrame
        By position.
    years : Series of int
    name, province, prefecture, adcode : str
        Columns.
    names, codes : Vintage
    corrections : str, optional
        Path of a review sheet.
    """
    last = int(years.max())
    lists = years.map({int(year): list_year(names, int(year), last) for year in years.unique()})
    given = written_codes(frame[adcode]) if adcode is not None else None
    cells = frame.assign(**{name: ""}) if name == adcode else frame  # codes alone are no names
    parts, found = [], []
    for year in sorted(years.unique()):
        rows = cells[years.eq(year)]
        match = boundaries.match(
            rows,
            name=name,
            province=province,
            prefecture=prefecture,
            as_of=year_end(list_year(names, int(year), last)),
            corrections=corrections,
        )
        if given is not None:
            day = year_end(list_year(codes, int(year), last))
            match, told = checked(match, rows, given.loc[rows.index], name=name, day=day)
            found.append(told)
        parts.append(match)
    whole = replace(
        parts[-1],
        frame=pd.concat([part.frame for part in parts]).loc[frame.index],
        given=pd.concat([part.given for part in parts]).loc[frame.index],
    )
    return ReadByYear(match=whole, lists=lists, checked=Checked.together(found))


def with_former(
    match: Match,
    frame: pd.DataFrame,
    lists: pd.Series,
    *,
    name: str,
    province: str | None,
    prefecture: str | None,
) -> tuple[Match, pd.Series]:
    """Read rows by the names of units that had become part of another: as of the last year they were in force.

    Two rows of one unit of today are then two rows of two former units, and add up.

    Parameters
    ----------
    match : Match
        By position.
    frame : DataFrame
    lists : Series of int
        The year whose list each row was read by.
    name, province, prefecture : str
        Columns.

    Returns
    -------
    Match
    Series of int
    """
    rows, years = match.frame.copy(), lists.copy()
    open_ = rows.index[rows["reason"].eq("merged_into")]
    latest = int(lists.max())
    for year in range(latest - 1, FIRST_YEAR - 1, -1):
        if not len(open_):
            break
        found = boundaries.match(
            frame.loc[open_], name=name, province=province, prefecture=prefecture, as_of=year_end(year)
        ).frame
        held = found.index[found["status"].isin(FIRM)]
        rows.loc[held, "adcode"] = found.loc[held, "adcode"]
        years[held] = year
        open_ = open_.difference(held)
    return replace(match, frame=rows), years

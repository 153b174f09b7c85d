"""A table's own division codes: they decide where a name decides nothing, and are checked where it does."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from boundaries._translate import trace
from boundaries.adcode import MUNICIPALITIES
from boundaries.as_of import then_units
from boundaries.eligible import Level, units_of
from boundaries.language import Message
from indicators.codes_in_cells import codes_in_cells
from indicators.places import known_codes

if TYPE_CHECKING:
    from boundaries._match import Match

HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Checked:
    """What codes decided, and where they disagree with names.

    Attributes
    ----------
    ambiguous, foreign : int
        Rows whose name several units bear, and rows without a Chinese name, that the code placed.
    other : tuple of Message
        Cells whose code is another unit's than the name's; the name is taken.
    lone : tuple of Message
        Cells whose code is a unit's though their name is none; not placed.
    unknown : tuple of Message
        Cells whose code is no unit's on the day.
    """

    ambiguous: int = 0
    foreign: int = 0
    other: tuple[Message, ...] = field(default=())
    lone: tuple[Message, ...] = field(default=())
    unknown: tuple[Message, ...] = field(default=())

    @classmethod
    def together(cls, parts: "Iterable[Checked]") -> "Checked":
        """The same of several parts of a table."""
        every = list(parts)
        return cls(
            ambiguous=sum(part.ambiguous for part in every),
            foreign=sum(part.foreign for part in every),
            other=tuple(told for part in every for told in part.other),
            lone=tuple(told for part in every for told in part.lone),
            unknown=tuple(told for part in every for told in part.unknown),
        )

    def said(self, column: str, as_of: Message | str) -> list[Message]:
        """What a reader should know.

        Parameters
        ----------
        column : str
            Of the codes.
        as_of : str
            The day (or year) that they were read on.
        """
        notes = [
            Message(id, n=n, column=column)
            for n, id in (
                (self.ambiguous, "study.codes.ambiguous"),
                (self.foreign, "study.codes.foreign"),
            )
            if n
        ]
        for who, id in ((self.other, "study.codes.other"), (self.lone, "study.codes.lone")):
            if who:
                notes.append(Message(id, n=len(who), who=list(who)))
        if self.unknown:
            notes.append(
                Message("study.codes.unknown", n=len(self.unknown), as_of=as_of, who=list(self.unknown))
            )
        return notes


def written_codes(cells: pd.Series) -> pd.Series:
    """The codes of a column as six digits; what is no code stays as it is written, NA where nothing is."""
    written = cells.astype("string").str.strip().str.replace(r"\.0$", "", regex=True)
    return codes_in_cells(cells).codes.fillna(written)


def by_code(match: "Match", frame: pd.DataFrame, *, name: str, adcode: str) -> tuple["Match", list[Message]]:
    """Let codes decide between units of one name, and place what has no Chinese name.

    Parameters
    ----------
    match : Match
        Of ``frame``'s names; the codes are read as of its day.
    frame : DataFrame
    name, adcode : str
        Columns.

    Returns
    -------
    Match
        With statuses "by_code" (an ambiguous name, decided) and "coded" (no Chinese name; the code is taken).
    list of Message
        What was decided, and where name and code disagree.
    """
    found, told = checked(match, frame, written_codes(frame[adcode]), name=name, day=match.as_of)
    return found, told.said(adcode, match.as_of)


def checked(
    match: "Match", frame: pd.DataFrame, given: pd.Series, *, name: str, day: str
) -> tuple["Match", Checked]:
    """The same with codes of another day than that of the names.

    Parameters
    ----------
    match : Match
    frame : DataFrame
    given : Series
        What :func:`written_codes` gives of its codes.
    name : str
        The column of names.
    day : str
        The day whose codes they are.
    """
    level: Level = match.level  # type: ignore[assignment]
    known, own = _names(match.as_of, level), _names(day, level)
    given = given.reset_index(drop=True)
    holds = {
        str(code): _there(str(code), day, match.as_of) if level == "county" else (str(code),)
        for code in given.dropna().unique()
        if code in own.index or (level == "county" and code in known.index)
    }
    codes = given.map({code: some[0] for code, some in holds.items() if len(some) == 1}).astype("string")
    codes = codes.where(codes.isin(known.index))
    upper = given.isin(known_codes()) & given.str.contains(r"(?:00|01)$").fillna(False)
    rows = match.frame.reset_index(drop=True)
    names = frame[name].reset_index(drop=True).fillna("").astype(str)
    named = rows["adcode"]
    pairs = zip(codes.fillna(""), rows["candidates"], strict=True)
    filled = named.isna() & pd.Series([code in tuple(some) for code, some in pairs], index=rows.index)
    foreign = named.isna() & codes.notna() & ~names.str.contains(HAN)
    within = pd.Series(
        [
            not pd.isna(code) and not pd.isna(unit) and unit in holds.get(code, ())
            for code, unit in zip(given, named, strict=True)
        ],
        index=rows.index,
        dtype=bool,
    )
    other = named.notna() & given.isin(list(holds)) & ~within
    lone = rows["status"].eq("not_found") & codes.notna() & ~foreign & ~filled
    unknown = given.notna() & given.ne("") & ~given.isin(list(holds)) & rows["adcode"].notna() & ~upper
    unknown &= rows["status"].ne("whole_city")
    for taken, status in ((filled, "by_code"), (foreign, "coded")):
        for column in ("adcode", "dated_adcode"):
            rows.loc[taken, column] = codes[taken]
        rows.loc[taken, "unit"] = codes[taken].map(known)
        rows.loc[taken, ["status", "reason"]] = status
    rows.loc[other, "warning"] = [
        "; ".join(part for part in (str(text), "code_of_another_unit") if part)
        for text in rows.loc[other, "warning"]
    ]

    def told(odd: pd.Series) -> tuple[Message, ...]:
        cells = zip(names[odd], given[odd], strict=True)
        return tuple(
            Message(
                "study.codes.cell_of_unit",
                cell=cell,
                code=code,
                unit=own[code] if code in own.index else known[code],
            )
            for cell, code in cells
        )

    return replace(match, frame=rows.set_index(match.frame.index)), Checked(
        ambiguous=int(filled.sum()),
        foreign=int(foreign.sum()),
        other=told(other),
        lone=told(lone),
        unknown=tuple(
            Message("study.codes.cell", cell=cell, code=code)
            for cell, code in zip(names[unknown], given[unknown], strict=True)
        ),
    )


@cache
def _names(day: str, level: Level) -> pd.Series:
    """The names of a day's units by code; with the counties stand the cities that have none."""
    return then_units(day)["name"] if level == "county" else units_of(day, level)["name"]


@cache
def _there(code: str, day: str, when: str) -> tuple[str, ...]:
    """The codes of a day that hold the unit of a code of another; those of neither day are none's."""
    held = () if day == when else trace(code, day, when).targets
    return held or (code,)


def own_codes(match: "Match", frame: pd.DataFrame, adcode: str) -> pd.Series:
    """The codes of a column that are units of the match's level on its day, by position; NA elsewhere."""
    codes = codes_in_cells(frame[adcode]).codes.reset_index(drop=True)
    known = units_of(match.as_of, match.level).index
    return codes.where(codes.isin(known))


def role_above(cells: pd.Series, level: str) -> str:
    """Whether a column of codes is of the parents of a level: "province", "prefecture" or "" (of the units).

    >>> role_above(pd.Series(["320500", "320200"]), "county"), role_above(pd.Series([32, 33]), "county")
    ('prefecture', 'province')
    >>> role_above(pd.Series(["320583", "320500"]), "county"), role_above(pd.Series(["3205"]), "prefecture")
    ('', '')
    """
    codes = codes_in_cells(cells).codes.dropna()
    if not len(codes) or level == "province":
        return ""
    if bool(codes.str.endswith("0000").all()) and not set(codes) <= set(MUNICIPALITIES):
        return "province"
    return "prefecture" if level == "county" and bool(codes.str.endswith("00").all()) else ""


def codes_of(cells: pd.Series, form: str) -> bool:
    """Whether all cells of a column are division codes of one form.

    >>> codes_of(pd.Series([32.0, 33.0]), "two"), codes_of(pd.Series([1.0, 33.0]), "two")
    (True, False)
    """
    found = codes_in_cells(cells.dropna())
    return found.form == form and found.share == 1.0

"""A table's own division codes: they decide where a name decides nothing, and are checked where it does."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from boundaries.adcode import MUNICIPALITIES
from boundaries.eligible import units_of
from boundaries.language import Message
from indicators.codes_in_cells import codes_in_cells
from indicators.places import known_codes

if TYPE_CHECKING:
    from boundaries._match import Match

HAN = re.compile(r"[\u4e00-\u9fff]")


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
    known = units_of(match.as_of, match.level)["name"]
    written = frame[adcode].astype("string").str.strip().str.replace(r"\.0$", "", regex=True)
    given = codes_in_cells(frame[adcode]).codes.fillna(written).reset_index(drop=True)
    codes = given.where(given.isin(known.index))
    upper = given.isin(known_codes()) & given.str.contains(r"(?:00|01)$").fillna(False)
    rows = match.frame.reset_index(drop=True)
    names = frame[name].reset_index(drop=True).fillna("").astype(str)
    named = rows["adcode"]
    pairs = zip(codes.fillna(""), rows["candidates"], strict=True)
    filled = named.isna() & pd.Series([code in tuple(some) for code, some in pairs], index=rows.index)
    foreign = named.isna() & codes.notna() & ~names.str.contains(HAN)
    other = named.notna() & codes.notna() & (named != codes)
    lone = rows["status"].eq("not_found") & codes.notna() & ~foreign & ~filled
    unknown = given.notna() & given.ne("") & codes.isna() & rows["adcode"].notna() & ~upper
    unknown &= rows["status"].ne("whole_city")
    for taken, status in ((filled, "by_code"), (foreign, "coded")):
        rows.loc[taken, "adcode"] = codes[taken]
        rows.loc[taken, "unit"] = codes[taken].map(known)
        rows.loc[taken, ["status", "reason"]] = status
    notes = [
        Message(id, n=int(taken.sum()), column=adcode)
        for taken, id in ((filled, "study.codes.ambiguous"), (foreign, "study.codes.foreign"))
        if taken.any()
    ]
    for odd, id in ((other, "study.codes.other"), (lone, "study.codes.lone")):
        if odd.any():
            cells = zip(names[odd], codes[odd], known.reindex(codes[odd]), strict=True)
            who = [
                Message("study.codes.cell_of_unit", cell=cell, code=code, unit=unit)
                for cell, code, unit in cells
            ]
            notes.append(Message(id, n=int(odd.sum()), who=who))
    if unknown.any():
        who = [
            Message("study.codes.cell", cell=cell, code=code)
            for cell, code in zip(names[unknown], given[unknown], strict=True)
        ]
        notes.append(Message("study.codes.unknown", n=int(unknown.sum()), as_of=match.as_of, who=who))
    return replace(match, frame=rows.set_index(match.frame.index)), notes


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

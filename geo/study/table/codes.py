"""A table's own division codes: they decide where a name decides nothing, and are checked where it does."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from boundaries.eligible import units_of
from boundaries.language import Message
from indicators.codes_in_cells import codes_in_cells

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
    known = units_of(match.as_of, "county" if match.level == "county" else "prefecture")["name"]
    written = frame[adcode].astype("string").str.strip().str.replace(r"\.0$", "", regex=True)
    given = codes_in_cells(frame[adcode]).codes.fillna(written).reset_index(drop=True)
    codes = given.where(given.isin(known.index))
    rows = match.frame.reset_index(drop=True)
    names = frame[name].reset_index(drop=True).fillna("").astype(str)
    named = rows["adcode"]
    pairs = zip(codes.fillna(""), rows["candidates"], strict=True)
    filled = named.isna() & pd.Series([code in tuple(some) for code, some in pairs], index=rows.index)
    foreign = named.isna() & codes.notna() & ~names.str.contains(HAN)
    other = named.notna() & codes.notna() & (named != codes)
    lone = rows["status"].eq("not_found") & codes.notna() & ~foreign & ~filled
    unknown = given.notna() & given.ne("") & codes.isna() & ~rows["status"].isin(["not_found", "whole_city"])
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

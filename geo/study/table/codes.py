"""A table's own division codes: they decide where a name decides nothing, and are checked where it does."""

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

import boundaries
from boundaries.adcode import MUNICIPALITIES, prefecture_kind
from boundaries.errors import listed
from boundaries.upper import places
from geo.lists.regional import Level
from indicators.codes_in_cells import codes_in_cells

if TYPE_CHECKING:
    from boundaries._match import Match

HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def unit_table(as_of: str, level: Level) -> pd.DataFrame:
    """The units of a level on a day.

    Parameters
    ----------
    as_of : str
    level : {"county", "prefecture"}

    Returns
    -------
    DataFrame by adcode: name, kind, province, prefecture.

    Examples
    --------
    >>> unit_table("2015-12-31", "county").loc["320684"].tolist()
    ['海门市', '县级市', '江苏省', '南通市']
    >>> int((unit_table("2023-07-31", "prefecture")["kind"] == "直辖市").sum())
    4
    """
    if level == "county":
        return boundaries.units(as_of)[["name", "kind", "province", "prefecture"]]
    rows = {
        code: (place.name, _upper_kind(code, place.name), place.province, place.name)
        for code, place in places(as_of, "prefecture").items()
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["name", "kind", "province", "prefecture"])


def _upper_kind(code: str, name: str) -> str:
    if code in MUNICIPALITIES:
        return "直辖市"
    return "县级" if code[2:4] in ("90", "97", "98", "99") else prefecture_kind(name)


def by_code(
    match: "Match", frame: pd.DataFrame, *, name: str, adcode: str
) -> tuple["Match", list[tuple[str, str]]]:
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
    list of (str, str)
        What was decided, and where name and code disagree, in Chinese and English.
    """
    known = unit_table(match.as_of, "county" if match.level == "county" else "prefecture")["name"]
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
    unknown = given.notna() & given.ne("") & codes.isna() & rows["status"].ne("not_found")
    for taken, status in ((filled, "by_code"), (foreign, "coded")):
        rows.loc[taken, "adcode"] = codes[taken]
        rows.loc[taken, "unit"] = codes[taken].map(known)
        rows.loc[taken, ["status", "reason"]] = status
    notes: list[tuple[str, str]] = []
    for taken, zh, en in (
        (filled, "行重名，由", "rows have ambiguous names; "),
        (foreign, "行的名称不是中文，由", "rows have no Chinese name; "),
    ):
        if taken.any():
            n = int(taken.sum())
            notes.append((f"{n} {zh}“{adcode}”列的代码判定", f"{n} {en}column {adcode!r} decides"))
    for odd, zh, en in (
        (other, "名称与代码不一致，以名称为准", "name and code disagree; the name is taken"),
        (
            lone,
            "代码有效但名称不识，未采用代码",
            "the code is valid but the name unknown; the code is not taken",
        ),
    ):
        if odd.any():
            cells = zip(names[odd], codes[odd], known.reindex(codes[odd]), strict=True)
            who = listed(f"{cell} / {code} {unit}" for cell, code, unit in cells)
            notes.append((f"{int(odd.sum())} 行{zh}：{who}", f"{int(odd.sum())} rows: {en}: {who}"))
    if unknown.any():
        who = listed(f"{cell} / {code}" for cell, code in zip(names[unknown], given[unknown], strict=True))
        n = int(unknown.sum())
        notes.append(
            (
                f"{n} 行的代码在 {match.as_of} 不是任何单元的代码，按名称匹配：{who}",
                f"{n} rows have codes of no unit on {match.as_of}; their names were matched: {who}",
            )
        )
    return replace(match, frame=rows.set_index(match.frame.index)), notes

"""Why a table's names are not known: the likeliest of the usual mistakes."""

import pandas as pd

import boundaries
from boundaries.language import Message
from geo.lists.regional import Level
from geo.study.table.columns import texts
from geo.study.table.words import words

SURE = 0.6  # a reading that knows this share of the names is what was meant
ROWS = 200
DAYS = ("2024-12-31", "2020-12-31", "2015-12-31", "2010-12-31", "2005-12-31")
LOST = words("lost")


def likely_cause(
    frame: pd.DataFrame, *, name: str, province: str | None, prefecture: str | None, level: Level, as_of: str
) -> Message | None:
    """What is likely wrong with the names of a table or with what was said of them.

    Parameters
    ----------
    frame : DataFrame
    name, province, prefecture : str
        Columns.
    level : {"county", "prefecture"}
    as_of : str

    Returns
    -------
    Message or None
        A clause for another message; None when nothing stands out.
    """
    rows = frame.head(ROWS)
    broken = _encoding(rows[name])
    if broken:
        return broken

    def known(column: str, *, to: str = level, day: str = as_of, parents: bool = True) -> float:
        above = {"province": province, "prefecture": prefecture if to == "county" else None}
        above = {key: value if parents and value != column else None for key, value in above.items()}
        found = boundaries.match(rows, name=column, as_of=day, level=to, **above).frame  # type: ignore[arg-type]
        return float(found["adcode"].notna().mean())

    if (province or prefecture) and known(name, parents=False) >= SURE:
        return Message("study.cause.parents", province=province, prefecture=prefecture)
    other: Level = "prefecture" if level == "county" else "county"
    if known(name, to=other, parents=False) >= SURE:
        return Message("study.cause.level", level=Message(f"study.level.{other}"), key=other)
    if known(name, to="province", parents=False) >= SURE:
        return Message("study.cause.provinces")
    for column in texts(frame):
        if column != name and known(column, parents=False) >= SURE:
            return Message("study.cause.swapped", column=column, level=Message(f"study.level.{level}"))
    days = {day: known(name, day=day) for day in DAYS}
    best = max(days, key=lambda day: days[day])
    if days[best] >= SURE:
        return Message("study.cause.date", share=days[best], as_of=best)
    return None


def _encoding(cells: pd.Series) -> Message | None:
    """Whether the text was written in one encoding and read in another."""
    text = "".join(str(cell) for cell in cells.dropna().head(50))
    if any(mark in text for mark in LOST):
        return Message("study.cause.lost", marks=LOST[:2])
    for wrong, right in (
        ("gb18030", "utf-8"),
        ("cp1252", "utf-8"),
        ("latin-1", "utf-8"),
        ("latin-1", "gb18030"),
    ):
        try:
            meant = text.encode(wrong).decode(right)
        except UnicodeError:
            continue
        if meant != text and len(meant) < len(text) and any(suffix in meant for suffix in words("unit_end")):
            return Message("study.cause.encoding", right=right, wrong=wrong, start=meant[:12])
    return None

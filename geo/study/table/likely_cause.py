"""Why a table's names are not known: the likeliest of the usual mistakes."""

import pandas as pd

import boundaries
from geo.lists.regional import Level
from geo.study.table.columns import texts

SURE = 0.6  # a reading that knows this share of the names is what was meant
ROWS = 200
DAYS = ("2024-12-31", "2020-12-31", "2015-12-31", "2010-12-31", "2005-12-31")
LOST = ("锟斤拷", "\ufffd", "烫烫")


def likely_cause(
    frame: pd.DataFrame, *, name: str, province: str | None, prefecture: str | None, level: Level, as_of: str
) -> str:
    """Say what is likely wrong with the names of a table or with what was said of them.

    Parameters
    ----------
    frame : DataFrame
    name, province, prefecture : str
        Columns.
    level : {"county", "prefecture"}
    as_of : str

    Returns
    -------
    str
        A clause for a message; "" when nothing stands out.
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
        return (
            f"the names are known, but not in their provinces and prefectures: are columns {province!r} and "
            f"{prefecture!r} right, or swapped?"
        )
    other: Level = "prefecture" if level == "county" else "county"
    if known(name, to=other, parents=False) >= SURE:
        return f"wrong level: the names are {other} units (table.level = {other!r})"
    if known(name, to="province", parents=False) >= SURE:
        return "wrong level: the names are provinces; a study needs counties, districts or cities"
    for column in texts(frame):
        if column != name and known(column, parents=False) >= SURE:
            return f"swapped columns: column {column!r} names {level} units (table.name = {column!r})"
    days = {day: known(name, day=day) for day in DAYS}
    best = max(days, key=lambda day: days[day])
    if days[best] >= SURE:
        return f"wrong date: {days[best]:.0%} of the names are of {best} (table.as_of)"
    return ""


def _encoding(cells: pd.Series) -> str:
    """Whether the text was written in one encoding and read in another."""
    text = "".join(str(cell) for cell in cells.dropna().head(50))
    if any(mark in text for mark in LOST):
        return "wrong encoding: the characters are lost (锟斤拷 or �); export the table again as .xlsx or CSV UTF-8"
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
        if meant != text and len(meant) < len(text) and any(suffix in meant for suffix in "市县区旗省"):
            return (
                f"wrong encoding: the names read like {right} text opened as {wrong} ({meant[:12]}...); "
                "export the table again as .xlsx or CSV UTF-8"
            )
    return ""

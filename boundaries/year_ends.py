"""Years as tables write them, and the day that stands for a year: its last."""

import datetime
import numbers
import re

import pandas as pd

from boundaries._divisions import FIRST_DAY, LAST_DAY
from boundaries.errors import LianpianError, MatchError
from boundaries.language import Message

FIRST_YEAR, LAST_YEAR = int(FIRST_DAY[:4]), int(LAST_DAY[:4])
EARLIEST = 1980
"""The first year that a table may hold figures of; its names are then read by a later list."""
YEAR = re.compile(r"\s*(\d{4})(?:\.0+)?\s*(?:年|年末|年底|年度)?\s*")


def year_end(year: int) -> str:
    """The last day of a year.

    >>> year_end(2015)
    '2015-12-31'
    """
    return f"{year:04d}-12-31"


def read_years(
    values: "pd.Series[object]", *, first: int = FIRST_YEAR, error: type[LianpianError] = MatchError
) -> list[int]:
    """Read a column of years: 2015, "2015", "2015年", 2015.0 or a date.

    Parameters
    ----------
    values : Series
        Any index; rows are counted from 1 in messages.
    first : int
        The earliest year allowed; the latest is 2025.
    error : class of the error raised

    Raises
    ------
    LianpianError
        Cells that are no year and years outside the division tables, all rows in one message.

    Examples
    --------
    >>> read_years(pd.Series([2015, "2016年", 2017.0]))
    [2015, 2016, 2017]
    """
    known: dict[object, int | None] = {}
    found: list[int] = []
    strange, outside = [], []
    for row, (value, missing) in enumerate(zip(values, values.isna(), strict=True), start=1):
        year = None if missing else known[value] if value in known else known.setdefault(value, _year(value))
        if year is None:
            held = Message("boundaries.year_ends.empty") if missing else repr(value)
            strange.append(Message("errors.row", row=row, value=held))
        elif not first <= year <= LAST_YEAR:
            outside.append(Message("errors.row", row=row, value=year))
        found.append(year or 0)
    breaches = []
    if strange:
        breaches.append(Message("boundaries.year_ends.no-year", count=len(strange), cells=strange))
    if outside:
        breaches.append(
            Message(
                "boundaries.year_ends.outside",
                count=len(outside),
                first=first,
                last=LAST_YEAR,
                rows=outside,
            )
        )
    if breaches:
        raise error("boundaries.year_ends.column", column=values.name, breaches=breaches)
    return found


def _year(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, datetime.date):
        return value.year
    if isinstance(value, pd.Period):
        return int(value.year)
    if isinstance(value, numbers.Real):
        number = float(value)
        return int(number) if number.is_integer() and 1000 <= number <= 9999 else None
    year = YEAR.fullmatch(str(value))
    return int(year[1]) if year else None

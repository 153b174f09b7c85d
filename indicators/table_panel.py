"""A table as a panel of units and years: long with a column of years, or wide with years in its headings."""

from typing import TYPE_CHECKING

import pandas as pd

from boundaries.errors import TableError, choose, listed
from boundaries.language import Message
from indicators.reading.words import YEAR

if TYPE_CHECKING:
    from indicators.table import Table


def long_panel(table: "Table", unit: str, year: str) -> pd.DataFrame:
    """The data of a long table, indexed by unit and year."""
    columns = list(table.frame.columns)
    choose(unit, columns, what="column", error=TableError)
    choose(year, columns, what="column", error=TableError)
    frame = table.frame
    when = frame[year].astype("str").str.extract(r"((?:19|20)\d{2})", expand=False)
    faults = [
        Message("indicators.table_panel.no-year", row=i, value=frame.loc[i, year])
        for i in frame.index[when.isna()]
    ]
    faults += [
        Message("indicators.table_panel.no-unit", row=i, unit=unit) for i in frame.index[frame[unit].isna()]
    ]
    if not faults:
        keys = pd.MultiIndex.from_arrays([frame[unit], when.astype("int64")], names=[unit, "year"])
        twice = keys.duplicated(keep=False)
        faults = [
            Message("indicators.table_panel.twice", row=i, unit=k[0], year=k[1])
            for i, k in zip(frame.index[twice], keys[twice], strict=True)
        ]
    if faults:
        raise TableError("indicators.table_panel.path-faults", path=table.path, faults=faults)
    return frame.drop(columns=[unit, year]).set_axis(keys).sort_index()


def wide_panel(table: "Table", unit: str) -> pd.DataFrame:
    """The data of a table whose headings hold the year, indexed by unit and year."""
    frame = table.by(unit)
    parts: dict[int, dict[str, pd.Series]] = {}
    fixed = {}
    for column in frame.columns:
        match = YEAR.search(str(column))
        if match is None:
            fixed[column] = frame[column]
            continue
        name = (column[: match.start()] + column[match.end() :]).strip("_-/ ") or "value"
        parts.setdefault(int(match.group(1)), {})[name] = frame[column]
    if not parts:
        raise TableError(
            "indicators.table_panel.no-header-holds-a-year-name",
            path=table.path,
            columns=listed(frame.columns),
        )
    years = {year: pd.DataFrame({**fixed, **columns}) for year, columns in sorted(parts.items())}
    return pd.concat(years, names=["year", unit]).swaplevel().sort_index()

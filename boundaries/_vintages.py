"""Whether the names of a panel are those of each row's own year or those of its last year."""

import numpy as np
import pandas as pd

from boundaries._match import match
from boundaries.errors import MatchError, listed
from boundaries.year_ends import read_years, year_end

FIRM: tuple[str, ...] = ("exact", "short_form", "normalized", "whole_city")
"""The statuses of names that were in force on the day that they were read on."""


def vintages(
    table: pd.DataFrame,
    *,
    name: str,
    year: str,
    prefecture: str | None = None,
    province: str | None = None,
) -> pd.DataFrame:
    """Find out of which year the names of a panel are: yearbooks often revise them to the last.

    Parameters
    ----------
    table : DataFrame, one row a unit and year
    name, year, prefecture, province : str
        Its columns.

    Returns
    -------
    DataFrame by year: rows, own (names in force at the end of the row's own year), last (names in force at
    the end of the table's last year), only_own, only_last (in force on one of the two days only), said:
    "own" or "last" where more names speak for it, "both" where none tells them apart, "mixed" where as many
    speak for either.

    Raises
    ------
    MatchError
        Columns that are not there, cells that are no year; a table without rows.

    Examples
    --------
    >>> table = pd.DataFrame({"县": ["南汇区", "昆山市", "临平区"], "年": [2008, 2008, 2021]})
    >>> vintages(table, name="县", year="年")[["only_own", "only_last", "said"]].values.tolist()
    [[1, 0, 'own'], [0, 0, 'both']]
    """
    if not len(table):
        raise MatchError("boundaries.vintages.the-table-has-no-rows-there")
    if year not in table.columns:
        raise MatchError(
            "boundaries.vintages.year-is-no-column-columns", year=year, columns=listed(table.columns, most=30)
        )
    years = read_years(table[year])
    columns = [column for column in (name, prefecture, province) if column is not None]
    if absent := [column for column in columns if column not in table.columns]:
        raise MatchError(
            "boundaries.vintages.no-column-columns",
            absent=listed(absent),
            columns=listed(table.columns, most=30),
        )
    final = max(years)
    when = np.asarray(years)
    lines = []
    for own_year in sorted(set(years)):
        rows = table[when == own_year]
        own, last = (
            match(rows, name=name, prefecture=prefecture, province=province, as_of=year_end(y))
            .frame["status"]
            .isin(FIRM)
            .to_numpy()
            for y in (own_year, final)
        )
        only_own, only_last = int((own & ~last).sum()), int((last & ~own).sum())
        said = "own" if only_own > only_last else "last" if only_last > only_own else "mixed"
        said = "both" if only_own == only_last == 0 else said
        lines.append((own_year, len(rows), int(own.sum()), int(last.sum()), only_own, only_last, said))
    heads = ["year", "rows", "own", "last", "only_own", "only_last", "said"]
    return pd.DataFrame(lines, columns=heads).set_index("year")

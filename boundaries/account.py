"""The account of a harmonised panel: what went in, what came out, what was left out, year by year."""

from collections.abc import Sequence
from math import fsum

import numpy as np
import pandas as pd

from boundaries.combining import Combined, Floats
from boundaries.errors import TableError
from boundaries.placing import Placed

WAYS: tuple[str, ...] = ("kept", "summed", "shared")
TOLERANCE = 1e-9
"""Of the sum of absolute values: what rounding may do."""


def balance(
    given: pd.DataFrame, years: Sequence[int], placed: Placed, combined: Combined, frame: pd.DataFrame
) -> pd.DataFrame:
    """Add up rows and totals by year, and see that nothing was lost.

    Parameters
    ----------
    given : DataFrame, the totals of every row
    years : of every row
    placed, combined : where the rows went and what they became
    frame : the answer, with its columns ``year`` and totals

    Returns
    -------
    DataFrame by (year, item): given, kept, summed, shared, left_out.

    Raises
    ------
    TableError
        An item's sum in is not its sum out and left out. This is an error of the program, never of the table.
    """
    when = pd.Series(list(years))
    status = placed.rows["status"]
    part_year = when.to_numpy()[placed.parts["row"].to_numpy(dtype="int64")]
    part_way = status.to_numpy()[placed.parts["row"].to_numpy(dtype="int64")]
    lines: dict[tuple[int, str], list[float]] = {}
    for year in sorted(set(years)):
        counts = status[when.eq(year)].value_counts()
        ways = [float(counts.get(way, 0)) for way in (*WAYS, "left_out")]
        lines[year, "rows"] = [float(when.eq(year).sum()), *ways]
        for column in given.columns:
            values = given.loc[when.eq(year).to_numpy(), column].dropna().tolist()
            entered = pd.Series(combined.entered[column])
            ways = [fsum(entered[(part_year == year) & (part_way == way)]) for way in WAYS]
            whole = fsum(values)
            out = fsum(frame.loc[frame["year"].eq(year), column].dropna())
            room = TOLERANCE * fsum(map(abs, values))
            left = _left_out(given[column], combined.entered[column], placed, when.eq(year))
            if abs(whole - fsum([*ways, left])) > room or abs(out - fsum(ways)) > room:
                raise TableError(
                    "boundaries.account.the-account-of-in-does-not",
                    column=column,
                    year=year,
                    whole=whole,
                    out=out,
                    left=left,
                )
            lines[year, column] = [whole, *ways, left]
    index = pd.MultiIndex.from_tuples(list(lines), names=["year", "item"])
    return pd.DataFrame(list(lines.values()), index=index, columns=["given", *WAYS, "left_out"])


def _left_out(values: "pd.Series[float]", entered: Floats, placed: Placed, year: "pd.Series[bool]") -> float:
    """What of a year's values entered nothing, added up on its own and not as a difference of sums."""
    row = placed.parts["row"].to_numpy(dtype="int64")
    share = placed.parts["share"].to_numpy(dtype="float64")
    value = values.to_numpy(dtype="float64", na_value=0.0)
    offered = value[row] * share
    unused = offered[(entered != offered) & year.to_numpy()[row]]
    placed_share = pd.Series(share).groupby(row).sum().reindex(range(len(value)), fill_value=0.0).to_numpy()
    nowhere = np.where(placed_share > 1 - TOLERANCE, 0.0, value * (1 - placed_share))
    return fsum([*unused, *nowhere[year.to_numpy()]])

"""Values of several rows as one: totals summed, rates weighted by a total, all else missing."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from boundaries.placing import Placed

Floats = npt.NDArray[np.float64]


class Combined(NamedTuple):
    """The values of every unit and year, and what did not enter.

    Attributes
    ----------
    values : DataFrame in the order of ``Placed.targets``, the columns of the table's values
    cells : DataFrame: row (position), year, unit, column, reason
    entered : total -> for every row of ``Placed.parts`` what of it is in ``values`` (0 where nothing)
    """

    values: pd.DataFrame
    cells: pd.DataFrame
    entered: dict[str, Floats]


def combine(
    table: pd.DataFrame, placed: Placed, totals: tuple[str, ...], rates: Mapping[str, str | None]
) -> Combined:
    """Combine the rows of each complete unit and year (positions as in ``placed.parts``)."""
    parts, size = placed.parts, len(placed.targets)
    row = parts["row"].to_numpy(dtype=np.int64)
    target = parts["target"].to_numpy(dtype=np.int64)
    share = parts["share"].to_numpy(dtype=np.float64)
    count = np.bincount(target, minlength=size)
    plain = np.ones(size, dtype=bool)
    np.logical_and.at(plain, target, share == 1.0)
    alone = plain & (count == 1)
    values: dict[str, object] = {}
    entered: dict[str, Floats] = {}
    cells: list[pd.DataFrame] = []

    def left(column: str, which: npt.NDArray[np.bool_], reason: str) -> None:
        """List the cells of the parts ``which`` that hold a value and lie in no answer."""
        held = which & table[column].notna().to_numpy()[row]
        if held.any():
            cells.append(
                pd.DataFrame({"row": row[held], "at": target[held], "column": column, "reason": reason})
            )

    for column in table.columns:
        if column in totals:
            number = table[column].to_numpy(dtype=np.float64, na_value=np.nan)[row] * share
            whole = ~_any(np.isnan(number), target, size) & (count > 0)
            values[column] = np.where(whole, _sums(np.nan_to_num(number), target, size), np.nan)
            entered[column] = np.where(whole[target], np.nan_to_num(number), 0.0)
            left(column, ~whole[target], "part_missing")
        elif column in rates:
            rate = table[column].to_numpy(dtype=np.float64, na_value=np.nan)[row]
            answer = np.full(size, np.nan)
            answer[target[alone[target]]] = rate[alone[target]]
            left(column, ~plain[target], "interpolated")
            several = plain & (count > 1)
            by = rates[column]
            if by is None:
                left(column, several[target], "no_weight")
            else:
                weight = table[by].to_numpy(dtype=np.float64, na_value=np.nan)[row]
                unknown = _any(np.isnan(weight), target, size)
                lacking = _any(np.isnan(rate), target, size)
                weights = _sums(np.nan_to_num(weight), target, size)
                nothing = weights == 0
                good = several & ~unknown & ~lacking & ~nothing
                sums = _sums(np.nan_to_num(weight * rate), target, size)
                answer[good] = sums[good] / weights[good]
                left(column, (several & unknown)[target], "weight_missing")
                left(column, (several & ~unknown & nothing)[target], "weight_zero")
                left(column, (several & ~unknown & ~nothing & lacking)[target], "part_missing")
            values[column] = answer
        else:
            values[column], agreed = _kept(table[column], row, target, alone, plain & (count > 1), size)
            numeric = pd.api.types.is_numeric_dtype(table[column])
            left(column, ~agreed[target] & plain[target], "not_additive" if numeric else "parts_disagree")
            left(column, ~agreed[target] & ~plain[target], "interpolated")
    listed = pd.concat(cells) if cells else pd.DataFrame(columns=["row", "at", "column", "reason"])
    at = listed["at"].to_numpy(dtype=np.int64)
    found = pd.DataFrame(
        {
            "row": listed["row"].to_numpy(dtype=np.int64),
            "year": placed.targets["year"].to_numpy()[at],
            "unit": placed.targets["unit"].to_numpy()[at],
            "column": listed["column"].to_numpy(),
            "reason": listed["reason"].to_numpy(),
        }
    )
    return Combined(pd.DataFrame(values, index=range(size), columns=table.columns), found, entered)


def _sums(number: Floats, target: npt.NDArray[np.int64], size: int) -> Floats:
    return np.bincount(target, weights=number, minlength=size).astype(np.float64)


def _any(flags: npt.NDArray[np.bool_], target: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.bool_]:
    return np.bincount(target, weights=flags, minlength=size) > 0


def _kept(
    column: "pd.Series[object]",
    row: npt.NDArray[np.int64],
    target: npt.NDArray[np.int64],
    alone: npt.NDArray[np.bool_],
    several: npt.NDArray[np.bool_],
    size: int,
) -> tuple["pd.Series[object]", npt.NDArray[np.bool_]]:
    """What is neither total nor rate: one row's cell as it is, text that all parts share, else missing."""
    cells = column.to_numpy(dtype=object)
    numeric = pd.api.types.is_numeric_dtype(column)
    answer: list[object] = [None] * size
    agreed = alone.copy()
    said: dict[int, list[object]] = {}
    for position, at in zip(row.tolist(), target.tolist(), strict=True):
        if alone[at]:
            answer[at] = cells[position]
        elif several[at] and not numeric:
            said.setdefault(at, []).append(cells[position])
    for at, words in said.items():
        if all(not pd.isna(word) and word == words[0] for word in words):
            answer[at], agreed[at] = words[0], True
    return pd.Series(answer, dtype="float64" if numeric else object), agreed

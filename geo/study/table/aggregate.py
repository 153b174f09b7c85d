"""Several rows of one unit put together, by a rule that is said: sums, means, the first, or a refusal."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from boundaries.additivity import measure
from boundaries.language import Message
from geo.study.table.config import StudyError, TablePart

Rule = Literal["sum", "mean", "weighted", "first", "missing"]
TOLD = 10


def rules(part: TablePart, columns: Sequence[str], units: "pd.Series[str]") -> dict[str, Rule]:
    """The rule of each column, as a study names it.

    Parameters
    ----------
    part : TablePart
        Its ``repeats``: "by_unit" sums what adds up by its heading and unit of measure, weighs rates by
        ``weight`` where one is given, and leaves the rest missing; so does "refuse", for former units that are
        one unit today.
    columns : sequence of str
    units : Series by column
        The unit of measure of each, "" where it has none.
    """
    if part.repeats != "by_unit" and part.repeats != "refuse":
        return dict.fromkeys(columns, part.repeats)
    rest: Rule = "weighted" if part.weight is not None else "missing"
    return {
        column: "sum" if measure(column, str(units.get(column, "") or "")).kind == "total" else rest
        for column in columns
    }


def put_together(
    placed: pd.DataFrame,
    keys: list[str],
    columns: list[str],
    *,
    rule: dict[str, Rule],
    weight: str | None,
) -> pd.DataFrame:
    """One row a key: the value where it has one row or rows that agree, else what the column's rule makes of them.

    Parameters
    ----------
    placed : DataFrame
        Rows with a code.
    keys, columns : list of str
    rule : dict of str to {"sum", "mean", "weighted", "first", "missing"}
        By column; a column without a rule is missing where rows differ.
    weight : str, optional
        A column of ``placed``.

    Returns
    -------
    DataFrame by the keys, which are sorted

    Examples
    --------
    >>> rows = pd.DataFrame({"adcode": ["a", "a", "b"], "人口": [700.0, 300.0, 5.0], "得分": [1.0, 2.0, 3.0]})
    >>> put_together(rows, ["adcode"], ["人口", "得分"], rule={"人口": "sum"}, weight=None).values.tolist()
    [[1000.0, nan], [5.0, 3.0]]
    """
    groups = placed.groupby(keys)
    if not columns:
        return pd.DataFrame(index=groups.size().index)
    made = {}
    for column in columns:
        how = rule.get(column, "missing")
        if how == "sum":
            made[column] = groups[column].sum(min_count=1)
        elif how == "mean":
            made[column] = groups[column].mean()
        elif how == "weighted" and weight is not None:
            made[column] = _weighted(placed, keys, column, weight)
        elif how == "first":
            made[column] = groups[column].first()
        else:
            made[column] = groups[column].first().where(groups[column].min() == groups[column].max())
    return pd.DataFrame(made)


def _weighted(placed: pd.DataFrame, keys: list[str], column: str, weight: str) -> pd.Series:
    """The mean weighted by another column; missing where no row has both or the weights add up to nothing."""
    both = placed[placed[column].notna() & placed[weight].notna()]
    parts = both.assign(_sum=both[column] * both[weight]).groupby(keys)[["_sum", weight]].sum()
    mean = parts["_sum"] / parts[weight].where(parts[weight] > 0, np.nan)
    return mean.reindex(placed.groupby(keys).size().index)


def refuse_without_rule(placed: pd.DataFrame, keys: list[str], part: TablePart, numbers: pd.Index) -> None:
    """Refuse units in several rows that differ, where nothing says what to make of them.

    Parameters
    ----------
    placed : DataFrame
        Rows with a code, their place in the table as index.
    keys : list of str
    part : TablePart
    numbers : Index
        Row numbers in the file.

    Raises
    ------
    StudyError
        The units and their rows.
    """
    twice = placed[placed.duplicated(keys, keep=False)]
    if part.repeats != "refuse" or not len(twice) or not part.columns:
        return
    found = []
    for _, rows in twice.groupby(keys, sort=False):
        if len(rows[list(part.columns)].drop_duplicates()) > 1:
            places = [numbers[row] for row in rows.index]
            found.append(Message("study.row.unit", name=rows[part.name].iloc[0], rows=places))
    if found:
        raise StudyError(
            "geo.study.table.aggregate.units-stand-in-several-rows",
            path=part.path,
            n=len(found),
            found=found[:TOLD],
            more=max(0, len(found) - TOLD),
            columns=list(part.columns),
        )


def said(rule: dict[str, Rule], placed: pd.DataFrame, keys: list[str], weight: str | None) -> list[Message]:
    """What was made of units in several rows, column by column; nothing where no unit has two."""
    if not rule or not placed.duplicated(keys).any():
        return []
    return [
        Message(
            f"study.repeats.{how}",
            columns=[column for column, one in rule.items() if one == how],
            n=int(placed[placed.duplicated(keys, keep=False)].groupby(keys).ngroups),
            weight=weight or "",
        )
        for how in dict.fromkeys(rule.values())
    ]

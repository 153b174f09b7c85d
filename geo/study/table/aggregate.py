"""Several rows of one unit put together, by a rule that is said: sums, means, the first, or a refusal."""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from boundaries.language import Message
from geo.study.table.config import Config, StudyError, TablePart
from geo.study.table.territory import kinds_of

Rule = Literal["sum", "mean", "weighted", "first", "missing"]
TOLD = 10


def rules(config: Config, columns: Sequence[str], measures: Mapping[str, str]) -> dict[str, Rule]:
    """The rule of each column, as a study names it.

    Parameters
    ----------
    config : Config
        With ``table.repeats`` "sum" what adds up is summed (by its heading and unit of measure, or as
        ``panel.totals`` says), rates are weighed by ``table.weight`` where one is given, and the rest is missing.
        With "refuse" no column has a rule, for rows that differ were refused; things that are counted and
        columns apart by category are not refused but summed.
    columns : sequence of str
    measures : mapping of str to str
        The unit of measure of columns that have one.
    """
    part = config.table
    if part.repeats in ("mean", "weighted", "first"):
        return dict.fromkeys(columns, part.repeats)
    if part.repeats == "refuse" and not part.count and not part.category:
        return {}
    rest: Rule = "weighted" if part.weight is not None else "missing"
    totals, _ = kinds_of(list(columns), dict(measures), config)
    return {column: "sum" if column in totals else rest for column in columns}


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

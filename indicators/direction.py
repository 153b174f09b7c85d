"""Directions: whether more of an indicator is better (+1) or less is (-1)."""

from collections.abc import Mapping

import pandas as pd

from boundaries.errors import StatisticError, listed
from boundaries.language import Message


def signs(directions: Mapping[str, int] | pd.Series | None, columns: pd.Index) -> pd.Series:
    """+1 or -1 for each of ``columns``; None means +1 for all.

    Raises
    ------
    StatisticError
        Columns without a direction, directions of no column, and what is neither 1 nor -1: all named.

    Examples
    --------
    >>> signs({"gdp": 1, "waste": -1}, pd.Index(["waste", "gdp"])).tolist()
    [-1, 1]
    """
    if directions is None:
        return pd.Series(1, index=columns)
    if not isinstance(directions, Mapping | pd.Series):
        raise StatisticError(
            "indicators.direction.directions-wanted-a-mapping-or-series", name=type(directions).__name__
        )
    given = pd.Series(directions, dtype=object)
    faults = []
    if given.index.has_duplicates:
        raise StatisticError(
            "indicators.direction.directions-given-more-than-once",
            value=listed(given.index[given.index.duplicated()].unique()),
        )
    lacking, extra = columns.difference(given.index), given.index.difference(columns)
    if len(lacking):
        faults.append(Message("indicators.direction.none-for", columns=list(lacking)))
    if len(extra):
        faults.append(Message("indicators.direction.no-column-for", columns=list(extra)))
    wrong = given[~given.isin([1, -1])]
    if len(wrong):
        given_so = [f"{name} {value!r}" for name, value in wrong.items()]
        faults.append(Message("indicators.direction.neither", given=given_so))
    if faults:
        raise StatisticError("indicators.direction.directions", faults=faults)
    return given.loc[columns].astype("int64")

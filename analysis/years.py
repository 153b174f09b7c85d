"""Years in order: a panel with its latest year first, as yearbooks print it, runs no time backwards."""

import datetime
import re
from numbers import Real

import numpy as np
import pandas as pd

from boundaries.errors import StatisticError, listed

YEAR = re.compile(r"\d{4}([-/.]?\d{2}){0,2}年?")


def rising(columns: pd.Index, *, what: str) -> list[int]:
    """Places of the columns from the earliest to the latest.

    Columns that are numbers, dates or texts like "2023" and "2023-07-31" have an order and are brought in it;
    others (waves, "before" and "after") stay as they stand.

    Raises
    ------
    StatisticError
        A year given twice.

    Examples
    --------
    >>> rising(pd.Index([2023, 2021, 2022]), what="panel"), rising(pd.Index(["late", "early"]), what="panel")
    ([1, 2, 0], [0, 1])
    """
    twice = columns[columns.duplicated()].unique()
    if len(twice):
        raise StatisticError("analysis.years.years-given-more-than-once", what=what, twice=listed(twice))
    every = columns.tolist()
    ordered = (
        all(isinstance(x, Real) and not isinstance(x, bool) for x in every)
        or all(isinstance(x, datetime.date) for x in every)
        or all(isinstance(x, pd.Period) for x in every)
        or all(isinstance(x, str) and YEAR.fullmatch(x) for x in every)
    )
    if not ordered:
        return list(range(len(every)))
    if all(isinstance(x, str) for x in every):
        every = [re.sub(r"\D", "", x) for x in every]
    return [int(place) for place in np.argsort(pd.Index(every), kind="stable")]

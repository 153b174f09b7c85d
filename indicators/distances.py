"""The indicators of units between the worst and the best value of each: what several methods start from."""

from collections.abc import Mapping

import pandas as pd

from boundaries.constant import constant_columns
from boundaries.errors import StatisticError, listed
from indicators.direction import signs
from indicators.number import as_number_frame


def between(frame: pd.DataFrame, directions: Mapping[str, int] | pd.Series | None) -> pd.DataFrame:
    """Every indicator from 0 (the worst value there is) to 1 (the best).

    Parameters
    ----------
    frame : DataFrame
        Units by adcode, a column an indicator; missing stays NaN.
    directions : mapping or Series, optional
        +1 or -1 for each column; None: all +1.

    Returns
    -------
    DataFrame

    Raises
    ------
    StatisticError
        Text, infinite values, no unit, constant columns, directions of other columns.

    Notes
    -----
    (x - min) / (max - min), or (max - x) / (max - min) where less is better.

    Examples
    --------
    >>> between(pd.DataFrame({"waste": [3.0, 1.0, 2.0]}), {"waste": -1})["waste"].tolist()
    [0.0, 1.0, 0.5]
    """
    x = as_number_frame(frame)
    sign = signs(directions, x.columns)
    constant = constant_columns(x)
    if len(constant):
        raise StatisticError("indicators.aggregate.constant-drop-these-indicators", index=listed(constant))
    low, high = x.min(), x.max()
    up = (x - low) / (high - low)
    return up.where(sign.eq(1), 1.0 - up, axis=1)


def places(values: pd.Series) -> pd.Series:
    """Ranks from 1, the largest first; ties share the smaller, what is missing has none."""
    return values.rank(method="min", ascending=False).astype("Int64")

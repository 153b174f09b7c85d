"""The obstacle degree (障碍度): which indicators keep a unit from the best score."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from boundaries.shown import Shown
from indicators._aggregate import proportions
from indicators.distances import between


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Obstacles(Shown):
    """Obstacle degrees.

    Attributes
    ----------
    frame : DataFrame by unit
        Each indicator's share of what the unit lacks, per cent; a row sums to 100. Units that lack nothing,
        or a value, have none.
    leading : DataFrame by unit
        ``first``, ``second``, ``third``: the indicators that hold the unit back most, and their degrees
        ``first_pct`` and so on.
    weights : Series
        Sum to 1.
    """

    frame: pd.DataFrame
    leading: pd.DataFrame
    weights: pd.Series


def obstacles(
    frame: pd.DataFrame,
    weights: pd.Series | None = None,
    *,
    directions: Mapping[str, int] | pd.Series | None = None,
) -> Obstacles:
    """Say which indicators hold each unit back most.

    Parameters
    ----------
    frame : DataFrame
        Units by adcode, a column an indicator.
    weights : Series, optional
        By column; None: equal.
    directions : mapping or Series, optional
        +1 or -1 for each column; None: all +1.

    Returns
    -------
    Obstacles

    Raises
    ------
    StatisticError
        Text, infinite values, constant columns, weights or directions of other columns.

    Notes
    -----
    With x between 0 and 1 the degree is 100 w_j (1 - x_ij) / sum_j w_j (1 - x_ij).

    Examples
    --------
    >>> obstacles(pd.DataFrame({"a": [0.0, 1.0, 0.5], "b": [0.0, 1.0, 1.0]})).frame.loc[2].tolist()
    [100.0, 0.0]
    """
    x = between(frame, directions)
    w = proportions(weights, x.columns)
    lack = (1.0 - x) * w
    total = lack.sum(axis=1, skipna=False)
    degree = 100.0 * lack.div(total.where(total.gt(0)), axis=0)
    leading = pd.DataFrame(index=x.index)
    for at, place in enumerate(("first", "second", "third")[: x.shape[1]]):
        order = {
            unit: row.sort_values(ascending=False, kind="stable") for unit, row in degree.dropna().iterrows()
        }
        leading[place] = pd.Series({unit: row.index[at] for unit, row in order.items()}, dtype="object")
        leading[f"{place}_pct"] = pd.Series(
            {unit: row.iloc[at] for unit, row in order.items()}, dtype="float64"
        )
    return Obstacles(frame=degree, leading=leading, weights=w)

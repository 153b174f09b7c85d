"""Grey relational analysis (灰色关联分析): how near each unit is to the best value of every indicator."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from boundaries.errors import StatisticError
from boundaries.shown import Shown
from indicators._aggregate import proportions
from indicators.distances import between, places


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class GreyRelation(Shown):
    """Grey relational degrees.

    Attributes
    ----------
    frame : DataFrame by unit
        ``degree`` (above 0, at most 1), ``rank`` (1 is nearest; ties share the smaller). Units that lack an
        indicator have none.
    coefficients : DataFrame by unit
        Of each indicator.
    weights : Series
        Sum to 1.
    rho : float
        The distinguishing coefficient.
    """

    frame: pd.DataFrame
    coefficients: pd.DataFrame
    weights: pd.Series
    rho: float


def grey_relation(
    frame: pd.DataFrame,
    weights: pd.Series | None = None,
    *,
    directions: Mapping[str, int] | pd.Series | None = None,
    rho: float = 0.5,
) -> GreyRelation:
    """Rank units by their grey relation to the unit that is best in everything.

    Parameters
    ----------
    frame : DataFrame
        Units by adcode, a column an indicator.
    weights : Series, optional
        By column; None: equal.
    directions : mapping or Series, optional
        +1 or -1 for each column; None: all +1.
    rho : float
        Distinguishing coefficient (分辨系数), above 0 and at most 1; 0.5 is customary.

    Returns
    -------
    GreyRelation

    Raises
    ------
    StatisticError
        Text, infinite values, constant columns, rho out of range, weights or directions of other columns.

    Notes
    -----
    With x between 0 and 1 (`indicators.distances.between`), d = 1 - x: the coefficient is
    (min d + rho max d) / (d + rho max d), min and max over all units and indicators; the degree is its
    weighted mean.

    References
    ----------
    Deng, J. (1982). Control problems of grey systems. Systems and Control Letters 1(5), 288-294.

    Examples
    --------
    >>> grey_relation(pd.DataFrame({"a": [0.0, 1.0], "b": [0.0, 2.0]})).frame["degree"].round(4).tolist()
    [0.3333, 1.0]
    """
    if isinstance(rho, bool) or not 0 < rho <= 1:
        raise StatisticError("indicators.grey_relation.rho", rho=rho)
    away = 1.0 - between(frame, directions)
    w = proportions(weights, away.columns)
    least, most = away.min().min(), away.max().max()
    coefficients = (least + rho * most) / (away + rho * most)
    degree = (coefficients * w).sum(axis=1, skipna=False)
    out = pd.DataFrame({"degree": degree, "rank": places(degree)})
    return GreyRelation(frame=out, coefficients=coefficients, weights=w, rho=float(rho))

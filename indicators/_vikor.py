"""VIKOR: the compromise between the whole of the units' regrets and the largest of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from boundaries.constant import is_constant
from boundaries.errors import StatisticError
from boundaries.shown import Shown
from indicators._aggregate import proportions
from indicators.distances import between


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Vikor(Shown):
    """A compromise ranking.

    Attributes
    ----------
    frame : DataFrame by unit
        ``S`` (the weighted sum of regrets), ``R`` (the largest), ``Q`` (0 is best), ``rank`` (ties share the
        smaller).
    compromise : Index
        The units that the method recommends: the first alone where it has an acceptable advantage and is
        first by S or R too, else those that it cannot tell from the first.
    advantage : bool
        Q of the second less Q of the first is at least 1 / (n - 1).
    stable : bool
        The first is also first by S or by R.
    weights : Series
        Sum to 1.
    v : float
    """

    frame: pd.DataFrame
    compromise: pd.Index
    advantage: bool
    stable: bool
    weights: pd.Series
    v: float


def vikor(
    frame: pd.DataFrame,
    weights: pd.Series | None = None,
    *,
    directions: Mapping[str, int] | pd.Series | None = None,
    v: float = 0.5,
) -> Vikor:
    """Rank units by VIKOR.

    Parameters
    ----------
    frame : DataFrame
        Units by adcode, a column an indicator; at least two units, none that lacks an indicator.
    weights : Series, optional
        By column; None: equal.
    directions : mapping or Series, optional
        +1 or -1 for each column; None: all +1.
    v : float
        The weight of the whole (S) against the largest regret (R), 0 to 1.

    Returns
    -------
    Vikor

    Raises
    ------
    StatisticError
        Text, missing or infinite values, constant columns, fewer than two units, v out of range, weights or
        directions of other columns.

    Notes
    -----
    Regret r_ij = w_j (1 - x_ij) with x between 0 and 1; S = sum r, R = max r,
    Q = v (S - min S) / (max S - min S) + (1 - v) (R - min R) / (max R - min R), a part
    without spread being 0.

    References
    ----------
    Opricovic, S. and Tzeng, G.-H. (2004). European Journal of Operational Research 156(2), 445-455.

    Examples
    --------
    >>> vikor(pd.DataFrame({"a": [0.0, 1.0, 0.9], "b": [0.0, 1.0, 0.5]})).frame["rank"].tolist()
    [3, 1, 2]
    """
    if isinstance(v, bool) or not 0 <= v <= 1:
        raise StatisticError("indicators.vikor.v", v=v)
    x = between(frame, directions)
    lacking = x.index[x.isna().any(axis=1)]
    if len(x) < 2 or len(lacking):
        raise StatisticError("indicators.vikor.complete-units", n=len(x), units=list(lacking))
    w = proportions(weights, x.columns)
    regret = (1.0 - x) * w
    S, R = regret.sum(axis=1), regret.max(axis=1)
    Q = v * _spread(S) + (1.0 - v) * _spread(R)
    out = pd.DataFrame({"S": S, "R": R, "Q": Q, "rank": Q.rank(method="min").astype("Int64")})
    order = out.sort_values(["Q", "S", "R"], kind="stable")
    far = order["Q"] - order["Q"].iloc[0]
    step = 1.0 / (len(x) - 1)
    first = order.index[0]
    advantage = bool(far.iloc[1] >= step - 1e-12)
    stable = bool(first in S.index[S.eq(S.min())] or first in R.index[R.eq(R.min())])
    if advantage:
        kept = order.index[:1] if stable else order.index[:2]
    else:
        kept = order.index[(far < step - 1e-12).to_numpy()]
    return Vikor(frame=out, compromise=kept, advantage=advantage, stable=stable, weights=w, v=float(v))


def _spread(values: pd.Series) -> pd.Series:
    if is_constant(values):
        return pd.Series(np.zeros(len(values)), index=values.index)
    return (values - values.min()) / (values.max() - values.min())

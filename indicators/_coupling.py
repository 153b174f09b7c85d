"""The coupling coordination degree (耦合协调度): whether systems are high together."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from boundaries.errors import StatisticError
from boundaries.shown import Shown
from indicators._aggregate import proportions
from indicators.number import as_number_frame

CLASSES = (
    *("extreme_disorder", "severe_disorder", "moderate_disorder", "mild_disorder", "near_disorder"),
    *("barely_coordinated", "primary", "intermediate", "good", "quality"),
)
"""By tenths of D, from below 0.1 (极度失调) to 0.9 and above (优质协调)."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Coupling(Shown):
    """Coupling coordination degrees.

    Attributes
    ----------
    frame : DataFrame by unit
        ``C`` (coupling, 0 to 1), ``T`` (the weighted mean of the systems), ``D`` (the degree, 0 to 1),
        ``coordination`` (one of `CLASSES`), ``lowest`` (the system that lags). Units that lack a system have
        none.
    weights : Series
        Of the systems, sum to 1.
    """

    frame: pd.DataFrame
    weights: pd.Series


def coupling(systems: pd.DataFrame, weights: pd.Series | None = None) -> Coupling:
    """Say how far systems (industry, innovation, environment ...) are high together.

    Parameters
    ----------
    systems : DataFrame
        Units by adcode, a column a system's score between 0 and 1; at least two systems.
    weights : Series, optional
        By system; None: equal.

    Returns
    -------
    Coupling

    Raises
    ------
    StatisticError
        Fewer than two systems, text, scores outside 0 to 1, weights of other systems.

    Notes
    -----
    With k systems U: C = k (U_1 ... U_k)^(1/k) / (U_1 + ... + U_k), 0 where all are 0; T = sum w U;
    D = sqrt(C T). For two systems C = 2 sqrt(U_1 U_2) / (U_1 + U_2). Papers also print C without the
    power 1/k, or to another power; D is then smaller: 丛晓男 (2019) compares them.

    References
    ----------
    廖重斌 (1999). 热带地理 19(2), 171-177 (the ten classes).
    丛晓男 (2019). 经济地理 39(4), 18-25.

    Examples
    --------
    >>> coupling(pd.DataFrame({"a": [0.5, 0.8], "b": [0.5, 0.2]})).frame[["C", "D"]].round(3).values.tolist()
    [[1.0, 0.707], [0.8, 0.632]]
    """
    u = as_number_frame(systems)
    if u.shape[1] < 2:
        raise StatisticError("indicators.coupling.two-systems", n=u.shape[1])
    outside = u.columns[((u < 0) | (u > 1)).any()]
    if len(outside):
        raise StatisticError("indicators.coupling.between-0-and-1", columns=list(outside))
    w = proportions(weights, u.columns)
    k = u.shape[1]
    total = u.sum(axis=1, skipna=False)
    mean = u.prod(axis=1, skipna=False) ** (1.0 / k)
    C = (k * mean / total).where(total.ne(0), 0.0).where(total.notna())
    T = (u * w).sum(axis=1, skipna=False)
    D = np.sqrt(C.clip(upper=1.0) * T)
    known = D.notna()
    place = np.minimum(np.floor(D[known].round(12) * 10), 9).astype(int)
    out = pd.DataFrame({"C": C.clip(upper=1.0), "T": T, "D": D})
    out["coordination"] = pd.Series([CLASSES[i] for i in place], index=place.index).reindex(u.index)
    out["lowest"] = u[known].idxmin(axis=1).reindex(u.index)
    return Coupling(frame=out, weights=w)

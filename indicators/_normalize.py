"""Normalization: indicators in their own units become comparable, larger always better."""

from numbers import Real
from typing import Literal

import numpy as np
import pandas as pd

from boundaries.constant import is_constant
from boundaries.errors import StatisticError, choose, listed
from boundaries.language import Message
from indicators.number import as_numbers

Normalization = Literal["min_max", "z", "rank", "percentile", "target", "benchmark", "log", "none"]
NORMALIZATIONS = ("min_max", "z", "rank", "percentile", "target", "benchmark", "log", "none")
Name = str | Message


def normalize(
    values: pd.Series,
    *,
    method: Normalization = "min_max",
    direction: int = 1,
    goalposts: tuple[float, float] | None = None,
    target: float | None = None,
    benchmark: float | Literal["max", "mean", "median"] | None = None,
) -> pd.Series:
    """Bring an indicator to a common scale on which more is better.

    Parameters
    ----------
    values : pandas.Series
        Numbers by adcode, in any unit; missing values stay missing.
    method : str
        See Notes.
    direction : {1, -1}
        -1 for an indicator of which less is better (逆向指标).
    goalposts : (float, float), optional
        Fixed lower and upper goalpost in the indicator's own unit, for ``min_max`` and ``log``; what lies
        beyond is held at 0 or 1. Without them the observed extremes are the goalposts.
    target : float, optional
        For ``target``.
    benchmark : float or {"max", "mean", "median"}, optional
        For ``benchmark``.

    Returns
    -------
    pandas.Series
        On the index of ``values``.

    Notes
    -----
    With lo, hi the goalposts (or extremes), n the number of present values and r the average rank from below:

    ==========  ==============================================  ==================================
    method      direction +1                                    direction -1
    ==========  ==============================================  ==================================
    min_max     (x - lo) / (hi - lo)                            1 - that
    z           (x - mean) / sd (n - 1)                         minus that
    rank        r                                               n + 1 - r
    percentile  (r - 1) / (n - 1)                               1 - that
    target      (x - min) / (target - min), at most 1           (max - x) / (max - target), at most 1
    benchmark   x / benchmark                                   benchmark / x
    log         min_max of ln x (ln of the goalposts)           1 - that
    none        x                                               minus that
    ==========  ==============================================  ==================================

    References
    ----------
    OECD/JRC (2008). Handbook on Constructing Composite Indicators, pp. 83-88.

    Raises
    ------
    StatisticError
        For a constant indicator, infinite values, a log of values that are not positive, a missing setting.

    Examples
    --------
    >>> gdp = pd.Series({"320583": 5006.7, "320281": 4754.2, "350582": 3207.4})
    >>> normalize(gdp, method="rank").tolist()
    [3.0, 2.0, 1.0]
    """
    choose(method, NORMALIZATIONS, what="normalization", error=StatisticError)
    x = as_numbers(values)
    name = str(values.name) if values.name is not None else Message("indicators.normalize.the-indicator")
    if direction not in (1, -1):
        raise StatisticError(
            "indicators.normalize.direction-is-valid-more-is-better", name=name, direction=direction
        )
    infinite = np.isinf(x)
    if infinite.any():
        raise StatisticError(
            "indicators.normalize.infinite-at-correct-or-remove-these",
            name=name,
            index=listed(x.index[infinite]),
        )
    if goalposts is not None:
        goalposts = _goalposts(goalposts, name)
    if method == "none":
        return x * direction
    if method == "benchmark":
        return _ratio(x, benchmark, direction, name)
    varies = not (method in ("min_max", "log") and goalposts is not None)
    if varies and is_constant(x):
        raise _constant(x, name)
    if method == "log":
        _require_positive(x, name, Message("indicators.normalize.a-logarithm"))
        if goalposts is not None:
            if min(goalposts) <= 0:
                raise StatisticError(
                    "indicators.normalize.goalposts-must-be-positive-under-a", name=name, goalposts=goalposts
                )
            goalposts = (float(np.log(goalposts[0])), float(np.log(goalposts[1])))
        x = np.log(x)
    if method in ("min_max", "log"):
        return _min_max(x, goalposts, direction, name)
    if method == "z":
        return direction * (x - x.mean()) / x.std(ddof=1)
    if method == "target":
        return _to_target(x, target, direction, name)
    ranks = (direction * x).rank(method="average")
    return ranks if method == "rank" else (ranks - 1) / (x.count() - 1)


def _goalposts(given: object, name: Name) -> tuple[float, float]:
    """Two numbers, the lower and the upper goalpost."""
    try:
        low, high = (float(post) for post in given)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise StatisticError(
            "indicators.normalize.goalposts-are-two-numbers-lower-and", name=name, given=given
        ) from None
    return low, high


def _min_max(x: pd.Series, goalposts: tuple[float, float] | None, direction: int, name: Name) -> pd.Series:
    if goalposts is None:
        low, high = float(x.min()), float(x.max())
    else:
        low, high = goalposts
        if not low < high or is_constant(np.array([low, high])):
            raise StatisticError(
                "indicators.normalize.goalposts-must-rise-got", name=name, goalposts=goalposts
            )
    share = ((x - low) / (high - low)).clip(0.0, 1.0)
    return share if direction == 1 else 1.0 - share


def _to_target(x: pd.Series, target: float | None, direction: int, name: Name) -> pd.Series:
    worst = float(x.min() if direction == 1 else x.max())
    if target is None:
        raise StatisticError("indicators.normalize.method-target-needs-target", name=name)
    if direction * (target - worst) <= 0:
        side = Message(
            f"indicators.normalize.{'above-the-lowest' if direction == 1 else 'below-the-highest'}"
        )
        raise StatisticError(
            "indicators.normalize.target-must-lie-value", name=name, target=target, side=side, worst=worst
        )
    return ((x - worst) / (target - worst)).clip(upper=1.0)


def _ratio(x: pd.Series, benchmark: object, direction: int, name: Name) -> pd.Series:
    if isinstance(benchmark, str):
        choose(benchmark, ("max", "mean", "median"), what="benchmark", error=StatisticError)
        level = float(getattr(x, benchmark)())
    elif isinstance(benchmark, Real) and not isinstance(benchmark, bool):
        level = float(benchmark)
    else:
        raise StatisticError("indicators.normalize.method-benchmark-needs-benchmark-a-number", name=name)
    if not level > 0:
        raise StatisticError("indicators.normalize.the-benchmark-is-a-ratio-needs", name=name, level=level)
    if direction == 1:
        return x / level
    _require_positive(x, name, Message("indicators.normalize.a-ratio-to-it"))
    return level / x


def _require_positive(x: pd.Series, name: Name, what: Message) -> None:
    bad = x <= 0
    if bad.any():
        cells = [f"{key} ({value:g})" for key, value in x[bad].items()]
        raise StatisticError(
            "indicators.normalize.of-values-are-not-positive-is",
            name=name,
            value=int(bad.sum()),
            count=x.count(),
            what=what,
            cells=listed(cells),
        )


def _constant(x: pd.Series, name: Name) -> StatisticError:
    if x.count() == 0:
        what = Message("indicators.normalize.has-no-value")
    else:
        what = Message("indicators.normalize.is-the-same", value=float(x.dropna().iloc[0]), count=x.count())
    return StatisticError("indicators.normalize.it-cannot-tell-units-apart-drop", name=name, what=what)

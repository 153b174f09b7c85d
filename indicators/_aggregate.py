"""Aggregation: normalized indicators and their weights become one number a unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from boundaries.constant import constant_columns
from boundaries.errors import StatisticError, choose, listed
from boundaries.language import Message
from boundaries.shown import Shown
from indicators.direction import signs
from indicators.number import as_number_frame, as_numbers

Aggregation = Literal["arithmetic", "geometric", "harmonic", "topsis"]
AGGREGATIONS = ("arithmetic", "geometric", "harmonic", "topsis")


def aggregate(
    frame: pd.DataFrame, weights: pd.Series | None = None, *, method: Aggregation = "arithmetic"
) -> pd.Series:
    """Weighted mean of each row, or its TOPSIS closeness.

    Parameters
    ----------
    frame : pandas.DataFrame
        Units by adcode, one column an indicator, already normalized (more is better).
    weights : pandas.Series, optional
        By column; only their proportions matter. None: equal weights.
    method : {"arithmetic", "geometric", "harmonic", "topsis"}

    Returns
    -------
    pandas.Series
        On the rows' index; a unit with a missing indicator stays missing.

    Notes
    -----
    With weights w that sum to 1: arithmetic sum(w x); geometric exp(sum(w ln x)), 0 where an x is 0; harmonic
    1 / sum(w / x), 0 where an x is 0. Geometric and harmonic means need x >= 0. ``topsis``: :func:`topsis`
    without further normalization.

    Examples
    --------
    >>> scores = pd.DataFrame({"a": [0.4, 0.9], "b": [0.9, 0.4]}, index=["320583", "320281"])
    >>> aggregate(scores, pd.Series({"a": 2, "b": 1}), method="geometric").round(3).tolist()
    [0.524, 0.687]
    """
    choose(method, AGGREGATIONS, what="aggregation", error=StatisticError)
    numbers = as_number_frame(frame)
    w = proportions(weights, frame.columns)
    if method == "topsis":
        return topsis(numbers, w, normalization="none").frame["closeness"].rename(None)
    x = numbers.to_numpy()
    used = w.to_numpy() > 0
    x, share = x[:, used], w.to_numpy()[used]
    if method == "arithmetic":
        return pd.Series(x @ share, index=frame.index)
    if (x < 0).any():
        rows, columns = np.nonzero(x < 0)
        names = frame.columns[used]
        cells = [f"{frame.index[i]} {names[j]} ({x[i, j]:g})" for i, j in zip(rows, columns, strict=True)]
        raise StatisticError(
            "indicators.aggregate.a-mean-needs-values-that-are",
            method=method,
            n_cells=len(cells),
            cells=listed(cells),
        )
    with np.errstate(divide="ignore"):
        mean = np.exp(np.log(x) @ share) if method == "geometric" else 1.0 / ((1.0 / x) @ share)
    return pd.Series(mean, index=frame.index)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Topsis(Shown):
    """Closeness to the ideal unit.

    ``frame`` by unit: ``d_ideal``, ``d_anti``, ``closeness``, ``rank`` (1 is closest; ties share the
    smallest rank). ``ideal`` and ``anti`` are the weighted best and worst values by indicator; ``weights``
    sum to 1.
    """

    frame: pd.DataFrame
    ideal: pd.Series
    anti: pd.Series
    weights: pd.Series
    normalization: str


def topsis(
    frame: pd.DataFrame,
    weights: pd.Series | None = None,
    *,
    directions: Mapping[str, int] | pd.Series | None = None,
    normalization: Literal["vector", "min_max", "none"] = "vector",
) -> Topsis:
    """Rank units by their distance to the best and the worst conceivable one (TOPSIS).

    Parameters
    ----------
    frame : pandas.DataFrame
        Units by adcode, one column an indicator.
    weights : pandas.Series, optional
        By column; None: equal.
    directions : mapping or pandas.Series, optional
        +1 or -1 for each column; None: all +1.
    normalization : {"vector", "min_max", "none"}
        ``vector`` divides a column by its Euclidean length, as the method's authors do.

    References
    ----------
    Hwang, C.-L. and Yoon, K. (1981). Multiple Attribute Decision Making, pp. 128-140.

    Examples
    --------
    >>> scores = pd.DataFrame({"a": [3.0, 0.0], "b": [4.0, 1.0]}, index=["320583", "320281"])
    >>> topsis(scores).frame["closeness"].tolist()
    [1.0, 0.0]
    """
    choose(normalization, ("vector", "min_max", "none"), what="normalization", error=StatisticError)
    x = as_number_frame(frame)
    w = proportions(weights, frame.columns)
    sign = signs(directions, frame.columns)
    if normalization == "vector":
        length = np.sqrt((x**2).sum())
        if (length == 0).any():
            raise StatisticError(
                "indicators.aggregate.all-zero-drop-these-indicators", index=listed(length.index[length == 0])
            )
        x = x / length
    elif normalization == "min_max":
        span = x.max() - x.min()
        constant = constant_columns(x)
        if len(constant):
            raise StatisticError(
                "indicators.aggregate.constant-drop-these-indicators", index=listed(constant)
            )
        x = (x - x.min()) / span
    v = x * w
    ideal = v.max().where(sign == 1, v.min())
    anti = v.min().where(sign == 1, v.max())
    d_ideal = np.sqrt(((v - ideal) ** 2).sum(axis=1, skipna=False))
    d_anti = np.sqrt(((v - anti) ** 2).sum(axis=1, skipna=False))
    total = d_ideal + d_anti
    if (total == 0).any():
        raise StatisticError("indicators.aggregate.every-unit-is-the-same-in")
    closeness = d_anti / total
    out = pd.DataFrame({"d_ideal": d_ideal, "d_anti": d_anti, "closeness": closeness})
    out["rank"] = closeness.rank(method="min", ascending=False).astype("Int64")
    return Topsis(frame=out, ideal=ideal, anti=anti, weights=w, normalization=normalization)


def proportions(weights: pd.Series | None, columns: pd.Index) -> pd.Series:
    """Weights in the columns' order, scaled to sum to 1; every breach in one error."""
    if len(columns) == 0:
        raise StatisticError("indicators.aggregate.there-is-no-indicator-to-weight")
    if weights is None:
        return pd.Series(1.0 / len(columns), index=columns)
    values = as_numbers(weights, what="weights")
    faults = []
    missing, extra = columns.difference(weights.index), weights.index.difference(columns)
    if len(missing):
        faults.append(Message("indicators.aggregate.no-weight", codes=list(missing)))
    if len(extra):
        faults.append(Message("indicators.aggregate.unknown", codes=list(extra)))
    if weights.index.has_duplicates:
        twice = list(weights.index[weights.index.duplicated()].unique())
        faults.append(Message("indicators.aggregate.weighted-twice", codes=twice))
    bad = ~np.isfinite(values) | (values < 0)
    if bad.any():
        faults.append(Message("indicators.aggregate.negative", codes=list(weights.index[bad])))
    elif not values.sum() > 0:
        faults.append(Message("indicators.aggregate.sum-of-nothing"))
    if faults:
        raise StatisticError("errors.faults", faults=faults)
    w = values.loc[columns]
    return w / w.sum()

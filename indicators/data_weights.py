"""Weights read from the data: equal, entropy, CRITIC and principal components."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from boundaries.constant import ROUNDING, constant_columns
from boundaries.errors import LianpianWarning, StatisticError, choose, listed
from boundaries.shown import Shown
from indicators.direction import signs
from indicators.number import as_number_frame


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class DataWeights(Shown):
    """Weights computed from the indicators themselves.

    ``weights`` by indicator, summing to 1; ``frame`` by indicator: the quantities behind them (named in the
    function); ``n_units`` the complete rows used; ``dropped`` the units left out for a missing value.
    """

    weights: pd.Series
    frame: pd.DataFrame
    method: str
    n_units: int
    dropped: pd.Index


def equal_weights(indicators: pd.Index | pd.DataFrame) -> pd.Series:
    """The same weight for every indicator.

    >>> equal_weights(pd.Index(["gdp", "rd"])).to_dict()
    {'gdp': 0.5, 'rd': 0.5}
    """
    columns = indicators.columns if isinstance(indicators, pd.DataFrame) else indicators
    if len(columns) == 0:
        raise StatisticError("indicators.data_weights.there-is-no-indicator-to-weight")
    return pd.Series(1.0 / len(columns), index=columns, name="weight")


def entropy_weights(frame: pd.DataFrame) -> DataWeights:
    """Entropy weights (熵权法): the more unevenly an indicator is shared out, the more it counts.

    Parameters
    ----------
    frame : pandas.DataFrame
        Units by adcode; every value >= 0 (normalize first where it is not, or where less is better).

    Returns
    -------
    DataWeights
        ``frame``: ``entropy`` (0 to 1), ``divergence`` (1 - entropy), ``weight``.

    Notes
    -----
    p = x / sum(x) by column, e = -sum(p ln p) / ln n, weight = (1 - e) / sum(1 - e), 0 ln 0 = 0.

    References
    ----------
    Shannon, C. E. (1948); Hwang, C.-L. and Yoon, K. (1981). Multiple Attribute Decision Making, pp. 52-54.

    Examples
    --------
    >>> frame = pd.DataFrame({"even": [1.0, 1, 1], "uneven": [0.0, 0, 3]}, index=list("xyz"))
    >>> entropy_weights(frame).weights.round(3).to_dict()
    {'even': 0.0, 'uneven': 1.0}
    """
    x, dropped = _complete(frame)
    negative = [f"{i} {c} ({v:g})" for c in x for i, v in x[c][x[c] < 0].items()]
    if negative:
        raise StatisticError(
            "indicators.data_weights.entropy-needs-values-that-are-not", negative=listed(negative)
        )
    total = x.sum()
    if (total == 0).any():
        raise StatisticError(
            "indicators.data_weights.all-zero-drop-these-indicators", index=listed(total.index[total == 0])
        )
    p = (x / total).to_numpy()
    logs = np.log(p, out=np.zeros_like(p), where=p > 0)
    entropy = pd.Series(-(p * logs).sum(axis=0) / np.log(len(x)), index=x.columns)
    divergence = (1 - entropy).clip(lower=0).mask(x.columns.isin(constant_columns(x)), 0.0)
    if divergence.sum() <= 1e-12:
        raise StatisticError("indicators.data_weights.every-indicator-is-spread-evenly-over")
    return _weights(divergence, {"entropy": entropy, "divergence": divergence}, "entropy", len(x), dropped)


def critic_weights(
    frame: pd.DataFrame, *, directions: Mapping[str, int] | pd.Series | None = None
) -> DataWeights:
    """CRITIC weights: contrast within an indicator times its conflict with the others.

    Parameters
    ----------
    frame : pandas.DataFrame
        Units by adcode, in any unit; brought to min-max inside.
    directions : mapping or pandas.Series, optional
        +1 or -1 for each column; None: all +1.

    Returns
    -------
    DataWeights
        ``frame``: ``contrast`` (SD of the min-max values), ``conflict`` (sum of 1 - r), ``information``,
        ``weight``.

    References
    ----------
    Diakoulaki, D., Mavrotas, G. and Papayannakis, L. (1995). Computers & Operations Research 22(7), 763-770.

    Examples
    --------
    >>> frame = pd.DataFrame({"a": [0.0, 1, 2], "b": [0.0, 2, 4], "c": [5.0, 1, 3]}, index=list("xyz"))
    >>> critic_weights(frame).weights.round(3).to_dict()
    {'a': 0.25, 'b': 0.25, 'c': 0.5}
    """
    from indicators._normalize import normalize

    x, dropped = _complete(frame)
    sign = signs(directions, x.columns)
    scaled = pd.DataFrame({c: normalize(x[c], direction=int(sign[c])) for c in x.columns})
    contrast = scaled.std(ddof=1)
    conflict = (1 - scaled.corr()).sum()
    information = contrast * conflict
    if information.sum() <= 1e-12:
        raise StatisticError("indicators.data_weights.all-indicators-are-perfectly-correlated-critic")
    parts = {"contrast": contrast, "conflict": conflict, "information": information}
    return _weights(information, parts, "critic", len(x), dropped)


def pca_weights(
    frame: pd.DataFrame, *, factors: int | Literal["kaiser", "oecd"] = "oecd", rotate: bool = True
) -> DataWeights:
    """Weights from principal components, as the OECD handbook draws them.

    Parameters
    ----------
    frame : pandas.DataFrame
        Units by adcode, more is better; standardized inside.
    factors : int or {"kaiser", "oecd"}
        How many components are kept: a number; ``kaiser``: eigenvalues above 1; ``oecd``: eigenvalues above 1
        that explain over 10 % each, which should explain over 60 % together.
    rotate : bool
        Varimax rotation (with Kaiser's normalization) of the kept loadings.

    Returns
    -------
    DataWeights
        ``frame``: ``factor`` (on which the indicator loads most), ``loading``, ``share`` (squared loading
        over
        the factor's variance), ``factor_share`` (the factor's part of the kept variance), ``weight``.

    Notes
    -----
    An indicator is given to the factor on which its squared loading is largest; its weight is that squared
    loading over the factor's explained variance, times the factor's share of the kept variance, scaled to sum
    to 1.

    Warns
    -----
    LianpianWarning
        Under ``oecd``, the components that are kept explain no more than 60 % together: a component below the
        first two limits is never taken in to reach the third.

    References
    ----------
    OECD/JRC (2008). Handbook on Constructing Composite Indicators, pp. 89-91; Nicoletti, G. et al. (2000).
    """
    x, dropped = _complete(frame)
    if len(x) <= x.shape[1]:
        raise StatisticError(
            "indicators.data_weights.complete-units-for-indicators-too-few", n_x=len(x), value=x.shape[1]
        )
    constant = constant_columns(x)
    if len(constant):
        raise StatisticError(
            "indicators.data_weights.constant-drop-these-indicators", constant=listed(constant)
        )
    values, vectors = np.linalg.eigh(x.corr().to_numpy())
    values, vectors = values[::-1], vectors[:, ::-1]
    keep = _kept(values, factors)
    loadings = vectors[:, :keep] * np.sqrt(values[:keep])
    if rotate and keep > 1:
        loadings = _varimax(loadings)
    variance = (loadings**2).sum(axis=0)
    best = np.argmax(loadings**2, axis=1)
    rows = np.arange(len(best))
    loading = loadings[rows, best]
    share = loading**2 / variance[best]
    factor_share = (variance / variance.sum())[best]
    parts = {
        "factor": pd.Series(best + 1, index=x.columns),
        "loading": pd.Series(np.abs(loading), index=x.columns),
        "share": pd.Series(share, index=x.columns),
        "factor_share": pd.Series(factor_share, index=x.columns),
    }
    return _weights(pd.Series(share * factor_share, index=x.columns), parts, "pca", len(x), dropped)


def _kept(values: np.ndarray, factors: object) -> int:
    if isinstance(factors, int | np.integer) and not isinstance(factors, bool):
        if not 1 <= factors <= len(values):
            raise StatisticError(
                "indicators.data_weights.factors-is-valid-to", factors=factors, n_values=len(values)
            )
        return int(factors)
    if not isinstance(factors, str):
        raise StatisticError("indicators.data_weights.factors-is-wanted-a-whole-number", factors=factors)
    choose(factors, ("kaiser", "oecd"), what="factors", error=StatisticError)
    above = values > 1 + ROUNDING * len(values)
    if factors == "kaiser":
        return max(int(above.sum()), 1)
    share = values / values.sum()
    kept = max(int((above & (share > 0.10)).sum()), 1)
    if share[:kept].sum() <= 0.60:
        held = float(share[:kept].sum())
        told = LianpianWarning("indicators.data_weights.much-left-out", kept=kept, share=held)
        warnings.warn(told, stacklevel=3)
    return kept


def _varimax(loadings: np.ndarray) -> np.ndarray:
    """Kaiser's rotation: each pair of factors turned by the angle that maximizes the variance of squares."""
    length = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    a = loadings / length
    n, k = a.shape
    for _ in range(200):
        largest = 0.0
        for p in range(k - 1):
            for q in range(p + 1, k):
                u, v = a[:, p] ** 2 - a[:, q] ** 2, 2 * a[:, p] * a[:, q]
                sine = 2 * (u @ v) - 2 * u.sum() * v.sum() / n
                cosine = u @ u - v @ v - (u.sum() ** 2 - v.sum() ** 2) / n
                angle = float(np.arctan2(sine, cosine)) / 4
                largest = max(largest, abs(angle))
                c, d = np.cos(angle), np.sin(angle)
                a[:, [p, q]] = a[:, [p, q]] @ np.array([[c, -d], [d, c]])
        if largest < 1e-10:
            break
    out: np.ndarray = a * length
    return out


def _complete(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.Index]:
    x = as_number_frame(frame)
    full = x.dropna()
    if len(full) < 2 or full.shape[1] == 0:
        raise StatisticError(
            "indicators.data_weights.units-with-every-indicator-present-weights", n_full=len(full)
        )
    return full, x.index.difference(full.index)


def _weights(
    raw: pd.Series, parts: dict[str, pd.Series], method: str, n_units: int, dropped: pd.Index
) -> DataWeights:
    weights = (raw / raw.sum()).rename("weight")
    frame = pd.DataFrame({**parts, "weight": weights})
    return DataWeights(weights=weights, frame=frame, method=method, n_units=n_units, dropped=dropped)

"""Outliers: pulling in single extreme values, or transforming a column that is skewed throughout."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from boundaries.constant import is_constant
from boundaries.errors import StatisticError, listed
from boundaries.language import Message
from boundaries.shown import Shown
from indicators.number import as_number_frame, as_numbers


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Winsorized(Shown):
    """``values`` with the extremes pulled in; ``changed`` by adcode: ``before``, ``after``."""

    values: pd.Series
    changed: pd.DataFrame
    skew: float
    kurtosis: float
    passed: bool


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Treated(Shown):
    """A table whose outliers were treated.

    Attributes
    ----------
    frame : pandas.DataFrame
    log : pandas.DataFrame
        By indicator: ``treatment`` ("none", "winsorize", "box_cox"), ``points`` (values pulled in),
        ``lambda`` and
        ``shift`` of Box-Cox, ``skew_before``, ``kurtosis_before``, ``skew``, ``kurtosis``, ``passed``.
    changed : pandas.DataFrame
        One row a pulled-in cell: ``adcode``, ``indicator``, ``before``, ``after``.
    skew, kurtosis : float
        The limits; a column is treated when it exceeds both.
    most : int
        Most values pulled in before Box-Cox is tried.
    steps : tuple of Message
    """

    frame: pd.DataFrame
    log: pd.DataFrame
    changed: pd.DataFrame
    skew: float
    kurtosis: float
    most: int
    steps: tuple[Message, ...]


def winsorize(values: pd.Series, *, skew: float = 2.0, kurtosis: float = 3.5, most: int = 5) -> Winsorized:
    """Pull in the most extreme values one by one until skew and kurtosis are tolerable.

    Parameters
    ----------
    values : pandas.Series
        By adcode, missing values allowed.
    skew, kurtosis : float
        A column is skewed when its absolute skewness and its excess kurtosis both exceed these (sample
        estimates
        G1 and G2, as in Excel's SKEW and KURT).
    most : int
        Most values to pull in.

    Notes
    -----
    With positive skew the highest k values take the value of the next lower one, k = 1, 2, ...; with negative
    skew the
    lowest.

    References
    ----------
    Becker, W. et al. (2022). COINr: an R package for developing composite indicators. JOSS 7(78), 4567.

    Examples
    --------
    >>> raw = pd.Series([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 100], index=[f"3201{k:02d}" for k in range(1, 11)])
    >>> float(winsorize(raw).values.max())
    9.0
    """
    x = as_numbers(values)
    passed, g1, g2 = _tolerable(x, skew, kurtosis)
    place = np.flatnonzero(x.notna())  # by position: a label may stand for several values
    ordered = x.to_numpy()[place]
    rising = np.argsort(ordered if g1 < 0 else -ordered, kind="stable")
    place, ordered = place[rising], ordered[rising]
    limit = min(most, max(len(place) - 2, 0))
    k = 0
    while not passed and k < limit:
        k += 1
        x.iloc[place[:k]] = ordered[k]
        passed, g1, g2 = _tolerable(x, skew, kurtosis)
    before = as_numbers(values)
    moved = (x.ne(before) & before.notna()).to_numpy()
    changed = pd.DataFrame({"before": before[moved], "after": x[moved]})
    return Winsorized(values=x, changed=changed, skew=g1, kurtosis=g2, passed=passed)


def box_cox(values: pd.Series) -> tuple[pd.Series, float, float]:
    """Box-Cox transform with the likeliest lambda; values are first shifted to be positive where they are
    not.

    Returns
    -------
    (pandas.Series, float, float)
        The transformed values, lambda, and the shift added (0 where all are positive).

    References
    ----------
    Box, G. E. P. and Cox, D. R. (1964). Journal of the Royal Statistical Society B 26(2), 211-252.
    """
    from scipy.stats import boxcox

    x = as_numbers(values)
    infinite = np.isinf(x)
    if infinite.any():
        raise StatisticError(
            "indicators.outliers.infinite-at-box-cox-is-not",
            name=values.name,
            index=listed(x.index[infinite]),
        )
    present = x.dropna()
    if is_constant(present):
        raise StatisticError("indicators.outliers.fewer-than-two-different-values-box", name=values.name)
    low, span = float(present.min()), float(present.max() - present.min())
    shift = 0.0 if low > 0 else 0.01 * span - low
    moved, power = boxcox((present + shift).to_numpy())
    out = x.copy()
    out.iloc[np.flatnonzero(x.notna())] = moved
    return out, float(power), shift


def treat_outliers(
    frame: pd.DataFrame, *, skew: float = 2.0, kurtosis: float = 3.5, most: int = 5
) -> Treated:
    """Treat each skewed indicator: winsorize, and where that is not enough Box-Cox instead.

    Parameters
    ----------
    frame : pandas.DataFrame
        Units by adcode, one column an indicator.
    skew, kurtosis, most
        As for :func:`winsorize`.

    Examples
    --------
    >>> raw = pd.DataFrame({"gdp": [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 100]}, index=list("abcdefghij"))
    >>> treat_outliers(raw).log.loc["gdp", "treatment"]
    'winsorize'
    """
    table = as_number_frame(frame)
    infinite = table.columns[np.isinf(table).any()]
    if len(infinite):
        raise StatisticError(
            "indicators.outliers.infinite-values-in-correct-or-remove", infinite=listed(infinite)
        )
    columns: dict[str, pd.Series] = {}
    rows, cells = [], []
    for name in frame.columns:
        raw = table[name]
        good, g1, g2 = _tolerable(raw, skew, kurtosis)
        treatment, power, shift, points = "none", np.nan, 0.0, 0
        pulled = winsorize(raw, skew=skew, kurtosis=kurtosis, most=most)
        out, after1, after2, passed = pulled.values, pulled.skew, pulled.kurtosis, pulled.passed
        if not good and pulled.passed:
            treatment, points = "winsorize", len(pulled.changed)
            for i, cell in pulled.changed.iterrows():
                cells.append(
                    {"adcode": i, "indicator": name, "before": cell["before"], "after": cell["after"]}
                )
        elif not good:
            treatment = "box_cox"
            out, power, shift = box_cox(raw)
            passed, after1, after2 = _tolerable(out, skew, kurtosis)
        columns[name] = out
        rows.append(
            {
                "treatment": treatment,
                "points": points,
                "lambda": power,
                "shift": shift,
                "skew_before": g1,
                "kurtosis_before": g2,
                "skew": after1,
                "kurtosis": after2,
                "passed": passed,
            }
        )
    log = pd.DataFrame(rows, index=frame.columns)
    done = log["treatment"].value_counts()
    words = Message(
        "indicators.steps.outliers",
        skew=skew,
        kurtosis=kurtosis,
        winsorized=done.get("winsorize", 0),
        cells=len(cells),
        box_cox=done.get("box_cox", 0),
        left=int((~log["passed"]).sum()),
    )
    return Treated(
        frame=pd.DataFrame(columns, index=frame.index),
        log=log,
        changed=pd.DataFrame(cells, columns=["adcode", "indicator", "before", "after"]),
        skew=skew,
        kurtosis=kurtosis,
        most=most,
        steps=(words,),
    )


def _tolerable(x: pd.Series, skew: float, kurtosis: float) -> tuple[bool, float, float]:
    present = x.dropna()
    if len(present) < 4 or is_constant(present):
        return True, float("nan"), float("nan")
    g1, g2 = float(present.skew()), float(present.kurt())
    return not (abs(g1) > skew and g2 > kurtosis), g1, g2

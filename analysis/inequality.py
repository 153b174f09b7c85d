"""Inequality and concentration: how unevenly scores or members are shared out."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from boundaries.errors import StatisticError, listed


def shares_of(values: pd.Series, *, what: str) -> npt.NDArray[np.float64]:
    """Finite, non-negative values that are not all zero; NaN is dropped, never counted as zero."""
    numbers: npt.NDArray[np.float64] = values.dropna().to_numpy(dtype=np.float64)
    bad = values.index[np.isinf(values.to_numpy(dtype=np.float64)) | (values.to_numpy(dtype=np.float64) < 0)]
    if len(bad):
        raise StatisticError(f"{what}: values must be finite and not negative: {listed(bad)}")
    if not len(numbers) or numbers.sum() <= 0:
        raise StatisticError(f"{what}: wanted at least one value above zero, came {len(numbers):,} values")
    return numbers


def gini(values: pd.Series) -> float:
    """Gini coefficient: 0 when all are equal, (n - 1) / n when one has everything.

    Examples
    --------
    >>> gini(pd.Series([1.0, 1.0, 1.0, 1.0])), gini(pd.Series([0.0, 0.0, 0.0, 4.0]))
    (0.0, 0.75)
    """
    numbers = np.sort(shares_of(values, what="gini"))
    n = len(numbers)
    rank = np.arange(1, n + 1)
    return float(((2 * rank - n - 1) * numbers).sum() / (n * numbers.sum()))


def herfindahl(values: pd.Series) -> float:
    """Herfindahl index: sum of squared shares, from 1/n (equal) to 1 (one has everything).

    Examples
    --------
    >>> herfindahl(pd.Series([1.0, 1.0, 2.0]))
    0.375
    """
    numbers = shares_of(values, what="herfindahl")
    return float(((numbers / numbers.sum()) ** 2).sum())

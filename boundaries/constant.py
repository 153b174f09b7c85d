"""Constant up to rounding: one rule for tests, normalization, weights, sensitivity, classes and studies.

A column of ``0.1 + 0.2`` beside ``0.3`` says nothing about its units but what a computer's rounding says.
Stretched to 0 to 1 it would decide a ranking; standardized it would look like a hotspot. Whoever needs values
that vary asks here.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

ROUNDING = 64 * float(np.finfo(np.float64).eps)
"""Values that differ by no more than this share of the largest are the same but for rounding."""


def is_constant(values: npt.ArrayLike | pd.Series) -> bool:
    """Whether the values that are present are all the same, rounding apart.

    Parameters
    ----------
    values : array-like or Series of float
        NaN and NA are passed over; infinite values are never constant with finite ones.

    Returns
    -------
    bool
        highest - lowest <= 64 eps max(abs(highest), abs(lowest)), eps = 2**-52; True where no value is
        present, for nothing varies.

    Examples
    --------
    >>> is_constant([0.1 + 0.2, 0.3, 0.3]), is_constant([0.3, 0.3 + 1e-9])
    (True, False)
    """
    if isinstance(values, np.ndarray) and values.dtype == np.float64:
        given = values
    else:
        given = pd.Series(values).to_numpy(dtype=np.float64, na_value=np.nan)
    gaps = np.isnan(given)
    present = given[~gaps] if gaps.any() else given
    if not len(present):
        return True
    low, high = float(present.min()), float(present.max())
    return low == high or bool(high - low <= ROUNDING * max(abs(low), abs(high)) < np.inf)


def constant_columns(frame: pd.DataFrame) -> pd.Index:
    """The columns of a frame of numbers that are constant up to rounding.

    >>> constant_columns(pd.DataFrame({"rate": [0.1 + 0.2, 0.3], "gdp": [1.0, 2.0]})).tolist()
    ['rate']
    """
    return frame.columns[[is_constant(frame.iloc[:, place]) for place in range(frame.shape[1])]]


def merged(values: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """The number, from 0, of the distinct value that each of the *rising* values is, rounding apart.

    Two neighbors are the same where they differ by no more than `ROUNDING` of the largest absolute value.

    >>> merged(np.array([0.1, 0.3, 0.1 + 0.2, 0.5])).tolist()
    [0, 1, 1, 2]
    """
    if not len(values):
        return np.zeros(0, dtype=np.intp)
    slack = ROUNDING * float(np.abs(values[[0, -1]]).max())
    return np.concatenate([[0], np.cumsum(np.diff(values) > slack)]).astype(np.intp)

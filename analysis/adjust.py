"""Adjusting for many tests: the false discovery rate.

References
----------
Benjamini, Y., Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B 57, 289-300.
Benjamini, Y., Yekutieli, D. (2001). The control of the false discovery rate under dependency. Annals of
Statistics 29, 1165-1188.
"""

import numpy as np
import numpy.typing as npt

from boundaries.errors import StatisticError

Floats = npt.NDArray[np.float64]


def benjamini_hochberg(p: npt.ArrayLike) -> Floats:
    """False discovery rate at which each test would just be a discovery, for independent tests.

    Valid also under positive dependence, as of neighboring units. NaN (no test) stays NaN and does not count
    among the tests.

    Parameters
    ----------
    p : array-like of float
        p-values from 0 to 1, or NaN.

    Returns
    -------
    ndarray of float
        Of the shape and order of ``p``, from 0 to 1: min over q >= p of q m / rank(q), m the number of tests.

    Raises
    ------
    StatisticError
        Values below 0 or above 1.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.02, np.nan, 0.5])
    array([0.03, 0.03,  nan, 0.5 ])
    """
    return discovery_rates(p)[0]


def benjamini_yekutieli(p: npt.ArrayLike) -> Floats:
    """False discovery rate as `benjamini_hochberg`, valid under any dependence: times 1 + 1/2 + ... + 1/m.

    Parameters
    ----------
    p : array-like of float
        p-values from 0 to 1, or NaN.

    Returns
    -------
    ndarray of float
        Of the shape and order of ``p``, from 0 to 1; NaN where ``p`` is.

    Raises
    ------
    StatisticError
        Values below 0 or above 1.

    Examples
    --------
    >>> benjamini_yekutieli([0.01, 0.02]).round(4)
    array([0.03, 0.03])
    """
    return discovery_rates(p)[1]


def discovery_rates(p: npt.ArrayLike) -> tuple[Floats, Floats]:
    """`benjamini_hochberg` and `benjamini_yekutieli` of the same tests at once."""
    given = np.asarray(p, dtype=np.float64)
    tested = ~np.isnan(given)
    tests = given[tested]
    hochberg, yekutieli = np.full(given.shape, np.nan), np.full(given.shape, np.nan)
    m = len(tests)
    if not m:
        return hochberg, yekutieli
    if tests.min() < 0 or tests.max() > 1:
        raise StatisticError("analysis.adjust.p-wanted-values-from-to-came", min=tests.min(), max=tests.max())
    order = np.argsort(tests, kind="stable")
    rank = np.arange(1, m + 1)
    climbed = np.empty(m)
    climbed[order] = np.minimum.accumulate((tests[order] * m / rank)[::-1])[::-1]
    hochberg[tested] = np.minimum(climbed, 1.0)
    yekutieli[tested] = np.minimum(climbed * (1.0 / rank).sum(), 1.0)
    return hochberg, yekutieli


def within_reach(smallest: npt.ArrayLike) -> float:
    """The smallest false discovery rate that one of several tests could have reached alone.

    "None is significant" says something only where this is at or below the level: with few draws or many tests
    nothing could have been.

    Parameters
    ----------
    smallest : array-like of float
        The smallest p that each test could have given: 1 / (draws + 1), or what its exact law allows. NaN: no
        test.

    Returns
    -------
    float
        The number of tests times the smallest of them, at most 1; NaN without tests.

    Examples
    --------
    1,855 tests of 9,999 draws cannot find a single unit at 5 %; of 99,999 draws they can:

    >>> within_reach([1 / 10_000] * 1855), within_reach([1 / 100_000] * 1855)
    (0.1855, 0.01855)
    """
    given = np.asarray(smallest, dtype=np.float64)
    tests = given[~np.isnan(given)]
    return min(1.0, float(tests.min()) * len(tests)) if len(tests) else float("nan")

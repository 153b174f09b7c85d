"""Adjusting for many tests: the false discovery rate.

References
----------
Benjamini, Y., Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B 57, 289-300.
Benjamini, Y., Yekutieli, D. (2001). The control of the false discovery rate under dependency. Annals of
Statistics 29, 1165-1188.
"""

import numpy as np
import numpy.typing as npt

from analysis.permutation import ALTERNATIVES, Alternative, check_permutations
from boundaries.errors import StatisticError, choose

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


def smallest_p(permutations: int, *, alternative: Alternative = "two-sided") -> float:
    """The smallest p that so many draws can show: none of them as extreme as what was observed.

    Parameters
    ----------
    permutations : int
        Draws P.
    alternative : {"two-sided", "greater", "less"}
        Two-sided p are twice the smaller one-sided p.

    Returns
    -------
    float
        1 / (P + 1), two-sided 2 / (P + 1).

    Examples
    --------
    >>> smallest_p(99, alternative="greater"), smallest_p(99)
    (0.01, 0.02)
    """
    least = 1.0 / (check_permutations(permutations) + 1)
    choose(alternative, ALTERNATIVES, what="alternative", error=StatisticError)
    return min(1.0, 2 * least) if alternative == "two-sided" else least


def extreme_draws(p: npt.ArrayLike, permutations: int, *, alternative: Alternative = "two-sided") -> Floats:
    """How many draws R were at least as extreme, read back from p = (R + 1) / (P + 1).

    Where R is 0, p says no more than "at most 1 / (P + 1)" and is not printed as a number.

    Parameters
    ----------
    p : array-like of float
        Pseudo p-values; NaN stays NaN. Two-sided ones that were cut at 1 give the draws of p = 1.
    permutations, alternative
        As the statistic had them.

    Returns
    -------
    ndarray of float
        Whole numbers from 0 to ``permutations``.

    Examples
    --------
    >>> extreme_draws([0.01, 0.05, 1.0], 99, alternative="greater").tolist()
    [0.0, 4.0, 99.0]
    """
    given = np.asarray(p, dtype=np.float64)
    once = smallest_p(permutations, alternative=alternative)
    found: Floats = np.rint(given / once) - 1.0
    return found


def can_find(
    permutations: int,
    n_tests: int,
    *,
    alpha: float = 0.05,
    together: int = 1,
    alternative: Alternative = "two-sided",
) -> bool:
    """Whether so many draws could show any of so many tests significant at a false discovery rate.

    "None is significant" may be said only where this is True; otherwise the draws could not tell.

    Parameters
    ----------
    permutations, alternative
        As the tests had them.
    n_tests : int
        Tests in the family (units tested, not those without neighbors).
    alpha : float
        False discovery rate.
    together : int
        How many tests would have to be as extreme as can be at the same time; 1 asks for a single one.

    Returns
    -------
    bool

    Notes
    -----
    The smallest p_fdr (Benjamini-Hochberg) is smallest p x tests / together.

    Examples
    --------
    >>> can_find(999, 2_844), can_find(999_999, 2_844), can_find(999, 2_844, together=200)
    (False, True, True)
    """
    if isinstance(n_tests, bool) or not isinstance(n_tests, int | np.integer) or n_tests < 1:
        raise StatisticError("analysis.adjust.n-tests-wanted-a-whole-number", n_tests=n_tests)
    if not 1 <= together <= n_tests:
        raise StatisticError("analysis.adjust.together-wanted", together=together, n_tests=n_tests)
    if not 0 < alpha < 1:
        raise StatisticError("analysis.p_values.alpha-wanted-a-rate-between-and", alpha=alpha)
    least = smallest_p(permutations, alternative=alternative)
    return bool(least * n_tests / together <= alpha * (1 + 1e-12))


def within_reach(smallest: npt.ArrayLike) -> float:
    """The smallest false discovery rate that one of several tests could have reached alone.

    As `can_find`, where each test has a floor of its own: exact laws, for which no draws are needed.
    "None is significant" says something only where this is at or below the level.

    Parameters
    ----------
    smallest : array-like of float
        The smallest p that each test could have given. NaN: no test.

    Returns
    -------
    float
        The number of tests times the smallest of them, at most 1; NaN without tests.

    Examples
    --------
    A region that holds three of four units of a stratum with one member can do no better than 0.75:

    >>> within_reach([0.75, 0.02, float("nan")]), within_reach([0.75, 0.03])
    (0.04, 0.06)
    """
    given = np.asarray(smallest, dtype=np.float64)
    tests = given[~np.isnan(given)]
    return min(1.0, float(tests.min()) * len(tests)) if len(tests) else float("nan")

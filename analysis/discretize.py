"""Discretization (离散化): numbers sorted into classes, for statistics that compare classes."""

from typing import Literal, TypeAlias, get_args

import numpy as np

from analysis.permutation import Floats, Ints
from boundaries.errors import StatisticError, choose
from boundaries.natural_breaks import natural_breaks

Cut: TypeAlias = Literal["equal", "natural", "quantile", "geometric", "sd"]
CUTS: tuple[str, ...] = get_args(Cut)
"""Equal intervals, natural breaks, quantiles, geometric intervals, standard deviations: the five of GD."""


def class_ends(values: Floats, *, cut: str, k: int) -> Floats:
    """The upper ends of the classes of finite numbers, rising; a class holds its upper end.

    Parameters
    ----------
    values : ndarray of float
    cut : one of `CUTS`
        ``equal``: intervals of one length. ``natural``: least squares within classes (Fisher-Jenks, exact).
        ``quantile``: equal counts, as ``numpy.quantile``. ``geometric``: each interval longer than the one
        before by one factor, from the least value moved to 1 where it is not above 0. ``sd``: the mean and
        steps of one standard deviation about it, k - 1 of them.
    k : int
        At least 2.

    Returns
    -------
    ndarray of float
        Fewer than ``k`` where values tie; no class is empty.

    Raises
    ------
    StatisticError
        An unknown scheme.

    Examples
    --------
    >>> class_ends(np.array([1.0, 2, 3, 4, 10]), cut="quantile", k=2)
    array([ 3., 10.])
    >>> class_ends(np.array([1.0, 2, 3, 4, 16]), cut="geometric", k=4)
    array([ 2.,  4., 16.])
    """
    choose(cut, CUTS, what="cut", error=StatisticError)
    low, high = float(values.min()), float(values.max())
    if cut == "equal":
        inner = low + (high - low) * np.arange(1, k) / k
    elif cut == "natural":
        inner = natural_breaks(values, k=k)[:-1]
    elif cut == "quantile":
        inner = np.quantile(values, np.arange(1, k) / k)
    elif cut == "geometric":
        moved = 0.0 if low > 0 else 1.0 - low
        inner = (low + moved) * ((high + moved) / (low + moved)) ** (np.arange(1, k) / k) - moved
    else:
        steps = np.arange(k - 1) - (k - 2) / 2
        inner = values.mean() + steps * values.std(ddof=1)
    ends = np.unique(np.append(inner[(inner >= low) & (inner < high)], high))
    filled = np.bincount(class_of(values, ends), minlength=len(ends)) > 0
    return np.asarray(ends[filled], dtype=np.float64)


def class_of(values: Floats, ends: Floats) -> Ints:
    """The class of each number, from 0.

    >>> class_of(np.array([1.0, 3.0, 3.5, 10.0]), np.array([3.0, 10.0]))
    array([0, 0, 1, 1])
    """
    found: Ints = np.minimum(np.searchsorted(ends, values, side="left"), len(ends) - 1).astype(np.int64)
    return found

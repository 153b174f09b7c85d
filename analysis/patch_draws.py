"""What the random sets of a test of patches gave: how often each value came, how large patches get."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

RANKS = 12
"""Patches that are compared by rank."""
MIDDLE = (0.025, 0.5, 0.975)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PatchDraws:
    """The random sets behind the p-values of `analysis.patches`.

    Attributes
    ----------
    joins, largest : Series of int, by value of the statistic, rising
        How many draws gave this number of joins between members, this size of the largest patch.
    sizes : DataFrame by rank (1 is the largest patch)
        low, median, high: between low and high lie the middle 95 % of the sizes of the patch of that rank,
        each rank by itself; 0 where a draw has fewer patches.
    """

    joins: pd.Series
    largest: pd.Series
    sizes: pd.DataFrame


def by_rank(sizes: npt.NDArray[np.int64], ranks: int = RANKS) -> npt.NDArray[np.int64]:
    """The sizes of the first ``ranks`` patches of each draw, falling; 0 where it has fewer.

    Parameters
    ----------
    sizes : ndarray of int, a row a draw
        The size of the patch that each member finds itself in.

    Examples
    --------
    >>> by_rank(np.array([[3, 1, 3, 2, 2, 3], [1, 1, 1, 1, 1, 1]]), 4)
    array([[3, 2, 1, 0],
           [1, 1, 1, 1]])
    """
    draws, members = sizes.shape
    falling = np.concatenate([-np.sort(-sizes, axis=1), np.zeros((draws, 1), dtype=sizes.dtype)], axis=1)
    every, place = np.arange(draws), np.zeros(draws, dtype=np.int64)
    found = np.zeros((draws, ranks), dtype=np.int64)
    for rank in range(ranks):  # a patch of s units stands s times in a row
        found[:, rank] = falling[every, place]
        place = np.minimum(place + found[:, rank], members)
    return found


def patch_draws(
    joins: npt.NDArray[np.float64], largest: npt.NDArray[np.float64], ranked: npt.NDArray[np.int64]
) -> PatchDraws:
    """Count the draws of each value, and take the quantiles of the sizes rank by rank.

    Parameters
    ----------
    joins, largest : ndarray
        Of every draw.
    ranked : ndarray of int, a row a draw
        `by_rank`.

    Returns
    -------
    PatchDraws
    """
    rows = np.quantile(ranked, MIDDLE, axis=0, method="inverted_cdf").astype(np.int64)
    index = pd.RangeIndex(1, ranked.shape[1] + 1, name="rank")
    return PatchDraws(
        joins=counted(joins, "joins"),
        largest=counted(largest, "largest"),
        sizes=pd.DataFrame(rows.T, index=index, columns=["low", "median", "high"]),
    )


def counted(values: npt.NDArray[np.float64], name: str) -> pd.Series:
    """How many draws gave each whole number.

    >>> counted(np.array([2.0, 1.0, 2.0]), "joins").to_dict()
    {1: 1, 2: 2}
    """
    whole, counts = np.unique(values.astype(np.int64), return_counts=True)
    return pd.Series(counts, index=pd.Index(whole, name=name), name="draws")

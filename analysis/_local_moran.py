"""Local Moran's I: where high values gather, where low ones do, and which units stand out."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.p_values import signed, sum_tails, verdicts
from analysis.permutation import Alternative, check_permutations, check_seed
from analysis.set_sample import Codes, Neighbors
from analysis.setting import ValueTest
from analysis.value_sample import sample

QUADRANTS = np.array(["LL", "HL", "LH", "HH"], dtype=object)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class LocalMoran(ValueTest):
    """Local Moran's I of every unit.

    Attributes
    ----------
    frame : DataFrame
        On the index of the values: value; lag (mean of the neighbors, weighted); I; p_sim; p_fdr
        (Benjamini-Hochberg over the units tested); label (HH, LH, LL, HL: own side of the mean, then the
        neighbors'; missing where nothing is tested); significant (p_fdr <= alpha); p_by
        (Benjamini-Yekutieli); p_greater, p_less (one-sided: I as large, as small, under the null).
        Units without neighbors or value are NaN.
    permutations, seed, alternative, alpha
        As given.
    null : Message
    strata : str
        The null hypothesis, and the name of what it holds fixed ("" for nothing).
    n_eligible : int
        Units that take part.
    isolates, missing : Index
        Units without neighbors; units without a value or not eligible.
    """

    frame: pd.DataFrame
    alpha: float


def local_moran(
    values: pd.Series,
    graph: Neighbors,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    permutations: int = 99_999,
    alternative: Alternative = "two-sided",
    alpha: float = 0.05,
    seed: int,
) -> LocalMoran:
    """Find where high values neighbor high ones, low ones low, and which units differ from their neighbors.

    Parameters
    ----------
    values : Series by adcode
        Numbers; a missing value takes no part.
    graph : libpysal.graph.Graph or libpysal.weights.W
        Neighbors; its weights are row-standardized here.
    eligible : iterable of adcodes or boolean Series, optional
        The units that take part; None means every unit with a value.
    strata : Series by adcode, optional
        Values are dealt within these groups only (provinces, say).
    permutations : int
        Conditional permutations: the unit keeps its value, the others are dealt to its neighbors.
    alternative : {"two-sided", "greater", "less"}
        What p_sim counts: I far from what chance gives on either side, large, or small.
    alpha : float
        False discovery rate at which a unit is called significant.
    seed : int
        Same seed, same bits: whatever the order of units, threads or machine.

    Notes
    -----
    I_i = z_i * sum_j w_ij z_j / (sum z^2 / (n - 1)), z the deviations from the mean and w row-standardized:
    as esda and GeoDa; spdep's ``localmoran(mlvar = FALSE)``. p = (R + 1) / (P + 1), R counting ties;
    two-sided is twice the smaller side, at most 1. esda's and GeoDa's ``p_sim`` is the smaller side itself,
    whose rate of false alarms is twice the nominal one: compare it with p_greater and p_less.

    References
    ----------
    Anselin, L. (1995). Local indicators of spatial association. Geographical Analysis 27, 93-115.

    Raises
    ------
    StatisticError
        See `analysis.sample`.

    Examples
    --------
    >>> from boundaries import board
    >>> from analysis._neighbors import neighbors
    >>> layer = board()
    >>> west = pd.Series([4.0, 3.0, 1.0, 0.0] * 4, index=layer.index)
    >>> found = local_moran(west, neighbors(layer), permutations=999, seed=1)
    >>> found.frame.loc[["320101", "320104"], "label"].tolist()
    ['HH', 'LL']
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    taken = sample(values, graph, eligible=eligible, strata=strata)
    y = taken.values[0]
    z = y - y.mean()
    lag = taken.rows.lag(y, taken.rows.standardized())
    spatial = lag - y.mean()
    local = z * spatial / ((z @ z) / (len(z) - 1))
    greater, less = sum_tails(taken, y, permutations=permutations, seed=seed)
    frame = verdicts(
        taken,
        {"value": y, "lag": lag, "I": local},
        *signed(z, greater, less, permutations),
        QUADRANTS[2 * (spatial > 0) + (z > 0)],
        permutations=permutations,
        alternative=alternative,
        alpha=alpha,
    )
    return LocalMoran(
        frame=frame,
        alpha=alpha,
        setting=taken.setting("conditional", permutations, seed, alternative),
    )

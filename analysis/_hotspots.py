"""Getis-Ord Gi and Gi*: hotspots, where high values gather, and coldspots, where low ones do."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.p_values import sum_tails, verdicts
from analysis.permutation import Alternative, Floats, check_permutations, check_seed
from analysis.set_sample import Codes, Neighbors
from analysis.setting import ValueTest
from analysis.value_sample import Rows, sample
from boundaries.constant import ROUNDING

SIDES = np.array(["cold", "hot"], dtype=object)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Hotspots(ValueTest):
    """Gi* (or Gi) of every unit.

    Attributes
    ----------
    frame : DataFrame
        On the index of the values: z (standard deviates); p_sim; p_fdr (Benjamini-Hochberg); label (hot where
        z > 0, else cold; missing where nothing is tested); significant (p_fdr <= alpha); p_by
        (Benjamini-Yekutieli); p_greater, p_less (one-sided: neighbors' sum as large, as small, under the
        null); value.
    star : bool
        Whether the unit is its own neighbor (Gi*).
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
    star: bool
    alpha: float


def hotspots(
    values: pd.Series,
    graph: Neighbors,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    star: bool = True,
    permutations: int = 99_999,
    alternative: Alternative = "two-sided",
    alpha: float = 0.05,
    seed: int,
) -> Hotspots:
    """Find hotspots and coldspots: units whose neighborhood, themselves included, sums high or low.

    Parameters
    ----------
    values : Series by adcode
        Numbers, negative ones too; a missing value takes no part.
    graph : libpysal.graph.Graph or libpysal.weights.W
        Neighbors, without self-neighbors; the unit itself is added here with the largest weight of its row.
    eligible, strata, permutations, seed
        As in `analysis.local_moran`.
    star : bool
        True for Gi*, False for Gi, which leaves the unit itself out.
    alternative : {"two-sided", "greater", "less"}
        "greater" looks for hotspots only, "less" for coldspots only.

    Notes
    -----
    Gi*: z_i = (sum_j w_ij x_j - W_i m) / (s sqrt((n S_i - W_i^2) / (n - 1))), W_i and S_i the row's sums
    of w and w^2 with i in it, m and s^2 the mean and variance (divisor n) of all values. Gi: the same without
    i, m, s and n those of the other units. The z are those of spdep's ``localG`` (Gi* on ``include.self``
    neighbors); they do not change when weights are row-standardized. esda's default Gi* differs: it
    row-standardizes *before* it adds i, so that its z is too small by sqrt(k + 1), and divides by the sum
    of x, so that its sign turns where that is negative; its ``transform="B"`` agrees.
    p_sim holds the unit and deals the others; with the unit's own value fixed, Gi and Gi* have the same p.

    References
    ----------
    Ord, J. K., Getis, A. (1995). Local spatial autocorrelation statistics: distributional issues and an
    application. Geographical Analysis 27, 286-306.

    Examples
    --------
    >>> from boundaries import board
    >>> from analysis._neighbors import neighbors
    >>> layer = board()
    >>> west = pd.Series([4.0, 3.0, 1.0, 0.0] * 4, index=layer.index)
    >>> found = hotspots(west, neighbors(layer), permutations=999, seed=1)
    >>> found.frame.loc[["320101", "320104"], "label"].tolist()
    ['hot', 'cold']
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    taken = sample(values, graph, eligible=eligible, strata=strata)
    y = taken.values[0]
    z = star_z(y, taken.rows) if star else plain_z(y, taken.rows)
    greater, less = sum_tails(taken, y, permutations=permutations, seed=seed)
    frame = verdicts(
        taken,
        {"z": z},
        greater,
        less,
        SIDES[(z > 0).astype(np.int64)],
        permutations=permutations,
        alternative=alternative,
        alpha=alpha,
    )
    frame["value"] = taken.laid(y)
    return Hotspots(
        frame=frame,
        star=star,
        alpha=alpha,
        setting=taken.setting("conditional", permutations, seed, alternative),
    )


def star_z(y: Floats, rows: Rows) -> Floats:
    """The standard deviate of Gi*; NaN without neighbors."""
    n = len(y)
    self_weight = rows.largest()
    total = rows.sums(rows.weights) + self_weight
    square = rows.sums(rows.weights**2) + self_weight**2
    lag = rows.lag(y) + self_weight * y
    spread = y.std() * np.sqrt(_left(n * square, total**2) / (n - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((rows.degree > 0) & (spread > 0), (lag - total * y.mean()) / spread, np.nan)


def _left(whole: Floats, part: Floats) -> Floats:
    """whole - part, 0 where it is but rounding: who neighbors all others has no spread."""
    found = whole - part
    return np.where(found > ROUNDING * whole, found, 0.0)


def plain_z(y: Floats, rows: Rows) -> Floats:
    """The standard deviate of Gi, over the n - 1 other units; NaN without neighbors."""
    m = len(y) - 1
    mean = (y.sum() - y) / m
    centered = y - y.mean()
    every = (centered**2).sum()
    variance = (every - centered**2) / m - ((centered.sum() - centered) / m) ** 2
    variance = np.where(variance > ROUNDING * every, variance, 0.0)  # one unit unlike all others leaves none
    total, square = rows.sums(rows.weights), rows.sums(rows.weights**2)
    spread = np.sqrt(variance * _left(m * square, total**2) / (m - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((rows.degree > 0) & (spread > 0), (rows.lag(y) - total * mean) / spread, np.nan)

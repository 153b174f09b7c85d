"""Bivariate Moran's I: whether one variable here goes with another one next door."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis._local_moran import QUADRANTS, LocalMoran
from analysis._moran import simulated_p
from analysis.p_values import signed, sum_tails, verdicts
from analysis.permutation import Alternative, check_permutations, check_seed
from analysis.set_sample import Codes, Neighbors
from analysis.setting import ValueTest
from analysis.shuffle import product_draws
from analysis.value_sample import sample


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class MoranBivariate(ValueTest):
    """Bivariate Moran's I of x here and y next door.

    Attributes
    ----------
    I : float
    p_sim, p_greater, p_less : float
        Pseudo p on the side of ``alternative``, and the one-sided ones.
    mean_sim, sd_sim : float
        Of I over the permutations.
    permutations, seed, alternative, null, strata, n_eligible, isolates, missing
        As in `analysis.Moran`.
    """

    I: float
    p_sim: float
    p_greater: float
    p_less: float
    mean_sim: float
    sd_sim: float


def moran_bivariate(
    x: pd.Series,
    y: pd.Series,
    graph: Neighbors,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    permutations: int = 9999,
    alternative: Alternative = "two-sided",
    seed: int,
) -> MoranBivariate:
    """Measure whether units with high x have neighbors with high y.

    Parameters
    ----------
    x, y : Series by adcode
        Numbers; units without both take no part.
    graph, eligible, strata, permutations, alternative, seed
        As in `analysis.moran`; y is dealt, x stays.

    Notes
    -----
    I = (n / S0) sum_ij w_ij zx_i zy_j / sqrt(sum zx^2 sum zy^2), w row-standardized: esda's ``Moran_BV``
    where no unit is isolated. It is no correlation of x and y at the same place, though such a one feeds it.

    Examples
    --------
    >>> from boundaries import board
    >>> from analysis._neighbors import neighbors
    >>> layer = board()
    >>> west = pd.Series([4.0, 3.0, 1.0, 0.0] * 4, index=layer.index)
    >>> found = moran_bivariate(west, -west, neighbors(layer, contiguity="rook"), permutations=99, seed=1)
    >>> round(found.I, 4)
    -0.775
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    taken = sample((x, y), graph, eligible=eligible, strata=strata, least=4)
    zx, zy = (values - values.mean() for values in taken.values)
    matrix = taken.rows.matrix(taken.rows.standardized())
    scale = taken.n / float(matrix.sum()) / (float(zx @ zx) ** 0.5 * float(zy @ zy) ** 0.5)
    drawn, observed = product_draws(taken, matrix, zx, zy, permutations=permutations, seed=seed)
    p, p_greater, p_less = simulated_p(drawn, observed, alternative)
    return MoranBivariate(
        I=observed * scale,
        p_sim=p,
        p_greater=p_greater,
        p_less=p_less,
        mean_sim=float(drawn.mean()) * scale,
        sd_sim=float(drawn.std()) * scale,
        setting=taken.setting("second-dealt", permutations, seed, alternative),
    )


def local_moran_bivariate(
    x: pd.Series,
    y: pd.Series,
    graph: Neighbors,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    permutations: int = 99_999,
    alternative: Alternative = "two-sided",
    alpha: float = 0.05,
    seed: int,
) -> LocalMoran:
    """Find where high x neighbors high y, and the three other ways.

    Parameters
    ----------
    x, y : Series by adcode
        Numbers; units without both take no part.
    graph, eligible, strata, permutations, alternative, alpha, seed
        As in `analysis.local_moran`; y is dealt, x stays.

    Returns
    -------
    LocalMoran
        Frame as in `analysis.local_moran`: value is x, lag the mean of the neighbors' y, label the side of x,
        then of the neighbors' y.

    Notes
    -----
    I_i = (n - 1) / n * zx_i * sum_j w_ij zy_j, standardized with divisor n: esda's ``Moran_Local_BV``.

    Raises
    ------
    StatisticError
        See `analysis.sample`.
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    taken = sample((x, y), graph, eligible=eligible, strata=strata)
    here, there = taken.values
    zx = here - here.mean()
    lag = taken.rows.lag(there, taken.rows.standardized())
    spatial = lag - there.mean()
    greater, less = sum_tails(taken, there, permutations=permutations, seed=seed)
    frame = verdicts(
        taken,
        {
            "value": here,
            "lag": lag,
            "I": (taken.n - 1) / taken.n * zx * spatial / (here.std() * there.std()),
        },
        *signed(zx, greater, less, permutations),
        QUADRANTS[2 * (spatial > 0).astype(np.int64) + (zx > 0)],
        permutations=permutations,
        alternative=alternative,
        alpha=alpha,
    )
    return LocalMoran(
        frame=frame,
        alpha=alpha,
        setting=taken.setting("both-kept", permutations, seed, alternative),
    )

"""Getis-Ord G of the whole map: whether high values meet, or low ones do."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis._moran import deviate, normal_p, settled, simulated_p, weight_sums
from analysis.permutation import Alternative, check_permutations, check_seed
from analysis.set_sample import Codes, Neighbors
from analysis.setting import ValueTest
from analysis.shuffle import product_draws
from analysis.value_sample import sample
from boundaries.errors import StatisticError, listed


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class GetisOrd(ValueTest):
    """Global G.

    Attributes
    ----------
    G, expected, variance, z, p_random : float
        The statistic, and its moments under randomization.
    p_sim, p_greater, p_less, mean_sim, sd_sim : float
        From permutations; "greater": high values meet.
    reason : str
        "" or why z and its p are NaN: "no_variance", every order of the values gives the same G; "no_pair",
        fewer than two units are above 0, so that G itself is NaN. p_sim is valid all the same.
    permutations, seed, alternative, null, strata, n_eligible, isolates, missing
        As in `analysis.Moran`.
    """

    G: float
    expected: float
    variance: float
    z: float
    p_random: float
    p_sim: float
    p_greater: float
    p_less: float
    mean_sim: float
    sd_sim: float
    reason: str


def getis_ord(
    values: pd.Series,
    graph: Neighbors,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    permutations: int = 9999,
    alternative: Alternative = "two-sided",
    seed: int,
) -> GetisOrd:
    """Measure whether high values (G above what is expected) or low ones (below) meet.

    Parameters
    ----------
    values : Series by adcode
        Numbers of 0 or more.
    graph : libpysal.graph.Graph or libpysal.weights.W
        Neighbors with the weights it has (binary, say): G is not row-standardized.
    eligible, strata, permutations, alternative, seed
        As in `analysis.moran`.

    Notes
    -----
    G = sum_ij w_ij x_i x_j / sum_(i != j) x_i x_j: esda's ``G`` and spdep's ``globalG.test`` with
    binary weights.

    References
    ----------
    Getis, A., Ord, J. K. (1992). The analysis of spatial association by use of distance statistics.
    Geographical Analysis 24, 189-206.

    Examples
    --------
    >>> from boundaries import board
    >>> from analysis._neighbors import neighbors
    >>> layer = board()
    >>> west = pd.Series([4.0, 3.0, 1.0, 0.0] * 4, index=layer.index)
    >>> round(getis_ord(west, neighbors(layer, contiguity="rook"), permutations=99, seed=1).G, 4)
    0.3
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    taken = sample(values, graph, eligible=eligible, strata=strata, least=4)
    x = taken.values[0]
    if (x < 0).any():
        raise StatisticError(
            "analysis.getis_ord.values-g-wants-or-more-below", ids=listed(taken.rows.ids[x < 0])
        )
    n = len(x)
    matrix = taken.rows.matrix(taken.rows.weights)
    drawn, observed = product_draws(taken, matrix, x, x, permutations=permutations, seed=seed)
    p, p_greater, p_less = simulated_p(drawn, observed, alternative)
    m1, m2, m3, m4 = (float((x**power).sum()) for power in (1, 2, 3, 4))
    pairs = m1 * m1 - m2
    s0, s1, s2 = weight_sums(matrix)
    b0 = (n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0
    b1 = -((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)
    b2 = -(2 * n * s1 - (n + 3) * s2 + 6 * s0 * s0)
    b3 = 4 * (n - 1) * s1 - 2 * (n + 1) * s2 + 8 * s0 * s0
    b4 = s1 - s2 + s0 * s0
    expected = s0 / (n * (n - 1))
    alone = np.count_nonzero(x) < 2  # nobody to meet: 0 / 0
    if alone:
        pairs = float("nan")
    terms = (b0 * m2**2, b1 * m4, b2 * m1**2 * m2, b3 * m1 * m3, b4 * m1**4)
    variance = settled(terms, pairs**2 * n * (n - 1) * (n - 2) * (n - 3), expected**2)
    z = deviate(observed / pairs, expected, variance)
    return GetisOrd(
        G=observed / pairs,
        expected=expected,
        variance=variance,
        z=z,
        p_random=normal_p(z, alternative),
        p_sim=p,
        p_greater=p_greater,
        p_less=p_less,
        mean_sim=float(drawn.mean()) / pairs,
        sd_sim=float(drawn.std()) / pairs,
        reason="no_pair" if alone else "" if variance > 0 else "no_variance",
        setting=taken.setting("dealt", permutations, seed, alternative),
    )

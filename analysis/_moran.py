"""Global Moran's I: whether like values neighbor each other over the whole map."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.permutation import Alternative, Floats, check_permutations, check_seed, choose_p
from analysis.set_sample import Codes, Neighbors
from analysis.setting import ValueTest
from analysis.shuffle import product_draws
from analysis.value_sample import Sample, sample
from boundaries.constant import ROUNDING
from boundaries.errors import StatisticError, choose

Weights: TypeAlias = Literal["row", "given"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Moran(ValueTest):
    """Moran's I.

    Attributes
    ----------
    I, expected : float
        The statistic, and what chance gives on average: -1 / (n - 1).
    variance_normal, z_normal, p_normal : float
        Under the assumption of normal values.
    variance_random, z_random, p_random : float
        Under randomization: all orders of the values equally likely.
    p_sim : float
        Pseudo p from permutations, on the side of ``alternative``; p_greater, p_less the one-sided ones.
    mean_sim, sd_sim : float
        Of I over the permutations.
    low_sim, high_sim : float
        Between them lie the middle 95 % of I over the permutations.
    permutations, seed, alternative
        As given.
    null : Message
    strata : str
        The null hypothesis, and the name of what it holds fixed ("" for nothing). The analytic moments know
        no strata.
    weights : str
        "row" (standardized) or "given".
    reason : str
        "" or why z and its p are NaN: "no_variance", every order of the values gives the same I (all units
        neighbor all others; one unit differs from the rest). p_sim is valid all the same.
    n_eligible : int
        Units that take part, isolates among them.
    isolates, missing : Index
        Units without neighbors; units without a value or not eligible.
    """

    I: float
    expected: float
    variance_normal: float
    z_normal: float
    p_normal: float
    variance_random: float
    z_random: float
    p_random: float
    p_sim: float
    p_greater: float
    p_less: float
    mean_sim: float
    sd_sim: float
    low_sim: float
    high_sim: float
    weights: str
    reason: str


def moran(
    values: pd.Series,
    graph: Neighbors,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    permutations: int = 9999,
    alternative: Alternative = "two-sided",
    weights: Weights = "row",
    seed: int,
) -> Moran:
    """Measure whether units resemble their neighbors, from about -1 (checkerboard) to 1 (one smooth slope).

    Parameters
    ----------
    values : Series by adcode
        Numbers; a missing value takes no part.
    graph : libpysal.graph.Graph or libpysal.weights.W
        Neighbors.
    eligible, strata, seed
        As in `analysis.local_moran`.
    weights : {"row", "given"}
        Whether the graph's weights are row-standardized first, or taken as they are (esda: ``"O"``).
    permutations : int
        Random orders of all values (within strata).
    alternative : {"two-sided", "greater", "less"}
        "greater" tests for likeness of neighbors. Rules p_sim and the analytic p alike.

    Notes
    -----
    I = (n / S0) sum_ij w_ij z_i z_j / sum_i z_i^2, n counting isolates: esda, and spdep with
    ``adjust.n=FALSE, zero.policy=TRUE``. Moments after Cliff and Ord (1981), pages 42-46.

    Examples
    --------
    >>> from boundaries import board
    >>> from analysis._neighbors import neighbors
    >>> layer = board()
    >>> west = pd.Series([4.0, 3.0, 1.0, 0.0] * 4, index=layer.index)
    >>> round(moran(west, neighbors(layer, contiguity="rook"), permutations=99, seed=1).I, 4)
    0.775
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    taken = sample(values, graph, eligible=eligible, strata=strata, least=4)
    y = taken.values[0]
    z = y - y.mean()
    matrix = weighed(taken, weights)
    scale = len(z) / float(matrix.sum()) / float(z @ z)
    drawn, observed = product_draws(taken, matrix, z, z, permutations=permutations, seed=seed)
    p, p_greater, p_less = simulated_p(drawn, observed, alternative)
    expected, normal, random = moments(z, matrix)
    found = observed * scale
    low, high = np.quantile(drawn, [0.025, 0.975]) * scale
    z_normal, z_random = deviate(found, expected, normal), deviate(found, expected, random)
    return Moran(
        I=found,
        expected=expected,
        variance_normal=normal,
        z_normal=z_normal,
        p_normal=normal_p(z_normal, alternative),
        variance_random=random,
        z_random=z_random,
        p_random=normal_p(z_random, alternative),
        p_sim=p,
        p_greater=p_greater,
        p_less=p_less,
        mean_sim=float(drawn.mean()) * scale,
        sd_sim=float(drawn.std()) * scale,
        low_sim=float(low),
        high_sim=float(high),
        weights=weights,
        reason="" if random > 0 else "no_variance",
        setting=taken.setting("dealt", permutations, seed, alternative),
    )


def tails(drawn: Floats, observed: float) -> tuple[int, int]:
    """How many draws are at least, and at most, the observed value; rounding apart, ties count in both."""
    slack = 1e-11 * max(float(np.abs(drawn).max(initial=0.0)), abs(observed))
    return int((drawn >= observed - slack).sum()), int((drawn <= observed + slack).sum())


def simulated_p(drawn: Floats, observed: float, alternative: str) -> tuple[float, float, float]:
    """p on the side of ``alternative``, then p greater and p less."""
    greater, less = tails(drawn, observed)
    return choose_p(greater, less, len(drawn), alternative)


def normal_p(z: float, alternative: str) -> float:
    """The tail area of a standard normal deviate on the side of ``alternative``."""
    from math import erfc, sqrt

    if alternative == "two-sided":
        return erfc(abs(z) / sqrt(2))
    return 0.5 * erfc((z if alternative == "greater" else -z) / sqrt(2))


def weighed(taken: Sample, weights: str) -> sparse.csr_array:
    """The weights of the sample's neighbors, row-standardized or as given."""
    choose(weights, ("row", "given"), what="weights", error=StatisticError)
    rows = taken.rows
    return rows.matrix(rows.standardized() if weights == "row" else rows.weights)


def deviate(found: float, expected: float, variance: float) -> float:
    """The standard deviate; NaN without variance."""
    return (found - expected) / float(variance) ** 0.5 if variance > 0 else float("nan")


def settled(terms: Sequence[float], divisor: float, less: float = 0.0) -> float:
    """sum(terms) / divisor - less, a variance: 0 where it is but the rounding of its own terms."""
    found = sum(terms) / divisor - less
    size = sum(abs(term) for term in terms) / abs(divisor) + abs(less)
    return float(found) if found > ROUNDING * size else 0.0


def moments(z: Floats, matrix: sparse.csr_array) -> tuple[float, float, float]:
    """Mean of I, its variance for normal values, and its variance under randomization."""
    s0, s1, s2 = weight_sums(matrix)
    n = len(z)
    expected = -1.0 / (n - 1)
    normal = settled((n * n * s1, -n * s2, 3 * s0 * s0), (n * n - 1) * s0 * s0, expected**2)
    kurtosis = float((z**4).mean() / (z**2).mean() ** 2)
    terms = (
        n * (n * n - 3 * n + 3) * s1,
        -n * n * s2,
        3 * n * s0 * s0,
        -kurtosis * (n * n - n) * s1,
        2 * kurtosis * n * s2,
        -6 * kurtosis * s0 * s0,
    )
    return expected, normal, settled(terms, (n - 1) * (n - 2) * (n - 3) * s0 * s0, expected**2)


def weight_sums(matrix: sparse.csr_array) -> tuple[float, float, float]:
    """Cliff and Ord's S0, S1 and S2 of a weight matrix."""
    both = matrix + matrix.T
    s1 = float((both.data**2).sum() / 2)
    s2 = float(((matrix.sum(axis=0) + matrix.sum(axis=1)) ** 2).sum())
    return float(matrix.sum()), s1, s2

"""Geary's C: how much neighbors differ, over the whole map and around each unit."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from analysis._moran import Weights, deviate, normal_p, settled, simulated_p, weighed, weight_sums
from analysis.p_values import verdicts
from analysis.permutation import Alternative, check_permutations, check_seed
from analysis.set_sample import Codes, Neighbors
from analysis.setting import ValueTest
from analysis.shuffle import product_draws
from analysis.squared_differences import difference_tails
from analysis.value_sample import sample
from boundaries.errors import StatisticError

KINDS = np.array(["LL", "HL", "LH", "HH"], dtype=object)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Geary(ValueTest):
    """Geary's C.

    Attributes
    ----------
    C, expected : float
        The statistic; chance gives 1. Below 1 neighbors are alike, above 1 they differ.
    variance_normal, z_normal, p_normal, variance_random, z_random, p_random : float
        Moments for normal values and under randomization; z and p as for C itself ("less": alike).
    p_sim, p_greater, p_less, mean_sim, sd_sim : float
        From permutations.
    permutations, seed, alternative, null, strata, weights, reason, n_eligible, isolates, missing
        As in `analysis.Moran`.
    """

    C: float
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
    weights: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class LocalGeary(ValueTest):
    """Local Geary's c of every unit.

    Attributes
    ----------
    frame : DataFrame
        On the index of the values: value; c; p_sim; p_fdr; label (own side of the mean, then the neighbors':
        HH, LH, LL, HL); significant; p_by; p_greater (unlike its neighbors), p_less (like them).
    permutations, seed, alternative, alpha, null, strata, n_eligible, isolates, missing
        As in `analysis.LocalMoran`.
    """

    frame: pd.DataFrame
    alpha: float


def geary(
    values: pd.Series,
    graph: Neighbors,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    permutations: int = 9999,
    alternative: Alternative = "two-sided",
    weights: Weights = "row",
    seed: int,
) -> Geary:
    """Measure how much neighbors differ: 0 not at all, 1 as by chance, above 1 more.

    Parameters
    ----------
    values, graph, eligible, strata, permutations, weights, seed
        As in `analysis.moran`.
    alternative : {"two-sided", "greater", "less"}
        "less" tests for likeness of neighbors.

    Notes
    -----
    C = (n - 1) / (2 S0) * sum_ij w_ij (z_i - z_j)^2 / sum_i z_i^2, w row-standardized or as
    given: esda; spdep with
    ``adjust.n=FALSE`` (whose z has the opposite sign). Moments after Cliff and Ord (1981), pages 42-46.

    Examples
    --------
    >>> from boundaries import board
    >>> from analysis._neighbors import neighbors
    >>> layer = board()
    >>> west = pd.Series([4.0, 3.0, 1.0, 0.0] * 4, index=layer.index)
    >>> round(geary(west, neighbors(layer, contiguity="rook"), permutations=99, seed=1).C, 4)
    0.1758
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    taken = sample(values, graph, eligible=eligible, strata=strata, least=4)
    z = taken.values[0] - taken.values[0].mean()
    n = len(z)
    matrix = weighed(taken, weights)
    s0, s1, s2 = weight_sums(matrix)
    around = sparse.diags_array(matrix.sum(axis=0) + matrix.sum(axis=1))
    form = sparse.csr_array(around - 2 * matrix)
    form.sort_indices()
    drawn, observed = product_draws(taken, form, z, z, permutations=permutations, seed=seed)
    scale = (n - 1) / (2 * s0) / float(z @ z)
    p, p_greater, p_less = simulated_p(drawn, observed, alternative)
    normal = settled((2 * s1 * (n - 1), s2 * (n - 1), -4 * s0 * s0), 2 * (n + 1) * s0 * s0)
    k = float((z**4).mean() / (z**2).mean() ** 2)
    terms = (
        (n - 1) * s1 * (n * n - 3 * n + 3),
        -((n - 1) ** 2) * s1 * k,
        -0.25 * (n - 1) * s2 * (n * n + 3 * n - 6),
        0.25 * (n - 1) * s2 * (n * n - n + 2) * k,
        s0 * s0 * (n * n - 3),
        -s0 * s0 * (n - 1) ** 2 * k,
    )
    random = settled(terms, n * (n - 2) * (n - 3) * s0 * s0)
    found = observed * scale
    z_normal, z_random = deviate(found, 1.0, normal), deviate(found, 1.0, random)
    return Geary(
        C=found,
        expected=1.0,
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
        weights=weights,
        reason="" if random > 0 else "no_variance",
        setting=taken.setting("dealt", permutations, seed, alternative),
    )


def local_geary(
    values: pd.Series,
    graph: Neighbors,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    permutations: int = 99_999,
    alternative: Alternative = "two-sided",
    alpha: float = 0.05,
    seed: int,
) -> LocalGeary:
    """Find units that are like their neighbors, and units that are unlike them.

    Parameters
    ----------
    values, eligible, strata, permutations, alpha, seed
        As in `analysis.local_moran`.
    graph : libpysal.graph.Graph or libpysal.weights.W
        Neighbors with weights equal within a row.
    alternative : {"two-sided", "greater", "less"}
        "less" looks for likeness.

    Notes
    -----
    c_i = sum_j w_ij (z_i - z_j)^2, z standardized with divisor n, w row-standardized: esda's ``Geary_Local``;
    GeoDa and spdep divide by n - 1. Its null needs the prefix sums of z and of z^2 of the same draws; values
    are rounded to 27 bits of their range so that their squares tie exactly, to 52 bits where one value dwarfs
    the rest.

    Raises
    ------
    StatisticError
        See `analysis.sample`; weights that differ within a row; a value beside which the differences of the
        others are nothing, naming its unit.

    References
    ----------
    Anselin, L. (2019). A local indicator of multivariate spatial association: extending Geary's c.
    Geographical Analysis 51, 133-150.

    Examples
    --------
    >>> from boundaries import board
    >>> from analysis._neighbors import neighbors
    >>> layer = board()
    >>> west = pd.Series([4.0, 3.0, 1.0, 0.0] * 4, index=layer.index)
    >>> local_geary(west, neighbors(layer), permutations=99, seed=1).frame["c"].iloc[:2].round(4).tolist()
    [0.2667, 0.8]
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    taken = sample(values, graph, eligible=eligible, strata=strata)
    rows = taken.rows
    if not rows.equal():
        raise StatisticError("analysis.geary.local-geary-wants-weights-equal-within")
    y = taken.values[0]
    z = (y - y.mean()) / y.std()
    near = rows.lag(z, rows.standardized())
    c = z * z - 2 * z * near + rows.lag(z * z, rows.standardized())
    greater, less = difference_tails(taken, y, permutations, seed)
    frame = verdicts(
        taken,
        {"value": y, "c": np.maximum(c, 0.0)},
        greater,
        less,
        KINDS[2 * (near > 0).astype(np.int64) + (z > 0)],
        permutations=permutations,
        alternative=alternative,
        alpha=alpha,
    )
    return LocalGeary(
        frame=frame,
        alpha=alpha,
        setting=taken.setting("conditional", permutations, seed, alternative),
    )

"""Several variables at once (多变量局部统计): local Geary of many, Lee's L, local heteroskedasticity.

esda answers in the order of rows it is given, sorts some of them, and draws from NumPy's global stream. Here
it is given units in the order of their codes, and the stream is seeded and put back.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.adjust import benjamini_hochberg
from analysis.permutation import check_permutations, check_seed
from analysis.set_sample import Codes, Neighbors
from analysis.value_sample import Sample, sample
from boundaries.errors import StatisticError, listed


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LocalMultivariate:
    """A local statistic of one or several variables.

    Attributes
    ----------
    frame : DataFrame
        By adcode: statistic, p (two-sided pseudo p of the local Geary and of Lee's L; upper tail of a
        chi-square of LOSH), p_fdr.
    overall, overall_p : float
        Lee's L and its two-sided pseudo p; NaN of the others.
    permutations, seed, n_units : int
    missing : Index
    """

    frame: pd.DataFrame
    overall: float
    overall_p: float
    permutations: int
    seed: int
    n_units: int
    missing: pd.Index


def local_geary_multivariate(
    values: pd.DataFrame,
    graph: Neighbors,
    *,
    eligible: Codes | None = None,
    permutations: int = 999,
    seed: int,
) -> LocalMultivariate:
    """Find units that are like their neighbors in several variables together, or unlike.

    Parameters
    ----------
    values : DataFrame by adcode
        Two columns of numbers at least; units that lack one take no part.
    graph, eligible, seed
        As in `analysis.local_moran`.
    permutations : int
        Each unit keeps its own values, the rows of the others are dealt.

    Returns
    -------
    LocalMultivariate

    Raises
    ------
    StatisticError
        As `analysis.sample`; units without neighbors.

    References
    ----------
    Anselin, L. (2019). A local indicator of multivariate spatial association. Geographical Analysis 51,
    133-150.
    """
    from esda.geary_local_mv import Geary_Local_MV

    taken = _taken(tuple(values[name] for name in values.columns), graph, eligible)
    permutations, seed = check_permutations(permutations), check_seed(seed)
    with _drawing(seed):
        made = Geary_Local_MV(connectivity=_weights(taken), permutations=permutations).fit(list(taken.values))
    return _laid(taken, made.localG, np.minimum(1.0, 2 * made.p_sim), permutations, seed)


def lee(
    x: pd.Series,
    y: pd.Series,
    graph: Neighbors,
    *,
    eligible: Codes | None = None,
    permutations: int = 999,
    seed: int,
) -> LocalMultivariate:
    """Measure whether two variables go together once both are smoothed over the neighbors (Lee's L).

    Parameters
    ----------
    x, y : Series by adcode
    graph, eligible, permutations, seed
        As in `local_geary_multivariate`; pairs of values are dealt together. Each unit is its own neighbor
        too.

    Returns
    -------
    LocalMultivariate
        ``statistic`` is the unit's part of L; parts have no p of their own (NaN).

    References
    ----------
    Lee, S.-I. (2001). Developing a bivariate spatial association measure. Journal of Geographical Systems 3,
    369-385.
    """
    from esda.lee import Spatial_Pearson

    taken = _taken((x, y), graph, eligible)
    permutations, seed = check_permutations(permutations), check_seed(seed)
    with_self = sparse.csr_array(
        taken.rows.matrix(np.ones(len(taken.rows.weights))) + sparse.eye_array(taken.n)
    )
    smooth = sparse.csr_matrix(sparse.diags_array(1 / with_self.sum(axis=1)) @ with_self)
    with _drawing(seed):
        made = Spatial_Pearson(connectivity=smooth, permutations=permutations).fit(
            taken.values[0][:, None], taken.values[1][:, None]
        )
    smoothed = [smooth @ ((v - v.mean()) / v.std()) for v in taken.values]
    weight = float(np.ones(taken.n) @ (smooth.T @ smooth) @ np.ones(taken.n))
    parts = smoothed[0] * smoothed[1] / weight * taken.n
    found = _laid(taken, parts, np.full(taken.n, np.nan), permutations, seed)
    return LocalMultivariate(
        frame=found.frame,
        overall=float(made.association_[0, 1]),
        overall_p=float(min(1.0, 2 * made.significance_[0, 1])),
        permutations=permutations,
        seed=seed,
        n_units=taken.n,
        missing=taken.missing,
    )


def losh(values: pd.Series, graph: Neighbors, *, eligible: Codes | None = None) -> LocalMultivariate:
    """Find where neighbors differ more among each other than elsewhere: borders of patches (LOSH).

    Parameters
    ----------
    values : Series by adcode
    graph, eligible
        As in `analysis.local_moran`.

    Returns
    -------
    LocalMultivariate

    References
    ----------
    Ord, J. K., Getis, A. (2012). Local spatial heteroscedasticity (LOSH). Annals of Regional Science 48,
    529-539.
    """
    from esda.losh import LOSH

    taken = _taken((values,), graph, eligible)
    with _drawing(0):
        made = LOSH(connectivity=_weights(taken), inference="chi-square").fit(taken.values[0])
    return _laid(taken, np.asarray(made.Hi), np.asarray(made.pval), 0, 0)


def _taken(values: tuple[pd.Series, ...], graph: Neighbors, eligible: Codes | None) -> Sample:
    taken = sample(values, graph, eligible=eligible)
    if len(taken.isolates):
        raise StatisticError(
            "analysis.drivers.islands", n_alone=len(taken.isolates), alone=listed(taken.isolates)
        )
    return taken


def _weights(taken: Sample) -> Any:
    """Neighbors as esda takes them: row-standardized, named by their place in the order of codes."""
    from libpysal.weights import WSP

    matrix = sparse.csr_matrix(taken.rows.matrix(np.ones(len(taken.rows.weights))))
    made = WSP(matrix, id_order=list(range(taken.n))).to_W(silence_warnings=True)
    made.transform = "r"
    return made


@contextmanager
def _drawing(seed: int) -> Iterator[None]:
    state = np.random.get_state()  # noqa: NPY002 - esda draws from the global stream; it is put back
    np.random.seed(seed % 2**32)  # noqa: NPY002
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002


def _laid(taken: Sample, statistic: Any, p: Any, permutations: int, seed: int) -> LocalMultivariate:
    rates = benjamini_hochberg(p) if np.isfinite(p).all() else np.full(taken.n, np.nan)
    columns = {"statistic": np.asarray(statistic, dtype=np.float64), "p": p, "p_fdr": rates}
    return LocalMultivariate(
        frame=pd.DataFrame({key: taken.laid(value) for key, value in columns.items()}, index=taken.index),
        overall=float("nan"),
        overall_p=float("nan"),
        permutations=permutations,
        seed=seed,
        n_units=taken.n,
        missing=taken.missing,
    )

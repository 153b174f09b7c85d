"""Impacts (直接效应与间接效应): what one more of a factor does here, and over the neighbors everywhere."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from analysis.permutation import Floats

Spectrum: TypeAlias = npt.NDArray[np.float64] | npt.NDArray[np.complex128]


def spectrum(matrix: sparse.csr_array) -> Spectrum:
    """The eigenvalues of row-standardized weights; real where neighbors are mutual."""
    pattern = sparse.csr_array((np.ones(len(matrix.data)), matrix.indices, matrix.indptr), shape=matrix.shape)
    equal = np.allclose(matrix.data * np.repeat(np.diff(matrix.indptr), np.diff(matrix.indptr)), 1.0)
    if equal and (pattern != pattern.T).nnz == 0:
        root = sparse.diags_array(1 / np.sqrt(np.diff(matrix.indptr)))
        return np.asarray(np.linalg.eigvalsh((root @ pattern @ root).toarray()))
    return np.asarray(np.linalg.eigvals(matrix.toarray()))


def impacts(
    own: Floats,
    lagged: Floats | None,
    rho: float,
    covariance: Floats,
    eigenvalues: Spectrum,
    *,
    names: list[str],
    draws: int,
    seed: int,
) -> pd.DataFrame:
    """Direct, indirect and total effects with simulated intervals.

    Parameters
    ----------
    own, lagged : ndarray
        Coefficients of the factors and, in a Durbin model, of their spatial lags.
    rho : float
        Of the lagged response.
    covariance : ndarray
        Of (own, lagged, rho), in this order.
    eigenvalues : ndarray
        Of W.
    names : list of str
    draws, seed : int
        Normal draws of the coefficients; those with rho beyond 1 are left out.

    Returns
    -------
    DataFrame by factor: direct, indirect, total, each with _se, _low, _high (the middle 95 % of the draws)
    and _p (two-sided normal, of the estimate over _se).

    Notes
    -----
    The matrix of effects of factor k is (I - rho W)^-1 (b_k I + t_k W); direct is the mean of its diagonal,
    total of its row sums (LeSage and Pace 2009, pages 34-39).
    """
    from scipy.stats import norm

    k = len(own)
    first = np.concatenate([own, np.zeros(k) if lagged is None else lagged, [rho]])
    rng = np.random.default_rng(seed)
    drawn = rng.multivariate_normal(
        np.concatenate([own, *([] if lagged is None else [lagged]), [rho]]), covariance, size=draws
    )
    drawn = drawn[np.abs(drawn[:, -1]) < 1]
    if lagged is None:
        drawn = np.column_stack([drawn[:, :k], np.zeros((len(drawn), k)), drawn[:, -1]])
    found = _parts(first[None, :], k, eigenvalues)
    simulated = _parts(drawn, k, eigenvalues)
    frame = pd.DataFrame(index=pd.Index(names, name="term"))
    for part in ("direct", "indirect", "total"):
        value, every = found[part][0], simulated[part]
        error = every.std(axis=0, ddof=1)
        frame[part] = value
        frame[f"{part}_se"] = error
        frame[f"{part}_low"], frame[f"{part}_high"] = np.quantile(every, [0.025, 0.975], axis=0)
        frame[f"{part}_p"] = 2 * norm.sf(np.abs(value / error))
    return frame


def _parts(drawn: Floats, k: int, eigenvalues: Spectrum) -> dict[str, Floats]:
    own, lagged, rho = drawn[:, :k], drawn[:, k : 2 * k], drawn[:, -1:]
    inverse = 1 / (1 - rho * eigenvalues[None, :])
    once = np.real(inverse.mean(axis=1, keepdims=True))
    twice = np.real((eigenvalues[None, :] * inverse).mean(axis=1, keepdims=True))
    direct = own * once + lagged * twice
    total = (own + lagged) / (1 - rho)
    return {"direct": direct, "indirect": total - direct, "total": total}

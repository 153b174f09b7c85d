"""Spatial filtering (空间滤波): patterns of the map as regressors, until the residuals gather no more."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.design import design
from analysis.driver_sample import driver_sample
from analysis.permutation import Floats
from analysis.set_sample import Codes, Neighbors
from boundaries.errors import StatisticError
from boundaries.shown import Shown


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class SpatialFilter(Shown):
    """A least-squares fit with Moran eigenvectors beside the factors.

    Attributes
    ----------
    coefficients : DataFrame
        By term (constant, factors): b, se, statistic (t), p; b_plain, p_plain of the fit without
        eigenvectors.
    vectors : DataFrame by adcode
        The eigenvectors taken, in the order they were taken, named by their place in the spectrum from 1.
    moran : DataFrame
        After each step (0 without eigenvectors): vector, I, z (Cliff and Ord's, of residuals).
    r2, r2_plain : float
    n_units, n_searched : int
    missing : Index
    """

    coefficients: pd.DataFrame
    vectors: pd.DataFrame
    moran: pd.DataFrame
    r2: float
    r2_plain: float
    n_units: int
    n_searched: int
    missing: pd.Index


def spatial_filter(
    response: pd.Series,
    factors: pd.DataFrame,
    graph: Neighbors,
    *,
    eligible: Codes | None = None,
    n_vectors: int = 100,
    z: float = 1.0,
) -> SpatialFilter:
    """Regress on factors and on as many patterns of the map as it takes until residuals do not gather.

    Parameters
    ----------
    response, factors, graph, eligible
        As in `analysis.regression`.
    n_vectors : int
        How many eigenvectors of largest Moran's I are tried.
    z : float
        Stop once the z of the residuals' Moran's I is at most this.

    Returns
    -------
    SpatialFilter

    Notes
    -----
    Eigenvectors of M C M, M = I - 11'/n and C the symmetric part of the row-standardized weights, those of
    positive eigenvalue; each step takes the one that leaves the smallest Moran's I of the residuals among
    those most correlated with them (Tiefelsdorf and Griffith 2007; Griffith 2003). p of the factors are
    least squares' own: they do not know that patterns were looked for.

    Raises
    ------
    StatisticError
        As `analysis.regression`; no pattern left and the residuals still gather.
    """
    from scipy.sparse.linalg import LinearOperator, eigsh
    from scipy.stats import t as student

    taken = driver_sample(response, factors, graph, eligible=eligible)
    rows = taken.neighbors()
    matrix = rows.matrix(rows.standardized())
    weights = sparse.csr_array((matrix + matrix.T) / 2)
    columns = design(taken, effects=False)
    n, y = taken.n, taken.y
    base = np.column_stack([np.ones(n), columns.matrix])

    def centered(v: Floats) -> Floats:
        v = v.reshape(n, -1)
        v = weights @ (v - v.mean(axis=0))
        found: Floats = v - v.mean(axis=0)
        return found

    tried = min(n_vectors, n - 2)
    start = np.sin(np.arange(1, n + 1))  # the same start gives the same vectors
    values, vectors = eigsh(
        LinearOperator((n, n), matvec=centered, matmat=centered, dtype=np.float64),
        k=tried,
        which="LA",
        v0=start,
    )
    order = np.argsort(-values)
    values, vectors = values[order], vectors[:, order]
    vectors = vectors[:, values > 1e-8 * values[0]]
    vectors = vectors * np.sign(vectors[np.abs(vectors).argmax(axis=0), np.arange(vectors.shape[1])])
    left = np.arange(vectors.shape[1])
    chosen: list[int] = []
    fit = _Residuals(y, base, matrix)
    steps = [(0, *fit.moran())]
    while steps[-1][2] > z:
        if not len(left) or len(chosen) + base.shape[1] + 1 >= n:
            raise StatisticError("analysis.spatial_filter.not-enough", n_vectors=len(chosen), z=steps[-1][2])
        # the pull of a vector: how much of the residuals' autocorrelation it carries
        pull = (vectors[:, left].T @ fit.residual) ** 2 * values[left]
        chosen.append(int(left[np.argmax(pull)]))
        left = left[left != chosen[-1]]
        fit.take(vectors[:, chosen[-1]])
        steps.append((chosen[-1] + 1, *fit.moran()))
    full = np.column_stack([base, vectors[:, chosen]])
    b, se, r2 = _fit(y, full)
    b_plain, se_plain, r2_plain = _fit(y, base)
    k = base.shape[1]
    return SpatialFilter(
        coefficients=pd.DataFrame(
            {
                "b": b[:k],
                "se": se[:k],
                "statistic": b[:k] / se[:k],
                "p": 2 * student.sf(np.abs(b[:k] / se[:k]), n - full.shape[1]),
                "b_plain": b_plain,
                "p_plain": 2 * student.sf(np.abs(b_plain / se_plain), n - k),
            },
            index=pd.Index(["constant", *columns.terms], name="term"),
        ),
        vectors=pd.DataFrame(vectors[:, chosen], index=taken.response.index, columns=[k + 1 for k in chosen]),
        moran=pd.DataFrame(steps, columns=["vector", "I", "z"]),
        r2=r2,
        r2_plain=r2_plain,
        n_units=n,
        n_searched=vectors.shape[1],
        missing=taken.missing,
    )


def _fit(y: Floats, x: Floats) -> tuple[Floats, Floats, float]:
    inverse = np.linalg.inv(x.T @ x)
    b = inverse @ x.T @ y
    residual = y - x @ b
    sigma2 = float(residual @ residual) / (len(y) - x.shape[1])
    away = y - y.mean()
    return b, np.sqrt(np.diag(inverse) * sigma2), 1 - float(residual @ residual) / float(away @ away)


class _Residuals:
    """Least-squares residuals and their Moran's I, column by column (Cliff and Ord 1981, pages 202-203)."""

    def __init__(self, y: Floats, base: Floats, matrix: sparse.csr_array) -> None:
        self.matrix, self.both = matrix, sparse.csr_array((matrix + matrix.T) / 2)
        self.total, self.square = float(matrix.sum()), float(self.both.multiply(self.both).sum())
        self.basis = np.empty((len(y), 0))
        self.residual = y.copy()
        self.trace = self.first = self.second = 0.0
        for column in base.T:
            self.take(column)

    def take(self, column: Floats) -> None:
        """Add a column to those that are fitted."""
        for _ in range(2):  # twice is enough
            column = column - self.basis @ (self.basis.T @ column)
        column = column / np.sqrt(column @ column)
        moved = self.both @ column
        own = float(column @ moved)
        self.trace += own
        self.first += float(moved @ moved)
        self.second += 2 * float(((self.basis.T @ moved) ** 2).sum()) + own**2
        self.basis = np.column_stack([self.basis, column])
        self.residual = self.residual - column * float(column @ self.residual)

    def moran(self) -> tuple[float, float]:
        """Moran's I of the residuals and its z."""
        n, k = self.basis.shape
        scale, left = n / self.total, self.residual
        found = scale * float(left @ (self.matrix @ left)) / float(left @ left)
        square = self.square - 2 * self.first + self.second
        mean = -scale * self.trace / (n - k)
        variance = scale**2 * (2 * square + self.trace**2) / ((n - k) * (n - k + 2)) - mean**2
        return found, (found - mean) / float(variance) ** 0.5

"""Surrogates (空间代用序列): maps of chance that are as autocorrelated as the one observed.

To deal values out at random destroys their likeness to neighbors, and whatever is itself autocorrelated then
looks like their cause. A surrogate keeps that likeness: with r the deviations from the mean (from the mean of
each stratum), W row-standardized and rho estimated by maximum likelihood,

    r = rho W r + e,    e dealt at random,    r* = (I - rho W)^-1 e*,

and the means are put back.

References
----------
Anselin, L. (1988). Spatial Econometrics, pages 100-118 (the likelihood).
Viladomat, J. et al. (2014). Assessing the significance of global and local correlations under spatial
autocorrelation: a nonparametric approach. Biometrics 70, 409-418 (the idea of surrogates).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from analysis.permutation import ROOM, Floats, Ints, orderings, stream

if TYPE_CHECKING:
    from scipy.sparse.linalg import SuperLU

LARGEST_RHO = 0.99
NODES = 24  # of the Chebyshev points between which log|I - rho W| is interpolated


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Surrogates:
    """Autocorrelated maps of chance.

    Attributes
    ----------
    rho : float
        Estimated spatial coefficient of the deviations, 0 to 0.99.
    means : ndarray
        What is put back: the mean of each unit's stratum.
    innovations : ndarray
        e, whose order is dealt.
    strata : ndarray of int
    solver : SuperLU
        Of I - rho W.
    """

    rho: float
    means: Floats
    innovations: Floats
    strata: Ints
    solver: "SuperLU"

    def draws(self, permutations: int, seed: int) -> Iterator[Floats]:
        """Surrogates in blocks, one a column; draw p is the same whatever the block."""
        n = len(self.means)
        block = max(16, ROOM // n)
        for start in range(0, permutations, block):
            stop = min(start + block, permutations)
            dealt = self.innovations[orderings(n, n, stream(seed), start, stop)]
            made = self.solver.solve(np.ascontiguousarray(dealt))
            yield self.means[:, None] + made - means_of(made, self.strata)[self.strata]


def surrogates(values: Floats, matrix: sparse.csr_array, strata: Ints) -> Surrogates:
    """Measure how autocorrelated values are, and be ready to make others like them.

    Parameters
    ----------
    values : ndarray of float
    matrix : sparse array
        Neighbors, row-standardized; a row of zeros for a unit without any.
    strata : ndarray of int
        From 0 without gaps; their means are kept.

    Returns
    -------
    Surrogates
    """
    from scipy.sparse.linalg import splu

    means = means_of(values[:, None], strata)[strata][:, 0]
    away = values - means
    rho = likeliest_rho(away, matrix)
    system = sparse.csc_array(sparse.identity(len(values), format="csc") - rho * matrix)
    innovations = system @ away
    return Surrogates(
        rho=rho,
        means=means,
        innovations=innovations - innovations.mean(),
        strata=strata,
        solver=splu(system, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True}),
    )


def means_of(values: Floats, strata: Ints) -> Floats:
    """The mean of each stratum, one row a stratum, one column a column of ``values``."""
    return class_sums(values, strata) / np.bincount(strata)[:, None]


def class_sums(values: Floats, codes: Ints) -> Floats:
    """The sum of each class, one row a class, one column a column of ``values``."""
    n, k = len(codes), int(codes.max()) + 1
    member = sparse.csr_array((np.ones(n), (codes, np.arange(n))), shape=(k, n))
    found: Floats = member @ values
    return found


def likeliest_rho(away: Floats, matrix: sparse.csr_array) -> float:
    """The maximum-likelihood coefficient of away = rho W away + e, between 0 and 0.99."""
    from scipy.optimize import minimize_scalar

    lag = matrix @ away
    terms = float(away @ away), float(away @ lag), float(lag @ lag)
    log_determinant = log_determinants(matrix)
    n = len(away)

    def cost(rho: float) -> float:
        size = terms[0] - 2 * rho * terms[1] + rho * rho * terms[2]
        return float(n / 2 * np.log(size / n) - log_determinant(rho))

    found = minimize_scalar(cost, bounds=(0.0, LARGEST_RHO), method="bounded", options={"xatol": 1e-6})
    return float(found.x) if cost(float(found.x)) < cost(0.0) else 0.0


def log_determinants(matrix: sparse.csr_array) -> np.polynomial.Chebyshev:
    """log|I - rho W| as a polynomial of rho on [0, 0.99], through Chebyshev points."""
    from scipy.sparse.linalg import splu

    identity = sparse.identity(matrix.shape[0], format="csc")

    def at(rho: float) -> float:
        factor = splu(
            sparse.csc_array(identity - rho * matrix),
            permc_spec="MMD_AT_PLUS_A",
            options={"SymmetricMode": True},
        )
        return float(np.log(np.abs(factor.U.diagonal())).sum())

    return np.polynomial.Chebyshev.interpolate(
        lambda nodes: np.array([at(float(rho)) for rho in nodes]), NODES, domain=[0.0, LARGEST_RHO]
    )

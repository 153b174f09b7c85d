"""The columns of a regression: numbers as they are, classes as differences from the first, strata."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.driver_sample import DriverSample
from analysis.permutation import Floats
from boundaries.constant import is_constant
from boundaries.errors import StatisticError


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Design:
    """A design matrix without constant.

    Attributes
    ----------
    matrix : ndarray
        One column a term.
    terms : tuple of str
        The factors' names; ``factor=class`` for a class.
    n_shown : int
        The terms of the factors come first, the effects of strata after them.
    vif : ndarray
        Variance inflation of each shown term, given all others.
    """

    matrix: Floats
    terms: tuple[str, ...]
    n_shown: int
    vif: Floats


def design(taken: DriverSample, *, effects: bool) -> Design:
    """The design matrix of a sample's factors.

    Parameters
    ----------
    taken : DriverSample
    effects : bool
        Whether each stratum has an effect of its own.

    Raises
    ------
    StatisticError
        Constant factors; factors that are sums of others or of the strata, naming them; more terms than
        units.
    """
    parts, terms = [], []
    for name in taken.factors.columns:
        column = taken.factors[name]
        number = pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)
        if number:
            values = column.to_numpy(dtype=np.float64)
            if is_constant(values):
                raise StatisticError("analysis.factors.constant", name=str(name), value=values[0])
            parts.append(values)
            terms.append(str(name))
            continue
        labels, codes = np.unique(column.astype(str).to_numpy(dtype=str), return_inverse=True)
        if len(labels) < 2:
            raise StatisticError("analysis.factors.constant", name=str(name), value=str(labels[0]))
        parts += [(codes == code).astype(np.float64) for code in range(1, len(labels))]
        terms += [f"{name}={label}" for label in labels[1:]]
    n_shown = len(parts)
    if effects:
        codes = taken.strata.codes
        parts += [(codes == code).astype(np.float64) for code in range(1, len(taken.strata.labels))]
        terms += [f"{taken.strata.name}={label}" for label in taken.strata.labels[1:]]
    if len(parts) + 2 > taken.n:
        raise StatisticError("analysis.drivers.too-many-terms", n_units=taken.n, n_terms=len(parts))
    matrix = np.column_stack(parts)
    refuse_collinear(matrix, terms)
    return Design(matrix=matrix, terms=tuple(terms), n_shown=n_shown, vif=inflation(matrix)[:n_shown])


def refuse_collinear(matrix: Floats, terms: list[str]) -> None:
    """Refuse columns of which one is a sum of others, naming the columns it is a sum of."""
    z = matrix - matrix.mean(axis=0)
    z = z / np.sqrt((z**2).sum(axis=0))
    for k in range(1, z.shape[1]):
        weights, *_ = np.linalg.lstsq(z[:, :k], z[:, k], rcond=None)
        left = z[:, k] - z[:, :k] @ weights
        if float(left @ left) < 1e-10:
            of = [terms[j] for j in np.flatnonzero(np.abs(weights) > 1e-6)]
            raise StatisticError("analysis.drivers.collinear", name=terms[k], of=of)


def inflation(matrix: Floats) -> Floats:
    """Variance inflation factors: the diagonal of the inverse correlation matrix.

    >>> inflation(np.array([[1.0, 1.0], [2.0, 1.0], [1.0, 2.0], [2.0, 2.0]])).round(6)
    array([1., 1.])
    """
    if matrix.shape[1] == 1:
        return np.ones(1)
    found: Floats = np.diag(np.linalg.inv(np.corrcoef(matrix, rowvar=False)))
    return found

"""Sobol indices: which uncertain choice drives a result (Saltelli's design)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.chance import check_seed
from boundaries.errors import StatisticError
from boundaries.shown import Shown

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class SobolIndices(Shown):
    """First-order and total indices of each factor.

    Attributes
    ----------
    frame : DataFrame
        By factor: ``first``, ``first_low``, ``first_high``, ``total``, ``total_low``, ``total_high`` (95 %
        bootstrap intervals over the base sample). NaN where the result does not vary at all.
    variance, mean : float
        Of the result over the base sample.
    base, evaluations, seed : int
        Size of the base sample, model runs made (base x (factors + 2)), seed.
    """

    frame: pd.DataFrame
    variance: float
    mean: float
    base: int
    evaluations: int
    seed: int


def sobol_indices(
    model: Callable[[Floats], Floats], factors: Mapping[str, int], *, base: int = 1024, seed: int
) -> SobolIndices:
    """Share out the variance of a model's result among its independent inputs.

    Parameters
    ----------
    model : callable
        Takes an array (runs x inputs) of uniform numbers in (0, 1), returns one result a run.
    factors : mapping of str to int
        For each factor the number of inputs it is made of (a group of inputs is one factor), in column order.
    base : int
        Base sample, a power of two; the model runs base x (factors + 2) times.
    seed : int
        Seed of the scrambled Sobol sequence and of the bootstrap.

    Returns
    -------
    SobolIndices

    Notes
    -----
    First order: mean(f(B) (f(AB_i) - f(A))) / V (Saltelli et al. 2010, table 2b); total:
    mean((f(A) - f(AB_i))²) / 2V (Jansen 1999), where AB_i is A with the columns of factor i taken from B.

    References
    ----------
    Saltelli A. et al. (2010), Variance based sensitivity analysis of model output, Comput. Phys. Commun. 181:
    259-270. Jansen M. (1999), Comput. Phys. Commun. 117: 35-43.

    Examples
    --------
    >>> found = sobol_indices(lambda u: 2 * u[:, 0] + u[:, 1], {"a": 1, "b": 1}, base=1024, seed=1)
    >>> found.frame[["first", "total"]].round(2).to_dict("index")
    {'a': {'first': 0.8, 'total': 0.8}, 'b': {'first': 0.2, 'total': 0.2}}
    """
    from scipy.stats import qmc

    seed = check_seed(seed)
    if base < 8 or base & (base - 1):
        raise StatisticError("indicators.sobol.base-must-be-a-power-of", base=base)
    if not factors:
        raise StatisticError("indicators.sobol.no-factor-given")
    inputs = sum(factors.values())
    sample = qmc.Sobol(2 * inputs, seed=np.random.default_rng(seed)).random(base)
    sample = np.clip(sample, 1e-9, 1 - 1e-9)
    first_half, second_half = sample[:, :inputs], sample[:, inputs:]
    at_a, at_b = np.asarray(model(first_half), float), np.asarray(model(second_half), float)
    mixed = np.empty((len(factors), base))
    start = 0
    for row, width in enumerate(factors.values()):
        crossed = first_half.copy()
        crossed[:, start : start + width] = second_half[:, start : start + width]
        mixed[row] = model(crossed)
        start += width
    everything = np.concatenate([at_a, at_b])
    variance = float(everything.var())
    rng = np.random.default_rng([seed, 1])
    resample = rng.integers(0, base, (200, base))
    names = list(factors)
    if variance <= 1e-12 * max(1.0, float(np.abs(everything).max()) ** 2):
        columns = ["first", "first_low", "first_high", "total", "total_low", "total_high"]
        frame = pd.DataFrame(np.nan, index=pd.Index(names, name="factor"), columns=columns)
    else:
        centre = everything.mean()
        rows = []
        for row in range(len(names)):
            products = (at_b - centre) * (mixed[row] - at_a)
            squares = 0.5 * (at_a - mixed[row]) ** 2
            spread = np.array([np.r_[at_a[draw], at_b[draw]].var() for draw in resample])
            record = []
            for terms in (products, squares):
                low, high = np.quantile(terms[resample].mean(axis=1) / spread, [0.025, 0.975])
                record += [terms.mean() / variance, low, high]
            rows.append(record)
        frame = pd.DataFrame(
            rows,
            index=pd.Index(names, name="factor"),
            columns=["first", "first_low", "first_high", "total", "total_low", "total_high"],
        )
    return SobolIndices(
        frame=frame,
        variance=variance,
        mean=float(everything.mean()),
        base=base,
        evaluations=base * (len(factors) + 2),
        seed=seed,
    )

"""Rates of events in populations of different sizes: small ones vary more by chance alone."""

import numpy as np
import pandas as pd

from analysis._moran import Moran, moran
from analysis.permutation import Alternative
from analysis.set_sample import Codes, Neighbors, numbers
from boundaries.errors import StatisticError, listed


def rate_deviates(events: pd.Series, population: pd.Series) -> pd.Series:
    """Standardize rates by what chance alone would do to populations of their size.

    Parameters
    ----------
    events, population : Series by adcode
        Counts of 0 or more, and populations above 0, of the same units. Missing values stay missing.

    Returns
    -------
    Series on the index of ``events``.

    Notes
    -----
    z = (e/b - r) / sqrt(v), r = sum e / sum b, v = a + r/b, a = s^2 - r / mean(b) and s^2 the variance of
    rates weighted by b; where v <= 0, v = r/b. As esda's ``Moran_Rate`` and spdep's ``EBImoran.mc``.

    References
    ----------
    Assuncao, R. M., Reis, E. A. (1999). A new proposal to adjust Moran's I for population density.
    Statistics in Medicine 18, 2147-2162.

    Examples
    --------
    >>> e, b = pd.Series([1.0, 2.0, 9.0]), pd.Series([10.0, 20.0, 30.0])
    >>> rate_deviates(e, b).round(4).tolist()
    [-0.7071, -1.0, 1.2247]
    """
    for name, series in (("events", events), ("population", population)):
        numbers(series, what=name)
    if not events.index.is_unique or not population.index.is_unique:
        raise StatisticError("analysis.empirical_bayes.events-population-adcodes-given-more-than")
    lacking = events.index.symmetric_difference(population.index)
    if len(lacking):
        raise StatisticError(
            "analysis.empirical_bayes.events-and-population-do-not-cover", lacking=listed(lacking)
        )
    e, b = events.astype(float), population.loc[events.index].astype(float)
    wrong = events.index[(e < 0) | (b <= 0) | np.isinf(e) | np.isinf(b)]
    if len(wrong):
        raise StatisticError("analysis.empirical_bayes.wanted-events-of-or-more-in", wrong=listed(wrong))
    known = (e.notna() & b.notna()).to_numpy()
    e, b = e.where(known), b.where(known)
    if not known.any() or e.sum() == 0:
        raise StatisticError("analysis.empirical_bayes.events-none-at-all")
    rate, overall = e / b, e.sum() / b.sum()
    spread = (b * (rate - overall) ** 2).sum() / b.sum() - overall / b.mean()
    variance = spread + overall / b
    variance = variance.where(~(variance <= 0), overall / b)
    return ((rate - overall) / variance**0.5).rename(events.name)


def moran_rate(
    events: pd.Series,
    population: pd.Series,
    graph: Neighbors,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    permutations: int = 9999,
    alternative: Alternative = "two-sided",
    seed: int,
) -> Moran:
    """Moran's I of rates, adjusted for the size of populations (`rate_deviates`).

    The local form is ``local_moran(rate_deviates(events, population), graph, ...)``.

    Parameters
    ----------
    events, population : Series by adcode
        Counts of 0 or more, and populations above 0, of the same units; missing values take no part.
    graph, eligible, strata, permutations, alternative, seed
        As in `analysis.moran`.

    Raises
    ------
    StatisticError
        See `analysis.rate_deviates` and `analysis.sample`.
    """
    return moran(
        rate_deviates(events, population),
        graph,
        eligible=eligible,
        strata=strata,
        permutations=permutations,
        alternative=alternative,
        seed=seed,
    )

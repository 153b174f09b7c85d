"""The rank-sum ratio (秩和比, RSR): ranks averaged over indicators, and the normal curve through them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from boundaries.errors import StatisticError
from boundaries.shown import Shown
from indicators._aggregate import proportions
from indicators.direction import signs
from indicators.distances import places
from indicators.number import as_number_frame


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class RankSumRatio(Shown):
    """Rank-sum ratios.

    Attributes
    ----------
    frame : DataFrame by unit
        ``rsr`` (above 0, at most 1), ``rank`` (1 is best; ties share the smaller), ``probit`` (of the
        cumulative share, plus 5), ``fitted`` (of the line through them). Units that lack an indicator have
        none.
    intercept, slope, r2 : float
        Of rsr = intercept + slope * probit, over the distinct ratios; NaN with fewer than three.
    weights : Series
        Sum to 1.
    n_units : int
    """

    frame: pd.DataFrame
    intercept: float
    slope: float
    r2: float
    weights: pd.Series
    n_units: int


def rank_sum_ratio(
    frame: pd.DataFrame,
    weights: pd.Series | None = None,
    *,
    directions: Mapping[str, int] | pd.Series | None = None,
) -> RankSumRatio:
    """Rank units by the mean of their ranks (秩和比法).

    Parameters
    ----------
    frame : DataFrame
        Units by adcode, a column an indicator.
    weights : Series, optional
        By column; None: equal.
    directions : mapping or Series, optional
        +1 or -1 for each column; None: all +1.

    Returns
    -------
    RankSumRatio

    Raises
    ------
    StatisticError
        Text, infinite values, fewer than two complete units, weights or directions of other columns.

    Notes
    -----
    RSR_i = sum_j w_j R_ij / n, R_ij the rank of unit i in indicator j, n for the best, ties averaged. The
    cumulative share of a ratio is the mean rank of its units by RSR over n, for the largest 1 - 1 / (4 n);
    its probit is the normal quantile plus 5.

    References
    ----------
    田凤调 (1993). 秩和比法及其应用. 中国统计出版社.

    Examples
    --------
    >>> rank_sum_ratio(pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [1.0, 3.0, 2.0]})).frame["rank"].tolist()
    [3, 1, 1]
    """
    from scipy.special import ndtri

    x = as_number_frame(frame)
    w = proportions(weights, x.columns)
    sign = signs(directions, x.columns)
    whole = x.dropna()
    n = len(whole)
    if n < 2:
        raise StatisticError("indicators.rank_sum_ratio.complete-units", n=n)
    ranks = (whole * sign).rank(method="average")
    ratio = ((ranks * w).sum(axis=1) / n).round(12)  # equal sums of ranks are equal whatever their order
    share = ratio.rank(method="average") / n
    share = share.where(ratio.lt(ratio.max()), 1.0 - 1.0 / (4.0 * n))
    out = pd.DataFrame({"rsr": ratio, "rank": places(ratio), "probit": ndtri(share) + 5.0})
    distinct = out.drop_duplicates("rsr")
    slope = intercept = r2 = float("nan")
    if len(distinct) >= 3:
        slope, intercept = map(float, np.polyfit(distinct["probit"], distinct["rsr"], 1))
        r2 = float(np.corrcoef(distinct["probit"], distinct["rsr"])[0, 1] ** 2)
    out["fitted"] = intercept + slope * out["probit"]
    return RankSumRatio(
        frame=out.reindex(x.index), intercept=intercept, slope=slope, r2=r2, weights=w, n_units=n
    )

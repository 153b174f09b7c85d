"""Agreement of two lists: who is on both, and whether they rank alike."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from boundaries.errors import StatisticError, listed
from boundaries.shown import Shown
from indicators._roster import Roster


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Agreement(Shown):
    """How far two lists agree.

    Attributes
    ----------
    frame : pandas.DataFrame
        By adcode, every unit of either list: ``rank_one``, ``rank_two`` (NA where absent), ``both``.
    n_one, n_two, n_eligible : int
    overlap : int
        Units on both lists.
    overlap_expected : float
        Its mean when each list were drawn blindly from the eligible set, n_one n_two / n_eligible.
    overlap_p : float
        Hypergeometric chance of at least this overlap under that null.
    jaccard : float
    kendall_tau, kendall_p : float
        tau-b between the ranks of the shared units, with its two-sided p; NaN below three shared or without
        ranks.
    rank_biased_overlap : float
        Extrapolated RBO, the mean over all orders of units that share a rank; NaN without ranks.
    persistence : float
        RBO's p: the weight of depth d is proportional to p to the power of d - 1.
    """

    frame: pd.DataFrame
    n_one: int
    n_two: int
    n_eligible: int
    overlap: int
    overlap_expected: float
    overlap_p: float
    jaccard: float
    kendall_tau: float
    kendall_p: float
    rank_biased_overlap: float
    persistence: float


def agreement(one: Roster, two: Roster, *, persistence: float = 0.98) -> Agreement:
    """Compare two lists drawn from the same units.

    Parameters
    ----------
    one, two : Roster
        At the same level; the eligible set is what both could have drawn from.
    persistence : float
        Of the rank-biased overlap, between 0 and 1; 0.98 puts about 86 % of the weight on the first 100
        ranks.

    References
    ----------
    Webber, W., Moffat, A. and Zobel, J. (2010). A similarity measure for indefinite rankings. ACM TOIS
    28(4), 20. Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika 33(3), 239-251.

    Examples
    --------
    >>> from indicators import roster
    >>> both = agreement(roster("caict-county-2023"), roster("caict-innovation-2023"))
    >>> both.overlap, round(both.overlap_expected, 1)
    (75, 5.4)
    """
    from scipy.stats import hypergeom, kendalltau

    if one.level != two.level:
        raise StatisticError(
            "indicators.agreement.ranks-at-level-at-level",
            v_id=one.id,
            level=one.level,
            v_id_2=two.id,
            level_2=two.level,
        )
    if not 0 < persistence < 1:
        raise StatisticError(
            "indicators.agreement.persistence-is-it-lies-between-and", persistence=persistence
        )
    eligible = one.eligible.intersection(two.eligible)
    for list_ in (one, two):
        outside = list_.members.difference(eligible)
        if len(outside):
            raise StatisticError(
                "indicators.agreement.of-members-could-not-be-on",
                v_id=list_.id,
                n_outside=len(outside),
                n_members=len(list_.members),
                outside=listed(outside),
            )
    shared = one.members.intersection(two.members)
    n1, n2, n = len(one.members), len(two.members), len(eligible)
    frame = pd.DataFrame(index=one.members.union(two.members))
    for column, list_ in (("rank_one", one), ("rank_two", two)):
        ranks = list_.frame["rank"] if list_.ranked else pd.Series(pd.NA, index=list_.members)
        frame[column] = ranks.reindex(frame.index).astype("Int64")
    frame["both"] = frame.index.isin(shared)
    tau = p = rbo = float("nan")
    if one.ranked and two.ranked:
        pairs = frame.loc[shared, ["rank_one", "rank_two"]].astype("float64")
        if len(pairs) >= 3:
            result = kendalltau(pairs["rank_one"], pairs["rank_two"])
            tau, p = float(result.statistic), float(result.pvalue)
        rbo = _overlap(one.frame["rank"], two.frame["rank"], persistence)
    return Agreement(
        frame=frame,
        n_one=n1,
        n_two=n2,
        n_eligible=n,
        overlap=len(shared),
        overlap_expected=n1 * n2 / n,
        overlap_p=float(hypergeom.sf(len(shared) - 1, n, n1, n2)),
        jaccard=len(shared) / len(frame) if len(frame) else float("nan"),
        kendall_tau=tau,
        kendall_p=p,
        rank_biased_overlap=rbo,
        persistence=persistence,
    )


def rank_biased_overlap(one: list[str], two: list[str], *, persistence: float = 0.98) -> float:
    """Extrapolated rank-biased overlap of two rankings, best first, of any lengths.

    Notes
    -----
    Equation 32 of Webber et al.: with s the shorter and l the longer length, X(d) the overlap at depth d
    and p the persistence, (1 - p)/p (sum over d = 1..l of X(d)/d p^d + sum over d = s+1..l of X(s)(d -
    s)/(s d) p^d) + ((X(l) - X(s))/l + X(s)/s) p^l.

    Examples
    --------
    >>> rank_biased_overlap(["a", "b", "c"], ["a", "b", "c"], persistence=0.9)
    1.0
    >>> rank_biased_overlap(["a", "b"], ["c", "d"], persistence=0.9)
    0.0
    """
    for ranked in (one, two):
        if len(set(ranked)) < len(ranked):
            raise StatisticError("indicators.agreement.a-unit-is-ranked-twice")
    ranks = [pd.Series(np.arange(len(ranked)), index=pd.Index(ranked)) for ranked in (one, two)]
    return _overlap(ranks[0], ranks[1], persistence)


def _overlap(one: pd.Series, two: pd.Series, persistence: float) -> float:
    """Extrapolated rank-biased overlap of two rankings that may hold ties.

    The overlap is linear in X(d), so its mean over all orders of tied units has at depth d the sum over units
    of the chances to be among the first d of either list.
    """
    s, depth = sorted((len(one), len(two)))
    if s == 0:
        raise StatisticError("indicators.agreement.a-list-is-empty-there-is")
    p = persistence
    shared = one.index.intersection(two.index)
    d = np.arange(1, depth + 1)
    overlap = np.zeros(depth)
    places = [_places(ranks).loc[shared].to_numpy() for ranks in (one, two)]
    for (first, size), (other, width) in zip(*places, strict=True):
        overlap += np.clip((d - first) / size, 0, 1) * np.clip((d - other) / width, 0, 1)
    xs, xl = overlap[s - 1], overlap[depth - 1]
    seen = (overlap / d * p**d).sum()
    late = d[s:]
    beyond = (xs * (late - s) / (s * late) * p**late).sum()
    value = (1 - p) / p * (seen + beyond) + ((xl - xs) / depth + xs / s) * p**depth
    return round(float(value), 12)


def _places(ranks: pd.Series) -> pd.DataFrame:
    """How many units stand before each one, and how many share its rank."""
    before = ranks.rank(method="min") - 1
    return pd.DataFrame({"before": before, "sharing": before.groupby(before).transform("size")})

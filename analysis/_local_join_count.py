"""Local join counts: does this member have more members around it than chance would place there?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from libpysal.graph import Graph

from analysis.adjust import discovery_rates
from analysis.hypergeometric import Floats, Law, around_units
from analysis.set_sample import Codes, Ints, membership
from analysis.setting import SetTest
from boundaries.errors import StatisticError


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class LocalJoinCount(SetTest):
    """Members around each eligible unit and the exact law of their number.

    Attributes
    ----------
    frame : DataFrame
        One row per eligible unit: member, neighbors (eligible ones), joins (members among them), expected,
        p_exact (at least so many, given the unit's own state), mid_p, p_smallest (the smallest p_exact that
        any list could give the unit: 1 where chance has no say), p_fdr (Benjamini-Hochberg over the members
        that have neighbors; NaN elsewhere), p_by (Benjamini-Yekutieli), significant (p_fdr <= alpha).
        Units without eligible neighbors have NaN. With strata expected and every p are those under that null.
    alpha : float
    null : Message
    strata : str
        ``strata`` is the name of what was held fixed, "" for nothing.
    n_strata, n_strata_full, n_strata_empty : int
        Strata (1 without); those whose every eligible unit is a member, and those without a member: neither
        leaves anything to chance.
    n_eligible, n_members, n_tested, n_significant, n_joins : int
    mean_neighbors : float
    isolates : Index
    """

    frame: pd.DataFrame
    alpha: float
    n_strata_full: int
    n_strata_empty: int
    n_tested: int
    n_significant: int


def local_join_count(
    members: Codes,
    graph: Graph,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    alpha: float = 0.05,
) -> LocalJoinCount:
    """Count the members among each unit's eligible neighbors; p is exact, no draws are needed.

    Parameters
    ----------
    members : iterable of adcodes or boolean Series by adcode
    graph : Graph
        Binary neighbors (weights only say who is a neighbor).
    eligible : iterable of adcodes or boolean Series, optional
        Units that could have been chosen; None means every unit of the graph. Others are removed first.
    strata : Series by adcode, optional
        Random lists keep the number of members of each stratum (province, prefecture, ...); None holds only
        the whole number fixed.
    alpha : float
        Level of the false discovery rate for ``significant``.

    Returns
    -------
    LocalJoinCount

    Raises
    ------
    StatisticError
        As for join_count.

    Notes
    -----
    Given the state of unit i, its k eligible neighbors are a random k of the other n - 1 eligible units, so
    the number of members among them is hypergeometric(n - 1, m - x_i, k). Within strata it is a sum of
    independent hypergeometric counts, one a stratum s around it: (n_s, m_s, k_s), and (n_s - 1, m_s - x_i,
    k_s) for its own; see `analysis.hypergeometric`. esda and GeoDa estimate the first by conditional
    permutation for members only; they know no strata. ``p_fdr`` is over members, as theirs are.

    References
    ----------
    Anselin and Li (2019), Operational local join count statistics, Journal of Geographical Systems 21.

    Examples
    --------
    >>> from libpysal.graph import Graph
    >>> from boundaries import board
    >>> rook = Graph.build_contiguity(board(), rook=True)
    >>> result = local_join_count(["320101", "320102", "320105", "320106"], rook)
    >>> around = result.frame.loc["320101"]
    >>> int(around["joins"]), int(around["neighbors"]), round(float(around["p_exact"]), 6)
    (2, 2, 0.028571)

    Where the southern half keeps its four members of eight, 320101 keeps three others of seven:

    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> half = pd.Series(["south"] * 8 + ["north"] * 8, index=CODES, name="half")
    >>> halves = local_join_count(["320101", "320102", "320105", "320106"], rook, strata=half)
    >>> round(float(halves.frame.loc["320101", "p_exact"]), 6)  # C(3,2) / C(7,2)
    0.142857
    """
    if not 0 < alpha < 1:
        raise StatisticError("analysis.local_join_count.alpha-wanted-a-number-between-and", alpha=alpha)
    field = membership(members, graph, eligible=eligible, strata=strata)
    field.joined()
    n, own, code = field.n_eligible, field.chosen, field.strata.codes
    units = np.bincount(code, minlength=field.n_strata)
    held = np.bincount(code[own], minlength=field.n_strata)
    neighbors = np.bincount(field.heads, minlength=n)
    joins = np.bincount(field.heads, weights=own[field.tails], minlength=n).astype(np.int64)
    laws, which, expected = around_units(field.heads, code[field.tails], code, own, units, held)
    greater, mid, smallest = looked_up(laws, which, joins)
    reachable = neighbors > 0
    tested = reachable & own
    p_fdr, p_by = discovery_rates(np.where(tested, greater, np.nan))
    frame = pd.DataFrame(
        {
            "member": own,
            "neighbors": neighbors,
            "joins": joins,
            "expected": np.where(reachable, expected, np.nan),
            "p_exact": np.where(reachable, greater, np.nan),
            "mid_p": np.where(reachable, mid, np.nan),
            "p_smallest": np.where(reachable, smallest, np.nan),
            "p_fdr": p_fdr,
            "p_by": p_by,
            "significant": p_fdr <= alpha,
        },
        index=field.ids,
    )
    return LocalJoinCount(
        frame=frame,
        alpha=alpha,
        n_strata_full=int((held == units).sum()),
        n_strata_empty=int((held == 0).sum()),
        n_tested=int(tested.sum()),
        n_significant=int(frame["significant"].sum()),
        setting=field.setting,
    )


def looked_up(laws: list[Law], which: Ints, counts: Ints) -> tuple[Floats, Floats, Floats]:
    """Of each unit's law: p of its count or more, mid-p, and the smallest p there is."""
    sizes = np.array([len(one.mass) for one in laws])
    lowest = np.array([one.lowest for one in laws])
    at = (np.cumsum(sizes) - sizes - lowest)[which] + counts
    greater = np.concatenate([one.greater for one in laws])
    mid = np.concatenate([one.mid for one in laws])
    smallest = np.array([one.smallest for one in laws])
    return greater[at], mid[at], smallest[which]

"""Local join counts: does this member have more members around it than chance would place there?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from libpysal.graph import Graph

from analysis.adjust import benjamini_hochberg, benjamini_yekutieli
from analysis.set_sample import Codes, membership
from boundaries.errors import StatisticError


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LocalJoinCount:
    """Members around each eligible unit and the exact law of their number.

    Attributes
    ----------
    frame : DataFrame
        One row per eligible unit: member, neighbors (eligible ones), joins (members among them), expected,
        p_exact (at least so many, given the unit's own state), mid_p, p_fdr (Benjamini-Hochberg over the
        members that have neighbors; NaN elsewhere), p_by (Benjamini-Yekutieli), significant (p_fdr <= alpha).
        Units without eligible neighbors have NaN.
    alpha : float
    null : str
    n_eligible, n_members, n_tested, n_significant, n_joins : int
    mean_neighbors : float
    isolates : Index
    """

    frame: pd.DataFrame
    alpha: float
    null: str
    n_eligible: int
    n_members: int
    n_tested: int
    n_significant: int
    n_joins: int
    mean_neighbors: float
    isolates: pd.Index


def local_join_count(
    members: Codes, graph: Graph, *, eligible: Codes | None = None, alpha: float = 0.05
) -> LocalJoinCount:
    """Count the members among each unit's eligible neighbors; p is exact, no draws are needed.

    Parameters
    ----------
    members : iterable of adcodes or boolean Series by adcode
    graph : Graph
        Binary neighbors (weights only say who is a neighbor).
    eligible : iterable of adcodes or boolean Series, optional
        Units that could have been chosen; None means every unit of the graph. Others are removed first.
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
    the number of members among them is hypergeometric(n - 1, m - x_i, k). esda and GeoDa estimate the same
    probability by conditional permutation for members only. ``p_fdr`` is over members, as theirs are.

    References
    ----------
    Anselin and Li (2019), Operational local join count statistics, Journal of Geographical Systems 21.

    Examples
    --------
    >>> from libpysal.graph import Graph
    >>> from tests.board import board
    >>> rook = Graph.build_contiguity(board(), rook=True)
    >>> result = local_join_count(["320101", "320102", "320105", "320106"], rook)
    >>> around = result.frame.loc["320101"]
    >>> int(around["joins"]), int(around["neighbors"]), round(float(around["p_exact"]), 6)
    (2, 2, 0.028571)
    """
    from scipy.stats import hypergeom

    if not 0 < alpha < 1:
        raise StatisticError("analysis.local_join_count.alpha-wanted-a-number-between-and", alpha=alpha)
    field = membership(members, graph, eligible=eligible)
    field.joined()
    n, m, own = field.n_eligible, field.n_members, field.chosen
    neighbors = np.bincount(field.heads, minlength=n)
    joins = np.bincount(field.heads, weights=own[field.tails], minlength=n).astype(np.int64)
    drawn = m - own.astype(np.int64)
    reachable = neighbors > 0
    upper = np.full(n, np.nan)
    point = np.full(n, np.nan)
    law = hypergeom(n - 1, drawn[reachable], neighbors[reachable])
    upper[reachable] = np.minimum(law.sf(joins[reachable] - 1), 1.0)
    point[reachable] = law.pmf(joins[reachable])
    tested = reachable & own
    asked = np.where(tested, upper, np.nan)
    fdr = benjamini_hochberg(asked)
    expected = np.where(reachable, neighbors * drawn / max(n - 1, 1), np.nan)
    frame = pd.DataFrame(
        {
            "member": own,
            "neighbors": neighbors,
            "joins": joins,
            "expected": expected,
            "p_exact": upper,
            "mid_p": np.maximum(upper - point / 2, 0.0),
            "p_fdr": fdr,
            "p_by": benjamini_yekutieli(asked),
            "significant": fdr <= alpha,
        },
        index=field.ids,
    )
    return LocalJoinCount(
        frame=frame,
        alpha=alpha,
        null=field.null,
        n_eligible=n,
        n_members=m,
        n_tested=int(tested.sum()),
        n_significant=int(frame["significant"].sum()),
        n_joins=field.n_joins,
        mean_neighbors=field.mean_neighbors,
        isolates=field.isolates,
    )

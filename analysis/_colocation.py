"""Co-location of two lists: do they name the same units, and do they border each other?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis._join_count import fixed_weights
from analysis.p_values import table, tails
from analysis.permutation import check_permutations, check_seed
from analysis.set_sample import Codes, Floats, Membership, Neighbors, adcodes, membership
from boundaries.errors import StatisticError, listed
from boundaries.ids import of_other_kind
from boundaries.language import Message
from boundaries.shown import Shown

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Colocation(Shown):
    """Two lists among one eligible set.

    Attributes
    ----------
    frame : DataFrame
        One row per eligible unit: first, second (member of the list), other_around (members of the other
        list among its neighbors: of ``second`` for a member of ``first``, otherwise of ``first``).
    statistics : DataFrame
        Rows overlap (units in both), joins (joins between a member of one and a member of the other, both
        ways), touching (members of the first list that are in the second or border a member of it): observed,
        expected (exact, within strata too), mean_sim, sd_sim, alternative, p_sim, mid_p, p_greater, p_less,
        p_two_sided. The first list stays, the second is drawn at random (within strata).
    overlap : int
    jaccard : float
        Overlap over the units in either.
    p_exact : float
        Exact hypergeometric p of so large an overlap; NaN within strata (see p_sim).
    null : Message
    strata : str
    n_strata, n_eligible, n_first, n_second, n_joins, permutations, seed : int
    mean_neighbors : float
    """

    frame: pd.DataFrame
    statistics: pd.DataFrame
    overlap: int
    jaccard: float
    p_exact: float
    null: Message
    strata: str
    n_strata: int
    n_eligible: int
    n_first: int
    n_second: int
    n_joins: int
    mean_neighbors: float
    permutations: int
    seed: int


def colocation(
    first: Codes,
    second: Codes,
    graph: Neighbors,
    *,
    eligible: Codes,
    strata: pd.Series | None = None,
    permutations: int = 9_999,
    seed: int,
) -> Colocation:
    """Test whether two lists share units or border each other more than chance would have it.

    Parameters
    ----------
    first, second : iterable of adcodes or boolean Series by adcode
        Lists drawn from the same eligible set, or from two parts of it (counties and districts): then give
        ``strata`` that keep the parts apart, so that random lists stay where they could be.
    graph : Graph
    eligible : iterable of adcodes or boolean Series
    strata : Series by adcode, optional
        The second list keeps its number of each stratum.
    permutations, seed : int

    Returns
    -------
    Colocation

    Notes
    -----
    The first list is held fixed as it is, with its own gathering; only the second is dealt out. A list that
    gathers by itself makes chance contacts vary more than this null allows, so a p-value for ``joins`` and
    ``touching`` is evidence against "the second list is placed at random", not of attraction alone.

    Examples
    --------
    >>> from libpysal.graph import Graph
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> rook = Graph.build_contiguity(board(), rook=True)
    >>> result = colocation(CODES[:4], CODES[2:6], rook, eligible=CODES, permutations=99, seed=1)
    >>> result.overlap, round(result.p_exact, 6)  # (6 66 + 4 12 + 1) / 1820
    (2, 0.244505)
    """
    from scipy.sparse import coo_array
    from scipy.stats import hypergeom

    permutations, seed = check_permutations(permutations), check_seed(seed)
    field = membership(second, graph, eligible=eligible, strata=strata)
    field.joined()
    one = adcodes(first, what=Message("analysis.colocation.first-list"))
    strange = of_other_kind(one, field.ids, whose="eligible")
    if strange:
        raise StatisticError(
            "analysis.set_sample.what-strange",
            what=Message("analysis.colocation.first-list"),
            strange=strange,
        )
    outside = one.difference(field.ids)
    if len(outside):
        raise StatisticError(
            "analysis.colocation.first-list-outside-the-eligible-units",
            n_outside=len(outside),
            outside=listed(outside),
        )
    if not len(one) or not field.n_members:
        raise StatisticError(
            "analysis.colocation.co-location-wants-two-lists-came", n_one=len(one), n_members=field.n_members
        )
    fixed = np.asarray(field.ids.isin(one), dtype=bool)
    scaled, unit = fixed_weights(field)
    into = np.bincount(field.heads, scaled * fixed[field.tails], field.n_eligible)
    into += np.bincount(field.tails, scaled * fixed[field.heads], field.n_eligible)
    contact = np.rint(into).astype(np.int64)  # joins with the first list, in both directions
    low, high = field.pairs
    n = field.n_eligible
    links = coo_array((np.ones(len(low), dtype=np.int32), (low, high)), shape=(n, n))
    links = (links + links.T).tocsr()

    def measured(drawn: npt.NDArray[np.integer]) -> dict[str, npt.NDArray[np.int64]]:
        near = np.zeros((len(drawn), field.n_eligible), dtype=bool)
        near[np.arange(len(drawn))[:, None], drawn] = True
        reached = near | (near @ links > 0)
        return {
            "overlap": fixed[drawn].sum(axis=1),
            "joins": contact[drawn].sum(axis=1),
            "touching": reached[:, fixed].sum(axis=1),
        }

    seen = measured(field.members[None, :])
    parts = [measured(block) for block in field.draws(permutations, seed)]
    rows = {}
    for name in ("overlap", "joins", "touching"):
        row = tails(float(seen[name][0]), np.concatenate([part[name] for part in parts]))
        if name == "joins":
            for key in ("observed", "mean_sim", "sd_sim"):
                row[key] = float(row[key]) * unit / 2
        rows[name] = row
    statistics = table(rows)
    due = chance_of(field)
    statistics.insert(
        1,
        "expected",
        [
            float(due[fixed].sum()),
            float((contact * due).sum()) * unit / 2,
            float(reached_chance(field, links, np.flatnonzero(fixed)).sum()),
        ],
    )
    overlap, size = int(seen["overlap"][0]), field.n_members
    law = hypergeom(field.n_eligible, len(one), size)
    chosen = field.chosen
    around_first = np.bincount(field.heads, fixed[field.tails], field.n_eligible)
    around_second = np.bincount(field.heads, chosen[field.tails], field.n_eligible)
    frame = pd.DataFrame(
        {
            "first": fixed,
            "second": chosen,
            "other_around": np.where(fixed, around_second, around_first).astype(np.int64),
        },
        index=field.ids,
    )
    return Colocation(
        frame=frame,
        statistics=statistics,
        overlap=overlap,
        jaccard=overlap / (len(one) + size - overlap),
        p_exact=float(min(law.sf(overlap - 1), 1.0)) if strata is None else float("nan"),
        null=Message("analysis.null.second-list", null=field.null),
        strata=field.strata.name,
        n_strata=field.n_strata,
        n_eligible=field.n_eligible,
        n_first=len(one),
        n_second=size,
        n_joins=field.n_joins,
        mean_neighbors=field.mean_neighbors,
        permutations=permutations,
        seed=seed,
    )


def chance_of(field: Membership) -> Floats:
    """The chance of each eligible unit to be drawn: the share of members in its stratum."""
    levels = field.n_strata
    size = np.bincount(field.strata.codes, minlength=levels)
    taken = np.bincount(field.strata.codes[field.chosen], minlength=levels)
    share: Floats = (taken / size)[field.strata.codes]
    return share


def reached_chance(field: Membership, near: "csr_array", units: npt.NDArray[np.integer]) -> Floats:
    """The chance of each unit to be drawn, or to have a neighbor that is.

    It is 1 less the chance of nobody in any stratum; nobody among k of N units when m are drawn:
    C(N - k, m) / C(N, m).
    """
    from scipy.special import gammaln

    levels, codes = field.n_strata, field.strata.codes
    size = np.bincount(codes, minlength=levels)
    taken = np.bincount(codes[field.chosen], minlength=levels)
    chances = np.empty(len(units))
    for place, unit in enumerate(units):
        around = np.append(near.indices[near.indptr[unit] : near.indptr[unit + 1]], unit)
        k = np.bincount(codes[around], minlength=levels)
        met = np.flatnonzero(k)
        n, m, left = size[met], taken[met], size[met] - k[met]
        if (left < m).any():
            chances[place] = 1.0
            continue
        log = gammaln(left + 1) - gammaln(left - m + 1) - gammaln(n + 1) + gammaln(n - m + 1)
        chances[place] = -np.expm1(log.sum())
    return chances

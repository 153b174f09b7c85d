"""How firm a belt is: many draws of an uncertain set of members carried through contiguous patches (连片)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from libpysal.graph import Graph

from analysis.set_sample import Codes, adcodes
from boundaries.errors import JoinError, StatisticError
from boundaries.language import Message

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_BLOCK = 500


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class BeltStability:
    """Belts of the stated ranking, and how often the draws confirm them.

    Attributes
    ----------
    frame : DataFrame
        By unit that is in the top in at least one draw (sorted): ``rank``, ``p_top``, ``p_belt`` (share of
        draws in which it lies in a belt), ``belt`` (number of its belt in the stated ranking, 0 for none),
        ``core`` (number of its core, 0 for none), ``size_mean`` (mean size of its belt over the draws in
        which it has one).
    belts : DataFrame
        By belt of the stated ranking, largest first: ``size``, ``members``, ``core`` (its largest core, 0 for
        none), ``core_size``, ``core_members``, ``p_whole`` (share of draws in which all its members lie in
        one belt).
    cores : DataFrame
        By core: ``size``, ``members``, ``belt`` (stated belt that holds most of it, 0 for none), ``p_whole``,
        ``p_least`` (the smallest probability of a pair in it).
    pairs : DataFrame
        ``one``, ``other`` (adcodes, one < other), ``p_together`` (share of draws in which both lie in one
        belt), ``neighbors`` (whether they touch in the graph); pairs at or above ``least``.
    settings : dict
        Draws, top, level, least, min_size, eligible count, number of belts over the draws (low, median,
        high), size of the largest belt (low, median, high).
    """

    frame: pd.DataFrame
    belts: pd.DataFrame
    cores: pd.DataFrame
    pairs: pd.DataFrame
    settings: dict[str, Any]


def stability(
    ranks: pd.Series,
    held: Bools,
    graph: Graph,
    *,
    top: int,
    eligible: Codes | None = None,
    level: float = 0.90,
    least: float = 0.05,
    min_size: int = 2,
) -> BeltStability:
    """Say which units belong to one belt in most draws, and which only in some.

    Parameters
    ----------
    ranks : Series by adcode
        The stated ranking; the units up to ``top`` are the stated members.
    held : array of bool, units in the order of ``ranks`` x draws
        Who is a member in which draw.
    graph : libpysal.graph.Graph
        Neighbors (``analysis.neighbors``); it knows every ranked unit and may know more.
    top : int
    eligible : iterable of adcodes or boolean Series, optional
        The set the list could have drawn from; every ranked unit must be in it. None: the ranked units.
    level : float
        Every pair of a core shares a belt in at least this share of the draws.
    least : float
        Pairs less often together are not listed.
    min_size : int
        Units that make a belt.

    Returns
    -------
    BeltStability

    Raises
    ------
    JoinError
        Ranked units that the graph does not know or that are not eligible.
    StatisticError
        Shares outside (0, 1], a size below 2.

    Notes
    -----
    In each draw the members' belts are the connected components of the graph among them. Cores come from
    complete linkage on 1 - P(together), cut at 1 - ``level``: no chain of neighbors can lend a unit a
    certainty that it does not have with every other unit of the core.

    Examples
    --------
    >>> from analysis import neighbors
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> ranks = pd.Series(range(1, 17), index=CODES)
    >>> held = np.tile((ranks <= 4).to_numpy()[:, None], 10)
    >>> stability(ranks, held, neighbors(board()), top=4).cores["members"].tolist()
    [('320101', '320102', '320103', '320104')]
    """
    for value, what in ((level, "level"), (least, "least")):
        if not 0 < value <= 1:
            raise StatisticError(
                "analysis.belt_stability.wanted-a-share-above-and-up", what=what, value=value
            )
    if min_size < 2:
        raise StatisticError("analysis.belt_stability.min-size-wanted-or-more-came", min_size=min_size)
    ranked = ranks.index
    _check(ranked, graph, eligible)
    keep = np.flatnonzero(held.any(axis=1) | (ranks <= top))
    keep = keep[np.argsort(ranked[keep].to_numpy())]
    ids, held = pd.Index(ranked[keep], name="adcode"), held[keep]
    rank = ranks.to_numpy()[keep]
    low, high = _edges(graph, ids)

    stated = _components((rank <= top)[:, None], low, high, min_size)[0][:, 0]
    together, sizes, numbers, largest = _count(held, low, high, min_size)
    draws = held.shape[1]
    share = together / draws
    belt = _by_size(stated, ids)
    core = _by_size(_cores(share, level), ids)
    in_belt = np.diag(together)

    frame = pd.DataFrame(
        {
            "rank": rank,
            "p_top": held.mean(axis=1),
            "p_belt": in_belt / draws,
            "belt": belt,
            "core": core,
            "size_mean": np.divide(sizes, in_belt, out=np.full(len(ids), np.nan), where=in_belt > 0),
        },
        index=ids,
    )
    whole = _Whole(held=held, low=low, high=high, min_size=min_size)
    cores = _core_table(ids, core, belt, share, whole)
    return BeltStability(
        frame=frame,
        belts=_belt_table(ids, core, belt, cores, whole),
        cores=cores,
        pairs=_pair_table(ids, share, least, low, high),
        settings={
            "draws": draws,
            "top": top,
            "level": level,
            "least": least,
            "min_size": min_size,
            "eligible": len(ranked),
            "eligible_given": eligible is not None,
            "number_of_belts": _span(numbers, level),
            "largest_belt": _span(largest, level),
        },
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Whole:
    """Asks in which share of the draws some units all lie in one belt."""

    held: Bools
    low: Ints
    high: Ints
    min_size: int

    def share(self, rows: Ints) -> float:
        drawn = np.flatnonzero(self.held[rows].all(axis=0))
        found = 0
        for start in range(0, len(drawn), _BLOCK):
            labels = _components(
                self.held[:, drawn[start : start + _BLOCK]], self.low, self.high, self.min_size
            )[0]
            some = labels[rows]
            found += int((some == some[0]).all(axis=0).sum())
        return float(found / self.held.shape[1])


def _check(ranked: pd.Index, graph: Graph, eligible: Codes | None) -> None:
    breaches = []
    unknown = ranked.difference(graph.unique_ids)
    if len(unknown):
        breaches.append(
            Message(
                "analysis.belt_stability.not-in-the-graph",
                lacking=len(unknown),
                ranked=len(ranked),
                units=list(unknown),
            )
        )
    if eligible is not None:
        outside = ranked.difference(adcodes(eligible, what="eligible"))
        if len(outside):
            breaches.append(
                Message(
                    "analysis.belt_stability.not-eligible",
                    lacking=len(outside),
                    ranked=len(ranked),
                    units=list(outside),
                )
            )
    if breaches:
        raise JoinError("errors.faults", faults=breaches)


def _edges(graph: Graph, ids: pd.Index) -> tuple[Ints, Ints]:
    """Unordered pairs of neighbors among ``ids``, as positions."""
    adjacency = graph.adjacency
    adjacency = adjacency[adjacency.to_numpy() > 0]
    focal = ids.get_indexer(adjacency.index.get_level_values("focal"))
    other = ids.get_indexer(adjacency.index.get_level_values("neighbor"))
    inside = (focal >= 0) & (other >= 0) & (focal != other)
    pairs = np.unique(np.sort(np.column_stack([focal[inside], other[inside]]), axis=1), axis=0)
    return pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64)


def _components(held: Bools, low: Ints, high: Ints, min_size: int) -> tuple[Ints, Ints]:
    """Belts of every draw at once: labels from 1 (unit x draw, 0 for none) and the size of each label.

    One graph holds all draws: node (unit, draw), an edge where both ends of a join are members.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    units, draws = held.shape
    edge, draw = np.nonzero(held[low] & held[high])
    nodes = coo_array(
        (np.ones(len(edge), dtype=np.int8), (low[edge] * draws + draw, high[edge] * draws + draw)),
        shape=(units * draws, units * draws),
    )
    labels = connected_components(nodes, directed=False)[1].astype(np.int64)
    sizes = np.bincount(labels)
    valid = (sizes >= min_size)[labels] & held.ravel()
    found, renumbered = np.unique(labels[valid], return_inverse=True)
    result = np.zeros(units * draws, dtype=np.int64)
    result[valid] = renumbered + 1
    return result.reshape(units, draws), np.concatenate([[0], sizes[found]])


def _count(held: Bools, low: Ints, high: Ints, min_size: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Draws in which two units share a belt; sum of belt sizes by unit; belts and largest belt by draw."""
    from scipy.sparse import csr_array

    units, draws = held.shape
    together = np.zeros((units, units), dtype=np.int64)
    total = np.zeros(units, dtype=np.int64)
    numbers, largest = np.zeros(draws, dtype=np.int64), np.zeros(draws, dtype=np.int64)
    for start in range(0, draws, _BLOCK):
        labels, sizes = _components(held[:, start : start + _BLOCK], low, high, min_size)
        unit, draw = np.nonzero(labels)
        label = labels[unit, draw]
        belonging = csr_array((np.ones(len(unit), dtype=np.int32), (unit, label)), shape=(units, len(sizes)))
        together += (belonging @ belonging.T).toarray()
        total += sizes[labels].sum(axis=1)
        of_label = np.zeros(len(sizes), dtype=np.int64)
        of_label[label] = draw
        numbers[start : start + _BLOCK] = np.bincount(of_label[1:], minlength=labels.shape[1])
        largest[start : start + _BLOCK] = sizes[labels].max(axis=0, initial=0)
    return together, total, numbers, largest


def _cores(share: npt.NDArray[np.float64], level: float) -> Ints:
    """Complete linkage: labels from 1 of the groups in which every pair reaches ``level``; 0 for none."""
    from scipy.cluster.hierarchy import fcluster, linkage

    sure = np.flatnonzero(np.diag(share) >= level)
    labels = np.zeros(len(share), dtype=np.int64)
    if len(sure) < 2:
        return labels
    apart = 1 - share[np.ix_(sure, sure)]
    tree = linkage(apart[np.triu_indices(len(sure), 1)], method="complete")
    found = fcluster(tree, t=1 - level + 1e-12, criterion="distance")
    found[np.bincount(found)[found] < 2] = 0
    labels[sure] = found
    return labels


def _by_size(labels: Ints, ids: pd.Index) -> Ints:
    """Renumber labels from 1: the largest first, then by the smallest adcode."""
    groups = [np.flatnonzero(labels == label) for label in np.unique(labels[labels > 0])]
    groups.sort(key=lambda rows: (-len(rows), ids[rows[0]]))
    result = np.zeros(len(labels), dtype=np.int64)
    for number, rows in enumerate(groups, 1):
        result[rows] = number
    return result


def _core_table(
    ids: pd.Index, core: Ints, belt: Ints, share: npt.NDArray[np.float64], whole: _Whole
) -> pd.DataFrame:
    records = []
    for number in range(1, int(core.max(initial=0)) + 1):
        rows = np.flatnonzero(core == number)
        records.append(
            {
                "size": len(rows),
                "members": tuple(ids[rows]),
                "belt": int(np.bincount(belt[rows]).argmax()),
                "p_whole": whole.share(rows),
                "p_least": float(share[np.ix_(rows, rows)].min()),
            }
        )
    index = pd.RangeIndex(1, len(records) + 1, name="core")
    return pd.DataFrame(records, index=index, columns=["size", "members", "belt", "p_whole", "p_least"])


def _belt_table(ids: pd.Index, core: Ints, belt: Ints, cores: pd.DataFrame, whole: _Whole) -> pd.DataFrame:
    records = []
    for number in range(1, int(belt.max(initial=0)) + 1):
        rows = np.flatnonzero(belt == number)
        own = cores.index[cores["belt"] == number]  # cores come largest first
        members = tuple(cores["members"][own[0]]) if len(own) else ()
        records.append(
            {
                "size": len(rows),
                "members": tuple(ids[rows]),
                "core": int(own[0]) if len(own) else 0,
                "core_size": len(members),
                "core_members": members,
                "p_whole": whole.share(rows),
            }
        )
    columns = ["size", "members", "core", "core_size", "core_members", "p_whole"]
    return pd.DataFrame(records, index=pd.RangeIndex(1, len(records) + 1, name="belt"), columns=columns)


def _pair_table(
    ids: pd.Index, share: npt.NDArray[np.float64], least: float, low: Ints, high: Ints
) -> pd.DataFrame:
    one, other = np.nonzero(np.triu(share >= least, 1))
    touching = np.isin(one * len(ids) + other, low * len(ids) + high)
    return pd.DataFrame(
        {"one": ids[one], "other": ids[other], "p_together": share[one, other], "neighbors": touching}
    )


def _span(counts: Ints, level: float) -> tuple[float, float, float]:
    low, median, high = np.quantile(counts, [(1 - level) / 2, 0.5, (1 + level) / 2], method="nearest")
    return float(low), float(median), float(high)

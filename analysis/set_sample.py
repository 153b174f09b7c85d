"""Who is chosen, who could have been, and how they neighbor each other.

Every test of a *set* (a published list) starts here: the members, the eligible units that the list could
have drawn from, the joins between eligible units, and the strata that a random draw respects.
"""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, Union

import numpy as np
import numpy.typing as npt
import pandas as pd
from libpysal.graph import Graph

from analysis.permutation import Positions, orderings, stream
from analysis.setting import SetSetting
from boundaries.errors import StatisticError, listed
from boundaries.ids import index_of, of_other_kind
from boundaries.language import Message

if TYPE_CHECKING:
    from libpysal.weights import W

Codes: TypeAlias = Iterable[Hashable] | pd.Series
Neighbors: TypeAlias = Union[Graph, "W"]
Where: TypeAlias = Literal["graph", "graphs", "layer", "regions"]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

BLOCK = 1_000  # draws held in memory at a time; the draws themselves do not depend on it


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Strata:
    """A partition of the eligible units that random draws respect.

    Attributes
    ----------
    name : str
        Name of the Series, or "" when nothing is held fixed.
    labels : tuple of str
        The strata, sorted.
    codes : ndarray of int
        Position in ``labels`` of each eligible unit.
    """

    name: str
    labels: tuple[str, ...]
    codes: Ints


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Membership:
    """Members among eligible units, in the graph restricted to the eligible units.

    Attributes
    ----------
    ids : Index
        Eligible adcodes, sorted; every array below follows this order.
    chosen : ndarray of bool
        Which of them are members.
    heads, tails : ndarray of int
        Directed joins between eligible units (positions in ``ids``), self-joins dropped, sorted.
    weights : ndarray of float
        Weight of each join, greater than zero.
    strata : Strata
        What a random draw holds fixed.
    everything : bool
        No eligible set was named: every unit of the graph counts as eligible.
    """

    ids: pd.Index
    chosen: Bools
    heads: Ints
    tails: Ints
    weights: Floats
    strata: Strata
    everything: bool = False

    @property
    def n_eligible(self) -> int:
        return len(self.ids)

    @property
    def n_strata(self) -> int:
        return len(self.strata.labels)

    @property
    def n_members(self) -> int:
        return int(self.chosen.sum())

    @property
    def members(self) -> Ints:
        """Positions of the members."""
        return np.flatnonzero(self.chosen)

    @property
    def pairs(self) -> tuple[Ints, Ints]:
        """Unordered joins, each once, as positions (low, high)."""
        n = max(self.n_eligible, 1)
        low, high = np.minimum(self.heads, self.tails), np.maximum(self.heads, self.tails)
        keys = np.unique(low * n + high)
        return keys // n, keys % n

    @property
    def n_joins(self) -> int:
        """How many unordered pairs of eligible units are neighbors."""
        return len(self.pairs[0])

    @property
    def mean_neighbors(self) -> float:
        """Mean number of eligible neighbors of an eligible unit."""
        return len(self.heads) / max(self.n_eligible, 1)

    @property
    def isolates(self) -> pd.Index:
        """Eligible units without an eligible neighbor."""
        joined = np.zeros(self.n_eligible, dtype=bool)
        joined[self.heads] = True
        joined[self.tails] = True
        return self.ids[~joined]

    @property
    def null(self) -> Message:
        """The null hypothesis, to be said in one sentence."""
        from_where = "analysis.null.members-everywhere" if self.everything else "analysis.null.members"
        drawn = Message(from_where, members=self.n_members, eligible=self.n_eligible)
        if not self.strata.name:
            return Message("analysis.null.members-free", drawn=drawn)
        held = len(np.unique(self.strata.codes[self.chosen])) if self.n_members else 0
        return Message(
            "analysis.null.members-held",
            drawn=drawn,
            strata=len(self.strata.labels),
            name=self.strata.name,
            held=held,
        )

    @property
    def setting(self) -> SetSetting:
        """Among which units and joins the members are tested."""
        return SetSetting(
            null=self.null,
            strata=self.strata.name,
            n_strata=self.n_strata,
            n_eligible=self.n_eligible,
            n_members=self.n_members,
            n_joins=self.n_joins,
            mean_neighbors=self.mean_neighbors,
            isolates=self.isolates,
        )

    def joined(self) -> None:
        """Refuse a graph in which no two eligible units are neighbors."""
        if not len(self.heads):
            raise StatisticError(
                "analysis.set_sample.no-two-of-the-eligible-units", n_eligible=self.n_eligible
            )

    def draws(self, permutations: int, seed: int) -> Iterator[Positions]:
        """Random member sets under the null, in blocks: each row the positions of one drawn set.

        Draw number p is the same whatever the block or the number of draws. Where more than half of a stratum
        are members, the others are drawn.
        """
        pools = [np.flatnonzero(self.strata.codes == code).astype(np.int32) for code in range(self.n_strata)]
        sizes = [int(self.chosen[pool].sum()) for pool in pools]
        for start in range(0, permutations, BLOCK):
            stop = min(start + BLOCK, permutations)
            parts: list[Positions] = [np.empty((stop - start, 0), dtype=np.int32)]
            for code, (pool, size) in enumerate(zip(pools, sizes, strict=True)):
                steps = min(size, len(pool) - size)
                if not size:
                    continue
                dealt = orderings(len(pool), steps, stream(seed, code), start, stop).T
                if steps < size:
                    left = np.ones((stop - start, len(pool)), dtype=bool)
                    left[np.arange(stop - start)[:, None], dealt] = False
                    dealt = np.nonzero(left)[1].reshape(stop - start, size).astype(np.int32)
                parts.append(pool[dealt])
            yield np.concatenate(parts, axis=1)


def by_adcode(values: object, *, what: str | Message) -> None:
    """Refuse what is no Series."""
    if not isinstance(values, pd.Series):
        raise StatisticError(
            "analysis.set_sample.wanted-a-series-by-adcode-came", what=what, name=type(values).__name__
        )


def is_graph(graph: object) -> None:
    """Refuse what is no graph of libpysal's kind."""
    if not isinstance(graph, Graph):
        raise StatisticError(
            "analysis.set_sample.graph-wanted-a-libpysal-graph-graph", name=type(graph).__name__
        )


def as_graph(graph: object) -> Graph:
    """A graph, or the same neighbors and weights of a ``libpysal.weights.W`` as a graph.

    Raises
    ------
    StatisticError
        What is neither.
    """
    if isinstance(graph, Graph):
        return graph
    from libpysal.weights import W

    if not isinstance(graph, W):
        raise StatisticError(
            "analysis.set_sample.graph-wanted-a-libpysal-graph-graph-2", name=type(graph).__name__
        )
    return Graph.from_W(graph)


def flat(index: pd.Index) -> pd.Index:
    """The same ids, tuples as ids of their own: pandas makes levels of them."""
    return index.to_flat_index() if isinstance(index, pd.MultiIndex) else index


def outside(ids: pd.Index, known: pd.Index) -> pd.Index:
    """The ids that are not known, in their order."""
    return ids[known.get_indexer(ids) < 0]


def numbers(values: object, *, what: str | Message) -> Floats:
    """The numbers of a Series, NaN where missing.

    Raises
    ------
    StatisticError
        What is no Series, or holds text or anything else that is no number.
    """
    by_adcode(values, what=what)
    assert isinstance(values, pd.Series)
    if not pd.api.types.is_numeric_dtype(values.dtype) or pd.api.types.is_complex_dtype(values.dtype):
        raise StatisticError("analysis.set_sample.wanted-numbers-came", what=what, dtype=values.dtype)
    found: Floats = values.to_numpy(dtype=np.float64, na_value=np.nan)
    return found


def adcodes(codes: Codes, *, what: str | Message, within: pd.Index | None = None) -> pd.Index:
    """Read a set of adcodes, or other ids, from an iterable of them or a boolean Series by adcode; sorted.

    Raises
    ------
    StatisticError
        For duplicates, missing values, ids of several kinds, or codes outside ``within``, listing them.
    """
    if codes is None:
        raise StatisticError("analysis.set_sample.wanted-adcodes-or-a-boolean-series", what=what)
    if not isinstance(codes, Iterable):
        raise StatisticError(
            "analysis.set_sample.wanted-adcodes-or-a-boolean-series-2", what=what, name=type(codes).__name__
        )
    if isinstance(codes, pd.Series) and (
        pd.api.types.is_bool_dtype(codes.dtype) or (codes.dtype == object and codes.isin([True, False]).all())
    ):
        if codes.isna().any():
            raise StatisticError(
                "analysis.set_sample.not-known-for", what=what, index=listed(codes.index[codes.isna()])
            )
        twice = codes.index[codes.index.duplicated()].unique()
        if len(twice):
            raise StatisticError("analysis.set_sample.given-more-than-once", what=what, twice=listed(twice))
        found = flat(codes.index)[codes.to_numpy(dtype=bool)].tolist()
    else:
        if isinstance(codes, str):
            raise StatisticError("analysis.set_sample.wanted-adcodes-came-the-text", what=what, codes=codes)
        found = codes.tolist() if isinstance(codes, (pd.Index, pd.Series)) else list(codes)
    every = index_of(found, what=what)
    breaches = []
    twice = every[every.duplicated()].unique()
    if len(twice):
        breaches.append(Message("errors.twice", units=list(twice)))
    if within is not None:
        strange = of_other_kind(every, within, whose="known")
        if strange:
            raise StatisticError("analysis.set_sample.what-strange", what=what, strange=strange)
        lacking = outside(every.unique(), within)
        if len(lacking):
            breaches.append(
                Message(
                    "analysis.set_sample.outside-the-units-known",
                    outside=len(lacking),
                    known=len(within),
                    units=list(lacking),
                )
            )
    if breaches:
        raise StatisticError("analysis.set_sample.what-breaches", what=what, breaches=breaches)
    return every


def adcode_set(
    members: Codes,
    eligible: Codes | None,
    *,
    known: pd.Index | None,
    where: Where,
) -> tuple[pd.Index, pd.Index]:
    """Members and eligible units, both sorted, members within eligible, eligible within ``known``."""
    if eligible is None:
        if known is None:
            raise StatisticError("analysis.set_sample.eligible-the-set-the-list-could")
        pool = index_of(known, what=where)
    else:
        pool = adcodes(eligible, what="eligible")
        if known is not None:
            strange = of_other_kind(pool, known, whose=where)
            if strange:
                raise StatisticError("analysis.set_sample.eligible", strange=strange)
            lacking = outside(pool, known)
            if len(lacking):
                raise StatisticError(
                    "analysis.set_sample.the-misses-eligible-units",
                    where=Message(f"boundaries.ids.where-{where}"),
                    n_lacking=len(lacking),
                    lacking=listed(lacking),
                )
    if not len(pool):
        raise StatisticError("analysis.set_sample.eligible-no-unit-at-all")
    found = adcodes(members, what="members")
    strange = of_other_kind(found, pool, whose="eligible")
    if strange:
        raise StatisticError("analysis.set_sample.members", strange=strange)
    foreign = outside(found, pool)
    if len(foreign):
        raise StatisticError(
            "analysis.set_sample.members-of-outside-the-eligible-units",
            n_outside=len(foreign),
            n_found=len(found),
            n_pool=len(pool),
            outside=listed(foreign),
        )
    return found, pool


def read_strata(strata: pd.Series | None, ids: pd.Index) -> Strata:
    """The strata of the eligible units ``ids``; None holds nothing fixed."""
    if strata is None:
        return Strata(name="", labels=("",), codes=np.zeros(len(ids), dtype=np.int64))
    by_adcode(strata, what="strata")
    index = flat(strata.index)
    twice = index[index.duplicated()].unique()
    if len(twice):
        raise StatisticError("analysis.set_sample.strata-given-more-than-once", twice=listed(twice))
    strange = of_other_kind(index, ids, whose="eligible-units")
    if strange:
        raise StatisticError("analysis.set_sample.strata", strange=strange)
    known = strata.notna().to_numpy()
    lacking = outside(ids, index[known])
    if len(lacking):
        raise StatisticError(
            "analysis.set_sample.strata-eligible-units-have-none",
            n_lacking=len(lacking),
            lacking=listed(lacking),
        )
    values = strata.iloc[index.get_indexer(ids)].astype(str).to_numpy(dtype=object)
    labels, codes = np.unique(values.astype(str), return_inverse=True)
    name = str(strata.name) if strata.name is not None else "strata"
    return Strata(name=name, labels=tuple(str(x) for x in labels), codes=codes.astype(np.int64))


def membership(
    members: Codes, graph: Neighbors, *, eligible: Codes | None = None, strata: pd.Series | None = None
) -> Membership:
    """Place ``members`` among ``eligible`` units and keep the joins between eligible units only.

    Raises
    ------
    StatisticError
        When members lie outside the eligible set, are given twice, when the graph misses eligible units
        or holds negative or missing weights, or when an eligible unit has no stratum.
    """
    graph = as_graph(graph)
    known = pd.Index(graph.unique_ids)
    found, pool = adcode_set(members, eligible, known=known, where="graph")
    heads, tails, weights = joins_within(graph, pool)
    return Membership(
        ids=pool,
        chosen=found.get_indexer(pool) >= 0,
        heads=heads,
        tails=tails,
        weights=weights,
        strata=read_strata(strata, pool),
        everything=eligible is None,
    )


def joins_within(graph: Neighbors, ids: pd.Index) -> tuple[Ints, Ints, Floats]:
    """Directed joins of ``graph`` between ``ids`` (sorted), as positions in ``ids`` and weights."""
    adjacency = as_graph(graph).adjacency
    weight = adjacency.to_numpy(dtype=np.float64)
    if not np.isfinite(weight).all() or (weight < 0).any():
        wrong = adjacency.index[~np.isfinite(weight) | (weight < 0)]
        pairs = [f"{a}-{b}" for a, b in wrong[:11]]
        raise StatisticError(
            "analysis.set_sample.the-graph-has-negative-or-missing", n_wrong=len(wrong), pairs=listed(pairs)
        )
    head = ids.get_indexer(adjacency.index.get_level_values(0))
    tail = ids.get_indexer(adjacency.index.get_level_values(1))
    keep = (head >= 0) & (tail >= 0) & (head != tail) & (weight > 0)
    head, tail, weight = head[keep].astype(np.int64), tail[keep].astype(np.int64), weight[keep]
    order = np.lexsort((tail, head))
    return head[order], tail[order], weight[order]

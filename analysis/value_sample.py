"""The sample of a statistic: the units that take part, their values and neighbors, in the order of codes.

Every statistic of values reads its input here, so all follow one policy:

- values and graph meet by adcode; a unit of the graph without a row in the values is an error, a row whose
  value is missing (NaN) takes no part: it is neighbor to none and its own result is NaN;
- ``eligible`` restricts the sample to those units in the same way;
- infinite values, constant values, negative weights and graphs without any neighbors are errors;
- a unit left without neighbors stays among the values that are dealt; its own result is NaN.
"""

from dataclasses import dataclass
from typing import Literal
from weakref import ref

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from analysis.permutation import Floats, Ints, Question, question
from analysis.set_sample import (
    Codes,
    Neighbors,
    Strata,
    adcodes,
    as_graph,
    by_adcode,
    flat,
    outside,
    read_strata,
)
from analysis.setting import Setting
from boundaries.caches import empties
from boundaries.constant import is_constant
from boundaries.errors import StatisticError, listed
from boundaries.ids import index_of, of_other_kind
from boundaries.language import Message

Dealt = Literal["dealt", "conditional", "second-dealt", "both-kept"]

LARGEST = 1e70
"""Beyond this (or below its inverse) the fourth powers that the moments need leave the range of a double."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Rows:
    """A graph as compressed rows over its sorted ids: the form that the arithmetic uses."""

    ids: pd.Index
    indptr: Ints
    indices: Ints
    weights: Floats

    @property
    def degree(self) -> Ints:
        return np.diff(self.indptr)

    def within(self, taking: npt.NDArray[np.bool_]) -> "Rows":
        """The same graph among the units marked ``taking`` only."""
        head = np.repeat(np.arange(len(self.ids)), self.degree)
        keep = taking[head] & taking[self.indices]
        place = np.cumsum(taking) - 1
        degree = np.bincount(place[head[keep]], minlength=int(taking.sum()))
        return Rows(
            ids=self.ids[taking],
            indptr=np.concatenate([[0], np.cumsum(degree)]),
            indices=place[self.indices[keep]],
            weights=self.weights[keep],
        )

    def equal(self) -> bool:
        """Whether the weights are equal within every row."""
        if not len(self.weights):
            return True
        filled = self.degree > 0
        first = self.weights[np.minimum(self.indptr[:-1], len(self.weights) - 1)]
        return bool((self.weights == np.repeat(first[filled], self.degree[filled])).all())

    def sums(self, weights: Floats) -> Floats:
        """The sum of each row; 0 without neighbors."""
        total = np.zeros(len(self.ids))
        filled = self.degree > 0
        total[filled] = np.add.reduceat(weights, self.indptr[:-1][filled])
        return total

    def largest(self) -> Floats:
        """The largest weight of each row; 0 without neighbors."""
        found = np.zeros(len(self.ids))
        filled = self.degree > 0
        found[filled] = np.maximum.reduceat(self.weights, self.indptr[:-1][filled])
        return found

    def standardized(self) -> Floats:
        """The weights divided by their row's sum."""
        return self.weights / np.repeat(self.sums(self.weights), self.degree)

    def matrix(self, weights: Floats) -> sparse.csr_array:
        """The neighbors with ``weights`` as a sparse matrix."""
        n = len(self.ids)
        return sparse.csr_array((weights, self.indices, self.indptr), shape=(n, n))

    def lag(self, values: Floats, weights: Floats | None = None) -> Floats:
        """The weighted sum of the neighbors' values; NaN without neighbors."""
        found = self.matrix(self.weights if weights is None else weights) @ values
        return np.where(self.degree > 0, found, np.nan)


HELD = 32  # graphs whose rows are remembered
_held: list[tuple["ref[pd.Series]", Rows]] = []  # the latest last; a graph that is gone is gone here too


@empties
def _forget() -> None:
    _held.clear()


def rows_of(graph: Neighbors) -> Rows:
    """The compressed rows of a graph, self-neighbors of weight zero dropped; computed once per graph.

    Raises
    ------
    StatisticError
        Negative or missing weights, units that neighbor themselves, or no neighbors at all.
    """
    graph = as_graph(graph)
    adjacency = graph._adjacency
    known: Rows
    for whose, known in reversed(_held):
        if whose() is adjacency:
            return known
    weight = adjacency.to_numpy(dtype=np.float64)
    wrong = ~np.isfinite(weight) | (weight < 0)
    if wrong.any():
        pairs = [f"{a}-{b}" for a, b in adjacency.index[wrong][:11]]
        raise StatisticError(
            "analysis.value_sample.the-graph-has-negative-or-missing",
            value=int(wrong.sum()),
            pairs=listed(pairs),
        )
    ids = index_of(graph.unique_ids, what="graph", name=None)
    codes = adjacency.index.codes
    levels = adjacency.index.levels
    head = ids.get_indexer(levels[0])[codes[0]]
    tail = ids.get_indexer(levels[1])[codes[1]]
    if (tail < 0).any():
        lost = adjacency.index.get_level_values(1)[tail < 0].unique()
        raise StatisticError(
            "analysis.value_sample.the-graph-misses-units-that-are", n_lost=len(lost), lost=listed(lost)
        )
    keep = weight > 0
    selves = keep & (head == tail)
    if selves.any():
        raise StatisticError(
            "analysis.value_sample.units-of-the-graph-neighbor-themselves",
            value=int(selves.sum()),
            ids=listed(ids[head[selves]]),
        )
    if not keep.any():
        raise StatisticError("analysis.value_sample.no-two-of-the-units-of", n_ids=len(ids))
    head, tail, weight = head[keep], tail[keep], weight[keep]
    order = np.lexsort((tail, head))
    degree = np.bincount(head, minlength=len(ids))
    rows = Rows(
        ids=ids,
        indptr=np.concatenate([[0], np.cumsum(degree)]),
        indices=tail[order].astype(np.int64),
        weights=weight[order],
    )
    _held[:] = [*((whose, known) for whose, known in _held if whose() is not None), (ref(adjacency), rows)][
        -HELD:
    ]
    return rows


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sample:
    """The units that take part, sorted by code; every array follows that order.

    Attributes
    ----------
    rows : Rows
        Their graph.
    values : tuple of ndarray
        One array for each variable.
    strata : Strata
        What a random draw holds fixed.
    index : Index
        The caller's index, over which results are laid.
    place : ndarray of int
        Where each unit of the sample stands in ``index``.
    eligible : bool
        Whether the caller named an eligible set.
    """

    rows: Rows
    values: tuple[Floats, ...]
    strata: Strata
    index: pd.Index
    place: Ints
    eligible: bool

    @property
    def n(self) -> int:
        return len(self.rows.ids)

    @property
    def isolates(self) -> pd.Index:
        """Units of the sample without neighbors in it."""
        return self.rows.ids[self.rows.degree == 0]

    @property
    def missing(self) -> pd.Index:
        """Units of the caller's index that take no part."""
        out = np.ones(len(self.index), dtype=bool)
        out[self.place] = False
        return self.index[out]

    @property
    def n_strata(self) -> int:
        return len(self.strata.labels)

    def setting(self, how: Dealt, permutations: int, seed: int, alternative: str) -> Setting:
        """What a test of this sample was run with."""
        return Setting(
            permutations=permutations,
            seed=seed,
            alternative=alternative,
            null=self.null(how),
            strata=self.strata.name,
            n_eligible=self.n,
            isolates=self.isolates,
            missing=self.missing,
        )

    def null(self, how: Dealt) -> Message:
        """The null hypothesis, to be said in one sentence; ``how`` says what is dealt."""
        who = "eligible-units" if self.eligible else "units-with-a-value"
        dealt = Message(f"analysis.null.{how}", n=self.n, who=Message(f"analysis.null.{who}"))
        if not self.strata.name:
            return dealt
        return Message("analysis.null.within", dealt=dealt, strata=self.n_strata, name=self.strata.name)

    def asked(self) -> Question:
        """Which prefix sums the units ask for."""
        return question(self.rows.indptr, self.rows.indices, self.strata.codes, self.n_strata)

    def laid(self, found: npt.NDArray[np.generic], blank: object = np.nan) -> npt.NDArray[np.generic]:
        """Lay an array over the caller's index, ``blank`` where a unit takes no part."""
        if len(self.place) == len(self.index):
            full = np.empty(len(self.index), dtype=found.dtype)
        else:
            full = np.full(len(self.index), blank, dtype=found.dtype)
        full[self.place] = found
        return full


def _named(series: pd.Series) -> Message:
    if series.name is None:
        return Message("analysis.value_sample.values")
    return Message("analysis.value_sample.values-named", name=series.name)


def _of(series: pd.Series, fault: Message) -> Message:
    return Message("analysis.value_sample.of-them", named=_named(series), fault=fault)


def sample(
    values: pd.Series | tuple[pd.Series, ...],
    graph: Neighbors,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
    least: int = 3,
    varying: bool = True,
) -> Sample:
    """Check values, graph, eligible set and strata against each other and bring them in one order.

    Raises
    ------
    StatisticError
        All breaches at once: repeated adcodes, units of the graph without a row, values without a unit in
        the graph, infinite values, fewer than ``least`` units, constant values, no neighbors left.
    """
    given = values if isinstance(values, tuple) else (values,)
    for series in given:
        by_adcode(series, what="values")
    rows = rows_of(graph)
    index, shared = given[0].index, flat(given[0].index)
    pool = None if eligible is None else adcodes(eligible, what="eligible", within=rows.ids)
    arrays, place = _met(given, rows, pool)
    taking = ~np.isnan(arrays[0])
    for array in arrays[1:]:
        taking &= ~np.isnan(array)
    if pool is not None:
        taking &= pool.get_indexer(rows.ids) >= 0  # isin walks through an index of strings
    if not taking.all():
        rows = rows.within(taking)
        arrays = [array[taking] for array in arrays]
    n = len(rows.ids)
    if n < least:
        raise StatisticError("analysis.value_sample.values-units-have-one-at-least", n=n, least=least)
    for series, array in zip(given, arrays, strict=True):
        _measurable(series, array, varying=varying)
    if not len(rows.indices):
        raise StatisticError("analysis.value_sample.no-two-of-the-units-with", n=n)
    return Sample(
        rows=rows,
        values=tuple(arrays),
        strata=read_strata(strata, rows.ids),
        index=index,
        place=place if len(rows.ids) == len(place) else shared.get_indexer(rows.ids),
        eligible=pool is not None,
    )


def _met(given: tuple[pd.Series, ...], rows: Rows, pool: pd.Index | None) -> tuple[list[Floats], Ints]:
    """Each Series in the order of the graph, NaN where it has no row, and where the first one's rows are.

    Series of one index are looked up once. All breaches are in one error.
    """
    index = given[0].index
    arrays, breaches, where, place = [], [], None, np.empty(0, dtype=np.int64)
    for series in given:
        if where is None or series.index is not index:
            own, faults = flat(series.index), []
            fault = _unlike(own, rows)
            if fault is None:
                where = own.get_indexer(rows.ids)
                place = where if series.index is index else place
                faults = _apart(own, where, rows, pool)
            breaches += [_of(series, each) for each in ([fault] if fault is not None else faults)]
            if fault is not None:
                continue
        assert where is not None
        if not pd.api.types.is_numeric_dtype(series.dtype) or pd.api.types.is_complex_dtype(series.dtype):
            breaches.append(_of(series, Message("analysis.value_sample.no-numbers", dtype=series.dtype)))
            continue
        array = series.to_numpy(dtype=np.float64, na_value=np.nan)
        if np.isinf(array).any():
            endless = list(series.index[np.isinf(array)])
            breaches.append(_of(series, Message("analysis.value_sample.infinite", units=endless)))
        arrays.append(np.where(where >= 0, array[where], np.nan))
    if breaches:
        raise StatisticError("errors.faults", faults=breaches)
    return arrays, place


def _unlike(own: pd.Index, rows: Rows) -> Message | None:
    """Why an index cannot be looked up at all: codes twice, codes of another kind."""
    if not own.is_unique:
        return Message("errors.twice", units=list(own[own.duplicated()].unique()))
    return of_other_kind(own, rows.ids, whose="graph")


def _apart(own: pd.Index, where: Ints, rows: Rows, pool: pd.Index | None) -> list[Message]:
    """Units of the graph (or of the eligible set) without a row, and rows without a unit of the graph."""
    faults = []
    wanted = rows.ids if pool is None else pool
    lacking = wanted[where < 0] if pool is None else outside(wanted, own)
    if len(lacking):
        counts = {"lacking": len(lacking), "wanted": len(wanted)}
        faults.append(Message("analysis.value_sample.no-row", **counts, units=list(lacking)))
    extra = outside(own, rows.ids)
    if len(extra):
        faults.append(Message("analysis.value_sample.not-in-the-graph", extra=len(extra), units=list(extra)))
    return faults


def _measurable(series: pd.Series, array: Floats, *, varying: bool) -> None:
    """Refuse values of which nothing can be said: all the same, or too large or too alike to be squared."""
    low, high = float(array.min()), float(array.max())
    if varying and is_constant(array):
        raise StatisticError(
            "analysis.value_sample.all-are-nothing-varies", named=_named(series), n=len(array), array=array[0]
        )
    if max(abs(low), abs(high)) > LARGEST or (varying and high - low < 1 / LARGEST):
        raise StatisticError(
            "analysis.value_sample.to-cannot-be-squared-give-them", named=_named(series), low=low, high=high
        )

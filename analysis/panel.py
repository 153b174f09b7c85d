"""A panel of values by adcode and year, read once for every statistic of its dynamics."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from libpysal.graph import Graph
from scipy import sparse

from analysis.set_sample import Floats, is_graph, joins_within
from boundaries.errors import StatisticError, listed
from boundaries.language import Message


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Panel:
    """Units with a value in every year, by adcode, and their neighbors.

    Attributes
    ----------
    ids : Index of adcodes, sorted
    years : tuple, ascending
    values : array, units x years
    weights : sparse matrix, rows of units with neighbors sum to 1; None without a graph
    missing : Index, units that lack a year
    isolates : Index, units without neighbors among the others; with a graph they are left out of ``ids``
    """

    ids: pd.Index
    years: tuple[int, ...]
    values: Floats
    weights: sparse.csr_array | None
    missing: pd.Index
    isolates: pd.Index

    @property
    def lags(self) -> Floats:
        """The mean of the neighbors' values, units x years."""
        if self.weights is None:
            raise StatisticError("analysis.panel.lags-want-a-graph-of-neighbors")
        return np.asarray(self.weights @ self.values)


def read_panel(values: pd.DataFrame, graph: Graph | None = None, *, years: int = 2, units: int = 3) -> Panel:
    """Take the units with a number in every year; with a graph, those with neighbors.

    Parameters
    ----------
    values : DataFrame by adcode
        One column a year; any order of rows and columns.
    graph : Graph, optional
        Its weights are row-standardized between the units that take part.
    years, units : int
        How many of each are wanted at least.

    Raises
    ------
    StatisticError
        No frame, codes or years twice, columns that are no numbers, infinite values, too few units or years.
    """
    if not isinstance(values, pd.DataFrame):
        raise StatisticError("analysis.panel.values-wanted-a-frame-by-adcode", name=type(values).__name__)
    breaches = []
    for what, index in (("units", values.index), ("years", values.columns)):
        if index.has_duplicates:
            twice = list(index[index.duplicated()].unique())
            breaches.append(Message(f"analysis.panel.{what}-twice", units=twice))
    words = [c for c, kind in values.dtypes.items() if not pd.api.types.is_numeric_dtype(kind)]
    if words:
        breaches.append(Message("analysis.panel.no-numbers", columns=words))
    if breaches:
        raise StatisticError("analysis.panel.values", breaches=breaches)
    if values.shape[1] < years:
        raise StatisticError("analysis.panel.wanted-at-least-years-came", years=years, value=values.shape[1])
    table = values.sort_index()[sorted(values.columns)].astype(np.float64)
    endless = table.index[np.isinf(table).any(axis=1)]
    if len(endless):
        raise StatisticError("analysis.panel.values-infinite-for", endless=listed(endless))
    whole = table.notna().all(axis=1)
    missing = table.index[~whole]
    ids, isolates, weights = table.index[whole], table.index[:0], None
    if graph is not None:
        is_graph(graph)
        absent = ids.difference(pd.Index(graph.unique_ids))
        if len(absent):
            raise StatisticError(
                "analysis.panel.the-graph-misses-units-with-values",
                n_absent=len(absent),
                absent=listed(absent),
            )
        heads, _, _ = joins_within(graph, ids)
        joined = np.bincount(heads, minlength=len(ids)) > 0
        ids, isolates = ids[joined], ids[~joined]
        heads, tails, weight = joins_within(graph, ids)
        sums = np.bincount(heads, weights=weight, minlength=len(ids))
        weights = sparse.csr_array((weight / sums[heads], (heads, tails)), shape=(len(ids), len(ids)))
    if len(ids) < units:
        raise StatisticError("analysis.panel.wanted-at-least-units-with-a", units=units, n_ids=len(ids))
    return Panel(
        ids=ids,
        years=tuple(table.columns),
        values=table.loc[ids].to_numpy(),
        weights=weights,
        missing=missing,
        isolates=isolates,
    )


def quantile_states(values: pd.DataFrame, *, k: int = 5, within: str = "year") -> pd.DataFrame:
    """Give every unit and year its quantile, 1 the lowest: the states of a quantile Markov chain.

    Parameters
    ----------
    values : DataFrame by adcode
        One column a year; missing stays missing.
    k : int
        How many classes, 2 or more.
    within : "year" or "all"
        Quantiles of each year, or of all years together (values of different years should be comparable then:
        divide by the year's mean first).

    Returns
    -------
    DataFrame like ``values`` of str "1" ... ; ready for `analysis.transitions`. A value on a boundary counts
    to the lower class; equal values have equal classes.

    Examples
    --------
    >>> values = pd.DataFrame({2020: [1.0, 2.0, 3.0, 4.0], 2021: [4.0, 3.0, 2.0, 1.0]}, index=list("abcd"))
    >>> quantile_states(values, k=2)[2021].tolist()
    ['2', '2', '1', '1']
    """
    if within not in ("year", "all"):
        raise StatisticError("analysis.panel.unknown-within-valid-year-all", within=within)
    if isinstance(k, bool) or not isinstance(k, int) or k < 2:
        raise StatisticError("analysis.panel.k-wanted-classes-or-more", k=k)
    table = values.astype(np.float64)
    pools = {c: table[c].to_numpy() if within == "year" else table.to_numpy().ravel() for c in table.columns}
    states = {}
    for column, pool in pools.items():
        known = pool[~np.isnan(pool)]
        if not len(known):
            raise StatisticError("analysis.panel.values-has-none", column=column)
        label = classes_of(table[column].to_numpy(), known, k) + 1
        states[column] = pd.Series(label, index=table.index).astype(str).where(table[column].notna())
    return pd.DataFrame(states, index=values.index, columns=values.columns)


def classes_of(values: Floats, pool: Floats, k: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """The quantile class of each value, 0 the lowest, boundaries from ``pool`` (mapclassify's Quantiles)."""
    bounds = np.unique(np.percentile(pool, np.linspace(100 / k, 100, k)))
    return np.minimum(np.searchsorted(bounds, values, side="left"), len(bounds) - 1).astype(np.int64)

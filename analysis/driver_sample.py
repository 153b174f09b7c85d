"""The sample of a driver analysis: a response, its factors and neighbors, met by adcode in one order."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.permutation import Floats
from analysis.set_sample import (
    Codes,
    Neighbors,
    Strata,
    adcodes,
    by_adcode,
    flat,
    numbers,
    outside,
    read_strata,
)
from analysis.value_sample import Rows, rows_of
from boundaries.constant import is_constant
from boundaries.errors import StatisticError, listed
from boundaries.ids import index_of, of_other_kind


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class DriverSample:
    """The units that have every value, sorted by code.

    Attributes
    ----------
    response : Series
    factors : DataFrame
    rows : Rows or None
        The graph among them.
    strata : Strata
    missing : Index
        Units that lack the response or a factor, or are not eligible.
    """

    response: pd.Series
    factors: pd.DataFrame
    rows: Rows | None
    strata: Strata
    missing: pd.Index

    @property
    def n(self) -> int:
        return len(self.response)

    @property
    def y(self) -> Floats:
        found: Floats = self.response.to_numpy(dtype=np.float64)
        return found

    def neighbors(self) -> Rows:
        """The graph; refused where units have no neighbors.

        Raises
        ------
        StatisticError
            No graph was given, or units without a neighbor in the sample, naming them.
        """
        if self.rows is None:
            raise StatisticError("analysis.drivers.no-graph")
        alone = self.rows.ids[self.rows.degree == 0]
        if len(alone):
            raise StatisticError("analysis.drivers.islands", n_alone=len(alone), alone=listed(alone))
        return self.rows


def driver_sample(
    response: pd.Series,
    factors: pd.DataFrame,
    graph: Neighbors | None,
    *,
    eligible: Codes | None = None,
    strata: pd.Series | None = None,
) -> DriverSample:
    """Bring a response, factors, graph and strata together by code; rows that lack a value take no part.

    Parameters
    ----------
    response : Series by adcode
    factors : DataFrame by adcode
        Numbers or classes.
    graph : Graph, optional
    eligible : iterable of adcodes or boolean Series, optional
    strata : Series by adcode, optional

    Returns
    -------
    DriverSample

    Raises
    ------
    StatisticError
        Repeated codes or names, units that do not meet, infinite or constant responses, a factor that is the
        response itself, more factors than units.
    """
    index, names = _named(response, factors)
    table = factors.set_axis(names, axis=1).set_axis(flat(factors.index), axis=0).reindex(index)
    values = pd.Series(
        numbers(response, what="response"), index=flat(response.index), name=response.name
    ).reindex(index)
    rows = None if graph is None else _rows(graph, index, values)
    for name in [response.name, *names]:
        column = values if name is response.name else table[name]
        if pd.api.types.is_float_dtype(column.dtype) and np.isinf(column.to_numpy()).any():
            where = index[np.isinf(column.to_numpy(dtype=np.float64))]
            raise StatisticError("analysis.drivers.infinite", name=str(name), where=listed(where))
    taking = values.notna().to_numpy() & table.notna().all(axis=1).to_numpy()
    if eligible is not None:
        taking &= adcodes(eligible, what="eligible").get_indexer(index) >= 0
    n = int(taking.sum())
    if n <= len(names) + 2:
        least = table.notna().sum().sort_values()
        raise StatisticError(
            "analysis.drivers.too-few-units", n_units=n, n_factors=len(names), scarcest=str(least.index[0])
        )
    values, table = values[taking], table[taking]
    _measurable(values, table)
    return DriverSample(
        response=values,
        factors=table,
        rows=None if rows is None else rows.within(rows.ids.isin(values.index)),
        strata=read_strata(strata, values.index),
        missing=index[~taking],
    )


def _named(response: pd.Series, factors: pd.DataFrame) -> tuple[pd.Index, pd.Index]:
    """The units of the response, sorted, and the names of the factors; each once, and of one kind."""
    numbers(response, what="response")
    if not isinstance(factors, pd.DataFrame) or not len(factors.columns):
        raise StatisticError("analysis.drivers.factors-wanted-a-frame", name=type(factors).__name__)
    by_adcode(factors.iloc[:, 0], what="factors")
    names = pd.Index([str(name) for name in factors.columns])
    if not names.is_unique:
        raise StatisticError("analysis.drivers.factor-twice", twice=list(names[names.duplicated()].unique()))
    index = index_of(response.index, what="response")
    for who, own in (("response", flat(response.index)), ("factors", flat(factors.index))):
        if not own.is_unique:
            raise StatisticError(
                "analysis.drivers.unit-twice", who=who, twice=listed(own[own.duplicated()].unique())
            )
    strange = of_other_kind(flat(factors.index), index, whose="known")
    if strange:
        raise StatisticError("analysis.set_sample.what-strange", what="factors", strange=strange)
    return index, names


def _rows(graph: Neighbors, index: pd.Index, values: pd.Series) -> Rows:
    """The rows of the graph; every unit with a response is in it."""
    rows = rows_of(graph)
    strange = of_other_kind(index, rows.ids, whose="graph")
    if strange:
        raise StatisticError("analysis.set_sample.what-strange", what="response", strange=strange)
    lost = outside(index[values.notna().to_numpy()], rows.ids)
    if len(lost):
        raise StatisticError("analysis.drivers.graph-misses", n_lost=len(lost), lost=listed(lost))
    return rows


def _measurable(values: pd.Series, table: pd.DataFrame) -> None:
    """Refuse a response that is constant and a factor that is the response itself."""
    if is_constant(values.to_numpy()):
        raise StatisticError(
            "analysis.drivers.response-constant", n_units=len(values), value=float(values.iloc[0])
        )
    for name in table.columns:
        column = table[name]
        if (
            pd.api.types.is_numeric_dtype(column.dtype)
            and (column.to_numpy(dtype=np.float64) == values.to_numpy()).all()
        ):
            raise StatisticError("analysis.drivers.factor-is-the-response", name=name)

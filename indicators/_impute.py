"""Imputation: filling missing cells, each one counted and listed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import pandas as pd

from boundaries.errors import StatisticError, choose, listed
from boundaries.language import Message
from boundaries.shown import Shown
from indicators.number import as_number_frame

Imputation = Literal["none", "group_mean", "group_median", "neighbors", "previous"]
IMPUTATIONS = ("none", "group_mean", "group_median", "neighbors", "previous")


class HasAdjacency(Protocol):
    """A neighbours' graph; ``adjacency`` is a Series by (focal, neighbor), as libpysal gives it."""

    @property
    def adjacency(self) -> Any:
        """Weights by (focal, neighbor); an isolate is its own neighbour with weight 0."""


Neighbors = HasAdjacency | Mapping[str, Iterable[str]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Imputed(Shown):
    """A table with missing cells filled.

    Attributes
    ----------
    frame : pandas.DataFrame
        The table, filled where the method could.
    filled : pandas.DataFrame
        One row a filled cell: ``adcode``, ``indicator``, ``value``, ``n`` (values behind it).
    counts : pandas.DataFrame
        By indicator: ``missing`` before, ``filled``, ``left``.
    method : str
    steps : tuple of Message
        What was done, in words, for the record of a scoreboard.
    """

    frame: pd.DataFrame
    filled: pd.DataFrame
    counts: pd.DataFrame
    method: str
    steps: tuple[Message, ...]


def impute(
    frame: pd.DataFrame,
    *,
    method: Imputation = "none",
    groups: pd.Series | None = None,
    graph: Neighbors | None = None,
    previous: pd.DataFrame | None = None,
) -> Imputed:
    """Fill missing cells from a unit's group, its neighbours or its own previous year.

    Parameters
    ----------
    frame : pandas.DataFrame
        Units by adcode, one column an indicator.
    method : {"none", "group_mean", "group_median", "neighbors", "previous"}
        ``neighbors`` is the plain mean of the neighbours that have a value in ``frame`` (never of filled
        ones).
    groups : pandas.Series, optional
        Group (province, prefecture, ...) by adcode, for the group methods.
    graph : libpysal.graph.Graph or mapping, optional
        Neighbours by adcode, for ``neighbors``.
    previous : pandas.DataFrame, optional
        The same indicators in an earlier year, for ``previous``.

    Raises
    ------
    StatisticError
        Where the method lacks what it needs, or that does not cover the units.

    Examples
    --------
    >>> frame = pd.DataFrame({"gdp": [10.0, None, 30.0]}, index=["320583", "320585", "320281"])
    >>> city = pd.Series({"320583": "苏州市", "320585": "苏州市", "320281": "无锡市"})
    >>> impute(frame, method="group_mean", groups=city).frame["gdp"].tolist()
    [10.0, 10.0, 30.0]
    """
    choose(method, IMPUTATIONS, what="imputation", error=StatisticError)
    if frame.index.has_duplicates:
        raise StatisticError(
            "indicators.impute.listed-twice", value=listed(frame.index[frame.index.duplicated()].unique())
        )
    x = as_number_frame(frame)
    if method in ("group_mean", "group_median"):
        value, behind = _from_groups(x, groups, method)
    elif method == "neighbors":
        value, behind = _from_neighbors(x, graph)
    elif method == "previous":
        value, behind = _from_previous(x, previous)
    else:
        value, behind = x, x.notna().astype("int64")
    gaps = x.isna()
    out = x.where(~gaps, value)
    done = gaps & out.notna()
    cells = [
        {"adcode": i, "indicator": c, "value": out.loc[i, c], "n": int(behind.loc[i, c])}
        for c in x.columns
        for i in x.index[done[c]]
    ]
    counts = pd.DataFrame({"missing": gaps.sum(), "filled": done.sum(), "left": out.isna().sum()})
    total, left = int(counts["missing"].sum()), int(counts["left"].sum())
    return Imputed(
        frame=out,
        filled=pd.DataFrame(cells, columns=["adcode", "indicator", "value", "n"]),
        counts=counts,
        method=method,
        steps=(
            Message(
                "indicators.steps.imputation",
                method=method,
                missing=total,
                cells=x.size,
                filled=total - left,
                left=left,
            ),
        ),
    )


def _from_groups(x: pd.DataFrame, groups: pd.Series | None, method: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    if groups is None:
        raise StatisticError("indicators.impute.imputation-needs-groups", method=method)
    if groups.index.has_duplicates:
        twice = groups.index[groups.index.duplicated()].unique()
        raise StatisticError("indicators.impute.groups-given-more-than-once", twice=listed(twice))
    lost = x.index.difference(groups.dropna().index)
    if len(lost):
        raise StatisticError(
            "indicators.impute.no-group-for-of-units", n_lost=len(lost), n_x=len(x), lost=listed(lost)
        )
    by = x.groupby(groups.loc[x.index])
    return by.transform("mean" if method == "group_mean" else "median"), by.transform("count")


def _from_neighbors(x: pd.DataFrame, graph: Neighbors | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    if graph is None:
        raise StatisticError("indicators.impute.imputation-neighbors-needs-graph")
    if isinstance(graph, Mapping):
        pairs = [(i, j) for i, near in graph.items() for j in near]
    else:
        pairs = list(graph.adjacency.index)
    edges = pd.DataFrame(pairs, columns=["focal", "neighbor"])
    known = set(edges["focal"]) if not isinstance(graph, Mapping) else set(graph)
    lost = x.index.difference(pd.Index(sorted(known)))
    if len(lost):
        raise StatisticError(
            "indicators.impute.the-graph-lacks-of-units", n_lost=len(lost), n_x=len(x), lost=listed(lost)
        )
    inside = edges["focal"].isin(x.index) & edges["neighbor"].isin(x.index)
    edges = edges[inside & edges["focal"].ne(edges["neighbor"])]
    near = x.loc[edges["neighbor"]].groupby(edges["focal"].to_numpy())
    return near.mean().reindex(x.index), near.count().reindex(x.index, fill_value=0)


def _from_previous(x: pd.DataFrame, previous: pd.DataFrame | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    if previous is None:
        raise StatisticError("indicators.impute.imputation-previous-needs-previous")
    lost = x.columns.difference(previous.columns)
    if len(lost):
        raise StatisticError(
            "indicators.impute.previous-lacks-it-has", lost=listed(lost), columns=listed(previous.columns)
        )
    value = previous.reindex(index=x.index, columns=x.columns).astype("float64")
    return value, value.notna().astype("int64")

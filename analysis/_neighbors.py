"""Neighbors: which units touch, and which islands are joined over water."""

from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from libpysal.graph import Graph

from boundaries.coverage import queen_pairs
from boundaries.errors import StatisticError, choose, listed
from boundaries.islands import island_edges

CONTIGUITIES = ("queen", "rook")
ISOLATES = ("nearest", "keep", "error")


def neighbors(
    layer: gpd.GeoDataFrame,
    *,
    contiguity: Literal["queen", "rook"] = "queen",
    isolates: Literal["nearest", "keep", "error"] = "nearest",
    max_km: float = 50.0,
) -> Graph:
    """Who neighbors whom: units that share a vertex (queen) or an edge (rook), and islands' nearest units.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
        A coverage: neighbors have the same vertices along their shared boundary (`boundaries.check_layer`).
    contiguity : {"queen", "rook"}
        Share a vertex, or an edge between two vertices. Equal to libpysal's `Graph.build_contiguity`.
    isolates : {"nearest", "keep", "error"}
        What becomes of units and archipelagos that no chain of neighbors connects to the mainland: joined to
        the nearest unit within ``max_km`` (`island_links` lists the joins), kept as they are, or refused.
    max_km : float
        The cap, kilometers between boundaries.

    Returns
    -------
    libpysal.graph.Graph
        Binary and symmetric, ids in the layer's order; units without neighbors are kept as isolates.

    Raises
    ------
    StatisticError
        An unknown option, repeated adcodes, missing or empty geometry; with ``isolates="error"`` any
        unit without neighbors.

    Examples
    --------
    >>> from tests.board import board
    >>> neighbors(board()).n_edges, neighbors(board(), contiguity="rook").n_edges
    (84, 48)
    """
    choose(contiguity, CONTIGUITIES, what="contiguity", error=StatisticError)
    choose(isolates, ISOLATES, what="isolates policy", error=StatisticError)
    _check_geometry(layer)
    pairs = queen_pairs(layer) if contiguity == "queen" else rook_pairs(layer)
    if isolates == "nearest":
        links = island_links(layer, max_km=max_km)
        if len(links):
            joins = np.column_stack(
                [layer.index.get_indexer(links["a"]), layer.index.get_indexer(links["b"])]
            )
            pairs = np.concatenate([pairs, joins])
    if isolates == "error":
        alone = np.setdiff1d(np.arange(len(layer)), pairs)
        if len(alone):
            raise StatisticError(
                "analysis.neighbors.units-have-no-neighbor",
                n_alone=len(alone),
                index=listed(layer.index[alone]),
            )
    return graph_of(pairs, layer.index)


def island_links(layer: gpd.GeoDataFrame, *, max_km: float = 50.0) -> pd.DataFrame:
    """The joins over water that `neighbors` adds: columns a, b, distance_km, reason.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
        As for `neighbors`.
    max_km : float
        The cap, kilometers between boundaries.

    Returns
    -------
    DataFrame
        One row per join: a, b (adcodes), distance_km, reason; ``attrs["unjoined"]`` lists what lies beyond
        ``max_km``. See `boundaries.island_edges`.

    Raises
    ------
    StatisticError
        A cap that is negative, infinite or no number.
    """
    if not isinstance(max_km, (int, float)) or not 0 <= max_km < float("inf"):
        raise StatisticError("analysis.neighbors.max-km-wanted-kilometers-of-or", max_km=max_km)
    return island_edges(layer, max_km=max_km)


def rook_pairs(layer: gpd.GeoDataFrame) -> "np.ndarray[tuple[int, int], np.dtype[np.intp]]":
    """Every pair of units that share an edge between two vertices; as `boundaries.coverage.queen_pairs`.

    Examples
    --------
    >>> from tests.board import board
    >>> len(rook_pairs(board()))
    24
    """
    parts, unit = shapely.get_parts(np.asarray(layer.geometry.array), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    owner = unit[part][ring]
    inside = ring[1:] == ring[:-1]
    order = np.lexsort((points[:, 1], points[:, 0]))
    new = np.ones(len(points), dtype=bool)
    new[1:] = (points[order[1:]] != points[order[:-1]]).any(axis=1)
    vertex = np.empty(len(points), dtype=np.int64)
    vertex[order] = np.cumsum(new) - 1
    start, end = vertex[:-1][inside], vertex[1:][inside]
    edge = np.minimum(start, end) * (len(points) + 1) + np.maximum(start, end)
    holder = owner[:-1][inside]
    order = np.lexsort((holder, edge))
    edge, holder = edge[order], holder[order]
    fresh = np.ones(len(edge), dtype=bool)
    fresh[1:] = (edge[1:] != edge[:-1]) | (holder[1:] != holder[:-1])
    edge, holder = edge[fresh], holder[fresh]
    found, step = [np.empty((0, 2), dtype=np.intp)], 1
    while step < len(edge) and (same := edge[step:] == edge[:-step]).any():
        found.append(np.column_stack([holder[:-step][same], holder[step:][same]]))
        step += 1
    pairs: np.ndarray[tuple[int, int], np.dtype[np.intp]] = np.unique(np.concatenate(found), axis=0)
    return pairs


def graph_of(pairs: "np.ndarray[tuple[int, int], np.dtype[np.intp]]", ids: pd.Index) -> Graph:
    """The binary symmetric graph of unordered pairs of positions; units in no pair become isolates."""
    alone = np.setdiff1d(np.arange(len(ids)), pairs)
    head = np.concatenate([pairs[:, 0], pairs[:, 1], alone])
    tail = np.concatenate([pairs[:, 1], pairs[:, 0], alone])
    weight = np.concatenate([np.ones(2 * len(pairs)), np.zeros(len(alone))])
    order = np.lexsort((tail, head))
    head, tail, weight = head[order], tail[order], weight[order]
    index = pd.MultiIndex(levels=[ids, ids], codes=[head, tail], names=["focal", "neighbor"])
    return Graph(pd.Series(weight, index=index, name="weight"), transformation="B", is_sorted=True)


def _check_geometry(layer: gpd.GeoDataFrame) -> None:
    if not isinstance(layer, gpd.GeoDataFrame):
        raise StatisticError(
            "analysis.neighbors.layer-wanted-a-geodataframe-by-adcode", name=type(layer).__name__
        )
    breaches = []
    twice = layer.index[layer.index.duplicated()].unique()
    if len(twice):
        breaches.append(f"given more than once: {listed(twice)}")
    empty = layer.index[(layer.geometry.isna() | layer.geometry.is_empty).to_numpy()]
    if len(empty):
        breaches.append(f"no geometry: {listed(empty)}")
    if not len(layer):
        breaches.append("no unit at all")
    if breaches:
        raise StatisticError("analysis.neighbors.layer", breaches="; ".join(breaches))

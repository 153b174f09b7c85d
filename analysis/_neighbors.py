"""Neighbors: which units touch or lie near, and which islands are joined over water."""

import warnings
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from libpysal.graph import Graph

from analysis.nearest import nearest, within
from analysis.windows import points
from boundaries.coverage import queen_pairs
from boundaries.errors import LianpianWarning, StatisticError, choose, listed
from boundaries.islands import island_edges
from boundaries.language import Message

Pairs = npt.NDArray[np.intp]

CONTIGUITIES = ("queen", "rook", "knn", "distance")
ISOLATES = ("nearest", "keep", "error")
WATER = ("keep", "drop")
TOUCHING_KM = 0.01
"""An island this near to its nearest unit is no island: the two meet, but not in the same vertices."""


def neighbors(
    layer: gpd.GeoDataFrame,
    *,
    contiguity: Literal["queen", "rook", "knn", "distance"] = "queen",
    k: int | None = None,
    distance_km: float | None = None,
    water: Literal["keep", "drop"] = "keep",
    isolates: Literal["nearest", "keep", "error"] = "nearest",
    max_km: float = 50.0,
) -> Graph:
    """Who neighbors whom: units that share a vertex (queen) or an edge (rook), or those that lie near.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
        For queen and rook a coverage: neighbors have the same vertices along their shared boundary
        (`boundaries.check_coverage`).
    contiguity : {"queen", "rook", "knn", "distance"}
        Share a vertex, or an edge between two vertices (equal to libpysal's `Graph.build_contiguity`); the
        ``k`` nearest units; all units within ``distance_km``.
    k : int, optional
        For "knn" and only there: how many neighbors each unit has, from 1 to all others.
    distance_km : float, optional
        For "distance" and only there: the widest distance, kilometers.
    water : {"keep", "drop"}
        "drop" takes out the joins of units whose shared border lies wholly over the sea or an estuary
        (`boundaries.over_water`). Joins of islands to their nearest unit stay.
    isolates : {"nearest", "keep", "error"}
        What becomes of units and archipelagos that no chain of neighbors connects to the mainland, and under
        "distance" of units without a neighbor: joined to the nearest unit within ``max_km`` (`island_links`
        lists the joins of contiguity), kept as they are, or refused. Under "knn" there are none.
    max_km : float
        The cap, kilometers between boundaries, under "distance" between representative points.

    Returns
    -------
    libpysal.graph.Graph
        Binary, ids in the layer's order; units without neighbors are kept as isolates. Symmetric, but for
        "knn": a unit's nearest need not have it among theirs.

    Raises
    ------
    StatisticError
        An unknown option, one that does not go with ``contiguity``, repeated adcodes, missing or empty
        geometry, distances in a layer without CRS; with ``isolates="error"`` any unit without neighbors.
    LayerError
        ``water="drop"`` where the borders of the layer's units are not known.

    Warns
    -----
    LianpianWarning
        The layer is no coverage: edges of units that cross, or meet other edges in other vertices, join
        nobody. `boundaries.repair_coverage` mends it.

    Notes
    -----
    Distances are those of representative points (`geopandas.GeoSeries.representative_point`) along the great
    circle of the mean sphere (6371.0088 km; up to half a percent from the ellipsoid's). Among units equally
    far (to a millimeter) the k nearest are those of the lower code.

    Examples
    --------
    >>> from boundaries import board
    >>> neighbors(board()).n_edges, neighbors(board(), contiguity="rook").n_edges
    (84, 48)
    >>> list(neighbors(board(), contiguity="distance", distance_km=10)["320106"].index)  # 9.4 km wide
    ['320105', '320107']
    """
    choose(contiguity, CONTIGUITIES, what="contiguity", error=StatisticError)
    choose(isolates, ISOLATES, what="isolates", error=StatisticError)
    choose(water, WATER, what="water", error=StatisticError)
    _check_geometry(layer)
    _check_reach(layer, contiguity, k, distance_km, water)
    if contiguity == "knn":
        assert k is not None
        return nearest_graph(layer, k)
    _check_cap(max_km)
    if contiguity == "distance":
        assert distance_km is not None
        pairs = _near_pairs(layer, distance_km, max_km if isolates == "nearest" else 0.0)
    else:
        pairs = _touching_pairs(layer, contiguity, water, max_km if isolates == "nearest" else None)
    if isolates == "error":
        alone = np.setdiff1d(np.arange(len(layer)), pairs)
        if len(alone):
            raise StatisticError(
                "analysis.neighbors.units-have-no-neighbor",
                n_alone=len(alone),
                index=listed(layer.index[alone]),
            )
    return graph_of(pairs, layer.index)


def nearest_graph(layer: gpd.GeoDataFrame, k: int) -> Graph:
    """The graph of each unit's ``k`` nearest units: ids in the layer's order, not symmetric."""
    ids = pd.Index(sorted(layer.index))
    found, _ = nearest(*points(layer, ids), k)
    place = layer.index.get_indexer(ids)
    head, tail = np.repeat(place, k), place[found.ravel()]
    order = np.lexsort((tail, head))
    return _binary(head[order], tail[order], np.ones(len(head)), layer.index)


def _touching_pairs(layer: gpd.GeoDataFrame, contiguity: str, water: str, max_km: float | None) -> Pairs:
    """Pairs of units that touch, and the joins of islands up to ``max_km``."""
    pairs = queen_pairs(layer) if contiguity == "queen" else rook_pairs(layer)
    links = island_links(layer, max_km=max_km) if max_km is not None else None
    _warn_of_no_coverage(layer, links)
    if water == "drop":
        pairs = land_pairs(layer, pairs)
    if links is None or not len(links):
        return pairs
    joins = np.column_stack([layer.index.get_indexer(links["a"]), layer.index.get_indexer(links["b"])])
    return np.concatenate([pairs, joins])


def land_pairs(layer: gpd.GeoDataFrame, pairs: Pairs) -> Pairs:
    """The pairs of touching units whose border does not lie wholly over the sea or an estuary.

    Raises
    ------
    LayerError
        The borders of the layer's units are not known.
    """
    from boundaries.water import WHOLLY, known_borders

    share = known_borders(layer, pairs=pairs)["water_share"].to_numpy()
    kept: Pairs = pairs[share < WHOLLY]
    return kept


def _near_pairs(layer: gpd.GeoDataFrame, distance_km: float, max_km: float) -> Pairs:
    """Pairs of units within a distance; what has no neighbor is joined to the nearest up to ``max_km``."""
    ids = pd.Index(sorted(layer.index))
    lon, lat = points(layer, ids)
    head, tail, _ = within(lon, lat, distance_km)
    once = head < tail
    pairs = np.column_stack([head[once], tail[once]])
    alone = np.setdiff1d(np.arange(len(ids)), pairs)
    if len(alone) and len(ids) > 1:
        found, km = nearest(lon, lat, 1)
        reached = alone[km[alone, 0] <= max_km]
        pairs = np.unique(
            np.sort(np.concatenate([pairs, np.column_stack([reached, found[reached, 0]])])), axis=0
        )
    near: Pairs = layer.index.get_indexer(ids)[pairs]
    return near


def _warn_of_no_coverage(layer: gpd.GeoDataFrame, links: pd.DataFrame | None) -> None:
    """Say how many edges of the layer cross or miss others where it is no coverage."""
    wrong = shapely.coverage_invalid_edges(np.asarray(layer.geometry.array))
    rough = np.flatnonzero(~shapely.is_empty(wrong))
    lines = shapely.get_parts(wrong[rough])
    edges = int((shapely.get_num_coordinates(lines) - 1).sum())
    gaps = 0 if links is None else int((links["distance_km"] < TOUCHING_KM).sum())
    if edges:
        warnings.warn(
            LianpianWarning(
                "analysis.neighbors.no-coverage-edges",
                edges=edges,
                n_units=len(rough),
                units=listed(layer.index[rough]),
            ),
            stacklevel=4,
        )
    if gaps:
        warnings.warn(
            LianpianWarning("analysis.neighbors.no-coverage-gaps", gaps=gaps, metres=1000 * TOUCHING_KM),
            stacklevel=4,
        )


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
    _check_cap(max_km)
    return island_edges(layer, max_km=max_km)


def _check_cap(max_km: object) -> None:
    if not isinstance(max_km, (int, float, np.integer, np.floating)) or not 0 <= max_km < float("inf"):
        raise StatisticError("analysis.neighbors.max-km-wanted-kilometers-of-or", max_km=max_km)


def rook_pairs(layer: gpd.GeoDataFrame) -> Pairs:
    """Every pair of units that share an edge between two vertices; as `boundaries.coverage.queen_pairs`.

    Examples
    --------
    >>> from boundaries import board
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
    pairs: Pairs = np.unique(np.concatenate(found), axis=0)
    return pairs


def graph_of(pairs: Pairs, ids: pd.Index) -> Graph:
    """The binary symmetric graph of unordered pairs of positions; units in no pair become isolates."""
    alone = np.setdiff1d(np.arange(len(ids)), pairs)
    head = np.concatenate([pairs[:, 0], pairs[:, 1], alone])
    tail = np.concatenate([pairs[:, 1], pairs[:, 0], alone])
    weight = np.concatenate([np.ones(2 * len(pairs)), np.zeros(len(alone))])
    order = np.lexsort((tail, head))
    return _binary(head[order], tail[order], weight[order], ids)


def _binary(head: Pairs, tail: Pairs, weight: npt.NDArray[np.float64], ids: pd.Index) -> Graph:
    index = pd.MultiIndex(levels=[ids, ids], codes=[head, tail], names=["focal", "neighbor"])
    return Graph(pd.Series(weight, index=index, name="weight"), transformation="B", is_sorted=True)


def _check_reach(
    layer: gpd.GeoDataFrame, contiguity: str, k: object, distance_km: object, water: str
) -> None:
    """Refuse options that are missing, out of range, or belong to another kind of neighbor."""
    n = len(layer)
    if contiguity == "knn":
        whole = isinstance(k, (int, np.integer)) and not isinstance(k, bool)
        if not whole or not 0 < int(k) < n:  # type: ignore[call-overload]
            raise StatisticError("analysis.neighbors.k-wanted-a-whole-number", most=n - 1, k=k)
    elif k is not None:
        raise StatisticError("analysis.neighbors.k-belongs-to-knn", contiguity=contiguity)
    if contiguity == "distance":
        number = isinstance(distance_km, (int, float, np.number)) and not isinstance(distance_km, bool)
        if not number or not 0 < distance_km < float("inf"):  # type: ignore[operator]
            raise StatisticError("analysis.neighbors.distance-wanted-kilometers", distance_km=distance_km)
    elif distance_km is not None:
        raise StatisticError("analysis.neighbors.distance-belongs-to-distance", contiguity=contiguity)
    if water == "drop" and contiguity not in ("queen", "rook"):
        raise StatisticError("analysis.neighbors.water-belongs-to-borders", contiguity=contiguity)


def _check_geometry(layer: gpd.GeoDataFrame) -> None:
    if not isinstance(layer, gpd.GeoDataFrame):
        raise StatisticError(
            "analysis.neighbors.layer-wanted-a-geodataframe-by-adcode", name=type(layer).__name__
        )
    breaches = []
    twice = layer.index[layer.index.duplicated()].unique()
    if len(twice):
        breaches.append(Message("errors.twice", units=list(twice)))
    empty = layer.index[(layer.geometry.isna() | layer.geometry.is_empty).to_numpy()]
    if len(empty):
        breaches.append(Message("analysis.neighbors.no-geometry", units=list(empty)))
    if not len(layer):
        breaches.append(Message("analysis.neighbors.no-unit"))
    if breaches:
        raise StatisticError("analysis.neighbors.layer", breaches=breaches)

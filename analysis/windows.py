"""Scanning windows: around every unit, the units it takes in as the window grows."""

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.set_sample import Floats, Neighbors, as_graph, flat, joins_within, outside
from boundaries.errors import StatisticError, choose, listed
from boundaries.ids import index_of, of_other_kind

EARTH_KM = 6371.0088  # mean radius (IUGG)
Shape = Literal["circle", "connected"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Windows:
    """Growing windows around each unit.

    Attributes
    ----------
    ids : Index
        Units, sorted.
    order : ndarray of int, one row per center
        Units in the order the window takes them in; -1 beyond its largest extent.
    distance_km : ndarray of float, one row per center
        Great-circle distance from the center of each unit in ``order`` (NaN beyond).
    shape : str
    largest : int
        Most units a window may hold.
    """

    ids: pd.Index
    order: npt.NDArray[np.int32]
    distance_km: npt.NDArray[np.float32]
    shape: str
    largest: int

    def ranks(self) -> npt.NDArray[np.int32]:
        """For each unit (row) its place in the window of each center (column); ``largest`` if never in."""
        n = len(self.ids)
        rank = np.full((n, n), self.largest, dtype=np.int32)
        center, place = np.nonzero(self.order >= 0)
        rank[self.order[center, place], center] = place
        return rank


def windows(
    layer: gpd.GeoDataFrame,
    ids: pd.Index,
    *,
    shape: Shape = "circle",
    graph: Neighbors | None = None,
    max_share: float = 0.5,
) -> Windows:
    """Windows around every one of ``ids``, up to ``max_share`` of them.

    Parameters
    ----------
    layer : GeoDataFrame
        Index adcode, any CRS; distances run between representative points.
    ids : Index
        Sorted units that may enter a window.
    shape : {"circle", "connected"}
        ``circle`` takes units in by distance. ``connected`` takes them in by steps on ``graph`` and within
        a step by distance, so that a window is connected at every size. Steps may cross units of the graph
        that are not among ``ids`` (urban districts between counties): they belong to the ground a window
        covers and are never counted.
    """
    chosen = choose(shape, ("circle", "connected"), what="window shape", error=StatisticError)
    if not 0 < max_share <= 0.5:
        raise StatisticError(f"max_share: wanted a share above 0 and at most 0.5, came {max_share!r}")
    if (chosen == "connected") != (graph is not None):
        raise StatisticError("connected windows want a graph, circles want none")
    lon, lat = points(layer, ids)
    n = len(ids)
    largest = max(1, int(np.floor(max_share * n + 1e-9)))
    order = np.full((n, largest), -1, dtype=np.int32)
    distance = np.full((n, largest), np.nan, dtype=np.float32)
    steps = None
    if graph is not None:
        steps = steps_between(graph, ids)
    for center in range(n):
        away = great_circle_km(lon[center], lat[center], lon, lat)
        if steps is None:
            ranked = np.lexsort((np.arange(n), away))[:largest]
        else:
            ranked = np.lexsort((np.arange(n), away, steps[center]))
            ranked = ranked[np.isfinite(steps[center][ranked])][:largest]
        order[center, : len(ranked)] = ranked
        distance[center, : len(ranked)] = away[ranked]
    return Windows(ids=ids, order=order, distance_km=distance, shape=chosen, largest=largest)


def points(layer: gpd.GeoDataFrame, ids: pd.Index) -> tuple[Floats, Floats]:
    """Longitude and latitude of the units' representative points."""
    if not isinstance(layer, gpd.GeoDataFrame):
        raise StatisticError(f"layer: wanted a GeoDataFrame by adcode, came {type(layer).__name__}")
    known = flat(layer.index)
    strange = of_other_kind(ids, known, whose="the layer's")
    if strange:
        raise StatisticError(f"layer: {strange}")
    lacking = outside(ids, known)
    if len(lacking):
        raise StatisticError(f"the layer misses {len(lacking):,} eligible units: {listed(lacking)}")
    twice = known[known.duplicated()].unique()
    if len(twice):
        raise StatisticError(f"the layer has units more than once: {listed(twice)}")
    if layer.crs is None:
        raise StatisticError("the layer has no CRS; set the one its coordinates are in")
    shapes = layer.geometry.iloc[known.get_indexer(ids)]
    empty = ids[shapes.isna().to_numpy() | shapes.is_empty.to_numpy()]
    if len(empty):
        raise StatisticError(f"{len(empty):,} eligible units have no geometry: {listed(empty)}")
    where = shapes.representative_point().to_crs(4326)
    return where.x.to_numpy(dtype=np.float64), where.y.to_numpy(dtype=np.float64)


def great_circle_km(lon: float, lat: float, lons: Floats, lats: Floats) -> Floats:
    """Haversine distance from one point to many, in kilometers on the mean sphere.

    >>> round(float(great_circle_km(116.4, 39.9, np.array([121.47]), np.array([31.23]))[0]))
    1067
    """
    a, b = np.radians(lat), np.radians(lats)
    turn = np.radians(lons) - np.radians(lon)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))), dtype=np.float64)


def steps_between(graph: Neighbors, ids: pd.Index) -> npt.NDArray[np.float64]:
    """Fewest joins between any two units, infinite where no path exists."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import shortest_path

    graph = as_graph(graph)
    lacking = outside(ids, pd.Index(graph.unique_ids))
    if len(lacking):
        raise StatisticError(f"the graph misses {len(lacking):,} eligible units: {listed(lacking)}")
    every = index_of(graph.unique_ids, what="graph")
    heads, tails, _ = joins_within(graph, every)
    network = coo_array((np.ones(len(heads)), (heads, tails)), shape=(len(every), len(every))).tocsr()
    at = every.get_indexer(ids)
    steps = shortest_path(network, directed=False, unweighted=True, indices=at)
    return np.asarray(steps, dtype=np.float64)[:, at]

"""Scanning windows: around every unit, the units it takes in as the window grows."""

from dataclasses import dataclass
from numbers import Real
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.set_sample import Floats, Neighbors, as_graph, flat, joins_within, outside
from boundaries.errors import StatisticError, choose, listed
from boundaries.ids import index_of, of_other_kind

EARTH_KM = 6371.0088  # mean radius (IUGG)
SAME_KM = 1e-6  # distances that differ by less are equal
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
    full : ndarray of bool, one row per center
        Where a window may end: units as far from the center as each other enter together, so a window ends
        at the last of them.
    site : ndarray of int
        Place of each unit among all, from west to east, then south to north: what breaks ties, so that no
        name decides.
    shape : str
    largest : int
        Most units a window may hold.
    """

    ids: pd.Index
    order: npt.NDArray[np.int32]
    distance_km: npt.NDArray[np.float32]
    full: npt.NDArray[np.bool_]
    site: npt.NDArray[np.int64]
    shape: str
    largest: int

    def ranks(self) -> npt.NDArray[np.int32]:
        """For each unit (row) the end of the first window of each center (column) that holds it.

        The end is a place in ``order``, the window's number of units less one; ``largest`` if never in.
        """
        n = len(self.ids)
        width = self.order.shape[1]
        end = np.where(self.full, np.arange(width, dtype=np.int32), self.largest)
        end = np.minimum.accumulate(end[:, ::-1], axis=1)[:, ::-1]
        rank = np.full((n, n), self.largest, dtype=np.int32)
        center, place = np.nonzero(self.order >= 0)
        rank[self.order[center, place], center] = end[center, place]
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
    max_share : float
        Largest window, as a share of ``ids``; 1 for all sizes.

    Notes
    -----
    Distances that agree to a millimeter are equal. A window whose last units are as far as the next ones,
    beyond ``max_share``, ends before them.
    """
    chosen = choose(shape, ("circle", "connected"), what="shape", error=StatisticError)
    if (chosen == "connected") != (graph is not None):
        raise StatisticError("analysis.windows.connected-windows-want-a-graph-circles")
    lon, lat = points(layer, ids)
    n = len(ids)
    largest = max(1, int(np.floor(max_share * n + 1e-9)))
    order = np.full((n, largest), -1, dtype=np.int32)
    distance = np.full((n, largest), np.nan, dtype=np.float32)
    full = np.zeros((n, largest), dtype=bool)
    site = np.empty(n, dtype=np.int64)
    site[np.lexsort((np.arange(n), lat, lon))] = np.arange(n)
    steps = None
    if graph is not None:
        steps = steps_between(graph, ids)
    for center in range(n):
        away = great_circle_km(lon[center], lat[center], lon, lat)
        if steps is None:
            ranked = np.argsort(away, kind="stable")
            last = np.diff(away[ranked]) > SAME_KM  # no tie with the next
        else:
            ranked = np.lexsort((away, steps[center]))
            ranked = ranked[np.isfinite(steps[center][ranked])]
            last = (np.diff(away[ranked]) > SAME_KM) | (np.diff(steps[center][ranked]) > 0)
        if not last.all():
            ranked = ranked[np.lexsort((site[ranked], np.concatenate([[0], np.cumsum(last)])))]
        ranked = ranked[:largest]
        order[center, : len(ranked)] = ranked
        distance[center, : len(ranked)] = away[ranked]
        full[center, : len(ranked)] = np.append(last, True)[: len(ranked)]
    return Windows(
        ids=ids, order=order, distance_km=distance, full=full, site=site, shape=chosen, largest=largest
    )


def check_share(max_share: float) -> None:
    """Refuse a largest window that is no share up to one half."""
    if isinstance(max_share, bool) or not isinstance(max_share, Real) or not 0 < max_share <= 0.5:
        raise StatisticError("analysis.windows.max-share-wanted-a-share-above", max_share=max_share)


def points(layer: gpd.GeoDataFrame, ids: pd.Index) -> tuple[Floats, Floats]:
    """Longitude and latitude of the units' representative points."""
    if not isinstance(layer, gpd.GeoDataFrame):
        raise StatisticError(
            "analysis.windows.layer-wanted-a-geodataframe-by-adcode", name=type(layer).__name__
        )
    known = flat(layer.index)
    strange = of_other_kind(ids, known, whose="layer")
    if strange:
        raise StatisticError("analysis.windows.layer", strange=strange)
    lacking = outside(ids, known)
    if len(lacking):
        raise StatisticError(
            "analysis.windows.the-layer-misses-eligible-units",
            n_lacking=len(lacking),
            lacking=listed(lacking),
        )
    twice = known[known.duplicated()].unique()
    if len(twice):
        raise StatisticError("analysis.windows.the-layer-has-units-more-than", twice=listed(twice))
    if layer.crs is None:
        raise StatisticError("analysis.windows.the-layer-has-no-crs-set")
    shapes = layer.geometry.iloc[known.get_indexer(ids)]
    empty = ids[shapes.isna().to_numpy() | shapes.is_empty.to_numpy()]
    if len(empty):
        raise StatisticError(
            "analysis.windows.eligible-units-have-no-geometry", n_empty=len(empty), empty=listed(empty)
        )
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
        raise StatisticError(
            "analysis.windows.the-graph-misses-eligible-units",
            n_lacking=len(lacking),
            lacking=listed(lacking),
        )
    every = index_of(graph.unique_ids, what="graph")
    heads, tails, _ = joins_within(graph, every)
    network = coo_array((np.ones(len(heads)), (heads, tails)), shape=(len(every), len(every))).tocsr()
    at = every.get_indexer(ids)
    steps = shortest_path(network, directed=False, unweighted=True, indices=at)
    return np.asarray(steps, dtype=np.float64)[:, at]

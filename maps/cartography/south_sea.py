"""Where a map of the country is cut in two: the mainland fills the page, the inset 南海诸岛 beside it."""

from __future__ import annotations

from functools import lru_cache

import geopandas as gpd
import numpy as np
import shapely

import boundaries
from maps.cartography.extent import SOUTH_SEA_BOX
from maps.cartography.national import Box
from maps.cartography.projection import Plane

HAINAN = "46"
"""A map with units of this province holds the South China Sea islands, national or not."""
NORTH_OF_SEA = 17.7
"""Latitude: land that begins north of it is not one of the islands."""
TOLERANCE_M = 500
_WEST, _SOUTH, _EAST, _NORTH = 106.6, 2.8, 122.4, 23.8


@lru_cache(maxsize=8)
def mainland(plane: Plane) -> Box:
    """West, south, east, north of the country without the South China Sea islands, meters of the plane."""
    return beside_sea(boundaries.read_layer("province", tolerance_m=TOLERANCE_M).geometry, plane)


def beside_sea(shapes: gpd.GeoSeries, plane: Plane) -> Box:
    """West, south, east, north of the parts of ``shapes`` outside the South China Sea."""
    degrees = shapes.to_crs("EPSG:4326").explode(index_parts=False)
    kept = plane.lay(degrees[shapely.bounds(degrees.to_numpy())[:, 1] > NORTH_OF_SEA])
    west, south, east, north = (float(v) for v in (kept if len(kept) else plane.lay(shapes)).total_bounds)
    return west, south, east, north


def inset_box(plane: Plane) -> Box:
    """West, south, east, north of the inset, meters of the plane: the coast of Guangdong to 3°N."""
    if plane.projection == "albers":
        return SOUTH_SEA_BOX
    x, y = plane.points(np.array([_WEST, _EAST]), np.array([_SOUTH, _NORTH]))
    return float(x[0]), float(y[0]), float(x[1]), float(y[1])

"""What part of the earth a figure shows, in which projection, and where it leaves room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from boundaries.errors import MapError
from maps.cartography.national import Box, is_national

NATIONAL = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m +no_defs"
NATIONAL_BOX = (-2_680_000.0, 1_830_000.0, 2_870_000.0, 5_960_000.0)
"""The main map in metres on the national projection; south of it the country continues in the inset."""
SOUTH_SEA_BOX = (220_000.0, 150_000.0, 1_960_000.0, 2_560_000.0)
"""The inset 南海诸岛, on the same projection: the coast of Guangdong to 3°N, nine of the ten dashes."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Extent:
    """A window on the projected plane: ``box`` in metres, the projection, whether it is national."""

    box: Box
    crs: str
    national: bool
    parallels: tuple[float, float]
    turn_deg: float
    """The most that north turns from the top of the page within the window."""


def extent_of(bounds: Box, codes: Iterable[object] = (), *, abroad: bool = False) -> Extent:
    """Return the window for ``bounds`` (west, south, east, north in degrees) and units with these ``codes``.

    That of a national map (`is_national`) is always complete; a smaller one has an equal-area conic
    projection of its own (as has one of units ``abroad``), its standard parallels a sixth from the southern
    and northern edge.
    """
    west, south, east, north = bounds
    if not np.isfinite(bounds).all() or not (-180 <= west <= east <= 180 and -90 < south <= north < 90):
        raise MapError(
            "maps.cartography.extent.nothing-to-draw-within-the-bounds",
            tuple=tuple(round(float(b), 3) for b in bounds),
        )
    if not abroad and is_national(codes, bounds):
        return Extent(box=NATIONAL_BOX, crs=NATIONAL, national=True, parallels=(25.0, 47.0), turn_deg=90.0)
    middle, sixth = (west + east) / 2, max((north - south) / 6, 0.05)
    low, high = round(south + sixth, 1), round(north - sixth, 1)
    if high - low < 0.1:
        high = low + 0.1
    crs = f"+proj=aea +lat_1={low} +lat_2={high} +lat_0={south:.2f} +lon_0={middle:.2f} +datum=WGS84 +units=m"
    box = _projected(bounds, crs)
    span = max(box[2] - box[0], box[3] - box[1], 1000.0)
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    half_x, half_y = max(box[2] - box[0], 0.62 * span) / 2, max(box[3] - box[1], 0.5 * span) / 2
    half_x, half_y = half_x + 0.03 * span, half_y + 0.03 * span
    turn = (east - west) / 2 * float(np.sin(np.radians((south + north) / 2)))
    window = (x - half_x, y - half_y, x + half_x, y + half_y)
    return Extent(box=window, crs=crs, national=False, parallels=(low, high), turn_deg=abs(turn))


def _projected(bounds: Box, crs: str) -> Box:
    west, south, east, north = bounds
    edge = np.linspace(0, 1, 60)
    lon = np.concatenate([west + (east - west) * edge] * 2 + [np.full(60, west), np.full(60, east)])
    lat = np.concatenate([np.full(60, south), np.full(60, north)] + [south + (north - south) * edge] * 2)
    points = gpd.GeoSeries.from_xy(lon, lat, crs="EPSG:4326").to_crs(crs)
    x0, y0, x1, y1 = (float(v) for v in points.total_bounds)
    return x0, y0, x1, y1


def room(
    drawn: npt.NDArray[np.object_],
    window: Box,
    *,
    aspect: float,
    corner: str,
    largest: float,
    smallest: float,
    gap: float,
) -> Box | None:
    """Return the largest box in a ``corner`` of ``window`` that touches nothing ``drawn``, or None.

    Parameters
    ----------
    drawn : shapely geometries in the coordinates of ``window``
    aspect : width over height
    corner : two letters, ``b`` or ``t`` and ``l`` or ``r``
    largest, smallest : the height tried first and last
    gap : free space kept around the box, within the window
    """
    tree = shapely.STRtree(drawn)
    x0, y0, x1, y1 = window
    for height in np.linspace(largest, smallest, 40):
        width = height * aspect
        left = x0 if corner[1] == "l" else x1 - width
        bottom = y0 if corner[0] == "b" else y1 - height
        box = (left, bottom, left + width, bottom + height)
        if width > x1 - x0 or height > y1 - y0:
            continue
        around = shapely.box(box[0] - gap, box[1] - gap, box[2] + gap, box[3] + gap)
        if not len(tree.query(around, predicate="intersects")):
            return box
    return None

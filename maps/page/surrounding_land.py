"""The land around the units of a map: a province does not lie in the sea, nor a country without its rest."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import shapely

import boundaries
from boundaries.language import say
from maps.cartography.landmarks import LANDMARKS
from maps.cartography.national import PROVINCES, provinces_of
from maps.page.topology import Geometry

TOLERANCE_M = 500
MARGIN = 1.5
"""Of the map's longer side, on every side: what a wide window shows of the first view."""
STEPS = 900
"""The longer side in steps of what is drawn; finer bends are left out."""
Box = tuple[float, float, float, float]


@lru_cache(maxsize=16)  # a geometry that was found again is the same object
def around(geometry: Geometry, *, lang: str) -> dict[str, Any]:
    """Provinces, dashes and landmarks near the units of ``geometry``, in meters of its plane.

    Returns
    -------
    dict with ``land`` (rings), ``dashes`` (lines, None if there are none) and ``labels``
    """
    west, south, east, north = geometry.bounds
    side = max(east - west, north - south)
    pad = MARGIN * side
    window = (west - pad, south - pad, east + pad, north + pad)
    provinces = np.asarray(_near(geometry, window), dtype=object)
    if len(provinces):
        provinces = shapely.coverage_simplify(provinces, side / STEPS)
    clipped = shapely.get_parts(shapely.clip_by_rect(provinces, *window))
    clipped = clipped[(shapely.get_type_id(clipped) == 3) & (shapely.area(clipped) > (side / STEPS) ** 2)]
    dashes = geometry.plane.lay(boundaries.read_ten_dash_line()).to_numpy()
    dashes = [line for line in shapely.clip_by_rect(dashes, *window) if not line.is_empty]
    labels = []
    for mark in LANDMARKS:
        x, y = (round(float(v)) for v in geometry.plane.points(mark.longitude, mark.latitude))
        if window[0] < x < window[2] and window[1] < y < window[3]:
            where = {"p": [x, y], "align": mark.page_side, "dy": mark.page_down_px}
            labels.append({"text": say(lang, mark.name)} | where | {"dot": True, "size": 10})
    return {
        "land": [_whole(ring) for ring in shapely.get_rings(clipped)],
        "dashes": [_whole(line) for line in dashes] or None,
        "labels": labels,
    }


@lru_cache(maxsize=16)
def rest_of_country(geometry: Geometry) -> list[list[list[int]]]:
    """The provinces that no unit of a national map lies in, as rings in meters of its plane."""
    lacking = PROVINCES - provinces_of(geometry.codes)
    provinces = boundaries.read_layer("province", tolerance_m=TOLERANCE_M).geometry
    missing = provinces[provinces.index.astype(str).str[:2].isin(lacking)]
    if not len(missing):
        return []
    laid = np.asarray(geometry.plane.lay(missing), dtype=object)
    low, high = np.min(shapely.bounds(laid)[:, :2], axis=0), np.max(shapely.bounds(laid)[:, 2:], axis=0)
    step = float((high - low).max()) / STEPS
    parts = shapely.get_parts(shapely.coverage_simplify(laid, step))
    return [_whole(ring) for ring in shapely.get_rings(parts[shapely.area(parts) > step**2])]


def _near(geometry: Geometry, window: Box) -> Any:
    """The provinces that the window meets, laid on the plane."""
    x = np.array([window[0], window[2], window[0], window[2], (window[0] + window[2]) / 2])
    y = np.array([window[1], window[1], window[3], window[3], window[3]])
    lon, lat = geometry.plane.places(x, y)
    provinces = boundaries.read_layer("province", tolerance_m=TOLERANCE_M).geometry
    box = shapely.box(lon.min() - 1, lat.min() - 1, lon.max() + 1, lat.max() + 1)
    return geometry.plane.lay(provinces[provinces.intersects(box)])


def _whole(line: Any) -> list[list[int]]:
    rounded: list[list[int]] = np.rint(shapely.get_coordinates(line)).astype(int).tolist()
    return rounded

"""A small picture of a list: the country, whole, and the units on the list."""

from __future__ import annotations

from functools import lru_cache

import geopandas as gpd
import numpy as np
import shapely

import boundaries
from maps.cartography.landmarks import LANDMARKS, SEA_ISLANDS
from maps.cartography.palette import MEMBERS
from maps.cartography.projection import Plane
from maps.charts.svg import safe
from maps.overlays.members import Members, codes_of

WIDE = 1000
"""Steps across the picture: coordinates are whole numbers."""
COARSE_M = 9_000
"""Finer bends of the provinces are left out; units on the list keep half as fine ones."""
LEAST_M2 = 150e6
"""A smaller unit is drawn as a square of this area, so that it is seen."""


def thumbnail(layer: gpd.GeoDataFrame, members: Members, *, title: str = "", color: str = MEMBERS) -> str:
    """Draw a list as a small map: provinces, the ten-dash line, the islands, and the listed units.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
    members : iterable of adcodes or boolean Series by adcode
    title : str
        What it is a picture of, for readers who do not see it; "" where the words beside it say so.
    color : str
        Of the listed units, #rrggbb.

    Returns
    -------
    str
        One ``<svg>``, as wide as what it stands in.

    Examples
    --------
    >>> from boundaries import read_layer
    >>> picture = thumbnail(read_layer("prefecture", tolerance_m=500), ["320500"], title="苏州")
    >>> picture[:4], picture.count("<path")
    ('<svg', 3)
    """
    codes = codes_of(members, layer, what="members")
    provinces, dashes, spots, box = _country()
    laid = Plane().lay(layer.geometry.loc[codes])
    simple = shapely.simplify(np.asarray(laid.array), COARSE_M / 2)
    side = LEAST_M2**0.5 / 2
    seen = [
        shape
        if shapely.area(shape) > LEAST_M2
        else shapely.box(*(v - side for v in centre), *(v + side for v in centre))
        for shape, centre in zip(
            simple, shapely.get_coordinates(shapely.centroid(np.asarray(laid.array))), strict=True
        )
    ]
    high = round(WIDE * (box[3] - box[1]) / (box[2] - box[0]))
    name = safe(title)
    called = f'role="img" aria-label="{name}"><title>{name}</title>' if title else 'aria-hidden="true">'
    return (
        f'<svg class="lp-thumb" viewBox="0 0 {WIDE} {high}" {called}'
        f'<path d="{provinces}" style="fill:var(--thumb-land,#efece4);stroke:var(--thumb-line,#9aa0a8)"'
        ' stroke-width="1.5" stroke-linejoin="round"/>'
        f'<path d="{dashes}{spots}" style="fill:none;stroke:var(--thumb-ink,#3a3f47)" stroke-width="4"'
        ' stroke-linecap="round"/>'
        f'<path d="{_rings(np.array(seen, dtype=object), box)}" fill="{color}"/></svg>'
    )


@lru_cache(maxsize=1)
def _country() -> tuple[str, str, str, tuple[float, float, float, float]]:
    """Provinces, dashes and islands as paths, and the box they lie in."""
    plane = Plane()
    laid = plane.lay(boundaries.read_layer("province", tolerance_m=500).geometry)
    provinces = shapely.coverage_simplify(np.asarray(laid.array), COARSE_M)
    lines = np.asarray(plane.lay(boundaries.read_ten_dash_line()).array)
    bounds = np.vstack([shapely.bounds(provinces), shapely.bounds(lines)])
    pad = 30_000
    west, south = (float(v) - pad for v in np.nanmin(bounds[:, :2], axis=0))
    east, north = (float(v) + pad for v in np.nanmax(bounds[:, 2:], axis=0))
    box = (west, south, east, north)
    marks = list({mark.id: mark for mark in (*LANDMARKS, *SEA_ISLANDS)}.values())
    islets = shapely.get_parts(provinces)
    islets = islets[shapely.area(islets) < LEAST_M2]
    south_sea = shapely.get_coordinates(shapely.centroid(islets[shapely.bounds(islets)[:, 3] < 2.1e6]))
    x, y = plane.points([m.longitude for m in marks if m.dot], [m.latitude for m in marks if m.dot])
    points = _steps(np.vstack([np.column_stack([x, y]), south_sea]), box)
    spots = "".join(f"M{a} {b}h0" for a, b in dict.fromkeys(map(tuple, points.tolist())))
    dashes = "".join(_line(_steps(shapely.get_coordinates(shapely.simplify(d, 20_000)), box)) for d in lines)
    return _rings(provinces, box), dashes, spots, box


def _steps(points: np.ndarray, box: tuple[float, float, float, float]) -> np.ndarray:
    """Meters as whole steps from the upper left corner."""
    scale = WIDE / (box[2] - box[0])
    return np.rint(np.column_stack([points[:, 0] - box[0], box[3] - points[:, 1]]) * scale).astype(int)


def _line(steps: np.ndarray) -> str:
    """A path from step to step, in differences."""
    kept = steps[np.r_[True, (np.diff(steps, axis=0) != 0).any(axis=1)]]
    moves = "".join(f"{a} {b}".replace(" -", "-") + " " for a, b in np.diff(kept, axis=0).tolist())
    return (
        f"M{kept[0][0]} {kept[0][1]}l{moves}".rstrip() if len(kept) > 1 else f"M{kept[0][0]} {kept[0][1]}h0"
    )


def _rings(shapes: np.ndarray, box: tuple[float, float, float, float]) -> str:
    """The outlines of shapes; specks are left out."""
    rings = shapely.get_rings(shapely.get_parts(shapes))
    found = (_steps(shapely.get_coordinates(ring), box) for ring in rings)
    return "".join(_line(steps) + "z" for steps in found if len(np.unique(steps, axis=0)) > 2)

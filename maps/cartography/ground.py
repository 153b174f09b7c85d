"""The ground of a small map: units as coarse shapes of one plane, with what a national map may not lack."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from boundaries.abroad import in_china
from maps.cartography.landmarks import LANDMARKS, SEA_ISLANDS
from maps.cartography.national import completed, is_national_layer
from maps.cartography.projection import Plane

Shapes = npt.NDArray[np.object_]


class Ground:
    """Units laid on the equal-area plane and simplified together; a national layer is completed.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
        A coverage.
    steps : int
        Bends finer than the longer side over this are left out.

    Attributes
    ----------
    codes : Index
        Of the shapes: the layer's, and of a national map those that it lacked.
    shapes : ndarray of geometries, meters
    lines : list of geometries
        The ten-dash line of a national map.
    spots : list of (x, y)
        Its islands.
    width, ratio : float
        Of the whole, meters; its height over its width.
    """

    def __init__(self, layer: gpd.GeoDataFrame, steps: int) -> None:
        plane = Plane("albers" if in_china(layer) else "mercator")
        national = is_national_layer(layer)
        whole = completed(layer) if national else layer
        laid = plane.lay(whole.geometry)
        west, south, east, north = (float(v) for v in laid.total_bounds)
        self.lines: list[shapely.Geometry] = []
        self.spots: list[tuple[float, float]] = []
        if national:
            from boundaries import read_ten_dash_line

            self.lines = list(plane.lay(read_ten_dash_line()))
            low = shapely.total_bounds(np.asarray(self.lines, dtype=object))
            west, south = min(west, low[0]), min(south, low[1])
            east, north = max(east, low[2]), max(north, low[3])
            marks = list({mark.id: mark for mark in (*LANDMARKS, *SEA_ISLANDS)}.values())
            xs, ys = plane.points([m.longitude for m in marks], [m.latitude for m in marks])
            self.spots = list(zip(map(float, xs), map(float, ys), strict=True))
        self.corner = (west, north)
        self.width, self.ratio = east - west, (north - south) / (east - west)
        self.step = max(east - west, north - south) / steps
        self.codes: pd.Index = whole.index
        self.shapes: Shapes = shapely.coverage_simplify(np.asarray(laid.array), self.step)

    def laid(
        self, points: Iterable[tuple[float, float]], x: float, y: float, scale: float
    ) -> list[tuple[float, float]]:
        """Points of the plane on a drawing whose upper left corner is (x, y), ``scale`` pixels a meter."""
        west, north = self.corner
        return [(x + (float(a) - west) * scale, y + (north - float(b)) * scale) for a, b in points]

    def path(self, shapes: Shapes, x: float, y: float, scale: float) -> str:
        """The outline of shapes as one SVG path; specks are left out where there is anything larger."""
        parts = shapely.get_parts(shapely.get_parts(np.atleast_1d(together(shapes))))
        large = parts[shapely.area(parts) > (self.step / 2) ** 2]
        found = []
        for ring in shapely.get_rings(large if len(large) else parts):
            points = self.laid(shapely.get_coordinates(ring)[:-1], x, y, scale)
            short = list(dict.fromkeys(f"{round(a, 1):g} {round(b, 1):g}" for a, b in points))
            if len(short) > 2:
                found.append("M" + "L".join(short) + "Z")
        return "".join(found)

    def dashes(self, x: float, y: float, scale: float) -> list[list[tuple[float, float]]]:
        """The strokes of the ten-dash line on a drawing."""
        strokes = (shapely.get_coordinates(shapely.simplify(line, self.step)) for line in self.lines)
        return [self.laid(points, x, y, scale) for points in strokes]


def together(shapes: Shapes) -> shapely.Geometry:
    """The union of shapes: at once where they are a coverage, slower where layers of two sources meet."""
    try:
        return shapely.coverage_union_all(shapes)
    except shapely.GEOSException:
        return shapely.union_all(shapely.make_valid(shapes))

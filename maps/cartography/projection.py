"""The plane a page is drawn on: a projection, and the datum its background is drawn in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pyproj
from numpy.typing import ArrayLike

from boundaries.crs import convert, convert_points

Floats = np.ndarray[Any, np.dtype[np.float64]]
Projection = Literal["albers", "mercator"]
Datum = Literal["wgs84", "gcj02"]

PROJ = {
    "albers": "+proj=aea +lat_0=0 +lon_0=105 +lat_1=25 +lat_2=47 +ellps=GRS80 +units=m +no_defs",
    "mercator": "EPSG:3857",
}


@dataclass(frozen=True, slots=True)
class Plane:
    """Everything drawn passes through here, once: what comes in is WGS 84, what goes out are meters.

    Attributes
    ----------
    projection : "albers" or "mercator"
    datum : "wgs84", or "gcj02" where the background is shifted and the data has to go with it
    """

    projection: Projection = "albers"
    datum: Datum = "wgs84"

    def lay(self, shapes: gpd.GeoSeries) -> gpd.GeoSeries:
        """Return the shapes in meters of the plane."""
        if self.datum != "wgs84":
            shapes = convert(shapes.to_crs("EPSG:4326"), source="wgs84", target=self.datum)
        return shapes.to_crs(PROJ[self.projection])

    def points(self, longitude: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
        """Return longitudes and latitudes in meters of the plane.

        >>> here, there = Plane("mercator"), Plane("mercator", "gcj02")
        >>> (x, y), (x2, y2) = here.points(121.5, 31.2), there.points(121.5, 31.2)
        >>> round(float(x2 - x)), round(float(y2 - y))
        (493, -265)
        """
        lon, lat = convert_points(longitude, latitude, source="wgs84", target=self.datum)
        x, y = self._way().transform(lon, lat)
        return np.asarray(x, float), np.asarray(y, float)

    def places(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Return the longitudes and latitudes (WGS 84) of points of the plane."""
        lon, lat = self._way().transform(np.asarray(x, float), np.asarray(y, float), direction="INVERSE")
        return convert_points(lon, lat, source=self.datum, target="wgs84")

    def _way(self) -> pyproj.Transformer:
        return pyproj.Transformer.from_crs("EPSG:4326", PROJ[self.projection], always_xy=True)

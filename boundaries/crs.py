"""Datums of Chinese maps: WGS 84, CGCS2000, GCJ-02 (火星坐标) and BD-09, both ways.

GCJ-02 shifts every point inside China by 50 to 700 m; BD-09 shifts GCJ-02 once more. CGCS2000 agrees with
WGS 84 within a decimetre and is taken as equal to it.
"""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TypeVar

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from boundaries.errors import LayerError, choose, listed
from boundaries.vertices import no_numbers

DATUMS: tuple[str, ...] = ("wgs84", "cgcs2000", "gcj02", "bd09")
"""The datums that are known here."""

Frame = TypeVar("Frame", gpd.GeoDataFrame, gpd.GeoSeries)
Floats = NDArray[np.float64]

AXIS_M = 6378245.0
ECCENTRICITY = 0.00669342162296594323
BD = np.pi * 3000.0 / 180.0
BLOCK = 20_000
EXACT = 1e-11
"""Where the inverse stops, in degrees: about a micrometre."""


def convert(frame: Frame, *, source: str, target: str = "wgs84") -> Frame:
    """Convert the coordinates of a layer from one datum to another.

    Parameters
    ----------
    frame : GeoDataFrame or GeoSeries in longitude and latitude
    source, target : "wgs84", "cgcs2000", "gcj02" or "bd09"

    Returns
    -------
    A new frame of the same kind, CRS EPSG:4326, heights as they were, measures (M) left out. Equal vertices
    stay equal, so a coverage stays one.

    Raises
    ------
    LayerError
        An unknown datum, or coordinates that are no longitudes and latitudes.

    Notes
    -----
    Hong Kong, Macau and Taiwan are shifted like the mainland: that is how the boundaries of the provider
    amap are drawn (measured against tianditu, see docs/boundaries.md). Everything more than about 20 km
    outside China is left as it is. The inverse is iterated until it moves less than 1e-11 degrees.

    Examples
    --------
    >>> here = gpd.GeoSeries.from_xy([116.404], [39.915], crs="EPSG:4326")
    >>> there = convert(here, source="wgs84", target="gcj02")
    >>> there.x.round(6).item(), there.y.round(6).item()
    (116.410244, 39.916404)
    """
    _check(frame, source, target)
    shapes = np.asarray(frame.geometry.array)
    measured = shapely.has_m(shapes)
    if measured.any():  # GEOS drops the heights with the measures
        wkb = shapely.to_wkb(shapes[measured], output_dimension=3)
        shapes = shapes.copy()
        shapes[measured] = shapely.from_wkb(wkb)
    tall = bool(shapely.has_z(shapes).any())
    points = shapely.get_coordinates(shapes, include_z=tall)
    # Each distinct vertex once: half the work, and the two sides of an edge cannot part.
    key, back = np.unique(points[:, 0] + 1j * points[:, 1], return_inverse=True)
    lon, lat = convert_points(key.real, key.imag, source=source, target=target)
    points[:, :2] = np.column_stack([lon, lat])[back]
    moved = _with_coordinates(shapes, points, tall)
    series = gpd.GeoSeries(moved, index=frame.index, crs="EPSG:4326")
    if isinstance(frame, gpd.GeoSeries):
        return series.rename(frame.name)
    return frame.set_geometry(series)


def convert_points(
    longitude: ArrayLike, latitude: ArrayLike, *, source: str, target: str = "wgs84"
) -> tuple[Floats, Floats]:
    """Convert longitudes and latitudes from one datum to another.

    Parameters
    ----------
    longitude, latitude : array-like of float
        Degrees, of one shape.
    source, target : str
        "wgs84", "cgcs2000", "gcj02" or "bd09".

    Returns
    -------
    tuple of two ndarray of float
        Longitudes and latitudes on ``target``, degrees.

    Raises
    ------
    LayerError
        An unknown datum; longitudes and latitudes of different shapes, or beyond 180 and 90 degrees (the two
        may be swapped). NaN stands for a point that is not known and stays.

    Examples
    --------
    >>> lon, lat = convert_points([139.69], [35.69], source="wgs84", target="gcj02")   # Tokyo
    >>> lon.tolist(), lat.tolist()
    ([139.69], [35.69])
    """
    start = _plain(choose(source, DATUMS, what="datum", error=LayerError))
    end = _plain(choose(target, DATUMS, what="datum", error=LayerError))
    lon, lat = np.array(longitude, dtype=float), np.array(latitude, dtype=float)
    if lon.shape != lat.shape:
        raise LayerError(
            "boundaries.crs.longitudes-and-latitudes-must-come-in", shape=lon.shape, shape_2=lat.shape
        )
    wild = (np.abs(lon) > 180) | (np.abs(lat) > 90)
    if wild.any():
        at = int(np.flatnonzero(wild.ravel())[0])
        raise LayerError(
            "boundaries.crs.beyond-the-earth",
            n=int(wild.sum()),
            at=at,
            longitude=float(lon.ravel()[at]),
            latitude=float(lat.ravel()[at]),
        )
    if start == end:
        return lon, lat
    shape = lon.shape
    lon, lat = lon.ravel(), lat.ravel()
    inside = np.flatnonzero(shapely.contains_xy(outline(), lon, lat))
    # Block by block: the intermediate arrays stay in the processor's cache.
    for block in np.array_split(inside, len(inside) // BLOCK + 1):
        lon[block], lat[block] = _moved(lon[block], lat[block], start, end)
    return lon.reshape(shape), lat.reshape(shape)


def _with_coordinates(shapes: NDArray[np.object_], points: Floats, tall: bool) -> NDArray[np.object_]:
    """The shapes with other coordinates; flat shapes stay flat beside those with heights."""
    moved = shapes.copy()
    shapely.set_coordinates(moved, points)  # a third column is the heights
    flat = tall & ~shapely.has_z(shapes)
    moved[flat] = shapely.force_2d(moved[flat])
    return moved


def _moved(x: Floats, y: Floats, start: str, end: str) -> tuple[Floats, Floats]:
    if start == "bd09":
        x, y = _undone(_bd09, x, y)
    if start in ("bd09", "gcj02") and end == "wgs84":
        x, y = _undone(_gcj02, x, y)
    if start == "wgs84":
        x, y = _gcj02(x, y)
    if end == "bd09":
        x, y = _bd09(x, y)
    return x, y


def _plain(datum: str) -> str:
    return "wgs84" if datum == "cgcs2000" else datum


def _gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """WGS 84 to GCJ-02, as the public implementations have it."""
    x, y = lon - 105.0, lat - 35.0
    root, xp, yp = np.sqrt(np.abs(x)), x * np.pi, y * np.pi
    wave = (20.0 * np.sin(6.0 * xp) + 20.0 * np.sin(2.0 * xp)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
    north += (20.0 * np.sin(yp) + 40.0 * np.sin(yp / 3.0)) * 2.0 / 3.0
    north += (160.0 * np.sin(yp / 12.0) + 320.0 * np.sin(yp / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
    east += (20.0 * np.sin(xp) + 40.0 * np.sin(xp / 3.0)) * 2.0 / 3.0
    east += (150.0 * np.sin(xp / 12.0) + 300.0 * np.sin(xp / 30.0)) * 2.0 / 3.0
    sine = np.sin(np.radians(lat))
    magic = 1.0 - ECCENTRICITY * sine * sine
    north = np.degrees(north * magic * np.sqrt(magic) / (AXIS_M * (1.0 - ECCENTRICITY)))
    east = np.degrees(east * np.sqrt(magic) / (AXIS_M * np.cos(np.radians(lat))))
    return lon + east, lat + north


def _bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """GCJ-02 to BD-09."""
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * BD)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * BD)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def _undone(
    forward: Callable[[Floats, Floats], tuple[Floats, Floats]], lon: Floats, lat: Floats
) -> tuple[Floats, Floats]:
    """The point that ``forward`` sends to ``lon, lat``, by fixed-point iteration."""
    x, y = lon.copy(), lat.copy()
    for _ in range(30):
        there_x, there_y = forward(x, y)
        step_x, step_y = lon - there_x, lat - there_y
        x += step_x
        y += step_y
        if not len(x) or max(np.abs(step_x).max(), np.abs(step_y).max()) < EXACT:
            break
    return x, y


@cache
def outline() -> shapely.Geometry:
    """China with some 20 km around it, coarse."""
    path = files("boundaries") / "data" / "outline.wkb"
    outline = shapely.from_wkb(path.read_bytes())
    shapely.prepare(outline)
    return outline


def _check(frame: object, source: str, target: str) -> None:
    for datum in (source, target):
        choose(datum, DATUMS, what="datum", error=LayerError)
    if not isinstance(frame, gpd.GeoDataFrame | gpd.GeoSeries):
        raise LayerError("boundaries.crs.wanted-a-geodataframe-or-geoseries-got", name=type(frame).__name__)
    if frame.crs is not None and not frame.crs.is_geographic:
        raise LayerError(
            "boundaries.crs.datums-are-converted-in-longitude-and", to_string=frame.crs.to_string()
        )
    lost = no_numbers(np.asarray(frame.geometry.array))
    if lost.any():
        raise LayerError("boundaries.crs.no-numbers", n=int(lost.sum()), units=listed(frame.index[lost]))
    west, south, east, north = frame.total_bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise LayerError(
            "boundaries.crs.coordinates-are-no-longitudes-and-latitudes",
            west=west,
            east=east,
            south=south,
            north=north,
        )

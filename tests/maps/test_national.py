"""What a national map is: the page and the static figure give the same answer, and both are whole."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import boundaries
import maps
from maps.cartography.extent import extent_of
from maps.cartography.national import PROVINCES, is_national, provinces_of
from maps.page.topology import encode
from maps.static.layout import bounds_of, codes_of
from tests.board import board
from tests.maps.test_sheet import block

NARROW = 30.0


def chosen(case: str) -> gpd.GeoDataFrame:
    layer = boundaries.read_layer("province", tolerance_m=500)
    if case == "board":
        return board()
    if case == "numbered":  # numbers that are no codes of divisions: 10 to 49 begin like 24 provinces
        small = pd.concat([board(), board(), board()]).iloc[:40]
        return small.set_axis([str(k) for k in range(10, 50)])
    if case == "country":
        return layer
    if case == "far apart":
        return layer[layer["name"].isin(["新疆维吾尔自治区", "黑龙江省"])]
    return layer[layer["name"] == "江苏省"]


@pytest.mark.parametrize(
    ("case", "national"),
    [("country", True), ("far apart", True), ("one", False), ("board", False), ("numbered", False)],
)
def test_page_and_figure_agree(case: str, national: bool) -> None:
    layer = chosen(case)
    overlay = maps.members(layer, layer.index[:1])
    data = block(maps.Sheet("x").add(overlay).html(), "lian-page-0")
    assert ("南海诸岛" in {label["text"] for label in data["labels"]}) == national
    assert extent_of(bounds_of((overlay,)), codes_of((overlay,))).national == national


def test_enough_provinces_make_a_national_map_however_narrow() -> None:
    codes = [f"{code}0000" for code in sorted(PROVINCES)]
    narrow = (100.0, 20.0, 100.0 + NARROW, 50.0)
    assert len(codes) == 34
    assert is_national(codes[:25], narrow) and not is_national(codes[:24], narrow)
    assert not is_national(codes[:24]) and is_national([], (100.0, 20.0, 100.1 + NARROW, 50.0))
    assert extent_of((100.0, 20.0, 120.0, 40.0), codes).national


def test_every_province_of_the_country_is_known() -> None:
    assert provinces_of(boundaries.read_layer("province").index) == PROVINCES


def test_provinces_that_no_unit_lies_in_are_land_on_a_national_page() -> None:
    layer = chosen("far apart")
    data = block(maps.Sheet("x").add(maps.members(layer, layer.index[:1])).html(), "lian-page-0")
    plane = encode(layer).plane
    land = shapely.union_all([shapely.polygons(ring) for ring in data["land"]])
    places = {"郑州": (113.6, 34.7), "拉萨": (91.1, 29.7), "台中": (120.9, 24.0)}
    inside = {name: land.contains(shapely.Point(*plane.points(*at))) for name, at in places.items()}
    assert inside == {"郑州": True, "拉萨": True, "台中": False}  # Taiwan's units were added to the layer
    corners = np.concatenate([np.array(ring) for ring in data["land"]])
    west, south, east, north = data["extent"]
    assert west <= corners[:, 0].min() and corners[:, 0].max() <= east
    assert south <= corners[:, 1].min() and corners[:, 1].max() <= north
    tiled = maps.Sheet("x", tiles="openstreetmap").add(maps.members(layer, layer.index[:1]))
    assert "land" not in block(tiled.html(), "lian-page-0")


def test_the_whole_country_asks_for_no_other_land() -> None:
    layer = chosen("country")
    data = block(maps.Sheet("x").add(maps.members(layer, layer.index[:1])).html(), "lian-page-0")
    assert "land" not in data

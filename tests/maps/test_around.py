"""A regional map lies among its provinces; a national one has the country itself."""

import numpy as np
import pytest
import shapely

import boundaries
import maps
from maps.page.surrounding_land import MARGIN, around
from maps.page.topology import encode
from tests.board import board


def test_the_provinces_around_are_drawn_within_a_window():
    geometry = encode(board())
    found = around(geometry, lang="zh")
    west, south, east, north = geometry.bounds
    pad = MARGIN * max(east - west, north - south)
    points = np.concatenate([np.array(ring) for ring in found["land"]])
    assert points[:, 0].min() >= west - pad - 1 and points[:, 0].max() <= east + pad + 1
    assert points[:, 1].min() >= south - pad - 1 and points[:, 1].max() <= north + pad + 1
    assert all(ring[0] == ring[-1] for ring in found["land"])
    # the board lies inland, in Jiangsu and Anhui: the land fills its window
    window = shapely.box(west, south, east, north)
    land = shapely.union_all([shapely.polygons(ring) for ring in found["land"]])
    assert shapely.area(land.intersection(window)) == pytest.approx(window.area, rel=0.02)
    assert found["dashes"] is None


def test_the_sea_of_hainan_has_its_dashes_and_landmarks():
    layer = boundaries.read_layer("county", tolerance_m=500)
    found = around(encode(layer[layer["province"] == "海南省"]), lang="en")
    assert len(found["dashes"]) >= 8
    assert "Huangyan Dao" in {label["text"] for label in found["labels"]}


def test_a_national_map_and_one_over_tiles_have_none():
    layer = boundaries.read_layer("county", tolerance_m=500)
    whole = maps.Sheet("全国").add(maps.members(layer, ["320583"])).html()
    own = layer[layer["province"] == "江苏省"]
    tiled = maps.Sheet("江苏", tiles="openstreetmap").add(maps.members(own, ["320583"])).html()
    plain = maps.Sheet("江苏").add(maps.members(own, ["320583"])).html()
    assert '"land": [' not in whole and '"land":[' not in whole
    assert '"land": [' not in tiled and '"land":[' not in tiled
    assert '"land": [' in plain or '"land":[' in plain

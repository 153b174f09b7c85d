"""Outlines as the page reads them."""

import geopandas as gpd
import pandas as pd
from shapely.geometry import MultiPolygon, box

import maps
from maps.page.theme_data import theme_data
from maps.page.topology import encode
from tests.board import board


def test_every_part_of_an_outline_is_drawn() -> None:
    layer = board()
    parts = [
        box(119, 32, 119.1, 32.1),
        box(119.2, 32.2, 119.3, 32.3).difference(box(119.24, 32.24, 119.26, 32.26)),
    ]
    regions = gpd.GeoDataFrame(
        geometry=[MultiPolygon(parts)], index=pd.Index(["甲"], name="region"), crs=4326
    )
    shapes = theme_data(maps.outline(regions, layer), encode(layer), at=0)["shapes"]
    assert [len(shape["g"]) for shape in shapes] == [3]  # two outer rings and a hole

"""Points: the unit each lies in, swapped axes, the datum told by the units named."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import boundaries
from boundaries.crs import convert_points
from boundaries.errors import LayerError
from boundaries.points import point_datum, swapped, units_at
from tests.board import board

SUZHOU = boundaries.read_layer("county").query("prefecture == '苏州市'")


def scattered(layer: gpd.GeoDataFrame, each: int) -> pd.DataFrame:
    """Random points of each unit with its code, in WGS 84, shuffled."""
    rng = np.random.default_rng(11)
    rows = []
    for code, shape in layer.geometry.items():
        west, south, east, north = shape.bounds
        held = 0
        while held < each:
            x, y = rng.uniform(west, east), rng.uniform(south, north)
            if shape.contains(shapely.Point(x, y)):
                rows.append((code, x, y))
                held += 1
    return pd.DataFrame(rows, columns=["code", "x", "y"]).sample(frac=1, random_state=3, ignore_index=True)


def test_each_point_lies_in_its_unit() -> None:
    points = scattered(SUZHOU, 20)
    shuffled = SUZHOU.sample(frac=1, random_state=5)
    assert units_at(points["x"], points["y"], shuffled).tolist() == points["code"].tolist()


def test_a_point_on_a_border_lies_in_the_unit_of_the_lower_code() -> None:
    layer = board()
    corner = layer.geometry["320101"].bounds[2:]  # shared by four units
    around = sorted(layer.index[layer.geometry.touches(shapely.Point(corner))])
    turned = layer.sort_index(ascending=False)
    assert len(around) == 4
    assert units_at([corner[0]], [corner[1]], turned).tolist() == around[:1]


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
def test_the_datum_is_told(datum: str) -> None:
    points = scattered(SUZHOU, 60)
    lon, lat = convert_points(points["x"], points["y"], source="wgs84", target=datum)
    told = point_datum(lon, lat, points["code"], SUZHOU)
    assert told.datum == datum
    assert told.inside[datum] >= 0.99 * len(points)
    assert told.n == len(points)
    assert told.p <= 0.01


def test_few_points_do_not_tell_the_datum() -> None:
    points = scattered(SUZHOU, 1)
    told = point_datum(points["x"], points["y"], points["code"], SUZHOU)
    assert told.datum == "undecided"
    nothing = point_datum([float("nan")], [31.0], pd.Series(["320505"]), SUZHOU)
    assert (nothing.datum, nothing.n) == ("undecided", 0)


def test_the_sign_test_by_hand() -> None:
    """Nine points that only one datum puts into its unit, none the other way: p = 1 / 2**9."""
    points = scattered(SUZHOU, 60)
    told = point_datum(points["x"], points["y"], points["code"], SUZHOU)
    second = told.inside.sort_values(ascending=False).iloc[1]
    only = int(told.inside["wgs84"] - second)
    assert told.inside["wgs84"] == len(points)
    assert told.p == pytest.approx(0.5**only)


def test_swapped_axes() -> None:
    assert swapped([31.0, 39.9, float("nan")], [121.0, 116.4, 2.0])
    assert not swapped([121.0, 116.4], [31.0, 39.9])
    assert not swapped([], [])


def test_points_beyond_the_earth_are_refused_by_their_place() -> None:
    with pytest.raises(LayerError, match=r"number 1 .*longitude 40.0, latitude 116.0"):
        boundaries.convert_points([116.0, 40.0], [40.0, 116.0], source="gcj02")
    lon, _ = boundaries.convert_points([float("nan"), 116.0], [40.0, 40.0], source="gcj02")
    assert np.isnan(lon[0])

import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from shapely.geometry import LineString, MultiLineString

import boundaries
import indicators
from indicators._access import COLUMNS, _cities, _km, _lines, _to_line

GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def layer():
    return boundaries.read_layer("county", tolerance_m=500)


@pytest.fixture(scope="module")
def found(layer):
    return indicators.access(layer)


def named(layer, name):
    return layer.index[layer["name"] == name][0]


def test_places_whose_distances_a_reader_knows(layer, found):
    frame = found.frame
    assert frame.loc[named(layer, "漠河市"), "river"] == "amur"
    assert frame.loc[named(layer, "瑞丽市"), "border_km"] < 20
    assert frame.loc[named(layer, "浦东新区"), "coast_km"] < 20
    assert frame.loc[named(layer, "西沙区"), "coast_km"] < 20
    assert frame.loc[named(layer, "昆山市"), "metro"] in ("310000", "320500")
    # the city farthest from any sea lies in Xinjiang, some 2,500 km from salt water and more from its own coast
    assert layer.loc[frame["coast_km"].idxmax(), "province"] == "新疆维吾尔自治区"
    assert frame["coast_km"].max() > 2500


def test_every_unit_has_every_distance_but_the_capital(layer, found):
    frame = found.frame
    assert frame.index.equals(layer.index)
    assert frame[[name for name in COLUMNS if name != "capital_km"]].notna().all(axis=None)
    lacking = layer.loc[frame["capital_km"].isna(), "province"].unique()
    assert set(lacking) <= {"台湾省", "香港特别行政区", "澳门特别行政区"}
    assert (frame[list(COLUMNS)].dropna() >= 0).all(axis=None)
    assert set(found.sources.index) == set(COLUMNS)


def test_order_of_units_changes_nothing(layer, found):
    mixed = layer.sample(frac=0.2, random_state=3)
    pd.testing.assert_frame_equal(indicators.access(mixed).frame, found.frame.loc[mixed.index])


def test_distances_against_the_ellipsoid(layer):
    some = layer.sample(40, random_state=1).representative_point()
    lon, lat = some.x.to_numpy(), some.y.to_numpy()
    beijing = _cities().loc["110000"]
    exact = GEOD.inv(lon, lat, np.full(40, beijing.longitude), np.full(40, beijing.latitude))[2] / 1000
    assert _km(lon, lat, beijing.longitude, beijing.latitude) == pytest.approx(exact, rel=0.006)


def test_distance_to_a_line_worked_by_hand():
    line = MultiLineString([LineString([(100, 30), (110, 30)]), LineString([(100, 0), (101, 0)])])
    away = _to_line(np.array([105.0, 100.5]), np.array([31.0, 0.0]), line)
    # one degree of a meridian, less where the parallel bulges from the great circle; on the line itself
    assert away == pytest.approx([111.195, 0], abs=0.3)


def test_lines_are_what_they_say():
    lines = _lines()
    assert lines["kind"].tolist() == ["coast", "border", *["river"] * 6]
    assert set(_cities().index[_cities()["core"]]) >= {"110000", "310000", "440300"}
    # every province of the mainland has a capital, every metropolitan area a first city in it
    heads = {code[:2] for code in _cities().index}
    assert len(heads) == 31
    members = boundaries.region_members("metro")
    cores = set(_cities().index[_cities()["core"]].str[:4])
    for region, codes in members.groupby("region")["adcode"]:
        assert cores & (set(codes.str[:4]) | {code[:2] + "00" for code in codes}), region

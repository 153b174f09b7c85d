"""The second provider: the same 2,844 units less the two it lacks."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import boundaries
from boundaries.errors import LianpianWarning


@pytest.fixture(scope="module")
def amap() -> gpd.GeoDataFrame:
    with pytest.warns(LianpianWarning, match="659011 新星市, 659012 白杨市"):
        return boundaries.read_layer("county", provider="amap")


def test_every_official_unit_but_two(amap: gpd.GeoDataFrame) -> None:
    official = amap[boundaries.official(amap)]
    wanted = boundaries.units()
    assert amap.attrs["missing"] == ("659011 新星市", "659012 白杨市")
    pd.testing.assert_frame_equal(
        pd.DataFrame(official.drop(columns="geometry")), wanted.drop(["659011", "659012"]).sort_index()
    )
    assert shapely.coverage_is_valid(np.asarray(amap.geometry.array))
    boundaries.check_layer(amap)


def test_the_name_decides_where_codes_differ(amap: gpd.GeoDataFrame) -> None:
    # amap's 460302 is 南沙区 (officially 460303): it must lie in the far south
    assert amap.loc["460303", "name"] == "南沙区"
    assert amap.geometry["460303"].bounds[1] < 8 < amap.geometry["460302"].bounds[1]
    for code, name in {"540481": "米林市", "610305": "凤翔区", "431181": "祁阳市"}.items():
        assert amap.loc[code, "name"] == name


def test_it_lies_on_the_default_layer(amap: gpd.GeoDataFrame) -> None:
    county = boundaries.read_layer("county")
    both = [code for code in ("320583", "110105", "510181", "650102", "220102") if code in amap.index]
    for code in both:
        ours, theirs = county.geometry[code], amap.geometry[code]
        assert ours.intersection(theirs).area / ours.union(theirs).area > 0.95
    assert boundaries.detect_datum(amap.loc[both]).datum == "wgs84"


def test_beside(amap: gpd.GeoDataFrame) -> None:
    beside = amap.loc[~boundaries.official(amap)]
    assert beside["kind"].value_counts().to_dict() == {
        "特别行政区": 19,
        "地级市": 4,
        "管理区": 2,
        "台湾省辖": 1,
    }
    assert beside.loc["632857", "name"] == "大柴旦行政委员会"

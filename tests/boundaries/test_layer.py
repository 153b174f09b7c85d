"""check_layer finds every breach at once."""

import functools

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Polygon

import boundaries
from boundaries.errors import LayerError


def test_the_board_keeps_the_contract(board: gpd.GeoDataFrame) -> None:
    assert boundaries.check_layer(board) is board
    assert boundaries.official(board).tolist() == [True] * 16


def test_every_breach_is_in_one_message(board: gpd.GeoDataFrame) -> None:
    bad = board.drop(columns="kind").set_crs(None, allow_override=True)
    bad.index = pd.Index(["32010", "320102", "320102", *bad.index[3:]], name="adcode")
    bad.loc["320104", "geometry"] = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    bad.loc["320105", "geometry"] = None
    bad.loc["320106", "name"] = ""
    with pytest.raises(LayerError) as caught:
        boundaries.check_layer(bad)
    message = str(caught.value)
    for part in (
        "no column kind",
        "1 malformed codes",
        "'32010'",
        "1 duplicate codes: 320102",
        "no CRS",
        "1 units have no geometry: 320105",
        "1 units have invalid geometry: 320104 棋4县 (Self-intersection",
        "1 units lie outside",
        "1 units have no name: 320106",
    ):
        assert part in message


def test_projected_coordinates_are_refused(board: gpd.GeoDataFrame) -> None:
    with pytest.raises(LayerError, match="wanted EPSG:4326"):
        boundaries.check_layer(board.to_crs(3857))


def test_nothing_is_no_layer(board: gpd.GeoDataFrame) -> None:
    with pytest.raises(LayerError, match="no units at all"):
        boundaries.check_layer(board.iloc[:0])
    with pytest.raises(LayerError, match="no CRS"):
        boundaries.area_km2(board.set_crs(None, allow_override=True))


def test_areas_are_by_adcode_and_true(board: gpd.GeoDataFrame) -> None:
    shuffled = board.sample(frac=1, random_state=4)
    area = boundaries.area_km2(shuffled)
    assert area.index.equals(shuffled.index)
    # the square from 32.0 to 32.1 N on the GRS 80 ellipsoid: closed form by zones
    from pyproj import Geod

    exact = abs(Geod(ellps="WGS84").geometry_area_perimeter(board.geometry["320101"])[0]) / 1e6
    assert area["320101"] == pytest.approx(exact, rel=1e-4)


@pytest.mark.parametrize(
    "function",
    [
        boundaries.area_km2,
        boundaries.check_coverage,
        boundaries.repair_coverage,
        boundaries.queen_pairs,
        boundaries.island_edges,
        boundaries.detect_datum,
        functools.partial(boundaries.simplify, tolerance_m=100),
    ],
)
@pytest.mark.parametrize("wrong", [None, pd.DataFrame({"kind": ["县"]}), gpd.GeoDataFrame({"kind": ["县"]})])
def test_what_is_no_layer_is_refused_in_words(function: object, wrong: object) -> None:
    assert callable(function)
    with pytest.raises(LayerError, match=r"wanted a layer|no column of geometries"):
        function(wrong)


def test_official_wants_kinds() -> None:
    with pytest.raises(LayerError, match="'kind'"):
        boundaries.official(pd.DataFrame({"a": [1]}))

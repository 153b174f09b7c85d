"""Faults of a coverage, found and repaired; queen neighbors against libpysal."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph
from shapely import Polygon, box

import boundaries
from boundaries import tianditu
from boundaries.coverage import check_coverage, queen_pairs, repair_coverage
from tests.board import board as make_board


def named(layer: gpd.GeoDataFrame) -> set[tuple[str, str]]:
    codes = layer.index.to_numpy()
    return {tuple(sorted((codes[a], codes[b]))) for a, b in queen_pairs(layer)}


def test_board_pairs_by_hand(board: gpd.GeoDataFrame) -> None:
    pairs = named(board)
    assert len(pairs) == 42
    assert {pair for pair in pairs if "320101" in pair} == {
        ("320101", "320102"),
        ("320101", "320105"),
        ("320101", "320106"),
    }


@given(st.permutations(range(16)))
@settings(max_examples=10, deadline=None)
def test_pairs_do_not_depend_on_row_order(order: list[int]) -> None:
    layer = make_board()
    assert named(layer.iloc[order]) == named(layer)


def test_pairs_are_those_of_libpysal() -> None:
    layer = boundaries.read_layer("county")
    delta = layer[layer["province_code"].isin(["310000", "320000", "330000"])]
    graph = Graph.build_contiguity(delta, rook=False)
    theirs = {tuple(sorted(pair)) for pair in graph.adjacency[graph.adjacency > 0].index}
    assert named(delta) == theirs


def test_faults_by_hand(board: gpd.GeoDataFrame) -> None:
    bad = board.copy()
    bad.loc["320101", "geometry"] = box(119.0, 32.0, 119.11, 32.1)  # 0.01 degree into 320102
    bad.loc["320116", "geometry"] = Polygon(
        [
            (119.3, 32.3),
            (119.4, 32.3),
            (119.4, 32.4),
            (119.35, 32.4),
            (119.35, 32.2999),
            (119.34, 32.4),
            (119.3, 32.4),
        ]
    )
    bad = bad.drop("320107")
    found = check_coverage(bad)
    assert set(found["fault"]) == {"invalid_ring", "overlap", "gap"} | (set(found["fault"]) & {"mismatch"})
    overlap = found[found["units"] == ("320101", "320102")].iloc[0]
    assert overlap["fault"] == "overlap"
    assert overlap["area_km2"] == pytest.approx(10.47, rel=0.01)
    assert overlap["longitude"] == pytest.approx(119.105, abs=0.005)
    gap = found[found["fault"] == "gap"].iloc[0]
    assert gap["area_km2"] == pytest.approx(104.6, rel=0.01)
    assert len(gap["units"]) >= 4


def test_repair_by_hand(board: gpd.GeoDataFrame) -> None:
    bad = board.copy()
    bad.loc["320101", "geometry"] = box(119.0, 32.0, 119.11, 32.1)
    sliver = Polygon([(119.2, 32.1), (119.2, 32.2), (119.201, 32.15)])  # taken from 320107, given to nobody
    bad.loc["320107", "geometry"] = board.geometry["320107"] - sliver
    fixed = repair_coverage(bad)
    assert check_coverage(fixed).empty
    assert named(board) - named(fixed) == {("320102", "320105")}  # 320101 now lies between them
    area = boundaries.area_km2(fixed)
    assert area["320101"] == pytest.approx(115.2, rel=0.01)  # the lower code keeps the ground in dispute
    assert area.sum() == pytest.approx(boundaries.area_km2(board).sum(), rel=1e-5)
    untouched = ["320103", "320104", "320116"]
    assert fixed.geometry[untouched].geom_equals(board.geometry[untouched]).all()


def test_a_province_simplified_county_by_county_is_made_whole_again() -> None:
    layer = boundaries.read_layer("county")
    layer = layer[layer["province_code"] == "320000"]
    torn = layer.set_geometry(layer.geometry.simplify(0.01)).sample(frac=1, random_state=6)
    assert check_coverage(torn)["fault"].value_counts().min() > 100  # overlaps and gaps by the hundred
    careful = check_coverage(repair_coverage(torn))
    assert set(careful["fault"]) == {"gap"} and careful["area_km2"].min() > 5  # too large to be a slip
    whole = repair_coverage(torn, largest_gap_km2=100)
    assert whole.index.equals(torn.index) and check_coverage(whole).empty
    boundaries.check_layer(whole)
    assert named(whole) >= named(layer)
    total = boundaries.area_km2(layer).sum()
    assert boundaries.area_km2(whole).sum() == pytest.approx(total, rel=2e-3)


def test_a_lake_is_no_gap(board: gpd.GeoDataFrame) -> None:
    lake = board.copy()
    lake.loc["320106", "geometry"] = board.geometry["320106"] - box(119.14, 32.14, 119.16, 32.16)
    assert check_coverage(lake).empty


def test_the_known_faults_of_the_default_layer() -> None:
    drawn = gpd.GeoDataFrame(geometry=tianditu.county_shapes())
    found = check_coverage(drawn)
    assert found[["fault", "units"]].to_numpy().tolist() == [
        ["invalid_ring", ("659006",)],
        ["overlap", ("320703", "371103")],
        ["overlap", ("320703", "371103")],
        ["gap", ("230381", "230524")],
        ["gap", ("530602", "530624", "530625")],
    ]
    layer = boundaries.read_layer("county")
    assert check_coverage(layer).empty
    # only the faulty places moved: 0.3 km2 of islets in dispute and 0.03 km2 of gaps in the whole country
    sound = shapely.make_valid(np.asarray(drawn.geometry.array), method="structure")
    before = boundaries.area_km2(drawn.set_geometry(gpd.GeoSeries(sound, index=drawn.index, crs="EPSG:4326")))
    moved = (boundaries.area_km2(layer)[before.index] - before).abs()
    assert set(moved.index[moved > 1e-6]) == {"371103", "530625", "230524"}
    assert moved.sum() == pytest.approx(0.2953, abs=0.001)

"""Neighbors on the board and on the counties."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph
from shapely import box

import analysis
import boundaries
from boundaries.errors import LayerError, LianpianWarning, StatisticError
from tests.board import CODES, board


@pytest.fixture(scope="module")
def counties():
    layer = boundaries.read_layer("county")
    return layer[boundaries.official(layer)]


def test_queen_and_rook_by_hand():
    queen, rook = analysis.neighbors(board()), analysis.neighbors(board(), contiguity="rook")
    assert sorted(queen["320106"].index) == [CODES[k] for k in (0, 1, 2, 4, 6, 8, 9, 10)]
    assert sorted(rook["320106"].index) == [CODES[k] for k in (1, 4, 6, 9)]
    assert (queen["320106"] == 1).all()


@pytest.mark.parametrize(("contiguity", "rook"), [("queen", False), ("rook", True)])
def test_equal_to_libpysal_on_the_counties(counties, contiguity, rook):
    ours = analysis.neighbors(counties, contiguity=contiguity, isolates="keep")
    theirs = Graph.build_contiguity(counties, rook=rook)
    pd.testing.assert_series_equal(
        ours.adjacency, theirs.adjacency, check_dtype=False, check_index_type=False
    )
    assert list(ours.unique_ids) == list(counties.index)


def test_order_of_the_layer_is_kept_and_changes_nothing():
    layer = board()
    shuffled = layer.iloc[np.random.default_rng(1).permutation(16)]
    a, b = analysis.neighbors(layer), analysis.neighbors(shuffled)
    assert list(b.unique_ids) == list(shuffled.index)
    assert set(a.adjacency.index) == set(b.adjacency.index)


def island(at):
    squares = [box(119, 32, 119.1, 32.1), box(119.1, 32, 119.2, 32.1), box(at, 32, at + 0.1, 32.1)]
    like = board().iloc[:3]
    return gpd.GeoDataFrame(like.drop(columns="geometry"), geometry=squares, crs=4326, index=like.index)


def test_an_island_joins_its_nearest_unit_under_the_cap():
    near = island(119.4)
    links = analysis.island_links(near)
    assert links[["a", "b"]].to_numpy().tolist() == [["320103", "320102"]]
    assert links["distance_km"].iloc[0] == pytest.approx(18.9, abs=0.2)
    assert list(analysis.neighbors(near)["320103"].index) == ["320102"]
    assert list(analysis.neighbors(near, max_km=10).isolates) == ["320103"]
    assert list(analysis.neighbors(near, isolates="keep").isolates) == ["320103"]


def test_the_nearest_units_by_hand():
    knn = analysis.neighbors(board(), contiguity="knn", k=3)
    # squares are 9.4 km wide and 11.1 km high; of two at one distance the lower code
    assert list(knn["320106"].index) == ["320102", "320105", "320107"]
    assert list(knn["320101"].index) == ["320102", "320105", "320106"]
    assert {len(knn[code]) for code in CODES} == {3} and (knn.adjacency == 1).all()


@pytest.mark.parametrize("k", [1, 4, 7])
def test_nearest_units_as_libpysal_on_points_without_ties(k):
    source = np.random.default_rng(k)
    lon, lat = (
        source.uniform(100, 100.4, 40),
        source.uniform(-0.2, 0.2, 40),
    )  # so small that plane and sphere agree
    squares = [box(x, y, x + 1e-4, y + 1e-4) for x, y in zip(lon, lat, strict=True)]
    ids = pd.Index([f"{n:06d}" for n in source.permutation(40)], name="adcode")
    layer = gpd.GeoDataFrame(geometry=squares, crs=4326, index=ids)
    theirs = Graph.build_knn(layer.representative_point().set_axis(ids), k=k)
    ours = analysis.neighbors(layer, contiguity="knn", k=k)
    assert set(ours.adjacency.index) == set(theirs.adjacency.index)
    assert list(ours.unique_ids) == list(ids)


def test_distances_run_along_the_great_circle_over_the_date_line():
    squares = [box(x, 60, x + 0.01, 60.01) for x in (179.9, -179.9, -179.1)]
    layer = gpd.GeoDataFrame(geometry=squares, crs=4326, index=CODES[:3])
    graph = analysis.neighbors(layer, contiguity="distance", distance_km=12, isolates="keep")
    assert list(graph[CODES[0]].index) == [CODES[1]]
    assert list(graph.isolates) == [CODES[2]]
    assert list(analysis.neighbors(layer, contiguity="distance", distance_km=12)[CODES[2]].index) == [
        CODES[1]
    ]
    assert list(analysis.neighbors(layer, contiguity="distance", distance_km=12, max_km=40).isolates) == [
        CODES[2]
    ]
    with pytest.raises(StatisticError, match=f"1 units have no neighbor: {CODES[2]}"):
        analysis.neighbors(layer, contiguity="distance", distance_km=12, isolates="error")


@pytest.mark.parametrize(
    "option", [{"contiguity": "knn", "k": 5}, {"contiguity": "distance", "distance_km": 14.0}]
)
def test_order_of_the_layer_changes_no_distance(option):
    layer = board()
    shuffled = layer.iloc[np.random.default_rng(1).permutation(16)]
    a, b = analysis.neighbors(layer, **option), analysis.neighbors(shuffled, **option)
    assert list(b.unique_ids) == list(shuffled.index)
    assert set(a.adjacency.index) == set(b.adjacency.index)
    flat = analysis.neighbors(layer.to_crs(3857), **option)  # distances are the sphere's in any projection
    assert set(flat.adjacency.index) == set(a.adjacency.index)


def test_many_units_in_one_place_have_their_nearest_in_the_order_of_codes():
    ids = [f"{n:06d}" for n in range(40)]
    layer = gpd.GeoDataFrame(geometry=[box(119, 32, 119.1, 32.1)] * 40, crs=4326, index=ids)
    knn = analysis.neighbors(layer, contiguity="knn", k=2)
    assert list(knn[ids[0]].index) == ids[1:3]
    assert list(knn[ids[30]].index) == ids[:2]


def test_borders_over_water_are_dropped(counties):
    whole = analysis.neighbors(counties)
    land = analysis.neighbors(counties.sample(frac=1, random_state=3), water="drop")
    assert set(land.unique_ids) == set(whole.unique_ids)
    lost = set(whole.adjacency[whole.adjacency > 0].index) - set(land.adjacency[land.adjacency > 0].index)
    assert ("330281", "330424") in lost  # 余姚 and 海盐 meet in the middle of Hangzhou Bay
    assert lost == {(b, a) for a, b in lost} and len(lost) < 20
    pairs = sorted(pair for pair in lost if pair[0] < pair[1])
    assert boundaries.over_water(pairs).all()
    links = analysis.island_links(counties)
    joined = set(land.adjacency.index)
    assert all((a, b) in joined for a, b in zip(links["a"], links["b"], strict=True))


def test_what_is_no_coverage_is_said():
    layer = board()
    moved = layer.copy()
    moved.loc[CODES[5], "geometry"] = box(119.1, 32.1, 119.2, 32.205)  # over its northern neighbor
    with pytest.warns(LianpianWarning, match=r"no coverage: [\d,]+ edges of \d units cross others"):
        analysis.neighbors(moved)
    apart = layer.iloc[:2].copy()
    apart.loc[CODES[1], "geometry"] = box(119.10001, 32, 119.2, 32.1)  # a gap of a metre
    with pytest.warns(LianpianWarning, match="1 units are joined as islands over less than 10 m"):
        analysis.neighbors(apart)


def test_refusals():
    for wrong, message in (
        ({"contiguity": "knn"}, "k: wanted a whole number from 1 to 15, came None"),
        ({"contiguity": "knn", "k": 16}, "k: wanted a whole number from 1 to 15, came 16"),
        ({"k": 4}, "k belongs to contiguity 'knn', not to 'queen'"),
        ({"contiguity": "distance"}, "distance_km: wanted kilometers above 0, came None"),
        ({"contiguity": "distance", "distance_km": 0}, "distance_km: wanted kilometers above 0, came 0"),
        ({"contiguity": "rook", "distance_km": 5}, "distance_km belongs to contiguity 'distance'"),
        ({"contiguity": "knn", "k": 4, "water": "drop"}, "only units that touch share a border"),
        ({"water": "leave"}, "valid: keep, drop"),
    ):
        with pytest.raises(StatisticError, match=message):
            analysis.neighbors(board(), **wrong)
    with pytest.raises(LayerError, match=r"have no border that was measured.*keep the joins over water"):
        analysis.neighbors(board(), water="drop")
    with pytest.raises(StatisticError, match="no CRS"):
        analysis.neighbors(board().set_crs(None, allow_override=True), contiguity="knn", k=2)
    with pytest.raises(StatisticError, match="valid: queen, rook, knn, distance"):
        analysis.neighbors(board(), contiguity="bishop")
    with pytest.raises(StatisticError, match="valid: nearest, keep, error"):
        analysis.neighbors(board(), isolates="drop")
    with pytest.raises(StatisticError, match="1 units have no neighbor: 320103"):
        analysis.neighbors(island(119.4), isolates="error")
    with pytest.raises(StatisticError, match="max_km"):
        analysis.island_links(board(), max_km=-1)
    twice = pd.concat([board(), board().iloc[:1]])
    with pytest.raises(StatisticError, match="given more than once: 320101"):
        analysis.neighbors(twice)
    blank = board()
    blank.loc["320101", "geometry"] = None
    with pytest.raises(StatisticError, match="no geometry: 320101"):
        analysis.neighbors(blank)

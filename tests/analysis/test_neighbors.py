"""Neighbors on the board and on the counties."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph
from shapely import box

import analysis
import boundaries
from boundaries.errors import StatisticError
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


def test_refusals():
    with pytest.raises(StatisticError, match="valid: queen, rook"):
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

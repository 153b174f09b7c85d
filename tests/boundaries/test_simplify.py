"""Simplified layers fit together and keep every neighbor."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

import boundaries
from boundaries.coverage import queen_pairs
from boundaries.errors import LayerError


def test_squares_stay_squares(board: gpd.GeoDataFrame) -> None:
    fine = board.set_geometry(board.geometry.segmentize(0.01))
    coarse = boundaries.simplify(fine, tolerance_m=2000)
    assert coarse.get_coordinates().shape[0] < fine.get_coordinates().shape[0] / 4
    assert np.array_equal(queen_pairs(coarse), queen_pairs(board))
    assert boundaries.area_km2(coarse).sum() == pytest.approx(boundaries.area_km2(fine).sum(), rel=1e-3)


@pytest.mark.parametrize("tolerance_m", [500, 5000, 20000])
def test_neighbors_of_the_country_are_kept(tolerance_m: float) -> None:
    full = boundaries.read_layer("county")
    coarse = boundaries.read_layer("county", tolerance_m=tolerance_m)
    assert np.array_equal(queen_pairs(coarse), queen_pairs(full))
    assert shapely.coverage_is_valid(np.asarray(coarse.geometry.array))
    # no vertex is moved, no polygon is lost
    ours = {tuple(row) for row in shapely.get_coordinates(np.asarray(coarse.geometry.array)).tolist()}
    assert ours <= {tuple(row) for row in shapely.get_coordinates(np.asarray(full.geometry.array)).tolist()}
    counts = [shapely.get_num_geometries(np.asarray(layer.geometry.array)) for layer in (coarse, full)]
    assert np.array_equal(*counts)


def test_islets_survive() -> None:
    full = boundaries.islets(boundaries.read_layer("county"))
    coarse = boundaries.islets(boundaries.read_layer("county", tolerance_m=20000))
    assert set(full["islet"]) == {"钓鱼岛", "赤尾屿", "黄岩岛", "南沙群岛"}
    assert coarse.groupby(["islet", "adcode"]).size().equals(full.groupby(["islet", "adcode"]).size())


def test_what_is_no_coverage_is_refused(board: gpd.GeoDataFrame) -> None:
    bad = board.copy()
    bad.loc["320101", "geometry"] = bad.geometry["320101"].buffer(0.01)
    with pytest.raises(LayerError, match="cannot be simplified"):
        boundaries.simplify(bad, tolerance_m=1000)

"""Density surfaces: mass, shape, coast, and the file itself."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from scipy.stats import multivariate_normal
from shapely import Point, box

from boundaries.errors import JoinError, LayerError, StatisticError
from boundaries.layer import ALBERS
from indicators._density import density
from tests.board import board


def at(*places):
    """Points given in metres of the Albers plane, around the projection's own meridian."""
    return gpd.GeoDataFrame(
        geometry=[Point(x, 4_000_000 + y) for x, y in places], crs=ALBERS,
        index=[f"p{k}" for k in range(len(places))],
    )  # fmt: skip


def read(made):
    with rasterio.open(made.path) as dataset:
        return dataset.read(1), dataset.transform


def test_mass_is_kept(tmp_path):
    made = density(at((0, 0), (40_000, 20_000)), tmp_path / "a.tif", bandwidth_km=10, cell_km=2)
    values, _ = read(made)
    # Three bandwidths beyond the points hold at least (2 Phi(3) - 1)^2 of each kernel.
    assert 2 * 0.9973**2 < np.nansum(values.astype(float)) * 2**2 / 1e4 < 2
    assert made.on_grid == pytest.approx(np.nansum(values.astype(float)) * 2**2 / 1e4, rel=1e-5)
    assert (made.points, made.weight, made.bandwidth_km, made.rule) == (2, 2, 10, "given")


def test_equals_the_normal_density(tmp_path):
    points, weights = at((0, 0), (30_000, -10_000), (5_000, 25_000)), [1.0, 2.0, 0.5]
    made = density(
        points, tmp_path / "n.tif", bandwidth_km=12, cell_km=1, weights=pd.Series(weights, index=points.index)
    )
    values, grid = read(made)
    rows, columns = np.indices(values.shape)
    x, y = grid.c + 1000 * (columns + 0.5), grid.f - 1000 * (rows + 0.5)
    expected = sum(
        w * multivariate_normal.pdf(np.dstack([x, y]), [p.x, p.y], 12_000**2)
        for w, p in zip(weights, points.geometry, strict=True)
    )
    np.testing.assert_allclose(values, expected * 1e6 * 1e4, rtol=0.01)
    row, column = np.unravel_index(np.nanargmax(values), values.shape)
    peak = gpd.GeoSeries([Point(*made.peak_at)], crs=4326).to_crs(ALBERS)[0]
    assert peak.distance(Point(x[row, column], y[row, column])) < 20
    assert made.peak == pytest.approx(values.max())


def test_scott(tmp_path):
    places = np.random.default_rng(1).normal(scale=50_000, size=(200, 2))
    made = density(at(*places), tmp_path / "s.tif", cell_km=10)
    assert made.rule == "scott"
    assert made.bandwidth_km == pytest.approx(np.sqrt(places.var(axis=0).mean()) / 1000 * 200 ** (-1 / 6))
    twice = density(
        at(*places), tmp_path / "t.tif", cell_km=10, weights=pd.Series(2.0, index=at(*places).index)
    )
    assert twice.bandwidth_km == pytest.approx(made.bandwidth_km) and twice.peak == pytest.approx(
        2 * made.peak
    )


def test_cut_to_the_land(tmp_path):
    coast = gpd.GeoDataFrame(geometry=[box(-60_000, 3_940_000, 0, 4_060_000)], crs=ALBERS)
    points = at((-1, 0), (-1, 1_000))  # on the coast: half of each kernel lies over the sea
    made = density(points, tmp_path / "c.tif", land=coast, bandwidth_km=10, cell_km=2)
    assert made.on_grid == pytest.approx(1.0, abs=0.001)
    kept = density(points, tmp_path / "k.tif", land=coast, bandwidth_km=10, cell_km=2, edge="land")
    assert kept.on_grid == pytest.approx(2.0, rel=1e-6)
    island = pd.concat(
        [coast, gpd.GeoDataFrame(geometry=[box(20_000, 3_990_000, 30_000, 4_000_000)], crs=ALBERS)]
    )
    values, grid = read(density(points, tmp_path / "i.tif", land=island, bandwidth_km=10, cell_km=2))
    strait = int((10_000 - grid.c) // 2000)
    assert np.isnan(values[:, strait]).all() and np.isfinite(values).sum() == 30 * 60 + 5 * 5


def test_polygons_stand_for_a_point_and_order_does_not_matter(tmp_path):
    units = board()
    weights = pd.Series(np.arange(16.0), index=units.index)
    one = density(units, tmp_path / "1.tif", weights=weights, cell_km=2, land=units)
    two = density(
        units.sample(frac=1, random_state=3), tmp_path / "2.tif", weights=weights[::-1], cell_km=2,
        land=units.to_crs(3857),
    )  # fmt: skip
    np.testing.assert_allclose(read(one)[0], read(two)[0], rtol=1e-4)
    assert one.left_out == ("320101",) and one.points == 15 and one.weight == 120


def test_file_is_cloud_optimized_and_the_same_every_time(tmp_path):
    places = at(*np.random.default_rng(1).normal(scale=400_000, size=(50, 2)))
    made = density(places, tmp_path / "x.tif", cell_km=2)
    with rasterio.open(made.path) as dataset:
        assert dataset.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert dataset.profile["tiled"] and dataset.overviews(1)
        assert np.isnan(dataset.nodata) and dataset.crs.to_dict()["proj"] == "aea"
    density(places, tmp_path / "y.tif", cell_km=2)
    assert (tmp_path / "x.tif").read_bytes() == (tmp_path / "y.tif").read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["x.tif", "y.tif"]


def test_bad_input(tmp_path):
    points, path = at((0, 0), (1000, 0)), tmp_path / "b.tif"
    with pytest.raises(LayerError, match="no CRS"):
        density(points.set_crs(None, allow_override=True), path)
    with pytest.raises(LayerError, match="two points"):
        density(points.iloc[:1], path)
    with pytest.raises(JoinError, match="without weight: p1"):
        density(points, path, weights=pd.Series({"p0": 1.0}))
    with pytest.raises(StatisticError, match="from 0 up: p1"):
        density(points, path, weights=pd.Series({"p0": 1.0, "p1": -1.0}))
    with pytest.raises(StatisticError, match="bandwidth_km must be above 0; got 0"):
        density(points, path, bandwidth_km=0)
    with pytest.raises(StatisticError, match="give bandwidth_km"):
        density(at((0, 0), (0, 0)), path)
    with pytest.raises(StatisticError, match="use larger cells"):
        density(points, path, bandwidth_km=1000, cell_km=0.01)
    with pytest.raises(StatisticError, match="needs land="):
        density(points, path, edge="land")
    far = gpd.GeoDataFrame(geometry=[box(-4_000_000, 0, -3_900_000, 100_000)], crs=ALBERS)
    with pytest.raises(JoinError, match="no point lies near the land"):
        density(points, path, land=far, bandwidth_km=5)
    with pytest.raises(StatisticError, match="no such folder"):
        density(points, tmp_path / "nowhere" / "b.tif", bandwidth_km=5)
    assert not list(tmp_path.iterdir())

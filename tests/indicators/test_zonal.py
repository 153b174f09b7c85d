"""Zonal statistics against brute force on rasters small enough to check by hand."""

import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from affine import Affine
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import Polygon, box
from shapely.geometry import Point

from boundaries.errors import JoinError, LayerError, LianpianError, LianpianWarning, SourceError
from boundaries.layer import ALBERS
from indicators import night_lights, zonal
from tests.board import board


def write(
    path, bands, *, origin=(119.0, 32.4), size=0.05, crs="EPSG:4326", nodata=None, dtype="float64", **more
):
    """A north-up GeoTIFF with the given bands (arrays of one shape)."""
    bands = [np.asarray(band, dtype=dtype) for band in bands]
    rows, columns = bands[0].shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=rows,
        width=columns,
        count=len(bands),
        dtype=dtype,
        crs=crs,
        transform=Affine(size, 0, origin[0], 0, -size, origin[1]),
        nodata=nodata,
        **more,
    ) as out:
        for number, band in enumerate(bands, 1):
            out.write(band, number)
    return path


def brute(shape, values, origin, size, weights=None):
    """Valid values and exact shares of the cells under a shape, one intersection at a time."""
    found = []
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            west, north = origin[0] + column * size, origin[1] - row * size
            cell = box(west, north - size, west + size, north)
            share = cell.intersection(shape).area / cell.area
            if share > 0 and not np.isnan(values[row, column]):
                weight = 1.0 if weights is None else weights[row, column]
                found.append((values[row, column], share, weight))
    return np.array(found).reshape(-1, 3)


@pytest.fixture
def grid():
    return np.random.default_rng(3).integers(0, 50, (8, 8)).astype(float)


def test_board_by_hand(tmp_path):
    # Each square of the board holds four cells of 0.05 degrees; the cells are numbered row by row from the north.
    path = write(tmp_path / "count.tif", [np.arange(64).reshape(8, 8)])
    units = board().sample(frac=1, random_state=5)
    frame = zonal(units, path, stats=["mean", "sum", "min", "max", "count", "median", "stdev", "coverage"])
    assert list(frame.index) == list(units.index)
    assert list(frame.columns) == ["mean", "sum", "min", "max", "count", "median", "stdev", "coverage"]
    # 320113 is the north-west square: cells 0, 1, 8, 9.
    got = frame.loc["320113"]
    assert got.to_list() == pytest.approx([4.5, 18, 0, 9, 4, 4.5, np.std([0, 1, 8, 9]), 1])
    # 320104 is the south-east square: cells 54, 55, 62, 63.
    assert frame.loc["320104", "sum"] == pytest.approx(54 + 55 + 62 + 63)
    assert frame["sum"].sum() == pytest.approx(sum(range(64)))


@settings(max_examples=25, deadline=None)
@given(
    corners=st.lists(st.tuples(st.floats(118.95, 119.45), st.floats(31.95, 32.45)), min_size=3, max_size=8),
    seed=st.integers(0, 999),
)
def test_equals_brute_force(tmp_path_factory, corners, seed):
    shape = gpd.GeoSeries([Point(p) for p in corners]).union_all().convex_hull
    assume(shape.geom_type == "Polygon" and shape.area >= 1e-4)
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(8, 8))
    values[rng.random((8, 8)) < 0.15] = np.nan
    cells = brute(shape, values, (119.0, 32.4), 0.05)
    assume(cells[:, 1].sum() >= 1e-6)
    path = write(tmp_path_factory.mktemp("r") / "v.tif", [values])
    units = gpd.GeoDataFrame(geometry=[shape, box(119, 32, 119.4, 32.4)], index=["u", "all"], crs="EPSG:4326")
    got = zonal(units, path, stats=["mean", "sum", "count", "min", "max", "stdev", "coverage"]).loc["u"]
    v, share = cells[:, 0], cells[:, 1]
    mean = np.average(v, weights=share)
    expected = [mean, v @ share, share.sum(), np.sqrt(np.average((v - mean) ** 2, weights=share))]
    assert got[["mean", "sum", "count", "stdev"]].to_list() == pytest.approx(expected, rel=1e-5, abs=1e-6)
    assert got["coverage"] == pytest.approx(share.sum() * 0.05**2 / shape.area, rel=1e-5)
    solid = v[share > 1e-6]
    assert got["min"] <= solid.min() + 1e-12 and got["max"] >= solid.max() - 1e-12


def test_fractional_triangle_by_hand(tmp_path):
    # A triangle over half of a 2x2 raster with values 1 2 / 3 4: it covers half of cells 1 and 4, all of cell 3.
    path = write(tmp_path / "t.tif", [[[1, 2], [3, 4]]], origin=(0, 2), size=1)
    units = gpd.GeoDataFrame(geometry=[Polygon([(0, 0), (2, 0), (0, 2)])], index=["t"], crs="EPSG:4326")
    frame = zonal(units, path, stats=["sum", "count", "mean", "max"])
    assert frame.loc["t"].to_list() == pytest.approx([0.5 * 1 + 3 + 0.5 * 4, 2.0, 2.75, 4])


def test_nodata_and_partial_coverage(tmp_path, grid):
    grid[:, :2] = -9
    path = write(tmp_path / "n.tif", [grid], nodata=-9)
    frame = zonal(board(), path, stats=["mean", "sum", "variety", "count", "coverage"])
    west = ["320101", "320105", "320109", "320113"]
    assert frame.loc[west, ["mean", "sum", "variety"]].isna().all(axis=None)
    assert (frame.loc[west, ["count", "coverage"]] == 0).all(axis=None)
    assert (frame.drop(west)["coverage"] == 1).all()
    record = frame.attrs["zonal"]["rasters"][0]
    assert sorted(record["no_valid_cell"]) == west and record["outside"] == []
    # Three quarters: one of the four cells of the north-east square is nodata.
    grid[0, 7] = -9
    path = write(tmp_path / "q.tif", [grid], nodata=-9)
    frame = zonal(board(), path, stats="coverage")
    assert frame.loc["320116", "coverage"] == pytest.approx(0.75)
    assert "320116" in frame.attrs["zonal"]["rasters"][0]["covered_in_part"]


def test_integer_nodata_and_mask_band(tmp_path):
    path = write(tmp_path / "u8.tif", [np.where(np.eye(8), 255, 7)], nodata=255, dtype="uint8")
    frame = zonal(board(), path, stats=["max", "count"])
    assert (frame["max"] == 7).all()
    assert frame.loc["320113", "count"] == 2 and frame.loc["320101", "count"] == 4


def test_weights_by_hand(tmp_path):
    values, people = np.array([[1.0, 2], [3, 4]]), np.array([[10.0, 0], [30, np.nan]])
    raster = write(tmp_path / "v.tif", [values], origin=(0, 2), size=1)
    weights = write(tmp_path / "w.tif", [people], origin=(0, 2), size=1)
    units = gpd.GeoDataFrame(geometry=[box(0, 0, 2, 2)], index=["u"], crs="EPSG:4326")
    frame = zonal(units, raster, stats=["weighted_mean", "weighted_sum", "mean"], weights=weights)
    assert frame.loc["u"].to_list() == pytest.approx([100 / 40, 100, 2.5])
    strict = zonal(units, raster, stats="weighted_mean", weights=weights, missing_weight=float("nan"))
    assert strict["weighted_mean"].isna().all()


def test_spherical_cells_weigh_less_towards_the_pole(tmp_path):
    path = write(tmp_path / "s.tif", [[[1.0], [0.0]]], origin=(0, 60), size=30)
    units = gpd.GeoDataFrame(geometry=[box(0, 0, 30, 60)], index=["u"], crs="EPSG:4326")
    assert zonal(units, path, stats="mean").loc["u", "mean"] == pytest.approx(0.5)
    north, south = np.sin(np.radians(60)) - np.sin(np.radians(30)), np.sin(np.radians(30))
    got = zonal(units, path, stats="mean", cells="spherical").loc["u", "mean"]
    assert got == pytest.approx(north / (north + south), rel=0.02)


def test_layer_is_reprojected_and_says_so(tmp_path):
    path = write(tmp_path / "m.tif", [np.arange(64).reshape(8, 8)])
    moved = board().to_crs(3857)
    frame = zonal(moved, path, stats=["mean"])
    pd.testing.assert_frame_equal(frame, zonal(board(), path, stats=["mean"]), atol=1e-6)
    assert frame.attrs["zonal"]["rasters"][0]["layer_reprojected_from"] == "EPSG:3857"
    assert zonal(board(), path, stats="mean").attrs["zonal"]["rasters"][0]["layer_reprojected_from"] is None


def test_bands_rasters_and_open_datasets(tmp_path, grid):
    one = write(tmp_path / "lights.tif", [grid, grid + 1])
    two = write(tmp_path / "people.tif", [grid * 2])
    assert list(zonal(board(), one, stats="mean").columns) == ["band_1_mean", "band_2_mean"]
    assert list(zonal(board(), one, stats="mean", bands=2).columns) == ["mean"]
    several = zonal(board(), [one, two], stats=["mean", "max"], bands=1)
    assert list(several.columns) == ["lights_mean", "lights_max", "people_mean", "people_max"]
    np.testing.assert_allclose(several["people_mean"], 2 * several["lights_mean"])
    named = zonal(board(), {"a": one, "b": two}, stats="mean")
    assert list(named.columns) == ["a_band_1_mean", "a_band_2_mean", "b_mean"]
    with rasterio.open(two) as dataset:
        pd.testing.assert_series_equal(
            zonal(board(), dataset, stats="mean")["mean"], named["b_mean"], check_names=False
        )
        assert not dataset.closed
    with pytest.raises(SourceError, match="share the name"):
        zonal(board(), [one, one], stats="mean")
    with pytest.raises(SourceError, match="no band 3; valid: 1 to 2"):
        zonal(board(), one, stats="mean", bands=3)


def test_windows_do_not_change_the_answer(tmp_path, grid):
    path = write(tmp_path / "w.tif", [np.kron(grid, np.ones((20, 20)))], size=0.0025)
    whole = zonal(board(), path, stats=["mean", "median", "stdev"])
    small = zonal(board(), path, stats=["mean", "median", "stdev"], max_cells=50)
    pd.testing.assert_frame_equal(whole, small)


def test_progress_reaches_the_total(tmp_path, grid):
    path = write(tmp_path / "p.tif", [grid])
    seen: list[tuple[int, int]] = []
    zonal(board(), path, stats="mean", progress=lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 16) and seen[-1] == (16, 16)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_units_outside_are_listed(tmp_path, grid):
    path = write(tmp_path / "half.tif", [grid], origin=(119.0, 32.2))  # covers the southern half only
    with pytest.warns(LianpianWarning, match=r"8 of 16 units lie outside.*320109 棋9县"):
        frame = zonal(board(), path, stats=["mean", "coverage"])
    assert frame["mean"].isna().sum() == 8 and frame.loc["320116", "coverage"] == 0
    assert len(frame.attrs["zonal"]["rasters"][0]["outside"]) == 8
    far = write(tmp_path / "far.tif", [grid], origin=(10.0, 50.0))
    with pytest.raises(JoinError, match=r"no unit meets.*10 to 10.4.*check the CRS"):
        zonal(board(), far, stats="mean")


def test_bad_input(tmp_path, grid):
    path = write(tmp_path / "ok.tif", [grid])
    bare = write(tmp_path / "bare.tif", [grid], crs=None)
    with pytest.raises(SourceError, match=r"bare: the file states no coordinate reference system; pass crs="):
        zonal(board(), bare, stats="mean")
    pd.testing.assert_frame_equal(
        zonal(board(), bare, stats="mean", crs="EPSG:4326"), zonal(board(), path, stats="mean")
    )
    with pytest.raises(SourceError, match="nowhere: cannot be read"):
        zonal(board(), tmp_path / "nowhere.tif", stats="mean")
    with pytest.raises(LianpianError, match=r"unknown statistic 'avg'; valid: mean, sum"):
        zonal(board(), path, stats=["mean", "avg"])
    with pytest.raises(LianpianError, match="need weights="):
        zonal(board(), path, stats="weighted_mean")
    with pytest.raises(LianpianError, match="no statistic uses them"):
        zonal(board(), path, stats="mean", weights=path)
    with pytest.raises(LianpianError, match="grid"):
        odd = write(tmp_path / "odd.tif", [grid], size=0.037)
        zonal(board(), path, stats="weighted_mean", weights=odd)
    with pytest.raises(LayerError, match="no CRS"):
        zonal(board().set_crs(None, allow_override=True), path, stats="mean")
    with pytest.raises(LayerError, match="appear twice: 320101"):
        zonal(pd.concat([board(), board().iloc[:1]]), path, stats="mean")
    points = board()
    points.geometry = points.geometry.map(lambda g: g.centroid)
    with pytest.raises(LayerError, match="no polygon: 320101"):
        zonal(points, path, stats="mean")
    bowtie = board()
    bowtie.loc["320101", "geometry"] = Polygon([(119, 32), (119.1, 32.1), (119.1, 32), (119, 32.1)])
    with pytest.raises(LayerError, match=r"invalid.*320101"):
        zonal(bowtie, path, stats="mean")


def test_input_is_left_alone(tmp_path, grid):
    path = write(tmp_path / "k.tif", [grid])
    units = board()
    zonal(units.to_crs(3857), path, stats="mean")
    zonal(units, path, stats="mean")
    pd.testing.assert_frame_equal(pd.DataFrame(units), pd.DataFrame(board()))


def test_night_lights_is_what_it_says():
    path = night_lights()
    assert isinstance(path, Path) and path.exists()
    with rasterio.open(path) as dataset:
        assert dataset.crs.to_epsg() == 4326 and dataset.dtypes == ("uint8",) and dataset.shape == (444, 717)
    places = gpd.GeoDataFrame(
        geometry=[box(121.2, 31.0, 121.7, 31.4), box(90, 33, 91, 34)],
        index=["shanghai", "changtang"],
        crs=4326,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frame = zonal(places, path, stats=["mean"])
    assert frame.loc["shanghai", "mean"] > 1.3 * frame.loc["changtang", "mean"]


def test_projected_raster_under_a_layer_in_degrees(tmp_path):
    values = np.random.default_rng(8).normal(size=(8, 8))
    path = write(tmp_path / "albers.tif", [values], origin=(0, 4_000_000), size=10_000, crs=ALBERS)
    shapes = [
        Polygon([(5_000, 3_925_000), (47_000, 3_931_000), (21_000, 3_988_000)]),
        box(3_000, 3_950_000, 9_000, 3_953_000),
    ]
    units = gpd.GeoDataFrame(geometry=shapes, index=["b", "a"], crs=ALBERS).to_crs(4326)
    frame = zonal(units, path, stats=["mean", "sum", "coverage"])
    for unit, shape in zip(units.index, shapes, strict=True):
        cells = brute(shape, values, (0, 4_000_000), 10_000)
        assert frame.loc[unit, "mean"] == pytest.approx(
            np.average(cells[:, 0], weights=cells[:, 1]), rel=1e-4
        )
        assert frame.loc[unit, "sum"] == pytest.approx(cells[:, 0] @ cells[:, 1], rel=1e-4)
    assert frame["coverage"].to_list() == pytest.approx([1, 1], abs=1e-4)
    assert frame.attrs["zonal"]["rasters"][0]["layer_reprojected_from"] == "EPSG:4326"


def test_what_is_no_layer_or_no_raster_is_refused() -> None:
    with pytest.raises(LayerError, match="wanted a GeoDataFrame, got DataFrame"):
        zonal(pd.DataFrame(), night_lights(), stats="mean")
    with pytest.raises(SourceError, match="a list of them or a dict, got NoneType"):
        zonal(board(), None, stats="mean")

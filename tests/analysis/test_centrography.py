"""Centers and ellipses of point sets whose answer is known."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from shapely import Point

from analysis._centrography import centrography
from boundaries.errors import StatisticError
from tests.board import board

GEOD = Geod(ellps="GRS80")


def cross(azimuth, far, near, lon=110.0, lat=35.0):
    """Four points around a center: two at ``far`` meters along ``azimuth``, two at ``near`` across it."""
    rows = [
        GEOD.fwd(lon, lat, azimuth + turn, far if turn % 180 == 0 else near)[:2] for turn in (0, 90, 180, 270)
    ]
    return gpd.GeoDataFrame(geometry=[Point(p) for p in rows], crs=4326, index=["1", "2", "3", "4"])


@pytest.mark.parametrize("azimuth", [0.0, 30.0, 120.0])
def test_a_cross_gives_its_own_axes(azimuth):
    layer = cross(azimuth, 400_000, 100_000)
    row = centrography(pd.Series(1.0, index=layer.index, name="y"), layer).frame.loc["y"]
    assert (row["lon"], row["lat"]) == (pytest.approx(110, abs=1e-6), pytest.approx(35, abs=1e-6))
    # variance along the axis is far^2 / 2, times sqrt(2) gives far
    assert row["major_km"] == pytest.approx(400, rel=1e-6)
    assert row["minor_km"] == pytest.approx(100, rel=1e-6)
    assert (row["rotation_deg"] - azimuth + 90) % 180 == pytest.approx(90, abs=1e-4)
    assert row["standard_distance_km"] == pytest.approx(np.sqrt((400**2 + 100**2) / 2))
    plain = centrography(pd.Series(1.0, index=layer.index, name="y"), layer, scale="none").frame.loc["y"]
    assert plain["major_km"] == pytest.approx(400 / np.sqrt(2), rel=1e-6)


def test_weights_move_the_center_and_shifts_are_geodesic():
    layer = cross(0.0, 400_000, 100_000)
    years = pd.DataFrame({2020: [1.0, 1, 1, 1], 2023: [3.0, 1, 1, 1]}, index=layer.index)
    result = centrography(years[::-1], layer.sample(frac=1, random_state=1))
    row = result.frame.loc[2023]
    assert row["shift_km"] == pytest.approx(400 * 2 / 6, rel=2e-3)
    assert min(row["shift_deg"], 360 - row["shift_deg"]) == pytest.approx(0, abs=1e-3)
    assert np.isnan(result.frame.loc[2020, "shift_km"])
    assert result.ellipses.loc[2023].geometry.contains(Point(row["lon"], row["lat"]))


def test_outline_has_the_area_stated(board):
    result = centrography(pd.Series(1.0, index=board.index, name="y"), board)
    area, _ = GEOD.geometry_area_perimeter(result.ellipses.geometry.iloc[0])
    assert abs(area) / 1e6 == pytest.approx(result.frame["area_km2"].iloc[0], rel=1e-3)


def test_zero_and_missing_weights_take_no_part(board):
    weights = pd.Series(0.0, index=board.index, name="y")
    weights.iloc[:4], weights.iloc[4] = 1.0, np.nan
    four = pd.Series(1.0, index=board.index[:4], name="y")
    pd.testing.assert_frame_equal(centrography(weights, board).frame, centrography(four, board).frame)


def test_refusals(board):
    weights = pd.Series(1.0, index=board.index, name="y")
    with pytest.raises(StatisticError, match="at least three units above zero, came 2"):
        centrography(weights.iloc[:2], board)
    with pytest.raises(StatisticError, match="finite, not negative: 320103"):
        centrography(weights.where(weights.index != "320103", -1), board)
    with pytest.raises(StatisticError, match="the layer misses 1 eligible units: 320101"):
        centrography(weights, board.iloc[1:])


def test_crimestat_takes_two_degrees_of_freedom_off():
    east, north = np.array([0.0, 3, 1, 7, 5, 2]), np.array([0.0, 1, 5, 2, 8, 3])
    index = pd.Index(list("abcdef"))
    layer = gpd.GeoDataFrame(index=index, geometry=gpd.points_from_xy(east * 1e-3, north * 1e-3), crs=4326)
    ones = pd.Series(1.0, index=index)
    # Levine (2015): theta, then sqrt(2 sum(...)^2 / (n - 2)) along either axis
    x, y = (east - east.mean()) * 1e-3 * 111.31949, (north - north.mean()) * 1e-3 * 110.574276
    a, b = (x**2).sum() - (y**2).sum(), 2 * (x * y).sum()
    theta = np.arctan((a + np.hypot(a, b)) / b)
    along = [x * np.cos(theta) - y * np.sin(theta), x * np.sin(theta) + y * np.cos(theta)]
    axes = sorted(np.sqrt(2 * (part**2).sum() / 4) for part in along)
    row = centrography(ones, layer, scale="crimestat").frame.iloc[0]
    assert [row["minor_km"], row["major_km"]] == pytest.approx(axes, rel=1e-4)
    plain = centrography(ones, layer).frame.iloc[0]
    assert row["major_km"] / plain["major_km"] == pytest.approx((6 / 4) ** 0.5)
    assert row["rotation_deg"] == plain["rotation_deg"]


def test_centers_move_forward_in_time():
    layer = board()
    weights = pd.DataFrame({2023: np.arange(16.0), 2022: np.ones(16)}, index=layer.index)
    found = centrography(weights, layer).frame
    assert found.index.tolist() == [2022, 2023]
    assert np.isnan(found.loc[2022, "shift_km"])
    assert 0 < found.loc[2023, "shift_deg"] < 90  # the higher codes lie in the north-east

"""Datums both ways: another program's answers, the inverse below a millimetre, nothing moved abroad."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from fast_geocn import coord
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

import boundaries
from boundaries.errors import LayerError

GEOD = Geod(ellps="GRS80")
INSIDE = (np.linspace(98, 118, 200), np.linspace(25, 41, 200))


@pytest.mark.parametrize(
    ("source", "target", "theirs"),
    [
        ("wgs84", "gcj02", coord.wgs84_to_gcj02),
        ("gcj02", "wgs84", coord.gcj02_to_wgs84),
    ],
)
def test_answers_of_another_program(source: str, target: str, theirs: object) -> None:
    # fast-geocn 1.1.3, fast_geocn/coord.py, point by point
    assert callable(theirs)
    lon, lat = boundaries.convert_points(*INSIDE, source=source, target=target)
    expected = np.array([theirs(x, y) for x, y in zip(*INSIDE, strict=True)])
    assert np.abs(np.column_stack([lon, lat]) - expected).max() < 1e-9


def test_bd09_as_published() -> None:
    # coordtransform 2.1.2 (wandergis), README: gcj02tobd09(116.404, 39.915), bd09togcj02 inverted exactly here.
    # fast-geocn's gcj02_to_bd09 leaves out the factor 3000/180 and is 7e-4 degrees off.
    lon, lat = boundaries.convert_points([116.404], [39.915], source="gcj02", target="bd09")
    assert (lon[0], lat[0]) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-9)
    back = boundaries.convert_points(lon, lat, source="bd09", target="gcj02")
    assert (back[0][0], back[1][0]) == pytest.approx((116.404, 39.915), abs=1e-10)


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
@given(lon=st.floats(100, 116), lat=st.floats(26, 40))
@settings(max_examples=60, deadline=None)
def test_there_and_back_is_below_a_millimetre(datum: str, lon: float, lat: float) -> None:
    there = boundaries.convert_points([lon], [lat], source="wgs84", target=datum)
    back = boundaries.convert_points(*there, source=datum, target="wgs84")
    assert GEOD.inv(lon, lat, back[0][0], back[1][0])[2] < 1e-3
    shift = GEOD.inv(lon, lat, there[0][0], there[1][0])[2]
    assert 50 < shift < 1800


def test_every_vertex_of_the_country_comes_back() -> None:
    layer = boundaries.read_layer("county", tolerance_m=5000)
    here = layer.get_coordinates().to_numpy()
    for datum in ("gcj02", "bd09"):
        back = boundaries.convert(boundaries.convert(layer, source="wgs84", target=datum), source=datum)
        there = back.get_coordinates().to_numpy()
        assert GEOD.inv(*here.T, *there.T)[2].max() < 1e-3
        assert shapely.coverage_is_valid(np.asarray(back.geometry.array))


def test_abroad_nothing_moves() -> None:
    places = np.array(
        [[139.69, 35.69], [126.97, 37.56], [105.85, 21.03], [85.32, 27.71], [131.9, 43.1], [-0.13, 51.5]]
    )
    for target in ("gcj02", "bd09"):
        assert np.array_equal(
            np.column_stack(boundaries.convert_points(*places.T, source="wgs84", target=target)), places
        )
        assert np.array_equal(
            np.column_stack(boundaries.convert_points(*places.T, source=target, target="wgs84")), places
        )


def test_hong_kong_macau_and_taiwan_are_shifted() -> None:
    places = np.array([[114.17, 22.30], [113.55, 22.19], [121.56, 25.04]])
    moved = np.column_stack(boundaries.convert_points(*places.T, source="wgs84", target="gcj02"))
    assert (GEOD.inv(*places.T, *moved.T)[2] > 100).all()


def test_cgcs2000_is_wgs84(board: gpd.GeoDataFrame) -> None:
    same = boundaries.convert(board, source="cgcs2000", target="wgs84")
    assert same.geometry.geom_equals_exact(board.geometry, 0).all()
    assert same.columns.equals(board.columns) and same.index.equals(board.index)


def test_the_argument_is_left_alone(board: gpd.GeoDataFrame) -> None:
    before = board.get_coordinates()
    moved = boundaries.convert(board.sample(frac=1, random_state=2), source="wgs84", target="bd09")
    assert board.get_coordinates().equals(before)
    alone = boundaries.convert(board.geometry, source="wgs84", target="bd09")
    assert isinstance(alone, gpd.GeoSeries)
    assert alone.geom_equals_exact(moved.geometry.loc[board.index], 0).all()


def test_bad_questions(board: gpd.GeoDataFrame) -> None:
    with pytest.raises(LayerError, match="valid: wgs84, cgcs2000, gcj02, bd09"):
        boundaries.convert(board, source="mars")
    with pytest.raises(LayerError, match="EPSG:3857"):
        boundaries.convert(board.to_crs(3857), source="gcj02")
    with pytest.raises(LayerError, match="no longitudes"):
        boundaries.convert(board.to_crs(3857).set_crs(None, allow_override=True), source="gcj02")


def test_heights_stay_and_flat_shapes_stay_flat() -> None:
    frame = gpd.GeoSeries(
        [
            shapely.Point(116.4, 39.9, 55.0),
            shapely.Point(116.4, 39.9),
            None,
            shapely.Polygon(),
            shapely.LineString([(116.4, 39.9, 1.0), (117.0, 40.0, 2.0)]),
        ],
        crs="EPSG:4326",
    )
    there = boundaries.convert(frame, source="gcj02")
    assert there.iloc[0].z == 55.0 and [z for *_, z in there.iloc[4].coords] == [1.0, 2.0]
    assert there.has_z.tolist() == [True, False, False, False, True]
    assert there.iloc[0].x == there.iloc[1].x != 116.4
    assert there.iloc[2] is None and there.iloc[3].is_empty


def test_longitudes_and_latitudes_come_in_pairs() -> None:
    with pytest.raises(LayerError, match="in pairs"):
        boundaries.convert_points([116.0, 117.0], [40.0], source="gcj02")

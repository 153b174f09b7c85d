"""The geometry of a page decodes to what went in; shared edges are written once."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

import boundaries
from boundaries.errors import MapError
from maps.page.topology import ALPHABET, SINGLES, Geometry, encode, pack


def unpack(text: str) -> list[int]:
    """The reader of the page, in Python."""
    place = {c: k for k, c in enumerate(ALPHABET)}
    out, at = [], 0
    while at < len(text):
        v = place[text[at]]
        at += 1
        if v < SINGLES:
            out.append(v)
        elif v < len(ALPHABET) - 1:
            out.append((v - 63) * 64 + place[text[at]])
            at += 1
        else:
            w = 0
            for _ in range(4):
                w = w * 64 + place[text[at]]
                at += 1
            out.append(w)
    return out


def signed(v: int) -> int:
    return -(v + 1) // 2 if v & 1 else v // 2


def decode(geometry: Geometry) -> tuple[list[np.ndarray], list[list[list[list[int]]]]]:
    values = iter(unpack(geometry.arcs))
    arcs, x, y = [], 0, 0
    for _ in range(next(values)):
        points = []
        for _ in range(next(values)):
            x, y = x + signed(next(values)), y + signed(next(values))
            points.append((x, y))
        arcs.append(np.array(points) * geometry.grid_m + np.array(geometry.origin))
    values = iter(unpack(geometry.units))
    units, ref = [], 0
    for _ in range(next(values)):
        unit = []
        for _ in range(next(values)):
            polygon = []
            for _ in range(next(values)):
                ring = []
                for _ in range(next(values)):
                    ref += signed(next(values))
                    ring.append(ref)
                polygon.append(ring)
            unit.append(polygon)
        units.append(unit)
    return arcs, units


def rebuilt(geometry: Geometry) -> dict[str, shapely.Geometry]:
    arcs, units = decode(geometry)

    def ring(refs: list[int]) -> np.ndarray:
        parts = [arcs[r >> 1][::-1] if r & 1 else arcs[r >> 1] for r in refs]
        for a, b in zip(parts, parts[1:] + parts[:1], strict=True):
            assert (a[-1] == b[0]).all()  # arcs follow each other
        return np.concatenate([part[:-1] for part in parts])

    return {
        code: MultiPolygon([Polygon(ring(p[0]), [ring(h) for h in p[1:]]) for p in unit])
        for code, unit in zip(geometry.codes, units, strict=True)
    }


@given(st.lists(st.integers(0, (1 << 24) - 1), max_size=40))
@settings(max_examples=50)
def test_pack_is_undone_by_the_reader(values: list[int]) -> None:
    text = pack(np.array(values, np.int64))
    assert unpack(text) == values
    assert not set(text) & set("\"&'<>\\`{}%#$")


def test_pack_refuses_what_does_not_fit() -> None:
    for value in (-1, 1 << 24):
        with pytest.raises(MapError, match="too far"):
            pack(np.array([value]))


def test_the_board_is_rebuilt_and_shares_its_edges(board: gpd.GeoDataFrame) -> None:
    geometry = encode(board)
    shapes = rebuilt(geometry)
    arcs, units = decode(geometry)
    plane = board.to_crs("+proj=aea +lat_0=0 +lon_0=105 +lat_1=25 +lat_2=47 +ellps=GRS80")
    for code, shape in shapes.items():
        assert shape.is_valid
        assert shapely.hausdorff_distance(shape, plane.geometry[code]) < 2 * geometry.grid_m
    used = [ref >> 1 for unit in units for polygon in unit for ring in polygon for ref in ring]
    assert sorted(np.bincount(used)) == [1] * 12 + [2] * 24  # four corners have one arc; 24 rook pairs
    assert len(arcs) == 36
    union = shapely.union_all(list(shapes.values()))
    assert union.area == pytest.approx(sum(s.area for s in shapes.values()))
    assert not union.interiors


def test_an_enclave_and_a_hole_are_one_ring_drawn_twice() -> None:
    ring = box(119, 32, 119.3, 32.3) - box(119.1, 32.1, 119.2, 32.2)
    layer = gpd.GeoDataFrame(
        {"name": ["外", "内"]},
        geometry=[ring, box(119.1, 32.1, 119.2, 32.2)],
        index=["320101", "320102"],
        crs=4326,
    )
    geometry = encode(layer)
    arcs, units = decode(geometry)
    assert len(arcs) == 2
    shapes = rebuilt(geometry)
    assert shapes["320101"].area + shapes["320102"].area == pytest.approx(
        Polygon(shapes["320101"].geoms[0].exterior).area
    )
    assert units[0][0][1][0] >> 1 == units[1][0][0][0] >> 1


@given(st.permutations(range(16)))
@settings(max_examples=8, deadline=None)
def test_every_order_of_units_gives_the_same_shapes(order: list[int]) -> None:
    from tests.board import board

    layer = board()
    shapes = rebuilt(encode(layer.iloc[order]))
    for code, shape in rebuilt(encode(layer)).items():
        assert shape.equals(shapes[code])


@pytest.mark.parametrize("use", ["web", "lite"])
def test_the_nation_is_rebuilt(use: str) -> None:
    layer = boundaries.read_layer()
    geometry = encode(layer, use=use)  # type: ignore[arg-type]
    shapes = rebuilt(geometry)
    dots = unpack(geometry.dots)
    dotted = {geometry.codes[u] for u in dots[1::3]}
    assert {code for code, shape in shapes.items() if shape.is_empty} <= dotted
    area = pytest.approx(boundaries.area_km2(layer).sum() * 1e6, rel=2e-3)
    assert sum(s.area for s in shapes.values()) == area
    for unit, prefix in (("710021", "钓鱼岛"), ("460302", "黄岩岛")):
        islets = (np.array(dots[1::3]) == geometry.codes.index(unit)).sum() + len(shapes[unit].geoms)
        assert islets == len(shapely.get_parts(layer.geometry[unit])), prefix  # the keep-list loses nothing


def test_missing_shapes_and_wrong_kinds(board: gpd.GeoDataFrame) -> None:
    board.loc["320101", "geometry"] = None
    assert encode(board).codes[0] == "320101"
    assert rebuilt(encode(board))["320101"].is_empty
    board["geometry"] = board.geometry.representative_point()
    with pytest.raises(MapError, match="must be polygons"):
        encode(board)
    board["geometry"] = None
    with pytest.raises(MapError, match="no shape"):
        encode(board)


def test_an_unwritable_cache_costs_nothing_but_time(
    board: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pathlib import Path

    from maps.page import topology as module

    monkeypatch.setattr(module, "cache_folder", lambda: Path("/proc/nowhere"))
    assert len(encode(board).codes) == 16


@pytest.mark.parametrize("level", ["county", "prefecture", "province"])
@pytest.mark.parametrize("use", ["web", "lite"])
def test_the_islands_of_the_keep_list_are_there_at_every_level(level: str, use: str) -> None:
    import pyproj

    from maps.cartography.landmarks import LANDMARKS
    from maps.cartography.projection import PROJ

    geometry = encode(boundaries.read_layer(level), use=use)  # type: ignore[arg-type]
    values = np.array(unpack(geometry.dots)[1:]).reshape(-1, 3)
    dots = shapely.points(values[:, 1:] * geometry.grid_m + np.array(geometry.origin))
    drawn = np.array([*rebuilt(geometry).values(), *dots])
    way = pyproj.Transformer.from_crs("EPSG:4326", PROJ["albers"], always_xy=True)
    for mark in LANDMARKS:
        place = shapely.Point(way.transform(mark.longitude, mark.latitude))
        assert np.nanmin(shapely.distance(drawn, place)) < 6_000, mark.id

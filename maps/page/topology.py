"""The geometry of a page: shared edges stored once, on a grid, as differences, in printable characters.

A layer becomes *arcs* (lines between the points where three or more edges meet) and units that list their
arcs. Each arc is written once though two units share it, so neighbors never gape. Coordinates are whole
numbers of ``grid_m`` meters; each point is the difference from the one before it; a difference below 64
(zigzag) takes one character of an alphabet that needs no escape in JSON, HTML or a template.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from boundaries.adcode import OUTSIDE
from boundaries.errors import MapError
from boundaries.sealed import read_sealed, write_sealed
from boundaries.source import cache_folder
from maps.cartography.projection import PROJ, Datum, Plane, Projection

Ints = npt.NDArray[np.int64]
Use = Literal["web", "lite", "print"]

TOLERANCES_M: dict[str, tuple[float, float]] = {
    "web": (1500.0, 250.0),
    "lite": (2500.0, 500.0),
    "print": (200.0, 50.0),
}
"""For each use the tolerance of simplification and the grid, in meters."""

KEPT_PREFIXES = ("4603", "460000", *(code[:2] for code in OUTSIDE))
"""Units whose every islet stays: 三沙 (with 黄岩岛), Taiwan (with 钓鱼岛 and 赤尾屿), Hong Kong, Macau."""

ALPHABET = "".join(chr(c) for c in range(33, 127) if chr(c) not in "\"&'<>\\`{}%#$")
SINGLES = 64
_LEADS = len(ALPHABET) - SINGLES - 1
_FORMAT = "5"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Geometry:
    """A layer ready for the page.

    Attributes
    ----------
    codes : the units, in the order of ``units``
    arcs, units, dots : the three streams of characters
    grid_m, origin : meters of a grid step; the grid's corner in projected meters
    bounds : west, south, east, north in projected meters
    points : how many points the arcs hold
    projection, datum : the plane the meters are on
    """

    codes: tuple[str, ...]
    arcs: str
    units: str
    dots: str
    grid_m: float
    origin: tuple[float, float]
    bounds: tuple[float, float, float, float]
    points: int
    projection: Projection
    datum: Datum

    @property
    def plane(self) -> Plane:
        """The plane that shapes drawn with these units are laid on."""
        return Plane(self.projection, self.datum)


def encode(
    layer: gpd.GeoDataFrame, *, use: Use = "web", projection: Projection = "albers", datum: Datum = "wgs84"
) -> Geometry:
    """Simplify, project and encode ``layer``; the answer is kept on disk and found again by its content."""
    plane = Plane(projection, datum)
    wkb = shapely.to_wkb(layer.geometry.to_numpy())
    settings = (_FORMAT, TOLERANCES_M[use], PROJ[projection], datum, layer.crs.to_string())
    digest = hashlib.sha256(repr(settings).encode())
    for code, shape in zip(layer.index, wkb, strict=True):
        digest.update(str(code).encode())
        digest.update(shape or b"-")
    key = digest.hexdigest()
    path = cache_folder() / "pages" / f"{key}.sealed"
    found = _kept(str(path))
    if found is not None:
        return found
    made = _encode(layer, use=use, plane=plane)
    write_sealed(path, json.dumps(asdict(made)).encode())
    return made


@lru_cache(maxsize=32)
def _read(path: str, _stamp: int) -> Geometry | None:
    try:
        fields = json.loads(read_sealed(Path(path)) or b"null")
        for name in ("codes", "origin", "bounds"):
            fields[name] = tuple(fields[name])
        return Geometry(**fields)
    except (ValueError, TypeError, KeyError):
        return None


def _kept(path: str) -> Geometry | None:
    try:
        return _read(path, Path(path).stat().st_mtime_ns)
    except OSError:
        return None


def _encode(layer: gpd.GeoDataFrame, *, use: str, plane: Plane) -> Geometry:
    tolerance, grid = TOLERANCES_M[use]
    shapes = plane.lay(layer.geometry).to_numpy()
    present = np.array([s is not None and not s.is_empty for s in shapes])
    if not present.any():
        raise MapError("maps.page.topology.the-layer-holds-no-shape")
    odd = present & ~np.isin(shapely.get_type_id(shapes), (3, 6))
    if odd.any():
        raise MapError(
            "maps.page.topology.units-must-be-polygons-are-not",
            value=int(odd.sum()),
            value_2=layer.index[odd][0],
        )
    west, south, east, north = (float(b) for b in shapely.total_bounds(shapes))
    if not np.isfinite([west, south, east, north]).all():
        raise MapError("maps.page.topology.the-layer-does-not-lie-where")
    size = max(east - west, north - south)
    shrink = min(1.0, max(size, 1.0) / 2_000_000)  # a county's own map deserves more detail than the nation's
    tolerance, grid = tolerance * shrink, grid * shrink
    simple = shapes.copy()
    simple[present] = shapely.coverage_simplify(shapes[present], tolerance)
    kept = np.array([str(code).startswith(KEPT_PREFIXES) for code in layer.index])
    x0, y0 = np.floor(west / grid) * grid, np.floor(south / grid) * grid
    rings, dots = _rings(simple, kept, grid, (x0, y0))
    arcs, units = _arcs(rings, len(shapes))
    arc_values, points = _arc_values(arcs)
    return Geometry(
        codes=tuple(str(code) for code in layer.index),
        arcs=pack(arc_values),
        units=pack(_unit_values(units)),
        dots=pack(_dot_values(dots)),
        grid_m=float(grid),
        origin=(float(x0), float(y0)),
        bounds=(west, south, east, north),
        points=points,
        projection=plane.projection,
        datum=plane.datum,
    )


@dataclass(slots=True)
class _Ring:
    unit: int
    polygon: int
    points: Ints


def _rings(
    shapes: npt.NDArray[np.object_], kept: npt.NDArray[np.bool_], grid: float, origin: tuple[float, float]
) -> tuple[list[_Ring], list[tuple[int, int, int]]]:
    """Lay the rings on the grid; islets that vanish there are dropped, or kept as dots."""
    parts, unit_of = shapely.get_parts(shapes, return_index=True)
    area = shapely.area(parts)
    largest = np.zeros(len(shapes))
    np.maximum.at(largest, unit_of, area)
    rings: list[_Ring] = []
    dots: list[tuple[int, int, int]] = []
    lines, part_of = shapely.get_rings(parts, return_index=True)
    coords, line_of = shapely.get_coordinates(lines, return_index=True)
    cells = np.rint((coords - np.asarray(origin)) / grid).astype(np.int64)
    starts = np.searchsorted(line_of, np.arange(len(lines) + 1))
    exterior = np.r_[True, part_of[1:] != part_of[:-1]] if len(part_of) else np.zeros(0, bool)
    skipped = -1
    for line, (start, stop) in enumerate(pairwise(starts)):
        part = int(part_of[line])
        unit = int(unit_of[part])
        if part == skipped:
            continue
        points = cells[start : stop - 1]
        moved = (points != np.roll(points, 1, axis=0)).any(axis=1)
        points = points[moved]
        distinct = len(points) >= 3 and len(np.unique(points, axis=0)) >= 3
        small = exterior[line] and area[part] < largest[unit] and area[part] < 12 * grid * grid
        if distinct and not small:
            rings.append(_Ring(unit, part, points))
            continue
        if exterior[line]:
            skipped = part
            if kept[unit] or area[part] >= largest[unit]:
                center = np.rint(cells[start:stop].mean(axis=0)).astype(np.int64)
                dots.append((unit, int(center[0]), int(center[1])))
    return rings, dots


def _arcs(rings: list[_Ring], n_units: int) -> tuple[list[Ints], list[list[list[list[int]]]]]:
    """Cut the rings where edges meet; each arc once, and for each unit its polygons, rings and arc numbers.

    An arc number is ``2 * arc`` forwards and ``2 * arc + 1`` backwards.
    """
    units: list[list[list[list[int]]]] = [[] for _ in range(n_units)]
    if not rings:
        return [], units
    sizes = np.array([len(r.points) for r in rings])
    cells = np.concatenate([r.points for r in rings])
    width = int(cells[:, 0].max()) + 1
    vertex_key = cells[:, 1] * width + cells[:, 0]
    keys, vertex = np.unique(vertex_key, return_inverse=True)
    ends = np.cumsum(sizes)
    following = np.arange(1, len(vertex) + 1)
    following[ends - 1] = ends - sizes
    a, b = vertex, vertex[following]
    edge_key = np.minimum(a, b) * len(keys) + np.maximum(a, b)
    edges, edge = np.unique(edge_key, return_inverse=True)
    degree = np.bincount(np.concatenate([edges // len(keys), edges % len(keys)]), minlength=len(keys))
    # an edge between two units and an edge of one unit may follow each other without a third: cut there too
    use = np.bincount(edge, minlength=len(edges))
    low, high = np.full(len(keys), 99), np.zeros(len(keys), int)
    for side in (edges // len(keys), edges % len(keys)):
        np.minimum.at(low, side, use)
        np.maximum.at(high, side, use)
    node = (degree != 2) | (low != high)
    arcs: list[Ints] = []
    number: dict[int, tuple[int, int]] = {}
    polygon_before = -1
    for ring, start, size in zip(rings, ends - sizes, sizes, strict=True):
        own = vertex[start : start + size]
        own_edges = edge[start : start + size]
        cuts = np.flatnonzero(node[own])
        if not len(cuts):
            cuts = np.array([int(np.argmin(own))])
        refs: list[int] = []
        for cut, end in zip(cuts, np.r_[cuts[1:], cuts[0] + size], strict=True):
            span = np.arange(cut, end + 1) % size
            path = own[span]
            along = own_edges[span[:-1]]
            first, last = int(along[0]), int(along[-1])
            label = min(first, last)
            if label in number:
                arc, begin = number[label]
                forwards = begin == first if first != last else bool(arcs[arc][0] == path[0])
                if first == last and len(along) > 1:
                    forwards = True
                if path[0] == path[-1] and len(along) > 1:
                    forwards = bool(arcs[arc][1] == path[1])
                refs.append(2 * arc + (0 if forwards else 1))
            else:
                number[label] = (len(arcs), first)
                refs.append(2 * len(arcs))
                arcs.append(path)
        if ring.polygon != polygon_before:
            units[ring.unit].append([])
            polygon_before = ring.polygon
        units[ring.unit][-1].append(refs)
    return [np.column_stack([keys[p] % width, keys[p] // width]) for p in arcs], units


def _zigzag(values: Ints) -> Ints:
    return np.where(values < 0, -2 * values - 1, 2 * values)


def _arc_values(arcs: list[Ints]) -> tuple[Ints, int]:
    if not arcs:
        return np.zeros(1, np.int64), 0
    sizes = np.array([len(arc) for arc in arcs])
    cells = np.concatenate(arcs)
    steps = _zigzag(np.diff(cells, axis=0, prepend=np.zeros((1, 2), np.int64)))
    starts = np.cumsum(sizes) - sizes
    flat = np.insert(steps.ravel(), 2 * starts, sizes)
    return np.r_[len(arcs), flat], int(sizes.sum())


def _unit_values(units: list[list[list[list[int]]]]) -> Ints:
    out: list[int] = [len(units)]
    before = 0
    for polygons in units:
        out.append(len(polygons))
        for polygon in polygons:
            out.append(len(polygon))
            for ring in polygon:
                out.append(len(ring))
                for ref in ring:
                    step = ref - before
                    out.append(-2 * step - 1 if step < 0 else 2 * step)
                    before = ref
    return np.array(out, np.int64)


def _dot_values(dots: list[tuple[int, int, int]]) -> Ints:
    return np.array([len(dots), *(value for dot in dots for value in dot)], np.int64)


def pack_steps(values: Ints) -> str:
    """Write whole numbers as the differences between them, where neighbors are near each other."""
    return pack(_zigzag(np.diff(values, prepend=0)))


def pack(values: Ints) -> str:
    """Write whole numbers from 0 as characters: one below 64, two below about a thousand, else five.

    >>> pack(np.array([0, 63, 64]))
    '!jk!'
    """
    table = np.frombuffer(ALPHABET.encode(), np.uint8)
    out = np.zeros((len(values), 5), np.uint8)
    one = values < SINGLES
    two = ~one & (values < SINGLES * (_LEADS + 1))
    five = ~one & ~two
    if len(values) and (values.min() < 0 or values.max() >= 1 << 24):
        raise MapError("maps.page.topology.a-coordinate-is-too-far-from")
    out[one, 0] = table[values[one]]
    out[two, 0] = table[SINGLES + values[two] // SINGLES - 1]
    out[two, 1] = table[values[two] % SINGLES]
    out[five, 0] = table[-1]
    for place in range(4):
        out[five, 1 + place] = table[(values[five] >> (6 * (3 - place))) % SINGLES]
    return bytes(out.ravel()[out.ravel() > 0]).decode("ascii")

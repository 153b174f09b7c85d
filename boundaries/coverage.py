"""A layer as a polygonal coverage: its faults listed and repaired, who touches whom."""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries.errors import LayerError, listed
from boundaries.language import Message
from boundaries.layer import ALBERS, in_degrees, want_layer

LARGEST_GAP_KM2 = 5.0
"""Above this a hole between units is taken for a lake or a missing unit and left open."""

Shapes = NDArray[np.object_]
ROUNDS = 4
MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], dtype=np.uint64)


def check_coverage(layer: gpd.GeoDataFrame) -> pd.DataFrame:
    """List the faults of a layer as a coverage: invalid rings, overlaps, gaps.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
        Polygons.

    Returns
    -------
    DataFrame, one row a fault: fault ("invalid_ring", "overlap", "gap", "mismatch"), units (a tuple of
    adcodes), area_km2, width_m (twice the area over the perimeter: slivers are narrow), longitude,
    latitude. A gap is a hole that two or more units enclose; a hole inside one unit is a lake. A mismatch
    is an edge whose two sides have different vertices although no area is lost.

    Examples
    --------
    >>> from boundaries import board
    >>> holed = board().drop("320106")
    >>> check_coverage(holed)[["fault", "units"]].values.tolist()
    [['gap', ('320102', '320105', '320107', '320110')]]
    """
    shapes = np.asarray(in_degrees(layer).array)
    codes = layer.index.to_numpy()
    bad = np.flatnonzero(~shapely.is_valid(shapes))
    rows: list[tuple[str, tuple[str, ...], shapely.Polygon | None, shapely.Point]]
    rows = [("invalid_ring", (codes[k],), None, _place(shapes[k])) for k in bad]
    sound = _made_valid(shapes)
    edges = shapely.coverage_invalid_edges(sound)
    rough = np.flatnonzero(~shapely.is_empty(edges))
    matched = set()
    for a, b, common in _overlaps(sound, rough):
        matched |= {a, b}
        rows += [("overlap", (codes[a], codes[b]), part, part.representative_point()) for part in common]
    rows += [
        ("mismatch", (codes[k],), None, shapely.point_on_surface(edges[k])) for k in rough if k not in matched
    ]
    rows += [("gap", tuple(codes[around]), gap, gap.representative_point()) for gap, around in _gaps(sound)]
    parts = gpd.GeoSeries([row[2] for row in rows], crs="EPSG:4326").to_crs(ALBERS)
    places = [row[3] for row in rows]
    area = parts.area
    return pd.DataFrame(
        {
            "fault": [row[0] for row in rows],
            "units": [row[1] for row in rows],
            "area_km2": (area / 1e6).to_numpy(),
            "width_m": (2 * area / parts.length).to_numpy(),
            "longitude": [point.x for point in places],
            "latitude": [point.y for point in places],
        }
    )


def repair_coverage(layer: gpd.GeoDataFrame, *, largest_gap_km2: float = LARGEST_GAP_KM2) -> gpd.GeoDataFrame:
    """Repair a layer's faults as a coverage, changing nothing else.

    Invalid rings are rebuilt; ground that two units claim goes to the one with the lower code; a gap of up
    to ``largest_gap_km2`` goes to the unit with the longest edge on it; vertices missing on one side of an
    edge are put there.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
        Polygons.
    largest_gap_km2 : float
        Wider gaps are left as they are.

    Returns
    -------
    GeoDataFrame
        The same rows and columns, repaired.

    Raises
    ------
    LayerError
        What is left is still no coverage; or units lose most of their ground to another that covers them, as
        districts do beside the outline of their city.
    """
    want_layer(layer)
    shapes = given = _made_valid(np.asarray(layer.geometry.array))
    codes = layer.index.to_numpy()
    # Closing a gap can leave a vertex on one side only, so a second round may find work.
    for _ in range(ROUNDS):
        rough = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
        if len(rough):
            shapes = _resolved(shapes, rough, codes)
        closed = _closed(shapes, largest_gap_km2)
        shapes = _made_valid(shapes)
        if not closed:
            break
    _check_swallowed(given, shapes, layer.index)
    left = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    if len(left):
        raise LayerError(
            "boundaries.coverage.the-coverage-could-not-be-repaired", index=listed(layer.index[left])
        )
    return layer.set_geometry(gpd.GeoSeries(shapes, index=layer.index, crs=layer.crs))


def _check_swallowed(given: Shapes, repaired: Shapes, index: pd.Index) -> None:
    """Refuse a repair that leaves of a unit less than half."""
    lost = np.flatnonzero(shapely.area(repaired) < shapely.area(given) / 2)
    if not len(lost):
        return
    tree = shapely.STRtree(given)
    told = []
    for k in lost:
        near = [int(j) for j in tree.query(given[k], predicate="intersects") if j != k]
        over = [j for j in near if shapely.area(shapely.intersection(given[j], given[k])) > given[k].area / 2]
        told.append(
            Message("boundaries.coverage.covers", unit=str(index[k]), by=[str(index[j]) for j in over])
        )
    raise LayerError("boundaries.coverage.swallowed", n=len(lost), units=told)


def queen_pairs(layer: gpd.GeoDataFrame) -> NDArray[np.intp]:
    """Find every pair of units whose boundaries share a vertex.

    In a coverage (neighbors have the same vertices along their shared edge) these are the queen neighbors.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
        A coverage.

    Returns
    -------
    Array of shape (pairs, 2) of row positions, each pair once with the smaller first, sorted.

    Examples
    --------
    >>> from boundaries import board
    >>> len(queen_pairs(board()))
    42
    """
    want_layer(layer)
    points, owner = shapely.get_coordinates(np.asarray(layer.geometry.array), return_index=True)
    # Adding 0.0 makes -0.0 plain 0.0: equal numbers have equal bits. A shared hash only proposes a pair.
    bits = (points + 0.0).view(np.uint64)
    with np.errstate(over="ignore"):
        mark = (bits[:, 0] * MIX[0]) ^ (bits[:, 1] * MIX[1])
        mark = (mark ^ (mark >> np.uint64(29))) * MIX[0]
    order = np.argsort(mark)
    mark, points, owner = mark[order], points[order], owner[order]
    found = []
    at = np.flatnonzero(mark[1:] == mark[:-1])
    step = 1
    while len(at):
        a, b = owner[at], owner[at + step]
        same = (a != b) & (points[at] == points[at + step]).all(axis=1)
        found.append(np.minimum(a[same], b[same]) * len(layer) + np.maximum(a[same], b[same]))
        step += 1
        at = at[at + step < len(mark)]
        at = at[mark[at] == mark[at + step]]
    keys = np.unique(np.concatenate([np.empty(0, dtype=np.intp), *found]))
    return np.column_stack(np.divmod(keys, max(len(layer), 1)))


def _made_valid(shapes: Shapes) -> Shapes:
    bad = ~shapely.is_valid(shapes)
    shapes = shapes.copy()
    shapes[bad] = shapely.make_valid(shapes[bad], method="structure", keep_collapsed=False)
    return shapes


def _overlaps(shapes: Shapes, rough: NDArray[np.intp]) -> Iterable[tuple[int, int, list[shapely.Polygon]]]:
    tree = shapely.STRtree(shapes[rough])
    for i, j in tree.query(shapes[rough], predicate="intersects").T:
        a, b = int(rough[i]), int(rough[j])
        if a < b:
            common = shapely.get_parts(shapely.intersection(shapes[a], shapes[b]))
            common = [part for part in common if part.geom_type == "Polygon" and part.area > 0]
            if common:
                yield a, b, common


def _gaps(shapes: Shapes) -> list[tuple[shapely.Polygon, list[int]]]:
    """Holes of the whole that two or more units enclose, with the units around each."""
    whole = _union(shapes)
    holes = [
        shapely.Polygon(ring)
        for part in shapely.get_parts(whole)
        if part.geom_type == "Polygon"
        for ring in part.interiors
    ]
    if not holes:
        return []
    tree = shapely.STRtree(shapes)
    found = []
    for hole in holes:
        touching = [
            int(k) for k in tree.query(hole) if shapely.length(shapes[k].boundary & hole.boundary) > 0
        ]
        if len(touching) > 1:
            found.append((hole, sorted(touching)))
    return found


def _closed(shapes: Shapes, largest_gap_km2: float) -> int:
    """Give each gap to the unit with the longest edge on it; returns how many were closed."""
    count = 0
    for gap, around in _gaps(shapes):
        if _area_km2(gap) <= largest_gap_km2:
            edge = [shapely.length(shapely.intersection(gap.boundary, shapes[k].boundary)) for k in around]
            taker = around[int(np.argmax(edge))]
            shapes[taker] = _union(np.array([shapes[taker], gap]))
            count += 1
    return count


def _union(shapes: Shapes) -> shapely.Geometry:
    """The whole, quickly where the edges match, else by the slow way that does not need them to."""
    try:
        return shapely.coverage_union_all(shapes)
    except shapely.GEOSException:
        return shapely.union_all(shapes)


def _resolved(shapes: Shapes, rough: NDArray[np.intp], codes: Shapes) -> Shapes:
    """Cut the ground of the units in dispute into faces and give each face to one unit."""
    tree = shapely.STRtree(shapes)
    near = np.unique(tree.query(shapes[rough], predicate="intersects")[1])
    lines = shapely.union_all(shapely.boundary(shapes[near]))
    faces = np.asarray(shapely.get_parts(shapely.polygonize([lines])))
    inside, unit = shapely.STRtree(shapes[near]).query(shapely.point_on_surface(faces), predicate="within")
    order = np.lexsort((codes[near][unit], inside))
    inside, unit = inside[order], unit[order]
    first = np.concatenate([[True], inside[1:] != inside[:-1]])
    shapes = shapes.copy()
    for k in range(len(near)):
        shapes[near[k]] = shapely.coverage_union_all(faces[inside[first & (unit == k)]])
    return shapes


def _area_km2(shape: shapely.Geometry) -> float:
    return float(gpd.GeoSeries([shape], crs="EPSG:4326").to_crs(ALBERS).area.iloc[0]) / 1e6


def _place(shape: shapely.Geometry) -> shapely.Point:
    """Where a ring is invalid: GEOS names the place between brackets."""
    words = shapely.is_valid_reason(shape).rpartition("[")[2].rstrip("]").split()
    if len(words) < 2:
        return shapely.point_on_surface(shape)
    return shapely.Point(float(words[0]), float(words[1]))

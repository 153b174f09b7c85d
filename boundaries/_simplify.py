"""Simpler boundaries that still fit together: shared edges are simplified once, neighbors stay neighbors."""

from numbers import Real

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.coverage import queen_pairs
from boundaries.errors import LayerError
from boundaries.language import Message
from boundaries.layer import ALBERS, in_degrees, want_layer


def simplify(layer: gpd.GeoDataFrame, *, tolerance_m: float) -> gpd.GeoDataFrame:
    """Simplify a coverage, keeping every shared edge, every polygon and every queen neighbor.

    Parameters
    ----------
    layer : GeoDataFrame that is a coverage (see `repair_coverage`)
    tolerance_m : float, 0 to 50,000
        Vertices whose triangle with their neighbors along the edge is smaller than ``tolerance_m`` squared go
        first (Visvalingam and Whyatt 1993), in the equal-area projection. No vertex is moved.

    Returns
    -------
    GeoDataFrame
        The same rows and columns with fewer vertices.

    Raises
    ------
    LayerError
        The tolerance is out of range, or the result is no coverage or lost a neighbor (each is named).

    Notes
    -----
    No polygon vanishes, however small: an islet ends as a triangle, so 钓鱼岛, 赤尾屿, 黄岩岛 and every reef
    of 南沙 that the source draws are there at any tolerance.
    """
    check_tolerance(tolerance_m)
    want_layer(layer)
    drawn = np.asarray(layer.geometry.array)
    plane = np.asarray(in_degrees(layer).to_crs(ALBERS).array)
    simple = shapely.coverage_simplify(plane, tolerance_m)
    shapes = _as_drawn(simple, plane, drawn)
    result = layer.set_geometry(gpd.GeoSeries(shapes, index=layer.index, crs=layer.crs))
    _assert_kept(layer, result)
    return result


def check_tolerance(tolerance_m: object) -> None:
    """Refuse a tolerance that is no number of metres above 0 and up to 50,000."""
    if not isinstance(tolerance_m, Real) or not 0 < float(tolerance_m) <= 50_000:
        raise LayerError("boundaries.simplify.tolerance-m-must-be-above-and", tolerance_m=tolerance_m)


def _as_drawn(
    simple: NDArray[np.object_], plane: NDArray[np.object_], drawn: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Give the vertices that stayed the very coordinates they had before projection."""
    there, here = shapely.get_coordinates(plane), shapely.get_coordinates(drawn)
    key, first = np.unique(there[:, 0] + 1j * there[:, 1], return_index=True)
    kept = shapely.get_coordinates(simple)
    place = np.searchsorted(key, kept[:, 0] + 1j * kept[:, 1])
    return np.asarray(shapely.set_coordinates(simple.copy(), here[first[place]]))


def _assert_kept(full: gpd.GeoDataFrame, simple: gpd.GeoDataFrame) -> None:
    before = {tuple(pair) for pair in queen_pairs(full).tolist()}
    after = {tuple(pair) for pair in queen_pairs(simple).tolist()}
    shapes = np.asarray(simple.geometry.array)
    code = full.index
    faults = [
        Message("boundaries.simplify.parted", one=code[a], other=code[b]) for a, b in sorted(before - after)
    ]
    faults += [
        Message("boundaries.simplify.joined", one=code[a], other=code[b]) for a, b in sorted(after - before)
    ]
    faults += [Message("boundaries.simplify.invalid", code=c) for c in code[~shapely.is_valid(shapes)]]
    rough = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))
    faults += [Message("boundaries.simplify.rough", code=c) for c in code[rough]]
    parts = shapely.get_num_geometries(shapes) != shapely.get_num_geometries(np.asarray(full.geometry.array))
    faults += [Message("boundaries.simplify.island-lost", code=c) for c in code[parts]]
    if faults:
        raise LayerError("boundaries.simplify.the-layer-cannot-be-simplified-so", faults=faults)

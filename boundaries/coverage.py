"""A layer as a polygonal coverage: who touches whom."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray


def queen_pairs(layer: gpd.GeoDataFrame) -> NDArray[np.intp]:
    """Find every pair of units whose boundaries share a vertex.

    In a coverage (neighbors have the same vertices along their shared edge) these are the queen neighbors.

    Returns
    -------
    Array of shape (pairs, 2) of row positions, each pair once with the smaller first, sorted.

    Examples
    --------
    >>> from tests.board import board
    >>> len(queen_pairs(board()))
    42
    """
    points, owner = shapely.get_coordinates(np.asarray(layer.geometry.array), return_index=True)
    order = np.lexsort((owner, points[:, 1], points[:, 0]))
    points, owner = points[order], owner[order]
    fresh = np.ones(len(points), dtype=bool)
    fresh[1:] = (points[1:] != points[:-1]).any(axis=1) | (owner[1:] != owner[:-1])
    points, owner = points[fresh], owner[fresh]
    found = []
    step = 1
    while step < len(points):
        same = (points[step:] == points[:-step]).all(axis=1)
        if not same.any():
            break
        found.append(np.column_stack([owner[:-step][same], owner[step:][same]]))
        step += 1
    if not found:
        return np.empty((0, 2), dtype=np.intp)
    pairs: NDArray[np.intp] = np.unique(np.concatenate(found), axis=0)
    return pairs

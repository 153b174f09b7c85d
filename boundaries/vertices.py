"""Vertices of shapes: which are no numbers."""

import numpy as np
import numpy.typing as npt
import shapely


def no_numbers(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Which shapes have a vertex whose longitude or latitude is no number.

    Parameters
    ----------
    shapes : ndarray of geometry

    Returns
    -------
    ndarray of bool

    Examples
    --------
    >>> no_numbers(np.array([shapely.Point(1, 2), shapely.Point(np.nan, 2), None])).tolist()
    [False, True, False]
    """
    points, of = shapely.get_coordinates(shapes, return_index=True)
    wrong = np.zeros(len(shapes), dtype=bool)
    wrong[of[~np.isfinite(points).all(axis=1)]] = True
    # a point that is not even there has no coordinates at all
    points_only = shapely.get_type_id(shapes) == 0
    wrong |= points_only & shapely.is_empty(shapes) & ~shapely.is_missing(shapes)
    return wrong

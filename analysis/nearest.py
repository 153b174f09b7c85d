"""Nearest units: who lies how far from whom, between representative points on the great circle.

One implementation for nearest neighbors, distance bands and inverse distances. Points are looked up by their
place on the unit sphere: nearer along the chord is nearer along the great circle, at the date line too.
"""

import numpy as np
import numpy.typing as npt

from analysis.windows import EARTH_KM

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TIE_KM = 1e-6  # distances closer than a millimetre are equal: rounding errors decide nothing


def nearest(lon: Floats, lat: Floats, k: int) -> tuple[Ints, Floats]:
    """The ``k`` nearest other points of each point.

    Parameters
    ----------
    lon, lat : ndarray of float
        Degrees; ``k`` is below their number.
    k : int

    Returns
    -------
    ndarray of int, one row a point: positions, the nearest first, equal distances in the order of the points;
    ndarray of float: their distances in km.

    Examples
    --------
    >>> nearest(np.array([0.0, 1.0, 3.0]), np.zeros(3), 1)[0].ravel().tolist()
    [1, 0, 1]
    """
    from scipy.spatial import cKDTree

    n = len(lon)
    places = on_sphere(lon, lat)
    tree = cKDTree(places)
    asked = min(n, k + 8)
    while True:
        chord, found = tree.query(places, k=asked)
        km = np.rint(great_circle_of(chord) / TIE_KM) * TIE_KM
        km[found == np.arange(n)[:, None]] = -1.0  # itself first, even among points in one place
        # every point as far as the k-th must have been seen, or the tree's order would decide among equals
        if asked == n or (km.max(axis=1) > np.partition(km, k, axis=1)[:, k]).all():
            break
        asked = min(n, 2 * asked)
    order = np.lexsort((found, km), axis=1)[:, 1 : k + 1]
    return np.take_along_axis(found, order, axis=1), np.take_along_axis(km, order, axis=1)


def within(lon: Floats, lat: Floats, km: float) -> tuple[Ints, Ints, Floats]:
    """Ordered pairs of different points no farther apart than ``km``, sorted, and their distances in km.

    >>> within(np.array([0.0, 1.0, 3.0]), np.zeros(3), 112.0)[:2]
    (array([0, 1]), array([1, 0]))
    """
    from scipy.spatial import cKDTree

    places = on_sphere(lon, lat)
    chord = 2 * np.sin(min(km / EARTH_KM, np.pi) / 2)
    pairs = cKDTree(places).query_pairs(chord * (1 + 1e-9) + 1e-12, output_type="ndarray").astype(np.int64)
    away = great_circle_of(np.sqrt(((places[pairs[:, 0]] - places[pairs[:, 1]]) ** 2).sum(axis=1)))
    near = away <= km + TIE_KM
    pairs, away = pairs[near], away[near]
    heads, tails = np.concatenate([pairs, pairs[:, ::-1]]).T
    order = np.lexsort((tails, heads))
    return heads[order], tails[order], np.concatenate([away, away])[order]


def on_sphere(lon: Floats, lat: Floats) -> Floats:
    """Points of the unit sphere, one row each."""
    east, north = np.radians(lon), np.radians(lat)
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def great_circle_of(chord: Floats) -> Floats:
    """Kilometers on the mean sphere along the great circle over a chord of the unit sphere.

    >>> round(float(great_circle_of(np.array(2.0))))  # from pole to pole
    20015
    """
    return np.asarray(2 * EARTH_KM * np.arcsin(np.clip(chord / 2, 0, 1)), dtype=np.float64)

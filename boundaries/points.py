"""Points: in which unit each lies, whether their axes are swapped, and in which datum they are."""

from dataclasses import dataclass
from math import comb

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike

from boundaries.crs import Floats, convert_points
from boundaries.datum import CANDIDATES, DatumName
from boundaries.layer import in_degrees

CHINA = (72.0, 2.0, 137.0, 55.0)
"""West, south, east, north of what lies in China."""
SURE = 0.01
"""The most that chance may explain of one datum's lead over the next."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PointDatum:
    """In which datum points are, told by how many lie in the unit that their row names.

    Attributes
    ----------
    datum : "wgs84" (or CGCS2000, its equal), "gcj02", "bd09" or "undecided"
    inside : Series of int by datum
        Points in the unit that they name, if they are in that datum.
    n : int
        Points compared.
    p : float
        How likely chance alone gives the best its lead over the next (one-sided sign test of the points that
        only one of the two puts into its unit).
    """

    datum: DatumName
    inside: "pd.Series[int]"
    n: int
    p: float


def units_at(longitude: ArrayLike, latitude: ArrayLike, layer: gpd.GeoDataFrame) -> pd.Series:
    """The unit in which each point lies; of two that share a border on which it lies the lower code.

    Parameters
    ----------
    longitude, latitude : array-like of float
        Degrees, on the layer's datum; NaN where a point is not known.
    layer : GeoDataFrame by adcode

    Returns
    -------
    Series of str
        By position; NA where a point lies in no unit.

    Examples
    --------
    >>> from tests.board import board
    >>> units_at([119.05, 0.0, float("nan")], [32.05, 0.0, 32.0], board()).fillna("-").tolist()
    ['320101', '-', '-']
    """
    lon, lat = np.asarray(longitude, dtype=float), np.asarray(latitude, dtype=float)
    found = np.full(len(lon), len(layer))
    order = np.argsort(layer.index.to_numpy().astype(str), kind="stable")
    known = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    tree = shapely.STRtree(shapely.points(lon[known], lat[known]))
    shapes = np.asarray(in_degrees(layer).array)[order]
    unit, point = tree.query(shapes, predicate="intersects")
    np.minimum.at(found, known[point], unit)
    codes = np.append(layer.index.to_numpy()[order].astype(object), pd.NA)
    return pd.Series(codes[found], dtype="string")


def swapped(longitude: ArrayLike, latitude: ArrayLike) -> bool:
    """Whether longitudes and latitudes stand in each other's place: most points lie in China only if turned.

    Examples
    --------
    >>> swapped([31.4, 31.3], [120.9, 120.6]), swapped([120.9], [31.4]), swapped([2.3], [48.9])
    (True, False, False)
    """
    lon, lat = np.asarray(longitude, dtype=float), np.asarray(latitude, dtype=float)
    known = np.isfinite(lon) & np.isfinite(lat)
    west, south, east, north = CHINA

    def share(x: Floats, y: Floats) -> float:
        inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        return float(inside[known].mean()) if known.any() else 0.0

    return share(lat, lon) > 0.5 > share(lon, lat)


def point_datum(
    longitude: ArrayLike, latitude: ArrayLike, codes: pd.Series, layer: gpd.GeoDataFrame
) -> PointDatum:
    """Tell whether points are in WGS 84, GCJ-02 or BD-09 by the units that their rows name.

    Parameters
    ----------
    longitude, latitude : array-like of float
        Degrees.
    codes : Series of str
        The unit that each row names, by position; NA where it names none.
    layer : GeoDataFrame by adcode
        In WGS 84, in full detail.

    Returns
    -------
    PointDatum
        "undecided" where no datum puts clearly more points into their units than the next.

    Notes
    -----
    Only points that the best datum and the next put on different sides of a border tell the two apart; under
    chance each of these is as likely to favor either (sign test).

    Examples
    --------
    >>> from tests.board import CODES, board
    >>> middle = board().geometry.representative_point()
    >>> point_datum(middle.x, middle.y, pd.Series(CODES), board()).datum
    'undecided'
    """
    lon, lat = np.asarray(longitude, dtype=float), np.asarray(latitude, dtype=float)
    named = codes.reset_index(drop=True).astype("string")
    known = np.isfinite(lon) & np.isfinite(lat) & named.isin(layer.index.astype(str)).to_numpy()
    at = {}
    for datum in CANDIDATES:
        x, y = convert_points(lon[known], lat[known], source=datum)
        found = units_at(x, y, layer).fillna("").to_numpy()
        at[str(datum)] = found == named[known].to_numpy()
    inside = pd.Series({datum: int(hit.sum()) for datum, hit in at.items()})
    order = inside.sort_values(ascending=False, kind="stable").index
    best, second = at[order[0]], at[order[1]]
    won, lost = int((best & ~second).sum()), int((second & ~best).sum())
    p = sum(comb(won + lost, k) for k in range(won, won + lost + 1)) / 2 ** (won + lost)
    sure = won > lost and p <= SURE
    return PointDatum(
        datum=next(name for name in CANDIDATES if name == order[0]) if sure else "undecided",
        inside=inside,
        n=int(known.sum()),
        p=float(p),
    )

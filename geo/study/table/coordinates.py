"""Tables of points: which columns hold longitudes and latitudes, and where the points are."""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from boundaries.points import CHINA, swapped
from geo.study.table.columns import headed, numbers, texts
from indicators.headings import headings

PAIR = re.compile(r"\s*\(?\s*(-?\d+(?:\.\d+)?)\s*[,，;；\s]\s*(-?\d+(?:\.\d+)?)\s*\)?\s*")
MOST = 0.9  # of the filled cells of a column of coordinates
FINE = 3  # decimals of a coordinate that no heading names

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates:
    """The columns of a table of points; one column of pairs (120.98,31.38) is both."""

    longitude: str
    latitude: str


def find_coordinates(frame: pd.DataFrame) -> Coordinates | None:
    """The columns that hold longitudes and latitudes, by their headings, else by their cells.

    Parameters
    ----------
    frame : DataFrame
        A table as read.

    Returns
    -------
    Coordinates or None

    Examples
    --------
    >>> find_coordinates(pd.DataFrame({"名称": ["甲"], "经度": [120.98], "纬度": [31.38]}))
    Coordinates(longitude='经度', latitude='纬度')
    >>> find_coordinates(pd.DataFrame({"location": ["120.98,31.38", "120.62,31.30"]}))
    Coordinates(longitude='location', latitude='location')
    >>> find_coordinates(pd.DataFrame({"x": [3_500_000.0], "y": [400_000.0]})) is None
    True
    """
    cells = [c for c in numbers(frame) if frame[c].abs().max() <= 180]
    east, north = (next(iter(headed(cells, headings(role))), None) for role in ("longitude", "latitude"))
    if east is not None and north is not None:
        return Coordinates(longitude=east, latitude=north)
    for column in texts(frame):
        held = frame[column].dropna().astype(str)
        if len(held) and float(held.map(lambda text: bool(PAIR.fullmatch(text))).mean()) >= MOST:
            lon, lat = coordinates(frame, Coordinates(longitude=column, latitude=column))
            if swapped(lon, lat) or swapped(lat, lon):
                return Coordinates(longitude=column, latitude=column)
    west, south, right, top = CHINA
    fine = [c for c in cells if _fine(frame[c])]
    easts = [c for c in fine if float(frame[c].dropna().between(west, right).mean()) >= MOST]
    norths = [c for c in fine if float(frame[c].dropna().between(south, top).mean()) >= MOST]
    if len(easts) == 1 and len(norths) == 1:
        return Coordinates(longitude=easts[0], latitude=norths[0])
    return None


def _fine(values: pd.Series) -> bool:
    """Whether most numbers have so many decimals as coordinates have."""
    held = values.dropna()
    return bool(len(held)) and float((held != held.round(FINE - 1)).mean()) >= MOST


def coordinates(frame: pd.DataFrame, columns: Coordinates) -> tuple[Floats, Floats]:
    """Longitudes and latitudes by position; NaN where a row has none.

    >>> pairs = pd.DataFrame({"at": ["120.98, 31.38", None, "?"]})
    >>> lon, lat = coordinates(pairs, Coordinates(longitude="at", latitude="at"))
    >>> lon.tolist(), lat.tolist()
    ([120.98, nan, nan], [31.38, nan, nan])
    """
    if columns.longitude != columns.latitude:
        both = [
            pd.to_numeric(frame[c], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
            for c in (columns.longitude, columns.latitude)
        ]
        return both[0], both[1]
    found = [PAIR.fullmatch(str(cell)) for cell in frame[columns.longitude]]
    lon = np.array([float(one[1]) if one else np.nan for one in found])
    lat = np.array([float(one[2]) if one else np.nan for one in found])
    return lon, lat

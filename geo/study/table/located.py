"""The points of a table on the map: axes turned where they are swapped, their datum told, each in its unit."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

import boundaries
from boundaries._match import COLUMNS, Match
from boundaries._units import DATE
from boundaries.crs import convert_points
from boundaries.datum import CANDIDATES
from boundaries.language import Message
from boundaries.points import point_datum, swapped, units_at
from geo.study.table.config import TablePart
from geo.study.table.coordinates import Coordinates, coordinates

COMPARED = 20_000  # points, evenly over the rows, by which a datum is told


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Located:
    """Points of a table.

    Attributes
    ----------
    places : GeoDataFrame
        The points in WGS 84 by the row's position, with label and adcode (the unit in which a point lies, NA
        outside).
    n : int
        Rows, with and without coordinates.
    datum : str
        That of the table.
    notes : tuple of Message
    """

    places: gpd.GeoDataFrame
    n: int
    datum: str
    notes: tuple[Message, ...]


def located(part: TablePart, frame: pd.DataFrame, codes: pd.Series | None) -> Located:
    """Find out where the points of a table are.

    Parameters
    ----------
    part : TablePart
        With longitude and latitude; its datum where it is known.
    frame : DataFrame
        The rows.
    codes : Series of str, optional
        The unit that each row names, by position; None where no row names one.
    """
    lon, lat = coordinates(frame, Coordinates(longitude=part.longitude or "", latitude=part.latitude or ""))
    notes: list[Message] = []
    if swapped(lon, lat):
        lon, lat = lat, lon
        if part.longitude != part.latitude:
            both = {"longitude": part.longitude, "latitude": part.latitude}
            notes.append(Message("study.points.swapped", **both))
    odd = ~(np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90))
    lon, lat = np.where(odd, np.nan, lon), np.where(odd, np.nan, lat)
    layer = boundaries.read_layer(part.level)
    datum: str | None = part.datum
    if datum is None:
        datum, told = _datum(lon, lat, codes, layer)
        notes.append(told)
    known = np.flatnonzero(~odd)
    x, y = convert_points(lon[known], lat[known], source=datum)
    at = units_at(x, y, layer)
    labels = frame[part.name].fillna("").astype(str).to_numpy()[known]
    places = gpd.GeoDataFrame(
        {"label": labels, "adcode": at.to_numpy()},
        geometry=gpd.points_from_xy(x, y),
        index=known,
        crs="EPSG:4326",
    )
    outside = places["adcode"].isna()
    if odd.any():
        notes.append(Message("study.points.without", n=int(odd.sum())))
    if outside.any():
        names = list(places.loc[outside, "label"])
        notes.append(Message("study.points.outside", n=int(outside.sum()), names=names))
    if codes is not None:
        named = codes.reset_index(drop=True).reindex(known)
        apart = named.notna() & places["adcode"].notna() & (named != places["adcode"])
        if apart.any():
            names = list(places.loc[apart, "label"])
            notes.append(
                Message("study.points.apart", n=int(apart.sum()), of=int(named.notna().sum()), names=names)
            )
    return Located(places=places, n=len(frame), datum=datum, notes=tuple(notes))


def _datum(
    lon: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    lat: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    codes: pd.Series | None,
    layer: gpd.GeoDataFrame,
) -> tuple[str, Message]:
    """The datum of points and how it was told; WGS 84 where nothing tells, with what that leaves open."""
    rows = np.linspace(0, len(lon) - 1, min(len(lon), COMPARED)).astype(int)
    lon, lat = lon[rows], lat[rows]
    known = np.isfinite(lon) & np.isfinite(lat)
    if codes is not None:
        told = point_datum(lon, lat, codes.reset_index(drop=True).take(rows), layer)
        counts = [
            Message("study.points.inside", datum=Message(f"study.datum.{name}"), count=int(told.inside[name]))
            for name in told.inside.sort_values(ascending=False, kind="stable").index
        ]
        if told.datum != "undecided":
            return told.datum, Message(
                "study.points.datum", datum=Message(f"study.datum.{told.datum}"), n=told.n, counts=counts
            )
    here = {
        str(name): units_at(*convert_points(lon[known], lat[known], source=name), layer).fillna("")
        for name in CANDIDATES
    }
    moved = [
        Message(
            "study.points.moved",
            datum=Message(f"study.datum.{name}"),
            count=int((here[name] != here["wgs84"]).sum()),
        )
        for name in here
        if name != "wgs84"
    ]
    return "wgs84", Message("study.points.undecided", n=int(known.sum()), moved=moved)


def match_points(part: TablePart, found: Located) -> Match:
    """Every row in the unit in which its point lies, as a match by names would say it."""
    codes = found.places["adcode"].reindex(range(found.n)).astype("string")
    names = boundaries.read_layer(part.level, tolerance_m=500)["name"]
    held = pd.Series(range(found.n)).isin(found.places.index)
    reasons = codes.notna().map({True: "by_point", False: "point_outside"}).where(held, "no_coordinates")
    frame = pd.DataFrame(
        {
            "adcode": codes,
            "status": codes.notna().map({True: "by_point", False: "not_found"}).astype("str"),
            "reason": reasons.astype("str"),
            "candidates": [(code,) if isinstance(code, str) else () for code in codes],
            "suggestion": pd.Series(pd.NA, index=codes.index, dtype="string"),
            "unit": codes.map(names).astype("string"),
            "warning": pd.Series("", index=codes.index, dtype="str"),
            "dated_adcode": codes,
        }
    )[list(COLUMNS)]
    given = pd.DataFrame({"name": found.places["label"].reindex(codes.index).fillna("")}).assign(
        prefecture="", province=""
    )
    return Match(
        frame=frame,
        given=given,
        as_of=DATE,
        level=part.level,
        dated=None,
        name=part.name,
        prefecture=None,
        province=None,
    )

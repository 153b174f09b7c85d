"""The layer contract: a GeoDataFrame of boundary units by adcode, in EPSG:4326, with seven columns."""

from collections.abc import Hashable, Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries._units import COLUMNS as UNIT_COLUMNS
from boundaries.adcode import COUNTY_KINDS, malformed
from boundaries.errors import LayerError, listed
from boundaries.language import Message

COLUMNS: tuple[str, ...] = (*UNIT_COLUMNS, "geometry")
"""The columns of a layer, in order."""

ALBERS = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m +no_defs"
"""The equal-area projection in which areas are measured and boundaries simplified."""


def check_layer(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Check that ``layer`` keeps the layer contract, and return it unchanged.

    Parameters
    ----------
    layer : GeoDataFrame
        Index ``adcode`` (unique six-digit str), CRS EPSG:4326, the columns of `COLUMNS`, areas that are valid
        polygons within longitude 70-140 and latitude 0-56; of a layer whose ``attrs["level"]`` is "own" any
        ids, anywhere on the earth.

    Returns
    -------
    GeoDataFrame
        ``layer`` itself.

    Raises
    ------
    LayerError
        One message with every breach, each naming its units.

    Examples
    --------
    >>> from boundaries import board
    >>> check_layer(board()).shape
    (16, 7)
    """
    breaches = _breaches(layer)
    if breaches:
        raise LayerError(
            "boundaries.layer.breaches-of-the-layer-contract",
            n_breaches=len(breaches),
            breaches=breaches,
        )
    return layer


CHINA = (70.0, 0.0, 140.0, 56.0)
"""West, south, east, north of a layer of China."""
WORLD = "+proj=cea +lat_ts=0 +lon_0=0 +datum=WGS84 +units=m +no_defs"
"""The equal-area projection of areas elsewhere."""


def equal_area(layer: gpd.GeoDataFrame) -> str:
    """The projection in which areas of a layer are measured."""
    west, south, east, north = in_degrees(layer).total_bounds
    inside = west >= CHINA[0] and south >= CHINA[1] and east <= CHINA[2] and north <= CHINA[3]
    return ALBERS if inside else WORLD


def official(layer: pd.DataFrame) -> "pd.Series[bool]":
    """Which units are official county-level units (kind is one of the eight).

    Parameters
    ----------
    layer : DataFrame by adcode
        With the column ``kind``.

    Returns
    -------
    Series of bool by adcode. True for exactly 2,844 units of the county layer of 2023-07-31; False for Hong
    Kong, Macau, Taiwan, the four cities without counties and the managed areas, which fill the map.

    Examples
    --------
    >>> from boundaries import board
    >>> int(official(board()).sum())
    16
    """
    if not isinstance(layer, pd.DataFrame) or "kind" not in layer.columns:
        raise LayerError("boundaries.layer.wanted-a-layer-with-the-column", name=type(layer).__name__)
    return layer["kind"].isin(COUNTY_KINDS).rename("official")


def area_km2(layer: gpd.GeoDataFrame) -> "pd.Series[float]":
    """Area of each unit in square kilometres, by adcode, in an equal-area projection of the ellipsoid.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
        Any CRS that is known.

    Returns
    -------
    Series of float by adcode
        In the order of ``layer``.

    Examples
    --------
    >>> from boundaries import board
    >>> area_km2(board()).round(1).iloc[0].item()
    104.7
    """
    return in_degrees(layer).to_crs(equal_area(layer)).area.div(1e6).rename("area_km2")


def want_layer(layer: object) -> None:
    """Refuse what is no GeoDataFrame with a geometry."""
    if not isinstance(layer, gpd.GeoDataFrame):
        raise LayerError("boundaries.layer.wanted-a-layer-geodataframe-by-adcode", name=type(layer).__name__)
    if layer.active_geometry_name is None:
        raise LayerError("boundaries.layer.the-layer-has-no-column-of")


def in_degrees(layer: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """The boundaries in longitude and latitude; a layer without CRS is refused."""
    want_layer(layer)
    if layer.crs is None:
        raise LayerError("boundaries.layer.the-layer-has-no-crs-layer")
    shapes = layer.geometry
    return shapes if layer.crs.to_epsg() == 4326 else shapes.to_crs("EPSG:4326")


def _breaches(layer: gpd.GeoDataFrame) -> list[Message]:
    if not isinstance(layer, gpd.GeoDataFrame):
        return [Message("boundaries.layer.no-geodataframe", name=type(layer).__name__)]
    found: list[Message] = []
    if not len(layer):
        found.append(Message("boundaries.layer.no-units"))
    missing = [column for column in COLUMNS if column not in layer.columns]
    if missing:
        held = listed(layer.columns, most=20)
        found.append(Message("boundaries.layer.no-column", columns=missing, held=held))
    if layer.index.name != "adcode":
        found.append(Message("boundaries.layer.index-name", name=layer.index.name))
    own = layer.attrs.get("level") == "own"  # units of any country have the ids they have
    bad = (
        [code for code in layer.index if not isinstance(code, str) or not code]
        if own
        else malformed(layer.index)
    )
    if bad:
        found.append(Message("boundaries.layer.malformed", count=len(bad), codes=list(map(repr, bad))))
    twice = layer.index[layer.index.duplicated()].unique()
    if len(twice):
        found.append(Message("boundaries.layer.duplicates", count=len(twice), codes=list(twice)))
    if "geometry" not in missing:
        found += _geometry_breaches(layer)
    for column in ("name", "kind", "province_code"):
        if column in layer.columns and (empty := layer[column].isna() | layer[column].eq("")).any():
            lacking = list(layer.index[empty])
            fault = Message(
                "boundaries.layer.units-without", count=len(lacking), column=column, units=lacking
            )
            found.append(fault)
    return found


def _geometry_breaches(layer: gpd.GeoDataFrame) -> list[Message]:
    found: list[Message] = []
    if layer.crs is None:
        found.append(Message("boundaries.layer.no-crs"))
    elif layer.crs.to_epsg() != 4326:
        found.append(Message("boundaries.layer.other-crs", crs=layer.crs.to_string()))
    shapes = np.asarray(layer.geometry.array)
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if empty.any():
        found.append(_units("boundaries.layer.no-geometry", _named(layer, empty)))
    flat = ~empty & ~np.isin(shapely.get_type_id(shapes), (3, 6))
    if flat.any():
        found.append(_units("boundaries.layer.no-polygons", _named(layer, flat)))
    invalid = ~empty & ~shapely.is_valid(shapes)
    if invalid.any():
        reasons = shapely.is_valid_reason(shapes[invalid])
        places = [f"{unit} ({why})" for unit, why in zip(_named(layer, invalid), reasons, strict=True)]
        found.append(_units("boundaries.layer.invalid", places))
    if layer.crs is None or layer.crs.to_epsg() == 4326:
        bounds = shapely.bounds(shapes)
        with np.errstate(invalid="ignore"):
            west, south, east, north = (-180, -90, 180, 90) if layer.attrs.get("level") == "own" else CHINA
            away = (bounds[:, 0] < west) | (bounds[:, 1] < south)
            away |= (bounds[:, 2] > east) | (bounds[:, 3] > north)
        if away.any():
            found.append(_units("boundaries.layer.outside", _named(layer, away)))
    return found


def _units(id: str, units: Iterable[object]) -> Message:
    named = list(units)
    return Message(id, count=len(named), units=named)


def _named(layer: gpd.GeoDataFrame, which: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> list[str]:
    codes: list[Hashable] = list(layer.index[which])
    if "name" not in layer.columns:
        return [str(code) for code in codes]
    return [f"{code} {name}" for code, name in zip(codes, layer["name"][which], strict=True)]

"""What a national map is, and what completes it: one answer for the page and the static figure."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import pandas as pd

from boundaries.abroad import in_china
from boundaries.layer import CHINA
from maps.cartography.landmarks import TAIWAN

PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 82))
    for code in range(first, last + 1)
)
"""First two digits of the codes of all provinces."""
LEAST_PROVINCES = 25
"""Units from this many provinces make a map of the whole country."""
WIDTH_DEG = 30.0
"""So does what is wider than this."""
BESIDE = frozenset({TAIWAN, "81", "82"})
"""Provinces that many layers lack: Taiwan, Hong Kong, Macau."""

Box = tuple[float, float, float, float]


def provinces_of(codes: Iterable[object]) -> frozenset[str]:
    """The provinces that units of these codes lie in; codes of another kind lie in none.

    >>> sorted(provinces_of(["320583", "110000", "A1", "99"]))
    ['11', '32']
    """
    known = (text for text in map(str, codes) if len(text) in (6, 9, 12) and text.isdigit())
    return frozenset(text[:2] for text in known) & PROVINCES


def is_national(codes: Iterable[object], bounds: Box | None = None) -> bool:
    """Whether a map of units with these codes, or of this extent, is one of the whole country.

    Parameters
    ----------
    codes : iterable
        Of the units shown.
    bounds : tuple of float, optional
        West, south, east, north of what is shown, degrees.

    Returns
    -------
    bool
        True for units from 25 provinces or more, and for anything wider than 30 degrees; never where most of
        what is shown lies elsewhere.

    Examples
    --------
    >>> is_national(["320583"]), is_national([], (75.0, 40.0, 130.0, 50.0))
    (False, True)
    >>> is_national([], (-125.0, 24.0, -66.0, 50.0))
    False
    """
    if bounds is not None and _share_in_china(bounds) <= 0.5:
        return False
    if bounds is not None and bounds[2] - bounds[0] > WIDTH_DEG:
        return True
    return len(provinces_of(codes)) >= LEAST_PROVINCES


def _share_in_china(bounds: Box) -> float:
    """How much of a window lies where China is."""
    west, south, east, north = bounds
    wide = min(east, CHINA[2]) - max(west, CHINA[0])
    high = min(north, CHINA[3]) - max(south, CHINA[1])
    whole = max(east - west, 1e-9) * max(north - south, 1e-9)
    return max(wide, 1e-9) * max(high, 1e-9) / whole if wide >= 0 and high >= 0 else 0.0


def is_national_layer(layer: gpd.GeoDataFrame) -> bool:
    """Whether a layer is one of the whole country: units of another country never make one."""
    return is_national(layer.index, degrees_of(layer)) and in_china(layer)


def degrees_of(layer: gpd.GeoDataFrame) -> Box:
    """West, south, east, north of a layer in degrees."""
    west, south, east, north = (float(v) for v in layer.geometry.to_crs("EPSG:4326").total_bounds)
    return west, south, east, north


def country() -> gpd.GeoDataFrame:
    """The counties of the whole country: what a map of shapes alone lies on."""
    from boundaries import read_layer

    return read_layer("county")


def completed(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A national layer with Taiwan, Hong Kong, Macau and the South China Sea islands, if it lacks them."""
    if not is_national_layer(layer):
        return layer
    present = provinces_of(layer.index)
    islands = layer.index.astype(str).str.startswith("4603").any() or "460000" in layer.index
    if present >= BESIDE and islands:
        return layer
    context = country()
    wanted = [code[:2] in BESIDE - present or (not islands and code[:4] == "4603") for code in context.index]
    extra = context.loc[wanted].to_crs(layer.crs)
    whole = gpd.GeoDataFrame(pd.concat([layer, extra[~extra.index.isin(layer.index)]]), crs=layer.crs)
    whole.attrs = dict(layer.attrs)
    return whole

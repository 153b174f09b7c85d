"""Colors of maps and charts, chosen and tested for colour-blind eyes.

Every set here is measured in ``tests/maps/test_palette.py``: the least CIEDE2000 between two colors, seen
normally and as protanopia, deuteranopia and tritanopia (Machado 2009) see them, has a floor.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal, get_args

import numpy as np

from boundaries.errors import MapError, choose
from maps.cartography.color_vision import from_lab, seen

Sequential = Literal["blue", "orange", "purple"]
Diverging = Literal["blue_red", "purple_green"]
SEQUENTIAL: tuple[str, ...] = get_args(Sequential)
DIVERGING: tuple[str, ...] = get_args(Diverging)

PAPER = "#ffffff"
INK = "#22252b"
OUTLINE = "#5b6068"
BASE = "#f7f5ef"

LISA = MappingProxyType(
    {"HH": "#b2182b", "LH": "#74b3dd", "LL": "#1b4f9c", "HL": "#f4a582", "not_significant": BASE}
)
HOTSPOTS = MappingProxyType(
    {
        "hot_99": "#8e0f23",
        "hot_95": "#dc6450",
        "hot_90": "#f8bd9d",
        "not_significant": BASE,
        "cold_90": "#a6cbe6",
        "cold_95": "#4a8ac6",
        "cold_99": "#12408f",
    }
)
MEMBERS = "#b2182b"

_RAMPS = {
    "blue": ("#f4f7d5", "#b5dcb5", "#6bb8b8", "#3589b0", "#235a96", "#0f2d66"),
    "orange": ("#fff3c9", "#fdd17e", "#f79c3c", "#dd5f1d", "#a8330f", "#631807"),
    "purple": ("#f6eaf5", "#dcc3e3", "#bd95cf", "#9a62b4", "#732f90", "#42085f"),
    "blue_red": ("#12408f", "#4f8fc9", "#abd0e8", "#f7f3ea", "#f7b799", "#d65f4d", "#8e0f23"),
    "purple_green": ("#4a1a70", "#8d63ad", "#cbb3d9", "#f5f3f2", "#b5dcb0", "#4fa361", "#064d24"),
}
_EIGHT = ("#2244cc", "#cc7788", "#556600", "#eecc99", "#66ddff", "#883355", "#889900", "#6688ee")
_TWELVE = (
    "#bb2255",
    "#ffbbff",
    "#aadd99",
    "#6655dd",
    "#dd77aa",
    "#bbaa00",
    "#335500",
    "#773377",
    "#997711",
    "#9988ff",
    "#44aa77",
    "#007766",
)


def sequential(k: int, *, name: Sequential = "blue") -> tuple[str, ...]:
    """Return ``k`` colors from light to dark, evenly spaced in CIE Lab.

    >>> sequential(3)
    ('#f4f7d5', '#53a0b4', '#0f2d66')
    """
    choose(name, SEQUENTIAL, what="palette", error=MapError)
    return _ramp(name, k)


def diverging(k: int, *, name: Diverging = "blue_red") -> tuple[str, ...]:
    """Return ``k`` colors from low through a pale middle to high.

    >>> diverging(3)
    ('#12408f', '#f7f3ea', '#8e0f23')
    """
    choose(name, DIVERGING, what="palette", error=MapError)
    return _ramp(name, k)


def qualitative(n: int) -> tuple[str, ...]:
    """Return ``n`` colors for things without order: patches, regions, provinces.

    Up to 8 the least difference to colour-blind eyes is 19.8, up to 12 it is 14.3; no larger set can be told
    apart by everyone, so beyond 12 the colors come again in the same order and names must do the rest.

    >>> qualitative(2)
    ('#2244cc', '#cc7788')
    >>> len(set(qualitative(40)))
    12
    """
    _positive(n)
    colors = _EIGHT if n <= len(_EIGHT) else _TWELVE
    return tuple(colors[at % len(colors)] for at in range(n))


def bivariate(k: int = 3) -> tuple[str, ...]:
    """Return ``k * k`` colors (k is 2 or 3) of a two-variable map: row by row, the first variable by row.

    >>> bivariate(2)
    ('#eeeeee', '#d95f02', '#1b6ca8', '#3b2030')

    Parameters
    ----------
    k : {2, 3}
        Classes of each variable.

    Returns
    -------
    tuple of str
        Colors as #rrggbb.
    """
    if k not in (2, 3):
        raise MapError("maps.cartography.palette.a-two-variable-map-has-or", k=k)
    low_low, low_high, high_low, high_high = (
        seen(color) for color in ("#eeeeee", "#d95f02", "#1b6ca8", "#3b2030")
    )
    colors = []
    for row in np.linspace(0, 1, k):
        for column in np.linspace(0, 1, k):
            low = low_low + (low_high - low_low) * column
            high = high_low + (high_high - high_low) * column
            colors.append(from_lab(low + (high - low) * row))
    return tuple(colors)


def readable(color: str) -> str:
    """Return the color of text laid on ``color``: dark on light, white on dark.

    >>> readable("#f4f7d5"), readable("#0f2d66")
    ('#22252b', '#ffffff')
    """
    return INK if seen(color)[0] > 58 else PAPER


def _ramp(name: str, k: int) -> tuple[str, ...]:
    _positive(k)
    anchors = np.array([seen(color) for color in _RAMPS[name]])
    places = np.linspace(0, len(anchors) - 1, k) if k > 1 else np.array([(len(anchors) - 1) * 0.6])
    whole = np.arange(len(anchors))
    return tuple(
        from_lab(np.array([np.interp(at, whole, anchors[:, axis]) for axis in range(3)])) for at in places
    )


def _positive(k: int) -> None:
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or k < 1:
        raise MapError("maps.cartography.palette.the-number-of-colors-must-be", k=k)

"""How colors look to color-blind eyes, and how far apart two colors are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from boundaries.errors import MapError, choose

Floats = npt.NDArray[np.float64]

# Machado, Oliveira & Fernandes (2009), severity 1.0; they act on linear RGB.
SIMULATION: dict[str, Floats] = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
VISIONS: tuple[str, ...] = tuple(SIMULATION)

_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def rgb(color: str) -> Floats:
    """Return ``#rrggbb`` as three numbers from 0 to 1.

    >>> rgb("#ff8000").round(3).tolist()
    [1.0, 0.502, 0.0]
    """
    text = str(color)
    try:
        if len(text) != 7 or text[0] != "#":
            raise ValueError
        return np.array([int(text[at : at + 2], 16) for at in (1, 3, 5)]) / 255.0
    except ValueError:
        raise MapError(
            "maps.cartography.color_vision.a-color-is-written-rrggbb-got", text=text[:40]
        ) from None


def seen(color: str, vision: str = "normal") -> Floats:
    """Return the CIE Lab coordinates (D65) of ``color`` as eyes with ``vision`` see it.

    >>> seen("#ff0000").round(1).tolist()
    [53.2, 80.1, 67.2]
    """
    choose(vision, VISIONS, what="vision", error=MapError)
    coded = rgb(color)
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    linear = np.clip(SIMULATION[vision] @ linear, 0.0, 1.0)
    ratio = (_TO_XYZ @ linear) / _TO_XYZ.sum(axis=1)
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def from_lab(lab: Floats) -> str:
    """Return the Lab coordinates (D65) as ``#rrggbb``, clipped to what a screen shows.

    >>> from_lab(seen("#1b4f9c"))
    '#1b4f9c'
    """
    middle = (lab[0] + 16) / 116
    f = np.array([middle + lab[1] / 500, middle, middle - lab[2] / 200])
    ratio = np.where(f > 6 / 29, f**3, (f - 4 / 29) * 3 * (6 / 29) ** 2)
    linear = np.clip(np.linalg.solve(_TO_XYZ, ratio * _TO_XYZ.sum(axis=1)), 0.0, 1.0)
    coded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(float(part) * 255):02x}" for part in coded)


def difference(one: npt.ArrayLike, other: npt.ArrayLike) -> Floats:
    """Return the color difference CIEDE2000 between Lab colors (last axis L, a, b; the others broadcast).

    References
    ----------
    Sharma, G., Wu, W., & Dalal, E. N. (2005). The CIEDE2000 color-difference formula. Color Research and
    Application 30(1), 21-30. Its table of 34 pairs is a test here.

    >>> float(difference([50, 2.6772, -79.7751], [50, 0, -82.7485]).round(4))
    2.0425
    """
    l1, a1, b1 = np.moveaxis(np.asarray(one, dtype=float), -1, 0)
    l2, a2, b2 = np.moveaxis(np.asarray(other, dtype=float), -1, 0)
    mean_c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * np.sqrt(mean_c7 / (mean_c7 + 25.0**7))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    gray = c1 * c2 == 0
    turn = h2 - h1
    turn = np.where(turn > 180, turn - 360, np.where(turn < -180, turn + 360, turn))
    turn = np.where(gray, 0.0, turn)
    dl, dc = l2 - l1, c2 - c1
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    ml, mc, total = (l1 + l2) / 2, (c1 + c2) / 2, h1 + h2
    mh = np.where(np.abs(h1 - h2) <= 180, total / 2, np.where(total < 360, total / 2 + 180, total / 2 - 180))
    mh = np.where(gray, total, mh)
    t = (
        1
        - 0.17 * np.cos(np.radians(mh - 30))
        + 0.24 * np.cos(np.radians(2 * mh))
        + 0.32 * np.cos(np.radians(3 * mh + 6))
        - 0.20 * np.cos(np.radians(4 * mh - 63))
    )
    sl = 1 + 0.015 * (ml - 50) ** 2 / np.sqrt(20 + (ml - 50) ** 2)
    sc, sh = 1 + 0.045 * mc, 1 + 0.015 * mc * t
    rc = 2 * np.sqrt(mc**7 / (mc**7 + 25.0**7))
    rt = -np.sin(np.radians(60 * np.exp(-(((mh - 275) / 25) ** 2)))) * rc
    square = (dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh)
    return np.asarray(np.sqrt(np.maximum(0.0, square)))


def least_difference(
    colors: Sequence[str], *, vision: str = "normal", adjacent: bool = False
) -> tuple[float, str, str]:
    """Return the smallest CIEDE2000 among ``colors`` as ``vision`` sees them, and the two that have it.

    Parameters
    ----------
    adjacent : compare each color with its successor only (steps of a ramp) instead of every pair
    """
    if len(colors) < 2:
        raise MapError("maps.cartography.color_vision.two-colors-at-least-are-needed")
    lab = {color: seen(color, vision) for color in colors}
    pairs = list(pairwise(colors)) if adjacent else list(combinations(colors, 2))
    return min((float(difference(lab[one], lab[other])), one, other) for one, other in pairs)

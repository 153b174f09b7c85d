"""A figure's SVG made light enough for Word: what repeats is left out, long outlines are written in steps."""

from __future__ import annotations

import re

LONG = 40
"""Outlines of fewer points, letters among them, are left as they are."""
POINT = re.compile(rb"([MLz])(?: (-?[\d.]+) (-?[\d.]+))?")
STRAIGHT = re.compile(rb"[MLz\s\d.-]+")


def slim_svg(svg: bytes) -> bytes:
    """Drop comments (they repeat every text) and digits below a hundredth of a point; shorten long outlines.

    Parameters
    ----------
    svg : bytes
        As matplotlib writes it.

    Returns
    -------
    bytes
        Long outlines of straight lines stand in steps of a tenth of a point (0.035 mm).
    """
    svg = re.sub(rb"\s*<!--.*?-->", b"", svg, flags=re.DOTALL)
    return re.sub(rb' d="([^"]*)"', lambda d: b' d="' + _shortened(d[1]) + b'"', svg)


def _shortened(d: bytes) -> bytes:
    if d.count(b"L") < LONG or not STRAIGHT.fullmatch(d):
        return re.sub(rb"(?<=\.\d\d)\d+", b"", d)
    return in_steps(d)


def in_steps(d: bytes) -> bytes:
    """An outline of absolute points as steps from point to point, in tenths; steps of no length are left out.

    >>> in_steps(b"M 10.04 5 L 10.5 5.26 L 10.5 5.27 L 9 5 z M 1 1 L 2.25 1").decode()
    'M10 5l.5 .3-1.5-.3zM1 1l1.2 0'
    """
    parts: list[str] = []
    x = y = 0
    within = False
    for letter, first, second in POINT.findall(d):
        if letter == b"z":
            parts.append("z")
            within = False
            continue
        to_x, to_y = round(float(first) * 10), round(float(second) * 10)
        if letter == b"M":
            parts.append(f"M{_tenths(to_x)}{_next(to_y)}")
            within = False
        elif (to_x, to_y) != (x, y):
            step = _next(to_x - x) if within else "l" + _tenths(to_x - x)
            parts.append(step + _next(to_y - y))
            within = True
        x, y = to_x, to_y
    return "".join(parts).encode("ascii")


def _tenths(value: int) -> str:
    """A number of tenths, as short as can be."""
    whole, part = divmod(abs(value), 10)
    text = (str(whole) if whole or not part else "") + (f".{part}" if part else "")
    return f"-{text}" if value < 0 else text


def _next(value: int) -> str:
    """The same after another number: a minus parts the two by itself."""
    text = _tenths(value)
    return text if text.startswith("-") else f" {text}"

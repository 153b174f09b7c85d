"""Columns of a page as short text: numbers and labels by unit in a few characters each.

A column of thousands of numbers takes about half the bytes of JSON: every number is a whole one times a power
of ten, written in the digits of an alphabet that needs no escape, all of the same width, so nothing stands
between them. What is read back is the very number that was given (``maps/assets/columns.js``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from maps.page.topology import ALPHABET

Cell = int | float | str | None
SHORT = 100
"""Columns below this length stay plain JSON: nothing is won."""
EXACT = 1 << 53
POWER = 22
"""Whole numbers below ``EXACT`` times or over ten to at most this power are exact in JavaScript."""


def column(values: Sequence[Cell]) -> Any:
    """Write ``values`` in the shortest of three ways: as they are, as numbers, as one of a few.

    Parameters
    ----------
    values : sequence of int, float, str or None
        A unit each; no NaN and no infinity.

    Returns
    -------
    list or dict
        ``{"e": powers of ten, "s": 1 where any is negative, "t": text}`` or
        ``{"of": distinct values, "t": text}``.

    Examples
    --------
    >>> column([1.5, None])
    [1.5, None]
    >>> column([1.5, None] * 60)["of"]
    [1.5]
    """
    plain = list(values)
    if len(plain) < SHORT:
        return plain
    ways: list[Callable[[list[Cell]], dict[str, Any] | None]] = [_chosen, _numbers]
    found = [made for made in (way(plain) for way in ways) if made is not None]
    return min([*found, plain], key=_size)


def _size(made: Any) -> int:
    return len(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def _chosen(values: list[Cell]) -> dict[str, Any] | None:
    """One of the distinct values, by its place among them."""
    place: dict[Cell, int] = {}
    codes = [0 if v is None else 1 + place.setdefault(v, len(place)) for v in values]
    if len(place) > len(values) // 2:
        return None
    return {"of": list(place), "t": _text(np.array(codes, np.int64))}


def _numbers(values: list[Cell]) -> dict[str, Any] | None:
    """A whole number and the place of its power of ten in a short list, together one code."""
    known = [v for v in values if v is not None]
    if not known or any(isinstance(v, str) for v in known):
        return None
    parts = [_decimal(v) for v in known]  # type: ignore[arg-type]
    most = max(len(str(abs(m))) for m, _ in parts)
    low = min(e for _, e in parts)
    one = [(m * 10 ** min(e - low, 40), low) for m, e in parts]
    many = [
        (m * 10 ** (most - len(str(abs(m)))), e - (most - len(str(abs(m))))) if m else (0, low)
        for m, e in parts
    ]
    tried = [made for made in (_coded(one), _coded(many)) if made is not None]
    if not tried:
        return None
    powers, codes, signed = min(tried, key=lambda made: int(made[1].max()))
    full = np.zeros(len(values), np.int64)
    full[[v is not None for v in values]] = codes + 1
    return {"e": powers, "s": signed, "t": _text(full)}


def _coded(parts: list[tuple[int, int]]) -> tuple[list[int], npt.NDArray[np.int64], int] | None:
    """Powers of ten, a code for each number, whether a sign is in it; None if not exact in JavaScript."""
    powers = sorted({e for _, e in parts})
    if (
        max(abs(m) for m, _ in parts) * 2 * len(powers) + len(powers) >= EXACT
        or max(map(abs, powers)) > POWER
    ):
        return None
    signed = int(any(m < 0 for m, _ in parts))
    whole = np.array([m for m, _ in parts], np.int64)
    if signed:
        whole = np.where(whole < 0, -2 * whole - 1, 2 * whole)
    place = {e: k for k, e in enumerate(powers)}
    return powers, whole * len(powers) + np.array([place[e] for _, e in parts], np.int64), signed


def _decimal(value: float) -> tuple[int, int]:
    """``(m, e)`` with ``value == m * 10 ** e`` as Python writes it, ``m`` without zeros at its end.

    >>> _decimal(-0.25), _decimal(1e21), _decimal(300)
    ((-25, -2), (1, 21), (3, 2))
    """
    head, _, power = repr(value).partition("e")
    whole, _, part = head.partition(".")
    digits = (whole + part).rstrip("0")
    if digits in ("", "-"):
        return 0, 0
    return int(digits), int(power or 0) - len(part) + len(whole + part) - len(digits)


def _text(codes: npt.NDArray[np.int64]) -> str:
    """Codes as digits of one width, the highest digit first."""
    base = len(ALPHABET)
    width = 1
    while base**width <= int(codes.max()):
        width += 1
    table = np.frombuffer(ALPHABET.encode(), np.uint8)
    powers = base ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return bytes(table[codes[:, None] // powers % base].ravel()).decode("ascii")

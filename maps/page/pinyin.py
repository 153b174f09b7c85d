"""Pinyin and traditional characters for the search of a page: of the characters it names places with."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from boundaries.errors import LianpianError
from boundaries.spelling import traditional


@cache
def _readings() -> tuple[tuple[str, str], ...]:
    try:
        text = (files("maps") / "assets" / "pinyin.txt").read_text(encoding="utf-8")
    except OSError as problem:
        raise LianpianError("maps.page.units.the-pinyin-table-is-missing-from", problem=problem) from None
    found = re.findall(r"^([a-z]+)(\S+)$", text, flags=re.MULTILINE)
    return tuple((str(s), str(c)) for s, c in found)


def pinyin(text: str) -> str:
    """The readings of the characters of ``text``: ``chang长昌 ...``."""
    used = set(text)
    kept = ((syllable, "".join(c for c in chars if c in used)) for syllable, chars in _readings())
    return " ".join(syllable + chars for syllable, chars in kept if chars)


def from_traditional(text: str) -> str:
    """Traditional characters, each followed by the simplified one of ``text`` that it is searched as.

    >>> from_traditional("昆山市")
    '崑昆'
    """
    used = set(text)
    pairs = []
    for character, choices in traditional().items():
        written = next((one for one in choices if one in used), None)
        if written is not None and character not in used:
            pairs.append(character + written)
    return "".join(pairs)

"""The font of static figures: one that holds every character that is to be written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from boundaries.errors import MapError

INSTALLED = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Arial Unicode MS",
)
MISSING = "□"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeface:
    """A font file and the characters it holds."""

    path: Path
    characters: frozenset[int]

    def lacks(self, text: str) -> set[str]:
        """Return the characters of ``text`` that this font cannot write."""
        return {c for c in text if ord(c) not in self.characters}

    def written(self, text: object, *, most: int = 400) -> str:
        """Return ``text`` as one line that this font can write: control characters gone, others as □."""
        kept = "".join(" " if c.isspace() else c for c in str(text)[: most + 1])
        kept = "".join(c for c in kept if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Mn", "Me", "Co"))
        if len(kept) > most:
            kept = kept[: most - 1] + "…"
        lacks = self.lacks(kept)
        return "".join(MISSING if c in lacks else c for c in kept)


def shipped() -> Typeface:
    """Return the font this package brings along: a subset of Noto Sans CJK SC, the same on every machine.

    >>> shipped().lacks("长三角城市群 Top 100: 昆山市、儋州市")
    set()
    """
    return read_font(Path(str(files("maps"))) / "assets" / "fonts" / "lianpian-sans.otf")


@cache
def read_font(path: str | Path) -> Typeface:
    """Read a font file (.otf, .ttf, .ttc)."""
    from matplotlib.ft2font import FT2Font

    try:
        return Typeface(path=Path(path), characters=frozenset(FT2Font(str(path)).get_charmap()))
    except (OSError, RuntimeError, TypeError) as problem:
        raise MapError(
            "maps.cartography.font.no-usable-font-at", path=str(path), problem=problem
        ) from problem


def choose_font(texts: Iterable[object], *, font: str | Path | None = None) -> Typeface:
    """Return the font to write ``texts`` in.

    The one asked for; else the shipped one, so that figures are the same everywhere; where it lacks a letter
    and an installed Chinese font has all of them, that font.
    """
    if font is not None:
        return read_font(font)
    face = shipped()
    wanted = {
        c
        for text in texts
        for c in str(text)[:400]
        if unicodedata.category(c)[0] not in "CZM" and ord(c) < 0x1F000
    }
    if not face.lacks("".join(wanted)):
        return face
    for other in _installed():
        if not other.lacks("".join(wanted)):
            return other
    return face


@cache
def _installed() -> tuple[Typeface, ...]:
    from matplotlib.font_manager import fontManager

    paths = {entry.name: entry.fname for entry in sorted(fontManager.ttflist, key=lambda e: e.fname)}
    return tuple(read_font(paths[name]) for name in INSTALLED if name in paths)

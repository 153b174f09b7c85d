"""Writing on a page measured in millimetres: how wide a text is, where it breaks, how it is cut."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from maps.cartography.font import Typeface
from maps.cartography.palette import INK, OUTLINE, PAPER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

POINT = 25.4 / 72
"""A typographic point in millimetres."""


def is_dense(text: str) -> bool:
    """Whether a text is written in full-width characters (Han), which say more in less room.

    >>> is_dense("南海诸岛"), is_dense("South China Sea Islands")
    (True, False)
    """
    return sum(unicodedata.east_asian_width(c) in "WF" for c in text) * 2 > len(text)


class Pen:
    """Writes on a page in one typeface; sizes in points, places in millimetres."""

    def __init__(self, page: Figure, face: Typeface) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.font_manager import FontProperties
        from matplotlib.ft2font import FT2Font

        FigureCanvasAgg(page)
        self.page = page
        self.face = face
        self.font = FontProperties(fname=str(face.path))
        self._ruler = FT2Font(str(face.path))

    def paper(self, width: float, height: float) -> Axes:
        """The whole page as axes measured in millimetres."""
        axes = self.page.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_xlim(0, width)
        axes.set_ylim(0, height)
        axes.set_axis_off()
        axes.set_autoscale_on(False)
        return axes

    def width(self, text: str, size: float) -> float:
        """Millimetres that ``text`` takes."""
        self._ruler.set_size(size, 72 * 16)
        self._ruler.set_text(self.face.written(text), 0.0)
        return float(self._ruler.get_width_height()[0]) / 64 / 16 * POINT

    def fit(self, text: str, size: float, width: float) -> str:
        """``text``, cut with an ellipsis where it is longer than ``width`` millimetres."""
        text = self.face.written(text)
        if self.width(text, size) <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (
                (middle, high) if self.width(text[:middle] + "…", size) <= width else (low, middle - 1)
            )
        return text[:low] + "…"

    def lines(self, notes: Sequence[str], size: float, width: float) -> list[str]:
        """Break each note into lines no longer than ``width`` millimetres."""
        out = []
        for note in notes:
            rest = self.face.written(note)
            while rest:
                if self.width(rest, size) <= width:
                    out.append(rest)
                    break
                cut = max(1, len(self.fit(rest, size, width)) - 1)
                space = rest.rfind(" ", 0, cut + 1)
                if space > cut * 0.6 and rest[cut : cut + 1].isascii():
                    cut = space
                out.append(rest[:cut].rstrip())
                rest = rest[cut:].lstrip()
        return out

    def block_height(self, notes: Sequence[str], size: float, width: float) -> float:
        """Height of :meth:`block`."""
        return len(self.lines(notes, size, width)) * size * POINT * 1.45

    def block(self, axes: Axes, x: float, y: float, notes: Sequence[str], size: float, width: float) -> None:
        """Write ``notes`` upwards from ``y``, wrapped."""
        for row, line in enumerate(reversed(self.lines(notes, size, width))):
            self.text(axes, x, y + row * size * POINT * 1.45, line, size, va="bottom", color=OUTLINE)

    def text(
        self,
        axes: Axes,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        width: float | None = None,
        halo: bool = False,
        **style: Any,
    ) -> None:
        """Write one line; never read as mathematics."""
        text = self.face.written(text) if width is None else self.fit(text, size, width)
        style = {"color": INK, "zorder": 50, **style}
        written = axes.text(x, y, text, fontproperties=self.font, fontsize=size, parse_math=False, **style)
        if halo:
            from matplotlib.patheffects import withStroke

            written.set_path_effects([withStroke(linewidth=1.1, foreground=PAPER)])

"""A chart as a picture: the marks of its SVG drawn as PNG, the same bytes for the same chart."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from maps.cartography.font import choose_font
from maps.charts.plain import Mark, below_title, font_size, marks, size_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SCALE = 2.5
"""Pixels of the picture for each of the chart's: sharp at the width of a page."""


def picture(svg: str, *, scale: float = SCALE, titled: bool = True) -> bytes:
    """Draw a chart of this package as PNG on white paper.

    Parameters
    ----------
    svg : str
        What a chart returned.
    scale : float
        Pixels for each pixel of the chart, above 0.
    titled : bool
        Without its title where a caption says it.

    Returns
    -------
    bytes

    Examples
    --------
    >>> import pandas as pd
    >>> from maps.charts import bar
    >>> picture(bar(pd.DataFrame({"p": ["东部"], "n": [66]}), x="p", y="n", title="百强县"))[:4]
    b'\\x89PNG'
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

    wide, high = size_of(svg)
    drawn = list(marks(svg))
    top = 0.0 if titled else below_title(drawn)
    page = Figure(figsize=(wide / 72, (high - top) / 72), dpi=72 * scale, facecolor="white")
    FigureCanvasAgg(page)
    axes = page.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, wide)
    axes.set_ylim(high, top)
    axes.set_axis_off()
    face = choose_font(mark.words for mark in drawn)
    font = FontProperties(fname=str(face.path))
    for depth, mark in enumerate(drawn):
        if mark.heading and not titled:
            continue
        if mark.kind == "text":
            _write(axes, mark, face.written(mark.words), font, depth)
        else:
            _draw(axes, mark, depth)
    out = io.BytesIO()
    page.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _draw(axes: Axes, mark: Mark, depth: int) -> None:
    """A rectangle, circle or path."""
    from matplotlib.patches import Circle, PathPatch, Rectangle

    look, shape = mark.look, mark.shape
    paint: dict[str, Any] = {
        "facecolor": _color(look.get("fill", "#000000"), look.get("fill-opacity")),
        "edgecolor": _color(look.get("stroke", "none"), look.get("stroke-opacity")),
        "linewidth": float(look.get("stroke-width", 1)),
        "zorder": depth,
        "capstyle": "round" if look.get("stroke-linecap") == "round" else "butt",
    }
    if "stroke-dasharray" in look:
        width = paint["linewidth"] or 1.0
        dashes = [float(part) / width for part in look["stroke-dasharray"].split()]
        paint["linestyle"] = (0, dashes)
    if mark.kind == "rect":
        corner = float(shape.get("x", 0)), float(shape.get("y", 0))
        axes.add_patch(Rectangle(corner, float(shape["width"]), float(shape["height"]), **paint))
    elif mark.kind == "circle":
        axes.add_patch(Circle((float(shape["cx"]), float(shape["cy"])), float(shape["r"]), **paint))
    else:
        axes.add_patch(PathPatch(_path(shape["d"]), snap=False, **paint))


def _path(d: str) -> Any:
    """A path of straight lines, of quadratic bends, and of dots (``h0``).

    >>> _path("M0 0L3 4Z").vertices.tolist()
    [[0.0, 0.0], [3.0, 4.0], [0.0, 0.0]]
    """
    from matplotlib.path import Path

    vertices: list[tuple[float, float]] = []
    codes: list[int] = []
    for letter, rest in re.findall(r"([MLQZh])([^MLQZh]*)", d):
        values = [float(part) for part in re.findall(r"-?[\d.]+", rest)]
        if letter == "Z":
            start = max(at for at, code in enumerate(codes) if code == Path.MOVETO)
            vertices.append(vertices[start])
            codes.append(int(Path.CLOSEPOLY))
        elif letter == "h":
            vertices.append(
                (vertices[-1][0] + values[0] + 0.01, vertices[-1][1])
            )  # Agg draws no line of no length
            codes.append(int(Path.LINETO))
        else:
            code = {"M": Path.MOVETO, "L": Path.LINETO, "Q": Path.CURVE3}[letter]
            pairs = list(zip(values[::2], values[1::2], strict=True))
            vertices += pairs
            codes += [int(code)] * len(pairs)
    path = Path(vertices, codes)
    path.should_simplify = False  # dots are lines too short to be kept
    return path


def _write(axes: Axes, mark: Mark, words: str, font: Any, depth: int) -> None:
    """A text, with its baseline where the chart has it."""
    look, shape = mark.look, mark.shape
    turned = re.match(r"rotate\((-?[\d.]+)", shape.get("transform", ""))
    sized = font.copy()
    sized.set_size(font_size(mark))
    axes.text(
        float(shape["x"]),
        float(shape["y"]),
        words,
        fontproperties=sized,
        color=_color(look.get("fill", "#000000"), look.get("fill-opacity")),
        ha={"end": "right", "middle": "center"}.get(look.get("text-anchor", ""), "left"),
        va="baseline",
        rotation=-float(turned[1]) if turned else 0.0,
        rotation_mode="anchor",
        parse_math=False,
        zorder=depth,
    )


def _color(value: str, opacity: str | None) -> Any:
    from matplotlib.colors import to_rgba

    return to_rgba(value, None if value == "none" or opacity is None else float(opacity))

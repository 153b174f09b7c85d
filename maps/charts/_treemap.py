"""Tree map: rectangles within rectangles, their area the size, laid out by the squarified rule."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from boundaries.errors import MapError
from maps.cartography.color_vision import from_lab, seen
from maps.cartography.palette import qualitative, readable
from maps.charts.data import column, labels_of
from maps.charts.svg import SMALL, Drawing, cut, number, safe, text_width
from maps.overlays.overlay import known_lang

Box = tuple[float, float, float, float]


def squarify(sizes: Sequence[float], box: Box) -> list[Box]:
    """Cut ``box`` (x, y, width, height) into boxes of areas in proportion to ``sizes``, each near a square.

    ``sizes`` must fall and be above zero.

    References
    ----------
    Bruls, M., Huizing, K., & van Wijk, J. J. (2000). Squarified treemaps. VisSym, 33-42.

    >>> [tuple(round(v, 2) for v in b) for b in squarify([6, 6, 4, 3, 2, 2, 1], (0, 0, 6, 4))][:2]
    [(0, 0.0, 3.0, 2.0), (0, 2.0, 3.0, 2.0)]
    """
    x, y, wide, high = box
    scale = wide * high / sum(sizes)
    areas = [size * scale for size in sizes]
    out: list[Box] = []
    at = 0
    while at < len(areas):
        side = min(wide, high)
        row = [areas[at]]
        while at + len(row) < len(areas) and _worst([*row, areas[at + len(row)]], side) <= _worst(row, side):
            row.append(areas[at + len(row)])
        thick = sum(row) / side if side else 0.0
        along = 0.0
        for area in row:
            length = area / thick if thick else 0.0
            if wide >= high:
                out.append((x, y + along, thick, length))
            else:
                out.append((x + along, y, length, thick))
            along += length
        if wide >= high:
            x, wide = x + thick, wide - thick
        else:
            y, high = y + thick, high - thick
        at += len(row)
    return out


def _worst(row: Sequence[float], side: float) -> float:
    total = sum(row)
    return max(side**2 * max(row) / total**2, total**2 / (side**2 * min(row)))


def treemap(
    frame: pd.DataFrame,
    *,
    path: Sequence[str],
    size: str,
    title: str,
    lang: str = "zh",
    width: float = 560.0,
    height: float = 420.0,
) -> str:
    """Draw sizes nested by the columns of ``path`` (plate, province, city): the first level gives the color.

    Parameters
    ----------
    path : one to three columns from the widest to the narrowest
    size : column of numbers, none negative; zero and NaN take no room

    Examples
    --------
    >>> table = pd.DataFrame({"plate": ["东部", "东部", "中部"], "province": ["江苏", "浙江", "河南"]})
    >>> table["n"] = [23, 16, 7]
    >>> treemap(table, path=["plate", "province"], size="n", title="百强县").count("<rect")
    5
    """
    known_lang(lang)
    if isinstance(path, str) or not 1 <= len(path) <= 3:
        raise MapError("maps.charts.treemap.path-must-list-one-to-three")
    values = np.nan_to_num(column(frame, size, least=0.0), nan=0.0)
    levels = {f"level{at}": labels_of(frame, name) for at, name in enumerate(path)}
    table = pd.DataFrame({**levels, "size": values})
    table = table[table["size"] > 0]
    if table.empty:
        raise MapError("maps.charts.treemap.column-is-zero-everywhere-there-is", size=size)
    page = Drawing(width, title)
    box = (4.0, page.top, width - 8, height)
    groups = _ordered(table, "level0")
    colors = qualitative(len(groups))
    boxes = squarify([total for _, total in groups], box)
    for (name, total), color, inside in zip(groups, colors, boxes, strict=True):
        _nest(page, table[table["level0"] == name], [name], total, color, inside, len(path))
    desc = "; ".join(f"{name}: {number(total)}" for name, total in groups[:40])
    return page.finish(page.top + height + 6, desc=desc, lang=lang)


def _ordered(table: pd.DataFrame, level: str) -> list[tuple[str, float]]:
    sums = table.groupby(level, sort=True)["size"].sum()
    return [
        (str(name), float(total)) for name, total in sums.sort_values(ascending=False, kind="stable").items()
    ]


def _nest(
    page: Drawing, table: pd.DataFrame, names: list[str], total: float, color: str, box: Box, depth: int
) -> None:
    x, y, wide, high = box
    leaf = len(names) == depth
    hover = " · ".join(names) + f": {number(total)}"
    page.add(
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(wide, 0):.1f}" height="{max(high, 0):.1f}" '
        f'fill="{color}" style="stroke:var(--lp-base);stroke-width:{2.4 if len(names) == 1 else 0.8:g}">'
        f"<title>{safe(hover)}</title></rect>"
    )
    kind = "k" if readable(color) != "#ffffff" else "w"
    head = 0.0
    if wide > 26 and high > 16:
        label = names[-1] if leaf else f"{names[-1]} {number(total)}"
        shown = cut(label, wide - 8, SMALL)
        if len(shown) > 1:
            style = "font-size:12px" + (";font-weight:600" if not leaf else "")
            page.add(
                f'<text x="{x + 4:.1f}" y="{y + 13:.1f}" class="{kind}" style="{style}">{safe(shown)}</text>'
            )
            head = 17.0
    if leaf:
        if head and high > 32 and text_width(number(total), SMALL) < wide - 8:
            figure = number(total)
            style = "font-size:12px"
            page.add(f'<text x="{x + 4:.1f}" y="{y + 28:.1f}" class="{kind}" style="{style}">{figure}</text>')
        return
    level = f"level{len(names)}"
    inner = (x + 2, y + head + 1, wide - 4, high - head - 3)
    if inner[2] < 6 or inner[3] < 6:
        return
    parts = _ordered(table, level)
    lab = seen(color)
    lighter = from_lab(np.array([min(lab[0] + 9, 93), lab[1] * 0.8, lab[2] * 0.8]))
    for (name, size), inside in zip(parts, squarify([s for _, s in parts], inner), strict=True):
        _nest(page, table[table[level] == name], [*names, name], size, lighter, inside, depth)

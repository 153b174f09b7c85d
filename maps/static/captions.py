"""What is written under and on a static figure: sources, approval number, island names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from maps.cartography.palette import INK
from maps.overlays.overlay import TAIWAN_ABSENT, Overlay
from maps.page.words import boundary_source
from maps.static.artists import Frame, Shapes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from maps.static.text import Pen

# name, longitude, latitude, has a dot of its own, where the name stands
MAIN_ISLANDS = (
    ("钓鱼岛", "Diaoyu Dao", 123.475, 25.744, "left"),
    ("赤尾屿", "Chiwei Yu", 124.560, 25.921, "above"),
)
SEA_ISLANDS = (
    ("东沙群岛", "Dongsha", 116.72, 20.70, "right"),
    ("西沙群岛", "Xisha", 111.60, 17.45, "center"),
    ("中沙群岛", "Zhongsha", 114.60, 14.85, "center"),
    ("黄岩岛", "Huangyan Dao", 117.75, 15.15, "right"),
    ("南沙群岛", "Nansha", 113.60, 8.30, "center"),
)
DOTTED = {"钓鱼岛", "赤尾屿", "黄岩岛", "东沙群岛"}


def footer(
    overlays: Sequence[Overlay], *, lang: str, source: str | None, approval_number: str | None
) -> list[str]:
    """The lines under the map: note, data, boundaries with their date, approval number."""
    zh = lang == "zh"
    attrs: dict[object, object] = next(
        (o.layer.attrs for o in overlays if o.layer is not None and o.layer.attrs), {}
    )
    notes = [o.note for o in overlays if o.note]
    if source:
        notes.append(("数据来源：" if zh else "Data: ") + source)
    date = attrs.get("date")
    if date or attrs.get("provider"):
        said = boundary_source(attrs, lang)
        dated = (f"（区划截至 {date}）" if zh else f" (divisions of {date})") if date else ""
        notes.append(("边界来源：" if zh else "Boundaries: ") + said + dated)
    number = approval_number or attrs.get("approval_number")
    if number:
        notes.append(("审图号：" if zh else "Map approval number: ") + str(number))
    else:
        notes.append(
            "审图号：未送审；公开出版前须依法送审"
            if zh
            else "Map approval: none; required before publication in China"
        )
    return notes


def name_boxes(frame: Frame) -> Shapes:
    """The room on the page that the names beside the main map's islands take."""
    points = gpd.GeoSeries.from_xy(
        [n[2] for n in MAIN_ISLANDS], [n[3] for n in MAIN_ISLANDS], crs="EPSG:4326"
    )
    placed = [p for p in frame.on_page(points) if p is not None]
    rooms = [shapely.box(p.x - 2.2, p.y - 0.5, p.x + 3.6, p.y + 2.6) for p in placed]
    return np.array(rooms, dtype=object)


SOUTH_OF_TAIWAN = (120.95, 21.8)
"""Where the note on Taiwan's data ends: between the island, a dash of the ten-dash line and 东沙群岛."""
NOTE_MM = 11.8


def _below_taiwan(frame: Frame) -> tuple[float, float]:
    place = gpd.GeoSeries.from_xy([SOUTH_OF_TAIWAN[0]], [SOUTH_OF_TAIWAN[1]], crs="EPSG:4326")
    point = frame.on_page(place)[0]
    return (point.x, point.y) if point is not None else (frame.page[2], frame.page[1] + 3)


def taiwan_box(frame: Frame) -> Shapes:
    """The room on the page that the note on Taiwan's data takes."""
    x, y = _below_taiwan(frame)
    return np.array([shapely.box(x - NOTE_MM, y - 2.4, x, y - 0.2)], dtype=object)


def taiwan_note(axes: Axes, frame: Frame, pen: Pen, *, lang: str) -> None:
    """Say under the island that no data of Taiwan are shown."""
    x, y = _below_taiwan(frame)
    words = TAIWAN_ABSENT[lang]
    size = 4.8 * min(1.0, NOTE_MM / pen.width(words, 4.8))
    pen.text(axes, x, y - 0.4, words, size, ha="right", va="top", zorder=31, halo=True)


def island_labels(axes: Axes, frame: Frame, pen: Pen, *, lang: str, inset: bool) -> None:
    """Name the islands: 钓鱼岛 and 赤尾屿 on the map, the groups of the South China Sea in the inset."""
    names = SEA_ISLANDS if inset else MAIN_ISLANDS
    points = gpd.GeoSeries.from_xy([n[2] for n in names], [n[3] for n in names], crs="EPSG:4326")
    x0, y0, x1, y1 = frame.page
    size = 4.2 if inset else 4.8
    for (zh, en, _, _, side), point in zip(names, frame.on_page(points), strict=True):
        if point is None or (inset and x1 - x0 < (18 if lang == "zh" else 30) and zh != "黄岩岛"):
            continue
        name = zh if lang == "zh" else en
        if zh in DOTTED:
            axes.scatter([point.x], [point.y], s=1.0, color=INK, linewidth=0, zorder=30)
        wide = pen.width(name, size)
        if side == "center":
            left = point.x - wide / 2
        elif side == "left":
            left = point.x - wide - 0.6
        elif side == "above":
            left = point.x - 2.0
        else:
            left = point.x + 0.6
        left = min(max(left, x0 + 0.4), x1 - wide - 0.4)
        y = point.y + {"left": 0.4, "above": 1.6}.get(side, 0.0)
        if y0 < y < y1:
            pen.text(axes, left, y, name, size, va="center", zorder=31, halo=True)
    if inset:
        title = "南海诸岛" if lang == "zh" else "South China Sea Islands"
        size = 5.6 if lang == "zh" else 4.4
        middle = (x0 + x1) / 2
        size *= min(1.0, (x1 - x0 - 0.8) / pen.width(title, size))
        pen.text(axes, middle, y0 + 0.7, title, size, ha="center", va="bottom", zorder=31, halo=True)

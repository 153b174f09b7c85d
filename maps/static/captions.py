"""What is written under and on a static figure: sources, approval number, island names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from boundaries.abroad import in_china
from boundaries.language import Message, say, written
from maps.cartography.credits import source_of
from maps.cartography.landmarks import LANDMARKS, MAIN_ISLANDS, SEA_ISLANDS, TAIWAN_ABSENT, Landmark
from maps.cartography.palette import INK
from maps.overlays.overlay import Overlay
from maps.static.artists import Frame, Shapes
from maps.static.text import is_dense

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from maps.static.text import Pen


def footer(
    overlays: Sequence[Overlay], *, lang: str, source: str | None, approval_number: str | None
) -> list[str]:
    """The lines under the map: note, data, boundaries with their date, approval number."""
    attrs: dict[object, object] = next(
        (o.layer.attrs for o in overlays if o.layer is not None and o.layer.attrs), {}
    )
    notes: list[Message | str] = [o.note for o in overlays if o.note]
    if source:
        notes.append(Message("maps.caption.data", source=source))
    date = attrs.get("date")
    if date:
        notes.append(Message("maps.caption.boundaries_dated", source=source_of(attrs), date=str(date)))
    elif attrs.get("provider"):
        notes.append(Message("maps.caption.boundaries", source=source_of(attrs)))
    elsewhere = all(one.layer is not None and not in_china(one.layer) for one in overlays)
    number = approval_number or attrs.get("approval_number")
    if number:
        notes.append(Message("maps.credit.approval_number", number=str(number)))
    elif not elsewhere:
        notes.append(Message("maps.caption.no_approval_number"))
    return [written(note, lang) for note in notes]


def _places(marks: Sequence[Landmark]) -> gpd.GeoSeries:
    x, y = [mark.longitude for mark in marks], [mark.latitude for mark in marks]
    return gpd.GeoSeries.from_xy(x, y, crs="EPSG:4326")


def name_boxes(frame: Frame) -> Shapes:
    """The room on the page that the names beside the main map's islands take."""
    placed = [p for p in frame.on_page(_places(MAIN_ISLANDS)) if p is not None]
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
    words = say(lang, TAIWAN_ABSENT)
    size = 4.8 * min(1.0, NOTE_MM / pen.width(words, 4.8))
    pen.text(axes, x, y - 0.4, words, size, ha="right", va="top", zorder=31, halo=True)


def island_labels(axes: Axes, frame: Frame, pen: Pen, *, lang: str, inset: bool) -> None:
    """Name the islands: 钓鱼岛 and 赤尾屿 on the map, the groups of the South China Sea in the inset."""
    x0, y0, x1, y1 = frame.page
    title = say(lang, "maps.landmark.south_china_sea_islands")
    size = 4.2 if inset else 4.8
    cramped = inset and x1 - x0 < (18 if is_dense(title) else 30)
    marks = SEA_ISLANDS if inset else MAIN_ISLANDS
    for mark, point in zip(marks, frame.on_page(_places(marks)), strict=True):
        if point is None or (cramped and mark not in LANDMARKS):
            continue
        name = say(lang, mark.name)
        if mark.dot:
            axes.scatter([point.x], [point.y], s=1.0, color=INK, linewidth=0, zorder=30)
        wide = pen.width(name, size)
        side = mark.figure_side
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
        size = 5.6 if is_dense(title) else 4.4
        middle = (x0 + x1) / 2
        size *= min(1.0, (x1 - x0 - 0.8) / pen.width(title, size))
        pen.text(axes, middle, y0 + 0.7, title, size, ha="center", va="bottom", zorder=31, halo=True)

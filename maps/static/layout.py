"""What a static figure shows and where: the map, the inset, the legends, so that nothing is covered."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely

from boundaries.abroad import in_china
from boundaries.errors import MapError
from maps.cartography.extent import SOUTH_SEA_BOX, Extent, room
from maps.cartography.landmarks import TAIWAN
from maps.cartography.national import Box
from maps.overlays.overlay import Overlay
from maps.static.artists import Frame, Shapes
from maps.static.captions import name_boxes, taiwan_box
from maps.static.legend import Legend
from maps.static.text import Pen

SEA_INSET = 0.34
"""The inset is at most this share of the map's height."""


def bounds_of(overlays: tuple[Overlay, ...]) -> Box:
    """West, south, east, north of everything that the overlays show, in degrees."""
    boxes = []
    for one in overlays:
        for frame in (one.layer, one.shapes):
            if frame is not None and len(frame):
                shown = frame.geometry[~(frame.geometry.is_empty | frame.geometry.isna())]
                boxes.append(shown.to_crs("EPSG:4326").total_bounds)
        if one.image is not None and one.layer is None:
            boxes.append(np.array(one.image.bounds))
    if not boxes:
        raise MapError("maps.static.layout.the-overlay-holds-no-geometry-to")
    low, high = np.min(boxes, axis=0), np.max(boxes, axis=0)
    return float(low[0]), float(low[1]), float(high[2]), float(high[3])


def codes_of(overlays: tuple[Overlay, ...]) -> list[str]:
    """The codes of every unit that the overlays show."""
    return [str(code) for one in overlays if one.layer is not None for code in one.layer.index]


def abroad(overlays: tuple[Overlay, ...]) -> bool:
    """Whether the overlays show units of another country."""
    layers = [one.layer for one in overlays if one.layer is not None and len(one.layer)]
    return bool(layers) and not any(in_china(layer) for layer in layers)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Content:
    """What the main frame shows, on the page; ``solid`` is what nothing may cover."""

    provinces: Shapes
    taiwan: Shapes
    dashes: Shapes
    units: Shapes | None
    solid: list[Shapes]


def content_of(
    overlays: tuple[Overlay, ...],
    frame: Frame,
    provinces: gpd.GeoDataFrame,
    dashes: gpd.GeoSeries,
    extent: Extent,
) -> Content:
    """Place the provinces, the ten-dash line, the units and the shapes of the overlays on the page."""
    around = frame.units(provinces.geometry)
    shown = dashes[dashes.bounds["miny"] > 20] if extent.national else dashes
    dashed = frame.on_page(shown)
    units = None
    solid = [dashed, name_boxes(frame)]
    if extent.national and any(one.lacks_taiwan for one in overlays):
        solid.append(taiwan_box(frame))
    if extent.national:
        solid.append(around)
    for one in overlays:
        if one.colors_units and one.layer is not None:
            units = frame.units(one.layer.geometry)
            solid.append(units)
        if one.shapes is not None:
            solid.append(frame.on_page(one.shapes.geometry))
    parts = [shapely.get_parts(s[np.array([g is not None for g in s], dtype=bool)]) for s in solid]
    return Content(
        provinces=around,
        taiwan=around[provinces.index.astype(str).str.startswith(TAIWAN)],
        dashes=dashed,
        units=units,
        solid=parts,
    )


def inset_page(frame: Frame, drawn: Shapes) -> Box | None:
    """Where the inset 南海诸岛 goes: the first corner with room, covering nothing."""
    sea = SOUTH_SEA_BOX
    aspect = (sea[2] - sea[0]) / (sea[3] - sea[1])
    high = frame.page[3] - frame.page[1]
    for corner in ("br", "bl", "tr", "tl"):
        box = room(
            drawn,
            frame.page,
            aspect=aspect,
            corner=corner,
            largest=SEA_INSET * high,
            smallest=0.12 * high,
            gap=0.008 * high,
        )
        if box is not None:
            return box
    return None


def place_legends(
    legends: list[Legend], pen: Pen, taken: Shapes, page: Box, extent: Extent
) -> tuple[list[Legend], list[tuple[float, float]], float]:
    """Find the legends' lower-left corners, and how far the map must rise for those that go below it.

    A legend stands in a corner that is free, in one column or in several; else below the map, side by side.
    """
    flowed: list[Legend] = []
    places: list[tuple[float, float]] = []
    below, x = 0.0, page[0]
    corners = ("bl", "br", "tl", "tr") if extent.national else ("bl", "br", "tr", "tl")
    for legend in legends:
        tries = [replace(legend, most_rows=rows) for rows in (12, 6)]
        sizes = [one.size(pen) for one in tries]
        spots = (
            (one, room(taken, page, aspect=w / h, corner=corner, largest=h, smallest=h, gap=1.0))
            for one, (w, h) in zip(tries, sizes, strict=True)
            for corner in corners
        )
        one, box = next(((one, box) for one, box in spots if box is not None), (None, None))
        if one is not None and box is not None:
            flowed.append(one)
            places.append((box[0], box[1]))
            taken = np.append(taken, shapely.box(*box))
            continue
        flowed.append(replace(legend, most_rows=5))
        wide, high = flowed[-1].size(pen)
        places.append((x, -1.0))
        x += wide + 6
        below = max(below, high + 2)
    return flowed, [(px, page[1] if py < 0 else py + below) for px, py in places], below


def raised(box: Box, by: float) -> Box:
    """The box, higher on the page."""
    return box[0], box[1] + by, box[2], box[3] + by

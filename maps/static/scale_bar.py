"""The marks of a static map: borders, the inset of the South China Sea, scale bar, north arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from boundaries.language import say
from maps.cartography.extent import NATIONAL, SOUTH_SEA_BOX, Extent
from maps.cartography.landmarks import TAIWAN
from maps.cartography.national import Box
from maps.cartography.palette import BASE, INK, OUTLINE, PAPER
from maps.overlays.overlay import Overlay
from maps.static.artists import Frame, Shapes, lay, lay_raster, lay_shapes, lay_units, lay_without
from maps.static.captions import island_labels
from maps.static.text import Pen

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BORDER = "#3d424a"


def borders(axes: Axes, frame: Frame, provinces: Shapes, *, order: float) -> None:
    """Province outlines, cased in white so that they show on light and dark."""
    lay(
        axes,
        frame,
        provinces,
        facecolor="none",
        edgecolor=PAPER,
        linewidth=0.9,
        alpha=0.55,
        zorder=order,
    )
    lay(axes, frame, provinces, facecolor="none", edgecolor=BORDER, linewidth=0.35, zorder=order + 0.1)


def south_sea(
    axes: Axes,
    overlays: tuple[Overlay, ...],
    inset: Box,
    provinces: gpd.GeoDataFrame,
    dashes: gpd.GeoSeries,
    *,
    dpi: int,
    pen: Pen,
    lang: str,
) -> None:
    """The inset 南海诸岛, in the same projection and colors."""
    from matplotlib.patches import Rectangle

    frame = Frame(crs=NATIONAL, window=SOUTH_SEA_BOX, page=inset)
    x0, y0, x1, y1 = inset
    axes.add_artist(Rectangle((x0, y0), x1 - x0, y1 - y0, facecolor=PAPER, edgecolor="none", zorder=10))
    around = frame.units(provinces.geometry)
    lay(axes, frame, around, facecolor=BASE, edgecolor=BASE, linewidth=0.25, zorder=11)
    if any(one.lacks_taiwan for one in overlays):
        theirs = provinces.index.astype(str).str.startswith(TAIWAN)
        lay_without(axes, frame, around[theirs], order=11.2)
    for one in overlays:
        if one.image is not None:
            lay_raster(axes, frame, one, around, order=11.5, dpi=dpi)
        if one.colors_units and one.layer is not None:
            lay_units(axes, frame, one, frame.units(one.layer.geometry), order=12)
        lay_shapes(axes, frame, one, order=14)
    borders(axes, frame, around, order=13)
    lay(axes, frame, frame.on_page(dashes), facecolor="none", edgecolor=OUTLINE, linewidth=0.9, zorder=13)
    island_labels(axes, frame, pen, lang=lang, inset=True)
    axes.add_artist(
        Rectangle((x0, y0), x1 - x0, y1 - y0, facecolor="none", edgecolor=OUTLINE, linewidth=0.5, zorder=40)
    )


def scale_bar(
    axes: Axes, frame: Frame, extent: Extent, pen: Pen, *, lang: str, right: float, bottom: float
) -> None:
    """A bar of round length, at most 34 mm, with the projection's true parallels under it."""
    from matplotlib.patches import Rectangle

    per_km = frame.mm_per_m * 1000
    length = max(n * 10**e for e in range(-1, 4) for n in (1, 2, 5) if n * 10**e * per_km <= 34)
    wide = length * per_km
    left, y = right - wide - 6, bottom + 3.6
    for part, color in enumerate((INK, PAPER)):
        axes.add_artist(
            Rectangle(
                (left + part * wide / 2, y), wide / 2, 0.9, facecolor=color, edgecolor=INK, linewidth=0.4
            )
        )
    for share in (0, 0.5, 1):
        km = length * share
        label = say(lang, "maps.scale.km", km=km) if share == 1 else f"{km:g}"
        pen.text(axes, left + share * wide, y + 1.3, label, 6.0, ha="center", va="bottom")
    low, high = extent.parallels
    note = say(lang, "maps.scale.parallels", low=low, high=high)
    pen.text(axes, right, bottom, note, 5.2, ha="right", va="bottom", color=OUTLINE)


def north(axes: Axes, frame: Frame, drawn: Shapes, pen: Pen, *, lang: str) -> None:
    """A north arrow in the freest upper corner."""
    from matplotlib.patches import Polygon

    tree = shapely.STRtree(drawn)
    x0, _, x1, y1 = frame.page
    corners = [(x1 - 7, y1 - 12), (x0 + 1, y1 - 12)]
    left, low = min(corners, key=lambda c: len(tree.query(shapely.box(c[0], c[1], c[0] + 6, c[1] + 11))))
    x = left + 3
    axes.add_artist(Polygon([(x, low + 7.5), (x - 1.7, low), (x, low + 1.7)], facecolor=INK, zorder=49))
    axes.add_artist(
        Polygon(
            [(x, low + 7.5), (x + 1.7, low), (x, low + 1.7)],
            facecolor=PAPER,
            edgecolor=INK,
            linewidth=0.4,
            zorder=49,
        )
    )
    pen.text(axes, x, low + 8, say(lang, "maps.north"), 7, ha="center", va="bottom")

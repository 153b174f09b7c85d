"""A static figure at print size: PNG, SVG or PDF, complete, with its scale, legend and sources."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

import boundaries
from boundaries.errors import MapError
from boundaries.language import written
from boundaries.writing import write_whole
from maps.cartography.extent import Extent, extent_of
from maps.cartography.font import choose_font
from maps.cartography.palette import BASE, OUTLINE, PAPER
from maps.overlays.overlay import DEFAULT_LANG, Overlay, known_lang
from maps.static.artists import FINEST, FINEST_SVG, Frame, lay, lay_raster, lay_shapes, lay_units, lay_without
from maps.static.captions import footer, island_labels, taiwan_note
from maps.static.file import checked_path, file_bytes
from maps.static.layout import (
    Content,
    abroad,
    bounds_of,
    codes_of,
    content_of,
    inset_page,
    place_legends,
    raised,
)
from maps.static.legend import draw_legend, measure_legend
from maps.static.scale_bar import borders, north, scale_bar, south_sea
from maps.static.text import Pen

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes

MARGIN = 3.0
TOLERANCE_M = 500
FEW = 400


def figure(
    overlay: Overlay | Sequence[Overlay],
    path: str | os.PathLike[str],
    *,
    width_mm: float = 180.0,
    dpi: int = 300,
    title: str | None = None,
    lang: str | None = None,
    source: str | None = None,
    approval_number: str | None = None,
    font: str | os.PathLike[str] | None = None,
) -> Path:
    """Draw an overlay as a figure for print and write it.

    Parameters
    ----------
    overlay : an overlay, or several drawn one over the other (one at most may color units)
    path : where to write; the suffix (``.png``, ``.svg``, ``.pdf``) chooses the format
    width_mm : 60 to 420
    dpi : 72 to 1200, of a PNG and of pictures in the others
    title : by default the overlay's name; ``""`` for none (as journals want it, in the caption)
    lang : ``zh`` or ``en``; by default the overlay's, Chinese where it has none
    source : where the data come from, added to the source of the boundaries
    approval_number : the 审图号 under which the map may be published
    font : a font file; by default the shipped one, the same on every machine

    Returns
    -------
    Path of the file. The same overlay and settings give the same bytes.

    Notes
    -----
    Units of 25 provinces or more, or a layer wider than 30 degrees, make a national figure: Albers equal-area
    projection (25°N, 47°N, 105°E), the whole country under it whatever the layer holds, the ten-dash line and
    the inset 南海诸岛 in a corner where it covers nothing. A smaller one is drawn in an equal-area conic
    projection of its own with the provinces around it, and has a north arrow if north turns by at most two
    degrees over it. The scale bar is true along the standard parallels.

    Raises
    ------
    MapError : a suffix or setting that is not possible, no overlay, nothing to draw
    """
    return figures(
        overlay,
        (path,),
        width_mm=width_mm,
        dpi=dpi,
        title=title,
        lang=lang,
        source=source,
        approval_number=approval_number,
        font=font,
    )[0]


def figures(
    overlay: Overlay | Sequence[Overlay],
    paths: Sequence[str | os.PathLike[str]],
    *,
    width_mm: float = 180.0,
    dpi: int = 300,
    title: str | None = None,
    lang: str | None = None,
    source: str | None = None,
    approval_number: str | None = None,
    font: str | os.PathLike[str] | None = None,
) -> list[Path]:
    """Draw an overlay and write it in several formats; settings as for :func:`figure`.

    Parameters
    ----------
    overlay : Overlay or sequence of Overlay
    paths : sequence of path
        A file for each format wanted, told by its ending.
    width_mm, dpi, title, lang, source, approval_number, font
        As for :func:`figure`.

    Returns
    -------
    list of Path
        The files written, in the order of ``paths``.
    """
    targets = [checked_path(path) for path in paths]
    overlays = (overlay,) if isinstance(overlay, Overlay) else tuple(overlay)
    _check(overlays, width_mm, dpi)
    lang = known_lang(lang or overlays[0].lang or DEFAULT_LANG)
    overlays = tuple(one.said(lang) for one in overlays)
    forms = [target.suffix.lower()[1:] for target in targets]
    settled = partial(
        _draw,
        overlays,
        width=float(width_mm),
        dpi=int(dpi),
        title=written(overlays[0].name, lang) if title is None else title,
        lang=lang,
        notes=footer(overlays, lang=lang, source=source, approval_number=approval_number),
        font=font,
    )
    made: dict[str, bytes] = {}
    for finest, drawn in ((FINEST, {"png", "pdf"}), (FINEST_SVG, {"svg"})):
        wanted = sorted(drawn & set(forms))
        if wanted:
            made |= dict(zip(wanted, settled(wanted, finest=finest), strict=True))
    for target, form in zip(targets, forms, strict=True):
        write_whole(target, made[form], error=MapError)
    return targets


def _check(overlays: tuple[Overlay, ...], width_mm: float, dpi: int) -> None:
    if not overlays or not all(isinstance(o, Overlay) for o in overlays):
        raise MapError("maps.static.figure.a-figure-needs-an-overlay-such")
    if sum(o.colors_units for o in overlays) > 1:
        raise MapError("maps.static.figure.only-one-overlay-of-a-figure")
    if not 60 <= float(width_mm) <= 420:
        raise MapError("maps.static.figure.width-mm-must-be-from-to", width_mm=width_mm)
    if not 72 <= int(dpi) <= 1200:
        raise MapError("maps.static.figure.dpi-must-be-from-to-got", dpi=dpi)


@cache
def _country() -> tuple[gpd.GeoDataFrame, gpd.GeoSeries]:
    """The provinces and the ten-dash line: read once, so that `Frame` places the same geometries once."""
    return boundaries.read_layer("province", tolerance_m=TOLERANCE_M), boundaries.read_ten_dash_line()


def _draw(
    overlays: tuple[Overlay, ...],
    forms: Sequence[str],
    *,
    finest: float,
    width: float,
    dpi: int,
    title: str,
    lang: str,
    notes: Sequence[str],
    font: str | os.PathLike[str] | None,
) -> list[bytes]:
    """Lay out the page (all in millimetres) and return the bytes of a file of every form."""
    import matplotlib
    from matplotlib.figure import Figure

    elsewhere = abroad(overlays)
    extent = extent_of(bounds_of(overlays), codes_of(overlays), abroad=elsewhere)
    legends = [
        measure_legend(one, lang=lang, national=extent.national)
        for one in overlays
        if one.classes or one.missing
    ]
    words = [title, *notes, *(word for legend in legends for word in legend.words)]
    face = choose_font(words, font=None if font is None else Path(font))
    provinces, dashes = _country()
    if elsewhere:  # no land of China lies around units of another country
        provinces, dashes = provinces.iloc[:0], dashes.iloc[:0]
    inner = width - 2 * MARGIN
    settings: Any = {
        "svg.hashsalt": "lianpian",
        "svg.fonttype": "path",
        "pdf.fonttype": 3,
        "path.simplify": True,
        "axes.unicode_minus": False,
    }
    with matplotlib.rc_context(settings):
        page = Figure(figsize=(width / 25.4, 1.0), dpi=dpi, facecolor=PAPER)
        pen = Pen(page, face)
        notes_height = pen.block_height(notes, 6.0, inner - 42)
        scale_height = 9.0
        foot = max(notes_height, scale_height)
        head = 0.0 if not title else 8.0
        low = MARGIN + foot + 2.5
        for more in (0.0, 0.2, 0.45):  # widened only where an overlay takes every corner
            x0, y0, x1, y1 = extent.box
            extent = replace(extent, box=(x0, y0, x1 + more * (x1 - x0), y1))
            frame_page = (MARGIN, low, MARGIN + inner, low + inner * (y1 - y0) / (extent.box[2] - x0))
            frame = Frame(crs=extent.crs, window=extent.box, page=frame_page, finest=finest)
            content = content_of(overlays, frame, provinces, dashes, extent)
            drawn = np.concatenate(content.solid)
            inset = inset_page(frame, drawn) if extent.national else None
            if inset is not None or not extent.national:
                break
        else:
            raise MapError("maps.static.figure.the-overlay-leaves-no-room-for")
        taken = drawn if inset is None else np.append(drawn, shapely.box(*inset))
        legends, places, below = place_legends(legends, pen, taken, frame_page, extent)
        if below:
            frame = replace(frame, page=raised(frame_page, below))
            inset = None if inset is None else raised(inset, below)
            content = content_of(overlays, frame, provinces, dashes, extent)
        height = frame.page[3] + MARGIN + head
        page.set_size_inches(width / 25.4, height / 25.4)
        axes = pen.paper(width, height)
        _map(axes, overlays, frame, content, dpi=dpi, extent=extent, pen=pen, lang=lang)
        if inset is not None:
            south_sea(axes, overlays, inset, provinces, dashes, dpi=dpi, pen=pen, lang=lang)
        for legend, place in zip(legends, places, strict=True):
            draw_legend(axes, legend, place, pen, backed=not extent.national)
        if title:
            pen.text(axes, MARGIN, height - MARGIN, title, 10.5, va="top", width=inner)
        pen.block(axes, MARGIN, MARGIN, notes, 6.0, inner - 42)
        scale_bar(axes, frame, extent, pen, lang=lang, right=MARGIN + inner, bottom=MARGIN)
        if not extent.national and extent.turn_deg <= 2.0:
            north(axes, frame, np.concatenate(content.solid), pen, lang=lang)
        return [file_bytes(page, form, dpi) for form in forms]


def _map(
    axes: Axes,
    overlays: tuple[Overlay, ...],
    frame: Frame,
    content: Content,
    *,
    dpi: int,
    extent: Extent,
    pen: Pen,
    lang: str,
) -> None:
    base = BASE if extent.national else "#e9e9e4"
    lay(axes, frame, content.provinces, facecolor=base, edgecolor=base, linewidth=0.25, zorder=1)
    lacks_taiwan = extent.national and any(one.lacks_taiwan for one in overlays)
    if lacks_taiwan:
        lay_without(axes, frame, content.taiwan, order=1.5)
    for order, one in enumerate(overlays):
        if one.image is not None:
            lay_raster(axes, frame, one, content.provinces, order=2 + order / 10, dpi=dpi)
        if one.colors_units and content.units is not None:
            lay_units(axes, frame, one, content.units, order=3)
            if len(content.units) <= FEW:  # so few that neighbors of one class can be told apart
                line = {"edgecolor": PAPER, "linewidth": 0.3, "alpha": 0.75}
                lay(axes, frame, content.units, facecolor="none", zorder=4, **line)
        lay_shapes(axes, frame, one, order=6 + order / 10)
    borders(axes, frame, content.provinces, order=5)
    lay(axes, frame, content.dashes, facecolor="none", edgecolor=OUTLINE, linewidth=0.9, zorder=5)
    island_labels(axes, frame, pen, lang=lang, inset=False)
    if lacks_taiwan:
        taiwan_note(axes, frame, pen, lang=lang)

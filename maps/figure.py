"""A static figure at print size: PNG, SVG or PDF, complete, with its scale, legend and sources."""

from __future__ import annotations

import contextlib
import io
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

import boundaries
from boundaries.errors import MapError, choose, listed
from maps.drawing import Frame, Shapes, lay, lay_raster, lay_shapes, lay_units
from maps.extent import NATIONAL, SOUTH_SEA_BOX, Box, Extent, extent_of, room
from maps.figure_legend import Legend, draw_legend, measure_legend
from maps.figure_words import footer, island_labels, name_boxes
from maps.overlay import LANGS, Overlay
from maps.palette import BASE, INK, OUTLINE, PAPER
from maps.pen import Pen
from maps.typeface import choose_font

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = (".png", ".svg", ".pdf")
MARGIN = 3.0
TOLERANCE_M = 500
BORDER = "#3d424a"
FEW = 400
SEA_INSET = 0.34
"""The inset is at most this share of the map's height."""


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
    lang : ``zh`` or ``en``, by default the overlay's
    source : where the data come from, added to the source of the boundaries
    approval_number : the 审图号 under which the map may be published
    font : a font file; by default the shipped one, the same on every machine

    Returns
    -------
    Path of the file. The same overlay and settings give the same bytes.

    Notes
    -----
    A layer wider than 30 degrees makes a national figure: Albers equal-area projection (25°N, 47°N, 105°E),
    the whole country under it whatever the layer holds, the ten-dash line and the inset 南海诸岛 in a corner
    where it covers nothing. A smaller one is drawn in an equal-area conic projection of its own with the
    provinces around it, and has a north arrow if north turns by at most two degrees over it. The scale bar is
    true along the standard parallels.

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
    """Draw an overlay once and write it in several formats; settings as for :func:`figure`.

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
    targets = [_target(path) for path in paths]
    overlays = (overlay,) if isinstance(overlay, Overlay) else tuple(overlay)
    _check(overlays, width_mm, dpi)
    lang = choose(overlays[0].lang if lang is None else lang, LANGS, what="lang", error=MapError)
    contents = _draw(
        overlays,
        [target.suffix.lower()[1:] for target in targets],
        width=float(width_mm),
        dpi=int(dpi),
        title=overlays[0].name if title is None else title,
        lang=lang,
        notes=footer(overlays, lang=lang, source=source, approval_number=approval_number),
        font=font,
    )
    for target, content in zip(targets, contents, strict=True):
        _write(target, content)
    return targets


def _target(path: str | os.PathLike[str]) -> Path:
    try:
        target = Path(path)
        if "\0" in str(target):
            raise ValueError("it holds a null character")
    except (TypeError, ValueError) as problem:
        raise MapError(f"{path!r} is no file name: {problem}") from None
    if target.suffix.lower() not in FORMATS:
        raise MapError(f"a figure is written as {listed(FORMATS)}; got {target.name[:80]!r}")
    if not target.parent.is_dir():
        raise MapError(f"the folder {str(target.parent)[:200]!r} does not exist")
    return target


def _check(overlays: tuple[Overlay, ...], width_mm: float, dpi: int) -> None:
    if not overlays or not all(isinstance(o, Overlay) for o in overlays):
        raise MapError("a figure needs an overlay, such as maps.choropleth(layer, column)")
    if sum(o.colors_units for o in overlays) > 1:
        raise MapError(
            "only one overlay of a figure may color the units; the others may be outlines or points"
        )
    if not 60 <= float(width_mm) <= 420:
        raise MapError(f"width_mm must be from 60 to 420, got {width_mm!r}")
    if not 72 <= int(dpi) <= 1200:
        raise MapError(f"dpi must be from 72 to 1200, got {dpi!r}")


def _write(target: Path, content: bytes) -> None:
    temporary = target.parent / f".lianpian-{os.getpid()}{target.suffix}"
    try:
        temporary.write_bytes(content)
        temporary.replace(target)
    except OSError as problem:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise MapError(f"cannot write {str(target)[:200]!r}: {problem.strerror}") from problem


def _bounds(overlays: tuple[Overlay, ...]) -> Box:
    boxes = []
    for one in overlays:
        for frame in (one.layer, one.shapes):
            if frame is not None and len(frame):
                shown = frame.geometry[~(frame.geometry.is_empty | frame.geometry.isna())]
                boxes.append(shown.to_crs("EPSG:4326").total_bounds)
        if one.image is not None and one.layer is None:
            boxes.append(np.array(one.image.bounds))
    if not boxes:
        raise MapError("the overlay holds no geometry to draw")
    low, high = np.min(boxes, axis=0), np.max(boxes, axis=0)
    return float(low[0]), float(low[1]), float(high[2]), float(high[3])


def _draw(
    overlays: tuple[Overlay, ...],
    forms: Sequence[str],
    *,
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

    extent = extent_of(_bounds(overlays))
    legends = [measure_legend(one, lang=lang) for one in overlays if one.classes or one.missing]
    words = [title, *notes, *(w for legend in legends for w in legend.words)]
    face = choose_font(words, font=None if font is None else Path(font))
    provinces = boundaries.read_layer("province", tolerance_m=TOLERANCE_M)
    dashes = boundaries.read_ten_dash_line()
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
            frame = Frame(crs=extent.crs, window=extent.box, page=frame_page)
            content = _content(overlays, frame, provinces, dashes, extent)
            drawn = np.concatenate(content.solid)
            inset = _inset_page(frame, drawn) if extent.national else None
            if inset is not None or not extent.national:
                break
        else:
            raise MapError("the overlay leaves no room for the inset of the South China Sea")
        taken = drawn if inset is None else np.append(drawn, shapely.box(*inset))
        legends, places, below = _place_legends(legends, pen, taken, frame_page, extent)
        if below:
            frame = Frame(crs=extent.crs, window=extent.box, page=_raised(frame_page, below))
            inset = None if inset is None else _raised(inset, below)
            content = _content(overlays, frame, provinces, dashes, extent)
        height = frame.page[3] + MARGIN + head
        page.set_size_inches(width / 25.4, height / 25.4)
        axes = pen.paper(width, height)
        _map(axes, overlays, frame, content, dpi=dpi, extent=extent, pen=pen, lang=lang)
        if inset is not None:
            _south_sea(axes, overlays, inset, provinces, dashes, dpi=dpi, pen=pen, lang=lang)
        for legend, place in zip(legends, places, strict=True):
            draw_legend(axes, legend, place, pen, backed=not extent.national)
        if title:
            pen.text(axes, MARGIN, height - MARGIN, title, 10.5, va="top", width=inner)
        pen.block(axes, MARGIN, MARGIN, notes, 6.0, inner - 42)
        _scale_bar(axes, frame, extent, pen, lang=lang, right=MARGIN + inner, bottom=MARGIN)
        if not extent.national and extent.turn_deg <= 2.0:
            _north(axes, frame, np.concatenate(content.solid), pen, lang=lang)
        return [_bytes(page, form, dpi) for form in forms]


class _Content:
    """What the main frame shows, on the page; ``solid`` is what nothing may cover."""

    def __init__(self, provinces: Shapes, dashes: Shapes, units: Shapes | None, solid: list[Shapes]) -> None:
        self.provinces, self.dashes, self.units, self.solid = provinces, dashes, units, solid


def _content(
    overlays: tuple[Overlay, ...],
    frame: Frame,
    provinces: gpd.GeoDataFrame,
    dashes: gpd.GeoSeries,
    extent: Extent,
) -> _Content:
    around = frame.units(provinces.geometry)
    shown = dashes[dashes.bounds["miny"] > 20] if extent.national else dashes
    dashed = frame.on_page(shown)
    units = None
    solid = [dashed, name_boxes(frame)]
    if extent.national:
        solid.append(around)
    for one in overlays:
        if one.colors_units and one.layer is not None:
            units = frame.units(one.layer.geometry)
            solid.append(units)
        if one.shapes is not None:
            solid.append(frame.on_page(one.shapes.geometry))
    parts = [shapely.get_parts(s[np.array([g is not None for g in s], dtype=bool)]) for s in solid]
    return _Content(around, dashed, units, parts)


def _inset_page(frame: Frame, drawn: Shapes) -> Box | None:
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


def _place_legends(
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


def _raised(box: Box, by: float) -> Box:
    return box[0], box[1] + by, box[2], box[3] + by


def _map(
    axes: Axes,
    overlays: tuple[Overlay, ...],
    frame: Frame,
    content: _Content,
    *,
    dpi: int,
    extent: Extent,
    pen: Pen,
    lang: str,
) -> None:
    base = BASE if extent.national else "#f4f4f1"
    lay(axes, frame, content.provinces, facecolor=base, edgecolor=base, linewidth=0.25, zorder=1)
    for order, one in enumerate(overlays):
        if one.image is not None:
            lay_raster(axes, frame, one, content.provinces, order=2 + order / 10, dpi=dpi)
        if one.colors_units and content.units is not None:
            lay_units(axes, frame, one, content.units, order=3)
            if len(content.units) <= FEW:  # so few that neighbors of one class can be told apart
                line = {"edgecolor": PAPER, "linewidth": 0.3, "alpha": 0.75}
                lay(axes, frame, content.units, facecolor="none", zorder=4, **line)
        lay_shapes(axes, frame, one, order=6 + order / 10)
    _borders(axes, frame, content.provinces, order=5)
    lay(axes, frame, content.dashes, facecolor="none", edgecolor=OUTLINE, linewidth=0.9, zorder=5)
    island_labels(axes, frame, pen, lang=lang, inset=False)


def _borders(axes: Axes, frame: Frame, provinces: Shapes, *, order: float) -> None:
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


def _south_sea(
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
    for one in overlays:
        if one.image is not None:
            lay_raster(axes, frame, one, around, order=11.5, dpi=dpi)
        if one.colors_units and one.layer is not None:
            lay_units(axes, frame, one, frame.units(one.layer.geometry), order=12)
        lay_shapes(axes, frame, one, order=14)
    _borders(axes, frame, around, order=13)
    lay(axes, frame, frame.on_page(dashes), facecolor="none", edgecolor=OUTLINE, linewidth=0.9, zorder=13)
    island_labels(axes, frame, pen, lang=lang, inset=True)
    axes.add_artist(
        Rectangle((x0, y0), x1 - x0, y1 - y0, facecolor="none", edgecolor=OUTLINE, linewidth=0.5, zorder=40)
    )


def _scale_bar(
    axes: Axes, frame: Frame, extent: Extent, pen: Pen, *, lang: str, right: float, bottom: float
) -> None:
    """A bar of round length, at most 34 mm, with the projection's true parallels under it."""
    from matplotlib.patches import Rectangle

    per_km = frame.mm_per_m * 1000
    length = max(n * 10**e for e in range(-1, 4) for n in (1, 2, 5) if n * 10**e * per_km <= 34)
    wide = length * per_km
    unit = "千米" if lang == "zh" else "km"
    left, y = right - wide - 6, bottom + 3.6
    for part, color in enumerate((INK, PAPER)):
        axes.add_artist(
            Rectangle(
                (left + part * wide / 2, y), wide / 2, 0.9, facecolor=color, edgecolor=INK, linewidth=0.4
            )
        )
    for share in (0, 0.5, 1):
        label = f"{length * share:g}" + (f" {unit}" if share == 1 else "")
        pen.text(axes, left + share * wide, y + 1.3, label, 6.0, ha="center", va="bottom")
    low, high = (f"{p:g}°N" for p in extent.parallels)
    note = (
        f"等积圆锥投影，沿 {low}、{high} 准确"
        if lang == "zh"
        else f"Albers equal area, true along {low}, {high}"
    )
    pen.text(axes, right, bottom, note, 5.2, ha="right", va="bottom", color=OUTLINE)


def _north(axes: Axes, frame: Frame, drawn: Shapes, pen: Pen, *, lang: str) -> None:
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
    pen.text(axes, x, low + 8, "北" if lang == "zh" else "N", 7, ha="center", va="bottom")


def _bytes(page: Figure, form: str, dpi: int) -> bytes:
    metadata: dict[str, dict[str, None]] = {
        "png": {"Software": None},
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }
    out = io.BytesIO()
    page.savefig(out, format=form, dpi=dpi, metadata=metadata[form], facecolor=PAPER)
    written = out.getvalue()
    return _slim(written) if form == "svg" else written


def _slim(svg: bytes) -> bytes:
    """Drop comments (they repeat every text) and digits below a hundredth of a point."""
    svg = re.sub(rb"\s*<!--.*?-->", b"", svg, flags=re.DOTALL)
    return re.sub(rb' d="[^"]*"', lambda d: re.sub(rb"(?<=\.\d\d)\d+", b"", d[0]), svg)

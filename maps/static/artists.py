"""Draw an overlay on a sheet of paper measured in millimetres."""

from __future__ import annotations

import contextlib
import io
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from maps.cartography.national import Box
from maps.overlays.overlay import NO_DATA_COLOR, Overlay
from maps.static.text import POINT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path as Outline

Shapes = npt.NDArray[np.object_]
FINEST = 0.05
"""Millimetres on the page below which a bend of a boundary is not drawn."""
FINEST_SVG = 0.12
"""The same of an SVG, so that a national one stays below 1 MB."""
KEPT = 24
"""Layers kept as they were placed: the figures of one layer differ in their colors only."""
_placed: OrderedDict[tuple[Frame, bytes, bool], tuple[Shapes, Shapes]] = OrderedDict()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A window of the projected plane laid on a rectangle of the page."""

    crs: str
    window: Box
    page: Box
    finest: float = FINEST

    @property
    def mm_per_m(self) -> float:
        """Millimetres on the page for a metre on the projected plane."""
        return (self.page[2] - self.page[0]) / (self.window[2] - self.window[0])

    def on_page(self, shapes: gpd.GeoSeries) -> Shapes:
        """Project ``shapes`` and place them on the page; keep what touches the frame (None elsewhere)."""
        return self._kept(shapes, simplified=False)

    def units(self, shapes: gpd.GeoSeries) -> Shapes:
        """Place a layer on the page, its shared edges simplified together to what print can show."""
        return self._kept(shapes, simplified=True)

    def _kept(self, shapes: gpd.GeoSeries, *, simplified: bool) -> Shapes:
        """What was placed before, if these very geometries were: geometries never change."""
        given = np.asarray(shapes.array, dtype=object)
        key = (
            self,
            f"{shapes.crs}".encode() + given.tobytes(),
            simplified,
        )  # the addresses of its geometries
        if key in _placed:
            _placed.move_to_end(key)
            return _placed[key][1].copy()
        made = self._simplified(shapes) if simplified else self._projected(shapes)
        _placed[key] = (given, made)  # ``given`` is held, so that no other geometry takes one's address
        while len(_placed) > KEPT:
            _placed.popitem(last=False)
        return made.copy()

    def _projected(self, shapes: gpd.GeoSeries) -> Shapes:
        projected = np.asarray(shapes.to_crs(self.crs).array, dtype=object)
        origin = np.array([self.window[0], self.window[1]])
        corner = np.array([self.page[0], self.page[1]])
        placed = shapely.transform(projected, lambda xy: (xy - origin) * self.mm_per_m + corner)
        seen = shapely.intersects(shapely.box(*self.page), shapely.box(*shapely.bounds(placed).T))
        return np.asarray(np.where(seen, placed, None), dtype=object)

    def _simplified(self, shapes: gpd.GeoSeries) -> Shapes:
        placed = self.on_page(shapes)
        seen = np.array([shape is not None for shape in placed], dtype=bool)
        with contextlib.suppress(shapely.GEOSException):  # no coverage: drawn as it is
            placed[seen] = shapely.coverage_simplify(placed[seen], self.finest)
        return placed

    def clip(self, axes: Axes) -> Any:
        """A rectangle to clip artists to."""
        from matplotlib.patches import Rectangle

        x0, y0, x1, y1 = self.page
        return Rectangle((x0, y0), x1 - x0, y1 - y0, transform=axes.transData)


def outline(shapes: Shapes) -> Outline | None:
    """Join polygons and lines into one path; None when there is nothing.

    Parameters
    ----------
    shapes : geometries
        Polygons and lines.

    Returns
    -------
    Outline or None
    """
    from matplotlib.path import Path as Outline

    parts = shapely.get_parts(
        shapely.get_parts(shapes[np.array([s is not None for s in shapes], dtype=bool)])
    )
    polygons = parts[shapely.get_type_id(parts) == 3]
    rings = shapely.get_rings(shapely.orient_polygons(polygons)) if len(polygons) else polygons
    lines = parts[np.isin(shapely.get_type_id(parts), (1, 2))]
    pieces = np.concatenate([rings, lines])
    pieces = pieces[~shapely.is_empty(pieces)]
    if not len(pieces):
        return None
    xy, owner = shapely.get_coordinates(pieces, return_index=True)
    codes = np.full(len(xy), Outline.LINETO, dtype=np.uint8)
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    codes[starts] = Outline.MOVETO
    ends = np.append(starts[1:], len(xy)) - 1
    closed = (xy[starts] == xy[ends]).all(axis=1) & (ends - starts > 2)
    codes[ends[closed]] = Outline.CLOSEPOLY
    return Outline(xy, codes)


def lay(axes: Axes, frame: Frame, shapes: Shapes, **style: Any) -> None:
    """Draw ``shapes`` (already on the page) as one patch, clipped to the frame."""
    from matplotlib.patches import PathPatch

    path = outline(shapes)
    if path is not None:
        style = {"linewidth": 0.0, "joinstyle": "round", "capstyle": "round", **style}
        patch = axes.add_artist(PathPatch(path, **style))
        patch.set_clip_path(frame.clip(axes))


def lay_units(axes: Axes, frame: Frame, overlay: Overlay, units: Shapes, *, order: float) -> None:
    """Color the units, one patch a class, each stroked in its own color so that no sliver shows.

    Units without data are hatched, unless the overlay gives them a color of its own (as those off a list).
    """
    assert overlay.index is not None and overlay.layer is not None
    index = overlay.index.reindex(overlay.layer.index).fillna(-1).to_numpy(dtype=int)
    absent = overlay.layer.index.astype(str).isin(overlay.absent)
    lay_without(axes, frame, units[absent], order=order)
    for k in range(-1, len(overlay.classes)):
        mine = units[(index == k) & ~absent]
        color = overlay.no_data_color if k < 0 else overlay.classes[k].color
        if color == NO_DATA_COLOR:
            lay_without(axes, frame, mine, order=order)
        else:
            lay(axes, frame, mine, facecolor=color, edgecolor=color, linewidth=0.25, zorder=order)


def lay_without(axes: Axes, frame: Frame, shapes: Shapes, *, order: float) -> None:
    """Draw what has no data: grey and hatched."""
    style = {"facecolor": NO_DATA_COLOR, "edgecolor": NO_DATA_COLOR, "linewidth": 0.25, "zorder": order}
    lay(axes, frame, shapes, **style)
    hatch = {"hatch": "//////", "hatch_linewidth": 0.25, "hatchcolor": "#a9a9a4"}
    lay(axes, frame, shapes, facecolor="none", zorder=order, **hatch)


def lay_shapes(axes: Axes, frame: Frame, overlay: Overlay, *, order: float) -> None:
    """Draw outlines, points, windows, ellipses and flows."""
    shapes = overlay.shapes
    if shapes is None or not len(shapes):
        return
    placed = frame.on_page(shapes.geometry)
    index = shapes["index"].to_numpy(dtype=int)
    for k, row in enumerate(overlay.classes):
        mine = placed[index == k]
        kinds = shapely.get_type_id(mine)
        dots = mine[np.isin(kinds, (0, 4))]
        areas = mine[np.isin(kinds, (3, 6, 7))]
        lines = mine[np.isin(kinds, (1, 5))]
        if overlay.kind in ("windows", "ellipse"):
            lay(axes, frame, areas, facecolor=row.color, alpha=0.14, zorder=order)
        lay(axes, frame, areas, facecolor="none", edgecolor="white", linewidth=2.2, zorder=order)
        lay(axes, frame, areas, facecolor="none", edgecolor=row.color, linewidth=1.2, zorder=order)
        if row.symbol == "arrow":
            _arrows(axes, frame, lines, row.color, order=order)
        else:
            lay(axes, frame, lines, facecolor="none", edgecolor=row.color, linewidth=1.0, zorder=order)
        if len(dots):
            sizes = shapes["size"].to_numpy(dtype=float)[index == k] if "size" in shapes else None
            _dots(axes, frame, mine, sizes, row.color, overlay, order=order)


def _dots(
    axes: Axes,
    frame: Frame,
    mine: Shapes,
    sizes: npt.NDArray[np.float64] | None,
    color: str,
    overlay: Overlay,
    *,
    order: float,
) -> None:
    """Dots whose area goes with ``size`` where sizes differ, the largest of the overlay 4.4 mm across."""
    is_dot = np.isin(shapely.get_type_id(mine), (0, 4))
    xy = shapely.get_coordinates(shapely.centroid(mine[is_dot]))
    diameter = np.full(len(xy), 1.7)
    if sizes is not None and overlay.shapes is not None:
        dotted = overlay.shapes.geometry.geom_type.isin(["Point", "MultiPoint"]).to_numpy()
        given = overlay.shapes["size"].to_numpy(dtype=float)[dotted]
        largest = float(np.nanmax(given, initial=0.0))
        if largest > np.nanmin(given, initial=np.inf):
            share = np.nan_to_num(sizes[is_dot], nan=0.0).clip(min=0) / largest
            diameter = np.maximum(4.4 * np.sqrt(share), 1.0)
    dots = axes.scatter(
        xy[:, 0],
        xy[:, 1],
        s=(diameter / POINT) ** 2,
        color=color,
        edgecolor="white",
        linewidth=0.4,
        zorder=order,
    )
    dots.set_clip_path(frame.clip(axes))


def _arrows(axes: Axes, frame: Frame, lines: Shapes, color: str, *, order: float) -> None:
    from matplotlib.patches import FancyArrowPatch

    for line in lines:
        xy = shapely.get_coordinates(line)
        arrow = FancyArrowPatch(
            tuple(xy[0]),
            tuple(xy[-1]),
            arrowstyle="-|>",
            mutation_scale=8,
            linewidth=0.8,
            color=color,
            connectionstyle="arc3,rad=0.12",
            shrinkA=0,
            shrinkB=0,
            zorder=order,
        )
        axes.add_artist(arrow)
        arrow.set_clip_path(frame.clip(axes))


def lay_raster(axes: Axes, frame: Frame, overlay: Overlay, within: Shapes, *, order: float, dpi: int) -> None:
    """Lay the picture of a raster ``within`` shapes, each point of the page taking the pixel it falls in."""
    import matplotlib.image as mpimg
    from pyproj import Transformer

    assert overlay.image is not None
    picture = np.asarray(mpimg.imread(io.BytesIO(overlay.image.png)))
    west, south, east, north = overlay.image.bounds
    x0, y0, x1, y1 = frame.page
    across, down = (max(2, round(side / 25.4 * min(dpi, 200))) for side in (x1 - x0, y1 - y0))
    wx0, wy0, wx1, wy1 = frame.window
    x = wx0 + (np.arange(across) + 0.5) / across * (wx1 - wx0)
    y = wy1 - (np.arange(down) + 0.5) / down * (wy1 - wy0)
    to_degrees = Transformer.from_crs(frame.crs, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(*np.meshgrid(x, y))
    column = np.floor((lon - west) / (east - west) * picture.shape[1]).astype(int)
    row = np.floor((north - lat) / (north - south) * picture.shape[0]).astype(int)
    inside = (column >= 0) & (column < picture.shape[1]) & (row >= 0) & (row < picture.shape[0])
    warped = np.zeros((down, across, 4))
    taken = picture[row[inside], column[inside]]
    if taken.ndim == 1:
        taken = np.repeat(taken[:, None], 3, axis=1)
    warped[inside, : taken.shape[1]] = taken
    if taken.shape[1] == 3:
        warped[inside, 3] = 1.0
    shown = axes.imshow(warped, extent=(x0, x1, y0, y1), interpolation="nearest", zorder=order, aspect="auto")
    inside_frame = shapely.box(*frame.page)
    present = within[np.array([shape is not None for shape in within], dtype=bool)]
    land = outline(shapely.intersection(present, inside_frame))
    if land is None:
        shown.set_clip_path(frame.clip(axes))
    else:
        shown.set_clip_path(land, transform=axes.transData)

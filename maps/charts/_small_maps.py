"""Small multiples: one small map a theme side by side, drawn alike, to be compared at a glance."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely

from boundaries.abroad import in_china
from boundaries.errors import MapError
from boundaries.language import written
from maps.cartography.landmarks import LANDMARKS, SEA_ISLANDS
from maps.cartography.national import completed, is_national_layer
from maps.cartography.palette import BASE
from maps.cartography.projection import Plane
from maps.charts.svg import SMALL, Drawing, cut, place
from maps.overlays.overlay import Overlay, known_lang

MOST = 12
STEPS = 260
"""Finer bends than the longer side over this are left out."""
INKED = {BASE: "var(--lp-land)"}
"""What is as pale as paper is as dark as it in the dark."""
Box = tuple[float, float, float, float]


def small_maps(
    overlays: Sequence[Overlay],
    *,
    title: str,
    columns: int | None = None,
    lang: str = "zh",
    width: float = 880.0,
) -> str:
    """Draw each theme as a small map, all on one scale, with one legend.

    Parameters
    ----------
    overlays : sequence of Overlay
        Themes that color units, at most 12, all of the same units. A national one bears the ten-dash line,
        the islands and the provinces that its layer lacks.
    title : str
    columns : int, optional
        Maps side by side; None: as many as look well.
    lang : {"zh", "en"}
    width : float

    Returns
    -------
    str
        One ``<svg>``.

    Raises
    ------
    MapError
        No theme or more than 12; a theme that colors no units; themes of different units.

    Examples
    --------
    >>> import pandas as pd
    >>> from maps import categorical
    >>> from boundaries import board
    >>> layer = board()
    >>> theme = categorical(layer, pd.Series(["东", "西"] * 8, index=layer.index), name="一")
    >>> small_maps([theme, theme], title="两图").count('class="h"')
    1
    """
    known_lang(lang)
    if not 1 <= len(overlays) <= MOST:
        raise MapError("maps.charts.small_maps.one-to-twelve", n=len(overlays), most=MOST)
    for overlay in overlays:
        if not overlay.colors_units or overlay.layer is None or overlay.index is None:
            raise MapError("maps.charts.small_maps.colors-no-units", name=written(overlay.name, "en"))
    first = overlays[0].layer
    assert first is not None
    codes = first.index.sort_values()
    for overlay in overlays:
        if overlay.layer is None or not overlay.layer.index.sort_values().equals(codes):
            raise MapError("maps.charts.small_maps.other-units", name=written(overlay.name, "en"))
    ground = _Ground(first)
    across = columns or (len(overlays) if len(overlays) <= 4 else 4 if len(overlays) % 3 else 3)
    page = Drawing(width, title)
    legend = {row.label: row.color for overlay in overlays for row in overlay.said(lang).classes}
    page.legend([str(label) for label in legend], [INKED.get(color, color) for color in legend.values()])
    wide = (width - 8 * (across + 1)) / across
    high = wide * ground.ratio
    for nth, overlay in enumerate(overlays):
        column, row = nth % across, nth // across
        x, y = 8 + column * (wide + 8), page.top + row * (high + 30)
        name = written(overlay.name, lang)
        page.text(x, y + 14, cut(name, wide, SMALL), "s", whole=name)
        ground.draw(page, overlay, x, y + 22, wide / ground.width)
    rows = -(-len(overlays) // across)
    desc = "; ".join(
        f"{written(overlay.name, lang)}: "
        + ", ".join(f"{row.label} {row.count:,}" for row in overlay.said(lang).classes)
        for overlay in overlays
    )
    return page.finish(page.top + rows * (high + 30) + 6, desc=desc, lang=lang)


class _Ground:
    """The units as coarse shapes of one plane, with what a national map may not lack."""

    def __init__(self, layer: gpd.GeoDataFrame) -> None:
        plane = Plane("albers" if in_china(layer) else "mercator")
        national = is_national_layer(layer)
        whole = completed(layer) if national else layer
        laid = plane.lay(whole.geometry)
        west, south, east, north = (float(v) for v in laid.total_bounds)
        self.lines: list[shapely.Geometry] = []
        self.spots: list[tuple[float, float]] = []
        if national:
            from boundaries import read_ten_dash_line

            self.lines = list(plane.lay(read_ten_dash_line()))
            low = shapely.total_bounds(np.asarray(self.lines, dtype=object))
            west, south, east, north = (
                min(west, low[0]),
                min(south, low[1]),
                max(east, low[2]),
                max(north, low[3]),
            )
            marks = list({mark.id: mark for mark in (*LANDMARKS, *SEA_ISLANDS)}.values())
            xs, ys = plane.points([m.longitude for m in marks], [m.latitude for m in marks])
            self.spots = list(zip(map(float, xs), map(float, ys), strict=True))
        self.box: Box = (west, south, east, north)
        self.width = east - west
        self.ratio = (north - south) / (east - west)
        step = max(east - west, north - south) / STEPS
        shapes = shapely.coverage_simplify(np.asarray(laid.array), step)
        self.step = step
        self.codes = whole.index
        self.shapes = shapes

    def draw(self, page: Drawing, overlay: Overlay, x: float, y: float, scale: float) -> None:
        """One small map with its upper left corner at (x, y)."""
        assert overlay.index is not None
        place_of = overlay.index.reindex(self.codes).fillna(-1).to_numpy(dtype=int)
        country = self._path(self.shapes, x, y, scale)
        page.add(
            f'<path d="{country}" style="fill:var(--lp-ground);stroke:var(--lp-soft);stroke-width:0.6"/>'
        )
        for at, row in enumerate(overlay.classes):
            chosen = self.shapes[place_of == at]
            d = self._path(chosen, x, y, scale) if len(chosen) else ""
            if d:
                page.add(f'<path d="{d}" style="fill:{INKED.get(row.color, row.color)}"/>')
        for line in self.lines:
            points = shapely.get_coordinates(shapely.simplify(line, self.step))
            page.path(self._laid(points, x, y, scale), kind="a")
        for a, b in self.spots:
            spot = self._laid(np.array([[a, b]]), x, y, scale)[0]
            page.dot(*spot, 0.8, color="var(--lp-soft)")

    def _laid(self, points: np.ndarray, x: float, y: float, scale: float) -> list[tuple[float, float]]:
        west, _, _, north = self.box
        return [(x + (float(a) - west) * scale, y + (north - float(b)) * scale) for a, b in points]

    def _path(self, shapes: np.ndarray, x: float, y: float, scale: float) -> str:
        """The outline of shapes taken together; specks are left out where there is anything larger."""
        joined = _together(shapes)
        parts = shapely.get_parts(shapely.get_parts(np.atleast_1d(joined)))
        large = parts[shapely.area(parts) > (self.step / 2) ** 2]
        found = []
        for ring in shapely.get_rings(large if len(large) else parts):
            points = self._laid(shapely.get_coordinates(ring)[:-1], x, y, scale)
            short = list(dict.fromkeys(f"{place(a)} {place(b)}" for a, b in points))
            if len(short) > 2:
                found.append("M" + "L".join(short) + "Z")
        return "".join(found)


def _together(shapes: np.ndarray) -> shapely.Geometry:
    """The union of shapes: at once where they are a coverage, slower where layers of two sources meet."""
    try:
        return shapely.coverage_union_all(shapes)
    except shapely.GEOSException:
        return shapely.union_all(shapely.make_valid(shapes))

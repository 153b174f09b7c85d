"""Small multiples: one small map a theme side by side, drawn alike, to be compared at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from boundaries.errors import MapError
from boundaries.language import written
from maps.cartography.ground import Ground
from maps.cartography.palette import BASE
from maps.charts.svg import SMALL, Drawing, cut
from maps.overlays.overlay import Overlay, known_lang

MOST = 12
STEPS = 260
"""Finer bends than the longer side over this are left out."""
INKED = {BASE: "var(--lp-land)"}
"""What is as pale as paper is as dark as it in the dark."""


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
    ground = Ground(first, STEPS)
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
        _draw(page, ground, overlay, x, y + 22, wide / ground.width)
    rows = -(-len(overlays) // across)
    desc = "; ".join(
        f"{written(overlay.name, lang)}: "
        + ", ".join(f"{row.label} {row.count:,}" for row in overlay.said(lang).classes)
        for overlay in overlays
    )
    return page.finish(page.top + rows * (high + 30) + 6, desc=desc, lang=lang)


def _draw(page: Drawing, ground: Ground, overlay: Overlay, x: float, y: float, scale: float) -> None:
    """One small map with its upper left corner at (x, y)."""
    assert overlay.index is not None
    place_of = overlay.index.reindex(ground.codes).fillna(-1).to_numpy(dtype=int)
    country = ground.path(ground.shapes, x, y, scale)
    page.add(f'<path d="{country}" style="fill:var(--lp-ground);stroke:var(--lp-soft);stroke-width:0.6"/>')
    for at, row in enumerate(overlay.classes):
        chosen = ground.shapes[place_of == at]
        d = ground.path(chosen, x, y, scale) if len(chosen) else ""
        if d:
            page.add(f'<path d="{d}" style="fill:{INKED.get(row.color, row.color)}"/>')
    for stroke in ground.dashes(x, y, scale):
        page.path(stroke, kind="a")
    for spot in ground.laid(ground.spots, x, y, scale):
        page.dot(*spot, 0.8, color="var(--lp-soft)")

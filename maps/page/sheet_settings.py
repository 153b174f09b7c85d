"""What a page reads of a sheet: a frozen value, so that the page's rooms know nothing of the sheet itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from boundaries.language import Lang
from maps.cartography.projection import Plane
from maps.overlays.overlay import Overlay
from maps.page.tiles import Tiles
from maps.page.topology import Use


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SheetSettings:
    """A sheet as it is drawn.

    Attributes
    ----------
    title : str
        Shown above the map.
    lang : "zh" or "en"
        Of the page's own words.
    overlays : tuple of Overlay
        Its themes, in this language or their own.
    use : "web", "lite" or "print"
        How finely boundaries are drawn.
    plane : Plane
        Projection and datum.
    tiles : Tiles, optional
        The background.
    source : str, optional
        The boundary credit; None: what the layer says of itself.
    links : mapping of url to text
        What folium plugins may ask for.
    """

    title: str
    lang: Lang
    overlays: tuple[Overlay, ...]
    use: Use
    plane: Plane
    tiles: Tiles | None
    source: str | None
    links: Mapping[str, str]

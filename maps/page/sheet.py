"""A sheet: themes on one map, written as one HTML file that works anywhere."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from branca.element import Element

from boundaries.abroad import in_china
from boundaries.errors import MapError, choose
from boundaries.language import Lang, written
from boundaries.writing import write_whole
from maps.cartography.projection import PROJ, Plane, Projection
from maps.overlays.overlay import Overlay, known_lang
from maps.page.document import build
from maps.page.folium_map import Background, Basemap, PageFigure, Start, ThemeLayer
from maps.page.iframe import css_length, frame, policy, view_state
from maps.page.sheet_settings import SheetSettings
from maps.page.tiles import Tiles, chosen
from maps.page.topology import TOLERANCES_M, Use

PAGES = (".html", ".htm", ".xhtml")


class Document(ABC):
    """What a sheet and a page of sheets have in common: a title, text, a file, a frame."""

    title: str
    height: str

    @abstractmethod
    def _figure(self, state: str = "") -> PageFigure:
        """The page, opening at ``state`` where its address says nothing."""

    @abstractmethod
    def _tiles(self) -> Sequence[Tiles]:
        """The backgrounds it asks the network for."""

    def html(self) -> str:
        """Return the page as text, the same for the same input."""
        return str(self._figure().render())

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to ``path``, whole or not at all."""
        return write(path, self.html())

    @property
    def csp(self) -> str:
        """What a Content-Security-Policy must allow for the page to work, the hosts of its tiles named."""
        return policy(dict.fromkeys(host for tiles in self._tiles() for host in tiles.hosts))

    def embed(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        href: str | None = None,
        height: int | str | None = None,
        sandbox: bool = True,
        state: str | None = None,
    ) -> str:
        """Return an iframe that shows it in another page.

        Parameters
        ----------
        path : path, optional
            Where to save the page; None puts the whole page into the frame's ``srcdoc``.
        href : str, optional
            The address the frame asks for; None: the file's name.
        height : int or str, optional
            Pixels, or a CSS length such as ``"70vh"``; None: its own.
        sandbox : bool
            Let the frame run scripts and save files but reach nothing of the page around it.
        state : str, optional
            The view and themes to open: what the page's link button gives (``#m=...``).

        Returns
        -------
        str
        """
        view = view_state(state)
        height = self.height if height is None else height
        if path is None:
            text = str(self._figure(view).render())
            return frame(self.title, srcdoc=text, height=height, sandbox=sandbox)
        saved = self.save(path)
        return frame(
            self.title,
            src=href or saved.name,
            height=height,
            sandbox=sandbox,
            relative=href is None,
            state=view,
        )

    def _repr_html_(self) -> str:
        return self.embed()


class Sheet(Document):
    """A map with its themes.

    Parameters
    ----------
    title : str
        Shown above the map and as the page's title.
    lang : "zh" or "en"
        Language of the page's own words.
    overlays : iterable of Overlay
        Themes from the start; ``add`` appends more. The first that colors units is shown first.
    use : "web", "lite" or "print"
        How finely boundaries are drawn (tolerance 1,500, 2,500 or 200 m for the whole country).
    projection : "albers" or "mercator", optional
        Equal-area for China, or Web Mercator; None: Mercator where there are tiles or the units lie in
            another country, else Albers.
    tiles : str or Tiles, optional
        A background asked of the network: "gaode", "gaode-satellite", "tianditu", "tianditu-satellite",
        "openstreetmap", or a `Tiles` of one's own. None: no request ever leaves the page.
    tiles_key : str, optional
        The key that 天地图 asks for. It can be read in the page.
    source : str, optional
        The boundary credit in the corner; None: what the layer says of itself.
    links : mapping of url to text, optional
        Scripts and styles that folium plugins added to ``map()`` may ask for; anything else is refused.
    height : int or str
        Of the frame in notebooks and embeddings: pixels, or a CSS length such as ``"70vh"``.
    """

    def __init__(
        self,
        title: str,
        *,
        lang: Lang = "zh",
        overlays: Iterable[Overlay] = (),
        use: Use = "web",
        projection: Projection | None = None,
        tiles: str | Tiles | None = None,
        tiles_key: str | None = None,
        source: str | None = None,
        links: Mapping[str, str] | None = None,
        height: int | str = 600,
    ) -> None:
        known_lang(lang)
        choose(use, list(TOLERANCES_M), what="use", error=MapError)
        self.tiles = chosen(tiles, tiles_key)
        self._fitted = projection is None and self.tiles is None
        if projection is None:
            projection = "albers" if self.tiles is None else "mercator"
        choose(projection, list(PROJ), what="projection", error=MapError)
        if self.tiles is not None and projection != "mercator":
            raise MapError("maps.page.sheet.tiles-are-pictures-in-web-mercator", projection=projection)
        self.title = str(title)
        self.lang: Lang = lang
        self.use: Use = use
        self.projection: Projection = projection
        self.source = source
        self.height = css_length(height)
        self.links = dict(links or {})
        self.overlays: tuple[Overlay, ...] = ()
        self._made: PageFigure | None = None
        for overlay in overlays:
            self.add(overlay)

    def add(self, overlay: Overlay) -> Sheet:
        """Append a theme; returns the sheet itself, so that calls can be chained.

        An overlay made without ``lang`` speaks the sheet's language.
        """
        if not isinstance(overlay, Overlay):
            raise MapError(
                "maps.page.sheet.an-overlay-is-wanted-maps-choropleth", name=type(overlay).__name__
            )
        self.overlays = (*self.overlays, overlay.said(self.lang))
        self._redo()
        return self

    def map(self) -> Basemap:
        """The sheet as a ``folium.Map``, always the same one: what is added to it stays on the sheet.

        Examples
        --------
        >>> import folium
        >>> from maps import members
        >>> from tests.board import board
        >>> sheet = Sheet("棋盘").add(members(board(), ["320101"]))
        >>> _ = folium.Marker([32.1, 119.1], popup="这里").add_to(sheet)
        >>> sheet.map() is sheet.map(), "L.marker" in sheet.html()
        (True, True)
        """
        if self._made is None:
            self._made = build(self.title, [self.settings], lang=self.lang)
        return _basemap(self._made)

    def add_child(self, child: Element, name: str | None = None, index: int | None = None) -> Sheet:
        """Add a folium element to the map, as folium's own ``add_to(sheet)`` and ``explore(m=sheet)`` do."""
        self.map().add_child(child, name=name, index=index)
        return self

    def get_root(self) -> PageFigure:
        """The page that folium elements put their scripts and styles on."""
        self.map()
        assert self._made is not None
        return self._made

    def _redo(self) -> None:
        """Make the map anew at the next call, with what was added to the one before."""
        if self._made is None:
            return
        before, own = self._made, (ThemeLayer, Start, Background)
        self._made = None
        kept = [(n, c) for n, c in _basemap(before)._children.items() if not isinstance(c, own)]
        for name, child in kept:
            self.map().add_child(child, name=name)

    @property
    def plane(self) -> Plane:
        """The projection and the datum the sheet is drawn on: China's own for units of China alone."""
        layers = [one.layer for one in self.overlays if one.layer is not None and len(one.layer)]
        if self._fitted and layers and not any(in_china(layer) for layer in layers):
            return Plane("mercator", "wgs84")
        return Plane(self.projection, "wgs84" if self.tiles is None else self.tiles.datum)

    @property
    def settings(self) -> SheetSettings:
        """The sheet as it is drawn: what the page reads of it."""
        return SheetSettings(
            title=self.title,
            lang=self.lang,
            overlays=self.overlays,
            use=self.use,
            plane=self.plane,
            tiles=self.tiles,
            source=self.source,
            links=self.links,
        )

    def _figure(self, state: str = "") -> PageFigure:
        if self._made is None:
            return build(self.title, [self.settings], lang=self.lang, state=state)
        self._made.open_at(state)
        return self._made

    def _tiles(self) -> Sequence[Tiles]:
        return [] if self.tiles is None else [self.tiles]

    def __repr__(self) -> str:
        names = ", ".join(written(overlay.name, self.lang) for overlay in self.overlays)
        return f"<Sheet {self.title!r}: {names or 'empty'}>"


def _basemap(figure: PageFigure) -> Basemap:
    return next(child for child in figure._children.values() if isinstance(child, Basemap))


class Page(Document):
    """Several sheets on one page; they share their geometry, scripts and styles.

    Parameters
    ----------
    title : str
        The page's title.
    sheets : sequence of Sheet
        From top to bottom.
    lang : "zh" or "en"
        Language of the page.
    height : int or str, optional
        Of the frame in notebooks and embeddings; None: the first sheet's.
    """

    def __init__(
        self, title: str, sheets: Sequence[Sheet], *, lang: Lang = "zh", height: int | str | None = None
    ) -> None:
        known_lang(lang)
        if not sheets:
            raise MapError("maps.page.sheet.a-page-needs-at-least-one")
        self.title = str(title)
        self.sheets = tuple(sheets)
        self.lang: Lang = lang
        self.height = css_length(self.sheets[0].height if height is None else height)

    def _figure(self, state: str = "") -> PageFigure:
        return build(self.title, [sheet.settings for sheet in self.sheets], lang=self.lang, state=state)

    def _tiles(self) -> Sequence[Tiles]:
        return [sheet.tiles for sheet in self.sheets if sheet.tiles is not None]


def write(path: str | os.PathLike[str], text: str) -> Path:
    """Write ``text`` to ``path``, which ends in .html, whole or not at all."""
    if Path(path).suffix.lower() not in PAGES:
        raise MapError("maps.page.sheet.a-page-is-html", path=str(path))
    return write_whole(path, text.encode("utf-8", "replace"), error=MapError)

"""A folium map whose page carries everything it needs: no request leaves it, no value passes a template."""

from __future__ import annotations

import base64
import html
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import folium
import folium.plugins
from branca.element import CssLink, Element, Figure, JavascriptLink, MacroElement
from folium.template import Template

from boundaries.errors import MapError
from boundaries.language import say
from boundaries.writing import write_whole
from maps.page.plugin_files import EXTRA, plugin_file
from maps.page.tiles import TOP_ZOOM, Tiles


def data_text(value: object) -> str:
    """Write ``value`` as JSON that is inert in HTML, in a script and in a template.

    >>> print(data_text("</script>{{7*7}}"))
    "\\u003c/script>\\u007b{7*7}}"
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return re.sub(r"\{(?=[{%#])", r"\\u007b", text)


def label_text(text: str) -> str:
    """Write ``text`` so that folium's own layer control shows it as is.

    >>> label_text("{{7*7}} <b>")
    '&#123;&#123;7*7&#125;&#125; &lt;b&gt;'
    """
    escaped = html.escape(_utf8(text)).replace("{", "&#123;").replace("}", "&#125;").replace("%", "&#37;")
    return escaped.replace("\u2028", " ").replace("\u2029", " ").replace("`", "&#96;")


def _utf8(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Literal(Element):
    """Text that is written into the page as it stands; folium's templates never see it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Literal"
        self.text = text

    def render(self, **kwargs: Any) -> str:
        """The text itself."""
        return self.text


class PageFigure(Figure):
    """The whole page: language, title, a viewport that zooms, and no link to anywhere."""

    def __init__(self, title: str, *, lang: str = "zh", links: Mapping[str, str] | None = None) -> None:
        super().__init__(height="600px")
        self._id = "0"
        self.page_title = _utf8(title)
        self.lang = say(lang, "maps.language_tag.page")
        self.links = dict(links or {})
        self.pages: dict[int, dict[str, Any]] = {}
        self._rendered: list[list[str]] = [[], [], []]

    def open_at(self, state: str) -> None:
        """Open at a view where the address of the page says none."""
        for at, page in self.pages.items():
            self.header.add_child(block(f"lian-page-{at}", page | {"state": state}), name=f"page-{at}")

    def render(self, **kwargs: Any) -> str:
        """The page as text.

        Raises
        ------
        MapError : something on the map asks for a file from the network that was not given in ``links``
        """
        parts = (self.header, self.html, self.script)
        for part, names in zip(parts, self._rendered, strict=True):
            for name in names:  # what the rendering before put there comes again, in the same order
                part._children.pop(name, None)
        given = [set(part._children) for part in parts]
        for child in list(self._children.values()):
            self._complete(child)
            child.render(**kwargs)
        self._rendered = [
            [name for name in part._children if name not in before]
            for part, before in zip(parts, given, strict=True)
        ]
        head = "\n".join(self._inlined(element, **kwargs) for element in self.header._children.values())
        body = "\n".join(element.render(**kwargs) for element in self.html._children.values())
        script = "\n".join(element.render(**kwargs) for element in self.script._children.values())
        return (
            f'<!DOCTYPE html>\n<html lang="{html.escape(self.lang)}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            # an icon of its own, or the browser asks the site for one
            '<link rel="icon" href="data:,">\n'
            f"<title>{html.escape(self.page_title)}</title>\n{head}\n</head>\n<body>\n{body}\n"
            f"<script>\n{_lines(script)}\n</script>\n</body>\n</html>\n"
        )

    def _complete(self, basemap: Element) -> None:
        """What was added to a map: icons get their files, tiles that would not fit the plane are refused."""
        albers = isinstance(basemap, Basemap) and basemap.crs == "Albers"
        for element in _within(basemap):
            tiles = isinstance(element, folium.TileLayer | folium.WmsTileLayer) and not isinstance(
                element, Background
            )
            if albers and (tiles or isinstance(element, folium.plugins.MiniMap)):
                raise MapError("maps.page.folium_map.tiles-on-albers", name=type(element).__name__)
            if isinstance(element, folium.Icon):
                for name, url in ICON_FILES if element.options.get("prefix") != "fa" else ICON_FILES + FONT:
                    link = CssLink(url) if url.endswith(".css") else JavascriptLink(url)
                    self.header.add_child(link, name=name)

    def _inlined(self, element: Element, **kwargs: Any) -> str:
        if isinstance(element, JavascriptLink | CssLink):
            return self._file(element.url, style=isinstance(element, CssLink))
        text = str(element.render(**kwargs))
        if isinstance(element, Literal):
            return text
        text = SCRIPT_LINK.sub(lambda found: self._file(found.group(1), style=False), text)
        return STYLE_LINK.sub(lambda found: self._file(found.group(1), style=True), text)

    def _file(self, url: str, *, style: bool) -> str:
        """A script or style as part of the page."""
        code = self.links.get(url)
        if code is None:
            code = plugin_file(url)
        if code is None:
            raise MapError("maps.page.folium_map.the-page-would-ask-the-network", url=url, extra=EXTRA)
        if style:
            return "<style>" + re.sub(r"</(style)", r"<\\/\1", code, flags=re.IGNORECASE) + "</style>"
        return "<script>" + re.sub(r"</(script)", r"<\\/\1", code, flags=re.IGNORECASE) + "</script>"


ICON_FILES = (
    *(file for file in folium.Map.default_js if file[0] == "awesome_markers"),
    *(
        file
        for file in folium.Map.default_css
        if file[0] in ("awesome_markers_css", "glyphicons_css", "awesome_rotate_css")
    ),
)
FONT = tuple(file for file in folium.Map.default_css if file[0] == "awesome_markers_font_css")
"""What folium.Icon needs of what folium.Map loads for every map; the font for icons of Font Awesome alone."""
SCRIPT_LINK = re.compile(r"""<script\s+src=["']?(https?:[^"'\s>]+)["']?\s*>\s*</script>""")
STYLE_LINK = re.compile(r"""<link\s+rel=["']stylesheet["']\s+href=["']?(https?:[^"'\s>]+)["']?[^>]*>""")


def _within(element: Element) -> Iterator[Element]:
    """Everything added to an element, at any depth."""
    for child in element._children.values():
        yield child
        yield from _within(child)
    icon = getattr(element, "icon", None)
    if isinstance(icon, Element):
        yield icon


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


class Basemap(folium.Map):
    """China in the Albers projection without tiles; longitude and latitude stay Leaflet's coordinates.

    Markers and other folium elements may be added to it as to any ``folium.Map``; over tiles drawn in GCJ-02
    their coordinates must be in GCJ-02 too (``boundaries.convert``).
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 (folium's hook)
    default_css: list[tuple[str, str]] = []  # noqa: RUF012
    _template = Template(
        """
        {% macro html(this, kwargs) %}
            <div class="folium-map" id="{{ this.get_name() }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.map("{{ this.get_name() }}",
              {center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }},
               ...{{ this.options|tojavascript }} });
            {% if this.control_scale %}
            L.control.scale({imperial: false}).addTo({{ this.get_name() }});
            {% endif %}
        {% endmacro %}
        """
    )

    def __init__(self, at: int = 0, *, projection: str = "albers", tiles: Tiles | None = None) -> None:
        top = 9 if projection == "albers" else 14 if tiles is None else min(tiles.max_zoom, TOP_ZOOM)
        super().__init__(
            location=[36.0, 104.0],
            zoom_start=1 if projection == "albers" else 4,
            tiles=None,
            crs="Albers" if projection == "albers" else "EPSG3857",
            control_scale=True,
            # tiles are sharp at whole levels only
            zoom_snap=0.125 if tiles is None else 1,
            zoom_delta=0.5 if tiles is None else 1,
            wheel_px_per_zoom_level=90,
            attribution_control=False,
        )
        # folium.Map hands its own max_zoom to its tiles only
        self.options["max_zoom"] = top
        self._id = str(at)

    def save(self, outfile: Any, close_file: bool = True, **kwargs: Any) -> None:
        """Write the page whole or not at all: one that is refused leaves no file.

        Parameters
        ----------
        outfile : path or binary file
        close_file : bool
            Close a file that was given.
        """
        text = self.get_root().render(**kwargs).encode("utf-8")
        if isinstance(outfile, str | os.PathLike):
            write_whole(outfile, text, error=MapError)
            return
        outfile.write(text)
        if close_file:
            outfile.close()


class Background(folium.TileLayer):
    """Tiles as folium sees them; the page reads addresses and credits from its data, not from a template."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = Lian.tiles({{ this.page }});
        {% endmacro %}
        """
    )

    def __init__(self, tiles: Tiles, *, page: int) -> None:
        super().__init__(
            tiles=label_text(tiles.addresses[0]),
            attr=label_text(tiles.attribution),
            name=label_text(tiles.name or tiles.asked),
            overlay=True,
        )
        self._id = str(page)
        self.page = int(page)


class ThemeLayer(folium.map.Layer):
    """A theme as folium sees it: a name for the layer control and a number on the page."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = Lian.theme({{ this.page }}, {{ this.at }});
        {% endmacro %}
        """
    )

    def __init__(self, name: str, *, page: int, at: int, base: bool, show: bool) -> None:
        super().__init__(name=label_text(name), overlay=not base, control=True, show=show)
        self._name = "Theme"
        self._id = f"{page}_{at}"
        self.page = int(page)
        self.at = int(at)


class Start(MacroElement):
    """The page comes alive: panel, legend, search and the rest are built around the map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            Lian.start({{ this.page }}, {{ this.map_name }}, [{{ this.themes }}]);
        {% endmacro %}
        """
    )

    def __init__(self, page: int, map_name: str, themes: Sequence[ThemeLayer]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Start"
        self._id = str(page)
        self.page = int(page)
        self.map_name = map_name
        self.themes = ", ".join(theme.get_name() for theme in themes)


@cache
def _asset(name: str) -> str:
    return (files("maps") / "assets" / name).read_text(encoding="utf-8")


@cache
def _picture(name: str) -> str:
    data = (files("maps") / "assets" / "leaflet" / "images" / name).read_bytes()
    return "data:image/png;base64," + base64.b64encode(data).decode("ascii")


@cache
def styles() -> str:
    """Leaflet's style sheet, its pictures inside, and the page's own."""
    leaflet = re.sub(
        r"url\(images/([\w.-]+)\)", lambda m: f"url({_picture(m.group(1))})", _asset("leaflet/leaflet.css")
    ).replace("behavior: url(#default#VML);", "")
    return f"<style>{_squeezed_style(leaflet)}</style>\n<style>{_squeezed_style(_asset('page.css'))}</style>"


@cache
def scripts() -> str:
    """Leaflet and the page's own scripts."""
    leaflet = re.sub(r"//# sourceMappingURL=.*", "", _asset("leaflet/leaflet.js"))
    icon = (
        f'L.Icon.Default.imagePath="";L.Icon.Default.mergeOptions({{iconUrl:"{_picture("marker-icon.png")}",'
        f'iconRetinaUrl:"{_picture("marker-icon.png")}",shadowUrl:"{_picture("marker-shadow.png")}"}});'
    )
    return f"<script>{leaflet}{icon}</script>\n<script>{_asset('page.js')}</script>"


def _squeezed_style(rules: str) -> str:
    rules = re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*|(?<=:) ", r"\1", re.sub(r"\s+", " ", rules)).strip()


def block(identity: str, value: object) -> Literal:
    """A block of data that the page's scripts read by ``identity``."""
    return Literal(f'<script type="application/json" id="{identity}">{data_text(value)}</script>')

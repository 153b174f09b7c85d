"""A folium map whose page carries everything it needs: no request leaves it, no value passes a template."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink, MacroElement
from folium.template import Template

from boundaries.errors import MapError
from boundaries.language import say
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

    def render(self, **kwargs: Any) -> str:
        """The page as text.

        Raises
        ------
        MapError : something on the map asks for a file from the network that was not given in ``links``
        """
        for child in list(self._children.values()):
            child.render(**kwargs)
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

    def _inlined(self, element: Element, **kwargs: Any) -> str:
        if isinstance(element, JavascriptLink | CssLink):
            code = self.links.get(element.url)
            if code is None:
                raise MapError("maps.page.folium_map.the-page-would-ask-the-network", url=element.url)
            if isinstance(element, CssLink):
                return f"<style>{code}</style>"
            return "<script>" + re.sub(r"</(script)", r"<\\/\1", code, flags=re.IGNORECASE) + "</script>"
        return str(element.render(**kwargs))


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

"""A sheet: themes on one map, written as one HTML file that works anywhere."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from boundaries.errors import LianpianError, MapError, choose
from maps.basemap import Basemap, Literal, PageFigure, Start, ThemeLayer, block, scripts, styles
from maps.embed import css_length, frame
from maps.geometry import TOLERANCES_M, Geometry, Use, encode, pack, pack_steps
from maps.overlay import LANGS, Lang, Overlay
from maps.plane import PROJ, Projection
from maps.theme import theme_data
from maps.wording import LANDMARKS, NAMES, WORDS

NATIONAL = 25
"""A layer of units from this many provinces is a national map and shows all of China."""


class Sheet:
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
        How finely boundaries are drawn (tolerance 1,000, 2,500 or 200 m for the whole country).
    projection : "albers" or "mercator"
        Equal-area for China, or Web Mercator for use with folium tile layers.
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
        projection: Projection = "albers",
        source: str | None = None,
        links: Mapping[str, str] | None = None,
        height: int | str = 600,
    ) -> None:
        choose(lang, LANGS, what="lang", error=MapError)
        choose(use, list(TOLERANCES_M), what="use", error=MapError)
        choose(projection, list(PROJ), what="projection", error=MapError)
        self.title = str(title)
        self.lang: Lang = lang
        self.use: Use = use
        self.projection: Projection = projection
        self.source = source
        self.height = css_length(height)
        self.links = dict(links or {})
        self.overlays: tuple[Overlay, ...] = ()
        for overlay in overlays:
            self.add(overlay)

    def add(self, overlay: Overlay) -> Sheet:
        """Append a theme; returns the sheet itself, so that calls can be chained."""
        if not isinstance(overlay, Overlay):
            raise MapError(f"an Overlay is wanted (maps.choropleth, ...), got {type(overlay).__name__}")
        self.overlays = (*self.overlays, overlay)
        return self

    def map(self) -> Basemap:
        """The sheet as a ``folium.Map`` to add more folium elements to; ``get_root().render()`` writes it."""
        figure = build(self.title, [self], lang=self.lang)
        return next(child for child in figure._children.values() if isinstance(child, Basemap))

    def html(self) -> str:
        """The page as text, the same for the same input."""
        return str(build(self.title, [self], lang=self.lang).render())

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to ``path``, whole or not at all."""
        return write(path, self.html())

    def embed(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        href: str | None = None,
        height: int | str | None = None,
        sandbox: bool = True,
    ) -> str:
        """An iframe that shows the sheet in another page.

        Parameters
        ----------
        path : where to save the page; None puts the whole page into the frame's ``srcdoc``
        href : the address the frame asks for; None: the file's name
        height : pixels, or a CSS length such as ``"70vh"``; None: the sheet's own
        sandbox : let the frame run scripts and save files but reach nothing of the page around it
        """
        text = self.html()
        height = self.height if height is None else height
        if path is None:
            return frame(self.title, srcdoc=text, height=height, sandbox=sandbox)
        saved = write(path, text)
        return frame(
            self.title, src=href or saved.name, height=height, sandbox=sandbox, relative=href is None
        )

    def _repr_html_(self) -> str:
        return self.embed()

    def __repr__(self) -> str:
        return f"<Sheet {self.title!r}: {', '.join(o.name for o in self.overlays) or 'empty'}>"


class Page:
    """Several sheets on one page; they share their geometry, scripts and styles."""

    def __init__(self, title: str, sheets: Sequence[Sheet], *, lang: Lang = "zh") -> None:
        choose(lang, LANGS, what="lang", error=MapError)
        if not sheets:
            raise MapError("a page needs at least one sheet")
        self.title = str(title)
        self.sheets = tuple(sheets)
        self.lang: Lang = lang

    def html(self) -> str:
        """The page as text."""
        return str(build(self.title, self.sheets, lang=self.lang).render())

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to ``path``, whole or not at all."""
        return write(path, self.html())


def write(path: str | os.PathLike[str], text: str) -> Path:
    """Write ``text`` to a temporary file beside ``path`` and rename it."""
    goal = Path(path)
    try:
        with tempfile.NamedTemporaryFile("wb", dir=goal.parent, suffix=".part", delete=False) as file:
            file.write(text.encode("utf-8"))
        temporary = Path(file.name)
        temporary.chmod(0o644)
        try:
            temporary.replace(goal)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as problem:
        raise MapError(f"cannot write the map to {str(goal)!r}: {problem}") from None
    return goal


def build(title: str, sheets: Sequence[Sheet], *, lang: Lang) -> PageFigure:
    """Lay sheets on a page: one geometry for all themes of the same units."""
    for sheet in sheets:
        if not sheet.overlays:
            raise MapError(
                f"sheet {sheet.title!r} has no overlay; add one, e.g. maps.choropleth(layer, column)"
            )
    links = {url: text for sheet in sheets for url, text in sheet.links.items()}
    figure = PageFigure(title, lang=lang, links=links)
    figure.header._children.clear()
    head = figure.header
    head.add_child(Literal(styles()), name="styles")
    head.add_child(Literal(scripts()), name="scripts")
    ground = _Ground()
    for at, sheet in enumerate(sheets):
        numbers = [ground.number(overlay, sheet) for overlay in sheet.overlays]
        main = next((n for n, o in zip(numbers, sheet.overlays, strict=True) if o.colors_units), numbers[0])
        geometry, layer = ground.all[main]
        names = _distinct([overlay.name for overlay in sheet.overlays])
        themes = []
        for number, overlay, name in zip(numbers, sheet.overlays, names, strict=True):
            used = number if overlay.colors_units else main
            themes.append(theme_data(overlay, ground.all[used][0], at=used) | {"name": name})
        page = _surroundings(geometry, sheet) | {
            "title": sheet.title,
            "lang": "zh-CN" if sheet.lang == "zh" else sheet.lang,
            "words": WORDS[sheet.lang],
            "credits": credits(layer, sheet),
            "geos": sorted({main, *(t["geo"] for t in themes)}, key=lambda n: (n != main, n)),
            "themes": themes,
            "count": len(sheets),
        }
        head.add_child(block(f"lian-page-{at}", page), name=f"page-{at}")
        basemap = Basemap(at, projection=sheet.projection)
        figure.add_child(basemap, name=f"map-{at}")
        first = next((k for k, o in enumerate(sheet.overlays) if o.colors_units), -1)
        above = [k for k, o in enumerate(sheet.overlays) if not o.colors_units]
        vector = [k for k in above if sheet.overlays[k].image is None]
        shown = {first, *vector[:1]} if first >= 0 or vector else {above[0]}
        layers = [
            ThemeLayer(name, page=at, at=k, base=overlay.colors_units, show=k in shown)
            for k, (name, overlay) in enumerate(zip(names, sheet.overlays, strict=True))
        ]
        for layer_element in layers:
            basemap.add_child(layer_element)
        basemap.add_child(Start(at, basemap.get_name(), layers))
    for number, (geometry, layer) in enumerate(ground.all):
        head.add_child(block(f"lian-geometry-{number}", _units(geometry, layer)), name=f"geometry-{number}")
    words = "".join("".join(layer["name"].astype(str)) for _, layer in ground.all)
    head.add_child(block("lian-pinyin", pinyin(words)), name="pinyin")
    return figure


class _Ground:
    """The geometries of a page, each once."""

    def __init__(self) -> None:
        self.all: list[tuple[Geometry, gpd.GeoDataFrame]] = []
        self._layers: list[tuple[gpd.GeoDataFrame, str, str]] = []

    def number(self, overlay: Overlay, sheet: Sheet) -> int:
        layer = overlay.layer
        if layer is None:
            if self._layers:
                return 0
            layer = _background()
        for at, (known, use, projection) in enumerate(self._layers):
            if (use, projection) == (sheet.use, sheet.projection) and _same(layer, known):
                return at
        whole = _completed(layer)
        geometry = encode(whole, use=sheet.use, projection=sheet.projection)
        self._layers.append((layer, sheet.use, sheet.projection))
        self.all.append((geometry, whole))
        return len(self.all) - 1


def _same(one: gpd.GeoDataFrame, two: gpd.GeoDataFrame) -> bool:
    """Whether the units of ``one`` are drawn by ``two`` already."""
    if one is two:
        return True
    place = two.index.get_indexer(one.index)
    if (place < 0).any() or one.crs != two.crs:
        return False
    a, b = one.geometry.to_numpy(), two.geometry.to_numpy()[place]
    return bool(
        np.array_equal(shapely.get_num_coordinates(a), shapely.get_num_coordinates(b))
        and np.array_equal(shapely.bounds(a), shapely.bounds(b), equal_nan=True)
    )


def _background() -> gpd.GeoDataFrame:
    from boundaries import read_layer

    return read_layer("county")


def is_national(codes: Iterable[object]) -> bool:
    """Whether units of these codes make a map of the whole country."""
    return len({str(code)[:2] for code in codes}) >= NATIONAL


def _completed(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A national layer with Taiwan, Hong Kong, Macau and the South China Sea islands, if it lacks them."""
    if not is_national(layer.index):
        return layer
    from boundaries import read_layer

    present = {str(code)[:2] for code in layer.index}
    islands = layer.index.astype(str).str.startswith("4603").any() or "460000" in layer.index
    if {"71", "81", "82"} <= present and islands:
        return layer
    context = read_layer("county")
    wanted = [
        code[:2] in {"71", "81", "82"} - present or (not islands and code[:4] == "4603")
        for code in context.index
    ]
    extra = context.loc[wanted].to_crs(layer.crs)
    whole = gpd.GeoDataFrame(pd.concat([layer, extra[~extra.index.isin(layer.index)]]), crs=layer.crs)
    whole.attrs = dict(layer.attrs)
    return whole


def _units(geometry: Geometry, layer: gpd.GeoDataFrame) -> dict[str, Any]:
    def numbered(column: str) -> tuple[str, list[str]]:
        if column not in layer.columns:
            return pack(np.zeros(len(layer), np.int64)), [""]
        codes, names = pd.factorize(layer[column].fillna("").astype(str))
        return pack_steps(codes.astype(np.int64)), [str(n) for n in names]

    short = all(re.fullmatch(r"[0-9]{6}", code) for code in geometry.codes)
    names = [str(n) for n in layer["name"]]
    province, provinces = numbered("province")
    prefecture, prefectures = numbered("prefecture")
    return {
        "codes": pack_steps(np.array(geometry.codes, np.int64)) if short else list(geometry.codes),
        "names": names if any("|" in n for n in names) else "|".join(names),
        "province": province,
        "provinces": provinces,
        "prefecture": prefecture,
        "prefectures": prefectures,
        "arcs": geometry.arcs,
        "units": geometry.units,
        "dots": geometry.dots,
        "grid": geometry.grid_m,
        "origin": list(geometry.origin),
        "points": geometry.points,
    }


def _surroundings(geometry: Geometry, sheet: Sheet) -> dict[str, Any]:
    west, south, east, north = geometry.bounds
    if not is_national(geometry.codes):
        return {"extent": [west, south, east, north], "dashes": None, "labels": []}
    from boundaries import read_ten_dash_line

    dashes = read_ten_dash_line().to_crs(PROJ[sheet.projection])
    lines = [np.rint(shapely.get_coordinates(shapely.simplify(d, 1000))).astype(int).tolist() for d in dashes]
    bounds = dashes.total_bounds
    way = pyproj.Transformer.from_crs("EPSG:4326", PROJ[sheet.projection], always_xy=True)
    labels = []
    for zh, en, lon, lat, side, down in (*LANDMARKS, *NAMES):
        x, y = way.transform(lon, lat)
        one = {"text": zh if sheet.lang == "zh" else en, "p": [round(x), round(y)], "align": side, "dy": down}
        dot = (zh, en, lon, lat, side, down) in LANDMARKS
        if zh == NAMES[-1][0]:
            one["known"] = "台湾省" if sheet.lang == "zh" else "Taiwan Province"
        labels.append(one | ({"dot": True, "size": 10} if dot else {}))
    extent = [min(west, bounds[0]), min(south, bounds[1]), max(east, bounds[2]), max(north, bounds[3])]
    return {"extent": [float(v) for v in extent], "dashes": lines, "labels": labels}


def credits(layer: gpd.GeoDataFrame, sheet: Sheet) -> list[str]:
    """What the corner says of the boundaries: source, date, approval number where one is known."""
    attrs = layer.attrs
    zh = sheet.lang == "zh"
    lines = []
    if sheet.source is not None:
        lines.append(str(sheet.source))
    elif attrs.get("provider") == "tianditu":
        lines.append(
            "边界：国家地理信息公共服务平台“天地图”"
            if zh
            else "Boundaries: Tianditu, the national geographic platform"
        )
    else:
        given = str(attrs.get("provider") or ("用户图层" if zh else "the user's layer"))
        lines.append(("边界：" if zh else "Boundaries: ") + given)
    if attrs.get("date"):
        lines.append(("区划截至 " if zh else "Divisions as of ") + str(attrs["date"]))
    if attrs.get("approval_number"):
        lines.append(("审图号：" if zh else "Map approval number: ") + str(attrs["approval_number"]))
    elif sheet.source is None:
        lines.append(
            "数据未附审图号，公开出版前须送审" if zh else "No map approval number comes with the data"
        )
    if sheet.projection == "albers":
        lines.append("阿尔伯斯等积投影" if zh else "Albers equal-area projection")
    return lines


def _distinct(names: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out


@cache
def _readings() -> tuple[tuple[str, str], ...]:
    try:
        text = (files("maps") / "assets" / "pinyin.txt").read_text(encoding="utf-8")
    except OSError as problem:
        raise LianpianError(f"the pinyin table is missing from the installation: {problem}") from None
    found = re.findall(r"^([a-z]+)(\S+)$", text, flags=re.MULTILINE)
    return tuple((str(s), str(c)) for s, c in found)


def pinyin(text: str) -> str:
    """The readings of the characters of ``text``: ``chang长昌 ...``."""
    used = set(text)
    kept = ((syllable, "".join(c for c in chars if c in used)) for syllable, chars in _readings())
    return " ".join(syllable + chars for syllable, chars in kept if chars)

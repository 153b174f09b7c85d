"""A page put together: sheets, their themes, the geometry they share, scripts and styles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from boundaries.errors import MapError
from boundaries.language import Lang, say, written
from maps.page.folium_map import (
    Background,
    Basemap,
    Literal,
    PageFigure,
    Start,
    ThemeLayer,
    block,
    scripts,
    styles,
)
from maps.page.furniture import background, credits, surroundings
from maps.page.inks import INKS
from maps.page.pinyin import from_traditional, pinyin
from maps.page.sheet_settings import SheetSettings
from maps.page.theme_data import theme_data
from maps.page.tiles import OPACITY
from maps.page.units import Ground, units
from maps.page.words import page_words


def build(title: str, sheets: Sequence[SheetSettings], *, lang: Lang, state: str = "") -> PageFigure:
    """Lay sheets on a page: one geometry for all themes of the same units on the same plane.

    ``state`` is the view to open where the address of the page says none.
    """
    for sheet in sheets:
        if not sheet.overlays:
            raise MapError("maps.page.document.sheet-has-no-overlay-add-one", title=sheet.title)
    links = {url: text for sheet in sheets for url, text in sheet.links.items()}
    figure = PageFigure(title, lang=lang, links=links)
    figure.header._children.clear()
    head = figure.header
    head.add_child(Literal(styles()), name="styles")
    head.add_child(Literal(scripts()), name="scripts")
    ground = Ground()
    marks: list[dict[str, Any]] = []
    for at, sheet in enumerate(sheets):
        overlays = sheet.overlays
        under = next((o for o in overlays if o.colors_units), None) or next(
            (o for o in overlays if o.layer is not None), overlays[0]
        )
        main = ground.number(under.layer, use=sheet.use, plane=sheet.plane)
        geometry, layer = ground.all[main]
        names = _distinct([written(overlay.name, sheet.lang) for overlay in overlays])
        themes = []
        for overlay, name in zip(overlays, names, strict=True):
            used = main
            if overlay.colors_units:
                used = ground.number(overlay.layer, use=sheet.use, plane=sheet.plane)
            themes.append(theme_data(overlay, ground.all[used][0], at=used) | {"name": name})
        around = surroundings(geometry, layer, sheet)
        marks += around["labels"]
        page = around | {
            "title": sheet.title,
            "lang": say(sheet.lang, "maps.language_tag.page"),
            "words": page_words(sheet.lang),
            "inks": INKS,
            "credits": credits(layer, sheet),
            "tiles": background(sheet),
            "alpha": 1 if sheet.tiles is None else OPACITY,
            "state": state,
            "geos": sorted({main, *(t["geo"] for t in themes)}, key=lambda n: (n != main, n)),
            "themes": themes,
            "count": len(sheets),
        }
        head.add_child(block(f"lian-page-{at}", page), name=f"page-{at}")
        figure.pages[at] = page
        basemap = Basemap(at, projection=sheet.plane.projection, tiles=sheet.tiles)
        figure.add_child(basemap, name=f"map-{at}")
        if sheet.tiles is not None:
            basemap.add_child(Background(sheet.tiles, page=at))
        first = next((k for k, o in enumerate(overlays) if o.colors_units), -1)
        above = [k for k, o in enumerate(overlays) if not o.colors_units]
        vector = [k for k in above if overlays[k].image is None and overlays[k].shown]
        shown = {first, *vector[:1]} if first >= 0 or vector else {above[0]}
        layers = [
            ThemeLayer(name, page=at, at=k, base=overlay.colors_units, show=k in shown)
            for k, (name, overlay) in enumerate(zip(names, overlays, strict=True))
        ]
        for layer_element in layers:
            basemap.add_child(layer_element)
        basemap.add_child(Start(at, basemap.get_name(), layers))
    for number, (geometry, layer) in enumerate(ground.all):
        head.add_child(
            block(f"lian-geometry-{number}", units(geometry, layer, lang)), name=f"geometry-{number}"
        )
    columns = ("name", "prefecture", "province")
    words = "".join(
        "".join(layer[c].dropna().astype(str)) for _, layer in ground.all for c in columns if c in layer
    )
    words += "".join(label["text"] for label in marks)
    head.add_child(block("lian-pinyin", pinyin(words)), name="pinyin")
    head.add_child(block("lian-traditional", from_traditional(words)), name="traditional")
    return figure


def _distinct(names: Sequence[str]) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out

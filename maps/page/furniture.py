"""What stands around the units: the ten-dash line, islands and names of a national map, and the credits."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from boundaries import read_ten_dash_line
from boundaries.abroad import in_china
from boundaries.language import Message, say, written
from maps.cartography.credits import source_of
from maps.cartography.landmarks import LANDMARKS, NAMES
from maps.cartography.national import is_national_layer, provinces_of
from maps.cartography.south_sea import HAINAN, NORTH_OF_SEA, beside_sea, inset_box, mainland
from maps.page.sheet_settings import SheetSettings
from maps.page.surrounding_land import around, rest_of_country
from maps.page.topology import Geometry

REACH_M = {True: 60_000, False: 350_000}
"""Around an island, and around a group of them: what the search shows."""


def surroundings(geometry: Geometry, layer: gpd.GeoDataFrame, sheet: SheetSettings) -> dict[str, Any]:
    """The extent of the first view and what a map of the country, or one that holds Hainan, may not lack."""
    west, south, east, north = geometry.bounds
    national, here = is_national_layer(layer), in_china(layer)
    whole = national or (here and HAINAN in provinces_of(geometry.codes))
    near: dict[str, Any] = {"dashes": None, "labels": [], "inset": None}
    if here and not national and sheet.tiles is None:
        near |= around(geometry, lang=sheet.lang)
    if not whole:
        return near | {"extent": [west, south, east, north]}
    dashes = geometry.plane.lay(read_ten_dash_line())
    lines = [np.rint(shapely.get_coordinates(shapely.simplify(d, 1000))).astype(int).tolist() for d in dashes]
    shown = [(west, south, east, north), tuple(dashes.total_bounds)]
    land = rest_of_country(geometry) if national and sheet.tiles is None else []
    if land:
        corners = np.concatenate([np.asarray(ring) for ring in land])
        shown.append((*corners.min(axis=0), *corners.max(axis=0)))
    low, high = np.min(shown, axis=0)[:2], np.max(shown, axis=0)[2:]
    inset = None if sheet.tiles is not None else _inset(geometry, layer, sheet.lang, national=national)
    view = {
        "extent": [float(v) for v in (*low, *high)],
        "dashes": lines,
        "labels": _labels(geometry, sheet.lang),
        "inset": inset,
    }
    return near | view | ({"land": land} if land else {})


def _labels(geometry: Geometry, lang: str) -> list[dict[str, Any]]:
    """Names of islands and of what is said of Taiwan, the first where two would meet."""
    labels = []
    for mark in (*LANDMARKS, *NAMES):
        place = [round(float(v)) for v in geometry.plane.points(mark.longitude, mark.latitude)]
        one: dict[str, Any] = {"text": say(lang, mark.name), "p": place}
        one |= {"align": mark.page_side, "dy": mark.page_down_px}
        one["reach"] = REACH_M[mark.dot]
        if mark is NAMES[-1]:
            one |= {"known": say(lang, "maps.landmark.taiwan"), "far": True}
        elif mark.latitude < NORTH_OF_SEA + 4:
            one["sea"] = True
        labels.append(one | ({"dot": True, "size": 10} if mark.dot else {}))
    return labels


def _inset(geometry: Geometry, layer: gpd.GeoDataFrame, lang: str, *, national: bool) -> dict[str, Any]:
    """The inset 南海诸岛: its box, what fills the frame beside it, what in sight makes it needless."""
    plane = geometry.plane
    dashes = plane.lay(read_ten_dash_line())
    sea = [float(v) for v in dashes.total_bounds]
    main = mainland(plane) if national else beside_sea(layer.geometry, plane)
    title = say(lang, "maps.landmark.south_china_sea_islands")
    return {"box": list(inset_box(plane)), "main": list(main), "sea": sea, "title": title}


def credits(layer: gpd.GeoDataFrame, sheet: SheetSettings) -> list[str]:
    """What the corner says of the boundaries: source, date, approval number where one is known."""
    attrs = layer.attrs
    lines: list[Message | str] = []
    if sheet.source is not None:
        lines.append(str(sheet.source))
    else:
        lines.append(Message("maps.credit.boundaries", source=source_of(attrs)))
    if attrs.get("date"):
        lines.append(Message("maps.credit.divisions", date=str(attrs["date"])))
    if attrs.get("approval_number"):
        lines.append(Message("maps.credit.approval_number", number=str(attrs["approval_number"])))
    elif sheet.source is None and in_china(layer):
        lines.append(Message("maps.credit.no_approval_number"))
    lines.append(Message(f"maps.projection.{sheet.plane.projection}"))
    return [written(line, sheet.lang) for line in lines]


def background(sheet: SheetSettings) -> dict[str, Any] | None:
    """The background tiles as the page reads them, with what has to be said of them."""
    tiles = sheet.tiles
    if tiles is None:
        return None
    said: list[Message | str] = [tiles.attribution, Message("maps.tiles.asked", hosts=tiles.asked)]
    if tiles.terms:
        said.append(Message("maps.tiles.terms", terms=tiles.terms))
    if tiles.datum == "gcj02":
        said.append(Message("maps.tiles.shifted"))
    return {
        "urls": list(tiles.addresses),
        "subdomains": list(tiles.subdomains),
        "zooms": [tiles.min_zoom, tiles.max_zoom],
        "referer": tiles.referer,
        "credits": [written(line, sheet.lang) for line in said],
    }

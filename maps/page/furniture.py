"""What stands around the units: the ten-dash line, islands and names of a national map, and the credits."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from boundaries.abroad import in_china
from boundaries.language import Message, say, written
from maps.cartography.credits import source_of
from maps.cartography.landmarks import LANDMARKS, NAMES
from maps.cartography.national import is_national_layer
from maps.page.sheet_settings import SheetSettings
from maps.page.surrounding_land import around, rest_of_country
from maps.page.topology import Geometry


def surroundings(geometry: Geometry, layer: gpd.GeoDataFrame, sheet: SheetSettings) -> dict[str, Any]:
    """The extent of the first view and, on a national map, what it may not lack."""
    west, south, east, north = geometry.bounds
    if not is_national_layer(layer):
        bare = sheet.tiles is not None or not in_china(layer)
        near = {} if bare else around(geometry, lang=sheet.lang)
        return {"dashes": None, "labels": []} | near | {"extent": [west, south, east, north]}
    from boundaries import read_ten_dash_line

    dashes = geometry.plane.lay(read_ten_dash_line())
    lines = [np.rint(shapely.get_coordinates(shapely.simplify(d, 1000))).astype(int).tolist() for d in dashes]
    shown = [(west, south, east, north), tuple(dashes.total_bounds)]
    land = [] if sheet.tiles is not None else rest_of_country(geometry)
    if land:
        corners = np.concatenate([np.asarray(ring) for ring in land])
        shown.append((*corners.min(axis=0), *corners.max(axis=0)))
    labels = []
    for mark in (*LANDMARKS, *NAMES):
        place = [round(float(v)) for v in geometry.plane.points(mark.longitude, mark.latitude)]
        one: dict[str, Any] = {"text": say(sheet.lang, mark.name), "p": place}
        one |= {"align": mark.page_side, "dy": mark.page_down_px}
        if mark is NAMES[-1]:
            one["known"] = say(sheet.lang, "maps.landmark.taiwan")
        labels.append(one | ({"dot": True, "size": 10} if mark.dot else {}))
    low, high = np.min(shown, axis=0)[:2], np.max(shown, axis=0)[2:]
    view = {"extent": [float(v) for v in (*low, *high)], "dashes": lines, "labels": labels}
    return view | ({"land": land} if land else {})


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

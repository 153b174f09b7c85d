"""An overlay as the page reads it: values, classes and shapes, everything in the units' order."""

from __future__ import annotations

import base64
import math
import warnings
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.errors import MapError
from boundaries.language import Message, say
from maps.cartography.projection import Plane
from maps.overlays.overlay import DEFAULT_LANG, LegendClass, Overlay
from maps.overlays.png import png_bytes
from maps.page.column_codec import EXACT, Cell, column
from maps.page.topology import ALPHABET, Geometry, pack

OUTSIDE = -2
FEW = 400
"""Shapes of so few points, such as ellipses, are drawn with all of them."""
Floats = np.ndarray[Any, np.dtype[np.float64]]


def theme_data(overlay: Overlay, geometry: Geometry, *, at: int) -> dict[str, Any]:
    """Lay ``overlay`` on the units of ``geometry`` (number ``at`` on the page)."""
    overlay = overlay.said(DEFAULT_LANG)
    raw: dict[str, Any] = {
        "name": overlay.name,
        "kind": overlay.kind,
        "base": overlay.colors_units,
        "caption": overlay.caption,
        "geo": at,
        "classes": [_row(c) for c in overlay.classes],
        "missing": overlay.missing,
        "missingLabel": overlay.missing_label,
        "noData": overlay.no_data_color,
        "scheme": overlay.scheme,
        "lower": overlay.lower,
        "breaks": list(overlay.breaks),
        "alternatives": [],
        "year": overlay.year,
        "series": overlay.series,
        "grid": list(overlay.grid) if overlay.grid else None,
        "axes": list(overlay.axes),
        "note": overlay.note,
    }
    codes = pd.Index(geometry.codes)
    if overlay.colors_units:
        if overlay.index is None:
            raise MapError("maps.page.theme_data.overlay-colors-units-but-has-no", name=overlay.name)
        index = overlay.index.reindex(codes, fill_value=OUTSIDE).to_numpy(dtype=int)
        raw["alternatives"] = [
            {
                "scheme": a.scheme,
                "lower": a.lower,
                "breaks": list(a.breaks),
                "classes": [_row(c) for c in a.classes],
            }
            for a in overlay.alternatives
        ]
        if overlay.kind == "choropleth" and overlay.values is not None:
            cuts = [overlay.breaks, *(a.breaks for a in overlay.alternatives)]
            short, parted = _short(overlay.values.reindex(codes), cuts)
            raw["values"] = column(short)
            for one, cut in zip([raw, *raw["alternatives"]], parted, strict=True):
                one["cuts"] = cut
            raw["outside"] = _places(np.flatnonzero(index == OUTSIDE))
        else:
            raw["index"] = "".join(ALPHABET[k + 2] for k in index)
    if overlay.rows is not None:
        raw["rows"] = _cells(overlay.rows, codes, overlay.lang or DEFAULT_LANG)
    if overlay.shapes is not None:
        raw["shapes"] = _shapes(overlay.shapes, codes, geometry)
    if overlay.scatter is not None:
        points = overlay.scatter.reindex(codes)
        raw["scatter"] = [column(_hundredths(points[axis])) for axis in ("value", "lag")]
    if overlay.image is not None:
        png, extent = projected_image(overlay, geometry.plane)
        raw["image"] = {"data": base64.b64encode(png).decode("ascii"), "extent": extent}
    return raw


def _places(places: np.ndarray[Any, Any]) -> str:
    """Rising whole numbers as their differences."""
    return pack(np.diff(places.astype(np.int64), prepend=0))


def _hundredths(values: pd.Series) -> list[Cell]:
    """Standardized values as a plot 280 pixels wide can show them."""
    return [round(float(v), 2) if math.isfinite(v) else None for v in values]


def _row(c: LegendClass) -> list[Any]:
    return [c.label, c.color, c.count, c.symbol]


def _short(values: pd.Series, cuts: Sequence[Sequence[float]]) -> tuple[list[Cell], list[list[float]]]:
    """The numbers with few digits, and cuts that part them as the breaks part the full numbers.

    A number of at most eight digits stays as it is; a longer one keeps five, or as many as the classes need.
    """
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    known = np.flatnonzero(~np.isnan(numbers))
    given = numbers[known]
    entered = np.array([float(f"{v:.8g}") == v for v in given], dtype=bool)
    digits = 5
    while True:
        short = np.array([v if e else float(f"{v:.{digits}g}") for v, e in zip(given, entered, strict=True)])
        parted = [_cuts(short, given, breaks) for breaks in cuts]
        if digits >= 17 or all(p is not None for p in parted):
            break
        digits += 1
    out: list[Cell] = [None] * len(numbers)
    for place, v in zip(known, short, strict=True):
        out[place] = int(v) if float(v).is_integer() and abs(v) < 1e15 else float(v)
    return out, [p if p is not None else list(b) for p, b in zip(parted, cuts, strict=True)]


def _cuts(
    short: np.ndarray[Any, Any], given: np.ndarray[Any, Any], breaks: Sequence[float]
) -> list[float] | None:
    """Values between the classes, as the shortened numbers see them; None if shortening mixes the classes."""
    out = []
    for end in list(breaks)[:-1]:
        below, above = short[given <= end], short[given > end]
        low = float(below.max()) if len(below) else float("-inf")
        high = float(above.min()) if len(above) else float("inf")
        if low >= high:
            return None
        if not np.isfinite([low, high]).all():
            out.append(float(end))
        else:
            middle = low + (high - low) / 2
            out.append(middle if low < middle < high else low)
    return [*out, float(breaks[-1])] if len(breaks) else []


def _cell(value: Any, lang: str) -> Cell:
    if value is None or (not isinstance(value, str) and pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    if isinstance(value, Message):
        return say(lang, value)
    if isinstance(value, bool | np.bool_):
        return say(lang, "maps.yes" if value else "maps.no")
    if isinstance(value, int | np.integer):
        return int(value) if abs(int(value)) < EXACT else str(value)
    if isinstance(value, float | np.floating):
        return float(f"{float(value):.6g}") if math.isfinite(value) else str(value)
    return str(value)


def _cells(rows: pd.DataFrame, codes: pd.Index, lang: str) -> dict[str, Any]:
    """The lines of cards by column, for the units that have any (``at``: which)."""
    place = codes.get_indexer(rows.index.astype(str))
    order = np.argsort(place, kind="stable")
    order = order[place[order] >= 0]
    cells = [[_cell(v, lang) for v in rows.iloc[:, at].iloc[order]] for at in range(rows.shape[1])]
    filled = np.array([any(c is not None for c in row) for row in zip(*cells, strict=True)], dtype=bool)
    at = place[order][filled]
    return {
        "columns": [str(c) for c in rows.columns],
        "at": None if len(at) == len(codes) else _places(at),
        "count": len(at),
        "cells": [column([c for c, keep in zip(one, filled, strict=True) if keep]) for one in cells],
    }


def _shapes(shapes: gpd.GeoDataFrame, codes: pd.Index, geometry: Geometry) -> list[dict[str, Any]]:
    out = []
    flat = geometry.plane.lay(shapes.geometry)
    for at, (_, row) in enumerate(shapes.iterrows()):
        one: dict[str, Any] = {"label": str(row["label"]), "i": int(row["index"])}
        if isinstance(row.get("text"), str):
            one["text"] = row["text"]
        if row.get("size") is not None and not pd.isna(row.get("size")):
            one["size"] = float(row["size"])
        members = row.get("members")
        shape = flat.iloc[at]
        places = (
            codes.get_indexer(pd.Index([str(m) for m in members])) if isinstance(members, tuple) else None
        )
        if places is not None and len(places) and (places >= 0).all():
            one["units"] = sorted(int(p) for p in places)
        elif shape is None or shape.is_empty:
            continue
        elif shape.geom_type == "Point":
            one["p"] = [round(shape.x), round(shape.y)]
        else:
            if shape.geom_type in ("Polygon", "MultiPolygon"):
                one["fill"] = True
                if shapely.get_num_coordinates(shape) > FEW:
                    shape = shapely.simplify(shape, min(500.0, 2 * geometry.grid_m))
                parts = shapely.get_rings(shapely.get_parts(shape))
            else:
                parts = shapely.get_parts([shape])
            one["g"] = [np.rint(shapely.get_coordinates(p)).astype(int).tolist() for p in parts]
        out.append(one)
    return out


def projected_image(overlay: Overlay, plane: Plane) -> tuple[bytes, list[float]]:
    """Warp the picture of a raster overlay to the page's plane; PNG and extent in its meters.

    Every pixel of the answer takes the color of the pixel its center lies in.
    """
    from rasterio.errors import NotGeoreferencedWarning
    from rasterio.io import MemoryFile

    image = overlay.image
    if image is None:
        raise MapError("maps.page.theme_data.overlay-has-no-image", name=overlay.name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with MemoryFile(image.png) as memory, memory.open() as source:
            bands = source.read()
    height, width = bands.shape[1:]
    west, south, east, north = image.bounds
    along = np.linspace(0, 1, 103)
    lon, lat = west + (east - west) * along, south + (north - south) * along
    x, y = plane.points(
        np.concatenate([lon, lon, np.full(103, west), np.full(103, east)]),
        np.concatenate([np.full(103, south), np.full(103, north), lat, lat]),
    )
    x0, y0, x1, y1 = float(x.min()), float(y.min()), float(x.max()), float(y.max())
    step = float(np.sqrt((x1 - x0) * (y1 - y0) / (width * height)))
    wide, high = max(1, round((x1 - x0) / step)), max(1, round((y1 - y0) / step))
    lon, lat = plane.places(
        *np.meshgrid(
            x0 + (np.arange(wide) + 0.5) * (x1 - x0) / wide, y1 - (np.arange(high) + 0.5) * (y1 - y0) / high
        )
    )
    across = np.floor((lon - west) / (east - west) * width)
    down = np.floor((north - lat) / (north - south) * height)
    inside = (across >= 0) & (across < width) & (down >= 0) & (down < height)
    out = np.zeros((bands.shape[0], high, wide), np.uint8)
    out[:, inside] = bands[:, down[inside].astype(int), across[inside].astype(int)]
    return png_bytes(out), [round(v) for v in (x0, y0, x1, y1)]

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
import pyproj
import shapely

from boundaries.errors import MapError
from maps.geometry import ALPHABET, PROJ, Geometry
from maps.overlay import LegendClass, Overlay

OUTSIDE = -2
Floats = np.ndarray[Any, np.dtype[np.float64]]


def theme_data(overlay: Overlay, geometry: Geometry, *, at: int) -> dict[str, Any]:
    """Lay ``overlay`` on the units of ``geometry`` (number ``at`` on the page)."""
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
            raise MapError(f"overlay {overlay.name!r} colors units but has no index of classes")
        index = overlay.index.reindex(codes, fill_value=OUTSIDE).to_numpy(dtype=int)
        raw["index"] = "".join(ALPHABET[k + 2] for k in index)
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
            raw["values"], parted = _short(overlay.values.reindex(codes), cuts)
            for alternative, cut in zip(raw["alternatives"], parted[1:], strict=True):
                alternative["cuts"] = cut
    if overlay.rows is not None:
        raw["rows"] = _cells(overlay.rows, codes)
    if overlay.shapes is not None:
        raw["shapes"] = _shapes(overlay.shapes, codes, geometry)
    if overlay.scatter is not None:
        points = overlay.scatter.reindex(codes)
        raw["scatter"] = [
            None if math.isnan(x) or math.isnan(y) else [round(float(x), 3), round(float(y), 3)]
            for x, y in zip(points["value"], points["lag"], strict=True)
        ]
    if overlay.image is not None:
        png, extent = projected_image(overlay, geometry.projection)
        raw["image"] = {"data": base64.b64encode(png).decode("ascii"), "extent": extent}
    return raw


def _row(c: LegendClass) -> list[Any]:
    return [c.label, c.color, c.count, c.symbol]


def _short(
    values: pd.Series, cuts: Sequence[Sequence[float]]
) -> tuple[list[float | None], list[list[float]]]:
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
    out: list[float | None] = [None] * len(numbers)
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


def _cell(value: Any) -> Any:
    if value is None or (not isinstance(value, str) and pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    if isinstance(value, bool | np.bool_):
        return "是" if value else "否"
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(f"{float(value):.6g}") if math.isfinite(value) else str(value)
    return str(value)


def _cells(rows: pd.DataFrame, codes: pd.Index) -> dict[str, Any]:
    place = codes.get_indexer(rows.index.astype(str))
    cells = {
        str(at): [_cell(v) for v in row]
        for at, row in zip(place, rows.itertuples(index=False, name=None), strict=True)
        if at >= 0
    }
    return {
        "columns": [str(c) for c in rows.columns],
        "cells": {k: v for k, v in cells.items() if any(c is not None for c in v)},
    }


def _shapes(shapes: gpd.GeoDataFrame, codes: pd.Index, geometry: Geometry) -> list[dict[str, Any]]:
    out = []
    flat = shapes.geometry.to_crs(PROJ[geometry.projection])
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
                parts = shapely.get_rings(shapely.simplify(shape, 500))
            else:
                parts = shapely.get_parts([shape])
            one["g"] = [np.rint(shapely.get_coordinates(p)).astype(int).tolist() for p in parts]
        out.append(one)
    return out


def projected_image(overlay: Overlay, projection: str) -> tuple[bytes, list[float]]:
    """Warp the picture of a raster overlay to the page's projection; PNG and extent in projected meters."""
    from rasterio import Affine
    from rasterio.errors import NotGeoreferencedWarning
    from rasterio.io import MemoryFile
    from rasterio.warp import Resampling, reproject

    image = overlay.image
    if image is None:
        raise MapError(f"overlay {overlay.name!r} has no image")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with MemoryFile(image.png) as memory, memory.open() as source:
            bands = source.read()
    height, width = bands.shape[1:]
    west, south, east, north = image.bounds
    target = pyproj.CRS(PROJ[projection]).to_wkt()
    way = pyproj.Transformer.from_crs("EPSG:4326", target, always_xy=True)
    x0, y0, x1, y1 = way.transform_bounds(west, south, east, north, densify_pts=101)
    step = float(np.sqrt((x1 - x0) * (y1 - y0) / (width * height)))
    wide, high = max(1, round((x1 - x0) / step)), max(1, round((y1 - y0) / step))
    transform = Affine((x1 - x0) / wide, 0, x0, 0, (y0 - y1) / high, y1)
    out = np.zeros((bands.shape[0], high, wide), np.uint8)
    reproject(
        bands,
        out,
        src_transform=Affine((east - west) / width, 0, west, 0, (south - north) / height, north),
        src_crs="EPSG:4326",
        dst_transform=transform,
        dst_crs=target,
        resampling=Resampling.nearest,
    )
    return png_bytes(out), [round(float(v)) for v in (x0, y0, x1, y1)]


def png_bytes(bands: np.ndarray[Any, np.dtype[np.uint8]]) -> bytes:
    """Write bands (3 or 4, rows, columns) as a PNG, the same bytes for the same picture."""
    import struct
    import zlib

    count, high, wide = bands.shape
    rows = np.zeros((high, wide * count + 1), np.uint8)
    rows[:, 1:] = np.moveaxis(bands, 0, 2).reshape(high, -1)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", wide, high, 8, {3: 2, 4: 6}[count], 0, 0, 0)
    body = zlib.compress(rows.tobytes(), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")

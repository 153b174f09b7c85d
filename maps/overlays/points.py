"""Overlays of places and pictures: points such as parks, and rasters."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from boundaries.errors import MapError, listed
from maps.cartography import palette
from maps.overlays.classification import MOST_CLASSES
from maps.overlays.language import in_any_language
from maps.overlays.overlay import (
    NO_DATA,
    NO_DATA_COLOR,
    Image,
    Lang,
    LegendClass,
    Overlay,
    check_colors,
    spoken,
)
from maps.page.theme_data import png_bytes

MOST = 60
WORDS = {"zh": {"points": "点位", "raster": "栅格"}, "en": {"points": "Places", "raster": "Raster"}}


@in_any_language
def points(
    places: gpd.GeoDataFrame,
    *,
    label: str = "name",
    category: str | None = None,
    text: str | None = None,
    size: float = 5.0,
    name: str | None = None,
    layer: gpd.GeoDataFrame | None = None,
    note: str = "",
    lang: Lang = "zh",
) -> Overlay:
    """Draw places (parks, ports) as points; ``category`` colors them, ``text`` fills their cards.

    Parameters
    ----------
    places : GeoDataFrame
        Points, a row a place.
    label, category, text : str
        Columns: the name, what colors it, what its card says.
    size : float
        Radius of a dot, pixels.
    name : str, optional
        The theme's name.
    layer : GeoDataFrame by adcode, optional
    note : str
        A line below the legend.
    lang : {"zh", "en"}

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`.
    """
    if not isinstance(places, gpd.GeoDataFrame):
        raise MapError("maps.overlays.points.places-must-be-a-geodataframe-of", name=type(places).__name__)
    lacks = [c for c in (label, category, text) if c is not None and c not in places.columns]
    if lacks:
        raise MapError(
            "maps.overlays.points.places-lack-they-have",
            lacks=listed(lacks),
            columns=listed(places.columns, most=30),
        )
    if places.crs is None:
        raise MapError("maps.overlays.points.places-have-no-crs-set-it")
    odd = places.index[(places.geom_type != "Point").to_numpy()]
    if len(odd):
        raise MapError("maps.overlays.points.places-must-be-points-not-so", odd=listed(odd))
    if not len(places):
        raise MapError("maps.overlays.points.places-hold-no-point")
    if not (isinstance(size, int | float | np.number) and 0 < size <= 100):
        raise MapError("maps.overlays.points.size-is-a-radius-in-pixels", size=size)
    title = name if name is not None else spoken(WORDS, lang)["points"]
    if category is None:
        labels, index = [title], np.zeros(len(places), int)
        colors: tuple[str, ...] = ("#c2410c",)
    else:
        given = places[category]
        labels = sorted(given.dropna().astype(str).unique())
        if len(labels) > MOST:
            raise MapError(
                "maps.overlays.points.places-have-categories-a-map-shows", n_labels=len(labels), MOST=MOST
            )
        place = {kind: k for k, kind in enumerate(labels)}
        index = np.array([place.get(str(v), -1) if not pd.isna(v) else -1 for v in given])
        colors = palette.qualitative(len(labels)) if labels else ()
        if (index < 0).any():
            index[index < 0] = len(labels)
            labels, colors = [*labels, NO_DATA[lang]], (*colors, NO_DATA_COLOR)
    frame: dict[str, Any] = {
        "label": _texts(places[label]),
        "index": index,
        "size": float(size),
    }
    if text is not None:
        frame["text"] = _texts(places[text])
    shapes = gpd.GeoDataFrame(frame, geometry=places.geometry.to_numpy(), crs=places.crs)
    classes = tuple(
        LegendClass(label=one, color=colors[k], count=int((index == k).sum()), symbol="dot")
        for k, one in enumerate(labels)
    )
    return Overlay(
        name=title,
        kind="points",
        layer=layer,
        classes=classes,
        caption=title,
        shapes=shapes,
        note=note,
        lang=lang,
    )


def _texts(values: pd.Series) -> list[str]:
    return ["" if pd.isna(value) else str(value) for value in values]


@in_any_language
def raster(
    source: str | os.PathLike[str],
    *,
    band: int = 1,
    k: int = 6,
    colors: Sequence[str] | None = None,
    name: str | None = None,
    most_pixels: int = 700_000,
    layer: gpd.GeoDataFrame | None = None,
    note: str = "",
    lang: Lang = "zh",
) -> Overlay:
    """Lay a raster file under the boundaries, its values in ``k`` equal classes.

    Parameters
    ----------
    source : path
        A raster file with a CRS.
    band : int
        From 1.
    k : int
        Number of classes.
    colors : sequence of str, optional
        One for each class, the lowest first.
    name : str, optional
        The theme's name.
    most_pixels : int
        Larger rasters are thinned to this.
    layer : GeoDataFrame by adcode, optional
    note : str
        A line below the legend.
    lang : {"zh", "en"}

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`.
    """
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or not 1 <= k <= MOST_CLASSES:
        raise MapError("maps.overlays.points.k-must-be-a-whole-number", MOST_CLASSES=MOST_CLASSES, k=k)
    if not most_pixels >= 1:
        raise MapError("maps.overlays.points.most-pixels-must-be-at-least", most_pixels=most_pixels)
    if colors is not None:
        check_colors(colors)
    import rasterio
    from rasterio.warp import transform_bounds

    path = Path(source)
    try:
        with rasterio.open(path) as file:
            if not 1 <= band <= file.count:
                raise MapError(
                    "maps.overlays.points.has-bands-to-not", name=path.name, count=file.count, band=band
                )
            if file.crs is None:
                raise MapError("maps.overlays.points.has-no-crs", name=path.name)
            shrink = max(1.0, (file.width * file.height / most_pixels) ** 0.5)
            shape = (max(1, int(file.height / shrink)), max(1, int(file.width / shrink)))
            from rasterio.vrt import WarpedVRT

            with WarpedVRT(file, crs="EPSG:4326") as flat:
                high = max(1, int(flat.height * min(1.0, shape[0] / file.height)))
                wide = max(1, int(flat.width * min(1.0, shape[1] / file.width)))
                data = flat.read(band, out_shape=(high, wide), masked=True)
                bounds = transform_bounds(flat.crs, "EPSG:4326", *flat.bounds)
    except (rasterio.errors.RasterioIOError, OSError) as problem:
        raise MapError(
            "maps.overlays.points.cannot-read-the-raster", path=str(path), problem=problem
        ) from None
    known = np.asarray(data.compressed(), float)
    known = known[np.isfinite(known)]
    if not len(known):
        raise MapError("maps.overlays.points.holds-no-value", name=path.name)
    low, top = float(known.min()), float(known.max())
    ends = np.unique(np.linspace(low, top, k + 1)[1:]) if top > low else np.array([top])
    inks = tuple(colors) if colors is not None else palette.sequential(len(ends), name="orange")
    if len(inks) < len(ends):
        raise MapError(
            "maps.overlays.points.classes-need-as-many-colors-came", n_ends=len(ends), n_inks=len(inks)
        )
    values = np.ma.filled(data.astype(float), np.nan)
    index = np.where(np.isfinite(values), np.minimum(np.searchsorted(ends, values), len(ends) - 1), -1)
    table = np.array(
        [[int(c[i : i + 2], 16) for i in (1, 3, 5)] + [255] for c in inks] + [[0, 0, 0, 0]], np.uint8
    )
    image = np.moveaxis(table[index], 2, 0)
    counts = np.bincount(index[index >= 0], minlength=len(ends))
    starts = [low, *ends[:-1]]
    classes = tuple(
        LegendClass(label=f"{a:g}–{b:g}" if a != b else f"{b:g}", color=inks[i], count=int(counts[i]))
        for i, (a, b) in enumerate(zip(starts, ends, strict=True))
    )
    title = name if name is not None else spoken(WORDS, lang)["raster"]
    west, south, east, north = (float(b) for b in bounds)
    return Overlay(
        name=title, kind="raster", layer=layer, classes=classes, caption=title, note=note, lang=lang,
        lower=low, breaks=tuple(float(e) for e in ends),
        image=Image(png=png_bytes(np.ascontiguousarray(image)), bounds=(west, south, east, north)),
    )  # fmt: skip

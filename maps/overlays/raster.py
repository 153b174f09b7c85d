"""Overlays of rasters: pictures laid under the boundaries."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np

from boundaries.driver import open_raster
from boundaries.errors import MapError, SourceError
from boundaries.language import Lang, Message
from maps.cartography import palette
from maps.overlays.classification import MOST_CLASSES
from maps.overlays.overlay import Image, LegendClass, Overlay, check_colors
from maps.overlays.png import png_bytes


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
    lang: Lang | None = None,
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
    lang : {"zh", "en"}, optional
        Of what the reader sees; None: that of the sheet or figure it is put on.

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
        with open_raster(source) as file:
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
                stored = flat.read(band, out_shape=(high, wide), masked=True)
                data = stored.astype(float) * file.scales[band - 1] + file.offsets[band - 1]
                bounds = transform_bounds(flat.crs, "EPSG:4326", *flat.bounds)
    except (rasterio.errors.RasterioError, SourceError, OSError) as problem:
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
    values = np.ma.filled(data, np.nan)
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
    title = name if name is not None else Message("maps.raster.name")
    west, south, east, north = (float(b) for b in bounds)
    return Overlay(
        name=title, kind="raster", layer=layer, classes=classes, caption=title, note=note,
        lower=low, breaks=tuple(float(e) for e in ends),
        image=Image(png=png_bytes(np.ascontiguousarray(image)), bounds=(west, south, east, north)),
    ).said(lang)  # fmt: skip

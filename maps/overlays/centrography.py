"""Overlays of centrography: mean centers, deviational ellipses, and how the center moved."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from boundaries.errors import MapError, listed
from boundaries.language import Lang, Message
from maps.cartography import palette
from maps.overlays.overlay import LegendClass, Overlay, check_units, of_shapes
from maps.overlays.results import HasEllipses

COLUMNS = ("n", "lon", "lat", "major_km", "minor_km", "rotation_deg", "standard_distance_km", "shift_km")
MOST = 12
INK = "#6a2c91"
SCALES = ("sqrt2", "none")
"""How long the semi-axes may be: ``maps.centrography.scale.<name>``."""


def centrography(
    result: HasEllipses,
    layer: gpd.GeoDataFrame | None = None,
    *,
    name: str | None = None,
    lang: Lang | None = None,
) -> Overlay:
    """Draw mean centers (重心) and standard deviational ellipses (标准差椭圆), and how the centers moved.

    Parameters
    ----------
    result : analysis.Centrography
        A row for each set of weights, in order; what a card says of a center is in its ``frame``.
    layer : GeoDataFrame by adcode, optional
        The units beneath.
    name : str, optional
        The theme's name.
    lang : {"zh", "en"}, optional
        Of what the reader sees; None: that of the sheet or figure it is put on.

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`. The legend counts the units of each set of weights.

    Raises
    ------
    MapError
        What is given is no such result, or has more than 12 rows.
    """
    frame, rings = getattr(result, "frame", None), getattr(result, "ellipses", None)
    if not isinstance(frame, pd.DataFrame) or not isinstance(rings, gpd.GeoDataFrame):
        raise MapError(
            "maps.overlays.centrography.a-result-of-analysis-centrography-is", name=type(result).__name__
        )
    lacks = [column for column in COLUMNS if column not in frame.columns]
    if lacks:
        raise MapError(
            "maps.overlays.centrography.frame-lacks-it-has",
            name=type(result).__name__,
            lacks=listed(lacks),
            columns=listed(frame.columns),
        )
    if not 1 <= len(frame) <= MOST:
        raise MapError(
            "maps.overlays.centrography.a-map-shows-to-ellipses-came", MOST=MOST, n_frame=len(frame)
        )
    if layer is not None:
        check_units(layer)
    labels, scale = [str(label) for label in frame.index], str(getattr(result, "scale", ""))
    inks = (INK,) if len(frame) == 1 else palette.qualitative(len(frame))
    texts = [
        Message(
            "maps.centrography.figures",
            lon=row.lon, lat=row.lat, major=row.major_km, minor=row.minor_km, turn=row.rotation_deg,
            distance=row.standard_distance_km, n=int(row.n),
        )
        for row in frame.itertuples()
    ]  # fmt: skip
    centers = [shapely.Point(x, y) for x, y in zip(frame["lon"], frame["lat"], strict=True)]
    shapes: list[dict[str, Any]] = []
    for k, (label, text, ring) in enumerate(zip(labels, texts, rings.geometry, strict=True)):
        shapes.append({"label": label, "index": k, "text": text, "size": 2.0, "geometry": ring})
    classes = [
        LegendClass(label=label, color=ink, count=int(n), symbol="line")
        for label, ink, n in zip(labels, inks, frame["n"], strict=True)
    ]
    for k, (label, text, center) in enumerate(zip(labels, texts, centers, strict=True)):
        called = Message("maps.centrography.center", label=label)
        shapes.append({"label": called, "index": k, "text": text, "size": 6.0, "geometry": center})
    for k in range(1, len(frame)):
        way = shapely.LineString([centers[k - 1], centers[k]])
        if way.length:
            step = f"{labels[k - 1]} → {labels[k]}"
            text = Message("maps.centrography.shift", km=frame["shift_km"].iloc[k])
            shapes.append({"label": step, "index": len(frame), "text": text, "size": 2.0, "geometry": way})
    moved = len(shapes) - 2 * len(frame)
    if moved:
        classes.append(
            LegendClass(
                label=Message("maps.centrography.moved"), color=palette.INK, count=moved, symbol="arrow"
            )
        )
    title = name if name is not None else Message("maps.centrography.name")
    return of_shapes(
        "ellipse",
        title,
        layer,
        gpd.GeoDataFrame(shapes, crs="EPSG:4326"),
        tuple(classes),
        note=_note(texts, scale),
        lang=lang,
    )


def _note(texts: list[Message], scale: str) -> Message | str:
    """How long the axes are and, where there is but one center, its figures."""
    axes = Message(f"maps.centrography.scale.{scale}") if scale in SCALES else ""
    if len(texts) != 1:
        return axes
    return Message("maps.centrography.note", figures=texts[0], axes=axes) if axes else texts[0]

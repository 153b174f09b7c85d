"""Overlays of centrography: mean centers, deviational ellipses, and how the center moved."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from boundaries.errors import MapError, listed
from maps.cartography import palette
from maps.overlays.language import in_any_language
from maps.overlays.overlay import Lang, LegendClass, Overlay, check_units, spoken

COLUMNS = ("n", "lon", "lat", "major_km", "minor_km", "rotation_deg", "standard_distance_km", "shift_km")
MOST = 12
INK = "#6a2c91"
WORDS = {
    "zh": {
        "name": "重心与标准差椭圆",
        "center": "{}：重心",
        "figures": "重心 {lon:.3f}°E，{lat:.3f}°N；长半轴 {major:,.1f} 千米，短半轴 {minor:,.1f} 千米，"
        "长轴方位角 {turn:.1f}°；标准距离 {distance:,.1f} 千米；{n:,} 个单元",
        "moved": "重心移动",
        "step": "{} → {}",
        "shift": "移动 {:,.1f} 千米",
        "sqrt2": "椭圆的半轴为标准差的 √2 倍",
        "none": "椭圆的半轴为一个标准差",
    },
    "en": {
        "name": "Mean centers and deviational ellipses",
        "center": "{}: mean center",
        "figures": "Mean center {lon:.3f}°E, {lat:.3f}°N; semi-axes {major:,.1f} and {minor:,.1f} km, "
        "major axis at {turn:.1f}° from north; standard distance {distance:,.1f} km; {n:,} units",
        "moved": "Shift of the center",
        "step": "{} → {}",
        "shift": "{:,.1f} km",
        "sqrt2": "Semi-axes are √2 standard deviations",
        "none": "Semi-axes are one standard deviation",
    },
}


@in_any_language
def centrography(
    result: Any, layer: gpd.GeoDataFrame | None = None, *, name: str | None = None, lang: Lang = "zh"
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
    lang : {"zh", "en"}
        Of what the reader sees.

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`. The legend counts the units of each set of weights.

    Raises
    ------
    MapError
        What is given is no such result, or has more than 12 rows.
    """
    words = spoken(WORDS, lang)
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
        words["figures"].format(
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
        called = words["center"].format(label)
        shapes.append({"label": called, "index": k, "text": text, "size": 6.0, "geometry": center})
    for k in range(1, len(frame)):
        way = shapely.LineString([centers[k - 1], centers[k]])
        if way.length:
            step = words["step"].format(*labels[k - 1 : k + 1])
            text = words["shift"].format(frame["shift_km"].iloc[k])
            shapes.append({"label": step, "index": len(frame), "text": text, "size": 2.0, "geometry": way})
    moved = len(shapes) - 2 * len(frame)
    if moved:
        classes.append(LegendClass(label=words["moved"], color=palette.INK, count=moved, symbol="arrow"))
    title = name if name is not None else words["name"]
    return Overlay(
        name=title,
        kind="ellipse",
        layer=layer,
        classes=tuple(classes),
        caption=title,
        shapes=gpd.GeoDataFrame(shapes, crs="EPSG:4326"),
        note="；".join([*(texts if len(texts) == 1 else ()), *(words[s] for s in (scale,) if s in words)]),
        lang=lang,
    )

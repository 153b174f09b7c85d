"""Overlays of places: points such as parks and ports."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from boundaries.errors import MapError, listed
from boundaries.language import Lang, Message
from maps.cartography import palette
from maps.overlays.overlay import NO_DATA, NO_DATA_COLOR, LegendClass, Overlay, of_shapes

MOST = 60
"""Categories a map can show."""

POLE = 85.0
"""Degrees of latitude beyond which no point is shown: the plane of a page ends there."""


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
    lang: Lang | None = None,
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
    lang : {"zh", "en"}, optional
        Of what the reader sees; None: that of the sheet or figure it is put on.

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
    _check_geometry(places)
    if not (isinstance(size, int | float | np.number) and 0 < size <= 100):
        raise MapError("maps.overlays.points.size-is-a-radius-in-pixels", size=size)
    title = name if name is not None else Message("maps.points.name")
    if category is None:
        labels: list[Message | str] = [title]
        index = np.zeros(len(places), int)
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
            labels, colors = [*labels, NO_DATA], (*colors, NO_DATA_COLOR)
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
    return of_shapes("points", title, layer, shapes, classes, note=note, lang=lang)


def _texts(values: pd.Series) -> list[str]:
    return ["" if pd.isna(value) else str(value) for value in values]


def _check_geometry(places: gpd.GeoDataFrame) -> None:
    """Refuse what is no point, or has no place on the earth."""
    if places.crs is None:
        raise MapError("maps.overlays.points.places-have-no-crs-set-it")
    odd = places.index[(places.geom_type.ne("Point") | places.geometry.is_empty).to_numpy()]
    if len(odd):
        raise MapError("maps.overlays.points.places-must-be-points-not-so", odd=listed(odd))
    if not len(places):
        raise MapError("maps.overlays.points.places-hold-no-point")
    spots = places.geometry.to_crs("EPSG:4326")
    inside = spots.x.abs().le(180) & spots.y.abs().le(POLE)  # false of what is no number
    if not inside.all():
        lost = [f"{at} ({spot.x:g}, {spot.y:g})" for at, spot in spots[~inside].items()]
        raise MapError("maps.overlays.points.no-place", n=len(lost), odd=listed(lost))

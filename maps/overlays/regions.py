"""Overlays of regions: their outlines, and how many of a list's members each holds (成群)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from boundaries.errors import MapError, listed
from boundaries.language import Lang, Message
from maps.overlays.classification import numbers_of
from maps.overlays.overlay import LegendClass, Overlay, null_note, of_shapes, table_of
from maps.overlays.results import HasFrame


def outline(
    regions: gpd.GeoDataFrame,
    layer: gpd.GeoDataFrame | None = None,
    *,
    name: str | None = None,
    color: str = "#22252b",
    text: pd.Series | None = None,
    note: str = "",
    lang: Lang | None = None,
) -> Overlay:
    """Draw the outlines of regions. With a column ``members`` they follow the units' own edges.

    Parameters
    ----------
    regions : GeoDataFrame by region
        With geometry, or a column ``members`` of tuples of adcodes.
    layer : GeoDataFrame by adcode, optional
        The units, where ``regions`` has members.
    name : str, optional
        The theme's name.
    color : str
        Of the lines, #rrggbb.
    text : Series by region, optional
        What the cards say.
    note : str
        A line below the legend.
    lang : {"zh", "en"}, optional
        Of what the reader sees; None: that of the sheet or figure it is put on.

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`.
    """
    _check_regions(regions)
    title = name if name is not None else Message("maps.outline.name")
    shapes = _region_shapes(regions, np.zeros(len(regions), int), text)
    classes = (LegendClass(label=title, color=color, count=len(shapes), symbol="line"),)
    return of_shapes("outline", title, layer, shapes, classes, note=note, lang=lang)


def groups(
    result: HasFrame,
    layer: gpd.GeoDataFrame | None = None,
    *,
    regions: gpd.GeoDataFrame | None = None,
    name: str | None = None,
    lang: Lang | None = None,
) -> Overlay:
    """Draw regions with their counts and location quotients; those with more than their share stand out.

    ``result.frame`` by region; ``regions`` with the outlines, by the same names; None: the regions of
    ``result.scheme`` as the package knows them.

    Parameters
    ----------
    result : analysis.Groups
        Or what has its fields.
    layer : GeoDataFrame by adcode, optional
    regions : GeoDataFrame by region, optional
        Outlines.
    name : str, optional
        The theme's name.
    lang : {"zh", "en"}, optional
        Of what the reader sees; None: that of the sheet or figure it is put on.

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`.
    """
    frame = table_of(result, "frame", ("count", "n_eligible", "location_quotient"))
    if not len(frame):
        raise MapError("maps.overlays.patches.groups-the-result-holds-no-region")
    for column in ("count", "n_eligible"):
        if np.isnan(numbers_of(frame[column])).any():
            raise MapError(
                "maps.overlays.patches.groups-is-unknown-at",
                column=column,
                index=listed(frame.index[frame[column].isna()]),
            )
    if regions is None:
        regions = _known_regions(result)
    _check_regions(regions)
    regions = regions.set_axis(regions.index.astype(str))
    lacks = [region for region in frame.index if region not in regions.index]
    if lacks:
        raise MapError(
            "maps.overlays.patches.regions-have-no-outline-there-are",
            n_lacks=len(lacks),
            lacks=listed(lacks),
            index=listed(regions.index),
        )
    used = frame[frame["count"] > 0] if (frame["count"] > 0).any() else frame
    many = (
        used["significant"].fillna(False).astype(bool)
        if "significant" in used.columns
        else used["location_quotient"] > 1
    )
    said = zip(used["count"], used["n_eligible"], used["location_quotient"], strict=True)
    text = pd.Series([_card(*row) for row in said], index=used.index, dtype=object)
    shapes = _region_shapes(regions.loc[used.index], np.where(many, 0, 1), text)
    title = name if name is not None else Message("maps.groups.name")
    classes = (
        LegendClass(label=Message("maps.groups.many"), color="#d7191c", count=int(many.sum()), symbol="line"),
        LegendClass(
            label=Message("maps.groups.few"), color="#3b6fb6", count=int((~many).sum()), symbol="line"
        ),
    )
    note = null_note(result)
    return of_shapes("outline", title, layer, shapes, classes, note=note, lang=lang)


def _card(count: float, eligible: float, quotient: float) -> Message:
    """What a region's card says; where nobody was eligible there is no location quotient."""
    values = {"count": int(count), "eligible": int(eligible)}
    if pd.isna(quotient):
        return Message("maps.groups.card_without_quotient", **values)
    return Message("maps.groups.card", quotient=float(quotient), **values)


def _check_regions(regions: object) -> None:
    if not isinstance(regions, gpd.GeoDataFrame):
        raise MapError(
            "maps.overlays.patches.regions-must-be-a-geodataframe-got", name=type(regions).__name__
        )
    if not len(regions):
        raise MapError("maps.overlays.patches.there-is-no-region-to-draw")
    if regions.index.has_duplicates:
        again = regions.index[regions.index.duplicated()].unique()
        raise MapError("maps.overlays.patches.regions-come-twice", value=listed([str(r) for r in again]))
    if "members" in regions.columns:
        odd = [
            str(r) for r, m in regions["members"].items() if isinstance(m, str) or not isinstance(m, Iterable)
        ]
        if odd:
            raise MapError("maps.overlays.patches.members-of-a-region-are-a", odd=listed(odd))


def _known_regions(result: object) -> gpd.GeoDataFrame:
    from boundaries import read_regions

    scheme = str(getattr(result, "scheme", "") or "")
    if not scheme:
        raise MapError("maps.overlays.patches.the-result-does-not-say-which")
    variants = [v for v in str(getattr(result, "variant", "") or "").split(", ") if v]
    return read_regions(scheme, variant=variants or None)


def _region_shapes(
    regions: gpd.GeoDataFrame, index: npt.ArrayLike, text: pd.Series | None
) -> gpd.GeoDataFrame:
    frame: dict[str, Any] = {"label": [str(r) for r in regions.index], "index": index}
    if text is not None:
        if text.index.has_duplicates:
            raise MapError(
                "maps.overlays.patches.text-regions-come-twice",
                value=listed(text.index[text.index.duplicated()].unique()),
            )
        frame["text"] = text.reindex(regions.index).to_numpy()
    if "members" in regions.columns:
        frame["members"] = [tuple(m) for m in regions["members"]]
    return gpd.GeoDataFrame(frame, geometry=regions.geometry.to_numpy(), crs=regions.crs)

"""Overlays of published lists: who is on it, in which tier, and how ranks moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.errors import MapError, listed
from boundaries.language import Lang, Message
from maps.cartography import palette
from maps.overlays.choropleth import _rows, categorical
from maps.overlays.classification import numbers_of
from maps.overlays.overlay import (
    LegendClass,
    Overlay,
    Symbol,
    by_adcode,
    check_units,
    legend_classes,
    of_shapes,
)
from maps.overlays.results import HasFrame

Members: TypeAlias = Iterable[str] | pd.Series | pd.DataFrame

ELIGIBLE_COLOR = "#e3ded2"
"""Of units that could have been listed and are not."""
OFF_LIST = Message("maps.members.off")
"""What units that are not on a list are called."""


def codes_of(members: Members, layer: gpd.GeoDataFrame, *, what: str) -> pd.Index:
    """The adcodes of ``members`` (adcodes, a boolean Series or a table by adcode), all in the layer."""
    check_units(layer)
    if isinstance(members, str):
        raise MapError("maps.overlays.members.must-be-several-adcodes-got-the", what=what, members=members)
    if isinstance(members, pd.DataFrame):
        members = members.index
    if not isinstance(members, Iterable):
        raise MapError(
            "maps.overlays.members.must-be-several-adcodes-got", what=what, name=type(members).__name__
        )
    if isinstance(members, pd.Series) and members.dtype == bool:
        codes = pd.Index(members.index[members.to_numpy()].astype(str))
    else:
        codes = pd.Index([str(code) for code in members])
    codes = codes.unique()
    outside = codes.difference(layer.index)
    if len(outside):
        raise MapError(
            "maps.overlays.members.codes-are-not-in-the-layer",
            what=what,
            n_outside=len(outside),
            outside=listed(outside),
        )
    if not len(codes):
        raise MapError("maps.overlays.members.no-code-was-given", what=what)
    return codes


def members(
    layer: gpd.GeoDataFrame,
    members: Members,
    *,
    eligible: Members | None = None,
    name: str | None = None,
    rows: pd.DataFrame | None = None,
    color: str = palette.MEMBERS,
    note: str = "",
    lang: Lang | None = None,
) -> Overlay:
    """Color the units on a list; with ``eligible``, apart from those the list could have drawn from.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
    members, eligible : iterable of adcodes or boolean Series by adcode
        Who is on the list, and who could have been.
    name : str, optional
        The theme's name.
    rows : DataFrame by adcode, optional
        More lines for cards.
    color : str
        Of the members, #rrggbb.
    note : str
        A line below the legend.
    lang : {"zh", "en"}, optional
        Of what the reader sees; None: that of the sheet or figure it is put on.

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`.

    Examples
    --------
    >>> from boundaries import board
    >>> members(board(), ["320101", "320102"], name="百强")
    <Overlay members '百强': 上榜: 2; 14 missing>
    """
    chosen = codes_of(members, layer, what="members")
    labels, colors = [Message("maps.members.in")], [color]
    index = pd.Series(-1, index=layer.index)
    if eligible is not None:
        could = codes_of(eligible, layer, what="eligible")
        index[could] = 1
        labels.append(Message("maps.members.eligible"))
        colors.append(ELIGIBLE_COLOR)
    index[chosen] = 0
    title = name if name is not None else Message("maps.members.name")
    return Overlay(
        name=title,
        kind="members",
        layer=layer,
        index=index,
        classes=legend_classes(labels, colors, index),
        caption=title,
        missing=int((index < 0).sum()),
        missing_label=OFF_LIST if eligible is None else Message("maps.members.out"),
        no_data_color=palette.BASE,
        rows=_rows(rows, layer),
        note=note,
    ).said(lang)


def apart_from_eligible(overlay: Overlay, eligible: Members | None) -> Overlay:
    """The overlay with a class of units that could have been listed and are not, and the rest said so."""
    if eligible is None or overlay.layer is None or overlay.index is None:
        return overlay
    could = codes_of(eligible, overlay.layer, what="eligible")
    index = overlay.index.copy()
    missed = could[(index[could] < 0).to_numpy()]
    index[missed] = len(overlay.classes)
    row = LegendClass(label=Message("maps.members.eligible"), color=ELIGIBLE_COLOR, count=len(missed))
    return replace(
        overlay,
        index=index,
        classes=(*overlay.classes, row),
        missing=int((index < 0).sum()),
        missing_label=Message("maps.members.out"),
    )


def tiers(
    result: pd.Series | HasFrame,
    layer: gpd.GeoDataFrame,
    *,
    name: str | None = None,
    labels: Sequence[str] | None = None,
    eligible: Members | None = None,
    rows: pd.DataFrame | None = None,
    note: str = "",
    lang: Lang | None = None,
) -> Overlay:
    """Color units by tier (梯队), the first darkest.

    ``result``: a Series by adcode of 1, 2, ... or labels, or a result whose ``frame`` has a column ``tier``.

    Parameters
    ----------
    result : Series by adcode, or a result
        As said above.
    layer : GeoDataFrame by adcode
    name : str, optional
        The theme's name.
    labels : sequence of str, optional
        What the tiers are called, the first first.
    eligible : iterable of adcodes or boolean Series by adcode, optional
        Who could have been listed; of a roster its own.
    rows : DataFrame by adcode, optional
        More lines for cards.
    note : str
        A line below the legend.
    lang : {"zh", "en"}, optional
        Of what the reader sees; None: that of the sheet or figure it is put on.

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`.
    """
    frame = getattr(result, "frame", None)
    tier = frame["tier"] if isinstance(frame, pd.DataFrame) and "tier" in frame.columns else result
    if not isinstance(tier, pd.Series):
        raise MapError("maps.overlays.members.tiers-a-series-by-adcode-or", name=type(tier).__name__)
    known = tier.dropna()
    if not len(known):
        raise MapError("maps.overlays.members.tier-holds-no-value")
    if len({isinstance(value, str) for value in known}) > 1:
        raise MapError("maps.overlays.members.tiers-are-either-all-numbers-or")
    if not isinstance(known.iloc[0], str) and not isinstance(tier.dtype, pd.CategoricalDtype):
        numbers_of(tier)
    if isinstance(tier.dtype, pd.CategoricalDtype):
        present = [c for c in tier.cat.categories if (known == c).any()]
    else:
        present = sorted(known.unique())

    texts: dict[object, Message | str] = {value: _tier(value) for value in present}
    if labels is not None:
        if len(labels) != len(present):
            raise MapError(
                "maps.overlays.members.tiers-need-as-many-labels-came",
                n_present=len(present),
                n_labels=len(labels),
            )
        texts = dict(zip(present, labels, strict=True))
    series = pd.Series([texts.get(v, np.nan) for v in tier], index=tier.index, name="tier", dtype=object)
    overlay = categorical(
        layer,
        series,
        order=[texts[v] for v in present],
        colors=palette.sequential(len(present) + 1, name="orange")[:0:-1],
        name=name if name is not None else Message("maps.tiers.name"),
        missing_label=OFF_LIST,
        rows=rows,
        note=note,
    )
    return apart_from_eligible(overlay, eligible).said(lang)


def _tier(value: object) -> Message | str:
    whole = isinstance(value, int | float | np.number) and float(value).is_integer()
    return Message("maps.tiers.tier", tier=int(float(str(value)))) if whole else str(value)


def flows(
    layer: gpd.GeoDataFrame,
    before: pd.Series,
    after: pd.Series,
    *,
    name: str | None = None,
    note: str = "",
    lang: Lang | None = None,
) -> Overlay:
    """Draw each unit's change of rank as an arrow: up for a rise, longer for a larger one.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
    before, after : Series by adcode
        Ranks, 1 the best.
    name : str, optional
        The theme's name.
    note : str
        A line below the legend.
    lang : {"zh", "en"}, optional
        Of what the reader sees; None: that of the sheet or figure it is put on.

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`.
    """
    first, _ = by_adcode(layer, before, what="before")
    second, _ = by_adcode(layer, after, what="after")
    first, second = (pd.Series(numbers_of(ranks), index=ranks.index) for ranks in (first, second))
    change = (first - second).dropna()
    if not len(change):
        raise MapError("maps.overlays.members.no-unit-has-a-rank-both")
    plane = layer.loc[change.index].to_crs("EPSG:4326")
    points = plane.geometry.representative_point()
    reach = float(np.abs(change).max()) or 1.0
    length = np.sign(change) * (0.35 + 1.65 * np.sqrt(np.abs(change) / reach))
    ends = points.y + length.where(change != 0, 0.0)
    shapes = gpd.GeoDataFrame(
        {
            "label": plane["name"],
            "index": np.select([change > 0, change < 0], [0, 1], 2),
            "text": [
                f"{a:g} → {b:g}" for a, b in zip(first[change.index], second[change.index], strict=True)
            ],
            "size": np.where(change != 0, 2.0, 3.0),
        },
        geometry=[
            shapely.LineString([(x, y), (x, e)]) if y != e else shapely.Point(x, y)
            for x, y, e in zip(points.x, points.y, ends, strict=True)
        ],
        crs="EPSG:4326",
    )
    kinds: tuple[tuple[str, str, Symbol], ...] = (
        ("up", "#1a7f4b", "arrow"),
        ("down", "#b2182b", "arrow"),
        ("same", "#6b7078", "dot"),
    )
    classes = tuple(
        LegendClass(
            label=Message(f"maps.flows.{word}"),
            color=color,
            count=int((shapes["index"] == k).sum()),
            symbol=symbol,
        )
        for k, (word, color, symbol) in enumerate(kinds)
    )
    title = name if name is not None else Message("maps.flows.name")
    return of_shapes("flows", title, layer, shapes, classes, note=note, lang=lang)

"""Overlays of gathering: patches (连片), groups in regions (成群), scan windows, outlines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.errors import MapError, listed
from maps.cartography import palette
from maps.overlays.classification import numbers_of
from maps.overlays.language import in_any_language
from maps.overlays.overlay import (
    Lang,
    LegendClass,
    Overlay,
    check_units,
    legend_classes,
    null_note,
    spoken,
    table_of,
)

NAMED = 8
"""Patches with a color of their own; the others share one."""

WORDS = {
    "zh": {
        "patches": "连片",
        "units": "{} 个",
        "pair": "其他连片（2 个及以上）",
        "single": "孤立上榜",
        "off": "未上榜",
        "patch": "片",
        "size": "片内单元数",
        "and": "{}等 {} 个",
        "groups": "城市群",
        "many": "显著偏多",
        "few": "其余",
        "count": "上榜 {c}/{n}，区位商 {q}",
        "scan": "扫描窗口",
        "window": "窗口 {}",
        "stat": "{c}/{n}，相对风险 {r}，p = {p:.4g}",
        "outline": "轮廓",
        "main": "显著窗口",
        "rest": "不显著窗口",
    },
    "en": {
        "patches": "Patches",
        "units": "{}",
        "pair": "Other patches (2 or more)",
        "single": "Alone",
        "off": "Not listed",
        "patch": "Patch",
        "size": "Units in patch",
        "and": "{} and others ({} units)",
        "groups": "Regions",
        "many": "More than its share",
        "few": "Others",
        "count": "{c} of {n}, location quotient {q}",
        "scan": "Scan windows",
        "window": "Window {}",
        "stat": "{c} of {n}, relative risk {r}, p = {p:.4g}",
        "outline": "Outlines",
        "main": "Significant",
        "rest": "Not significant",
    },
}


@in_any_language
def patches(
    result: Any,
    layer: gpd.GeoDataFrame,
    *,
    names: dict[int, str] | None = None,
    name: str | None = None,
    lang: Lang = "zh",
) -> Overlay:
    """Draw the patches that members form: the largest in colors of their own, named and counted.

    ``result.frame`` by adcode with ``patch`` (1 is the largest) and ``size``; ``names`` may give a patch its
    belt's name, otherwise it bears its prefecture's.

    Parameters
    ----------
    result : analysis.Patches
        Or what has its ``frame``.
    layer : GeoDataFrame by adcode
    names : dict of int to str, optional
        Names of patches, by number.
    name : str, optional
        The theme's name.
    lang : {"zh", "en"}
        Of what the reader sees.

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`.
    """
    check_units(layer)
    words = spoken(WORDS, lang)
    frame = table_of(result, "frame", ("patch", "size"))
    outside = frame.index.difference(layer.index)
    if len(outside):
        raise MapError(
            "maps.overlays.patches.patches-codes-are-not-in-the",
            n_outside=len(outside),
            outside=listed(outside),
        )
    if not len(frame):
        raise MapError("maps.overlays.patches.patches-the-result-holds-no-unit")
    for column in ("patch", "size"):
        if np.isnan(numbers_of(frame[column])).any():
            raise MapError(
                "maps.overlays.patches.patches-is-unknown-at",
                column=column,
                index=listed(frame.index[frame[column].isna()]),
            )
    sizes = frame.groupby("patch")["size"].first().sort_index()
    big = [int(p) for p in sizes.index[sizes >= 3][:NAMED]]
    titles = dict(names or {})
    for patch in big:
        inside = frame.index[frame["patch"] == patch]
        titles.setdefault(patch, _called(layer.loc[inside], words["and"]))
    labels = [titles[p] for p in big] + [words["pair"], words["single"]]
    colors = [*palette.qualitative(NAMED)[: len(big)], "#7a7f87", "#b9bdc4"]
    place = {patch: k for k, patch in enumerate(big)}
    kind = [
        place.get(int(p), len(big) if s >= 2 else len(big) + 1)
        for p, s in zip(frame["patch"], frame["size"], strict=True)
    ]
    index = pd.Series(-1, index=layer.index)
    index[frame.index] = kind
    title = name if name is not None else words["patches"]
    note = null_note(result, lang)
    return Overlay(
        name=title,
        kind="categorical",
        layer=layer,
        index=index,
        classes=legend_classes(labels, colors, index),
        caption=title,
        missing=int((index < 0).sum()),
        missing_label=words["off"],
        no_data_color=palette.BASE,
        rows=pd.DataFrame({words["patch"]: frame["patch"], words["size"]: frame["size"]}),
        note=note,
        lang=lang,
    )


def _called(units: gpd.GeoDataFrame, pattern: str) -> str:
    column = "prefecture" if "prefecture" in units.columns else "name"
    counts = units[column].astype(str).value_counts(sort=False)
    first = counts.sort_values(ascending=False, kind="stable").index[:2]
    return pattern.format((", " if pattern.isascii() else "、").join(str(n) for n in first), len(units))


@in_any_language
def outline(
    regions: gpd.GeoDataFrame,
    layer: gpd.GeoDataFrame | None = None,
    *,
    name: str | None = None,
    color: str = "#22252b",
    text: pd.Series | None = None,
    note: str = "",
    lang: Lang = "zh",
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
    lang : {"zh", "en"}

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`.
    """
    _check_regions(regions)
    title = name if name is not None else spoken(WORDS, lang)["outline"]
    shapes = _region_shapes(regions, np.zeros(len(regions), int), text)
    classes = (LegendClass(label=title, color=color, count=len(shapes), symbol="line"),)
    return Overlay(
        name=title,
        kind="outline",
        layer=layer,
        classes=classes,
        caption=title,
        shapes=shapes,
        note=note,
        lang=lang,
    )


@in_any_language
def groups(
    result: Any,
    layer: gpd.GeoDataFrame | None = None,
    *,
    regions: gpd.GeoDataFrame | None = None,
    name: str | None = None,
    lang: Lang = "zh",
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
    lang : {"zh", "en"}
        Of what the reader sees.

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`.
    """
    words = spoken(WORDS, lang)
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
    text = pd.Series(
        [words["count"].format(c=int(c), n=int(n), q="–" if pd.isna(q) else f"{q:.2f}")
         for c, n, q in zip(used["count"], used["n_eligible"], used["location_quotient"], strict=True)],
        index=used.index,
    )  # fmt: skip
    shapes = _region_shapes(regions.loc[used.index], np.where(many, 0, 1), text)
    title = name if name is not None else words["groups"]
    classes = (
        LegendClass(label=words["many"], color="#d7191c", count=int(many.sum()), symbol="line"),
        LegendClass(label=words["few"], color="#3b6fb6", count=int((~many).sum()), symbol="line"),
    )
    note = null_note(result, lang)
    return Overlay(
        name=title,
        kind="outline",
        layer=layer,
        classes=classes,
        caption=title,
        shapes=shapes,
        note=note,
        lang=lang,
    )


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


def _known_regions(result: Any) -> gpd.GeoDataFrame:
    from boundaries import read_regions

    scheme = str(getattr(result, "scheme", "") or "")
    if not scheme:
        raise MapError("maps.overlays.patches.the-result-does-not-say-which")
    variants = [v for v in str(getattr(result, "variant", "") or "").split(", ") if v]
    return read_regions(scheme, variant=variants or None)


def _region_shapes(regions: gpd.GeoDataFrame, index: Any, text: pd.Series | None) -> gpd.GeoDataFrame:
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


@in_any_language
def scan(
    result: Any,
    layer: gpd.GeoDataFrame,
    *,
    most: int = 5,
    alpha: float = 0.05,
    name: str | None = None,
    lang: Lang = "zh",
) -> Overlay:
    """Draw the outlines of the scan windows, with counts, relative risk and p; significant ones stand out.

    Parameters
    ----------
    result : analysis.Scan
        Or what has its fields.
    layer : GeoDataFrame by adcode
    most : int
        Windows drawn at most.
    alpha : float
        Level at which a window stands out.
    name : str, optional
        The theme's name.
    lang : {"zh", "en"}
        Of what the reader sees.

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`.
    """
    check_units(layer)
    words = spoken(WORDS, lang)
    columns = ("count", "n_eligible", "relative_risk", "p_sim")
    table = table_of(result, "clusters", (*columns, "units")).head(most)
    empty = [str(rank) for rank, units in table["units"].items() if not len(units)]
    if empty:
        raise MapError("maps.overlays.patches.scan-windows-without-units", empty=listed(empty))
    outside = pd.Index([str(u) for units in table["units"] for u in units]).difference(layer.index)
    if len(outside):
        raise MapError(
            "maps.overlays.patches.scan-codes-are-not-in-the", n_outside=len(outside), outside=listed(outside)
        )
    significant = (table["p_sim"] <= alpha).to_numpy()
    shapes = gpd.GeoDataFrame(
        {
            "label": [words["window"].format(rank) for rank in table.index],
            "index": np.where(significant, 0, 1),
            "text": [
                words["stat"].format(c=int(c), n=int(n), r="∞" if np.isinf(r) else f"{r:.2f}", p=p)
                for c, n, r, p in zip(*(table[x] for x in columns), strict=True)
            ],
            "members": [tuple(u) for u in table["units"]],
        },
        geometry=[shapely.union_all(layer.geometry.reindex(list(u)).to_numpy()) for u in table["units"]],
        crs=layer.crs,
    )  # fmt: skip
    classes = (
        LegendClass(
            label=f"{words['main']} (p ≤ {alpha:g})",
            color="#d7191c",
            count=int(significant.sum()),
            symbol="line",
        ),
        LegendClass(label=words["rest"], color="#6b7078", count=int((~significant).sum()), symbol="line"),
    )
    title = name if name is not None else words["scan"]
    note = null_note(result, lang)
    return Overlay(
        name=title,
        kind="windows",
        layer=layer,
        classes=classes,
        caption=title,
        shapes=shapes,
        note=note,
        lang=lang,
    )

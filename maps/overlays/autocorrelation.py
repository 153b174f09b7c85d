"""Overlays of local statistics: local Moran, hot and cold spots, local join counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import geopandas as gpd
import numpy as np
import pandas as pd

from boundaries.errors import MapError, listed
from maps.cartography import palette
from maps.overlays.choropleth import categorical
from maps.overlays.classification import numbers_of
from maps.overlays.language import in_any_language
from maps.overlays.overlay import Lang, Overlay, null_note, spoken, table_of


class HasFrame(Protocol):
    """A result with its table by adcode."""

    @property
    def frame(self) -> pd.DataFrame: ...


WORDS = {
    "zh": {
        "HH": "高高聚集",
        "LH": "低高",
        "LL": "低低聚集",
        "HL": "高低",
        "ns": "不显著",
        "none": "未检验",
        "moran": "局部莫兰指数",
        "hot": "热点",
        "cold": "冷点",
        "spots": "热点与冷点（Gi*）",
        "join": "局部接边统计",
        "member": "上榜且邻接显著",
        "plain": "上榜，邻接不显著",
        "rest": "参评未上榜",
        "value": "数值",
        "lag": "空间滞后",
        "neighbors": "参评邻居",
        "joins": "上榜邻居",
    },
    "en": {
        "HH": "High-High",
        "LH": "Low-High",
        "LL": "Low-Low",
        "HL": "High-Low",
        "ns": "Not significant",
        "none": "Not tested",
        "moran": "Local Moran's I",
        "hot": "Hot spot",
        "cold": "Cold spot",
        "spots": "Hot and cold spots (Gi*)",
        "join": "Local join count",
        "member": "Member, significant joins",
        "plain": "Member, not significant",
        "rest": "Eligible, not listed",
        "value": "Value",
        "lag": "Spatial lag",
        "neighbors": "Eligible neighbors",
        "joins": "Member neighbors",
    },
}


@in_any_language
def local_moran(
    result: HasFrame, layer: gpd.GeoDataFrame, *, name: str | None = None, lang: Lang = "zh"
) -> Overlay:
    """Draw local Moran's I: significant units by label (HH LH LL HL), with the Moran scatter plot.

    Parameters
    ----------
    result : analysis.LocalMoran
        Or what has its ``frame``.
    layer : GeoDataFrame by adcode
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
    frame = table_of(result, "frame", ("value", "lag", "label", "significant", "p_fdr"))
    label = frame["label"].astype(object)
    tested = label.notna() & (label != "")
    shown = pd.Series(np.nan, index=frame.index, dtype=object)
    significant = frame["significant"].fillna(False).astype(bool)
    shown[tested] = words["ns"]
    shown[tested & significant] = label[tested & significant].map(words)
    keys = ("HH", "LH", "LL", "HL")
    strange = sorted(set(label[tested].astype(str)) - set(keys))
    if strange:
        raise MapError(
            "maps.overlays.autocorrelation.labels-of-local-moran-s-i",
            keys=listed(keys),
            strange=listed(strange),
        )
    value, lag = (_finite(frame, column) for column in ("value", "lag"))
    center, spread = value.mean(), value.std(ddof=0)
    scatter = None
    if spread > 0:
        scatter = pd.DataFrame({"value": (value - center) / spread, "lag": (lag - center) / spread})
    rows = pd.DataFrame(
        {words["value"]: value, words["lag"]: frame["lag"], "I": frame.get("I"), "p (FDR)": frame["p_fdr"]}
    )
    overlay = categorical(
        layer,
        shown,
        order=[*(words[key] for key in keys), words["ns"]],
        colors=[*(palette.LISA[key] for key in keys), palette.LISA["not_significant"]],
        name=name if name is not None else words["moran"],
        missing_label=words["none"],
        missing_color="#d9d9d6",
        rows=rows,
        note=null_note(result, lang),
        lang=lang,
    )
    return overlay if scatter is None else replace(overlay, scatter=scatter)


@in_any_language
def hotspots(
    result: HasFrame, layer: gpd.GeoDataFrame, *, name: str | None = None, lang: Lang = "zh"
) -> Overlay:
    """Draw hot and cold spots (Gi*) by the level of their false discovery rate: 1, 5 and 10 %.

    Parameters
    ----------
    result : analysis.Hotspots
        Or what has its ``frame``.
    layer : GeoDataFrame by adcode
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
    frame = table_of(result, "frame", ("z", "p_fdr"))
    z, p = _finite(frame, "z"), _finite(frame, "p_fdr")
    shown = pd.Series(np.nan, index=frame.index, dtype=object)
    tested = z.notna() & p.notna()
    shown[tested] = words["ns"]
    levels = (("90", 0.10, "q ≤ 10%"), ("95", 0.05, "q ≤ 5%"), ("99", 0.01, "q ≤ 1%"))
    for _, level, text in levels:
        shown[tested & (p <= level) & (z > 0)] = f"{words['hot']} {text}"
        shown[tested & (p <= level) & (z < 0)] = f"{words['cold']} {text}"
    order = [
        *(f"{words['hot']} {t}" for _, _, t in levels[::-1]),
        words["ns"],
        *(f"{words['cold']} {t}" for _, _, t in levels),
    ]
    keys = ["hot_99", "hot_95", "hot_90", "not_significant", "cold_90", "cold_95", "cold_99"]
    return categorical(
        layer,
        shown,
        order=order,
        colors=[palette.HOTSPOTS[key] for key in keys],
        name=name if name is not None else words["spots"],
        missing_label=words["none"],
        missing_color="#d9d9d6",
        rows=pd.DataFrame({"z": z, "p (FDR)": p}),
        note=null_note(result, lang),
        lang=lang,
    )


@in_any_language
def local_join_count(
    result: HasFrame, layer: gpd.GeoDataFrame, *, name: str | None = None, lang: Lang = "zh"
) -> Overlay:
    """Draw members whose neighbors hold more members than chance allows, apart from the other members.

    Parameters
    ----------
    result : analysis.LocalJoinCount
        Or what has its ``frame``.
    layer : GeoDataFrame by adcode
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
    frame = table_of(result, "frame", ("member", "neighbors", "joins", "p_fdr", "significant"))
    if frame["member"].isna().any():
        raise MapError(
            "maps.overlays.autocorrelation.member-is-unknown-at",
            index=listed(frame.index[frame["member"].isna()]),
        )
    member = frame["member"].astype(bool)
    shown = pd.Series(words["rest"], index=frame.index, dtype=object)
    shown[member] = words["plain"]
    shown[member & frame["significant"].fillna(False).astype(bool)] = words["member"]
    return categorical(
        layer,
        shown,
        order=[words["member"], words["plain"], words["rest"]],
        colors=[palette.LISA["HH"], palette.LISA["HL"], "#e3ded2"],
        name=name if name is not None else words["join"],
        missing_label=words["none"],
        rows=pd.DataFrame(
            {
                words["neighbors"]: frame["neighbors"],
                words["joins"]: frame["joins"],
                "p (FDR)": frame["p_fdr"],
            }
        ),
        note=null_note(result, lang),
        lang=lang,
    )


def _finite(frame: pd.DataFrame, column: str) -> pd.Series:
    return pd.Series(numbers_of(frame[column]), index=frame.index)

"""Overlays of local statistics: local Moran, hot and cold spots, local join counts."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from boundaries.errors import MapError, listed
from boundaries.language import Lang, Message
from maps.cartography import palette
from maps.overlays.choropleth import categorical
from maps.overlays.classification import numbers_of
from maps.overlays.members import ELIGIBLE_COLOR
from maps.overlays.overlay import NO_DATA_COLOR, Overlay, null_note, table_of
from maps.overlays.results import HasFrame

NOT_TESTED = Message("maps.not_tested")
"""What units outside a test are called."""
NOT_SIGNIFICANT = Message("maps.not_significant")
P_FDR = Message("maps.row.p_fdr")


def local_moran(
    result: HasFrame, layer: gpd.GeoDataFrame, *, name: str | None = None, lang: Lang | None = None
) -> Overlay:
    """Draw local Moran's I: significant units by label (HH LH LL HL), with the Moran scatter plot.

    Parameters
    ----------
    result : analysis.LocalMoran
        Or what has its ``frame``.
    layer : GeoDataFrame by adcode
    name : str, optional
        The theme's name.
    lang : {"zh", "en"}, optional
        Of what the reader sees; None: that of the sheet or figure it is put on.

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`.
    """
    frame = table_of(result, "frame", ("value", "lag", "label", "significant", "p_fdr"))
    label = frame["label"].astype(object)
    tested = label.notna() & (label != "")
    shown = pd.Series(np.nan, index=frame.index, dtype=object)
    significant = frame["significant"].fillna(False).astype(bool)
    keys = ("HH", "LH", "LL", "HL")
    strange = sorted(set(label[tested].astype(str)) - set(keys))
    if strange:
        raise MapError(
            "maps.overlays.autocorrelation.labels-of-local-moran-s-i",
            keys=listed(keys),
            strange=listed(strange),
        )
    called = {key: Message(f"maps.local_moran.{key}") for key in keys}
    shown[tested] = NOT_SIGNIFICANT
    shown[tested & significant] = [called[key] for key in label[tested & significant]]
    value, lag = (_finite(frame, column) for column in ("value", "lag"))
    center, spread = value.mean(), value.std(ddof=0)
    scatter = None
    if spread > 0:
        scatter = pd.DataFrame({"value": (value - center) / spread, "lag": (lag - center) / spread})
    rows = pd.DataFrame(
        {
            Message("maps.row.value"): value,
            Message("maps.row.lag"): frame["lag"],
            "I": frame.get("I"),
            P_FDR: frame["p_fdr"],
        }
    )
    overlay = categorical(
        layer,
        shown,
        order=[*called.values(), NOT_SIGNIFICANT],
        colors=[*(palette.LISA[key] for key in keys), palette.LISA["not_significant"]],
        name=name if name is not None else Message("maps.local_moran.name"),
        missing_label=NOT_TESTED,
        missing_color=NO_DATA_COLOR,
        rows=rows,
        note=null_note(result),
        lang=lang,
    )
    return overlay if scatter is None else replace(overlay, scatter=scatter)


def hotspots(
    result: HasFrame, layer: gpd.GeoDataFrame, *, name: str | None = None, lang: Lang | None = None
) -> Overlay:
    """Draw hot and cold spots (Gi*) by the level of their false discovery rate: 1, 5 and 10 %.

    Parameters
    ----------
    result : analysis.Hotspots
        Or what has its ``frame``.
    layer : GeoDataFrame by adcode
    name : str, optional
        The theme's name.
    lang : {"zh", "en"}, optional
        Of what the reader sees; None: that of the sheet or figure it is put on.

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`.
    """
    frame = table_of(result, "frame", ("z", "p_fdr"))
    z, p = _finite(frame, "z"), _finite(frame, "p_fdr")
    shown = pd.Series(np.nan, index=frame.index, dtype=object)
    tested = z.notna() & p.notna()
    shown[tested] = NOT_SIGNIFICANT
    levels = (0.10, 0.05, 0.01)
    hot = [Message("maps.hotspots.hot", q=level) for level in levels]
    cold = [Message("maps.hotspots.cold", q=level) for level in levels]
    for level, warm, cool in zip(levels, hot, cold, strict=True):
        for sign, label in ((z > 0, warm), (z < 0, cool)):
            reached = tested & (p <= level) & sign
            shown[reached] = [label] * int(reached.sum())
    keys = ["hot_99", "hot_95", "hot_90", "not_significant", "cold_90", "cold_95", "cold_99"]
    return categorical(
        layer,
        shown,
        order=[*hot[::-1], NOT_SIGNIFICANT, *cold],
        colors=[palette.HOTSPOTS[key] for key in keys],
        name=name if name is not None else Message("maps.hotspots.name"),
        missing_label=NOT_TESTED,
        missing_color=NO_DATA_COLOR,
        rows=pd.DataFrame({"z": z, P_FDR: p}),
        note=null_note(result),
        lang=lang,
    )


def local_join_count(
    result: HasFrame, layer: gpd.GeoDataFrame, *, name: str | None = None, lang: Lang | None = None
) -> Overlay:
    """Draw members whose neighbors hold more members than chance allows, apart from the other members.

    Parameters
    ----------
    result : analysis.LocalJoinCount
        Or what has its ``frame``.
    layer : GeoDataFrame by adcode
    name : str, optional
        The theme's name.
    lang : {"zh", "en"}, optional
        Of what the reader sees; None: that of the sheet or figure it is put on.

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`.
    """
    frame = table_of(result, "frame", ("member", "neighbors", "joins", "p_fdr", "significant"))
    if frame["member"].isna().any():
        raise MapError(
            "maps.overlays.autocorrelation.member-is-unknown-at",
            index=listed(frame.index[frame["member"].isna()]),
        )
    member = frame["member"].astype(bool)
    significant = frame["significant"].fillna(False).astype(bool)
    order = [Message(f"maps.local_join_count.{key}") for key in ("significant", "member", "rest")]
    place = np.where(member & significant, 0, np.where(member, 1, 2))
    shown = pd.Series([order[k] for k in place], index=frame.index, dtype=object)
    return categorical(
        layer,
        shown,
        order=order,
        colors=[palette.LISA["HH"], palette.LISA["HL"], ELIGIBLE_COLOR],
        name=name if name is not None else Message("maps.local_join_count.name"),
        missing_label=NOT_TESTED,
        rows=pd.DataFrame(
            {
                Message("maps.row.eligible_neighbors"): frame["neighbors"],
                Message("maps.row.member_neighbors"): frame["joins"],
                P_FDR: frame["p_fdr"],
            }
        ),
        note=null_note(result),
        lang=lang,
    )


def _finite(frame: pd.DataFrame, column: str) -> pd.Series:
    return pd.Series(numbers_of(frame[column]), index=frame.index)

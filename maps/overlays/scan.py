"""Overlays of scan windows: where a list's members gather beyond chance."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.errors import MapError, listed
from boundaries.language import Lang, Message
from maps.overlays.overlay import LegendClass, Overlay, check_units, null_note, of_shapes, table_of
from maps.overlays.results import HasClusters


def scan(
    result: HasClusters,
    layer: gpd.GeoDataFrame,
    *,
    most: int = 5,
    alpha: float = 0.05,
    name: str | None = None,
    lang: Lang | None = None,
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
    lang : {"zh", "en"}, optional
        Of what the reader sees; None: that of the sheet or figure it is put on.

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`.
    """
    check_units(layer)
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
            "label": [Message("maps.scan.window", rank=rank) for rank in table.index],
            "index": np.where(significant, 0, 1),
            "text": [_card(*row) for row in zip(*(table[column] for column in columns), strict=True)],
            "members": [tuple(u) for u in table["units"]],
        },
        geometry=[shapely.union_all(layer.geometry.reindex(list(u)).to_numpy()) for u in table["units"]],
        crs=layer.crs,
    )  # fmt: skip
    classes = (
        LegendClass(
            label=Message("maps.scan.significant", alpha=alpha),
            color="#d7191c",
            count=int(significant.sum()),
            symbol="line",
        ),
        LegendClass(
            label=Message("maps.scan.rest"), color="#6b7078", count=int((~significant).sum()), symbol="line"
        ),
    )
    title = name if name is not None else Message("maps.scan.name")
    note = null_note(result)
    return of_shapes("windows", title, layer, shapes, classes, note=note, lang=lang)


def _card(count: float, eligible: float, risk: float, p: float) -> Message:
    """What a window's card says; where nobody outside is a member there is no finite relative risk."""
    values = {"count": int(count), "eligible": int(eligible), "p": float(p)}
    if np.isinf(risk):
        return Message("maps.scan.card_all_inside", **values)
    return Message("maps.scan.card", risk=float(risk), **values)

"""Overlays of patches (连片): the connected clusters that the members of a list form."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from boundaries.errors import MapError, listed
from boundaries.language import Lang, Message
from maps.cartography import palette
from maps.overlays.classification import numbers_of
from maps.overlays.members import OFF_LIST, Members, apart_from_eligible
from maps.overlays.overlay import Overlay, check_units, legend_classes, null_note, table_of
from maps.overlays.results import HasFrame

NAMED = 8
"""Patches with a color of their own; the others share one."""


def patches(
    result: HasFrame,
    layer: gpd.GeoDataFrame,
    *,
    names: dict[int, str] | None = None,
    eligible: Members | None = None,
    name: str | None = None,
    lang: Lang | None = None,
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
    eligible : iterable of adcodes or boolean Series by adcode, optional
        Who could have been listed: shown apart from who could not.
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
    titles: dict[int, Message | str] = dict(names or {})
    for patch in big:
        inside = frame.index[frame["patch"] == patch]
        titles.setdefault(patch, _called(layer.loc[inside]))
    labels = [titles[p] for p in big] + [Message("maps.patches.pair"), Message("maps.patches.single")]
    colors = [*palette.qualitative(NAMED)[: len(big)], "#7a7f87", "#b9bdc4"]
    place = {patch: k for k, patch in enumerate(big)}
    kind = [
        place.get(int(p), len(big) if s >= 2 else len(big) + 1)
        for p, s in zip(frame["patch"], frame["size"], strict=True)
    ]
    index = pd.Series(-1, index=layer.index)
    index[frame.index] = kind
    title = name if name is not None else Message("maps.patches.name")
    note = null_note(result)
    overlay = Overlay(
        name=title,
        kind="categorical",
        layer=layer,
        index=index,
        classes=legend_classes(labels, colors, index),
        caption=title,
        missing=int((index < 0).sum()),
        missing_label=OFF_LIST,
        no_data_color=palette.BASE,
        rows=pd.DataFrame(
            {Message("maps.row.patch"): frame["patch"], Message("maps.row.patch_size"): frame["size"]}
        ),
        note=note,
    )
    return apart_from_eligible(overlay, eligible).said(lang)


def _called(units: gpd.GeoDataFrame) -> Message:
    column = "prefecture" if "prefecture" in units.columns else "name"
    counts = units[column].astype(str).value_counts(sort=False)
    first = counts.sort_values(ascending=False, kind="stable").index[:2]
    return Message("maps.patches.called", names=[str(name) for name in first], n=len(units))

"""Overlays that color units by their values: one variable, two variables, categories."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from boundaries.errors import MapError, choose, listed
from boundaries.language import Lang, Message
from maps.cartography import palette
from maps.overlays.classification import Scheme, classify
from maps.overlays.overlay import (
    NO_DATA,
    Classing,
    LegendClass,
    Overlay,
    by_adcode,
    check_units,
    legend_classes,
)

SWITCHABLE: tuple[Scheme, ...] = ("quantiles", "equal_interval", "fisher_jenks", "head_tail")


def choropleth(
    layer: gpd.GeoDataFrame,
    column: str | pd.Series,
    *,
    scheme: Scheme = "quantiles",
    k: int = 5,
    breaks: Sequence[float] | None = None,
    name: str | None = None,
    caption: str | None = None,
    colors: palette.Sequential | palette.Diverging | Sequence[str] = "blue",
    switch: bool = True,
    rows: pd.DataFrame | None = None,
    year: int | None = None,
    series: str = "",
    note: str = "",
    lang: Lang | None = None,
) -> Overlay:
    """Color units by the classes of a number (分级设色图).

    Parameters
    ----------
    layer : units by adcode
    column : a column of ``layer``, or a Series by adcode
    scheme, k, breaks : how the values are cut, see :func:`maps.classify`
    name, caption : the theme's name and its legend's title; the column's name where not given
    colors : a sequential or diverging palette by name, or one color per class
    switch : let the reader switch the scheme on the page
    rows : more lines for cards, by adcode
    year, series : make it a frame of the year slider of ``series``
    note : a line below the legend
    lang : of what the reader sees, ``zh`` or ``en``; None: that of the sheet or figure it is put on

    Returns
    -------
    Overlay
        Give it to `maps.Sheet` or `maps.figure`.

    Raises
    ------
    MapError : the column is not there, holds no value, infinite values or no numbers; no code is in the layer

    Examples
    --------
    >>> from boundaries import board
    >>> choropleth(board().assign(gdp=range(16)), "gdp", k=4)
    <Overlay choropleth 'gdp': 0–3: 4, 4–7: 4, 8–11: 4, 12–15: 4; 0 missing>
    """
    check_units(layer)
    values, title = _column(layer, column)
    _values, _outside = by_adcode(layer, values, what=Message("maps.what.theme", title=title))
    values = _values.rename(title)
    cut = classify(values, scheme=scheme, k=k, breaks=breaks)
    ramp = _ramp(colors, len(cut))
    alternatives = []
    if switch and isinstance(colors, str) and len(cut) > 1:
        for other in SWITCHABLE:
            if other != scheme:
                again = classify(values, scheme=other, k=max(k, 2))
                alternatives.append(
                    Classing(
                        scheme=other,
                        lower=again.lower,
                        breaks=again.breaks,
                        classes=legend_classes(again.labels, _ramp(colors, len(again)), again.index),
                    )
                )
    numbers = pd.to_numeric(values).astype(float)
    return Overlay(
        name=name if name is not None else title,
        kind="choropleth",
        layer=layer,
        values=numbers,
        index=cut.index,
        classes=legend_classes(cut.labels, ramp, cut.index),
        caption=caption if caption is not None else (name if name is not None else title),
        missing=cut.missing,
        missing_label=NO_DATA,
        scheme=scheme,
        lower=cut.lower,
        breaks=cut.breaks,
        alternatives=tuple(alternatives),
        rows=_rows(rows, layer),
        year=year,
        series=series,
        note=note,
    ).said(lang)


def categorical(
    layer: gpd.GeoDataFrame,
    labels: str | pd.Series,
    *,
    colors: Sequence[str] | None = None,
    order: Sequence[Message | str] | None = None,
    name: Message | str | None = None,
    caption: Message | str | None = None,
    missing_label: Message | str | None = None,
    missing_color: str | None = None,
    rows: pd.DataFrame | None = None,
    note: Message | str = "",
    lang: Lang | None = None,
) -> Overlay:
    """Color units by category; ``order`` and ``colors`` go together, one color a category.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
    labels : str or Series by adcode
        A column of ``layer``, or the categories themselves.
    colors, order : sequence, optional
        One color for each category, in this order.
    name, caption : str, optional
        The theme's name and its legend's title.
    missing_label, missing_color : str, optional
        How units without a category are called and colored.
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
    check_units(layer)
    values, title = _column(layer, labels)
    values, _outside = by_adcode(layer, values, what=Message("maps.what.theme", title=title))
    numbers = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    values = _categories(values)
    known = values.dropna()
    if not len(known):
        raise MapError(
            "maps.overlays.choropleth.theme-holds-no-value-all-units", title=title, n_values=len(values)
        )
    if order is not None:
        wanted = list(order)
    else:
        wanted = sorted(set(known), key=lambda word: float(str(word))) if numbers else sorted(set(known))
    if len(set(wanted)) < len(wanted):
        raise MapError(
            "maps.overlays.choropleth.theme-order-names-a-category-twice", title=title, wanted=listed(wanted)
        )
    strange = sorted(set(known) - set(wanted), key=str)
    if strange:
        raise MapError(
            "maps.overlays.choropleth.theme-categories-outside-order-order",
            title=title,
            strange=listed(strange),
            wanted=listed(wanted),
        )
    if len(wanted) > 60:
        raise MapError(
            "maps.overlays.choropleth.theme-has-categories-a-map-shows", title=title, n_wanted=len(wanted)
        )
    inks = tuple(colors) if colors is not None else palette.qualitative(len(wanted))
    if len(inks) != len(wanted):
        raise MapError(
            "maps.overlays.choropleth.theme-has-categories-but-colors",
            title=title,
            n_wanted=len(wanted),
            n_inks=len(inks),
        )
    place = {label: k for k, label in enumerate(wanted)}
    index = pd.Series([place.get(value, -1) for value in values], index=layer.index, dtype=int)
    return Overlay(
        name=name if name is not None else title,
        kind="categorical",
        layer=layer,
        values=values,
        index=index,
        classes=legend_classes(wanted, inks, index),
        caption=caption if caption is not None else (name if name is not None else title),
        missing=int((index < 0).sum()),
        missing_label=missing_label if missing_label is not None else NO_DATA,
        no_data_color=missing_color or palette.BASE,
        rows=_rows(rows, layer),
        note=note,
    ).said(lang)


def bivariate(
    layer: gpd.GeoDataFrame,
    first: str | pd.Series,
    second: str | pd.Series,
    *,
    k: int = 3,
    scheme: Scheme = "quantiles",
    name: str | None = None,
    note: str = "",
    lang: Lang | None = None,
) -> Overlay:
    """Color units by two numbers at once: ``k`` classes each way, the first down, the second across.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
    first, second : str or Series by adcode
        Columns of ``layer``, or the numbers themselves.
    k : {2, 3}
        Classes of each.
    scheme : str
        How both are cut, see :func:`maps.classify`.
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
    check_units(layer)
    cuts, values, titles = [], [], []
    for column in (first, second):
        found, title = _column(layer, column)
        found, _ = by_adcode(layer, found, what=Message("maps.what.theme", title=title))
        values.append(found.rename(title))
        titles.append(title)
        cuts.append(classify(found.rename(title), scheme=scheme, k=k))
    colors = palette.bivariate(k)
    down, across = len(cuts[0]), len(cuts[1])  # fewer than k where values tie
    rows, columns = cuts[0].index.to_numpy(dtype=int), cuts[1].index.to_numpy(dtype=int)
    index = pd.Series(np.where((rows < 0) | (columns < 0), -1, rows * across + columns), index=layer.index)
    counts = index[index >= 0].value_counts()
    if not len(counts):
        raise MapError(
            "maps.overlays.choropleth.no-unit-has-a-value-of", titles=titles[0], titles_2=titles[1]
        )
    classes = tuple(
        LegendClass(
            label=f"{cuts[0].labels[r]} × {cuts[1].labels[c]}",
            color=colors[r * k + c],
            count=int(counts.get(r * across + c, 0)),
        )
        for r in range(down)
        for c in range(across)
    )
    both = f"{titles[0]} × {titles[1]}"
    return Overlay(
        name=name if name is not None else both,
        kind="bivariate",
        layer=layer,
        index=index,
        classes=classes,
        caption=name if name is not None else both,
        missing=int((index < 0).sum()),
        missing_label=NO_DATA,
        scheme=scheme,
        rows=pd.DataFrame(
            {titles[0]: values[0], titles[1] + ("" if titles[0] != titles[1] else " "): values[1]}
        ),
        grid=(down, across),
        axes=(titles[0], titles[1]),
        note=note,
    ).said(lang)


def _categories(values: pd.Series) -> pd.Series:
    """Categories as text, whole numbers without a point, or as the messages they are."""
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")
    values = values.astype(object)
    if not any(isinstance(value, Message) for value in values):
        return values.where(values.isna(), values.astype(str)).astype(object)
    texts = [value if isinstance(value, Message) or pd.isna(value) else str(value) for value in values]
    return pd.Series(texts, index=values.index, name=values.name, dtype=object)


def _column(layer: gpd.GeoDataFrame, column: str | pd.Series) -> tuple[pd.Series, str]:
    if isinstance(column, pd.Series):
        return column, str(column.name) if column.name is not None else "value"
    if column not in layer.columns or column == layer.geometry.name:
        valid = [c for c in layer.columns if c != layer.geometry.name]
        raise MapError(
            "maps.overlays.choropleth.no-column-in-the-layer-it", column=column, valid=listed(valid, most=30)
        )
    return layer[column], str(column)


def _ramp(colors: str | Sequence[str], k: int) -> tuple[str, ...]:
    if isinstance(colors, str):
        if colors in palette.DIVERGING:
            return palette.diverging(k, name=colors)  # type: ignore[arg-type]
        choose(colors, [*palette.SEQUENTIAL, *palette.DIVERGING], what="palette", error=MapError)
        return palette.sequential(k, name=colors)  # type: ignore[arg-type]
    if len(colors) < k:
        raise MapError("maps.overlays.choropleth.classes-need-colors-came", k=k, n_colors=len(colors))
    return tuple(colors[:k])


def _rows(rows: pd.DataFrame | None, layer: gpd.GeoDataFrame) -> pd.DataFrame | None:
    if rows is None:
        return None
    if not isinstance(rows, pd.DataFrame):
        raise MapError("maps.overlays.choropleth.rows-must-be-a-dataframe-by", name=type(rows).__name__)
    if len(rows) and not rows.index.astype(str).isin(layer.index).any():
        raise MapError(
            "maps.overlays.choropleth.rows-none-of-the-codes-is", n_rows=len(rows), index=listed(rows.index)
        )
    return rows

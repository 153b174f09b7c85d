"""An overlay: one theme of a map as plain values, drawn alike by the page and by the static figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.errors import MapError, choose, listed
from boundaries.ids import of_other_kind
from boundaries.language import Lang, Message, current, languages, say, written
from maps.cartography.landmarks import TAIWAN

Kind = Literal[
    "choropleth",
    "members",
    "categorical",
    "bivariate",
    "outline",
    "points",
    "windows",
    "ellipse",
    "flows",
    "raster",
]
Symbol = Literal["fill", "line", "dot", "arrow"]
KINDS: tuple[str, ...] = get_args(Kind)
UNIT_KINDS = ("choropleth", "members", "categorical", "bivariate")
DEFAULT_LANG: Lang = "zh"
"""What an overlay speaks where neither it nor what it is put on was given a language."""
NO_DATA_COLOR = "#d9d9d6"
NO_DATA = Message("maps.no_data")
"""What units without a value are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendClass:
    """A row of the legend: ``label``, ``color`` and how many units (or shapes) bear it.

    ``symbol`` says how it is drawn: ``fill`` an area, ``line`` an outline, ``dot`` a point, ``arrow`` a flow.
    """

    label: Message | str
    color: str
    count: int
    symbol: Symbol = "fill"

    def said(self, lang: str) -> LegendClass:
        """The same row with its label in a language."""
        return replace(self, label=written(self.label, lang))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Classing:
    """One way to cut the values of a choropleth: a scheme, the upper ends of its classes, its legend."""

    scheme: str
    lower: float
    breaks: tuple[float, ...]
    classes: tuple[LegendClass, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Image:
    """A picture laid under the boundaries: PNG bytes and its extent (west, south, east, north) in degrees."""

    png: bytes
    bounds: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Overlay:
    """One theme of a map. A value: nothing in it knows how it will be drawn.

    Attributes
    ----------
    name : what the reader picks it by
    kind : ``choropleth``, ``members``, ``categorical`` and ``bivariate`` color the units of ``layer``;
        ``outline``, ``points``, ``windows``, ``ellipse`` and ``flows`` draw ``shapes`` above them;
        ``raster`` lays ``image`` below
    layer : the units, by adcode (layer contract); for shapes the units they were made from, or None
    values : what a unit shows in cards and downloads, by adcode: numbers for a choropleth, else labels
    index : the class of each unit from 0, by adcode; -1 where there is no data
    classes : the legend, in drawing order, with counts
    caption : the legend's title
    missing, missing_label, no_data_color : units without data (``absent`` among them), what to call them, how
        to color them
    scheme : how the values were cut (``quantiles``, ...) or ``""``
    lower, breaks : lower end of the first class, upper end of each (choropleths only)
    alternatives : the same values cut by other schemes (the page can switch)
    rows : more lines for cards, by adcode; the columns are the captions
    shapes : frame with ``label``, ``index`` (its class), ``geometry`` in EPSG:4326 and, where it applies,
        ``text`` (for cards), ``size`` (points and flows), ``members`` (adcodes)
    image : the picture of a raster
    scatter : ``value`` and ``lag`` by adcode, standardized: the Moran scatter plot
    year, series : overlays of one ``series`` are the frames of a year slider
    grid : ``(rows, columns)`` of a bivariate legend, class = row * columns + column; ``axes`` names the two
    note : where the values come from and how they were made
    shown : whether shapes may lie on the map from the start; else only when the reader asks for them
    lang : the language its words are said in, ``zh`` or ``en``; None: that of the sheet or figure

    Every text a reader sees (``name``, ``caption``, labels, ``note``, ``axes``, the columns of ``rows``,
    ``label`` and ``text`` of ``shapes``) is plain text, or a message that is said when shown (`said`).
    """

    name: Message | str
    kind: Kind
    layer: gpd.GeoDataFrame | None
    values: pd.Series | None = None
    index: pd.Series | None = None
    classes: tuple[LegendClass, ...] = ()
    caption: Message | str = ""
    missing: int = 0
    missing_label: Message | str = ""
    no_data_color: str = NO_DATA_COLOR
    scheme: str = ""
    lower: float | None = None
    breaks: tuple[float, ...] = ()
    alternatives: tuple[Classing, ...] = ()
    rows: pd.DataFrame | None = None
    shapes: gpd.GeoDataFrame | None = None
    image: Image | None = None
    scatter: pd.DataFrame | None = None
    year: int | None = None
    series: str = ""
    grid: tuple[int, int] | None = None
    axes: tuple[Message | str, Message | str] = ("", "")
    note: Message | str = ""
    shown: bool = True
    lang: Lang | None = None

    def __post_init__(self) -> None:
        choose(self.kind, KINDS, what="kind", error=MapError)
        if self.lang is not None:
            known_lang(self.lang)
        check_colors([self.no_data_color, *(row.color for row in self.classes)])
        if self.year is not None and (
            isinstance(self.year, bool) or not isinstance(self.year, int | np.integer)
        ):
            raise MapError("maps.overlays.overlay.year-must-be-a-whole-number", year=self.year)
        for table, what in ((self.index, "classes"), (self.rows, "rows")):
            if table is not None and table.index.has_duplicates:
                again = table.index[table.index.duplicated()].unique()
                raise MapError(
                    "maps.overlays.overlay.of-these-codes-come-twice",
                    what=what,
                    value=short(self.name),
                    again=listed(again),
                )
        if self.shapes is not None:
            check_shapes(self.shapes, what=self.name)
        if self.index is not None:
            known = self.index[self.index >= 0]
            if len(known) and int(known.max()) >= len(self.classes):
                raise MapError(
                    "maps.overlays.overlay.overlay-has-classes-a-unit-is",
                    name=short(self.name),
                    n_classes=len(self.classes),
                    max=known.max(),
                )

    @property
    def colors_units(self) -> bool:
        """Whether it colors the units of its layer (else it draws shapes or a picture)."""
        return self.kind in UNIT_KINDS

    @property
    def lacks_taiwan(self) -> bool:
        """Whether it colors units and no unit of Taiwan has data, be it in the layer or not."""
        if self.index is None:
            return False
        return not (self.index[self.index.index.astype(str).str.startswith(TAIWAN)] >= 0).any()

    @property
    def absent(self) -> tuple[str, ...]:
        """Taiwan's units, where none of them has data: never shown as unlisted or untested.

        They are a row of their own in legends (台湾省资料暂缺), are named so in cards, drawn as without data.
        """
        if self.index is None or not self.lacks_taiwan:
            return ()
        codes = self.index.index.astype(str)
        return tuple(codes[codes.str.startswith(TAIWAN)])

    def said(self, lang: str | None) -> Overlay:
        """The overlay with every word in a language: its own where it has one, else ``lang``.

        None leaves it unsaid.

        >>> import maps
        >>> from boundaries import board
        >>> overlay = maps.choropleth(board().assign(x=range(16)), "x")
        >>> english = overlay.said("en")
        >>> overlay.missing_label, english.missing_label, english.said("zh").missing_label
        (Message('maps.no_data'), 'No data', 'No data')
        """
        wanted = self.lang or lang
        if wanted is None:
            return self
        lang = known_lang(wanted)
        rows, first, second = self.rows, *self.axes
        if rows is not None and any(isinstance(column, Message) for column in rows.columns):
            rows = rows.set_axis([written(column, lang) for column in rows.columns], axis="columns")
        return replace(
            self,
            lang=lang,
            name=written(self.name, lang),
            values=None if self.values is None else _said(self.values, lang),
            classes=tuple(row.said(lang) for row in self.classes),
            caption=written(self.caption, lang),
            missing_label=written(self.missing_label, lang),
            alternatives=tuple(
                replace(cut, classes=tuple(row.said(lang) for row in cut.classes))
                for cut in self.alternatives
            ),
            rows=rows,
            shapes=None if self.shapes is None else _shapes_said(self.shapes, lang),
            axes=(written(first, lang), written(second, lang)),
            note=written(self.note, lang),
        )

    def __repr__(self) -> str:
        lang = self.lang or DEFAULT_LANG
        rows = ", ".join(f"{written(c.label, lang)}: {c.count:,}" for c in self.classes)
        return f"<Overlay {self.kind} {written(self.name, lang)!r}: {rows}; {self.missing:,} missing>"


def _said(values: pd.Series, lang: str) -> pd.Series:
    """The messages among ``values`` in a language; without any the very same series."""
    if values.dtype != object or not any(isinstance(value, Message) for value in values):
        return values
    texts = [say(lang, value) if isinstance(value, Message) else value for value in values]
    return pd.Series(texts, index=values.index, name=values.name, dtype=object)


def _shapes_said(shapes: gpd.GeoDataFrame, lang: str) -> gpd.GeoDataFrame:
    """The shapes with the messages of their labels and cards said; without any the very same frame."""
    changed = {}
    for column in ("label", "text"):
        if column in shapes.columns:
            given = shapes[column]
            texts = _said(given, lang)
            if texts is not given:
                changed[column] = texts
    return shapes.assign(**changed) if changed else shapes


def known_lang(lang: str) -> Lang:
    """The language, if it is one that has a catalog."""
    valid = sorted(languages(), key=lambda one: (one != DEFAULT_LANG, one))
    return choose(lang, valid, what="lang", error=MapError)


def short(name: Message | str) -> Message | str:
    """A name as an error cites it."""
    return name if isinstance(name, Message) else name[:80]


def check_colors(colors: Sequence[str]) -> None:
    """Refuse what is no color of the form ``#rrggbb``: page, figure and legend all read it."""
    odd = [color for color in colors if not re.fullmatch(r"#[0-9a-fA-F]{6}", str(color))]
    if odd:
        raise MapError(
            "maps.overlays.overlay.a-color-is-written-rrggbb-got", value=listed([str(c)[:40] for c in odd])
        )


def check_shapes(shapes: gpd.GeoDataFrame, *, what: Message | str) -> None:
    """Refuse shapes that cannot be placed: without CRS, missing, empty, not finite."""
    if shapes.crs is None:
        raise MapError("maps.overlays.overlay.the-shapes-of-have-no-crs", what=short(what))
    array = shapes.geometry.to_numpy()
    corners = shapely.bounds(array)
    odd = shapely.is_missing(array) | shapely.is_empty(array) | ~np.isfinite(corners).all(axis=-1)
    if odd.any():
        names = [written(label, current())[:40] for label in shapes["label"][odd]]
        raise MapError(
            "maps.overlays.overlay.shapes-of-that-are-missing-empty", what=short(what), names=listed(names)
        )
    if shapes.crs.is_geographic:
        wild = (np.abs(corners[:, [0, 2]]) > 180).any(axis=1) | (np.abs(corners[:, [1, 3]]) > 90).any(axis=1)
        if wild.any():
            names = [written(label, current())[:40] for label in shapes["label"][wild]]
            raise MapError(
                "maps.overlays.overlay.shapes-beyond-the-earth", what=short(what), names=listed(names)
            )


def table_of(result: object, field: str, columns: Sequence[str]) -> pd.DataFrame:
    """The table of a result by text codes; refused where it lacks a column or holds a code twice."""
    frame = getattr(result, field, None)
    if not isinstance(frame, pd.DataFrame):
        raise MapError(
            "maps.overlays.overlay.a-result-with-a-table-is", field=field, name=type(result).__name__
        )
    lacks = [column for column in columns if column not in frame.columns]
    if lacks:
        raise MapError(
            "maps.overlays.overlay.lacks-it-has",
            name=type(result).__name__,
            field=field,
            lacks=listed(lacks),
            columns=listed(frame.columns, most=30),
        )
    codes = frame.index.astype(str)
    if codes.has_duplicates:
        again = codes[codes.duplicated()].unique()
        raise MapError(
            "maps.overlays.overlay.these-come-twice",
            name=type(result).__name__,
            field=field,
            again=listed(again),
        )
    return frame.set_axis(codes)


def by_adcode(
    layer: gpd.GeoDataFrame, values: pd.Series, *, what: Message | str, strict: bool = False
) -> tuple[pd.Series, int]:
    """Lay ``values`` on the units of ``layer`` by adcode; return them and how many codes are not there.

    Codes outside the layer are counted for the legend; it is an error when no code at all is inside, or,
    with ``strict``, when any is outside.
    """
    check_units(layer)
    if not isinstance(values, pd.Series):
        raise MapError(
            "maps.overlays.overlay.a-series-by-adcode-is-wanted", what=what, name=type(values).__name__
        )
    codes = values.index.astype(str)
    if codes.has_duplicates:
        raise MapError(
            "maps.overlays.overlay.these-codes-come-twice",
            what=what,
            value=listed(codes[codes.duplicated()].unique()),
        )
    outside = codes.difference(layer.index)
    strange = of_other_kind(codes, layer.index, whose="layer")
    if strange:
        raise MapError("maps.overlays.overlay.what-strange", what=what, strange=strange)
    if len(codes) and len(outside) == len(codes):
        raise MapError(
            "maps.overlays.overlay.none-of-the-codes-is-among",
            what=what,
            n_codes=len(codes),
            n_layer=len(layer),
            outside=listed(outside),
        )
    if strict and len(outside):
        raise MapError(
            "maps.overlays.overlay.codes-are-not-in-the-layer",
            what=what,
            n_outside=len(outside),
            outside=listed(outside),
        )
    return pd.Series(values.to_numpy(), index=codes, name=values.name).reindex(layer.index), len(outside)


def check_units(layer: gpd.GeoDataFrame) -> None:
    """Refuse what is no layer: a GeoDataFrame by unique adcode with the columns a map needs."""
    if not isinstance(layer, gpd.GeoDataFrame):
        raise MapError("maps.overlays.overlay.a-layer-geodataframe-by-adcode-is", name=type(layer).__name__)
    lacks = [c for c in ("name",) if c not in layer.columns]
    if lacks:
        raise MapError(
            "maps.overlays.overlay.the-layer-lacks-the-column-it",
            lacks=listed(lacks),
            columns=listed(layer.columns),
        )
    if not len(layer):
        raise MapError("maps.overlays.overlay.the-layer-holds-no-unit")
    if layer.index.has_duplicates:
        raise MapError(
            "maps.overlays.overlay.the-layer-holds-codes-twice",
            value=listed(layer.index[layer.index.duplicated()].unique()),
        )
    if layer.crs is None:
        raise MapError("maps.overlays.overlay.the-layer-has-no-crs-set")
    places, row = shapely.get_coordinates(layer.geometry.to_numpy(), return_index=True)
    wild = np.unique(row[~np.isfinite(places).all(axis=1)])
    if len(wild):
        raise MapError("maps.overlays.overlay.vertices-no-numbers", units=listed(layer.index[wild]))


def legend_classes(
    labels: Sequence[Message | str],
    colors: Sequence[str],
    index: pd.Series,
    *,
    symbol: Symbol = "fill",
) -> tuple[LegendClass, ...]:
    """Count each class of ``index`` and join it with its label and color."""
    counts = index[index >= 0].value_counts()
    return tuple(
        LegendClass(label=label, color=color, count=int(counts.get(k, 0)), symbol=symbol)
        for k, (label, color) in enumerate(zip(labels, colors, strict=True))
    )


def of_shapes(
    kind: Kind,
    title: Message | str,
    layer: gpd.GeoDataFrame | None,
    shapes: gpd.GeoDataFrame,
    classes: tuple[LegendClass, ...],
    *,
    note: Message | str,
    lang: Lang | None,
) -> Overlay:
    """Shapes above the units, under one name in the list of themes and above the legend."""
    return Overlay(
        name=title, kind=kind, layer=layer, classes=classes, caption=title, shapes=shapes, note=note
    ).said(lang)


STRATA = ("province", "prefecture", "plate")
"""What draws are held within, where it has a name of its own: ``maps.strata.<name>``."""


def null_note(result: object) -> Message | str:
    """What a map says of a test: eligible units, draws, seed and the null."""
    n, null = getattr(result, "n_eligible", None), getattr(result, "null", None)
    if n is None or not null:
        return ""
    draws, seed = getattr(result, "permutations", None), getattr(result, "seed", None)
    strata = str(getattr(result, "strata", "") or "")
    within = Message("maps.null.everywhere")
    if strata:
        within = Message(
            "maps.null.within", where=Message(f"maps.strata.{strata}") if strata in STRATA else strata
        )
    if draws:
        return Message("maps.note.draws", n=n, draws=draws, seed=seed, null=null, within=within)
    return Message("maps.note.exact", n=n, null=null, within=within)

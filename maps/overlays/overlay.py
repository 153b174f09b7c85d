"""An overlay: one theme of a map as plain values, drawn alike by the page and by the static figure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.errors import MapError, choose, listed
from boundaries.ids import of_other_kind

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
KINDS: tuple[str, ...] = get_args(Kind)
UNIT_KINDS = ("choropleth", "members", "categorical", "bivariate")
Lang = Literal["zh", "en"]
LANGS: tuple[str, ...] = get_args(Lang)
NO_DATA_COLOR = "#d9d9d6"
NO_DATA = {"zh": "无数据", "en": "No data"}
TAIWAN = "71"
"""First digits of the codes of Taiwan's units."""
TAIWAN_ABSENT = {"zh": "台湾省资料暂缺", "en": "No data for Taiwan Province"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendClass:
    """A row of the legend: ``label``, ``color`` and how many units (or shapes) bear it.

    ``symbol`` says how it is drawn: ``fill`` an area, ``line`` an outline, ``dot`` a point, ``arrow`` a flow.
    """

    label: str
    color: str
    count: int
    symbol: Literal["fill", "line", "dot", "arrow"] = "fill"


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
    lang : language of labels, ``zh`` or ``en``
    again : makes it anew in another language; None where its language was asked for, or where it is a changed
        copy (`maps.language`)
    """

    name: str
    kind: Kind
    layer: gpd.GeoDataFrame | None
    values: pd.Series | None = None
    index: pd.Series | None = None
    classes: tuple[LegendClass, ...] = ()
    caption: str = ""
    missing: int = 0
    missing_label: str = ""
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
    axes: tuple[str, str] = ("", "")
    note: str = ""
    lang: Lang = "zh"
    again: Callable[..., Overlay] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        choose(self.kind, KINDS, what="kind of overlay", error=MapError)
        choose(self.lang, LANGS, what="lang", error=MapError)
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
                    value=self.name[:80],
                    again=listed(again),
                )
        if self.shapes is not None:
            check_shapes(self.shapes, what=self.name)
        if self.index is not None:
            known = self.index[self.index >= 0]
            if len(known) and int(known.max()) >= len(self.classes):
                raise MapError(
                    "maps.overlays.overlay.overlay-has-classes-a-unit-is",
                    name=self.name,
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

    def __repr__(self) -> str:
        rows = ", ".join(f"{c.label}: {c.count:,}" for c in self.classes)
        return f"<Overlay {self.kind} {self.name!r}: {rows}; {self.missing:,} missing>"


def check_colors(colors: Sequence[str]) -> None:
    """Refuse what is no color of the form ``#rrggbb``: page, figure and legend all read it."""
    odd = [color for color in colors if not re.fullmatch(r"#[0-9a-fA-F]{6}", str(color))]
    if odd:
        raise MapError(
            "maps.overlays.overlay.a-color-is-written-rrggbb-got", value=listed([str(c)[:40] for c in odd])
        )


def check_shapes(shapes: gpd.GeoDataFrame, *, what: str) -> None:
    """Refuse shapes that cannot be placed: without CRS, missing, empty, not finite."""
    if shapes.crs is None:
        raise MapError("maps.overlays.overlay.the-shapes-of-have-no-crs", what=what[:80])
    array = shapes.geometry.to_numpy()
    corners = shapely.bounds(array)
    odd = shapely.is_missing(array) | shapely.is_empty(array) | ~np.isfinite(corners).all(axis=-1)
    if odd.any():
        names = [str(label)[:40] for label in shapes["label"][odd]]
        raise MapError(
            "maps.overlays.overlay.shapes-of-that-are-missing-empty", what=what[:80], names=listed(names)
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


Words = TypeVar("Words")


def spoken(words: Mapping[str, Words], lang: str) -> Words:
    """The words of a language; another than ``zh`` and ``en`` is refused."""
    return words[choose(lang, LANGS, what="lang", error=MapError)]


def by_adcode(
    layer: gpd.GeoDataFrame, values: pd.Series, *, what: str, strict: bool = False
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
    strange = of_other_kind(codes, layer.index, whose="the layer's")
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


def legend_classes(
    labels: Sequence[str],
    colors: Sequence[str],
    index: pd.Series,
    *,
    symbol: Literal["fill", "line", "dot", "arrow"] = "fill",
) -> tuple[LegendClass, ...]:
    """Count each class of ``index`` and join it with its label and color."""
    counts = index[index >= 0].value_counts()
    return tuple(
        LegendClass(label=label, color=color, count=int(counts.get(k, 0)), symbol=symbol)
        for k, (label, color) in enumerate(zip(labels, colors, strict=True))
    )


STRATA = {"province": "省", "prefecture": "地级市", "plate": "板块"}


def null_note(result: object, lang: Lang) -> str:
    """What a map says of a test: eligible units, draws, seed and the null, in the page's language."""
    n, null = getattr(result, "n_eligible", None), getattr(result, "null", None)
    if n is None or not null:
        return ""
    draws, seed = getattr(result, "permutations", None), getattr(result, "seed", None)
    strata = str(getattr(result, "strata", "") or "")
    if lang == "en":
        drawn = f"{draws:,} permutations, seed {seed}; " if draws else ""
        return f"{n:,} eligible units; {drawn}null: {null}"
    drawn = f"置换 {draws:,} 次，种子 {seed}；" if draws else ""
    within = f"在各{STRATA.get(strata, strata)}内部随机分配" if strata else "在全部参评单元中随机分配"
    return f"参评单元 {n:,} 个；{drawn}零假设：{within}"

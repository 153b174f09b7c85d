"""The units under the themes of a page: which layers, completed to the whole country, each encoded once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.errors import LianpianError
from maps.cartography.projection import Plane
from maps.page.topology import Geometry, Use, encode, pack, pack_steps

NATIONAL = 25
"""A layer of units from this many provinces is a national map and shows all of China."""


class Ground:
    """The geometries of a page, each once on each plane."""

    def __init__(self) -> None:
        self.all: list[tuple[Geometry, gpd.GeoDataFrame]] = []
        self._known: list[tuple[gpd.GeoDataFrame, Use, Plane]] = []

    def number(self, layer: gpd.GeoDataFrame | None, *, use: Use, plane: Plane) -> int:
        """Return the number of the geometry that draws ``layer``; None: any on this plane, else counties."""
        for at, (known, *how) in enumerate(self._known):
            if how == [use, plane] and (layer is None or _same(layer, known)):
                return at
        layer = _background() if layer is None else layer
        whole = _completed(layer)
        geometry = encode(whole, use=use, projection=plane.projection, datum=plane.datum)
        self._known.append((layer, use, plane))
        self.all.append((geometry, whole))
        return len(self.all) - 1


def _same(one: gpd.GeoDataFrame, two: gpd.GeoDataFrame) -> bool:
    """Whether the units of ``one`` are drawn by ``two`` already."""
    if one is two:
        return True
    place = two.index.get_indexer(one.index)
    if (place < 0).any() or one.crs != two.crs:
        return False
    a, b = one.geometry.to_numpy(), two.geometry.to_numpy()[place]
    return bool(
        np.array_equal(shapely.get_num_coordinates(a), shapely.get_num_coordinates(b))
        and np.array_equal(shapely.bounds(a), shapely.bounds(b), equal_nan=True)
    )


def _background() -> gpd.GeoDataFrame:
    from boundaries import read_layer

    return read_layer("county")


def is_national(codes: Iterable[object]) -> bool:
    """Whether units of these codes make a map of the whole country."""
    return len({str(code)[:2] for code in codes}) >= NATIONAL


def _completed(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A national layer with Taiwan, Hong Kong, Macau and the South China Sea islands, if it lacks them."""
    if not is_national(layer.index):
        return layer
    from boundaries import read_layer

    present = {str(code)[:2] for code in layer.index}
    islands = layer.index.astype(str).str.startswith("4603").any() or "460000" in layer.index
    if {"71", "81", "82"} <= present and islands:
        return layer
    context = read_layer("county")
    wanted = [
        code[:2] in {"71", "81", "82"} - present or (not islands and code[:4] == "4603")
        for code in context.index
    ]
    extra = context.loc[wanted].to_crs(layer.crs)
    whole = gpd.GeoDataFrame(pd.concat([layer, extra[~extra.index.isin(layer.index)]]), crs=layer.crs)
    whole.attrs = dict(layer.attrs)
    return whole


def units(geometry: Geometry, layer: gpd.GeoDataFrame) -> dict[str, Any]:
    """Names, places in the hierarchy and shapes of the units, as the page reads them."""

    def numbered(column: str) -> tuple[str, list[str]]:
        if column not in layer.columns:
            return pack(np.zeros(len(layer), np.int64)), [""]
        codes, names = pd.factorize(layer[column].fillna("").astype(str))
        return pack_steps(codes.astype(np.int64)), [str(n) for n in names]

    short = all(re.fullmatch(r"[0-9]{6}", code) for code in geometry.codes)
    names = [str(n) for n in layer["name"]]
    province, provinces = numbered("province")
    prefecture, prefectures = numbered("prefecture")
    return {
        "codes": pack_steps(np.array(geometry.codes, np.int64)) if short else list(geometry.codes),
        "names": names if any("|" in n for n in names) else "|".join(names),
        "province": province,
        "provinces": provinces,
        "prefecture": prefecture,
        "prefectures": prefectures,
        "arcs": geometry.arcs,
        "units": geometry.units,
        "dots": geometry.dots,
        "grid": geometry.grid_m,
        "origin": list(geometry.origin),
        "points": geometry.points,
    }


@cache
def _readings() -> tuple[tuple[str, str], ...]:
    try:
        text = (files("maps") / "assets" / "pinyin.txt").read_text(encoding="utf-8")
    except OSError as problem:
        raise LianpianError("maps.page.units.the-pinyin-table-is-missing-from", problem=problem) from None
    found = re.findall(r"^([a-z]+)(\S+)$", text, flags=re.MULTILINE)
    return tuple((str(s), str(c)) for s, c in found)


def pinyin(text: str) -> str:
    """The readings of the characters of ``text``: ``chang长昌 ...``."""
    used = set(text)
    kept = ((syllable, "".join(c for c in chars if c in used)) for syllable, chars in _readings())
    return " ".join(syllable + chars for syllable, chars in kept if chars)

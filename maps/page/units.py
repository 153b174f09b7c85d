"""The units under the themes of a page: which layers, completed to the whole country, each encoded once."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.placenames import unit_name
from maps.cartography.national import completed, country
from maps.cartography.projection import Plane
from maps.page.topology import Geometry, Use, encode, pack, pack_steps


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
        layer = country() if layer is None else layer
        whole = completed(layer)
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


def _in_one(names: list[str]) -> list[str] | str:
    return names if any("|" in n for n in names) else "|".join(names)


def units(geometry: Geometry, layer: gpd.GeoDataFrame, lang: str = "zh") -> dict[str, Any]:
    """Names, places in the hierarchy and shapes of the units, as the page reads them in a language.

    In English ``natives`` holds the names that the layer gives, where they differ.
    """

    def numbered(column: str) -> tuple[str, list[str]]:
        if column not in layer.columns:
            return pack(np.zeros(len(layer), np.int64)), [""]
        codes, names = pd.factorize(layer[column].fillna("").astype(str))
        return pack_steps(codes.astype(np.int64)), [unit_name("", str(n), lang) for n in names]

    short = all(re.fullmatch(r"[0-9]{6}", code) for code in geometry.codes)
    natives = [str(n) for n in layer["name"]]
    names = [unit_name(code, name, lang) for code, name in zip(geometry.codes, natives, strict=True)]
    province, provinces = numbered("province")
    prefecture, prefectures = numbered("prefecture")
    return {
        "codes": pack_steps(np.array(geometry.codes, np.int64)) if short else list(geometry.codes),
        "names": _in_one(names),
        "natives": _in_one(natives) if names != natives else None,
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

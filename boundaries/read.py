"""Read a boundary layer: counties, prefectures or provinces, from a provider, as of a date."""

import warnings
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries import amap, tianditu
from boundaries._simplify import check_tolerance, simplify
from boundaries._units import COLUMNS, DATE, every_unit, parent_table
from boundaries._units import units as unit_list
from boundaries.adcode import PROVINCES, province_code
from boundaries.coverage import repair_coverage
from boundaries.errors import LayerError, LianpianWarning, SourceError, choose
from boundaries.source import Source, cached

if TYPE_CHECKING:
    from boundaries._constant_units import ConstantUnits

Level = Literal["county", "prefecture", "province"]
LEVELS = ("county", "prefecture", "province")
PROVIDERS = {"tianditu": tianditu, "amap": amap}
"""A provider is a file with a `Source` and the county shapes by adcode that it holds."""


def read_layer(
    level: str = "county",
    *,
    as_of: str = DATE,
    provider: str = "tianditu",
    tolerance_m: float | None = None,
    where_merged: Literal["refuse", "whole"] = "refuse",
    units: "ConstantUnits | None" = None,
) -> gpd.GeoDataFrame:
    """Read a layer of boundary units.

    Parameters
    ----------
    level : "county", "prefecture" or "province"
        Prefectures and provinces are unions of counties (see `boundaries.units.parent_table`).
    as_of : str
        The date of the units, 2000-01-01 to 2025-12-31. The boundaries are drawn once, for 2023-07-31; for
        another day they are put together where they add up to its units exactly (see `boundaries.as_of`).
    provider : "tianditu", "amap", "folder" or "folder:PATH"
        Where the boundaries come from. "folder": your own download of yearly files (``PATH``, or the
        environment variable ``LIANPIAN_FOLDER``), drawn as of a year end (see `boundaries.folder`). A file of
        your own is read by `read_file`.
    tolerance_m : float, optional
        Simplify to about this many metres, keeping every shared edge and queen neighbor. None: as drawn.
    where_merged : "refuse" or "whole"
        What to do with units of ``as_of`` that are one unit on the boundaries: stop and name them, or draw
        them as one polygon that bears all their names.
    units : ConstantUnits, optional
        Draw these in place of the units of a day (`boundaries.constant_units`); level "county".

    Returns
    -------
    GeoDataFrame indexed by ``adcode``, EPSG:4326, columns name, kind, province, prefecture, province_code,
    prefecture_code, geometry. ``attrs``: provider, version, date (of the units), drawn (the source's date),
    datum (of the source), licence, level, tolerance_m, missing (official units that the source has not),
    approximate (units that have exchanged land since ``date``), merged (polygon -> the units of ``date`` in
    it), unlisted (ground of no county-level unit on ``date``), constant (of constant units: first
    year, last year, transfers).

    Raises
    ------
    LayerError
        Unknown level, a tolerance that is not positive, or units of that day that the boundaries cannot draw.
    SourceError
        The provider is unknown, or its package is missing or altered.

    Warns
    -----
    LianpianWarning
        The source lacks official units; they are named, and listed in ``attrs["missing"]``.
    """
    level = choose(level, LEVELS, what="level", error=LayerError)
    if provider == "file":
        raise SourceError("boundaries.read.a-file-of-your-own-is")
    if provider.partition(":")[0] == "folder":
        return _from_folder(level, str(as_of), provider, tolerance_m, units)
    source = PROVIDERS[choose(provider, [*PROVIDERS, "folder"], what="provider", error=SourceError)].SOURCE
    if tolerance_m is not None:
        check_tolerance(tolerance_m)
    source.path()
    _check_way(level, str(as_of), where_merged, units)
    if str(as_of) == DATE and units is None:
        layer = _level(source, level, tolerance_m)
    else:
        from boundaries.as_of import layer_as_of, layer_of_units

        counties = _level(source, "county", tolerance_m)
        if units is not None:
            layer = layer_of_units(counties, units, where_merged=where_merged)
        else:
            layer = layer_as_of(counties, str(as_of), where_merged=where_merged)
            layer = layer if level == "county" else _union(layer, level)
    put = {key: layer.attrs.get(key, empty) for key, empty in PUT_TOGETHER.items()}
    missing: tuple[str, ...] = ()
    if level == "county":
        wanted = unit_list(str(as_of))["name"] if units is None else units.units["name"]
        held = {line[:6] for lines in put["merged"].values() for line in lines}
        lacking = wanted.index.difference(layer.index).difference(sorted(held))
        missing = tuple(f"{code} {wanted[code]}" for code in lacking)
    layer.attrs = {
        "provider": provider,
        "version": f"{source.distribution} {source.version}",
        "date": str(as_of) if units is None else f"{units.first}-{units.last}",
        "drawn": source.date,
        **put,
        "datum": source.datum,
        "licence": source.licence,
        "level": level,
        "tolerance_m": tolerance_m,
        "missing": missing,
    }
    if missing:
        warnings.warn(
            LianpianWarning(
                "boundaries.read.lacks-units",
                provider=provider,
                date=source.date,
                count=len(missing),
                units=list(missing),
            ),
            stacklevel=2,
        )
    return layer


def _from_folder(
    level: str, as_of: str, provider: str, tolerance_m: float | None, units: "ConstantUnits | None"
) -> gpd.GeoDataFrame:
    from boundaries.folder import folder_layer, folder_path

    if units is not None:
        raise LayerError("boundaries.read.constant-units-are-drawn-from-the")
    if tolerance_m is not None:
        check_tolerance(tolerance_m)
    path = folder_path(provider)
    layer = folder_layer(path, as_of, tolerance_m=tolerance_m)
    told = layer.attrs
    layer = layer if level == "county" else _union(layer, level)
    layer.attrs = {
        "provider": "folder",
        "version": path.name,
        "date": as_of,
        "drawn": f"{as_of[:4]}-12-31",
        **PUT_TOGETHER,
        "datum": told["detected"],
        "licence": "",
        "level": level,
        "tolerance_m": tolerance_m,
        **told,
    }
    return layer


PUT_TOGETHER: dict[str, Any] = {"approximate": (), "merged": {}, "unlisted": (), "constant": ()}
"""What is said of a layer that was put together, and of one that was not."""


def _check_way(level: str, as_of: str, where_merged: str, units: "ConstantUnits | None") -> None:
    choose(where_merged, ("refuse", "whole"), what="where_merged", error=LayerError)
    if units is None:
        return
    if level != "county":
        raise LayerError("boundaries.read.units-draws-constant-units-level-has", level=level)
    if as_of != DATE:
        raise LayerError("boundaries.read.as-of-and-units-name-two", as_of=as_of)


def read_ten_dash_line() -> gpd.GeoSeries:
    """Read the ten-dash line that belongs on every national map: ten lines, EPSG:4326.

    Returns
    -------
    GeoSeries
        Ten lines, EPSG:4326.
    """
    source = tianditu.SOURCE
    source.path()
    frame = cached(
        f"{_key(source)}-ten-dash-line", lambda: gpd.GeoDataFrame(geometry=tianditu.ten_dash_line())
    )
    return frame.geometry.rename("ten_dash_line")


def _key(source: Source) -> str:
    return f"{source.provider}-{source.version}-{source.sha256[:10]}-{DATE}"


def _level(source: Source, level: str, tolerance_m: float | None) -> gpd.GeoDataFrame:
    """A layer from the cache, built from the next finer one where it is not there."""
    name = f"{_key(source)}-{level}" + ("" if tolerance_m is None else f"-{tolerance_m:g}m")

    def build() -> gpd.GeoDataFrame:
        if level != "county":
            return _union(_level(source, "county", tolerance_m), level)
        if tolerance_m is not None:
            return simplify(_level(source, "county", None), tolerance_m=tolerance_m)
        shapes = PROVIDERS[source.provider].county_shapes()
        table = pd.concat([every_unit(), amap.BESIDE]).loc[shapes.index]
        return repair_coverage(gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326"))

    return cached(name, build)


def _union(layer: gpd.GeoDataFrame, level: str) -> gpd.GeoDataFrame:
    parents = parent_table(layer, level)
    grouped = layer.geometry.groupby(parents["adcode"])
    shapes = grouped.agg(lambda part: shapely.coverage_union_all(np.asarray(part.array)))
    table = parents.drop_duplicates("adcode").set_index("adcode").loc[shapes.index]
    codes = table.index
    table["province_code"] = province_code(codes)
    table["province"] = [PROVINCES[code] for code in table["province_code"]]
    table["prefecture"] = table["name"] if level == "prefecture" else ""
    table["prefecture_code"] = codes if level == "prefecture" else ""
    return gpd.GeoDataFrame(table[list(COLUMNS)], geometry=shapes.to_numpy(), crs="EPSG:4326")

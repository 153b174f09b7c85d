"""Read a boundary layer: counties, prefectures or provinces, from a provider, as of a date."""

import warnings
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries import amap, tianditu
from boundaries._simplify import check_tolerance, simplify
from boundaries._units import COLUMNS, DATE, every_unit, parent_table, units
from boundaries.adcode import PROVINCES, province_code
from boundaries.coverage import repair_coverage
from boundaries.errors import LayerError, LianpianWarning, SourceError, choose, listed
from boundaries.source import Source, cached

Level = Literal["county", "prefecture", "province"]
LEVELS = ("county", "prefecture", "province")
PROVIDERS: dict[str, Source] = {"tianditu": tianditu.SOURCE, "amap": amap.SOURCE}


def read_layer(
    level: str = "county",
    *,
    as_of: str = DATE,
    provider: str = "tianditu",
    tolerance_m: float | None = None,
) -> gpd.GeoDataFrame:
    """Read a layer of boundary units.

    Parameters
    ----------
    level : "county", "prefecture" or "province"
        Prefectures and provinces are unions of counties (see `boundaries.units.parent_table`).
    as_of : str
        The date of the units, 2000-01-01 to 2025-12-31. The boundaries are drawn once, for 2023-07-31; for
        another day they are put together where they add up to its units exactly (see `boundaries.as_of`).
    provider : "tianditu" or "amap"
        Where the boundaries come from; a file of your own is read by `read_file`.
    tolerance_m : float, optional
        Simplify to about this many metres, keeping every shared edge and queen neighbor. None: as drawn.

    Returns
    -------
    GeoDataFrame indexed by ``adcode``, EPSG:4326, columns name, kind, province, prefecture, province_code,
    prefecture_code, geometry. ``attrs``: provider, version, date (of the units), drawn (the source's date),
    datum (of the source), licence, level, tolerance_m, missing (official units that the source has not),
    approximate (units that have exchanged land since ``date``).

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
    source = PROVIDERS[choose(provider, list(PROVIDERS), what="provider", error=SourceError)]
    if tolerance_m is not None:
        check_tolerance(tolerance_m)
    source.path()
    if str(as_of) == DATE:
        layer = _level(source, level, tolerance_m)
    else:
        from boundaries.as_of import layer_as_of

        layer = layer_as_of(_level(source, "county", tolerance_m), str(as_of))
        layer = layer if level == "county" else _union(layer, level)
    approximate = layer.attrs.get("approximate", ())
    missing: tuple[str, ...] = ()
    if level == "county":
        wanted = units(str(as_of))
        missing = tuple(f"{code} {wanted['name'][code]}" for code in wanted.index.difference(layer.index))
    layer.attrs = {
        "provider": provider,
        "version": f"{source.distribution} {source.version}",
        "date": str(as_of),
        "drawn": source.date,
        "approximate": approximate,
        "datum": source.datum,
        "licence": source.licence,
        "level": level,
        "tolerance_m": tolerance_m,
        "missing": missing,
    }
    if missing:
        warnings.warn(
            f"provider {provider!r} (boundaries of {source.date}) lacks {len(missing)} units: "
            f"{listed(missing)}",
            LianpianWarning,
            stacklevel=2,
        )
    return layer


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
        shapes = amap.county_shapes() if source.provider == "amap" else tianditu.county_shapes()
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

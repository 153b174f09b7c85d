"""Read a boundary layer: counties, prefectures or provinces, from a provider, as of a date."""

from functools import cache
from importlib.resources import files
from typing import Literal

import geopandas as gpd
import pandas as pd
import shapely

from boundaries import tianditu
from boundaries.adcode import (
    MUNICIPALITIES,
    PROVINCES,
    prefecture_code,
    prefecture_kind,
    province_code,
    province_kind,
)
from boundaries.errors import LayerError, SourceError, choose
from boundaries.layer import ALBERS, COLUMNS
from boundaries.source import Source, cached

Level = Literal["county", "prefecture", "province"]
LEVELS = ("county", "prefecture", "province")
PROVIDERS: dict[str, Source] = {"tianditu": tianditu.SOURCE}
DATE = "2023-07-31"
"""The date of the units in the layers."""


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
        Prefectures and provinces are unions of counties.
    as_of : str
        The date of the units, ``YYYY-MM-DD``.
    provider : "tianditu"
        Where the boundaries come from.
    tolerance_m : float, optional
        Simplify to about this many metres, keeping every shared edge and queen neighbor. None: as drawn.

    Returns
    -------
    GeoDataFrame indexed by ``adcode``, EPSG:4326, columns name, kind, province, prefecture, province_code,
    prefecture_code, geometry. ``attrs``: provider, version, date, datum, licence, level, tolerance_m,
    missing.

    Raises
    ------
    LayerError
        Unknown level or date, or a tolerance that is not positive.
    SourceError
        The provider is unknown, or its package is missing or altered.
    """
    level = choose(level, LEVELS, what="level", error=LayerError)
    source = PROVIDERS[choose(provider, list(PROVIDERS), what="provider", error=SourceError)]
    if str(as_of) != DATE:
        raise LayerError(f"no layer as of {as_of!r}; the boundaries are those of {DATE}")
    if tolerance_m is not None and not 0 < tolerance_m <= 50_000:
        raise LayerError(f"tolerance_m must be above 0 and at most 50,000 m, not {tolerance_m!r}")
    source.path()
    key = f"{provider}-{source.version}-{source.sha256[:10]}-{as_of}"
    layer = cached(f"{key}-county", lambda: tianditu.county_layer(_units()))
    if tolerance_m is not None:
        full = layer
        layer = cached(f"{key}-county-{tolerance_m:g}m", lambda: _simplified(full, tolerance_m))
    if level != "county":
        counties = layer
        suffix = "" if tolerance_m is None else f"-{tolerance_m:g}m"
        layer = cached(f"{key}-{level}{suffix}", lambda: _union(counties, level))
    layer.attrs = {
        "provider": provider,
        "version": f"{source.distribution} {source.version}",
        "date": str(as_of),
        "datum": source.datum,
        "licence": source.licence,
        "level": level,
        "tolerance_m": tolerance_m,
        "missing": (),
    }
    return layer


def read_ten_dash_line() -> gpd.GeoSeries:
    """Read the ten-dash line that belongs on every national map: one line a row, EPSG:4326."""
    source = tianditu.SOURCE
    name = f"tianditu-{source.version}-{source.sha256[:10]}-ten-dashes"
    source.path()
    frame = cached(name, lambda: gpd.GeoDataFrame(geometry=tianditu.ten_dash_line()))
    return frame.geometry.rename("ten_dash_line")


def units(as_of: str = DATE) -> pd.DataFrame:
    """List the official county-level units, without their boundaries.

    Returns
    -------
    DataFrame by adcode: name, kind, province, prefecture, province_code, prefecture_code.

    Examples
    --------
    >>> units().loc["320583", ["name", "prefecture"]].tolist()
    ['昆山市', '苏州市']
    >>> len(units())
    2844
    """
    if str(as_of) != DATE:
        raise LayerError(f"no units as of {as_of!r}; the list is that of {DATE}")
    return _units()[list(COLUMNS[:-1])].copy()


@cache
def _units() -> pd.DataFrame:
    path = files("boundaries") / "data" / "units_2023-07-31.csv"
    with path.open(encoding="utf-8") as file:
        table = pd.read_csv(file, dtype=str, comment="#").set_index("adcode")
    return tianditu.with_parents(table)


def _simplified(layer: gpd.GeoDataFrame, tolerance_m: float) -> gpd.GeoDataFrame:
    plane = layer.geometry.to_crs(ALBERS)
    simple = shapely.coverage_simplify(plane.to_numpy(), tolerance_m)
    back = gpd.GeoSeries(simple, index=layer.index, crs=ALBERS).to_crs("EPSG:4326")
    return layer.set_geometry(back)


def parent_table(layer: pd.DataFrame, level: str) -> pd.DataFrame:
    """The unit of ``level`` (prefecture or province) that each county belongs to: adcode, name, kind."""
    codes = layer.index
    province = province_code(codes)
    table = pd.DataFrame({"adcode": province, "name": layer["province"].to_numpy()}, index=codes)
    table["kind"] = [province_kind(code) for code in province]
    if level == "province":
        return table
    whole = province.isin([*MUNICIPALITIES, "710000", "810000", "820000"])
    direct = ~whole & (codes.str[2:4].isin(["90", "97", "98", "99"]))
    other = ~whole & ~direct
    table.loc[direct, "adcode"] = codes[direct]
    table.loc[direct, ["name", "kind"]] = layer.loc[direct, ["name", "kind"]].to_numpy()
    table.loc[other, "adcode"] = prefecture_code(codes[other])
    table.loc[other, "name"] = layer.loc[other, "prefecture"]
    table.loc[other, "kind"] = [prefecture_kind(name) for name in layer.loc[other, "prefecture"]]
    return table


def _union(layer: gpd.GeoDataFrame, level: str) -> gpd.GeoDataFrame:
    parents = parent_table(layer, level)
    shapes = layer.geometry.groupby(parents["adcode"]).agg(
        lambda part: shapely.coverage_union_all(part.array)
    )
    table = parents.drop_duplicates("adcode").set_index("adcode").loc[shapes.index]
    table["province_code"] = province_code(table.index)
    table["province"] = [PROVINCES[code] for code in table["province_code"]]
    table["prefecture"] = table["name"] if level == "prefecture" else ""
    table["prefecture_code"] = table.index if level == "prefecture" else ""
    return gpd.GeoDataFrame(table[list(COLUMNS[:-1])], geometry=shapes.to_numpy(), crs="EPSG:4326")

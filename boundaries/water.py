"""How long the border of two units is, and how much of it lies over the sea."""

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries._constant_units import constant_units
from boundaries._divisions import day
from boundaries._translate import translate
from boundaries._units import DATE, every_unit, official_units, parent_table, units
from boundaries.coverage import queen_pairs
from boundaries.errors import LayerError, choose, listed
from boundaries.layer import want_layer

WHOLLY = 0.9
"""From this share on a border lies over water. No border of the layer has a share between 0.64 and 1."""

CREDIT = "© OpenStreetMap contributors, ODbL 1.0"
"""What is to stand beside a result that rests on the water of borders."""

LEVELS = ("county", "prefecture", "province")


def water_borders(level: str = "county", *, as_of: str = DATE) -> pd.DataFrame:
    """List every two units that touch, with the length of their border and how much of it lies over the sea.

    Parameters
    ----------
    level : "county", "prefecture" or "province"
    as_of : str
        The date of the units, 2000-01-01 to 2025-12-31. The borders were measured once, for 2023-07-31; those
        of another day are sums of them where its units are wholes of the units of 2023.

    Returns
    -------
    DataFrame by a, b (adcodes, a < b), sorted: border_km, the length on the ellipsoid as drawn, unsimplified
    (0 where two units meet in points only); water_km, the part of it over the sea; water_share, 0 to 1 (of
    the points, where they meet in points only). A pair that is no row does not touch. ``attrs["licence"]`` is
    the credit that a result made with ``water_km`` or ``water_share`` has to carry.

    Raises
    ------
    LayerError
        Unknown level, or units of that day that are no wholes of the units of 2023-07-31.
    MatchError
        The day is no date or out of range.

    Notes
    -----
    The sea is what lies seaward of OpenStreetMap's coastline of 2024: Hangzhou Bay and the Qiantang up to
    120.66 E, the mouth of the Yangtze up to 121.09 E, that of the Pearl River up to 22.76 N. Rivers above
    these, lakes and reclaimed ground are land. See ``docs/boundaries.md``.

    References
    ----------
    © OpenStreetMap contributors, Open Database License 1.0, as carried by roaring-landmask 0.11.0.

    Examples
    --------
    >>> water_borders().loc[("330281", "330424")].tolist()
    [12.175, 12.175, 1.0]
    """
    choose(level, LEVELS, what="level", error=LayerError)
    return _borders(level, day(as_of)).copy()


def over_water(
    pairs: Iterable[tuple[str, str]], *, level: str = "county", as_of: str = DATE, wholly: float = WHOLLY
) -> "pd.Series[bool]":
    """Whether two units meet over the sea only.

    Parameters
    ----------
    pairs : iterable of (str, str), or MultiIndex
        Codes of two units that touch, in either order.
    level, as_of
        What the codes are of, as for `water_borders`.
    wholly : float
        The share of the border over water from which on it counts, above 0, at most 1.

    Returns
    -------
    Series of bool
        In the order of ``pairs``, by a, b as they were given.

    Raises
    ------
    LayerError
        A pair that does not touch, what is no pair, or a share out of range.

    Examples
    --------
    >>> over_water([("330424", "330281"), ("320583", "320585")]).tolist()
    [True, False]
    """
    if not (isinstance(wholly, (int, float)) and 0 < wholly <= 1):
        raise LayerError("boundaries.water.wholly-wanted-a-share", wholly=wholly)
    given = list(pairs)
    strange = [pair for pair in given if not isinstance(pair, (tuple, list)) or len(pair) != 2]
    if strange:
        raise LayerError("boundaries.water.wanted-pairs-of-two-codes", pairs=listed(map(repr, strange)))
    index = pd.MultiIndex.from_arrays([[a for a, _ in given], [b for _, b in given]], names=["a", "b"])
    share = _looked_up(index, water_borders(level, as_of=as_of))["water_share"]
    return pd.Series(share.to_numpy() >= wholly, index=index, name="over_water", dtype=bool)


def known_borders(
    layer: gpd.GeoDataFrame,
    *,
    pairs: "NDArray[np.intp] | None" = None,
    borders: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The borders between the units of a layer, or a refusal where they are not known.

    Parameters
    ----------
    layer : GeoDataFrame by adcode
        Of any tolerance and in any order, whole or a part of it; ``attrs["level"]`` and ``attrs["date"]`` say
        what its codes are of (county, 2023-07-31 where they are missing).
    pairs : array of shape (pairs, 2), optional
        Row positions of units that touch. None: `queen_pairs`.
    borders : DataFrame by a, b (a < b), optional
        Borders measured otherwise, or those of unions of units (`union_borders`). None: `water_borders`.

    Returns
    -------
    DataFrame, one row per pair in the order of ``pairs``: the columns of ``borders`` by the codes a, b of the
    two positions.

    Raises
    ------
    LayerError
        Units touch in this layer whose border was not measured: a file of one's own, another provider, a
        layer that lost its ``attrs`` on the way. Pairs of the table that the layer lacks are left out.

    Examples
    --------
    >>> from boundaries.read import read_layer
    >>> bay = read_layer("county").loc[["330424", "330281", "330282"]]
    >>> known_borders(bay)["water_share"].round(2).tolist()
    [1.0, 0.0]
    """
    want_layer(layer)
    met = queen_pairs(layer) if pairs is None else pairs
    codes = layer.index.to_numpy()
    index = pd.MultiIndex.from_arrays([codes[met[:, 0]], codes[met[:, 1]]], names=["a", "b"])
    if borders is None and layer.attrs.get("constant"):
        borders = _of_constant_units(*layer.attrs["constant"])
    elif borders is None:
        borders = water_borders(layer.attrs.get("level", "county"), as_of=layer.attrs.get("date", DATE))
    return _looked_up(index, borders)


def union_borders(whole: "pd.Series[str]") -> pd.DataFrame:
    """The borders between units that are wholes of the county layer's units of 2023-07-31.

    Parameters
    ----------
    whole : Series of str by adcode
        The unit that each county-level unit belongs to; what it has not, or NA, is left out.

    Returns
    -------
    DataFrame with the columns and order of `water_borders`; lengths and water are added up.

    Raises
    ------
    LayerError
        ``whole`` is no Series, names a county twice, or counties that the layer has not.

    Examples
    --------
    >>> shores = {"330281": "south", "330282": "south", "330424": "north", "330481": "north"}
    >>> union_borders(pd.Series(shores))["border_km"].tolist()
    [12.175]
    """
    if not isinstance(whole, pd.Series):
        raise LayerError("boundaries.water.wanted-a-series-by-adcode", name=type(whole).__name__)
    twice = whole.index[whole.index.duplicated()].unique()
    if len(twice):
        raise LayerError("boundaries.water.counties-given-more-than-once", units=listed(twice))
    strange = whole.index.difference(every_unit().index)
    if len(strange):
        raise LayerError("boundaries.water.no-units-of-the-county-layer", units=listed(strange), DATE=DATE)
    table = _measured()
    wet = table["water_share"]
    a, b = (whole.reindex(table[column]).to_numpy() for column in ("a", "b"))
    apart = pd.notna(a) & pd.notna(b) & (a != b)
    first, second = a[apart].astype(str), b[apart].astype(str)
    parts = pd.DataFrame(
        {
            "a": np.where(first < second, first, second),
            "b": np.where(first < second, second, first),
            "border_km": table["border_km"][apart].to_numpy(),
            "water_km": (table["border_km"] * wet)[apart].to_numpy(),
            "points": wet[apart].to_numpy(),
        }
    )
    grouped = parts.groupby(["a", "b"])
    borders = grouped[["border_km", "water_km"]].sum()
    only_points = borders["border_km"].eq(0)
    share = borders["water_km"] / borders["border_km"].where(~only_points)
    borders["water_share"] = share.where(~only_points, grouped["points"].mean())
    borders = borders.round({"border_km": 3, "water_km": 3, "water_share": 4})
    borders.attrs = {"licence": CREDIT}
    return borders


@lru_cache(maxsize=4)
def _of_constant_units(first: int, last: int, transfers: Literal["flag", "merge"]) -> pd.DataFrame:
    members = constant_units(first, last, transfers=transfers).units["members"]
    held = pd.Series({code: unit for unit, codes in members.items() for code in codes}, dtype=object)
    beside = every_unit().index.difference(held.index)
    return union_borders(pd.concat([held, pd.Series(beside, index=beside)]))


def _looked_up(index: pd.MultiIndex, borders: pd.DataFrame) -> pd.DataFrame:
    first, second = (index.get_level_values(k).astype(str).to_numpy() for k in (0, 1))
    first, second = first.astype(object), second.astype(object)
    turned = first > second
    place = borders.index.get_indexer(
        pd.MultiIndex.from_arrays([np.where(turned, second, first), np.where(turned, first, second)])
    )
    unknown = index[place < 0]
    if len(unknown):
        raise LayerError(
            "boundaries.water.pairs-without-a-measured-border",
            n_unknown=len(unknown),
            n_pairs=len(index),
            pairs=listed(f"{a}-{b}" for a, b in unknown),
        )
    return borders.iloc[place].set_axis(index)


@lru_cache(maxsize=16)
def _borders(level: str, as_of: str) -> pd.DataFrame:
    held = _holders(as_of)
    if level != "county":
        beside = every_unit().drop(official_units().index)
        parents = parent_table(pd.concat([units(as_of), beside]), level)["adcode"]
        held = held.map(parents)
    return union_borders(held)


def _holders(as_of: str) -> "pd.Series[str]":
    """The unit of a day that holds each unit of the county layer."""
    now = every_unit().index
    beside = now.difference(official_units().index)
    if as_of == DATE:
        return pd.Series(now, index=now, dtype=object)
    then = translate(units(as_of).index, as_of, DATE)
    alone = [sources == (code,) for code, sources in then["sources"].items()]
    pieces = then.loc[alone, "targets"].explode()
    held = pd.concat([pd.Series(pieces.index, index=pieces), pd.Series(beside, index=beside)])
    lost = [f"{code} {then['name'][code]}" for code in then.index.difference(pieces.index)]
    uncovered = [f"{code} {every_unit()['name'][code]}" for code in now.difference(held.index)]
    if lost or uncovered:
        raise LayerError(
            "boundaries.water.units-are-no-wholes-of-those-measured",
            DATE=DATE,
            as_of=as_of,
            units=listed(lost or uncovered),
        )
    return held


@cache
def _measured() -> pd.DataFrame:
    path = files("boundaries") / "data" / "water_borders.csv"
    with path.open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype={"a": str, "b": str}, comment="#")

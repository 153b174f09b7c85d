"""The county layer of 2023-07-31 put together into the units of another day, or into constant units."""

import warnings
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import geopandas as gpd
import pandas as pd
import shapely

from boundaries._constant_units import ConstantUnits, Sets, members_of_today
from boundaries._divisions import day, divisions, whole_cities
from boundaries._translate import backward, by_old, eve, forward
from boundaries._units import COLUMNS, DATE, every_unit, official_units
from boundaries.errors import LayerError, LianpianWarning, choose, listed

WHERE_MERGED: tuple[str, ...] = ("refuse", "whole")
UNLISTED = "无县级单位"
"""The kind of ground that belonged to no county-level unit on a day."""


class Polygons(NamedTuple):
    """Which units of today make each polygon, and which units (of a day, or constant) it holds."""

    today: dict[str, tuple[str, ...]]
    holds: dict[str, tuple[str, ...]]


def layer_as_of(layer: gpd.GeoDataFrame, as_of: str, *, where_merged: str = "refuse") -> gpd.GeoDataFrame:
    """Give the county layer of 2023-07-31 the units of another day.

    A unit renamed, recoded or moved to another prefecture keeps its boundary; a unit that has since been
    split into whole units is their union. Units that have since been merged, or have exchanged whole
    parts, cannot be told apart again: they are one polygon, or refused.

    Parameters
    ----------
    layer : county layer of 2023-07-31
    as_of : str
        A day from 2000-01-01 to 2025-12-31.
    where_merged : "refuse" or "whole"

    Returns
    -------
    GeoDataFrame with the units of that day and what stands beside the official units. A polygon that holds
    several units has the lowest of their codes, their names joined by 、, and the kind and parents of most of
    them. ``attrs``: merged (code -> the units in it, "code name"), approximate (polygons that have
    exchanged a part with another since: their boundary is that of 2023), unlisted (ground of no county-level
    unit on that day, kind 无县级单位).

    Raises
    ------
    LayerError
        With "refuse", units of that day that cannot be drawn, each with the units of 2023 that hold it.

    Warns
    -----
    LianpianWarning
        Some polygons are approximate.
    """
    when = day(as_of)
    choose(where_merged, WHERE_MERGED, what="where_merged", error=LayerError)
    then = _records(then_units(when))
    parts = {code: members_of_today([code], when) for code in then}
    polygons = _polygons(parts)
    if where_merged == "refuse":
        _refuse(polygons, parts, then, when)
    drawn = _drawn(layer, polygons, then)
    drawn.attrs |= {
        "merged": _merged(polygons, then),
        "approximate": _named(_exchanged(polygons, when), drawn),
    }
    _told(drawn, "boundaries.as_of.exchanged-land-since", when=when)
    return drawn


def layer_of_units(
    layer: gpd.GeoDataFrame, units: ConstantUnits, *, where_merged: str = "refuse"
) -> gpd.GeoDataFrame:
    """Give the county layer of 2023-07-31 the boundaries of constant units.

    Parameters
    ----------
    layer : county layer of 2023-07-31
    units : ConstantUnits
    where_merged : "refuse" or "whole"
        Units that have been merged after the last year of ``units`` cannot be told apart on the boundaries of
        2023: refused, or one polygon.

    Returns
    -------
    GeoDataFrame by the units' codes, with the columns of a layer; kind and parents are those of most members
    in the last year. ``attrs`` as for `layer_as_of`; approximate also lists units between which land moved
    during the years of ``units``; constant says which units they are (first year, last year, transfers).
    """
    choose(where_merged, WHERE_MERGED, what="where_merged", error=LayerError)
    end = f"{units.last}-12-31"
    parts = dict(units.units["members"])
    last = units.frame[units.frame["year"].eq(units.last)]
    then = then_units(end)
    members = last.groupby("unit")["adcode"].agg(tuple).to_dict()
    known = _records(then)
    rows = {key: _common([known[code] for code in members[key]]) for key in parts}
    polygons = _polygons(parts)
    if where_merged == "refuse":
        _refuse(polygons, parts, rows, end)
    drawn = _drawn(layer, polygons, rows)
    home = {key: code for code, keys in polygons.holds.items() for key in keys}
    since = Polygons(
        polygons.today,
        {code: tuple(c for key in keys for c in members[key]) for code, keys in polygons.holds.items()},
    )
    moved = {home[key] for key in units.units.index[units.units["touched"]]} | _exchanged(since, end)
    drawn.attrs |= {
        "merged": _merged(polygons, rows),
        "approximate": _named(moved, drawn),
        "constant": (units.first, units.last, units.transfers),
    }
    _told(drawn, "boundaries.as_of.exchanged-land-within", first=units.first, last=units.last)
    return drawn


def then_units(when: str) -> pd.DataFrame:
    """Every unit of a day by code: counties, and cities while they have none."""
    table = whole_cities()
    cities = table[table["since"].le(when) & (table["until"].eq("") | table["until"].gt(when))]
    codes = pd.Index(cities["code"], name="adcode")
    rows = pd.DataFrame(
        {
            "name": cities["name"].to_numpy(),
            "kind": "地级市",
            "province": cities["province"].to_numpy(),
            "prefecture": cities["name"].to_numpy(),
            "province_code": codes.str[:2] + "0000",
            "prefecture_code": codes,
        },
        index=codes,
    )
    return pd.concat([divisions(when)[list(COLUMNS)], rows]).sort_index()


Record = dict[str, str]
"""What is known of a unit besides its boundary, by column."""


def _records(table: pd.DataFrame) -> dict[str, Record]:
    return {str(code): row for code, row in zip(table.index, table.to_dict("records"), strict=True)}


def _polygons(parts: Mapping[str, tuple[str, ...]]) -> Polygons:
    """Put together units that share ground of today."""
    sets = Sets([(0, code) for code in parts] + [(1, today) for some in parts.values() for today in some])
    for code, some in parts.items():
        for today in some:
            sets.join((0, code), (1, today))
    holds: dict[object, list[str]] = {}
    for code in sorted(parts):
        holds.setdefault(sets.root((0, code)), []).append(code)
    groups = {codes[0]: tuple(codes) for codes in holds.values()}
    held = {key: {today for code in codes for today in parts[code]} for key, codes in groups.items()}
    return Polygons({key: tuple(sorted(some)) for key, some in held.items()}, groups)


def _refuse(
    polygons: Polygons, parts: Mapping[str, tuple[str, ...]], then: Mapping[str, Record], when: str
) -> None:
    lost = [code for codes in polygons.holds.values() if len(codes) > 1 for code in codes]
    lost += [code for code, some in parts.items() if not some]
    if not lost:
        return
    names = official_units()["name"]
    now = {code: "+".join(f"{part} {names.get(part, part)}" for part in parts[code]) for code in lost}
    told = [f"{code} {then[code]['name']} ({now[code] or 'nothing'})" for code in sorted(now)]
    raise LayerError(
        "boundaries.as_of.units-merged-since",
        DATE=DATE,
        when=when,
        n_told=len(told),
        told=listed(told),
    )


def _drawn(layer: gpd.GeoDataFrame, polygons: Polygons, then: Mapping[str, Record]) -> gpd.GeoDataFrame:
    shapes = layer.geometry
    have = set(layer.index)
    rows, geometry = {}, []
    for code, parts in polygons.today.items():
        if not parts or not set(parts) <= have:
            continue
        rows[code] = _common([then[held] for held in polygons.holds[code]])
        geometry.append(
            shapes[parts[0]]
            if len(parts) == 1
            else shapely.coverage_union_all(shapes[list(parts)].to_numpy())
        )
    table = pd.DataFrame.from_dict(rows, orient="index")[list(COLUMNS)]
    old = gpd.GeoDataFrame(table, geometry=geometry, crs=layer.crs)
    used = {today for parts in polygons.today.values() for today in parts}
    bare = [code for code in every_unit().index if code not in used and code in have]
    listed_today = set(official_units().index) | set(whole_cities()["code"])
    beside = layer.loc[[code for code in bare if code not in listed_today]]
    ground = layer.loc[[code for code in bare if code in listed_today]].assign(kind=UNLISTED)
    strange = layer.loc[[code for code in layer.index if code not in every_unit().index]]
    whole = pd.concat([old, beside, ground, strange]).rename_axis("adcode").sort_index()
    whole.attrs = {"unlisted": _named(ground.index, ground)}
    return gpd.GeoDataFrame(whole, geometry="geometry", crs=layer.crs)


def _common(rows: list[Record]) -> Record:
    """One row for several units: all their names, and the kind and parents of most (the first, if even)."""
    if len(rows) == 1:
        return rows[0]
    kind = Counter(row["kind"] for row in rows).most_common(1)[0][0]
    prefecture = Counter(row["prefecture_code"] for row in rows).most_common(1)[0][0]
    lead = next(row for row in rows if row["prefecture_code"] == prefecture)
    return lead | {"name": "、".join(row["name"] for row in rows), "kind": kind}


def _merged(polygons: Polygons, then: Mapping[str, Record]) -> dict[str, tuple[str, ...]]:
    return {
        code: tuple(f"{held} {then[held]['name']}" for held in codes)
        for code, codes in polygons.holds.items()
        if len(codes) > 1
    }


def _exchanged(polygons: Polygons, when: str) -> set[str]:
    """The polygons that exchanged a part with another between a day and today."""
    start, end = min(when, DATE), max(when, DATE)
    by_then = {code: key for key, codes in polygons.holds.items() for code in codes}
    by_today = {code: key for key, codes in polygons.today.items() for code in codes}
    before, after = (by_then, by_today) if when <= DATE else (by_today, by_then)
    found: set[str] = set()
    for changes in by_old().values():
        for c in changes:
            if c.kind != "boundary_transfer" or not start < c.day <= end:
                continue
            givers = {before.get(code, "") for code in backward(c.old_code, start, eve(c.day))}
            takers = {after.get(code, "") for code in forward(c.new_code, c.day, end)}
            if givers != takers:
                found |= givers | takers
    return found - {""}


def _named(codes: Iterable[str], layer: pd.DataFrame) -> tuple[str, ...]:
    names = layer["name"]
    return tuple(f"{code} {names[code]}" for code in sorted(codes) if code in names.index)


def _told(layer: gpd.GeoDataFrame, id: str, **when: object) -> None:
    units = layer.attrs["approximate"]
    if units:
        told = LianpianWarning(id, n_units=len(units), DATE=DATE, units=listed(units), **when)
        warnings.warn(told, stacklevel=4)

"""The units that a list could have drawn from, on the day of its names, carried over to the boundaries."""

from typing import TYPE_CHECKING

import pandas as pd

import boundaries
from boundaries._units import DATE
from boundaries.adcode import PROVINCES
from boundaries.eligible import eligible_units, units_of
from boundaries.language import Message
from geo.study.table.config import Config, StudyError
from geo.study.table.kinds import kind

if TYPE_CHECKING:
    import geopandas as gpd

    from boundaries._constant_units import ConstantUnits


def regional(config: Config) -> bool:
    """Whether a study is of a part of the country."""
    return bool(config.eligible.provinces or config.eligible.prefectures)


def eligible(
    config: Config, layer: "gpd.GeoDataFrame", listed_units: pd.Index, steady: "ConstantUnits | None" = None
) -> tuple[pd.Index, Message]:
    """The eligible units of a study by the layer's codes, and how they are defined.

    Parameters
    ----------
    config : Config
    layer : GeoDataFrame
        Of the study's level.
    listed_units : Index
        The units of the table, which are the eligible ones when the study says so.

    steady : ConstantUnits, optional
        What the layer's units are, where they are not those of a day: one is eligible where one of its members
        on the day of the names was.

    Returns
    -------
    Index
    Message

    Raises
    ------
    StudyError
        Provinces that do not exist, or nothing is eligible.
    """
    part, level, as_of = config.eligible, config.table.level, config.table.as_of
    # what was a county may be a city without counties today (儋州): on the map, but in no graph of counties
    official = layer.index[boundaries.official(layer)] if level == "county" else layer.index
    if part.units == "cities" and level == "county":
        raise StudyError("geo.study.table.eligible.eligible-units-cities-needs-table-level")
    if part.units == "listed":
        codes = listed_units.intersection(official).sort_values()
        return codes, Message("study.eligible.listed", count=len(codes))
    unknown = [name for name in part.provinces if name not in PROVINCES.values()]
    if unknown:
        raise StudyError(
            "geo.study.table.eligible.eligible-provinces-no-such-province-valid",
            unknown=unknown,
            value=list(PROVINCES.values()),
        )
    places = set(units_of(as_of, level)["prefecture"])
    unknown = [name for name in part.prefectures if name not in places]
    if unknown:
        raise StudyError(
            "geo.study.table.eligible.eligible-prefectures-no-such-prefecture-as",
            as_of=as_of,
            unknown=unknown,
        )
    codes = eligible_units(
        part.units,
        municipalities=part.municipalities,
        level=level,
        as_of=as_of,
        provinces=part.provinces,
        prefectures=part.prefectures,
    )
    if steady is not None:
        codes = _of_units(codes, steady, int(as_of[:4]))
    elif as_of != DATE and level == "county":
        codes = pd.Index(sorted(boundaries.translate(list(codes), as_of, DATE)["target"].dropna().unique()))
    codes = codes.intersection(official).sort_values().rename("adcode")
    if not len(codes):
        asked = [*part.provinces, *part.prefectures]
        raise StudyError(
            "geo.study.table.eligible.no-unit-is-eligible-eligible-units",
            units=part.units,
            asked=asked,
        )
    within = part.prefectures or part.provinces
    where = (
        Message("study.eligible.within", places=within)
        if within
        else Message(f"study.municipalities.{'in' if part.municipalities else 'out'}")
    )
    values = {"kind": kind(part.units, level), "where": where, "count": len(codes)}
    if as_of == DATE:
        return codes, Message("study.eligible", **values)
    return codes, Message("study.eligible.then", as_of=as_of, **values)


def _of_units(codes: pd.Index, steady: "ConstantUnits", year: int) -> pd.Index:
    """The constant units one of whose members in a year is among some codes of it."""
    members = steady.frame[steady.frame["year"].eq(min(max(year, steady.first), steady.last))]
    return pd.Index(sorted(members.loc[members["adcode"].isin(codes), "unit"].unique()))

"""The units that a list could have drawn from, on the day of its names, carried over to the boundaries."""

from typing import TYPE_CHECKING

import pandas as pd

import boundaries
from boundaries._units import DATE
from boundaries.adcode import MUNICIPALITIES, PROVINCES
from boundaries.errors import listed
from boundaries.placenames import listing, place
from geo.lists.regional import Level
from geo.study.table.assumptions import kind
from geo.study.table.codes import unit_table
from geo.study.table.config import Config, StudyError

if TYPE_CHECKING:
    import geopandas as gpd

FOUR = tuple(PROVINCES[code] for code in MUNICIPALITIES)
CITIES = ("地级市",)
PREFECTURES = ("地级市", "地区", "自治州", "盟")


def codes_of(
    as_of: str,
    level: Level,
    *,
    units: str,
    municipalities: bool,
    provinces: "list[str] | tuple[str, ...]" = (),
    prefectures: "list[str] | tuple[str, ...]" = (),
) -> pd.Index:
    """The codes, on a day, of the units of some kind.

    Parameters
    ----------
    as_of : str
    level : {"county", "prefecture"}
    units : {"counties", "districts", "all", "cities"}
    municipalities : bool
        Whether those of the four municipalities are among them.
    provinces : sequence of str
        Only those of these provinces; of every province when empty.
    prefectures : sequence of str
        Only those of these prefectures; of every prefecture when empty.

    Returns
    -------
    pandas.Index

    Examples
    --------
    >>> len(codes_of("2023-07-31", "county", units="counties", municipalities=False))
    1855
    """
    table = unit_table(as_of, level)
    if level == "prefecture":
        keep = table["kind"].isin(PREFECTURES if units == "all" else CITIES)
        if municipalities:
            keep |= table["kind"].eq("直辖市")
    else:
        district = table["kind"].eq("市辖区")
        keep = {"counties": ~district, "districts": district}.get(units, district | True)
        if not municipalities:
            keep &= ~table["province"].isin(FOUR)
    if provinces:
        keep &= table["province"].isin(provinces)
    if prefectures:
        keep &= table["prefecture"].isin(prefectures)
    return table.index[keep].sort_values()


def regional(config: Config) -> bool:
    """Whether a study is of a part of the country."""
    return bool(config.eligible.provinces or config.eligible.prefectures)


def eligible(
    config: Config, layer: "gpd.GeoDataFrame", listed_units: pd.Index
) -> tuple[pd.Index, tuple[str, str]]:
    """The eligible units of a study by the layer's codes, and how they are defined.

    Parameters
    ----------
    config : Config
    layer : GeoDataFrame
        Of the study's level.
    listed_units : Index
        The units of the table, which are the eligible ones when the study says so.

    Returns
    -------
    Index
    (str, str)
        In Chinese and English.

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
        return codes, (f"表中的全部单元：{len(codes):,} 个", f"every unit of the table: {len(codes):,}")
    unknown = [name for name in part.provinces if name not in PROVINCES.values()]
    if unknown:
        raise StudyError(
            "geo.study.table.eligible.eligible-provinces-no-such-province-valid",
            unknown=listed(unknown),
            value=listed(PROVINCES.values(), most=40),
        )
    places = set(unit_table(as_of, level)["prefecture"])
    unknown = [name for name in part.prefectures if name not in places]
    if unknown:
        raise StudyError(
            "geo.study.table.eligible.eligible-prefectures-no-such-prefecture-as",
            as_of=as_of,
            unknown=listed(unknown),
        )
    codes = codes_of(
        as_of,
        level,
        units=part.units,
        municipalities=part.municipalities,
        provinces=part.provinces,
        prefectures=part.prefectures,
    )
    if as_of != DATE and level == "county":
        codes = pd.Index(sorted(boundaries.translate(list(codes), as_of, DATE)["target"].dropna().unique()))
    codes = codes.intersection(official).sort_values().rename("adcode")
    if not len(codes):
        asked = [*part.provinces, *part.prefectures]
        raise StudyError(
            "geo.study.table.eligible.no-unit-is-eligible-eligible-units",
            units=part.units,
            asked=listed(asked),
        )
    name = kind(part.units, level)
    within = part.prefectures or part.provinces
    where = (
        ("、".join(within), f"in {listing((place(name, 'en') for name in within), 'en')}")
        if within
        else ("含四个直辖市", "the four municipalities included")
        if part.municipalities
        else ("不含四个直辖市", "outside the four municipalities")
    )
    then = (f"按 {as_of} 的建制，", f" as of {as_of},") if as_of != DATE else ("", ",")
    return codes, (
        f"{name[0]}，{then[0]}{where[0]}：{len(codes):,} 个",
        f"{name[1]}{then[1]} {where[1]}: {len(codes):,}",
    )

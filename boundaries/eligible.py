"""Sets of units that a list could have drawn from: counties, districts, cities, all, on any day."""

from collections.abc import Sequence
from functools import cache
from typing import Literal

import pandas as pd

from boundaries._units import DATE, units
from boundaries.adcode import MUNICIPALITIES, PROVINCES, prefecture_kind, province_kind
from boundaries.errors import choose
from boundaries.language import Message
from boundaries.upper import places

Level = Literal["county", "prefecture", "province"]
ELIGIBLE = ("counties", "districts", "cities", "all", "provinces")
"""The sets: county-level units other than 市辖区, 市辖区, 地级市, every unit of a level, and the 31
provinces of the mainland."""

FOUR = tuple(PROVINCES[code] for code in MUNICIPALITIES)
"""北京市 天津市 上海市 重庆市: provinces, and units of the prefecture level."""

OUTSIDE = ("710000", "810000", "820000")
OF = ("name", "kind", "province", "prefecture")
DISTRICT, CITY, MUNICIPALITY, BELOW = "市辖区", "地级市", "直辖市", "县级"
PREFECTURES = (CITY, "地区", "自治州", "盟")


@cache
def units_of(as_of: str, level: Level) -> pd.DataFrame:
    """The units of a level on a day.

    Parameters
    ----------
    as_of : str
    level : {"county", "prefecture", "province"}
        At the prefecture level the municipalities are units too, and so are the counties directly under a
        province, of the kind 县级.

    Returns
    -------
    DataFrame by adcode: name, kind, province, prefecture.

    Examples
    --------
    >>> units_of("2015-12-31", "county").loc["320684"].tolist()
    ['海门市', '县级市', '江苏省', '南通市']
    >>> int((units_of("2023-07-31", "prefecture")["kind"] == "直辖市").sum())
    4
    """
    if level == "county":
        return units(as_of)[["name", "kind", "province", "prefecture"]]
    if level == "province":
        tops = {code: (name, province_kind(code), name, name) for code, name in PROVINCES.items()}
        return pd.DataFrame.from_dict(
            tops, orient="index", columns=["name", "kind", "province", "prefecture"]
        )
    rows = {
        code: (place.name, _upper_kind(code, place.name), place.province, place.name)
        for code, place in places(as_of, "prefecture").items()
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(OF))


def _upper_kind(code: str, name: str) -> str:
    if code in MUNICIPALITIES:
        return MUNICIPALITY
    return BELOW if code[2:4] in ("00", "90", "97", "98", "99") else prefecture_kind(name)


def eligible_units(
    units: str,
    *,
    municipalities: bool,
    level: Level = "county",
    as_of: str = DATE,
    provinces: Sequence[str] = (),
    prefectures: Sequence[str] = (),
) -> pd.Index:
    """The units that a list could have drawn from.

    Parameters
    ----------
    units : {"counties", "districts", "cities", "all", "provinces"}
        ``counties``: county-level units that are not 市辖区; ``districts``: 市辖区; ``cities``: 地级市;
        ``all``: every unit of the level; ``provinces``: those of the mainland, municipalities among them.
    municipalities : bool
        Whether the four municipalities and the units in them are among them.
    level : {"county", "prefecture", "province"}
        Of ``all``; the other sets have a level of their own.
    as_of : str
        The day.
    provinces, prefectures : sequence of str
        Only units of these; of every one when empty.

    Returns
    -------
    pandas.Index
        Codes as of the day, sorted, named adcode.

    Raises
    ------
    LianpianError
        For an unknown set; the message names the valid ones.

    Examples
    --------
    >>> [len(eligible_units(name, municipalities=False)) for name in ELIGIBLE]
    [1855, 903, 293, 2758, 31]
    >>> len(eligible_units("all", municipalities=True))
    2844
    """
    choose(units, ELIGIBLE, what=Message("errors.what.eligible-set"))
    if units == "provinces" or level == "province":
        table = units_of(as_of, "province")
        keep = ~table.index.isin(OUTSIDE)
        if provinces:
            keep &= table["name"].isin(provinces).to_numpy()
        return table.index[keep].sort_values().rename("adcode")
    upper = units == "cities" or (units == "all" and level == "prefecture")
    table = units_of(as_of, "prefecture" if upper else "county")
    if upper:
        keep = table["kind"].isin([CITY] if units == "cities" else PREFECTURES)
        keep |= table["kind"].eq(MUNICIPALITY)
    else:
        district = table["kind"].eq(DISTRICT)
        keep = {"counties": ~district, "districts": district}.get(units, district | True)
    if not municipalities:
        keep &= ~table["province"].isin(FOUR)
    if provinces:
        keep &= table["province"].isin(provinces)
    if prefectures:
        keep &= table["prefecture"].isin(prefectures)
    return table.index[keep].sort_values().rename("adcode")

"""The units of the layers without their boundaries, and the prefectures and provinces they add up to."""

from functools import cache
from importlib.resources import files

import pandas as pd

from boundaries._divisions import DATE as DATE
from boundaries.adcode import (
    MUNICIPALITIES,
    OUTSIDE,
    prefecture_code,
    prefecture_kind,
    province_code,
    province_kind,
)

COLUMNS: tuple[str, ...] = ("name", "kind", "province", "prefecture", "province_code", "prefecture_code")
"""What is known of a unit besides its boundary."""


def units(as_of: str = DATE) -> pd.DataFrame:
    """List the official county-level units, without their boundaries.

    Parameters
    ----------
    as_of : str
        A day from 2000-01-01 to 2025-12-31 (other days than 2023-07-31 come from `boundaries.divisions`).

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
        from boundaries._divisions import divisions

        return divisions(as_of)[list(COLUMNS)]
    return official_units()[list(COLUMNS)].copy()


@cache
def official_units() -> pd.DataFrame:
    """The 2,844 official units, with the code that each provider gives them (tianditu, amap)."""
    table = _read("units_2023-07-31.csv")
    codes = table.index
    return table.assign(province_code=province_code(codes), prefecture_code=prefecture_code(codes))


@cache
def units_beside() -> pd.DataFrame:
    """The 47 units that a whole map needs beside the official ones, marked by kind."""
    return _read("units_beside.csv")


@cache
def every_unit() -> pd.DataFrame:
    """All 2,891 units of the county layer, sorted by adcode."""
    return pd.concat([official_units()[list(COLUMNS)], units_beside()]).sort_index()


def parent_table(counties: pd.DataFrame, level: str) -> pd.DataFrame:
    """The prefecture or province that each county belongs to.

    At level prefecture a municipality is one unit (110000), Taiwan, Hong Kong and Macau are one unit each,
    and a county that no prefecture governs (省直辖, 兵团; codes such as 429004, 659001) stands for itself.

    Returns
    -------
    DataFrame by the counties' adcode: adcode, name and kind of the parent.

    Examples
    --------
    >>> parent_table(every_unit(), "prefecture").loc[["320583", "110105", "429004"]].values.tolist()
    [['320500', '苏州市', '地级市'], ['110000', '北京市', '直辖市'], ['429004', '仙桃市', '县级市']]
    """
    codes = counties.index
    province = province_code(codes)
    table = pd.DataFrame({"adcode": province, "name": counties["province"].to_numpy()}, index=codes)
    table["kind"] = [province_kind(code) for code in province]
    if level == "province":
        return table
    whole = province.isin([*MUNICIPALITIES, *OUTSIDE])
    alone = ~whole & codes.str[2:4].isin(["90", "97", "98", "99"])
    table.loc[alone, "adcode"] = codes[alone]
    table.loc[alone, ["name", "kind"]] = counties.loc[alone, ["name", "kind"]].to_numpy()
    below = ~whole & ~alone
    names = counties.loc[below, "prefecture"]
    table.loc[below, "adcode"] = counties.loc[below, "prefecture_code"]
    table.loc[below, "name"] = names
    table.loc[below, "kind"] = [prefecture_kind(name) for name in names]
    return table


def _read(name: str) -> pd.DataFrame:
    path = files("boundaries") / "data" / name
    with path.open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str, comment="#").set_index("adcode")

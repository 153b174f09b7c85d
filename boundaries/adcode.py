"""Division codes (GB/T 2260): six digits, province, prefecture, county.

The first two digits name the province, the next two the prefecture, the last two the county.
"""

from collections.abc import Iterable

import pandas as pd

COUNTY_KINDS: tuple[str, ...] = ("市辖区", "县级市", "县", "自治县", "旗", "自治旗", "林区", "特区")
"""The eight kinds of an official county-level unit."""

PROVINCES: dict[str, str] = {
    "110000": "北京市",
    "120000": "天津市",
    "130000": "河北省",
    "140000": "山西省",
    "150000": "内蒙古自治区",
    "210000": "辽宁省",
    "220000": "吉林省",
    "230000": "黑龙江省",
    "310000": "上海市",
    "320000": "江苏省",
    "330000": "浙江省",
    "340000": "安徽省",
    "350000": "福建省",
    "360000": "江西省",
    "370000": "山东省",
    "410000": "河南省",
    "420000": "湖北省",
    "430000": "湖南省",
    "440000": "广东省",
    "450000": "广西壮族自治区",
    "460000": "海南省",
    "500000": "重庆市",
    "510000": "四川省",
    "520000": "贵州省",
    "530000": "云南省",
    "540000": "西藏自治区",
    "610000": "陕西省",
    "620000": "甘肃省",
    "630000": "青海省",
    "640000": "宁夏回族自治区",
    "650000": "新疆维吾尔自治区",
    "710000": "台湾省",
    "810000": "香港特别行政区",
    "820000": "澳门特别行政区",
}
"""The 34 provinces by code."""

MUNICIPALITIES: tuple[str, ...] = ("110000", "120000", "310000", "500000")
"""The four cities directly under the central government."""

CITIES = frozenset(PROVINCES[code] for code in MUNICIPALITIES)
"""The same by name."""

OUTSIDE: tuple[str, ...] = ("710000", "810000", "820000")
"""Taiwan, Hong Kong and Macau: on every map, in no list and no count of the mainland's."""


def malformed(codes: Iterable[object]) -> list[object]:
    """Return the codes that are not six digits starting with a province that exists.

    >>> malformed(["320583", 320583, "990101", "32058"])
    [320583, '990101', '32058']
    """
    return [code for code in codes if not _wellformed(code)]


def province_code(codes: pd.Index) -> pd.Index:
    """Return the code of each unit's province.

    >>> list(province_code(pd.Index(["320583"])))
    ['320000']
    """
    return codes.str[:2] + "0000"


def prefecture_code(codes: pd.Index) -> pd.Index:
    """Return the code of each unit's prefecture: its first four digits.

    >>> list(prefecture_code(pd.Index(["320583"])))
    ['320500']
    """
    return codes.str[:4] + "00"


def province_kind(code: str) -> str:
    """Return 省, 自治区, 直辖市 or 特别行政区 for a province's code.

    >>> province_kind("450000"), province_kind("500000")
    ('自治区', '直辖市')
    """
    if code in MUNICIPALITIES:
        return "直辖市"
    name = PROVINCES[code]
    return next((kind for kind in ("自治区", "特别行政区") if name.endswith(kind)), "省")


def prefecture_kind(name: str) -> str:
    """Return 地级市, 自治州, 地区 or 盟 for a prefecture's full name.

    >>> [prefecture_kind(name) for name in ("苏州市", "喀什地区", "锡林郭勒盟", "凉山彝族自治州")]
    ['地级市', '地区', '盟', '自治州']
    """
    return next((kind for kind in ("自治州", "地区", "盟") if name.endswith(kind)), "地级市")


def _wellformed(code: object) -> bool:
    return (
        isinstance(code, str)
        and len(code) == 6
        and code.isascii()
        and code.isdigit()
        and code[:2] + "0000" in PROVINCES
    )

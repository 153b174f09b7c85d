"""What places are called in English: provinces, plates, city clusters and the other regions of the schemes.

Counties and prefectures keep their Chinese names, which readers can look up in any list or map.
"""

import csv
import functools
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

SHORT = {"内蒙古自治区": "内蒙古", "黑龙江省": "黑龙江"}


def short(province: str) -> str:
    """A province's usual short name.

    >>> short("新疆维吾尔自治区"), short("内蒙古自治区"), short("河北省")
    ('新疆', '内蒙古', '河北')
    """
    return SHORT.get(province, province[:2])


def short_prefecture(prefecture: str, province: str) -> str:
    """What a prefecture is called in running text: a city without its 市, else the province it stands for.

    >>> short_prefecture("苏州市", "江苏省"), short_prefecture("省直辖县级行政区划", "湖北省")
    ('苏州', '湖北')
    """
    return prefecture.removesuffix("市") if prefecture.endswith("市") else short(province)


COLUMNS = ("province", "plate", "region")
"""The columns of tables that hold such names."""


def _named(kind: str) -> dict[str, str]:
    """The English names of the provinces, plates or regions, from ``boundaries/data/place_names.csv``."""
    file = Path(__file__).parent / "data" / "place_names.csv"
    with file.open(encoding="utf-8", newline="") as rows:
        return {row["zh"]: row["en"] for row in csv.DictReader(rows) if row["kind"] == kind}


PROVINCES_EN, PLATES_EN, REGIONS_EN = _named("province"), _named("plate"), _named("region")

PLACES_EN: dict[str, str] = {
    **PROVINCES_EN,
    **{short(name): english for name, english in PROVINCES_EN.items()},
    **PLATES_EN,
    **REGIONS_EN,
}
"""Every name that has an English one: provinces in full and in short, plates, regions."""


def place(name: object, lang: str) -> str:
    """A place's name in the reader's language; one without an English name keeps its own.

    >>> place("江苏省", "en"), place("内蒙古", "en"), place("昆山市", "en"), place("江苏省", "zh")
    ('Jiangsu', 'Inner Mongolia', '昆山市', '江苏省')
    """
    text = str(name)
    return text if lang == "zh" else PLACES_EN.get(text, text)


@functools.cache
def _units_en() -> dict[str, str]:
    """The English names of units by code and name, from ``boundaries/data/romanized.csv``."""
    file = Path(__file__).parent / "data" / "romanized.csv"
    with file.open(encoding="utf-8", newline="") as rows:
        found = {row["code"] + row["name"]: row["english"] for row in csv.DictReader(rows)}
    alike: dict[str, set[str]] = {}
    for key, english in found.items():
        alike.setdefault(key[6:], set()).add(english)
    return found | {name: next(iter(one)) for name, one in alike.items() if len(one) == 1}


def unit_name(code: str, name: str, lang: str) -> str:
    """What a county or prefecture is called in the reader's language: pinyin, or its established spelling.

    Parameters
    ----------
    code : str
        Its adcode; "" where it is not known.
    name : str
    lang : str

    Returns
    -------
    str
        In Chinese, and for a name that no division bears, ``name`` itself.

    Examples
    --------
    >>> [unit_name("", name, "en") for name in ("昆山市", "六安市", "土默特左旗", "棋1县")]
    ['Kunshan', "Lu'an", 'Tumed Left Banner', '棋1县']
    >>> unit_name("640424", "泾源县", "en"), unit_name("320583", "昆山市", "zh")
    ('Jingyuan County', '昆山市')
    """
    if lang == "zh":
        return name
    known = _units_en()
    return known.get(code + name) or known.get(name) or PLACES_EN.get(name, name)


BRIEF_EN: dict[str, str] = {**PLACES_EN, **_named("brief")}
"""The same, regions without the word for their kind, which the title above them says."""


def brief(name: object, lang: str) -> str:
    """A place's name in the reader's language, without the kind of region where that goes without saying.

    >>> brief("苏锡常都市圈", "en"), place("苏锡常都市圈", "en")
    ('Suzhou-Wuxi-Changzhou', 'Suzhou-Wuxi-Changzhou metropolitan area')
    """
    text = str(name)
    return text if lang == "zh" else BRIEF_EN.get(text, text)


def placed(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """A table with its provinces, plates and regions named in the reader's language."""
    if lang == "zh":
        return frame
    columns = [name for name in COLUMNS if name in frame]
    return frame.assign(
        **{name: frame[name].map(lambda text: place(text, lang), na_action="ignore") for name in columns}
    )


def listing(names: Iterable[object], lang: str) -> str:
    """Names in a row: 甲、乙; A, B.

    >>> listing(["昆山市", "太仓市"], "zh"), listing(["昆山市", "太仓市"], "en")
    ('昆山市、太仓市', '昆山市, 太仓市')
    """
    return ("、" if lang == "zh" else ", ").join(map(str, names))

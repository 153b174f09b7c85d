"""Names of prefectures and provinces: the city lists' half of matching."""

from functools import lru_cache
from typing import NamedTuple

from boundaries._divisions import divisions, stretches
from boundaries.adcode import CITIES
from boundaries.gazetteer import gazetteer, prefectures, provinces, short_forms, title_forms
from boundaries.outside import outside
from boundaries.parents import read_parents
from boundaries.resolve import PROPER, ZONE, Answer
from boundaries.spelling import blank, cleaned, gaps, parent_stem, simplifications


class Place(NamedTuple):
    """A prefecture, a province, or a county that stands for itself at prefecture level."""

    code: str
    name: str
    province: str


@lru_cache(maxsize=16)
def places(as_of: str, level: str) -> dict[str, Place]:
    """The places of a level on a day, by code; codes as in the prefecture and province layers."""
    tops = divisions(as_of, level="province")
    if level == "province":
        return {c: Place(c, n, n) for c, n in zip(tops.index, tops["name"], strict=True)}
    found = {
        code: Place(code, name, name)
        for code, name in zip(tops.index, tops["name"], strict=True)
        if name in CITIES
    }
    for table in (divisions(as_of, level="prefecture"), divisions(as_of)):
        rows = table[table["kind"].ne("直辖") & ~table["province"].isin(CITIES)]
        if table.index.name and "直辖县" in set(rows["prefecture"]):
            rows = rows[rows["prefecture"].eq("直辖县")]
        found |= {
            code: Place(code, name, province)
            for code, name, province in zip(rows.index, rows["name"], rows["province"], strict=True)
        }
    return found


@lru_cache(maxsize=16)
def _ways(
    as_of: str, level: str
) -> tuple[dict[str, list[Place]], dict[str, list[Place]], dict[str, list[Place]]]:
    full: dict[str, list[Place]] = {}
    short: dict[str, list[Place]] = {}
    former: dict[str, list[Place]] = {}
    now = places(as_of, level)
    for place in now.values():
        full.setdefault(place.name, []).append(place)
        for way in _short_forms(place.name, level):
            short.setdefault(way, []).append(place)
    table = stretches()
    rows = table[table["level"].eq(level) & table["kind"].ne("直辖")]
    alike: dict[tuple[str, str], list[Place]] = {}
    for place in now.values():
        alike.setdefault((place.province, parent_stem(place.name)), []).append(place)
    for code, name, province in zip(rows["code"], rows["name"], rows["province"], strict=True):
        same = alike.get((province, parent_stem(name)), [])
        heirs = [now[code]] if code in now else same
        for way in {name, parent_stem(name)} - full.keys() - short.keys():
            if len(heirs) == 1 and heirs[0] not in former.get(way, []):
                former.setdefault(way, []).append(heirs[0])
    for old, new in RENAMED.items():
        former.setdefault(old, []).extend(p for p in now.values() if p.name == new and old not in full)
    return full, short, former


def _short_forms(name: str, level: str) -> set[str]:
    """The other ways to name a place: 甘孜, 甘孜州; 江苏, 苏.

    >>> sorted(_short_forms("甘孜藏族自治州", "prefecture")), sorted(_short_forms("江苏省", "province"))
    (['甘孜', '甘孜州', '甘孜自治州', '甘孜藏族', '甘孜藏族州'], ['江苏', '苏'])
    """
    if level == "province":
        return {way for way, whole in provinces().items() if whole == name and way not in (name, *XPCC)}
    known = {way for way, names in prefectures().items() if name in names and way not in NEAR}
    if name.endswith(("县", "自治旗", "林区")):  # of no prefecture: 陵水县, 神农架
        known |= short_forms(name) | title_forms(name)
    return (known | {parent_stem(name)}) - {name}


XPCC = ("兵团", "新疆兵团", "新疆生产建设兵团")
"""What says that a county is in 新疆, and is no name of it."""

NEAR = ("雄安", "雄安新区", "杨凌", "杨凌示范区")
"""What stands for its prefecture in a column of parents, and is no name of it."""

RENAMED = {
    "伊克昭盟": "鄂尔多斯市",
    "思茅地区": "普洱市",
    "海东地区": "海东市",
    "南宁地区": "崇左市",
    "柳州地区": "来宾市",
}
"""Prefectures that changed code and name together."""


def resolve_upper(name: str, province: str, as_of: str, level: str) -> Answer:
    """Say which prefecture (or province) of a day a name means, if it means one."""
    if blank(name):
        return Answer(None, "not_found", "empty")
    bare, noise, _ = cleaned(name)
    said = read_parents(province, "")
    full, short, former = _ways(as_of, level)
    readings = [(bare, f"normalised:{noise}" if noise else "")]
    readings += [(way, "traditional_to_simplified") for way in simplifications(bare)]
    astray: list[Place] = []
    for text, how in readings:
        for rest, prefixed in ((text, ""), *((cut, "normalised:prefixed") for cut in _cuts(text))):
            for table, status in ((full, "exact"), (short, "short_form"), (former, "renamed")):
                meant = table.get(rest, [])
                fits = [p for p in meant if not said.unknown and said.province in (None, p.province)]
                if len(fits) > 1:
                    codes = tuple(p.code for p in fits)
                    return Answer(None, "ambiguous", "same_name_in_several_places", codes)
                if fits:
                    noisy = how or prefixed
                    plain = status == "exact" and noisy
                    return Answer(
                        fits[0].code,
                        "normalized" if plain else status,
                        noisy if plain else status,
                        (fits[0].code,),
                        fits[0].name,
                    )
                astray += meant
    if astray:
        names = {p.name for p in astray}
        reason = "parent_unknown" if said.unknown else "parent_conflict"
        codes = tuple(dict.fromkeys(p.code for p in astray))
        return Answer(None, "not_found", reason, codes, names.pop() if len(names) == 1 else None)
    if whole := outside(bare):
        return Answer(None, "outside", "outside_mainland", (whole,))
    if PROPER.search(bare):
        return Answer(None, "not_found", "city_proper")
    if lower := _below(bare, as_of, level):
        return Answer(None, "not_found", lower)
    if ZONE.search(bare):
        return Answer(None, "not_found", "development_zone")
    near = [p for p in full_names(full) if len(bare) > 2 and gaps(p.name) & gaps(bare)]
    if near:
        one = near[0].name if len(near) == 1 else None
        return Answer(None, "not_found", "misspelling", tuple(p.code for p in near), one)
    return Answer(None, "not_found", "unknown_name")


def _below(text: str, as_of: str, level: str) -> str:
    """Why a name is none of the level: it is of a finer level, or of a province; "" where it is neither."""
    if level == "prefecture" and text in provinces():
        return "province_in_prefecture_column"
    if level == "province" and text in prefectures():
        return "prefecture_in_province_column"
    return "county_in_upper_column" if gazetteer(as_of).knows(text) else ""


def full_names(full: dict[str, list[Place]]) -> list[Place]:
    """Every place of a table of names."""
    return [place for some in full.values() for place in some]


def _cuts(text: str) -> list[str]:
    """The rests of a name after a province's name at its front."""
    return [text[cut:] for cut in range(2, len(text) - 1) if text[:cut] in provinces()]

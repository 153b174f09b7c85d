"""One name, one answer or none: what a row's name means on a day, and why it means nothing else."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from boundaries.adcode import CITIES
from boundaries.gazetteer import (
    Former,
    Gazetteer,
    Unit,
    prefectures,
    provinces,
    wrong_suffixes,
)
from boundaries.outside import outside
from boundaries.parents import Parents, peel, read_parent, read_parents
from boundaries.spelling import blank, cleaned, gaps, simplifications, stem

ZONE = re.compile(
    r"(开发区|高新|经开|产业|工业园|园区|示范区|管理区|管委会|保税|度假|风景|自贸|贸易区|新区|新城|试验区|实验区|合作区|经济区|集聚区|集中区|旅游|"
    r"科技园|科技城|科学城|加工区|片区|航空港|农场|林场|林业局|兵团|师$|团$|街道|镇$|乡$|口岸|功能区|先导区|创新区|核心区|启动区|直属|本级|市直|省直|矿务局|油田)"
)
"""What only a name that is no county contains (asked last, when no unit has the name)."""

PROPER = re.compile(r"(?:^|[市州盟])(?:市辖区|市区|市本级|本级|市直|市直属|城区合计)$")
"""A row of all the districts of a city, or of what the city itself keeps."""

CODE = re.compile(r"(\d{6})(?:\.0|0{6})?")
"""A division code where a name should be, also as a spreadsheet's number or with twelve digits."""

GENERIC = frozenset(("新区", "城区", "郊区", "矿区", "市区", "新市区", "市郊区"))
"""Former names that say nothing without their prefecture."""


class Answer(NamedTuple):
    """What one name means; ``candidates`` where it means nothing or could mean several."""

    adcode: str | None
    status: str
    reason: str
    candidates: tuple[str, ...] = ()
    suggestion: str | None = None
    warning: str = ""


class Hit(NamedTuple):
    """One reading of a name that some unit bears."""

    codes: tuple[str, ...]
    status: str
    reason: str
    warning: str = ""


def resolve(name: str, prefecture: str, province: str, gaz: Gazetteer) -> Answer:
    """Say which unit of the gazetteer's day a name means, if it means one."""
    if blank(name):
        return Answer(None, "not_found", "empty")
    if code := CODE.fullmatch(unicodedata.normalize("NFKC", name.strip())):
        meant = tuple(c for c in (code[1],) if c in gaz.units)
        return Answer(None, "not_found", "code_in_name_column", meant, _one_name(meant, gaz))
    bare, noise, inside = cleaned(name)
    said = read_parents(province, prefecture)
    for note in inside:
        parent = read_parent(note)
        if not parent.unknown and (parent.province or parent.prefectures):
            said &= parent
    if len(bare) < 2:
        return Answer(None, "not_found", "too_short_to_match")
    astray: list[str] = []
    hit = _look(bare, said, gaz, astray)
    how = f"normalised:{noise}" if noise else ""
    if len(inside) == 1 and (hit is None or hit.reason == "prefecture_in_county_column"):
        # 苏州市（昆山市）: the unit stands in brackets behind its prefecture
        below = _look(bare + inside[0], read_parents(province, prefecture), gaz, [])
        if below is not None and below.reason.startswith("normalised:prefixed"):
            hit = below
    if hit is None:
        hits = [(way, found) for way in simplifications(bare) if (found := _look(way, said, gaz, astray))]
        if hits:
            bare, hit = hits[0]
            how = "traditional_to_simplified"
            codes = tuple(dict.fromkeys(code for _, found in hits for code in found.codes))
            if len(codes) > 1 and len(hits) > 1:
                hit = Hit(codes, "ambiguous", "several_simplified_readings")
    if (hit is None or hit.reason == "prefecture_without_counties") and (city := _whole(bare, said, gaz)):
        warning = f"extent_changed:{gaz.changed[city.code]}" if gaz.changed.get(city.code) else ""
        return Answer(city.code, "whole_city", "whole_city", (city.code,), city.name, warning)
    if hit is None:
        return _absent(bare, said, gaz, astray)
    return _answer(hit, how, said, gaz)


def _whole(text: str, said: Parents, gaz: Gazetteer) -> Unit | None:
    """The city without counties that ``text`` names, if its parents allow it."""
    for way in (text, *simplifications(text)):
        for rest, parents in ((way, Parents()), *((rest, parents) for rest, parents, _ in peel(way))):
            city = gaz.whole.get(rest)
            if city is None:
                continue
            both = said & parents
            own = both.prefectures is None or city.name in both.prefectures
            if own and not both.clash and not both.unknown and both.province in (None, city.province):
                return city
    return None


def _answer(hit: Hit, how: str, said: Parents, gaz: Gazetteer) -> Answer:
    if hit.status in ("ambiguous", "not_found"):
        return Answer(None, hit.status, hit.reason, hit.codes)
    code = hit.codes[0]
    status, reason = hit.status, hit.reason
    plain = reason in ("exact", "unique_in_province", "directly_administered", "municipality")
    if how and plain:
        status, reason = "normalized", how
    elif how:
        reason = f"{reason}+{how}"
    elif plain and status == "exact" and said.shortened:
        status, reason = "normalized", "normalised:short_province_prefecture"
    warnings = [hit.warning] if hit.warning else []
    if gaz.changed[code]:
        warnings.append(f"extent_changed:{gaz.changed[code]}")
    return Answer(code, status, reason, (code,), gaz.units[code].name, "; ".join(warnings))


def _look(text: str, said: Parents, gaz: Gazetteer, astray: list[str]) -> Hit | None:
    """The reading of ``text`` that fits its parents; what bears the name elsewhere goes to ``astray``."""
    found = _plain(text, said, gaz, astray)
    if found is not None:
        return found
    hits: dict[tuple[str, ...], Hit] = {}
    for rest, parents, short in peel(text):
        both = said & parents
        hit = _plain(rest, both, gaz, astray) if len(rest) >= 2 else None
        if hit is not None and hit.status != "not_found":
            how = "normalised:prefixed_short" if short else "normalised:prefixed"
            whole = Hit(hit.codes, "normalized" if hit.status == "exact" else hit.status, how, hit.warning)
            hits.setdefault(hit.codes, whole if hit.status in ("exact", "short_form") else hit)
    if len(hits) == 1:
        return next(iter(hits.values()))
    sure = [hit for hit in hits.values() if hit.status not in ("ambiguous",)]
    if len(sure) == 1:
        return sure[0]
    if hits:
        return Hit(tuple(dict.fromkeys(c for codes in hits for c in codes)), "ambiguous", "several_readings")
    return _former(text, gaz.former_short.get(text, ()), said, gaz, astray, short=True)


def _plain(text: str, said: Parents, gaz: Gazetteer, astray: list[str]) -> Hit | None:
    """Full name, short form or former name, without a parent in front."""
    codes = gaz.full.get(text, ())
    if codes:
        fits, fit = _fitting(codes, said, gaz)
        if fits:
            return _exact(text, fits, fit, said, gaz)
        astray += codes
    past = _former(text, gaz.former.get(text, ()), said, gaz, astray)
    codes = tuple(dict.fromkeys((*gaz.short.get(text, ()), *gaz.ethnic.get(text, ()))))
    if past is not None:
        others = _fitting(codes, said, gaz)[0] if past.status == "renamed" else ()
        if set(others) <= set(past.codes):
            return past
        return Hit(tuple(dict.fromkeys((*past.codes, *others))), "ambiguous", "short_form_collides")
    if codes:
        fits, fit = _fitting(codes, said, gaz)
        if fits:
            return _short(text, fits, fit, said, gaz)
        astray += codes
    return None


def _fitting(codes: Iterable[str], said: Parents, gaz: Gazetteer) -> tuple[tuple[str, ...], str]:
    """The codes that fit the parents best, and how they fit."""
    fits: dict[str, list[str]] = {}
    for code in codes:
        fits.setdefault(said.fit(gaz.units[code], gaz), []).append(code)
    for fit in ("now", "before", "after"):
        if fit in fits:
            return tuple(fits[fit]), fit
    return (), ""


STALE = {
    "before": "parent_was_valid_until_later_change",
    "after": "parent_only_valid_after_later_change",
}


def _exact(text: str, codes: tuple[str, ...], fit: str, said: Parents, gaz: Gazetteer) -> Hit:
    if len(codes) > 1:
        return Hit(codes, "ambiguous", "same_name_in_several_places")
    unit = gaz.units[codes[0]]
    reason = "exact"
    if fit in STALE:
        reason = STALE[fit]
    elif said.prefectures is None:
        if unit.prefecture == "直辖县":
            reason = "directly_administered"
        elif unit.province in CITIES and said.province:
            reason = "municipality"
        elif len(gaz.full[text]) > 1:
            reason = "unique_in_province"
    borne = any(
        unit.code not in old.targets and old.until and old.until <= gaz.as_of and said.fit_former(old, gaz)
        for old in gaz.former.get(text, ())
    )
    return Hit(codes, "exact", reason, "name_also_borne_by_a_former_unit" if borne else "")


def _short(text: str, codes: tuple[str, ...], fit: str, said: Parents, gaz: Gazetteer) -> Hit:
    if len(codes) > 1:
        return Hit(codes, "ambiguous", "short_form_collides")
    upper = text in prefectures() or text in provinces()
    if upper and said.prefectures is None and said.province not in CITIES:
        return Hit(codes, "ambiguous", "short_form_is_also_prefecture")
    reason = "short_form" if text in gaz.short else "ethnic_short_form"
    warnings = ["short_form_same_as_prefecture"] if upper else []
    if fit in STALE:
        warnings.append(STALE[fit])
    return Hit(codes, "short_form", reason, "; ".join(warnings))


def _former(
    text: str,
    olds: tuple[Former, ...],
    said: Parents,
    gaz: Gazetteer,
    astray: list[str],
    *,
    short: bool = False,
) -> Hit | None:
    """The unit of today that a name of another day leads to."""
    fits = [old for old in olds if said.fit_former(old, gaz)]
    past = [old for old in fits if old.until and old.until <= gaz.as_of]
    fits = past or fits
    if not fits:
        if text not in GENERIC:  # 兰州新区 is no 新区 of 唐山
            astray += [code for old in olds for code in old.targets if code in gaz.units]
        return None
    targets = tuple(dict.fromkeys(code for old in fits for code in old.targets))
    last = max(fits, key=lambda old: old.since)
    upper = text in prefectures() or text in provinces()
    evidence = said.prefectures is not None and all(
        said.prefectures & old.prefectures and text not in said.prefectures for old in fits
    )
    if upper and not evidence and any(t not in gaz.units for t in targets):
        return Hit(targets, "not_found", "prefecture_without_counties")
    if upper and not evidence:
        return Hit(targets, "not_found", "prefecture_in_county_column")
    if any(t not in gaz.units for t in targets):
        return Hit(targets, "not_found", "prefecture_without_counties")
    if any(old.cause == "not_yet_established" for old in fits):
        return Hit(targets, "not_found", "not_yet_established")
    if text in GENERIC and said.prefectures is None:
        return Hit(targets, "ambiguous", "former_name_of_several")
    if len(targets) != 1:
        several = len({old.targets for old in fits}) > 1
        return Hit(targets, "ambiguous", "former_name_of_several" if several else "split")
    if any(old.cause == "split" for old in fits):
        return Hit(targets, "ambiguous", "split")
    warnings = []
    if last.since > gaz.as_of:
        warnings.append("name_of_a_later_date")
    if short:
        warnings.append("short_form_of_a_former_name")
    return Hit(targets, "renamed", last.cause, "; ".join(warnings))


def _absent(text: str, said: Parents, gaz: Gazetteer, astray: list[str]) -> Answer:
    """Why a name means no unit, and what might have been meant."""
    texts = [text, *simplifications(text)]
    upper = [way for way in texts if way in provinces()]
    rests = [rest for way in texts for rest, _, _ in peel(way)]  # 广东省中山市
    middle = [way for way in (*texts, *rests) if way in prefectures()]
    if astray:
        codes = tuple(dict.fromkeys(astray))
        reason = "parent_unknown" if said.unknown and not said.clash else "parent_conflict"
        return Answer(None, "not_found", reason, codes, _one_name(codes, gaz))
    elsewhere = said.province is not None and not outside(said.province)
    if not said.prefectures and not elsewhere and (beside := outside(text)):
        return Answer(None, "outside", "outside_mainland", (beside,))
    if any(PROPER.search(way) for way in texts):
        return Answer(None, "not_found", "city_proper")
    if not upper and any(ZONE.search(way) for way in texts):
        return Answer(None, "not_found", "development_zone")
    if middle:
        cities = {city.name for city in gaz.whole.values()} & prefectures()[middle[0]]
        reason = "prefecture_without_counties" if cities else "prefecture_in_county_column"
        return Answer(None, "not_found", reason)
    if upper:
        return Answer(None, "not_found", "province_in_county_column")
    for way in texts:
        others = [other for other in (*wrong_suffixes(way),) if other in gaz.full]
        codes = tuple(c for other in others for c in gaz.full[other])
        codes = _nearest(codes or gaz.short.get(stem(way), ()) or gaz.ethnic.get(stem(way), ()), said, gaz)
        if codes:
            reason = "suffix_differs_never_official_since_2000"
            return Answer(None, "not_found", reason, codes, _one_name(codes, gaz))
    for way in texts:
        codes = _misspelt(way, said, gaz)
        if codes:
            return Answer(None, "not_found", "misspelling", codes, _one_name(codes, gaz))
    return Answer(None, "not_found", "unknown_name")


def _misspelt(text: str, said: Parents, gaz: Gazetteer) -> tuple[str, ...]:
    """The units whose name is one character away, those under the given parents first."""
    if len(text) < 2:
        return ()
    rests = [text, *(rest for rest, _, _ in peel(text) if len(rest) >= 2)]
    for rest in rests:
        names = dict.fromkeys(name for way in sorted(gaps(rest)) for name in gaz.near.get(way, ()))
        codes = [code for name in names for code in gaz.full[name]]
        close = tuple(code for code in codes if said.fit(gaz.units[code], gaz))
        narrow = said.prefectures is not None or (said.province is not None and len(rest) > 2)
        if close and (narrow or len(rest) > 2):
            alike = tuple(code for code in close if gaz.units[code].name[-1] == rest[-1])
            return (alike or close)[:10]
    return ()


def _nearest(codes: tuple[str, ...], said: Parents, gaz: Gazetteer) -> tuple[str, ...]:
    return tuple(code for code in codes if said.fit(gaz.units[code], gaz)) or codes


def _one_name(codes: tuple[str, ...], gaz: Gazetteer) -> str | None:
    names = {gaz.units[code].name for code in codes if code in gaz.units}
    return names.pop() if len(names) == 1 else None

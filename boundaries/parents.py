"""What a row says of the province and prefecture that a name belongs to."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from boundaries._divisions import stretches
from boundaries.adcode import CITIES, PROVINCES
from boundaries.gazetteer import PLACEHOLDERS, Former, Gazetteer, Unit, prefectures, provinces
from boundaries.spelling import blank, cleaned, parent_stem, simplifications, stem

DIRECT = re.compile(r"直辖|直管|兵团|[一二三四五六七八九十]师")
"""What names no prefecture but says that none governs (海南省直辖县级行政单位, 第八师)."""

CODED = re.compile(r"(\d{2}|\d{4}|\d{6})(?:\.0+|0{6})?")
"""A division code where a parent's name should be: 32, 3205, 320500, also as a spreadsheet's number."""

NOT_FULL = frozenset(("省", "市", "区", "州", "盟"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parents:
    """The parents a row names, None where it names none.

    Attributes
    ----------
    province : name, or None
    prefectures : the full names its prefecture may stand for, or None
    own : the prefecture as given, bare (a unit of no prefecture often repeats its own name there)
    unknown : what was given but is no province or prefecture of any day since 2000
    shortened : whether a parent was given in a short form
    clash : whether the row's parents contradict each other
    """

    province: str | None = None
    prefectures: frozenset[str] | None = None
    own: str = ""
    unknown: tuple[str, ...] = ()
    shortened: bool = False
    clash: bool = False

    def __and__(self, other: "Parents") -> "Parents":
        """Both say so."""
        clash = self.clash or other.clash
        if self.province and other.province and self.province != other.province:
            clash = True
        both = self.prefectures if self.prefectures is not None else other.prefectures
        if self.prefectures is not None and other.prefectures is not None:
            both = self.prefectures & other.prefectures
            clash = clash or not both
        return Parents(
            province=self.province or other.province,
            prefectures=both,
            own=self.own or other.own,
            unknown=self.unknown + other.unknown,
            shortened=self.shortened,
            clash=clash,
        )

    def fit(self, unit: Unit, gaz: Gazetteer) -> str:
        """How a unit fits these parents: "now", "before" or "after" the gazetteer's day, or "" (not)."""
        if self.clash or (self.province and unit.province != self.province):
            return ""
        if self.own and unit.prefecture == "直辖县" and stem(self.own) == stem(unit.name):
            return "now"
        if self.unknown:
            return ""
        if self.prefectures is None or _home(unit) in self.prefectures:
            return "now"
        if gaz.parents_before[unit.code] & self.prefectures:
            return "before"
        return "after" if gaz.parents_after[unit.code] & self.prefectures else ""

    def fit_former(self, old: Former, gaz: Gazetteer) -> bool:
        """Whether a unit of another day fits, by its own parents or by those of what it became."""
        if self.clash or (self.province and old.province != self.province):
            return False
        if self.own and "直辖县" in old.prefectures and stem(self.own) == stem(old.name):
            return True
        if self.unknown:
            return False
        if self.prefectures is None or self.prefectures & old.prefectures:
            return True
        if old.province in CITIES and old.province in self.prefectures:
            return True
        return any(t in gaz.units and self.fit(gaz.units[t], gaz) for t in old.targets)


def _home(unit: Unit) -> str:
    return unit.province if unit.province in CITIES else unit.prefecture


@lru_cache(maxsize=65536)
def read_parents(province: str, prefecture: str) -> Parents:
    """Understand the two parent cells of a row.

    >>> read_parents("江苏", "苏州").province, read_parents("河南省", "省直辖县级行政区划").prefectures
    ('江苏省', None)
    """
    said = Parents()
    for text, is_province in ((province, True), (prefecture, False)):
        if not blank(text):
            said &= read_parent(text, province=is_province)
    shortened = [t for t in (province, prefecture) if not blank(t) and t not in PLACEHOLDERS and _short(t)]
    return Parents(
        province=said.province,
        prefectures=said.prefectures,
        own=said.own,
        unknown=said.unknown,
        shortened=bool(shortened),
        clash=said.clash,
    )


def _short(text: str) -> bool:
    """Whether a parent's name is not its full one (贵州, 苏州; not 红河哈尼族彝族自治州)."""
    if text in provinces():
        return provinces()[text] != text
    if text in prefectures():
        return text not in prefectures()[text]
    return text[-1] not in NOT_FULL


def read_parent(text: str, *, province: bool = False) -> Parents:
    """Understand one cell: a province, a prefecture, both together, the code of one, or a placeholder.

    >>> read_parent("32").province, sorted(read_parent("320500.0").prefectures)
    ('江苏省', ['苏州市'])
    """
    if code := CODED.fullmatch(text.strip()):
        return _by_code(code[1])
    bare = cleaned(text)[0]
    ways = (bare, *simplifications(bare))
    if any(way in PLACEHOLDERS and not (province and way in provinces()) for way in ways):
        return Parents()
    for way in ways:
        found = _parent(way, province=province)
        if found is not None:
            return found
    for way in ways:
        if DIRECT.search(way):
            heads = [way[:cut] for cut in range(len(way), 1, -1) if way[:cut] in provinces()]
            return Parents(province=provinces()[heads[0]]) if heads else Parents()
    return Parents(own=bare, unknown=(text,))


@lru_cache(maxsize=4096)
def _by_code(digits: str) -> Parents:
    """The province or prefecture that a code names, on any day."""
    code = digits.ljust(6, "0")
    province = PROVINCES.get(f"{code[:2]}0000")
    if province is None:
        return Parents(own=digits, unknown=(digits,))
    if code.endswith("0000"):
        return Parents(province=province)
    table = stretches()
    names = set(table.loc[table["code"].eq(f"{code[:4]}00"), "name"])
    named = frozenset(name for name in names if name in prefectures())
    if not names and code[2:4] not in ("01", "02", "90"):
        return Parents(own=digits, unknown=(digits,))
    return Parents(province=province, prefectures=named or None)


def _parent(text: str, *, province: bool) -> Parents | None:
    if province and text in provinces():
        return Parents(province=provinces()[text])
    if text in prefectures():
        return Parents(prefectures=prefectures()[text], own=text)
    if text in provinces():
        return Parents(province=provinces()[text])
    for cut in range(2, len(text) - 1):
        if text[:cut] in provinces():
            rest = text[cut:]
            head = Parents(province=provinces()[text[:cut]])
            if rest in PLACEHOLDERS:
                return head
            if rest in prefectures():
                return head & Parents(prefectures=prefectures()[rest], own=rest)
    return None


@cache
def _heads() -> frozenset[str]:
    return frozenset((*provinces(), *prefectures(), *PLACEHOLDERS))


@lru_cache(maxsize=65536)
def peel(text: str) -> tuple[tuple[str, Parents, bool], ...]:
    """Every way to take parents off the front of a name: (rest, parents, whether one was in short form).

    >>> [(rest, parents.province) for rest, parents, _ in peel("江苏省昆山市")]
    [('省昆山市', '江苏省'), ('昆山市', '江苏省')]
    """
    ways: list[tuple[str, Parents, bool]] = []
    known = _heads()
    for cut in range(1, len(text) - 1):
        head, rest = text[:cut], text[cut:]
        if head not in known:
            continue
        short = parent_stem(head) == head
        if head in provinces() and (cut > 1 or len(rest) > 3):
            parents = Parents(province=provinces()[head])
            ways.append((rest, parents, short))
            ways += [
                (deeper, both, short or low)
                for deeper, more, low in peel(rest)
                if more.province is None and not (both := parents & more).clash
            ]
        if head in prefectures() and cut > 1:
            ways.append((rest, Parents(prefectures=prefectures()[head], own=head), short))
        elif head in PLACEHOLDERS and cut > 1 and head not in ("县级市", "自治县"):
            ways.append((rest, Parents(), False))
    return tuple(ways)

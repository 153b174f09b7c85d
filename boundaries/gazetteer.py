"""The gazetteer: every name a division had since 2000, and what it means on a given day."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from boundaries._divisions import LAST_DAY, changes, divisions, stretches, whole_cities
from boundaries._translate import by_new, by_old, eve, trace
from boundaries.adcode import CITIES
from boundaries.spelling import SUFFIXES, gaps, parent_stem, stem, without_peoples

# fmt: off
PLACEHOLDERS = frozenset(
    [
        "市辖区", "县", "直辖县", "直辖", "直辖市", "省直辖",
        "省直管", "省直管县", "省直管市", "省辖县", "省直辖县",
        "省直辖县级", "省直辖行政单位", "省直辖县级行政单位",
        "省直辖县级行政区划", "自治区直辖", "自治区直辖县", "自治区直辖县级",
        "自治区直辖县级行政区划", "自治区直辖县级行政单位", "县级行政区划",
        "行政单位", "县级市", "省辖市", "省直", "直管市", "兵团",
        "兵团直辖", "新疆生产建设兵团", "新疆兵团", "生产建设兵团",
        "省直辖单位", "省级直辖", "省管县", "省直辖县市", "省直管县市",
        "省直辖县级市", "自治县", "市", "区", "其他", "全省",
        "全市", "合计",
    ]
)
# fmt: on
"""What stands in a prefecture column without naming a prefecture."""

CUSTOMARY: dict[str, str] = {
    "察右前旗": "察哈尔右翼前旗",
    "察右中旗": "察哈尔右翼中旗",
    "察右后旗": "察哈尔右翼后旗",
    "科右前旗": "科尔沁右翼前旗",
    "科右中旗": "科尔沁右翼中旗",
    "科左中旗": "科尔沁左翼中旗",
    "科左后旗": "科尔沁左翼后旗",
    "土左旗": "土默特左旗",
    "土右旗": "土默特右旗",
    "达茂旗": "达尔罕茂明安联合旗",
    "阿左旗": "阿拉善左旗",
    "阿右旗": "阿拉善右旗",
    "苏左旗": "苏尼特左旗",
    "苏右旗": "苏尼特右旗",
    "东乌旗": "东乌珠穆沁旗",
    "西乌旗": "西乌珠穆沁旗",
    "新左旗": "新巴尔虎左旗",
    "新右旗": "新巴尔虎右旗",
    "莫旗": "莫力达瓦达斡尔族自治旗",
    "喀左县": "喀喇沁左翼蒙古族自治县",
    "前郭县": "前郭尔罗斯蒙古族自治县",
    "阜蒙县": "阜新蒙古族自治县",
    "喀左": "喀喇沁左翼蒙古族自治县",
    "前郭": "前郭尔罗斯蒙古族自治县",
    "阜蒙": "阜新蒙古族自治县",
    "达茂": "达尔罕茂明安联合旗",
    "达茂联合旗": "达尔罕茂明安联合旗",
    "准旗": "准格尔旗",
    "伊旗": "伊金霍洛旗",
    "达旗": "达拉特旗",
    "鄂前旗": "鄂托克前旗",
    "白云矿区": "白云鄂博矿区",
}
"""Customary abbreviations that no rule yields (盟, 县 and statistical yearbooks use them)."""


class Unit(NamedTuple):
    """A county-level unit on the gazetteer's day."""

    code: str
    name: str
    kind: str
    province: str
    prefecture: str


class Former(NamedTuple):
    """A name that some unit bore on another day than the gazetteer's, and where its territory is now."""

    code: str
    name: str
    province: str
    prefectures: frozenset[str]
    since: str
    until: str
    targets: tuple[str, ...]
    cause: (
        str  # renamed, merged_into, became_prefecture_seat_district, split, not_yet_established, unresolved
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Gazetteer:
    """Names as of one day.

    Attributes
    ----------
    units : code -> Unit
    full, short, ethnic : name, short form, short form of an autonomous county -> codes
    former, former_short : name, short form -> Former names of other days
    parents_before, parents_after : code -> prefectures the unit belonged to until then, and from then on
    near : name with a character masked or left out -> names (for suggestions)
    changed : code -> the last day on which its territory changed up to the gazetteer's day ("" if it did not)
    whole : name, short form -> the prefecture-level city without counties that bears it
    """

    as_of: str
    units: dict[str, Unit]
    full: dict[str, tuple[str, ...]]
    short: dict[str, tuple[str, ...]]
    ethnic: dict[str, tuple[str, ...]]
    former: dict[str, tuple[Former, ...]]
    former_short: dict[str, tuple[Former, ...]]
    parents_before: dict[str, frozenset[str]]
    parents_after: dict[str, frozenset[str]]
    changed: dict[str, str]
    near: dict[str, tuple[str, ...]]
    whole: dict[str, Unit]

    def knows(self, name: str) -> bool:
        """Whether any unit has or had this name or short form."""
        return any(
            name in part for part in (self.full, self.short, self.ethnic, self.former, self.former_short)
        )


@cache
def provinces() -> dict[str, str]:
    """Every way to name a province -> its name."""
    found: dict[str, str] = {}
    for name in divisions(LAST_DAY, level="province")["name"]:
        found[name] = found[parent_stem(name)] = name
    extra = {
        "内蒙": "内蒙古自治区",
        "广西省": "广西壮族自治区",
        "新疆省": "新疆维吾尔自治区",
        "宁夏省": "宁夏回族自治区",
        "西藏省": "西藏自治区",
        "内蒙古省": "内蒙古自治区",
        "内蒙古": "内蒙古自治区",
        "广西自治区": "广西壮族自治区",
        "新疆自治区": "新疆维吾尔自治区",
        "宁夏自治区": "宁夏回族自治区",
        "广西区": "广西壮族自治区",
        "新疆兵团": "新疆维吾尔自治区",
        "兵团": "新疆维吾尔自治区",
        "新疆生产建设兵团": "新疆维吾尔自治区",
    }
    letters = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
    names = [
        n for n in divisions(LAST_DAY, level="province")["name"] if n[:2] not in ("台湾", "香港", "澳门")
    ]
    return {
        **dict(zip(letters, names, strict=True)),
        "蜀": "四川省",
        "黔": "贵州省",
        "滇": "云南省",
        **found,
        **extra,
    }


@cache
def prefectures() -> dict[str, frozenset[str]]:
    """Every way to name a prefecture of any day since 2000 -> the full names it may stand for."""
    found: dict[str, set[str]] = {}
    table = stretches()
    for name in table.loc[table["level"].eq("prefecture"), "name"].unique():
        bare = parent_stem(name)
        ways = {name, bare}
        if name.endswith("自治州"):
            ways |= {bare + "州", bare + "自治州"}
        if name.endswith("自治州"):
            ways |= {name[:-3], name[:-3] + "州"}  # 克孜勒苏柯尔克孜
        if name.endswith(("地区", "盟", "自治州")):
            ways.add(name[:-1] if name.endswith("地区") else name)
        for way in ways:
            found.setdefault(way, set()).add(name)
    for city in CITIES:
        found.setdefault(city, set()).add(city)
        found.setdefault(city[:-1], set()).add(city)
    found["雄安新区"] = found["雄安"] = {"保定市"}
    found["巴州"] = {"巴音郭楞蒙古自治州", "巴中市"}
    found["克州"] = {"克孜勒苏柯尔克孜自治州"}
    found["博州"] = {"博尔塔拉蒙古自治州"}
    found["杨凌示范区"] = found["杨凌"] = {"咸阳市"}
    return {way: frozenset(names) for way, names in found.items() if way not in PLACEHOLDERS}


@lru_cache(maxsize=32)
def gazetteer(as_of: str) -> Gazetteer:
    """The gazetteer of a day (a valid "YYYY-MM-DD")."""
    table = divisions(as_of)
    units = {
        code: Unit(code, name, kind, province, prefecture)
        for code, name, kind, province, prefecture in zip(
            table.index, table["name"], table["kind"], table["province"], table["prefecture"], strict=True
        )
    }
    full: dict[str, list[str]] = {}
    short: dict[str, list[str]] = {}
    ethnic: dict[str, list[str]] = {}
    for code, unit in units.items():
        full.setdefault(unit.name, []).append(code)
        for way in short_forms(unit.name):
            short.setdefault(way, []).append(code)
    for code, unit in units.items():
        ways = title_forms(unit.name)
        if unit.kind == "市辖区" and any(way in short and code not in short[way] for way in ways):
            continue  # 井陉 is 井陉县; 井陉矿区 has no short form beside it
        for way in ways:
            ethnic.setdefault(way, []).append(code)
    for way, name in CUSTOMARY.items():
        if name in full:
            ethnic.setdefault(way, []).extend(full[name])
    former: dict[str, list[Former]] = {}
    former_short: dict[str, list[Former]] = {}
    for old in _formers(as_of):
        former.setdefault(old.name, []).append(old)
        for way in (*short_forms(old.name), *title_forms(old.name)):
            former_short.setdefault(way, []).append(old)
    near: dict[str, list[str]] = {}
    for name in full:
        for way in gaps(name):
            near.setdefault(way, []).append(name)
    return Gazetteer(
        as_of=as_of,
        units=units,
        full=_frozen(full),
        short=_frozen(short),
        ethnic=_frozen(ethnic),
        former={name: tuple(olds) for name, olds in former.items()},
        former_short={name: tuple(olds) for name, olds in former_short.items()},
        parents_before={code: _parents_before(code, as_of) for code in units},
        parents_after={code: _parents_after(code, as_of) for code in units},
        changed={code: _changed(code, as_of) for code in units},
        near=_frozen(near),
        whole={way: city for city in _whole(as_of) for way in (city.name, parent_stem(city.name))},
    )


def _whole(as_of: str) -> list[Unit]:
    table = whole_cities()
    now = table[table["since"].le(as_of) & (table["until"].eq("") | table["until"].gt(as_of))]
    return [
        Unit(code, name, "地级市", province, name)
        for code, name, province in zip(now["code"], now["name"], now["province"], strict=True)
    ]


def short_forms(name: str) -> set[str]:
    """The stem of a name without peoples in its title, if two characters or more remain.

    >>> short_forms("昆山市"), short_forms("寿县"), short_forms("孟村回族自治县")
    ({'昆山'}, set(), set())
    >>> sorted(short_forms("浦东新区"))
    ['浦东', '浦东新']
    """
    if name.endswith(("自治县", "自治旗")):
        return set()
    bare = stem(name)
    ways = {bare, name[:-1]} if name.endswith(("林区", "特区")) else {bare}
    if name.endswith("新区"):
        ways.add(name[:-2])
    return {way for way in ways if len(way) >= 2 and way != name}


def title_forms(name: str) -> set[str]:
    """The short forms without what a title adds: the peoples of an autonomous unit or a district, 矿.

    >>> sorted(title_forms("孟村回族自治县"))
    ['孟村', '孟村县', '孟村回族', '孟村回族县', '孟村自治县']
    >>> sorted(title_forms("管城回族区")), sorted(title_forms("峰峰矿区")), title_forms("矿区")
    (['管城', '管城区'], ['峰峰', '峰峰区'], set())
    """
    for title, bare in (("族区", without_peoples(name[:-1])), ("矿区", name[:-2])):
        if name.endswith(title) and len(bare) >= 2:
            return {bare, bare + "区"} - {name}
    for title, plain in (("自治县", "县"), ("自治旗", "旗")):
        if name.endswith(title):
            whole, bare = name[: -len(title)], stem(name)
            ways = {whole, whole + plain, bare, bare + plain, bare + title}
            return {way for way in ways if len(way) >= 2 and way != name}
    return set()


def wrong_suffixes(name: str) -> list[str]:
    """The stem of ``name`` and of its spellings under any other suffix, for a suggestion only."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 1:
            bare = name[: -len(suffix)]
            return [bare + other for other in ("市", "县", "区", "旗") if other != suffix]
    return []


def _formers(as_of: str) -> list[Former]:
    table = stretches()
    rows = table[table["level"].eq("county")]
    lives: dict[tuple[str, str], list[tuple[str, str, str, str]]] = {}
    for code, name, province, prefecture, since, until in zip(
        rows["code"],
        rows["name"],
        rows["province"],
        rows["prefecture"],
        rows["since"],
        rows["until"],
        strict=True,
    ):
        lives.setdefault((code, name), []).append((since, until, province, prefecture))
    found = []
    for (code, name), spans in lives.items():
        since, until = spans[0][0], spans[-1][1]
        if since <= as_of and (not until or as_of < until):
            continue
        parents = frozenset(prefecture for *_, prefecture in spans)
        start = eve(until) if until and until <= as_of else since
        targets, cause = _became(code, name, start, as_of)
        found.append(Former(code, name, spans[0][2], parents, since, until, targets, cause))
    return found


def _became(code: str, name: str, start: str, as_of: str) -> tuple[tuple[str, ...], str]:
    """Where the unit that bore a name on day ``start`` is on day ``as_of``, and how it came there."""
    there = trace(code, start, as_of)
    if start > as_of:
        same = _same_before(code, start, as_of)
        return ((same,), "renamed") if same else (there.targets, "not_yet_established")
    heir = _same_after(code, start, as_of)
    if heir:
        district = any(c.kind == "city_to_district" for c in there.changes)
        seat = district and any(
            c.old_name == name and _heads(c.parent_new, name) for c in _city_rows(code, start)
        )
        return (heir,), "became_prefecture_seat_district" if seat else "renamed"
    if there.relation in ("merged", "1:1"):
        return there.targets, "merged_into"
    return there.targets, there.relation


class _CityRow(NamedTuple):
    old_name: str
    parent_new: str


@cache
def _seats() -> dict[str, list[tuple[str, _CityRow]]]:
    found: dict[str, list[tuple[str, _CityRow]]] = {}
    rows = changes()
    rows = rows[rows["kind"].eq("city_to_district")]
    for code, when, name, parent in zip(
        rows["old_code"], rows["day"], rows["old_name"], rows["parent_new"], strict=True
    ):
        found.setdefault(code, []).append((when, _CityRow(name, parent)))
    return found


def _city_rows(code: str, start: str) -> list[_CityRow]:
    return [row for when, row in _seats().get(code, ()) if when > start]


def _heads(parent: str, name: str) -> bool:
    return parent.split("/")[-1] == name


def _same_after(code: str, start: str, end: str) -> str:
    """The code that the same legal unit bears on ``end``; "" if it ceased to be."""
    while True:
        rows = [
            c
            for c in by_old().get(code, ())
            if start < c.day <= end and c.kind not in ("created", "boundary_transfer")
        ]
        if not rows:
            return code
        first = rows[0].day
        heirs = {c.new_code for c in rows if c.day == first and c.same_unit and c.relation != "merge"}
        if len(heirs) != 1:
            return ""
        code, start = heirs.pop(), first


def _same_before(code: str, start: str, end: str) -> str:
    """The code that the same legal unit bore on the earlier day ``end``; "" if it was not there yet."""
    while True:
        rows = [c for c in by_new().get(code, ()) if end < c.day <= start and c.kind != "boundary_transfer"]
        rows = [c for c in rows if c.kind not in ("merge_into", "split_part")] or rows
        if not rows:
            return code
        last = rows[-1].day
        roots = {c.old_code for c in rows if c.day == last and c.same_unit and c.relation != "merge"}
        if len(roots) != 1:
            return ""
        code, start = roots.pop(), eve(last)


@cache
def _parents_of_code() -> dict[str, list[tuple[str, str, str]]]:
    table = stretches()
    rows = table[table["level"].eq("county")]
    found: dict[str, list[tuple[str, str, str]]] = {}
    for code, prefecture, since, until in zip(
        rows["code"], rows["prefecture"], rows["since"], rows["until"], strict=True
    ):
        found.setdefault(code, []).append((prefecture, since, until))
    return found


def _parents_before(code: str, as_of: str) -> frozenset[str]:
    """The prefectures that one legal unit has belonged to up to ``as_of``."""
    found: set[str] = set()
    when = as_of
    while True:
        rows = [c for c in by_new().get(code, ()) if c.day <= when and c.same_unit]
        born = rows[-1].day if rows else ""
        found |= {
            parent
            for parent, since, until in _parents_of_code().get(code, ())
            if since <= when and (not until or until > born)
        }
        if not rows:
            return frozenset(found)
        code, when = rows[-1].old_code, eve(born)


def _parents_after(code: str, as_of: str) -> frozenset[str]:
    """The prefectures that one legal unit belongs to from ``as_of`` on."""
    found: set[str] = set()
    when = as_of
    while True:
        rows = [c for c in by_old().get(code, ()) if c.day > when and c.same_unit]
        gone = rows[0].day if rows else "9999"
        found |= {
            parent
            for parent, since, until in _parents_of_code().get(code, ())
            if since < gone and (not until or until > when)
        }
        if not rows:
            return frozenset(found)
        code, when = rows[0].new_code, gone


def _changed(code: str, as_of: str) -> str:
    """The last day on which a unit's territory changed, under the codes it had before too; "" if none."""
    when = as_of
    while True:
        rows = [c for c in (*by_new().get(code, ()), *by_old().get(code, ())) if c.day <= when]
        rows += [beside for c in rows for beside in by_old().get(c.old_code, ()) if beside.day == c.day]
        if last := max((c.day for c in rows if c.relation != "1:1"), default=""):
            return last
        recodes = [c for c in rows if c.new_code == code and c.old_code not in ("", code) and c.same_unit]
        if not recodes:
            return ""
        code, when = recodes[-1].old_code, eve(recodes[-1].day)


def _frozen(found: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(codes)) for name, codes in found.items()}

"""Cells that hold a whole path (中国,江苏省,苏州市,昆山市) or an address: parents, unit, what lies in it."""

import re
from collections.abc import Callable
from typing import NamedTuple

from boundaries.gazetteer import PLACEHOLDERS, prefectures, provinces
from boundaries.resolve import Answer
from boundaries.spelling import blank, cleaned

_PARTS = re.compile(r"\s*[,，>＞»›→/／\\|｜;；_·\-–—\s]\s*")
_COUNTRY = frozenset(("中国", "中华人民共和国", "全国", "china", "cn"))
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
STREET = re.compile(r"路|街|大道|巷|弄|胡同|\d号|楼|幢|栋|单元|室|村|镇|乡|社区|小区|苏木|嘎查")
"""What the rest of an address names below the unit."""
STREETS = re.compile(r"路|街(?!道)|大道|巷|弄|胡同|\d号")
"""What no name of a town holds: an address even where no parent stands in front."""
ZONES = ("开发区", "园区", "新区", "度假区", "高新区", "示范区", "管理区")


class Step(NamedTuple):
    """One way to read a path: the name of the unit and those of its parents, the nearest first."""

    name: str
    parents: tuple[str, ...]


def path(text: str) -> list[str]:
    """The parts of a cell that holds more than one name, without the country; [] where it holds one.

    >>> path("中国,江苏省,苏州市,昆山市"), path("江苏省 > 苏州市"), path("昆 山 市"), path("昆山市")
    (['江苏省', '苏州市', '昆山市'], ['江苏省', '苏州市'], [], [])
    """
    if len(text) > 100:
        return []
    parts = [part for part in _PARTS.split(text.strip()) if part]
    parts = [part for part in parts if part.lower() not in _COUNTRY]
    if len(parts) < 2 and len([p for p in _PARTS.split(text.strip()) if p]) < 2:
        return []
    return parts if all(_HAN.search(part) for part in parts) else []


def steps(parts: list[str]) -> list[Step]:
    """The ways to read a path, the finest unit first: parents before it, streets behind it, or reversed.

    >>> [step.name for step in steps(["江苏省", "苏州市", "昆山市", "玉山镇"])]
    ['昆山市', '苏州市']
    >>> steps(["昆山市", "苏州市", "江苏省"])[0]
    Step(name='昆山市', parents=('苏州市', '江苏省'))
    >>> steps(["昆山市", "太仓市"])
    []
    """
    names = [cleaned(part)[0] for part in parts]
    found = []
    for k in range(len(names) - 1, -1, -1):
        below = names[k + 1 :]
        if all(map(is_parent, names[:k])) and not any(map(is_parent, below)):
            found.append(Step(parts[k], tuple(parts[:k][::-1])))
    if all(map(is_parent, names[1:])) and not is_parent(names[0]):
        found.append(Step(parts[0], tuple(parts[1:])))
    # two names of which neither can be the other's parent are two units, no path
    return found if is_parent(names[0]) or len(names) == 1 or all(map(is_parent, names[1:])) else []


def is_parent(name: str) -> bool:
    """Whether a name is one of a province or prefecture, or stands where one would.

    >>> is_parent("江苏省"), is_parent("市辖区"), is_parent("昆山市")
    (True, True, False)
    """
    return blank(name) or name in provinces() or name in prefectures() or name in PLACEHOLDERS


def above(step: Step) -> tuple[str, str]:
    """The prefecture and the province that a step names, "" where it names none."""
    prefecture = next((p for p in step.parents if cleaned(p)[0] in prefectures()), "")
    province = next((p for p in step.parents if cleaned(p)[0] in provinces() and p != prefecture), "")
    return prefecture, province


def along(
    text: str, prefecture: str, province: str, ask: Callable[[str, str, str], Answer], *, whole: bool
) -> Answer | None:
    """What a path or an address means, by asking for the names in it.

    Parameters
    ----------
    text, prefecture, province : str
        The cells of a row.
    ask : callable
        What a name with its prefecture and province means.
    whole : bool
        Only the last part of a path may be the unit: nothing lies below the level that is asked for.

    Returns
    -------
    Answer or None
        None where the cell is neither, or means nothing.
    """
    parts = path(text)
    last: Answer | None = None
    for step in steps(parts) if parts else ():
        if whole and step.name != parts[-1] and step.name != parts[0]:
            break
        city, top = above(step)
        answer = ask(step.name, prefecture or city, province or top)
        last = last or (answer if answer.reason != "unknown_name" else None)
        if answer.adcode is not None:
            return _said(answer, "path")
        if answer.status == "ambiguous":
            return answer
    if whole or not STREET.search(text):
        return last
    bare = cleaned("".join(parts) or text)[0]
    ends = [i for i in range(len(bare) - 1, 1, -1) if bare[i - 1] in "市县区旗"]
    for end in ends:
        if not STREET.search(bare[end:]) or bare[end:].endswith(ZONES):
            continue
        answer = ask(bare[:end], prefecture, province)
        if answer.adcode is not None and (answer.reason != "exact" or STREETS.search(bare[end:])):
            return _said(answer, "address")
        if answer.status == "ambiguous":
            return answer
    return last


def _said(answer: Answer, how: str) -> Answer:
    """The answer, with what its cell was."""
    if answer.status in ("exact", "normalized"):
        return answer._replace(status="normalized", reason=f"normalised:{how}")
    return answer._replace(reason=f"{answer.reason}+normalised:{how}")

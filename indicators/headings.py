"""What headings of columns mean: the one list that tables, rosters and studies read (``headings.csv``)."""

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files

from boundaries.errors import TableError, choose
from boundaries.language import Message

_BETWEEN = re.compile(r"[\s()\[\]{}、,，/·_\-—:：*★]+")


def plain(heading: object) -> str:
    """A heading without spaces, brackets, units and width forms, in lower case.

    >>> plain("县（市）"), plain(" 省（区、市） "), plain("County Name"), plain("GDP(亿元)")
    ('县市', '省区市', 'countyname', 'gdp亿元')
    """
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", str(heading)).replace("_x000D_", "")).lower()


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    text = files("indicators").joinpath("headings.csv").read_text(encoding="utf-8")
    return tuple((row["role"], row["zh"], row["en"]) for row in csv.DictReader(text.splitlines()))


@cache
def roles() -> tuple[str, ...]:
    """The roles that a heading can name.

    >>> roles()[:5]
    ('county', 'prefecture', 'province', 'name', 'code')
    """
    return tuple(dict.fromkeys(role for role, _, _ in _rows()))


@cache
def headings(role: str) -> tuple[str, ...]:
    """The headings of a role, the Chinese ones first, the likelier before the others.

    Parameters
    ----------
    role : str
        One of `roles`. ``county``, ``prefecture``, ``province``, ``name``, ``code``, ``rank``,
        ``row_number``,
        ``year``, ``coordinate``, ``longitude``, ``latitude``, ``serial``, ``category``, ``remark`` are whole
        headings as `plain` writes them; ``*_part`` and ``other_rank`` stand anywhere in one, ``*_end`` at
        its end.

    Examples
    --------
    >>> headings("year")
    ('年份', '年度', '年', '统计年份', '统计年度', '数据年份', '时间', 'year', 'time')
    """
    choose(role, roles(), what=Message("errors.what.role"), error=TableError)
    own = [(zh, en) for name, zh, en in _rows() if name == role]
    return tuple(dict.fromkeys(word for words in zip(*own, strict=True) for word in words if word))


@cache
def known() -> frozenset[str]:
    """Every whole heading of the list."""
    return frozenset(
        plain(word)
        for role in roles()
        if not role.endswith(("_part", "_end")) and role != "other_rank"
        for word in headings(role)
    )

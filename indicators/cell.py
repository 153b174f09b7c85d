"""One cell of a table from outside: what number it holds, and in which unit."""

import datetime
import math
import re
import unicodedata
from typing import NamedTuple

MISSING_WORDS = frozenset(
    {"", "-", "--", "—", "——", "–", "―", "…", "……", "...", "/", "\\", ".", "*", "空", "无", "缺", "缺失",
    "暂无", "未公布", "无数据", "不详",
     "na", "n/a", "n.a.", "nan", "null", "none", "#n/a", "nil", "x"}
)  # fmt: skip

ERRORS = frozenset({"#div/0!", "#name?", "#num!", "#ref!", "#value!", "#null!", "#spill!", "#calc!"})

UNITS: dict[str, tuple[str, float]] = {
    "元": ("元", 1.0),
    "千元": ("元", 1e3),
    "万元": ("元", 1e4),
    "百万元": ("元", 1e6),
    "千万元": ("元", 1e7),
    "亿元": ("元", 1e8),
    "万亿元": ("元", 1e12),
    "万亿": ("一", 1e12),
    "人": ("人", 1.0),
    "万人": ("人", 1e4),
    "户": ("户", 1.0),
    "万户": ("户", 1e4),
    "家": ("家", 1.0),
    "万家": ("家", 1e4),
    "个": ("个", 1.0),
    "万个": ("个", 1e4),
    "件": ("件", 1.0),
    "万件": ("件", 1e4),
    "项": ("项", 1.0),
    "吨": ("吨", 1.0),
    "万吨": ("吨", 1e4),
    "亿吨": ("吨", 1e8),
    "公里": ("米", 1e3),
    "千米": ("米", 1e3),
    "米": ("米", 1.0),
    "km": ("米", 1e3),
    "平方米": ("平方米", 1.0),
    "万平方米": ("平方米", 1e4),
    "公顷": ("平方米", 1e4),
    "亩": ("平方米", 2000 / 3),
    "万亩": ("平方米", 2e7 / 3),
    "平方公里": ("平方米", 1e6),
    "平方千米": ("平方米", 1e6),
    "km2": ("平方米", 1e6),
    "%": ("比", 0.01),
    "‰": ("比", 0.001),
    "百分比": ("比", 0.01),
    "百分点": ("百分点", 1.0),
    "美元": ("美元", 1.0),
    "万美元": ("美元", 1e4),
    "亿美元": ("美元", 1e8),
    "元/人": ("元/人", 1.0),
    "万元/人": ("元/人", 1e4),
    "万": ("一", 1e4),
    "亿": ("一", 1e8),
    "岁": ("岁", 1.0),
    "年": ("年", 1.0),
    "千瓦时": ("千瓦时", 1.0),
    "万千瓦时": ("千瓦时", 1e4),
    "亿千瓦时": ("千瓦时", 1e8),
    "吨标准煤": ("吨标准煤", 1.0),
    "万吨标准煤": ("吨标准煤", 1e4),
    "人/平方公里": ("人/平方公里", 1.0),
    "件/万人": ("件/万人", 1.0),
    "吨标准煤/万元": ("吨标准煤/万元", 1.0),
    "分": ("分", 1.0),
}
"""Unit to its base and the factor to it."""

LONGEST = 120
"""Characters in a cell that can hold a number with its unit and footnotes."""

_TOTAL = re.compile(
    r"(?:全国|全省|全市|全区|全县|.*(?:合计|总计|小计|共计))(?:合计|总计)?|(?:全国|全省|全市|各[省市县区]{1,3})?(?:平均|平均值|均值|总和|总数)"
    r"|(?:grand\s?|sub-?)?totals?|sum|average|mean|all",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"(?:并列|第|=|t-?|no\.?|#|\s)*(\d{1,4})\s*(?:名|位|=|t|st|nd|rd|th)?\s*(?:\(?(?:并列|tied?)\)?)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d*)?(?:[eE][+-]?\d+)?|[+-]?\.\d+")
_FOOTNOTE = re.compile(r"(?:[*†‡§#a-e]|\[\d{1,2}\]|\(\d{1,2}\)|注\d{0,2}|\(注\d{0,2}\))+$")
_SUPERSCRIPTS = dict.fromkeys(map(ord, "¹²³⁴⁵⁶⁷⁸⁹⁰①②③④⑤⑥⑦⑧⑨⑩"), "*")


class Cell(NamedTuple):
    """What a raw cell says: ``value`` (NaN if none), its own ``unit`` ("" if none), and what had to be done.

    ``status``: "number", "missing", "text", "error", or how it was coerced: "separator", "full_width",
    "footnote", "unit", "negative", "rank" (a tie such as =3), "text_number" (a plain number stored as text).
    """

    value: float
    unit: str
    status: str


def read_cell(raw: object) -> Cell:
    """Read one cell of a number column.

    Examples
    --------
    >>> read_cell("１，２３４．５亿元")
    Cell(value=1234.5, unit='亿元', status='unit')
    >>> read_cell("5006.7①").value, read_cell("—").status, read_cell("(12)").value
    (5006.7, 'missing', -12.0)
    """
    if raw is None:
        return Cell(math.nan, "", "missing")
    if isinstance(raw, bool | datetime.date | datetime.time | datetime.timedelta):
        return Cell(math.nan, "", "text")
    if isinstance(raw, int | float):
        value = float(raw)
        if math.isnan(value):
            return Cell(math.nan, "", "missing")
        return Cell(value, "", "number") if math.isfinite(value) else Cell(math.nan, "", "error")
    return _read_text(str(raw))


def _read_text(raw: str) -> Cell:
    if len(raw) > LONGEST and len(raw := raw.strip()) > LONGEST:
        return Cell(math.nan, "", "text")  # a sentence; the patterns below are for numbers
    marked = raw.translate(_SUPERSCRIPTS)
    text = (
        unicodedata.normalize("NFKC", marked).strip().replace("，", ",").replace("−", "-").replace("－", "-")
    )
    if text.lower() in MISSING_WORDS:
        return Cell(math.nan, "", "missing")
    if text.lower() in ERRORS:
        return Cell(math.nan, "", "error")
    status = "full_width" if text != marked.strip() else "text_number"
    bare = _FOOTNOTE.sub("", text).strip()
    if bare and bare != text and not (text.startswith("(") and text.endswith(")")):
        text, status = bare, "footnote"
    sign = 1.0
    if text.startswith("(") and text.endswith(")"):
        text, sign, status = text[1:-1].strip(), -1.0, "negative"
    match = _NUMBER.match(text)
    if not match:
        return Cell(math.nan, "", "text")
    digits, tail = match.group(), text[match.end() :].strip()
    if tail and tail not in UNITS:
        return Cell(math.nan, "", "text")
    if ("," in digits or " " in digits) and status == "text_number":
        status = "separator"
    value = sign * float(digits.replace(",", "").replace(" ", ""))
    if not math.isfinite(value):
        return Cell(math.nan, "", "error")
    return Cell(value, tail, "unit" if tail else status)


def is_total(text: object) -> bool:
    """Whether a cell labels a row of totals or means, which is no unit.

    >>> [is_total(text) for text in ("合 计", "江苏省小计", "全国", "Total", "昆山市")]
    [True, True, True, True, False]
    """
    if len(str(text)) > LONGEST:
        return False
    tight = "".join(unicodedata.normalize("NFKC", str(text)).split()).strip("：: ")
    return bool(_TOTAL.fullmatch(tight))


def read_rank(raw: object) -> Cell:
    """Read one cell of a column of ranks, where ties are marked in many ways.

    >>> [read_rank(text).value for text in ("=3", "并列3", "T10", "第5名", "7（并列）", 8)]
    [3.0, 3.0, 10.0, 5.0, 7.0, 8.0]
    """
    cell = read_cell(raw)
    if cell.status != "text" or not isinstance(raw, str):
        return cell
    match = _RANK.fullmatch(unicodedata.normalize("NFKC", raw).strip())
    return Cell(float(match.group(1)), "", "rank") if match else cell


def factor(unit: str, *, to: str) -> float | None:
    """How many ``to`` one ``unit`` is; None where the two do not measure the same.

    >>> factor("亿元", to="万元")
    10000.0
    >>> factor("人", to="万元") is None
    True
    """
    if unit == to:
        return 1.0
    if unit not in UNITS or to not in UNITS:
        return None
    (base, size), (other, step) = UNITS[unit], UNITS[to]
    if base == "一" and other != "一":  # 1.2亿 in a column of 元, 人, ...: the column's own base
        return size / step
    return size / step if base == other else None


_IN_BRACKETS = re.compile(r"[(\[【]\s*(?:单位\s*[::]\s*)?([^()\[\]【】]+?)\s*[)\]】]")
_AFTER_MARK = re.compile(r"(?:[/,:;_ ]|单位\s*:)\s*([^/,:;_ ]+(?:/[^/,:;_ ]+)?)$")


def split_unit(header: str) -> tuple[str, str]:
    """The name and the unit in a column header; the unit is "" where none of the known ones stands there.

    >>> split_unit("地区生产总值（亿元）"), split_unit("GDP/万元"), split_unit("县（市）")
    (('地区生产总值', '亿元'), ('GDP', '万元'), ('县（市）', ''))
    """
    text = unicodedata.normalize("NFKC", header).strip()
    if len(text) > 4 * LONGEST:
        return header.strip(), ""
    for match in _IN_BRACKETS.finditer(text):
        words = [word.strip() for word in re.split(r"[,;、]", match.group(1).replace("单位:", ""))]
        unit = next((word for word in words if word in UNITS), "")
        if unit:
            rest = [word for word in words if word and word != unit]
            kept = f"({','.join(rest)})" if rest else ""
            return (text[: match.start()] + kept + text[match.end() :]).strip(" ,:;/_"), unit
    last = _AFTER_MARK.search(text)
    if last and last.group(1) in UNITS and last.start() > 0:
        return text[: last.start()].strip(" ,:;/_"), last.group(1)
    return header.strip(), ""

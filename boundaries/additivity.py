"""What a column's figures are: totals that add up over territory, or rates that do not."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

PER = re.compile(r"[%‰％]|百分[比点]|千分比|.+[/／每].+|\bper\b", re.IGNORECASE)
"""Units of rates: parts of something, or something for each of something else."""

SCALE = r"(?:[十百千万亿]|百万|千万|万亿|十亿|百亿)*"
COUNTED = (
    r"元|人民币|美元|港元|欧元|日元|人|人次|户|家|个|件|项|吨|吨标准煤|吨标煤|斤|公斤|千克|克|升|立方米|公里|千米|里|米|平方米|平方公里|平方千米|km2|公顷|亩"
    r"|千瓦|千瓦时|度|辆|台|套|部|张|床|所|处|座|只|头|羽|株|册|本|次|篇|名|kg|km|t|ha|yuan|cny|usd|persons?|people|tons?"
)
TOTAL_UNIT = re.compile(rf"{SCALE}(?:{COUNTED})", re.IGNORECASE)
"""Units of totals, in any multiple."""

SCORE_UNIT = re.compile(r"分|岁|年|天|℃|度数|倍|名次|位")
"""Units of what is neither summed nor counted: scores, ages, ranks."""

RANK = re.compile(r"排名|名次|位次|位序|\brank(?:ing)?\b", re.IGNORECASE)

EACH = re.compile(
    r"人均|户均|地均|亩均|平均|均价|均值|中位数|每|可支配收入|纯收入|价格|单价|\bper\b|\baverage\b|\bmean\b|\bmedian\b",
    re.IGNORECASE,
)
"""Words of what falls to each person or thing: the unit may be that of a total (人均GDP, 元)."""

RATIO = re.compile(
    r"率|比重|占比|比例|之比|(?<!对)比$|同比|环比|增速|增幅|增长(?!极|点)|密度|强度|指数|系数|得分|评分|分值|程度|水平|弹性"
    r"|\brates?\b|\bratio\b|\bshare\b|\bdensity\b|\bindex\b|\bgrowth\b|percent|\bpct\b|\bscore\b",
    re.IGNORECASE,
)
"""Words of ratios, indices and scores: never in the unit of a total (利率收入, 亿元)."""

TOTAL = re.compile(
    r"总量|总额|总数|总值|总产值|总收入|合计|生产总值|增加值|产值|产量|人口|人数|户数|家数|个数|件数|数量|面积|里程|财政收入|预算收入|收入|支出|"
    r"存款|贷款|投资|销售额|零售|进出口|出口|进口|税收|利润|用电量|能耗|排放量|床位|企业数|单位数|gdp|\bpopulation\b|\btotal\b|\barea\b|\brevenue\b|"
    r"\bexpenditure\b|\boutput\b",
    re.IGNORECASE,
)
"""Words of totals."""


class Measure(NamedTuple):
    """What a column's figures are, and how that is known.

    Attributes
    ----------
    kind : "total", "rate" (also indices and scores), "rank" or "unknown"
    evidence : "unit", "word" or "none"
    token : the unit or word that says so, as written
    by_unit, by_word : the kind that the unit, and that the words, speak for; "" where they are silent
    """

    kind: str
    evidence: str
    token: str
    by_unit: str
    by_word: str


def measure(heading: str, unit: str = "") -> Measure:
    """Guess from its heading and unit whether a column adds up over territory.

    Parameters
    ----------
    heading : str
        With or without the unit in brackets or behind a stroke: GDP（亿元）, GDP/万元.
    unit : str
        The unit where it stands elsewhere.

    Returns
    -------
    Measure. A word for what falls to each (人均GDP, 元) outweighs a unit; a unit of rates outweighs other
    words (GDP, %); a unit of totals outweighs words of ratios (利率收入, 亿元).

    Examples
    --------
    >>> [measure(h).kind for h in ("GDP（亿元）", "人均GDP（元）", "城镇化率(%)", "GDP/万元")]
    ['total', 'rate', 'rate', 'total']
    >>> measure("生产总值指数"), measure("综合排名").kind, measure("x").kind
    (Measure(kind='rate', evidence='word', token='指数', by_unit='', by_word='rate'), 'rank', 'unknown')
    """
    words, own = split_heading(str(heading))
    unit = (unit or own).strip()
    by_unit = ""
    if unit:
        by_unit = "rate" if PER.search(unit) or SCORE_UNIT.fullmatch(unit) else ""
        by_unit = by_unit or ("total" if TOTAL_UNIT.fullmatch(unit) else "")
    spaced = words.replace("_", " ")
    rank, each, ratio, total = (pattern.search(spaced) for pattern in (RANK, EACH, RATIO, TOTAL))
    word = rank or each or ratio or total
    by_word = "rank" if rank else "rate" if each or ratio else "total" if total else ""
    if word and (rank or each or not by_unit):
        return Measure(by_word, "word", word[0], by_unit, by_word)
    if by_unit:
        return Measure(by_unit, "unit", unit, by_unit, by_word)
    return Measure("unknown", "none", "", by_unit, by_word)


def measures(headings: Iterable[str], *, units: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Guess of every column whether it adds up over territory (see `measure`).

    Parameters
    ----------
    headings : iterable of str
    units : mapping of headings to units, optional

    Returns
    -------
    DataFrame by heading: kind, evidence, token, by_unit, by_word.

    Examples
    --------
    >>> measures(["常住人口（万人）", "人均GDP"])["kind"].tolist()
    ['total', 'rate']
    """
    names = list(headings)
    rows = [measure(name, (units or {}).get(name, "")) for name in names]
    return pd.DataFrame(rows, columns=list(Measure._fields), index=pd.Index(names, name="heading"))


def split_heading(heading: str) -> tuple[str, str]:
    """A heading's words and the unit in its last brackets or behind its stroke.

    >>> split_heading("GDP（2018年，亿元）"), split_heading("GDP/万元"), split_heading("人/平方公里")
    (('GDP', '亿元'), ('GDP', '万元'), ('人/平方公里', ''))
    """
    text = heading.strip()
    bracket = re.fullmatch(r"(.*)[(（\[【]([^()（）\[\]【】]*)[)）\]】]\s*", text)
    if bracket:
        unit = re.split(r"[,，;；:：、]\s*", bracket[2].removeprefix("单位"))[-1].strip()
        if PER.search(unit) or TOTAL_UNIT.fullmatch(unit) or SCORE_UNIT.fullmatch(unit):
            return bracket[1].strip(), unit
        return text, ""
    stroke = re.fullmatch(r"(.+)[/／]([^/／]+)", text)
    if stroke and TOTAL_UNIT.fullmatch(stroke[2].strip()) and not TOTAL_UNIT.fullmatch(stroke[1].strip()):
        return stroke[1].strip(), stroke[2].strip()
    return text, ""

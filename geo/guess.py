"""What a bare table most likely is: which columns name the units, what kind they are, as of when.

Headings are tried first, then the cells: the column whose names are found most often wins. Every guess is a
sentence in ``assumptions``, so that a reader can disagree.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

import boundaries
from geo.config import StudyError
from geo.panel import find_years
from geo.regional import Level

COUNTY_HEADINGS = (
    *(
        "县市",
        "县",
        "区",
        "区县",
        "县区",
        "县市区",
        "区县市",
        "市辖区",
        "县级市",
        "县域",
        "县名",
        "区县名称",
        "县市名称",
    ),
    *("县级单元", "县级行政区", "百强县", "百强区", "county", "district", "countyname", "countydistrict"),
)
CITY_HEADINGS = (
    *("地级市", "地市", "市州", "地级", "地州市", "设区市", "所属市", "所属地市", "所在市", "城市", "市"),
    *("prefecture", "city", "cityname", "prefecturecity"),
)
PROVINCE_HEADINGS = (
    *(
        "省",
        "省份",
        "省区市",
        "省市",
        "省级",
        "省市区",
        "所属省",
        "所属省份",
        "所在省",
        "所在省份",
        "省市自治区",
    ),
    *("province", "provincename"),
)
NAME_HEADINGS = (
    "名称",
    "单位",
    "地区",
    "行政区",
    "行政区划",
    "单元",
    "地名",
    "name",
    "unit",
    "region",
    "area",
    "place",
)
CODE_HEADINGS = ("区划代码", "行政区划代码", "行政代码", "代码", "adcode", "divisioncode", "code")
RANK_HEADINGS = ("排名", "名次", "位次", "排序", "序号", "rank", "ranking", "no", "number")
DATES = tuple(f"{year}-12-31" for year in (2024, 2022, 2021, 2020, 2019, 2018, 2016, 2014, 2010, 2005))
DEFAULT_DATE = "2023-07-31"
LEVELS: tuple[Level, ...] = ("county", "prefecture")
ENOUGH = 0.25  # below this share of matched rows a study stops


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Guess:
    """What a table was taken for.

    Attributes
    ----------
    name, province, prefecture, rank, adcode : str or None
        Column names.
    columns : tuple of str
        Columns of numbers, the ranking aside; of a wide panel, its indicators.
    year : str or None
        The column of years of a panel.
    wide : bool
        Whether the headings of the numbers name the years.
    level : {"county", "prefecture"}
    as_of : str
    eligible : str
        "counties", "districts", "all" or "cities".
    municipalities : bool
        Whether units of the four municipalities are eligible.
    assumptions : tuple of (str, str)
        Sentences in Chinese and English.
    """

    name: str
    province: str | None
    prefecture: str | None
    rank: str | None
    adcode: str | None
    columns: tuple[str, ...]
    year: str | None
    wide: bool
    level: Level
    as_of: str
    eligible: str
    municipalities: bool
    assumptions: tuple[tuple[str, str], ...]


def plain(heading: object) -> str:
    """A heading without spaces, brackets, units and width forms, in lower case.

    >>> plain("县（市）"), plain(" 省（区、市） "), plain("County Name"), plain("GDP(亿元)")
    ('县市', '省区市', 'countyname', 'gdp亿元')
    """
    return re.sub(r"[\s()\[\]{}、,，/·_\-—:：*★]+", "", unicodedata.normalize("NFKC", str(heading))).lower()


def _headed(columns: Sequence[str], headings: Sequence[str]) -> list[str]:
    """Columns whose heading is one of ``headings``, in the order of the headings."""
    return [column for heading in headings for column in columns if plain(column) == heading]


def _texts(frame: pd.DataFrame) -> list[str]:
    return [
        str(c)
        for c in frame.columns
        if not pd.api.types.is_numeric_dtype(frame[c]) and frame[c].notna().any()
    ]


def _numbers(frame: pd.DataFrame) -> list[str]:
    return [
        str(c) for c in frame.columns if pd.api.types.is_numeric_dtype(frame[c]) and frame[c].notna().any()
    ]


def _matched(
    frame: pd.DataFrame, name: str, province: str | None, prefecture: str | None, level: Level, as_of: str
) -> pd.DataFrame:
    others = [column for column in (province, prefecture) if column not in (None, name)]
    columns = list(dict.fromkeys([name, *others]))
    return boundaries.match(
        frame[columns],
        name=name,
        province=province if province != name else None,
        prefecture=prefecture if prefecture != name and level == "county" else None,
        as_of=as_of,
        level=level,
    ).frame


def _rate(matched: pd.DataFrame) -> float:
    return float(matched["adcode"].notna().mean())


def guess(frame: pd.DataFrame, *, source: str = "") -> Guess:
    """Find out what ``frame`` is.

    Parameters
    ----------
    frame : DataFrame
        A table as read: headings as columns, one row per unit.
    source : str
        File, sheet and title, where a year may be named.

    Returns
    -------
    Guess

    Raises
    ------
    StudyError
        No column names units.
    """
    texts = _texts(frame)
    if not texts:
        raise StudyError(
            f"the table has no column of names; its columns are {', '.join(map(str, frame.columns))}: "
            "it needs one such as 县（市）, 区, 地级市 or name"
        )
    province = next(iter(_headed(texts, PROVINCE_HEADINGS)), None)
    cities = _headed(texts, CITY_HEADINGS)
    sample = frame.head(400)
    best: tuple[float, int, str, Level] | None = None
    named = [*_headed(texts, COUNTY_HEADINGS), *_headed(texts, NAME_HEADINGS)]
    order = list(dict.fromkeys([*named, *cities, *texts]))
    for column in order:
        if column == province:
            continue
        prefecture = next((city for city in cities if city != column), None)
        for level in LEVELS:
            rate = _rate(_matched(sample, column, province, prefecture, level, DEFAULT_DATE))
            # a county column beats the column of its cities: it has more different names
            score = (rate, sample[column].nunique(), column, level)
            if rate >= ENOUGH and (best is None or _better(score, best, order)):
                best = score
    if best is None:
        column = order[0] if order else texts[0]
        examples = "、".join(str(value) for value in sample[column].dropna().head(10))
        raise StudyError(
            "no column of the table names counties, districts or cities: fewer than "
            f"{ENOUGH:.0%} of the names in any column are known as of {DEFAULT_DATE} "
            f"(columns: {', '.join(texts)}; {column}: {examples}); "
            "name the column in a study.toml ([table] name = ...)"
        )
    rate, _, name, level = best
    prefecture = next((city for city in cities if city != name), None) if level == "county" else None
    as_of, dated = _date(frame, name, province, prefecture, level, source)
    found = _matched(frame, name, province, prefecture, level, as_of)
    eligible, municipalities = _eligible(found["adcode"].dropna(), level)
    named = [column for column in (name, province, prefecture) if column is not None]
    numbers = _numbers(frame)
    years = find_years(frame, numbers, list(dict.fromkeys(named)))
    rank = next(iter(_headed(numbers, RANK_HEADINGS)), None)
    adcode = next(iter(_headed([str(c) for c in frame.columns if _codes(frame[c])], CODE_HEADINGS)), None)
    columns = tuple(
        c
        for c in numbers
        if c not in (rank, adcode, years.column)
        and plain(c) not in ("adcode", "年份", "年", "year", "代码", "区划代码")
    )
    if years.wide:
        rank = next((c for c in _headed(list(years.wide), RANK_HEADINGS)), rank)
        columns = tuple(c for c in years.wide if c != rank)
    kinds = {
        "counties": (
            "县（市），即市辖区以外的县级单元",
            "counties (county-level units that are no district)",
        ),
        "districts": ("市辖区", "urban districts"),
        "all": ("全部县级单元", "all county-level units"),
        "cities": ("地级市", "prefecture-level cities"),
    }[eligible]
    inside = (
        ("含四个直辖市", "the four municipalities included")
        if municipalities
        else ("不含四个直辖市", "outside the four municipalities")
    )
    assumptions = (
        (
            f"单元名称在“{name}”列"
            + (f"，省份在“{province}”列" if province else "")
            + (f"，地级市在“{prefecture}”列" if prefecture else ""),
            f"units are named in column {name!r}"
            + (f", provinces in {province!r}" if province else "")
            + (f", prefectures in {prefecture!r}" if prefecture else ""),
        ),
        (f"区划日期取 {as_of}（{dated[0]}）", f"names are as of {as_of} ({dated[1]})"),
        (
            f"参评范围取{kinds[0]}，{inside[0]}（按表中单元的类型推断）",
            f"eligible: {kinds[1]}, {inside[1]} (judged by the kinds in the table)",
        ),
        (
            f"排名在“{rank}”列" if rank else "没有排名列",
            f"ranks are in column {rank!r}" if rank else "there is no column of ranks",
        ),
        *(
            [
                (
                    f"区划代码在“{adcode}”列，与名称核对",
                    f"codes are in column {adcode!r}, checked against the names",
                )
            ]
            if adcode
            else []
        ),
        (
            f"指标列：{'、'.join(columns)}" if columns else "没有指标列",
            f"indicators: {', '.join(columns)}" if columns else "there is no column of indicators",
        ),
        *years.said,
    )
    return Guess(
        name=name,
        province=province,
        prefecture=prefecture,
        rank=rank,
        adcode=adcode,
        columns=columns,
        year=years.column,
        wide=bool(years.wide),
        level=level,
        as_of=as_of,
        eligible=eligible,
        municipalities=municipalities,
        assumptions=assumptions,
    )


def _codes(cells: pd.Series) -> bool:
    """Whether nearly all filled cells are six digits, as division codes are."""
    texts = cells.dropna().astype(str).str.replace(r"\.0$", "", regex=True)
    return len(texts) > 0 and float(texts.str.fullmatch(r"[1-9]\d{5}").mean()) >= 0.9


def _better(a: tuple[float, int, str, Level], b: tuple[float, int, str, Level], order: list[str]) -> bool:
    """More names found; among nearly equals the one with more different names, then the earlier heading."""
    if abs(a[0] - b[0]) > 0.1:
        return a[0] > b[0]
    if a[1] != b[1]:
        return a[1] > b[1]
    if a[2] != b[2]:
        return order.index(a[2]) < order.index(b[2])
    return a[0] > b[0]


def _date(
    frame: pd.DataFrame, name: str, province: str | None, prefecture: str | None, level: Level, source: str
) -> tuple[str, tuple[str, str]]:
    """The likely date of the names: the default unless another date knows clearly more of them."""

    def exact(as_of: str) -> float:
        found = _matched(frame, name, province, prefecture, level, as_of)
        return float(found["status"].isin(["exact", "short_form", "normalized"]).mean())

    default = exact(DEFAULT_DATE)
    if default >= 0.98:
        return DEFAULT_DATE, (
            "缺省日期，名称几乎全部是当时的名称",
            "the default; nearly all names are of that date",
        )
    years = [int(year) for year in re.findall(r"(?<!\d)(20[0-2]\d)(?!\d)", source)]
    tried = {f"{year}-12-31" for year in years if 2000 <= year <= 2024} | set(DATES)
    rates = {as_of: exact(as_of) for as_of in sorted(tried)}
    best = max(rates, key=lambda as_of: (round(rates[as_of], 3), as_of))
    if rates[best] > default + 0.01:
        return best, (
            f"此时的名称对上的最多（{rates[best]:.0%}，缺省日期 {default:.0%}）",
            f"most names are of that date: {rates[best]:.0%}, against {default:.0%} on the default",
        )
    return DEFAULT_DATE, (
        "缺省日期，没有别的年份对上更多",
        "the default; no other date knows more of the names",
    )


def _eligible(codes: pd.Series, level: str) -> tuple[str, bool]:
    """The eligible set by the kinds of the matched units, and whether any lies in a municipality."""
    heads = {"110000", "120000", "310000", "500000"}
    municipal = bool((codes.str[:2] + "0000").isin(heads).any())
    if level == "prefecture":
        return "cities", municipal
    kinds = boundaries.units()["kind"].reindex(codes)
    districts = float((kinds == "市辖区").mean()) if len(kinds) else 0.0
    if districts >= 0.95:
        return "districts", municipal
    return ("counties" if districts <= 0.05 else "all"), municipal

"""Tables built from known units in many shapes: no code is wrong, and the level and the columns are right."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries import divisions
from boundaries.adcode import PROVINCES
from boundaries.errors import LianpianError
from boundaries.spelling import parent_stem, stem
from geo.study.table.guess import guess
from geo.study.table.levels import read_rows
from indicators import paste_table

DAY = "2023-07-31"
COUNTIES = divisions(DAY)
CITIES = divisions(DAY, level="prefecture")
CITIES = CITIES[CITIES["kind"].ne("直辖")]
TOPS = pd.Series(PROVINCES).iloc[:31]

FORMS = {
    "six": "{}",
    "float": "{}.0",
    "twelve": "{}000000",
    "nine": "{}000",
    "156": "156{}",
    "apostrophe": "'{}",
    "formula": '="{}"',
    "blanks": "{0[0]}{0[1]} {0[2]}{0[3]} {0[4]}{0[5]}",
}
CODE_HEADS = (
    "行政区划代码",
    "代码",
    "区划代码",
    "PAC",
    "地区代码",
    "adcode",
    "code",
    "区域编码",
    "统计用区划代码",
)
NAMES = {
    "county": ("区县", "县（市）", "县市区", "名称", "地区", "单位", "county", "NAME", "县域名称"),
    "prefecture": ("城市", "地级市", "市州", "名称", "地区", "city"),
    "province": ("省份", "省", "地区", "名称", "province"),
}
PROVINCE_HEADS, CITY_HEADS = ("省", "省份", "所属省份", "province"), ("市", "地级市", "所属市", "city")
INDICATORS = {
    "GDP（亿元）": "GDP", "人均GDP（元）": "人均GDP", "常住人口（万人）": "常住人口", "城镇化率（%）": "城镇化率",
    "综合得分": "综合得分", "财政收入": "财政收入", "value": "value", "企业数（家）": "企业数", "面积（平方公里）": "面积",
}  # fmt: skip
MARKS = ("", "*", "①", "（注1）", "★")


@dataclass(frozen=True)
class Truth:
    """What a built table holds."""

    text: str
    level: str
    columns: set[str]
    codes: list[str | None]
    told: str


def spelled(name: str, level: str, style: str, rng: np.random.Generator) -> str:
    """A name in a style: whole, short, spaced, marked, or with a second script."""
    if style == "short" and level == "prefecture" and len(parent_stem(name)) > 1:
        return parent_stem(name)
    if style == "short" and level == "county" and len(stem(name)) > 1:
        return stem(name)
    if style == "spaced":
        return " ".join(name)
    if style == "marked":
        return name + str(rng.choice(MARKS))
    return f"{name} Name" if style == "second" else name


def places(level: str, rng: np.random.Generator) -> pd.DataFrame:
    """Some units of a level, in one province or in all: name, province, prefecture by code."""
    if level == "province":
        some = rng.choice(len(TOPS), int(rng.integers(12, 32)), replace=False)
        names = TOPS.iloc[np.sort(some)]
        return pd.DataFrame({"name": names, "province": names, "prefecture": ""}, index=names.index)
    table = COUNTIES if level == "county" else CITIES
    if rng.random() < 0.6:
        some = rng.choice(table["province"].unique(), int(rng.integers(1, 4)), replace=False)
        table = table[table["province"].isin(some)]
    table = table.iloc[
        np.sort(rng.choice(len(table), min(len(table), int(rng.integers(8, 26))), replace=False))
    ]
    return table[["name", "province", "prefecture"]]


def built(seed: int) -> Truth:
    """A table of known units in a shape that a seed draws."""
    rng = np.random.default_rng(seed)

    def one(some: tuple[str, ...]) -> str:
        return str(rng.choice(list(some)))

    level = one(("county", "county", "county", "prefecture", "province"))
    units = places(level, rng)
    layout = (
        one(("columns", "plain", "path", "nested", "mixed"))
        if level == "county"
        else one(("columns", "plain", "path"))
    )
    form = one(("", "", *FORMS)) if layout != "nested" else ""
    style = one(("whole", "whole", "short", "spaced", "marked", "second"))
    if layout in ("path", "nested"):
        style = "whole"
    if layout not in ("path", "nested"):
        units = units.sample(frac=1, random_state=int(rng.integers(1 << 30)))
    indicators = [str(c) for c in rng.choice(list(INDICATORS), int(rng.integers(1, 4)), replace=False)]
    rows: list[tuple[str | None, str, str, str]] = []  # code, province, prefecture, name as written

    def named(code: str) -> str:
        place = units.loc[code]
        if layout == "path":
            parts = [place["province"], place["prefecture"], place["name"]]
            parts = [p for p in dict.fromkeys(parts) if p and p != "直辖县"]
            return mark.join(["中国", *parts] if country else parts)
        return spelled(str(place["name"]), level, style, rng)

    mark, country = one((",", ">", "-", "/", "|")), bool(rng.random() < 0.5)
    if layout in ("nested", "mixed"):
        for (top, city), own in units.groupby(["province", "prefecture"], sort=False):
            head = city if city not in ("直辖县", top) else top
            if layout == "nested" or rng.random() < 0.8:
                rows.append((None, top, head, head))
            rows += [(code, top, city, named(code)) for code in own.index]
            if layout == "mixed" and rng.random() < 0.5:
                rows.append((None, top, city, "市辖区"))
    else:
        rows = [(code, *units.loc[code, ["province", "prefecture"]], named(code)) for code in units.index]
    head: list[str] = []
    columns: list[list[str]] = []

    def put(heading: str, cells: list[str]) -> None:
        if heading not in head:
            head.append(heading)
            columns.append(cells)

    if rng.random() < 0.4:
        put(one(("序号", "No", "编号")), [str(i + 1) for i in range(len(rows))])
    if layout in ("columns", "mixed") and level != "province":
        put(one(PROVINCE_HEADS), [top for _, top, _, _ in rows])
        if level == "county":
            put(one(CITY_HEADS), [city for _, _, city, _ in rows])
    if form:
        put(one(CODE_HEADS), [FORMS[form].format(code) if code else "" for code, *_ in rows])
    put(one(tuple(n for n in NAMES[level] if n not in head)), [name for *_, name in rows])
    if rng.random() < 0.2:
        put("年份", ["2022"] * len(rows))
    if rng.random() < 0.2:
        put("邮编", [str(rng.integers(100_000, 860_000)) for _ in rows])
    for column in indicators:
        put(column, [f"{value:.1f}" for value in rng.gamma(2.0, 50.0, len(rows))])
    lines = ["\t".join(head), *("\t".join(row) for row in zip(*columns, strict=True))]
    codes = [code for code, *_ in rows]
    if rng.random() < 0.3:
        total = ["" for _ in head]
        total[head.index(next(h for h in head if h in NAMES[level]))] = one(("合计", "总计", "全国"))
        lines.append("\t".join([*total[: -len(indicators)], *["9"] * len(indicators)]))
        codes.append(None)
    if rng.random() < 0.3:
        lines.insert(0, "附表2　2022年主要指标" + "\t" * (len(head) - 1))
    if rng.random() < 0.3:
        lines.append("注：数据来自统计年鉴，部分为快报数。" + "\t" * (len(head) - 1))
    told = f"seed {seed}: {level}, {layout}, code {form or 'none'}, {style}"
    return Truth("\n".join(lines) + "\n", level, {INDICATORS[c] for c in indicators}, codes, told)


def read(truth: Truth) -> bool | None:
    """Whether the level and the columns are right; None where the table is refused. Wrong codes fail."""
    try:
        table = paste_table(truth.text)
        found = guess(table.frame, source=table.title, units=table.columns["unit"])
        rows = read_rows(
            table.frame, name=found.name, province=found.province, prefecture=found.prefecture,
            adcode=found.adcode, level=found.level, as_of=found.as_of,
        )  # fmt: skip
    except LianpianError:
        return None
    right = found.level == truth.level and set(found.columns) == truth.columns
    given = rows.match.frame["adcode"].tolist()
    assert len(given) == len(truth.codes), truth.told
    if found.level == truth.level and found.as_of == DAY:
        wrong = [(a, b) for a, b in zip(given, truth.codes, strict=True) if isinstance(a, str) and a != b]
        assert not wrong, f"{truth.told}: {wrong[:3]}"
    return right


def told(examples: int) -> list[tuple[int, bool | None]]:
    """What became of many tables, by their seeds."""
    seen: list[tuple[int, bool | None]] = []

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.integers(0, 2**32 - 1))
    def check(seed: int) -> None:
        seen.append((seed, read(built(seed))))

    check()
    return seen


def test_some_tables_are_read_as_they_were_built() -> None:
    seen = told(25)
    wrong = [built(seed).told for seed, right in seen if right is False]
    assert not wrong, wrong
    assert sum(right is None for _, right in seen) <= 0.05 * len(seen)


@pytest.mark.slow
def test_two_thousand_tables_are_read_as_they_were_built() -> None:
    seen = told(2_000)
    wrong = [built(seed).told for seed, right in seen if right is False]
    assert len(wrong) <= 0.01 * len(seen), wrong[:20]
    assert sum(right is None for _, right in seen) <= 0.05 * len(seen)

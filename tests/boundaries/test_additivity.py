"""Totals and rates by heading and unit."""

import pandas as pd
import pytest

from boundaries.additivity import measure, measures, split_heading

KINDS = {
    "total": "地区生产总值（亿元） 年末常住人口（万人） 粮食产量（吨） 规上企业数（家） 行政区域面积（平方公里） 公路里程（公里） GDP/万元"
    " 一般公共预算收入 医院床位（张） 用电量（亿千瓦时） 利率收入（亿元） GDP（2018年，亿元） population 新增长点（个） 发明专利（件）",
    "rate": "城镇化率（%） 人均GDP（元/人） 人均GDP（元） 第二产业占GDP比重 城乡居民收入比 城镇居民可支配收入（元） 生产总值指数 GDP增速"
    " 综合得分 每万人床位数（张） 人口密度（人/平方公里） 单位GDP能耗（吨标准煤/万元） GDP（%） gdp_per_capita 平均工资（元） 出生率（‰）",
    "rank": "排名 全国位次 rank",
    "unknown": "x 备注 对比 代码",
}


@pytest.mark.parametrize(("kind", "heading"), [(k, h) for k, hs in KINDS.items() for h in hs.split()])
def test_headings(kind: str, heading: str) -> None:
    assert measure(heading).kind == kind


def test_a_unit_that_stands_elsewhere_and_the_evidence() -> None:
    assert measure("工业总量", "亿元")[:3] == ("total", "unit", "亿元")
    assert measure("工业", "%")[:3] == ("rate", "unit", "%")
    assert measure("人均工业", "万元")[:3] == ("rate", "word", "人均")
    assert measure("人均工业", "万元").by_unit == "total"
    table = measures(["工业", "x"], units={"工业": "亿元"})
    assert table["kind"].tolist() == ["total", "unknown"]
    assert isinstance(table, pd.DataFrame) and table.index.name == "heading"


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        ("GDP(万元)", ("GDP", "万元")),
        ("县（市）", ("县（市）", "")),
        ("GDP／亿元", ("GDP", "亿元")),
        ("a/b", ("a/b", "")),
    ],
)
def test_units_in_headings(heading: str, parts: tuple[str, str]) -> None:
    assert split_heading(heading) == parts

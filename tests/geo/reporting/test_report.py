"""What a reader sees of a table: its headings, its numbers, the order it sorts by."""

import re
from pathlib import Path

import pandas as pd
import pytest

from boundaries.language import say, written
from geo.audit.figures_page import figures_page
from geo.reporting.page import Table
from geo.reporting.table import cell, column, typed
from geo.study.report.values_table import values_table
from geo.study.study import Study
from geo.study.table.intake import intake
from geo.study.table.match_report import match_report
from maps.cartography.credits import source_of

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("kind", ["county", "city"])
def test_tables_of_the_reports_are_headed_in_the_readers_language(kind: str) -> None:
    for lang in ("zh", "en"):
        page, _ = figures_page(kind, lang=lang, data="data")
        heads = [head for block in page.blocks if isinstance(block, Table) for head, _ in block.header(lang)]
        assert len(heads) > 20
        if lang == "zh":
            assert [
                head for head in heads if not HAN.search(head) and not re.fullmatch(r"\d+–\d+", head)
            ] == []
        assert [head for head in heads if "_" in head or head.startswith(("iva", "little"))] == []


def test_p_values_sort_by_size_and_stand_to_the_right() -> None:
    frame = pd.DataFrame({"p": [0.426, 3.3e-38, None, 0.001], "region": ["甲", "乙", "丙", "丁"]})
    table = Table(typed(frame, p=999), "按区域")
    assert table.header("zh") == [("p 值", True), ("区域", False)]
    keys = [row[0] for row in table.rows("zh")]
    assert keys == [("0.426", "0.426"), ("≤ 0.001", "3.3e-38"), ("—", ""), ("≤ 0.001", "0.001")]


def test_numbers_of_a_column_have_as_many_decimals() -> None:
    table = Table(
        typed(
            pd.DataFrame(
                {
                    "quotient": [9.27, 0.5, 11, None],
                    "observed": [73, 0.416, 21, 0.7],
                    "year": [2019.0, 2020, 2021, 2022],
                    "expected": [1.26, 2.04, 3.0, 1234.5],
                }
            ),
            ["quotient", "observed", "year", column("expected", digits=1)],
        ),
        "表",
    )
    assert [row[0][0] for row in table.rows("zh")] == ["9.27", "0.50", "11.00", "—"]
    assert [row[1][0] for row in table.rows("zh")] == ["73", "0.416", "21", "0.7"]
    assert [row[2][0] for row in table.rows("zh")] == ["2019", "2020", "2021", "2022"]
    assert [row[3][0] for row in table.rows("zh")] == ["1.3", "2.0", "3.0", "1,234"]
    assert table.frame.data("zh")["期望"].tolist() == [1.26, 2.04, 3.0, 1234.5]  # a file keeps every digit
    assert cell(-0.0004) == "-0.0004"
    assert [cell(float("inf")), cell(float("-inf"))] == ["∞", "-∞"]


def test_boundaries_are_named_in_the_readers_language() -> None:
    assert written(source_of({"provider": "tianditu"}), "zh") == "国家地理信息公共服务平台“天地图”"
    assert HAN.search(written(source_of({"provider": "tianditu"}), "en")) is None
    assert written(source_of({"provider": "省测绘院"}), "zh") == "省测绘院"
    assert written(source_of({}), "en") == "the user's layer"


def test_a_name_of_several_units_says_which(tmp_path: Path) -> None:
    pd.DataFrame({"区县": ["昆山市", "鼓楼区", "江宁区"], "得分": [1, 2, 3]}).to_csv(
        tmp_path / "甲.csv", index=False
    )
    left = intake(Study.read(tmp_path / "甲.csv").config).left_out.set_index("name")
    assert say("zh", left.loc["鼓楼区", "suggestion"]) == (
        "江苏省南京市鼓楼区、江苏省徐州市鼓楼区、福建省福州市鼓楼区、河南省开封市鼓楼区"
    )


def test_indicators_are_named_with_their_unit_of_measure(tmp_path: Path) -> None:
    table = pd.DataFrame({"县市": ["昆山市", "常熟市"], "人均GDP(元)": [1.5, 2.5], "得分": [1, 2]})
    table.to_csv(tmp_path / "甲.csv", index=False)
    wide = table[["县市"]].assign(**{"2021年人口(万人)": [1, 2], "2022年人口(万人)": [3, 4]})
    wide.to_csv(tmp_path / "乙.csv", index=False)
    one, years = (intake(Study.read(tmp_path / f"{name}.csv").config) for name in "甲乙")
    assert [written(one.measured(str(name)), "zh") for name in one.values] == ["人均GDP（元）", "得分"]
    assert written(years.measured("人口"), "en") == "人口 (万人)"
    report = match_report(one.table, one.numbers, one.match, measures=one.measures)
    assert report.headings("zh")[1:4] == ["县市", "人均GDP（元）", "得分"]
    assert values_table(one).headings("zh")[-2:] == ["人均GDP（元）", "得分"]

"""Columns of words that sort units: found, drawn, tested; and a map shows the column it is asked for."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import analysis
import boundaries
from boundaries.errors import LianpianError
from boundaries.language import say
from geo.cli import main
from geo.commands import Drawn, Source, map_table
from geo.study.statistics.classes import kinds_table, pairs_table, sentence, sorted_units
from geo.study.table.classes import class_columns, classes_of, in_order
from geo.study.table.intake import intake
from geo.study.table.opening import open_table

LAYER = boundaries.read_layer("county", tolerance_m=500)
OFFICIAL = LAYER[boundaries.official(LAYER)]
JIANGSU = OFFICIAL[OFFICIAL["province"] == "江苏省"]


def table(layer: pd.DataFrame) -> pd.DataFrame:
    """Names of units under the headings of a table, shuffled."""
    named = layer[["name", "prefecture", "province"]].set_axis(["区县", "地级市", "省"], axis=1)
    return named.sample(frac=1, random_state=4)


def written(frame: pd.DataFrame, folder: Path) -> str:
    path = folder / "表.csv"
    frame.to_csv(path, index=False)
    return str(path)


def test_classes_are_found_and_nothing_else_is() -> None:
    codes = pd.Series(["3201", "3202", "3301", "3302", "3303", "6101", "6102", "6103"])
    frame = pd.DataFrame(
        {
            "名称": ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"],
            "等级": ["一线", "二线", "一线", "二线", "二线", "一线", "二线", "二线"],
            "级别": list("ABABBABB"),
            "备注": [None, "已撤销", None, None, None, None, None, "待定"],
            "代号": ["q", "w", "e", "r", "t", "y", "u", "i"],
            "口径": ["全市"] * 8,
            "地带": ["东部"] * 5 + ["西部"] * 3,
            "说明": ["一段比二十个字更长的话没有人会把它当作一个类别的", "短"] * 4,
        }
    )
    assert class_columns(frame, codes, taken=["名称"]) == ("等级",)
    assert class_columns(frame, codes, taken=["名称", "等级", "级别"]) == ()
    assert class_columns(frame, pd.Series(["3201"] * 4 + ["3202"] * 4), taken=["名称"]) == ()


def test_a_unit_of_two_classes_has_none() -> None:
    placed = pd.DataFrame(
        {"adcode": ["2", "1", "1", "2"], "名": ["乙", "甲", "甲", "乙"], "级": ["A", "A", " A ", "B"]}
    )
    found, notes = classes_of(placed, ["级"], "名")
    assert found["级"].fillna("-").to_dict() == {"1": "A", "2": "-"}
    assert [(note.id, note.values["names"]) for note in notes] == [("study.classes.unclear", ["乙"])]


def test_order() -> None:
    assert in_order(["三类", "十类", "一类", "二类"]) == ["一类", "二类", "三类", "十类"]
    assert in_order(["C", "A", "B"]) == ["A", "B", "C"]


def test_the_tests_are_those_of_join_counts() -> None:
    graph = analysis.neighbors(JIANGSU)
    rng = np.random.default_rng(3)
    words = pd.Series(rng.choice(["甲", "乙", "丙"], len(JIANGSU)), index=JIANGSU.index)
    given = pd.DataFrame({"类型": words, "同一": "一"}).sample(frac=1, random_state=1)
    (found,) = sorted_units(
        given,
        JIANGSU,
        graph,
        eligible=JIANGSU.index,
        asked=["nation", "province", "prefecture"],
        permutations=199,
        seed=5,
    )
    assert [null.name for null in found.nulls] == ["province", "prefecture"]
    for null, joins in zip(found.nulls, found.joins, strict=True):
        own = analysis.join_count_colors(words, graph, strata=null.strata, permutations=199, seed=5)
        assert joins.same == own.same
        assert joins.p_same == own.p_same
    assert found.p_fdr == tuple(joins.p_same for joins in found.joins)
    rows = kinds_table([found]).frame
    assert rows["observed"].tolist() == [found.joins[0].same] * 2
    pairs = pairs_table([found]).frame
    assert len(pairs) == 2 * 6
    assert pairs["joins"].sum() == pytest.approx(2 * found.joins[0].n_joins)


def test_what_holds_only_between_provinces_is_said_so() -> None:
    """Two provinces, each of one class but for a few units dealt out at random."""
    pair = OFFICIAL[OFFICIAL["province"].isin(["江苏省", "青海省"])]
    words = pd.Series(np.where(pair["province"] == "江苏省", "甲", "乙"), index=pair.index)
    turned = np.random.default_rng(8).choice(pair.index, 12, replace=False)
    words[turned] = words[turned].map({"甲": "乙", "乙": "甲"})
    (found,) = sorted_units(
        words.to_frame("类"),
        pair,
        analysis.neighbors(pair),
        eligible=pair.index,
        asked=["province"],
        permutations=999,
        seed=1,
    )
    assert found.joins[0].p_same <= 0.05 < found.joins[-1].p_same
    assert "显著差别" in say("zh", sentence(found))


def test_a_table_of_classes_has_them(tmp_path: Path) -> None:
    frame = table(JIANGSU)
    frame["类型"] = np.where(frame["区县"].str.endswith("区"), "城区", "县域")
    config, _ = open_table(Path(written(frame, tmp_path)))
    assert config.table.classes == ["类型"]
    assert config.table.columns == []
    taken = intake(config)
    assert taken.classes_cover
    expected = JIANGSU["name"].str.endswith("区").map({True: "城区", False: "县域"})
    assert taken.classes["类型"].to_dict() == expected.to_dict()


def drawn(path: str, column: str | None, folder: Path) -> tuple[Drawn, bytes]:
    made = map_table(
        Source(path=path),
        column=column,
        out=str(folder / "o.svg"),
        scheme="quantiles",
        classes=3,
        title="同一个标题",
        lang="zh",
    )
    return made, made.path.read_bytes()


def test_every_column_is_drawn_or_refused(tmp_path: Path) -> None:
    frame = table(JIANGSU).head(40)
    rng = np.random.default_rng(1)
    frame = frame.assign(
        GDP2020=rng.normal(50, 9, 40).round(1),
        GDP2021=rng.normal(60, 9, 40).round(1),
        得分=rng.normal(7, 1, 40).round(1),
        等级=rng.choice(["一", "二", "三"], 40),
    )
    path = written(frame, tmp_path)
    seen = {column: drawn(path, column, tmp_path) for column in ("GDP2020", "GDP2021", "得分", "等级")}
    assert [made.column for made, _ in seen.values()] == list(seen)
    assert len({image for _, image in seen.values()}) == 4
    whole, image = drawn(path, "GDP", tmp_path)  # the indicator stands for its last year, which is said
    assert (whole.column, image) == ("GDP2021", seen["GDP2021"][1])
    assert "study.classes.last_year" in [note.id for note in whole.notes]
    with pytest.raises(LianpianError, match="GDP2019"):
        drawn(path, "GDP2019", tmp_path)


def test_one_of_several_lists_is_asked_for_by_its_name(tmp_path: Path) -> None:
    names = ["昆山市", "江阴市", "晋江市", "慈溪市"]
    frame = pd.DataFrame(
        {"县": names * 2, "名单": ["甲"] * 4 + ["乙"] * 4, "得分": [1.0, 2, 3, 4, 9, 7, 6, 5]}
    )
    path = written(frame, tmp_path)
    first, second = (drawn(path, f"{word} 得分", tmp_path) for word in "甲乙")
    assert (first[0].column, second[0].column) == ("甲 得分", "乙 得分")
    assert first[1] != second[1]
    with pytest.raises(LianpianError, match="甲 得分"):
        drawn(path, "得分", tmp_path)


def test_a_report_maps_and_tests_classes(tmp_path: Path) -> None:
    frame = table(JIANGSU)
    frame["类型"] = np.where(frame["区县"].str.endswith("区"), "城区", "县域")
    path = written(frame, tmp_path)
    setting = tmp_path / "s.toml"
    ran = CliRunner().invoke(main, ["study", "--init", path, "--out", str(setting)])
    assert ran.exit_code == 0, ran.output
    text = setting.read_text("utf-8").replace('figures = ["png", "svg"]', "figures = []")
    setting.write_text(text.replace("\npermutations = 9999", "\npermutations = 99"), "utf-8")
    ran = CliRunner().invoke(main, ["study", str(setting), "--out", str(tmp_path / "r"), "--json", "--quiet"])
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.output)["rows_left_out"] == 0
    page = (tmp_path / "r" / "index.html").read_text("utf-8")
    assert "类别的空间格局" in page
    assert "类型：95 个单元分 2 类" in page
    held = pd.read_excel(tmp_path / "r" / "tables.xlsx", sheet_name=["类别检验", "类别邻接"])
    assert held["类别检验"]["零假设"].tolist() == ["参评范围内置换", "地市内置换"]
    assert len(held["类别邻接"]) == 6

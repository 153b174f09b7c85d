"""``lianpian score``: what it writes is what the library computes, and what it cannot score it names."""

import json
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import indicators
from boundaries.errors import TableError
from geo.cli import main
from geo.scoring.methods import DATA
from geo.scoring.scheme import Scheme, framework_of, weights_of
from indicators.framework_weights import DATA_WEIGHTINGS

COLUMNS = ("制造业占比", "本科占比", "65岁占比")
MEASURED = ["manufacturing_share_pct", "bachelor_share_pct", "share_65_plus_pct"]


@pytest.fixture(scope="module")
def counties() -> pd.DataFrame:
    """江苏's counties in the census, one of them without a figure."""
    frame = indicators.facts("census-2020").as_of("2023-07-31").frame
    frame = frame[frame["province"].eq("江苏省")].copy()
    frame.loc["320583", "share_65_plus_pct"] = np.nan
    return frame


@pytest.fixture(scope="module")
def table(counties: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("score") / "江苏.xlsx"
    sheet = counties.sample(frac=1, random_state=1)[["province", "prefecture", "name", *MEASURED]]
    sheet.columns = ["省", "市", "县", "制造业占比(%)", "本科占比(%)", "65岁占比(%)"]
    sheet.to_excel(path, index=False)
    return path


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["score", *map(str, arguments)], catch_exceptions=False)


UP_AND_DOWN = ("--up", "制造业占比(%)", "--up", "本科占比", "--down", "65岁占比")


@pytest.fixture(scope="module")
def folder(table: Path) -> Path:
    answer = call(
        table, *UP_AND_DOWN, "--weights", "entropy", "--top", 20, "--draws", 500, "--out", table.with_name("out"),
        "--quiet",
    )  # fmt: skip
    assert answer.exit_code == 0, answer.output
    return table.with_name("out")


def test_the_workbook_holds_the_librarys_scores(folder: Path, counties: pd.DataFrame) -> None:
    framework = indicators.Framework.of_columns(dict(zip(COLUMNS, (1, 1, -1), strict=True)), title="t")
    values = counties[MEASURED].set_axis(COLUMNS, axis=1)
    expected = framework.score(values, weights="entropy").frame
    held = pd.read_excel(
        folder / "scores.xlsx", sheet_name="名次", dtype={"区划代码": str}, engine="openpyxl"
    )
    held = held.set_index("区划代码")
    assert set(held.index) == set(expected.index)
    assert held["综合得分"].reindex(expected.index).to_numpy() == pytest.approx(
        expected["score"].to_numpy(), nan_ok=True
    )
    assert held["名次"].reindex(expected.index).dropna().tolist() == expected["rank"].dropna().tolist()
    assert held.loc["320583", "名次"] != held.loc["320583", "名次"]  # 昆山市 lacks a figure: no rank
    lacking = pd.read_excel(folder / "scores.xlsx", sheet_name="没有得分", dtype=str, engine="openpyxl")
    assert lacking[["单元", "缺少的指标"]].to_numpy().tolist() == [["昆山市", "65岁占比"]]
    inside = held.dropna(subset="名次")
    assert (inside["名次下限"] <= inside["名次上限"]).all()
    assert inside["在前 K 名的概率"].between(0, 1).all()
    assert inside["梯队"].is_monotonic_increasing
    assert set(inside["最大障碍"]) <= set(COLUMNS)


def test_the_page_names_the_first_and_says_whose_weights_they_are(folder: Path) -> None:
    page = (folder / "index.html").read_text("utf-8")
    assert "玄武区" in page
    assert "不是任何一份报告的权重" in page
    assert "没有得分的单元" in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_the_record_repeats_it_without_naming_the_machine(folder: Path, table: Path) -> None:
    record = json.loads((folder / "run.json").read_text("utf-8"))
    assert record["kind"] == "score"
    assert record["settings"]["weights"] == "entropy"
    assert record["settings"]["table"] == "江苏.xlsx"
    assert list(record["inputs"]) == ["江苏.xlsx"]
    assert str(table.parent) not in (folder / "run.json").read_text("utf-8")


def test_text_is_never_a_formula(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "scores.xlsx")
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert "f" not in kinds


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--up"),
        (("--up", "没有这列"), "没有这列"),
        (("--up", "本科占比", "--down", "本科占比"), "本科占比"),
        (("--up", "本科占比", "--weights", "ahp"), "--judgements"),
        (("--framework", "caict-county"), "没有指标"),
    ],
)
def test_what_cannot_be_scored_is_named_and_nothing_is_written(
    table: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    answer = call(table, *arguments, "--out", tmp_path / "out", "--quiet")
    assert answer.exit_code == 2
    assert said in answer.output
    assert not (tmp_path / "out").exists()


def test_weights_of_people(tmp_path: Path) -> None:
    framework = indicators.Framework.of_columns({"a": 1, "b": 1, "c": -1}, title="t")

    def weights(method: str, sheet: pd.DataFrame, **more: object) -> pd.Series:
        sheet.to_excel(tmp_path / "j.xlsx", index=False)
        scheme = Scheme(weights=method, judgements=str(tmp_path / "j.xlsx"), **more)  # type: ignore[arg-type]
        found = weights_of(scheme, framework)
        assert isinstance(found, pd.Series)
        return found / found.sum()

    matrix = pd.DataFrame({"": list("abc"), "a": [1, 1 / 2, 1 / 4], "b": [2, 1, 1 / 2], "c": [4, 2, 1]})
    matrix = matrix.rename(columns={"": "指标"})
    assert weights("ahp", matrix).round(6).to_dict() == {"a": 0.571429, "b": 0.285714, "c": 0.142857}
    grades = pd.DataFrame({"指标": list("abc"), "类别": ["主要", "次要", "次要"]})
    assert weights("grade", grades, points={"主要": 2, "次要": 1}).to_dict() == {
        "a": 0.5,
        "b": 0.25,
        "c": 0.25,
    }
    ratings = pd.DataFrame({"a": [5, 5], "b": [3, 3], "c": [2, 2]})
    assert weights("panel", ratings).round(6).to_dict() == {"a": 0.5, "b": 0.3, "c": 0.2}
    given = pd.DataFrame({"指标": list("abc"), "权重": [3, 1, 1]})
    assert weights("file", given).to_dict() == {"a": 0.6, "b": 0.2, "c": 0.2}
    with pytest.raises(TableError, match="zzz"):
        weights("file", pd.DataFrame({"指标": ["zzz"], "权重": [1]}))


def test_a_dimension_without_indicators_is_never_dropped_in_silence(tmp_path: Path) -> None:
    text = """
id = "five"
title = "五力"
[[pillar]]
code = "a"
name = "创新力"
[[pillar.indicator]]
code = "x"
name = "专利"
direction = 1
[[pillar]]
code = "b"
name = "支撑力"
"""
    (tmp_path / "five.toml").write_text(text, encoding="utf-8")
    values = pd.DataFrame({"x": [1.0, 2.0, 3.0]}, index=["320583", "320281", "320582"])
    framework = framework_of(Scheme(framework=str(tmp_path / "five.toml")), values, {}, "t")
    with pytest.raises(TableError, match="支撑力"):
        framework.score(values, weights="equal")
    board = framework.score(values, weights="equal", partial=True)
    assert any("支撑力" in str(step) for step in board.steps)


def test_the_methods_are_those_of_the_library() -> None:
    assert DATA == DATA_WEIGHTINGS

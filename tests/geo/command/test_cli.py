"""The command: how it starts, what it says, and how it ends."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import indicators
from geo.cli import main
from geo.study.study import Study
from geo.study.table.config import check_config

QUICK = {"maps": False, "figures": [], "office": []}
FEW = {"permutations": 99, "local_permutations": 99, "scan_permutations": 99}


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert "示例：" in result.output
    english = CliRunner().invoke(main, [command, "--help", "--lang", "en"])
    assert english.exit_code == 0
    assert "Example:" in english.output


def listed(path: Path, **table: object) -> Study:
    config = {"table": {"path": str(path), **table}, "output": QUICK, "tests": FEW}
    return Study(config=check_config(config, source="test"))


def test_codes_decide_between_units_of_one_name_and_conflicts_are_said(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "区县": ["鼓楼区", "鼓楼区", "昆山市", "江阴市"],
            "代码": ["320106", "350102", "320583", "320582"],  # the last is 张家港
        }
    )
    frame.to_csv(tmp_path / "t.csv", index=False)
    folder = listed(tmp_path / "t.csv", name="区县", adcode="代码").run(tmp_path / "out")
    sheet = pd.read_excel(folder / "tables.xlsx", sheet_name="匹配", dtype=str)
    assert sheet["匹配代码"].tolist() == ["320106", "350102", "320583", "320281"]
    page = (folder / "index.html").read_text("utf-8")
    assert "江阴市 / 320582 张家港市" in page


def test_a_corrected_review_sheet_is_handed_back(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("县（市）\n昆山市\n江银市\n", "utf-8")
    review = tmp_path / "review.xlsx"
    result = CliRunner().invoke(main, ["match", str(tmp_path / "t.csv"), "--review", str(review)])
    assert result.exit_code == 0
    book = openpyxl.load_workbook(review)
    book.active["I3"] = "320281"
    book.save(review)
    folder = listed(tmp_path / "t.csv", name="县（市）", corrections=str(review)).run(tmp_path / "out")
    held = pd.read_parquet(folder / "layer.parquet")
    assert sorted(held.index[held["chosen"]]) == ["320281", "320583"]


def test_the_scan_and_the_nulls_asked_for(tmp_path: Path) -> None:
    indicators.roster("caict-county-2023").frame[["province", "name"]].to_csv(tmp_path / "t.csv", index=False)
    study = listed(tmp_path / "t.csv", name="name", province="province")
    config = study.config.model_dump() | {"tests": FEW | {"nulls": ["province"]}}
    folder = Study(config=check_config(config, source="test")).run(tmp_path / "out")
    tests = pd.read_excel(folder / "tables.xlsx", sheet_name="名单检验")
    assert set(tests["零假设"]) == {"省内置换"}
    windows = pd.read_excel(folder / "tables.xlsx", sheet_name="扫描窗口")
    assert windows.loc[0, "中心"] == "昆山市"
    assert windows.loc[0, "入选"] == 39
    assert "昆山市为中心" in (folder / "index.html").read_text("utf-8")

"""Workbooks: text stays text, and the same content gives the same bytes."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import indicators
from boundaries.workbook import write_workbook
from geo.study.study import Study
from geo.study.table.config import check_config

FRAME = pd.DataFrame(
    {
        "名称": ["昆山市", "=1+1", "+CMD|'/c calc'!A0", "a\x00b"],
        "得分": [1.5, None, 2, float("nan")],
        "成员": [("a", "b"), [], ["c"], []],
    }
)


def test_text_stays_text_and_missing_is_empty(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "t.xlsx", {"结果": FRAME})
    sheet = openpyxl.load_workbook(path)["结果"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["名称", "得分", "成员"],
        ["昆山市", 1.5, "a、b"],
        ["=1+1", None, None],
        ["+CMD|'/c calc'!A0", 2, "c"],
        ["ab", None, None],
    ]
    assert sheet["A3"].data_type == "s"


def test_what_is_infinite_is_no_number_of_a_workbook(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"表": pd.DataFrame({"相对风险": [float("inf"), 1.5]})})
    cells = openpyxl.load_workbook(path)["表"]["A"]
    assert [cell.value for cell in cells] == ["相对风险", "∞", 1.5]


def test_same_content_same_bytes(tmp_path: Path) -> None:
    first = write_workbook(tmp_path / "a.xlsx", {"x": FRAME}).read_bytes()
    assert write_workbook(tmp_path / "b.xlsx", {"x": FRAME}).read_bytes() == first


def test_sheet_names_are_made_legal_and_unique(tmp_path: Path) -> None:
    long = "很长的表名" * 10
    path = write_workbook(tmp_path / "t.xlsx", {"a/b": FRAME, "a:b": FRAME, long: FRAME, long + "二": FRAME})
    names = openpyxl.load_workbook(path).sheetnames
    assert names[:2] == ["a_b", "a_b 2"]
    assert len(set(names)) == 4
    assert max(map(len, names)) <= 31


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_of_a_study(tmp_path: Path, lang: str) -> None:
    frame = indicators.roster("caict-county-2023").frame.head(30)
    table = pd.DataFrame(
        {"县（市）": [*frame["name"], "=昆山市"], "区划代码": [*frame.index, ""], "得分": range(31)}
    )
    table.to_csv(tmp_path / "t.csv", index=False)
    config = {
        "lang": lang,
        "table": {
            "path": str(tmp_path / "t.csv"),
            "name": "县（市）",
            "columns": ["得分"],
            "adcode": "区划代码",
        },
        "tests": {"permutations": 99, "scan_permutations": 99},
        "output": {"maps": False, "figures": []},
    }
    folder = Study(config=check_config(config, source="test")).run(tmp_path / "out")
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    zh = lang == "zh"
    assert book.sheetnames[:3] == (
        ["匹配", "匹配汇总", "没有上图的行"] if zh else ["Matching", "Matching summary", "Rows left out"]
    )
    assert len(set(book.sheetnames)) == len(book.sheetnames)
    assert all((not sheet.title.isascii()) == zh for sheet in book)
    contents = [[[cell.value for cell in row] for row in sheet] for sheet in book]
    assert all(contents.count(table) == 1 for table in contents)  # no result twice
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        heads = [cell.value for cell in sheet[1]]
        assert all(isinstance(head, str) for head in heads)
        for row in sheet.iter_rows(min_row=2):
            for head, cell in zip(heads, row, strict=True):
                assert cell.data_type != "f"
                if head in ("区划代码", "匹配代码", "Division code", "Matched code") and cell.value:
                    assert isinstance(cell.value, str)
                    assert cell.number_format == "@"
                if head in ("p", "p 值", "p（FDR）", "p (FDR)", "mid-p") and cell.value is not None:
                    assert isinstance(cell.value, int | float)
        assert all(4 <= sheet.column_dimensions[letter].width <= 60 for letter in "AB")
    left = book["没有上图的行" if zh else "Rows left out"]
    assert [cell.value for cell in left[2]][:3] == [32, "=昆山市", "未找到" if zh else "not found"]
    values = book["各单元数值" if zh else "Values by unit"]
    assert values.max_row == 31

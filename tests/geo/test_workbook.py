"""Workbooks: text stays text, and the same content gives the same bytes."""

from pathlib import Path

import openpyxl
import pandas as pd

from geo.workbook import write_workbook

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

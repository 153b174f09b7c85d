"""The sheet of rows to correct, there and back."""

import time
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from boundaries._match import match
from boundaries._review import review
from boundaries.errors import MatchError, TableError

TABLE = pd.DataFrame(
    {"县": ["昆山市", "和平区", "皱平市", "=1+2", "和平区", "@SUM(A1)"], "市": ["", "", "滨州市", "", "", ""]}
)


def test_a_corrected_sheet_comes_back(tmp_path: Path) -> None:
    path = review(match(TABLE, name="县", prefecture="市"), tmp_path / "待更正.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    names = [sheet.cell(row, 2).value for row in range(3, sheet.max_row + 1)]
    assert names == ["和平区", "皱平市", "=1+2", "@SUM(A1)"]
    for row, code in zip(range(3, 6), ("210102", "371681", "无"), strict=True):
        sheet.cell(row, 9).value = code
    book.save(path)
    found = match(TABLE, name="县", prefecture="市", corrections=path).frame
    assert found["adcode"].fillna("-").tolist() == ["320583", "210102", "371681", "-", "210102", "-"]
    assert found["status"].tolist()[1:4] == ["corrected", "corrected", "not_found"]
    assert found["reason"].iloc[3] == "confirmed_no_unit"


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    path = review(match(TABLE, name="县"), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(path).active
    kinds = {cell.data_type for row in sheet.iter_rows(min_row=3) for cell in row if cell.value is not None}
    assert kinds <= {"s", "n"}
    assert {sheet.cell(row, 2).quotePrefix for row in range(3, sheet.max_row + 1)} == {True}


def test_wrong_corrections_are_all_named(tmp_path: Path) -> None:
    sheet = pd.DataFrame(
        {"名称": ["和平区", "皱平市"], "地级": "", "省级": "", "更正代码": ["999999", "110103"]}
    )
    with pytest.raises(MatchError, match=r"(?s)999999.*110103"):
        match(TABLE, name="县", corrections=sheet)
    with pytest.raises(MatchError, match="更正代码"):
        match(TABLE, name="县", corrections=sheet[["名称"]])
    with pytest.raises(MatchError, match="no corrections"):
        match(TABLE, name="县", corrections=tmp_path / "none.xlsx")


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    found = match(TABLE, name="县")
    with pytest.raises(TableError, match="xlsx"):
        review(found, tmp_path / "a.csv")
    with pytest.raises(TableError, match="cannot be written"):
        review(found, tmp_path / "no" / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_sheet_says_why_in_words(tmp_path: Path) -> None:
    table = pd.DataFrame({"n": ["和平区", "勤州区", "兰州新区", "320583"]})
    path = review(match(table, name="n"), tmp_path / "r.xlsx")
    rows = list(openpyxl.load_workbook(path).active.iter_rows(min_row=3, values_only=True))
    assert [row[5] for row in rows] == [
        "几处同名，需写明上级",
        "疑似错字",
        "开发区，不是行政区",
        "名称列里是代码",
    ]


def test_a_sheet_that_holds_corrections_is_not_written_over(tmp_path: Path) -> None:
    found = match(pd.DataFrame({"县": ["昆山市", "无此县"]}), name="县")
    path = review(found, tmp_path / "r.xlsx")
    review(found, path)  # nothing filled in: made anew
    book = openpyxl.load_workbook(path)
    book.active["I3"] = "320583"
    book.save(path)
    with pytest.raises(TableError, match="1 corrections already"):
        review(found, path)
    assert openpyxl.load_workbook(path).active["I3"].value == "320583"
    openpyxl.Workbook().save(tmp_path / "mine.xlsx")
    with pytest.raises(TableError, match="no review sheet"):
        review(found, tmp_path / "mine.xlsx")


def test_corrections_that_are_none(tmp_path: Path) -> None:
    """Stray cells, other formats, damaged files: one message each, and soon."""
    frame = pd.DataFrame({"县": ["昆山市", "无此县"]})
    book = openpyxl.Workbook()
    book.active.append(["名称", "更正代码"])
    book.active.cell(1_000_000, 16_000, "x")
    book.save(tmp_path / "stray.xlsx")
    whole = (tmp_path / "stray.xlsx").read_bytes()
    for name, content in {
        "ole.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
        "empty.xlsx": b"",
        "text.xlsx": b"name,code",
        "half.xlsx": whole[: len(whole) // 2],
        "garbled.xlsx": whole.replace(b"PK", b"KP", 3),
    }.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.xlsx").mkdir()
    started = time.monotonic()
    for path in tmp_path.iterdir():
        with pytest.raises(MatchError):
            match(frame, name="县", corrections=path)
    assert time.monotonic() - started < 60

"""Tables as people keep them."""

import datetime

import numpy as np
import openpyxl
import pandas as pd
import pytest

from boundaries.errors import TableError
from indicators.cell import factor, read_cell, split_unit
from indicators.table import read_table

PLAIN = '行政区划代码,县（市）,地区生产总值（亿元）,增速(%)\n320583,昆山市,"5,006.7",1.8\n320281,江阴市,4754.2①,—\n'


def workbook(tmp_path, rows, merged=(), name="表.xlsx"):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    path = tmp_path / name
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("raw", "value", "unit", "status"),
    [
        (12, 12.0, "", "number"),
        ("1,234.5", 1234.5, "", "separator"),
        ("1 234", 1234.0, "", "separator"),
        ("１２．５", 12.5, "", "full_width"),
        ("（12）", -12.0, "", "negative"),
        ("−3", -3.0, "", "full_width"),
        ("12.5万元", 12.5, "万元", "unit"),
        ("3.1％", 3.1, "%", "unit"),
        ("88*", 88.0, "", "footnote"),
        ("88[1]", 88.0, "", "footnote"),
        ("88②", 88.0, "", "footnote"),
        ("88（注1）", 88.0, "", "footnote"),
        ("1e3", 1000.0, "", "text_number"),
    ],
)
def test_numbers_in_cells(raw, value, unit, status):
    assert tuple(read_cell(raw)) == (value, unit, status)


@pytest.mark.parametrize("raw", [None, "", "—", "－", "-", "…", "空", "无", "N/A", "/", float("nan"), "  "])
def test_missing_cells(raw):
    assert read_cell(raw).status == "missing" and np.isnan(read_cell(raw).value)


@pytest.mark.parametrize(
    "raw", ["昆山", "约100", "12,34", "1.2.3", "<5", True, datetime.date(2023, 1, 1), "12公顷亩", "1-2"]
)
def test_text_is_no_number(raw):
    assert read_cell(raw).status == "text"


def test_errors_units_and_headers():
    assert read_cell("#DIV/0!").status == "error"
    assert factor("万元", to="亿元") == pytest.approx(1e-4) and factor("万人", to="亿元") is None
    assert split_unit("规上工业营业收入（单位：万元）") == ("规上工业营业收入", "万元")
    assert split_unit("GDP（现价，亿元）") == ("GDP(现价)", "亿元")
    assert split_unit("人均GDP_万元/人") == ("人均GDP", "万元/人")
    assert split_unit("人均GDP(元/人)") == ("人均GDP", "元/人")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_encodings_and_delimiters(tmp_path, encoding, mark):
    path = tmp_path / "t.csv"
    path.write_text(PLAIN.replace('"5,006.7"', "5006.7").replace(",", mark), encoding=encoding)
    table = read_table(path)
    assert table.frame.to_dict("list") == {
        "行政区划代码": ["320583", "320281"], "县（市）": ["昆山市", "江阴市"], "地区生产总值": [5006.7, 4754.2], "增速": pytest.approx([1.8, np.nan], nan_ok=True),
    }  # fmt: skip
    assert table.columns["unit"].to_dict() == {
        "行政区划代码": "",
        "县（市）": "",
        "地区生产总值": "亿元",
        "增速": "%",
    }
    assert table.cells[["row", "column", "status"]].to_numpy().tolist() == [
        [3, "地区生产总值", "footnote"],
        [3, "增速", "missing"],
    ]


def test_titles_merged_headers_units_and_notes(tmp_path):
    path = workbook(
        tmp_path,
        [
            ["2022年主要指标"],
            ["单位：亿元"],
            ["排名", "代码", "县（市）", "工业", None, "增速"],
            [None, None, None, "增加值", "利润（万元）", None],
            [1, 320583, "昆山市", "2,500", "１２", 0.031],
            [2, 320281, "江阴市", 2100.5, "1.5亿元", "—"],
            ["注：1. 数据来自统计公报。"],
            ["资料来源：各县统计局"],
        ],
        ["A1:F1", "A3:A4", "B3:B4", "C3:C4", "D3:E3", "F3:F4"],
    )
    book = openpyxl.load_workbook(path)
    book.active["F5"].number_format = "0.0%"
    book.save(path)
    table = read_table(path)
    assert table.frame.columns.tolist() == ["排名", "代码", "县（市）", "工业/增加值", "工业/利润", "增速"]
    assert table.columns["unit"].tolist() == ["", "", "", "亿元", "万元", "%"]
    assert table.frame.loc[5].tolist() == [1, "320583", "昆山市", 2500, 12, 3.1]
    assert table.frame.loc[6, "工业/利润"] == 15000
    assert table.cells.set_index(["row", "column"])["status"].to_dict() == {
        (5, "工业/增加值"): "separator", (5, "工业/利润"): "full_width", (6, "工业/利润"): "converted", (5, "增速"): "unit", (6, "增速"): "missing",
    }  # fmt: skip
    assert (table.title, table.header_rows) == ("2022年主要指标", (3, 4))
    assert table.notes == ("注：1. 数据来自统计公报。", "资料来源：各县统计局")
    assert int(table.columns["missing"].sum()) == 1 and int(table.columns["coerced"].sum()) == 4
    assert table.by("代码").index.tolist() == ["320583", "320281"]


def test_a_row_of_units_under_the_header(tmp_path):
    table = read_table(
        workbook(tmp_path, [["县", "GDP", "人口"], [None, "亿元", "万人"], ["昆山市", 5006, 210]])
    )
    assert table.columns["unit"].tolist() == ["", "亿元", "万人"] and len(table.frame) == 1


def test_merged_numbers_leading_zeros_and_numbered_notes(tmp_path):
    rows = [
        ["编码", "县", "GDP"],
        ["010203", "甲县", 5],
        ["020304", "乙县", None],
        ["注1：口径"],
        ["2）快报数"],
    ]
    table = read_table(workbook(tmp_path, rows, ["C2:C3", "A4:C4"]))
    assert table.frame["编码"].tolist() == ["010203", "020304"] and table.frame["GDP"].tolist() == [5, 5]
    assert table.cells.to_dict("records") == [
        {"row": 3, "column": "GDP", "raw": "5", "status": "merged", "value": 5.0}
    ]
    assert table.notes == ("注1：口径", "2）快报数")


def test_parquet(tmp_path):
    frame = pd.DataFrame({"GDP（亿元）": [5006.7, None]}, index=pd.Index(["320583", "320281"], name="adcode"))
    frame.to_parquet(tmp_path / "t.parquet")
    table = read_table(tmp_path / "t.parquet")
    assert (
        table.frame["adcode"].tolist() == ["320583", "320281"] and table.columns.loc["GDP", "unit"] == "亿元"
    )
    assert table.columns.loc["GDP", "missing"] == 1


def test_panels_long_and_wide(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("县,年份,GDP\n昆山市,2021年,1\n昆山市,2022,2\n江阴市,2021,3\n", encoding="utf-8")
    long = read_table(path).panel(unit="县", year="年份")
    assert long["GDP"].to_dict() == {("昆山市", 2021): 1, ("昆山市", 2022): 2, ("江阴市", 2021): 3}
    path.write_text("县,GDP2021,2022年GDP,面积\n昆山市,1,2,9\n江阴市,3,,8\n", encoding="utf-8")
    wide = read_table(path).panel(unit="县")
    assert wide["GDP"].to_dict() == pytest.approx(
        {("昆山市", 2021): 1, ("昆山市", 2022): 2, ("江阴市", 2021): 3, ("江阴市", 2022): np.nan}, nan_ok=True
    )
    assert wide["面积"].loc[("江阴市", 2022)] == 8
    path.write_text("县,年份,GDP\n昆山市,2021,1\n昆山市,2021,2\n", encoding="utf-8")
    with pytest.raises(TableError, match="row 2: 昆山市 2021 stands twice"):
        read_table(path).panel(unit="县", year="年份")


def test_text_in_number_cells_is_refused_or_listed(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "县,GDP（亿元）,人口（万人）\n昆山市,约5000,210\n江阴市,4754,很多\n晋江市,3207,207\n慈溪市,2521,3亿元\n",
        encoding="utf-8",
    )
    with pytest.raises(TableError) as caught:
        read_table(path)
    for words in (
        "3 faults",
        "row 2, column GDP: '约5000' is no number",
        "row 3, column 人口: '很多'",
        "row 5, column 人口: '3亿元' is not in 万人",
        "numbers='missing'",
    ):
        assert words in str(caught.value)
    path.write_text("县,GDP（亿元）\n昆山市,约5000\n江阴市,4754\n", encoding="utf-8")
    table = read_table(path, numbers="missing")
    assert np.isnan(table.frame.loc[2, "GDP"]) and table.columns.loc["GDP", "refused"] == 1


def test_mixed_units_without_a_header_unit(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("县,GDP\n昆山市,5000亿元\n江阴市,300万元\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"column GDP mixes units \(万元, 亿元\)"):
        read_table(path)
    assert read_table(path, units={"GDP": "亿元"}).frame["GDP"].tolist() == pytest.approx([5000, 0.03])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b" \n\n", "is empty"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "neither UTF-8"),
        ("old.xls", b"\xd0\xcf\x11\xe0" + b"x" * 99, "old .xls workbook"),
        ("secret.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "is encrypted"),
        ("zip.xlsx", b"PK\x03\x04broken", "damaged"),
        ("bad.parquet", b"PAR1broken", "damaged or no parquet"),
        ("head.csv", "县,GDP\n".encode(), "no data below the header"),
        ("page.xls", b"<html><table><tr><td>x</td></tr></table></html>", "web page or XML"),
        (
            "shifted.csv",
            "县,GDP\n昆山市,5,006.7\n".encode(),
            "row 2 has more cells than the 2 headers: quote",
        ),
        ("quote.csv", '县,GDP\n"昆山市,1\n'.encode(), "check its quotation marks"),
        ("~$表.xlsx", b"x", "lock file of a workbook"),
        ("numbers.csv", b"1,2\n3,4\n", "no header row"),
    ],
)
def test_files_that_are_no_tables(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TableError, match=message):
        read_table(tmp_path / name)


def test_folders_absent_and_huge_files(tmp_path):
    with pytest.raises(TableError, match="is a folder"):
        read_table(tmp_path)
    (tmp_path / "a.csv").write_text(PLAIN, encoding="utf-8")
    with pytest.raises(TableError, match=r"there is no file .*b.csv; tables in that folder: a.csv"):
        read_table(tmp_path / "b.csv")
    with (tmp_path / "huge.csv").open("wb") as stream:
        stream.truncate(1_000_000_000)
    with pytest.raises(TableError, match="1,000 MB; at most 256 MB"):
        read_table(tmp_path / "huge.csv")


def test_workbooks_that_need_a_word(tmp_path):
    path = workbook(tmp_path, [["县", "GDP"], ["昆山市", "=1+2"]])
    with pytest.raises(TableError, match="1 formulas have no stored value: B2; open the workbook"):
        read_table(path)
    book = openpyxl.Workbook()
    book.active.append(["县", "GDP"])
    book.active.append(["昆山市", 5])
    other = book.create_sheet("区")
    other.append(["区", "GDP"])
    other.append(["玄武区", 7])
    book.save(tmp_path / "two.xlsx")
    with pytest.raises(TableError, match="2 filled sheets; choose with sheet=: Sheet, 区"):
        read_table(tmp_path / "two.xlsx")
    assert read_table(tmp_path / "two.xlsx", sheet="区").frame["GDP"].tolist() == [7]
    assert read_table(tmp_path / "two.xlsx", sheet=0).frame["GDP"].tolist() == [5]
    with pytest.raises(TableError, match="no sheet '县'; it has Sheet, 区"):
        read_table(tmp_path / "two.xlsx", sheet="县")


def test_a_stray_cell_at_the_end_of_the_sheet_is_named(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["县", "GDP"])
    book.active.append(["昆山市", 5])
    book.active["XFD1048576"] = "z"
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(TableError, match=r"row 1,048,576 and column 16,384.*is XFD1048576 \('z'\) stray"):
        read_table(tmp_path / "far.xlsx")
    book.active["XFD1048576"] = None
    book.active["XFD1048576"].number_format = "0.0%"
    book.save(tmp_path / "far.xlsx")
    assert len(read_table(tmp_path / "far.xlsx").frame) == 1


def test_keys_must_be_complete_and_unique(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("代码,GDP\n320583,1\n320583,2\n,3\n", encoding="utf-8")
    with pytest.raises(TableError, match="rows 4 have no 代码; 320583 stands in rows 2, 3"):
        read_table(path).by("代码")
    with pytest.raises(TableError, match="unknown column 'x'; valid: 代码, GDP"):
        read_table(path).by("x")


def test_ties_totals_and_words_in_headers(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "排名,县（市）,GDP (100m CNY)\n1,昆山市,10\n=2,江阴市,9\n并列2,太仓市,9\nT4,张家港市,8\n合计,,36\n",
        "utf-8",
    )
    table = read_table(path)
    assert list(table.frame.columns) == ["排名", "县（市）", "GDP (100m CNY)"]
    assert table.frame["排名"].tolist()[:4] == [1, 2, 2, 4]
    assert np.isnan(table.frame["排名"].iloc[4])
    assert table.cells.set_index("row")["status"].to_dict() == {3: "rank", 4: "rank", 5: "rank", 6: "missing"}
    assert table.cells[table.cells["raw"] == "合计"]["status"].tolist() == ["label"]


def test_geometry_in_a_parquet_table_is_left_aside(tmp_path):
    path = tmp_path / "layer.parquet"
    pd.DataFrame(
        {"name": ["昆山市", None], "geometry": [b"\x01" * 9, b"\x02"], "gdp": [1.0, 2.0]}
    ).to_parquet(path)
    table = read_table(path)
    assert list(table.frame.columns) == ["name", "gdp"]


def test_parquet_text_that_is_no_utf8_is_damaged(tmp_path):
    path = tmp_path / "t.parquet"
    pd.DataFrame({"name": ["昆山市", "江阴市"]}).to_parquet(path, compression=None)
    path.write_bytes(path.read_bytes().replace("江阴".encode(), b"\xff\xfe\x8b\x00\x01\x02"))
    with pytest.raises(TableError, match="is damaged or no parquet table"):
        read_table(path)

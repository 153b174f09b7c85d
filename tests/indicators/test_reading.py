"""Files of every kind, told by their content; what is no table named for what it is."""

import datetime
import io
import json
import sqlite3
import struct
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest
import xlwt
from shapely import Point

import indicators
from boundaries.errors import TableError
from indicators.grid import SheetsError
from indicators.table import paste_table, read_table, read_tables
from tests.indicators.samples import DATA, ods, xml_2003

FRAME = pd.DataFrame({"县市": ["昆山市", "江阴市", "慈溪市"], "代码": ["320583", "320281", "330282"], "产值": [5006.7, 4754.0, None]})  # fmt: skip
VALUES = [5006.7, 4754.0, None]


def xlsx(path: Path) -> None:
    FRAME.to_excel(path, index=False, engine="openpyxl")


def xls(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for j, name in enumerate(FRAME):
        sheet.write(0, j, name)
        for i, value in enumerate(FRAME[name]):
            if value == value:
                sheet.write(i + 1, j, value)
    book.save(str(path))


def layer() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(FRAME, geometry=[Point(120, 31), Point(120, 32), Point(121, 30)], crs=4326)


WRITERS = {
    "xlsx": xlsx,
    "xls": xls,
    "ods": lambda path: path.write_bytes(ods([list(FRAME), *FRAME.astype(object).where(FRAME.notna(), None).to_numpy().tolist()])),
    "xml": lambda path: path.write_text(xml_2003([list(FRAME), *FRAME.astype(object).where(FRAME.notna(), None).to_numpy().tolist()]), "utf-8"),
    "html": lambda path: path.write_text(FRAME.to_html(index=False, na_rep=""), "utf-8"),
    "parquet": lambda path: FRAME.to_parquet(path),
    "feather": lambda path: FRAME.to_feather(path),
    "dta": lambda path: FRAME.set_axis(["name", "code", "output"], axis=1).to_stata(path, write_index=False, version=118),
    "sav": lambda path: pyreadstat.write_sav(FRAME.set_axis(["name", "code", "output"], axis=1), str(path)),
    "json": lambda path: path.write_text(FRAME.to_json(orient="records", force_ascii=False), "utf-8"),
    "jsonl": lambda path: path.write_text(FRAME.to_json(orient="records", lines=True, force_ascii=False), "utf-8"),
    "columns.json": lambda path: path.write_text(FRAME.to_json(force_ascii=False), "utf-8"),
    "split.json": lambda path: path.write_text(json.dumps([list(FRAME), *FRAME.astype(object).where(FRAME.notna(), None).to_numpy().tolist()]), "utf-8"),
    "geojson": lambda path: layer().to_file(path, driver="GeoJSON"),
    "gpkg": lambda path: layer().to_file(path, driver="GPKG", layer="units"),
    "fgb": lambda path: layer().to_file(path, driver="FlatGeobuf"),
    "csv": lambda path: FRAME.to_csv(path, index=False),
    "gb18030.csv": lambda path: FRAME.to_csv(path, index=False, encoding="gb18030"),
    "utf16.tsv": lambda path: FRAME.to_csv(path, index=False, encoding="utf-16", sep="\t"),
    "utf32.csv": lambda path: FRAME.to_csv(path, index=False, encoding="utf-32"),
    "sep.csv": lambda path: path.write_text("sep=;\n" + FRAME.to_csv(index=False, sep=";"), "utf-8"),
    "wide.csv": lambda path: path.write_text(FRAME.to_csv(index=False).replace(",", "，"), "utf-8"),
}  # fmt: skip


@pytest.mark.parametrize("kind", WRITERS)
def test_every_format_under_any_name(tmp_path: Path, kind: str) -> None:
    for name in (f"t.{kind}", "t.txt"):  # the name does not count
        path = tmp_path / name
        if kind == "fgb" and name == "t.txt":
            path.write_bytes((tmp_path / "t.fgb").read_bytes())
        else:
            written = tmp_path / f"made.{kind}"
            WRITERS[kind](written)
            path.write_bytes(written.read_bytes())
        table = read_table(path)
        names = [c for c in table.frame if c not in ("fid", "ogc_fid")]
        frame = table.frame[names]
        if kind == "fgb":  # whose rows lie in the order of its index of places
            frame = frame.sort_values("县市", key=lambda names: names.map(FRAME["县市"].tolist().index))
        assert frame.iloc[:, 0].tolist() == FRAME["县市"].tolist()
        assert frame.iloc[:, 1].tolist() == FRAME["代码"].tolist()
        assert frame.iloc[:, 2].astype(object).where(frame.iloc[:, 2].notna(), None).tolist() == VALUES
        assert table.columns.loc[names, "kind"].tolist() == ["text", "code", "number"]


def test_a_shapefile_alone_zipped_and_in_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "图"
    folder.mkdir()
    layer().to_file(folder / "units.shp", encoding="gb18030", engine="pyogrio")
    for path in (folder / "units.shp", folder / "units.dbf", folder):
        assert read_table(path).frame["县市"].tolist() == FRAME["县市"].tolist()
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, f"图层/{part.name}")
    assert read_table(tmp_path / "z.zip").frame["代码"].tolist() == FRAME["代码"].tolist()
    (folder / "units.dbf").unlink()
    with pytest.raises(TableError, match=r"shapefile without its \.dbf"):
        read_table(folder / "units.shp")


def test_chinese_names_in_a_zip_of_windows(tmp_path: Path) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("名单.csv", FRAME.to_csv(index=False))
        archive.writestr("说明.csv", "a,b\n1,2\n")
    data = raw.getvalue()
    for name in ("名单.csv", "说明.csv"):  # as Windows packs them: GBK, and no mark of UTF-8
        own = name.encode("gbk") + b"_" * (len(name.encode()) - len(name.encode("gbk")))
        data = data.replace(name.encode(), own)
    at = -1
    while (at := data.find(b"PK", at + 1)) >= 0:
        flag = {b"PK\x03\x04": 6, b"PK\x01\x02": 8}.get(data[at : at + 4])
        if flag:
            data = data[: at + flag + 1] + bytes([data[at + flag + 1] & ~0x08]) + data[at + flag + 2 :]
    (tmp_path / "t.zip").write_bytes(data.replace(b".csv__", b"__.csv"))
    with pytest.raises(SheetsError, match="2 tables; choose with sheet=") as several:
        read_table(tmp_path / "t.zip")
    assert several.value.sheets == ["名单__.csv", "说明__.csv"]
    assert read_table(tmp_path / "t.zip", sheet="名单__.csv").frame["县市"].tolist() == FRAME["县市"].tolist()


def test_percentages_are_what_is_shown(tmp_path: Path) -> None:
    rows = [["县市", "增速（%）"], ["昆山市", 0.031], ["江阴市", 4.2], ["慈溪市", 5.3]]
    formats = ["0.0%", '0.0"%"', r"0.0\%"]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for k, code in enumerate(formats):
        book.active.cell(k + 2, 2).number_format = code
    book.save(tmp_path / "t.xlsx")
    old = xlwt.Workbook()
    sheet = old.add_sheet("a")
    for i, row in enumerate(rows):
        sheet.write(i, 0, row[0])
        style = xlwt.easyxf(num_format_str=formats[i - 1]) if i else xlwt.Style.default_style
        sheet.write(i, 1, row[1], style)
    old.save(str(tmp_path / "t.xls"))
    (tmp_path / "t.ods").write_bytes(ods(rows, percent={(1, 1)}))
    (tmp_path / "t.xml").write_text(xml_2003(rows, percent={(1, 1)}), "utf-8")
    for name in ("t.xlsx", "t.xls", "t.ods", "t.xml"):
        assert read_table(tmp_path / name).frame["增速"].tolist() == pytest.approx([3.1, 4.2, 5.3]), name


def test_merged_cells_in_old_and_open_formats(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    sheet.write_merge(0, 1, 0, 0, "县市")
    sheet.write_merge(0, 0, 1, 2, "人口")
    sheet.write(1, 1, "男")
    sheet.write(1, 2, "女")
    sheet.write(2, 0, "昆山市")
    sheet.write(2, 1, 5)
    sheet.write(2, 2, 6)
    sheet.write_merge(30, 31, 0, 2)  # an empty one below
    book.save(str(tmp_path / "t.xls"))
    rows = [["县市", "人口", None], [None, "男", "女"], ["昆山市", 5, 6]]
    (tmp_path / "t.ods").write_bytes(ods(rows, spans={(0, 0): (2, 1), (0, 1): (1, 2)}))
    (tmp_path / "t.xml").write_text(xml_2003(rows, spans={(0, 0): (2, 1), (0, 1): (1, 2)}), "utf-8")
    (tmp_path / "t.html").write_text(
        "<table><tr><th rowspan=2>县市<th colspan=2>人口<tr><th>男<th>女<tr><td>昆山市<td>5<td>6</table>",
        "utf-8",
    )
    for name in ("t.xls", "t.ods", "t.xml", "t.html"):
        table = read_table(tmp_path / name)
        assert list(table.frame) == ["县市", "人口/男", "人口/女"], name
        assert table.frame.iloc[0].tolist() == ["昆山市", 5, 6]


def test_binary_workbooks() -> None:
    table = read_table(DATA / "any_sheets.xlsb", sheet="Visible", header=0)
    again = read_table(DATA / "any_sheets.xlsx", sheet="Visible", header=0)
    assert (table.format, again.format) == ("xlsb", "xlsx")
    assert table.frame.to_dict("list") == again.frame.to_dict("list")
    hidden = table.remarks[table.remarks["what"] == "hidden_sheet"]
    assert sorted(hidden["where"]) == ["Hidden", "VeryHidden"]


@pytest.mark.parametrize("name", ["pass_protected.xlsx", "pass_protected.xlsb", "pass_protected.ods"])
def test_a_password_is_named(name: str) -> None:
    with pytest.raises(TableError, match="is encrypted: open it with its password"):
        read_table(DATA / name)


def test_an_old_workbook_with_a_password_is_named(tmp_path: Path) -> None:
    xls(tmp_path / "t.xls")
    data = (tmp_path / "t.xls").read_bytes()
    first = data.index(struct.pack("<HH", 0x809, 16))
    at = first + 4 + 16  # the record after the first BOF becomes FILEPASS of the same length
    (tmp_path / "t.xls").write_bytes(data[:at] + struct.pack("<H", 0x2F) + data[at + 2 :])
    with pytest.raises(TableError, match="is encrypted"):
        read_table(tmp_path / "t.xls")


OTHERS = {
    "docx": (lambda: zipped("word/document.xml"), "is a Word document"),
    "pptx": (lambda: zipped("ppt/presentation.xml"), "is a PowerPoint presentation"),
    "odt": (lambda: zipped("content.xml", mimetype="application/vnd.oasis.opendocument.text"), "is an OpenDocument text file"),
    "pdf": (lambda: b"%PDF-1.7 ...", "is a PDF document"),
    "rar": (lambda: b"Rar!\x1a\x07\x01\x00", "is a RAR archive"),
    "gz": (lambda: b"\x1f\x8b\x08\x00" + b"x" * 40, "is a gzip archive"),
    "tif": (lambda: b"II*\x00" + b"\0" * 40, "is a TIFF raster"),
    "toml": (lambda: b'[table]\npath = "t.xlsx"\n', "is no JSON|no header row|no data"),
    "json": (lambda: b'{"a": {"b": [1, 2', "is no JSON: "),
    "list.json": (lambda: b"[1, 2, 3]", "JSON that holds no records"),
    "xml": (lambda: b'<?xml version="1.0"?><a><b>1</b></a>', "is XML but no spreadsheet"),
    "bomb.xml": (lambda: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
    "db": (lambda: database(), "holds no layer"),
}  # fmt: skip


def zipped(*names: str, **files: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, text in {**files, **dict.fromkeys(names, "x")}.items():
            archive.writestr(name, text)
    return raw.getvalue()


def database() -> bytes:
    with sqlite3.connect(":memory:") as held:
        held.execute("CREATE VIEW v AS SELECT 1")
        return held.serialize()


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_table_is_named(tmp_path: Path, name: str) -> None:
    make, said = OTHERS[name]
    path = tmp_path / "t.csv"
    path.write_bytes(make())
    with pytest.raises(TableError, match=said) as refused:
        read_table(path)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 500


def test_big5_and_bad_bytes_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("縣市,人口\n臺北市,250\n桃園市,230\n高雄市,270\n".encode("big5"))
    table = read_table(path)
    assert (table.encoding, table.frame["縣市"].tolist()) == ("big5", ["臺北市", "桃園市", "高雄市"])
    good = "县市,人口\n" + "".join(f"昆山市,{k}\n" for k in range(50))
    path.write_bytes(good.encode() + b"\xff\xfe\x81,1\n" + good.encode())
    with pytest.raises(TableError, match="line 52 holds bytes that are no UTF-8 text"):
        read_table(path)
    path.write_bytes(good.encode("gb18030") + b"\xff\xff,1\n")
    with pytest.raises(TableError, match="line 52 holds bytes that are no GB18030 text"):
        read_table(path)


def test_control_characters_go_and_are_said(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("县市,人口\n昆山\x07市,1\n" + "江阴市,2\n" * 50, "utf-8")
    table = read_table(path)
    assert table.frame.iloc[0, 0] == "昆山市"
    assert table.remarks.to_numpy().tolist() == [["control_characters", "line 2"]]


def test_protected_cells_of_excel(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('代码,县市\n="320583",昆山市\n"=""320281""",江阴市\n', "utf-8")
    assert read_table(path).frame["代码"].tolist() == ["320583", "320281"]


def test_text_from_the_clipboard() -> None:
    table = paste_table("县（市）\tGDP（亿元）\r\n昆山市\t5,006.7\r\n江阴市\t4754\r\n")
    assert table.frame.to_dict("list") == {"县（市）": ["昆山市", "江阴市"], "GDP": [5006.7, 4754]}


def test_several_files_are_one_table(tmp_path: Path) -> None:
    for year, add in ((2020, 0.0), (2021, 1.0)):
        FRAME.assign(产值=[1.0 + add, 2.0 + add, 3.0 + add]).to_csv(tmp_path / f"{year}年.csv", index=False)
    table = read_tables([tmp_path / "2020年.csv", tmp_path / "2021年.csv"])
    assert table.frame["文件"].tolist() == ["2020年"] * 3 + ["2021年"] * 3
    assert table.frame["产值"].tolist() == [1, 2, 3, 2, 3, 4]
    assert table.frame.index[:4].tolist() == ["2020年!2", "2020年!3", "2020年!4", "2021年!2"]
    assert table.ledger["kind"].value_counts()["data"] == 6
    FRAME.rename(columns={"产值": "产值（亿元）"}).to_csv(tmp_path / "a.csv", index=False)
    FRAME.rename(columns={"产值": "产值（万元）"}).to_csv(tmp_path / "b.csv", index=False)
    with pytest.raises(TableError, match="different units from file to file: 产值: 万元, 亿元"):
        read_tables([tmp_path / "a.csv", tmp_path / "b.csv"])
    with pytest.raises(TableError, match="different names"):
        read_tables([tmp_path / "a.csv", tmp_path / "a.csv"])


def test_large_files_are_read_as_small_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"县市": rng.choice(["昆山市", "江阴市", " 慈溪市 ", "—", ""], 3000), "a": rng.normal(size=3000).round(3),
                          "b": rng.choice(["1,234", "5①", "合计", "", "12亿元", "7"], 3000)})  # fmt: skip
    frame.to_csv(tmp_path / "t.csv", index=False)
    small = read_table(tmp_path / "t.csv", numbers="missing", units={"b": "亿元"})
    monkeypatch.setattr("indicators.reading.delimited.LARGE", 10)
    large = read_table(tmp_path / "t.csv", numbers="missing", units={"b": "亿元"})
    pd.testing.assert_frame_equal(small.frame, large.frame)
    pd.testing.assert_frame_equal(small.columns, large.columns)
    pd.testing.assert_frame_equal(small.cells, large.cells)
    pd.testing.assert_frame_equal(small.ledger, large.ledger)


def test_dates_and_marks_in_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["县市", "设立", "入选", "代码"],
        ["昆山_x000D_市", datetime.date(1989, 9, 28), True, 320583.0],
    ):
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    assert read_table(tmp_path / "t.xlsx").frame.iloc[0].tolist() == [
        "昆山市",
        "1989-09-28",
        "True",
        "320583",
    ]


def test_labels_of_stata_and_spss(tmp_path: Path) -> None:
    frame = pd.DataFrame({"name": ["昆山市", "江阴市"], "v1": [1.0, 2.0], "kind": [1.0, 2.0]})
    frame.to_stata(tmp_path / "t.dta", write_index=False, version=118, variable_labels={"v1": "人口"},
                   value_labels={"kind": {1: "县级市", 2: "县"}})  # fmt: skip
    pyreadstat.write_sav(frame, str(tmp_path / "t.sav"), column_labels={"v1": "人口"},
                         variable_value_labels={"kind": {1: "县级市", 2: "县"}})  # fmt: skip
    for name in ("t.dta", "t.sav"):
        assert read_table(tmp_path / name).frame.to_dict("list") == {
            "name": ["昆山市", "江阴市"],
            "人口": [1, 2],
            "kind": ["县级市", "县"],
        }


def test_the_reader_is_public() -> None:
    assert indicators.read_table is read_table and indicators.read_tables is read_tables

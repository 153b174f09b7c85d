"""Headings, notes, totals and blocks: every filled row of a sheet is accounted for."""

import random
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import TableError
from indicators.table import Table, paste_table, read_table

NAMES = ["昆山市", "江阴市", "太仓市", "张家港市", "常熟市", "慈溪市", "义乌市", "晋江市", "福清市", "长沙县", "浏阳市", "宁乡市"]  # fmt: skip


def sheet(tmp_path: Path, rows: list[list[object]], *merged: str) -> Table:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    book.save(tmp_path / "t.xlsx")
    return read_table(tmp_path / "t.xlsx")


def kinds(table: Table) -> dict[int, str]:
    return table.ledger["kind"].astype(str).to_dict()


def test_a_heading_of_three_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["地区", "人口", None, None, "产值"],
        [None, "城镇", None, "乡村", None],
        [None, "男", "女", None, None],
        ["昆山市", 1, 2, 3, 4],
        ["江阴市", 5, 6, 7, 8],
    ]
    table = sheet(tmp_path, rows, "A1:A3", "B1:D1", "E1:E3", "B2:C2", "D2:D3")
    assert list(table.frame) == ["地区", "人口/城镇/男", "人口/城镇/女", "人口/乡村", "产值"]
    assert table.header_rows == (1, 2, 3) and len(table.frame) == 2


def test_a_group_with_blanks_to_its_right() -> None:
    table = paste_table(
        "地区\t户籍人口\t\t常住人口\t\n\t男\t女\t男\t女\n昆山市\t1\t2\t3\t4\n江阴市\t5\t6\t7\t8\n"
    )
    assert list(table.frame) == ["地区", "户籍人口/男", "户籍人口/女", "常住人口/男", "常住人口/女"]


def test_english_names_units_and_numbers_of_columns_below_the_heading() -> None:
    table = paste_table(
        "地区\t地区生产总值\t人口\nRegion\tGDP\tPopulation\n\t(亿元)\t(万人)\n昆山市\t5\t2\n江阴市\t4\t1\n"
    )
    assert list(table.frame) == ["地区", "地区生产总值", "人口"]
    assert table.columns["unit"].tolist() == ["", "亿元", "万人"] and len(table.frame) == 2
    table = paste_table("地区\t户数\t人口\n甲\t1\t2\n昆山市\t5\t2\n江阴市\t4\t1\n")
    assert table.header_rows == (1, 2) and table.frame["户数"].tolist() == [5, 4]


def test_headings_repeated_at_page_breaks() -> None:
    head = "地区\t户数\t人口\n"
    text = f"表5 人口\n单位：户\n{head}昆山市\t1\t2\n表5 续表\n单位：户\n{head}江阴市\t3\t4\n{head}太仓市\t5\t6\n"
    table = paste_table(text)
    assert table.frame["户数"].tolist() == [1, 3, 5]
    assert list(kinds(table).values()) == ["title"] * 2 + ["heading", "data"] + ["heading"] * 3 + ["data", "heading", "data"]  # fmt: skip


def test_a_heading_in_row_thirty(tmp_path: Path) -> None:
    rows: list[list[object]] = [[f"说明第{k}条，本表数字为初步核算数"] for k in range(29)]
    table = sheet(tmp_path, [*rows, ["县市", "产值"], ["昆山市", 5], ["江阴市", 4]])
    assert table.header_rows == (30,) and table.frame.index.tolist() == [31, 32]


def test_equal_and_empty_headings_are_kept_apart() -> None:
    table = paste_table("县名\t县名\t\t产值\n昆山市\tKunshan\t7\t5\n江阴市\tJiangyin\t8\t4\n")
    assert list(table.frame) == ["县名", "县名_2", "column_3", "产值"]
    assert table.column("县名") == "县名" and table.column("x") is None
    assert table.columns["position"].tolist() == [1, 2, 3, 4]
    assert table.remarks.to_numpy().tolist() == [["duplicate_heading", "县名"]]
    assert list(paste_table("a_2\ta\ta\nx\t1\t2\n").frame) == ["a_2", "a", "a_3"]


@pytest.mark.parametrize(
    "text", ["昆山市\n江阴市\n晋江市\n", "昆山市\t1\n江阴市\t2\n晋江市\t3\n", "1\t昆山\n2\t江阴\n3\t晋江\n"]
)
def test_a_list_without_headings_loses_no_unit(text: str) -> None:
    table = paste_table(text)
    assert len(table.frame) == 3 and set(kinds(table).values()) == {"data"}
    assert table.remarks["what"].tolist() == ["no_heading"]
    assert len(paste_table(text, header=0).frame) == 3


def test_a_heading_over_two_columns_keeps_the_first_row(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["县（市）", "所属地区", None],
        ["昆山市", "江苏省", "苏州市"],
        ["江阴市", "江苏省", "无锡市"],
    ]
    assert sheet(tmp_path, rows, "B1:C1").frame.iloc[:, 0].tolist() == ["昆山市", "江阴市"]
    table = paste_table("名称\t主导产业\t主导产业\n诏安县\t食品\t食品\n霞浦县\t纺织\t装备\n")
    assert table.frame["名称"].tolist() == ["诏安县", "霞浦县"]


def test_blocks_side_by_side_are_put_below_each_other() -> None:
    table = paste_table("排名\t县（市）\t\t排名\t县（市）\n1\t昆山市\t\t3\t慈溪市\n2\t江阴市\t\t\t\n")
    assert table.frame.to_dict("list") == {"排名": [1, 2, 3], "县（市）": ["昆山市", "江阴市", "慈溪市"]}
    assert table.frame.index.tolist() == ["A2", "A3", "D2"]
    assert table.remarks["what"].tolist()[0] == "parallel_blocks"
    assert table.ledger.loc[table.frame.index, "kind"].eq("data").all()
    plain = paste_table("地区\t产值\t产值\n昆山市\t1\t2\n")  # no blocks
    assert list(plain.frame) == ["地区", "产值", "产值_2"]


def test_notes_below_the_data_and_last_rows_that_are_none(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["序号", "县市", "产值", "核对"],
        *([k + 1, n, 5, "ok"] for k, n in enumerate(NAMES)),
    ]
    table = sheet(
        tmp_path,
        [*rows, ["注：本表为快报数", None, None, "ok"], [" 2.不含开发区，口径见说明", None, None, "ok"]],
    )
    assert len(table.frame) == len(NAMES) and len(table.notes) == 2
    long = "新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿合奇县"
    table = sheet(tmp_path, [["县市", "产值"], ["昆山市", 5], [long, None]])
    assert table.frame["县市"].tolist() == ["昆山市", long]
    table = sheet(tmp_path, [["县市", "产值"], ["1、昆山市", 5], ["2、江阴市", 4], ["3、太仓市", None]])
    assert len(table.frame) == 3
    table = sheet(tmp_path, [["排名", "产值"], ["昆山市", 5], [None, 12.5]])
    assert table.frame["产值"].tolist() == [5, 12.5]


def test_a_heading_that_names_a_unit_is_noticed() -> None:
    table = paste_table("指标\t昆山市\t江阴市\n产值\t1\t2\n人口\t3\t4\n")
    assert table.header_rows == (1,)
    assert table.remarks.to_numpy().tolist() == [
        ["heading_is_place", "昆山市"],
        ["heading_is_place", "江阴市"],
    ]


def test_numbers_alone_need_a_word() -> None:
    with pytest.raises(TableError, match="header=0 where there is none"):
        paste_table("1\t2\n3\t4\n")
    assert paste_table("1\t2\n3\t4\n", header=0).frame.to_numpy().tolist() == [[1, 2], [3, 4]]


@settings(max_examples=120, deadline=None)
@given(st.randoms(use_true_random=False))
def test_every_filled_row_is_accounted_for(rng: random.Random) -> None:
    """Tables built from known truth: titles, units, headings of one or two rows, page breaks, totals, notes."""
    wide = rng.randint(1, 4)
    twice = rng.random() < 0.4 and wide > 1
    names = [f"指标{k}" for k in range(wide)]
    truth: list[str] = []
    lines: list[list[str]] = []

    def add(kind: str, *cells: str) -> None:
        truth.append(kind)
        lines.append(list(cells))

    if rng.random() < 0.5:
        add("title", "附表3 主要指标")
    if rng.random() < 0.3:
        add("title", "单位：亿元")
    groups = ["地区", *(["产值"] + [""] * (wide - 1))]
    head = [groups, ["", *names]] if twice else [["地区", *names]]
    for row in head:
        add("heading", *row)
    if rng.random() < 0.3 and not twice:
        add("heading", "", *["亿元"] * wide)
    rows = rng.randint(2, 12)
    for k in range(rows):
        if k and rng.random() < 0.1:
            if rng.random() < 0.5:
                add("heading", "续表")
            for row in head:
                add("heading", *row)
        if rng.random() < 0.1:
            add("total", rng.choice(["合计", "全省", "小计"]), *["9"] * wide)
        numbers = [rng.choice(["1", "2.5", "1,234", "—"]) for _ in range(wide)]
        if set(numbers) == {"—"}:
            numbers[0] = "1"
        add("data", NAMES[k], *numbers)
    for k in range(rng.randint(0, 2)):
        add("note", rng.choice(["注：快报数", "资料来源：统计局", f"{k + 1}.不含开发区，口径与上年相同"]))
    blank = [k for k in range(len(lines)) if truth[k] == "data" and rng.random() < 0.1]
    text, numbers_of = [], []
    for k, line in enumerate(lines):
        if k in blank and k and truth[k - 1] == "data":
            text.append("")
        text.append("\t".join(f'"{cell}"' if "," in cell else cell for cell in line))
        numbers_of.append(len(text))
    table = paste_table("\n".join(text) + "\n")
    assert kinds(table) == dict(zip(numbers_of, truth, strict=True))
    assert table.frame.index.tolist() == [
        n for n, kind in zip(numbers_of, truth, strict=True) if kind in ("data", "total")
    ]
    assert list(table.frame.columns)[1:] == ([f"产值/{name}" for name in names] if twice else names)

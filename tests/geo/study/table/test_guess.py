"""Bare tables as people keep them: what each is taken for, with nothing said."""

import csv
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import indicators
from boundaries.eligible import units_of
from boundaries.errors import LianpianError
from boundaries.language import Message, say
from geo.study.table.config import Config, TablePart
from geo.study.table.intake import Intake, intake
from geo.study.table.opening import open_table
from geo.study.table.place import place

SHIPPED = Path(indicators.__file__).parent
HEADS = ["排名", "省", "地级市", "县（市）", "GDP（亿元）"]
LIST = indicators.roster("caict-county-2023").frame.head(24)
ROWS: list[list[object]] = [
    [row.rank_, row.province, row.prefecture, row.name_, f"{5000 - 31.5 * row.rank_:,.1f}"]
    for row in LIST.rename(columns={"rank": "rank_", "name": "name_"}).itertuples()
]
CITY = {"name": "city", "adcode": "adcode", "level": "prefecture", "units": "cities"}
COUNTY = {"name": "unit", "province": "province", "prefecture": "prefecture", "adcode": "adcode"}

REFERENCE: dict[str, tuple[dict[str, object], int, int]] = {  # file: what it is, rows on the map, units
    "rosters/caict-county-2023": (COUNTY | {"rank": "rank", "units": "counties"}, 100, 100),
    "rosters/caict-innovation-2023": (COUNTY | {"rank": "rank", "units": "counties"}, 100, 100),
    "rosters/caict-district-2023": (COUNTY | {"rank": "rank", "units": "districts"}, 100, 100),
    "rosters/caict-park-2022": (COUNTY | {"prefecture": "prefecture_resolved", "units": "counties"}, 68, 68),
    "rosters/caict-city-2023": (CITY | {"rank": "rank", "province": "province_short", "classes": ["change"]}, 50, 50),
    "tables/caict_t4_district_industries": (COUNTY | {"name": "district", "units": "districts"}, 24, 24),
    "tables/city_t1_gov_report_statements": (CITY | {"rank": "no"}, 10, 10),
    "tables/city_t2_policy_documents": (CITY | {"rank": "no"}, 10, 10),
    "tables/city_t4_capital_primacy": (CITY | {"rank": "national_rank", "province": "province_abbr", "columns": ["industry_primacy_pct"]}, 15, 15),
    "tables/city_t5_innovation_centres": (CITY | {"count": True}, 17, 14),
    "tables/city_t6_green_factories": (CITY | {"category": "list", "columns": ["count"]}, 22, 15),
    "tables/city_t7_digital_pilots": (CITY | {"category": "list", "columns": ["count"]}, 34, 17),
    "tables/city_t8_top500": (CITY | {"category": "list", "columns": ["count"]}, 22, 15),
    "tables/city_t9_little_giants_champions": (CITY | {"category": "list", "columns": ["count"]}, 30, 16),
    "tables/city_t10_clusters": (CITY | {"count": True, "columns": ["stated_number"]}, 35, 14),
    "tables/text_named_lists": ({"name": "name", "adcode": "adcode", "count": True, "units": "all"}, 92, 63),
}  # fmt: skip


def said(config: Config) -> dict[str, object]:
    """What a table was taken for, defaults left out."""
    part = config.table.model_dump(exclude={"path", "sheet"})
    told = {key: value for key, value in part.items() if value != TablePart.model_fields[key].get_default()}
    return told | {"units": config.eligible.units}


@pytest.mark.parametrize("name", REFERENCE)
def test_the_published_tables(name: str) -> None:
    expected, rows, units = REFERENCE[name]
    config, _ = open_table(SHIPPED / f"{name}.csv")
    assert said(config) == expected
    assert not config.eligible.municipalities
    assert config.eligible.provinces == []
    found = place(config)
    assert len(found.frame) - len(found.left_out) == rows
    assert found.codes.dropna().nunique() == units


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("caict_fig14_as_printed", "band: 1~10"),
        ("city_t11_region_iva", "region: 东部"),
        ("dei_urban_path", "columns: feature, indicator, point"),
    ],
)
def test_published_tables_of_no_units(name: str, part: str) -> None:
    with pytest.raises(LianpianError, match="no column of the table names counties") as refused:
        open_table(SHIPPED / "tables" / f"{name}.csv")
    assert part in str(refused.value)


def test_several_lists_in_one_table_become_several_columns() -> None:
    config, assumed = open_table(SHIPPED / "tables" / "city_t6_green_factories.csv")
    taken = intake(config)
    assert list(taken.values.columns) == ["green_factories_new count", "green_factories_total count"]
    assert taken.values.loc["440300", "green_factories_total count"] == 78
    assert len(taken.members) == 15
    assert any("“list”列区分几份名单" in say("zh", one) for one in assumed)
    assert any(
        "rank_blank_tie" in say("en", one) and "report_line (a serial number)" in say("en", one)
        for one in assumed
    )


def test_rows_that_are_things_are_counted() -> None:
    config, _ = open_table(SHIPPED / "tables" / "city_t5_innovation_centres.csv")
    taken = intake(config.model_copy(update={"lang": "en"}))
    assert taken.values["rows"].to_dict()["440300"] == 3
    assert taken.values["rows"].sum() == 17
    assert Message("study.notes.about", rows=17, units=14) in taken.notes


def written(path: Path, rows: list[list[object]], *, encoding: str = "utf-8", mark: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as handle:
        csv.writer(handle, delimiter=mark).writerows(rows)
    return path


def taken(path: Path, **asked: str) -> Intake:
    return intake(open_table(path, **asked)[0])


WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
PLACES = {
    "title in GB18030": ([["2022年工业强县榜"], HEADS, *ROWS], {"encoding": "gb18030"}),
    "byte order mark": ([HEADS, *ROWS], {"encoding": "utf-8-sig"}),
    "UTF-16": ([HEADS, *ROWS], {"encoding": "utf-16"}),
    "tabs": ([HEADS, *ROWS], {"mark": "\t"}),
    "semicolons": ([HEADS, *ROWS], {"mark": ";"}),
    "full width": (
        [["排　名", "省 份", "地级 市", "县（市）", "ＧＤＰ（亿元）"]]
        + [[str(r).translate(WIDE), f"　{p}", f"{c} ", f"{n[:1]}　{n[1:]}", str(v).translate(WIDE)] for r, p, c, n, v in ROWS],
        {},
    ),
    "units in cells": ([HEADS, *([*row[:4], f"{row[4]}亿元"] for row in ROWS)], {}),
    "blank rows, a total, a note": (
        [HEADS, *ROWS[:9], [""] * 5, *ROWS[9:], ["", "", "", "", ""], ["合计", "", "", "", "99,999"], ["注：数据来自统计年鉴，带*的为快报数。", "", "", "", ""]],
        {},
    ),
    "totals and means among the rows": (
        [HEADS, ["", "", "", "全省合计", "9"], *ROWS[:9], ["—", "", "", "小计", "5"], *ROWS[9:], ["", "平均", "", "", "2"]],
        {},
    ),
    "ties": ([HEADS, *([t, *row[1:]] for t, row in zip(["1", "=2", "并列2", "T4", "第5名", *range(6, 25)], ROWS, strict=True))], {}),
    "marks on names": ([HEADS, *([*row[:3], f"{row[3]}{m}", row[4]] for row, m in zip(ROWS, ["*", "①", "（★）", "[1]"] * 6, strict=True))], {}),
    "names in brackets": ([HEADS, *([*row[:3], f"（{row[3]}）", row[4]] for row in ROWS)], {}),
    "two rows of headings": (
        [["排名", "地区", "地区", "地区", "经济"], ["", "省", "地级市", "县（市）", "GDP（亿元）"], *ROWS],
        {},
    ),
    "provinces named once": (
        [HEADS, *([r, p if k == 0 or p != ROWS[k - 1][1] else "", *rest] for k, (r, p, *rest) in enumerate(ROWS))],
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PLACES)
def test_tables_as_people_keep_them(tmp_path: Path, case: str) -> None:
    rows, how = PLACES[case]
    path = written(tmp_path / "t.csv", rows, **how)
    config, _ = open_table(path)
    found = intake(config)
    assert config.title == ("2022年工业强县榜" if "title" in case else "t")
    assert sorted(found.codes) == sorted(LIST.index)
    assert len(found.left_out) == 0
    assert found.values.iloc[:, 0].to_dict() == {
        code: pytest.approx(5000 - 31.5 * rank) for code, rank in LIST["rank"].items()
    }
    assert say("en", found.eligible_note).startswith(
        "counties (county-level units other than urban districts)"
    )
    if "total" in case:
        assert "study.notes.totals" in {note.id for note in found.notes}


def test_percent_signs_thousands_and_several_units(tmp_path: Path) -> None:
    rows = [["县市", "增速", "人口", "GDP（万元）"]]
    rows += [[row[3], f"{k}.5%", f"{k}万人", f"1,{k:03d}.0"] for k, row in enumerate(ROWS)]
    values = taken(written(tmp_path / "t.csv", rows)).values
    assert values.loc["320583"].to_dict() == {"增速": 0.5, "人口": 0.0, "GDP": 1000.0}


def test_english_headings(tmp_path: Path) -> None:
    rows = [["Rank", "Province", "City", "County", "GDP (100m CNY)"], *ROWS]
    config, assumed = open_table(written(tmp_path / "t.csv", rows))
    assert said(config) == {
        "name": "County",
        "province": "Province",
        "prefecture": "City",
        "rank": "Rank",
        "columns": ["GDP (100m CNY)"],
        "units": "counties",
    }
    assert say("en", assumed[0]) == (
        "units are named in column 'County', provinces in 'Province', prefectures in 'City'; "
        "they are county-level units"
    )


def test_parents_told_by_their_cells(tmp_path: Path) -> None:
    rows = [["A", "B", "C"], *([p, c, n] for _, p, c, n, _ in ROWS)]
    config, _ = open_table(written(tmp_path / "t.csv", rows))
    assert said(config) == {"name": "C", "province": "A", "prefecture": "B", "units": "counties"}


def test_cities_with_municipalities_and_a_total(tmp_path: Path) -> None:
    names = ["上海市", "北京", "深圳市", "重庆", "广州市", "苏州市", "成都", "杭州市", "全国"]
    rows = [["城市", "GDP（亿元）"], *([name, 100 - k] for k, name in enumerate(names))]
    config, _ = open_table(written(tmp_path / "t.csv", rows))
    assert said(config) == {"name": "城市", "level": "prefecture", "columns": ["GDP"], "units": "cities"}
    assert config.eligible.municipalities
    found = intake(config)
    assert len(found.members) == 8
    assert len(found.eligible) == 297


def test_every_prefecture_is_no_list_of_cities(tmp_path: Path) -> None:
    table = units_of("2023-07-31", "prefecture")
    rows = [
        ["地级单位", "数"],
        *([name, k] for k, name in enumerate(table.loc[table["kind"].ne("县级"), "name"])),
    ]
    config, _ = open_table(written(tmp_path / "t.csv", rows))
    assert (config.table.level, config.eligible.units) == ("prefecture", "all")
    found = intake(config)
    assert found.covers
    assert "全部地级单元" in say("zh", found.eligible_note)


def test_old_names_and_codes_of_their_own_day(tmp_path: Path) -> None:
    units = [
        ("章丘市", "370181"),
        ("胶南市", "370284"),
        ("长乐市", "350182"),
        ("宁乡县", "430124"),
        ("无为县", "341422"),
    ]
    units += [
        ("京山县", "420821"),
        ("神木县", "610821"),
        ("海安县", "320621"),
        ("玉环县", "331021"),
        ("昆山市", "320583"),
    ]
    units += [("鼓楼区", "320106"), ("鼓楼区", "320302")]
    config, _ = open_table(written(tmp_path / "t.csv", [["县", "代码"], *units]))
    assert config.table.as_of == "2010-12-31"
    found = place(config)
    assert found.match.frame["adcode"].tolist() == [code for _, code in units]
    assert found.match.frame["status"].tolist()[-2:] == ["by_code", "by_code"]
    assert found.codes.tolist()[:2] == ["370114", "370211"]  # 章丘区, 黄岛区
    assert "study.codes.other" not in {note.id for note in found.notes}
    today = place(
        config.model_copy(update={"table": config.table.model_copy(update={"as_of": "2023-07-31"})})
    )
    assert any("codes of no unit on 2023-07-31" in say("en", note) for note in today.notes)


def test_what_was_eligible_then_is_eligible_now(tmp_path: Path) -> None:
    names = [
        "章丘市",
        "胶南市",
        "长乐市",
        "宁乡县",
        "无为县",
        "京山县",
        "神木县",
        "海安县",
        "玉环县",
        "昆山市",
    ]
    found = taken(written(tmp_path / "t.csv", [["县"], *([name] for name in names)]))
    assert {"370114", "370211", "350112"} <= set(found.members)  # districts today, counties then
    assert "按 2010-12-31 的建制" in say("zh", found.eligible_note)
    assert "study.notes.outside" not in {note.id for note in found.notes}


@pytest.mark.parametrize(
    ("as_of", "units"),
    [("2000-12-31", "all"), ("2005-12-31", "counties"), ("2014-12-31", "all"), ("2005-12-31", "listed")],
)
def test_the_eligible_units_of_any_day_are_units_of_the_graph(tmp_path: Path, as_of: str, units: str) -> None:
    names = ["昆山市", "江阴市", "儋州市", "长沙县", "宣武区", "崇文区"]
    path = written(tmp_path / "t.csv", [["县"], *([name] for name in names)])
    config, _ = open_table(path, as_of=as_of)
    found = intake(
        config.model_copy(update={"eligible": config.eligible.model_copy(update={"units": units})})
    )
    assert set(found.eligible) <= set(found.units)
    assert set(found.members) <= set(found.eligible)
    assert len(found.eligible) > (1_700 if units != "listed" else 2)


@pytest.mark.parametrize("order", [("说明", "数据"), ("数据", "说明")])
def test_the_sheet_is_found_under_merged_cells(tmp_path: Path, order: tuple[str, str]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in order:
        page = book.create_sheet(name)
        if name == "说明":
            for line in ("填表说明", "本表由统计处填报", "联系人：张三"):
                page.append([line])
            continue
        page.append(["2023年强县"])
        page.merge_cells("A1:D1")
        page.append(["省", "县（市）", "经济", None])
        page.append([None, None, "GDP（亿元）", "增速（%）"])
        page.merge_cells("C2:D2")
        page.merge_cells("A2:A3")
        page.merge_cells("B2:B3")
        first, last = 4, ""
        for k, (_, province, _, unit, value) in enumerate(sorted(ROWS, key=lambda row: str(row[1])), start=4):
            page.append(
                [province if province != last else None, unit, float(str(value).replace(",", "")), k / 10]
            )
            if province != last and k - 1 > first:
                page.merge_cells(f"A{first}:A{k - 1}")
            first, last = (k, str(province)) if province != last else (first, last)
    book.save(tmp_path / "t.xlsx")
    config, assumed = open_table(tmp_path / "t.xlsx")
    assert config.table.sheet == "数据"
    assert config.table.columns == ["经济/GDP", "经济/增速"]
    assert "取“数据”" in say("zh", assumed[0])
    found = intake(config)
    assert sorted(found.codes) == sorted(LIST.index)


def test_of_two_sheets_of_units_the_fuller_is_taken_and_the_other_named(tmp_path: Path) -> None:
    with pd.ExcelWriter(tmp_path / "t.xlsx") as book:
        for name, rows in (("初评", ROWS[:10]), ("终评", ROWS)):
            pd.DataFrame(rows, columns=HEADS).to_excel(book, sheet_name=name, index=False)
    config, assumed = open_table(tmp_path / "t.xlsx")
    assert config.table.sheet == "终评"
    assert "“初评”里也有单元名称，要用它请加 --sheet" in say("zh", assumed[0])
    assert len(intake(open_table(tmp_path / "t.xlsx", sheet="初评")[0]).members) == 10


@pytest.mark.parametrize("heading", ["", "Unnamed: 0", "index", "OBJECTID"])
def test_row_numbers_of_other_programs_are_no_indicator(tmp_path: Path, heading: str) -> None:
    rows = [[heading, "县（市）", "得分"], *([k, row[3], 90 - k] for k, row in enumerate(ROWS))]
    config, _ = open_table(written(tmp_path / "t.csv", rows))
    assert config.table.columns == ["得分"]


def test_numbers_that_measure_nothing_are_set_aside(tmp_path: Path) -> None:
    rows = [["县（市）", "得分", "省内排名", "经度", "是否入选", "联系电话", "批次", "区划代码"]]
    rows += [
        [row[3], 90.5 - k, k % 7 + 1, 120.5 + k, k % 2, 5_550_100 + k, 3, code]
        for k, (row, code) in enumerate(zip(ROWS, LIST.index, strict=True))
    ]
    config, assumed = open_table(written(tmp_path / "t.csv", rows))
    assert config.table.columns == ["得分"]
    assert config.table.rank is None
    text = say("zh", assumed[-1])
    for part in (
        "省内排名（名次）",
        "经度（坐标）",
        "是否入选（只有 0 和 1 的标记）",
        "批次（所有行都一样）",
    ):
        assert part in text


def test_words_among_numbers_and_headings_far_down(tmp_path: Path) -> None:
    rows = [
        ["一、二"],
        ["说明一", "说明二", "说明三"],
        ["县（市）", "得分", "备注"],
        *([row[3], 90, "好"] for row in ROWS),
    ]
    rows[4][1] = "约90"
    path = written(tmp_path / "t.csv", rows)
    with pytest.raises(LianpianError, match="row 5, column 得分: '约90' is no number"):
        open_table(path, header=3)
    config, _ = open_table(path, header=3, numbers="missing")
    assert (config.table.header, config.table.numbers) == (3, "missing")
    found = place(config)
    assert found.frame["得分"].isna().sum() == 1
    assert [say("zh", note) for note in found.notes] == ["1 个数值单元格里不是数，按缺失处理：5 得分: 约90"]
    assert [say("en", note) for note in found.notes] == [
        "1 cells of numbers hold none and are taken as missing: 5 得分: 约90"
    ]


def test_a_yearbook_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page["B1"] = "附表3　2022年部分县（市）主要经济指标"
    page.merge_cells("B1:G1")
    page["G2"] = "单位：亿元、%"
    page.append([None, "位次", "县\n（市）", "地  区\n生产总值", None, "预算收入", None])
    page.append([None, None, None, "总量", "增速", "总量", "增速"])
    for area in ("D3:E3", "F3:G3", "B3:B4", "C3:C4"):
        page.merge_cells(area)
    for province, group in LIST.groupby("province", sort=False):
        page.append([None, None, province, 9999.9, 5, 999, 1])
        for rank, name in group[["rank", "name"]].itertuples(index=False):
            page.append([None, str(rank), f"  {name}", f"{5000 - rank}.5", "3.1", str(100 + rank), 2])
    page.append([None, None, "合  计", 99999, 5.1, 999, 2])
    page.append([])
    page.append([None, "注：1.数据为快报数。"])
    page.append([None, "2.增速按可比价计算。"])
    book.save(tmp_path / "t.xlsx")
    config, _ = open_table(tmp_path / "t.xlsx")
    assert config.title == "2022年部分县（市）主要经济指标"
    assert config.table.rank == "位次"
    found = intake(config)
    assert list(found.values) == [
        "地区生产总值/总量",
        "地区生产总值/增速",
        "预算收入/总量",
        "预算收入/增速",
    ]
    assert found.values.loc["320583"].tolist() == [4999.5, 3.1, 101.0, 2.0]
    assert sorted(found.codes.dropna()) == sorted(LIST.index)
    assert set(found.left_out["reason"]) == {"province_in_county_column"}
    assert "study.notes.totals" in {note.id for note in found.notes}

"""Which level a table is of, and what the rows of other levels are."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from boundaries import divisions
from boundaries._units import units_beside
from boundaries.language import say
from geo.study.table.config import Config, StudyError
from geo.study.table.intake import Intake, intake
from geo.study.table.levels import read_rows
from geo.study.table.opening import open_table
from geo.study.table.place import Placed, place

DAY = "2023-07-31"
COUNTIES, CITIES = divisions(DAY), divisions(DAY, level="prefecture")
SOME = COUNTIES[COUNTIES["province"].isin(["江苏省", "浙江省"])]
CODES = SOME.index


def written(folder: Path, rows: list[list[object]]) -> Path:
    path = folder / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)
    return path


def placed(folder: Path, rows: list[list[object]], **asked: str) -> tuple[Config, Placed]:
    config, _ = open_table(written(folder, rows), **asked)
    return config, place(config, whole=True)


def four_levels(*, nested: bool) -> tuple[list[list[object]], list[str | None]]:
    """A yearbook's rows: province, its cities, each with its 市辖区, its districts and a zone; and their codes."""
    rows: list[list[object]] = []
    truth: list[str | None] = []

    def put(province: str, city: str, name: str, code: str | None) -> None:
        rows.append([name, 100 + len(rows)] if nested else [province, city, name, 100 + len(rows)])
        truth.append(code)

    for province, counties in SOME.groupby("province", sort=False):
        put(province, province, province, None)
        for city, own in counties.groupby("prefecture", sort=False):
            put(province, city, city, None)
            put(province, city, "市辖区", None)
            for code, name in own["name"].items():
                put(province, city, name, code)
            put(province, city, f"{city[:-1]}经济技术开发区", None)
    return rows, truth


@pytest.mark.parametrize("nested", [False, True])
def test_the_finest_level_is_taken_and_the_rows_above_are_known(tmp_path: Path, nested: bool) -> None:
    rows, truth = four_levels(nested=nested)
    head = ["地区", "人口（万人）"] if nested else ["省", "市", "区县", "人口（万人）"]
    config, found = placed(tmp_path, [head, *rows])
    frame = found.match.frame
    assert config.table.level == "county"
    assert [code if isinstance(code, str) else None for code in frame["adcode"]] == truth
    assert set(frame.loc[frame["adcode"].isna(), "status"]) == {"upper", "city_proper", "zone"}
    assert int(frame["status"].eq("upper").sum()) == 2 + SOME["prefecture_code"].nunique()


def test_codes_of_a_mixed_table(tmp_path: Path) -> None:
    rows, truth = four_levels(nested=False)
    codes = [code or "" for code in truth]
    table = [
        ["区划代码", "省", "市", "区县", "人口"],
        *([c, *row] for c, row in zip(codes, rows, strict=True)),
    ]
    config, found = placed(tmp_path, table)
    assert config.table.level == "county" and config.table.adcode == "区划代码"
    assert found.codes.dropna().tolist() == [code for code in truth if code]


def test_totals_above_are_in_no_test_and_said(tmp_path: Path) -> None:
    rows, truth = four_levels(nested=False)
    config, _ = open_table(written(tmp_path, [["省", "市", "区县", "人口（万人）"], *rows]))
    taken = intake(config)
    assert taken.values.index.tolist() == sorted(code for code in truth if code)
    assert set(taken.left_out["status"]) == {"upper", "city_proper", "zone"}
    assert len(taken.left_out) == truth.count(None)


def test_short_names_of_cities_above_their_counties(tmp_path: Path) -> None:
    rows: list[list[object]] = [["地区", "人口"]]
    truth = []
    for city, own in SOME.groupby("prefecture", sort=False):
        rows.append([city.removesuffix("市"), 1])
        rows += [[name, 2] for name in own["name"]]
        truth += [None, *own.index]
    _, found = placed(tmp_path, rows)
    assert [code if isinstance(code, str) else None for code in found.match.frame["adcode"]] == truth


def test_a_ranking_with_a_city_in_it_is_no_nested_table(tmp_path: Path) -> None:
    names = ["昆山市", "江阴市", "苏州市", "晋江市", "慈溪市", "鼓楼区", "义乌市"]
    _, found = placed(tmp_path, [["县（市）", "得分"], *([name, 9 - i] for i, name in enumerate(names))])
    frame = found.match.frame
    assert frame["adcode"].notna().tolist() == [True, True, False, True, True, False, True]
    assert frame["reason"].iloc[5] == "same_name_in_several_places"


def test_cities_of_hainan_beside_its_counties_are_one_level(tmp_path: Path) -> None:
    names = ["海口市", "三亚市", "三沙市", "儋州市", "文昌市", "琼海市", "陵水县", "昌江县", "琼中县"]
    config, found = placed(tmp_path, [["地区", "GDP"], *([name, i] for i, name in enumerate(names))])
    assert config.table.level == "prefecture"
    assert found.codes.tolist() == ["460100", "460200", "460300", "460400", "469005", "469002", "469028", "469026", "469030"]  # fmt: skip


def test_prefectures_with_the_counties_of_no_prefecture(tmp_path: Path) -> None:
    alone = COUNTIES[COUNTIES["prefecture"].eq("直辖县")]
    names = [*CITIES.loc[CITIES["kind"].ne("直辖"), "name"], *alone["name"]]
    config, found = placed(tmp_path, [["市州", "GDP"], *([name, i] for i, name in enumerate(names))])
    assert config.table.level == "prefecture"
    assert found.codes.notna().all()


def test_provinces_are_a_level(tmp_path: Path) -> None:
    tops = divisions(DAY, level="province")["name"]
    tops = [name for name in tops if name[:2] not in ("台湾", "香港", "澳门")]
    config, found = placed(tmp_path, [["省份", "产值"], *([name, i] for i, name in enumerate(tops))])
    assert config.table.level == "province" and config.eligible.units == "provinces"
    taken = intake(config)
    assert len(taken.values) == len(taken.eligible) == 31 and taken.covers
    assert found.codes.notna().all()


def test_four_municipalities_are_prefectures_and_beside_provinces_provinces(tmp_path: Path) -> None:
    four = ["北京市", "天津市", "上海市", "重庆市"]
    config, _ = placed(tmp_path, [["名称", "值"], *([name, i] for i, name in enumerate(four))])
    assert config.table.level == "prefecture"
    config, _ = placed(
        tmp_path, [["名称", "值"], *([name, i] for i, name in enumerate([*four, "江苏", "浙江", "安徽"]))]
    )
    assert config.table.level == "province"


def test_a_province_by_its_number_decides_between_units_of_one_name(tmp_path: Path) -> None:
    table = [
        ["区县", "省", "人口"],
        ["鼓楼区", 41, 5],
        ["和平区", 12, 6],
        ["昆山市", 32, 7],
        ["江阴市", 32, 8],
    ]
    config, found = placed(tmp_path, table)
    assert config.table.province == "省" and config.table.columns == ["人口"]
    assert found.codes.tolist() == ["410204", "120101", "320583", "320281"]


def test_codes_of_counties_beside_names_of_their_cities(tmp_path: Path) -> None:
    rows = [[SOME.loc[code, "prefecture"], code, i] for i, code in enumerate(CODES)]
    config, found = placed(tmp_path, [["市", "代码", "值"], *rows])
    assert config.table.level == "county" and config.table.name == "代码"
    assert found.codes.tolist() == list(CODES)


def test_codes_of_cities_beside_names_of_counties_are_parents(tmp_path: Path) -> None:
    rows = [[SOME.loc[code, "name"], f"{code[:4]}00", i] for i, code in enumerate(CODES)]
    config, found = placed(tmp_path, [["区县", "地市代码", "值"], *rows])
    assert config.table.level == "county" and config.table.columns == ["值"]
    assert found.codes.tolist() == list(CODES)


def test_names_and_codes_of_different_units_are_two_readings(tmp_path: Path) -> None:
    codes = list(CODES[:20])
    rows = [[SOME.loc[code, "name"], other, SOME.loc[code, "province"], SOME.loc[code, "prefecture"]] for code, other in zip(codes, [*codes[1:], codes[0]], strict=True)]  # fmt: skip
    with pytest.raises(StudyError) as refused:
        placed(tmp_path, [["区县", "代码", "省", "市"], *rows])
    told = say("zh", refused.value.message)
    assert "区县" in told and "代码" in told and "20 行不一致" in told


def test_one_wrong_code_among_many_is_a_note(tmp_path: Path) -> None:
    codes = list(CODES[:20])
    rows = [[SOME.loc[c, "name"], "330106" if i == 3 else c, SOME.loc[c, "prefecture"]] for i, c in enumerate(codes)]  # fmt: skip
    _, found = placed(tmp_path, [["区县", "代码", "市"], *rows])
    assert found.codes.tolist() == codes
    assert any("330106" in say("zh", note) for note in found.notes)


def test_taiwan_hong_kong_and_macau_among_cities(tmp_path: Path) -> None:
    beside = [name for name in units_beside()["name"] if name in ("台北市", "桃园市", "高雄市")]
    names = [*CITIES.loc[CITIES["kind"].eq("地级市"), "name"].head(30), *beside, "香港", "澳门"]
    config, found = placed(tmp_path, [["城市", "分"], *([name, i] for i, name in enumerate(names))])
    frame = found.match.frame
    assert config.table.level == "prefecture"
    assert frame["status"].tolist()[30:] == ["outside"] * 5 and frame["adcode"].notna().sum() == 30


def test_a_city_with_its_year_does_not_beat_its_city(tmp_path: Path) -> None:
    cities = CITIES.loc[CITIES["kind"].eq("地级市"), "name"].head(20)
    rows = [[f"{name[:-1]}{year}", name, year, i] for year in (2016, 2017) for i, name in enumerate(cities)]
    config, _ = placed(tmp_path, [["城市年份", "城市", "年份", "GDP"], *rows])
    assert config.table.name == "城市" and config.table.year == "年份" and config.table.columns == ["GDP"]


def test_blank_parents_stand_for_the_one_above(tmp_path: Path) -> None:
    rows: list[list[object]] = []
    for city, own in SOME.groupby("prefecture", sort=False):
        rows += [[city if i == 0 else "", name, i] for i, name in enumerate(own["name"])]
    _, found = placed(tmp_path, [["地级市", "区县", "值"], *rows])
    assert found.codes.tolist() == [
        code for _, own in SOME.groupby("prefecture", sort=False) for code in own.index
    ]


def test_prefectures_of_2010_lie_on_what_became_of_them(tmp_path: Path) -> None:
    then = divisions("2010-12-31", level="prefecture")
    names = then.loc[then["kind"].ne("直辖"), "name"]
    names = names[~then.loc[names.index, "province"].isin(["北京市", "天津市", "上海市", "重庆市"])]
    config, found = placed(tmp_path, [["市州", "GDP"], *([name, i] for i, name in enumerate(names))])
    today = dict(zip(names, found.codes, strict=True))
    # its counties went to three cities in 2011
    assert [name for name, code in today.items() if pd.isna(code)] == ["巢湖市"]
    heirs = {
        "莱芜市": "370100",
        "毕节地区": "520500",
        "铜仁地区": "520600",
        "日喀则地区": "540200",
        "哈密地区": "650500",
        "海东地区": "630200",
    }
    assert {name: today[name] for name in heirs} == heirs
    assert config.table.as_of < "2011-08-22"


def test_a_renamed_row_does_not_change_what_the_list_is_of(tmp_path: Path) -> None:
    names = [
        "胶州市",
        "平度市",
        "莱西市",
        "即墨市",
        "章丘市",
        "龙口市",
        "招远市",
        "荣成市",
        "滕州市",
        "寿光市",
    ]
    config, found = placed(tmp_path, [["名称", "得分"], *([name, 9 - i / 9] for i, name in enumerate(names))])
    assert config.eligible.units == "counties" and found.codes.notna().all()


def both_lists() -> pd.DataFrame:
    kinds = COUNTIES["kind"].eq("市辖区")
    counties, districts = COUNTIES[~kinds].iloc[::45].head(40), COUNTIES[kinds].iloc[::22].head(40)
    parts = [part.assign(rank=range(1, 41)) for part in (counties, districts)]
    return pd.concat(parts)[["rank", "province", "prefecture", "name"]]


def test_two_rankings_in_one_table_are_two_lists(tmp_path: Path) -> None:
    lists = both_lists()
    path = written(tmp_path, [["排名", "省", "市", "名称"], *lists.values.tolist()])
    config, assumed = open_table(path)
    assert config.table.part == "counties" and config.eligible.units == "counties"
    assert any("两份名单" in say("zh", one) for one in assumed)
    taken: Intake = intake(config)
    assert taken.members.tolist() == sorted(lists.index[:40])
    assert set(taken.left_out["status"]) == {"other_list"}
    other = config.model_copy(update={"table": config.table.model_copy(update={"part": "districts"})})
    assert set(place(other).codes.dropna()) == set(lists.index[40:])


def test_rows_are_what_they_are_whatever_stands_beside() -> None:
    table = pd.DataFrame({"n": ["江苏省", "苏州市", "市辖区", "昆山市", "合计", "无锡市"]})
    found = read_rows(table, name="n", province=None, prefecture=None, adcode=None, level="county", as_of=DAY)
    # 无锡市 has no unit in the table: it is no total of anything that is there
    assert found.match.frame["status"].tolist() == [
        "upper",
        "upper",
        "city_proper",
        "exact",
        "total",
        "not_found",
    ]
    assert found.units == 0.5

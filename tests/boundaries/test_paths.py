"""Cells that hold more than a name: paths, addresses, second scripts; and names from outside the lists."""

import pandas as pd
import pytest

import boundaries
from boundaries.outside import outside
from boundaries.reasons import reason_words


def read(name: str, level: str = "county", **parents: str) -> pd.Series:
    table = pd.DataFrame({"name": [name], **{key: [value] for key, value in parents.items()}})
    return boundaries.match(table, name="name", level=level, **{k: k for k in parents}).frame.iloc[0]


PATHS = {
    "中国,江苏省,苏州市,昆山市": "320583",
    "中国，江苏省，苏州市，昆山市": "320583",
    "江苏省>苏州市>昆山市": "320583",
    "江苏省 > 苏州市 > 昆山市": "320583",
    "江苏省→苏州市→昆山市": "320583",
    "江苏省-苏州市-昆山市": "320583",
    "江苏省/苏州市/昆山市": "320583",
    "江苏省\\苏州市\\昆山市": "320583",
    "江苏省|苏州市|昆山市": "320583",
    "江苏 苏州 昆山": "320583",
    "江苏省,苏州市,昆山市,玉山镇": "320583",
    "昆山市, 苏州市, 江苏省": "320583",
    "中国江苏省苏州市昆山市": "320583",
    "上海市,上海市,浦东新区": "310115",
    "北京市/市辖区/朝阳区": "110105",
    "江苏省,徐州市,鼓楼区": "320302",
}


@pytest.mark.parametrize("cell", PATHS)
def test_a_path_leads_to_its_finest_unit(cell: str) -> None:
    assert read(cell)["adcode"] == PATHS[cell]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("江苏省苏州市昆山市前进中路167号", "320583"),
        ("江苏省苏州市昆山市玉山镇", "320583"),
        ("北京市朝阳区建国路1号", "110105"),
        ("南京市鼓楼区中山北路30号5幢", "320106"),
        ("昆山市前进路100号", "320583"),
    ],
)
def test_an_address_lies_in_its_unit(cell: str, code: str) -> None:
    found = read(cell)
    assert found["adcode"] == code and "address" in found["reason"]


@pytest.mark.parametrize(
    "cell",
    [
        "昆山市、太仓市",
        "昆山市,太仓市",
        "昆山市/太仓市",
        "昆山市开发区",
        "苏州市吴中区太湖旅游度假区",
        "玉山镇",
        "朝阳区建国路1号",
    ],
)
def test_several_units_zones_and_towns_alone_are_no_path(cell: str) -> None:
    assert pd.isna(read(cell)["adcode"])


def test_a_path_says_of_a_coarser_unit_what_it_is() -> None:
    assert read("中国,江苏省,苏州市")["reason"] == "prefecture_in_county_column"
    assert read("中国,江苏省,苏州市", "prefecture")["adcode"] == "320500"
    assert pd.isna(read("中国,江苏省,苏州市,昆山市", "prefecture")["adcode"])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("回民区ᠬᠣᠲᠠ", "150103"),
        ("天山区تەڭرىتاغ رايونى", "650102"),
        ("昆山市 Kunshan City", "320583"),
        ("Kunshan 昆山市", "320583"),
        ("昆山市（Kunshan）", "320583"),
        ("堆龙德庆区སྟོད་ལུང་བདེ་ཆེན་ཆུས།", "540103"),
    ],
)
def test_a_second_script_beside_the_name(cell: str, code: str) -> None:
    assert read(cell)["adcode"] == code


@pytest.mark.parametrize(
    "name",
    [
        "桃园市",
        "台北市",
        "臺北",
        "花莲县",
        "香港",
        "九龙城区",
        "澳门特别行政区",
        "花地玛堂区",
        "台湾省台中市",
    ],
)
@pytest.mark.parametrize("level", ["county", "prefecture"])
def test_hong_kong_macau_and_taiwan_have_a_status_of_their_own(name: str, level: str) -> None:
    found = read(name, level)
    assert found["status"] == "outside" and pd.isna(found["adcode"]) and pd.isna(found["suggestion"])
    assert found["candidates"] == (outside(name),)


def test_a_mainland_unit_of_the_same_name_comes_first() -> None:
    assert read("东区", prefecture="攀枝花市")["adcode"] == "510402"
    assert read("南区", prefecture="苏州市")["status"] == "not_found"


@pytest.mark.parametrize("name", ["市辖区", "苏州市市辖区", "苏州市本级", "市本级", "市直"])
def test_rows_of_a_city_itself_are_said(name: str) -> None:
    assert read(name)["reason"] == "city_proper"
    assert "市" in reason_words("city_proper", "zh")


@pytest.mark.parametrize("name", ["陵水县", "昌江县", "琼中县", "保亭县", "神农架"])
def test_counties_of_no_prefecture_keep_their_short_names_among_prefectures(name: str) -> None:
    assert read(name, "prefecture")["adcode"] == read(name)["adcode"]


def test_the_level_above_says_that_a_name_is_below_it() -> None:
    assert read("昆山市", "prefecture")["reason"] == "county_in_upper_column"
    assert read("苏州市", "province")["reason"] == "prefecture_in_province_column"
    assert read("江苏省", "prefecture")["reason"] == "province_in_prefecture_column"
    assert read("苏州工业园区", "prefecture")["reason"] == "development_zone"

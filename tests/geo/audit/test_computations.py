"""Every named computation against an answer made by hand, from the printed tables or the division lists."""

import itertools
import json

import pytest

import geo.audit.place_computations
import geo.audit.table_computations  # noqa: F401  (enters its computations in the register)
from boundaries.errors import TableError
from boundaries.language import Message, say
from geo.audit.comparison import compare
from geo.audit.computations import COMPUTATIONS
from geo.audit.faults import calls
from geo.audit.records import read_claims

COUNTY, DISTRICT, CITY, PARK = (
    "caict-county-2023",
    "caict-district-2023",
    "caict-city-2023",
    "caict-park-2022",
)
T9 = {"table": "city_t9_little_giants_champions"}
T11 = {"table": "city_t11_region_iva"}
FIVE = {"list": COUNTY, "ranks": [1, 5]}  # 昆山 江阴 晋江 张家港 慈溪
YICHUN = {"prefecture": "伊春市", "start": "2018-12-31", "end": "2019-12-31"}

CASES = [
    ("none", {}, None),
    ("count", FIVE | {"province": "江苏省"}, 3),
    ("names", FIVE | {"province": "福建省"}, ["晋江市"]),
    ("all_pass", {"list": COUNTY, "names": ["昆山市", "长沙县"], "plate": "东部"}, False),
    ("absent", {"list": CITY, "names": ["苏州市", "金华市"]}, 1),
    ("ranks", {"list": COUNTY, "names": ["慈溪市", "昆山市"]}, [5, 1]),
    ("count_by", FIVE | {"by": "province", "order": ["江苏", "浙江+福建"]}, [3, 2]),
    ("distinct", FIVE | {"by": "province"}, ["江苏", "福建", "浙江"]),
    ("provinces_without", {"list": COUNTY, "counted": True}, 9),  # 27 provinces less 18
    (
        "first_by_province",
        {"list": DISTRICT},
        [["龙岗区", 1], ["武进区", 7], ["黄岛区", 11], ["北仑区", 12], ["雨花区", 20]],
    ),
    ("stars", {"list": DISTRICT}, 17),
    ("percent", {"top": ["count", FIVE | {"province": "江苏省"}], "bottom": ["count", FIVE]}, 60.0),
    ("ratio", {"top": ["count", FIVE | {"province": "江苏省"}], "bottom": ["count", FIVE]}, 0.6),
    ("difference", {"a": ["count", FIVE], "b": ["count", FIVE | {"plate": "东部"}]}, 0),
    ("each", {"calls": [["count", FIVE], ["arithmetic", {"expression": "1+1"}]]}, [5, 2]),
    ("figure14_row", {"list": COUNTY, "band": "1~10", "ranks": [1, 10]}, []),
    ("figure14_columns", {}, 17),
    ("named", {"list": DISTRICT, "claim": "B055", "counted": True}, 13),
    ("named_plates", {"list": CITY, "claim": "C050"}, ["东部"]),
    ("named_capitals", {"claim": "C052"}, 6),  # 南京 合肥 长沙 济南 杭州 西安
    ("in_region", {"list": CITY, "region": ["city_cluster", "粤港澳大湾区城市群"]}, 5),
    ("in_some_variant", {"list": COUNTY, "region": ["subregion", "鲁南经济圈"]}, 2),  # 邹城 滕州
    (
        "share_inside",
        {"list": COUNTY, "parts": [["湖南省", "metro", "长株潭都市圈"]]},
        [80.0],  # all but 邵东
    ),
    (
        "all_inside",
        {"list": COUNTY, "province": "河北省", "regions": [["subregion", "冀东"]]},
        False,  # 武安 is in the south
    ),
    ("outside_clusters", {"list": DISTRICT}, 1),  # 金川区
    ("covered", {"list": COUNTY, "scheme": "city_cluster"}, 95),
    ("full_coverage", {"list": COUNTY, "region": ["subregion", "嘉湖甬绍四市"]}, True),
    ("regions", {"scheme": "plate"}, 4),
    ("region_provinces", {"scheme": "national_strategy", "region": "黄河流域"}, 9),
    ("region_prefectures", {"scheme": "national_strategy", "region": "粤港澳大湾区"}, 9),
    ("units", {"date": "2023-07-31", "kinds": "counties", "province": "江苏省"}, 40),
    ("fall", {"start": "2013-12-31", "end": "2016-12-31", "province": "重庆市"}, 7),
    ("provinces_falling", {"start": "2013-12-31", "end": "2016-12-31"}, 25),
    ("largest_falls", {"start": "2013-12-31", "end": "2016-12-31", "n": 1}, ["河北"]),
    ("turnover", YICHUN, [15, 4, 4]),
    (
        "became_districts",
        {
            "cities": [["江苏省", "海门市"], ["江苏省", "启东市"]],
            "start": "2011-12-31",
            "end": "2021-12-31",
        },
        1,
    ),
    ("prefectures", {"plate": "东部"}, 85),  # 11 + 13 + 11 + 9 + 16 + 21 + 4
    ("arithmetic", {"expression": "2*(3+4)-1"}, 13),
    ("national_share", {"part": "4.98831", "total": "retail", "year": 2022}, 100 * 4.98831 / 43.9733),
    ("enumerated", {"text": "a+b+c", "separator": "+"}, 3),
    ("parks", {"list": PARK, "type": "hidz", "province": "江苏省"}, 3),  # 昆山 常熟 江阴
    ("parks_split", {"list": PARK, "plate": "东北"}, [4, 3, 1]),
    ("parks_named", {"list": PARK, "parks": ["昆山经开区", "无此园区"]}, False),
    ("table_sum", {"table": "city_t12_region_firms", "column": "top500_private"}, 258 + 26 + 7 + 2),
    ("table_mean", T11 | {"column": "iva_2022_100m_yuan", "n": 50}, 3600.9),  # 180046 / 50
    ("table_share", T11 | {"row": "东北", "column": "iva_2022_100m_yuan"}, 100 * 5228 / 180046),
    (
        "table_national_share",
        T11 | {"column": "iva_2022_100m_yuan", "total": "industrial_va", "year": 2022},
        100 * 18.0046 / 40.1644,
    ),
    (
        "table_shares_are",
        T11 | {"values": "iva_2022_100m_yuan", "shares": "share_2022_pct"},
        Message("audit.shares.total"),
    ),
    ("table_row", T11 | {"row": "东北", "columns": ["share_2021_pct", "share_2022_pct"]}, [4.3, 2.9]),
    ("table_max", T11 | {"rows": ["西部", "东北"], "columns": ["share_2021_pct"]}, 4.7),
    ("table_distinct", {"table": "city_t5_innovation_centres", "column": "city"}, 14),
    (
        "centres",
        {
            "table": "city_t5_innovation_centres",
            "region": ["city_cluster", "粤港澳大湾区城市群"],
        },
        {"joint": 4, "alone": 3},
    ),
    ("table_count", {"table": "city_t4_capital_primacy", "where": {"region": "东北"}}, 1),  # 沈阳
    (
        "table_count_by",
        {"table": "city_t5_innovation_centres", "by": "city", "distinct": "centre", "least": 2},
        {"深圳市": 3, "武汉市": 2},
    ),
    ("table_rows_in", {"table": "city_t1_gov_report_statements", "list": CITY}, 10),
    ("table_ranks_agree", {"table": "city_t4_capital_primacy", "list": CITY}, 15),
    ("table_top", T9 | {"of": "single_champions", "n": 3, "counts": True}, [83, 65, 34]),
    ("table_cells", T9 | {"of": "single_champions", "cities": ["杭州市", "拉萨市"]}, [34, 0]),
    (
        "table_in_province",
        {"table": "city_t8_top500", "of": "top500_private_manufacturers", "province": "浙江省"},
        5,
    ),
    ("table_leaders", {"table": "city_t8_top500"}, ["杭州市"]),
    (
        "table_above",
        T9 | {"of": "little_giants_new", "limit": 120, "besides": ["深圳市"]},
        ["苏州市", "无锡市", "广州市"],
    ),
    ("table_rank", T9 | {"of": "little_giants_total", "city": "合肥市", "capitals": True}, 6),
    ("clusters_agree", {"table": "city_t10_clusters"}, 14),
    ("clusters_cities", {"table": "city_t10_clusters", "list": CITY}, 16),
    (
        "clusters_named",
        {"table": "city_t10_clusters", "city": "苏州市", "words": ["纺织", "船舶"]},
        1,
    ),
]
MAPPED = {"land_share", "land_share_of_list", "patches", "one_belt"}  # below: they read the layer


@pytest.mark.parametrize(("name", "arguments", "answer"), CASES, ids=[case[0] for case in CASES])
def test_hand_made_answer(name: str, arguments: dict[str, object], answer: object) -> None:
    value = COMPUTATIONS[name](**arguments).value
    if name == "first_by_province":
        value = value[:5]
    assert value == pytest.approx(answer) if isinstance(answer, float) else value == answer


def test_the_share_of_land_lies_where_the_ministry_puts_it() -> None:
    # 1,866 counties: about 90 % of the country; the hundred districts: less than 1 %
    assert 88 < COMPUTATIONS["land_share"](kinds="counties+forest+special").value < 91
    assert 0.5 < COMPUTATIONS["land_share_of_list"](list=DISTRICT).value < 1


def test_patches_and_belts() -> None:
    # 准格尔旗 borders 伊金霍洛旗; 杭锦旗 and 乌审旗 lie between them and 鄂托克旗
    assert COMPUTATIONS["patches"](list=COUNTY, province="内蒙古自治区").value == [2, 1]
    belt = COMPUTATIONS["one_belt"](
        list=COUNTY, beside=DISTRICT, regions=[["subregion", "苏南"]], province=["江苏省"]
    )
    assert set(belt.variants) == {"own", "beside"}
    assert belt.value["beside"] is True


def test_every_computation_is_tested_and_used() -> None:
    tested = {case[0] for case in CASES} | MAPPED
    assert tested == set(COMPUTATIONS)
    used = itertools.chain.from_iterable(calls(c.computation, c.arguments) for c in read_claims())
    assert {name for name, _ in used} == set(COMPUTATIONS)


def test_a_number_printed_with_more_than_is_an_interval() -> None:
    computed = COMPUTATIONS["arithmetic"](expression="over(820)*2")
    assert (computed.value, computed.span) == (1640, (1640, 1660))
    assert COMPUTATIONS["arithmetic"](expression="over(7)+0").span == (7, 8)
    assert compare(computed, 1660, "within_rounding").kind == "rounds"
    assert compare(computed, 1661, "within_rounding").kind == "contradicts"


def test_decimals_are_known_to_half_their_last_digit() -> None:
    low, high = COMPUTATIONS["arithmetic"](expression="1.0/2.0").span
    assert (low, high) == pytest.approx((0.95 / 2.05, 1.05 / 1.95))
    with pytest.raises(TableError, match="plain arithmetic"):
        COMPUTATIONS["arithmetic"](expression="open('x')")


def test_a_share_of_an_unknown_year_is_refused() -> None:
    with pytest.raises(TableError, match="2012; valid: 2021, 2022"):
        COMPUTATIONS["national_share"](part="1", total="gdp", year=2012)


def test_a_contradiction_shows_its_rows() -> None:
    fall = COMPUTATIONS["fall"](start="1999-12-31", end="2002-12-31", province="江苏省")
    assert fall.value == 10
    for name in ("武进市", "锡山市", "吴县市", "江浦县", "六合县", "丹徒县"):
        assert name in say("zh", fall.basis)
    share = COMPUTATIONS["percent"](
        top=["count", {"list": CITY, "province": "湖北省", "change": ["up", "new"]}],
        bottom=["count", {"list": CITY, "province": "湖北省"}],
    )
    assert "宜昌市(36—)" in say("zh", share.basis)
    assert json.dumps(share.value)

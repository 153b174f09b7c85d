"""Names to codes: hand-written cases, and several thousand made from the division tables by rule."""

from pathlib import Path

import pandas as pd
import pytest

from boundaries._divisions import divisions, stretches
from boundaries._match import COLUMNS, MATCHED, match
from boundaries._translate import eve, forward
from boundaries.errors import MatchError
from boundaries.gazetteer import short_forms, title_forms
from boundaries.spelling import _look_alikes, parent_stem

DAY = "2023-07-31"
CASES = pd.read_csv(
    Path(__file__).parent.parent / "known" / "name_cases.csv", comment="#", dtype=str, keep_default_na=False
)
PLACEHOLDER = ("直辖县", "县", "市辖区")


def units() -> pd.DataFrame:
    return divisions(DAY).reset_index()[["adcode", "name", "prefecture", "province"]]


def asked(table: pd.DataFrame, **also: str) -> pd.DataFrame:
    return match(table, name="name", prefecture="prefecture", province="province", **also).frame


def bare(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(prefecture="", province="")


@pytest.mark.parametrize("case", CASES.to_dict("records"), ids=lambda c: f"{c['category']}-{c['name']}")
def test_cases(case: dict[str, str]) -> None:
    day = DAY if case["year"] == "2023" else f"{case['year']}-12-31"
    row = asked(pd.DataFrame([case]), as_of=day).iloc[0]
    if case["expected"].isdigit():
        assert row["adcode"] == case["expected"]
        assert row["unit"] == case["std_name"]
        assert row["status"] in MATCHED
    else:
        assert pd.isna(row["adcode"])
        assert row["status"].replace("_", " ") == case["expected"]
        assert row["reason"] == case["reason"].split("(")[0]
    if case["category"] in ("misspelling", "wrong_suffix"):
        assert row["suggestion"] == case["std_name"]
    if case["expected"] == "ambiguous":
        assert set(row["candidates"]) == set(case["candidates"].split(";"))
    if "应" in case["expected"]:
        assert row["warning"]


@pytest.mark.parametrize("day", ["2000-12-31", "2005-06-30", "2011-12-31", "2018-12-31", "2024-12-31"])
def test_full_names_with_parents_mean_themselves_on_every_day(day: str) -> None:
    table = divisions(day).reset_index().sample(frac=1, random_state=1)
    assert (asked(table, as_of=day)["adcode"] == table["adcode"]).all()


def test_a_full_name_alone_is_its_unit_or_ambiguous() -> None:
    table = units()
    found = asked(bare(table))
    several = table["name"].duplicated(keep=False)
    assert (found["adcode"] == table["adcode"])[~several].all()
    assert found.loc[several, "adcode"].isna().all()
    assert set(found.loc[several, "status"]) == {"ambiguous"}
    for name, rows in table[several].groupby("name"):
        assert set(found.loc[rows.index[0], "candidates"]) == set(rows["adcode"]), name


def test_short_forms_never_mean_another_unit() -> None:
    rows = [
        (code, way, prefecture, province)
        for code, name, prefecture, province in units().itertuples(index=False)
        for way in sorted(short_forms(name) | title_forms(name))
        if name != "井陉矿区"  # 井陉 is 井陉县
    ]
    table = pd.DataFrame(rows, columns=["adcode", "name", "prefecture", "province"])
    for given, most in ((table, 6), (table.assign(prefecture=""), 100), (bare(table), 250)):
        found = asked(given)
        answered = found["adcode"].notna()
        assert (found["adcode"] == table["adcode"])[answered].all()
        assert int((~answered).sum()) <= most
        assert set(found.loc[~answered, "status"]) <= {"ambiguous"}


def test_names_of_other_days_lead_to_an_heir_or_nowhere() -> None:
    old = stretches()
    old = old[old["level"].eq("county") & old["until"].ne("") & old["until"].le(DAY)].reset_index(drop=True)
    heirs = [forward(code, eve(until), DAY) for code, until in zip(old["code"], old["until"], strict=True)]
    found = asked(old)["adcode"]
    strays = [i for i, code in found.dropna().items() if code not in heirs[i]]
    assert strays == []
    lone = [i for i, some in enumerate(heirs) if len(some) == 1]
    silent = old.loc[[i for i in lone if pd.isna(found[i])], "name"]
    assert set(silent) == set()
    assert len(old) > 900


def test_a_wrong_prefecture_is_a_conflict() -> None:
    table = units()
    table = table[~table["prefecture"].isin(PLACEHOLDER)]
    other = table.groupby("province")["prefecture"].transform(
        lambda p: p.to_numpy()[list(range(40, len(p))) + list(range(min(40, len(p))))]
    )
    moved = table.assign(right=table["prefecture"], prefecture=other)
    moved = moved[moved["right"].ne(moved["prefecture"])]
    found = asked(moved)
    answered = found[found["adcode"].notna()]
    homes = divisions(DAY)["prefecture"]
    assert (homes[answered["adcode"]].to_numpy() == moved.loc[answered.index, "prefecture"].to_numpy()).all()
    assert len(answered) <= 5 < 1000 < len(moved)
    assert set(found.loc[found["adcode"].isna(), "status"]) <= {"not_found", "ambiguous"}


@pytest.mark.parametrize(
    "spell",
    [
        lambda r: r["province"] + r["name"],
        lambda r: r["province"] + r["prefecture"] + r["name"],
        lambda r: parent_stem(r["prefecture"]) + r["name"],
        lambda r: parent_stem(r["province"]) + parent_stem(r["prefecture"]) + r["name"],
        lambda r: f"{r['name']}（{r['prefecture']}）",
        lambda r: f"{r['name']}({parent_stem(r['prefecture'])})",
    ],
)
def test_parents_written_before_or_behind_the_name(spell: object) -> None:
    table = units()
    table = table[~table["prefecture"].isin(PLACEHOLDER)]
    table = table.assign(name=[spell(row) for row in table.to_dict("records")])  # type: ignore[operator]
    found = asked(bare(table))
    answered = found["adcode"].notna()
    assert (found["adcode"] == table["adcode"])[answered].all()
    assert int((~answered).sum()) <= 30
    assert (asked(table)["adcode"] == table["adcode"]).all()


@pytest.mark.parametrize(
    "mark", ["{}★", "*{}", "{}²", "{}①", "{}[1]", "{}（注1）", "{}1)", "12.{}", " {}\u00a0", "{}\u200b"]
)
def test_noise_is_taken_off(mark: str) -> None:
    table = units()
    noisy = table.assign(name=[mark.format(name) for name in table["name"]])
    found = asked(noisy)
    assert (found["adcode"] == table["adcode"]).all()
    assert "exact" not in set(found["reason"]) or mark.startswith(" ")


def test_traditional_characters() -> None:
    from boundaries.spelling import traditional

    back = {new: old for old, news in traditional().items() for new in news}
    table = units()
    written = {
        c: ["".join(back.get(x, x) for x in text) for text in table[c]]
        for c in ("name", "prefecture", "province")
    }
    found = asked(table.assign(**written))
    assert (found["adcode"] == table["adcode"]).all()
    assert asked(pd.DataFrame({"name": ["乾縣", "幹縣"], "prefecture": "咸阳市", "province": "陕西省"}))[
        "adcode"
    ].fillna("-").tolist() == ["610424", "-"]


def test_a_misspelling_is_suggested_never_applied() -> None:
    table = units()
    found = asked(table.assign(name=["丂" + name[1:] for name in table["name"]]))
    assert found["adcode"].isna().all()
    right = found["suggestion"] == table["name"]
    assert int(right.sum()) > 2300


@pytest.mark.parametrize(("mine", "other"), [("县", "市"), ("市", "县"), ("区", "市"), ("县", "区")])
def test_a_wrong_suffix_is_suggested_never_applied(mine: str, other: str) -> None:
    ever = set(stretches().query("level == 'county'")["name"])
    table = units()
    table = table[table["name"].str.endswith(mine) & ~table["name"].str.endswith("自治县")]
    table = table.assign(name=table["name"].str[:-1] + other)
    table = table[~table["name"].isin(ever)]
    found = asked(table)
    assert found["adcode"].isna().all()
    assert len(table) > 300


def test_prefectures_are_no_counties() -> None:
    table = stretches()
    table = table[table["level"].eq("prefecture") & table["kind"].ne("直辖")].drop_duplicates(
        ["name", "province"]
    )
    found = match(table, name="name", province="province").frame
    answered = table.loc[found["adcode"].notna(), "name"]
    whole = {"东莞市", "中山市", "嘉峪关市", "儋州市"}
    assert set(answered) == {"巢湖市"} | whole  # a county-level city since 2011
    assert set(table.loc[found["status"].eq("whole_city"), "name"]) == whole
    assert set(found.loc[found["adcode"].isna(), "reason"]) == {"prefecture_in_county_column"}


@pytest.mark.parametrize(
    "name",
    [
        "苏州工业园区",
        "青岛西海岸新区",
        "贵安新区",
        "高新区",
        "经济技术开发区",
        "横琴粤澳深度合作区",
        "新区",
        "兵团第八师",
    ],
)
def test_development_zones_are_no_counties(name: str) -> None:
    found = match(pd.DataFrame({"n": [name]}), name="n").frame.iloc[0]
    assert pd.isna(found["adcode"])


def test_the_tables_own_day_decides() -> None:
    """三元区 of 2020 is 350403, merged into the 三元区 of today; 余杭 of 2020 has been split since."""
    table = pd.DataFrame({"n": ["三元区", "余杭区", "沙县"], "p": ["三明市", "杭州市", "三明市"]})
    found = match(table, name="n", prefecture="p", dated="2020-12-31").frame
    assert found["adcode"].fillna("-").tolist() == ["350404", "-", "350405"]
    assert found["reason"].tolist() == ["merged_into", "split", "renamed"]
    assert found["candidates"].iloc[1] == ("330110", "330113")


def test_cities_and_provinces() -> None:
    names = ["苏州市", "苏州", "北京", "襄樊市", "江苏苏州", "济源", "思茅地区", "昆山市", "苏卅市", ""]
    found = match(pd.DataFrame({"n": names}), name="n", level="prefecture").frame
    codes = ["320500", "320500", "110000", "420600", "320500", "419001", "530800", "-", "-", "-"]
    assert found["adcode"].fillna("-").tolist() == codes
    assert found["suggestion"].iloc[8] == "苏州市"
    provinces = match(
        pd.DataFrame({"n": ["内蒙古", "广西壮族自治区", "苏州"]}), name="n", level="province"
    ).frame
    assert provinces["adcode"].fillna("-").tolist() == ["150000", "450000", "-"]


def test_rows_keep_the_tables_index_and_order() -> None:
    table = pd.DataFrame({"n": ["昆山市", None, "昆山市"]}, index=["c", "a", "a"])
    found = match(table, name="n").frame
    assert found.index.tolist() == ["c", "a", "a"]
    assert found.columns.tolist() == list(COLUMNS)
    assert found["adcode"].fillna("-").tolist() == ["320583", "-", "320583"]
    assert found["reason"].tolist()[1] == "empty"
    assert match(table.iloc[:0], name="n").frame.empty


def test_a_wrong_question_names_every_breach() -> None:
    table = pd.DataFrame({"县名": ["昆山市"]})
    with pytest.raises(MatchError) as error:
        match(table, name="县", province="省", as_of="1949-10-01", level="town")  # type: ignore[arg-type]
    for word in ("'县'", "县名", "'省'", "1949-10-01", "town"):
        assert word in str(error.value)


def test_the_day_a_territory_last_changed_is_said() -> None:
    """临平区 was carved from 余杭区; 红谷滩区 gained two towns; 昆山 never changed."""
    table = pd.DataFrame({"n": ["余杭区", "红谷滩区", "昆山市"]})
    warnings = match(table, name="n").frame["warning"].tolist()
    assert warnings == ["extent_changed:2021-03-11", "extent_changed:2022-06-27", ""]


@pytest.mark.parametrize(
    ("name", "prefecture", "province", "code"),
    [
        ("琼海市", "海南省直辖县级行政单位", "海南省", "469002"),
        ("石河子市", "第八师", "新疆", "659001"),
        ("济源市", "济源市", "河南省", "419001"),
        ("容城县", "雄安新区", "河北省", "130629"),
        ("襄阳区", "襄樊市", "湖北省", "420607"),
        ("庐江县", "巢湖市", "安徽省", "340124"),
        ("朝陽區", "市轄區", "北京市", "110105"),
        ("朝阳", "", "北京", "110105"),
        ("毕节市", "毕节地区", "贵州省", "520502"),
    ],
)
def test_parents_of_all_sorts(name: str, prefecture: str, province: str, code: str) -> None:
    table = pd.DataFrame({"name": [name], "prefecture": [prefecture], "province": [province]})
    assert asked(table)["adcode"].iloc[0] == code


def test_names_that_mean_nothing_without_their_city() -> None:
    for name in ("新区", "郊区", "城区", "朝阳", "长沙", "吐鲁番市", "三亚市", "市辖区", "合计"):
        assert pd.isna(match(pd.DataFrame({"n": [name]}), name="n").frame["adcode"].iloc[0]), name


@pytest.mark.parametrize(
    ("name", "code", "reason"),
    [
        ("【昆山市】", "320583", "normalised:bracket"),
        ("《昆山市》", "320583", "normalised:bracket"),
        ("（昆山市）", "320583", "normalised:bracket"),
        ("昆山市\ufe0f", "320583", "normalised:inner_space"),
        ("江苏省/苏州市/昆山市", "320583", "normalised:prefixed+normalised:footnote"),
        ("昆山市\ud800", "320583", "normalised:footnote"),
        ("衞輝市", "410781", "traditional_to_simplified"),
        ("敍永縣", "510524", "traditional_to_simplified"),
        ("濬縣", "410621", "traditional_to_simplified"),
        ("浦东", "310115", "short_form"),
    ],
)
def test_more_marks_and_spellings(name: str, code: str, reason: str) -> None:
    row = match(pd.DataFrame({"name": pd.Series([name], dtype=object)}), name="name").frame.iloc[0]
    assert (row["adcode"], row["reason"]) == (code, reason)


@pytest.mark.parametrize("cell", [320583, "320583", "320583.0", "３２０５８３", "320583000000"])
def test_a_code_in_the_name_column_is_said_and_not_applied(cell: object) -> None:
    row = match(pd.DataFrame({"name": pd.Series([cell], dtype=object)}), name="name").frame.iloc[0]
    assert pd.isna(row["adcode"]) and row["reason"] == "code_in_name_column"
    assert row["candidates"] == ("320583",) and row["suggestion"] == "昆山市"


@pytest.mark.parametrize("cell", ["\ud800", "昆山市/江阴市", "{{7*7}}", "999999", "昆山市" * 10_000])
def test_hostile_cells_mean_nothing(cell: str) -> None:
    row = match(pd.DataFrame({"name": pd.Series([cell], dtype=object)}), name="name").frame.iloc[0]
    assert pd.isna(row["adcode"]) and row["status"] == "not_found"


@pytest.mark.parametrize(
    "name",
    [
        "兰州新区",
        "雄安新区",
        "福州新区",
        "杨凌示范区",
        "昆山出口加工区",
        "临港新片区",
        "郑州航空港区",
        "苏州科技园",
    ],
)
def test_a_zone_is_no_county_whatever_else_its_name_holds(name: str) -> None:
    row = match(pd.DataFrame({"name": [name]}), name="name").frame.iloc[0]
    assert pd.isna(row["adcode"]) and row["reason"] == "development_zone"
    assert row["candidates"] == ()


def test_a_former_district_called_new_is_found_under_its_city_only() -> None:
    row = match(pd.DataFrame({"name": ["唐山新区"]}), name="name").frame.iloc[0]
    assert (row["adcode"], row["reason"]) == ("130208", "merged_into")
    row = match(pd.DataFrame({"name": ["兵团"]}), name="name").frame.iloc[0]
    assert row["reason"] == "province_in_county_column"


@pytest.mark.parametrize(
    ("province", "prefecture"), [("贵州", ""), ("", "苏州"), ("江苏", "苏州市"), ("", "红河州")]
)
def test_short_parents_are_said(province: str, prefecture: str) -> None:
    name = {"贵州": "六枝特区", "": "昆山市", "江苏": "昆山市"}[province]
    name = "个旧市" if prefecture == "红河州" else name
    row = asked(pd.DataFrame([{"name": name, "prefecture": prefecture, "province": province}])).iloc[0]
    assert (row["status"], row["reason"]) == ("normalized", "normalised:short_province_prefecture")


@pytest.mark.parametrize(
    ("name", "code"), [("前郭", "220721"), ("喀左", "211324"), ("准旗", "150622"), ("伊旗", "150627")]
)
def test_customary_abbreviations(name: str, code: str) -> None:
    row = match(pd.DataFrame({"name": [name]}), name="name").frame.iloc[0]
    assert (row["adcode"], row["status"], row["reason"]) == (code, "short_form", "ethnic_short_form")


def test_every_short_name_of_a_city_or_province() -> None:
    whole = divisions(DAY, level="prefecture")["name"]
    states = {name: parent_stem(name) + "州" for name in whole if name.endswith("自治州")}
    found = match(pd.DataFrame({"n": list(states.values())}), name="n", level="prefecture").frame
    assert len(states) == 30
    assert found["unit"].tolist() == list(states)
    names = ["苏", "内蒙", "广西省", "新疆自治区", "陕", "兵团", "襄樊"]
    found = match(pd.DataFrame({"n": names}), name="n", level="province").frame
    codes = ["320000", "150000", "450000", "650000", "610000", "-", "-"]
    assert found["adcode"].fillna("-").tolist() == codes
    names = ["襄樊", "思茅", "雄安新区", "巴州"]  # 巴州 is 巴音郭楞 or 巴中
    found = match(pd.DataFrame({"n": names}), name="n", level="prefecture").frame
    assert found["adcode"].fillna("-").tolist() == ["420600", "530800", "-", "-"]
    assert found["reason"].iloc[3] == "same_name_in_several_places"


def test_a_text_is_no_name_and_costs_no_time() -> None:
    frame = match(pd.DataFrame({"n": ["昆山市" + "很长的说明" * 20_000, "昆山市"]}), name="n").frame
    assert frame["reason"].tolist() == ["unknown_name", "exact"]


def test_the_unit_in_brackets_behind_its_prefecture() -> None:
    names = [
        "苏州市（昆山市）",
        "朝阳市（双塔区）",
        "长沙市（长沙县）",
        "苏州市（工业园区）",
        "苏州市（江阴市）",
        "昆山市（苏州市）",
        "苏州市",
    ]
    frame = match(pd.DataFrame({"n": names}), name="n").frame
    assert frame["adcode"].fillna("").tolist() == ["320583", "211302", "430121", "", "", "320583", ""]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("吉林省吉林市", "prefecture_in_county_column"),
        ("江苏苏州", "prefecture_in_county_column"),
        ("中山", "short_form_is_also_prefecture"),
    ],
)
def test_a_city_behind_its_province_is_no_county(name: str, reason: str) -> None:
    row = match(pd.DataFrame({"name": [name]}), name="name").frame.iloc[0]
    assert pd.isna(row["adcode"]) and row["reason"] == reason


@pytest.mark.parametrize(
    ("name", "province", "day", "code"),
    [
        ("广东省中山市", "", DAY, "442000"),
        ("中山", "广东", DAY, "442000"),
        ("广东东莞", "", DAY, "441900"),
        ("海南儋州", "", DAY, "460400"),
        ("儋州市", "海南省", "2014-12-31", "469003"),  # a county-level city then
        ("三亚市", "海南省", "2013-12-31", "460200"),  # districts since 2014
        ("三沙市", "", "2012-12-31", "460300"),
        ("嘉峪关市", "甘肃省", "2000-12-31", "620200"),
    ],
)
def test_a_city_without_counties_stands_for_itself(name: str, province: str, day: str, code: str) -> None:
    table = pd.DataFrame({"name": [name], "province": [province]})
    row = match(table, name="name", province="province", as_of=day).frame.iloc[0]
    assert row["adcode"] == code
    assert row["status"] == ("exact" if code == "469003" else "whole_city")
    elsewhere = table.assign(province="江西省")
    assert pd.isna(match(elsewhere, name="name", province="province", as_of=day).frame["adcode"].iloc[0])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("管城区", "410104"),
        ("管城", "410104"),
        ("顺河区", "410203"),
        ("瀍河区", "410304"),
        ("梅里斯区", "230208"),
        ("梅里斯", "230208"),
        ("峰峰", "130406"),
        ("峰峰区", "130406"),
        ("井陉", "130121"),
        ("井陉矿区", "130107"),
        ("白云矿区", "150206"),
    ],
)
def test_districts_without_what_their_title_adds(name: str, code: str) -> None:
    assert match(pd.DataFrame({"n": [name]}), name="n").frame["adcode"].iloc[0] == code


def test_every_radical_is_read_as_its_ideograph() -> None:
    """Each name of the day with one character written as a radical that looks like it, where there is one."""
    radicals: dict[str, list[str]] = {}
    for radical, ideograph in _look_alikes().items():
        radicals.setdefault(ideograph, []).append(chr(radical))
    table = units()
    rows = [
        (code, name.replace(c, radical, 1), prefecture, province)
        for code, name, prefecture, province in table.itertuples(index=False)
        for c in name
        for radical in radicals.get(c, ())
    ]
    wide = pd.DataFrame(rows, columns=list(table.columns))
    assert len(wide) > 1_000
    assert (asked(wide)["adcode"] == wide["adcode"]).all()


@pytest.mark.parametrize("way", ["克孜勒苏柯尔克孜", "克孜勒苏柯尔克孜州", "克孜勒苏", "克州"])
def test_a_prefecture_named_with_its_people(way: str) -> None:
    table = pd.DataFrame({"n": ["阿图什市"], "p": [way]})
    assert match(table, name="n", prefecture="p").frame["adcode"].iloc[0] == "653001"


def test_years_by_row() -> None:
    """One name means two units in two years; a unit split since keeps its own code."""
    table = pd.DataFrame(
        {
            "县": ["三元区", "三元区", "余杭区", "三亚市", "曾都区"],
            "市": ["三明市", "三明市", "杭州市", "", "随州市"],
            "年": ["2020年", 2021, 2020.0, 2010, 2008],
        },
        index=[7, 3, 5, 1, 9],
    )
    frame = match(table, name="县", prefecture="市", dated="年").frame
    assert frame.index.tolist() == table.index.tolist()
    assert frame["dated_adcode"].tolist() == ["350403", "350404", "330110", "460200", "421303"]
    assert frame["adcode"].fillna("").tolist() == ["350404", "350404", "", "", ""]
    assert frame["candidates"].tolist()[2] == ("330110", "330113")
    alone = pd.concat(
        [match(table[i : i + 1], name="县", prefecture="市", dated="年").frame for i in range(5)]
    )
    pd.testing.assert_frame_equal(frame, alone)


def test_years_that_are_none() -> None:
    table = pd.DataFrame({"县": ["昆山市"] * 5, "年": [2015, "去年", None, 1979, 2015.5]})
    with pytest.raises(
        MatchError, match=r"3 cells are no year: row 2 '去年', row 3 \(empty\), row 5 2015.5; 1 rows"
    ):
        match(table, name="县", dated="年")
    with pytest.raises(MatchError, match=r"dated='年度' is no date.*columns: 县, 年"):
        match(table, name="县", dated="年度")
    with pytest.raises(MatchError, match="at level 'prefecture' leave it out"):
        match(table, name="县", dated="2015-12-31", level="prefecture")


@pytest.mark.slow
@pytest.mark.parametrize("parents", [("prefecture", "province"), ("province",), ("prefecture",), ()])
def test_every_name_of_every_year_end(parents: tuple[str, ...]) -> None:
    """71,340 names of 25 year ends, read as of their own year, whatever parents are given: none wrong."""
    table = every_year_end()
    assert len(table) == 71_340
    asked = match(table, name="name", dated="year", **{parent: parent for parent in parents})
    found = asked.frame["dated_adcode"]
    assert (found == table["adcode"])[found.notna()].all()
    assert set(asked.frame.loc[found.isna(), "status"]) <= {"ambiguous"}
    if len(parents) == 2:
        assert found.notna().all()


def every_year_end() -> pd.DataFrame:
    """The county-level units at the end of each year from 2000 to 2024, in no order, parents as then."""
    ends = [divisions(f"{year}-12-31").reset_index().assign(year=year) for year in range(2000, 2025)]
    return pd.concat(ends).sample(frac=1, random_state=5).reset_index(drop=True)

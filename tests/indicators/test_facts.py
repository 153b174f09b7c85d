"""Facts of every county: nothing is lost on the way from the book to the units of another day."""

import numpy as np
import pandas as pd
import pytest

import boundaries
from boundaries.errors import LianpianError
from boundaries.language import say
from indicators import Facts, facts

TOTAL = 1_409_778_724  # the published population of the thirty-one provinces


@pytest.fixture(scope="module")
def census() -> Facts:
    return facts("census-2020")


def test_rows_and_zones_add_up_to_the_published_national_total(census):
    assert census.frame["population"].sum() + census.zones["population"].sum() == TOTAL
    assert census.zones["population"].sum() == 23_180_541
    assert (
        census.zones.loc[census.zones["name"].str.contains("苏州工业园区"), "population"].sum() == 1_133_927
    )


def test_units_are_those_of_the_day_of_the_census(census):
    counties = census.frame.index[census.frame["kind"].ne("whole_city")]
    assert counties.equals(boundaries.divisions("2020-11-01").index)
    assert list(census.frame.index[census.frame["kind"].eq("whole_city")]) == [
        *("441900", "442000", "460400", "620200")
    ]
    assert list(census.lacking) == ["350527", "460302", "460303"]
    assert census.frame.loc[census.lacking, "population"].isna().all()
    assert census.frame.drop(index=census.lacking)["population"].notna().all()


def test_names_are_those_of_the_divisions(census):
    book = pd.read_csv("indicators/facts/census-2020.csv", dtype={"adcode": str}).set_index("adcode")
    names = boundaries.divisions("2020-11-01")["name"]
    both = names.index.intersection(book.index)
    assert len(both) == 2841
    differ = names[both].compare(book.loc[both, "name"])
    # Six units of 2020 bear their new codes and, in the book, still their old names.
    assert differ["other"].to_dict() == {
        "320614": "海门市", "340210": "芜湖县", "340212": "繁昌县",
        "421088": "监利县", "520204": "水城县", "632301": "同仁县",
    }  # fmt: skip


def test_shares_are_computed_from_their_totals(census):
    row = census.frame.loc["320583"]
    assert row["manufacturing_share_pct"] == pytest.approx(
        100 * row["manufacturing_sample"] / row["employed_sample"]
    )
    for column, told in census.columns[census.columns["share"].map(len).gt(0)].iterrows():
        part, whole = told["share"]
        for table in (census.frame, census.zones):
            assert np.allclose(table[column], 100 * table[part] / table[whole], equal_nan=True), column
            assert table[column].dropna().between(0, 100).all(), column


def test_another_day_sums_totals_and_says_what_it_cannot_know(census):
    later = census.as_of("2023-07-31")
    assert later.divisions_date == "2023-07-31"
    counties = later.frame[later.frame["kind"].ne("whole_city")]
    assert counties.index.equals(boundaries.units().index)
    # 杭州 was divided anew in 2021: 上城区 took 江干区 in part, so neither is known; 拱墅区 took 下城区.
    assert {"330102", "330113", "330114"} <= set(later.lacking)
    known = counties["population"].notna()
    assert known.sum() == 2_833
    # 洛阳 2021: 偃师市 became a district under another code with the same people.
    assert later.frame.loc["410307", "population"] == census.frame.loc["410381", "population"]
    assert later.frame["population"].sum() < census.frame["population"].sum()
    merged = later.frame.loc["410308", "population"]  # 孟津县 and 吉利区 became 孟津区
    assert merged == census.frame.loc[["410322", "410306"], "population"].sum()
    share = census.frame.loc[["410322", "410306"], "manufacturing_sample"].sum()
    worked = census.frame.loc[["410322", "410306"], "employed_sample"].sum()
    assert later.frame.loc["410308", "manufacturing_share_pct"] == pytest.approx(100 * share / worked)
    assert np.isnan(later.frame.loc["410308", "years_of_schooling"])  # its weight is not published


def test_the_same_day_changes_nothing(census):
    again = census.as_of(census.divisions_date)
    pd.testing.assert_frame_equal(again.frame, census.frame)
    assert again.lacking.equals(census.lacking)


def test_every_fact_has_a_heading_in_both_languages_and_a_unit(census):
    assert set(census.columns["unit"]) == {"persons", "persons_sample", "years", "percent"}
    assert census.columns["heading"].str.contains(r"[\u4e00-\u9fff]").all()
    assert not census.columns["heading_en"].str.contains(r"[\u4e00-\u9fff]").any()
    assert "978-7-5037-9772-9" in census.source
    assert "978-7-5037-9772-9" in census.source_en
    assert say("zh", "facts.census-2020.title").startswith("第七次")


def test_the_reader_may_change_what_he_was_given():
    given = facts("census-2020").frame
    given.loc["320583", "population"] = 0
    assert facts("census-2020").frame.loc["320583", "population"] > 2_000_000


def test_an_unknown_id_names_the_valid_ones():
    with pytest.raises(LianpianError, match="census-2020"):
        facts("census-2030")

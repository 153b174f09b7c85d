"""Findings: what is called significant, what could not be told, what the variants of a region are asked."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import analysis
import boundaries
import indicators
from analysis.adjust import benjamini_hochberg
from boundaries.language import say
from geo.lists import findings, report, robustness
from geo.lists.survey import STATISTICS, Survey, pair_of, survey


@pytest.fixture(scope="module")
def parks() -> Survey:
    """The parks' list, of few draws."""
    layer = boundaries.read_layer("county", tolerance_m=500.0)
    units = layer[boundaries.official(layer)]
    graph = analysis.neighbors(units)
    links = boundaries.island_edges(units)
    return survey(indicators.roster("caict-park-2022"), layer, graph, links, seed=7, permutations=99)


def test_the_pair_of_nulls() -> None:
    assert pair_of(["nation", "plate", "province", "prefecture"]) == ("nation", "province")
    assert pair_of(["province", "prefecture"]) == ("province", "prefecture")
    assert pair_of(["province"]) == ("province",)


@pytest.mark.parametrize(
    ("sure", "before", "text"),
    [
        (True, None, "校正后显著"),
        (False, None, "校正后不显著"),
        (True, True, "校正后仍显著"),
        (False, True, "校正后不再显著"),
        (False, False, "校正后也不显著"),
    ],
)
def test_verdicts(sure: bool, before: bool | None, text: str) -> None:
    assert say("zh", findings.verdict(sure, before=before)) == text


def test_the_statistics_under_one_null_are_a_family(parks: Survey) -> None:
    for null, rows in parks.tests.groupby(level="null", sort=False):
        assert list(rows.index.get_level_values("statistic")) == list(STATISTICS)
        np.testing.assert_array_equal(rows["p_fdr"], benjamini_hochberg(rows["p"]))
        exact = analysis.join_count(
            parks.roster.members,
            parks.graph,
            eligible=parks.roster.eligible,
            strata=None if null == "nation" else parks.units["province"],
            permutations=9,
            seed=1,
        ).expected
        if null in ("nation", "province"):
            assert rows.loc[(null, "bb"), "expected"] == pytest.approx(exact, rel=1e-12)
    table = report.tests_table(parks)
    assert say("en", table.frame["statistic"][0]) == "Member joins BB"
    shown = dict(zip(table.headings("zh"), table.shown("zh"), strict=True))
    assert shown["p 值"][0] == "≤ 0.01"
    assert table.data("zh")["p 值"].dtype == float
    assert shown["期望"][1] == "—"  # the largest patch has no law


def test_both_nulls_stand_side_by_side(parks: Survey) -> None:
    table = report.groups_table(parks, "city_cluster").data("zh").set_index("区域")
    assert (table["期望（省内）"] != table["期望（全国）"]).any()
    delta = table.loc["长江三角洲城市群"]
    assert delta["区位商（省内）"] == pytest.approx(delta["入选"] / delta["期望（省内）"])
    text = " ".join(say("zh", item) for item in findings.gathering(parks))
    assert "省内置换下入选数经 FDR 校正显著偏多的有 2 个" in text
    assert "长江中游城市群（2015 年规划）（12 个；全国随机 5.3 个，省内随机 10.3 个，p = 0.235）" in text


def test_none_is_said_only_where_there_could_have_been_one(parks: Survey) -> None:
    strict = parks.groups["city_cluster"]["province"]
    quiet = strict.frame.assign(significant=False)

    def first(frame: pd.DataFrame) -> str:
        groups = {**parks.groups["city_cluster"], "province": replace(strict, frame=frame)}
        return say("zh", findings.gathering(replace(parks, groups={"city_cluster": groups}))[0])

    assert "没有一个的入选数经 FDR 校正显著偏多" in first(quiet)
    assert "分不出结果" in first(quiet.assign(p_smallest=0.01))  # times 19 tests

    def one(frame: pd.DataFrame) -> str:
        local = {**parks.local, "province": replace(parks.local["province"], frame=frame, n_significant=0)}
        return say("zh", findings.local(replace(parks, local=local)))

    frame = parks.local["province"].frame
    assert "没有一个周围的入选单元显著偏多" in one(frame)
    assert "分不出结果" in one(frame.assign(p_smallest=0.001))


def test_a_variant_takes_its_regions_place_in_the_family(parks: Survey) -> None:
    frame = robustness.variants(parks)
    tested = frame[frame["default"].astype(bool)]
    assert not tested["region"].duplicated().any()
    np.testing.assert_allclose(tested["p_fdr_province"], benjamini_hochberg(tested["p_province"]), rtol=1e-12)
    own = parks.groups["city_cluster"]["province"].frame["p_fdr"].reindex(tested["region"])
    np.testing.assert_allclose(tested["p_fdr_province"], own, rtol=1e-9)
    other = frame[frame["variant"] == "长三角城市群[2019纲要27市中心区]"].iloc[0]
    family = tested.set_index("region")["p_nation"].copy()
    family["长江三角洲城市群"] = other["p_nation"]
    rates = pd.Series(benjamini_hochberg(family), index=family.index)
    assert other["p_fdr_nation"] == pytest.approx(rates["长江三角洲城市群"])


def test_definitions_that_are_one_graph_count_once(parks: Survey) -> None:
    queen = parks.graph
    frame = robustness._definitions(parks, {"queen": queen, "land": queen}).set_index("definition")
    assert frame["same_as"].to_dict() == {"queen": "", "land": "queen", "bridge": ""}
    assert frame.loc["land"].drop("same_as").isna().all()
    assert frame["p"].notna().to_dict() == {"queen": True, "land": False, "bridge": False}
    assert frame.loc["bridge", "joins"] == frame.loc["queen", "joins"]  # bridges add no joins
    np.testing.assert_array_equal(
        frame["p_fdr_largest"].dropna(), benjamini_hochberg(frame.loc[["queen", "bridge"], "p_largest"])
    )

"""The charts of a study: the steps add up to what was tested, and every chart has its numbers and its note."""

import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis
import indicators
from boundaries.eligible import units_of
from boundaries.language import say, written
from geo.study.report.charts import (
    indicator_charts,
    matching_chart,
    matching_steps,
    ranks_chart,
    small_maps_chart,
)
from geo.study.statistics.indicators import battery
from geo.study.study import Study
from geo.study.table.config import check_config
from geo.study.table.intake import Intake, intake

NS = "{http://www.w3.org/2000/svg}"


def taken(table: pd.DataFrame, folder: Path, **settings: object) -> Intake:
    path = folder / "t.csv"
    table.to_csv(path, index=False)
    config = Study.read(path).config.model_dump()
    config["table"] |= settings
    return intake(check_config(config, source="t"))


def test_the_steps_lead_from_the_rows_to_the_units_chosen(tmp_path: Path) -> None:
    roster = indicators.roster("caict-county-2023").frame
    rows = [*zip(roster["rank"], roster["name"], roster["province"], roster["prefecture"], strict=True)]
    rows += [
        (101, "没有这个县", "江苏省", ""),
        (102, "昆山市", "江苏省", "苏州市"),
        (103, "玄武区", "江苏省", "南京市"),
    ]
    found = taken(pd.DataFrame(rows, columns=["排名", "县（市）", "省份", "地市"]), tmp_path, top=50)
    steps = matching_steps(found)
    told = dict(zip([say("en", step) for step in steps["step"]], steps["rows"], strict=True))
    assert told == {
        "Rows of the table": 103,
        "not found": -1,
        "Rows on the map": 102,
        "Of a unit that has a row already": -1,
        "Not eligible": -1,
        "Not chosen": -50,
        "Chosen units": 50,
    }
    assert len(found.members) == 50
    for lang in ("zh", "en"):  # a total that is not what the steps leave is refused
        ET.fromstring(matching_chart(found).draw(lang))
    assert ranks_chart(found) == []


@pytest.fixture(scope="module")
def covering(tmp_path_factory: pytest.TempPathFactory) -> Intake:
    names = units_of("2023-07-31", "county")
    rng = np.random.default_rng(1)
    counties = names[(names["kind"] != "市辖区") & names["province"].isin(["江苏省", "浙江省"])]
    table = pd.DataFrame(
        {
            "县（市）": counties["name"],
            "省份": counties["province"],
            "甲": rng.normal(size=len(counties)),
            "乙": np.arange(len(counties)),
        }
    )
    folder = tmp_path_factory.mktemp("covering")
    path = folder / "t.csv"
    table.to_csv(path, index=False)
    config = Study.read(path).config.model_dump()
    config["eligible"] |= {"provinces": ["江苏省", "浙江省"]}
    return intake(check_config(config, source="t"))


def test_indicators_have_a_scatter_a_histogram_and_small_maps(covering: Intake) -> None:
    graph = analysis.neighbors(covering.layer.loc[covering.units])
    found = battery(
        covering.values,
        graph,
        eligible=covering.eligible,
        statistics=("local_moran",),
        permutations=99,
        local_permutations=99,
        alpha=0.05,
        seed=1,
    )
    made = [*indicator_charts(covering, found, 0.05), *small_maps_chart(covering, found, 0.05)]
    assert len(made) == 5
    for lang in ("zh", "en"):
        for chart in made:
            svg = ET.fromstring(chart.draw(lang))
            assert svg.find(f"{NS}title").text == written(chart.title, lang)
            assert "99" in written(chart.note, lang) or chart.title.id == "study.chart.spread"
    quadrants = made[0].numbers.frame
    assert quadrants["units"].sum() == found[0].local.frame["label"].notna().sum()
    assert quadrants["sure"].sum() == found[0].local.frame["significant"].sum()
    spread = made[1].numbers.frame
    assert spread["count"].sum() == len(found[0].values)
    assert small_maps_chart(covering, found[:1], 0.05) == []

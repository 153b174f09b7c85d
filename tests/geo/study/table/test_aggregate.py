"""Units that stand in several rows: a rule that is said, or a refusal."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from boundaries import divisions
from boundaries.language import say
from geo.study.table.aggregate import put_together, rules
from geo.study.table.config import Config, StudyError, TablePart
from geo.study.table.intake import Intake, intake
from geo.study.table.opening import open_table

ROWS = [["如东县", "南通市", 100, 5.0], ["启东市", "南通市", 60, 3.0], ["启东市", "南通市", 40, 1.0]]


def opened(folder: Path, rows: list[list[object]]) -> Config:
    path = folder / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)
    return open_table(path)[0]


def with_rule(config: Config, **asked: str) -> Intake:
    return intake(config.model_copy(update={"table": config.table.model_copy(update=asked)}))


def test_totals_are_summed_and_it_is_said(tmp_path: Path) -> None:
    config = opened(tmp_path, [["县市", "地级市", "人口（万人）"], *(row[:3] for row in ROWS)])
    taken = intake(config)
    assert config.table.repeats == "sum"
    assert taken.values["人口"].to_dict() == {"320623": 100.0, "320681": 100.0}
    assert any("相加" in say("zh", note) for note in taken.notes)


def test_what_has_no_rule_stops_with_its_rows(tmp_path: Path) -> None:
    config = opened(tmp_path, [["县市", "地级市", "得分"], *([*row[:2], row[3]] for row in ROWS)])
    with pytest.raises(StudyError) as refused:
        intake(config)
    told = say("zh", refused.value.message)
    assert "启东市（第 3、4 行）" in told.replace("和", "、") and "table.repeats" in told


@pytest.mark.parametrize(
    ("rule", "value"), [("mean", 2.0), ("first", 3.0), ("weighted", (3 * 60 + 1 * 40) / 100)]
)
def test_each_rule_that_a_study_may_name(tmp_path: Path, rule: str, value: float) -> None:
    config = opened(tmp_path, [["县市", "地级市", "人口", "得分"], *ROWS])
    taken = with_rule(config, repeats=rule, weight="人口")
    assert taken.values.loc["320681", "得分"] == pytest.approx(value)
    assert taken.values.loc["320623", "得分"] == 5.0


def test_rates_are_missing_where_totals_are_summed(tmp_path: Path) -> None:
    config = opened(tmp_path, [["县市", "地级市", "人口", "得分"], *ROWS])
    taken = with_rule(config, repeats="sum")
    assert taken.values.loc["320681", "人口"] == 100.0 and np.isnan(taken.values.loc["320681", "得分"])


def test_former_units_that_are_one_today_are_summed(tmp_path: Path) -> None:
    rows = [["如东县", "南通市", 100, 5.0], ["崇川区", "南通市", 700, 3.0], ["港闸区", "南通市", 300, 1.0]]
    taken = intake(opened(tmp_path, [["县市", "地级市", "人口", "得分"], *rows]))
    assert taken.values.loc["320613", "人口"] == 1000.0 and np.isnan(taken.values.loc["320613", "得分"])


def test_rows_that_agree_need_no_rule(tmp_path: Path) -> None:
    rows = [["如东县", "南通市", 5.0], ["启东市", "南通市", 3.0], ["启东市", "南通市", 3.0]]
    taken = intake(opened(tmp_path, [["县市", "地级市", "得分"], *rows]))
    assert taken.values["得分"].to_dict() == {"320623": 5.0, "320681": 3.0}


def test_things_are_counted_with_zeros_and_their_scores_left_aside(tmp_path: Path) -> None:
    units = divisions("2023-07-31").query("province == '江苏省'")
    names = units.iloc[[0, 0, 0, 3, 3, 7, 9, 9, 11, 20]]
    rows = [
        [f"学校{i}", *names[["province", "prefecture", "name"]].iloc[i], 80 + i, 10 * i] for i in range(10)
    ]
    config = opened(tmp_path, [["名称", "省", "市", "区县", "得分", "学生人数（人）"], *rows])
    assert config.table.count and config.table.columns == ["学生人数"]
    taken = intake(config)
    counts = taken.values.iloc[:, 0]
    assert len(taken.members) == 0 and taken.covers
    assert set(counts.index) == set(taken.eligible) and counts.sum() == 10
    assert counts[units.index[0]] == 3 and int((counts == 0).sum()) == len(taken.eligible) - 6
    assert taken.values.loc[units.index[3], "学生人数"] == 30 + 40


def test_rules_by_heading_and_unit() -> None:
    part = TablePart(path="t.csv", name="n", repeats="sum")
    units = {"GDP": "亿元", "人均GDP": "元", "面积": "平方公里"}
    found = rules(Config(table=part), ["GDP", "人均GDP", "x", "面积"], units)
    assert found == {"GDP": "sum", "人均GDP": "missing", "x": "missing", "面积": "sum"}
    weighed = Config(table=part.model_copy(update={"weight": "人口"}))
    assert rules(weighed, ["人均GDP"], units) == {"人均GDP": "weighted"}


def test_rows_in_any_order_give_the_same_values() -> None:
    rng = np.random.default_rng(5)
    rows = pd.DataFrame(
        {"adcode": rng.choice(list("abcd"), 40), "v": rng.normal(size=40), "w": rng.uniform(1, 2, 40)}
    )
    shuffled = rows.sample(frac=1, random_state=1)
    for rule in ("sum", "mean", "weighted", "missing"):
        one, other = (
            put_together(t, ["adcode"], ["v"], rule={"v": rule}, weight="w") for t in (rows, shuffled)
        )
        pd.testing.assert_frame_equal(one, other)
    sums = rows.groupby("adcode")["v"].sum()
    made = put_together(rows, ["adcode"], ["v"], rule={"v": "sum"}, weight=None)["v"]
    pd.testing.assert_series_equal(made, sums)

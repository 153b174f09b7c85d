"""What a table of the country lacks is named; a page lists few rows and says where the rest are."""

from pathlib import Path

import numpy as np
import pandas as pd

import boundaries
from boundaries.language import say
from geo.reporting.page import Text
from geo.study.report.page import _lacking
from geo.study.report.row_tables import MOST_ROWS, left_out_groups, left_out_table
from geo.study.table.coverage import lacking_provinces
from geo.study.table.intake import Intake, intake
from geo.study.table.opening import open_table

PLACES = boundaries.read_layer("prefecture", tolerance_m=500)


def taken_of(folder: Path, units: pd.DataFrame, *, more: int = 0) -> tuple[Intake, list[str]]:
    """A table of prefectures with a number each, and ``more`` rows of no unit; its eligible provinces."""
    frame = units[["province", "name"]].set_axis(["省", "市"], axis=1)
    frame = frame.assign(GDP=np.random.default_rng(2).normal(100, 9, len(units)).round(1))
    strange = pd.DataFrame({"省": "", "市": [f"某单位{k}" for k in range(more)], "GDP": 1.0})
    pd.concat([frame, strange]).to_csv(folder / "t.csv", index=False)
    config, _ = open_table(folder / "t.csv")
    return intake(config), config.eligible.provinces


def warned(taken: Intake) -> list[str]:
    """The ids of what a page says of provinces that a table lacks."""
    return [block.text.id for block in _lacking(taken) if isinstance(block, Text)]  # type: ignore[union-attr]


def test_provinces_that_a_table_lacks_are_named_and_take_no_part(tmp_path: Path) -> None:
    mainland = PLACES[~PLACES["province_code"].isin(["710000", "810000", "820000"])]
    part = mainland[~mainland["province"].isin(["西藏自治区", "青海省"])]
    taken, provinces = taken_of(tmp_path, part)
    assert taken.lacking == ("西藏自治区", "青海省")
    assert not set(provinces) & {"西藏自治区", "青海省"}
    assert set(taken.layer.loc[taken.eligible, "province"]) == set(part["province"])
    assert warned(taken) == ["study.lacking"]
    said = say("zh", "study.lacking", n=2, provinces=list(taken.lacking))
    assert "西藏" in said
    assert "青海" in said


def test_a_whole_table_lacks_nothing(tmp_path: Path) -> None:
    mainland = PLACES[~PLACES["province_code"].isin(["710000", "810000", "820000"])]
    taken, provinces = taken_of(tmp_path, mainland)
    assert (taken.lacking, provinces) == ((), [])
    assert warned(taken) == []


def test_a_province_that_has_no_eligible_unit_is_not_missed() -> None:
    counties = boundaries.eligible_units("counties", municipalities=False)
    assert lacking_provinces(counties, "counties", municipal=False, level="county", as_of="2023-07-31") == ()


def test_many_rows_left_out_are_told_by_their_reason(tmp_path: Path) -> None:
    taken, _ = taken_of(tmp_path, PLACES[PLACES["province"].eq("江苏省")], more=MOST_ROWS + 1 - 30)
    assert len(taken.left_out) <= MOST_ROWS
    taken, _ = taken_of(tmp_path, PLACES, more=MOST_ROWS + 1)
    groups = left_out_groups(taken).frame
    assert groups["rows"].sum() == len(taken.left_out) > MOST_ROWS
    assert len(groups) < 5
    assert len(left_out_table(taken).frame) == len(taken.left_out)

"""A user's columns stand apart from a study's own in layer files."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.reporting.fields import own_fields
from geo.study.study import Study
from geo.study.table.config import check_config

HARD = ["eligible", "chosen", "patch", "fid", "geom", "GDP", "gdp", "kind", "LOCAL_JOIN_p"]


def test_no_two_fields_differ_by_capitals_alone() -> None:
    found = own_fields([*HARD, "gdp_2", "Ⅰ", ""], ["name", "gdp_3"])
    held = [name.casefold() for name in found.values()]
    assert len(set(held)) == len(held) == len(HARD) + 3
    assert not {"fid", "geom", "name", "gdp_3", ""} & set(held)
    assert found["GDP"] == "GDP"


@pytest.mark.parametrize("years", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_columns_of_those_names_are_in_the_layer(tmp_path: Path, years: bool) -> None:
    """As the table has them, beside what the study says of them."""
    names = ["苏州市", "无锡市", "泉州市", "宁波市", "南京市", "杭州市"]
    rows = pd.DataFrame({"城市": names} | {head: range(at, at + 6) for at, head in enumerate(HARD)})
    if years:
        rows = pd.concat([rows.assign(年份=2021), rows.assign(年份=2022)])
    rows.sample(frac=1, random_state=1).to_csv(tmp_path / "t.csv", index=False)
    table = {"path": str(tmp_path / "t.csv"), "name": "城市", "columns": HARD, "level": "prefecture"}
    config = check_config(
        {
            "table": table | ({"year": "年份"} if years else {}),
            "eligible": {"units": "cities"},
            "tests": {"permutations": 99, "statistics": ["list"]},
            "output": {"maps": False, "figures": []},
        },
        source="test",
    )
    out = Study(config=config).run(tmp_path / "out")
    for layer in (
        gpd.read_file(out / "layer.gpkg", layer="units").set_index("adcode"),
        gpd.read_parquet(out / "layer.parquet"),
    ):
        for at, head in enumerate(HARD):
            field = f"{head} 2022" if years else f"{head}_2"
            if head == "gdp" and years:
                field = "gdp 2022_2"
            if head == "GDP" and not years:
                field = "GDP"
            assert layer.loc["320500", field] == at, head
        assert layer["eligible"].sum() > 200
        assert layer.loc["320500", "kind"] == "地级市"
    if years:
        panel = gpd.read_file(out / "layer.gpkg", layer="panel")
        assert set(panel.loc[panel["adcode"].eq("320500"), "gdp_2"]) == {6}

"""The highest and the lowest units of a study's indicators."""

from pathlib import Path

import boundaries
from geo.study.report.values_table import SHOWN, extremes_table
from geo.study.table.config import check_config
from geo.study.table.intake import intake


def test_the_highest_and_lowest_units_are_named_with_their_values(tmp_path: Path) -> None:
    units = boundaries.units()
    own = units[(units["province"] == "浙江省") & (units["kind"] != "市辖区")].sort_index()
    own = own.assign(得分=range(len(own)), 少=[1.0, 2.0] + [None] * (len(own) - 2))
    own[["name", "得分", "少"]].rename(columns={"name": "县市"}).to_csv(tmp_path / "t.csv", index=False)
    config = check_config(
        {
            "table": {"path": str(tmp_path / "t.csv"), "name": "县市", "columns": ["得分", "少"]},
            "eligible": {"provinces": ["浙江省"]},
        },
        source="test",
    )
    taken = intake(config)
    table = extremes_table(taken).data("zh")
    score = table[table["指标"] == "得分"]
    n = len(own)
    assert score["由高到低"].tolist() == [*range(1, SHOWN + 1), *range(n - SHOWN + 1, n + 1)]
    assert score["单元"].tolist() == [*own["name"][::-1][:SHOWN], *own["name"][:SHOWN][::-1]]
    assert score["数值"].tolist() == [*range(n - 1, n - 1 - SHOWN, -1), *range(SHOWN - 1, -1, -1)]
    few = table[table["指标"] == "少"]
    assert few["由高到低"].tolist() == [1, 2]  # a unit stands once
    assert set(extremes_table(taken).data("en")["Province"]) == {"Zhejiang"}

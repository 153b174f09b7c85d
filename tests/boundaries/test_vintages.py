"""Of which year the names of a panel are."""

import pandas as pd
import pytest

from boundaries._divisions import divisions
from boundaries._vintages import vintages
from boundaries.errors import MatchError


def panel(names_of: dict[int, int]) -> pd.DataFrame:
    """浙江 in some years, each with the names at the end of another year."""
    parts = []
    for year, named in names_of.items():
        rows = divisions(f"{named}-12-31").query("province == '浙江省'")
        parts.append(rows[["name", "prefecture", "province"]].assign(year=year))
    return pd.concat(parts).sample(frac=1, random_state=2).reset_index(drop=True)


ASK = {"name": "name", "prefecture": "prefecture", "province": "province", "year": "year"}


def test_own_last_and_a_panel_that_changes_its_ways() -> None:
    assert vintages(panel({2010: 2010, 2015: 2015, 2021: 2021}), **ASK)["said"].tolist() == [
        "own",
        "own",
        "both",
    ]
    assert vintages(panel({2010: 2021, 2015: 2021, 2021: 2021}), **ASK)["said"].tolist() == [
        "last",
        "last",
        "both",
    ]
    found = vintages(panel({2010: 2010, 2015: 2021, 2021: 2021}), **ASK)
    assert found["said"].tolist() == ["own", "last", "both"]
    assert found.loc[2021, ["rows", "own", "last"]].tolist() == [90, 90, 90]
    assert found.loc[2010, "only_own"] > 0 == found.loc[2010, "only_last"]


def test_what_is_refused() -> None:
    with pytest.raises(MatchError, match="no rows"):
        vintages(panel({2010: 2010}).iloc[:0], **ASK)
    with pytest.raises(MatchError, match="no column 县"):
        vintages(panel({2010: 2010}), name="县", year="year")
    with pytest.raises(MatchError, match="year='年' is no column"):
        vintages(panel({2010: 2010}), name="name", year="年")

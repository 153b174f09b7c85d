"""A join loses no row."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries._join import join
from boundaries._match import match
from boundaries.errors import JoinError
from tests.board import board

NAMES = [
    "玄武区",
    "江宁区",
    "江宁县",
    "浦口区",
    "鼓楼区",
    "昆山市",
    "和平区",
    "无此县",
    "",
    "六合区",
    "高淳区",
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(NAMES), max_size=12), st.randoms(use_true_random=False))
def test_joined_and_reported_are_all_rows(names: list[str], random: object) -> None:
    layer = board().sample(frac=1, random_state=random.randint(0, 999))  # type: ignore[attr-defined]
    table = pd.DataFrame({"县": pd.Series(names, dtype=object), "值": range(len(names))})
    table.index = pd.Index([7 * i % 13 for i in range(len(names))])
    done = join(layer, table, match=match(table, name="县"))
    assert done.joined + len(done.unmatched) + len(done.ambiguous) + len(done.duplicated) == len(table)
    placed = done.layer["row"].dropna().astype(int).tolist()
    assert sorted(placed + done.report["row"].tolist()) == list(range(1, len(table) + 1))
    assert done.layer.index.equals(layer.index)
    assert len(done.missing) == len(layer) - done.joined
    for code, row in done.layer.dropna(subset="row").iterrows():
        assert table["值"].iloc[int(row["row"]) - 1] == row["值"], code


def test_values_land_on_their_codes() -> None:
    table = pd.DataFrame(
        {"县": ["江宁区", "昆山市", "和平区", "玄武区", "玄武"], "值": [1, 2, 3, 4, 5]}, index=list("edcba")
    )
    done = join(board(), table, match=match(table, name="县"))
    assert done.layer.loc["320115", ["值", "row"]].tolist() == [1, 1]
    assert done.unmatched[["row", "reason"]].values.tolist() == [[2, "not_in_layer"]]
    assert done.ambiguous["row"].tolist() == [3]
    assert done.duplicated["row"].tolist() == [4, 5]
    assert done.duplicated.index.tolist() == ["b", "a"]


def test_what_cannot_be_joined_is_said() -> None:
    layer = board()
    table = pd.DataFrame({"name": ["江宁区"], "kind": ["区"]})
    found = match(table, name="name")
    with pytest.raises(JoinError, match="another table"):
        join(layer, pd.DataFrame({"县": ["a", "b"]}), match=found)
    with pytest.raises(JoinError, match="codes repeat"):
        join(
            pd.concat([layer, layer.iloc[:1]]), table.rename(columns={"name": "a", "kind": "b"}), match=found
        )


def test_columns_of_the_same_name_are_both_kept() -> None:
    layer = board()
    layer.loc["320115", "name"] = "江宁区"
    table = pd.DataFrame(
        {"name": ["江宁区"], "province": ["江苏"], "row": ["x"], "name_table": ["y"], "score": [1.0]}
    )
    done = join(layer, table, match=match(table, name="name", province="province"))
    assert done.renamed == {"name": "name_table_", "province": "province_table", "row": "row_table"}
    row = done.layer.loc["320115"]
    assert row[["name", "name_table_", "name_table", "province", "province_table", "row_table"]].tolist() == [
        "江宁区",
        "江宁区",
        "y",
        "江苏省",
        "江苏",
        "x",
    ]
    assert (row["score"], row["row"]) == (1.0, 1)
    assert done.joined == 1


def test_what_is_no_layer_table_or_match_is_refused_at_once() -> None:
    table = pd.DataFrame({"n": ["昆山市"]})
    found = match(table, name="n")
    with pytest.raises(JoinError, match="layer: wanted a GeoDataFrame, got NoneType; match: wanted a Match"):
        join(None, table, match=found.frame)  # type: ignore[arg-type]

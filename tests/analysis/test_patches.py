"""Patches: by hand, by enumeration, by law."""

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph

from analysis._patches import STATISTICS, patches
from boundaries.errors import StatisticError
from tests.board import CODES
from tests.board import board as make_board

MEMBERS = ["320101", "320102", "320106", "320112", "320116", "320109"]


@pytest.fixture
def rook(board):
    return Graph.build_contiguity(board, rook=True)


def network(graph):
    pairs = graph.adjacency[graph.adjacency > 0].index
    net = nx.Graph()
    net.add_nodes_from(graph.unique_ids)
    net.add_edges_from(pairs)
    return net


def by_networkx(net, members):
    part = net.subgraph(members)
    sizes = sorted((len(c) for c in nx.connected_components(part)), reverse=True)
    m, degree = len(members), sum(d for _, d in net.degree(members))
    return {
        "n_patches": len(sizes),
        "n_blocks": sum(s >= 2 for s in sizes),
        "largest": sizes[0],
        "share_2": sum(s for s in sizes if s >= 2) / m,
        "share_3": sum(s for s in sizes if s >= 3) / m,
        "mean_size": sum(s * s for s in sizes) / m,
        "bb": part.number_of_edges(),
        "aggregation": 2 * part.number_of_edges() / degree,
    }


def test_by_hand(rook):
    result = patches(MEMBERS, rook, eligible=CODES, permutations=99, seed=1)
    assert result.sizes == (3, 2, 1)
    assert result.table["members"].tolist() == [
        ("320101", "320102", "320106"),
        ("320112", "320116"),
        ("320109",),
    ]
    assert result.table["joins"].tolist() == [2, 1, 0]
    assert result.frame["patch"].to_dict() == {
        "320101": 1,
        "320102": 1,
        "320106": 1,
        "320109": 3,
        "320112": 2,
        "320116": 2,
    }
    assert result.frame["neighbors"].to_dict() == {
        "320101": 1,
        "320102": 2,
        "320106": 1,
        "320109": 0,
        "320112": 1,
        "320116": 1,
    }
    assert (result.share_2, result.share_3, result.mean_size) == (5 / 6, 0.5, 14 / 6)
    # degrees 2 + 3 + 4 + 3 + 2 + 3 = 17, three joins
    assert result.aggregation == pytest.approx(6 / 17)


def test_p_is_the_share_of_all_possible_sets(rook):
    net = network(rook)
    held = pd.Series(list("aaaabbbbbbbbcccc"), index=CODES, name="part")
    members = ["320101", "320102", "320106", "320110", "320114"]
    want = sorted(held[members])
    every = pd.DataFrame(
        [by_networkx(net, s) for s in combinations(CODES, 5) if sorted(held[list(s)]) == want]
    )
    result = patches(members, rook, eligible=CODES, strata=held, permutations=4_999, seed=3)
    observed = by_networkx(net, members)
    for name, way in STATISTICS.items():
        row = result.statistics.loc[name]
        assert row["observed"] == pytest.approx(observed[name])
        assert row["mean_sim"] == pytest.approx(every[name].mean(), rel=0.05)
        greater = (every[name] >= observed[name] - 1e-9).mean()
        less = (every[name] <= observed[name] + 1e-9).mean()
        ties = ((every[name] - observed[name]).abs() < 1e-9).mean()
        assert row["p_greater"] == pytest.approx(greater, abs=0.03)
        assert row["p_less"] == pytest.approx(less, abs=0.03)
        assert row["p_sim"] == (row["p_greater"] if way == "greater" else row["p_less"])
        tail = greater if way == "greater" else less
        assert row["mid_p"] == pytest.approx(tail - ties / 2, abs=0.03)
    sizes = result.table["size"]
    for patch, size in sizes.items():
        exact = (every["largest"] >= size).mean()
        assert result.table.loc[patch, "p_size"] == pytest.approx(exact, abs=0.03)


def test_units_that_are_not_eligible_separate_unless_they_bridge(rook):
    # the row 320105..320108 is not eligible; 320101 and 320109 meet only through it
    eligible = CODES[:4] + CODES[8:]
    members = ["320101", "320109", "320112"]
    apart = patches(members, rook, eligible=eligible, permutations=9, seed=1)
    assert apart.sizes == (1, 1, 1)
    bridged = patches(members, rook, eligible=eligible, bridge=CODES[4:8], permutations=9, seed=1)
    assert bridged.sizes == (3,)
    assert bridged.bridges == 4
    assert bridged.bb == 0
    labels = pd.Series(["west", "west", "east", "east"], index=CODES[4:8])
    halves = patches(members, rook, eligible=eligible, bridge=labels[::-1], permutations=9, seed=1)
    assert halves.table["members"].tolist() == [("320101", "320109"), ("320112",)]


def test_bridged_draws_follow_the_same_rule(rook):
    eligible = CODES[:4] + CODES[8:]
    net = network(rook)
    every = []
    for one in combinations(eligible, 3):
        joined = nx.node_connected_component
        part = net.subgraph([*one, *CODES[4:8]])
        groups = {frozenset(joined(part, code)) for code in one}
        every.append(len(groups))
    result = patches(eligible[:3], rook, eligible=eligible, bridge=CODES[4:8], permutations=4_999, seed=1)
    assert result.statistics.loc["n_patches", "mean_sim"] == pytest.approx(np.mean(every), rel=0.03)


@settings(max_examples=20, deadline=None)
@given(st.sets(st.sampled_from(CODES), min_size=1), st.randoms(use_true_random=False))
def test_patches_partition_the_members_as_networkx_does(members, chance):
    board = make_board()
    net = network(Graph.build_contiguity(board, rook=False))
    shuffled = list(members)
    chance.shuffle(shuffled)
    queen = Graph.build_contiguity(board.sample(frac=1, random_state=chance.randint(0, 99)), rook=False)
    result = patches(shuffled, queen, eligible=CODES[::-1], permutations=19, seed=1)
    for name, value in by_networkx(net, members).items():
        assert result.statistics.loc[name, "observed"] == pytest.approx(value)
    assert sorted(code for row in result.table["members"] for code in row) == sorted(members)
    assert (result.statistics["p_two_sided"] <= 1).all()
    again = patches(
        members, Graph.build_contiguity(board, rook=False), eligible=CODES, permutations=19, seed=1
    )
    pd.testing.assert_frame_equal(result.statistics, again.statistics)
    pd.testing.assert_frame_equal(result.frame, again.frame)


def test_everything_chosen_is_no_evidence(rook):
    result = patches(CODES, rook, eligible=CODES, permutations=19, seed=1)
    assert result.sizes == (16,)
    assert (result.statistics["p_sim"] == 1).all()


def test_refusals(rook):
    with pytest.raises(
        StatisticError, match="eligible: the set the list could have drawn from must be named"
    ):
        patches(["320101"], rook, eligible=None, seed=1)
    with pytest.raises(StatisticError, match="no members at all"):
        patches([], rook, eligible=CODES, seed=1)
    with pytest.raises(StatisticError, match="outside the 4 eligible units: 320116"):
        patches(["320116"], rook, eligible=CODES[:4], seed=1)
    with pytest.raises(StatisticError, match="bridge: 1 units are eligible themselves: 320102"):
        patches(["320101"], rook, eligible=CODES[:4], bridge=["320102", "320105"], seed=1)
    with pytest.raises(StatisticError, match=r"bridge: .*999999"):
        patches(["320101"], rook, eligible=CODES[:4], bridge=["999999"], seed=1)


def test_the_draws_are_those_that_the_p_values_count():
    queen = Graph.build_contiguity(make_board(), rook=False)
    found = patches(CODES[:6], queen, eligible=CODES, permutations=499, seed=4)
    for name, counts in (("bb", found.draws.joins), ("largest", found.draws.largest)):
        row = found.statistics.loc[name]
        beyond = counts[counts.index >= row["observed"]].sum()
        assert counts.sum() == 499 and row["p_sim"] == (beyond + 1) / 500
        assert (counts.index * counts).sum() / 499 == pytest.approx(row["mean_sim"])


def test_sizes_by_rank_are_those_of_every_set_listed_by_hand():
    from analysis.patch_draws import by_rank

    row = Graph.from_arrays(list("abbccd"), list("bacbdc"), [1.0] * 6)  # a-b-c-d
    found = patches(["a", "b"], row, eligible=list("abcd"), permutations=2000, seed=1)
    listed = [(2, 0) if abs(i - j) == 1 else (1, 1) for i, j in combinations(range(4), 2)]
    assert sorted(listed) == [(1, 1)] * 3 + [(2, 0)] * 3
    assert found.draws.sizes.loc[1].tolist() == [1, *found.draws.sizes.loc[1].tolist()[1:2], 2]
    assert found.draws.sizes.loc[2].tolist()[::2] == [0, 1]
    assert (found.draws.sizes.loc[3:] == 0).all(axis=None)
    assert by_rank(np.array([[2, 1, 2], [3, 3, 3]]), 2).tolist() == [[2, 1], [3, 0]]

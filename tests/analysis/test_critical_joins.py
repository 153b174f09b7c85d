"""Critical joins: against taking every join out by hand, and networkx."""

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph

import analysis
import boundaries
import indicators
from analysis._patches import patches
from analysis.critical_joins import bridges
from boundaries.errors import StatisticError
from tests.board import CODES, board


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 14), st.data())
def test_bridges_are_those_of_networkx_and_leave_the_parts_they_say(n, data):
    pairs = list(combinations(range(n), 2))
    edges = data.draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    weight = np.array(data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)))
    network = nx.Graph(edges)
    network.add_nodes_from(range(n))
    first, second = np.array(edges, dtype=np.int64).reshape(-1, 2).T
    at, larger, smaller = bridges(n, first, second, weight)
    assert {edges[k] for k in at} == {tuple(sorted(edge)) for edge in nx.bridges(network)}
    for k, most, least in zip(at, larger, smaller, strict=True):
        parted = network.copy()
        parted.remove_edge(*edges[k])
        parts = [weight[list(nx.node_connected_component(parted, end))].sum() for end in edges[k]]
        assert sorted(parts) == [least, most]


def test_a_long_chain_of_units_takes_no_recursion():
    n = 50_000
    steps = np.arange(n - 1)
    at, larger, smaller = bridges(n, steps, steps + 1, np.ones(n, dtype=np.int64))
    assert len(at) == n - 1 and (larger + smaller == n).all() and smaller[0] == 1


def by_hand(members, graph):
    """Take each join between members out and look whether its patch falls apart."""
    index = graph.adjacency[graph.adjacency > 0].index
    pairs = sorted({tuple(sorted(pair)) for pair in index if set(pair) <= set(members)})
    rows = []
    for pair in pairs:
        parted = nx.Graph([other for other in pairs if other != pair])
        parted.add_nodes_from(members)
        if not nx.has_path(parted, *pair):
            parts = [len(nx.node_connected_component(parted, end)) for end in pair]
            rows.append((*pair, tuple(sorted(parts, reverse=True))))
    return rows


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("rook", [True, False])
def test_critical_joins_are_those_whose_loss_splits_a_patch(seed, rook):
    members = sorted(np.random.default_rng(seed).choice(CODES, 9, replace=False))
    layer = board().sample(frac=1, random_state=seed)
    graph = Graph.build_contiguity(layer, rook=rook)
    result = patches(members[::-1], graph, eligible=CODES, permutations=1, seed=1)
    found = result.critical
    assert list(found.columns) == ["patch", "a", "b", "border_km", "water_share", "sizes"]
    shown = found[["a", "b", "sizes"]].sort_values(["a", "b"]).itertuples(index=False, name=None)
    assert list(shown) == by_hand(members, graph)
    assert found["patch"].is_monotonic_increasing
    assert (found["patch"] == result.frame["patch"].reindex(found["a"]).to_numpy()).all()
    # some of the board's codes are real counties' too; its borders are not theirs
    assert found[["border_km", "water_share"]].isna().all(axis=None)


def test_units_that_meet_through_bridging_units_too_hang_on_nothing():
    rook = Graph.build_contiguity(board(), rook=True)
    members, others = [CODES[0], CODES[1]], [CODES[4], CODES[5]]
    eligible = [code for code in CODES if code not in others]
    alone = patches(members, rook, eligible=eligible, permutations=1, seed=1)
    assert alone.critical[["a", "b", "sizes"]].to_numpy().tolist() == [[CODES[0], CODES[1], (1, 1)]]
    through = patches(members, rook, eligible=eligible, bridge=others, permutations=1, seed=1)
    assert through.sizes == (2,) and through.critical.empty
    # a member that only the chain reaches weighs in the sizes, the chain does not
    more = [CODES[2], CODES[1], CODES[8]]
    reached = patches(more, rook, eligible=eligible, bridge=others, permutations=1, seed=1)
    assert reached.sizes == (3,)
    assert reached.critical[["a", "b", "sizes"]].to_numpy().tolist() == [[CODES[1], CODES[2], (2, 1)]]


def test_borders_may_be_given():
    rook = Graph.build_contiguity(board(), rook=True)
    given = pd.DataFrame(
        {"border_km": [7.5], "water_share": [0.25]},
        index=pd.MultiIndex.from_tuples([(CODES[0], CODES[1])], names=["a", "b"]),
    )
    found = patches(CODES[:3], rook, eligible=CODES, borders=given, permutations=1, seed=1).critical
    assert found[["border_km", "water_share"]].iloc[0].tolist() == [7.5, 0.25]
    assert found[["border_km", "water_share"]].iloc[1].isna().all()


def test_areas_of_patches_and_what_share_they_are():
    rook = Graph.build_contiguity(board(), rook=True)
    areas = pd.Series(np.arange(1.0, 17.0), index=CODES).sample(frac=1, random_state=2)
    eligible = CODES[:12]
    table = patches(
        [CODES[0], CODES[1], CODES[7]], rook, eligible=eligible, areas=areas, permutations=1, seed=1
    ).table
    assert table["area_km2"].tolist() == [3.0, 8.0]
    assert table["area_share"].tolist() == pytest.approx([3 / 78, 8 / 78])
    without = patches(CODES[:2], rook, eligible=eligible, permutations=1, seed=1).table
    assert without[["area_km2", "area_share"]].isna().all(axis=None)
    for wrong, message in (
        (areas.drop(CODES[3]), "lacking for 1: 320104"),
        (areas.where(areas.index != CODES[2]), "lacking for 1: 320103"),
        (areas * 0, "lacking for 12"),
        (pd.concat([areas, areas.iloc[:1]]), "areas: given more than once"),
        ([1.0], "areas: wanted a Series by adcode"),
    ):
        with pytest.raises(StatisticError, match=message):
            patches(CODES[:2], rook, eligible=eligible, areas=wrong, permutations=1, seed=1)


@pytest.fixture(scope="module")
def counties():
    return boundaries.read_layer("county", tolerance_m=500), indicators.roster("caict-county-2023")


def test_the_belt_of_21_hangs_on_the_middle_of_hangzhou_bay(counties):
    layer, roster = counties
    shared = {"eligible": roster.eligible, "permutations": 9, "seed": 1}
    whole = patches(roster.members, analysis.neighbors(layer), **shared)
    row = whole.critical.set_index(["a", "b"]).loc[("330281", "330424")]
    assert row[["patch", "border_km", "water_share", "sizes"]].tolist() == [1, 12.175, 1.0, (11, 10)]
    assert "OpenStreetMap" in whole.critical.attrs["licence"]
    land = patches(roster.members, analysis.neighbors(layer, water="drop"), **shared)
    assert whole.sizes[:2] == (21, 18) and land.sizes[:3] == (18, 11, 10)
    assert not (land.critical["water_share"] == 1).any()
    areas = boundaries.area_km2(layer)
    sized = patches(roster.members, analysis.neighbors(layer), areas=areas, **shared).table
    assert sized["area_km2"].sum() == pytest.approx(areas[roster.members].sum())
    assert sized["area_share"].iloc[0] == pytest.approx(
        areas[list(sized["members"].iloc[0])].sum() / areas[roster.eligible].sum()
    )


def test_borders_of_prefectures_are_known_too():
    layer = boundaries.read_layer("prefecture", tolerance_m=1000)
    members = ["330200", "330400", "330600"]  # Ningbo and Jiaxing meet in the bay; Shaoxing lies between
    found = patches(members, analysis.neighbors(layer), eligible=layer.index, permutations=1, seed=1).critical
    known = boundaries.water_borders("prefecture")
    for _, row in found.iterrows():
        assert row["border_km"] == known.loc[(row["a"], row["b"]), "border_km"]
    assert found["border_km"].notna().all() or found.empty

"""Join counts of two colors: by hand, by enumeration, by spdep, by law."""

import time
from itertools import combinations, permutations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph

import analysis
from analysis._join_count import join_count
from analysis._join_count_colors import join_count_colors
from analysis._neighbors import neighbors
from boundaries.errors import StatisticError
from tests.board import CODES
from tests.board import board as make_board

KNOWN = pd.read_csv(Path(__file__).parents[1] / "known" / "spdep_join_counts.csv", comment="#")
SQUARE = ["320101", "320102", "320105", "320106"]


def grid(side, *, queen):
    """A side x side grid as spdep's cell2nb numbers it, codes 000001 ..."""
    heads, tails = [], []
    for a in range(side * side):
        for b in range(side * side):
            dx, dy = abs(a % side - b % side), abs(a // side - b // side)
            if a != b and (max(dx, dy) == 1 if queen else dx + dy == 1):
                heads.append(f"{a + 1:06d}")
                tails.append(f"{b + 1:06d}")
    return Graph.from_arrays(heads, tails, np.ones(len(heads)))


def chosen(side):
    n = side * side
    return {(7 * k) % n + 1 for k in range(1, n // 4 + 1)} | {1, 2, side + 1, side + 2}


def enumerated(graph, members, strata):
    """BB, BW, WW of every set that keeps the number of each stratum."""
    codes = sorted(CODES)
    matrix = np.zeros((16, 16))
    for (a, b), weight in graph.adjacency.items():
        matrix[codes.index(a), codes.index(b)] = weight
    label = [strata[c] for c in codes]
    want = sorted(strata[c] for c in members)
    rows = []
    for one in combinations(range(16), len(members)):
        if sorted(label[i] for i in one) == want:
            x = np.zeros(16)
            x[list(one)] = 1
            rows.append(
                (
                    x @ matrix @ x / 2,
                    (x @ matrix @ (1 - x) + (1 - x) @ matrix @ x) / 2,
                    (1 - x) @ matrix @ (1 - x) / 2,
                )
            )
    return np.array(rows)


def test_by_hand(board):
    result = join_count(SQUARE, Graph.build_contiguity(board, rook=True), permutations=999, seed=1)
    assert (result.bb, result.bw, result.ww) == (4, 4, 16)
    assert result.expected == pytest.approx(24 * 4 * 3 / (16 * 15))
    assert result.n_joins == 24
    assert result.mean_neighbors == 3


@pytest.mark.parametrize("strata", ["a" * 16, "aabbaabbccddcccc", "aaaaaaaabbbbbbbb"])
@pytest.mark.parametrize("rook", [True, False])
@pytest.mark.parametrize("standardized", [False, True])
def test_moments_and_p_are_those_of_all_possible_sets(board, strata, rook, standardized):
    graph = Graph.build_contiguity(board, rook=rook)
    graph = graph.transform("r") if standardized else graph
    held = pd.Series(list(strata), index=CODES, name="part")
    members = ["320101", "320102", "320103", "320106", "320112"]
    every = enumerated(graph, members, held)
    result = join_count(members, graph, strata=held, permutations=1_999, seed=7)
    np.testing.assert_allclose(result.frame["expected"], every.mean(axis=0), rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(result.frame["variance"], every.var(axis=0), rtol=1e-9, atol=1e-9)
    for column, name in enumerate(["BB", "BW", "WW"]):
        observed = result.frame.loc[name, "observed"]
        greater = (every[:, column] >= observed - 1e-9).mean()
        less = (every[:, column] <= observed + 1e-9).mean()
        assert result.frame.loc[name, "p_greater"] == pytest.approx(greater, abs=0.05)
        assert result.frame.loc[name, "p_less"] == pytest.approx(less, abs=0.05)
        ties = (np.abs(every[:, column] - observed) < 1e-9).mean()
        beyond = (less if name == "BW" else greater) - ties
        assert result.frame.loc[name, "mid_p"] == pytest.approx(beyond + ties / 2, abs=0.05)


@pytest.mark.parametrize("side", [4, 12])
@pytest.mark.parametrize("queen", [True, False])
def test_two_colors_as_spdep(side, queen):
    rows = KNOWN[(KNOWN.side == side) & (KNOWN.queen == queen) & (KNOWN.colors == 2)].set_index("pair")
    members = [f"{k:06d}" for k in chosen(side)]
    result = join_count(members, grid(side, queen=queen), permutations=9, seed=1)
    for name, pair in {"BB": "B:B", "WW": "W:W", "BW": "W:B"}.items():
        for column in ("observed", "expected", "variance"):
            assert result.frame.loc[name, column] == pytest.approx(rows.loc[pair, column], rel=1e-10)


@pytest.mark.parametrize("side", [4, 12])
@pytest.mark.parametrize("queen", [True, False])
def test_three_colors_as_spdep(side, queen):
    rows = KNOWN[(KNOWN.side == side) & (KNOWN.queen == queen) & (KNOWN.colors == 3)].set_index("pair")
    n = side * side
    colors = pd.Series(
        ["abc"[(k * k) % 7 % 3] for k in range(1, n + 1)], index=[f"{k:06d}" for k in range(1, n + 1)]
    )
    result = join_count_colors(colors, grid(side, queen=queen), permutations=9, seed=1)
    for (a, b), row in result.frame.iterrows():
        for column in ("observed", "expected", "variance"):
            assert row[column] == pytest.approx(rows.loc[f"{b}:{a}", column], rel=1e-10)


def test_units_outside_the_eligible_set_are_not_counted(board):
    rook = Graph.build_contiguity(board, rook=True)
    result = join_count(["320101", "320103"], rook, eligible=CODES[:4], permutations=99, seed=1)
    assert (result.bb, result.bw, result.ww) == (0, 3, 0)
    assert result.n_eligible == 4


def test_shuffled_inputs_and_an_added_isolate(board):
    rook = Graph.build_contiguity(board.sample(frac=1, random_state=2), rook=True)
    held = pd.Series(list("aabbaabbccddcccc"), index=CODES, name="part")
    one = join_count(SQUARE, Graph.build_contiguity(board, rook=True), strata=held, permutations=199, seed=3)
    two = join_count(SQUARE[::-1], rook, eligible=CODES[::-1], strata=held[::-1], permutations=199, seed=3)
    pd.testing.assert_frame_equal(one.frame, two.frame)
    far = Graph.from_arrays(
        [*rook.adjacency.index.get_level_values(0), "990101"],
        [*rook.adjacency.index.get_level_values(1), "990101"],
        [*rook.adjacency.to_numpy(), 0],
    )
    three = join_count(SQUARE, far, eligible=CODES, strata=held, permutations=199, seed=3)
    pd.testing.assert_frame_equal(one.frame, three.frame)
    lonely = join_count(SQUARE, far, permutations=199, seed=3)
    assert lonely.isolates.tolist() == ["990101"]
    assert lonely.n_eligible == 17


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(CODES), min_size=1, max_size=15), st.integers(0, 10**6))
def test_counts_sum_to_all_joins_and_swap_with_the_complement(members, seed):
    queen = Graph.build_contiguity(make_board(), rook=False)
    result = join_count(members, queen, permutations=19, seed=seed)
    assert result.bb + result.bw + result.ww == result.n_joins == 42
    other = join_count(set(CODES) - members, queen, permutations=19, seed=seed)
    assert (other.ww, other.bw, other.bb) == (result.bb, result.bw, result.ww)
    assert other.frame.loc["WW", "variance"] == pytest.approx(result.variance)
    assert other.frame.loc["WW", "p_greater"] > 0


def test_colors_of_two_kinds_are_the_join_counts(board):
    rook = Graph.build_contiguity(board, rook=True)
    colors = pd.Series("W", index=CODES)
    colors[SQUARE] = "B"
    two = join_count(SQUARE, rook, permutations=99, seed=1).frame
    many = join_count_colors(colors[::-1], rook, permutations=99, seed=1).frame
    columns = ["observed", "expected", "variance", "z"]
    np.testing.assert_allclose(many[columns], two[columns], rtol=1e-10)


def test_colors_within_strata_are_held(board):
    rook = Graph.build_contiguity(board, rook=True)
    rows = pd.Series(list("aaaabbbbccccdddd"), index=CODES, name="row")
    result = join_count_colors(rows, rook, strata=rows, permutations=49, seed=1)
    assert result.p_same == 1.0
    assert (result.frame["sd_sim"] == 0).all()
    assert (result.frame["p_two_sided"] == 1).all()


@pytest.mark.parametrize(
    ("members", "message"), [(CODES, "16 members of 16"), ([], "0 members of 16"), (["1"], "outside the 16")]
)
def test_refusals(board, members, message):
    with pytest.raises(StatisticError, match=message):
        join_count(members, Graph.build_contiguity(board), seed=1)


def test_a_graph_without_joins_is_refused(board):
    with pytest.raises(StatisticError, match="no two of the 2 eligible units are neighbors"):
        join_count(["320101"], Graph.build_contiguity(board), eligible=["320101", "320116"], seed=1)
    with pytest.raises(StatisticError, match="at least 1, came 0"):
        join_count(["320101"], Graph.build_contiguity(board), permutations=0, seed=1)
    with pytest.raises(StatisticError, match="colors: 1 eligible units have none: 320116"):
        join_count_colors(
            pd.Series("a", index=CODES[:15]), Graph.build_contiguity(board), eligible=CODES, seed=1
        )


def test_where_every_draw_counts_the_same_nothing_varies():
    layer = make_board()
    graph = neighbors(layer, contiguity="rook")
    frame = join_count(layer.index[1:], graph, permutations=9, seed=1).frame
    assert frame.loc["WW", "variance"] == 0.0
    assert np.isnan(frame.loc["WW", "z"])


def test_joins_within_colors_expected_exactly():
    layer = make_board()
    colors = pd.Series(["1"] * 8 + ["2"] * 5 + ["3"] * 3, index=layer.index)
    result = join_count_colors(colors, neighbors(layer, contiguity="rook"), permutations=9, seed=1)
    # 24 joins, each within a color with P = (8*7 + 5*4 + 3*2) / (16*15)
    assert result.expected_same == pytest.approx(24 * 82 / 240)


def test_moments_within_strata_are_those_of_enumeration_with_weights():
    source = np.random.default_rng(8)
    codes = CODES[:9]
    pairs = [(a, b) for k, a in enumerate(codes) for b in codes[k + 1 :] if source.random() < 0.5]
    weights = source.uniform(0.2, 2, len(pairs)).round(2)
    graph = Graph.from_arrays(
        [a for a, _ in pairs] + [b for _, b in pairs],
        [b for _, b in pairs] + [a for a, _ in pairs],
        np.append(weights, weights),
    )
    for labels, members in (
        ("aaabbbbcc", [0, 3, 4, 8]),
        ("aabbccdde", [0, 2, 8]),
        ("aaaaaabbb", [0, 1, 2, 6, 7]),
    ):
        held = pd.Series(list(labels), index=codes, name="part")
        chosen = [codes[k] for k in members]
        frame = join_count(chosen, graph, eligible=codes, strata=held, permutations=9, seed=1).frame
        groups = {part: held.index[held == part].tolist() for part in sorted(set(labels))}
        sizes = {part: sum(code in chosen for code in group) for part, group in groups.items()}
        found = []
        for picks in product(*(combinations(group, sizes[part]) for part, group in groups.items())):
            drawn = {code for pick in picks for code in pick}
            counts = {"BB": 0.0, "BW": 0.0, "WW": 0.0}
            for (a, b), w in zip(pairs, weights, strict=True):
                counts[("WW", "BW", "BB")[(a in drawn) + (b in drawn)]] += w
            found.append(counts)
        every = pd.DataFrame(found)
        np.testing.assert_allclose(frame["expected"], every.mean()[frame.index], rtol=1e-12)
        np.testing.assert_allclose(frame["variance"], every.var(ddof=0)[frame.index], rtol=1e-9, atol=1e-12)


def test_colors_and_two_lists_have_exact_expectations_within_strata():
    graph = Graph.build_contiguity(make_board(), rook=True)
    codes = CODES[:8]
    held = pd.Series(list("aaabbbbb"), index=codes, name="part")
    colors = pd.Series(list("xyxxzyxz"), index=codes)
    found = analysis.join_count_colors(colors, graph, strata=held, permutations=9, seed=1)
    groups = [held.index[held == part] for part in "ab"]
    ways = [sorted(set(permutations(colors[group]))) for group in groups]
    pairs = [(a, b) for a in codes for b in graph[a].index if a < b and b in codes]
    tallies = []
    for dealt in product(*ways):
        of = dict(zip([*groups[0], *groups[1]], [*dealt[0], *dealt[1]], strict=True))
        tallies.append(pd.Series([tuple(sorted((of[a], of[b]))) for a, b in pairs]).value_counts())
    exact = pd.DataFrame(tallies).fillna(0).mean()
    for pair, expected in found.frame["expected"].items():
        assert expected == pytest.approx(exact.get(pair, 0.0))
    assert found.expected_same == pytest.approx(sum(exact.get((c, c), 0.0) for c in "xyz"))

    first, second = codes[:3], ["320102", "320105", "320106"]
    both = analysis.colocation(first, second, graph, eligible=codes, strata=held, permutations=9, seed=1)
    near = {code: {code, *graph[code].index} for code in codes}
    rows = []
    for one, two in product(combinations(groups[0], 1), combinations(groups[1], 2)):
        drawn = {*one, *two}
        joins = sum((a in first and b in drawn) + (b in first and a in drawn) for a, b in pairs)
        rows.append((len(drawn & set(first)), joins, sum(bool(near[code] & drawn) for code in first)))
    assert both.statistics["expected"].tolist() == pytest.approx(np.mean(rows, axis=0).tolist())


def test_hundreds_of_strata_cost_no_more_than_tens():
    codes = [f"{k:06d}" for k in range(2_800)]
    side = 53
    pairs = [(k, k + step) for k in range(2_800) for step in (1, side) if k + step < 2_800]
    low, high = np.array(pairs).T
    graph = Graph.from_arrays(
        [codes[k] for k in np.append(low, high)],
        [codes[k] for k in np.append(high, low)],
        np.ones(2 * len(low)),
    )
    members = codes[::11]
    taken = {}
    for levels in (31, 321):
        held = pd.Series(np.arange(2_800) * levels // 2_800, index=codes, name="part")
        times = []
        for _ in range(3):
            start = time.process_time()
            join_count(members, graph, eligible=codes, strata=held, permutations=9, seed=1)
            times.append(time.process_time() - start)
        taken[levels] = min(times)
    assert taken[321] < 2 * taken[31] + 0.02

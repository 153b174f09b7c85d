"""Scan over circles and connected windows."""

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from analysis._scan import bernoulli, scan
from analysis._scan_counts import highest, ratios, scan_counts
from analysis.windows import great_circle_km, windows
from boundaries.errors import StatisticError
from tests.board import CODES

SQUARE = ["320101", "320102", "320105", "320106"]


def ratio_by_hand(c, n, C, N):
    def part(a, b):
        return a * np.log(a / b) if a else 0.0

    return (
        part(c, n)
        + part(n - c, n)
        + part(C - c, N - n)
        + part(N - n - C + c, N - n)
        - part(C, N)
        - part(N - C, N)
    )


def test_ratio_is_kulldorffs():
    table = bernoulli(16, 4, 8)
    assert table[4, 3] == pytest.approx(ratio_by_hand(4, 4, 4, 16))
    assert table[3, 4] == pytest.approx(ratio_by_hand(3, 5, 4, 16))
    assert table[1, 3] == 0  # no more than its share
    assert table[4, 2] == 0  # four members do not fit in three units


def test_corner_square_is_found_whole_and_p_is_the_exact_share_of_sets(board):
    result = scan(SQUARE, board, eligible=CODES, permutations=4_999, seed=1)
    first = result.clusters.iloc[0]
    assert first["members"] == tuple(SQUARE)
    assert (first["n_eligible"], first["count"], first["expected"]) == (4, 4, 1.0)
    assert first["llr"] == pytest.approx(ratio_by_hand(4, 4, 4, 16))
    grown = windows(board, pd.Index(sorted(CODES)))
    # by enumeration: sets that are themselves the first four units of some window
    full = {tuple(sorted(row[:4])) for row in grown.order.tolist()}
    assert result.p_sim == pytest.approx(len(full) / 1820, abs=0.004)
    assert sum(1 for one in combinations(range(16), 4) if one in full) == len(full)


def test_order_of_inputs_changes_nothing(board):
    shuffled = board.sample(frac=1, random_state=3)
    one = scan(SQUARE, board, eligible=CODES, permutations=99, seed=4)
    two = scan(SQUARE[::-1], shuffled, eligible=CODES[::-1], permutations=99, seed=4)
    pd.testing.assert_frame_equal(one.clusters, two.clusters)
    pd.testing.assert_frame_equal(one.frame, two.frame)


def test_windows_share_no_unit_and_their_ratios_fall(board):
    members = ["320101", "320102", "320116", "320115", "320104"]
    result = scan(members, board, eligible=CODES, permutations=99, seed=4)
    units = [code for row in result.clusters["units"] for code in row]
    assert len(units) == len(set(units))
    assert result.clusters["llr"].is_monotonic_decreasing
    assert (result.frame["window"] > 0).sum() == len(units)


def test_connected_windows_are_connected_at_every_size(board):
    rook = Graph.build_contiguity(board, rook=True)
    ids = pd.Index(sorted(CODES))
    grown = windows(board, ids, shape="connected", graph=rook)
    for row in grown.order:
        for size in range(2, 9):
            held = ids[row[:size]]
            assert any(code in held for code in rook[held[-1]].index)


def test_connected_windows_stop_where_the_graph_does(board):
    pairs = list(pairwise(CODES[:4]))
    graph = Graph.from_arrays(
        [a for a, b in pairs] + [b for a, b in pairs] + CODES[4:],
        [b for a, b in pairs] + [a for a, b in pairs] + CODES[4:],
        [1] * 6 + [0] * 12,
    )
    grown = windows(board, pd.Index(sorted(CODES)), shape="connected", graph=graph)
    assert (grown.order >= 0).sum(axis=1).tolist() == [4] * 4 + [1] * 12


def test_within_strata_a_concentration_by_stratum_is_no_finding(board):
    strata = pd.Series(["a"] * 4 + ["b"] * 12, index=CODES, name="side")
    result = scan(CODES[:4], board, eligible=CODES, strata=strata, permutations=199, seed=4)
    assert result.p_sim == 1.0
    assert "strata of 'side'" in str(result.null)


def test_counts_find_the_dense_pair(board):
    cases = pd.Series(2, index=CODES)
    cases[["320106", "320107"]] = 15
    people = pd.Series(10.0, index=CODES)
    result = scan_counts(cases, people, board, permutations=199, seed=2)
    first = result.clusters.iloc[0]
    # around 320106 its western neighbor is as far as 320107, so that the three enter together
    assert first["units"] == ("320105", "320106", "320107")
    total, c, e = 58, 32, 58 * 3 / 16
    assert first["llr"] == pytest.approx(c * np.log(c / e) + (total - c) * np.log((total - c) / (total - e)))
    assert first["p_sim"] == 1 / 200
    turned = scan_counts(cases[::-1], people.sample(frac=1, random_state=1), board, permutations=199, seed=2)
    pd.testing.assert_frame_equal(result.clusters, turned.clusters)


def test_the_bound_on_the_ratio_loses_no_window(board):
    source = np.random.default_rng(1)
    ids = pd.Index(sorted(CODES))
    grown = windows(board, ids)
    for _ in range(200):
        people = source.uniform(0.1, 9, 16)
        counts = source.multinomial(source.integers(1, 80), source.dirichlet(np.ones(16)))
        mean = np.cumsum((people / people.sum() * counts.sum())[grown.order], axis=1)
        scale = 1 / np.sqrt(mean * (1 - mean / counts.sum()))
        every = ratios(counts, grown, mean, grown.order >= 0, int(counts.sum()))
        top = highest(counts, grown.order, mean, scale, int(counts.sum()))
        assert top == pytest.approx(every.max())


def test_refusals(board):
    with pytest.raises(StatisticError, match="layer: wanted a GeoDataFrame by adcode, came DataFrame"):
        scan(SQUARE, pd.DataFrame(board.drop(columns="geometry")), eligible=CODES, seed=1)
    with pytest.raises(StatisticError, match="outside the 16 eligible units: 999999"):
        scan(["999999"], board, eligible=CODES, seed=1)
    with pytest.raises(StatisticError, match="the layer misses 1 eligible units: 320117"):
        scan(SQUARE, board, eligible=[*CODES, "320117"], seed=1)
    with pytest.raises(StatisticError, match="connected windows want a graph"):
        scan(SQUARE, board, eligible=CODES, shape="connected", seed=1)
    with pytest.raises(StatisticError, match="members and others"):
        scan(CODES, board, eligible=CODES, seed=1)
    cases = pd.Series(1.0, index=CODES)
    with pytest.raises(StatisticError, match="population: wanted numbers above 0, wrong for 320103"):
        scan_counts(cases, cases.where(cases.index != "320103", 0.0), board, seed=1)
    with pytest.raises(StatisticError, match="cases: wanted whole numbers from 0, wrong for 320103"):
        scan_counts(cases.where(cases.index != "320103", 0.5), cases, board, seed=1)


def test_great_circle_of_a_quarter_of_the_earth():
    assert great_circle_km(0.0, 0.0, np.array([90.0]), np.array([0.0]))[0] == pytest.approx(
        6371.0088 * np.pi / 2
    )

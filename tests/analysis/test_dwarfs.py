"""One value or weight that dwarfs the rest: the others keep their answers, or it is named."""

from itertools import permutations as orders

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

import analysis
from analysis.permutation import coarse, in_digits
from boundaries.errors import StatisticError
from tests.board import CODES, board

SMALL = pd.Series([10.35, 10.82, 10.33, 8.7, 10.91, 11.2, 9.46], index=CODES[:7])
LINE = Graph.from_dicts({
    a: {CODES[j]: 1.0 for j in (k - 1, k + 1) if 0 <= j < 7} for k, a in enumerate(CODES[:7])
})  # fmt: skip


def enumerated(values, graph):
    """Local Geary p (as small, as large) over all orders of the others, in whole numbers."""
    cents = [round(x * 100) for x in values]
    near = {k: [CODES.index(code) for code in graph[CODES[k]].index] for k in range(7)}
    found = []
    for unit in range(7):
        others = [k for k in range(7) if k != unit]
        seen = sum((cents[unit] - cents[j]) ** 2 for j in near[unit])
        small = large = total = 0
        for order in orders(others):
            dealt = dict(zip(others, order, strict=True))
            null = sum((cents[unit] - cents[dealt[j]]) ** 2 for j in near[unit])
            small, large, total = small + (null <= seen), large + (null >= seen), total + 1
        found.append((small / total, large / total))
    return np.array(found)


@pytest.mark.parametrize("giant", [50.0, 3e6, 3e10, 4e12])
def test_local_geary_beside_a_giant_is_that_of_full_enumeration(giant):
    values = SMALL.copy()
    values.iloc[3] = giant
    frame = analysis.local_geary(values, LINE, permutations=20_000, seed=3).frame
    exact = enumerated(values, LINE)
    np.testing.assert_allclose(frame["p_less"], exact[:, 0], atol=0.015)
    np.testing.assert_allclose(frame["p_greater"], exact[:, 1], atol=0.015)


def test_a_giant_that_leaves_nothing_is_named():
    values = SMALL.copy()
    values.iloc[3] = 3e16
    with pytest.raises(StatisticError, match=r"320104.*dwarfs"):
        analysis.local_geary(values, LINE, permutations=9, seed=1)


@pytest.mark.parametrize("name", ["local_moran", "hotspots"])
def test_weighted_sums_keep_the_small_values(name):
    source = np.random.default_rng(2)
    graph = Graph.from_dicts({
        a: {b: float(source.uniform(0.5, 2)) for b in LINE[a].index} for a in CODES[:7]
    })  # fmt: skip
    plain, beside = SMALL.copy(), SMALL.copy()
    beside.iloc[6] = 3e11  # 元 beside 亿元
    p = getattr(analysis, name)(beside, graph, permutations=999, seed=1).frame["p_greater"]
    assert p.iloc[:5].nunique() >= 4
    assert p.iloc[:5].lt(1).all()
    assert getattr(analysis, name)(plain, graph, permutations=999, seed=1).frame["p_sim"].notna().all()


def test_digits_are_the_values():
    values = np.array([0.25, 1.5, 2.0, 3.75e11])
    low, high = in_digits(values, 0.0, 27, pd.Index(list("abcd")))
    whole = low + (high << 26)
    assert ((whole - whole[0]) / 100 == values - values[0]).all()
    assert len(in_digits(np.array([1.0, 2.0, 7.0]), 4.0, 27, pd.Index(list("abc")))) == 1
    assert not coarse(np.array([1.0, 1.0, 5.0]), 0.5)


def test_weights_of_joins_are_kept_or_the_join_is_named():
    def joined(weight):
        graph = analysis.neighbors(board(), contiguity="rook")
        adjacency = graph.adjacency.astype(float)
        adjacency.loc[("320101", "320102")] = adjacency.loc[("320102", "320101")] = weight
        return Graph(adjacency)

    members = ["320101", "320105", "320109", "320110"]
    even = analysis.join_count(members, joined(1.0), permutations=99, seed=1)
    heavy = analysis.join_count(members, joined(1e9), permutations=999, seed=1)
    assert heavy.bb == even.bb == 3.0
    draws = heavy.frame.loc["BB"]
    assert draws["p_sim"] < 1  # the joins of weight 1 still tell the draws apart
    with pytest.raises(StatisticError, match=r"320101-320102.*dwarfs.*320101-320105"):
        analysis.join_count(members, joined(1e17), permutations=9, seed=1)
    with pytest.raises(StatisticError, match="dwarfs"):
        analysis.colocation(members, CODES[:3], joined(1e17), eligible=CODES, permutations=9, seed=1)


def test_decimal_weights_tie_exactly():
    graph = analysis.neighbors(board(), contiguity="rook")
    tenths = Graph(graph.adjacency * 0.1)
    one = analysis.join_count(CODES[:4], graph, permutations=999, seed=1).frame
    ten = analysis.join_count(CODES[:4], tenths, permutations=999, seed=1).frame
    assert one["p_sim"].tolist() == ten["p_sim"].tolist()
    assert ten["observed"].tolist() == pytest.approx((one["observed"] * 0.1).tolist(), abs=1e-12)

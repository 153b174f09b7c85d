"""One policy for bad input, kept by every statistic of values."""

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

import analysis
from analysis._neighbors import graph_of
from boundaries.errors import StatisticError
from tests.analysis.test_local_moran import SLOPE
from tests.board import board

STATISTICS = [
    analysis.moran,
    analysis.local_moran,
    analysis.hotspots,
    analysis.geary,
    analysis.local_geary,
    analysis.getis_ord,
]


def weights(graph, change):
    adjacency = graph.adjacency.copy()
    return Graph(change(adjacency), is_sorted=True)


def negative(adjacency):
    adjacency.iloc[0] = -1.0
    return adjacency


GRAPH = analysis.neighbors(board())
BAD = {
    "constant": (SLOPE * 0 + 3, GRAPH, "all 16 are 3; nothing varies"),
    "constant but for rounding": (1 + SLOPE * 1e-16, GRAPH, "all 16 are 1; nothing varies"),
    "too large to square": (SLOPE * 1e300, GRAPH, "cannot be squared; give them in another unit"),
    "too small to square": (SLOPE * 1e-300, GRAPH, "cannot be squared; give them in another unit"),
    "all missing": (SLOPE * np.nan, GRAPH, "0 units have one"),
    "infinite": (SLOPE.replace(4.0, np.inf), GRAPH, "infinite at 320101"),
    "text": (SLOPE.astype(str), GRAPH, "wanted numbers"),
    "graph misses units": (SLOPE, GRAPH.subgraph(SLOPE.index[:10]), "graph misses 6 units: 320111"),
    "values miss units": (SLOPE.iloc[:10], GRAPH, "6 of 16 units of the graph have no row: 320111"),
    "given twice": (pd.concat([SLOPE, SLOPE.iloc[:1]]), GRAPH, "more than once: 320101"),
    "negative weights": (SLOPE, weights(GRAPH, negative), "1 negative or missing weights: 320101-320102"),
    "no neighbors": (SLOPE, graph_of(np.empty((0, 2), dtype=int), SLOPE.index), "no two of the 16 units"),
    "self neighbors": (SLOPE, GRAPH.assign_self_weight(), "16 units of the graph neighbor themselves"),
    "too few": (SLOPE.where(SLOPE.index.isin(SLOPE.index[:2])), GRAPH, "2 units have one"),
    "a list": (list(SLOPE), GRAPH, "wanted a Series by adcode, came list"),
}


@pytest.mark.parametrize("statistic", STATISTICS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("case", BAD)
def test_refused(statistic, case):
    values, graph, message = BAD[case]
    with pytest.raises(StatisticError, match=message):
        statistic(values, graph, permutations=9, seed=1)


def test_all_breaches_at_once():
    values = pd.concat([SLOPE.iloc[:15], pd.Series([np.inf], index=["999999"])])
    with pytest.raises(StatisticError, match=r"no row: 320116.*misses 1 units: 999999.*infinite at 999999"):
        analysis.moran(values, GRAPH, permutations=9, seed=1)


@pytest.mark.parametrize("statistic", STATISTICS, ids=lambda f: f.__name__)
def test_inputs_are_left_as_they_were(statistic):
    values, before = SLOPE.copy(), GRAPH.adjacency.copy()
    statistic(values, GRAPH, permutations=9, seed=1)
    pd.testing.assert_series_equal(values, SLOPE)
    pd.testing.assert_series_equal(GRAPH.adjacency, before)
    assert GRAPH.transformation == "B"


@pytest.mark.parametrize("statistic", STATISTICS, ids=lambda f: f.__name__)
def test_strata_must_cover_the_sample(statistic):
    strata = pd.Series("a", index=SLOPE.index[:15])
    with pytest.raises(StatisticError, match="1 eligible units have none: 320116"):
        statistic(SLOPE, GRAPH, strata=strata, permutations=9, seed=1)


def test_eligible_units_may_leave_values_out():
    found = analysis.moran(SLOPE.iloc[:8], GRAPH, eligible=SLOPE.index[:8], permutations=9, seed=1)
    assert found.n_eligible == 8
    with pytest.raises(StatisticError, match="outside the 16 units known: 999999"):
        analysis.moran(SLOPE, GRAPH, eligible=["999999"], permutations=9, seed=1)


def test_strata_of_one_unit_each_leave_nothing_to_chance():
    strata = pd.Series(list("abcdefghijklmnop"), index=SLOPE.index, name="own")
    frame = analysis.local_moran(SLOPE, GRAPH, strata=strata, permutations=99, seed=1).frame
    assert (frame["p_sim"] == 1).all()
    assert analysis.moran(SLOPE, GRAPH, strata=strata, permutations=99, seed=1).p_sim == 1.0


@pytest.mark.parametrize("statistic", STATISTICS, ids=lambda f: f.__name__)
def test_isolates_without_values_and_any_order_change_nothing(statistic):
    ids = SLOPE.index.append(pd.Index(["000001", "990001"], name="adcode"))
    pairs = np.array([[ids.get_loc(a), ids.get_loc(b)] for a, b in GRAPH.adjacency.index if a < b])
    order = np.random.default_rng(4).permutation(18)
    back = np.argsort(order)
    wider = graph_of(np.sort(back[pairs], axis=1), ids[order])
    values = pd.Series(np.r_[SLOPE.to_numpy(), np.nan, np.nan], index=ids)
    a = statistic(SLOPE, GRAPH, permutations=199, seed=1)
    b = statistic(values.iloc[np.random.default_rng(5).permutation(18)], wider, permutations=199, seed=1)
    assert set(b.missing) == {"000001", "990001"}
    if hasattr(a, "frame"):
        pd.testing.assert_frame_equal(
            a.frame, b.frame.loc[a.frame.index], check_exact=True, check_dtype=False
        )
        assert not b.frame.loc[b.missing, "significant"].any()
    else:
        assert (a.p_sim, a.mean_sim, a.sd_sim) == (b.p_sim, b.mean_sim, b.sd_sim)

"""Local Moran: by hand, beside other programs, and its laws."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph

import analysis
from analysis import engine
from analysis._neighbors import graph_of
from boundaries.errors import StatisticError
from tests.analysis.county_answers import county_graph, deviates, local_answers, smaller_side
from tests.board import CODES, board

SLOPE = pd.Series([4.0, 3.0, 1.0, 0.0] * 4, index=pd.Index(CODES, name="adcode"), name="slope")


def test_by_hand_on_the_board():
    frame = analysis.local_moran(SLOPE, analysis.neighbors(board()), permutations=99, seed=1).frame
    assert list(frame.columns[:7]) == ["value", "lag", "I", "p_sim", "p_fdr", "label", "significant"]
    # corner 4 beside 3, 4, 3; mean 2, sum of squares 40: 2 * (10/3 - 2) / (40/15) = 1
    assert frame.loc["320101", ["value", "lag", "I"]].tolist() == pytest.approx([4, 10 / 3, 1.0])
    # 3 beside 4, 1, 4, 3, 1: 1 * (13/5 - 2) / (40/15)
    assert frame.loc["320102", ["value", "lag", "I"]].tolist() == pytest.approx([3, 2.6, 0.225])
    assert frame.loc[["320101", "320104"], "label"].tolist() == ["HH", "LL"]
    assert frame["significant"].dtype == bool


def test_labels_of_the_odd_ones():
    values = pd.Series(1.0, index=SLOPE.index)
    values["320106"] = 9.0
    frame = analysis.local_moran(values, analysis.neighbors(board()), permutations=99, seed=1).frame
    assert frame.loc["320106", "label"] == "HL"
    assert frame.loc["320101", "label"] == "LH"
    assert frame.loc["320116", "label"] == "LL"


def test_statistic_is_that_of_esda_pygeoda_and_spdep():
    known = local_answers()
    frame = analysis.local_moran(known["y"], county_graph(), permutations=9, seed=1).frame
    joined = frame["I"].notna()
    assert joined.sum() == 2835
    for program in ("esda_I", "pygeoda_I", "spdep_I"):
        np.testing.assert_allclose(frame["I"][joined], known[program][joined], atol=1e-10, rtol=1e-11)
    quadrant = known["esda_q"].map({1: "HH", 2: "LH", 3: "LL", 4: "HL"})
    assert (frame["label"][joined] == quadrant[joined]).all()


def test_p_within_monte_carlo_error_of_esda():
    known = local_answers()
    frame = analysis.local_moran(known["y"], county_graph(), seed=3).frame
    off = deviates(smaller_side(frame), known["esda_I_p"])
    assert len(off) > 2_700
    assert off.abs().max() < 5
    assert 0.6 < off.std() < 1.5  # units share draws, so their errors go together
    both = np.minimum(1, 2 * smaller_side(frame))
    np.testing.assert_allclose(frame["p_sim"].dropna(), both.dropna(), rtol=1e-12)


def test_p_near_those_of_pygeoda():
    """pygeoda's random numbers are autocorrelated (`test_pygeoda_draws`): farther off than chance."""
    known = local_answers()
    frame = analysis.local_moran(known["y"], county_graph(), seed=3).frame
    off = (smaller_side(frame) - known["pygeoda_I_p"]).dropna()
    assert off.abs().max() < 0.015
    assert off.abs().mean() < 0.003


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 50), st.floats(-90, 90))
def test_order_and_linear_change_of_values_change_nothing(number, slope, shift):
    source = np.random.default_rng(number)
    whole = pd.Series(source.integers(0, 40, 16).astype(float), index=SLOPE.index)
    whole.iloc[0] = 50.0
    layer = board()
    a = analysis.local_moran(whole, analysis.neighbors(layer), permutations=199, seed=number)
    order = source.permutation(16)
    b = analysis.local_moran(
        whole.iloc[order],
        analysis.neighbors(layer.iloc[source.permutation(16)]),
        permutations=199,
        seed=number,
    )
    assert list(b.frame.index) == list(whole.index[order])
    pd.testing.assert_frame_equal(a.frame, b.frame.loc[a.frame.index], check_exact=True)
    c = analysis.local_moran(whole * slope + shift, analysis.neighbors(layer), permutations=199, seed=number)
    np.testing.assert_allclose(c.frame["I"], a.frame["I"], atol=1e-9)


def test_whole_multiples_have_the_same_p():
    graph = analysis.neighbors(board())
    a = analysis.local_moran(SLOPE, graph, permutations=499, seed=2).frame
    b = analysis.local_moran(SLOPE * 3 - 7, graph, permutations=499, seed=2).frame
    pd.testing.assert_frame_equal(a[["p_sim", "p_fdr", "label"]], b[["p_sim", "p_fdr", "label"]])


@pytest.mark.skipif(not engine.compiled(), reason="the engine was not built here")
def test_same_bits_without_the_compiled_engine(monkeypatch):
    known = local_answers()
    strata = pd.Series(known.index.str[:2], index=known.index, name="province")
    ours = [
        analysis.local_moran(known["y"], county_graph(), permutations=499, seed=4, strata=s).frame
        for s in (None, strata)
    ]
    monkeypatch.setattr("analysis.permutation.compiled", lambda: False)
    for frame, s in zip(ours, (None, strata), strict=True):
        other = analysis.local_moran(known["y"], county_graph(), permutations=499, seed=4, strata=s).frame
        pd.testing.assert_frame_equal(frame, other, check_exact=True)


def test_isolates_and_missing_values_are_not_tested():
    graph = analysis.neighbors(board())
    values = SLOPE.copy()
    values["320106"] = np.nan
    found = analysis.local_moran(values, graph, permutations=99, seed=1)
    row = found.frame.loc["320106"]
    assert row[["I", "p_sim", "p_fdr", "label", "lag"]].isna().all()
    assert not row["significant"]
    assert list(found.missing) == ["320106"]
    assert found.frame.loc["320101", "lag"] == pytest.approx(3.5)  # 320106 is neighbor to none
    known = local_answers()
    counties = analysis.local_moran(known["y"], county_graph(), permutations=99, seed=1)
    assert len(counties.isolates) == 9
    assert counties.frame.loc[counties.isolates, ["I", "p_sim", "p_fdr", "p_by", "label"]].isna().all().all()
    assert not counties.frame.loc[counties.isolates, "significant"].any()


def test_eligible_units_only():
    known, graph = local_answers(), county_graph()
    eligible = known.index[known.index.str.startswith(("32", "33"))]
    found = analysis.local_moran(known["y"], graph, eligible=eligible, permutations=999, seed=1)
    alone = analysis.local_moran(known["y"].loc[eligible], graph.subgraph(eligible), permutations=999, seed=1)
    pd.testing.assert_frame_equal(found.frame.loc[eligible], alone.frame, check_exact=True)
    assert found.n_eligible == len(eligible)
    assert f"{len(eligible):,} eligible units" in str(found.null)
    assert found.frame.drop(eligible)["p_sim"].isna().all()


def test_strata_carry_what_differs_between_provinces():
    known, graph = local_answers(), county_graph()
    strata = pd.Series(known.index.str[:2], index=known.index, name="province")
    level = pd.Series(strata.astype(int).mod(7).astype(float) * 10, index=known.index)
    noise = pd.Series(np.random.default_rng(5).normal(size=len(known)), index=known.index)
    free = analysis.local_moran(level + noise, graph, permutations=999, seed=1)
    held = analysis.local_moran(level + noise, graph, permutations=999, seed=1, strata=strata)
    assert (free.frame["p_sim"] <= 0.05).mean() > 0.3
    assert 0.03 < (held.frame["p_sim"] <= 0.05).mean() < 0.07
    assert "within the 31 strata of 'province'" in str(held.null)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:The alternative hypothesis:DeprecationWarning")
def test_unequal_weights_beside_esda():
    import esda

    layer = board()
    pairs = np.array([[i, j] for i in range(16) for j in range(i + 1, 16)])
    graph = graph_of(pairs, layer.index)
    x, y = np.arange(16) % 4, np.arange(16) // 4
    adjacency = graph.adjacency
    head = layer.index.get_indexer(adjacency.index.get_level_values(0))
    tail = layer.index.get_indexer(adjacency.index.get_level_values(1))
    inverse = 1 / np.hypot(x[head] - x[tail], y[head] - y[tail])
    graph = Graph(pd.Series(inverse, index=adjacency.index, name="weight"), is_sorted=True)
    values = pd.Series(np.random.default_rng(3).normal(size=16), index=layer.index)
    ours = analysis.local_moran(values, graph, permutations=9_999, seed=1).frame
    theirs = esda.Moran_Local(values.to_numpy(), graph.to_W(), permutations=9_999, seed=1)
    np.testing.assert_allclose(ours["I"], theirs.Is, atol=1e-12)
    np.testing.assert_allclose(smaller_side(ours), theirs.p_sim, atol=4 * (2 * 0.25 / 9_999) ** 0.5)


def test_settings_travel_with_the_result():
    found = analysis.local_moran(
        SLOPE, analysis.neighbors(board()), permutations=99, seed=7, alternative="greater", alpha=0.1
    )
    assert (found.permutations, found.seed, found.alternative, found.alpha) == (99, 7, "greater", 0.1)
    pd.testing.assert_series_equal(found.frame["p_sim"], found.frame["p_greater"], check_names=False)
    assert str(found.null).startswith("each unit keeps its value") and "16 units with a value" in str(
        found.null
    )
    assert (found.frame["p_by"] >= found.frame["p_fdr"]).all()


@pytest.mark.parametrize(
    "keyword", [{"alternative": "up"}, {"alpha": 0.0}, {"seed": -1}, {"permutations": 0}]
)
def test_bad_settings(keyword):
    with pytest.raises(StatisticError):
        analysis.local_moran(SLOPE, analysis.neighbors(board()), **({"seed": 1, "permutations": 9} | keyword))

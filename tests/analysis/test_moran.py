"""Global Moran, bivariate and of rates: by hand, beside esda and spdep, exact by enumeration."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

import analysis
from analysis import engine
from analysis._neighbors import graph_of
from boundaries.errors import StatisticError
from tests.analysis.county_answers import county_graph, global_answers, local_answers
from tests.analysis.test_local_moran import SLOPE
from tests.board import CODES, board


def test_by_hand_on_the_board():
    found = analysis.moran(SLOPE, analysis.neighbors(board(), contiguity="rook"), permutations=99, seed=1)
    # rows of z (2 1 -1 -2): a corner 2 * (2+1)/2, an edge 2 * (4+1)/3; within, bottom 1 * (2+1-1)/3, inner
    # 1 * (2+1+1-1)/4: 2 * (2*3 + 2*10/3 ... ) summed by hand over 16 squares gives 31, of 40
    one = [2 * (1 + 2) / 2, 1 * (2 + 1 - 1) / 3, 2 * (2 + 2 + 1) / 3, 1 * (1 + 1 + 2 - 1) / 4]
    assert pytest.approx(4 * sum(one) / 40) == found.I
    assert found.expected == pytest.approx(-1 / 15)


def test_beside_esda_and_spdep():
    known, answers = local_answers(), global_answers()
    found = analysis.moran(known["y"], county_graph(), permutations=9_999, seed=1)
    for program in ("esda", "spdep"):
        assert pytest.approx(answers["I", program], abs=1e-12) == found.I
        assert found.variance_normal == pytest.approx(answers["I_var_normal", program], abs=1e-15)
        assert found.variance_random == pytest.approx(answers["I_var_random", program], abs=1e-15)
    assert found.p_normal == pytest.approx(answers["I_p_normal", "esda"] * 2, rel=1e-6)
    assert found.sd_sim == pytest.approx(found.variance_random**0.5, rel=0.03)
    assert found.mean_sim == pytest.approx(found.expected, abs=4 * found.sd_sim / 99)
    assert found.p_sim == 2 / 10_000


def test_p_is_that_of_full_enumeration():
    codes = pd.Index(CODES[:6], name="adcode")
    values = pd.Series([1.0, 2.0, 2.0, 7.0, 4.0, 3.0], index=codes)
    graph = graph_of(np.array([[0, 1], [1, 2], [2, 3], [3, 4], [0, 5]]), codes)
    strata = pd.Series(list("aabbab"), index=codes, name="part")
    w = graph.transform("R").sparse.toarray()
    z = (values - values.mean()).to_numpy()
    for held, allowed in (
        (None, list(permutations(range(6)))),
        (
            strata,
            [
                p
                for p in permutations(range(6))
                if all(strata.iloc[a] == strata.iloc[b] for a, b in enumerate(p))
            ],
        ),
    ):
        law = np.array([z[list(p)] @ w @ z[list(p)] for p in allowed])
        exact = (law >= z @ w @ z - 1e-9).mean()
        found = analysis.moran(values, graph, strata=held, permutations=20_000, seed=3)
        assert found.p_greater == pytest.approx(exact, abs=4 * 0.5 / 20_000**0.5)


@pytest.mark.skipif(not engine.compiled(), reason="the engine was not built here")
def test_same_bits_without_the_compiled_engine(monkeypatch):
    known = local_answers()
    a = analysis.moran(known["y"], county_graph(), permutations=99, seed=1)
    monkeypatch.setattr("analysis.shuffle.compiled", lambda: False)
    monkeypatch.setattr("analysis.permutation.compiled", lambda: False)
    b = analysis.moran(known["y"], county_graph(), permutations=99, seed=1)
    assert (a.p_sim, a.mean_sim, a.sd_sim) == (b.p_sim, b.mean_sim, b.sd_sim)


def test_shuffled_inputs_give_the_same_bits():
    known, graph = local_answers(), county_graph()
    order = np.random.default_rng(1).permutation(len(known))
    a = analysis.moran(known["y"], graph, permutations=99, seed=1)
    b = analysis.moran(known["y"].iloc[order], graph, permutations=99, seed=1)
    assert (a.I, a.p_sim, a.sd_sim) == (b.I, b.p_sim, b.sd_sim)


def test_bivariate_beside_esda():
    known, answers, graph = local_answers(), global_answers(), county_graph()
    joined = graph.cardinalities.index[graph.cardinalities > 0]
    found = analysis.moran_bivariate(known["x"], known["y"], graph, eligible=joined, permutations=99, seed=1)
    assert pytest.approx(answers["I_bivariate_joined", "esda"], abs=1e-10) == found.I
    local = analysis.local_moran_bivariate(known["x"], known["y"], graph, seed=2).frame
    tested = local["I"].notna()
    np.testing.assert_allclose(local["I"][tested], known["esda_bv_I"][tested], atol=1e-10, rtol=1e-11)
    from tests.analysis.county_answers import deviates, smaller_side

    off = deviates(smaller_side(local), known["esda_bv_p"])
    assert off.abs().max() < 5
    same = analysis.local_moran_bivariate(known["y"], known["y"], graph, permutations=99, seed=2).frame
    plain = analysis.local_moran(known["y"], graph, permutations=99, seed=2).frame
    np.testing.assert_allclose(same["I"], plain["I"], atol=1e-12)
    pd.testing.assert_series_equal(same["p_sim"], plain["p_sim"])


def test_rates_beside_esda_and_spdep():
    known, answers = local_answers(), global_answers()
    found = analysis.moran_rate(known["events"], known["population"], county_graph(), permutations=99, seed=1)
    assert pytest.approx(answers["I_rate", "esda"], abs=1e-12) == found.I
    assert pytest.approx(answers["I_rate_adjust_n", "spdep"], abs=1e-12) == found.I
    with pytest.raises(StatisticError, match="above 0: 110101"):
        analysis.rate_deviates(known["events"], known["population"].mask(known.index == "110101", 0))
    with pytest.raises(StatisticError, match="same units: 110101"):
        analysis.rate_deviates(known["events"], known["population"].iloc[1:])


def test_checkerboard_is_negative():
    values = pd.Series([(k + k // 4) % 2 for k in range(16)], index=SLOPE.index, dtype=float)
    found = analysis.moran(
        values, analysis.neighbors(board(), contiguity="rook"), permutations=999, seed=1, alternative="less"
    )
    assert pytest.approx(-1.0) == found.I
    assert found.p_sim < 0.01
    assert found.p_greater == 1.0

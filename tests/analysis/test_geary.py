"""Geary's C: by hand, beside esda and spdep, exact by enumeration."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

import analysis
from analysis._neighbors import graph_of
from tests.analysis.county_answers import county_graph, global_answers, local_answers, smaller_side
from tests.analysis.test_local_moran import SLOPE
from tests.board import CODES, board


def test_by_hand_on_the_board():
    found = analysis.geary(SLOPE, analysis.neighbors(board(), contiguity="rook"), permutations=99, seed=1)
    # mean squared differences: corners 1/2, edges 1/3, within 5/3 and 5/4: 15 in all; 15 / (2 * 16) * 15 / 40
    assert pytest.approx(15 / 32 * 15 / 40) == found.C


def test_beside_esda_and_spdep():
    known, answers = local_answers(), global_answers()
    found = analysis.geary(known["y"], county_graph(), permutations=999, seed=1)
    for program in ("esda", "spdep"):
        assert pytest.approx(answers["C", program], abs=1e-10) == found.C
        assert found.variance_normal == pytest.approx(answers["C_var_normal", program], abs=1e-14)
        assert found.variance_random == pytest.approx(answers["C_var_random", program], abs=1e-13)
    assert found.mean_sim == pytest.approx(1, abs=0.01)


def test_local_beside_spdep_and_pygeoda():
    known = local_answers()
    n = len(known)
    frame = analysis.local_geary(known["y"], county_graph(), permutations=1_999, seed=1).frame
    tested = frame["c"].notna()
    assert tested.sum() == 2835
    for program in ("spdep_c", "pygeoda_c"):
        np.testing.assert_allclose(
            frame["c"][tested] * (n - 1) / n, known[program][tested], atol=1e-10, rtol=1e-10
        )
    # pygeoda takes the side of the mean, not the smaller one
    other = known["pygeoda_c_p"]
    near = pd.concat([(frame["p_greater"] - other).abs(), (frame["p_less"] - other).abs()], axis=1).min(
        axis=1
    )
    assert near[tested].max() < 0.05
    assert near[tested].mean() < 0.01
    assert (smaller_side(frame)[tested] <= 0.55).all()


@pytest.mark.parametrize("strata", [None, "ababab"])
def test_local_p_is_that_of_full_enumeration(strata):
    codes = pd.Index(CODES[:6], name="adcode")
    values = pd.Series([1.0, 2.0, 2.0, 7.0, 4.0, 3.0], index=codes)
    graph = graph_of(np.array([[0, 1], [0, 2], [2, 3], [3, 4], [0, 5]]), codes)
    held = None if strata is None else pd.Series(list(strata), index=codes, name="part")
    found = analysis.local_geary(values, graph, strata=held, permutations=20_000, seed=3).frame
    near = [1, 2, 5]
    law = []
    for order in permutations(range(1, 6)):
        if strata and any(strata[a] != strata[b] for a, b in zip(range(1, 6), order, strict=True)):
            continue
        dealt = values.to_numpy()[[0, *order]]
        law.append(((dealt[near] - 1.0) ** 2).sum())
    seen = ((values.to_numpy()[near] - 1.0) ** 2).sum()
    assert found.loc[codes[0], "p_less"] == pytest.approx((np.array(law) <= seen).mean(), abs=0.015)
    assert found.loc[codes[0], "p_greater"] == pytest.approx((np.array(law) >= seen).mean(), abs=0.015)

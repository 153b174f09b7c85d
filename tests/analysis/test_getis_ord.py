"""Gi and Gi*: by hand and beside spdep and esda."""

import numpy as np
import pandas as pd
import pytest

import analysis
from tests.analysis.county_answers import county_graph, deviates, local_answers, smaller_side
from tests.analysis.test_local_moran import SLOPE
from tests.board import board


def test_by_hand_on_the_board():
    frame = analysis.hotspots(SLOPE, analysis.neighbors(board()), permutations=99, seed=1).frame
    assert list(frame.columns[:4]) == ["z", "p_sim", "p_fdr", "label"]
    # corner: 4+3+4+3 = 14 of expected 8; variance 40/16 * (16*4 - 4^2) / 15 = 8
    assert frame.loc["320101", "z"] == pytest.approx(6 / 8**0.5)
    assert frame.loc["320104", "z"] == pytest.approx(-6 / 8**0.5)
    assert frame.loc[["320101", "320104"], "label"].tolist() == ["hot", "cold"]


@pytest.mark.parametrize(("star", "name"), [(True, "gistar"), (False, "gi")])
def test_z_of_spdep_and_p_of_esda(star, name):
    known = local_answers()
    frame = analysis.hotspots(known["y"], county_graph(), star=star, seed=5).frame
    tested = frame["z"].notna()
    assert tested.sum() == 2835
    for program in ("spdep", "esda"):
        np.testing.assert_allclose(
            frame["z"][tested], known[f"{program}_{name}_z"][tested], atol=1e-10, rtol=1e-11
        )
    off = deviates(smaller_side(frame), known[f"esda_{name}_p"])
    assert off.abs().max() < 5
    assert 0.6 < off.std() < 1.5  # units share draws, so their errors go together


def test_weights_standardized_or_not_make_no_difference():
    known, graph = local_answers(), county_graph()
    a = analysis.hotspots(known["y"], graph, permutations=99, seed=1).frame
    b = analysis.hotspots(known["y"], graph.transform("R"), permutations=99, seed=1).frame
    np.testing.assert_allclose(a["z"], b["z"], rtol=1e-10)
    pd.testing.assert_series_equal(a["p_sim"], b["p_sim"])


def test_negative_values_keep_the_sign():
    graph = analysis.neighbors(board())
    a = analysis.hotspots(SLOPE, graph, permutations=99, seed=1).frame
    b = analysis.hotspots(SLOPE - 100, graph, permutations=99, seed=1).frame
    np.testing.assert_allclose(a["z"], b["z"], atol=1e-9)
    pd.testing.assert_series_equal(a["label"], b["label"])


def test_same_p_as_local_moran_up_to_the_side():
    graph = analysis.neighbors(board())
    hot = analysis.hotspots(SLOPE, graph, permutations=499, seed=1).frame
    local = analysis.local_moran(SLOPE, graph, permutations=499, seed=1).frame
    pd.testing.assert_series_equal(hot["p_sim"], local["p_sim"])


def test_global_g_by_hand_and_beside_the_programs():
    from tests.analysis.county_answers import global_answers

    # rook joins: rows 4*3 + 3*1 + 1*0 = 15, four of them; columns 3 * (16 + 9 + 1) = 78; of (32^2 - 104) / 2
    rook = analysis.neighbors(board(), contiguity="rook")
    found = analysis.getis_ord(SLOPE, rook, permutations=99, seed=1)
    assert pytest.approx(138 / 460) == found.G
    known, answers, graph = local_answers(), global_answers(), county_graph()
    found = analysis.getis_ord(known["y"], graph, permutations=999, seed=1)
    assert pytest.approx(answers["G", "esda"], abs=1e-12) == found.G
    assert found.z == pytest.approx(answers["G_z", "esda"], abs=1e-8)
    assert found.expected == pytest.approx(answers["G_expected", "spdep"], abs=1e-12)
    assert found.sd_sim == pytest.approx(found.variance**0.5, rel=0.1)
    # spdep leaves isolates out of the products below the line
    joined = graph.cardinalities.index[graph.cardinalities > 0]
    alone = analysis.getis_ord(known["y"], graph, eligible=joined, permutations=9, seed=1)
    assert pytest.approx(answers["G", "spdep"], abs=1e-12) == alone.G

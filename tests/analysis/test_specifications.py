"""Definitions of a neighbor, and what holds under all of them."""

import numpy as np
import pandas as pd
import pytest

from analysis._join_count import join_count
from analysis._local_join_count import local_join_count
from analysis._local_moran import local_moran
from analysis._moran import moran
from analysis.neighbor_definitions import specification_graphs, specifications, value_specifications
from boundaries.errors import StatisticError
from tests.board import CODES

SQUARE = ["320101", "320102", "320105", "320106"]


@pytest.fixture
def graphs(board):
    return specification_graphs(board, eligible=CODES, nearest=[4, 6], bands_km=[10, 12], inverse_km=30)


def test_graphs_hold_the_neighbors_they_say(graphs):
    assert list(graphs) == ["queen", "rook", "knn4", "knn6", "band 10 km", "band 12 km", "inverse 30 km"]
    assert {len(graphs["knn4"][code]) for code in CODES} == {4}
    # squares are 9.4 km wide and 11.1 km high
    assert sorted(graphs["band 10 km"]["320106"].index) == ["320105", "320107"]
    assert sorted(graphs["band 12 km"]["320106"].index) == ["320102", "320105", "320107", "320110"]
    inverse = graphs["inverse 30 km"]["320101"]
    assert inverse.sum() == pytest.approx(1)
    assert inverse.idxmax() == "320102"


def test_knn_follows_the_eligible_units_only(board):
    graphs = specification_graphs(board, eligible=CODES[::5], nearest=[1], bands_km=[], inverse_km=None)
    assert graphs["knn1"]["320101"].index.tolist() == ["320106"]
    assert list(graphs) == ["queen", "rook", "knn1"]


def test_each_definition_is_the_test_run_by_itself(graphs):
    result = specifications(SQUARE, graphs, eligible=CODES, permutations=199, alpha=0.2, seed=1)
    for name in ("queen", "rook", "knn4", "band 12 km"):
        alone = join_count(SQUARE, graphs[name], eligible=CODES, permutations=199, seed=1)
        local = local_join_count(SQUARE, graphs[name], eligible=CODES, alpha=0.2).frame.loc[SQUARE]
        assert result.table.loc[name, ["statistic", "expected", "z", "p_sim"]].tolist() == pytest.approx(
            [alone.bb, alone.expected, alone.z, alone.p_sim]
        )
        assert result.frame[name].tolist() == local["significant"].tolist()
    columns = list(graphs)
    assert (result.frame["n_significant"] == result.frame[columns].sum(axis=1)).all()
    assert (result.frame["share"] == result.frame["n_significant"] / result.frame["n_tested"]).all()
    assert result.robust.tolist() == result.frame.index[result.frame[columns].all(axis=1)].tolist()


def test_values_under_each_definition(graphs):
    west = pd.Series([9.0, 8.0, 1.0, 0.0] * 4, index=CODES)
    result = value_specifications(west, graphs, permutations=499, alpha=0.2, seed=1)
    shuffled = value_specifications(west[::-1], graphs, permutations=499, alpha=0.2, seed=1)
    pd.testing.assert_frame_equal(result.frame, shuffled.frame)
    total = moran(west, graphs["knn6"], permutations=499, seed=1)
    assert result.table.loc["knn6", "statistic"] == pytest.approx(total.I)
    local = local_moran(west, graphs["knn6"], permutations=499, alpha=0.2, seed=1).frame
    assert result.frame["knn6"].tolist() == local.loc[CODES, "significant"].fillna(False).tolist()
    assert set(result.frame["label"]) <= {"HH", "LL", "HL", "LH", ""}
    assert result.frame.loc["320105", "label"] == "HH"


def test_units_without_neighbors_under_a_definition_are_not_counted_against_it(board):
    graphs = specification_graphs(board, eligible=CODES, nearest=[4], bands_km=[10], inverse_km=None)
    lonely = {"queen": graphs["queen"], "one": graphs["band 10 km"].subgraph(CODES[:2])}
    with pytest.raises(StatisticError, match="the graph misses 14 eligible units"):
        specifications(SQUARE, lonely, eligible=CODES, seed=1)
    eligible = [*CODES[:3], "320116"]
    graphs = specification_graphs(board, eligible=eligible, nearest=[2], bands_km=[10], inverse_km=None)
    result = specifications(["320101", "320116"], graphs, eligible=eligible, permutations=9, seed=1)
    # 320116 touches no eligible unit; only the k nearest reach it
    assert result.frame.loc["320116", "n_tested"] == 1
    assert result.table.loc["queen", "n_isolates"] == 1


def test_refusals(board, graphs):
    with pytest.raises(StatisticError, match="at least one graph"):
        specifications(SQUARE, {}, eligible=CODES, seed=1)
    with pytest.raises(StatisticError, match="numbers from 1 to 15"):
        specification_graphs(board, eligible=CODES, nearest=[16])
    with pytest.raises(StatisticError, match="kilometers above 0"):
        specification_graphs(board, eligible=CODES, nearest=[4], bands_km=[0])
    assert np.isfinite(
        specifications(SQUARE, graphs, eligible=CODES, permutations=9, seed=1).table["z"]
    ).all()

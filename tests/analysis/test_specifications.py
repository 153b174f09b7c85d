"""Definitions of a neighbor, and what holds under all of them."""

import numpy as np
import pandas as pd
import pytest

import boundaries
import indicators
from analysis._join_count import join_count
from analysis._local_join_count import local_join_count
from analysis._local_moran import local_moran
from analysis._moran import moran
from analysis.neighbor_definitions import (
    coinciding,
    specification_graphs,
    specifications,
    value_specifications,
)
from boundaries.errors import StatisticError
from tests.board import CODES

SQUARE = ["320101", "320102", "320105", "320106"]


@pytest.fixture(scope="module")
def counties():
    return boundaries.read_layer("county", tolerance_m=500), indicators.roster("caict-county-2023")


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
        if name in result.frame:
            assert result.frame[name].tolist() == local["significant"].tolist()
    columns = [name for name in graphs if name != "band 12 km"]  # on the board the same graph as rook
    assert list(result.frame.columns[4:]) == columns
    assert result.table["same_as"].to_dict() == dict.fromkeys(columns, "") | {"band 12 km": "rook"}
    rook, band = (result.table.loc[name].drop("same_as") for name in ("rook", "band 12 km"))
    pd.testing.assert_series_equal(rook, band, check_names=False)
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


def test_strata_hold_in_the_local_tests_too(graphs):
    half = pd.Series(["south"] * 8 + ["north"] * 8, index=CODES, name="half")
    result = specifications(SQUARE, graphs, eligible=CODES, strata=half, permutations=199, alpha=0.4, seed=1)
    for name in ("queen", "rook", "knn4"):
        local = local_join_count(SQUARE, graphs[name], eligible=CODES, strata=half, alpha=0.4).frame.loc[
            SQUARE
        ]
        assert result.frame[name].tolist() == local["significant"].tolist()
    assert result.strata == "half"
    loose = specifications(SQUARE, graphs, eligible=CODES, permutations=199, alpha=0.4, seed=1)
    assert result.table["n_significant"].sum() < loose.table["n_significant"].sum()


def test_what_coincides_depends_on_who_is_eligible(board, graphs):
    whole = coinciding(graphs, eligible=CODES)
    assert whole[whole != whole.index].to_dict() == {"band 12 km": "rook"}
    row = coinciding(graphs, eligible=CODES[:4])  # one row of the board: edges are all there is
    assert row["rook"] == row["band 10 km"] == "queen" and row["knn4"] == "knn4"
    unequal = {"one": graphs["queen"], "row": graphs["queen"].transform("R"), "knn": graphs["knn4"]}
    assert coinciding(unequal, eligible=CODES).tolist() == ["one", "one", "knn"]
    far = coinciding({"queen": graphs["queen"], "inverse 30 km": graphs["inverse 30 km"]}, eligible=CODES)
    assert far.tolist() == ["queen", "inverse 30 km"]


def test_the_counties_have_a_land_only_row(counties):
    layer, roster = counties
    graphs = specification_graphs(layer, eligible=roster.eligible, nearest=[], bands_km=[], inverse_km=None)
    assert list(graphs) == ["queen", "rook", "queen, land only"]
    assert coinciding(graphs, eligible=roster.eligible).tolist()[2] == "queen, land only"


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

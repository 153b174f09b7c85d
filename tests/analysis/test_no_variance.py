"""Statistics that no order of the values can change: said, never divided by."""

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

import analysis
from tests.board import CODES, board

ALL = Graph.from_dicts({a: {b: 1.0 for b in CODES if b != a} for a in CODES})
WEIGHED = Graph.from_dicts({a: {b: 0.1 for b in CODES if b != a} for a in CODES})
RING = Graph.from_dicts({a: {CODES[(k + 1) % 16]: 1.0, CODES[k - 1]: 1.0} for k, a in enumerate(CODES)})
ONE = pd.Series([0.0] * 15 + [7.3], index=CODES)
MANY = pd.Series(np.random.default_rng(1).normal(size=16) ** 2, index=CODES)


@pytest.mark.parametrize("name", ["moran", "geary", "getis_ord"])
@pytest.mark.parametrize("graph", [ALL, WEIGHED], ids=["all", "weighed"])
@pytest.mark.parametrize("values", [ONE, MANY, -ONE + 9], ids=["one", "many", "one below"])
def test_all_neighbors_of_all(name, graph, values):
    found = getattr(analysis, name)(values, graph, permutations=99, seed=1)
    assert found.p_sim == found.p_greater == found.p_less == 1.0
    assert np.isnan(getattr(found, "z_random", getattr(found, "z", None)))
    assert np.isnan(found.p_random)
    assert found.reason == ("no_pair" if name == "getis_ord" and values is ONE else "no_variance")


@pytest.mark.parametrize("name", ["moran", "geary"])
def test_one_unit_unlike_all_others_on_a_ring(name):
    found = getattr(analysis, name)(ONE, RING, permutations=99, seed=1)
    assert (found.reason, found.p_sim) == ("no_variance", 1.0)
    assert np.isnan(found.z_random)
    expected = -1 / 15 if name == "moran" else 1.0
    assert getattr(found, "I" if name == "moran" else "C") == pytest.approx(expected)


def test_variance_is_reported_where_there_is_some():
    found = analysis.moran(MANY, RING, permutations=99, seed=1)
    assert found.reason == ""
    assert np.isfinite(found.z_random)


@pytest.mark.parametrize("star", [True, False])
def test_local_z_is_missing_and_not_huge(star):
    for graph, values in ((ALL, MANY), (WEIGHED, MANY), (WEIGHED, ONE)):
        frame = analysis.hotspots(values, graph, star=star, permutations=99, seed=1).frame
        assert frame["z"].isna().all() or frame["z"].abs().max() < 4
        assert frame["p_sim"].between(0, 1).all()
        if star:
            assert frame["z"].isna().all()


def test_no_study_is_lost_over_definitions():
    graphs = {"all": ALL, "ring": RING, "queen": analysis.neighbors(board())}
    for values in (ONE, MANY):
        table = analysis.value_specifications(values, graphs, permutations=99, seed=1).table
        assert np.isnan(table.loc["all", "z"])
        assert table["p_sim"].between(0, 1).all()
    found = analysis.specifications(CODES[:4], graphs, eligible=CODES, permutations=99, seed=1)
    assert np.isnan(found.table.loc["all", "z"])
    nearest = analysis.specification_graphs(board(), eligible=CODES, nearest=[15], bands_km=[900.0])
    assert np.isnan(
        analysis.value_specifications(MANY, nearest, permutations=99, seed=1).table.loc["knn15", "z"]
    )


@pytest.mark.parametrize("name", ["moran", "geary"])
def test_given_weights_are_esdas(name):
    esda = pytest.importorskip("esda")
    source = np.random.default_rng(4)
    graph = Graph.from_dicts({
        a: {b: float(source.uniform(0.1, 3)) for b in source.choice([c for c in CODES if c != a], 4, False)}
        for a in CODES
    })  # fmt: skip
    for weights, transform in (("given", "O"), ("row", "R")):
        older = graph.to_W()
        theirs = getattr(esda, name.capitalize())(
            MANY.loc[older.id_order].to_numpy(), older, transformation=transform, permutations=0
        )
        for form in (graph, graph.to_W()):
            ours = getattr(analysis, name)(MANY, form, weights=weights, permutations=9, seed=1)
            letter = "I" if name == "moran" else "C"
            assert getattr(ours, letter) == pytest.approx(getattr(theirs, letter))
            assert ours.z_random == pytest.approx(theirs.z_rand)
            assert ours.z_normal == pytest.approx(theirs.z_norm)
            assert ours.weights == weights

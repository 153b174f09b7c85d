"""The compiled engine: the same bits as NumPy, with any number of threads."""

import sys

import numpy as np
import pandas as pd
import pytest

import analysis
from analysis import engine
from tests.analysis.county_answers import county_graph, local_answers

pytestmark = pytest.mark.skipif(not engine.compiled(), reason="the engine was not built here")


def test_draws_are_shared_out_whole(monkeypatch):
    monkeypatch.setenv("LIANPIAN_THREADS", "3")
    assert engine.shares(10, least=1) == [(0, 3), (3, 6), (6, 10)]
    assert engine.shares(10, least=4) == [(0, 5), (5, 10)]
    assert engine.shares(10, least=0) == [(0, 3), (3, 6), (6, 10)]
    assert engine.shares(10, least=11) == [(0, 10)]
    monkeypatch.setenv("LIANPIAN_THREADS", "many")
    assert 1 <= engine.threads() <= 8


def test_a_failure_in_one_thread_is_raised():
    def work(start, stop):
        if start:
            raise MemoryError("no memory")

    with pytest.raises(MemoryError, match="no memory"):
        engine.share([(0, 5), (5, 10)], work)


def test_any_number_of_threads_gives_the_same_bits(monkeypatch):
    monkeypatch.setattr("analysis.permutation.LEAST", 1)
    monkeypatch.setattr("analysis.shuffle.LEAST", 1)
    known, graph = local_answers(), county_graph()
    strata = pd.Series(known.index.str[:2], index=known.index, name="province")
    found = []
    for threads in ("1", "2", "5"):
        monkeypatch.setenv("LIANPIAN_THREADS", threads)
        whole = analysis.moran(known["y"], graph, permutations=203, seed=1)
        parts = [
            analysis.local_moran(known["y"], graph, permutations=203, seed=4, strata=held).frame["p_sim"]
            for held in (None, strata)
        ]
        found.append((whole.p_sim, whole.mean_sim, whole.sd_sim, *(p.to_numpy().tobytes() for p in parts)))
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("bridged", [False, True])
def test_patches_of_the_fallback_are_the_same(monkeypatch, bridged):
    graph = county_graph()
    ids = pd.Index(sorted(graph.unique_ids))
    source = np.random.default_rng(5)
    eligible = ids[source.random(len(ids)) < 0.7]
    members = source.choice(eligible, 250, replace=False)
    rest = ids.difference(eligible)
    held = pd.Series(ids.str[:2], index=ids, name="province")
    for strata in (None, held):
        given = {"eligible": eligible, "strata": strata, "permutations": 300, "seed": 2}
        if bridged:
            given["bridge"] = held.loc[rest]
        ours = analysis.patches(members, graph, **given)
        with monkeypatch.context() as patch:
            patch.setattr(sys.modules["analysis._patches"], "compiled", lambda: False)
            other = analysis.patches(members, graph, **given)
        assert ours.largest > 1
        pd.testing.assert_frame_equal(ours.statistics, other.statistics, check_exact=True)
        pd.testing.assert_frame_equal(ours.frame, other.frame)
        pd.testing.assert_frame_equal(ours.table, other.table, check_exact=True)

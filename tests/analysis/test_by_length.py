"""The first places of a ranked list, tested length by length."""

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from analysis import by_length, patches
from boundaries.errors import StatisticError
from tests.board import CODES, board


@pytest.fixture(scope="module")
def rook():
    return Graph.build_contiguity(board(), rook=True)


def test_each_length_is_the_test_of_patches_of_its_first_units(rook):
    strata = pd.Series(["a", "b"] * 8, index=CODES, name="plate").sample(frac=1, random_state=3)
    order = list(np.random.default_rng(5).permutation(CODES)[:9])
    found = by_length(order, rook, eligible=CODES, strata=strata, lengths=[3, 6, 9], permutations=199, seed=7)
    for length, row in found.frame.iterrows():
        whole = patches(order[:length], rook, eligible=CODES, strata=strata, permutations=199, seed=7)
        assert row["joins"] == whole.bb and row["largest"] == whole.largest
        assert row["p_joins"] == whole.statistics.loc["bb", "p_sim"]
        assert row["p_largest"] == whole.statistics.loc["largest", "p_sim"]
        assert row["largest_mean"] == pytest.approx(whole.statistics.loc["largest", "mean_sim"])
    assert found.strata == "plate" and found.n_eligible == 16


def test_adjusted_over_all_lengths_and_both_statistics(rook):
    found = by_length(CODES[:8], rook, eligible=CODES, permutations=199, seed=1)
    p = np.concatenate([found.frame["p_joins"], found.frame["p_largest"]])
    adjusted = np.concatenate([found.frame["p_fdr_joins"], found.frame["p_fdr_largest"]])
    rank = np.argsort(np.argsort(p, kind="stable")) + 1
    by_hand = [min((p * len(p) / rank)[p >= value]) for value in p]
    assert adjusted == pytest.approx(np.minimum(by_hand, 1))


def test_lengths_outside_the_list_are_refused(rook):
    for lengths in ([1], [17], []):
        with pytest.raises(StatisticError, match="between 2 and 8"):
            by_length(CODES[:8], rook, eligible=CODES, lengths=lengths, seed=1)
    with pytest.raises(StatisticError):
        by_length([*CODES[:3], CODES[0]], rook, eligible=CODES, seed=1)

import numpy as np
import pandas as pd
import pytest
from scipy.sparse.csgraph import connected_components

import analysis
from analysis._regionalization import WAYS, adjusted_rand, random_partition, within_share
from boundaries.errors import StatisticError
from tests.board import CODES, board


@pytest.fixture(scope="module")
def rook():
    return analysis.neighbors(board(), contiguity="rook")


@pytest.mark.parametrize("way", WAYS)
def test_two_halves_are_found_by_every_way(rook, way):
    rng = np.random.default_rng(1)
    half = pd.Series(["west", "west", "east", "east"] * 4, index=CODES)
    values = pd.DataFrame({"x": (half == "west") * 10 + rng.normal(scale=0.1, size=16)}, index=CODES)
    found = analysis.regionalization(
        values.sample(frac=1, random_state=2), rook, way=way, n_regions=2, designated=half,
        permutations=99, seed=3,
    )  # fmt: skip
    assert found.rand == pytest.approx(1.0) and found.n_regions == 2
    assert found.within < 0.01 < found.expected and found.p_sim <= 0.05
    assert found.frame["region"].loc[CODES[:4]].tolist() == [1, 1, 2, 2]


def test_random_partitions_are_contiguous_and_of_the_size_asked_for(rook):
    matrix = rook.sparse.tocsr()
    rng = np.random.default_rng(4)
    for _ in range(20):
        labels = random_partition(matrix, 5, rng)
        assert len(set(labels)) == 5
        for label in range(5):
            inside = np.flatnonzero(labels == label)
            assert connected_components(matrix[inside][:, inside])[0] == 1


def test_within_share_and_rand_by_hand():
    z = np.array([[0.0], [2.0], [4.0], [6.0]])
    assert within_share(z, np.array([0, 0, 1, 1])) == pytest.approx(4 / 20)
    # 4 units, pairs together in both: {0,1}; one partition has 2 pairs together, the other 3
    assert adjusted_rand(np.array([0, 0, 1, 1]), np.array([0, 0, 0, 1])) == pytest.approx((1 - 1) / (2.5 - 1))


def test_a_map_in_pieces_is_refused(rook):
    values = pd.DataFrame({"x": np.arange(16.0)}, index=CODES)
    values.loc[CODES[4:8], "x"] = np.nan
    with pytest.raises(StatisticError) as refused:
        analysis.regionalization(values, rook, n_regions=2, permutations=9, seed=1)
    assert refused.value.id == "analysis.regionalization.in-pieces"

import numpy as np
import pandas as pd
import pytest

import analysis
from tests.board import CODES, board


@pytest.fixture(scope="module")
def queen():
    return analysis.neighbors(board())


@pytest.fixture(scope="module")
def table():
    rng = np.random.default_rng(1)
    return pd.DataFrame(rng.normal(size=(16, 2)), index=CODES, columns=["a", "b"])


def test_multivariate_geary_is_the_mean_of_the_single_ones(queen, table):
    found = analysis.local_geary_multivariate(table, queen, permutations=199, seed=1).frame["statistic"]
    single = [
        analysis.local_geary(table[name], queen, permutations=9, seed=1).frame["c"] for name in table.columns
    ]
    assert found.to_numpy() == pytest.approx(((single[0] + single[1]) / 2).to_numpy())


def test_rows_in_any_order_give_each_unit_its_own_answer(queen, table):
    mixed = table.sample(frac=1, random_state=4)
    for one, other in (
        (analysis.local_geary_multivariate(t, queen, permutations=99, seed=2).frame for t in (table, mixed)),
        (analysis.losh(t["a"], queen).frame for t in (table, mixed)),
        (analysis.lee(t["a"], t["b"], queen, permutations=99, seed=2).frame for t in (table, mixed)),
    ):
        assert other.index.equals(mixed.index)
        pd.testing.assert_frame_equal(one, other.loc[one.index])


def test_lee_by_hand(queen, table):
    found = analysis.lee(table["a"], table["b"], queen, permutations=99, seed=1)
    near = np.eye(16) + queen.sparse.toarray()
    v = near / near.sum(axis=1, keepdims=True)
    z = (table - table.mean()) / table.std(ddof=0)
    gram = v.T @ v
    assert found.overall == pytest.approx(z["a"].to_numpy() @ gram @ z["b"].to_numpy() / gram.sum())
    assert found.frame["statistic"].mean() == pytest.approx(found.overall)


def test_losh_by_hand_and_the_global_stream_is_left_alone(queen, table):
    np.random.seed(5)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    found = analysis.losh(table["a"], queen).frame["statistic"]
    analysis.local_geary_multivariate(table, queen, permutations=9, seed=1)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002
    w = queen.transform("r").sparse.toarray()
    y = table["a"].to_numpy()
    e = np.abs(y - w @ y) ** 2
    assert found.to_numpy() == pytest.approx(w @ e / e.mean())

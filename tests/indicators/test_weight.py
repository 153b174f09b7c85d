"""Weights from data: books' examples, another program's answers, laws."""

from pathlib import Path

import numpy as np
import pandas as pd
import pymcdm.weights
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import StatisticError
from indicators.data_weights import critic_weights, entropy_weights, equal_weights, pca_weights

AIRCRAFT = pd.read_csv(
    Path(__file__).parents[1] / "known" / "hwang_yoon_aircraft.csv", comment="#", index_col="row"
)
COLUMNS = [f"X{k}" for k in range(1, 7)]


def sample(rows=30, columns=4, seed=5):
    values = np.random.default_rng(seed).gamma(2, 3, (rows, columns)) + 0.1
    return pd.DataFrame(values, index=[f"3201{k:02d}" for k in range(rows)], columns=list("abcd")[:columns])


def test_entropy_weights_of_hwang_and_yoon():
    result = entropy_weights(AIRCRAFT.loc["A1":"A4", COLUMNS])
    # The book works with four-digit logarithms: its X4 and X6 are 2 in the fourth place off, the weights follow.
    entropies, weights = (AIRCRAFT.loc[row, COLUMNS].to_numpy() for row in ("entropy", "entropy_weight"))
    assert result.frame["entropy"].to_numpy() == pytest.approx(entropies, abs=2e-4)
    assert result.weights.to_numpy() == pytest.approx(weights, abs=2e-3)


def test_entropy_and_critic_agree_with_pymcdm():
    frame = sample()
    assert entropy_weights(frame).weights.to_numpy() == pytest.approx(
        pymcdm.weights.entropy_weights(frame.to_numpy())
    )
    assert critic_weights(frame).weights.to_numpy() == pytest.approx(
        pymcdm.weights.critic_weights(frame.to_numpy())
    )


def test_critic_by_hand_with_a_reversed_indicator():
    frame = pd.DataFrame({"a": [0.0, 1, 2], "b": [4.0, 2, 0]}, index=list("xyz"))
    with pytest.raises(StatisticError, match="perfectly correlated"):
        critic_weights(frame, directions=pd.Series({"a": 1, "b": -1}))
    assert critic_weights(frame).frame["conflict"].to_dict() == pytest.approx({"a": 2, "b": 2})


@pytest.mark.filterwarnings("ignore:the . components with eigenvalues above 1")
@given(st.integers(0, 1000), st.floats(0.01, 1e6))
@settings(max_examples=25, deadline=None)
def test_units_rows_and_columns_do_not_matter(seed, unit):
    frame = sample(seed=seed)
    other = frame.sample(frac=1, random_state=seed)[["c", "a", "d", "b"]].assign(a=lambda f: f["a"] * unit)
    for method in (entropy_weights, critic_weights, pca_weights):
        one, two = method(frame), method(other)
        assert one.weights.sum() == pytest.approx(1)
        assert two.weights.to_dict() == pytest.approx(one.weights.to_dict(), abs=1e-6)


def test_pca_weights_split_two_independent_factors():
    rng = np.random.default_rng(1)
    one, two = rng.normal(size=(2, 4000))
    noise = rng.normal(size=(4000, 4)) * 0.3
    frame = pd.DataFrame(np.column_stack([one, one, two, two]) + noise, columns=list("abcd"))
    result = pca_weights(frame)
    assert result.frame["factor"]["a"] == result.frame["factor"]["b"] != result.frame["factor"]["c"]
    assert result.weights.to_numpy() == pytest.approx([0.25] * 4, abs=0.02)
    assert (result.frame["loading"] > 0.9).all()


def test_first_component_weights_are_squared_loadings():
    frame = sample(columns=3)
    result = pca_weights(frame, factors=1)
    vectors = np.linalg.eigh(frame.corr())[1]
    assert result.weights.to_numpy() == pytest.approx(vectors[:, -1] ** 2)
    assert equal_weights(frame).tolist() == [1 / 3] * 3


def test_incomplete_units_are_left_out_and_named():
    frame = sample(6)
    frame.iloc[2, 1] = np.nan
    result = entropy_weights(frame)
    assert result.dropped.tolist() == ["320102"] and result.n_units == 5


@pytest.mark.parametrize(
    ("frame", "call", "message"),
    [
        (
            {"a": [1.0, "x"], "b": ["y", 2]},
            entropy_weights,
            "column a holds text in number cells: y: 'x'.*column b holds",
        ),
        ({"a": [1.0, -2], "b": [1.0, 2]}, entropy_weights, r"y a \(-2\)"),
        ({"a": [0.0, 0], "b": [1.0, 2]}, entropy_weights, "all zero: a"),
        ({"a": [1.0, 1], "b": [1.0, 1]}, entropy_weights, "spread evenly"),
        ({"a": [1.0, np.inf], "b": [1.0, 1]}, entropy_weights, "infinite"),
        ({"a": [1.0, 1], "b": [1.0, 2]}, critic_weights, "a is 1 in all 2 units"),
        ({"a": [1.0, 3], "b": [1.0, 2]}, pca_weights, "too few"),
        ({"a": [1.0, np.nan], "b": [np.nan, 2]}, entropy_weights, "at least 2"),
    ],
)
def test_bad_input(frame, call, message):
    with pytest.raises(StatisticError, match=message):
        call(pd.DataFrame(frame, index=list("xy")))

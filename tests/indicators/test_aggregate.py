"""Means and TOPSIS."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymcdm.methods import TOPSIS

from boundaries.errors import StatisticError
from indicators._aggregate import aggregate, topsis

AIRCRAFT = pd.read_csv(
    Path(__file__).parents[1] / "known" / "hwang_yoon_aircraft.csv", comment="#", index_col="row"
)
COLUMNS = [f"X{k}" for k in range(1, 7)]


def test_means_by_hand():
    frame = pd.DataFrame({"a": [0.2, 0.0], "b": [0.8, 1.0]}, index=["320583", "320281"])
    assert aggregate(frame).tolist() == pytest.approx([0.5, 0.5])
    assert aggregate(frame, method="geometric").tolist() == pytest.approx([0.4, 0.0])
    assert aggregate(frame, method="harmonic").tolist() == pytest.approx([0.32, 0.0])
    assert aggregate(frame, pd.Series({"b": 3, "a": 1})).tolist() == pytest.approx([0.65, 0.75])


def test_topsis_of_hwang_and_yoon():
    result = topsis(
        AIRCRAFT.loc["A1":"A4", COLUMNS],
        AIRCRAFT.loc["weight", COLUMNS],
        directions=AIRCRAFT.loc["direction", COLUMNS],
    )
    assert result.frame["closeness"].to_numpy() == pytest.approx(
        AIRCRAFT.loc["A1":"A4", "closeness"].to_numpy(), abs=1e-3
    )
    assert result.frame["rank"].tolist() == [1, 4, 2, 3]


def test_topsis_agrees_with_pymcdm():
    x = np.random.default_rng(2).uniform(1, 9, (12, 3))
    frame = pd.DataFrame(x, columns=list("abc"))
    other = TOPSIS()(x, np.array([0.5, 0.3, 0.2]), np.array([1, -1, 1]))
    mine = topsis(
        frame,
        pd.Series({"a": 5, "b": 3, "c": 2}),
        directions=pd.Series({"a": 1, "b": -1, "c": 1}),
        normalization="min_max",
    )
    assert mine.frame["closeness"].to_numpy() == pytest.approx(other)


values = st.lists(st.lists(st.floats(0.01, 1), min_size=3, max_size=3), min_size=2, max_size=8)
weights = st.lists(st.floats(0.01, 10), min_size=3, max_size=3)


@given(values, weights, st.floats(0.01, 100))
@settings(max_examples=60, deadline=None)
def test_laws_of_means(rows, w, factor):
    frame = pd.DataFrame(rows, columns=list("abc"))
    w = pd.Series(w, index=list("abc"))
    arithmetic, geometric, harmonic = (
        aggregate(frame, w, method=m) for m in ("arithmetic", "geometric", "harmonic")
    )
    assert (harmonic <= geometric + 1e-12).all() and (geometric <= arithmetic + 1e-12).all()
    assert (frame.min(axis=1) <= harmonic + 1e-12).all() and (arithmetic <= frame.max(axis=1) + 1e-12).all()
    for method, mean in (("arithmetic", arithmetic), ("geometric", geometric), ("harmonic", harmonic)):
        assert aggregate(frame, w * factor, method=method).to_numpy() == pytest.approx(mean.to_numpy())
        shuffled = aggregate(frame[::-1][["c", "a", "b"]], w, method=method)
        assert shuffled.loc[frame.index].to_numpy() == pytest.approx(mean.to_numpy())


def test_missing_stays_missing_and_bad_input_is_named():
    frame = pd.DataFrame({"a": [0.2, np.nan], "b": [0.8, 1.0]}, index=["320583", "320281"])
    for method in ("arithmetic", "geometric", "harmonic", "topsis"):
        assert np.isnan(aggregate(frame.assign(a=[0.2, np.nan]), method=method).iloc[1])
    with pytest.raises(StatisticError, match=r"got 1: 320583 a \(-1\)"):
        aggregate(frame.assign(a=[-1, 1.0]), method="geometric")
    with pytest.raises(StatisticError, match="no weight for b; weights for unknown c"):
        aggregate(frame, pd.Series({"a": 1, "c": 1}))
    with pytest.raises(StatisticError, match="negative or missing weights: b"):
        aggregate(frame, pd.Series({"a": 1, "b": -1}))
    with pytest.raises(StatisticError, match="sum to 0"):
        aggregate(frame, pd.Series({"a": 0, "b": 0}))
    with pytest.raises(StatisticError, match="unknown aggregation 'mean'; valid: arithmetic"):
        aggregate(frame, method="mean")
    with pytest.raises(StatisticError, match="constant: b"):
        topsis(frame.assign(a=[1.0, 2.0], b=1.0), normalization="min_max")

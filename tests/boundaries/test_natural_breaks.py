"""Natural breaks: by hand, the best of all cuts, and one answer for tiers and for the classes of a map."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import indicators
import maps
from boundaries.natural_breaks import least_squares_classes, natural_breaks


def test_by_hand():
    assert natural_breaks([50, 1, 3, 2, 11, 10], k=3).tolist() == [3, 11, 50]
    assert natural_breaks([7, 7, 7], k=5).tolist() == [7]
    # 0 0 0 | 4 against 0 | 4 with weights: the heavy zero stays alone
    assert natural_breaks([0, 0, 0, 0, 3, 4], k=2).tolist() == [0, 4]


def spread(values, ends):
    code = np.searchsorted(ends, values)
    return sum(((values[code == c] - values[code == c].mean()) ** 2).sum() for c in np.unique(code))


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=9), st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_no_cut_is_better(numbers, k):
    values = np.array(numbers, dtype=float)
    distinct = np.unique(values)
    k = min(k, len(distinct))
    cuts = combinations(distinct[:-1], k - 1)
    best = min(spread(values, np.array([*cut, distinct[-1]])) for cut in cuts)
    found = natural_breaks(values, k=k)
    assert len(found) == k and found[-1] == values.max()
    assert spread(values, found) == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize("k", [2, 3, 5])
def test_tiers_and_map_classes_are_cut_alike(k):
    values = pd.Series(np.random.default_rng(3).lognormal(3, 1, 200), index=[f"{k:06d}" for k in range(200)])
    ends = natural_breaks(values, k=k)
    assert maps.classify(values, scheme="fisher_jenks", k=k).breaks == tuple(ends)
    frame = indicators.tiers(values, k=k).frame
    assert frame.groupby("tier")["score"].max().sort_values().tolist() == ends.tolist()


def test_counts_weigh():
    values = np.array([0.0, 1.0, 3.0])
    light = least_squares_classes(values - values.mean(), np.array([1, 1, 1]), 2)
    heavy_mean = np.average(values, weights=[1, 20, 20])
    heavy = least_squares_classes(values - heavy_mean, np.array([1, 20, 20]), 2)
    assert light.tolist() == [0, 0, 1] and heavy.tolist() == [0, 0, 1]
    tail = np.average(values, weights=[20, 20, 1])
    assert least_squares_classes(values - tail, np.array([20, 20, 1]), 2).tolist() == [0, 1, 1]

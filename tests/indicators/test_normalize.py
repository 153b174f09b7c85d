"""Normalization: hand-worked values, bounds, and what units do."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import StatisticError
from indicators._normalize import NORMALIZATIONS, normalize

X = pd.Series([10.0, 20.0, 40.0, np.nan], index=["320101", "320102", "320103", "320104"], name="gdp")
NONE = float("nan")


@pytest.mark.parametrize(
    ("settings_", "answer"),
    [
        ({"method": "min_max"}, [0, 1 / 3, 1, NONE]),
        ({"method": "min_max", "direction": -1}, [1, 2 / 3, 0, NONE]),
        ({"method": "min_max", "goalposts": (0, 20)}, [0.5, 1, 1, NONE]),
        ({"method": "rank"}, [1, 2, 3, NONE]),
        ({"method": "rank", "direction": -1}, [3, 2, 1, NONE]),
        ({"method": "percentile"}, [0, 0.5, 1, NONE]),
        ({"method": "target", "target": 30}, [0, 0.5, 1, NONE]),
        ({"method": "target", "target": 20, "direction": -1}, [1, 1, 0, NONE]),
        ({"method": "benchmark", "benchmark": "max"}, [0.25, 0.5, 1, NONE]),
        ({"method": "benchmark", "benchmark": 20, "direction": -1}, [2, 1, 0.5, NONE]),
        ({"method": "log"}, [0, 0.5, 1, NONE]),
        ({"method": "log", "goalposts": (10, 1000)}, [0, np.log10(2) / 2, np.log10(4) / 2, NONE]),
        ({"method": "none", "direction": -1}, [-10, -20, -40, NONE]),
        ({"method": "z"}, [-0.8728715609439694, -0.2182178902359924, 1.091089451179962, NONE]),
    ],
)
def test_by_hand(settings_, answer):
    result = normalize(X, **settings_)
    assert result.to_numpy() == pytest.approx(answer, nan_ok=True)
    assert result.index.equals(X.index)
    shuffled = normalize(X.iloc[[2, 3, 0, 1]], **settings_)
    assert shuffled.loc[X.index].to_numpy() == pytest.approx(answer, nan_ok=True)


@given(
    st.lists(st.integers(1, 10_000), min_size=3, max_size=20, unique=True),
    st.floats(0.001, 1e4),
    st.sampled_from(["min_max", "z", "rank", "percentile", "log"]),
    st.sampled_from([1, -1]),
)
@settings(max_examples=80, deadline=None)
def test_units_do_not_matter_and_more_is_better(numbers, unit, method, direction):
    x = pd.Series(numbers, dtype="float64")
    one, two = (normalize(v, method=method, direction=direction) for v in (x, x * unit))
    assert two.to_numpy() == pytest.approx(one.to_numpy(), abs=1e-6)
    assert (one.rank() == (direction * x).rank()).all()
    if method in ("min_max", "percentile", "log"):
        assert one.min() == pytest.approx(0) and one.max() == pytest.approx(1)


@pytest.mark.parametrize(
    ("values", "settings_", "message"),
    [
        ([1.0, 1, 1], {"method": "z"}, "gdp is 1 in all 3 units"),
        ([np.nan] * 3, {"method": "min_max"}, "has no value"),
        ([1.0, 0, -2], {"method": "log"}, r"gdp: 2 of 3 values are not positive.*b \(0\), c \(-2\)"),
        ([1.0, np.inf, 2], {"method": "rank"}, "infinite at b"),
        ([1.0, 2, 3], {"method": "target"}, "needs target="),
        ([1.0, 2, 3], {"method": "target", "target": 0}, "must lie above"),
        ([1.0, 2, 3], {"method": "benchmark"}, "needs benchmark="),
        ([1.0, 2, 3], {"goalposts": (3, 3)}, "must rise"),
        ([1.0, 2, 3], {"direction": 0}, "direction is 0"),
        (
            [1.0, "x", "y"],
            {},
            "gdp holds text in number cells: b: 'x', c: 'y'; read the table with read_table",
        ),
        ([1.0, 2, 3], {"method": "minmax"}, "unknown normalization 'minmax'; valid: min_max"),
    ],
)
def test_bad_input(values, settings_, message):
    with pytest.raises(StatisticError, match=message):
        normalize(pd.Series(values, index=list("abc"), name="gdp"), **settings_)


def test_the_argument_is_left_alone():
    before = X.copy()
    for method in NORMALIZATIONS:
        normalize(X, method=method, target=30, benchmark="max")
    pd.testing.assert_series_equal(X, before)

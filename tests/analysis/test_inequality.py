"""Inequality measures by hand and by law."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.inequality import cv, gini, herfindahl, location_quotient, primacy, rank_size, theil
from boundaries.errors import StatisticError

SIZES = st.lists(st.integers(0, 1000), min_size=3, max_size=12).filter(lambda x: sum(x) > 0)


@settings(max_examples=30, deadline=None)
@given(SIZES, st.floats(0.01, 100), st.randoms(use_true_random=False))
def test_scale_and_order_change_nothing(sizes, factor, chance):
    one = pd.Series(sizes, index=[f"{k:06d}" for k in range(len(sizes))], dtype=float)
    names = list(one.index)
    chance.shuffle(names)
    two = one.loc[names] * factor
    for measure in (gini, herfindahl, cv):
        assert measure(two) == pytest.approx(measure(one))
    assert gini(one) == pytest.approx(
        np.abs(np.subtract.outer(sizes, sizes)).sum() / (2 * len(sizes) * sum(sizes))
    )
    assert theil(two).total == pytest.approx(theil(one).total, abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(SIZES, st.data())
def test_theil_levels_sum_to_the_whole_and_are_never_negative(sizes, data):
    n = len(sizes)
    plate = data.draw(st.lists(st.sampled_from("ew"), min_size=n, max_size=n))
    city = data.draw(st.lists(st.sampled_from("xyz"), min_size=n, max_size=n))
    index = [f"{k:06d}" for k in range(n)]
    result = theil(
        pd.Series(sizes, index=index), pd.DataFrame({"plate": plate, "city": city}, index=index)[::1]
    )
    assert result.frame["component"].sum() == pytest.approx(result.total, abs=1e-12)
    assert (result.frame["component"] >= -1e-12).all()
    between = result.frame.loc["plate", "component"]
    assert between + result.groups["contribution"].sum() == pytest.approx(result.total, abs=1e-12)


def test_theil_by_hand():
    values = pd.Series([1.0, 3.0, 4.0], index=list("abc"))
    levels = pd.DataFrame({"plate": ["e", "e", "w"]}, index=list("cba")[::-1])
    result = theil(values, levels)
    share = np.array([1, 3, 4]) / 8
    assert result.total == pytest.approx((share * np.log(3 * share)).sum())
    assert result.frame.loc["plate", "component"] == pytest.approx(
        0.5 * np.log(0.5 / (2 / 3)) + 0.5 * np.log(0.5 / (1 / 3))
    )
    assert result.groups.loc["e", "within"] == pytest.approx(0.25 * np.log(0.5) + 0.75 * np.log(1.5))


def test_labels_count_only_within_their_outer_level():
    values = pd.Series([1.0, 1.0, 3.0, 3.0], index=list("abcd"))
    levels = pd.DataFrame({"province": list("ppqq"), "prefecture": ["市辖区"] * 4}, index=list("abcd"))
    result = theil(values, levels)
    assert result.frame["groups"].tolist() == [2, 2, 4]
    assert result.frame.loc["prefecture", "component"] == pytest.approx(0)


def test_primacy_by_hand():
    values = pd.Series(range(20, 9, -1), index=[f"c{k}" for k in range(11)])[::-1]
    result = primacy(values)
    assert result.first == "c0"
    assert result.two_city == pytest.approx(20 / 19)
    assert result.four_city == pytest.approx(20 / (19 + 18 + 17))
    assert result.eleven_city == pytest.approx(40 / sum(range(10, 20)))
    assert np.isnan(primacy(values[:10]).eleven_city)


def test_rank_size_recovers_the_exponent():
    sizes = pd.Series(500 / (np.arange(1, 31) - 0.5) ** (1 / 1.3))
    result = rank_size(sizes.sample(frac=1, random_state=1))
    assert result.exponent == pytest.approx(1.3)
    assert result.se == pytest.approx(1.3 * np.sqrt(2 / 30))
    assert result.r_squared == pytest.approx(1)
    assert result.frame["rank"].tolist() == list(range(1, 31))
    np.testing.assert_allclose(result.frame["fitted"], result.frame["size"])


def test_location_quotient_averages_to_one():
    part, whole = pd.Series({"a": 3, "b": 1, "c": 0}), pd.Series({"c": 5, "b": 3, "a": 2})
    quotient = location_quotient(part, whole)
    assert (quotient * whole.loc[quotient.index] / whole.sum()).sum() == pytest.approx(1)
    assert quotient["a"] == pytest.approx(0.75 / 0.2)


@pytest.mark.parametrize("measure", [gini, herfindahl, cv, theil, primacy, rank_size])
def test_refusals(measure):
    with pytest.raises(StatisticError, match="not negative: b"):
        measure(pd.Series({"a": 1.0, "b": -1.0, "c": 2.0}))
    with pytest.raises(StatisticError, match="at least one value above zero, came 2 values"):
        measure(pd.Series({"a": 0.0, "b": 0.0}))
    with pytest.raises(StatisticError, match="at least one value above zero, came 0 values"):
        measure(pd.Series({"a": np.nan}))


def test_refusals_of_levels():
    with pytest.raises(StatisticError, match="1 units have no place in a level: b"):
        theil(pd.Series({"a": 1.0, "b": 2.0}), pd.DataFrame({"plate": {"a": "e"}}))
    with pytest.raises(StatisticError, match="only one side knows b"):
        location_quotient(pd.Series({"a": 1}), pd.Series({"a": 1, "b": 2}))

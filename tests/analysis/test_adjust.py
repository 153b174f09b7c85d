"""False discovery rates beside scipy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from analysis.adjust import benjamini_hochberg, benjamini_yekutieli, can_find, extreme_draws, smallest_p
from analysis.permutation import pseudo_p
from boundaries.errors import StatisticError


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_as_scipy(p):
    np.testing.assert_allclose(benjamini_hochberg(p), false_discovery_control(p), rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(
        benjamini_yekutieli(p), false_discovery_control(p, method="by"), rtol=1e-12, atol=1e-300
    )


def test_what_is_not_tested_does_not_count():
    p = np.array([np.nan, 0.01, 0.04, np.nan])
    np.testing.assert_allclose(benjamini_hochberg(p), [np.nan, 0.02, 0.04, np.nan])
    assert np.isnan(benjamini_hochberg([np.nan, np.nan])).all()
    assert len(benjamini_hochberg([])) == 0


def test_no_p_at_all():
    with pytest.raises(StatisticError, match="from 0 to 1"):
        benjamini_hochberg([0.2, 1.2])


def test_what_draws_can_show():
    assert [smallest_p(999, alternative=side) for side in ("greater", "less", "two-sided")] == [
        0.001,
        0.001,
        0.002,
    ]
    assert smallest_p(1) == 1.0
    for side in ("greater", "two-sided"):
        p = pseudo_p(np.arange(5), np.full(5, 999), 999, side)
        assert extreme_draws(p, 999, alternative=side).tolist() == [0, 1, 2, 3, 4]
    assert np.isnan(extreme_draws([np.nan], 9)[0])


@pytest.mark.parametrize("permutations", [99, 999, 9_999])
@pytest.mark.parametrize("together", [1, 7])
def test_power_is_that_of_the_adjusted_p(permutations, together):
    for tests in (10, 24, 25, 50, 350, 500, 5_000):
        p = np.ones(tests)
        p[:together] = smallest_p(permutations)
        assert can_find(permutations, tests, together=together) == (
            benjamini_hochberg(p).min() <= 0.05 + 1e-12
        )


def test_questions_without_sense_are_refused():
    for wrong in (lambda: can_find(99, 0), lambda: can_find(99, 5, together=6), lambda: can_find(99, 5, alpha=1.0),
                  lambda: smallest_p(0), lambda: smallest_p(9, alternative="up")):  # fmt: skip
        with pytest.raises(StatisticError):
            wrong()

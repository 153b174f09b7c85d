"""False discovery rates beside scipy's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from analysis.adjust import benjamini_hochberg, benjamini_yekutieli
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

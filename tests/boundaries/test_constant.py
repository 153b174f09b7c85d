"""Constant up to rounding: one rule, asked everywhere."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from boundaries.constant import constant_columns, is_constant, merged
from boundaries.errors import LianpianError
from indicators import critic_weights, entropy_weights, normalize, pca_weights, sensitivity, tiers, topsis
from maps.overlays.classification import classify
from tests.board import CODES, board

NOISY = pd.Series([0.1 + 0.2] + [0.3] * 15, index=CODES, name="rate")
OTHERS = pd.DataFrame(np.random.default_rng(0).uniform(1, 9, (16, 2)), index=CODES, columns=["a", "b"])
TABLE = OTHERS.assign(rate=NOISY)


@given(st.floats(-1e300, 1e300).filter(lambda x: abs(x) > 1e-290), st.integers(2, 9))
def test_a_last_bit_is_no_variation_in_any_unit(value, n):
    assert is_constant([value] * n)
    assert is_constant([np.nextafter(value, 0), *[value] * n])
    assert not is_constant([value * (1 + 1e-9), *[value] * n])


def test_missing_is_passed_over_and_nothing_is_constant():
    assert is_constant([np.nan, 2.0, np.nan])
    assert is_constant([])
    assert is_constant(pd.Series([1, None, 1], dtype="Int64"))
    assert not is_constant([0.0, 5e-324])
    assert not is_constant([1.0, np.inf])
    assert constant_columns(TABLE).tolist() == ["rate"]
    assert merged(np.array([0.1, 0.3, 0.1 + 0.2, 0.5])).tolist() == [0, 1, 1, 2]


@pytest.mark.parametrize(
    "ask",
    [
        *[
            lambda method=method: normalize(NOISY, method=method, target=1.0)
            for method in ("min_max", "z", "rank", "percentile", "target", "log")
        ],
        lambda: critic_weights(TABLE),
        lambda: pca_weights(TABLE),
        lambda: topsis(TABLE, normalization="min_max"),
        lambda: sensitivity(TABLE, pd.Series(1 / 3, index=TABLE.columns), top=3, seed=1, draws=9),
        lambda: tiers(NOISY, k=2),
        lambda: analysis.rank_size(NOISY),
        *[
            lambda name=name: getattr(analysis, name)(
                NOISY, analysis.neighbors(board()), permutations=9, seed=1
            )
            for name in ("moran", "geary", "getis_ord", "local_moran", "local_geary", "hotspots")
        ],
    ],
)
def test_every_floor_refuses_it(ask):
    with pytest.raises(LianpianError, match=r"0\.3|rate|constant|with 1 different"):
        ask()


def test_where_a_constant_column_has_a_meaning_the_noise_has_none():
    assert entropy_weights(TABLE).weights["rate"] == 0
    assert tiers(NOISY, k=1).frame["tier"].eq(1).all()
    for scheme in ("quantiles", "equal_interval", "fisher_jenks", "head_tail"):
        found = classify(NOISY, scheme=scheme, k=4)
        assert found.counts == (16,)
        assert found.index.eq(0).all()
    assert normalize(NOISY, goalposts=(0.0, 1.0)).round(9).eq(0.3).all()


def test_scores_that_differ_by_rounding_share_a_tier():
    scores = pd.Series([0.1 + 0.2, 0.3, 0.1, 0.9], index=list("abcd"))
    assert tiers(scores, k=3).frame["tier"].tolist() == [2, 2, 3, 1]

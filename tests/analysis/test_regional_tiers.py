"""Tiers by region against scipy and by law."""

import numpy as np
import pandas as pd
import pytest

from analysis._regional_tiers import regional_tiers
from boundaries.errors import StatisticError
from tests.board import CODES

TIERS = pd.Series(list("1122112222333313"), index=CODES)
REGIONS = pd.DataFrame({"region": list("aaaabbbbbbcccccd"), "adcode": CODES})


@pytest.mark.filterwarnings("ignore")
def test_statistic_is_pearsons():
    from scipy.stats import chi2_contingency
    from scipy.stats.contingency import association

    result = regional_tiers(TIERS[::-1], REGIONS.sample(frac=1, random_state=1), permutations=999, seed=1)
    cross = pd.crosstab(REGIONS.set_index("adcode")["region"], TIERS)
    pd.testing.assert_frame_equal(
        result.counts.sort_index(),
        cross,
        check_names=False,
        check_dtype=False,
        check_index_type=False,
        check_column_type=False,
    )
    peer = chi2_contingency(cross, correction=False)
    assert result.chi2 == pytest.approx(peer.statistic)
    np.testing.assert_allclose(result.expected.sort_index(), peer.expected_freq)
    assert result.cramers_v == pytest.approx(association(cross))
    assert result.counts.to_numpy().sum() == 16


def test_regions_without_any_link_are_no_finding():
    mixed = pd.DataFrame({"region": ["a", "b"] * 8, "adcode": CODES})
    even = pd.Series(list("1122112211221122"), index=CODES)
    result = regional_tiers(even, mixed, permutations=99, seed=1)
    assert result.chi2 == pytest.approx(0)
    assert result.p_sim == 1.0


def test_units_in_no_region_are_listed():
    result = regional_tiers(TIERS, REGIONS.iloc[:12], permutations=9, seed=1)
    assert result.outside.tolist() == CODES[12:]
    assert result.n_units == 12


def test_refusals():
    with pytest.raises(StatisticError, match="regions overlap, units in more than one: 320101"):
        both = pd.concat([REGIONS, pd.DataFrame({"region": ["z"], "adcode": [CODES[0]]})])
        regional_tiers(TIERS, both, seed=1)
    with pytest.raises(StatisticError, match="tiers outside 1, 2: 3"):
        regional_tiers(TIERS, REGIONS, order=("1", "2"), seed=1)

"""Groups: counts, exact law, full coverage."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from analysis._groups import groups
from boundaries.errors import StatisticError
from tests.board import CODES

REGIONS = pd.DataFrame(
    {
        "region": ["南"] * 4 + ["北"] * 4 + ["角"] * 2 + ["外"],
        "adcode": [*CODES[:4], *CODES[12:], CODES[0], CODES[15], "999999"],
    }
)
MEMBERS = [CODES[0], CODES[1], CODES[2], CODES[15], CODES[8]]


def test_counts_and_the_exact_law():
    result = groups(MEMBERS, REGIONS, eligible=CODES)
    frame = result.frame
    assert frame["count"].to_dict() == {"南": 3, "北": 1, "角": 2, "外": 0}
    assert frame["n_eligible"].to_dict() == {"南": 4, "北": 4, "角": 2, "外": 0}
    assert frame.loc["南", "expected"] == pytest.approx(5 * 4 / 16)
    assert frame.loc["南", "location_quotient"] == pytest.approx((3 / 5) / (4 / 16))
    assert np.isnan(frame.loc["外", "location_quotient"])
    every = np.array(
        [[len(set(s) & set(CODES[:4])), len(set(s) & {CODES[0], CODES[15]})] for s in combinations(CODES, 5)]
    )
    for column, name in enumerate(["南", "角"]):
        k = frame.loc[name, "count"]
        assert frame.loc[name, "p_exact"] == pytest.approx((every[:, column] >= k).mean())
        assert frame.loc[name, "p_less"] == pytest.approx((every[:, column] <= k).mean())
        assert frame.loc[name, "mid_p"] == pytest.approx(
            (every[:, column] > k).mean() + (every[:, column] == k).mean() / 2
        )
    assert frame["full"].to_dict() == {"南": False, "北": False, "角": True, "外": False}
    assert result.outside.tolist() == [CODES[8]]
    assert result.overlapping.tolist() == [CODES[0], CODES[15]]
    assert result.n_inside == 4
    assert result.expected_inside == pytest.approx(5 * 8 / 16)


def test_both_forms_of_regions_agree_and_order_changes_nothing():
    wide = pd.DataFrame(
        {
            "members": REGIONS.groupby("region", sort=False)["adcode"].agg(tuple),
            "scheme": "test",
            "variant": "only",
        }
    )
    one, two = groups(MEMBERS, REGIONS, eligible=CODES), groups(MEMBERS[::-1], wide, eligible=CODES[::-1])
    pd.testing.assert_frame_equal(one.frame, two.frame)
    assert (two.scheme, two.variant) == ("test", "only")
    three = groups(MEMBERS, REGIONS.sample(frac=1, random_state=1), eligible=CODES)
    pd.testing.assert_frame_equal(one.frame, three.frame.loc[one.frame.index], check_dtype=False)


def test_full_coverage_lists_prefectures_and_leaves_out_units_of_the_province_itself():
    eligible = ["320205", "320281", "320282", "320481", "429004", "429005", "429006"]
    members = ["320281", "320282", "320481", "429004", "429005", "429006"]
    regions = pd.DataFrame({"region": "r", "adcode": eligible})
    all_units = groups(members, regions, eligible=eligible)
    assert all_units.full_coverage.index.tolist() == ["320400"]
    counties = groups(members, regions, eligible=eligible[1:])
    assert counties.full_coverage.index.tolist() == ["320200", "320400"]
    assert counties.full_coverage.loc["320200", "members"] == ("320281", "320282")


def test_refusals():
    with pytest.raises(StatisticError, match="wanted a column 'members'"):
        groups(MEMBERS, pd.DataFrame({"a": [1]}), eligible=CODES)
    with pytest.raises(StatisticError, match="more than once in one region: 南 320101"):
        groups(MEMBERS, pd.concat([REGIONS, REGIONS.iloc[:1]]), eligible=CODES)
    with pytest.raises(StatisticError, match="outside the 4 eligible units"):
        groups(MEMBERS, REGIONS, eligible=CODES[:4])
    with pytest.raises(StatisticError, match="no members at all"):
        groups([], REGIONS, eligible=CODES)


def test_codes_as_numbers_and_regions_without_a_name_are_refused():
    with pytest.raises(StatisticError, match="regions: not six-digit text: 320101"):
        groups(MEMBERS, pd.DataFrame({"region": ["南"], "adcode": [320101]}), eligible=CODES)
    with pytest.raises(StatisticError, match="no region is named for 320101"):
        groups(MEMBERS, pd.DataFrame({"region": [None], "adcode": ["320101"]}), eligible=CODES)

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


def test_of_several_variants_one_is_tested_and_all_are_shown():
    variants = pd.DataFrame(
        {
            "region": ["南"] * 6 + ["北"] * 4,
            "variant": ["南[窄]"] * 2 + ["南[宽]"] * 4 + ["北[一]"] * 4,
            "adcode": [*CODES[:2], *CODES[:4], *CODES[12:]],
            "plan": ["窄规划"] * 2 + ["宽规划"] * 4 + ["北规划"] * 4,
            "year": [2010] * 2 + [2020] * 4 + [2015] * 4,
            "confidence": ["low"] * 2 + ["high"] * 8,
            "default": [False] * 2 + [True] * 4 + [False] * 4,
        }
    )
    result = groups(MEMBERS, variants.sample(frac=1, random_state=4), eligible=CODES)
    frame = result.frame
    assert frame["tested"].to_dict() == {"南[窄]": False, "南[宽]": True, "北": True}
    assert np.isnan(frame.loc["南[窄]", "p_fdr"]) and not frame.loc["南[窄]", "significant"]
    alone = groups(MEMBERS, variants.iloc[2:], eligible=CODES).frame
    for own, other in (("南[宽]", "南"), ("北", "北")):
        assert (
            frame.loc[own, ["p_exact", "p_fdr"]].tolist() == alone.loc[other, ["p_exact", "p_fdr"]].tolist()
        )
    facts = result.definitions.loc[["南[窄]", "南[宽]", "北"]]
    assert facts["plan"].tolist() == ["窄规划", "宽规划", "北规划"]
    assert facts["year"].tolist() == [2010, 2020, 2015]
    assert facts["variant"].tolist() == ["南[窄]", "南[宽]", "北[一]"]
    assert facts["confidence"].tolist() == ["low", "high", "high"]
    bare = groups(MEMBERS, REGIONS, eligible=CODES)
    assert bare.frame["tested"].all()
    assert bare.definitions["plan"].eq("").all() and bare.definitions["year"].isna().all()


def test_region_frames_carry_their_definitions(board):
    import boundaries
    from indicators import roster

    counties = roster("caict-county-2023")
    long = boundaries.region_members("city_cluster", variant="all")
    province = boundaries.units()["province"]
    result = groups(counties.members, long, eligible=counties.eligible, strata=province)
    assert result.frame["tested"].sum() == 19
    assert set(result.frame.index[result.frame["tested"]]) >= {
        "长三角城市群[2016规划26市]",
        "长江中游城市群[2015规划]",
    }
    assert result.definitions.loc["长江中游[鄂湘赣三省全域]", "confidence"] == "low"
    wide = groups(
        counties.members, boundaries.read_regions("metro", tolerance_m=1000), eligible=counties.eligible
    )
    assert wide.definitions.loc["苏锡常都市圈", ["plan", "year"]].tolist() == [
        "《长江三角洲城市群发展规划》 一核五圈",
        2016,
    ]


def test_the_county_list_within_provinces():
    import boundaries
    from indicators import roster

    counties = roster("caict-county-2023")
    province = boundaries.units()["province"].sample(frac=1, random_state=1)
    regions = boundaries.region_members("city_cluster", variant="t1")
    found = groups(counties.members, regions, eligible=counties.eligible, strata=province).frame
    shown = found[["count", "expected", "p_exact"]].round({"expected": 1, "p_exact": 2})
    assert shown.loc["长江三角洲城市群"].tolist() == [46, 31.6, 0.0]
    assert shown.loc["粤闽浙沿海城市群"].tolist() == [10, 8.4, 0.28]
    assert shown.loc["山东半岛城市群"].tolist() == [8, 6.7, 0.28]

"""Belts: patches named after regions."""

import pandas as pd
import pytest
from libpysal.graph import Graph

from analysis._belts import belts
from analysis._patches import patches
from boundaries.errors import StatisticError
from tests.board import CODES

REGIONS = pd.DataFrame(
    {"region": ["南"] * 4 + ["南半"] * 8 + ["角"] * 2, "adcode": [*CODES[:4], *CODES[:8], CODES[0], CODES[1]]}
)


def found(board, members):
    return patches(members, Graph.build_contiguity(board, rook=True), eligible=CODES, permutations=9, seed=1)


def test_a_region_names_the_patch_that_it_holds_and_that_fills_it(board):
    result = belts(found(board, CODES[:5]), REGIONS, eligible=CODES)
    # 南: cover 4/5, fill 1, match 8/9; 南半: cover 1, fill 5/8, match 10/13; 角: cover 2/5
    assert result.loc[1, ["belt", "named_by", "region", "cover", "fill"]].tolist() == [
        "南",
        "region",
        "南",
        0.8,
        1.0,
    ]
    assert result.loc[1, "match"] == pytest.approx(8 / 9)
    assert result.loc[1, "filled"] == ("南", "角")
    assert belts(found(board, CODES[:7]), REGIONS, eligible=CODES).loc[1, "belt"] == "南半"
    assert result.attrs["rule"] == {"cover": 0.8, "fill": 0.5}


@pytest.mark.parametrize(
    ("members", "cover", "fill", "belt"),
    [
        (CODES[:4], 4 / 4, 4 / 8, "南半"),  # half of the region: just enough
        (CODES[:3], 3 / 3, 3 / 8, "棋市"),  # less than half of it
        ([*CODES[:8], CODES[8], CODES[9]], 8 / 10, 8 / 8, "南半"),  # four fifths of the patch: just enough
        ([*CODES[:8], *CODES[8:11]], 8 / 11, 8 / 8, "棋市"),  # less than four fifths of it
    ],
)
def test_the_rule_at_its_edges(board, members, cover, fill, belt):
    half = REGIONS[REGIONS["region"] == "南半"]
    layer = board.assign(prefecture="棋市")
    row = belts(found(board, members), half, eligible=CODES, layer=layer).loc[1]
    assert row[["cover", "fill"]].tolist() == pytest.approx([cover, fill])
    assert row["belt"] == belt
    assert row["named_by"] == ("region" if belt == "南半" else "prefectures")
    assert row["region"] == "南半"  # the rule's numbers are those of the region that did not pass, too
    loose = belts(found(board, members), half, eligible=CODES, layer=layer, cover=0.5, fill=0.1)
    assert loose.loc[1, "belt"] == "南半"


def test_a_worse_match_that_passes_goes_before_a_better_one_that_does_not(board):
    regions = pd.DataFrame({"region": ["少"] * 6 + ["全"] * 15, "adcode": [*CODES[:6], *CODES[:15]]})
    # of the patch of eight units 少 holds six, too few (match 6/7); 全 holds all, more than half of it (match 16/23)
    row = belts(found(board, CODES[:8]), regions, eligible=CODES).loc[1]
    assert row["belt"] == "全" and row["match"] == pytest.approx(16 / 23)
    row = belts(found(board, CODES[:8]), regions.iloc[:6], eligible=CODES).loc[1]
    assert row["belt"] == "" and row["region"] == "少" and row["match"] == pytest.approx(6 / 7)


def test_ineligible_units_of_a_region_do_not_spoil_its_fill(board):
    rook = Graph.build_contiguity(board, rook=True)
    eligible = [c for c in CODES if c != CODES[3]]
    result = patches(CODES[:3], rook, eligible=eligible, permutations=9, seed=1)
    assert belts(result, REGIONS, eligible=eligible).loc[1, "fill"] == 1.0


def test_patches_that_no_region_holds_take_their_prefectures(board):
    layer = board.assign(prefecture=["甲市"] * 9 + ["乙市"] * 7)
    far = found(board, [CODES[8], CODES[9], CODES[10], CODES[15]])
    named = belts(far, REGIONS, eligible=CODES, layer=layer.sample(frac=1, random_state=1))
    assert named["belt"].tolist() == ["乙市—甲市"]
    assert belts(far, REGIONS, eligible=CODES)["belt"].tolist() == [""]
    assert len(belts(far, REGIONS, eligible=CODES, smallest=1)) == 2


def test_refusals(board):
    for wrong in ({"cover": 0}, {"fill": 1.5}):
        with pytest.raises(StatisticError, match=r"(cover|fill): wanted a share above 0 and at most 1"):
            belts(found(board, CODES[:3]), REGIONS, eligible=CODES, **wrong)

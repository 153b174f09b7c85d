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


def test_the_region_filled_best_names_the_patch(board):
    result = belts(found(board, CODES[:5]), REGIONS, eligible=CODES)
    # 南: cover 4/5, fill 1, match 8/9; 南半: cover 1, fill 5/8, match 10/13
    assert result.loc[1, "belt"] == "南"
    assert result.loc[1, "match"] == pytest.approx(8 / 9)
    assert result.loc[1, "filled"] == ("南", "角")
    assert belts(found(board, CODES[:7]), REGIONS, eligible=CODES).loc[1, "belt"] == "南半"


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
    with pytest.raises(StatisticError, match="least: wanted a share"):
        belts(found(board, CODES[:3]), REGIONS, eligible=CODES, least=0)

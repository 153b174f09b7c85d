"""Places in English: every province, plate and region of the schemes has a name; lists read as English."""

import re

import pandas as pd
import pytest

import boundaries
from boundaries.placenames import PLACES_EN, PROVINCES_EN, listing, place, placed
from boundaries.regions import SCHEMES


def test_every_province_has_its_english_name() -> None:
    names = set(boundaries.read_layer("province", tolerance_m=5000)["province"])
    assert set(PROVINCES_EN) == names
    assert len(set(PROVINCES_EN.values())) == 34


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_region_has_its_english_name(scheme: str) -> None:
    for region in boundaries.region_variants(scheme)["region"].unique():
        assert place(region, "zh") == region
        assert not re.search("[\u4e00-\u9fff]", place(region, "en")), region


def test_shansi_and_shensi_are_told_apart() -> None:
    assert (place("山西", "en"), place("陕西省", "en")) == ("Shanxi", "Shaanxi")
    assert place("内蒙古", "en") == place("内蒙古自治区", "en") == "Inner Mongolia"
    assert place("昆山市", "en") == "昆山市"
    assert len(set(PLACES_EN.values())) == 34 + 4 + 67 - 4


def test_tables_keep_what_is_missing_and_what_has_no_english_name() -> None:
    frame = pd.DataFrame(
        {"province": ["江苏省", None], "region": ["环杭州湾", "某区"], "name": ["江苏", "b"]}
    )
    english = placed(frame, "en")
    assert english["province"].iloc[0] == "Jiangsu" and pd.isna(english["province"].iloc[1])
    assert english["region"].tolist() == ["Hangzhou Bay rim", "某区"]
    assert english["name"].tolist() == ["江苏", "b"]
    assert placed(frame, "zh") is frame


def test_lists_read_as_the_language_has_it() -> None:
    assert listing(["昆山市", "太仓市"], "zh") == "昆山市、太仓市"
    assert listing(["昆山市", "太仓市"], "en") == "昆山市, 太仓市"

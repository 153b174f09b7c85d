"""What units are called in English."""

import re

import pytest

import boundaries
from boundaries.placenames import unit_name

CASES = {
    **{"陕西省": "Shaanxi", "山西省": "Shanxi", "内蒙古自治区": "Inner Mongolia", "乌鲁木齐市": "Ürümqi"},
    **{
        "呼和浩特市": "Hohhot",
        "拉萨市": "Lhasa",
        "日喀则市": "Shigatse",
        "喀什市": "Kashgar",
        "厦门市": "Xiamen",
    },
    **{
        "六安市": "Lu'an",
        "亳州市": "Bozhou",
        "乐清市": "Yueqing",
        "乐亭县": "Laoting County",
        "吕梁市": "Lüliang",
    },
    **{
        "尉氏县": "Weishi County",
        "尉犁县": "Yuli County",
        "洪洞县": "Hongtong County",
        "赵县": "Zhao County",
    },
    **{"浦东新区": "Pudong New Area", "四子王旗": "Siziwang Banner", "锡林郭勒盟": "Xilingol League"},
    **{"延边朝鲜族自治州": "Yanbian Korean Autonomous Prefecture", "香格里拉市": "Shangri-La"},
    **{
        "塔什库尔干塔吉克自治县": "Taxkorgan Tajik Autonomous County",
        "神农架林区": "Shennongjia Forestry District",
    },
    **{"双江拉祜族佤族布朗族傣族自治县": "Shuangjiang Lahu-Va-Blang-Dai Autonomous County"},
}


@pytest.mark.parametrize("name", CASES)
def test_established_spellings(name: str) -> None:
    assert unit_name("", name, "en") == CASES[name]
    assert unit_name("", name, "zh") == name


@pytest.mark.parametrize("level", ["county", "prefecture"])
def test_every_unit_has_an_english_name(level: str) -> None:
    layer = boundaries.read_layer(level, tolerance_m=500)  # type: ignore[arg-type]
    named = [unit_name(str(code), str(name), "en") for code, name in layer["name"].items()]
    odd = [one for one in named if not re.fullmatch(r"[A-Za-zÜüêö' -]+", one)]
    assert odd == []

"""Reasons of a match in words: every reason that matching gives is said in the reader's language."""

import re

import pandas as pd
import pytest

from boundaries._match import match
from boundaries.reasons import reason_words

NAMES = [
    "昆 山★",
    "（昆山）",
    "江苏省/昆山市",
    "苏州 昆山",
    "海安县★",
    "衞輝",
    "昆山市",
    "和平区",
    "foo",
    "",
    "320583",
    "苏州",
    "兰州新区",
    "皱平市",
    "长兴市",
    "孟村★",
]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_key_is_shown_in_place_of_words(lang: str) -> None:
    found = match(pd.DataFrame({"n": NAMES}), name="n").frame
    assert found["reason"].str.contains("+", regex=False).sum() >= 4
    for key in found["reason"]:
        words = reason_words(key, lang)
        assert words and not re.search("[a-z]_|:", words), (key, words)
        assert bool(re.search("[\u4e00-\u9fff]", words)) == (lang == "zh"), (key, words)

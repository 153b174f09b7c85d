"""The words that a table is understood by: each row of the file does what it says."""

import csv
from importlib.resources import files

import pandas as pd
import pytest

from geo.study.table.columns import roles
from geo.study.table.guess import guess
from geo.study.table.likely_cause import _encoding
from geo.study.table.opening import _title
from geo.study.table.territory import likely_weight
from geo.study.table.words import words
from geo.study.table.years import NAMELESS, YEAR, cell_years, dated

TEXT = files("geo").joinpath("data", "table_words.csv").read_text(encoding="utf-8")
ROWS = [(row["role"], row["word"]) for row in csv.DictReader(TEXT.splitlines())]


def test_every_row_has_a_role_that_is_tested() -> None:
    assert {role for role, _ in ROWS} == set(MEANING)
    assert len(set(ROWS)) == len(ROWS)
    assert all(row["says"] for row in csv.DictReader(TEXT.splitlines()))


def stands_behind_a_year(word: str) -> None:
    assert dated(f"GDP2015{word}") == ("GDP", 2015)
    assert dated(f"2015{word}GDP") == ("GDP", 2015)
    assert cell_years(pd.Series([f"2016{word}"])).tolist() == [2016]


def heads_years(word: str) -> None:
    found = roles(pd.DataFrame({word: [2019, 2020], "得分": [1.5, 2.5]}))
    assert (found.columns, found.aside) == (("得分",), ((word, "year"),))


def is_the_column_of_years(word: str) -> None:
    assert word == YEAR


def is_an_indicator_without_a_name(word: str) -> None:
    assert dated("2015") == (word, 2015) == (NAMELESS, 2015)


def begins_no_title(word: str) -> None:
    assert _title(f"{word}2023年工业百强县名单", "t") == "t"
    assert _title("2023年工业百强县名单", "t") == "2023年工业百强县名单"


def numbers_a_table(word: str) -> None:
    assert _title(f"{word}3　工业百强县名单", "t") == "工业百强县名单"


def is_a_number(word: str) -> None:
    assert _title(f"表{word}、工业百强县名单", "t") == "工业百强县名单"


def is_lost(word: str) -> None:
    found = _encoding(pd.Series(["昆山", f"江{word}"]))
    assert found is not None and found.id == "study.cause.lost"


def ends_a_name(word: str) -> None:
    found = _encoding(pd.Series([f"昆山{word}".encode().decode("latin-1")]))
    assert found is not None and found.id == "study.cause.encoding"
    assert _encoding(pd.Series([f"昆山{word}"])) is None


def decides(word: str, units: dict[str, str], meant: str) -> None:
    """One unit in ten of another kind does not change what the heading says the list is of."""
    for heading, found in ((word, meant), ("name", "all")):
        table = pd.DataFrame({heading: list(units), "省": list(units.values())})
        assert guess(table, name=heading).eligible == found


def heads_counties(word: str) -> None:
    names = ("昆山市", "江阴市", "张家港市", "常熟市", "太仓市", "宜兴市", "丹阳市", "启东市", "如皋市")
    decides(word, dict.fromkeys((*names, "吴江区"), "江苏省"), "counties")


def heads_districts(word: str) -> None:
    names = ("吴江区", "吴中区", "相城区", "虎丘区", "姑苏区", "江宁区", "浦口区", "六合区", "溧水区")
    decides(word, dict.fromkeys((*names, "昆山市"), "江苏省"), "districts")


def weights_by_people(word: str) -> None:
    assert likely_weight(f"{word}指标", ["GDP", "常住人口"]) == "常住人口"


def counts_people(word: str) -> None:
    assert likely_weight("人均GDP", ["GDP", word]) == word


MEANING = {
    "per_person": weights_by_people,
    "people": counts_people,
    "heading_counties": heads_counties,
    "heading_districts": heads_districts,
    "year_after": stands_behind_a_year,
    "year_heading": heads_years,
    "year_column": is_the_column_of_years,
    "nameless": is_an_indicator_without_a_name,
    "no_title": begins_no_title,
    "numbered": numbers_a_table,
    "numeral": is_a_number,
    "lost": is_lost,
    "unit_end": ends_a_name,
}


@pytest.mark.parametrize(("role", "word"), ROWS)
def test_each_word_is_read(role: str, word: str) -> None:
    assert word in words(role)
    MEANING[role](word)

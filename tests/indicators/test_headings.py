"""The one list of headings, a test a row, and codes told by their cells."""

import csv
from pathlib import Path

import pandas as pd
import pytest

import boundaries
import indicators
from boundaries.errors import TableError
from indicators.codes_in_cells import codes_in_cells, six_digits
from indicators.headings import headings, known, plain, roles
from indicators.places import known_names
from indicators.table import paste_table

ROWS = list(
    csv.DictReader((Path(indicators.__file__).parent / "headings.csv").read_text("utf-8").splitlines())
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['role']}-{row['zh']}-{row['en']}")
def test_a_row_of_headings(row: dict[str, str]) -> None:
    assert row["role"] in roles()
    words = [word for word in (row["zh"], row["en"]) if word]
    assert words
    for word in words:
        assert word in headings(row["role"])
        if not row["role"].endswith(("_part", "_end")) and row["role"] != "other_rank":
            assert plain(word) == word and word in known()
            if row["role"] in ("county", "prefecture", "province", "name", "code"):
                # a heading as people write it, spaced and starred, is found again
                table = paste_table(f" {word}★\t人口\n甲\t1\n乙\t2\n")
                assert plain(table.frame.columns[0]) == word


def test_no_heading_stands_twice_in_a_role() -> None:
    for role in roles():
        words = [w for row in ROWS if row["role"] == role for w in (row["zh"], row["en"]) if w]
        assert len(words) == len(set(words)), role
    with pytest.raises(TableError, match="unknown role of a heading 'x'; valid: county"):
        headings("x")


def test_headings_are_no_places() -> None:
    assert known() & known_names() <= {"城区"}  # of 晋城, too


CODES = ["320583", "320281", "330282", "350582", "430121"]
FORMS = {
    "six": lambda c: c,
    "number": int,
    "float": float,
    "text of a float": lambda c: f"{c}.0",
    "nine": lambda c: f"{c}000",
    "twelve": lambda c: f"{c}000000",
    "twelve as number": lambda c: float(f"{c}000000"),
    "156": lambda c: f"156{c}",
    "apostrophe": lambda c: f"'{c}",
    "blanks": lambda c: f" {c[:2]} {c[2:4]} {c[4:]}\u3000",
    "formula": lambda c: f'="{c}"',
    "full width": lambda c: "".join(chr(ord(d) + 0xFEE0) for d in c),
}


@pytest.mark.parametrize("form", FORMS)
def test_codes_in_every_form(form: str) -> None:
    cells = pd.Series([FORMS[form](code) for code in CODES] + [None], index=list("fedcba"))
    found = codes_in_cells(cells)
    assert found.certain and found.share == 1
    assert found.codes.dropna().to_dict() == dict(zip("fedcb", CODES, strict=True))


def test_cities_and_provinces_in_digits() -> None:
    cities = codes_in_cells(["3205", "3202", "3302"])
    assert (cities.codes.tolist(), cities.form, cities.certain) == (
        ["320500", "320200", "330200"],
        "four",
        True,
    )
    provinces = codes_in_cells([32, 33, 34])
    assert (provinces.codes.tolist(), provinces.certain) == (["320000", "330000", "340000"], False)


@pytest.mark.parametrize("cells", [[2019, 2020, 2021], [210000, 150123, 998877], [1, 2, 3], [32.5, 33.1], ["昆山市"], [], [True]])  # fmt: skip
def test_numbers_that_are_no_codes(cells: list[object]) -> None:
    assert not codes_in_cells(cells).certain


def test_every_unit_of_every_date_is_known() -> None:
    for date in ("2000-01-01", "2010-12-31", "2023-07-31", "2025-12-31"):
        units = boundaries.divisions(date)
        assert all(six_digits(code) == (code, "six") for code in units.index)
        assert set(units["name"]) - known_names() == set()


def test_a_column_of_codes_under_any_heading_is_no_number() -> None:
    text = "名称\tPAC\t人口\n" + "".join(f"甲{k}\t{code}\t{code[1:]}\n" for k, code in enumerate(CODES))
    assert paste_table(text).columns["kind"].tolist() == ["text", "code", "number"]

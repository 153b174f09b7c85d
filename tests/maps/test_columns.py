"""Columns as text: what is read back is what was given."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.page.column_codec import SHORT, column
from maps.page.topology import ALPHABET


def read(raw: Any, n: int) -> list[Any]:
    """As maps/assets/columns.js reads it."""
    if isinstance(raw, list):
        return raw
    width = len(raw["t"]) // n
    out: list[Any] = []
    for at in range(n):
        code = 0
        for letter in raw["t"][at * width : (at + 1) * width]:
            code = code * len(ALPHABET) + ALPHABET.index(letter)
        if not code:
            out.append(None)
        elif "of" in raw:
            out.append(raw["of"][code - 1])
        else:
            m, place = divmod(code - 1, len(raw["e"]))
            m = (-(m + 1) // 2 if m % 2 else m // 2) if raw["s"] else m
            power = raw["e"][place]
            out.append(m / 10.0**-power if power < 0 else m * 10.0**power)
    return out


FLOATS = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.none() | FLOATS | st.integers(-(10**6), 10**6), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_numbers_come_back_as_they_were(few: list[float | None]) -> None:
    values = few * math.ceil(SHORT / len(few))
    assert read(json.loads(json.dumps(column(values))), len(values)) == values


@given(st.lists(st.none() | st.text(max_size=5) | FLOATS, min_size=1, max_size=30))
@settings(max_examples=30, deadline=None)
def test_labels_among_numbers_come_back(few: list[Any]) -> None:
    values = few * math.ceil(SHORT / len(few))
    assert read(column(values), len(values)) == values


def test_numbers_take_four_characters_and_few_labels_one() -> None:
    rng = np.random.default_rng(1)
    numbers = [float(f"{v:.5g}") for v in rng.normal(size=3_000)]
    assert len(column(numbers)["t"]) == 4 * 3_000
    assert len(column([f"第{k % 4}梯队" for k in range(3_000)])["t"]) == 3_000
    assert len(column(list(range(3_000)))["t"]) == 2 * 3_000


@pytest.mark.parametrize(
    "values", [[1e300, 1e-300] * 60, [None] * 200, [2**53, 0.1] * 60, ["a" * 9999] * 120]
)
def test_what_does_not_fit_stays_as_it_is(values: list[Any]) -> None:
    assert read(column(values), len(values)) == values

"""Fixtures shared by every floor's tests."""

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from tests.board import board as make_board
from tests.maps.browser import chromium

pd.set_option("io.excel.xlsx.reader", "openpyxl")  # as for those who have no other reader installed


@pytest.fixture
def board() -> gpd.GeoDataFrame:
    """The 4x4 board (tests/board.py)."""
    return make_board()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The one browser of all tests: a second one beside it would not start."""
    with chromium() as browser:
        yield browser

"""Fixtures shared by every floor's tests."""

import geopandas as gpd
import pandas as pd
import pytest

from tests.board import board as make_board

pd.set_option("io.excel.xlsx.reader", "openpyxl")  # as for those who have no other reader installed


@pytest.fixture
def board() -> gpd.GeoDataFrame:
    """The 4x4 board (tests/board.py)."""
    return make_board()

"""Fixtures shared by every floor's tests."""

import geopandas as gpd
import pytest

from tests.board import board as make_board


@pytest.fixture
def board() -> gpd.GeoDataFrame:
    """The 4x4 board (tests/board.py)."""
    return make_board()

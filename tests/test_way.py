"""The way of a value from the command to the page: what it was when last measured, and no longer."""

import importlib.util
from pathlib import Path

import pytest

from tests.code import ROOT

FILES, TURNS = 89, 113
"""Measured by ``python tools/way.py``. Lower them when the way is shorter; raise them only for what it brings."""


def tool():
    spec = importlib.util.spec_from_file_location("way", ROOT / "tools" / "way.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_visits_are_runs_of_one_file() -> None:
    way = [("a.py", "f"), ("a.py", "g"), ("b.py", "h"), ("a.py", "i")]
    assert tool().visits(way) == ["a.py", "b.py", "a.py"]


@pytest.mark.slow
def test_the_way_grows_no_longer(tmp_path: Path) -> None:
    own = tool()
    table = tmp_path / "table.csv"
    table.write_text(own.TABLE, encoding="utf-8")
    stops = own.visits(own.walked(table, tmp_path / "out"))
    assert "geo/study/report/page.py" in stops
    assert len(set(stops)) <= FILES
    assert len(stops) - len(set(stops)) <= TURNS

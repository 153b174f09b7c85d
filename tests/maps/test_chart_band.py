"""Lines with a band: what they show, what they leave open, what they refuse."""

import pandas as pd
import pytest

from boundaries.errors import MapError
from maps import charts


def frame(**changes: list[float | None]) -> pd.DataFrame:
    columns = {"year": [2005, 2003, 2004], "I": [0.4, 0.2, 0.3], "lo": [-0.1] * 3, "hi": [0.1] * 3}
    return pd.DataFrame(columns | changes)


def draw(table: pd.DataFrame, **more: object) -> str:
    return charts.band(table, x="year", y="I", low="lo", high="hi", title="人均GDP", **more)


def test_the_order_of_rows_does_not_matter() -> None:
    table = frame()
    assert draw(table) == draw(table.sort_values("year", ignore_index=True))
    assert "2003: 0.2 → 2005: 0.4" in draw(table)


def test_hollow_dots_are_those_that_are_not_sure() -> None:
    text = draw(frame(sure=[True, False, False]), sure="sure")
    assert text.count('r="2.2"') == 3  # two of the data, one of the legend
    assert "不显著" in text
    assert "not significant" not in draw(frame(sure=[True] * 3), sure="sure", lang="en")


def test_a_gap_stays_a_gap() -> None:
    text = draw(frame(I=[0.4, 0.2, None], lo=[-0.1, -0.1, None], hi=[0.1, 0.1, None]))
    assert 'class="n"' not in text  # no line joins 2003 and 2005
    assert text.count("<title>2003") == 1
    assert "<title>2004" not in text


def test_one_year_is_a_dot_in_a_bar() -> None:
    assert draw(frame().head(1)).count("<title>2005: 0.4 (−0.1 – 0.1)") == 1


def test_a_year_must_be_a_number() -> None:
    with pytest.raises(MapError, match=r"column 'year' has no value in 1 rows"):
        draw(frame(year=[2003, None, 2004]))
    with pytest.raises(MapError, match="no column 'I'"):
        draw(frame().drop(columns="I"))

"""Results that show themselves: short in a terminal, with their null in a notebook, whole in a workbook."""

from dataclasses import dataclass, fields

import numpy as np
import openpyxl
import pandas as pd
import pytest

import analysis
import indicators
from boundaries.errors import TableError
from boundaries.face import homes
from boundaries.language import speaking, text_of
from boundaries.shown import LONG, WIDE, Shown
from tests.board import CODES, board

RESULTS = [
    value
    for package in (analysis, indicators)
    for name in homes(package.__name__)
    if isinstance(value := getattr(package, name), type) and issubclass(value, Shown)
]


@pytest.fixture(scope="module")
def results() -> dict[str, Shown]:
    """Results of the board's first row against all of it."""
    layer = board()
    graph = analysis.neighbors(layer)
    values = pd.Series(np.arange(16.0), index=CODES)
    members = CODES[:4]
    return {
        "Patches": analysis.patches(members, graph, eligible=CODES, permutations=99, seed=1),
        "JoinCount": analysis.join_count(members, graph, eligible=CODES, permutations=99, seed=1),
        "Moran": analysis.moran(values, graph, permutations=99, seed=1),
        "LocalMoran": analysis.local_moran(values, graph, permutations=99, seed=1),
    }


def test_the_public_results_show_themselves() -> None:
    assert len(RESULTS) >= 45
    for result in RESULTS:
        for lang in ("zh", "en"):
            assert text_of(lang, f"results.{result.__name__}"), (result.__name__, lang)


def test_what_a_class_says_first_are_fields_of_it() -> None:
    for result in RESULTS:
        own = {field.name for field in fields(result)}
        assert set(result.HEAD) <= own, result.__name__


def test_a_repr_is_short_and_names_every_number(results: dict[str, Shown]) -> None:
    for name, result in results.items():
        lines = repr(result).splitlines()
        assert len(lines) < LONG, name
        assert max(map(len, lines)) <= WIDE
        assert lines[0] == f"{name}("
    assert "largest=4" in repr(results["Patches"])
    assert "seed=1" in repr(results["Moran"])


def test_a_notebook_shows_the_finding_with_its_null(results: dict[str, Shown]) -> None:
    with speaking("zh"):
        shown = results["JoinCount"]._repr_html_()
        assert shown.startswith('<div class="lianpian-result"><p><b>连接计数</b> bb = 3')
        assert "参评单元 16 个" in shown
        assert "置换 99 次" in shown
        assert f"零假设：{results['JoinCount'].null}".replace("'", "&#x27;") in shown  # type: ignore[attr-defined]
        assert "<details>" in shown
    with speaking("en"):
        shown = results["LocalMoran"]._repr_html_()
        assert "<b>Local Moran&#x27;s I</b> n_significant = " in shown
        assert shown.count("<tr>") < 8 + 30
        assert "frame: 8 of 16 rows" in shown


def test_the_summary_is_numbers_and_words(results: dict[str, Shown]) -> None:
    summary = results["Moran"].summary()
    assert summary["I"] == results["Moran"].I  # type: ignore[attr-defined]
    assert summary["permutations"] == 99
    assert summary["isolates"] == 0
    assert isinstance(summary["null"], str)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Hostile(Shown):
    """A result whose words are hostile."""

    word: str
    frame: pd.DataFrame


HOSTILE = "<script>alert(1)</script>"


def test_hostile_words_stay_words(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boundaries.shown.say", lambda lang, message, **values: f"{message}{values}")
    frame = pd.DataFrame({"=1+1": ['=HYPERLINK("x")', "a\x00b"], "x": [1 / 3, np.nan]}, index=[HOSTILE, "b"])
    result = Hostile(word=HOSTILE, frame=frame)
    assert "<script" not in result._repr_html_()
    path = result.to_excel(tmp_path / "r.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["summary", "frame"]
    rows = list(book["frame"].iter_rows())
    assert [[cell.value for cell in row] for row in rows] == [
        ["index", "=1+1", "x"],
        [HOSTILE, '=HYPERLINK("x")', 1 / 3],
        ["b", "ab", None],
    ]
    assert {cell.data_type for row in rows for cell in row if isinstance(cell.value, str)} == {"s"}


def test_a_workbook_holds_every_row(results: dict[str, Shown], tmp_path) -> None:
    result = results["LocalMoran"]
    path = result.to_excel(tmp_path / "local.xlsx")
    held = pd.read_excel(path, sheet_name="frame", dtype={0: str}, index_col=0)
    frame = result.frame  # type: ignore[attr-defined]
    assert list(held.index) == list(frame.index)
    assert np.allclose(held["I"].to_numpy(), frame["I"].to_numpy(), rtol=1e-15, atol=0)


def test_another_ending_is_refused_and_nothing_is_written(results: dict[str, Shown], tmp_path) -> None:
    with pytest.raises(TableError, match="xlsx"):
        results["Moran"].to_excel(tmp_path / "r.csv")
    assert list(tmp_path.iterdir()) == []

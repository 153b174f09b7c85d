"""Who exceeds: what was counted in each row beside what chance would put there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from boundaries.errors import MapError
from boundaries.language import say
from maps.charts.data import column, labels_of
from maps.charts.svg import SMALL, Drawing, cut, number, text_width, ticks
from maps.overlays.overlay import known_lang

ROW = 24.0


def ranges(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    expected: Mapping[str, str],
    title: str,
    highlight: Sequence[object] = (),
    highlighted: str = "",
    lang: str = "zh",
    width: float = 560.0,
) -> str:
    """Draw a row for each name: a dot for what was counted, a bar mark and a ring for what chance expects.

    Parameters
    ----------
    frame : DataFrame
    x, y : str
        Columns of names and of what was counted.
    expected : mapping of str to str
        One or two columns of expectations, and what each is called.
    title : str
    highlight : sequence
        Names whose dot is filled in the other color; ``highlighted`` says why.
    lang : {"zh", "en"}
    width : float

    Returns
    -------
    str
        One ``<svg>``.

    Examples
    --------
    >>> table = pd.DataFrame({"region": ["长三角", "成渝"], "n": [40, 1], "nation": [6.1, 5.2]})
    >>> chance = {"nation": "全国随机"}
    >>> svg = ranges(table, x="region", y="n", expected=chance, title="t", highlight=["长三角"])
    >>> svg.count('class="o"'), svg.count('class="m"')
    (1, 2)
    """
    known_lang(lang)
    if not 1 <= len(expected) <= 2:
        raise MapError("maps.charts.ranges.one-or-two-expectations", n=len(expected))
    names, counted = labels_of(frame, x), column(frame, y, least=0.0)
    chance = {name: column(frame, name, least=0.0, some=False) for name in expected}
    marked = {str(name) for name in highlight}
    page = Drawing(width, title)
    _legend(page, list(expected.values()), highlighted if marked & set(names) else "", lang)
    left = 8 + min(max(text_width(name) for name in names), width * 0.42) + 12
    endings = [number(float(value)) for value in counted]
    right = width - 14 - max(text_width(word, SMALL) for word in endings)
    most = max(float(np.nanmax(counted)), *(float(np.nanmax(v, initial=0.0)) for v in chance.values()))
    rungs = ticks(0.0, most or 1.0)
    scale = (right - left) / rungs[-1]
    top, bottom = page.top, page.top + len(names) * ROW
    for rung in rungs:
        page.line(left + rung * scale, top, left + rung * scale, bottom)
        page.text(left + rung * scale, bottom + 15, number(rung), "s c")
    for row, (name, value) in enumerate(zip(names, counted, strict=True)):
        y0 = top + row * ROW + ROW / 2
        page.text(8, y0 + 5, cut(name, width * 0.42), whole=name)
        given = {called: float(chance[key][row]) for key, called in expected.items()}
        known = [v for v in given.values() if not np.isnan(v)]
        spots = [*known, *([float(value)] if not np.isnan(value) else [])]
        if len(spots) > 1:
            page.line(left + min(spots) * scale, y0, left + max(spots) * scale, y0, "a")
        for nth, (called, v) in enumerate(given.items()):
            if not np.isnan(v):
                _expected(page, left + v * scale, y0, nth, f"{name} · {called}: {number(v)}")
        if not np.isnan(value):
            at = left + float(value) * scale
            page.dot(at, y0, 5, kind="o" if name in marked else "m", hover=f"{name}: {number(float(value))}")
            page.text(max(at, *(left + v * scale for v in known), at) + 9, y0 + 4, endings[row], "s")
    desc = "; ".join(
        f"{name}: {ending} ("
        + ", ".join(f"{called} {number(float(chance[key][row]))}" for key, called in expected.items())
        + ")"
        for row, (name, ending) in enumerate(zip(names[:40], endings, strict=False))
    )
    return page.finish(bottom + 24, desc=desc, lang=lang)


def _expected(page: Drawing, x: float, y: float, nth: int, hover: str) -> None:
    """The first expectation is an upright mark, the second a ring."""
    if nth == 0:
        page.rect(x - 1.5, y - 7, 3, 14, color="#7d838c", hover=hover)
    else:
        page.ring(x, y, 4.5, hover=hover)


def _legend(page: Drawing, expectations: Sequence[str], highlighted: str, lang: str) -> None:
    """What the marks mean, in one row or more."""
    counted = say(lang, "maps.charts.ranges.counted")
    words = [("dot", counted), *([("high", highlighted)] if highlighted else [])]
    words += [(("bar", "ring")[nth], text) for nth, text in enumerate(expectations)]
    x, y = 14.0, page.top + 4
    for kind, text in words:
        wide = 14 + text_width(text, SMALL) + 16
        if x > 14 and x + wide > page.width:
            x, y = 14.0, y + 19
        if kind in ("dot", "high"):
            page.dot(x, y, 5, kind="m" if kind == "dot" else "o")
        else:
            _expected(page, x, y, ("bar", "ring").index(kind), "")
        page.text(x + 11, y + 4, text, "s")
        x += wide
    page.top = y + 18

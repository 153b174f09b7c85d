"""What was left out on the way: a bar for what there is, one for each loss, one for what remains."""

from __future__ import annotations

import numpy as np
import pandas as pd

from boundaries.errors import MapError
from maps.charts.data import column, labels_of
from maps.charts.svg import SMALL, Drawing, cut, number, text_width
from maps.overlays.overlay import known_lang

ROW = 26.0


def waterfall(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    total: str,
    title: str,
    lang: str = "zh",
    width: float = 560.0,
) -> str:
    """Draw steps from a whole to what is left of it: totals from zero, changes from where the last ended.

    Parameters
    ----------
    frame : DataFrame
        A row a step, in order; the first is a total.
    x, y : str
        Columns of names and of numbers: of a total its size, of a change how much is added (negative: taken).
    total : str
        A column of booleans: which rows are totals.
    title : str
    lang : {"zh", "en"}
    width : float

    Returns
    -------
    str
        One ``<svg>``.

    Raises
    ------
    MapError
        A first row that is no total, missing numbers, a total that is not what the steps before leave.

    Examples
    --------
    >>> rows = [("表中", 100, True), ("重复", -2, False), ("图上", 98, True)]
    >>> table = pd.DataFrame(rows, columns=["step", "rows", "total"])
    >>> waterfall(table, x="step", y="rows", total="total", title="匹配").count("<rect")
    3
    """
    known_lang(lang)
    names, values = labels_of(frame, x), column(frame, y)
    whole = frame[total].to_numpy(dtype=bool)
    if not whole[0] or np.isnan(values).any():
        raise MapError("maps.charts.waterfall.first-is-a-total")
    starts: list[float] = []
    ends: list[float] = []
    level = 0.0
    for name, value, is_total in zip(names, values, whole, strict=True):
        if is_total:
            if starts and not np.isclose(level, value):
                raise MapError("maps.charts.waterfall.does-not-add-up", name=name, value=value, level=level)
            starts.append(0.0)
            level = float(value)
        else:
            starts.append(level)
            level += float(value)
        ends.append(level)
    page = Drawing(width, title)
    left = 8 + min(max(text_width(name) for name in names), width * 0.46) + 8
    endings = [
        number(v) if t else ("+" if v > 0 else "") + number(v) for v, t in zip(values, whole, strict=True)
    ]
    right = width - 16 - max(text_width(word, SMALL) for word in endings)
    low, high = min(0.0, *starts, *ends), max(*starts, *ends)
    scale = (right - left) / ((high - low) or 1.0)
    for row, (name, start, end, is_total, ending) in enumerate(
        zip(names, starts, ends, whole, endings, strict=True)
    ):
        y0 = page.top + row * ROW
        page.text(8, y0 + 17, cut(name, width * 0.46), whole=name)
        a, b = left + (min(start, end) - low) * scale, left + (max(start, end) - low) * scale
        page.rect(
            a, y0 + 4, max(b - a, 1.0), ROW - 9, kind="m" if is_total else "o", hover=f"{name}: {ending}"
        )
        page.text(b + 5, y0 + 17, ending, "s")
        if row + 1 < len(names):
            x0 = left + (end - low) * scale
            page.line(x0, y0 + ROW - 5, x0, y0 + ROW + 4, "a")
    desc = "; ".join(f"{name}: {ending}" for name, ending in zip(names, endings, strict=True))
    return page.finish(page.top + len(names) * ROW + 6, desc=desc, lang=lang)

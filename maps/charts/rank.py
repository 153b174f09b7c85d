"""Charts of inequality and rank: Lorenz curve, rank and size, and a plain scatter."""

from __future__ import annotations

import numpy as np
import pandas as pd

from boundaries.errors import MapError
from boundaries.language import Message, say
from maps.charts.data import column, labels_of, numbers
from maps.charts.svg import SMALL, Drawing, cut, number, text_width, ticks
from maps.overlays.overlay import known_lang

SIDE = 420.0


def lorenz(values: pd.Series, *, title: str, lang: str = "zh", width: float = SIDE) -> str:
    """Draw the Lorenz curve with its Gini coefficient: the share that the lower part of the units holds.

    Parameters
    ----------
    values : Series of numbers, none negative; NaN is left out

    Notes
    -----
    Gini = 1 - 2 x the area under the straight pieces; equal values give 0, all in one of n gives (n-1)/n.

    Examples
    --------
    >>> "0.75" in lorenz(pd.Series([0, 0, 0, 8]), title="集中度")
    True
    """
    known_lang(lang)
    known = numbers(values, what=Message("maps.what.values"), least=0.0)
    known = np.sort(known[~np.isnan(known)])
    if known.sum() == 0:
        raise MapError("maps.charts.rank.the-values-are-all-zero-there")
    share = np.concatenate([[0.0], np.cumsum(known) / known.sum()])
    part = np.linspace(0, 1, len(share))
    gini = float(1 - np.sum((share[1:] + share[:-1]) * np.diff(part)))
    page = Drawing(width, title)
    left, right = 52.0, width - 14
    top, bottom = page.top + 8, page.top + 8 + (right - left)
    side = right - left
    for mark in (0, 0.25, 0.5, 0.75, 1):
        page.line(left, bottom - mark * side, right, bottom - mark * side)
        page.text(left - 6, bottom - mark * side + 4, f"{mark:.0%}", "s e")
        page.text(left + mark * side - (8 if mark == 1 else 0), bottom + 17, f"{mark:.0%}", "s c")
    page.line(left, bottom, right, top, "a")
    thin = np.unique(np.linspace(0, len(share) - 1, min(len(share), 400)).round().astype(int))
    page.path([(left + part[i] * side, bottom - share[i] * side) for i in thin])
    told = say(lang, "maps.charts.gini", gini=number(round(gini, 3)))
    page.text(left + 14, top + 24, told)
    note = say(lang, "maps.charts.lorenz_axes")
    page.text(8, bottom + 36, cut(note, width - 16, SMALL), "s")
    return page.finish(bottom + 46, desc=say(lang, "maps.charts.gini_of", gini=gini, n=len(known)), lang=lang)


def rank_size(values: pd.Series, *, title: str, lang: str = "zh", width: float = 480.0) -> str:
    """Draw size over rank on logarithmic axes with the fitted line: its slope is the rank-size exponent.

    Parameters
    ----------
    values : Series of sizes by name; zero, negative and NaN values have no logarithm and are counted out

    Notes
    -----
    ln size = a - q ln rank by least squares.
    """
    known_lang(lang)
    known = pd.Series(numbers(values, what=Message("maps.what.values")), index=values.index)
    usable = known[known > 0].sort_values(ascending=False, kind="stable")
    if len(usable) < 3:
        raise MapError("maps.charts.rank.rank-and-size-need-three-values", n_usable=len(usable))
    rank = np.log10(np.arange(1, len(usable) + 1))
    size = np.log10(usable.to_numpy(dtype=float))
    slope, start = np.polyfit(rank, size, 1)
    r2 = float(np.corrcoef(rank, size)[0, 1] ** 2) if size.std() else 0.0
    page = Drawing(width, title)
    low, high = float(np.floor(size.min())), float(np.ceil(size.max()))
    high = high if high > low else low + 1
    marks = {power: number(10.0**power) for power in range(int(low), int(high) + 1)}
    left = 14 + max(text_width(word, SMALL) for word in marks.values())
    right, top = width - 16, page.top + 8
    bottom = top + 300
    across = (right - left) / max(float(rank[-1]), 0.1)
    down = (bottom - top) / (high - low)
    for power, word in marks.items():
        level = bottom - (power - low) * down
        page.line(left, level, right, level)
        page.text(left - 6, level + 4, word, "s e")
    for mark in (n * 10**e for e in range(6) for n in (1, 2, 5)):
        if mark <= len(usable):
            page.text(left + np.log10(mark) * across, bottom + 17, number(mark), "s c")
    ends = [(x, float(np.clip(start + slope * x, low, high))) for x in np.linspace(0, float(rank[-1]), 60)]
    page.path([(left + x * across, bottom - (y - low) * down) for x, y in ends], kind="a")
    for name, x, y, value in zip(usable.index, rank, size, usable, strict=True):
        hover = f"{name}: {number(float(value))}"
        page.dot(left + x * across, bottom - (y - low) * down, 2.8, kind="m", hover=hover)
    told = say(lang, "maps.charts.rank_size", q=number(-slope, digits=2), r2=r2, n=len(usable))
    page.text(8, bottom + 38, cut(told, width - 16, SMALL), "s")
    return page.finish(bottom + 48, desc=told, lang=lang)


def scatter(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    title: str,
    label: str | None = None,
    lang: str = "zh",
    width: float = 480.0,
) -> str:
    """Draw a dot for each row with both values; ``label`` names it on hover, and beside it if there are few.

    Examples
    --------
    >>> table = pd.DataFrame({"a": [1, 2], "b": [3.5, 1]})
    >>> scatter(table, x="a", y="b", title="两个变量").count("<circle")
    2
    """
    known_lang(lang)
    one, two = column(frame, x), column(frame, y)
    names = labels_of(frame, label) if label is not None else [str(i) for i in frame.index]
    both = ~(np.isnan(one) | np.isnan(two))
    if not both.any():
        raise MapError("maps.charts.rank.no-row-has-both-and", x=x, y=y)
    page = Drawing(width, title)
    over = ticks(float(one[both].min()), float(one[both].max()))
    up = ticks(float(two[both].min()), float(two[both].max()))
    left = 14 + max(text_width(number(mark), SMALL) for mark in up)
    right, top = width - 24, page.top + 26
    bottom = top + 300
    page.text(8, page.top + 10, cut(f"↑ {y}", width - 16, SMALL), "s")
    across, down = (right - left) / (over[-1] - over[0]), (bottom - top) / (up[-1] - up[0])
    for mark in up:
        level = bottom - (mark - up[0]) * down
        page.line(left, level, right, level)
        page.text(left - 6, level + 4, number(mark), "s e")
    for mark in over:
        page.text(left + (mark - over[0]) * across, bottom + 17, number(mark), "s c")
    for name, a, b in zip(np.array(names, dtype=object)[both], one[both], two[both], strict=True):
        px, py = left + (a - over[0]) * across, bottom - (b - up[0]) * down
        page.dot(px, py, 4, kind="m", hover=f"{name}: {number(float(a))}, {number(float(b))}")
        if label is not None and both.sum() <= 25:
            shown = cut(name, 110, SMALL)
            before = px + 8 + text_width(shown, SMALL) > width
            page.text(px - 7 if before else px + 7, py + 4, shown, "s e" if before else "s", whole=name)
    page.text(width - 8, bottom + 36, cut(f"{x} →", width - 16, SMALL), "s e")
    return page.finish(bottom + 46, desc=f"{x}, {y}: n = {int(both.sum()):,}", lang=lang)

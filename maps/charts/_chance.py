"""What chance gives, and what was observed: the random draws of a test as bars, the list as a line."""

from __future__ import annotations

import numpy as np
import pandas as pd

from boundaries.errors import MapError
from boundaries.language import Message, say
from maps.charts.data import numbers
from maps.charts.svg import SMALL, Drawing, cut, number, text_width, ticks
from maps.overlays.overlay import known_lang

MOST_BARS = 80


def chance(
    draws: pd.Series,
    observed: float,
    *,
    title: str,
    axis: str = "",
    lang: str = "zh",
    width: float = 560.0,
    height: float = 170.0,
) -> str:
    """Draw how often chance gave each whole number; those not below the observed one in the other color.

    Parameters
    ----------
    draws : Series of int by value of the statistic (whole numbers)
        How many random draws gave it.
    observed : float
        The statistic of the list.
    title : str
    axis : str
        What is counted along the axis.
    lang : {"zh", "en"}
    width, height : float
        Of the chart, and of the plot in it.

    Returns
    -------
    str
        One ``<svg>``.

    Raises
    ------
    MapError
        No draws; counts or an observed value that are no finite numbers.

    Examples
    --------
    >>> drawn = pd.Series([5, 3, 1], index=[2, 3, 5])
    >>> chance(drawn, 5, title="连接数").count('class="o"')
    1
    """
    known_lang(lang)
    values, counts = _known(draws)
    if not np.isfinite(observed):
        raise MapError("maps.charts.chance.observed-must-be-finite", observed=observed)
    step = max(1, -(-int(values[-1] - values[0] + 1) // MOST_BARS))
    starts, heights, beyond = _binned(values, counts, float(observed), step)
    page = Drawing(width, title)
    share = heights / counts.sum()
    rungs = ticks(0.0, float(share.max()), most=5)
    left = 14 + max(text_width(f"{rung:.0%}", SMALL) for rung in rungs)
    right, top = width - 16, page.top + 26
    bottom = top + height
    low = min(float(starts[0]), float(observed)) - step / 2
    high = max(float(starts[-1] + step - 1), float(observed)) + step / 2
    across, down = (right - left) / (high - low), height / rungs[-1]
    page.text(8, page.top + 8, say(lang, "maps.charts.chance.share"), "s")
    for rung in rungs:
        page.line(left, bottom - rung * down, right, bottom - rung * down)
        page.text(left - 6, bottom - rung * down + 4, f"{rung:.0%}", "s e")
    for start, part, count, far in zip(starts, share, heights, beyond, strict=True):
        if not count:
            continue
        span = (
            number(float(start)) if step == 1 else f"{number(float(start))}–{number(float(start + step - 1))}"
        )
        x = left + (start - 0.5 - low) * across
        wide = step * across - min(1.0, step * across / 5)
        high_px = max(part * down, 0.8)
        hover = say(lang, "maps.charts.chance.hover", value=span, n=int(count))
        page.rect(x, bottom - high_px, wide, high_px, kind="o" if far else "m", hover=hover)
    page.line(left, bottom, right, bottom, "a")
    _axis(page, low, high, left=left, across=across, bottom=bottom, axis=axis)
    at = left + (float(observed) - low) * across
    page.line(at, top - 12, at, bottom, "v")
    told = say(lang, "maps.charts.chance.observed", value=number(float(observed)))
    side = "s e" if at > (left + right) / 2 else "s"
    page.text(at - 5 if side != "s" else at + 5, top - 4, told, side)
    rare = int(counts[values >= observed].sum())
    desc = say(
        lang, "maps.charts.chance.desc", n=rare, draws=int(counts.sum()), value=number(float(observed))
    )
    return page.finish(bottom + (38 if axis else 26), desc=desc, lang=lang)


def _known(draws: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Values rising, and their counts."""
    counts = numbers(draws, what=Message("maps.what.draws"), least=0.0) if len(draws) else np.empty(0)
    if not len(counts) or np.isnan(counts).any() or counts.sum() == 0:
        raise MapError("maps.charts.chance.no-draws")
    values = numbers(pd.Series(draws.index), what=Message("maps.what.values"))
    order = np.argsort(values, kind="stable")
    return values[order], counts[order]


def _binned(
    values: np.ndarray, counts: np.ndarray, observed: float, step: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Bars of ``step`` whole numbers: where each starts, its draws, whether it is not below the observed.

    Bars are laid so that one starts at the observed value: no bar is half beyond.
    """
    first = observed - step * np.ceil((observed - values[0]) / step) if step > 1 else values[0]
    place = ((values - first) // step).astype(int)
    heights = np.bincount(place, weights=counts)
    starts = first + step * np.arange(len(heights))
    return starts, heights, starts >= observed


def _axis(
    page: Drawing, low: float, high: float, *, left: float, across: float, bottom: float, axis: str
) -> None:
    """Whole numbers under the bars, and what they count."""
    last_end = -1e9
    for mark in ticks(low, high, most=8):
        if not low <= mark <= high or mark != round(mark):
            continue
        at, half = left + (mark - low) * across, text_width(number(mark), SMALL) / 2
        if at - half < last_end + 6 or at + half > page.width - 2:
            continue
        page.text(at, bottom + 17, number(mark), "s c")
        last_end = at + half
    if axis:
        page.text(page.width - 8, bottom + 32, cut(f"{axis} →", page.width - 16, SMALL), "s e")

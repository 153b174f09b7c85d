"""How values are spread: a histogram on a linear scale, every bar of one width."""

from __future__ import annotations

import numpy as np
import pandas as pd

from boundaries.language import Message, say
from maps.charts.bins import bins
from maps.charts.data import numbers
from maps.charts.svg import SMALL, Drawing, cut, number, text_width, ticks
from maps.overlays.overlay import known_lang


def histogram(
    values: pd.Series,
    *,
    title: str,
    axis: str = "",
    most: int = 30,
    lang: str = "zh",
    width: float = 480.0,
    height: float = 150.0,
) -> str:
    """Draw how many units have values between round numbers; a line marks the mean.

    Parameters
    ----------
    values : Series of numbers; NaN is left out
    title : str
    axis : str
        What is measured.
    most : int
        About so many bars at most.
    lang : {"zh", "en"}
    width, height : float

    Returns
    -------
    str
        One ``<svg>``.

    Examples
    --------
    >>> histogram(pd.Series([1, 1, 2, 5]), title="t", most=6).count("<rect")
    3
    """
    known_lang(lang)
    known = numbers(values, what=Message("maps.what.values"))
    known = known[~np.isnan(known)]
    bars = bins(known, most=most)
    edges = [*bars["low"], float(bars["high"].iloc[-1])]
    counts = bars["count"].to_numpy()
    page = Drawing(width, title)
    rungs = [rung for rung in ticks(0.0, float(counts.max()), most=5) if rung == round(rung)]
    left = 14 + max(text_width(number(rung), SMALL) for rung in rungs)
    right, top = width - 16, page.top + 20
    bottom = top + height
    page.text(8, page.top + 8, say(lang, "maps.charts.histogram.units"), "s")
    across = (right - left) / float(edges[-1] - edges[0])
    down = height / max(rungs[-1], float(counts.max()))
    for rung in rungs:
        page.line(left, bottom - rung * down, right, bottom - rung * down)
        page.text(left - 6, bottom - rung * down + 4, number(rung), "s e")
    for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True):
        if count:
            x, tall = left + (low - edges[0]) * across, max(count * down, 0.8)
            hover = f"{number(float(low))}–{number(float(high))}: {int(count):,}"
            page.rect(x, bottom - tall, (high - low) * across - 0.8, tall, kind="m", hover=hover)
    page.line(left, bottom, right, bottom, "a")
    mean = float(known.mean())
    at = left + (mean - float(edges[0])) * across
    page.line(at, top - 8, at, bottom, "v")
    told = say(lang, "maps.charts.histogram.mean", value=number(mean))
    page.text(at + 5, top - 2, told, "s")
    last_end = -1e9
    for mark in ticks(float(edges[0]), float(edges[-1]), most=7):
        x, half = left + (mark - float(edges[0])) * across, text_width(number(mark), SMALL) / 2
        x = min(x, width - 2 - half)
        if edges[0] <= mark <= edges[-1] and x - half > last_end + 6:
            page.text(x, bottom + 17, number(mark), "s c")
            last_end = x + half
    if axis:
        page.text(width - 8, bottom + 33, cut(f"{axis} →", width - 16, SMALL), "s e")
    desc = say(
        lang, "maps.charts.histogram.desc", n=len(known), low=float(known.min()), high=float(known.max())
    )
    return page.finish(bottom + (40 if axis else 26), desc=desc, lang=lang)

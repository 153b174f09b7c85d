"""A line over the years with a band around it: what was measured, and what chance alone would give."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from boundaries.errors import MapError
from boundaries.language import say
from maps.charts.data import Floats, column
from maps.charts.svg import SMALL, Drawing, cut, number, text_width, ticks
from maps.overlays.overlay import known_lang


def band(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    low: str,
    high: str,
    title: str,
    sure: str | None = None,
    axis: str = "",
    words: tuple[str, str, str] | None = None,
    lang: str = "zh",
    width: float = 560.0,
    height: float = 220.0,
) -> str:
    """Draw a line with a dot for each row of ``x`` (years), and a band from ``low`` to ``high``.

    Parameters
    ----------
    frame : DataFrame
        A row for each year.
    x, y, low, high : str
        Columns of numbers; NaN leaves a gap.
    title : str
    sure : str, optional
        A column of booleans: dots are filled where it is true, hollow elsewhere.
    axis : str
        What ``x`` counts.
    words : tuple of str, optional
        What filled dots, hollow dots and the band mean.
    lang : {"zh", "en"}
    width, height : float
        Of the chart, and of the plot in it.

    Returns
    -------
    str
        One ``<svg>``.

    Examples
    --------
    >>> table = pd.DataFrame({"year": [2003, 2004], "I": [0.3, 0.4], "lo": [-0.1, -0.1], "hi": [0.1, 0.1]})
    >>> band(table, x="year", y="I", low="lo", high="hi", title="人均GDP").count("<circle")
    3
    """
    known_lang(lang)
    when = column(frame, x)
    if np.isnan(when).any():
        raise MapError("maps.charts.band.column-has-no-value-in-rows", x=x, value=int(np.isnan(when).sum()))
    order = np.argsort(when, kind="stable")
    when = when[order]
    level, under, over = (column(frame, name)[order] for name in (y, low, high))
    filled = np.ones(len(when), bool) if sure is None else frame[sure].to_numpy(dtype=bool)[order]
    page = Drawing(width, title)
    called = words or tuple(say(lang, f"maps.charts.band.{key}") for key in ("sure", "unsure", "middle"))
    _legend(page, called, full=bool(filled.any()), hollow=bool((~filled).any()))
    every = np.concatenate([level, under, over])
    rungs = ticks(float(np.nanmin(every)), float(np.nanmax(every)))
    left = 14 + max(text_width(number(rung), SMALL) for rung in rungs)
    right, top, bottom = width - 16, page.top + 8, page.top + 8 + height
    across = (right - left) / ((float(when[-1]) - float(when[0])) or 1.0)
    down = (bottom - top) / (rungs[-1] - rungs[0])

    def place(moment: float, value: float) -> tuple[float, float]:
        return left + (moment - float(when[0])) * across, bottom - (value - rungs[0]) * down

    _area(page, [(*place(m, a), place(m, b)[1]) for m, a, b in zip(when, under, over, strict=True)])
    for rung in rungs:
        page.line(left, place(0, rung)[1], right, place(0, rung)[1], "a" if rung == 0 else "l")
        page.text(left - 6, place(0, rung)[1] + 4, number(rung), "s e")
    moments(page, when, left=left, across=across, baseline=bottom + 18)
    for run in runs([place(m, v) for m, v in zip(when, level, strict=True)]):
        page.path(run)
    for m, v, a, b, full in zip(when, level, under, over, filled, strict=True):
        if np.isnan(v):
            continue
        told, *ends = (number(round(float(value), 3)) for value in (v, a, b))
        hover = f"{moment_of(m)}: {told} ({' – '.join(ends)})"
        _dot(page, *place(m, v), full=bool(full), hover=hover)
    known = np.flatnonzero(~np.isnan(level))
    start, end = (f"{moment_of(when[k])}: {number(float(level[k]))}" for k in (known[0], known[-1]))
    desc = f"{start} → {end}"
    if axis:
        page.text(width - 8, bottom + 34, cut(f"{axis} →", width - 16, SMALL), "s e")
    return page.finish(bottom + (42 if axis else 28), desc=desc, lang=lang)


def moment_of(moment: float) -> str:
    """A year (or another moment) as a reader sees it.

    >>> moment_of(2003.0), moment_of(0.5)
    ('2003', '0.5')
    """
    return str(round(moment)) if moment == round(moment) else number(moment)


def moments(page: Drawing, when: Floats, *, left: float, across: float, baseline: float) -> None:
    """Write round moments (years) under a plot, no two over each other."""
    first, last = float(when[0]), float(when[-1])
    last_end, whole = -1e9, bool((when == np.round(when)).all())
    for mark in ticks(first, last, most=8) if last > first else [first]:
        if not first <= mark <= last or (whole and mark != round(mark)):
            continue
        at, half = left + (mark - first) * across, text_width(moment_of(mark), SMALL) / 2
        at = min(at, page.width - 2 - half)
        if at - half < last_end + 6:
            continue
        page.text(at, baseline, moment_of(mark), "s c")
        last_end = at + half


def runs(points: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """The stretches of two points and more without a gap (a NaN).

    >>> runs([(0, 1), (1, 2), (2, float("nan")), (3, 1)])
    [[(0, 1), (1, 2)]]
    """
    found: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if np.isnan(point[1]):
            found.append([])
        else:
            found[-1].append(point)
    return [run for run in found if len(run) > 1]


def _area(page: Drawing, ends: list[tuple[float, float, float]]) -> None:
    """The band, gaps left open; one moment alone is a short bar."""
    run: list[tuple[float, float, float]] = []
    for x, under, over in [*ends, (0.0, float("nan"), float("nan"))]:
        if not (np.isnan(under) or np.isnan(over)):
            run.append((x, under, over))
            continue
        if len(run) == 1:
            run = [(run[0][0] - 4, *run[0][1:]), (run[0][0] + 4, *run[0][1:])]
        if run:
            round_trip = [(a, b) for a, b, _ in run] + [(a, c) for a, _, c in reversed(run)]
            page.path([*round_trip, round_trip[0]], kind="g", style="fill:var(--lp-soft);fill-opacity:.22")
        run = []


def _dot(page: Drawing, x: float, y: float, *, full: bool, hover: str) -> None:
    page.dot(x, y, 3.6, kind="m", hover=hover)
    if not full:
        page.add(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" style="fill:var(--lp-base);pointer-events:none"/>'
        )


def _legend(page: Drawing, words: Sequence[str], *, full: bool, hollow: bool) -> None:
    """What dots and band mean, in one row or more."""
    x, y = 14.0, page.top + 4
    for kind, text in zip(("full", "hollow", "band"), words, strict=True):
        if (kind == "full" and not full) or (kind == "hollow" and not hollow):
            continue
        wide = 16 + text_width(text, SMALL) + 14
        if x > 14 and x + wide > page.width:
            x, y = 14.0, y + 18
        if kind == "band":
            page.path([(x - 5, y - 5), (x + 7, y - 5), (x + 7, y + 5), (x - 5, y + 5)], kind="g",
                      style="fill:var(--lp-soft);fill-opacity:.22")  # fmt: skip
        else:
            _dot(page, x, y, full=kind == "full", hover="")
        page.text(x + 12, y + 4, text, "s")
        x += wide
    page.top = y + 14

"""From which length on a list gathers: p-values by the number of first places, on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from boundaries.errors import MapError
from boundaries.language import say, written
from maps.charts._band import moments
from maps.charts.data import column
from maps.charts.svg import SMALL, Drawing, number, text_width
from maps.overlays.overlay import known_lang

LEVEL = 0.05
COLORS = ("var(--lp-main)", "var(--lp-other)")


def p_curve(
    frame: pd.DataFrame,
    *,
    x: str,
    lines: Mapping[str, str],
    title: str,
    level: float = LEVEL,
    draws: int | None = None,
    lang: str = "zh",
    width: float = 560.0,
    height: float = 190.0,
) -> str:
    """Draw p-values over ``x``, small ones high up; the dashed line is the level of significance.

    Parameters
    ----------
    frame : DataFrame
        A row a length.
    x : str
        Column of lengths.
    lines : mapping of str to str
        One or two columns of p-values, and what each is called; NaN leaves a gap.
    title : str
    level : float
    draws : int, optional
        The draws that each p rests on: none is written below what they can show.
    lang : {"zh", "en"}
    width, height : float

    Returns
    -------
    str
        One ``<svg>``.

    Raises
    ------
    MapError
        p-values that are not above 0 and at most 1, more than two lines.

    Examples
    --------
    >>> table = pd.DataFrame({"k": [10, 20], "p": [0.2, 0.001]})
    >>> p_curve(table, x="k", lines={"p": "连接数"}, title="t").count("<circle")
    2
    """
    known_lang(lang)
    if not 1 <= len(lines) <= len(COLORS):
        raise MapError("maps.charts.p_curve.one-or-two-lines", n=len(lines))
    when = column(frame, x)
    order = np.argsort(when, kind="stable")
    when = when[order]
    drawn = {name: column(frame, name)[order] for name in lines}
    for name, values in drawn.items():
        if ((values <= 0) | (values > 1)).any():
            raise MapError("maps.charts.p_curve.p-lie-above-0", name=name)
    page = Drawing(width, title)
    page.legend(list(lines.values()), COLORS[: len(lines)])
    least = min(float(np.nanmin(values)) for values in drawn.values())
    powers = range(0, min(-2, int(np.floor(np.log10(least) + 1e-9))) - 1, -1)
    left = 14 + max(text_width(_power(power), SMALL) for power in powers)
    right, top = width - 16, page.top + 8
    bottom = top + height
    across = (right - left) / ((float(when[-1]) - float(when[0])) or 1.0)
    down = height / -powers[-1]

    def place(length: float, p: float) -> tuple[float, float]:
        return left + (length - float(when[0])) * across, bottom + np.log10(p) * down

    for power in powers:
        page.line(left, bottom + power * down, right, bottom + power * down)
        page.text(left - 6, bottom + power * down + 4, _power(power), "s e")
    at = place(0, level)[1]
    page.line(left, at, right, at, "d")
    page.text(right, at - 4, f"p = {number(level)}", "s e")
    for (name, called), color in zip(lines.items(), COLORS, strict=False):
        points = [place(k, p) for k, p in zip(when, drawn[name], strict=True) if not np.isnan(p)]
        if len(points) > 1:
            page.path(points, style=f"stroke:{color}")
        for k, p in zip(when, drawn[name], strict=True):
            if not np.isnan(p):
                told = written(float(p) if draws is None else (float(p), draws), lang, "eqp")
                hover = f"{called}, {number(float(k))}: p {told}"
                page.dot(*place(k, p), 3, color=color, hover=hover)
    page.line(left, bottom, right, bottom, "a")
    moments(page, when, left=left, across=across, baseline=bottom + 17)
    page.text(width - 8, bottom + 33, say(lang, "maps.charts.p_curve.axis"), "s e")
    first = {
        called: next((int(k) for k, p in zip(when, drawn[name], strict=True) if p <= level), None)
        for name, called in lines.items()
    }
    desc = "; ".join(
        say(lang, "maps.charts.p_curve.from", name=called, k=k)
        if k is not None
        else say(lang, "maps.charts.p_curve.never", name=called)
        for called, k in first.items()
    )
    return page.finish(bottom + 40, desc=desc, lang=lang)


def _power(power: int) -> str:
    return "1" if power == 0 else f"{10.0**power:.{-power}f}"

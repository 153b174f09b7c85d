"""Bars, dots, stacks, heat tables and lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from boundaries.errors import MapError
from boundaries.language import say
from maps.cartography.palette import qualitative, readable, sequential
from maps.charts._band import moment_of, moments, runs
from maps.charts.data import column, labels_of, said
from maps.charts.svg import SMALL, Drawing, cut, number, safe, text_width, ticks
from maps.overlays.overlay import known_lang

ROW = 24.0
WIDTH = 560.0
MAIN = "#2a6fb0"

__all__ = ["bar", "dot", "heat", "line", "stacked"]


def bar(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    title: str,
    unit: str = "",
    highlight: Sequence[object] = (),
    lang: str = "zh",
    width: float = WIDTH,
) -> str:
    """Draw a bar for each row, in the frame's order, its value at the end.

    Parameters
    ----------
    x, y : columns of names and of numbers (negative ones go left; NaN says so)
    highlight : names drawn in the other color

    Examples
    --------
    >>> table = pd.DataFrame({"plate": ["东部", "中部"], "counties": [66, 23]})
    >>> bar(table, x="plate", y="counties", title="百强县").count("<rect")
    2
    """
    return _rows(
        frame, x=x, y=y, title=title, unit=unit, highlight=highlight, lang=lang, width=width, dots=False
    )


def dot(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    title: str,
    reference: float | None = None,
    unit: str = "",
    highlight: Sequence[object] = (),
    lang: str = "zh",
    width: float = WIDTH,
) -> str:
    """Draw a dot on a stem for each row, from zero or from a ``reference`` (say, a quotient of 1).

    Examples
    --------
    >>> table = pd.DataFrame({"region": ["长三角", "成渝"], "quotient": [3.1, 0.6]})
    >>> dot(table, x="region", y="quotient", title="区位商", reference=1).count("<circle")
    2
    """
    return _rows(
        frame,
        x=x,
        y=y,
        title=title,
        unit=unit,
        highlight=highlight,
        lang=lang,
        width=width,
        dots=True,
        reference=reference,
    )


def _rows(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    title: str,
    unit: str,
    highlight: Sequence[object],
    lang: str,
    width: float,
    dots: bool,
    reference: float | None = None,
) -> str:
    known_lang(lang)
    names, values = labels_of(frame, x), column(frame, y)
    start = 0.0 if reference is None else float(reference)
    if not np.isfinite(start):
        raise MapError("maps.charts.bars.reference-must-be-a-finite-number", reference=reference)
    page = Drawing(width, title)
    marked = {str(name) for name in highlight}
    left = 8 + min(max(text_width(name) for name in names), width * 0.42) + (14 if dots else 8)
    endings = [cut(said(value, unit, lang), width * 0.2, SMALL) for value in values]
    right = width - 12 - max(text_width(word, SMALL) for word in endings)
    known = values[~np.isnan(values)]
    low, high = min(start, float(known.min())), max(start, float(known.max()))
    if low < 0 and start > low:
        left += max(text_width(word, SMALL) for word in endings) + 4
    scale = (right - left) / ((high - low) or 1.0)
    zero = left + (start - low) * scale
    top = page.top
    if reference is not None:
        page.text(zero, top + 10, number(start), "s c")
        top += 16
    for row, (name, value, words) in enumerate(zip(names, values, endings, strict=True)):
        y0 = top + row * ROW
        shown = cut(name, width * 0.42)
        page.text(8, y0 + 16, shown, whole=name)
        kind = "o" if name in marked else "m"
        if np.isnan(value):
            page.text(zero + 6, y0 + 16, words, "s")
            continue
        end = left + (value - low) * scale
        hover = f"{name}: {words}"
        if dots:
            page.line(zero, y0 + 11.5, end, y0 + 11.5, "a")
            page.dot(end, y0 + 11.5, 5, kind=kind, hover=hover)
        else:
            page.rect(min(zero, end), y0 + 3, max(abs(end - zero), 0.8), ROW - 7, kind=kind, hover=hover)
        gap = 9 if dots else 5
        if value < start and value < 0:
            page.text(end - gap, y0 + 16, words, "s e")
        else:
            page.text(max(end, zero) + gap, y0 + 16, words, "s")
    bottom = top + len(names) * ROW
    page.line(zero, top, zero, bottom, "a")
    desc = "; ".join(f"{name}: {words}" for name, words in zip(names[:40], endings, strict=False))
    return page.finish(bottom + 8, desc=desc, lang=lang)


def stacked(
    frame: pd.DataFrame,
    *,
    x: str,
    y: Sequence[str],
    title: str,
    share: bool = False,
    colors: Sequence[str] | None = None,
    lang: str = "zh",
    width: float = WIDTH,
) -> str:
    """Draw a bar of parts for each row; with ``share`` every bar is 100 %.

    Parameters
    ----------
    y : columns of the parts, none negative; NaN counts as nothing

    Examples
    --------
    >>> table = pd.DataFrame({"band": ["1-50", "51-100"], "东部": [40, 26], "中部": [10, 13]})
    >>> stacked(table, x="band", y=["东部", "中部"], title="百强县").count('height="17"')
    4
    """
    known_lang(lang)
    if isinstance(y, str) or not len(y):
        raise MapError("maps.charts.bars.y-must-list-the-columns-of")
    names = labels_of(frame, x)
    parts = np.nan_to_num(np.array([column(frame, c, least=0.0) for c in y]).T, nan=0.0)
    painted = _colors(colors, len(y))
    page = Drawing(width, title)
    page.legend([str(c) for c in y], painted)
    totals = parts.sum(axis=1)
    endings = [number(total) for total in totals]
    left = 8 + min(max(text_width(name) for name in names), width * 0.36) + 8
    right = width - 14 - max(text_width(word, SMALL) for word in endings)
    largest = float(totals.max()) or 1.0
    for row, name in enumerate(names):
        y0 = page.top + row * ROW
        page.text(8, y0 + 16, cut(name, width * 0.36), whole=name)
        whole = (totals[row] or 1.0) if share else largest
        at = left
        for part, label, color in zip(parts[row], y, painted, strict=True):
            wide = part / whole * (right - left)
            if wide <= 0:
                continue
            portion = f"{part / whole:.1%}" if share else number(part)
            page.rect(at, y0 + 3, wide, ROW - 7, color=color, hover=f"{name} · {label}: {number(part)}")
            if text_width(portion, SMALL) + 6 < wide:
                kind = "c k" if readable(color) != "#ffffff" else "c w"
                style = 'style="font-size:12px"'
                middle = at + wide / 2
                page.add(
                    f'<text x="{middle:.1f}" y="{y0 + 16:.1f}" class="{kind}" {style}>{safe(portion)}</text>'
                )
            at += wide
        page.text(at + 5, y0 + 16, endings[row], "s")
    bottom = page.top + len(names) * ROW
    page.line(left, page.top, left, bottom, "a")
    desc = "; ".join(
        f"{name}: " + ", ".join(f"{label} {number(part)}" for label, part in zip(y, row, strict=True))
        for name, row in zip(names[:40], parts, strict=False)
    )
    return page.finish(bottom + 8, desc=desc, lang=lang)


def heat(
    frame: pd.DataFrame,
    *,
    title: str,
    unit: str = "",
    lang: str = "zh",
    width: float = WIDTH,
) -> str:
    """Draw a matrix of numbers as colored cells with the numbers in them, such as rank bands by province.

    Parameters
    ----------
    frame : rows by index, columns by name; NaN stays empty

    Examples
    --------
    >>> table = pd.DataFrame({"1-10": [6, 2], "11-20": [5, 1]}, index=["江苏", "浙江"])
    >>> heat(table, title="百强县").count("<rect")
    4
    """
    known_lang(lang)
    if not isinstance(frame, pd.DataFrame) or not frame.size:
        raise MapError("maps.charts.bars.a-matrix-with-rows-and-columns")
    cells = np.array([column(frame, c, some=False) for c in frame.columns]).T
    if np.isnan(cells).all():
        raise MapError("maps.charts.bars.no-cell-holds-a-value", title=title)
    names, heads = [str(i) for i in frame.index], [str(c) for c in frame.columns]
    headed = say(lang, "maps.charts.title_with_unit", title=title, unit=unit) if unit else title
    page = Drawing(width, headed)
    left = 8 + min(max(text_width(name) for name in names), width * 0.3) + 8
    wide = (width - 8 - left) / len(heads)
    ramp = sequential(9)
    low, high = float(np.nanmin(cells)), float(np.nanmax(cells))
    turned = any(text_width(head, SMALL) > wide - 4 for head in heads)
    head_height = min(max(text_width(head, SMALL) for head in heads), 110) + 8 if turned else 18.0
    for at, head in enumerate(heads):
        x = left + (at + 0.5) * wide
        if turned:
            shown = cut(head, 110, SMALL)
            page.text(x + 4, page.top + head_height - 4, shown, "s", turn=-90, whole=head)
        else:
            page.text(x, page.top + 12, head, "s c")
    page.top += head_height
    high_row = 24.0
    for row, name in enumerate(names):
        y0 = page.top + row * high_row
        page.text(8, y0 + 16, cut(name, width * 0.3), whole=name)
        for at, head in enumerate(heads):
            value = float(cells[row, at])
            if np.isnan(value):
                continue
            color = ramp[round((value - low) / ((high - low) or 1.0) * 8)]
            hover = f"{name} · {head}: {number(value)}"
            page.rect(left + at * wide + 0.5, y0 + 0.5, wide - 1, high_row - 1, color=color, hover=hover)
            if text_width(number(value), SMALL) < wide - 2:
                kind = "c k" if readable(color) != "#ffffff" else "c w"
                middle = left + (at + 0.5) * wide
                page.add(
                    f'<text x="{middle:.1f}" y="{y0 + 16:.1f}" class="{kind}" style="font-size:12px">'
                    f"{safe(number(value))}</text>"
                )
    desc = f"{len(names)} × {len(heads)}; {number(low)}–{number(high)}"
    return page.finish(page.top + len(names) * high_row + 8, desc=desc, lang=lang)


def line(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str | Sequence[str],
    title: str,
    unit: str = "",
    colors: Sequence[str] | None = None,
    from_zero: bool = False,
    lang: str = "zh",
    width: float = WIDTH,
) -> str:
    """Draw a line for each column over ``x`` (years); a gap stays a gap.

    Parameters
    ----------
    x : column of numbers, drawn in their order whatever the order of rows
    y : one column or several (each is named at the end of its line, or in the legend)
    from_zero : start the scale at zero

    Examples
    --------
    >>> table = pd.DataFrame({"year": [1999, 2022], "县": [1510, 1301], "市辖区": [749, 977]})
    >>> line(table, x="year", y=["县", "市辖区"], title="县与市辖区").count('class="n"')
    2
    """
    known_lang(lang)
    wanted = [y] if isinstance(y, str) else list(y)
    if not wanted:
        raise MapError("maps.charts.bars.y-must-name-a-column")
    when = column(frame, x)
    if np.isnan(when).any():
        raise MapError("maps.charts.bars.column-has-no-value-in-rows", x=x, value=int(np.isnan(when).sum()))
    order = np.argsort(when, kind="stable")
    when = when[order]
    lines = [column(frame, c)[order] for c in wanted]
    painted = _colors(colors, len(wanted)) if colors or len(wanted) > 1 else (MAIN,)
    page = Drawing(width, title)
    if len(wanted) > 1:
        page.legend(wanted, painted)
    every = np.concatenate(lines)
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    rungs = ticks(min(low, 0.0) if from_zero else low, high)
    left = 14 + max(text_width(number(rung), SMALL) for rung in rungs)
    right, top, bottom = width - 16, page.top + (20 if unit else 10), page.top + 260
    if unit:
        page.text(8, page.top + 6, unit, "s")
    first, last = float(when[0]), float(when[-1])
    across = (right - left) / ((last - first) or 1.0)
    down = (bottom - top) / (rungs[-1] - rungs[0])
    for rung in rungs:
        level = bottom - (rung - rungs[0]) * down
        page.line(left, level, right, level)
        page.text(left - 6, level + 4, number(rung), "s e")
    moments(page, when, left=left, across=across, baseline=bottom + 18)
    for values, name, color in zip(lines, wanted, painted, strict=True):
        points = [
            (left + (moment - first) * across, bottom - (value - rungs[0]) * down)
            for moment, value in zip(when, values, strict=True)
        ]
        for run in runs(points):
            page.path(run, style=f"stroke:{color}")
        for point, moment, value in zip(points, when, values, strict=True):
            if not np.isnan(value):
                hover = f"{moment_of(moment)} · {name}: {number(value)}{unit}"
                page.dot(*point, 2.6, color=color, hover=hover)
    desc = "; ".join(
        f"{name}: {number(float(v[~np.isnan(v)][0]))} → {number(float(v[~np.isnan(v)][-1]))}"
        for name, v in zip(wanted, lines, strict=True)
    )
    return page.finish(bottom + 28, desc=desc, lang=lang)


def _colors(colors: Sequence[str] | None, n: int) -> tuple[str, ...]:
    if colors is None:
        return qualitative(n)
    if len(colors) < n:
        raise MapError("maps.charts.bars.colors-are-needed-got", n=n, n_colors=len(colors))
    for color in colors:
        readable(color)
    return tuple(colors[:n])

"""Who rose and who fell: ranks by year as lines, the first place on top."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from boundaries.errors import MapError
from boundaries.language import Message, say
from maps.charts._band import moment_of
from maps.charts.data import numbers
from maps.charts.svg import SMALL, Drawing, cut, text_width
from maps.overlays.overlay import known_lang

MOST = 40
ROW = 19.0


def bump(
    ranks: pd.DataFrame,
    *,
    title: str,
    highlight: Sequence[object] = (),
    lang: str = "zh",
    width: float = 560.0,
) -> str:
    """Draw a line for each unit over the years; names stand at both ends.

    Two years make a slope chart.

    Parameters
    ----------
    ranks : DataFrame of numbers from 1, rows by name, a column a year
        A missing rank leaves a gap; at most 40 rows.
    title : str
    highlight : sequence
        Names drawn in the other color.
    lang : {"zh", "en"}
    width : float

    Returns
    -------
    str
        One ``<svg>``.

    Raises
    ------
    MapError
        No row, more than 40 rows, fewer than two years, ranks below 1.

    Examples
    --------
    >>> table = pd.DataFrame({2020: [1, 2], 2023: [2, 1]}, index=["昆山市", "江阴市"])
    >>> bump(table, title="位次").count("<path")
    4
    """
    known_lang(lang)
    if not 1 <= len(ranks) <= MOST or ranks.shape[1] < 2:
        raise MapError("maps.charts.bump.one-to-forty-rows", n=len(ranks), years=ranks.shape[1], most=MOST)
    years = sorted(ranks.columns, key=float)
    cells = np.column_stack(
        [
            numbers(ranks[year], what=Message("maps.what.column", name=year), least=1.0, some=False)
            for year in years
        ]
    )
    if np.isnan(cells).all():
        raise MapError("maps.charts.bump.no-rank")
    names = [str(name) for name in ranks.index]
    marked = {str(name) for name in highlight}
    page = Drawing(width, title)
    side = min(max(text_width(name, SMALL) for name in names), width * 0.24) + 34
    left, right, top = 8 + side, width - 8 - side, page.top + 26
    high = max(len(names) * ROW, 120.0)
    low_rank, high_rank = float(np.nanmin(cells)), float(np.nanmax(cells))
    down = high / ((high_rank - low_rank) or 1.0)
    when = np.array([float(year) for year in years])
    across = (right - left) / (when[-1] - when[0])

    def spot(column: int, rank: float) -> tuple[float, float]:
        return left + (when[column] - when[0]) * across, top + (rank - low_rank) * down

    last_end = -1e9
    for year in when:
        half = text_width(moment_of(year), SMALL) / 2
        x = left + (year - when[0]) * across
        if x - half > last_end + 6:
            page.text(x, page.top + 10, moment_of(year), "s c")
            last_end = x + half
        page.line(x, top - 6, x, top + high + 6)
    for name, row in sorted(zip(names, cells, strict=True), key=lambda pair: pair[0] in marked):
        _unit(page, name, row, [spot(c, r) for c, r in enumerate(row)], name in marked)
    for column, anchor, shift in ((0, "e", -8.0), (len(years) - 1, "", 8.0)):
        known = [(r, name) for name, r in zip(names, cells[:, column], strict=True) if not np.isnan(r)]
        _names(page, sorted(known), spot(column, low_rank)[0] + shift, anchor, side - 8, top, low_rank, down)
    desc = "; ".join(
        f"{name}: " + " → ".join("—" if np.isnan(r) else f"{r:g}" for r in row)
        for name, row in zip(names, cells, strict=True)
    )
    return page.finish(top + high + 16, desc=say(lang, "maps.charts.bump.desc", lines=desc), lang=lang)


def _unit(page: Drawing, name: str, row: np.ndarray, spots: list[tuple[float, float]], marked: bool) -> None:
    """The line of one unit, broken where a rank is missing, with a dot a year."""
    color = "var(--lp-other)" if marked else "var(--lp-main)"
    run: list[tuple[float, float]] = []
    for spot, rank in [*zip(spots, row, strict=True), ((0.0, 0.0), float("nan"))]:
        if not np.isnan(rank):
            run.append(spot)
            continue
        if len(run) > 1:
            page.path(run, style=f"stroke:{color};stroke-opacity:{1 if marked else 0.55}")
        run = []
    told = f"{name}: " + " → ".join("—" if np.isnan(r) else f"{r:g}" for r in row)
    for spot, rank in zip(spots, row, strict=True):
        if not np.isnan(rank):
            page.dot(*spot, 2.8, kind="o" if marked else "m", hover=told)


def _names(
    page: Drawing,
    known: list[tuple[float, str]],
    x: float,
    anchor: str,
    room: float,
    top: float,
    low_rank: float,
    down: float,
) -> None:
    """Names with their ranks at one end, moved apart where they would lie on each other."""
    last = -1e9
    for rank, name in known:
        y = max(top + (rank - low_rank) * down + 4, last + 13)
        shown = (
            f"{rank:g} {cut(name, room - 24, SMALL)}"
            if not anchor
            else f"{cut(name, room - 24, SMALL)} {rank:g}"
        )
        page.text(x, y, shown, f"s {anchor}".strip(), whole=f"{name} {rank:g}")
        last = y

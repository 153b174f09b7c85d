"""What drives Moran's I: each unit's value against the mean of its neighbors; the slope of the line is I."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from boundaries.errors import MapError
from boundaries.language import say
from maps.charts.data import column
from maps.charts.svg import SMALL, Drawing, number, text_width, ticks
from maps.overlays.overlay import known_lang

EDGE = 4.0
"""Standard deviations beyond which a unit is drawn at the edge."""


def lag_scatter(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    slope: float,
    title: str,
    kinds: str | None = None,
    colors: Mapping[str, str] | None = None,
    words: Mapping[str, str] | None = None,
    lang: str = "zh",
    width: float = 420.0,
) -> str:
    """Draw a dot for each unit in standard deviations from the mean, and the line through the means.

    Parameters
    ----------
    frame : DataFrame
        A row a unit.
    x, y : str
        Columns of the value and of the mean of the neighbors' values, in the same unit; rows without both are
        left out.
    slope : float
        Moran's I.
    title : str
    kinds : str, optional
        A column of labels; those in ``colors`` are drawn in their color, called as ``words`` has it.
    lang : {"zh", "en"}
    width : float

    Returns
    -------
    str
        One ``<svg>``; units beyond 4 standard deviations are drawn at its edge.

    Raises
    ------
    MapError
        Fewer than three units, or values that are all alike.

    Examples
    --------
    >>> table = pd.DataFrame({"v": [0.0, 1.0, 2.0], "lag": [0.5, 1.0, 1.5]})
    >>> "I = 0.5" in lag_scatter(table, x="v", y="lag", slope=0.5, title="t")
    True
    """
    known_lang(lang)
    value, lag = column(frame, x), column(frame, y)
    both = ~(np.isnan(value) | np.isnan(lag))
    spread = float(value[both].std()) if both.sum() > 2 else 0.0
    if spread == 0.0:
        raise MapError("maps.charts.lag_scatter.values-do-not-differ", n=int(both.sum()))
    mean = float(value[both].mean())
    one, two = (value[both] - mean) / spread, (lag[both] - mean) / spread
    beyond = int(((np.abs(one) > EDGE) | (np.abs(two) > EDGE)).sum())
    reach = min(EDGE, max(0.5, float(np.abs(one).max()), float(np.abs(two).max())))
    page = Drawing(width, title)
    kind = _kinds(frame, kinds, both)
    named = {key: color for key, color in (colors or {}).items() if (kind == key).any()}
    if named:
        page.legend(
            [f"{(words or {}).get(key, key)} {int((kind == key).sum()):,}" for key in named],
            [*named.values()],
        )
    rungs = [rung for rung in ticks(-reach, reach, most=7) if abs(rung) <= reach]
    left, right, top = 14 + text_width("−2.5", SMALL), width - 16, page.top + 22
    bottom = top + (right - left) * 0.82
    across, down = (right - left) / (2 * reach), (bottom - top) / (2 * reach)
    middle = (left + right) / 2, (top + bottom) / 2
    for rung in rungs:
        page.line(left, middle[1] - rung * down, right, middle[1] - rung * down, "a" if rung == 0 else "l")
        page.text(left - 6, middle[1] - rung * down + 4, number(rung), "s e")
        page.text(middle[0] + rung * across, bottom + 17, number(rung), "s c")
    page.line(middle[0], top, middle[0], bottom, "a")
    one, two = np.clip(one, -reach, reach), np.clip(two, -reach, reach)
    for key, color in [("", "var(--lp-soft)"), *named.items()]:
        chosen = kind == key if key else ~np.isin(kind, list(named))
        if chosen.any():
            page.dots(
                [
                    (middle[0] + a * across, middle[1] - b * down)
                    for a, b in zip(one[chosen], two[chosen], strict=True)
                ],
                color,
                faint=not key,
            )
    end = reach if abs(slope) <= 1 else reach / abs(slope)
    page.line(middle[0] - end * across, middle[1] + slope * end * down,
              middle[0] + end * across, middle[1] - slope * end * down, "v")  # fmt: skip
    told = say(lang, "maps.charts.lag_scatter.slope", slope=number(round(slope, 3)))
    page.text(left + 6, top + 14, told)
    page.text(8, page.top + 8, say(lang, "maps.charts.lag_scatter.lag"), "s")
    page.text(width - 8, bottom + 33, say(lang, "maps.charts.lag_scatter.value"), "s e")
    desc = say(lang, "maps.charts.lag_scatter.desc", slope=slope, n=int(both.sum()), beyond=beyond)
    return page.finish(bottom + 40, desc=desc, lang=lang)


def _kinds(frame: pd.DataFrame, kinds: str | None, both: np.ndarray) -> np.ndarray:
    """The label of each unit drawn, "" where it has none."""
    if kinds is None:
        return np.full(int(both.sum()), "", dtype=object)
    found: np.ndarray = frame[kinds].astype(object).where(frame[kinds].notna(), "").to_numpy()[both]
    return found

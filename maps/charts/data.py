"""What a chart takes from a frame: its names and its numbers, checked."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from boundaries.errors import MapError, listed
from boundaries.language import Message, say
from maps.charts.svg import number
from maps.overlays.overlay import NO_DATA

Floats = npt.NDArray[np.float64]
MOST_ROWS = 400


def _one(frame: pd.DataFrame, name: object) -> pd.Series:
    if not isinstance(frame, pd.DataFrame):
        raise MapError("maps.charts.data.a-chart-is-drawn-from-a", name=type(frame).__name__)
    if name not in frame.columns:
        raise MapError(
            "maps.charts.data.the-frame-has-no-column-it", name=name, columns=listed(frame.columns)
        )
    found = frame[name]
    if isinstance(found, pd.DataFrame):
        raise MapError("maps.charts.data.the-frame-has-columns", value=found.shape[1], name=name)
    if not len(frame):
        raise MapError("maps.charts.data.the-frame-has-no-row-to")
    return found


def labels_of(frame: pd.DataFrame, name: str) -> list[str]:
    """The names of the rows."""
    found = _one(frame, name)
    if len(found) > MOST_ROWS:
        raise MapError("maps.charts.data.a-chart-shows-at-most-rows", MOST_ROWS=MOST_ROWS, n_found=len(found))
    return ["" if pd.isna(value) else str(value) for value in found]


def column(frame: pd.DataFrame, name: object, *, least: float | None = None, some: bool = True) -> Floats:
    """The numbers of a column; NaN is no data, infinity and words are refused, each with its row."""
    return numbers(_one(frame, name), what=Message("maps.what.column", name=name), least=least, some=some)


def numbers(values: pd.Series, *, what: Message, least: float | None = None, some: bool = True) -> Floats:
    """The numbers of a series, checked as :func:`column` does."""
    known = pd.to_numeric(values, errors="coerce").astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    wrong = [f"{row} {str(v)[:40]!r}" for row, v, k in zip(values.index, values, known, strict=True)
             if not pd.isna(v) and not np.isfinite(k)]  # fmt: skip
    if wrong:
        raise MapError("maps.charts.data.must-hold-finite-numbers-wrong", what=what, wrong=listed(wrong))
    if some and np.isnan(known).all():
        raise MapError("maps.charts.data.holds-no-value", what=what)
    if least is not None and (known < least).any():
        raise MapError(
            "maps.charts.data.must-not-be-below",
            what=what,
            least=least,
            index=listed(values.index[known < least]),
        )
    return np.asarray(known, dtype=float)


def said(value: float, unit: str, lang: str) -> str:
    """A value as a reader sees it."""
    return say(lang, NO_DATA) if np.isnan(value) else f"{number(value)}{unit}"

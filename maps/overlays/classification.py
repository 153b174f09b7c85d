"""Classes of a choropleth: where the breaks lie, which unit falls where, and how many are in each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from numbers import Real
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from boundaries.constant import is_constant
from boundaries.errors import MapError, choose, listed
from boundaries.language import Message
from boundaries.natural_breaks import natural_breaks

Scheme = Literal["quantiles", "equal_interval", "fisher_jenks", "head_tail", "user"]
SCHEMES: tuple[str, ...] = get_args(Scheme)
MOST_CLASSES = 9
NO_DATA = -1

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Classes:
    """Values sorted into classes.

    Attributes
    ----------
    scheme, k : the scheme and the number of classes asked for
    lower : the lower end of the first class
    breaks : the upper end of each class; a class holds its upper end (``(a, b]``), the first also its lower
    labels : one for each class, with the fewest digits at which no unit changes class
    counts : units in each class
    missing : units without a value
    index : the class of each unit from 0, by adcode; ``-1`` where there is no value
    merged : classes asked for that do not exist because values tie or are too few (0 for ``head_tail``
        and ``user``, which say themselves how many there are)
    """

    scheme: str
    k: int
    lower: float
    breaks: tuple[float, ...]
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    missing: int
    index: pd.Series
    merged: int

    def __len__(self) -> int:
        return len(self.breaks)

    def __repr__(self) -> str:
        rows = ", ".join(f"{label}: {count:,}" for label, count in zip(self.labels, self.counts, strict=True))
        return f"<Classes {self.scheme}: {rows}; no data: {self.missing:,}>"


def classify(
    values: pd.Series, *, scheme: Scheme = "quantiles", k: int = 5, breaks: Sequence[float] | None = None
) -> Classes:
    """Sort the values of units into classes for a map.

    Parameters
    ----------
    values : Series by adcode; NaN and NA mean no data, infinity is refused
    scheme : ``quantiles`` (equal counts), ``equal_interval``, ``fisher_jenks`` (natural breaks: the least sum
        of squared deviations within classes, exact), ``head_tail`` (split at the mean, again at the mean of
        what is above, and so on), ``user``
    k : 1 to 9; for ``head_tail`` the most classes there may be
    breaks : the upper end of each class, only with ``scheme="user"``; a last class is added for values above
        the last break, and a break may leave a class empty

    Returns
    -------
    Classes
        The class of each unit, the breaks, the counts and how many classes were merged.

    Raises
    ------
    MapError : no value at all, values that are no numbers or infinite (each named), breaks out of order

    Notes
    -----
    ``quantiles`` interpolates linearly as ``numpy.percentile``. Equal breaks are merged, so tied values may
    leave fewer classes than asked for; ``merged`` says how many.

    References
    ----------
    Fisher, W. D. (1958). On grouping for maximum homogeneity. JASA 53(284), 789-798.
    Jiang, B. (2013). Head/tail breaks. The Professional Geographer 65(3), 482-494.

    Examples
    --------
    >>> scores = pd.Series([1.0, 2, 3, 10, 11, 50, None], index=[f"32010{i}" for i in range(7)])
    >>> classify(scores, scheme="fisher_jenks", k=3)
    <Classes fisher_jenks: 1–3: 3, 4–11: 2, 12–50: 1; no data: 1>
    >>> classify(scores, scheme="user", breaks=[10, 100]).counts
    (4, 2)
    """
    choose(scheme, SCHEMES, what="scheme", error=MapError)
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or not 1 <= k <= MOST_CLASSES:
        raise MapError(
            "maps.overlays.classification.k-must-be-a-whole-number", MOST_CLASSES=MOST_CLASSES, k=k
        )
    numbers = numbers_of(values)
    known = np.sort(numbers[~np.isnan(numbers)])
    if not len(known):
        raise MapError(
            "maps.overlays.classification.holds-no-value-all-units-are",
            called=_called(values),
            n_values=len(values),
        )
    if breaks is not None and scheme != "user":
        raise MapError("maps.overlays.classification.breaks-go-with-scheme-user-not", scheme=scheme)
    if scheme == "user":
        ends = _user(breaks, known)
    elif is_constant(known):
        known[:] = known[-1]  # rounding makes no classes
        ends = known[-1:].copy()
    elif scheme == "quantiles":
        ends = np.percentile(known, np.linspace(0, 100, k + 1)[1:])
    elif scheme == "equal_interval":
        ends = known[0] + (known[-1] - known[0]) * np.arange(1, k + 1) / k
    elif scheme == "fisher_jenks":
        ends = natural_breaks(known, k=k)
    else:
        ends = _head_tail(known, most=k)
    if scheme != "user":
        ends[-1] = known[-1]
        ends = np.unique(ends)
        filled = np.diff(np.searchsorted(known, ends, side="right"), prepend=0) > 0
        if scheme == "quantiles":
            ends = ends[filled]
    lower = float(min(known[0], ends[0]))
    code = _sorted_into(numbers, ends)
    counts = np.bincount(code[code >= 0], minlength=len(ends))
    return Classes(
        scheme=scheme,
        k=int(k),
        lower=lower,
        breaks=tuple(float(b) for b in ends),
        labels=_labels(lower, ends, known, given=scheme == "user"),
        counts=tuple(int(c) for c in counts),
        missing=int((code == NO_DATA).sum()),
        index=pd.Series(code, index=values.index, name="class"),
        merged=0 if scheme in ("user", "head_tail") else int(k) - len(ends),
    )


def _head_tail(known: Floats, *, most: int) -> Floats:
    ends: list[float] = []
    head = known
    while len(ends) < most - 1 and head[0] < head[-1]:
        ends.append(float(head.mean()))
        head = head[head > ends[-1]]
    return np.array([*ends, known[-1]])


def _user(breaks: Sequence[float] | None, known: Floats) -> Floats:
    if breaks is None or not len(breaks):
        raise MapError("maps.overlays.classification.scheme-user-needs-breaks-the-upper")
    try:
        ends = np.asarray(breaks, dtype=float)
    except (TypeError, ValueError):
        raise MapError("maps.overlays.classification.breaks-must-be-numbers-got", breaks=breaks) from None
    if not np.isfinite(ends).all() or (np.diff(ends) <= 0).any():
        raise MapError("maps.overlays.classification.breaks-must-be-finite-and-rise", breaks=listed(breaks))
    if known[-1] > ends[-1]:
        ends = np.append(ends, known[-1])
    if len(ends) > MOST_CLASSES:
        raise MapError(
            "maps.overlays.classification.breaks-make-classes-a-map-shows",
            n_ends=len(ends),
            MOST_CLASSES=MOST_CLASSES,
        )
    return ends


def _sorted_into(numbers: Floats, ends: npt.ArrayLike) -> npt.NDArray[np.int8]:
    code = np.searchsorted(np.asarray(ends), numbers, side="left")
    return np.where(np.isnan(numbers), NO_DATA, code).astype(np.int8)


def _called(values: pd.Series) -> Message:
    if values.name is None:
        return Message("maps.what.values")
    return Message("maps.what.column", name=values.name)


def numbers_of(values: pd.Series) -> Floats:
    """Return ``values`` as floats, NaN for no data; refuse what is no finite number, naming the units."""
    if not isinstance(values, pd.Series):
        raise MapError("maps.overlays.classification.values-must-be-a-series-by", name=type(values).__name__)
    if isinstance(values.dtype, pd.CategoricalDtype) or pd.api.types.is_datetime64_any_dtype(values):
        raise MapError(
            "maps.overlays.classification.holds-not-numbers", called=_called(values), dtype=values.dtype
        )
    if not pd.api.types.is_numeric_dtype(values):
        wrong = [
            f"{unit} {str(value)[:40]!r}"
            for unit, value in values.items()
            if not isinstance(value, Real | Decimal) and not pd.isna(value)
        ]
        if wrong:
            raise MapError(
                "maps.overlays.classification.must-hold-numbers-no-number",
                called=_called(values),
                wrong=listed(wrong),
            )
    if pd.api.types.is_complex_dtype(values):
        raise MapError(
            "maps.overlays.classification.holds-complex-numbers-which-have-no", called=_called(values)
        )
    numbers = values.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(numbers).any():
        units = listed(values.index[np.isinf(numbers)])
        raise MapError(
            "maps.overlays.classification.is-infinite-at-leave-it-out", called=_called(values), units=units
        )
    return np.asarray(numbers, dtype=float)


def _labels(lower: float, ends: Floats, known: Floats, *, given: bool) -> tuple[str, ...]:
    """Write each class as ``from–to`` with the fewest digits at which every unit stays in its class.

    A break is written as any number between the last value below it and the first above; breaks that were
    ``given`` are written as they are. The two ends are written so that they hold the lowest and the highest
    value.
    """
    if np.array_equal(known, np.round(known)) and abs(known).max() < 1e15:
        return _whole(lower, ends)
    at = np.searchsorted(known, ends[:-1], side="right")
    below = np.where(at > 0, known[np.maximum(at - 1, 0)], -np.inf)
    above = np.where(at < len(known), known[np.minimum(at, len(known) - 1)], np.inf)
    largest = max(abs(lower), abs(ends[-1])) or 1.0
    size = math.floor(math.log10(largest))
    start, most = min(12, max(0, 1 - size)), max(0, min(20, 16 - size))
    for places in range(start, most + 1):
        shown = np.round(ends[:-1], places)
        if given:
            fits = np.isclose(shown, ends[:-1], rtol=1e-12, atol=0)
        else:
            up = np.ceil(below * 10.0**places) / 10.0**places
            shown = np.where((shown >= below) & (shown < above), shown, up)
            fits = (shown >= below) & (shown < above)
        first, last = _outward(lower, places, down=True), _outward(float(ends[-1]), places, down=False)
        rising = (np.diff([first, *shown, last]) > 0)[1 if lower == ends[0] else 0 :]
        if fits.all() and rising.all():
            break
    else:
        shown = ends[:-1]
    written = [_written(value, places) for value in (first, *shown, last)]
    if lower == ends[0]:
        written[0] = written[1]
    dash = " – " if lower < 0 else "–"
    lowest, *more = pairwise(written)
    return (
        lowest[0] if lowest[0] == lowest[1] else dash.join(lowest),
        *(OVER + dash.join(pair) for pair in more),
    )


OVER = ">"
"""Before a class that begins above its lower edge: no value is in two classes."""


def _outward(end: float, places: int, *, down: bool) -> float:
    """An end rounded to so many places, outward: 0.126 is 0.12 as a lower end, 0.13 as an upper one."""
    near = round(end, places)
    step = 10.0**-places
    if down:
        return near if near <= end else round(near - step, places)
    return near if near >= end else round(near + step, places)


def _written(value: float, places: int) -> str:
    text = f"{value:,.{places}f}"
    return text.lstrip("-") if float(text.replace(",", "")) == 0 else text.replace("-", "\N{MINUS SIGN}")


def _whole(lower: float, ends: Floats) -> tuple[str, ...]:
    """Whole numbers: the first class from its lower end, the next from the whole number after a break."""
    labels = []
    dash = " – " if lower < 0 else "–"
    start = math.ceil(lower)
    for end in ends:
        stop = max(start, math.floor(end))
        pair = [_written(value, 0) for value in (start, stop)]
        labels.append(pair[0] if stop == start else dash.join(pair))
        start = stop + 1
    return tuple(labels)

"""Ids of units: what kind they are, and what is said where two inputs name their units in different kinds.

Division codes are six-digit text here, yet any hashable id will do for a statistic: nine-digit township
codes, GEOIDs read as integers, tuples. Two inputs meet only where their ids are of one kind.
"""

from collections.abc import Iterable
from numbers import Integral, Real

import pandas as pd

from boundaries.errors import StatisticError, listed


def kind_of(unit: object) -> str:
    """What kind of id this is, in words.

    >>> kind_of("320583"), kind_of(320583), kind_of(("US", 1))
    ('text', 'integers', 'tuples')
    """
    if isinstance(unit, str):
        return "text"
    if isinstance(unit, bool):
        return "booleans"
    if isinstance(unit, Integral):
        return "integers"
    if isinstance(unit, Real):
        return "numbers"
    if isinstance(unit, tuple):
        return "tuples"
    return type(unit).__name__


def kinds(ids: Iterable[object]) -> str:
    """The kinds of all these ids, the commonest first.

    >>> kinds(["320583", "320281", 320583])
    'text and integers'
    """
    counted: dict[str, int] = {}
    for unit in ids:
        name = kind_of(unit)
        counted[name] = counted.get(name, 0) + 1
    return " and ".join(sorted(counted, key=lambda name: (-counted[name], name)))


def of_other_kind(given: pd.Index, known: pd.Index, *, whose: str) -> str:
    """A sentence where no id of ``given`` is known because the two are of different kinds, else "".

    >>> of_other_kind(pd.Index([320583]), pd.Index(["320583"]), whose="the graph's")
    "codes are integers (320583), the graph's are text ('320583')"
    """
    if not len(given) or not len(known) or given.isin(known).any():
        return ""
    mine, theirs = kinds(given), kinds(known)
    if mine == theirs:
        return ""
    return f"codes are {mine} ({given.tolist()[0]!r}), {whose} are {theirs} ({known.tolist()[0]!r})"


def index_of(ids: Iterable[object], *, what: str, name: str | None = "adcode") -> pd.Index:
    """Sorted ids as an index, text as text, tuples kept whole.

    Raises
    ------
    StatisticError
        Ids that are missing, cannot be hashed or have no order among each other (text beside integers).
    """
    every = list(ids)
    try:
        blank = [unit for unit in every if hash(unit) is None or unit is None or unit != unit]
    except TypeError:
        raise StatisticError(
            "boundaries.ids.wanted-ids-that-can-be-hashed", what=what, kinds=kinds(every)
        ) from None
    if blank or any(unit is pd.NA or unit is pd.NaT for unit in every):
        raise StatisticError("boundaries.ids.ids-are-missing", what=what, max=max(len(blank), 1))
    try:
        every.sort()
    except TypeError:
        few = [unit for unit in every if kind_of(unit) != kind_of(every[0])][:5]
        raise StatisticError(
            "boundaries.ids.ids-of-one-kind-are-wanted",
            what=what,
            kinds=kinds(every),
            value=listed([every[0], *few]),
        ) from None
    if all(isinstance(unit, str) for unit in every):
        return pd.Index(every, dtype="str", name=name)
    return pd.Index(every, name=name, tupleize_cols=False)

"""Ids of units: what kind they are, and what is said where two inputs name their units in different kinds.

Division codes are six-digit text here, yet any hashable id will do for a statistic: nine-digit township
codes, GEOIDs read as integers, tuples. Two inputs meet only where their ids are of one kind.
"""

from collections.abc import Iterable
from numbers import Integral, Real
from typing import Literal

import pandas as pd

from boundaries.errors import StatisticError, listed
from boundaries.language import Message

Kind = Literal["text", "booleans", "integers", "numbers", "tuples", "others"]
Whose = Literal["graph", "graphs", "layer", "regions", "eligible", "eligible-units", "known", "population"]
"""Whose ids the others are held against."""


def kind_of(unit: object) -> Kind:
    """What kind of id this is.

    >>> kind_of("320583"), kind_of(320583), kind_of(("US", 1))
    ('text', 'integers', 'tuples')
    """
    kinds: tuple[tuple[Kind, type], ...] = (
        ("text", str),
        ("booleans", bool),
        ("integers", Integral),
        ("numbers", Real),
        ("tuples", tuple),
    )
    return next((kind for kind, type_ in kinds if isinstance(unit, type_)), "others")


def kinds(ids: Iterable[object]) -> list[Message]:
    """The kinds of all these ids, the commonest first.

    >>> kinds(["320583", "320281", 320583])
    [Message('boundaries.ids.kind-text'), Message('boundaries.ids.kind-integers')]
    """
    counted: dict[Kind, int] = {}
    for unit in ids:
        name = kind_of(unit)
        counted[name] = counted.get(name, 0) + 1
    ordered = sorted(counted, key=lambda name: (-counted[name], name))
    return [Message(f"boundaries.ids.kind-{name}") for name in ordered]


def of_other_kind(given: pd.Index, known: pd.Index, *, whose: Whose) -> Message | None:
    """What is wrong where no id of ``given`` is known because the two are of different kinds, else None.

    >>> str(of_other_kind(pd.Index([320583]), pd.Index(["320583"]), whose="graph"))
    "codes are integers (320583), the graph's are text ('320583')"
    """
    if not len(given) or not len(known) or given[0] in known:
        return None
    if (known.get_indexer(given) >= 0).any():
        return None
    mine, theirs = kinds(given), kinds(known)
    if mine == theirs:
        return None
    return Message(
        "boundaries.ids.of-other-kinds",
        mine=mine,
        given=given.tolist()[0],
        whose=Message(f"boundaries.ids.whose-{whose}"),
        theirs=theirs,
        known=known.tolist()[0],
    )


def index_of(ids: Iterable[object], *, what: str | Message, name: str | None = "adcode") -> pd.Index:
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

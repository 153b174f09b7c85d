"""How evidence is handed on: names, tallies and sums as messages, said where they are read.

A message holds Chinese names as `place` messages, which a reader of English sees by their English name; the frame
of the audit (`as_printed`) keeps every name as the reports print it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from boundaries.language import Message, say

Said = Message | str
NONE = "-"
_VARIANT = re.compile(r"((?:[\u4e00-\u9fff]_)?)([\u4e00-\u9fff—]+)([^\u4e00-\u9fff—].*)?")


def place(name: object) -> Message:
    """A province, plate, region, or any other name."""
    return Message("audit.place", name=str(name))


def variant(name: str) -> Message:
    """A variant of a region: the region's name and what stands before and behind it.

    >>> say("en", variant("南京都市圈[2016规划3市]")), say("zh", variant("南京都市圈[2016规划3市]"))
    ('Nanjing metropolitan area[2016规划3市]', '南京都市圈[2016规划3市]')
    """
    parts = _VARIANT.fullmatch(name)
    if parts is None:
        return place(name)
    return Message("audit.placed", before=parts[1], name=place(parts[2]), rest=parts[3] or "")


def names(items: Iterable[Any], *, most: int = 10) -> Said:
    """Items in a row, the first ``most`` of them and how many more there are; "" where there are none.

    >>> say("en", names(["昆山市", "江阴市", "晋江市"], most=2))
    '昆山市, 江阴市, ... (1 more)'
    """
    every = list(items)
    if not every:
        return ""
    if len(every) > most:
        return Message("audit.names_more", names=every[:most], more=len(every) - most)
    return Message("audit.names", names=every)


def tally(name: object, number: object) -> Message:
    """A place, kind or city and how many."""
    return Message("audit.tally", name=place(name), number=number)


def tallies(counts: "Mapping[Any, Any] | pd.Series", *, most: int = 40) -> Said:
    """Counts by name, in their order."""
    return names((tally(name, number) for name, number in counts.items()), most=most)


def ranked(rows: pd.DataFrame) -> Said:
    """The names of rows, with their ranks where they have any."""
    if "rank" not in rows:
        return names(rows["name"], most=60)
    marks = rows["change_symbol"] if "change_symbol" in rows else [""] * len(rows)
    cells = zip(rows["name"], rows["rank"], marks, strict=True)
    return names((Message("audit.ranked", name=n, rank=r, mark=m) for n, r, m in cells), most=60)


def clauses(*parts: Said) -> Said:
    """Pieces of evidence, one after the other; those that say nothing fall away."""
    said = [part for part in parts if part != ""]
    if len(said) < 2:
        return said[0] if said else ""
    return Message("audit.clauses", parts=said)


def chained(id: str, items: Sequence[Said]) -> Said:
    """Items tied by a message of two (``first``, ``second``)."""
    if len(items) < 2:
        return items[0] if items else ""
    middle = len(items) // 2
    return Message(id, first=chained(id, items[:middle]), second=chained(id, items[middle:]))


def formula(expression: str) -> Said:
    """Arithmetic of printed numbers as it is read: ``over(820)`` stands for 820余.

    >>> say("zh", formula("(over(820)*75+40)/100"))
    '(820余*75+40)/100'
    """
    parts = re.split(r"over\((\d+)\)", expression)
    pieces: list[Said] = [
        Message("audit.over", number=part) if k % 2 else part for k, part in enumerate(parts) if part
    ]
    return chained("audit.beside", pieces)


def shown(value: Any, labels: Mapping[str, Message] | None = None) -> Said:
    """A computed value as it is read: a number, yes or no, names, or numbers by name.

    Parameters
    ----------
    value : object
        As in `geo.audit.comparison.Computed`.
    labels : mapping of str to Message, optional
        What the keys of the value are called, where they are words and no names.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return Message("audit.yes" if value else "audit.no")
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.1f}"
    if isinstance(value, dict):
        return clauses(*(_entry(key, item, labels or {}) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return chained("audit.series", [_item(item) for item in value])
    if isinstance(value, str):
        return place(value)
    return value if isinstance(value, Message) else str(value)


def _item(item: Any) -> Said:
    return Message("audit.rank_of", name=item[0], rank=item[1]) if isinstance(item, list) else shown(item)


def _entry(key: str, value: Any, labels: Mapping[str, Message]) -> Message:
    id = "audit.flag" if isinstance(value, bool) else "audit.entry"
    return Message(id, key=labels.get(key) or variant(key), value=shown(value))


def as_printed(value: Any) -> Any:
    """A message, or what it holds, with every name as the reports print it.

    >>> say("en", as_printed(tally("江苏", 4))), say("en", tally("江苏", 4))
    ('江苏 4', 'Jiangsu 4')
    """
    if isinstance(value, list):
        return [as_printed(item) for item in value]
    if not isinstance(value, Message):
        return value
    if value.id == "audit.place":
        return value.values["name"]
    if value.id.startswith("audit.variant."):
        return say("zh", value)
    return Message(value.id, **{key: as_printed(item) for key, item in value.values.items()})

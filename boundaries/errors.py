"""The errors of the whole package, one tree.

::

    LianpianError (ValueError)      every refusal; its message says what was wanted, what came, which units
    ├── SourceError                 a boundary package or file is missing, altered or unreadable
    ├── LayerError                  a layer breaks the layer contract (all breaches in one message)
    ├── MatchError                  names cannot be matched because the question is wrong (column, date, ...)
    ├── JoinError                   two inputs do not meet by adcode
    ├── TableError                  a user's table, framework or study file is not usable
    ├── StatisticError              a statistic is not defined for these values or this graph
    ├── MapError                    a map cannot be drawn from this input
    └── OutputError                 a file or folder cannot be written, or is not ours to replace

    LianpianWarning (UserWarning)   the answer is right but could surprise

An error is the id of a message and its values; its text is in the language of the run
(`boundaries.language`), which is English unless the command or the caller chose another.

>>> error = LianpianError("errors.unknown", what="level", value="town", valid=["county", "province"])
>>> print(error)
unknown level 'town'; valid: county, province
>>> from boundaries.language import speaking
>>> with speaking("zh"):
...     print(error)
没有 level 'town'；可用：county、province
"""

from collections.abc import Iterable, Sequence
from typing import Any

from boundaries.language import Message, current, say

LONGEST_ITEM, LONGEST_VALUE, LONGEST = 300, 2_000, 6_000
"""How many characters of one of many, of a value and of a whole message are said: a cell may hold a book."""


def short(text: str, *, most: int = LONGEST) -> str:
    """A text of at most ``most`` characters, without those that a terminal obeys; its middle is left out.

    >>> short("abcdefghij", most=5), short("a\\x1b[2J")
    ('ab…ij', 'a [2J')
    """
    if len(text) > most:
        text = f"{text[: most // 2]}…{text[len(text) - (most - 1) // 2 :]}"
    return text if text.isprintable() else "".join(c if c.isprintable() or c in "\n" else " " for c in text)


def _short_of(value: Any) -> Any:
    """A value of a message, its texts cut to what can be read."""
    if isinstance(value, Message):
        return Message(value.id, **{key: _short_of(item) for key, item in value.values.items()})
    if isinstance(value, list | tuple):
        return type(value)(_short_of(item) for item in value)
    return short(value, most=LONGEST_VALUE) if isinstance(value, str) else value


class Told(Exception):  # noqa: N818  (errors and warnings both)
    """What errors and warnings share: an id and values, said in the language of the run."""

    def __init__(self, id: "str | Message" = "", /, **values: Any) -> None:
        said = id if isinstance(id, Message) else Message(id, **values)
        super().__init__(said.id)
        self.id = said.id
        self.values = said.values

    @property
    def message(self) -> Message:
        """The same as a message."""
        return Message(self.id, **self.values)

    def __str__(self) -> str:
        return short(say(current(), _short_of(self.message)), most=LONGEST)


class LianpianError(Told, ValueError):
    """Base of every error this package raises on purpose."""


class SourceError(LianpianError):
    """A boundary package or file is missing, altered or unreadable."""


class LayerError(LianpianError):
    """A layer breaks the layer contract."""


class MatchError(LianpianError):
    """Names cannot be matched because the question itself is wrong."""


class JoinError(LianpianError):
    """Two inputs do not meet by adcode."""


class TableError(LianpianError):
    """A table, framework or study file from outside is not usable."""


class StatisticError(LianpianError):
    """A statistic is not defined for these values or this graph."""


class MapError(LianpianError):
    """A map cannot be drawn from this input."""


class OutputError(LianpianError):
    """A file or folder cannot be written, or holds something that is not ours to replace."""


class LianpianWarning(Told, UserWarning):
    """The answer is right but could surprise."""


def listed(items: Iterable[object], *, most: int = 10) -> str:
    """Join ``items`` for a message, the first ``most`` of them and how many more there are.

    >>> listed(["320583", "320281"])
    '320583, 320281'
    >>> listed(range(5), most=2)
    '0, 1, ... (3 more)'
    """
    words = [short(str(item), most=LONGEST_ITEM) for item in items]
    more = len(words) - most
    return ", ".join(words[:most]) + (say(current(), "list.more", n=more) if more > 0 else "")


def foremost(faults: Sequence[Message], *, most: int = 20) -> list[Message]:
    """The first ``most`` of many faults, and how many more there are."""
    more = len(faults) - most
    return [*faults[:most], *([Message("errors.more-faults", n=more)] if more > 0 else [])]


def no_column(column: object, columns: Iterable[object], *, role: str = "") -> Message:
    """What is wrong with a column that a table has not: which was asked for, as what, and which are near.

    >>> str(no_column("nmae", ["name", "gdp"], role="name="))
    "name='nmae' is no column; did you mean name? (columns: name, gdp)"
    """
    import difflib

    held = [str(each) for each in columns]
    near = difflib.get_close_matches(str(column), held, n=3, cutoff=0.5)
    hint = Message("errors.did-you-mean", near=near) if near else ""
    return Message("errors.no-column", role=role, column=column, hint=hint, columns=listed(held, most=30))


def choose(
    value: object,
    valid: Sequence[str],
    *,
    what: str | Message,
    error: type[LianpianError] = LianpianError,
) -> str:
    """Return ``value`` if it is one of ``valid``; otherwise raise ``error`` naming the valid ones.

    ``what`` is the name of the argument, or a message.
    """
    for choice in valid:
        if value == choice:
            return choice
    raise error("errors.unknown", what=what, value=value, valid=list(valid))

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
"""

from collections.abc import Iterable, Sequence


class LianpianError(ValueError):
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


class LianpianWarning(UserWarning):
    """The answer is right but could surprise."""


def listed(items: Iterable[object], *, most: int = 10) -> str:
    """Join ``items`` for a message, the first ``most`` of them and how many more there are.

    >>> listed(["320583", "320281"])
    '320583, 320281'
    >>> listed(range(5), most=2)
    '0, 1, ... (3 more)'
    """
    words = [str(item) for item in items]
    tail = f", ... ({len(words) - most:,} more)" if len(words) > most else ""
    return ", ".join(words[:most]) + tail


def choose(
    value: object, valid: Sequence[str], *, what: str, error: type[LianpianError] = LianpianError
) -> str:
    """Return ``value`` if it is one of ``valid``; otherwise raise ``error`` naming the valid ones."""
    for choice in valid:
        if value == choice:
            return choice
    raise error(f"unknown {what} {value!r}; valid: {listed(valid, most=60)}")

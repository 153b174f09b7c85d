"""What the packages remember between calls, and how to make them forget it.

Functions under ``functools.cache`` are found where they stand, so none can be forgotten; whatever else holds
answers says here how it is emptied. No cache of these packages is keyed by the address of an object.
"""

import functools
import sys
from collections.abc import Callable
from typing import TypeVar

PACKAGES = ("boundaries", "indicators", "analysis", "maps", "geo")
_emptied: list[Callable[[], None]] = []

Emptying = TypeVar("Emptying", bound=Callable[[], None])


def empties(clear: Emptying) -> Emptying:
    """Have ``clear`` called by `clear_caches`; for caches that are no ``functools.cache``."""
    _emptied.append(clear)
    return clear


def clear_caches() -> None:
    """Forget everything that the packages remember: layers, tables, graphs read before.

    Answers stay the same; the next call reads and computes anew. For long sessions that run short of memory,
    and after files that were read have changed.

    Examples
    --------
    >>> clear_caches()
    """
    for name, module in list(sys.modules.items()):
        if module is None or name.partition(".")[0] not in PACKAGES:
            continue
        for value in list(vars(module).values()):
            if isinstance(value, functools._lru_cache_wrapper):
                value.cache_clear()
    for clear in _emptied:
        clear()

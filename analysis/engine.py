"""The compiled engine, where it was built: `_engine.c` behind ctypes.

Nothing is compiled when the package is used. Where the library is missing (no compiler at installation) or
the environment variable ``LIANPIAN_KERNEL`` is ``off``, `library` returns None and NumPy does the same
arithmetic, with the same bits, more slowly. Draws are shared out among threads (`shares`); a draw's number,
not its thread, says what is drawn, so that their number changes no bit. ``LIANPIAN_THREADS`` sets it.
"""

import ctypes
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from numpy.ctypeslib import ndpointer

VERSION = 3  # as in _engine.c: a library left over from another version is not used

_I64, _U64 = ctypes.c_int64, ctypes.c_uint64
_NUMBERS = (_I64, _U64)


def _lies(dtype: type[np.generic], *, written: bool = False) -> type:
    """The type of an array of this dtype that lies in one piece; anything else raises before C sees it."""
    return ndpointer(dtype, flags=("C_CONTIGUOUS", "WRITEABLE") if written else "C_CONTIGUOUS")


_LONGS, _INTS, _KEYS, _REALS = (_lies(kind) for kind in (np.int64, np.int32, np.uint64, np.float64))
_GIVEN: dict[str, dict[str, type]] = {  # the fields of each struct, in the order of _engine.c
    "deal": {"n": _I64, "length": _I64, "key": _U64},
    "products": {
        **dict.fromkeys(("n", "n_strata", "together"), _I64),
        **dict.fromkeys(("pool", "pool_start"), _LONGS),
        "keys": _KEYS,
        "indptr": _LONGS,
        "indices": _INTS,
        **dict.fromkeys(("weights", "fixed", "dealt"), _REALS),
    },
    "patches": {
        **dict.fromkeys(("n", "size", "width", "hub_width", "n_hubs"), _I64),
        **dict.fromkeys(("near", "hubs", "drawn"), _INTS),
    },
    "tails": {
        **dict.fromkeys(("n", "n_strata", "rows", "width", "n_groups"), _I64),
        **dict.fromkeys(("pool", "pool_start", "length", "first"), _LONGS),
        "keys": _KEYS,
        **dict.fromkeys(("parts", "own", "within"), _INTS),
        **dict.fromkeys(("values", "observed", "group_start"), _LONGS),
        "order": _INTS,
        "ranked": _LONGS,
    },
}
_ANSWERS: dict[str, tuple[type[np.generic], ...]] = {
    "deal": (np.int32,),
    "products": (np.float64,),
    "patches": (np.int32, np.int32, np.int64),
    "tails": (np.int64, np.int64),
}


def _struct(name: str) -> type[ctypes.Structure]:
    fields = [(field, kind if kind in _NUMBERS else ctypes.c_void_p) for field, kind in _GIVEN[name].items()]
    return type(name, (ctypes.Structure,), {"_fields_": fields})


_STRUCTS = {name: _struct(name) for name in _GIVEN}


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """What a function of the engine is given, checked; it keeps the arrays alive."""

    name: str
    struct: ctypes.Structure
    arrays: tuple[npt.NDArray[np.generic], ...]


def given(name: str, **fields: int | npt.NDArray[np.generic]) -> Given:
    """Lay out what the function ``name`` of the engine is given: every field by its name.

    Raises
    ------
    TypeError
        A field that is missing or unknown, an array of another dtype or one that does not lie in one piece.
    """
    kinds = _GIVEN[name]
    if fields.keys() != kinds.keys():
        odd = sorted(fields.keys() ^ kinds.keys())
        raise TypeError(f"{name} is given {', '.join(kinds)}; missing or unknown: {', '.join(odd)}")
    values: dict[str, int] = {}
    arrays = []
    for field, kind in kinds.items():
        value = fields[field]
        if not isinstance(value, np.ndarray):
            if kind not in _NUMBERS:
                raise TypeError(f"{name}: {field} is an array")
            values[field] = int(value)
            continue
        if kind in _NUMBERS:
            raise TypeError(f"{name}: {field} is a whole number")
        try:
            kind.from_param(value)  # type: ignore[attr-defined]
        except TypeError as error:
            raise TypeError(f"{name}: {field}: {error}, came {value.dtype}") from None
        arrays.append(value)
        values[field] = value.ctypes.data
    return Given(name, _STRUCTS[name](**values), tuple(arrays))


def load(path: Path) -> ctypes.CDLL | None:
    """The engine in this file, or None where it is none or of another version."""
    try:
        found = ctypes.CDLL(str(path))
        found.version.argtypes, found.version.restype = [], ctypes.c_int
        if found.version() != VERSION:
            return None
        for name, answers in _ANSWERS.items():
            function = getattr(found, name)
            outputs = [_lies(kind, written=True) for kind in answers]
            function.argtypes = [ctypes.POINTER(_STRUCTS[name]), _I64, _I64, *outputs]
            function.restype = ctypes.c_int
    except (OSError, AttributeError):
        return None
    return found


@cache
def library() -> ctypes.CDLL | None:
    """The compiled engine, or None."""
    if os.environ.get("LIANPIAN_KERNEL", "").lower() == "off":
        return None
    here = Path(__file__).parent
    for path in sorted([*here.glob("_engine*.so"), *here.glob("_engine*.pyd")]):
        found = load(path)
        if found is not None:
            return found
    return None


def compiled() -> bool:
    """Whether the compiled engine is in use."""
    return library() is not None


def call(ready: Given, start: int, stop: int, *answers: npt.NDArray[np.generic]) -> None:
    """Do the draws from ``start`` to ``stop`` and write the answers.

    Raises
    ------
    ctypes.ArgumentError
        An answer of another dtype, not in one piece or not to be written; nothing has been computed.
    MemoryError
        No room.
    """
    engine = library()
    if engine is None:
        raise RuntimeError("the compiled engine is not built")
    if getattr(engine, ready.name)(ctypes.byref(ready.struct), start, stop, *answers):
        raise MemoryError(f"{ready.name}: no memory for this many units and draws")


def threads() -> int:
    """How many threads draw at once: ``LIANPIAN_THREADS``, or the processors at hand, at most 8."""
    asked = os.environ.get("LIANPIAN_THREADS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    try:
        return min(8, len(os.sched_getaffinity(0)))
    except AttributeError:  # not on Linux
        return min(8, os.cpu_count() or 1)


def shares(draws: int, *, least: int) -> list[tuple[int, int]]:
    """Draws from 0 to ``draws`` in one stretch a thread, none shorter than ``least``."""
    parts = max(1, min(threads(), draws // max(1, least)))
    ends = [draws * k // parts for k in range(parts + 1)]
    return list(pairwise(ends))


def share(stretches: list[tuple[int, int]], work: Callable[[int, int], None]) -> None:
    """Do ``work(start, stop)`` for every stretch of draws, each in its thread."""
    if len(stretches) == 1:
        work(*stretches[0])
        return
    with ThreadPoolExecutor(len(stretches)) as pool:
        for done in [pool.submit(work, *stretch) for stretch in stretches]:
            done.result()

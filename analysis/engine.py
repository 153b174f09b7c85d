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
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

_I64, _I32, _U64 = ctypes.c_int64, ctypes.c_int32, ctypes.c_uint64
_P = ctypes.c_void_p
VERSION = 2  # as in _engine.c: a library left over from another version is not used
_SIGNATURES = {
    "version": [],
    "deal": [_I64, _I64, _U64, _I64, _I64, _P],
    "products": [_I64, _I64, _P, _P, _P, _P, _P, _P, _P, _P, ctypes.c_int, _I64, _I64, _P],
    "patches": [_I64, _I64, _I64, _P, _I64, _P, _I64, _I64, _P, _P, _P, _P],
    "tails": [_I64, _I64, *[_P] * 5, _I64, _I64, *[_P] * 5, _I64, _P, _P, _P, _I64, _I64, _P, _P],
}


@cache
def library() -> ctypes.CDLL | None:
    """The compiled engine, or None."""
    if os.environ.get("LIANPIAN_KERNEL", "").lower() == "off":
        return None
    here = Path(__file__).parent
    for path in sorted([*here.glob("_engine*.so"), *here.glob("_engine*.pyd")]):
        try:
            found = ctypes.CDLL(str(path))
            for name, arguments in _SIGNATURES.items():
                function = getattr(found, name)
                function.argtypes, function.restype = arguments, ctypes.c_int
        except (OSError, AttributeError):
            continue
        if found.version() == VERSION:
            return found
    return None


def compiled() -> bool:
    """Whether the compiled engine is in use."""
    return library() is not None


def call(name: str, *arguments: int | npt.NDArray[np.generic]) -> None:
    """Call one function of the engine; arrays are handed over as they lie in memory."""
    engine = library()
    if engine is None:
        raise RuntimeError("the compiled engine is not built")
    given = [x.ctypes.data if isinstance(x, np.ndarray) else x for x in arguments]
    if getattr(engine, name)(*given):
        raise MemoryError(f"{name}: no memory for this many units and draws")


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

"""A folder of one run beside what it writes.

Nobody guesses its name. The next run there removes what a killed one left, once what that had put aside is
back in its place.
"""

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

MARK, LOCK = ".lianpian-", ".lock"
HOLD = "hold"
"""The file in it that a run locks while it lives; the system frees the lock however the run ends."""

GOAL, OLD = "goal", "old"
"""The name of the folder that is being replaced, and that folder while it is aside."""

ATTEMPTS = 100


@contextlib.contextmanager
def aside(parent: Path) -> Iterator[Path]:
    """Give a new folder in ``parent`` that is this run's own; it is gone when the block is done.

    Parameters
    ----------
    parent : pathlib.Path
        A folder; what is made aside can be renamed into its place. What killed runs of this user left there
        is removed first.

    Yields
    ------
    pathlib.Path
        Readable by this user alone.

    Raises
    ------
    OSError
        ``parent`` is no folder, or cannot be written.
    """
    _sweep(parent)
    place, hold = _made(parent)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        hold.close()
        if place.exists():  # a system that removes no open file
            shutil.rmtree(place, ignore_errors=True)


def lock(handle: IO[bytes]) -> bool:
    """Lock an open file for this process, unless another holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def unlock(path: Path) -> None:
    """Remove a lock file that no run holds."""
    with contextlib.suppress(OSError), open(path, "rb", opener=no_link) as handle:
        if lock(handle) and is_at(handle, path):
            path.unlink()


def no_link(path: str, flags: int) -> int:
    """An opener that follows no link at the end of a path."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)


def is_at(handle: IO[bytes], path: Path) -> bool:
    """Whether an open file is still the one at ``path``."""
    try:
        return os.path.samestat(os.fstat(handle.fileno()), path.lstat())
    except OSError:
        return False


def _made(parent: Path) -> tuple[Path, IO[bytes]]:
    for _ in range(ATTEMPTS):
        place = Path(tempfile.mkdtemp(dir=parent, prefix=MARK))
        try:
            hold = (place / HOLD).open("xb")
        except FileNotFoundError:  # another run took the empty folder for a dead one's
            continue
        if lock(hold) and is_at(hold, place / HOLD):
            return place, hold
        hold.close()
    raise FileExistsError(f"{parent} / {MARK}*")


def _sweep(parent: Path) -> None:
    """Remove the folders and locks of runs that were killed."""
    try:
        places = [Path(entry.path) for entry in os.scandir(parent) if entry.name.startswith(MARK)]
    except OSError:
        return
    for place in places:
        if place.is_symlink() or not _own(place):
            continue
        if place.suffix == LOCK and place.is_file():
            unlock(place)
        if not place.is_dir():
            continue
        try:
            hold = open(place / HOLD, "rb+", opener=no_link)  # noqa: SIM115 - held until the folder is gone
        except FileNotFoundError:
            with contextlib.suppress(OSError):
                place.rmdir()  # an empty one only
            continue
        except OSError:
            continue
        with hold:
            if lock(hold) and _put_back(place):
                shutil.rmtree(place, ignore_errors=True)


def _put_back(place: Path) -> bool:
    """Put back the folder that a run had aside when it was killed, if it has no successor."""
    old = place / OLD
    try:
        out = place.parent / Path((place / GOAL).read_text("utf-8")).name
        if old.is_dir() and not os.path.lexists(out):
            old.rename(out)
    except (OSError, ValueError):
        return not old.exists()
    return True


def _own(place: Path) -> bool:
    try:
        return not hasattr(os, "geteuid") or place.lstat().st_uid == os.geteuid()
    except OSError:
        return False

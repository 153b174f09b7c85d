"""A folder of results: the old one or the whole new one, and a user's own files in it stay."""

import contextlib
import ctypes
import hashlib
import json
import os
import shutil
import stat
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from boundaries.aside import GOAL, LOCK, MARK, OLD, aside, is_at, lock, no_link
from boundaries.errors import LianpianWarning, OutputError, listed
from boundaries.writing import same_file, settle

RECORD = "run.json"
"""Every folder this package writes holds one; it lists the files that are this package's to replace."""

NEW = "new"
AT_FDCWD, RENAME_EXCHANGE = -100, 2  # of <fcntl.h> and <linux/fs.h>
Seen = dict[str, tuple[int, int, int]]


@contextlib.contextmanager
def whole_folder(
    out: str | os.PathLike[str], *, inputs: Iterable[str | os.PathLike[str] | None] = ()
) -> Iterator[Path]:
    """Give a new empty folder to fill; on success it takes the place of ``out`` in one step.

    What an earlier run wrote there is replaced: the files that its ``run.json`` lists, as they were written.
    Everything else is the user's and stays: files that are not listed, listed ones that were changed since,
    folders, links. Where the new results need such a name, the user's file is kept as ``name (2)``, with a
    warning.

    Parameters
    ----------
    out : path
        The folder to make or replace. An existing folder is replaced only if it is empty or holds the
        ``run.json`` of an earlier run.
    inputs : iterable of path
        The files that are read: none of them may be one that would be replaced.

    Yields
    ------
    pathlib.Path
        A folder beside ``out``. When the block raises, it is removed and ``out`` stays as it was. What a
        killed run left behind is removed by the next run.

    Raises
    ------
    OutputError
        ``out`` is a file, not writable, not ours, being written by another run, or holds an input.

    Warns
    -----
    LianpianWarning
        Files of the user's that are now under another name.
    """
    out = real_path(out)
    check_output(out)
    ours = _written(out)
    for source in inputs:
        if source is not None and any(same_file(out / name, source) for name in ours):
            raise OutputError("boundaries.whole_folder.output-holds-the-input", out=out, source=str(source))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            "boundaries.whole_folder.out-cannot-be-made", out=out, strerror=error.strerror
        ) from None
    with _locked(out):
        try:
            with aside(out.parent) as place:
                (place / GOAL).write_text(out.name, "utf-8")
                (place / NEW).mkdir()
                yield place / NEW
                _replaced(out, place)
        except OSError as error:
            why = error.strerror or error
            raise OutputError("boundaries.whole_folder.was-left-as-it-was", out=out, value=why) from error
        except OutputError as error:
            raise OutputError("boundaries.whole_folder.was-left-as-it-was-2", out=out, error=error) from error


def real_path(out: str | os.PathLike[str]) -> Path:
    """A path without links and ``~``.

    Raises
    ------
    OutputError
        Links that lead in a circle; a home that is not known; a null character.
    """
    try:
        return Path(out).expanduser().resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise OutputError("boundaries.whole_folder.no-path", out=str(out), why=str(error)) from None


def check_output(out: Path) -> None:
    """Raise :class:`OutputError` unless ``out`` can become an output folder."""
    if out.exists() and not out.is_dir():
        raise OutputError("boundaries.whole_folder.out-is-a-file-give-the", out=out)
    if out.is_dir() and any(out.iterdir()) and _record(out) is None:
        raise OutputError("boundaries.whole_folder.out-is-a-folder-with-other", out=out, RECORD=RECORD)
    parent = out.parent
    while not parent.exists():
        parent = parent.parent
    if not parent.is_dir():
        raise OutputError("boundaries.whole_folder.out-cannot-be-made-is-a", out=out, parent=parent)
    if not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError(
            "boundaries.whole_folder.out-cannot-be-written-no-permission", out=out, parent=parent
        )


def _record(folder: Path) -> Mapping[str, Any] | None:
    """The record of the run that wrote a folder; None where this package wrote none."""
    try:
        held = json.loads((folder / RECORD).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(held, dict) or held.get("program") != "lianpian":
        return None
    return held


def _written(folder: Path) -> dict[str, str]:
    """The files that the run before wrote, by their hashes."""
    held = _record(folder) if folder.is_dir() else None
    files = held.get("files") if held is not None else None
    return {str(name): str(digest) for name, digest in files.items()} if isinstance(files, dict) else {}


@contextlib.contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Hold ``out`` for this process; the system frees it when the process dies, however it dies."""
    name = hashlib.sha256(out.name.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    path = out.parent / f"{MARK}{name}{LOCK}"
    while True:
        try:
            handle = open(path, "ab", opener=no_link)  # noqa: SIM115 - open as long as it is locked
        except OSError as error:
            raise OutputError(
                "boundaries.whole_folder.out-cannot-be-written", out=out, strerror=error.strerror
            ) from None
        if not lock(handle):
            handle.close()
            raise OutputError("boundaries.whole_folder.out-is-being-written-by-another", out=out)
        if is_at(handle, path):
            break
        handle.close()  # the run before removed this very file between our opening and our locking it
    with handle:
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                path.unlink()


def _replaced(out: Path, place: Path) -> None:
    """Put the new folder in the place of ``out``; the user's files are in ``out`` at every moment."""
    new, old = place / NEW, place / OLD
    for path in new.rglob("*"):
        settle(path)
    if not out.exists():
        new.rename(out)
        settle(out.parent)
        return
    ours = _written(out)
    new.chmod(stat.S_IMODE(out.stat().st_mode))
    renamed: list[str] = []
    seen = _carried(out, new, ours, {}, renamed)
    try:
        if not _exchanged(new, out, old):
            out.rename(old)
            new.rename(out)
    finally:
        if not out.exists() and old.exists():
            old.rename(out)
        elif old.exists():  # what came while the folders were changing places
            _carried(old, out, ours, seen, renamed)
    settle(out.parent)
    if renamed:
        warnings.warn(
            LianpianWarning(
                "boundaries.whole_folder.kept-under-another-name",
                out=out.name,
                n=len(renamed),
                names=listed(renamed),
            ),
            stacklevel=4,
        )


def _exchanged(new: Path, out: Path, old: Path) -> bool:
    """Exchange two folders in one step, where the system can; the old one is then renamed to ``old``."""
    if sys.platform != "linux":
        return False
    try:
        exchange = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    if exchange(AT_FDCWD, os.fsencode(new), AT_FDCWD, os.fsencode(out), RENAME_EXCHANGE) != 0:
        return False
    new.rename(old)
    return True


def _carried(old: Path, new: Path, ours: Mapping[str, str], seen: Seen, renamed: list[str]) -> Seen:
    """Link into ``new`` what is the user's in ``old``, but for what was ``seen``; what was there, by its way.

    Where ``new`` has a file of that name, ``renamed`` gets the name under which the user's is kept.
    """
    places = {old: new}
    for root, folders, files in os.walk(old):
        here = places[Path(root)]
        for name in sorted(folders):
            path = Path(root, name)
            if path.is_symlink():
                files.append(name)
                continue
            places[path] = here / name
            if os.path.lexists(here / name) and not (here / name).is_dir():
                places[path] = _free(here / name)
            if not any(path.iterdir()):
                places[path].mkdir(parents=True, exist_ok=True)
        for name in sorted(files):
            path = Path(root, name)
            way, mark = path.relative_to(old).as_posix(), path.lstat()
            kept = (mark.st_ino, mark.st_mtime_ns, mark.st_size)
            if way == RECORD or seen.get(way) == kept or _as_written(path, ours.get(way)):
                continue
            seen = seen | {way: kept}
            goal = here / name
            if os.path.lexists(goal):
                goal = _free(goal)
                renamed.append(goal.relative_to(new).as_posix())
            goal.parent.mkdir(parents=True, exist_ok=True)
            _linked(path, goal)
    return seen


def _as_written(path: Path, digest: str | None) -> bool:
    """Whether a file is the one that the record lists."""
    if digest is None or path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest


def _free(path: Path) -> Path:
    """A name that is not taken: ``a (2).csv`` beside ``a.csv``."""
    n = 2
    while os.path.lexists(path.with_name(f"{path.stem} ({n}){path.suffix}")):
        n += 1
    return path.with_name(f"{path.stem} ({n}){path.suffix}")


def _linked(path: Path, goal: Path) -> None:
    """A second name of a file; a copy where the system has no second names."""
    if path.is_symlink():
        goal.symlink_to(path.readlink())
        return
    try:
        os.link(path, goal)
    except OSError:
        shutil.copy2(path, goal)

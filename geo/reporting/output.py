"""An output folder that is either the old one or the whole new one, never something between."""

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from boundaries.errors import OutputError

RECORD = "run.json"  # every folder this package writes holds one; only such a folder is ever replaced


def _ours(folder: Path) -> bool:
    """True when the folder is empty or was written by this package."""
    if not any(folder.iterdir()):
        return True
    try:
        return bool(json.loads((folder / RECORD).read_text("utf-8")).get("program") == "lianpian")
    except (OSError, ValueError, AttributeError):
        return False


def check_output(out: Path) -> None:
    """Raise :class:`OutputError` unless ``out`` can become an output folder."""
    if out.exists() and not out.is_dir():
        raise OutputError("geo.reporting.output.out-is-a-file-give-the", out=out)
    if out.is_dir() and not _ours(out):
        raise OutputError("geo.reporting.output.out-is-a-folder-with-other", out=out, RECORD=RECORD)
    parent = out.parent
    while not parent.exists():
        parent = parent.parent
    if not parent.is_dir():
        raise OutputError("geo.reporting.output.out-cannot-be-made-is-a", out=out, parent=parent)
    if not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError("geo.reporting.output.out-cannot-be-written-no-permission", out=out, parent=parent)


@contextlib.contextmanager
def _locked(lock: Path, out: Path) -> Iterator[None]:
    """Hold ``lock`` for this process; the system frees it when the process dies, however it dies."""
    busy = OutputError("geo.reporting.output.out-is-being-written-by-another", out=out)
    try:
        handle = lock.open("a")
    except OSError as error:
        raise OutputError(
            "geo.reporting.output.out-cannot-be-written", out=out, strerror=error.strerror
        ) from None
    with handle:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.path.samestat(os.fstat(handle.fileno()), lock.stat()):
                raise busy  # the run before removed this very file between our opening and our locking it
        except OSError:
            raise busy from None
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                lock.unlink()


def _remove(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def replaced_folder(out: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a new empty folder to fill; on success it takes the place of ``out`` in one rename.

    Parameters
    ----------
    out : path
        The folder to make or replace. An existing folder is replaced only if it is empty or holds the
        ``run.json`` of an earlier run.

    Yields
    ------
    pathlib.Path
        A folder beside ``out``. When the block raises, it is removed and ``out`` stays as it was. What a
        killed run left behind is removed by the next run.

    Raises
    ------
    OutputError
        ``out`` is a file, not writable, not ours, or being written by another run.
    """
    out = Path(out).expanduser().resolve()
    check_output(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            "geo.reporting.output.out-cannot-be-made", out=out, strerror=error.strerror
        ) from None
    stem = f".{out.name}.lianpian"
    with _locked(out.parent / f"{stem}-lock", out):
        old = out.parent / f"{stem}-old"
        new = out.parent / f"{stem}-new"
        if old.exists():  # a run was killed between the two renames
            if out.exists():
                _remove(old)
            else:
                old.rename(out)
        _remove(new)
        try:
            new.mkdir()
        except OSError as error:
            raise OutputError(
                "geo.reporting.output.out-cannot-be-written", out=out, strerror=error.strerror
            ) from None
        try:
            yield new
            if out.exists():
                out.rename(old)
            new.rename(out)
            _remove(old)
        except OSError as error:
            if old.exists() and not out.exists():
                old.rename(out)
            _remove(new)
            raise OutputError(
                "geo.reporting.output.was-left-as-it-was", out=out, value=error.strerror or error
            ) from error
        except OutputError as error:
            _remove(new)
            raise OutputError("geo.reporting.output.was-left-as-it-was-2", out=out, error=error) from error
        except BaseException:
            _remove(new)
            raise

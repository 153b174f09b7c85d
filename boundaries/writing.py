"""Files that appear whole or not at all: written aside, then renamed into their place."""

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from boundaries.aside import aside
from boundaries.errors import LianpianError, OutputError


@contextlib.contextmanager
def whole_file(path: "str | os.PathLike[str]", *, error: type[LianpianError] = OutputError) -> Iterator[Path]:
    """Give a path to write to; when the block is done, that file takes the place of ``path`` in one rename.

    The path given bears the same name, in a folder of this run alone beside ``path``: writers look at names,
    two writers of one file do not meet, and no link that somebody put there is followed.

    Parameters
    ----------
    path : path
        The file to make or replace; where it is a link, the file it points to.
    error : type
        Raised, saying why, when the system refuses: no such folder, no permission, a full disk.

    Yields
    ------
    pathlib.Path

    Raises
    ------
    OutputError
        Or ``error``; what was there before is as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole_file(Path(folder) / "t.csv") as part:
    ...         _ = part.write_text("a,b")
    ...     [file.name for file in Path(folder).iterdir()]
    ['t.csv']
    """
    target = Path(path)
    if "\0" in str(target):
        raise error("boundaries.writing.null", target=str(target))
    try:
        goal = target.resolve() if target.is_symlink() else target
        if not goal.name or (goal.exists() and not goal.is_file()):
            raise error("boundaries.writing.no-plain-file", target=target)
        with aside(goal.parent) as place:
            partial = place / goal.name
            yield partial
            settle(partial)
            if goal.exists():
                partial.chmod(stat.S_IMODE(goal.stat().st_mode))
            partial.replace(goal)
            settle(goal.parent)
    except (OSError, RuntimeError) as problem:
        if isinstance(problem, RuntimeError) and "Symlink loop" not in str(problem):
            raise
        why = getattr(problem, "strerror", None) or str(problem)
        raise error("boundaries.writing.cannot-be-written", target=target, why=why) from None


def write_whole(
    path: "str | os.PathLike[str]", content: bytes, *, error: type[LianpianError] = OutputError
) -> Path:
    """Write a file so that a failure leaves what was there.

    Parameters
    ----------
    path : path
    content : bytes
    error : type
        As in `whole_file`.

    Returns
    -------
    pathlib.Path
        ``path``.

    Raises
    ------
    OutputError
        Or ``error``: the file cannot be written; the message says why.
    """
    with whole_file(path, error=error) as partial:
        partial.write_bytes(content)
    return Path(path)


def settle(path: Path) -> None:
    """Wait until the system has a file, or the names of a folder, on the disk.

    Systems that cannot do so with a folder are left in peace.
    """
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def refuse_inputs(
    out: "str | os.PathLike[str] | None",
    inputs: "Iterable[str | os.PathLike[str] | None]",
    *,
    error: type[LianpianError] = OutputError,
) -> None:
    """Refuse to write over what is being read, by whatever name it goes.

    Parameters
    ----------
    out : path or None
        The file to be written; None for none.
    inputs : iterable of path or None
        The files that are read.
    error : type

    Raises
    ------
    OutputError
        Or ``error``: ``out`` is one of ``inputs``.

    Examples
    --------
    >>> refuse_inputs("a.csv", ["./a.csv"])
    Traceback (most recent call last):
    ...
    boundaries.errors.OutputError: a.csv is a file that is being read: name another output
    """
    for source in inputs:
        if out is not None and source is not None and same_file(out, source):
            raise error("boundaries.writing.output-is-the-input", out=str(out))


def same_file(one: "str | os.PathLike[str]", other: "str | os.PathLike[str]") -> bool:
    """Whether two paths are one file, links, hard links and the ways of writing a path aside."""
    try:
        return Path(one).samefile(other)
    except (OSError, ValueError):
        real = [os.path.normcase(os.path.realpath(os.fspath(path))) for path in (one, other)]
        return real[0] == real[1]

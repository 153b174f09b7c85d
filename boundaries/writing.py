"""Files that appear whole or not at all: written under another name beside the old one, then renamed."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from boundaries.errors import LianpianError, OutputError


@contextlib.contextmanager
def whole_file(path: "str | os.PathLike[str]", *, error: type[LianpianError] = OutputError) -> Iterator[Path]:
    """Give a path to write to; when the block is done, that file takes the place of ``path`` in one rename.

    The path given is a hidden one beside ``path`` with the same suffix, because writers look at suffixes. It
    is always the same one, so that what a killed run left is overwritten by the next.

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
    partial = None
    try:
        goal = target.resolve() if target.is_symlink() else target
        partial = goal.with_name(f".{goal.stem}.partial{goal.suffix}")
        yield partial
        partial.replace(goal)
    except OSError as problem:
        why = problem.strerror or str(problem)
        raise error("boundaries.writing.cannot-be-written", target=target, why=why) from None
    finally:
        if partial is not None:
            with contextlib.suppress(OSError):
                partial.unlink()


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

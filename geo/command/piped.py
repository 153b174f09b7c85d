"""Tables as a command is given them: a file, several files, or text through a pipe."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from boundaries.errors import TableError

PIPE = "-"
PASTED = "pasted.tsv"
"""What a table is called that came through a pipe; what it is is told by its content."""


@contextmanager
def tables(paths: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The first file and the others; a table from the standard input lies in a file within the block.

    Parameters
    ----------
    paths : sequence of str
        One or more; ``-`` stands for the standard input, alone.

    Raises
    ------
    TableError
        Nothing came through the pipe, or ``-`` among other files.
    """
    if PIPE not in paths:
        yield paths[0], tuple(paths[1:])
        return
    if len(paths) > 1:
        raise TableError("geo.command.piped.pipe-and-files", n=len(paths))
    content = sys.stdin.buffer.read()
    if not content.strip():
        raise TableError("geo.command.piped.nothing-came")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / PASTED
        path.write_bytes(content)
        yield str(path), ()

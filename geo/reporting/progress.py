"""Progress on the terminal: what is being done now, on stderr, so that stdout stays for results."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from boundaries.language import Message, current, written


class Progress:
    """Numbered steps of a long command.

    Parameters
    ----------
    total : int
        How many steps will come.
    quiet : bool
        Say nothing.
    stream : file, optional
        Where to write; stderr by default. On a terminal a finished step's line is rewritten with its
        duration, elsewhere each step is one line.
    lang : str, optional
        The language it speaks; that of the run by default.

    Attributes
    ----------
    seconds : dict of str to float
        How long each finished step took, by the id of its message.
    """

    def __init__(
        self, total: int, *, quiet: bool = False, stream: TextIO | None = None, lang: str | None = None
    ) -> None:
        self.total = total
        self.lang = lang or current()
        self.done = 0
        self.seconds: dict[str, float] = {}
        self._stream = None if quiet else (stream or sys.stderr)

    @contextmanager
    def step(self, doing: Message | str) -> Iterator[None]:
        """Show what is being done while the block runs, and note how long it took."""
        self.done += 1
        head = f"[{self.done:>{len(str(self.total))}}/{self.total}] {written(doing, self.lang)}"
        terminal = self._stream is not None and self._stream.isatty()
        if self._stream is not None and terminal:
            self._stream.write(head + " ...")
            self._stream.flush()
        start = time.perf_counter()
        try:
            yield
        except BaseException:
            if self._stream is not None and terminal:
                self._stream.write("\n")  # the message that follows has a line of its own
            raise
        took = time.perf_counter() - start
        key = doing.id if isinstance(doing, Message) else doing
        self.seconds[key] = self.seconds.get(key, 0.0) + took
        if self._stream is not None:
            self._stream.write(
                f"{chr(13) if terminal else ''}{head}  {took:.1f} s{'   ' if terminal else ''}\n"
            )
            self._stream.flush()

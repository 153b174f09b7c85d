"""Signals that end a run: what is half done is cleared away, as after Ctrl-C."""

import signal
from types import FrameType

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class Ended(BaseException):
    """A run is to end; raised where it is at work, so that its blocks clear away what they hold."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def code(self) -> int:
        """The exit code, as shells have it."""
        return 128 + self.number


def heed() -> None:
    """From now on such signals raise `Ended`, once; one that the parent ignores (``nohup``) stays ignored."""
    for number in _numbers():
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def _numbers() -> list[signal.Signals]:
    return [signal.Signals[name] for name in NAMES if name in signal.Signals.__members__]


def _end(number: int, _: FrameType | None) -> None:
    for each in _numbers():  # a second one must not break the clearing away
        signal.signal(each, signal.SIG_IGN)
    raise Ended(number)

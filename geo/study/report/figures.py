"""The figures of a study, drawn by other processes while the report is written."""

import ctypes
import multiprocessing
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import maps
from boundaries.language import Lang, say
from maps import Overlay

WORKERS = 2
PR_SET_PDEATHSIG = 1  # of <sys/prctl.h>: workers are forked on Linux only
Job = tuple[Overlay, list[Path], str]
_jobs: list[
    Job
] = []  # a forked worker finds them here: overlays sent to it would be copied geometry by geometry


@contextmanager
def drawing(
    overlays: Sequence[Overlay], folder: Path, formats: Sequence[str], title: str, lang: Lang
) -> Iterator[Callable[[], None]]:
    """Draw every overlay in every format into ``folder``; the block goes on meanwhile.

    Parameters
    ----------
    overlays : sequence of Overlay
    folder : path
        Made if there is anything to draw; the files are ``01.png``, ``01.svg``, ``02.png``, ...
    formats : sequence of str
        png, svg, pdf.
    title : str
        Goes before the name of each overlay.
    lang : {"zh", "en"}

    Yields
    ------
    callable
        Waits until every figure is written. Without fork (not on Linux) it is what draws them.
    """
    jobs = [
        (
            overlay,
            [folder / f"{number:02d}.{kind}" for kind in formats],
            say(lang, "study.titled", title=title, name=overlay.name),
        )
        for number, overlay in enumerate(overlays, start=1)
    ]
    if not jobs or not formats:
        yield lambda: None
        return
    folder.mkdir()
    if sys.platform != "linux" or len(jobs) <= WORKERS:
        yield lambda: _in_turn(jobs)
        return
    import matplotlib.backends.backend_agg
    import matplotlib.backends.backend_svg  # noqa: F401 - imported once, not once a worker

    _jobs[:] = jobs
    forked = multiprocessing.get_context("fork")  # no script of the reader's is run again
    pool = ProcessPoolExecutor(WORKERS, mp_context=forked, initializer=_deaf)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            drawn = [pool.submit(_draw, at) for at in range(len(jobs))]
        yield lambda: _finished(drawn)
    finally:
        pool.shutdown(cancel_futures=True)
        _jobs.clear()


def _deaf() -> None:
    """A worker leaves an interrupt to the process that started it, and dies when that one is killed.

    It would wait for ever otherwise, and keep the lock of the output folder.
    """
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _draw(at: int) -> None:
    overlay, paths, title = _jobs[at]
    maps.figures(overlay, paths, title=title)


def _finished(drawn: Sequence[Future[None]]) -> None:
    """Wait for every figure; the fault of one is raised."""
    for one in drawn:
        one.result()


def _in_turn(jobs: Sequence[Job]) -> None:
    for overlay, paths, title in jobs:
        maps.figures(overlay, paths, title=title)

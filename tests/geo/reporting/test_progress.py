"""What is said while a long command runs."""

import io

import pytest

from geo.reporting.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_step_says_what_it_does_and_how_long_it_took() -> None:
    stream = io.StringIO()
    progress = Progress(2, stream=stream)
    with progress.step("reading"):
        pass
    assert stream.getvalue() == "[1/2] reading  0.0 s\n"
    assert list(progress.seconds) == ["reading"]
    silent = io.StringIO()
    with Progress(1, quiet=True, stream=silent).step("reading"):
        pass
    assert silent.getvalue() == ""


def test_on_a_terminal_a_broken_step_ends_its_line() -> None:
    stream = Terminal()
    with pytest.raises(KeyboardInterrupt), Progress(2, stream=stream).step("reading"):
        raise KeyboardInterrupt
    assert stream.getvalue() == "[1/2] reading ...\n"

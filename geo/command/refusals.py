"""How the command ends: one line that says why, and an exit code."""

import io
import os
import sys
import warnings
from typing import Any

import click

from boundaries.errors import LianpianError, LianpianWarning
from boundaries.language import CHINESE, Message, current, say, speaking
from geo.command.ended import Ended
from geo.command.printed import line
from geo.command.run_language import run_language
from geo.command.spoken import Group, click_speaking

DEBUG = "LIANPIAN_DEBUG"
LONGEST = 500  # characters of a message that another program wrote


def told(message: object) -> None:
    """One line on stderr, after the name of the program."""
    click.echo(f"lianpian: {line(message)}", err=True)


def _warned(message: Warning | str, category: type[Warning], *_: Any, **__: Any) -> None:
    """A warning of this package as one line on stderr; those of others are no news to a user."""
    if issubclass(category, LianpianWarning):
        told(message)


class Refusing(Group):
    """A group whose commands speak the language of the run, and end with one line and exit code 2 when refused."""

    def main(self, args: Any = None, *more: Any, **options: Any) -> Any:
        """Run the command."""
        for stream in (sys.stdout, sys.stderr):  # a name that a console cannot show ends no run
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            lang = run_language(list(sys.argv[1:] if args is None else args), os.environ)
        except LianpianError as error:
            with speaking(CHINESE):
                told(error)
            sys.exit(2)
        with speaking(lang), click_speaking():
            return super().main(args, *more, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, its warnings told as they come."""
        with warnings.catch_warnings():
            warnings.showwarning = _warned
            warnings.simplefilter("always", LianpianWarning)
            return self._refused(ctx)

    def _refused(self, ctx: click.Context) -> Any:
        if os.environ.get(DEBUG):
            return super().invoke(ctx)
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise  # click's own: wrong options, exit codes
        except BrokenPipeError:
            raise  # the reader of stdout has gone: click knows what to do
        except (Exception, KeyboardInterrupt, Ended) as error:
            told(_why(error))
            ctx.exit(
                error.code if isinstance(error, Ended) else 130 if isinstance(error, KeyboardInterrupt) else 2
            )


def _why(error: BaseException) -> str:
    """What a run that failed says."""
    if isinstance(error, LianpianError):
        return str(error)
    if isinstance(error, OSError):
        where = f" {error.filename}" if error.filename else ""
        said = Message("command.refused.system", where=where, why=error.strerror or str(error))
    elif isinstance(error, MemoryError):
        said = Message("command.refused.memory")
    elif isinstance(error, KeyboardInterrupt | Ended):
        said = Message("command.refused.interrupted")
    else:  # a fault of this program, or a file no reader of it foresaw
        what = line(error)[:LONGEST]
        said = Message("command.refused.unexpected", kind=type(error).__name__, what=what, variable=DEBUG)
    return say(current(), said)

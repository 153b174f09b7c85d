"""Commands and options that say their help in the language of the run.

Their help is an id of the catalogs. The words of the library itself (click) are looked up by their English text,
as gettext does, in the catalogs' ``click.po``; one that is missing there is said in English.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

from boundaries.language import catalog, current, say
from geo.command.run_language import spoken

MODULES = (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types)
WIDE = "\u2060"  # stands behind a character that takes two columns while lines are broken


def _said(text: str) -> str:
    return catalog(current()).gettext(text)


def _said_of(one: str, many: str, n: int) -> str:
    return catalog(current()).ngettext(one, many, n)


@contextmanager
def click_speaking() -> Iterator[None]:
    """Within the block click's own words come from the catalogs."""
    words = {"_": _said, "ngettext": _said_of}
    before = [
        (module, name, getattr(module, name)) for module in MODULES for name in words if hasattr(module, name)
    ]
    for module, name, _ in before:
        setattr(module, name, words[name])
    try:
        yield
    finally:
        for module, name, function in before:
            setattr(module, name, function)


class Language(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.5 only
    """A language that has a catalog."""

    name = "language"

    def get_metavar(self, *_: Any, **__: Any) -> str:
        """The languages, as a choice is shown."""
        return f"[{'|'.join(spoken())}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The language, or a refusal that names the valid ones."""
        choice: str = click.Choice(spoken()).convert(value, param, ctx)
        return choice


class Option(click.Option):
    """An option whose help is a message."""

    @property
    def help(self) -> str | None:
        """Its help in the language of the run."""
        return say(current(), self._help) if self._help else None

    @help.setter
    def help(self, value: str | None) -> None:
        self._help = value


class Formatter(click.HelpFormatter):
    """Breaks lines by the columns that characters take on a terminal, of which Chinese ones take two."""

    def write_text(self, text: str) -> None:
        """A paragraph."""
        super().write_text(_widened(text))

    def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        """A list of terms."""
        super().write_dl([(_widened(term), _widened(text)) for term, text in rows], *args, **kwargs)

    def getvalue(self) -> str:
        """What was written."""
        return super().getvalue().replace(WIDE, "")


def _widened(text: str) -> str:
    return "".join(c + WIDE if unicodedata.east_asian_width(c) in "WF" else c for c in text)


class Context(click.Context):
    """The context of a command: its help is broken as `Formatter` does."""

    formatter_class = Formatter


class _Helpful:
    """What a command and the group of them share: help of two messages, ``command.<name>`` and its examples."""

    name: str | None
    context_class = Context

    @property
    def help(self) -> str | None:
        """What it does, and examples."""
        return f"{self.what()}\n\n\b\n{say(current(), f'command.{self.name}.examples')}"

    @help.setter
    def help(self, value: str | None) -> None:
        """The catalogs say it."""

    def what(self) -> str:
        """What it does, in a sentence."""
        return say(current(), f"command.{self.name}")

    def get_short_help_str(self, limit: int = 45) -> str:
        """The sentence, as the list of commands shows it."""
        return self.what().removesuffix(".").removesuffix("。")

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option --help, said anew in the language of each run."""
        found: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if found is not None:
            found.help = say(current(), "command.option.help")
        return found


class Command(_Helpful, click.Command):  # type: ignore[misc]
    """A command whose help is said in the language of the run."""


class Group(_Helpful, click.Group):  # type: ignore[misc]
    """A group of such commands."""

    command_class = Command

    @property
    def epilog(self) -> str | None:
        """What stands below the commands."""
        return f"\b\n{say(current(), 'command.completion')}\n\n\b\n{say(current(), 'command.codes')}"

    @epilog.setter
    def epilog(self, value: str | None) -> None:
        """The catalogs say it."""

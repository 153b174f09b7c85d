"""What the command prints: tables, places, notes."""

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from boundaries.errors import short
from boundaries.language import Message, current, written

_OBEYED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys instead of showing it: control characters, and those that turn the direction of text."""

if TYPE_CHECKING:
    import pandas as pd

    from geo.reporting.table import Typed


def line(message: object) -> str:
    """A message as one line: cells that it quotes may hold line breaks, or codes that a terminal obeys.

    >>> line("a\\x1b[2Jb\\nc")
    'a [2Jb c'
    """
    return "".join(c if c.isprintable() else " " for c in str(message))


def print_notes(notes: Iterable[Message | str], *, quiet: bool) -> None:
    """Say on stderr what was assumed and noticed."""
    for note in () if quiet else notes:
        click.echo(line(short(written(note, current()))), err=True)


def print_place(path: Path, *, as_json: bool, **record: Any) -> None:
    """Print where a result is: its path, or a JSON record that holds it."""
    if as_json:
        print_record(record)
    else:
        click.echo(line(path) if sys.stdout.isatty() else path)


def print_table(table: "Typed") -> None:
    """Print a table on stdout as tab-separated lines, headed in the language of the run."""
    frame = table.data(current())
    text = frame.to_csv(sep="\t", index=False, lineterminator="\n")
    click.echo(_OBEYED.sub(" ", text), nl=False)


def print_json(frame: "pd.DataFrame") -> None:
    """Print a table on stdout as JSON records."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    print_record(rows, indent=2)


def print_record(value: Any, *, indent: int | None = None) -> None:
    """Print a value on stdout as JSON, which is UTF-8 whatever the console says."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=_plain, allow_nan=False)
    safe = _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    sys.stdout.flush()
    sys.stdout.buffer.write(safe.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def _plain(value: Any) -> Any:
    """A number of NumPy, a date, a message or the like, as JSON holds it."""
    if isinstance(value, Message):
        return written(value, current())
    return value.item() if hasattr(value, "item") else str(value)

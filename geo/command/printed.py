"""What the command prints: tables, places, notes."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from boundaries.language import Message, current, written

if TYPE_CHECKING:
    import pandas as pd

    from geo.reporting.table import Typed


def print_notes(notes: Iterable[Message | str], *, quiet: bool) -> None:
    """Say on stderr what was assumed and noticed."""
    for note in () if quiet else notes:
        click.echo(written(note, current()), err=True)


def print_place(path: Path, *, as_json: bool, **record: Any) -> None:
    """Print where a result is: its path, or a JSON record that holds it."""
    click.echo(json.dumps(record, ensure_ascii=False) if as_json else path)


def print_table(table: "Typed") -> None:
    """Print a table on stdout as tab-separated lines, headed in the language of the run."""
    frame = table.data(current())
    click.echo(frame.to_csv(sep="\t", index=False, lineterminator="\n"), nl=False)


def print_json(frame: "pd.DataFrame") -> None:
    """Print a table on stdout as JSON records."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=_plain, allow_nan=False))


def _plain(value: Any) -> Any:
    """A number of NumPy, a date, a message or the like, as JSON holds it."""
    if isinstance(value, Message):
        return written(value, current())
    return value.item() if hasattr(value, "item") else str(value)

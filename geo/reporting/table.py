"""Reporting tables: frames of typed columns, which page, workbook, csv and JSON write each in its own way.

The frame keeps the values: a p-value stays the float that the test returned, a year a whole number, a region its
name, a status its message. A column's kind says how a reader sees it; nobody finds a column by its heading.
"""

import math
import numbers
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import pandas as pd

from boundaries.language import Message, say, written

Kind = Literal["value", "mixed", "p", "year", "place", "places", "clauses"]
KINDS: tuple[str, ...] = get_args(Kind)


SAID = ("place", "places", "clauses")
"""The kinds whose cells are words in the reader's language."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a reporting table.

    Attributes
    ----------
    key : str
        Its name in the frame.
    kind : {"value", "mixed", "p", "year", "place", "places", "clauses"}
        ``value``: text as it is, numbers with separators and one number of decimals; ``mixed``: counts and shares
        in one column, each with its own decimals; ``p``: a p-value; ``year``: no separators; ``place``, ``places``:
        a name, or several, in the reader's language; ``clauses``: phrases in a row.
    heading : Message or str, optional
        The message ``column.<key>`` by default; a str is shown as it is.
    draws : str or int, optional
        Of a p-value: how many draws it rests on, or the key of the column that says so.
    sides : int
        Of a p-value with draws: 2 where it is twice the smaller of two.
    digits : int, optional
        Of numbers: to how many decimals a cell shows them; three by default, fewer where none has more.
    """

    key: str
    kind: Kind = "value"
    heading: Message | str | None = None
    draws: str | int | None = None
    digits: int | None = None
    sides: int = 1


def column(
    key: str,
    kind: Kind | None = None,
    *,
    heading: Message | str | None = None,
    draws: str | int | None = None,
    digits: int | None = None,
    sides: int = 1,
) -> Column:
    """A column, of the kind that its key has everywhere unless another is asked for.

    >>> column("p_fdr").kind, column("year").kind, column("name").kind
    ('p', 'year', 'value')
    """
    return Column(key, kind or USUAL.get(key, "value"), heading, draws, digits, sides)


USUAL: dict[str, Kind] = {
    **dict.fromkeys(("p", "p_fdr", "mid_p", "p_sim", "p_exact"), "p"),
    "year": "year",
    "observed": "mixed",
    **dict.fromkeys(("province", "plate", "region"), "place"),
}
"""The kind that a key has wherever it stands."""


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """A frame and what its columns are.

    Attributes
    ----------
    frame : DataFrame
        Values under keys; cells may hold messages, which are said where the table is written.
    columns : tuple of Column
        Those that are shown, in order.
    """

    frame: pd.DataFrame
    columns: tuple[Column, ...]

    def headings(self, lang: str) -> list[str]:
        """What stands above the columns."""
        return [heading(column, lang) for column in self.columns]

    def shown(self, lang: str) -> list[list[str]]:
        """The cells as a reader sees them, a list a column."""
        return [_shown(self.frame, column, lang) for column in self.columns]

    def sort_keys(self) -> list[list[str]]:
        """What the cells sort by, a list a column: a bare number, or nothing where the text itself does."""
        return [[sortable(value) for value in self.frame[column.key]] for column in self.columns]

    def data(self, lang: str) -> pd.DataFrame:
        """The table for a workbook or a csv file: headed and its places named, its numbers as they are."""
        heard: dict[tuple[str, Message], Any] = {}

        def datum(value: Any, kind: Kind) -> Any:
            if not isinstance(value, Message):
                return _datum(value, kind, lang)
            if (kind, value) not in heard:  # a column of thousands of cells says a few things
                heard[kind, value] = _datum(value, kind, lang)
            return heard[kind, value]

        made = [
            self.frame[column.key].map(lambda value, kind=column.kind: datum(value, kind))
            if self.frame[column.key].dtype == object or column.kind in SAID
            else self.frame[column.key]
            for column in self.columns
        ]
        table = pd.concat(made, axis=1) if made else pd.DataFrame(index=self.frame.index)
        return table.set_axis(self.headings(lang), axis=1)


def typed(frame: pd.DataFrame, columns: Iterable[Column | str] | None = None, **draws: str | int) -> Typed:
    """A frame as a reporting table.

    Parameters
    ----------
    frame : DataFrame
    columns : iterable of Column or str, optional
        All columns of the frame, of their usual kinds, by default.
    **draws : str or int
        For columns of p-values, by key: the draws they rest on, or the key of the column that says so.
    """
    chosen = [
        item if isinstance(item, Column) else column(item) for item in (columns or map(str, frame.columns))
    ]
    return Typed(
        frame,
        tuple(replace(item, draws=draws.get(item.key, item.draws)) for item in chosen),
    )


def heading(column: Column, lang: str) -> str:
    """What stands above a column: its message, or a user's own word as it is."""
    if column.heading is None:
        return say(lang, f"column.{column.key}")
    return written(column.heading, lang)


def _shown(frame: pd.DataFrame, column: Column, lang: str) -> list[str]:
    values = frame[column.key]
    if column.kind == "p":
        draws = frame[column.draws] if isinstance(column.draws, str) else [column.draws] * len(frame)
        return [
            written(p if d is None or pd.isna(d) else (p, int(d), column.sides), lang, "p")
            for p, d in zip(values, draws, strict=True)
        ]
    if column.kind in SAID:
        return [cell(value) if _missing(value) else written(value, lang, column.kind) for value in values]
    if column.digits is not None:
        values = values.round(column.digits)
    texts = [written(v, lang) if isinstance(v, Message | list | tuple) else cell(v) for v in values]
    if column.kind == "year":
        return [text.replace(",", "") for text in texts]
    if column.kind == "mixed" or values.dtype.kind != "f":
        return texts
    pairs = list(zip(texts, values, strict=True))
    most = max((len(text.partition(".")[2]) for text, value in pairs if _plain(value)), default=0)
    return [f"{value:,.{most}f}" if _plain(value) else text for text, value in pairs]


def _datum(value: Any, kind: Kind, lang: str) -> Any:
    if _missing(value):
        return None
    if kind in SAID or isinstance(value, Message | list | tuple):
        return written(value, lang, kind if kind in SAID else "")
    return value


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _plain(value: float) -> bool:
    """Whether a number is printed with at most three decimals and no sign of its own."""
    return not pd.isna(value) and (value == 0 or 0.001 <= abs(value) < 1000)


def cell(value: object) -> str:
    """A value as text: numbers with separators, missing as an em dash.

    >>> cell(2844), cell(0.4161), cell(None), cell(float("inf")), cell("昆山市")
    ('2,844', '0.416', '—', '∞', '昆山市')
    """
    if _missing(value):
        return "—"
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, int) or (hasattr(value, "dtype") and value.dtype.kind in "iu"):
        return f"{int(str(value)):,}"
    if isinstance(value, float) or (hasattr(value, "dtype") and value.dtype.kind == "f"):
        number = float(str(value))
        if math.isinf(number):
            return "∞" if number > 0 else "-∞"
        if number != 0 and abs(number) < 0.001:
            if abs(number) >= 0.00001:
                return f"{number:.5f}".rstrip("0")
            return f"{number:.1e}"
        return f"{number:,.3f}".rstrip("0").rstrip(".") if abs(number) < 1000 else f"{number:,.0f}"
    return str(value)


def sortable(value: object) -> str:
    """What a cell sorts by: the bare number, or nothing when the text itself does."""
    if isinstance(value, numbers.Real) and not isinstance(value, bool) and not pd.isna(value):
        return repr(float(value))
    return ""


def records(table: Typed) -> list[Mapping[str, Any]]:
    """The rows by key, for JSON: values as they are, messages as their ids."""
    keys = [column.key for column in table.columns]
    return [
        {key: value.id if isinstance(value, Message) else value for key, value in zip(keys, row, strict=True)}
        for row in table.frame[keys].itertuples(index=False, name=None)
    ]

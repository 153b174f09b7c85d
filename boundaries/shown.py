"""How a result shows itself: in a line or two, as a summary, as HTML in a notebook, as a workbook."""

import os
from dataclasses import fields
from html import escape
from numbers import Number
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from boundaries.errors import TableError
from boundaries.language import Message, current, p_value, say, written
from boundaries.workbook import write_workbook

ROWS = 8
"""Rows of a table in a notebook."""
WIDE = 100
"""Letters of a line of a repr."""
LONG = 10
"""Lines of a repr."""

SETTINGS = ("alpha", "mean_neighbors")
"""Numbers that were given, or describe the graph: no finding."""


class Shown:
    """A result that shows itself. Its fields are numbers and words, tables by unit, and sets of units."""

    __slots__ = ()
    HEAD: ClassVar[tuple[str, ...]] = ()
    """The fields that say the finding; the first three numbers and p where none are named."""

    def summary(self) -> "pd.Series[Any]":
        """Every number and word of the result by name; sets of units are counted.

        Returns
        -------
        Series
            By field, in the order of the class; a message is said in the language of the run.
        """
        return pd.Series(_plain(self), dtype="object", name=type(self).__name__)

    def to_excel(self, path: "str | os.PathLike[str]") -> Path:
        """Write the summary and each table to a sheet of a workbook: text as text, numbers to sixteen digits.

        Parameters
        ----------
        path : path
            Ends in .xlsx; the file appears whole or not at all.

        Returns
        -------
        pathlib.Path

        Raises
        ------
        TableError
            The path does not end in .xlsx.
        OutputError
            It cannot be written; what was there stays.
        """
        target = Path(path)
        if target.suffix.lower() != ".xlsx":
            raise TableError("boundaries.shown.a-result-is-written-as-xlsx", path=target)
        sheets = {"summary": self.summary().to_frame("value"), **_tables(self)}
        plain = {
            name: pd.DataFrame(table.drop(columns="geometry", errors="ignore")).reset_index(
                allow_duplicates=True
            )
            for name, table in sheets.items()
        }
        return write_workbook(target, plain)

    def __repr__(self) -> str:
        items = [f"{name}={_short(value)}" for name, value in _plain(self).items()]
        items += [f"{name}: {len(table):,} rows" for name, table in _tables(self).items()]
        lines = [f"{type(self).__name__}("]
        for item in items:
            text = item[: WIDE - 5]
            if len(lines) > 1 and len(lines[-1]) + len(text) + 3 <= WIDE:
                lines[-1] += f" {text},"
            else:
                lines.append(f"    {text},")
        if len(lines) >= LONG:
            lines = [*lines[: LONG - 2], "    ...,"]
        return "\n".join(lines).removesuffix(",") + ")"

    def _repr_html_(self) -> str:
        lang = current()
        plain, tables = _plain(self), _tables(self)
        said = _said(plain, self.HEAD or _head(plain), lang)
        title = say(lang, f"results.{type(self).__name__}")
        parts = [f"<p><b>{escape(title)}</b> {escape(said)}</p>"]
        if plain.get("null"):
            parts.append(f"<p>{escape(say(lang, 'results.null', null=str(plain['null'])))}</p>")
        if tables:
            name, table = next(iter(tables.items()))
            parts.append(_html(table.head(ROWS)))
            if len(table) > ROWS:
                more = say(lang, "results.rows", shown=ROWS, n=len(table), name=name)
                parts.append(f"<p><small>{escape(more)}</small></p>")
        rows = "".join(
            f"<tr><th>{escape(name)}</th><td>{escape(_short(value))}</td></tr>"
            for name, value in plain.items()
        )
        head = escape(say(lang, "results.settings"))
        parts.append(f"<details><summary>{head}</summary><table>{rows}</table></details>")
        return f'<div class="lianpian-result">{"".join(parts)}</div>'


def _fields(result: Any) -> dict[str, Any]:
    """The fields of a result, those of its setting last."""
    own = {field.name: getattr(result, field.name) for field in fields(result)}
    setting = own.pop("setting", None)
    return own if setting is None else own | {f.name: getattr(setting, f.name) for f in fields(setting)}


def _plain(result: Any) -> dict[str, Any]:
    """What can be said in a cell: numbers, words; of sets of units, how many they are."""
    found: dict[str, Any] = {}
    for name, value in _fields(result).items():
        if isinstance(value, Message):
            found[name] = say(current(), value)
        elif isinstance(value, np.generic):
            found[name] = value.item()
        elif isinstance(value, Number | str | bool) or value is None:
            found[name] = value
        elif isinstance(value, pd.Index | tuple | list | set | frozenset | dict):
            found[name] = len(value)
        elif isinstance(value, pd.DataFrame) and name == "frame" and "significant" in value:
            found["n_significant"] = int(value["significant"].sum())
    return found


def _tables(result: Any) -> dict[str, pd.DataFrame]:
    """The tables of a result, ``frame`` first."""
    found = {
        name: value if isinstance(value, pd.DataFrame) else value.to_frame()
        for name, value in _fields(result).items()
        if isinstance(value, pd.DataFrame | pd.Series)
    }
    return {name: found[name] for name in sorted(found, key=lambda name: name != "frame")}


def _head(plain: dict[str, Any]) -> tuple[str, ...]:
    if "n_significant" in plain:
        return ("n_significant",)
    numbers = [name for name, value in plain.items() if isinstance(value, float) and name not in SETTINGS]
    first = [name for name in numbers if not _is_p(name)][:3]
    return (*first, *[name for name in ("p_sim", "mid_p") if name in plain][:1])


def _said(plain: dict[str, Any], names: tuple[str, ...], lang: str) -> str:
    """Names and values in one line, with how often and from which seed chance was drawn."""
    draws = plain.get("permutations")
    items = []
    for name in names:
        if name in plain:
            p = _is_p(name) and isinstance(plain[name], float)
            value = p_value(plain[name], draws=draws) if p else _short(plain[name])
            items.append(f"{name} {value}" if value.startswith("≤") else f"{name} = {value}")
    for name in ("n_eligible", "permutations", "seed"):
        if name in plain:
            items.append(say(lang, f"results.{name}", n=plain[name]))
    return written(items, lang, "clauses")


def _is_p(name: str) -> bool:
    return name.startswith("p_") or name in ("p", "mid_p")


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value)


def _html(table: pd.DataFrame) -> str:
    return str(table.to_html(escape=True, float_format=lambda value: f"{value:.4g}", border=0, max_cols=12))

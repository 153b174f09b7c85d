"""One column of a table: numbers with their unit, codes, or text, and every cell that was missing or coerced."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.errors import listed
from indicators.cell import Cell, factor, is_total, read_cell, read_rank
from indicators.codes_in_cells import codes_in_cells
from indicators.grid import Column, cells
from indicators.headings import headings

_LEADING_ZERO = re.compile(r"0\d+")
_PLAIN = r"^[+-]?\d{1,300}(?:\.\d{0,300})?(?:[eE][+-]?\d{1,2})?$"
_BARE = frozenset(("number",))
_TEXTUAL = ("text", "error")
SAMPLE = 2000


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Read:
    """A column as read: its values, what is known of it, its odd cells, its faults."""

    values: pd.Series
    info: dict[str, object]
    cells: pd.DataFrame
    text: list[str]
    mixed: list[str]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Parsed:
    """Each cell as a number: value (NaN), status and own unit."""

    value: npt.NDArray[np.float64]
    status: npt.NDArray[np.object_]
    unit: npt.NDArray[np.object_]


def read_column(
    column: Column,
    rows: pd.Index,
    *,
    name: str,
    header: str,
    unit: str,
    table_unit: str,
    units: Mapping[str, str],
    plain: bool,
    spread: set[object],
) -> Read:
    """Read one column.

    Parameters
    ----------
    column : column of a grid
        Its cells, as long as ``rows``.
    rows : pandas.Index
        Row numbers.
    name, header, unit : str
        The column's name, its heading as written, the unit that heading names.
    table_unit : str
        The unit that a line above the table names for all columns.
    units : mapping
        Units given by name, which win.
    plain : bool
        Every number of the file is text (csv).
    spread : set
        Rows whose cell was filled from a merged range.
    """
    lower = name.lower()
    reader = read_rank if any(word in lower for word in headings("rank_part")) else read_cell
    parsed = _parse(column, reader, plain=plain)
    status = parsed.status
    filled = ~np.isin(status, ["missing", "label"])
    numeric = filled & ~np.isin(status, _TEXTUAL)
    kind = _kind(column, lower, int(filled.sum()), int(numeric.sum()))
    mixed: list[str] = []
    if kind != "number":
        words = _words(column, code=kind == "code")
        none = np.array([word is None for word in words], dtype=bool)
        status = np.where(none, "missing", "number")
        values = pd.Series(words, dtype="str", index=rows)
        kept: npt.NDArray[np.object_] = np.full(len(words), None, dtype=object)
        unit = ""
    else:
        unit = units.get(name, unit) or _unit_of(
            name, lower, set(parsed.unit[numeric].tolist()), table_unit, mixed
        )
        values, status, kept = _converted(parsed, rows, column, name, unit, spread, mixed)
    odd = status != "number"
    raws = _raws(column, odd)
    shown = rows[odd]
    found = pd.DataFrame(
        {
            "row": shown,
            "column": name,
            "raw": ["" if raw is None else str(raw) for raw in raws],
            "status": status[odd],
            "value": kept[odd],
        }
    )
    bad = np.isin(status[odd], _TEXTUAL) if kind == "number" else np.zeros(int(odd.sum()), dtype=bool)
    text = [
        f"row {row}, column {name}: {raw!r} is no number"
        for row, raw, wrong in zip(shown, raws, bad, strict=True)
        if wrong
    ]
    missing = int(np.isin(status, ["missing", "label"]).sum())
    info: dict[str, object] = {
        "header": header,
        "unit": unit,
        "kind": kind,
        "cells": len(status),
        "missing": missing,
        "coerced": int(odd.sum()) - missing - len(text),
        "refused": len(text),
    }
    return Read(values=values, info=info, cells=found, text=text, mixed=mixed)


def _kind(column: Column, lower: str, filled: int, numeric: int) -> str:
    """What a column holds, by its heading and its cells."""
    if lower in headings("year") or any(word in lower for word in headings("code_part")):
        return "code"
    if _any(column, _LEADING_ZERO):
        return "code"
    looks_text = any(lower.endswith(word) for word in headings("text_end")) and 2 * numeric < filled + 1
    if looks_text or not numeric or 2 * numeric < filled:
        return "text"
    sample = cells(column[:SAMPLE] if not isinstance(column, pa.ChunkedArray) else column.slice(0, SAMPLE))
    if any(word in lower for word in headings("count_part")):
        return "number"
    if _codelike(sample[:40]) and codes_in_cells(sample).certain:
        whole = codes_in_cells(cells(column))
        return "code" if whole.certain else "number"
    return "number"


def _codelike(sample: list[object]) -> bool:
    """Whether the first cells could be codes at all: whole numbers of four, six, nine or twelve digits."""
    held = [str(v) for v in sample if v is not None]
    digits = ["".join(c for c in text.removesuffix(".0") if c.isdigit()) for text in held]
    return bool(held) and sum(len(d) in (4, 6, 9, 12) for d in digits) >= 0.8 * len(held)


def _any(column: Column, pattern: re.Pattern[str]) -> bool:
    if isinstance(column, np.ndarray):
        return False
    if isinstance(column, pa.ChunkedArray):
        found = pc.match_substring_regex(column, r"^\s*0\d+\s*$")
        return bool(pc.any(found).as_py())
    return any(isinstance(v, str) and bool(pattern.fullmatch(v.strip())) for v in column)


def _parse(column: Column, reader: Callable[[object], Cell], *, plain: bool) -> _Parsed:
    """Read every cell; equal cells once."""
    n = len(column)
    if isinstance(column, np.ndarray):
        finite = np.isfinite(column)
        status = np.where(finite, "number", np.where(np.isnan(column), "missing", "error")).astype(object)
        return _Parsed(
            value=np.where(finite, column, np.nan), status=status, unit=np.full(n, "", dtype=object)
        )
    value = np.full(n, np.nan)
    status = np.full(n, "missing", dtype=object)
    unit = np.full(n, "", dtype=object)
    if isinstance(column, pa.ChunkedArray):
        bare = pc.fill_null(pc.match_substring_regex(column, _PLAIN), False)
        where = np.asarray(bare.to_numpy(), dtype=bool)
        value[where] = pc.cast(pc.filter(column, bare), pa.float64()).to_numpy()
        status[where] = "number" if plain else "text_number"
        status[where & ~np.isfinite(value)] = "error"
        rest = np.flatnonzero(~where & np.asarray(column.is_valid().to_numpy(), dtype=bool))
        raws = pc.take(column, pa.array(rest)).to_pylist()
    else:
        rest = np.arange(n)
        raws = column
    seen: dict[object, Cell] = {}
    for i, raw in zip(rest.tolist(), raws, strict=True):
        if raw is None:
            continue
        key = (raw.__class__, raw)
        try:
            cell = seen.get(key)
        except TypeError:  # a list, from JSON
            cell, key = None, (str, str(raw))
        if cell is None:
            cell = _labeled(raw, reader(raw))
            if plain and cell.status == "text_number":
                cell = cell._replace(status="number")
            seen[key] = cell
        value[i], unit[i], status[i] = cell
    return _Parsed(value=value, status=status, unit=unit)


def _labeled(value: object, cell: Cell) -> Cell:
    """A word such as 合计 in a column of numbers labels a row of totals: no number is due there."""
    return cell._replace(status="label") if cell.status == "text" and is_total(value) else cell


def _unit_of(name: str, lower: str, own: set[str], table_unit: str, mixed: list[str]) -> str:
    """The unit of a column whose heading names none."""
    if len(own) == 1 and "" not in own:
        return own.pop()
    if table_unit and not any(word in lower for word in headings("count_part")):
        return table_unit
    if len(own) > 1:
        kinds = [u or "none" for u in sorted(own)]
        mixed.append(f"column {name} mixes units ({listed(kinds)}); say which with units=")
    return ""


def _converted(
    parsed: _Parsed,
    rows: pd.Index,
    column: Column,
    name: str,
    unit: str,
    spread: set[object],
    mixed: list[str],
) -> tuple[pd.Series, npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Values in the column's unit, the status of each cell, and the value of each odd one."""
    value, status = parsed.value.copy(), parsed.status.copy()
    plain_cell = ~np.isin(status, ["missing", "label", *_TEXTUAL])
    if spread:
        status[np.isin(rows, list(spread)) & plain_cell] = "merged"
    if not mixed:
        for own in set(parsed.unit.tolist()) - {"", unit}:
            where = parsed.unit == own
            times = factor(own, to=unit)
            if times is None:
                raws = _raws(column, where)
                mixed += [
                    f"row {row}, column {name}: {raw!r} is not in {unit or 'the column unit'}"
                    for row, raw in zip(rows[where], raws, strict=True)
                ]
            else:
                value[where] = value[where] * times
                status[where] = "converted"
    kept = np.array(value, dtype=object)
    kept[~plain_cell] = None
    return pd.Series(value, index=rows, dtype="float64"), status, kept


def _raws(column: Column, where: npt.NDArray[np.bool_]) -> list[object]:
    """The cells as they are written, of some rows."""
    chosen = np.flatnonzero(where)
    if isinstance(column, list):
        return [column[i] for i in chosen.tolist()]
    if isinstance(column, pa.ChunkedArray):
        return list(pc.take(column, pa.array(chosen)).to_pylist())
    return cells(column[chosen])


def _words(column: Column, *, code: bool) -> list[str | None]:
    """A column of text or codes; equal cells once."""
    seen: dict[object, str | None] = {}
    out: list[str | None] = []
    for raw in cells(column):
        if raw is None:
            out.append(None)
            continue
        key = (raw.__class__, raw) if not isinstance(raw, list | dict) else (str, str(raw))
        if key not in seen:
            seen[key] = word_of(raw, code=code)
        out.append(seen[key])
    return out


def word_of(value: object, *, code: bool) -> str | None:
    """A cell as text; None where it is empty or says that nothing is known.

    >>> word_of("昆山市_x000D_", code=False), word_of(320583.0, code=True), word_of("—", code=False)
    ('昆山市', '320583', None)
    """
    if value is None or str(value).strip() == "":
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).replace("_x000D_", "").strip()
    if code:
        text = unicodedata.normalize("NFKC", text).removesuffix(".0")
    return None if read_cell(text).status == "missing" else text

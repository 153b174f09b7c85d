"""One column of a table: numbers with their unit, codes, or text, and every cell that was missing or
coerced."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.language import Message
from indicators.cell import Cell, factor, is_total, read_cell, read_rank
from indicators.codes_in_cells import codes_in_cells, six_digits
from indicators.grid import Column, Numbers, cells, take
from indicators.headings import headings

_LEADING_ZERO = re.compile(r"0\d+")
_PLAIN = r"^-?\d{1,300}(?:\.\d{0,300})?(?:[eE][+-]?\d{1,2})?$"
SAMPLE = 2000
STATUSES = (
    *("number", "missing", "label", "text", "error"),
    *(
        "separator",
        "full_width",
        "footnote",
        "unit",
        "negative",
        "rank",
        "text_number",
        "converted",
        "merged",
    ),
)
_CODE = {status: k for k, status in enumerate(STATUSES)}
_NUMBER, _MISSING, _LABEL, _TEXT, _ERROR = range(5)
_MERGED, _CONVERTED = _CODE["merged"], _CODE["converted"]

Odd: TypeAlias = tuple[object, str, str, str, object]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Read:
    """A column as read.

    Attributes
    ----------
    values : list or Arrow array of str, or array of float
    info : dict
        A row of `Table.columns`.
    cells : list of (row, column, raw, status, value)
        Cells that were missing or coerced.
    text, mixed : list of str
        Faults: words where numbers are due; units that do not go together.
    """

    values: list[str | None] | pa.Array | npt.NDArray[np.float64]
    info: dict[str, object]
    cells: list[Odd]
    text: list[Message]
    mixed: list[Message]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Parsed:
    """Each cell as a number: value (NaN), status by its place in `STATUSES`, and the units of single
    cells."""

    value: npt.NDArray[np.float64]
    status: npt.NDArray[np.int8]
    unit: dict[int, str]


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
    spread: Sequence[int],
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
    spread : sequence of int
        Positions of cells that were filled from a merged range.
    """
    lower = name.lower()
    reader = read_rank if any(word in lower for word in headings("rank_part")) else read_cell
    parsed = _parse(column, reader, plain=plain)
    status = parsed.status
    filled = int(((status != _MISSING) & (status != _LABEL)).sum())
    numeric = filled - int(((status == _TEXT) | (status == _ERROR)).sum())
    kind = _kind(column, lower, filled, numeric)
    mixed: list[Message] = []
    values: list[str | None] | pa.Array | npt.NDArray[np.float64]
    if kind != "number":
        values = _words(column, code=kind == "code")
        status = _presence(values)
        kept: npt.NDArray[np.float64] | None = None
        unit = ""
    else:
        unit = units.get(name, unit) or _unit_of(name, lower, parsed, table_unit, mixed)
        kept, status = _converted(parsed, rows, column, name, unit, spread, mixed)
        values = kept
    odd = np.flatnonzero(status != _NUMBER)
    found: list[Odd] = []
    text: list[Message] = []
    for i, raw in zip(odd.tolist(), cells(take(column, odd)), strict=True):
        code = int(status[i])
        value = None if kept is None or code in (_MISSING, _LABEL, _TEXT, _ERROR) else float(kept[i])
        found.append((rows[i], name, "" if raw is None else str(raw), STATUSES[code], value))
        if code in (_TEXT, _ERROR):
            text.append(Message("indicators.column.no-number", row=rows[i], name=name, value=_short(raw)))
    missing = int(((status == _MISSING) | (status == _LABEL)).sum())
    info: dict[str, object] = {
        "header": header,
        "unit": unit,
        "kind": kind,
        "cells": len(status),
        "missing": missing,
        "coerced": len(odd) - missing - len(text),
        "refused": len(text),
    }
    return Read(values=values, info=info, cells=found, text=text, mixed=mixed)


def _presence(values: list[str | None] | pa.Array) -> npt.NDArray[np.int8]:
    if isinstance(values, list):
        return np.array([_NUMBER if v is not None else _MISSING for v in values], dtype=np.int8)
    return np.where(values.is_valid().to_numpy(zero_copy_only=False), _NUMBER, _MISSING).astype(np.int8)


def _short(raw: object) -> object:
    """A cell as a message may hold it."""
    return raw if not isinstance(raw, str) or len(raw) <= 80 else raw[:77] + "..."


def _kind(column: Column, lower: str, filled: int, numeric: int) -> str:
    """What a column holds, by its heading and its cells."""
    if lower in headings("year") or any(word in lower for word in headings("code_part")):
        return "code"
    if _any(column, _LEADING_ZERO):
        return "code"
    looks_text = any(lower.endswith(word) for word in headings("text_end")) and 2 * numeric < filled + 1
    if looks_text or not numeric or 2 * numeric < filled:
        return "text"
    sample = cells(take(column, np.arange(min(SAMPLE, len(column)))))
    if any(word in lower for word in headings("count_part")):
        return "number"
    if _codelike(sample[:40]) and codes_in_cells(sample).certain:
        whole = codes_in_cells(cells(column))
        return "code" if whole.certain else "number"
    return "number"


def _codelike(sample: list[object]) -> bool:
    """Whether the first cells are codes that exist."""
    held = [v for v in sample if v is not None]
    return bool(held) and sum(six_digits(v) is not None for v in held) >= 0.8 * len(held)


def _any(column: Column, pattern: re.Pattern[str]) -> bool:
    if isinstance(column, np.ndarray):
        return False
    if isinstance(column, Numbers):
        column = list(column.others.values())
    if isinstance(column, pa.ChunkedArray):
        found = pc.match_substring_regex(column, r"^\s*0\d+\s*$")
        return bool(pc.any(found).as_py())
    return any(isinstance(v, str) and bool(pattern.fullmatch(v.strip())) for v in column)


def _parse(column: Column, reader: Callable[[object], Cell], *, plain: bool) -> _Parsed:
    """Read every cell; equal cells once."""
    n = len(column)
    unit: dict[int, str] = {}
    if isinstance(column, Numbers):
        value, status = _numbers(column.values)
        rest = list(column.others)
        raws = list(column.others.values())
    elif isinstance(column, np.ndarray):
        value, status = _numbers(column)
        return _Parsed(value=value, status=status, unit=unit)
    elif isinstance(column, pa.ChunkedArray):
        value, status = np.full(n, np.nan), np.full(n, _MISSING, dtype=np.int8)
        bare = pc.fill_null(pc.match_substring_regex(column, _PLAIN), False)
        where = np.asarray(bare.to_numpy(), dtype=bool)
        value[where] = pc.cast(pc.filter(column, bare), pa.float64()).to_numpy()
        status[where] = _NUMBER if plain else _CODE["text_number"]
        infinite = where & ~np.isfinite(value)
        value[infinite], status[infinite] = np.nan, _ERROR
        left = np.flatnonzero(~where & np.asarray(column.is_valid().to_numpy(), dtype=bool))
        if len(left) > SAMPLE:
            _parse_often(take(column, left), left, reader, plain, value, status, unit)
            return _Parsed(value=value, status=status, unit=unit)
        rest, raws = left.tolist(), cells(take(column, left))
    else:
        value, status = np.full(n, np.nan), np.full(n, _MISSING, dtype=np.int8)
        rest, raws = list(range(n)), column
    seen: dict[object, tuple[float, int, str]] = {}
    for i, raw in zip(rest, raws, strict=True):
        if raw is None:
            continue
        key = (raw.__class__, raw) if not isinstance(raw, list | dict) else (str, str(raw))
        cell = seen.get(key)
        if cell is None:
            cell = seen[key] = _cell(raw, reader, plain)
        value[i], status[i] = cell[0], cell[1]
        if cell[2]:
            unit[i] = cell[2]
    return _Parsed(value=value, status=status, unit=unit)


def _cell(raw: object, reader: Callable[[object], Cell], plain: bool) -> tuple[float, int, str]:
    read = _labeled(raw, reader(raw))
    code = _NUMBER if plain and read.status == "text_number" else _CODE[read.status]
    return read.value, code, read.unit


def _parse_often(
    column: Column,
    left: npt.NDArray[np.intp],
    reader: Callable[[object], Cell],
    plain: bool,
    value: npt.NDArray[np.float64],
    status: npt.NDArray[np.int8],
    unit: dict[int, str],
) -> None:
    """Read many cells of text by their different words."""
    assert isinstance(column, pa.ChunkedArray)
    coded = column.combine_chunks().dictionary_encode()
    found = [_cell(word, reader, plain) for word in coded.dictionary.to_pylist()]
    which = coded.indices.to_numpy()
    value[left] = np.array([cell[0] for cell in found])[which]
    status[left] = np.array([cell[1] for cell in found], dtype=np.int8)[which]
    for k in np.flatnonzero(np.array([bool(cell[2]) for cell in found])[which]).tolist():
        unit[int(left[k])] = found[which[k]][2]


def _numbers(values: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int8]]:
    """Values and statuses of cells that are numbers already."""
    status = np.zeros(len(values), dtype=np.int8)
    status[np.isnan(values)] = _MISSING
    status[np.isinf(values)] = _ERROR
    return np.where(np.isfinite(values), values, np.nan), status


def _labeled(value: object, cell: Cell) -> Cell:
    """A word such as 合计 in a column of numbers labels a row of totals: no number is due there."""
    return cell._replace(status="label") if cell.status == "text" and is_total(value) else cell


def _unit_of(name: str, lower: str, parsed: _Parsed, table_unit: str, mixed: list[Message]) -> str:
    """The unit of a column whose heading names none."""
    numbers = (parsed.status == _NUMBER) | (parsed.status > _ERROR)
    own = {word for i, word in parsed.unit.items() if numbers[i]}
    if int(numbers.sum()) > len(parsed.unit):
        own.add("")
    if len(own) == 1 and "" not in own:
        return own.pop()
    if table_unit and not any(word in lower for word in headings("count_part")):
        return table_unit
    if len(own) > 1:
        kinds = [unit or Message("indicators.column.no-unit") for unit in sorted(own)]
        mixed.append(Message("indicators.column.mixed", name=name, units=kinds))
    return ""


def _converted(
    parsed: _Parsed,
    rows: pd.Index,
    column: Column,
    name: str,
    unit: str,
    spread: Sequence[int],
    mixed: list[Message],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int8]]:
    """Values in the column's unit, and the status of each cell."""
    value, status = parsed.value, parsed.status
    for i in spread:
        if status[i] == _NUMBER or status[i] > _ERROR:
            status[i] = _MERGED
    if mixed:
        return value, status
    for i, own in parsed.unit.items():
        if own != unit:
            times = factor(own, to=unit)
            if times is None:
                (raw,) = cells(take(column, np.array([i])))
                said = unit or Message("indicators.column.the-column-unit")
                mixed.append(
                    Message("indicators.column.not-in-unit", row=rows[i], name=name, value=raw, unit=said)
                )
            else:
                value[i] *= times
                status[i] = _CONVERTED
    return value, status


def _words(column: Column, *, code: bool) -> list[str | None] | pa.Array:
    """A column of text or codes; equal cells once."""
    if isinstance(column, pa.ChunkedArray):
        coded = column.combine_chunks().dictionary_encode()
        words = [word_of(word, code=code) for word in coded.dictionary.to_pylist()]
        return pa.array(words, type=pa.large_string()).take(coded.indices)
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
    text = str(value).replace("_x000D_", "").replace("\r", "").strip()
    if code:
        text = unicodedata.normalize("NFKC", text).removesuffix(".0")
    return None if read_cell(text).status == "missing" else text

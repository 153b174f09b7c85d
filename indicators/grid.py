"""The cells of a sheet as a file holds them, column by column, packed where there are many."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from boundaries.errors import TableError
from boundaries.language import Message

MAX_MB = 256
"""Largest file read, and largest archive when unpacked (times four)."""

MAX_CELLS = 24_000_000
MAX_COLUMNS = 16_384  # a sheet of Excel has no more
PACKED = 20_000  # rows in a block
LONG = 1000  # a shorter sheet is kept as lists

FEW = 64  # cells of another kind that a packed column of numbers may hold: headings, notes, totals


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """A long column of numbers, NaN where empty, with the few cells that are something else by position."""

    values: npt.NDArray[np.float64]
    others: dict[int, object]

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, i: int) -> object:
        return self.others[i] if i in self.others else self.values[i]


Column: TypeAlias = list[object] | pa.ChunkedArray | npt.NDArray[np.float64] | Numbers


class SheetsError(TableError):
    """A workbook has several filled sheets and none was named; ``sheets`` are their names."""

    def __init__(self, message: Message, sheets: list[str]) -> None:
        super().__init__(message)
        self.sheets = sheets


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Grid:
    """The cells of a sheet.

    Attributes
    ----------
    columns : list of columns
        Each as long as the sheet is high. A list of cells (None where empty), or packed: text as an Arrow
        array (null where empty), numbers as float64 (NaN where empty).
    merged : frozenset of (row, column) from 0
        Cells filled from a merged range.
    format, sheet, encoding : str
    names : tuple of str
        The names of the columns where the file keeps them apart from its cells (columns, records, fields):
        they
        are its row 1, and the first row of cells is row 2. Else empty.
    remarks : tuple of (str, str)
        What was noticed: "hidden_sheet" and its name, "other_layer", "control_characters", ...
    """

    columns: list[Column]
    merged: frozenset[tuple[int, int]] = frozenset()
    format: str
    sheet: str = ""
    encoding: str = ""
    names: tuple[str, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()
    height: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "height", len(self.columns[0]) if self.columns else 0)

    @property
    def first(self) -> int:
        """The number, as a person counts, of the first row of cells."""
        return 2 if self.names else 1

    @property
    def width(self) -> int:
        """How many columns the sheet has."""
        return len(self.columns)

    def row(self, i: int) -> list[object]:
        """The cells of row ``i``, from 0."""
        return [_object(column[i]) for column in self.columns]

    def column(self, j: int) -> list[object]:
        """The cells of column ``j``, from 0."""
        return cells(self.columns[j])

    def filled(self, j: int) -> npt.NDArray[np.bool_]:
        """Which cells of column ``j`` hold something."""
        column = self.columns[j]
        if isinstance(column, np.ndarray):
            return ~np.isnan(column)
        if isinstance(column, pa.ChunkedArray):
            return np.asarray(column.is_valid().to_numpy(), dtype=bool)
        if isinstance(column, Numbers):
            some = ~np.isnan(column.values)
            some[list(column.others)] = True
            return some
        return np.fromiter((cell is not None for cell in column), dtype=bool, count=len(column))

    def filled_rows(self) -> npt.NDArray[np.intp]:
        """The rows, from 0, that hold something."""
        some = np.zeros(self.height, dtype=bool)
        for j in range(self.width):
            some |= self.filled(j)
        return np.flatnonzero(some)


def cells(column: Column) -> list[object]:
    """A column as a list; whole numbers are int, as a person reads them."""
    if isinstance(column, list):
        return column
    if isinstance(column, pa.ChunkedArray):
        return list(column.to_pylist())
    if isinstance(column, Numbers):
        held = [_object(value) for value in column.values.tolist()]
        for i, value in column.others.items():
            held[i] = value
        return held
    return [_object(value) for value in column.tolist()]


def _object(value: object) -> object:
    if isinstance(value, pa.Scalar):
        return value.as_py()
    if isinstance(value, float):
        if value != value:
            return None
        return int(value) if value.is_integer() and abs(value) < 1e16 else float(value)
    return value


def columns_of(
    rows: Iterable[list[object]], *, refuse: Callable[[int, int], TableError], most: int = MAX_CELLS
) -> list[Column]:
    """Turn rows of cells into columns, block by block, and stop where there are too many cells.

    Parameters
    ----------
    rows : iterable of lists
        Of any length; None where empty.
    refuse : function
        Of the height and width reached so far: the error to raise past ``most`` cells or `MAX_COLUMNS`.
    """
    blocks: list[list[Column]] = []
    heights: list[int] = []
    height = width = 0
    for block in _blocks(iter(rows)):
        widest = max(map(len, block))
        height, width = height + len(block), max(width, widest)
        if width > MAX_COLUMNS or height * width > most:
            raise refuse(height, width)
        even = [row if len(row) == widest else row + [None] * (widest - len(row)) for row in block]
        turned = [list(column) for column in zip(*even, strict=True)]
        long = (len(block) >= LONG and len(block) * widest > PACKED) or bool(blocks)
        blocks.append([packed(column) if long else whole(column) for column in turned])
        heights.append(len(block))
    return [
        _joined([_or_empty(part, j, n) for part, n in zip(blocks, heights, strict=True)])
        for j in range(width)
    ]


def whole(values: list[object]) -> list[object]:
    """Cells with whole numbers as int, as they were typed."""
    return [_object(value) if type(value) is float else value for value in values]


def _blocks(rows: Iterator[list[object]]) -> Iterator[list[list[object]]]:
    while block := list(islice(rows, PACKED)):
        yield block


def _or_empty(block: list[Column], j: int, n: int) -> Column:
    return block[j] if j < len(block) else [None] * n


def packed(values: list[object]) -> Column:
    """Text as an Arrow array, numbers as float64, numbers with few other cells apart; anything mixed as it
    is."""
    kinds = set(map(type, values)) - {type(None)}
    if kinds == {str}:
        return pa.chunked_array([pa.array(values, type=pa.large_string(), from_pandas=False)])
    if not kinds & {float, int}:
        return values
    others: dict[int, object] = {}
    for i, value in enumerate(values) if kinds - {float} else ():
        if value is None or type(value) is float or (type(value) is int and abs(value) <= 2**53):
            continue
        others[i] = value
        if len(others) > FEW:
            return [_object(v) if type(v) is float else v for v in values]
    if others:
        values = values.copy()
        for i in others:
            values[i] = None
    numbers = np.array(values, dtype=np.float64)  # None becomes NaN
    return Numbers(numbers, others) if others else numbers


def take(column: Column, positions: npt.NDArray[np.intp]) -> Column:
    """The cells at rising positions, packed without exceptions where none is among them."""
    if not len(positions):
        return []
    first, last = int(positions[0]), int(positions[-1]) + 1
    run = last - first == len(positions)
    if run and first == 0 and last == len(column) and not isinstance(column, Numbers):
        return column
    if isinstance(column, Numbers):
        values = column.values[first:last] if run else column.values[positions]
        where = np.searchsorted(positions, list(column.others))
        others = {
            int(k): value
            for k, (i, value) in zip(where, column.others.items(), strict=True)
            if k < len(positions) and positions[k] == i
        }
        return Numbers(values, others) if others else values
    if isinstance(column, list):
        return column[first:last] if run else [column[i] for i in positions.tolist()]
    if isinstance(column, pa.ChunkedArray):
        return column.slice(first, len(positions)) if run else column.take(pa.array(positions))
    return column[first:last] if run else column[positions]


def _joined(parts: list[Column]) -> Column:
    """The blocks of a column below each other, packed where all are packed alike or empty."""
    if len(parts) == 1:
        return parts[0]
    full = [part for part in parts if not (isinstance(part, list) and _empty(part))]
    if full and all(isinstance(part, np.ndarray | Numbers) for part in full):
        others: dict[int, object] = {}
        at = 0
        for part in parts:
            if isinstance(part, Numbers):
                others |= {at + i: value for i, value in part.others.items()}
            at += len(part)
        numbers = np.concatenate([_floats(part) for part in parts])
        return Numbers(numbers, others) if others else numbers
    if full and all(isinstance(part, pa.ChunkedArray) for part in full):
        chunks = [
            part.chunk(0)
            if isinstance(part, pa.ChunkedArray)
            else pa.nulls(len(part), type=pa.large_string())
            for part in parts
        ]
        return pa.chunked_array(chunks)
    return [cell for part in parts for cell in cells(part)]


def _floats(part: Column) -> npt.NDArray[np.float64]:
    if isinstance(part, Numbers):
        return part.values
    return part if isinstance(part, np.ndarray) else np.full(len(part), np.nan)


def _empty(values: list[object]) -> bool:
    return all(value is None for value in values)

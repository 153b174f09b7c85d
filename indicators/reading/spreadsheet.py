"""Workbooks: which sheet, its cells, merged ranges, percentages as they are shown, formulas without a
value."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, Protocol

from boundaries.errors import TableError, listed
from boundaries.language import Message
from indicators.grid import MAX_CELLS, MAX_COLUMNS, Grid, SheetsError, columns_of
from indicators.reading.limits import too_wide

Kind = Literal["xlsx", "xlsb", "xls", "ods", "xml"]

HELD_MB = 64  # a workbook of this size stays open for its next sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet as the workbook lists it."""

    name: str
    visible: bool
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What a sheet's own records say beside the values of its cells.

    Attributes
    ----------
    height, width : int
        How far the filled cells reach, or more.
    sparse : bool
        So few cells are filled that some must be stray.
    stray : str
        The cell that reaches furthest, where the sheet is too large or sparse.
    percent : frozenset of (row, column) from 0
        Cells of numbers that are shown as percentages.
    lost : tuple of str
        Formulas without a stored value.
    merged : tuple of ((row, column), (row, column)) or None
        Merged ranges, first and last cell; None: the reader of values tells them.
    """

    height: int
    width: int
    sparse: bool = False
    stray: str = ""
    percent: frozenset[tuple[int, int]] = frozenset()
    lost: tuple[str, ...] = ()
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] | None = None


class Workbook(Protocol):
    """What each format tells about its sheets."""

    format: str

    def pages(self) -> list[Page]:
        """The sheets of cells, in their order."""

    def holds(self, page: Page) -> bool:
        """Whether any cell of a sheet is filled."""

    def scan(self, page: Page) -> Scan:
        """Read what stands beside the values; raises TableError for a damaged sheet."""


def read_spreadsheet(path: Path, kind: str, *, sheet: str | int | None, max_mb: float) -> Grid:
    """Read a sheet of a workbook.

    Raises
    ------
    TableError
        A damaged file, a password, a sheet that is not there or too large, formulas without values.
    SheetsError
        Several filled sheets and none named.
    """
    state = path.stat()
    if state.st_size > HELD_MB * 1e6:
        book, values = _open(path, kind, max_mb)
    else:
        book, values = _held(str(path), kind, max_mb, (state.st_mtime_ns, state.st_size, state.st_ino))
    pages = book.pages()
    page = _choose(path, book, pages, sheet)
    scan = book.scan(page)
    if scan.sparse or scan.height * scan.width > MAX_CELLS or scan.width > MAX_COLUMNS:
        raise too_wide(path, scan.height, scan.width, sheet=page.name, stray=scan.stray)
    grid = _grid(path, book.format, page.name, values, scan)
    if scan.lost:
        raise TableError(
            "indicators.reading.spreadsheet.sheet-formulas-have-no-stored-value",
            path=path,
            name=page.name,
            n_lost=len(scan.lost),
            lost=listed(scan.lost),
        )
    hidden = [("hidden_sheet", p.name) for p in pages if not p.visible and p is not page]
    return replace(grid, remarks=tuple(hidden))


@lru_cache(maxsize=1)
def _held(path: str, kind: str, max_mb: float, stamp: tuple[int, ...]) -> tuple[Workbook, Any]:
    """The workbook last opened, so that looking for the right sheet opens it once."""
    return _open(Path(path), kind, max_mb)


def _open(path: Path, kind: str, max_mb: float) -> tuple[Workbook, Any]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    book = _format(kind).open_book(path, max_mb)
    try:
        return book, CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    except PasswordError:
        raise TableError("indicators.reading.spreadsheet.is-encrypted-open-it-with-its", path=path) from None
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(path, error) from None


def _format(kind: str) -> ModuleType:
    from indicators.reading import xls, xlsb, xlsx

    return {"xlsx": xlsx, "xlsb": xlsb, "xls": xls}[kind]


def damaged(path: Path, error: object, *, kind: Kind = "xlsx") -> TableError:
    """The refusal of a workbook that cannot be read, in one line."""
    said = " ".join(str(error).split())[:200] or type(error).__name__
    return TableError(
        "indicators.reading.spreadsheet.is-damaged-or-no-save-it",
        path=path,
        kind=Message(f"indicators.reading.kind-{kind}"),
        said=said,
    )


def choose_page(path: Path, pages: list[Page], full: list[Page], sheet: str | int | None) -> Page:
    """The sheet asked for, or the only filled one that is not hidden."""
    names = [page.name for page in pages]
    if isinstance(sheet, int):
        if not 0 <= sheet < len(names):
            raise TableError(
                "indicators.reading.spreadsheet.has-sheets-sheet-counts-from",
                path=path,
                n_names=len(names),
                names=listed(names),
                sheet=sheet,
            )
        return pages[sheet]
    if sheet is not None:
        if sheet not in names:
            raise TableError(
                "indicators.reading.spreadsheet.has-no-sheet-it-has",
                path=path,
                sheet=sheet,
                names=listed(names),
            )
        return pages[names.index(sheet)]
    if not full:
        if not names:
            raise TableError("indicators.reading.spreadsheet.charts-only", path=path)
        raise TableError(
            "indicators.reading.spreadsheet.every-sheet-is-empty", path=path, names=listed(names)
        )
    if len(full) > 1:
        titles = [page.name for page in full]
        said = Message(
            "indicators.reading.spreadsheet.several-sheets",
            path=path,
            number=len(full),
            sheets=listed(titles),
        )
        raise SheetsError(said, titles)
    return full[0]


def _choose(path: Path, book: Workbook, pages: list[Page], sheet: str | int | None) -> Page:
    if sheet is not None:
        return choose_page(path, pages, [], sheet)
    full = [page for page in pages if page.visible and book.holds(page)]
    if not full and len(pages) == 1:
        full = pages
    return choose_page(path, pages, full, None)


def _grid(path: Path, kind: str, name: str, values: Any, scan: Scan) -> Grid:
    from python_calamine import CalamineError

    try:
        page = values.get_sheet_by_name(name)
        start = page.start or (0, 0)
        ranges = scan.merged if scan.merged is not None else page.merged_cell_ranges
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(path, error) from None

    def rows() -> Iterator[list[object]]:
        pad: list[object] = [None] * start[1]
        for _ in range(start[0]):
            yield []
        for i, row in enumerate(page.iter_rows(), start=start[0]):
            line: list[object] = [*pad, *(None if cell == "" else cell for cell in row)]
            if marked := shown.get(i):
                for j in marked:
                    line[j] = _percent(line[j])
            while line and line[-1] is None:
                line.pop()
            yield line

    shown: dict[int, list[int]] = {}
    for i, j in scan.percent:
        if j < start[1] + page.width:
            shown.setdefault(i, []).append(j)
    columns = columns_of(rows(), refuse=lambda height, width: too_wide(path, height, width, sheet=name))
    return spread(Grid(columns=columns, format=kind, sheet=name), ranges or ())


def _percent(cell: object) -> object:
    """A number shown as a percentage is what is shown: 0.031 formatted 0.0% is 3.1%."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return f"{round(100 * cell, 10):.12g}%"
    return cell


def spread(grid: Grid, ranges: Any) -> Grid:
    """Fill merged ranges from their first cell; a range beyond the cells, or an empty one, fills nothing."""
    merged: set[tuple[int, int]] = set()
    columns = list(grid.columns)
    for (top, left), (bottom, right) in ranges:
        if top >= grid.height or left >= grid.width or (top, left) == (bottom, right):
            continue
        value = grid.row(top)[left] if grid.height > 200_000 else grid.column(left)[top]
        if value is None:
            continue
        for j in range(left, min(right + 1, grid.width)):
            cells = columns[j] = list(Grid(columns=[columns[j]], format="").column(0))
            for i in range(top, min(bottom + 1, grid.height)):
                if (i, j) != (top, left):
                    cells[i] = value
                    merged.add((i, j))
    return replace(grid, columns=columns, merged=frozenset(merged))


def is_percent(code: str) -> bool:
    """Whether a number format shows a percentage; a percent sign in quotation marks is only a word.

    >>> [is_percent(code) for code in ('0.0%', '0.0"%"', r'0.0\\%', '[Red]0%', 'General')]
    [True, False, False, True, False]
    """
    out, i, quoted = False, 0, False
    while i < len(code):
        mark = code[i]
        if mark == '"':
            quoted = not quoted
        elif not quoted and mark in "\\_*":
            i += 1
        elif not quoted and mark == "%":
            out = True
        i += 1
    return out

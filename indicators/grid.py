"""Raw cells of a file from outside: xlsx, csv in the encodings people send, parquet."""

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boundaries.errors import TableError, listed

MAX_MB = 256
"""Largest file read, and largest xlsx when unpacked (times four)."""


MAX_CELLS = 20_000_000


class SheetsError(TableError):
    """A workbook has several filled sheets and none was named; ``sheets`` are their names."""

    def __init__(self, message: str, sheets: list[str]) -> None:
        super().__init__(message)
        self.sheets = sheets


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Grid:
    """The cells of a sheet, row by row as in the file; ``merged`` marks cells filled from a merged range."""

    rows: list[list[object]]
    merged: frozenset[tuple[int, int]]
    format: str
    sheet: str
    encoding: str


def read_grid(path: Path, *, sheet: str | int | None, max_mb: float) -> Grid:
    """Read a file's cells, refusing with a reason what cannot be read."""
    size = _size(path)
    if size == 0:
        raise TableError("indicators.grid.is-empty", path=path)
    if size > max_mb * 1e6:
        raise TableError("indicators.grid.is-mb-at-most-mb-is", path=path, value=size / 1e6, max_mb=max_mb)
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
            if head.startswith(b"PK\x03\x04"):
                return _xlsx(path, sheet, max_mb)
            if head.startswith(b"PAR1"):
                return _parquet(path)
            if head.startswith(b"\xd0\xcf\x11\xe0"):
                raise _ole(path)
            return _csv(path, head + stream.read())
    except PermissionError:
        raise TableError("indicators.grid.cannot-be-opened-close-it-in", path=path) from None
    except OSError as error:
        raise TableError("indicators.grid.cannot-be-read", path=path, value=error.strerror or error) from None


def _size(path: Path) -> int:
    if path.name.startswith("~$"):
        raise TableError("indicators.grid.is-the-lock-file-of-a", path=path, value=path.name[2:])
    if path.is_dir():
        raise TableError("indicators.grid.is-a-folder-not-a-table", path=path)
    try:
        return path.stat().st_size
    except FileNotFoundError:
        near = sorted(p.name for p in path.parent.glob("*") if p.suffix in {".xlsx", ".csv", ".parquet"})
        hint = f"; tables in that folder: {listed(near)}" if near else ""
        raise TableError("indicators.grid.there-is-no-file", path=path, hint=hint) from None
    except OSError as error:
        raise TableError("indicators.grid.cannot-be-read", path=path, value=error.strerror or error) from None


def _ole(path: Path) -> TableError:
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        return TableError("indicators.grid.is-encrypted-open-it-with-its", path=path)
    return TableError("indicators.grid.is-an-old-xls-workbook-save", path=path)


def _xlsx(path: Path, sheet: str | int | None, max_mb: float) -> Grid:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            is_book = any(name.endswith("workbook.xml") for name in archive.namelist())
            sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")]
            has_formulas = (
                any(_has_formula(archive, n) for n in sheets) if unpacked <= 4e6 * max_mb else False
            )
        if not is_book:
            raise TableError("indicators.grid.is-a-zip-archive-but-no", path=path)
        if unpacked > 4e6 * max_mb:
            raise TableError(
                "indicators.grid.unpacks-to-mb-at-most-mb",
                path=path,
                value=unpacked / 1e6,
                value_2=4 * max_mb,
            )
        book = load_workbook(path, data_only=True)
    except (TableError, OSError, MemoryError):
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part makes it stumble over
        raise TableError("indicators.grid.is-damaged-or-no-xlsx-workbook", path=path, error=error) from None
    page = _page(path, book, sheet)
    rows = _cells(path, page)
    merged = set()
    for area in page.merged_cells.ranges:
        value = rows[area.min_row - 1][area.min_col - 1]
        for i in range(area.min_row - 1, min(area.max_row, len(rows))):
            for j in range(area.min_col - 1, min(area.max_col, len(rows[i]))):
                if (i, j) != (area.min_row - 1, area.min_col - 1):
                    rows[i][j] = value
                    merged.add((i, j))
    if has_formulas:
        _check_formulas(path, page.title, rows)
    return Grid(rows=rows, merged=frozenset(merged), format="xlsx", sheet=page.title, encoding="")


def _has_formula(archive: zipfile.ZipFile, name: str) -> bool:
    text = archive.read(name)
    return b"<f>" in text or b"<f " in text


def _cells(path: Path, page: Any) -> list[list[object]]:
    """The filled cells as a grid; cells that are only formatted, however far away, do not count."""
    filled = [c for c in page._cells.values() if c.value is not None]
    height = max((c.row for c in filled), default=0)
    width = max((c.column for c in filled), default=0)
    if height * width > MAX_CELLS:
        far = max(filled, key=lambda c: (c.row > 1_000, c.column > 1_000, c.row * c.column))
        raise TableError(
            "indicators.grid.sheet-its-cells-reach-row-and",
            path=path,
            title=page.title,
            height=height,
            width=width,
            coordinate=far.coordinate,
            value=str(far.value)[:20],
        )
    rows: list[list[object]] = [[None] * width for _ in range(height)]
    for cell in filled:
        rows[cell.row - 1][cell.column - 1] = _value(cell)
    return rows


def _value(cell: Any) -> object:
    """A number shown as a percentage is what is shown: 0.031 formatted 0.0% is 3.1%."""
    value: object = cell.value
    if isinstance(value, float | int) and not isinstance(value, bool) and "%" in str(cell.number_format):
        return f"{round(100 * value, 10):.12g}%"
    return value


def _page(path: Path, book: Any, sheet: str | int | None) -> Any:
    names = [page.title for page in book.worksheets]
    if isinstance(sheet, int):
        if not 0 <= sheet < len(names):
            raise TableError(
                "indicators.grid.has-sheets-sheet-counts-from",
                path=path,
                n_names=len(names),
                names=listed(names),
                sheet=sheet,
            )
        return book.worksheets[sheet]
    if sheet is not None:
        if sheet not in names:
            raise TableError(
                "indicators.grid.has-no-sheet-it-has", path=path, sheet=sheet, names=listed(names)
            )
        return book[sheet]
    full = [
        p
        for p in book.worksheets
        if p.sheet_state == "visible"
        and any(c.value is not None or c.data_type == "f" for c in p._cells.values())
    ]
    if not full and len(names) == 1:
        full = list(book.worksheets)
    if not full:
        raise TableError("indicators.grid.every-sheet-is-empty", path=path, names=listed(names))
    if len(full) > 1:
        titles = [p.title for p in full]
        raise SheetsError(
            f"{path} has {len(full)} filled sheets; choose with sheet=: {listed(titles)}", titles
        )
    return full[0]


def _check_formulas(path: Path, sheet: str, rows: list[list[object]]) -> None:
    from openpyxl import load_workbook
    from openpyxl.utils import get_column_letter

    lost = []
    for cell in load_workbook(path)[sheet]._cells.values():
        if cell.data_type == "f":
            i, j = cell.row - 1, cell.column - 1
            if i >= len(rows) or j >= len(rows[i]) or rows[i][j] is None:
                lost.append(f"{get_column_letter(j + 1)}{i + 1}")
    if lost:
        raise TableError(
            "indicators.grid.sheet-formulas-have-no-stored-value",
            path=path,
            sheet=sheet,
            n_lost=len(lost),
            lost=listed(lost),
        )


def _parquet(path: Path) -> Grid:
    import pandas as pd

    try:
        frame = pd.read_parquet(path)
        if not isinstance(frame.index, pd.RangeIndex):
            frame = frame.reset_index()
        held = {c: frame[c].dropna() for c in frame.columns}
        frame = frame[
            [c for c, cells in held.items() if not len(cells) or not isinstance(cells.iloc[0], bytes)]
        ]
        body = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    except MemoryError:
        raise
    except Exception as error:  # text that is no UTF-8 comes to light only here
        raise TableError("indicators.grid.is-damaged-or-no-parquet-table", path=path, error=error) from None
    return Grid(
        rows=[[str(c) for c in frame.columns], *body],
        merged=frozenset(),
        format="parquet",
        sheet="",
        encoding="",
    )


def _csv(path: Path, data: bytes) -> Grid:
    text, encoding = _decode(path, data)
    if not text.strip():
        raise TableError("indicators.grid.is-empty", path=path)
    if text.lstrip()[:200].lower().startswith(("<html", "<!doctype", "<?xml", "<table")):
        raise TableError("indicators.grid.is-a-web-page-or-xml", path=path)
    sample = text[:65536]
    delimiter = max(",\t;|", key=lambda mark: sum(min(line.count(mark), 50) for line in sample.splitlines()))
    csv.field_size_limit(10_000_000)
    try:
        rows: list[list[object]] = [
            [cell if cell.strip() else None for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        ]
    except csv.Error as error:
        raise TableError("indicators.grid.is-no-csv-table-check-its", path=path, error=error) from None
    wide = max((len(row) for row in rows), default=0)
    return Grid(
        rows=[row + [None] * (wide - len(row)) for row in rows],
        merged=frozenset(),
        format="csv",
        sheet="",
        encoding=encoding,
    )


def _decode(path: Path, data: bytes) -> tuple[str, str]:
    if data.startswith(b"\xef\xbb\xbf"):
        guesses = ["utf-8-sig"]
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        guesses = ["utf-16"]
    elif b"\x00" in data[:4096]:
        even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
        guesses = ["utf-16-le"] if odd > 4 * even else ["utf-16-be"] if even > 4 * odd else []
    else:
        guesses = ["utf-8", "gb18030"]
    for guess in guesses:
        try:
            text = data.decode(guess)
        except UnicodeDecodeError:
            continue
        control = sum(text.count(chr(k)) for k in range(32) if k not in (9, 10, 13))
        if control * 200 >= len(text):
            continue
        if "\ufffd" in text[:100_000]:
            raise TableError("indicators.grid.characters-were-lost-when-it-was", path=path)
        return text, guess
    raise TableError("indicators.grid.is-no-xlsx-parquet-or-csv", path=path)

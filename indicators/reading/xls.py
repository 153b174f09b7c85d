"""Workbooks of Excel before 2007 (.xls) and of WPS (.et): sheets, percentages and passwords in their records.

References
----------
Microsoft, [MS-XLS] Excel Binary File Format, 2.4.28 (BoundSheet8), 2.4.126 (Format), 2.4.353 (XF).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from boundaries.errors import TableError
from indicators.reading.limits import is_sparse, letters, too_wide
from indicators.reading.ole import Compound, is_compound, records
from indicators.reading.spreadsheet import Page, Scan, damaged, is_percent

EOF, BOF, BOUNDSHEET, FORMAT, XF, FILEPASS = 0x0A, 0x809, 0x85, 0x41E, 0xE0, 0x2F
NUMBER, RK, MULRK, FORMULA, LABEL, LABELSST, BOOLERR = 0x203, 0x27E, 0xBD, 0x06, 0x204, 0xFD, 0x205
FILLED = (NUMBER, RK, MULRK, FORMULA, LABEL, LABELSST, BOOLERR)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Book:
    """A workbook of records."""

    stream: bytes
    listed: tuple[Page, ...]
    percent: frozenset[int]
    format: str = "xls"

    def pages(self) -> list[Page]:
        """The sheets of cells."""
        return list(self.listed)

    def holds(self, page: Page) -> bool:
        """Whether any cell is filled."""
        return any(kind in FILLED for kind, _ in self._sheet(page))

    def scan(self, page: Page) -> Scan:
        """Extent and percentages."""
        shown: set[tuple[int, int]] = set()
        height = width = filled = 0
        stray = (0, "")
        for kind, data in self._sheet(page):
            if kind not in FILLED or len(data) < 6:
                continue
            i, j, style = struct.unpack_from("<HHH", data)
            last = j
            if kind == MULRK:
                last = j + (len(data) - 6) // 6 - 1
                styles = (struct.unpack_from("<H", data, 4 + 6 * k)[0] for k in range(last - j + 1))
                shown |= {(i, j + k) for k, own in enumerate(styles) if own in self.percent}
            elif style in self.percent and kind in (NUMBER, RK, FORMULA):
                shown.add((i, j))
            filled += last - j + 1
            height, width = max(height, i + 1), max(width, last + 1)
            stray = max(stray, ((i + 1) * (last + 1), f"{letters(last)}{i + 1}"))
        sparse = is_sparse(height, width, filled)
        return Scan(height=height, width=width, sparse=sparse, stray=stray[1], percent=frozenset(shown))

    def _sheet(self, page: Page) -> Iterator[tuple[int, bytes]]:
        """The records of one sheet, charts within it left out."""
        depth = 0
        for _, kind, data in records(self.stream[int(page.part) :]):
            depth += (kind == BOF) - (kind == EOF)
            if depth <= 0:
                return
            if depth == 1:
                yield kind, data


def open_book(path: Path, max_mb: float) -> Book:
    """List the sheets and the styles of a workbook.

    Raises
    ------
    TableError
        A damaged file, or one with a password.
    """
    data = path.read_bytes()
    if not is_compound(data[:8]):
        raise TableError("indicators.reading.xls.is-a-workbook-of-excel-or", path=path)
    try:
        whole = Compound.open(path)
        name = next(n for n in whole.names() if n.lower() in ("workbook", "book"))
        stream = whole.read(name)
        book = _globals(path, stream)
        for page in book.listed:  # the reader of values lays out every sheet at once
            scan = book.scan(page)
            if scan.sparse:
                raise too_wide(path, scan.height, scan.width, sheet=page.name, stray=scan.stray)
        return book
    except (struct.error, IndexError, ValueError, StopIteration) as error:
        if isinstance(error, TableError):
            raise
        raise damaged(path, error, kind="xls") from None


def _globals(path: Path, stream: bytes) -> Book:
    pages: list[Page] = []
    formats: dict[int, str] = {9: "0%", 10: "0.00%"}
    styles: list[int] = []
    wide = True
    for _, kind, data in records(stream):
        if kind == BOF and not pages and len(data) >= 2:
            wide = data[1] >= 6
        elif kind == FILEPASS:
            raise TableError("indicators.reading.xls.is-encrypted-open-it-with-its", path=path)
        elif kind == FORMAT:
            number = struct.unpack_from("<H", data)[0]
            formats[number] = _text(data[2:], long=True) if wide else _text(data[2:], long=False, wide=False)
        elif kind == XF:
            styles.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == BOUNDSHEET:
            at, state, sort = struct.unpack_from("<IBB", data)
            if sort == 0:
                name = _text(data[6:], long=False, wide=wide)
                pages.append(Page(name=name, visible=state & 3 == 0, part=str(at)))
        elif kind == EOF:
            break
    percent = frozenset(k for k, number in enumerate(styles) if is_percent(formats.get(number, "")))
    return Book(stream=stream, listed=tuple(pages), percent=percent)


def _text(data: bytes, *, long: bool, wide: bool = True) -> str:
    length = int.from_bytes(data[: 2 if long else 1], "little")
    data = data[2 if long else 1 :]
    if not wide:  # before 1997: bytes of the machine's code page
        return data[:length].decode("gb18030", "replace")
    double = data[0] & 1
    body = data[1 : 1 + length * (2 if double else 1)]
    return body.decode("utf-16-le" if double else "latin-1", "replace")

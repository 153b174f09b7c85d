"""Binary workbooks of Excel (.xlsb): sheets, extents, merged ranges and percentages in their records.

References
----------
Microsoft, [MS-XLSB] Excel Binary File Format, 2.4.
"""

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from boundaries.errors import TableError
from indicators.reading.limits import check_part, is_sparse, letters
from indicators.reading.spreadsheet import Page, Scan, damaged, is_percent

ROW, CELL_RK, CELL_REAL, FORMULA_NUMBER, LAST_CELL = 0, 2, 5, 9, 11
FORMAT, XF, BUNDLE, MERGE, CELL_XFS, END_CELL_XFS = 44, 47, 156, 176, 617, 618


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Book:
    """A workbook of binary parts."""

    path: Path
    listed: tuple[Page, ...]
    percent: frozenset[int]
    format: str = "xlsb"

    def pages(self) -> list[Page]:
        """The sheets of cells."""
        return list(self.listed)

    def holds(self, page: Page) -> bool:
        """Whether any cell is filled."""
        return any(CELL_RK <= kind <= LAST_CELL for kind, _ in _sheet(self.path, page))

    def scan(self, page: Page) -> Scan:
        """Extent, percentages, merged ranges."""
        height = width = row = filled = 0
        shown: set[tuple[int, int]] = set()
        merged = []
        stray = ""
        for kind, data in _sheet(self.path, page):
            if kind == ROW and len(data) >= 4:
                row = int.from_bytes(data[:4], "little")
            elif CELL_RK <= kind <= LAST_CELL and len(data) >= 8:
                column = int.from_bytes(data[:4], "little")
                filled += 1
                if row + column > height + width:
                    stray = f"{letters(column)}{row + 1}"
                height, width = max(height, row + 1), max(width, column + 1)
                style = int.from_bytes(data[4:7], "little")
                if kind in (CELL_RK, CELL_REAL, FORMULA_NUMBER) and style in self.percent:
                    shown.add((row, column))
            elif kind == MERGE and len(data) >= 16:
                top, bottom, left, right = struct.unpack_from("<IIII", data)
                merged.append(((top, left), (bottom, right)))
        return Scan(
            height=height,
            width=width,
            sparse=is_sparse(height, width, filled),
            stray=stray,
            percent=frozenset(shown),
            merged=tuple(merged),
        )


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at, end = 0, len(data)
    while at < end:
        kind, at = data[at], at + 1
        if kind & 0x80 and at < end:
            kind, at = (kind & 0x7F) | (data[at] & 0x7F) << 7, at + 1
        length = shift = 0
        while at < end and shift < 28:
            byte, at = data[at], at + 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, data[at : at + length]
        at += length


def _sheet(path: Path, page: Page) -> Iterator[tuple[int, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            if page.part:
                yield from _records(archive.read(page.part))
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
        raise damaged(path, error, kind="xlsb") from None


def _text(data: bytes, at: int) -> tuple[str, int]:
    length = int.from_bytes(data[at : at + 4], "little")
    length = 0 if length == 0xFFFFFFFF else length
    return data[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace"), at + 4 + 2 * length


def open_book(path: Path, max_mb: float) -> Book:
    """List the sheets and the styles of a workbook.

    Raises
    ------
    TableError
        A damaged archive, or one that unpacks to more than is read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = {item.filename.lower(): item for item in archive.infolist()}
            for item in names.values():
                if item.filename.endswith(".bin") and "pivot" not in item.filename.lower():
                    check_part(path, item.filename, item.file_size)
            main = next(n for n in names if n.endswith("workbook.bin"))
            folder = posixpath.dirname(main)
            links = archive.read(names[f"{folder}/_rels/workbook.bin.rels"]).decode("utf-8", "replace")
            targets = {}
            for tag in re.findall(r"<Relationship\s[^>]*>", links):
                held = dict(re.findall(r'(\w+)="([^"]*)"', tag))
                target = posixpath.normpath(posixpath.join("/" + folder, held.get("Target", "")))
                targets[held.get("Id", "")] = target.lstrip("/").lower()
            pages = []
            for kind, data in _records(archive.read(names[main])):
                if kind == BUNDLE:
                    state = int.from_bytes(data[:4], "little")
                    link, at = _text(data, 8)
                    name, _ = _text(data, at)
                    part = names.get(targets.get(link, ""))
                    if part is not None and "chartsheet" not in part.filename:
                        pages.append(Page(name=name, visible=state == 0, part=part.filename))
            styles = names.get(posixpath.join(folder, "styles.bin"))
            percent = _percent(archive.read(styles)) if styles else frozenset()
    except TableError:
        raise
    except (zipfile.BadZipFile, zlib.error, KeyError, StopIteration, EOFError, RuntimeError) as error:
        raise damaged(path, error, kind="xlsb") from None
    return Book(path=path, listed=tuple(pages), percent=percent)


def _percent(data: bytes) -> frozenset[int]:
    formats = {9: "0%", 10: "0.00%"}
    styles: list[int] = []
    within = False
    for kind, held in _records(data):
        if kind == FORMAT:
            formats[int.from_bytes(held[:2], "little")] = _text(held, 2)[0]
        elif kind in (CELL_XFS, END_CELL_XFS):
            within = kind == CELL_XFS
        elif kind == XF and within:
            styles.append(int.from_bytes(held[2:4], "little"))
    return frozenset(k for k, number in enumerate(styles) if is_percent(formats.get(number, "")))

"""OpenDocument spreadsheets (.ods of LibreOffice and WPS), read as a stream of tags.

References
----------
OASIS, OpenDocument 1.3, part 3, 9.1 (tables) and 19 (attributes).
"""

import zipfile
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.parsers import expat

from boundaries.errors import TableError
from indicators.grid import MAX_CELLS, MAX_COLUMNS, Grid, columns_of
from indicators.reading.limits import too_wide
from indicators.reading.spreadsheet import Page, choose_page, damaged, spread

CHUNK = 1 << 20


@dataclass(slots=True, eq=False)
class _Sheet:
    name: str
    visible: bool
    rows: list[tuple[int, list[object]]] = field(default_factory=list)  # filled rows, by number from 0
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    width: int = 0


class _Content:
    """The sheets of a document, gathered tag by tag."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sheets: list[_Sheet] = []
        self.hidden: set[str] = set()
        self.style = ""
        self.row: list[object] = []
        self.number = self.repeat = self.times = self.cells = self.depth = 0
        self.cell: dict[str, str] | None = None
        self.text: list[str] = []
        self.words = 0  # how deep in text that belongs to the cell
        self.aside = 0  # how deep in a comment

    def start(self, tag: str, held: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if tag == "style:style":
            self.style = held.get("style:name", "")
        elif tag == "style:table-properties" and held.get("table:display") == "false":
            self.hidden.add(self.style)
        elif tag == "table:table":
            self.depth += 1
            if self.depth == 1:
                shown = held.get("table:style-name", "") not in self.hidden
                self.sheets.append(_Sheet(held.get("table:name", ""), shown))
                self.number = 0
        elif self.depth != 1:
            return
        elif tag == "table:table-row":
            self.row, self.repeat = [], _count(held, "table:number-rows-repeated")
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.cell, self.text = held, []
            self.times = _count(held, "table:number-columns-repeated")
        elif name == "annotation":
            self.aside += 1
        elif self.cell is not None and not self.aside:
            if tag == "text:p":
                if self.text:
                    self.text.append("\n")
                self.words += 1
            elif tag == "text:s":
                self.text.append(" " * min(_count(held, "text:c"), 1000))
            elif tag == "text:tab":
                self.text.append("\t")

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if tag == "table:table":
            self.depth -= 1
        elif self.depth != 1:
            return
        elif name == "annotation":
            self.aside -= 1
        elif tag == "text:p" and not self.aside:
            self.words = max(0, self.words - 1)
        elif tag in ("table:table-cell", "table:covered-table-cell") and self.cell is not None:
            self._finish(self.cell)
            self.cell = None
        elif tag == "table:table-row":
            while self.row and self.row[-1] is None:
                self.row.pop()
            sheet = self.sheets[-1]
            if self.row:
                sheet.width = max(sheet.width, len(self.row))
                self.cells += len(self.row) * self.repeat
                if self.cells > MAX_CELLS or sheet.width > MAX_COLUMNS:
                    raise too_wide(self.path, self.number + self.repeat, sheet.width, sheet=sheet.name)
                sheet.rows += [(self.number + k, self.row) for k in range(self.repeat)]
            self.number += self.repeat

    def data(self, text: str) -> None:
        if self.words and not self.aside:
            self.text.append(text)

    def _finish(self, held: dict[str, str]) -> None:
        value = _value(held, "".join(self.text))
        wide, high = (_count(held, f"table:number-{word}-spanned") for word in ("columns", "rows"))
        if wide * high > 1:
            at = (self.number, len(self.row))
            self.sheets[-1].merged.append((at, (at[0] + high - 1, at[1] + wide - 1)))
        if value is None:
            self.row += [None] * min(self.times, MAX_COLUMNS + 1 - len(self.row))
        elif len(self.row) + self.times > MAX_COLUMNS:
            raise too_wide(
                self.path,
                self.number + 1,
                len(self.row) + self.times,
                sheet=self.sheets[-1].name,
            )
        else:
            self.row += [value] * self.times


def _count(held: dict[str, str], key: str) -> int:
    word = held.get(key, "1")
    return int(word) if word.isdigit() and len(word) < 10 else 1


def _value(held: dict[str, str], text: str) -> object:
    kind = held.get("office:value-type", "")
    number = held.get("office:value", "")
    try:
        if kind == "percentage":
            return f"{round(100 * float(number), 10):.12g}%"
        if kind in ("float", "currency"):
            value = float(number)
            return int(value) if value.is_integer() and abs(value) < 1e16 else value
    except ValueError:
        return text or None
    if kind == "boolean":
        return held.get("office:boolean-value") == "true"
    if kind == "date":
        return held.get("office:date-value", text).removesuffix("T00:00:00")
    return text if text.strip() else None


def read_ods(path: Path, *, sheet: str | int | None, max_mb: float) -> Grid:
    """Read a sheet of an OpenDocument spreadsheet.

    Raises
    ------
    TableError
        A damaged file, a password, a sheet that is not there or too large.
    SheetsError
        Several filled sheets and none named.
    """
    held = _Content(path)
    parser = expat.ParserCreate()
    parser.StartElementHandler = held.start
    parser.EndElementHandler = held.end
    parser.CharacterDataHandler = held.data
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = "META-INF/manifest.xml"
            if manifest in archive.namelist() and b"encryption-data" in archive.read(manifest)[:1_000_000]:
                raise TableError("indicators.reading.ods.is-encrypted-open-it-with-its", path=path)
            item = archive.getinfo("content.xml")
            if item.file_size > 4e6 * max_mb:
                raise TableError(
                    "indicators.reading.ods.unpacks-to-mb-at-most-mb",
                    path=path,
                    value=item.file_size / 1e6,
                    value_2=4 * max_mb,
                )
            with archive.open(item) as stream:
                while piece := stream.read(CHUNK):
                    parser.Parse(piece, False)
            parser.Parse(b"", True)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError, expat.ExpatError) as error:
        raise damaged(path, error, kind="ods") from None
    pages = [Page(name=s.name, visible=s.visible, part="") for s in held.sheets]
    full = [p for p, s in zip(pages, held.sheets, strict=True) if p.visible and s.rows]
    page = choose_page(path, pages, full or (pages if len(pages) == 1 else []), sheet)
    found = held.sheets[pages.index(page)]
    height = found.rows[-1][0] + 1 if found.rows else 0
    if height * found.width > MAX_CELLS:
        raise too_wide(path, height, found.width, sheet=found.name)
    rows: list[list[object]] = [[] for _ in range(height)]
    for number, row in found.rows:
        rows[number] = list(row)
    columns = columns_of(rows, refuse=lambda height, width: too_wide(path, height, width))
    hidden = tuple(("hidden_sheet", p.name) for p in pages if not p.visible and p is not page)
    grid = Grid(columns=columns, format="ods", sheet=page.name)
    return replace(spread(grid, found.merged), remarks=hidden)

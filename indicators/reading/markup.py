"""Tables in tags: XML of Excel 2003, and web pages, both often named .xls."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.parsers import expat

from boundaries.errors import TableError
from indicators.grid import MAX_COLUMNS, Grid, columns_of
from indicators.reading.encoding import encoding_of
from indicators.reading.limits import too_wide
from indicators.reading.spreadsheet import Page, choose_page, damaged, is_percent, spread

MARKUP_MB = 120
Range = tuple[tuple[int, int], tuple[int, int]]


def read_excel_xml(path: Path, *, sheet: str | int | None) -> Grid:
    """Read a sheet of an XML spreadsheet of Excel 2003.

    Raises
    ------
    TableError
        XML that is damaged or of something else; a document type, which no spreadsheet has.
    """
    _small(path)
    book = _Book(path)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = book.start
    parser.EndElementHandler = book.end
    parser.CharacterDataHandler = book.data
    parser.StartDoctypeDeclHandler = book.refuse
    try:
        parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        raise damaged(path, error, kind="xml") from None
    if not book.pages:
        raise TableError("indicators.reading.markup.is-xml-but-no-spreadsheet-save", path=path)
    pages = [Page(name=name, visible=True, part="") for name in book.pages]
    full = [p for p in pages if any(book.pages[p.name][0])]
    page = choose_page(path, pages, full or (pages if len(pages) == 1 else []), sheet)
    rows, merged = book.pages[page.name]
    columns = columns_of(rows, refuse=lambda height, width: too_wide(path, height, width))
    return spread(Grid(columns=columns, format="xml", sheet=page.name), merged)


class _Book:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.pages: dict[str, tuple[list[list[object]], list[Range]]] = {}
        self.percent: set[str] = set()
        self.style = ""
        self.rows: list[list[object]] = []
        self.merged: list[Range] = []
        self.row: list[object] = []
        self.held: dict[str, str] = {}
        self.kind: str | None = None
        self.text: list[str] = []

    def refuse(self, *_: object) -> None:
        raise TableError("indicators.reading.markup.is-xml-with-a-document-type", path=self.path)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        held = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if name == "Style":
            self.style = held.get("ID", "")
        elif name == "NumberFormat":
            code = held.get("Format", "")
            if code == "Percent" or is_percent(code):
                self.percent.add(self.style)
        elif name == "Worksheet":
            self.rows, self.merged = [], []
            self.pages[held.get("Name", f"Sheet{len(self.pages) + 1}")] = (self.rows, self.merged)
        elif name == "Row":
            at = int(held.get("Index", "0"))
            if at > len(self.rows) + 1_100_000:
                raise too_wide(self.path, at, 1)
            while len(self.rows) + 1 < at:
                self.rows.append([])
            self.row = []
        elif name == "Cell":
            at = int(held.get("Index", "0"))
            if max(at, len(self.row)) > MAX_COLUMNS:
                raise too_wide(self.path, len(self.rows) + 1, at)
            self.row += [None] * max(0, at - 1 - len(self.row))
            self.held = held
            self.text, self.kind = [], None
            across, down = int(held.get("MergeAcross", "0")), int(held.get("MergeDown", "0"))
            if across or down:
                at_ = (len(self.rows), len(self.row))
                self.merged.append((at_, (at_[0] + down, at_[1] + across)))
        elif name == "Data":
            self.kind = held.get("Type", "String")

    def data(self, text: str) -> None:
        if self.kind is not None:
            self.text.append(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name == "Cell":
            self.row.append(self._value())
            self.row += [None] * min(int(self.held.get("MergeAcross", "0")), MAX_COLUMNS)
            self.kind = None
        elif name == "Row":
            while self.row and self.row[-1] is None:
                self.row.pop()
            self.rows.append(self.row)
        elif name == "Comment":
            self.text = []

    def _value(self) -> object:
        text = "".join(self.text)
        if not text.strip():
            return None
        if self.kind == "Number":
            try:
                value = float(text)
            except ValueError:
                return text
            if self.held.get("StyleID") in self.percent:
                return f"{round(100 * value, 10):.12g}%"
            return int(value) if value.is_integer() and abs(value) < 1e16 else value
        return text == "1" if self.kind == "Boolean" else text.removesuffix("T00:00:00.000")


def read_html(path: Path) -> Grid:
    """Read the table of a web page with most cells; tables within its cells are layout.

    Raises
    ------
    TableError
        A page without a table.
    """
    _small(path)
    raw = path.read_bytes()
    named = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", raw[:4096])
    encoding = named.group(1).decode("ascii").lower() if named else ""
    encoding = "gb18030" if encoding in ("gb2312", "gbk") else encoding
    try:
        text = raw.decode(encoding or encoding_of(path))
    except (LookupError, UnicodeDecodeError):
        encoding = encoding_of(path)
        text = raw.decode(encoding)
    page = _Tables(path)
    page.feed(text)
    page.close()
    found = [table for table in page.tables if sum(map(any, table[0])) > 1]
    if not found:
        raise TableError("indicators.reading.markup.is-a-web-page-or-xml", path=path)
    rows, merged = max(found, key=lambda table: sum(map(len, table[0])))
    columns = columns_of(rows, refuse=lambda height, width: too_wide(path, height, width))
    grid = spread(Grid(columns=columns, format="html", encoding=encoding), merged)
    others = tuple(
        ("other_table", str(k + 1)) for k, t in enumerate(found) if t[0] is not rows and len(t[0]) > 1
    )
    return replace(grid, remarks=others)


class _Tables(HTMLParser):
    """The tables of a page, their spanned cells as merged ranges."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.tables: list[tuple[list[list[object]], list[Range]]] = []
        self.open: list[tuple[list[list[object]], list[Range], dict[tuple[int, int], bool]]] = []
        self.text: list[str] | None = None
        self.span = (1, 1)
        self.skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self.skip += 1
        if tag == "table":
            self._close()
            rows: list[list[object]] = []
            merged: list[Range] = []
            self.tables.append((rows, merged))
            self.open.append((rows, merged, {}))
        elif tag == "tr" and self.open:
            self._close()
            self.open[-1][0].append([])
        elif tag in ("td", "th") and self.open:
            self._close()
            held = dict(attrs)
            self.span = (_span(held.get("rowspan")), _span(held.get("colspan")))
            self.text = []
        elif tag == "br" and self.text is not None:
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.skip = max(0, self.skip - 1)
        elif tag in ("td", "th", "tr"):
            self._close()
        elif tag == "table" and self.open:
            self._close()
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.text is not None and not self.skip:
            self.text.append(data)

    def close(self) -> None:
        """The cells of a page that breaks off."""
        super().close()
        self._close()

    def _close(self) -> None:
        if self.text is None or not self.open:
            return
        rows, merged, taken = self.open[-1]
        if not rows:
            rows.append([])
        row, i = rows[-1], len(rows) - 1
        while (i, len(row)) in taken:
            row.append(None)
        if len(row) + self.span[1] > MAX_COLUMNS:
            raise too_wide(self.path, i + 1, len(row) + self.span[1])
        at = (i, len(row))
        words = " ".join("".join(self.text).replace("\xa0", " ").split())
        row += [words or None] + [None] * (self.span[1] - 1)
        if self.span != (1, 1):
            merged.append((at, (i + self.span[0] - 1, at[1] + self.span[1] - 1)))
            for down in range(1, self.span[0]):
                taken |= {(i + down, at[1] + across): True for across in range(self.span[1])}
        self.text = None


def _span(word: str | None) -> int:
    return max(1, min(int(word), 1000)) if word and word.strip().isdigit() else 1


def _small(path: Path) -> None:
    size = path.stat().st_size
    if size > MARKUP_MB * 1e6:
        raise TableError(
            "indicators.reading.markup.is-mb-of-tags-at-most",
            path=path,
            value=size / 1e6,
            MARKUP_MB=MARKUP_MB,
        )

"""Workbooks of Excel from 2007 (.xlsx, .xlsm) and WPS: what the sheet's XML says beside its values.

The XML is read as a stream and looked through for a few tags, so that a damaged sheet, a stray cell or a
formula without a value is found before a sheet is held in memory; pivot caches are never opened.

References
----------
ECMA-376, part 1, 18.3 (worksheets), 18.8 (styles).
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from boundaries.errors import TableError
from indicators.reading.limits import check_part, is_sparse
from indicators.reading.spreadsheet import Page, Scan, damaged, is_percent

CHUNK = 1 << 23
_ATTRIBUTE = re.compile(r'([\w:]+)\s*=\s*"([^"]*)"|([\w:]+)\s*=\s*\'([^\']*)\'')
_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="(\d+)"')
_FILLED = re.compile(rb"<(?:\w+:)?c\s([^>]*[^/>])>\s*<(?:\w+:)?(?:v|is|f)[\s>]")
_HOLDS = re.compile(rb"<(?:\w+:)?(?:v>[^<]|is>|f[\s>])")
_LOST = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_TWO = re.compile(rb' r="([A-Z]{2,3})\d')
SUSPECT = 2_000_000  # cells; below, stray ones do no harm
BUILT_IN = (9, 10)  # 0% and 0.00%


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Book:
    """A workbook of XML parts."""

    path: Path
    listed: tuple[Page, ...]
    percent: tuple[int, ...]  # styles that show percentages
    texts: str  # the part of shared texts
    format: str = "xlsx"

    def pages(self) -> list[Page]:
        """The sheets of cells."""
        return list(self.listed)

    def holds(self, page: Page) -> bool:
        """Whether any cell is filled."""
        return any(_HOLDS.search(part) for part in _parts(self.path, page.part))

    def scan(self, page: Page) -> Scan:
        """Extent, percentages and formulas without a value."""
        height, width, cells = 0, 1, 0
        percent: set[tuple[int, int]] = set()
        lost: list[str] = []
        style = b"|".join(b"%d" % k for k in self.percent)
        shown = re.compile(rb'<(?:\w+:)?c\s[^>]*?\bs="(?:' + style + rb')"[^>]*[^/]>') if style else None
        for part in _parts(self.path, page.part):
            rows = _ROW.findall(part)
            height = max(height, *map(int, rows)) if rows else height
            width = _width(part, width)
            cells += part.count(b"<c ") + part.count(b":c ")
            if shown:
                places = (_PLACE.search(found.group()) for found in shown.finditer(part))
                percent |= {_at(place) for place in places if place}
            if b"<f" in part or b":f" in part:
                for found in _LOST.finditer(part):
                    place = _PLACE.search(found.group(1))
                    if place and b't="str"' not in found.group(1):
                        lost.append((place.group(1) + place.group(2)).decode())
        stray, filled = "", height * width
        if height * width > SUSPECT and is_sparse(height, width, cells):  # at most so many are filled
            height, width, stray, filled = self._exactly(page)
        return Scan(
            height=height,
            width=width,
            sparse=is_sparse(height, width, filled),
            stray=stray,
            percent=frozenset(percent),
            lost=tuple(lost),
        )

    def _exactly(self, page: Page) -> tuple[int, int, str, int]:
        """How far the filled cells reach, the one that reaches furthest, and how many there are."""
        height = width = filled = 0
        stray = (False, False, 0, "")
        for part in _parts(self.path, page.part):
            for found in _FILLED.finditer(part):
                place = _PLACE.search(found.group(1))
                if place:
                    i, j = _at(place)
                    height, width, filled = max(height, i + 1), max(width, j + 1), filled + 1
                    if i >= 1000 or j >= 1000:
                        name = (place.group(1) + place.group(2)).decode()
                        stray = max(stray, (i >= 1000, j >= 1000, (i + 1) * (j + 1), name))
        if not is_sparse(height, width, filled):
            return height, width, "", filled
        return height, width, self._shown(page, stray[3]), filled

    def _shown(self, page: Page, name: str) -> str:
        """A cell and what it holds, for a message."""
        own = re.compile(
            rb'<(?:\w+:)?c\s([^>]*\br="' + name.encode() + rb'"[^>]*)>(.{0,2000}?)</(?:\w+:)?c>', re.DOTALL
        )
        found = next((hit for part in _parts(self.path, page.part) if (hit := own.search(part))), None)
        if found is None:
            return name
        text = re.sub(rb"<[^>]*>", b"", found.group(2))
        if b't="s"' in found.group(1) and text.isdigit() and self.texts:
            with zipfile.ZipFile(self.path) as archive:
                entries = re.finditer(
                    rb"<(?:\w+:)?si[\s>].*?</(?:\w+:)?si>", archive.read(self.texts), re.DOTALL
                )
                entry = next((e.group() for k, e in enumerate(entries) if k == int(text)), b"")
            text = re.sub(rb"<[^>]*>", b"", entry)
        return f"{name} ({unescape(text.decode('utf-8', 'replace'))[:20]!r})"


def _width(part: bytes, width: int) -> int:
    """The furthest column that a piece of a sheet names."""
    for letters in set(_TWO.findall(part)):
        width = max(width, _column(letters))
    for k in range(26, width, -1):
        if re.search(b' r="%c\\d' % (64 + k), part):
            return k
    return width


def _column(letters: bytes) -> int:
    """The number of a column, from 1.

    >>> _column(b"A"), _column(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _at(place: re.Match[bytes]) -> tuple[int, int]:
    return int(place.group(2)) - 1, _column(place.group(1)) - 1


def open_book(path: Path, max_mb: float) -> Book:
    """List the sheets and the styles of a workbook.

    Raises
    ------
    TableError
        A damaged archive, or one that unpacks to more than is read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            if unpacked > 4e6 * max_mb:
                raise TableError(
                    "indicators.reading.xlsx.unpacks-to-mb-at-most-mb",
                    path=path,
                    value=unpacked / 1e6,
                    value_2=4 * max_mb,
                )
            names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
            main = next(n for n in names if n.endswith("workbook.xml"))
            folder = posixpath.dirname(main)
            for part in ("sharedstrings.xml", "styles.xml"):
                if found := names.get(posixpath.join(folder, part)):
                    check_part(path, found, archive.getinfo(found).file_size)
                    _check_texts(path, archive, found)
            book = archive.read(names[main])
            links = archive.read(names[f"{folder}/_rels/{posixpath.basename(main)}.rels".lstrip("/")])
            styles = names.get(posixpath.join(folder, "styles.xml"))
            percent = percent_styles(archive.read(styles)) if styles else ()
            targets = {
                link["Id"]: posixpath.normpath(posixpath.join("/" + folder, link["Target"]))
                .lstrip("/")
                .lower()
                for link in _tags(links, "Relationship")
                if "Id" in link and "Target" in link
            }
            pages = []
            for tag in _tags(book, "sheet"):
                target = next((targets.get(v, "") for k, v in tag.items() if k.endswith(":id")), "")
                if "name" in tag and "chartsheet" not in target and "dialogsheet" not in target:
                    visible = tag.get("state", "visible") == "visible"
                    pages.append(
                        Page(name=unescape(tag["name"]), visible=visible, part=names.get(target, ""))
                    )
    except TableError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        StopIteration,
        ValueError,
        EOFError,
        RuntimeError,
    ) as error:
        raise damaged(path, error) from None
    texts = names.get(posixpath.join(folder, "sharedstrings.xml"), "")
    return Book(path=path, listed=tuple(pages), percent=percent, texts=texts)


def _check_texts(path: Path, archive: zipfile.ZipFile, name: str) -> None:
    """Read a part to its end, where its checksum is compared; refuse a text that no cell can hold."""
    since = 0  # bytes since the last text began
    with archive.open(name) as stream:
        while piece := stream.read(1 << 18):
            since = (
                0
                if b"<si" in piece or b":si" in piece or not name.lower().endswith("strings.xml")
                else since + 1
            )
            if since > 4:  # a mebibyte; Excel keeps 32,767 characters
                raise TableError("indicators.reading.xlsx.its-part-holds-a-text-longer", path=path, name=name)


def _tags(data: bytes, name: str) -> Iterator[dict[str, str]]:
    """The attributes of each tag of a name, whatever its prefix."""
    for found in re.finditer(rf"<(?:\w+:)?{name}\s([^>]*)>", data.decode("utf-8", "replace")):
        yield {a or c: b or d for a, b, c, d in _ATTRIBUTE.findall(found.group(1))}


def percent_styles(data: bytes) -> tuple[int, ...]:
    """The cell styles, by number, that show percentages."""
    own = {
        int(tag["numFmtId"])
        for tag in _tags(data, "numFmt")
        if tag.get("numFmtId", "").isdigit() and is_percent(unescape(tag.get("formatCode", "")))
    }
    own |= set(BUILT_IN)
    part = re.search(rb"<(?:\w+:)?cellXfs[\s>].*?</(?:\w+:)?cellXfs>", data, re.DOTALL)
    if part is None:
        return ()
    formats = [tag.get("numFmtId", "0") for tag in _tags(part.group(), "xf")]
    return tuple(k for k, word in enumerate(formats) if word.isdigit() and int(word) in own)


def _parts(path: Path, name: str) -> Iterator[bytes]:
    """A sheet's XML in pieces that end between two cells."""
    if not name:
        return
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name) as stream:
            rest = b""
            while piece := stream.read(CHUNK):
                piece = rest + piece
                starts = [piece.rfind(b"<c "), piece.rfind(b":c "), piece.rfind(b"<row ")]
                cut = max(starts)
                if cut <= 0 or len(rest) > 4 * CHUNK:
                    yield piece
                    rest = b""
                    continue
                cut = piece.rfind(b"<", 0, cut + 1)
                yield piece[:cut]
                rest = piece[cut:]
            yield rest
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, RuntimeError) as error:
        raise damaged(path, error) from None

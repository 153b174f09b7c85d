"""What a file is, by its content; its name does not count."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from boundaries.errors import TableError
from boundaries.language import Message
from indicators.reading.ole import Compound, is_compound

NAMED: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"BM6", "bmp"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"\x89HDF", "hdf5"),
    (b"CDF\x01", "netcdf"),
    (b"{\\rtf", "rtf"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"\x80\x04\x95", "pickle"),
    (b"\x80\x05\x95", "pickle"),
    (b"RDX", "rdata"),
    (b"\x93NUMPY", "numpy"),
)
"""Files that are no tables, by how they begin."""

STARTS: tuple[tuple[bytes, str], ...] = (
    (b"PAR1", "parquet"),
    (b"ARROW1", "feather"),
    (b"FEA1", "feather"),
    (b"SQLite format 3\x00", "gpkg"),
    (b"$FL2", "sav"),
    (b"$FL3", "sav"),
    (b"<stata_dta>", "dta"),
    (b"fgb\x03", "fgb"),
    (b"\x00\x00\x27\x0a", "shp"),
)


def content(path: Path) -> str:
    """What a file holds.

    Parameters
    ----------
    path : pathlib.Path
        A file that can be read.

    Returns
    -------
    str
        "xlsx", "xlsb", "ods", "xls", "zip", "parquet", "feather", "gpkg", "sav", "dta", "dbf", "shp", "fgb",
        "json", "xml" (of Excel 2003), "html" or "csv" (any other text).

    Raises
    ------
    TableError
        What is no table is named for what it is: an encrypted workbook, a Word document, a picture.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(path)
    if is_compound(head):
        return _compound(path)
    for start, kind in STARTS:
        if head.startswith(start):
            return kind
    for start, what in NAMED:
        if head.startswith(start):
            raise TableError(
                "indicators.reading.content.is-no-xlsx-parquet-or-csv",
                path=path,
                what=_kind(what),
            )
    size = path.stat().st_size
    if head[:1] in (b"\x6c", b"\x69", b"\x71", b"\x72", b"\x73") and _is_old_stata(head):
        return "dta"
    if _is_dbf(head, size):
        return "dbf"
    if head[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04") and head[2:4] in (b"\x04\x00", b"\x06\x00"):
        return "xls"  # BIFF 2 to 4, without a container
    return _text(head)


def _is_old_stata(head: bytes) -> bool:
    """Stata 5 to 12: release, byte order, file type 1."""
    return head[1:2] in (b"\x01", b"\x02") and head[2:4] == b"\x01\x00"


def _is_dbf(head: bytes, size: int) -> bool:
    """A version byte, a possible date, and a header whose length fits its fields."""
    if head[:1] not in (b"\x02", b"\x03", b"\x30", b"\x31", b"\x83", b"\x8b", b"\xf5", b"\xfb") or size < 66:
        return False
    month, day, length = head[2], head[3], int.from_bytes(head[8:10], "little")
    return (
        month <= 12 and day <= 31 and 33 <= length <= size + 1 and int.from_bytes(head[10:12], "little") > 0
    )


def _text(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", errors="ignore").encode()
    start = start.lstrip().lower()
    if start.startswith((b"{", b"[")):
        return "json"
    if start.startswith(b"<"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in start and b"<workbook" in start:
            return "xml"
        if any(
            mark in start for mark in (b"<html", b"<table", b"<!doctype html", b"<meta", b"<body", b"<head")
        ):
            return "html"
        if start.startswith(b"<?xml") or start.startswith(b"<!doctype"):
            return "xml"
    return "csv"


PARTS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (lambda name: name.lower().endswith("workbook.bin"), "xlsb"),
    (lambda name: name.lower().replace("\\", "/").endswith("workbook.xml"), "xlsx"),
    (lambda name: name.startswith("word/"), "docx"),
    (lambda name: name.startswith("ppt/"), "pptx"),
    (lambda name: name.startswith("visio/"), "visio"),
    (lambda name: name.endswith(".iwa"), "iwork"),
    (lambda name: name.endswith(".kml"), "kmz"),
    (lambda name: name == "META-INF/MANIFEST.MF", "jar"),
)


def _zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype")[:200].decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, KeyError) as error:
        raise TableError(
            "indicators.reading.content.is-damaged-or-no-xlsx-workbook", path=path, lower=_lower(error)
        ) from None
    if kind.startswith("application/vnd.oasis.opendocument."):
        part = kind.removeprefix("application/vnd.oasis.opendocument.")
        if part.startswith("spreadsheet"):
            return "ods"
        raise TableError(
            "indicators.reading.content.is-an-opendocument-file-no-spreadsheet", path=path, part=part
        )
    for belongs, what in PARTS:
        if any(belongs(name) for name in names):
            if what in ("xlsb", "xlsx"):
                return what
            raise TableError(
                "indicators.reading.content.is-no-table-copy-its-table",
                path=path,
                what=_kind(what),
            )
    return "zip"


def _kind(what: str) -> Message:
    return Message(f"indicators.reading.kind.{what}")


def _lower(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return text[:1].lower() + text[1:200]


def _compound(path: Path) -> str:
    """Which of the many things in Microsoft's old container a file is."""
    names = Compound.open(path).names()
    if "EncryptedPackage" in names:
        raise TableError("indicators.reading.content.is-encrypted-open-it-with-its", path=path)
    if {"Workbook", "Book", "WORKBOOK", "BOOK"} & set(names):
        return "xls"
    for stream, what in (
        ("WordDocument", "doc"),
        ("PowerPoint Document", "ppt"),
        ("VisioDocument", "visio"),
        ("__properties_version1.0", "msg"),
    ):
        if stream in names:
            raise TableError(
                "indicators.reading.content.is-no-table-copy-its-table",
                path=path,
                what=_kind(what),
            )
    raise TableError("indicators.reading.content.is-damaged-or-no-workbook-it", path=path)

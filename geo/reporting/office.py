"""Office files: whether they can be written, words that are safe in them, and the same bytes for the same report."""

import datetime
import importlib.util
import io
import re
import zipfile
from pathlib import Path

from boundaries.writing import write_whole

MODULES = ("docx", "pptx")
DAY = datetime.datetime(2000, 1, 1)
"""The day that every file says it was made: reports of the same table have the same bytes."""
STAMP = (2000, 1, 1, 0, 0, 0)
DATED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")
NOT_XML = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0001fffd\U00020000-\U0010fffd]"
)
ACTIVE = re.compile(r"^\s*(?:[=+@{-]|\w+:)")


def can_write() -> bool:
    """Whether the extra ``office`` is installed.

    >>> can_write() in (True, False)
    True
    """
    return all(importlib.util.find_spec(name) is not None for name in MODULES)


def clean(text: object) -> str:
    """Text as XML allows it, on one line: control characters are gone.

    >>> clean("a\\x00b\\x1b[31m\\nc"), clean("县\\ud800")
    ('ab[31m c', '县')
    """
    return " ".join(NOT_XML.sub("", str(text)).split())


def inert(text: object) -> str:
    """A label for a sheet of figures: what would be read as a formula or an address begins with a space.

    >>> inert("=HYPERLINK(1)"), inert("http://a.b"), inert("昆山市")
    (' =HYPERLINK(1)', ' http://a.b', '昆山市')
    """
    shown = clean(text)
    return f" {shown}" if ACTIVE.match(shown) else shown


def settled(blob: bytes) -> bytes:
    """An office file with one date throughout, also in the workbooks within it.

    Parameters
    ----------
    blob : bytes
        A zip archive of parts.

    Returns
    -------
    bytes
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(blob)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.endswith(".xlsx"):
                data = settled(data)
            elif part.filename == "docProps/core.xml":
                data = DATED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", data)
            entry = zipfile.ZipInfo(part.filename, date_time=STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, data)
    return out.getvalue()


def write_settled(path: Path, blob: bytes) -> None:
    """Write an office file, whole or not at all, the same bytes for the same parts."""
    write_whole(path, settled(blob))

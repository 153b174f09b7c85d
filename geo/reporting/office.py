"""Office files: whether they can be written, words that are safe in them, and the same bytes for the same report."""

import datetime
import importlib.util
import re
from pathlib import Path

from boundaries.settled import settled
from boundaries.writing import write_whole

MODULES = ("docx", "pptx")
DAY = datetime.datetime(2000, 1, 1)
"""The day that every file says it was made: reports of the same table have the same bytes."""
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


def write_settled(path: Path, blob: bytes) -> None:
    """Write an office file, whole or not at all, the same bytes for the same parts."""
    write_whole(path, settled(blob))

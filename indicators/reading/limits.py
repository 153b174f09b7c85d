"""How much is read: what would not fit is refused before it is read."""

from pathlib import Path

from boundaries.errors import TableError
from boundaries.language import Message
from indicators.grid import MAX_CELLS, MAX_COLUMNS

MAX_TEXT_MB = 400
"""Largest part of an archive that has to be held in memory, such as the shared texts of a workbook."""


def too_wide(path: Path, height: int, width: int, *, sheet: str = "", stray: str = "") -> TableError:
    """The refusal of a sheet of ``height`` rows and ``width`` columns."""
    where = Message("indicators.reading.limits.sheet", sheet=sheet) if sheet else ""
    hint = Message(f"indicators.reading.limits.{'stray' if stray else 'empty'}", cell=stray)
    if width > MAX_COLUMNS:
        return TableError(
            "indicators.reading.limits.it-has-columns-or-more-at",
            path=path,
            where=where,
            width=width,
            most=MAX_COLUMNS,
            hint=hint,
        )
    sparse = height * width <= MAX_CELLS
    what = "nearly-all-cells-are-empty" if sparse else "its-cells-reach-row-and-column"
    return TableError(
        f"indicators.reading.limits.{what}",
        path=path,
        where=where,
        height=height,
        width=width,
        most=MAX_CELLS,
        hint=hint,
    )


def is_sparse(height: int, width: int, filled: int) -> bool:
    """Whether so few cells of so large a sheet are filled that some of them must be stray.

    >>> is_sparse(65_536, 256, 5), is_sparse(65_536, 6, 300_000), is_sparse(40, 256, 5)
    (True, False, False)
    """
    return height * width > 2_000_000 and filled * 200 < height * width


def letters(j: int) -> str:
    """The letters of a column counted from 0.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    word = ""
    j += 1
    while j:
        j, rest = divmod(j - 1, 26)
        word = chr(65 + rest) + word
    return word


def check_part(path: Path, part: str, size: int) -> None:
    """Refuse a part of an archive that swells past what can be held."""
    if size > MAX_TEXT_MB * 1e6:
        raise TableError(
            "indicators.reading.limits.its-part-unpacks-to-mb-at",
            path=path,
            part=part,
            value=size / 1e6,
            MAX_TEXT_MB=MAX_TEXT_MB,
        )

"""How much is read: what would not fit is refused before it is read."""

from pathlib import Path

from boundaries.errors import TableError
from boundaries.language import Message
from indicators.grid import MAX_CELLS, MAX_COLUMNS

MAX_TEXT_MB = 400
"""Largest part of an archive that has to be held in memory, such as the shared texts of a workbook."""


def too_wide(path: Path, height: int, width: int, *, where: str = "", stray: str = "") -> TableError:
    """The refusal of a sheet of ``height`` rows and ``width`` columns."""
    hint = f"; is {stray} stray? Delete such cells" if stray else "; delete empty columns and stray cells"
    if width > MAX_COLUMNS:
        return TableError(
            "indicators.reading.limits.it-has-columns-or-more-at",
            path=path,
            where=where,
            width=width,
            MAX_COLUMNS=MAX_COLUMNS,
            hint=hint,
        )
    most = Message("indicators.reading.limits.nearly-all-empty")
    if height * width > MAX_CELLS:
        most = Message("indicators.reading.limits.at-most", cells=MAX_CELLS)
    return TableError(
        "indicators.reading.limits.its-cells-reach-row-and-column",
        path=path,
        where=where,
        height=height,
        width=width,
        most=most,
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

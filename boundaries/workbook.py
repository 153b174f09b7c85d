"""Excel workbooks that are safe to open and the same bytes for the same content."""

import datetime
import io
import math
import unicodedata
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from boundaries.settled import settled
from boundaries.writing import write_whole

EPOCH = datetime.datetime(2000, 1, 1)
SHEET_NAME_LIMIT = 31


def _cell(value: Any) -> Any:
    """What openpyxl may store: plain text, numbers, booleans; missing as an empty cell."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return "、".join(str(item) for item in value)
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return None
    if hasattr(value, "item"):
        return _cell(value.item())
    if isinstance(value, float) and math.isinf(value):  # no number of a workbook: Excel would call it damaged
        return "∞" if value > 0 else "-∞"
    if isinstance(value, (bool, int, float)):
        return value
    # control characters are not allowed in a workbook
    return "".join(c for c in str(value) if c in "\t\n" or ord(c) >= 32)[:32_767]


def _sheet_name(name: str, used: set[str]) -> str:
    clean = "".join("_" if c in r"[]:*?/\'" else c for c in name)[:SHEET_NAME_LIMIT] or "sheet"
    unique, n = clean, 2
    while unique.lower() in used:
        unique = f"{clean[: SHEET_NAME_LIMIT - 4]} {n}"
        n += 1
    used.add(unique.lower())
    return unique


def _printed(value: Any) -> Any:
    """A cell as Excel shows it: long numbers with three decimals."""
    return f"{value:.3f}" if isinstance(value, float) and len(repr(value)) > 9 else value


def _width(value: Any) -> int:
    """How many columns of digits a cell takes; a Chinese character takes two."""
    lines = str(value).split("\n")
    return max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in lines)


def write_workbook(path: str | PathLike[str], sheets: Mapping[str, pd.DataFrame]) -> Path:
    """Write frames as the sheets of a workbook.

    Parameters
    ----------
    path : path
        The .xlsx file; written beside it and renamed, so a failure leaves what was there.
    sheets : mapping of str to DataFrame
        Sheet name to table. The index is not written. Text stays text: a value that begins with ``=`` is no
        formula in the workbook.

    Returns
    -------
    pathlib.Path
    """
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.created = book.properties.modified = EPOCH
    book.properties.creator = "lianpian"
    used: set[str] = set()
    for name, frame in sheets.items():
        sheet = book.create_sheet(_sheet_name(name, used))
        sheet.freeze_panes = "A2"
        table = [[str(column) for column in frame.columns]]
        table += [[_cell(value) for value in row] for row in frame.itertuples(index=False, name=None)]
        for r, row in enumerate(table, start=1):
            for c, value in enumerate(row, start=1):
                cell = sheet.cell(r, c)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
                    if r > 1 and value.isdigit():
                        cell.number_format = "@"  # a code: text in Excel too, once it is edited
                elif isinstance(value, float) and len(repr(value)) > 9 and 0.001 <= abs(value) < 1e6:
                    cell.number_format = "0.000"  # shown short; the cell keeps every digit
                if r == 1:
                    cell.font = Font(bold=True)
        for c in range(1, len(frame.columns) + 1):
            widest = max(
                (_width(_printed(row[c - 1])) for row in table[:200] if row[c - 1] is not None), default=4
            )
            sheet.column_dimensions[get_column_letter(c)].width = min(60, 2 + 1.1 * widest)
        if len(table) > 2:
            sheet.auto_filter.ref = sheet.dimensions
    raw = io.BytesIO()
    book.save(raw)
    return write_whole(path, settled(raw.getvalue()))

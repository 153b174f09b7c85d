"""CSV files that a spreadsheet opens without running anything in them.

A text that begins like a formula gets an apostrophe in front, as the tables of pages have it, which spreadsheets take
for "this is text" and readers of this package take off again. Everything else stands as it is.
"""

import csv
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
NUMBER = re.compile(
    r"[+-]?(?:\d{1,30}(?:,\d{3}){0,10}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?[%\u2030]?|[-+]+"
)


def csv_bytes(frame: "pd.DataFrame") -> bytes:
    """A table as CSV in UTF-8 with a mark that Excel knows it by.

    Parameters
    ----------
    frame : DataFrame
        Its index is not written.

    Returns
    -------
    bytes

    Examples
    --------
    >>> import pandas as pd
    >>> csv_bytes(pd.DataFrame({"name": ["=1+1", "-5", "昆山市"]})).decode("utf-8-sig").split()
    ['name', "'=1+1", '-5', '昆山市']
    """
    plain, broken = frame.copy(), False
    for at in range(plain.shape[1]):
        cells = plain.iloc[:, at]
        if cells.dtype.kind not in "biufcmM":
            plain.isetitem(at, cells.map(harmless))
            broken = broken or any(isinstance(cell, str) and "\r" in cell for cell in cells)
    plain.columns = [harmless(str(name)) for name in plain.columns]
    quoting = csv.QUOTE_NONNUMERIC if broken else csv.QUOTE_MINIMAL  # which leaves a lone CR bare
    text: str = plain.to_csv(index=False, lineterminator="\n", quoting=quoting)
    return text.encode("utf-8-sig", "replace")


def harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula.

    >>> harmless("=cmd|' /C calc'!A0"), harmless("@SUM(1)"), harmless("-1,234.5"), harmless(-5)
    ("'=cmd|' /C calc'!A0", "'@SUM(1)", '-1,234.5', -5)
    """
    if isinstance(cell, str) and FORMULA.match(cell) and not NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell

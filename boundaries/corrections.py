"""Corrections of a person: the sheet of `boundaries.review`, filled in, read as name -> code."""

import re
import zipfile
from collections.abc import Mapping
from os import PathLike
from pathlib import Path

import pandas as pd

from boundaries.errors import MatchError, listed
from boundaries.language import Message

HEADS: dict[str, str] = {
    "row": "行号",
    "name": "名称",
    "prefecture": "地级",
    "province": "省级",
    "status": "结果",
    "reason": "原因",
    "suggestion": "建议",
    "candidates": "候选",
    "correction": "更正代码",
}
"""Columns of the sheet: what they hold and what they are called."""


NO_UNIT = ("无", "none", "-", "—")
"""What a person writes in 更正代码 for a row that is no unit at all."""


MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 200_000, 40, 200_000_000
"""No sheet of corrections is larger; a stray cell far below, or a file that swells, is not read."""


def read_review(
    source: "pd.DataFrame | str | PathLike[str]", *, names: Mapping[str, str], as_of: str
) -> dict[tuple[str, ...], str]:
    """Read the corrections of a sheet: (name, prefecture, province) as given -> code, "" for no unit.

    Raises
    ------
    MatchError
        Columns are missing, codes that name no unit of ``as_of``, two codes for one name; every row at once.
    """
    table = source if isinstance(source, pd.DataFrame) else _read(source)
    table = table.rename(columns={head: key for key, head in HEADS.items()})
    missing = [f"{HEADS[key]} ({key})" for key in ("name", "correction") if key not in table.columns]
    if missing:
        raise MatchError("boundaries.review.the-corrections-have-no-column-want", missing=listed(missing))
    fixes: dict[tuple[str, ...], str] = {}
    breaches = []
    for number, row in enumerate(table.to_dict("records"), start=3):
        code = re.sub(r"\.0$", "", _cell(row.get("correction"))).strip()
        if not code:
            continue
        key = tuple(_cell(row.get(part)) for part in ("name", "prefecture", "province"))
        code = "" if code in NO_UNIT else code
        if code and code not in names:
            breaches.append(
                Message("boundaries.review.no-code", row=number, name=key[0], code=code, day=as_of)
            )
        elif fixes.get(key, code) != code:
            none = Message("boundaries.review.none")
            one, other = fixes[key] or none, code or none
            breaches.append(
                Message("boundaries.review.two-codes", row=number, name=key[0], one=one, other=other)
            )
        fixes[key] = code
    if breaches:
        raise MatchError(
            "boundaries.review.corrections-cannot-be-used",
            n_breaches=len(breaches),
            breaches=breaches,
        )
    return fixes


def _read(source: "str | PathLike[str]") -> pd.DataFrame:
    path = Path(source)
    if not path.is_file():
        raise MatchError("boundaries.review.no-corrections-at", path=path)
    try:
        sheet = _cells(path)
    except MatchError:
        raise
    except Exception as error:
        raise MatchError("boundaries.review.is-no-excel-sheet-that-can", path=path, error=error) from None
    heads = [i for i in range(min(5, len(sheet))) if HEADS["correction"] in set(sheet.iloc[i])]
    if not heads:
        return pd.DataFrame(columns=list(sheet.iloc[0]) if len(sheet) else [])
    return sheet.iloc[heads[0] + 1 :].set_axis(list(sheet.iloc[heads[0]]), axis=1)


def _cells(path: Path) -> pd.DataFrame:
    """The cells of the first sheet as text; what is larger than a sheet of corrections is refused unread."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(path) as archive:
        if sum(item.file_size for item in archive.infolist()) > MOST_BYTES:
            raise MatchError("boundaries.review.is-too-large", path=path, most=MOST_ROWS)
    with path.open("rb") as stream:
        book = load_workbook(stream, read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what the file says of its size may be a stray cell's
            rows: list[list[str]] = []
            for row in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS):
                if len(rows) > MOST_ROWS:
                    raise MatchError("boundaries.review.is-too-large", path=path, most=MOST_ROWS)
                cells = ["" if cell is None else str(cell) for cell in row]
                filled = [at for at, cell in enumerate(cells, start=1) if cell]
                rows.append(cells[: filled[-1] if filled else 0])
        finally:
            book.close()
    width = max((len(row) for row in rows), default=0)
    return pd.DataFrame([row + [""] * (width - len(row)) for row in rows], dtype=str)


def _cell(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)

"""A sheet of the rows that found no unit, for a person to correct and hand back."""

import re
from os import PathLike
from pathlib import Path

import pandas as pd

from boundaries._match import Match
from boundaries.corrections import HEADS, _cell, _read
from boundaries.errors import MatchError, TableError
from boundaries.reasons import reason_words
from boundaries.writing import whole_file

HELP = "在“更正代码”列填六位行政区划代码；确认不是县级单位的填“无”；不填则保持未匹配。"
STATUS = {"ambiguous": "有歧义", "not_found": "未找到"}


def review(match: Match, path: "str | PathLike[str]") -> Path:
    """Write the rows without a code to an Excel sheet that a person corrects.

    Fill in the last column (更正代码), then hand the file to ``match(..., corrections=path)``. One line per
    name and parents as given; cells are text, so that no cell of the table can act as a formula.

    Parameters
    ----------
    match : Match
    path : an .xlsx file; it is replaced only when the new one is whole

    Returns
    -------
    Path of the file.

    Raises
    ------
    TableError
        The path does not end in .xlsx, or cannot be written; it is a workbook of another kind, or a review
        sheet with corrections in it, which are a person's work.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        raise TableError("boundaries.review.a-review-sheet-is-an-excel", target=target)
    _check_replaceable(target)
    book = Workbook()
    sheet = book.active
    sheet.title = "待更正"
    sheet.append([HELP])
    sheet.append(list(HEADS.values()))
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for number, line in enumerate(_lines(match), start=3):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(number, column)
            if isinstance(value, int):
                cell.value = value
                continue
            cell.value = _printable(value)
            cell.data_type = "s"
            cell.number_format = "@"
            cell.quotePrefix = True
    sheet.freeze_panes = "A3"
    for letter, width in zip("ABCDEFGHI", (8, 22, 18, 16, 10, 32, 18, 46, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet["A1"].alignment = Alignment(wrap_text=False)
    with whole_file(target, error=TableError) as part:
        book.save(part)
    return target


def _check_replaceable(target: Path) -> None:
    """Raise unless there is nothing of a person's at ``target``."""
    if not target.is_file():
        return
    try:
        sheet = _read(target)
    except MatchError:
        sheet = pd.DataFrame()
    if HEADS["correction"] not in sheet.columns:
        raise TableError("boundaries.review.no-review-sheet-to-replace", target=target)
    done = [row for row in sheet[HEADS["correction"]] if _cell(row).strip()]
    if done:
        raise TableError("boundaries.review.corrections-would-be-lost", target=target, n=len(done))


def _lines(match: Match) -> list[list[object]]:
    from boundaries._match import _names

    names = _names(match.as_of, match.level)
    rows = match.unresolved.reset_index(drop=True)
    numbers = [i + 1 for i, missing in enumerate(match.frame["adcode"].isna()) if missing]
    rows.insert(0, "row", numbers)
    rows = rows.drop_duplicates(["name", "prefecture", "province"])
    return [
        [
            int(row["row"]),
            row["name"],
            row["prefecture"],
            row["province"],
            STATUS.get(row["status"], row["status"]),
            reason_words(row["reason"], "zh"),
            "" if pd.isna(row["suggestion"]) else row["suggestion"],
            "；".join(f"{code} {names.get(code, '')}".strip() for code in row["candidates"]),
            "",
        ]
        for row in rows.to_dict("records")
    ]


def _printable(value: object) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", str(value))

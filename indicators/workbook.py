"""The ranking as a workbook, laid out as the published lists print it."""

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from boundaries.errors import TableError, listed
from boundaries.language import say
from boundaries.writing import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from indicators._score import Scoreboard

_HEADS = ("rank", "province", "prefecture", "county", "score")


def write_ranking(board: "Scoreboard", path: Path, *, lang: str, top: int | None) -> Path:
    """Write the ranking sheet and a sheet of weights and steps; the file appears whole or not at all."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    if path.suffix.lower() != ".xlsx":
        raise TableError("indicators.workbook.the-ranking-is-written-as-xlsx", path=path)
    rows = ranking(board, top=top)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    title = board.framework.title if lang == "zh" else board.framework.title_en
    sheet.title = say(lang, "indicators.workbook.ranking")[:31]
    codes = [c for c in board.framework.children if c.code in board.frame.columns]
    own = [say(lang, f"indicators.workbook.{head}") for head in _HEADS]
    heads = [*own, *(c.name if lang == "zh" else c.name_en for c in codes)]
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(heads))
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.append(heads)
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for row in rows.to_dict("records"):
        name = f"{row['name']}{'★' if row['first_in_province'] else ''}"
        sheet.append(
            [int(row["rank"]), row["province"], row["prefecture"], name, round(float(row["score"]), 4)]
            + [round(float(row[c.code]), 4) for c in codes]
        )
    sheet.append([say(lang, "indicators.workbook.note")])
    sheet.freeze_panes = "A3"
    for letter, width in zip("ABCDE", (6, 18, 22, 22, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    notes = book.create_sheet(say(lang, "indicators.workbook.method"))
    notes.append(["code", "weight"])
    for code, weight in board.weights.items():
        notes.append([str(code), float(weight)])
    for step in board.steps:
        notes.append([say(lang, step)])
    for page in book.worksheets:
        for line in page.iter_rows():
            for cell in line:
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # a name that begins with = is text, never a formula
    return _save(book.save, path)


def ranking(board: "Scoreboard", *, top: int | None = None) -> pd.DataFrame:
    """The scored units with their names, best first, and ``first_in_province``."""
    if board.names is None:
        raise TableError("indicators.workbook.the-lists-layout-needs-names-score")
    lost = [c for c in ("name", "prefecture", "province") if c not in board.names.columns]
    if lost:
        raise TableError(
            "indicators.workbook.names-lacks-it-has", lost=listed(lost), columns=listed(board.names.columns)
        )
    rows = board.frame[board.frame["rank"].notna()]
    absent = rows.index.difference(board.names.index)
    if len(absent):
        raise TableError(
            "indicators.workbook.names-lacks-of-scored-units",
            n_absent=len(absent),
            n_rows=len(rows),
            absent=listed(absent),
        )
    named = rows.join(board.names[["name", "prefecture", "province"]])
    best = named.groupby("province")["rank"].transform("min")
    named["first_in_province"] = named["rank"].eq(best)
    return named if top is None else named[named["rank"] <= top]


def _save(write: "Callable[[Path], None]", path: Path) -> Path:
    if not path.parent.is_dir():
        raise TableError("indicators.workbook.is-not-a-folder-make-it", parent=path.parent)
    if path.is_dir():
        raise TableError("indicators.workbook.is-a-folder-name-a-file", path=path)
    with whole_file(path, error=TableError) as part:
        write(part)
    return path

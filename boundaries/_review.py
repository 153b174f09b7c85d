"""A sheet of the rows that found no unit, for a person to correct and hand back."""

import re
import zipfile
from collections.abc import Mapping
from os import PathLike
from pathlib import Path

import pandas as pd

from boundaries._match import Match
from boundaries.errors import MatchError, TableError, listed
from boundaries.language import Message
from boundaries.reasons import reason_words
from boundaries.writing import whole_file

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


def _cell(value: object) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)


def _printable(value: object) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", str(value))

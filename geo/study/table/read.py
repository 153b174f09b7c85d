"""The table of a study as it is read: one sheet, or one sheet a year below each other."""

import functools
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pandas as pd

import indicators
from boundaries.language import Message
from geo.study.table.config import StudyError, TablePart
from geo.study.table.years import YEAR, dated
from indicators.grid import MAX_MB
from indicators.table import FILE

Words = Literal["refuse", "missing"]


def year_sheets(names: list[str]) -> tuple[str, ...]:
    """The sheets that are called by a year each, in the order of the years; none unless there are two.

    >>> year_sheets(["2021年", "说明", "2020年"]), year_sheets(["2021年", "2021"]), year_sheets(["名单"])
    (('2020年', '2021年'), (), ())
    """
    years = {name: pair[1] for name in names if (pair := dated(name)) is not None}
    if len(years) < 2 or len(set(years.values())) < len(years):
        return ()
    return tuple(sorted(years, key=lambda name: years[name]))


def study_table(
    path: str | Path,
    *,
    sheet: str | None = None,
    sheets: tuple[str, ...] = (),
    files: tuple[str, ...] = (),
    max_mb: float = MAX_MB,
    header: int | None = None,
    numbers: Words = "refuse",
) -> indicators.Table:
    """Read the table of a study; the same file is read once, however often it is asked for in a row.

    Parameters
    ----------
    path : path
    sheet : str, optional
        One sheet of a workbook.
    sheets : tuple of str
        Or several, one a year: their rows below each other, with the year of each sheet's name as a column.
    files : tuple of str
        Further files of the same columns, one a year or one a province: their rows below each other. Where
        every file is called by a year, the year is a column, else the file's name is.
    max_mb : float
        Larger files are refused.
    header : int, optional
        Row number of the last row of headings.
    numbers : {"refuse", "missing"}
        What to do with words in a column of numbers.

    Returns
    -------
    Table

    Raises
    ------
    StudyError
        Sheets that bear no year or the same one, or whose columns are in different units.
    """
    every = [Path(path), *map(Path, files)]
    try:
        stamps = tuple((file.stat().st_mtime_ns, file.stat().st_size) for file in every)
    except OSError:
        lost = next(file for file in every if not file.exists())
        return indicators.read_table(lost, sheet=sheet, max_mb=max_mb)  # which says what is wrong
    paths = tuple(str(file.resolve()) for file in every)
    return _read(paths, stamps, sheet, sheets, max_mb, header, numbers)


def table_of(part: TablePart) -> indicators.Table:
    """The table of a study by its settings."""
    return study_table(
        part.path,
        sheet=part.sheet,
        sheets=tuple(part.sheets),
        files=tuple(part.files),
        max_mb=part.max_mb,
        header=part.header,
        numbers=part.numbers,
    )


@functools.lru_cache(maxsize=1)
def _read(
    paths: tuple[str, ...],
    stamps: tuple[tuple[int, int], ...],
    sheet: str | None,
    sheets: tuple[str, ...],
    max_mb: float,
    header: int | None,
    numbers: Words,
) -> indicators.Table:
    """Read; ``stamps`` change when the files do."""
    path = paths[0]
    if len(paths) > 1:
        return _by_file(paths, sheet, max_mb, header, numbers)
    if not sheets:
        return indicators.read_table(path, sheet=sheet, header=header, numbers=numbers, max_mb=max_mb)
    if len(sheets) < 2 or set(year_sheets(list(sheets))) != set(sheets):
        raise StudyError(
            "geo.study.table.read.table-sheets-must-name-two-sheets",
            path=path,
            value=list(sheets),
        )
    ordered = year_sheets(list(sheets))
    tables = {
        name: indicators.read_table(path, sheet=name, header=header, numbers=numbers, max_mb=max_mb)
        for name in ordered
    }
    columns = pd.concat([table.columns for table in tables.values()])
    units = columns["unit"].groupby(level=0, sort=False).agg(lambda found: sorted(set(found) - {""}))
    faults = [
        Message("study.wide.units_of", name=name, units=found)
        for name, found in units.items()
        if len(found) > 1
    ]
    if faults:
        raise StudyError(
            "geo.study.table.read.columns-in-different-units-from-sheet", path=path, faults=faults
        )
    first = tables[ordered[0]]
    frames = []
    for name, table in tables.items():
        frame = table.frame.drop(columns=YEAR, errors="ignore")
        frame.insert(0, YEAR, dated(name)[1])  # type: ignore[index]
        frames.append(frame.set_axis(pd.Index([f"{name}!{row}" for row in frame.index], name="row")))
    return replace(
        first,
        frame=pd.concat(frames),
        columns=columns[~columns.index.duplicated()].drop(index=YEAR, errors="ignore"),
        cells=pd.concat([table.cells for table in tables.values()], ignore_index=True),
        ledger=pd.concat(
            [
                table.ledger.set_axis(pd.Index([f"{name}!{row}" for row in table.ledger.index], name="row"))
                for name, table in tables.items()
            ]
        ),
        remarks=pd.concat([table.remarks for table in tables.values()], ignore_index=True),
        sheet="、".join(ordered),
    )


def _by_file(
    paths: tuple[str, ...], sheet: str | None, max_mb: float, header: int | None, numbers: Words
) -> indicators.Table:
    """Several files below each other; the year in their names as a column."""
    table = indicators.read_tables(paths, sheet=sheet, header=header, numbers=numbers, max_mb=max_mb)
    stems = [Path(path).stem for path in paths]
    if len(year_sheets(stems)) < len(stems) or YEAR in table.frame:
        return table
    frame = table.frame.drop(columns=FILE)
    frame.insert(0, YEAR, table.frame[FILE].map({stem: pair[1] for stem in stems if (pair := dated(stem))}))
    return replace(table, frame=frame, columns=table.columns.drop(index=FILE))

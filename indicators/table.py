"""Tables as people keep them: found headings, parsed units, every row and every coerced cell accounted
for."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from boundaries.errors import TableError, choose, foremost, listed
from boundaries.language import Message
from indicators.blocks import period, stacked
from indicators.cell import UNITS, split_unit
from indicators.column import Odd, Read, read_column
from indicators.grid import MAX_MB, Grid, take
from indicators.reading.delimited import read_pasted
from indicators.reading.door import read_grid
from indicators.reading.layout import Layout, find_layout
from indicators.reading.words import is_place, unit_line
from indicators.table_panel import long_panel, wide_panel

Words = Literal["refuse", "missing"]
KINDS = ("title", "heading", "note", "total", "data")
FILE = "文件"  # of rows that came from several files


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Table:
    """A table read from a file.

    Attributes
    ----------
    frame : pandas.DataFrame
        The data and totals, indexed by the row number in the file (1 is its first line); of blocks side by
        side,
        by the cell where a row begins (C2). Number columns are float64, division codes and other text are
        str;
        NA where missing.
    columns : pandas.DataFrame
        By column name, which is unique: ``header`` (as written), ``unit``, ``kind`` ("number", "code",
        "text"),
        ``cells``, ``missing``, ``coerced``, ``refused`` (text where a number was due), ``position`` (from 1).
    cells : pandas.DataFrame
        One row a cell that is missing or was coerced: ``row``, ``column``, ``raw``, ``status`` (see
        :func:`indicators.cell.read_cell`; "converted" is a cell in another unit, "merged" one filled from a
        merged cell, "label" a word such as 合计 that marks a row of totals), ``value``.
    ledger : pandas.DataFrame
        Every filled row of the sheet, indexed by ``row``: ``kind`` is "title", "heading", "note", "total" or
        "data". The rows of ``frame`` are those of the last two.
    remarks : pandas.DataFrame
        What was noticed: ``what`` ("duplicate_heading", "heading_is_place", "parallel_blocks", "no_heading",
        "hidden_sheet", "other_table", "control_characters") and ``where`` (a heading, a sheet, a line).
    title : str
    notes : tuple of str
        Lines under the data (注, 来源, ...).
    header_rows : tuple of int
    path, format, sheet, encoding : str
    """

    frame: pd.DataFrame
    columns: pd.DataFrame
    cells: pd.DataFrame
    ledger: pd.DataFrame
    remarks: pd.DataFrame
    title: str
    notes: tuple[str, ...]
    header_rows: tuple[int, ...]
    path: str
    format: str
    sheet: str
    encoding: str

    def __repr__(self) -> str:
        return (
            f"<Table {Path(self.path).name}: {len(self.frame):,} rows x {self.frame.shape[1]} columns, "
            f"{int(self.columns['missing'].sum()):,} cells missing, "
            f"{int(self.columns['coerced'].sum()):,} coerced>"
        )

    def column(self, said: str) -> str | None:
        """The name of the column that a person means: its name, or its heading as written in the file.

        Of equal headings the first is meant; the others have names of their own (县名_2). None: no such
        column.
        """
        if said in self.frame.columns:
            return said
        heads = self.columns["header"]
        for name, head in zip(self.columns.index, heads, strict=True):
            if head == said:
                return str(name)
        return None

    def by(self, column: str) -> pd.DataFrame:
        """The data indexed by a column (an adcode, say), which must be complete and unique."""
        choose(column, list(self.frame.columns), what="column", error=TableError)
        key = self.frame[column]
        empty, twice = key.index[key.isna()], key[key.duplicated(keep=False) & key.notna()]
        faults = []
        if len(empty):
            faults.append(Message("indicators.table.rows-without", rows=list(empty), column=column))
        faults += [
            Message("errors.in-rows", value=value, rows=list(rows.index))
            for value, rows in twice.groupby(twice)
        ]
        if faults:
            raise TableError("indicators.table.path-faults", path=self.path, faults=faults[:10])
        return self.frame.set_index(column)

    def panel(self, *, unit: str, year: str | None = None) -> pd.DataFrame:
        """The data as a panel indexed by (unit, year).

        Parameters
        ----------
        unit : str
            The column that names the unit.
        year : str, optional
            The column of years of a long table. None: a wide table, whose headers hold the year (GDP2021,
            2021年GDP).
        """
        return long_panel(self, unit, year) if year is not None else wide_panel(self, unit)


def read_table(
    path: str | Path,
    *,
    sheet: str | int | None = None,
    header: int | None = None,
    units: Mapping[str, str] | None = None,
    numbers: Words = "refuse",
    max_mb: float = MAX_MB,
) -> Table:
    """Read a table from a file of any kind that people keep tables in.

    What a file is is told by its content, whatever its name: xlsx, xlsm, xlsb, xls, et, ods; csv and other
    text
    (UTF-8, UTF-16, GB18030, Big5; comma, tab, semicolon, bar, full-width comma); parquet, feather, Stata,
    SPSS;
    dbf and the attributes of shapefile, GeoPackage, GeoJSON, FlatGeobuf; JSON records; XML of Excel 2003
    and web
    pages; any of them within a .zip or a folder.

    Parameters
    ----------
    path : path
    sheet : str or int, optional
        By name or from 0; needed where several sheets (layers, files of a .zip) are filled.
    header : int, optional
        Row number (from 1) of the last header row; 0: the table has none. None: found under titles.
    units : mapping, optional
        Unit by column name, where the header says none or a wrong one.
    numbers : {"refuse", "missing"}
        What to do with text in a number column: one error that lists every such cell, or missing (listed in
        ``cells`` with status "text").
    max_mb : float
        Larger files are refused.

    Returns
    -------
    Table

    Raises
    ------
    TableError
        With the row, the column and the way out; what is no table is named for what it is; what would take
        too
        much memory is refused before it is read.

    Notes
    -----
    The header is the first row that is at least half filled with different texts and has data below, with
    one or
    two rows of names below a name that spans them (merged cells, or blanks to its right), joined as
    ``group/name``; rows below it that hold only units, the English names, or 甲 1 2 3 belong to it. A row
    whose
    cells name units like the rows below is data, not a header. Headings repeated at page breaks are left
    out. A
    column is of numbers when at least half of its filled cells read as numbers, its header does not name a
    code,
    and its cells are not division codes that exist.
    """
    file = Path(path)
    grid = read_grid(file, sheet=sheet, max_mb=max_mb)
    return _table(file, grid, header=header, units=units or {}, numbers=numbers)


def paste_table(text: str, *, header: int | None = None, numbers: Words = "refuse") -> Table:
    """Read a table from text as it comes from the clipboard: tabs between cells, as Excel and web pages copy.

    Parameters
    ----------
    text : str
        Lines of cells.
    header, numbers
        As for :func:`read_table`.

    Returns
    -------
    Table

    Raises
    ------
    TableError
        As :func:`read_table`.

    Examples
    --------
    >>> paste_table("县（市）\\tGDP（亿元）\\n昆山市\\t5,006.7\\n").frame["GDP"].tolist()
    [5006.7]
    """
    return _table(Path("the pasted text"), read_pasted(text), header=header, units={}, numbers=numbers)


def read_tables(
    paths: Iterable[str | Path],
    *,
    sheet: str | int | None = None,
    header: int | None = None,
    numbers: Words = "refuse",
    max_mb: float = MAX_MB,
) -> Table:
    """Read several files of the same columns, one a year or one a province, and put their rows below each
    other.

    Parameters
    ----------
    paths : iterable of paths
    sheet, header, numbers, max_mb
        As for :func:`read_table`, of every file.

    Returns
    -------
    Table
        Columns meet by name; ``frame`` has the file's name without its ending in the column 文件; rows are
        named ``file!row``.

    Raises
    ------
    TableError
        No file or one twice; columns that are in different units from file to file.
    """
    files = [Path(path) for path in paths]
    stems = [file.stem for file in files]
    if not files or len(set(stems)) < len(stems):
        raise TableError("indicators.table.wanted-files-of-different-names-one", stems=listed(stems))
    tables = [read_table(f, sheet=sheet, header=header, numbers=numbers, max_mb=max_mb) for f in files]
    units = pd.concat([table.columns["unit"] for table in tables])
    mixed = units[units.ne("")].groupby(level=0, sort=False).agg(lambda found: sorted(set(found)))
    faults = [f"{name}: {listed(found)}" for name, found in mixed.items() if len(found) > 1]
    if faults:
        raise TableError("indicators.table.columns-in-different-units-from-file", faults=listed(faults))
    pairs = list(zip(stems, tables, strict=True))

    def named(index: pd.Index, stem: str) -> pd.Index:
        return pd.Index([f"{stem}!{row}" for row in index], name="row")

    frames = []
    for stem, table in pairs:
        frame = table.frame.drop(columns=FILE, errors="ignore").set_axis(named(table.frame.index, stem))
        frame.insert(0, FILE, stem)
        frames.append(frame)
    columns = pd.concat([table.columns for table in tables])
    first = columns[~columns.index.duplicated()].copy()
    sums = columns[["cells", "missing", "coerced", "refused"]].groupby(level=0, sort=False).sum()
    first[sums.columns] = sums
    own = pd.DataFrame(
        {
            "header": FILE,
            "unit": "",
            "kind": "text",
            "cells": sum(map(len, frames)),
            "missing": 0,
            "coerced": 0,
            "refused": 0,
            "position": 0,
        },
        index=pd.Index([FILE], name="column"),
    )
    return replace(
        tables[0],
        frame=pd.concat(frames),
        columns=pd.concat([own, first.drop(index=FILE, errors="ignore")]),
        cells=pd.concat(
            [t.cells.assign(row=[f"{s}!{row}" for row in t.cells["row"]]) for s, t in pairs],
            ignore_index=True,
        ),
        ledger=pd.concat([t.ledger.set_axis(named(t.ledger.index, s)) for s, t in pairs]),
        remarks=pd.concat([t.remarks for t in tables], ignore_index=True),
        notes=tuple(note for table in tables for note in table.notes),
        path="; ".join(table.path for table in tables),
    )


def _table(file: Path, grid: Grid, *, header: int | None, units: Mapping[str, str], numbers: Words) -> Table:
    layout = find_layout(file, grid, header)
    remarks = list(grid.remarks)
    rows = pd.Index(layout.body + grid.first, name="row")
    ledger = pd.Series(layout.kinds)
    last = max((j for j, word in enumerate(layout.names) if word), default=grid.width - 1)
    faults = _beyond(grid, layout, last) if grid.format == "csv" and not layout.headless else []
    header_rows, whole = layout.header, layout
    if blocks := period(layout.names, grid, layout):
        grid, layout, rows = stacked(grid, layout, blocks)
        ledger = ledger[~ledger.isin(["data", "total"])]
        ledger = pd.concat([ledger, pd.Series(list(layout.kinds.values()), index=rows)])
        remarks.append(("parallel_blocks", f"{len(blocks)}: {', '.join(layout.names)}"))
    data, info, cells, found = _columns(grid, layout, rows, units=units, numbers=numbers)
    faults = [*found, *faults]
    if unknown := [c for c in units if c not in data]:
        held = list(data)
        faults.append(Message("indicators.table.units-of-no-column", unknown=unknown, columns=held))
    if faults:
        raise TableError(
            "indicators.table.fault-correct-these-cells-or-read",
            file=file,
            n=len(faults),
            faults=foremost(faults),
        )
    remarks += _noticed(whole)
    return Table(
        frame=pd.DataFrame(data, index=rows),
        columns=pd.DataFrame.from_dict(info, orient="index").rename_axis("column"),
        cells=pd.DataFrame(cells, columns=["row", "column", "raw", "status", "value"]),
        ledger=pd.DataFrame(
            {"kind": pd.Categorical(ledger.to_numpy(), categories=KINDS)}, index=ledger.index.rename("row")
        ).sort_index(key=None if not blocks else _as_text),
        remarks=pd.DataFrame(remarks, columns=["what", "where"], dtype="str"),
        title=layout.top[0] if layout.top else "",
        notes=tuple(layout.notes),
        header_rows=header_rows,
        path=str(file),
        format=grid.format,
        sheet=grid.sheet,
        encoding=grid.encoding,
    )


def _as_text(index: pd.Index) -> pd.Index:
    """Row numbers before cells such as C2, each in its order."""
    return pd.Index(
        [(0, int(row), "") if isinstance(row, int | np.integer) else (1, 0, row) for row in index]
    )


def _columns(
    grid: Grid, layout: Layout, rows: pd.Index, *, units: Mapping[str, str], numbers: Words
) -> tuple[dict[str, object], dict[str, dict[str, object]], list[Odd], list[Message]]:
    """Every column that has a heading or a cell, by its place; equal headings are told apart."""
    names = layout.names
    used = [j for j in range(grid.width) if names[j] or bool(grid.filled(j)[layout.body].any())]
    spread: dict[int, list[int]] = {}
    if grid.merged:
        order = {i: k for k, i in enumerate(layout.body.tolist())}
        for i, j in sorted(grid.merged):
            if i in order:
                spread.setdefault(j, []).append(order[i])
    table_unit = unit_line(layout.top)
    data: dict[str, object] = {}
    info: dict[str, dict[str, object]] = {}
    cells: list[Odd] = []
    faults: list[Message] = []
    for j, (name, unit) in zip(used, _named([names[j] for j in used], used), strict=True):
        column: Read = read_column(
            take(grid.columns[j], layout.body),
            rows,
            name=name,
            header=names[j],
            unit=layout.units[j] or unit,
            table_unit=table_unit,
            units=units,
            plain=grid.format == "csv",
            spread=spread.get(j, ()),
        )
        numeric = isinstance(column.values, np.ndarray)
        data[name] = column.values if numeric else pd.array(column.values, dtype="str")
        info[name] = column.info | {"position": j + 1}
        cells += column.cells
        faults += column.mixed + (column.text if numbers == "refuse" else [])
    return data, info, cells, faults


def _named(headers: Sequence[str], used: Sequence[int]) -> list[tuple[str, str]]:
    """Unique column names and units."""
    out: list[tuple[str, str]] = []
    taken: set[str] = set()
    for header, j in zip(headers, used, strict=True):
        name, unit = split_unit(header) if header else (f"column_{j + 1}", "")
        own, k = name, 1
        while own in taken:
            k += 1
            own = f"{name}_{k}"
        taken.add(own)
        out.append((own, unit))
    return out


def _beyond(grid: Grid, layout: Layout, last: int) -> list[Message]:
    """Rows of a text table that are longer than its headings."""
    wide: set[int] = set()
    for j in range(last + 1, grid.width):
        wide |= set(layout.body[grid.filled(j)[layout.body]].tolist())
    return [
        Message("indicators.table.more-cells", row=i + grid.first, headers=last + 1) for i in sorted(wide)
    ]


def _noticed(layout: Layout) -> list[tuple[str, str]]:
    """Headings that a reader should hear of."""
    words = Counter(name for name in layout.names if name)
    out = [("duplicate_heading", word) for word, times in words.items() if times > 1]
    out += [("heading_is_place", word) for word in words if is_place(word)]
    if layout.headless:
        out.append(
            ("no_heading", f"row {min((n for n, k in layout.kinds.items() if k == 'data'), default=1)}")
        )
    return out


__all__ = ["UNITS", "Table", "paste_table", "read_table", "read_tables"]

"""Tables as people keep them: found headers, parsed units, and every coerced or missing cell listed."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pandas as pd

from boundaries.errors import TableError, choose, listed
from indicators.cell import UNITS, Cell, factor, is_total, read_cell, read_rank, split_unit
from indicators.grid import MAX_MB, Grid, read_grid

_CODE_WORDS = ("adcode", "行政区划代码", "区划代码", "行政代码", "地区代码", "county_id", "代码", "code")
_TEXT_WORDS = ("名称", "省", "市", "县", "区", "name", "地区", "单位名称", "备注", "note")
_YEAR_WORDS = ("年份", "年度", "年", "year")
_RANK_WORDS = ("排名", "名次", "位次", "rank")
_COUNT_WORDS = ("排名", "名次", "位次", "序号", "年份", "年度", "rank", "year", "no.")
_NOTE = re.compile(
    r"^[\s(]*(?:注|备注|说明|来源|资料来源|数据来源|source|note)s?\s*[\d)]*\s*[::.、]|^\(?\d{1,2}[).、]\s*\D",
    re.IGNORECASE,
)
_LEADING_ZERO = re.compile(r"0\d+")
_UNIT_LINE = re.compile(r"单位\s*:\s*([^\s,;)]+)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年?(?!\d)")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Table:
    """A table read from a file.

    Attributes
    ----------
    frame : pandas.DataFrame
        The data, indexed by the row number in the file (1 is its first line). Number columns are float64,
        division codes and other text are str; NA where missing.
    columns : pandas.DataFrame
        By column name: ``header`` (as written), ``unit``, ``kind`` ("number", "code", "text"), ``cells``,
        ``missing``, ``coerced``, ``refused`` (text where a number was due).
    cells : pandas.DataFrame
        One row a cell that is missing or was coerced: ``row``, ``column``, ``raw``, ``status`` (see
        :func:`indicators.cell.read_cell`; "converted" is a cell in another unit, "merged" one filled from a
        merged cell, "label" a word such as 合计 that marks a row of totals), ``value``.
    title : str
    notes : tuple of str
        Lines under the data (注, 来源, ...).
    header_rows : tuple of int
    path, format, sheet, encoding : str
    """

    frame: pd.DataFrame
    columns: pd.DataFrame
    cells: pd.DataFrame
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

    def by(self, column: str) -> pd.DataFrame:
        """The data indexed by a column (an adcode, say), which must be complete and unique."""
        choose(column, list(self.frame.columns), what="column", error=TableError)
        key = self.frame[column]
        empty, twice = key.index[key.isna()], key[key.duplicated(keep=False) & key.notna()]
        faults = [f"rows {listed(empty)} have no {column}"] if len(empty) else []
        faults += [f"{value} stands in rows {listed(rows.index)}" for value, rows in twice.groupby(twice)]
        if faults:
            raise TableError("indicators.table.path-faults", path=self.path, faults="; ".join(faults[:10]))
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
        return _long(self, unit, year) if year is not None else _wide(self, unit)


def read_table(
    path: str | Path,
    *,
    sheet: str | int | None = None,
    header: int | None = None,
    units: Mapping[str, str] | None = None,
    numbers: Literal["refuse", "missing"] = "refuse",
    max_mb: float = MAX_MB,
) -> Table:
    """Read a table from xlsx, csv (UTF-8, UTF-16, GB18030) or parquet.

    Parameters
    ----------
    path : path
    sheet : str or int, optional
        By name or from 0; needed where several sheets are filled.
    header : int, optional
        Row number (from 1) of the last header row; None: found under titles.
    units : mapping, optional
        Unit by column name, where the header says none or a wrong one.
    numbers : {"refuse", "missing"}
        What to do with text in a number column: one error that lists every such cell, or missing (listed in
        ``cells`` with status "text").
    max_mb : float
        Larger files are refused.

    Raises
    ------
    TableError
        With the row, the column and the way out.

    Notes
    -----
    The header is the first row that is at least half filled with different texts and has data below; a row
    above it that spans several of its columns (merged cells) is joined as ``group/name``; a row below it
    that holds only units gives the units. A column is of numbers when at least half of its filled cells
    read as numbers and its header does not name a code.
    """
    file = Path(path)
    grid = read_grid(file, sheet=sheet, max_mb=max_mb)
    rows = [row for row in enumerate(grid.rows, start=1) if any(_filled(v) for v in row[1])]
    if not rows:
        raise TableError("indicators.table.holds-no-cell-with-a-value", file=file)
    at = _header_at(file, rows, header)
    names, above, below = _headers(grid, rows, at)
    body = [row for row in rows if row[0] > below]
    notes = []
    while body and _is_note(body[-1][1]):
        notes.append(" ".join(str(v) for v in dict.fromkeys(v for v in body.pop()[1] if _filled(v))))
    if not body:
        raise TableError("indicators.table.there-is-no-data-below-the", file=file, value=rows[at][0])
    top = [str(v) for number, row in rows if number < above for v in dict.fromkeys(row) if _filled(v)]
    table_unit = _table_unit(top)
    unit_row = [row for number, row in rows if rows[at][0] < number <= below]
    used = [j for j in range(len(names)) if names[j] or any(_filled(row[j]) for _, row in body)]
    plain = grid.format == "csv"  # where every number is text
    data, info, cells, faults = {}, {}, [], []
    for j, (name, unit) in zip(used, _named([names[j] for j in used], used), strict=True):
        if unit_row and _filled(unit_row[0][j]):
            unit = _unit(str(unit_row[0][j])) or unit
        spread = {n for n, _ in body if (n - 1, j) in grid.merged}
        column = _Column.read(
            name, names[j], unit, [(n, row[j]) for n, row in body], table_unit, units or {}, plain, spread
        )
        data[name] = column.values
        info[name] = column.info
        cells += column.cells
        faults += column.mixed + (column.text if numbers == "refuse" else [])
    if unknown := [c for c in units or {} if c not in data]:
        faults.append(f"units= names no column: {listed(unknown)}; the columns are {listed(data)}")
    if plain:
        last = max((j for j, word in enumerate(names) if word), default=0)
        wide = [n for n, row in body if any(_filled(v) for v in row[last + 1 :])]
        faults += [
            f"row {n} has more cells than the {last + 1} headers: quote numbers that hold the delimiter"
            for n in wide
        ]
    if faults:
        raise TableError(
            "indicators.table.fault-correct-these-cells-or-read",
            file=file,
            n_faults=len(faults),
            value="s" if len(faults) > 1 else "",
            faults=listed(faults, most=20),
        )
    index = pd.Index([number for number, _ in body], name="row")
    return Table(
        frame=pd.DataFrame({name: values.set_axis(index) for name, values in data.items()}, index=index),
        columns=pd.DataFrame.from_dict(info, orient="index").rename_axis("column"),
        cells=pd.DataFrame(cells, columns=["row", "column", "raw", "status", "value"]),
        title=top[0] if top else "",
        notes=tuple(reversed(notes)),
        header_rows=tuple(n for n, _ in rows if above <= n <= below),
        path=str(file),
        format=grid.format,
        sheet=grid.sheet,
        encoding=grid.encoding,
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Column:
    values: pd.Series
    info: dict[str, object]
    cells: list[dict[str, object]]
    text: list[str]
    mixed: list[str]

    @classmethod
    def read(
        cls,
        name: str,
        header: str,
        unit: str,
        raw: list[tuple[int, object]],
        table_unit: str,
        units: Mapping[str, str],
        plain: bool,
        spread: set[int],
    ) -> "_Column":
        lower = name.lower()
        reader = read_rank if any(word in lower for word in _RANK_WORDS) else read_cell
        parsed = [_labeled(value, reader(value)) for _, value in raw]
        if plain:
            parsed = [p._replace(status="number") if p.status == "text_number" else p for p in parsed]
        filled = [p for p in parsed if p.status not in ("missing", "label")]
        numeric = [p for p in filled if p.status not in ("text", "error")]
        is_code = lower in _YEAR_WORDS or any(word in lower for word in _CODE_WORDS)
        is_code |= any(isinstance(v, str) and bool(_LEADING_ZERO.fullmatch(v.strip())) for _, v in raw)
        looks_text = any(lower.endswith(word) for word in _TEXT_WORDS) and 2 * len(numeric) < len(filled) + 1
        kind = "code" if is_code else "number"
        if not is_code and (looks_text or not numeric or 2 * len(numeric) < len(filled)):
            kind = "text"
        cells: list[dict[str, object]] = []
        text: list[str] = []
        mixed: list[str] = []
        if kind != "number":
            words = [_word(v, code=is_code) for _, v in raw]
            for (number, value), word in zip(raw, words, strict=True):
                if word is None:
                    cells.append(_cell(number, name, value, "missing", None))
            values = pd.Series(words, dtype="str")
        else:
            unit = units.get(name, unit)
            if not unit:
                own = {p.unit for p in numeric}
                if len(own) == 1 and "" not in own:
                    unit = own.pop()
                elif table_unit and not any(word in lower for word in _COUNT_WORDS):
                    unit = table_unit
                elif len(own) > 1:
                    kinds = [u or "none" for u in sorted(own)]
                    mixed.append(f"column {name} mixes units ({listed(kinds)}); say which with units=")
            numbers = []
            for (number, value), cell in zip(raw, parsed, strict=True):
                result, status = cell.value, cell.status
                if number in spread and status not in ("missing", "label", "text", "error"):
                    status = "merged"
                if cell.unit and cell.unit != unit and not mixed:
                    times = factor(cell.unit, to=unit)
                    if times is None:
                        mixed.append(
                            f"row {number}, column {name}: {value!r} is not in {unit or 'the column unit'}"
                        )
                    else:
                        result, status = cell.value * times, "converted"
                if status in ("text", "error"):
                    text.append(f"row {number}, column {name}: {value!r} is no number")
                if status != "number":
                    kept = None if status in ("missing", "label", "text", "error") else result
                    cells.append(_cell(number, name, value, status, kept))
                numbers.append(result)
            values = pd.Series(numbers, dtype="float64")
        statuses = [str(c["status"]) for c in cells]
        refused = sum(s in ("text", "error") for s in statuses)
        missing = statuses.count("missing") + statuses.count("label")
        info = {
            "header": header,
            "unit": unit if kind == "number" else "",
            "kind": kind,
            "cells": len(raw),
            "missing": missing,
            "coerced": len(statuses) - missing - refused,
            "refused": refused,
        }
        return cls(values=values, info=info, cells=cells, text=text, mixed=mixed)


def _labeled(value: object, cell: Cell) -> Cell:
    """A word such as 合计 in a column of numbers labels a row of totals: no number is due there."""
    return cell._replace(status="label") if cell.status == "text" and is_total(value) else cell


def _cell(row: int, column: str, raw: object, status: str, value: object) -> dict[str, object]:
    return {
        "row": row,
        "column": column,
        "raw": "" if raw is None else str(raw),
        "status": status,
        "value": value,
    }


def _filled(value: object) -> bool:
    return value is not None and str(value).strip() != ""


def _word(value: object, *, code: bool) -> str | None:
    if not _filled(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    if code:
        text = unicodedata.normalize("NFKC", text).removesuffix(".0")
    return None if read_cell(text).status == "missing" else text


def _unit(text: str) -> str:
    word = unicodedata.normalize("NFKC", text).strip(" ()[]").removeprefix("单位:").strip()
    return word if word in UNITS else ""


def _table_unit(top: list[str]) -> str:
    for line in top:
        match = _UNIT_LINE.search(unicodedata.normalize("NFKC", line))
        if match and match.group(1) in UNITS:
            return match.group(1)
    return ""


def _is_note(row: list[object]) -> bool:
    texts = list(dict.fromkeys(unicodedata.normalize("NFKC", str(v)) for v in row if _filled(v)))
    return len(texts) == 1 and (bool(_NOTE.match(texts[0])) or len(texts[0]) > 20) and len(row) > 1


def _header_at(file: Path, rows: list[tuple[int, list[object]]], header: int | None) -> int:
    if header is not None:
        for k, (number, _) in enumerate(rows):
            if number == header:
                return k
        raise TableError(
            "indicators.table.header-is-no-filled-row-the", file=file, header=header, first=_first(rows)
        )
    width = max(sum(_filled(v) for v in row) for _, row in rows[:60])
    for k, (_, row) in enumerate(rows[:30]):
        texts = [str(v).strip() for v in row if _filled(v)]
        words = [t for t in texts if read_cell(t).status == "text" or _YEAR.fullmatch(t)]
        if len(set(texts)) < max(1, (width + 1) // 2) or 2 * len(words) < len(texts):
            continue
        if k + 1 < len(rows) and _more_header(row, rows[k + 1][1]):
            continue
        return k
    raise TableError("indicators.table.no-header-row-among-the-first", file=file, first=_first(rows))


def _more_header(row: list[object], below: list[object]) -> bool:
    """Whether ``row`` is a group header and the real header stands below it."""
    repeated = any(_filled(a) and a == b for a, b in pairwise(row))
    texts = [str(v) for v in below if _filled(v)]
    return repeated and len(texts) > 1 and all(
        read_cell(t).status == "text" or _YEAR.fullmatch(t.strip()) for t in texts
    )  # fmt: skip


def _first(rows: list[tuple[int, list[object]]]) -> str:
    return "; ".join(f"{n}: {listed([v for v in row if _filled(v)], most=4)}" for n, row in rows[:3])


def _headers(grid: Grid, rows: list[tuple[int, list[object]]], at: int) -> tuple[list[str], int, int]:
    """Header of each column, the first header row and the last (a row of units included)."""
    number, row = rows[at]
    names = [_clean(v) for v in row]
    first = last = number
    if at > 0:
        above = rows[at - 1][1]
        groups = [_clean(v) for v in above]
        spans = sum(bool(a) and a == b for a, b in pairwise(groups))
        if spans and len({g for g in groups if g}) > 1:
            first = rows[at - 1][0]
            names = [
                g if not n else n if not g or g == n else f"{g}/{n}"
                for g, n in zip(groups, names, strict=True)
            ]
    if at + 1 < len(rows):
        under = [str(v) for v in rows[at + 1][1] if _filled(v)]
        if under and all(_unit(t) for t in under):
            last = rows[at + 1][0]
    return names, first, last


def _clean(value: object) -> str:
    if not _filled(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    words = " ".join(str(value).strip("\ufeff").split())
    # 省 份 is one word; in County Name the space parts two
    return re.sub(r"(?<![!-~]) | (?![!-~])", "", words)


def _named(headers: list[str], used: list[int]) -> list[tuple[str, str]]:
    """Unique column names and units."""
    out: list[tuple[str, str]] = []
    seen: dict[str, int] = {}
    for header, j in zip(headers, used, strict=True):
        name, unit = split_unit(header) if header else (f"column_{j + 1}", "")
        seen[name] = seen.get(name, 0) + 1
        out.append((name if seen[name] == 1 else f"{name}_{seen[name]}", unit))
    return out


def _long(table: Table, unit: str, year: str) -> pd.DataFrame:
    columns = list(table.frame.columns)
    choose(unit, columns, what="column", error=TableError)
    choose(year, columns, what="column", error=TableError)
    frame = table.frame
    when = frame[year].astype("str").str.extract(r"((?:19|20)\d{2})", expand=False)
    faults = [f"row {i}: {frame.loc[i, year]!r} is no year" for i in frame.index[when.isna()]]
    faults += [f"row {i} has no {unit}" for i in frame.index[frame[unit].isna()]]
    if not faults:
        keys = pd.MultiIndex.from_arrays([frame[unit], when.astype("int64")], names=[unit, "year"])
        twice = keys.duplicated(keep=False)
        faults = [
            f"row {i}: {k[0]} {k[1]} stands twice"
            for i, k in zip(frame.index[twice], keys[twice], strict=True)
        ]
    if faults:
        raise TableError("indicators.table.path-faults", path=table.path, faults=listed(faults))
    return frame.drop(columns=[unit, year]).set_axis(keys).sort_index()


def _wide(table: Table, unit: str) -> pd.DataFrame:
    frame = table.by(unit)
    parts: dict[int, dict[str, pd.Series]] = {}
    fixed = {}
    for column in frame.columns:
        match = _YEAR.search(str(column))
        if match is None:
            fixed[column] = frame[column]
            continue
        name = (column[: match.start()] + column[match.end() :]).strip("_-/ ") or "value"
        parts.setdefault(int(match.group(1)), {})[name] = frame[column]
    if not parts:
        raise TableError(
            "indicators.table.no-header-holds-a-year-name", path=table.path, columns=listed(frame.columns)
        )
    years = {year: pd.DataFrame({**fixed, **columns}) for year, columns in sorted(parts.items())}
    return pd.concat(years, names=["year", unit]).swaplevel().sort_index()

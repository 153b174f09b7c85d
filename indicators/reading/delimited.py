"""Text tables: comma, tab, semicolon, bar or full-width comma between the cells."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow

from boundaries.errors import TableError
from indicators.grid import MAX_CELLS, MAX_COLUMNS, Column, Grid, columns_of
from indicators.reading.encoding import CONTROLS, encoding_of
from indicators.reading.limits import too_wide

MARKS = ",\t;|，"
LONGEST = 20_000_000  # characters in a line
LARGE = 4_000_000  # bytes
_UNUSUAL = r'^="|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]'  # what the reader of single rows must mend
_SEP = re.compile(r"\s*sep=(.)\s*", re.IGNORECASE)
_PROTECTED = re.compile(r'="([^"]*)"')  # ="320106", as Excel keeps the zeros of a code


def read_delimited(path: Path) -> Grid:
    """Read a text file as a table.

    Raises
    ------
    TableError
        An unknown encoding or bad bytes with their line; open quotation marks; too many columns.
    """
    encoding = encoding_of(path)
    if path.stat().st_size > LARGE and (grid := _regular(path, encoding)):
        return grid
    with path.open(encoding=encoding, newline="") as stream:
        return _read(stream, path, encoding)


def _regular(path: Path, encoding: str) -> Grid | None:
    """A large file of rows of one length, read by Arrow; None where it is anything else."""
    with path.open(encoding=encoding, newline="") as stream:
        sample = stream.read(65536)
    mark = delimiter(sample)
    if _SEP.fullmatch(sample.splitlines()[0]) or mark == "，" or sample.count(mark, 0, 4096) > 2000:
        return None
    names = [str(j) for j in range(len(next(csv.reader([sample.splitlines()[0]], delimiter=mark))))]
    try:
        table = arrow.read_csv(
            path,
            read_options=arrow.ReadOptions(
                column_names=names, encoding=encoding.removesuffix("-sig"), block_size=1 << 24
            ),
            parse_options=arrow.ParseOptions(
                delimiter=mark, newlines_in_values=False, ignore_empty_lines=False
            ),
            convert_options=arrow.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, LookupError):
        return None
    if table.num_rows * table.num_columns > MAX_CELLS:
        raise too_wide(path, table.num_rows, table.num_columns)
    columns: list[Column] = []
    for column in table.columns:
        longest = pc.max(pc.binary_length(column)).as_py() or 0
        if longest > LONGEST or pc.any(pc.match_substring_regex(column, _UNUSUAL)).as_py():
            return None
        blank = pc.match_substring_regex(column, r"^(?:\s|\x{3000}|\x{a0})*$")
        columns.append(pc.if_else(blank, pa.scalar(None, pa.large_string()), column))
    return Grid(columns=columns, format="csv", encoding=encoding)


def read_pasted(text: str) -> Grid:
    """Read text as it comes from the clipboard."""
    return _read(io.StringIO(text, newline=""), Path("the pasted text"), "")


def _read(stream: TextIO, path: Path, encoding: str) -> Grid:
    sample = stream.read(65536)
    while sample and not sample.strip() and (more := stream.read(1 << 20)):
        sample = more
    if not sample.strip():
        raise TableError("indicators.reading.delimited.is-empty", path=path)
    stream.seek(0)
    remarks: list[tuple[str, str]] = []
    named = _SEP.fullmatch(sample.lstrip("\ufeff").splitlines()[0])
    mark = named.group(1) if named else delimiter(sample)
    csv.field_size_limit(10_000_000)
    lines = _lines(stream, path, mark, remarks)
    reader = csv.reader(lines, delimiter=mark, strict=True)

    def rows() -> Iterator[list[object]]:
        first = bool(named)
        try:
            for row in reader:
                if first or (row and row[0].startswith("\ufeff")):
                    row = [] if first else [row[0].lstrip("\ufeff"), *row[1:]]
                    first = False
                yield _cells(row)
        except csv.Error as error:
            raise TableError(
                "indicators.reading.delimited.is-no-csv-table-line-check",
                path=path,
                line_num=reader.line_num,
                error=error,
            ) from None

    columns = columns_of(rows(), refuse=lambda height, width: too_wide(path, height, width))
    return Grid(columns=columns, format="csv", encoding=encoding, remarks=tuple(dict.fromkeys(remarks)))


def _cells(row: list[str]) -> list[object]:
    """The cells of a row without the empty ones at its end."""
    out: list[object] = [
        (cell if not cell.startswith('="') else _PROTECTED.sub(r"\1", cell))
        if cell and not cell.isspace()
        else None
        for cell in row
    ]
    while out and out[-1] is None:
        out.pop()
    return out


def _lines(stream: TextIO, path: Path, mark: str, remarks: list[tuple[str, str]]) -> Iterator[str]:
    """The lines of a file without control characters; a line of far too many cells is refused unread."""
    for number, line in enumerate(_bounded(stream, path), start=1):
        if len(line) > MAX_COLUMNS:
            full = line.rstrip(mark + "\r\n ")
            if full.count(mark) >= MAX_COLUMNS and '"' not in full:
                raise too_wide(path, number, full.count(mark) + 1)
            line = full + "\n" if '"' not in full else line
        if not line.isprintable() and CONTROLS.search(line):
            remarks.append(("control_characters", f"line {number:,}"))
            line = CONTROLS.sub("", line)
        yield line


def _bounded(stream: TextIO, path: Path) -> Iterator[str]:
    number = 0
    while line := stream.readline(LONGEST):
        number += 1
        if len(line) == LONGEST and line.strip(" ,\t;|\r\n"):
            raise TableError(
                "indicators.reading.delimited.line-has-more-than-characters-no",
                path=path,
                number=number,
                LONGEST=LONGEST,
            )
        yield line


def delimiter(sample: str) -> str:
    """The mark that stands between cells.

    >>> delimiter("a;b;c\\n1,5;2,5;3,5\\n"), delimiter("昆山市，1\\n江阴市，2\\n")
    (';', '，')
    >>> delimiter("昆山市\\n注：甲，乙\\n")
    ','
    """
    lines = [line for line in sample.splitlines()[:2000] if line.strip()]

    def weight(mark: str) -> float:
        counts = [min(line.count(mark), 50) for line in lines]
        if mark == "，":  # punctuation, unless nearly every line has as many
            usual = Counter(counts).most_common(1)[0]
            if usual[0] == 0 or usual[1] < 0.8 * len(lines):
                return 0
        return sum(counts)

    weights = {mark: weight(mark) for mark in MARKS}
    steady = {mark: _steady([line.count(mark) for line in lines]) for mark in ",\t;|"}
    best = max(MARKS, key=lambda mark: weights[mark])
    rival = max(",\t;|", key=lambda mark: (steady[mark] > 0, weights[mark]))
    return rival if steady.get(rival, 0) > steady.get(best, 0) and weights[rival] else best


def _steady(counts: list[int]) -> int:
    """How often a mark stands in each line, where every line has it equally often; else 0."""
    return counts[0] if len(counts) > 1 and counts[0] and len(set(counts)) == 1 else 0

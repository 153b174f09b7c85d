"""Tables of several years: a column of years, or headings that name one (GDP2015, 2017年GDP).

Either way the table becomes one row for each unit and year. A heading with two years in it (2015-2020年增速)
is about neither and names none.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from boundaries.errors import listed
from boundaries.language import Message
from boundaries.year_ends import EARLIEST, LAST_YEAR
from geo.study.table.columns import plain
from geo.study.table.config import StudyError, TablePart
from geo.study.table.span import span
from geo.study.table.words import either, words
from indicators.headings import headings

YEAR_HEADINGS = headings("year")
(YEAR,) = words("year_column")
(NAMELESS,) = words("nameless")
AFTER = either("year_after")
_IN_HEADING = re.compile(rf"(?<!\d)((?:19|20)\d{{2}})(?!\d)\s*(?:{AFTER})?")
_IN_CELL = re.compile(
    rf"\s*((?:19|20)\d{{2}})(?:\.0+)?\s*(?:{AFTER})?\s*|\s*((?:19|20)\d{{2}})(?:[-/.]|{AFTER})\d.*"
)
_EMPTY_BRACKETS = re.compile(r"\(\s*[,;、]?\s*\)")
_COMMA_AT_BRACKET = re.compile(r"(?<=\()\s*[,;、]\s*|\s*[,;、]\s*(?=\))")
ENOUGH = 0.9  # of the filled cells of a column of years
REPEATED = 0.1  # of the rows of a panel may repeat a unit and year by mistake; more is another kind of table
SHARE = 0.5  # of the columns of numbers, so that a table is taken for one with years in its headings


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Years:
    """Where a table keeps its years.

    Attributes
    ----------
    column : str or None
        The column of years.
    wide : dict
        Indicator to year to column, where the headings name the years.
    said : tuple of Message
        What a reader should know.
    """

    column: str | None
    wide: dict[str, dict[int, str]]
    said: tuple[Message, ...]


def dated(heading: str) -> tuple[str, int] | None:
    """The indicator and the year that a heading names; None where it names no year, or two.

    >>> dated("GDP2015"), dated("人均GDP（2018年）"), dated("2017年末总人口"), dated("2016")
    (('GDP', 2015), ('人均GDP', 2018), ('总人口', 2017), ('数值', 2016))
    >>> dated("增速2015-2020"), dated("120153人")
    (None, None)
    """
    text = unicodedata.normalize("NFKC", str(heading))
    found = list(_IN_HEADING.finditer(text))
    if len(found) != 1:
        return None
    rest = text[: found[0].start()] + text[found[0].end() :]
    rest = _COMMA_AT_BRACKET.sub("", _EMPTY_BRACKETS.sub("", rest))
    return rest.strip(" _-/:·.,、") or NAMELESS, int(found[0].group(1))


def wide_columns(columns: Iterable[str]) -> dict[str, dict[int, list[str]]]:
    """Indicator to year to the columns that name both, in the order of the columns."""
    found: dict[str, dict[int, list[str]]] = {}
    for column in columns:
        pair = dated(column)
        if pair is not None:
            found.setdefault(pair[0], {}).setdefault(pair[1], []).append(str(column))
    return found


def cell_years(cells: "pd.Series[float]") -> pd.Series:
    """The year that each cell of a column names, missing where it names none.

    >>> cell_years(pd.Series([2015, "2016年", "2017-12-31", "合计", 20.0])).tolist()
    [2015, 2016, 2017, <NA>, <NA>]
    """
    texts = cells.astype("string")
    parts = texts.str.extract(rf"^(?:{_IN_CELL.pattern})$")
    return parts[0].fillna(parts[1]).astype("Int64")


def find_years(frame: pd.DataFrame, numbers: Sequence[str], names: Sequence[str]) -> Years:
    """Find out whether a table holds several years, and where it names them.

    Parameters
    ----------
    frame : DataFrame
        The table as read.
    numbers : sequence of str
        Its columns of numbers.
    names : sequence of str
        Columns that name the units.
    """
    for column in (c for heading in YEAR_HEADINGS for c in frame.columns if plain(c) == heading):
        years = cell_years(frame[column])
        filled = frame[column].notna()
        if not filled.any() or float(years[filled].notna().mean()) < ENOUGH:
            continue
        found = sorted({int(year) for year in years.dropna()})
        if len(found) == 1:
            return _none("study.years.one", year=found[0], column=column)
        units = pd.DataFrame({name: frame[name].astype("string") for name in names})
        again = float(units.assign(year=years).duplicated().mean())
        if again > REPEATED:
            return _none("study.years.repeated", column=column, share=again)
        repeated = years.groupby([units[name] for name in names]).nunique()
        if int(repeated.max()) < 2:
            return _none("study.years.once", column=column)
        text = Message("study.years.column", column=column, years=span(found), count=len(found))
        return Years(column=str(column), wide={}, said=(text,))
    return _in_headings(numbers)


def _none(id: str, **values: object) -> Years:
    """No panel, and why."""
    return Years(column=None, wide={}, said=(Message(id, **values),))


def _in_headings(numbers: Sequence[str]) -> Years:
    """The years that the headings of the numbers name."""
    every = {name: years for name, years in wide_columns(numbers).items() if len(years) > 1}
    bearing = [column for years in every.values() for columns in years.values() for column in columns]
    if not bearing:
        return Years(column=None, wide={}, said=())
    if len(bearing) < SHARE * len(numbers):
        return _none("study.years.few", count=len(bearing), columns=bearing[:5])
    twice = _twice(every)
    if twice:
        raise StudyError("geo.study.table.years.headings-that-name-the-same-indicator", twice=listed(twice))
    wide = {name: {year: columns[0] for year, columns in years.items()} for name, years in every.items()}
    found = sorted({year for years in wide.values() for year in years})
    rest = [column for column in numbers if column not in bearing]
    said = [
        Message(
            "study.years.headings",
            example=bearing[0],
            years=span(found),
            count=len(found),
            indicators=len(wide),
        )
    ]
    if rest:
        said.append(Message("study.years.rest", columns=rest))
    return Years(column=None, wide=wide, said=tuple(said))


def _twice(found: dict[str, dict[int, list[str]]]) -> list[str]:
    return [
        f"{' / '.join(columns)} ({name} {year})"
        for name, years in found.items()
        for year, columns in years.items()
        if len(columns) > 1
    ]


def check_wide(part: TablePart, columns: Sequence[str], units: "pd.Series[str]") -> dict[str, dict[int, str]]:
    """The columns of a wide table by indicator and year, once they have been checked.

    Parameters
    ----------
    part : TablePart
        Its ``columns`` and ``rank`` are indicators, without their years.
    columns : sequence of str
        The table's columns.
    units : Series by column
        The unit of each, "" where it has none.

    Raises
    ------
    StudyError
        Indicators that no heading names with a year, two headings for one year, years in different units: all
        at once.
    """
    known = wide_columns(columns)
    wanted = [*part.columns, *([part.rank] if part.rank and part.rank not in columns else [])]
    faults = [Message("study.wide.unknown", name=name) for name in wanted if name not in known]
    if not wanted:
        faults.append(Message("study.wide.no_columns"))
    if faults:
        have = [
            Message("study.wide.indicator", name=name, years=span(sorted(years)))
            for name, years in known.items()
        ]
        faults.append(Message("study.wide.have", headings=have) if have else Message("study.wide.have_none"))
    if part.year is not None:
        faults.append(Message("study.wide.year_too"))
    chosen = {name: known[name] for name in wanted if name in known}
    twice = _twice(chosen)
    if twice:
        faults.append(Message("study.wide.twice", headings=twice))
    for name, years in chosen.items():
        kinds = {str(units.get(column[0], "")) for column in years.values()} - {""}
        if len(kinds) > 1:
            faults.append(Message("study.wide.units", name=name, units=sorted(kinds)))
    if faults:
        raise StudyError("geo.study.table.years.table-wide", path=part.path, faults=faults)
    return {name: {year: column[0] for year, column in years.items()} for name, years in chosen.items()}


def lengthened(frame: pd.DataFrame, wide: dict[str, dict[int, str]]) -> pd.DataFrame:
    """One row for each row and year of a wide table; the index repeats that of ``frame``."""
    years = sorted({year for columns in wide.values() for year in columns})
    fixed = frame.drop(columns=[column for columns in wide.values() for column in columns.values()])
    fixed = fixed.drop(columns=[name for name in wide if name in fixed])
    parts = []
    for year in years:
        values = {
            name: frame[columns[year]] if year in columns else pd.Series(float("nan"), index=frame.index)
            for name, columns in wide.items()
        }
        part = pd.concat([fixed, pd.DataFrame(values, index=frame.index)], axis=1)
        parts.append(part.assign(**{YEAR: year})[part.iloc[:, len(fixed.columns) :].notna().any(axis=1)])
    return pd.concat(parts)


def with_years(frame: pd.DataFrame, part: TablePart, numbers: pd.Index) -> pd.DataFrame:
    """The rows with their year in the column ``year``.

    Parameters
    ----------
    frame : DataFrame
        The rows of the table, their place in it as index.
    part : TablePart
    numbers : Index
        Row numbers in the file.

    Raises
    ------
    StudyError
        Cells that are no year, by their row.
    """
    column = part.year or YEAR
    years = cell_years(frame[column])
    wrong = ~years.between(EARLIEST, LAST_YEAR).fillna(False).to_numpy(dtype=bool)
    if wrong.any():
        cells = [
            Message(
                "study.row.cell",
                row=row,
                value=Message("study.row.empty") if pd.isna(value) else value,
            )
            for row, value in zip(numbers[wrong], frame.loc[wrong, column], strict=True)
        ]
        raise StudyError(
            "geo.study.table.years.column-table-year-cells-are-no",
            path=part.path,
            column=column,
            n_cells=len(cells),
            cells=cells,
            first=EARLIEST,
            last=LAST_YEAR,
        )
    return frame.assign(year=years.astype(int))


def refuse_twice(
    rows: pd.DataFrame, part: TablePart, numbers: pd.Index, *, keys: Sequence[str] = ("adcode", "year")
) -> None:
    """Refuse a unit that stands twice in one year.

    Parameters
    ----------
    rows : DataFrame
        With ``keys``, the code on the row's own day among them; their place in the table as index.
    part : TablePart
    numbers : Index
        Row numbers in the file.
    keys : sequence of str
        What a row is known by.

    Raises
    ------
    StudyError
        Every such unit and year, with its rows and the names in them.
    """
    twice = rows[rows.duplicated(list(keys), keep=False)]
    if not len(twice):
        return
    found = []
    for _, group in twice.groupby(list(keys), sort=False):
        places = [numbers[row] for row in group.index]
        name = "/".join(dict.fromkeys(map(str, group[part.name])))
        found.append(Message("study.row.unit_and_year", name=name, year=group["year"].iloc[0], rows=places))
    raise StudyError(
        "geo.study.table.years.units-stand-twice-in-one-year",
        path=part.path,
        n_found=len(found),
        found=found,
    )

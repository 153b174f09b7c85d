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
from geo.study.table.config import StudyError, TablePart
from indicators.headings import headings

YEAR_HEADINGS = headings("year")
YEAR = "年份"  # of a table whose years stood in its headings
NAMELESS = "数值"  # an indicator whose headings are nothing but years
_IN_HEADING = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)\s*(?:年度|年末|年底|年)?")
_IN_CELL = re.compile(
    r"\s*((?:19|20)\d{2})(?:\.0+)?\s*(?:年度|年末|年底|年)?\s*|\s*((?:19|20)\d{2})[-/.年]\d.*"
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
    said : tuple of (str, str)
        What a reader should know, in Chinese and English.
    """

    column: str | None
    wide: dict[str, dict[int, str]]
    said: tuple[tuple[str, str], ...]


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
    from geo.study.table.guess import plain

    for column in (c for heading in YEAR_HEADINGS for c in frame.columns if plain(c) == heading):
        years = cell_years(frame[column])
        filled = frame[column].notna()
        if not filled.any() or float(years[filled].notna().mean()) < ENOUGH:
            continue
        found = sorted({int(year) for year in years.dropna()})
        if len(found) == 1:
            one = (
                f"全部数据是 {found[0]} 年（“{column}”列）",
                f"every row is of {found[0]} (column {column!r})",
            )
            return Years(column=None, wide={}, said=(one,))
        units = pd.DataFrame({name: frame[name].astype("string") for name in names})
        again = float(units.assign(year=years).duplicated().mean())
        if again > REPEATED:
            often = (
                f"“{column}”列是年份，但 {again:.0%} 的行与前面的行同单元同年，不按面板处理",
                f"column {column!r} holds years, but {again:.0%} of the rows repeat a unit and year: not taken for a "
                "panel",
            )
            return Years(column=None, wide={}, said=(often,))
        repeated = years.groupby([units[name] for name in names]).nunique()
        if int(repeated.max()) < 2:
            lone = (
                f"“{column}”列是年份，但没有单元出现在两个年份里，不按面板处理",
                f"column {column!r} holds years, but no unit stands in two of them: not taken for a panel",
            )
            return Years(column=None, wide={}, said=(lone,))
        text = (
            f"年份在“{column}”列：{span(found, 'zh')}，共 {len(found)} 年，每年分别检验",
            f"years are in column {column!r}: {span(found, 'en')}, {len(found)} of them, each tested by itself",
        )
        return Years(column=str(column), wide={}, said=(text,))
    return _in_headings(numbers)


def _in_headings(numbers: Sequence[str]) -> Years:
    """The years that the headings of the numbers name."""
    every = {name: years for name, years in wide_columns(numbers).items() if len(years) > 1}
    bearing = [column for years in every.values() for columns in years.values() for column in columns]
    if not bearing:
        return Years(column=None, wide={}, said=())
    if len(bearing) < SHARE * len(numbers):
        few = (
            f"{len(bearing)} 列的列名带年份（{'、'.join(bearing[:5])}），不到数值列的一半，不按面板处理；"
            "要按面板处理，请设 table.wide = true",
            f"{len(bearing)} headings name a year ({', '.join(bearing[:5])}), fewer than half of the numbers: not "
            "taken for a panel; set table.wide = true to take them for one",
        )
        return Years(column=None, wide={}, said=(few,))
    twice = _twice(every)
    if twice:
        raise StudyError(f"headings that name the same indicator and year: {listed(twice)}; rename or remove")
    wide = {name: {year: columns[0] for year, columns in years.items()} for name, years in every.items()}
    found = sorted({year for years in wide.values() for year in years})
    rest = [column for column in numbers if column not in bearing]
    said = [
        (
            f"年份写在列名里（如“{bearing[0]}”）：{span(found, 'zh')}，共 {len(found)} 年，"
            f"指标 {len(wide)} 个，每年分别检验",
            f"years are named by the headings (such as {bearing[0]!r}): {span(found, 'en')}, {len(found)} of them; "
            f"{len(wide)} indicators, each year tested by itself",
        )
    ]
    if rest:
        said.append(
            (
                f"列名不带年份的数值列不进入面板：{'、'.join(rest)}",
                f"columns of numbers whose headings name no year are left out of the panel: {', '.join(rest)}",
            )
        )
    return Years(column=None, wide=wide, said=tuple(said))


def _twice(found: dict[str, dict[int, list[str]]]) -> list[str]:
    return [
        f"{' / '.join(columns)} ({name} {year})"
        for name, years in found.items()
        for year, columns in years.items()
        if len(columns) > 1
    ]


def span(years: Sequence[int], lang: str) -> str:
    """Years as a reader sees them: first to last, with the years in between that are missing.

    >>> span([2003, 2004, 2005], "zh"), span([2010, 2015, 2020], "en")
    ('2003—2005 年', '2010, 2015, 2020')
    """
    first, last = years[0], years[-1]
    end = " 年" if lang == "zh" else ""
    if len(years) == 1:
        return f"{first}{end}"
    if len(years) == last - first + 1:
        return f"{first}{'—' if lang == 'zh' else '–'}{last}{end}"
    if len(years) <= 6:
        return ("、" if lang == "zh" else ", ").join(str(year) for year in years) + end
    gaps = last - first + 1 - len(years)
    return f"{first}—{last} 年（缺 {gaps} 年）" if lang == "zh" else f"{first}–{last} ({gaps} years missing)"


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
    faults = [f"no heading names {name!r} with a year" for name in wanted if name not in known]
    if not wanted:
        faults.append("table.wide needs table.columns, the indicators without their years")
    if faults:
        have = [f"{name} ({span(sorted(years), 'en')})" for name, years in known.items()]
        faults.append(f"the headings name {listed(have, most=40) if have else 'no year at all'}")
    if part.year is not None:
        faults.append("table.year is for a column of years; set it or table.wide, not both")
    chosen = {name: known[name] for name in wanted if name in known}
    twice = _twice(chosen)
    if twice:
        faults.append(f"headings for the same indicator and year: {listed(twice)}")
    for name, years in chosen.items():
        kinds = {str(units.get(column[0], "")) for column in years.values()} - {""}
        if len(kinds) > 1:
            faults.append(f"{name}: its years are in different units: {', '.join(sorted(kinds))}")
    if faults:
        raise StudyError(f"{part.path}: table.wide: " + "; ".join(faults))
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
    wrong = years.isna().to_numpy()
    if wrong.any():
        cells = [
            f"row {numbers[row]}: {'empty' if pd.isna(value) else value}"
            for row, value in frame.loc[wrong, column].items()
        ]
        raise StudyError(
            f"{part.path}: column {column!r} (table.year): {len(cells)} cells are no year: {listed(cells)}; "
            "correct them, or remove these rows"
        )
    return frame.assign(year=years.astype(int))


def refuse_twice(placed: pd.DataFrame, part: TablePart, numbers: pd.Index) -> None:
    """Refuse a unit that stands twice in one year.

    Parameters
    ----------
    placed : DataFrame
        Rows with ``adcode`` and ``year``, their place in the table as index.
    part : TablePart
    numbers : Index
        Row numbers in the file.

    Raises
    ------
    StudyError
        Every such unit and year, with its rows.
    """
    twice = placed[placed.duplicated(["adcode", "year"], keep=False)]
    if not len(twice):
        return
    found = []
    for (_, year), rows in twice.groupby(["adcode", "year"], sort=False):
        places = ", ".join(str(numbers[row]) for row in rows.index)
        found.append(f"{rows[part.name].iloc[0]} {year} (rows {places})")
    raise StudyError(
        f"{part.path}: {len(found)} units stand twice in one year: {listed(found)}; "
        "a panel holds one row for each unit and year: remove or merge these rows"
    )

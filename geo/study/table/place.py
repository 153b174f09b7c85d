"""The rows of a person's table, each with the code that its name means, or the reason why it has none."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

import indicators
from boundaries._units import DATE
from boundaries.adcode import PROVINCES
from boundaries.eligible import units_of
from boundaries.errors import listed
from boundaries.language import Message
from boundaries.reasons import reason
from geo.study.table.columns import texts
from geo.study.table.config import Config, StudyError, TablePart
from geo.study.table.guess import ENOUGH
from geo.study.table.levels import BESIDE, districts, read_rows, share_of_units
from geo.study.table.likely_cause import likely_cause
from geo.study.table.located import located, match_points
from geo.study.table.names_by_year import read_by_year
from geo.study.table.read import table_of
from geo.study.table.today import on_boundaries
from geo.study.table.years import check_wide, lengthened, with_years
from indicators.cell import is_total

if TYPE_CHECKING:
    import geopandas as gpd

    from boundaries._match import Match

EXAMPLES = 10  # of the rows that are no units
MAYBE = 4  # of the units that share a name, named where a row is ambiguous
SINGLE = (
    *("name", "province", "prefecture", "rank", "year", "category", "adcode", "weight"),
    *("longitude", "latitude"),
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Placed:
    """A table whose rows have been placed.

    Attributes
    ----------
    config : Config
        The study's settings, the columns by the names they were read under.
    frame : DataFrame
        The rows, by position; rows of totals are not among them.
    numbers : Index
        Each row's number in the file, whose first line is 1.
    units : Series
        The unit of measure of each column, "" where it has none.
    match : Match
        Row by row: adcode as of the table's date (of a panel: of the row's own), status, reason, candidates,
        suggestion.
    lists : Series of int, or None
        Of county tables of several years, and of one year that is not that of the boundaries: by the list of
        which year each row was read.
    wide : dict
        Of a table with years in its headings: indicator to year to column.
    codes : Series
        Each row's code on the date of the boundaries, NA where it has none; of a panel its code in its list.
    left_out : DataFrame
        Rows that have none, by position: row, name, status, reason, suggestion.
    notes : tuple of Message
        What a reader should know.
    places : GeoDataFrame or None
        The points of a table of points, in WGS 84.
    """

    config: Config
    frame: pd.DataFrame
    numbers: pd.Index
    units: pd.Series
    match: "Match"
    lists: "pd.Series[int] | None"
    wide: dict[str, dict[int, str]]
    codes: pd.Series
    left_out: pd.DataFrame
    notes: tuple[Message, ...]
    places: "gpd.GeoDataFrame | None" = None


def place(config: Config, *, whole: bool = False) -> Placed:
    """Read the table of a study and find out what unit each row is.

    Parameters
    ----------
    config : Config
    whole : bool
        Keep every row: rows of totals too, with the status "total", and a table of which few rows are known.

    Returns
    -------
    Placed

    Raises
    ------
    StudyError
        Columns that are not there; too few rows matched: the first ten that were not, and the likely cause.
    """
    part = config.table
    read = table_of(part)
    # a heading as it is written in the file, 人均GDP(元), stands for the column without its unit, 人均GDP
    part = part.model_copy(update=_as_read(part, read))
    config = config.model_copy(update={"table": part})
    _check_columns(part, read.frame)
    totals = _totals(part, read)
    kept = read.frame if whole else read.frame[~totals]
    numbers = pd.Index(kept.index, name="row")
    frame = kept.reset_index(drop=True)
    notes = [
        Message(f"study.remark.{what}", where=list(found), n=len(found))
        for what, found in read.remarks.groupby("what", sort=False)["where"]
    ]
    if totals.any() and not whole:
        notes.append(Message("study.notes.totals", rows=list(read.frame.index[totals])))
    words = read.cells[read.cells["status"].isin(["text", "error"])]
    if len(words):
        cells = [
            Message("study.cell", row=row, column=column, raw=raw)
            for row, column, raw in words[["row", "column", "raw"]].values
        ]
        notes.append(Message("study.notes.words", count=len(words), cells=cells))
    if frame.empty:
        raise StudyError("geo.study.table.place.every-row-is-a-row-of", path=part.path)
    seen = _names(config, frame, numbers, read.columns["unit"], whole=whole)
    frame, numbers, match = seen.frame, seen.numbers, seen.match
    notes += seen.notes
    if whole:
        match.frame.loc[totals.to_numpy() & match.frame["adcode"].isna(), ["status", "reason"]] = "total"
    rows = match.frame.reset_index(drop=True)
    if part.part != "whole":
        other = _other_list(rows, frame[part.name], part)
        match.frame.loc[other.to_numpy(), ["adcode"]] = pd.NA
        match.frame.loc[other.to_numpy(), ["status", "reason"]] = "other_list"
        rows = match.frame.reset_index(drop=True)
    if not whole and share_of_units(rows) < ENOUGH:
        _stop(part, frame, numbers, rows)
    yearly = several_years(part) and seen.lists is not None
    codes, carried = (rows["adcode"], []) if yearly else _today(rows["adcode"], part)
    lost = codes.isna() & rows["adcode"].notna()
    left_out = pd.DataFrame(
        {
            "row": numbers,
            "name": frame[part.name].fillna("").astype(str),
            "status": rows["status"].mask(lost, "split"),
            "reason": rows["reason"].mask(lost, "no_counterpart"),
            "suggestion": _maybe(rows, part),
        }
    )[codes.isna()]
    return Placed(
        config=config,
        frame=frame,
        numbers=numbers,
        units=read.columns["unit"],
        match=match,
        lists=seen.lists,
        wide=seen.wide,
        codes=codes,
        left_out=left_out,
        notes=(*notes, *(carried if seen.lists is None else [])),
        places=seen.places,
    )


class _Names(NamedTuple):
    """Rows, one a unit and year, with what their names mean; as for `Placed`."""

    frame: pd.DataFrame
    numbers: pd.Index
    match: "Match"
    lists: "pd.Series[int] | None"
    wide: dict[str, dict[int, str]]
    places: "gpd.GeoDataFrame | None"
    notes: list[Message]


def _names(
    config: Config, frame: pd.DataFrame, numbers: pd.Index, units: "pd.Series[str]", *, whole: bool
) -> _Names:
    """Read the names of every row, those of a county panel by the list of each row's year."""
    part = config.table
    if not several_years(part) or whole:
        match, places, notes = _matched(part, frame)
        other_day = part.level == "county" and part.as_of != DATE and not whole
        lists = pd.Series(int(part.as_of[:4]), index=frame.index) if other_day else None
        return _Names(frame, numbers, match, lists, {}, places, notes)
    wide = check_wide(part, list(frame.columns), units) if part.wide else {}
    frame = with_years(lengthened(frame, wide) if wide else frame, part, numbers)
    numbers = numbers[frame.index]
    frame = frame.reset_index(drop=True)
    if part.level != "county":
        match, places, notes = _matched(part, frame)
        return _Names(frame, numbers, match, None, wide, places, notes)
    read = read_by_year(
        frame,
        frame["year"],
        name=part.name,
        province=part.province,
        prefecture=part.prefecture,
        adcode=part.adcode,
        names=config.panel.names,
        codes=config.panel.codes,
        corrections=part.corrections,
    )
    notes = [] if part.adcode is None else read.checked.said(part.adcode, Message("study.vintage.each"))
    return _Names(frame, numbers, read.match, read.lists, wide, None, notes)


def several_years(part: TablePart) -> bool:
    """Whether a table holds several years."""
    return part.year is not None or part.wide or bool(part.sheets)


def _matched(part: TablePart, frame: pd.DataFrame) -> "tuple[Match, gpd.GeoDataFrame | None, list[Message]]":
    """What each row means, by its name, its code or the place of its point; and the points."""
    if part.by == "point":
        found = located(part, frame, None)
        return match_points(part, found), found.places, list(found.notes)
    read = read_rows(
        frame,
        name=part.name,
        province=part.province,
        prefecture=part.prefecture,
        adcode=part.adcode,
        level=part.level,
        as_of=part.as_of,
        corrections=part.corrections,
    )
    match = read.match
    notes = [*read.notes, *([Message("study.notes.nested")] if read.nested else [])]
    if part.longitude is None:
        return match, None, notes
    codes, _ = _today(match.frame["adcode"].reset_index(drop=True), part)
    points = located(part, frame, codes)
    return match, points.places, [*notes, *points.notes]


def _maybe(rows: pd.DataFrame, part: TablePart) -> pd.Series:
    """What a row may have meant: the name suggested, or the units that share its name, with their parents."""
    units = units_of(part.as_of, part.level)
    known = {*PROVINCES.values(), *units_of(part.as_of, "prefecture")["name"]}

    def called(code: str) -> str:
        unit = units.loc[code]
        parents = [str(unit["province"]), str(unit["prefecture"])]
        own = [name for name in parents if name in known]  # 省直辖县级行政区划 and the like are no places
        return "".join(dict.fromkeys([*own, str(unit["name"])]))  # a city is its own prefecture

    several = [
        Message(
            "study.maybe.more" if len(codes) > MAYBE else "study.maybe",
            units=[called(code) for code in codes[:MAYBE] if code in units.index],
        )
        if len(codes) > 1
        else None
        for codes in rows["candidates"]
    ]
    return rows["suggestion"].where(
        rows["suggestion"].notna(), pd.Series(several, index=rows.index, dtype=object)
    )


def _as_read(part: TablePart, read: "indicators.Table") -> dict[str, object]:
    """The columns that a study names, by the names they were read under; of equal headings the first."""
    single = {key: read.column(said) or said for key in SINGLE if (said := getattr(part, key)) is not None}
    several = {
        key: [read.column(column) or column for column in getattr(part, key)]
        for key in ("columns", "classes")
    }
    return {**single, **several}


def _check_columns(part: TablePart, frame: pd.DataFrame) -> None:
    """Refuse columns that the table does not have, all at once."""
    asked = {key: getattr(part, key) for key in SINGLE if not (part.wide and key == "rank")}
    numbers = [] if part.wide else part.columns  # the indicators of a wide table are no columns of it
    missing = [f"table.{key} = {column!r}" for key, column in asked.items() if column and column not in frame]
    missing += [f"table.columns: {column!r}" for column in numbers if column not in frame]
    missing += [f"table.classes: {column!r}" for column in part.classes if column not in frame]
    if missing:
        raise StudyError(
            "geo.study.table.place.no-such-column-the-table-has",
            path=part.path,
            missing=missing,
            value=listed(map(repr, frame.columns), most=40),
        )
    twice = sorted({c for c in part.columns if part.columns.count(c) > 1})
    if twice:
        raise StudyError(
            "geo.study.table.place.table-columns-names-twice", path=part.path, value=listed(map(repr, twice))
        )
    words = [f"table.columns: {c!r}" for c in numbers if not pd.api.types.is_numeric_dtype(frame[c])]
    if asked.get("rank") and not pd.api.types.is_numeric_dtype(frame[part.rank]):
        words.append(f"table.rank = {part.rank!r}")
    if words:
        raise StudyError(
            "geo.study.table.place.these-must-hold-numbers-but-hold", path=part.path, words=words
        )


def _totals(part: TablePart, read: "indicators.Table") -> pd.Series:
    """Rows whose name, or the label that stands where a name is missing, says that they are totals."""
    frame = read.frame
    labels = set(read.cells.loc[read.cells["status"].eq("label"), "row"])
    blank = frame[part.name].isna()
    words = frame[texts(frame)].map(lambda cell: isinstance(cell, str) and is_total(cell)).any(axis=1)
    named = frame[part.name].map(lambda cell: isinstance(cell, str) and is_total(cell)).astype(bool)
    return named | (blank & (words | frame.index.isin(labels)))


def _stop(part: TablePart, frame: pd.DataFrame, numbers: pd.Index, rows: pd.DataFrame) -> None:
    """Refuse a table most of whose rows are on no map."""
    lost = rows["adcode"].isna() & ~rows["status"].isin(BESIDE)
    cause = likely_cause(
        frame,
        name=part.name,
        province=part.province,
        prefecture=part.prefecture,
        level=part.level,
        as_of=part.as_of,
    )
    cause = cause or reason(str(rows.loc[lost, "reason"].value_counts().index[0]))
    first = zip(numbers[lost], frame.loc[lost, part.name], rows.loc[lost, "reason"], strict=True)
    examples = [
        Message("study.row.why", row=row, name=name, why=reason(str(why))) for row, name, why in first
    ]
    raise StudyError(
        "geo.study.table.place.only-of-rows-are-units-as",
        path=part.path,
        value=int((~lost).sum()),
        n_rows=len(rows),
        level=Message(f"study.level.{part.level}"),
        as_of=part.as_of,
        cause=cause,
        examples=examples[:EXAMPLES],
    )


def _other_list(rows: pd.DataFrame, cells: pd.Series, part: TablePart) -> pd.Series:
    """Which rows belong to the other list of a table that holds one of counties and one of districts."""
    wanted = part.part == "districts"
    return rows["adcode"].notna() & (districts(rows, cells, part.as_of) != wanted)


def _today(codes: pd.Series, part: TablePart) -> tuple[pd.Series, list[Message]]:
    """Codes of the boundaries' date for codes of the table's; units that were split have none."""
    carried = on_boundaries(codes, as_of=part.as_of, level=part.level)
    if part.as_of == DATE or part.level != "county":
        return carried.codes, []
    told = {"same": carried.same, "merged": carried.merged, "lost": carried.lost}
    return carried.codes, [Message("study.notes.carried", as_of=part.as_of, date=DATE, **told)]

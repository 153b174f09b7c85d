"""A bare table opened: the sheet that holds it, and the settings of a study of it."""

import re
from collections.abc import Callable
from pathlib import Path

from boundaries._units import DATE
from boundaries.errors import LianpianError, listed
from boundaries.language import Message
from geo.lists.regional import Level
from geo.study.table.assumptions import sentences
from geo.study.table.config import Config, EligiblePart, PanelPart, StudyError, TablePart
from geo.study.table.coordinates import Coordinates, find_coordinates
from geo.study.table.guess import Guess, guess
from geo.study.table.place import several_years
from geo.study.table.point_table import point_table
from geo.study.table.read import Words, study_table, table_of, year_sheets
from geo.study.table.territory import kinds_of
from geo.study.table.words import either, words
from geo.study.table.years import wide_columns
from indicators.grid import MAX_MB, SheetsError

NAMED = 0.8  # of the rows of a table with coordinates name a unit, or their points say where they are
NO_TITLE = re.compile(either("no_title"), re.IGNORECASE)
NUMBERED = re.compile(rf"^(?:{either('numbered')})\s*[\d{''.join(words('numeral'))}.\-]*\s*[:：、.]?\s*")


def open_table(
    source: Path,
    *,
    files: tuple[str, ...] = (),
    sheet: str | None = None,
    max_mb: float | None = None,
    header: int | None = None,
    numbers: Words = "refuse",
    name: str | None = None,
    province: str | None = None,
    prefecture: str | None = None,
    level: Level | None = None,
    as_of: str | None = None,
) -> tuple[Config, tuple[Message, ...]]:
    """Find out what a table is, and set up a study of it.

    Parameters
    ----------
    source : pathlib.Path
        A table of any kind.
    files : tuple of str
        Further files of the same columns, one a year or one a province.
    sheet : str, optional
        The sheet of a workbook; the one with most names of units by default.
    max_mb : float, optional
        Larger files are refused; 256 by default.
    header : int, optional
        Row number of the last row of headings; found by itself when not given.
    numbers : {"refuse", "missing"}
        What to do with words in a column of numbers.
    name, province, prefecture, level, as_of : str, optional
        What is known already and need not be guessed.

    Returns
    -------
    Config
    tuple of Message
        What was assumed.

    Raises
    ------
    LianpianError
        The file cannot be read, or no column of it names units.
    """
    max_mb = MAX_MB if max_mb is None else max_mb
    names = " ".join([source.name, *(Path(file).name for file in files)])
    above: dict[str | None, str] = {}  # the line above the headings of each sheet
    units: dict[str | None, dict[str, str]] = {}
    given = {"name": name, "province": province, "prefecture": prefecture, "as_of": as_of}

    def found_in(page: str | None, pages: tuple[str, ...] = ()) -> Guess:
        read = study_table(
            source, sheet=page, sheets=pages, files=files, max_mb=max_mb, header=header, numbers=numbers
        )
        above[page] = read.title
        units[page] = {str(column): str(unit) for column, unit in read.columns["unit"].items()}
        told = {key: read.column(said) or said for key, said in given.items() if said is not None}
        missing = [
            told[key]
            for key in ("name", "province", "prefecture")
            if told.get(key, "") not in ("", *read.frame)
        ]
        if missing:
            raise StudyError(
                "geo.study.table.opening.no-such-column-the-table-has",
                source=source,
                value=listed(map(repr, missing)),
                value_2=listed(map(repr, read.frame.columns), most=40),
            )
        try:
            return guess(
                read.frame,
                source=f"{names} {read.sheet} {read.title}",
                level=level,
                units=read.columns["unit"],
                **told,
            )
        except StudyError as error:
            raise StudyError(
                "geo.study.table.opening.source-value-error",
                source=source,
                value=Message("study.sheets.of", sheet=page) if page else "",
                error=error.message,
            ) from None

    said: tuple[Message, ...] = ()
    yearly: tuple[str, ...] = ()
    held = TablePart(
        path=str(source.resolve()),
        name="-",
        sheet=sheet,
        files=[str(Path(file).resolve()) for file in files],
        header=header,
        numbers=numbers,
        max_mb=max_mb,
    )
    at: Coordinates | None = None
    try:
        found = found_in(sheet)
        at = find_coordinates(table_of(held).frame)
        few = found.known < NAMED * len(table_of(held).frame)
        if at is not None and few and name is None:
            raise StudyError("geo.study.table.opening.few-names", source=source)
    except SheetsError as several:
        yearly, found_by_year, said = _yearly(several.sheets, found_in)
        if found_by_year is None:
            sheet, found, more = _best(several.sheets, found_in)
            said = (*said, *more)
        else:
            found = found_by_year
    except StudyError:
        heading = _title(above.get(sheet, ""), source.stem)
        pointed = None if name else point_table(table_of(held), held, title=heading, level=level)
        if pointed is None:
            raise
        return pointed
    east, north = (at.longitude, at.latitude) if at is not None and found.count else (None, None)
    if east is not None:
        said = (*said, Message("study.assumed.points.named", longitude=east, latitude=north))
    config = Config(
        title=_title(above.get(sheet, ""), source.stem),
        table=TablePart(
            path=held.path,
            name=found.name,
            sheet=sheet,
            sheets=list(yearly),
            files=held.files,
            longitude=east,
            latitude=north,
            province=found.province,
            prefecture=found.prefecture,
            rank=found.rank,
            adcode=found.adcode,
            columns=list(found.columns),
            year=found.year,
            wide=found.wide,
            category=found.category,
            count=found.count,
            repeats=found.repeats.rule,
            part=found.part,
            classes=list(found.classes),
            level=found.level,
            as_of=found.as_of,
            header=header,
            numbers=numbers,
            max_mb=max_mb,
        ),
        panel=PanelPart(names=found.names, codes=found.codes),
        eligible=EligiblePart(
            units=found.eligible,  # type: ignore[arg-type]
            municipalities=found.municipalities,
            provinces=list(found.provinces),
            prefectures=list(found.prefectures),
        ),
    )
    return _with_kinds(config, units.get(sheet, {})), (*said, *sentences(found))


def _with_kinds(config: Config, units: dict[str, str]) -> Config:
    """The settings with what headings and units say of totals and rates, where figures are to be combined."""
    part = config.table
    if not several_years(part) and part.as_of == DATE:
        return config
    if part.wide:
        named = wide_columns(units).items()
        units = {
            name: unit
            for name, years in named
            for columns in years.values()
            for column in columns
            if (unit := units[column])
        }
    totals, rates = kinds_of(list(part.columns), units, config)
    panel = config.panel.model_copy(update={"totals": list(totals), "rates": rates})
    return config.model_copy(update={"panel": panel})


def _title(line: str, stem: str) -> str:
    """The line above the headings where it can be a title, else the file's name.

    >>> _title("附表3　2023年工业百强县", "t"), _title("单位：亿元", "t"), _title("", "t")
    ('2023年工业百强县', 't', 't')
    """
    text = NUMBERED.sub("", " ".join(line.split()))
    return text if 4 <= len(text) <= 60 and not NO_TITLE.match(text) else stem


def _yearly(
    sheets: list[str], found_in: Callable[[str | None, tuple[str, ...]], Guess]
) -> tuple[tuple[str, ...], Guess | None, tuple[Message, ...]]:
    """The sheets that are called by a year, if together they are a panel."""
    named = year_sheets(sheets)
    if not named:
        return (), None, ()
    try:
        found = found_in(None, named)
    except LianpianError as error:
        return (), None, (Message("study.sheets.no_panel", error=error.message),)
    if found.year is None:
        return (), None, ()
    return named, found, (Message("study.sheets.by_year", sheets=named),)


def _best(sheets: list[str], found_in: Callable[[str], Guess]) -> tuple[str, Guess, tuple[Message, ...]]:
    """The sheet with most names of units."""
    known: dict[str, Guess] = {}
    refused: list[Message] = []
    for page in sheets:
        try:
            known[page] = found_in(page)
        except LianpianError as error:
            refused.append(error.message)
    if not known:
        raise StudyError(
            "geo.study.table.opening.none-of-the-filled-sheets-names",
            n_sheets=len(sheets),
            refused=refused,
        )
    best = max(known, key=lambda page: known[page].known)  # the first of equals
    others = [page for page in known if page != best]
    said = Message("study.sheets.best", sheets=len(sheets), best=best)
    if others:
        said = Message("study.sheets.best_of_several", best=said, others=others)
    return best, known[best], (said,)

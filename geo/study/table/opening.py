"""A bare table opened: the sheet that holds it, and the settings of a study of it."""

import re
from collections.abc import Callable
from pathlib import Path

from boundaries.errors import LianpianError, listed
from geo.lists.regional import Level
from geo.study.table.config import Config, EligiblePart, StudyError, TablePart
from geo.study.table.guess import Guess, guess
from geo.study.table.read import Words, study_table, year_sheets
from indicators.grid import MAX_MB, SheetsError

Sentence = tuple[str, str]
NO_TITLE = re.compile(r"单位|注|备注|说明|来源|资料|填表|制表|note|source|unit", re.IGNORECASE)
NUMBERED = re.compile(r"^(?:附件|附表|表)\s*[\d一二三四五六七八九十.\-]*\s*[:：、.]?\s*")


def open_table(
    source: Path,
    *,
    sheet: str | None = None,
    max_mb: float | None = None,
    header: int | None = None,
    numbers: Words = "refuse",
    name: str | None = None,
    province: str | None = None,
    prefecture: str | None = None,
    level: Level | None = None,
    as_of: str | None = None,
) -> tuple[Config, tuple[Sentence, ...]]:
    """Find out what a table is, and set up a study of it.

    Parameters
    ----------
    source : pathlib.Path
        An .xlsx, .csv or .parquet file.
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
    tuple of (str, str)
        What was assumed, in Chinese and English.

    Raises
    ------
    LianpianError
        The file cannot be read, or no column of it names units.
    """
    max_mb = MAX_MB if max_mb is None else max_mb
    above: dict[str | None, str] = {}  # the line above the headings of each sheet
    given = {"name": name, "province": province, "prefecture": prefecture, "as_of": as_of}

    def found_in(page: str | None, pages: tuple[str, ...] = ()) -> Guess:
        read = study_table(source, sheet=page, sheets=pages, max_mb=max_mb, header=header, numbers=numbers)
        above[page] = read.title
        told = {key: read.column(said) or said for key, said in given.items() if said is not None}
        missing = [
            told[key]
            for key in ("name", "province", "prefecture")
            if told.get(key, "") not in ("", *read.frame)
        ]
        if missing:
            raise StudyError(
                f"{source}: no such column: {listed(map(repr, missing))}; "
                f"the table has {listed(map(repr, read.frame.columns), most=40)}"
            )
        try:
            return guess(read.frame, source=f"{source.name} {read.sheet} {read.title}", level=level, **told)
        except StudyError as error:
            raise StudyError(f"{source}{f', sheet {page}' if page else ''}: {error}") from None

    said: tuple[Sentence, ...] = ()
    yearly: tuple[str, ...] = ()
    try:
        found = found_in(sheet)
    except SheetsError as several:
        yearly, found_by_year, said = _yearly(several.sheets, found_in)
        if found_by_year is None:
            sheet, found, more = _best(several.sheets, found_in)
            said = (*said, *more)
        else:
            found = found_by_year
    config = Config(
        title=_title(above.get(sheet, ""), source.stem),
        table=TablePart(
            path=str(source.resolve()),
            name=found.name,
            sheet=sheet,
            sheets=list(yearly),
            province=found.province,
            prefecture=found.prefecture,
            rank=found.rank,
            adcode=found.adcode,
            columns=list(found.columns),
            year=found.year,
            wide=found.wide,
            category=found.category,
            count=found.count,
            level=found.level,
            as_of=found.as_of,
            header=header,
            numbers=numbers,
            max_mb=max_mb,
        ),
        eligible=EligiblePart(
            units=found.eligible,  # type: ignore[arg-type]
            municipalities=found.municipalities,
            provinces=list(found.provinces),
            prefectures=list(found.prefectures),
        ),
    )
    return config, (*said, *found.assumptions)


def _title(line: str, stem: str) -> str:
    """The line above the headings where it can be a title, else the file's name.

    >>> _title("附表3　2023年工业百强县", "t"), _title("单位：亿元", "t"), _title("", "t")
    ('2023年工业百强县', 't', 't')
    """
    text = NUMBERED.sub("", " ".join(line.split()))
    return text if 4 <= len(text) <= 60 and not NO_TITLE.match(text) else stem


def _yearly(
    sheets: list[str], found_in: Callable[[str | None, tuple[str, ...]], Guess]
) -> tuple[tuple[str, ...], Guess | None, tuple[Sentence, ...]]:
    """The sheets that are called by a year, if together they are a panel."""
    named = year_sheets(sheets)
    if not named:
        return (), None, ()
    try:
        found = found_in(None, named)
    except LianpianError as error:
        return (
            (),
            None,
            (
                (
                    f"工作表名带年份，但不能并成面板：{error}",
                    f"sheets are called by years but make no panel: {error}",
                ),
            ),
        )
    if found.year is None:
        return (), None, ()
    zh = f"每年一张工作表（“{'”“'.join(named)}”），按年并成面板"
    en = f"one sheet a year ({listed(map(repr, named), most=40)}), taken together as a panel"
    return named, found, ((zh, en),)


def _best(sheets: list[str], found_in: Callable[[str], Guess]) -> tuple[str, Guess, tuple[Sentence, ...]]:
    """The sheet with most names of units."""
    known: dict[str, Guess] = {}
    refused = []
    for page in sheets:
        try:
            known[page] = found_in(page)
        except LianpianError as error:
            refused.append(str(error))
    if not known:
        raise StudyError(f"none of the {len(sheets)} filled sheets names units: " + "; ".join(refused))
    best = max(known, key=lambda page: known[page].known)  # the first of equals
    others = [page for page in known if page != best]
    zh = f"工作簿有 {len(sheets)} 张有内容的工作表，取“{best}”（其中认出的名称最多）"
    en = f"the workbook has {len(sheets)} filled sheets; {best!r} is taken (most names are known in it)"
    if others:
        zh += f"；“{'”“'.join(others)}”里也有单元名称，要用它请加 --sheet"
        en += f"; {listed(map(repr, others))} name units too: choose with --sheet"
    return best, known[best], ((zh, en),)

"""What a bare table most likely is: which columns name the units, what kind they are, as of when.

Headings are tried first, then the cells: the column whose names are found most often wins. What was guessed, and
why, are facts; `assumptions` says them, so that a reader can disagree.
"""

import re
from dataclasses import dataclass, replace

import pandas as pd

import boundaries
from boundaries._units import DATE
from boundaries.adcode import PROVINCES
from boundaries.eligible import FOUR, eligible_units, units_of
from boundaries.errors import listed
from boundaries.language import Message
from geo.lists.regional import Level
from geo.study.table.classes import class_columns
from geo.study.table.codes import HAN, by_code
from geo.study.table.columns import RANK_HEADINGS, Repeats, headed, numbers, repeats, roles, texts
from geo.study.table.config import StudyError
from geo.study.table.coverage import lacking_provinces
from geo.study.table.likely_cause import likely_cause
from geo.study.table.names_by_year import OWN, Vintage
from geo.study.table.panel_guess import find_panel
from geo.study.table.years import find_years
from indicators.headings import headings

COUNTY_HEADINGS = headings("county")
CITY_HEADINGS = headings("prefecture")
PROVINCE_HEADINGS = headings("province")
NAME_HEADINGS = headings("name")
DATES = tuple(f"{year}-12-31" for year in (2024, 2022, 2021, 2020, 2019, 2018, 2016, 2014, 2010, 2005))
DATED = (
    "split",
    "former_name_of_several",
    "not_yet_established",
)  # reasons that another date may do away with
FEW, WHOLE = 5, 0.8  # so many units that are nearly all of their prefectures are a table of these prefectures
REGIONAL, MANY = 4, 20  # so many units that lie in so few provinces were hardly drawn from the whole country
LEVELS: tuple[Level, ...] = ("county", "prefecture")
ENOUGH = 0.25  # below this share of matched rows a study stops
PARENTS = 0.8  # a column of which so many cells are provinces (or prefectures) is one of provinces
COVERING = (
    0.6  # a table that holds this share of the eligible units is an indicator of all, not a list of some
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Guess:
    """What a table was taken for.

    Attributes
    ----------
    name, province, prefecture, rank, adcode : str or None
        Column names.
    columns : tuple of str
        Indicators; of a wide panel without their years.
    year : str or None
        The column of years of a panel.
    wide : bool
        Whether the headings of the numbers name the years.
    category : str or None
        The column that tells several lists or indicators apart.
    count : bool
        The number of rows of a unit is an indicator.
    level : {"county", "prefecture"}
    as_of : str
    eligible : str
        "counties", "districts", "all" or "cities".
    municipalities : bool
        Whether units of the four municipalities are eligible.
    provinces : tuple of str
        The provinces that the table covers; empty for the whole country.
    prefectures : tuple of str
        The prefectures that it covers, where it covers only these.
    known : int
        How many rows were placed.
    dated : Message
        Why ``as_of`` is that date.
    aside : tuple of (str, str)
        Columns of numbers that are no indicators, and what they are.
    repeats : Repeats
        How the table tells of a unit in several rows.
    classes : tuple of str
        Columns of words that sort the units.
    years : tuple of Message
        What a reader should know of its years.
    names, codes : Vintage
        By which year's list the rows of a panel are read.
    """

    name: str
    province: str | None
    prefecture: str | None
    rank: str | None
    adcode: str | None
    columns: tuple[str, ...]
    year: str | None
    wide: bool
    category: str | None
    count: bool
    level: Level
    as_of: str
    eligible: str
    municipalities: bool
    provinces: tuple[str, ...]
    prefectures: tuple[str, ...]
    known: int
    dated: Message
    aside: tuple[tuple[str, str], ...]
    repeats: Repeats
    classes: tuple[str, ...]
    years: tuple[Message, ...]
    names: Vintage
    codes: Vintage


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One way to read a table: which columns name what."""

    name: str
    province: str | None
    prefecture: str | None
    adcode: str | None
    level: Level
    as_of: str = DATE

    def of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The match of every row."""
        others = [c for c in (self.province, self.prefecture, self.adcode) if c not in (None, self.name)]
        rows = frame[list(dict.fromkeys([self.name, *others]))]
        match = boundaries.match(
            rows,
            name=self.name,
            province=self.province,
            prefecture=self.prefecture if self.level == "county" else None,
            as_of=self.as_of,
            level=self.level,
        )
        if self.adcode is not None:
            match, _ = by_code(match, rows, name=self.name, adcode=self.adcode)
        return match.frame


def guess(
    frame: pd.DataFrame,
    *,
    source: str = "",
    name: str | None = None,
    province: str | None = None,
    prefecture: str | None = None,
    level: Level | None = None,
    as_of: str | None = None,
) -> Guess:
    """Find out what ``frame`` is.

    Parameters
    ----------
    frame : DataFrame
        A table as read: headings as columns, one row per unit.
    source : str
        File, sheet and title, where a year may be named.
    name, province, prefecture, level, as_of : str, optional
        What is known already and need not be guessed.

    Returns
    -------
    Guess

    Raises
    ------
    StudyError
        No column names units.
    """
    words, known = texts(frame), roles(frame)
    if not words:
        raise StudyError(
            "geo.study.table.guess.the-table-has-no-column-of", columns=listed(frame.columns, most=40)
        )
    province = province or next(iter(headed(words, PROVINCE_HEADINGS)), None)
    cities = [prefecture] if prefecture else headed(words, CITY_HEADINGS)
    order = [name] if name else _candidates(words, cities)
    if name is None and known.adcode is not None:
        order = _named_in_chinese(frame, order)
    best: tuple[float, int, _Reading] | None = None
    sample = frame.head(400)
    for column in order:
        if column == province and name is None:
            continue
        above = next((city for city in cities if city != column), None)
        for each in (level,) if level else LEVELS:
            reading = _Reading(
                name=column,
                province=province if province != column else None,
                prefecture=above if each == "county" else None,
                adcode=known.adcode,
                level=each,
                as_of=as_of or DATE,
            )
            rate = float(reading.of(sample)["adcode"].notna().mean())
            # a county column beats the column of its cities: it has more different names
            score = (rate, sample[column].nunique(), reading)
            if (rate >= ENOUGH or name) and (best is None or _better(score, best, order)):
                best = score
    if best is None:
        raise _unknown(frame, words, order, province)
    reading = _with_parents(sample, best[2], words)
    return _described(frame, reading, source, dated=as_of is not None)


def _with_parents(sample: pd.DataFrame, reading: _Reading, words: list[str]) -> _Reading:
    """The reading with columns of provinces and prefectures that no heading told, but their cells do."""

    def holds(column: str, level: str) -> bool:
        found = boundaries.match(sample, name=column, level=level, as_of=DATE)  # type: ignore[arg-type]
        return float(found.frame["adcode"].notna().mean()) >= PARENTS

    free = [c for c in words if c not in (reading.name, reading.province, reading.prefecture, reading.adcode)]
    if reading.province is None:
        reading = replace(reading, province=next((c for c in free if holds(c, "province")), None))
    if reading.prefecture is None and reading.level == "county":
        left = [c for c in free if c != reading.province]
        reading = replace(reading, prefecture=next((c for c in left if holds(c, "prefecture")), None))
    return reading


def _named_in_chinese(frame: pd.DataFrame, order: list[str]) -> list[str]:
    """The columns without those in codes or other letters beside which as many Chinese names stand."""
    several = {c: frame[c].nunique() for c in order}
    chinese = [c for c in order if _chinese(frame[c])]
    return [c for c in order if c in chinese or not any(several[h] >= PARENTS * several[c] for h in chinese)]


def _chinese(cells: pd.Series) -> bool:
    """Whether most cells of a column are written in Chinese characters."""
    return float(cells.dropna().head(400).astype("string").str.contains(HAN).mean()) >= PARENTS


def _candidates(words: list[str], cities: list[str]) -> list[str]:
    """The columns that may name the units, the likeliest heading first."""
    named = [*headed(words, COUNTY_HEADINGS), *headed(words, NAME_HEADINGS)]
    return list(dict.fromkeys([*named, *cities, *words]))


def _unknown(frame: pd.DataFrame, words: list[str], order: list[str], province: str | None) -> StudyError:
    """The refusal of a table in which no column names units."""
    column = next((c for c in order if c != province), order[0])
    examples = [str(value) for value in frame[column].dropna().head(10)]
    cause = likely_cause(frame, name=column, province=province, prefecture=None, level="county", as_of=DATE)
    return StudyError(
        "geo.study.table.guess.no-column-of-the-table-names",
        ENOUGH=ENOUGH,
        DEFAULT_DATE=DATE,
        words=", ".join(words),
        column=column,
        examples=examples,
        value=Message("study.cause.likely", cause=cause) if cause else Message("study.cause.name_it"),
    )


def _described(frame: pd.DataFrame, reading: _Reading, source: str, *, dated: bool) -> Guess:
    """Everything about a table of which it is known what names the units."""
    known = roles(frame)
    taken = [c for c in (reading.name, reading.province, reading.prefecture, reading.adcode) if c is not None]
    places = [c for c in taken if c != reading.adcode or c == reading.name]
    years = find_years(frame, numbers(frame), places)
    panel = None
    if reading.level == "county" and (years.column or years.wide):
        panel = find_panel(
            frame,
            years,
            name=reading.name,
            province=reading.province,
            prefecture=reading.prefecture,
            adcode=reading.adcode,
        )
    if panel is not None:
        as_of, why, codes = panel.as_of, Message("study.date.panel", year=panel.as_of[:4]), panel.codes
    else:
        given = reading.as_of, Message("study.date.given")
        as_of, why = given if dated else _date(frame, reading, source)
        reading = replace(reading, as_of=as_of)
        codes = reading.of(frame)["adcode"]
    rank, columns = known.rank, tuple(c for c in known.columns if c != years.column)
    said = Repeats()
    if years.wide:
        rank = next(iter(headed(list(years.wide), RANK_HEADINGS)), rank)
        columns = tuple(c for c in years.wide if c != rank)
    elif years.column is None:
        said = repeats(frame, codes, taken=taken, columns=columns)
        rank = None if said.category or said.count else rank  # ranks of several lists are no one ranking
    eligible, municipalities, (provinces, prefectures) = _eligible(
        pd.Index(codes.dropna().unique()), as_of, reading.level
    )
    return Guess(
        name=reading.name,
        province=reading.province,
        prefecture=reading.prefecture,
        rank=rank,
        adcode=reading.adcode,
        columns=columns,
        year=years.column,
        wide=bool(years.wide),
        category=said.category,
        count=said.count,
        level=reading.level,
        as_of=as_of,
        eligible=eligible,
        municipalities=municipalities,
        provinces=provinces,
        prefectures=prefectures,
        known=int(codes.notna().sum()),
        dated=why,
        aside=known.aside,
        repeats=said,
        classes=class_columns(frame, codes, taken=[*taken, said.category, years.column]),
        years=(*years.said, *(panel.said if panel is not None else ())),
        names=panel.names if panel is not None else OWN,
        codes=panel.written if panel is not None else OWN,
    )


def _better(a: tuple[float, int, _Reading], b: tuple[float, int, _Reading], order: list[str]) -> bool:
    """More names found; among nearly equals the one with more different names, then the earlier heading."""
    if abs(a[0] - b[0]) > 0.1:
        return a[0] > b[0]
    if a[1] != b[1]:
        return a[1] > b[1]
    if a[2].name != b[2].name:
        return order.index(a[2].name) < order.index(b[2].name)
    return a[0] > b[0]


def _date(frame: pd.DataFrame, reading: _Reading, source: str) -> tuple[str, Message]:
    """The likely date of the names, and why: the default unless another date knows clearly more of them."""

    def exact(found: pd.DataFrame) -> float:
        return float(found["status"].isin(["exact", "short_form", "normalized", "coded"]).mean())

    found = reading.of(frame)
    default = exact(found)
    if default >= 0.98:
        return DATE, Message("study.date.default_known")
    if not (found["status"].eq("renamed") | found["reason"].isin(DATED)).any():
        return DATE, Message("study.date.default_alone")
    years = [int(year) for year in re.findall(r"(?<!\d)(20[0-2]\d)(?!\d)", source)]
    tried = {f"{year}-12-31" for year in years if 2000 <= year <= 2024} | set(DATES)
    rates = {as_of: exact(replace(reading, as_of=as_of).of(frame)) for as_of in sorted(tried)}
    best = max(rates, key=lambda as_of: (round(rates[as_of], 3), as_of))
    if rates[best] > default + 0.01:
        return best, Message("study.date.best", share=rates[best], default=default)
    return DATE, Message("study.date.default_best")


def _eligible(
    codes: pd.Index, as_of: str, level: Level
) -> tuple[str, bool, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The eligible set by the matched units: kind, municipalities, the provinces or prefectures it is limited to."""
    table = units_of(as_of, level).reindex(codes)
    municipal = bool(table["province"].isin(FOUR).any())

    def part(units: str) -> float:
        whole = eligible_units(units, municipalities=True, as_of=as_of)
        return float(codes.isin(whole).mean()) if len(codes) else 0.0

    if level == "prefecture":
        units = "cities" if part("cities") >= 0.95 else "all"
    else:
        districts = part("districts")
        units = "districts" if districts >= 0.95 else "counties" if districts <= 0.05 else "all"
    provinces = tuple(sorted(table["province"].dropna().unique(), key=list(PROVINCES.values()).index))
    prefectures = tuple(sorted(table["prefecture"].dropna().unique()))

    def share(provinces: tuple[str, ...], prefectures: tuple[str, ...] = ()) -> float:
        could = eligible_units(
            units,
            municipalities=municipal,
            level=level,
            as_of=as_of,
            provinces=provinces,
            prefectures=prefectures,
        )
        return len(could.intersection(codes)) / max(1, len(could))

    if share(()) >= COVERING:
        lacking = lacking_provinces(codes, units, municipal=municipal, level=level, as_of=as_of)
        return units, municipal, (provinces if lacking else (), ())
    if share(provinces) >= COVERING:
        return units, municipal, (provinces, ())
    places = set(units_of(as_of, "prefecture")["name"])  # 省直辖县级行政区划 is none
    named = level == "county" and not municipal and places.issuperset(prefectures)
    if named and len(codes) >= FEW and share(provinces, prefectures) >= WHOLE:
        return units, municipal, (provinces, prefectures)
    if len(provinces) == 1 or (len(provinces) <= REGIONAL and len(codes) >= MANY):
        return units, municipal, (provinces, ())
    return units, municipal, ((), ())

"""What a bare table most likely is: which columns name the units, what kind they are, as of when.

Headings are tried first, then the cells: the column whose names are found most often wins. What was guessed,
and why, are facts; `assumptions` says them, so that a reader can disagree.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

import boundaries
from boundaries._units import DATE
from boundaries.adcode import PROVINCES
from boundaries.eligible import FOUR, OUTSIDE, Level, eligible_units, units_of
from boundaries.errors import listed
from boundaries.language import Message
from geo.study.table.classes import class_columns
from geo.study.table.codes import HAN, codes_of, own_codes
from geo.study.table.columns import RANK_HEADINGS, Repeats, headed, numbers, plain, repeats, roles, texts
from geo.study.table.config import StudyError
from geo.study.table.coverage import lacking_provinces
from geo.study.table.levels import BESIDE, Rows, districts, read_rows
from geo.study.table.likely_cause import likely_cause
from geo.study.table.names_by_year import OWN, Vintage
from geo.study.table.panel_guess import find_panel
from geo.study.table.today import on_boundaries
from geo.study.table.words import words
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
LEVELS: tuple[Level, ...] = ("county", "prefecture", "province")
Part = Literal["whole", "counties", "districts"]
SAMPLE = 400  # rows by which the readings of a table are compared
NEARLY = 0.1  # readings that explain so nearly as many rows are told apart by the units they name
SUPPORTED = 0.6  # so many rows explained support a level, though names of a level above are all known
TWICE = 0.4  # so many ranks that stand twice are those of two lists
MOST = 0.8  # of the units must be districts where the heading says so
PLAIN = ("exact", "coded", "by_code", "whole_city")
DATED_PLAIN = ("exact", "short_form", "normalized", "coded", "by_code")
HEADED_COUNTIES, HEADED_DISTRICTS = words("heading_counties"), words("heading_districts")
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
    part : {"whole", "counties", "districts"}
        Of a table that holds two rankings, the one that is taken.
    level : {"county", "prefecture", "province"}
    as_of : str
    eligible : str
        "counties", "districts", "all", "cities", "provinces" or "listed".
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
    part: Part
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

    def of(self, frame: pd.DataFrame) -> Rows:
        """What every row is."""
        return read_rows(
            frame,
            name=self.name,
            province=self.province,
            prefecture=self.prefecture,
            adcode=self.adcode,
            level=self.level,
            as_of=self.as_of,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Score:
    """How well a reading fits: rows explained, units told apart, names written as they are, and its place."""

    explained: float
    units: float
    distinct: int
    exact: float
    at: int
    reading: _Reading

    def better(self, other: "_Score | None") -> bool:
        """More units, where most rows are explained; else more rows explained; then the finer level, the plainer
        names, the earlier column.
        """
        if other is None:
            return True
        apart = abs(self.explained - other.explained) > NEARLY
        if apart and min(self.explained, other.explained) < SUPPORTED:
            return self.explained > other.explained
        if self.distinct != other.distinct:
            return self.distinct > other.distinct
        own, its = LEVELS.index(self.reading.level), LEVELS.index(other.reading.level)
        if own != its:
            return own < its
        if abs(self.exact - other.exact) > NEARLY:
            return self.exact > other.exact
        return self.at < other.at


def _scored(sample: pd.DataFrame, reading: _Reading, at: int) -> _Score:
    rows = reading.of(sample)
    frame = rows.match.frame.reset_index(drop=True)
    cells = sample[reading.name].reset_index(drop=True)
    filled = cells.notna() & ~frame["reason"].eq("empty") & ~frame["status"].eq("total")
    shared = frame["adcode"].isna() & frame["status"].eq("ambiguous") & rows.explained
    due = max(1, int(filled.sum()))
    return _Score(
        explained=float((rows.explained & filled).sum()) / due,
        units=rows.units,
        distinct=min(int(frame["adcode"].nunique()) + int(cells[shared].nunique()), int(cells.nunique())),
        exact=float((frame["status"].isin(PLAIN) & filled).sum()) / due,
        at=at,
        reading=reading,
    )


def guess(
    frame: pd.DataFrame,
    *,
    source: str = "",
    name: str | None = None,
    province: str | None = None,
    prefecture: str | None = None,
    level: Level | None = None,
    as_of: str | None = None,
    units: "pd.Series[str] | None" = None,
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
    units : Series by column, optional
        Units of measure.

    Returns
    -------
    Guess

    Raises
    ------
    StudyError
        No column names units.
    """
    texts_, known = texts(frame), roles(frame)
    if not texts_:
        raise StudyError(
            "geo.study.table.guess.the-table-has-no-column-of", columns=listed(frame.columns, most=40)
        )
    given = province
    province = province or next(iter(_provinces(frame, texts_)), None)
    cities = [prefecture] if prefecture else headed(texts_, CITY_HEADINGS)
    order = [name] if name else _candidates(texts_, cities)
    if name is None and known.adcode is not None:
        order = _named_in_chinese(frame, order)
    best: _Score | None = None
    sample = frame.head(SAMPLE)
    for at, column in enumerate(order):
        if column == given and name is None:
            continue
        above = next((city for city in cities if city != column), None)
        for each in (level,) if level else LEVELS if column != province or name else LEVELS[::-1][:1]:
            reading = _Reading(
                name=column,
                province=province if province != column else None,
                prefecture=above if each == "county" else None,
                adcode=known.adcode,
                level=each,
                as_of=as_of or DATE,
            )
            score = _scored(sample, reading, at * len(LEVELS) + LEVELS.index(each))
            if (min(score.units, score.explained) >= ENOUGH or name) and score.better(best):
                best = score
    if best is None:
        raise _unknown(frame, texts_, order, province)
    reading = _with_parents(sample, best.reading, texts_)
    return _described(frame, reading, source, dated=as_of is not None, units=units)


def _provinces(frame: pd.DataFrame, words: list[str]) -> list[str]:
    """Columns headed as provinces; of numbers too where they are codes of provinces."""
    every = [str(c) for c in frame.columns]
    coded = [c for c in headed(every, PROVINCE_HEADINGS) if c not in words and codes_of(frame[c], "two")]
    return [*headed(words, PROVINCE_HEADINGS), *coded]


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


def _described(
    frame: pd.DataFrame, reading: _Reading, source: str, *, dated: bool, units: "pd.Series[str] | None"
) -> Guess:
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
        codes = codes.reset_index(drop=True)
        kinds = codes.map(units_of(as_of, "county")["kind"].to_dict()).eq("市辖区")
    else:
        given = reading.as_of, Message("study.date.given")
        as_of, why = given if dated else _date(frame, reading, source)
        reading = replace(reading, as_of=as_of)
        rows = reading.of(frame).match.frame.reset_index(drop=True)
        codes = rows["adcode"]
        kinds = pd.Series(False, index=codes.index)
        if reading.level == "county":
            kinds = districts(rows, frame[reading.name], as_of)
    rank, columns = known.rank, tuple(c for c in known.columns if c != years.column)
    columns = tuple(c for c in columns if c not in taken)
    said = Repeats()
    aside = known.aside
    if years.wide:
        rank = next(iter(headed(list(years.wide), RANK_HEADINGS)), rank)
        columns = tuple(c for c in years.wide if c != rank)
    elif years.column is None:
        said = repeats(frame, codes, taken=taken, columns=columns, units=units)
        rank = None if said.category or said.count else rank  # ranks of several lists are no one ranking
        columns = tuple(c for c in columns if c not in said.aside)
        aside = (*aside, *((c, "things") for c in said.aside))
    part: Part = "whole"
    if panel is None and not said.count and kinds.any():
        part = _two_lists(frame, rank, codes, kinds)
    own = codes if part == "whole" else codes[kinds == (part == "districts")]
    eligible, municipalities, (provinces, prefectures) = _eligible(
        pd.Index(own.dropna().unique()), as_of, reading, kinds[own.index][own.notna()]
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
        part=part,
        level=reading.level,
        as_of=as_of,
        eligible=eligible,
        municipalities=municipalities,
        provinces=provinces,
        prefectures=prefectures,
        known=int(codes.notna().sum()),
        dated=why,
        aside=aside,
        repeats=said,
        classes=()
        if len(codes) > len(frame)
        else class_columns(frame, codes, taken=[*taken, said.category, years.column]),
        years=(*years.said, *(panel.said if panel is not None else ())),
        names=panel.names if panel is not None else OWN,
        codes=panel.written if panel is not None else OWN,
    )


def _two_lists(frame: pd.DataFrame, rank: str | None, codes: pd.Series, kinds: "pd.Series[bool]") -> "Part":
    """Which list to take of a table that holds two rankings: one of counties and one of districts."""
    if rank is None:
        return "whole"
    ranks = frame[rank].reset_index(drop=True)
    known = codes.notna() & ranks.notna()
    parts = [known & kinds, known & ~kinds]
    if min(int(part.sum()) for part in parts) < FEW or float(ranks[known].duplicated().mean()) < TWICE:
        return "whole"
    if max(float(ranks[part].duplicated().mean()) for part in parts) > 1 - PARENTS:
        return "whole"
    return "districts" if bool(kinds[known].iloc[0]) else "counties"


def _date(frame: pd.DataFrame, reading: _Reading, source: str) -> tuple[str, Message]:
    """The likely date of the names, and why: the default unless another date knows clearly more of them.

    A date on which fewer units lie on the boundaries than by default is none: a name that fits today stays.
    Counties of any day lie on them, by units whose territory holds from that day on.
    """

    def known(as_of: str) -> tuple[float, float]:
        found = replace(reading, as_of=as_of).of(frame).match
        rows = found.frame
        due = max(1, int((~rows["status"].isin(BESIDE)).sum()))
        plain = rows["status"].isin(DATED_PLAIN)
        if reading.adcode is not None:  # a code in force on the day counts as much as a name
            own = own_codes(found, frame, reading.adcode)
            plain = (plain.reset_index(drop=True).astype(float) + own.notna().astype(float)) / 2
        placed = rows["adcode"]
        if reading.level == "prefecture":
            placed = on_boundaries(placed, as_of=as_of, level=reading.level).codes
        return float(plain.sum()) / due, float(placed.notna().sum()) / due

    if reading.level == "province":
        return DATE, Message("study.date.default_known")
    default, held = known(DATE)
    if default >= 0.98:
        return DATE, Message("study.date.default_known")
    found = reading.of(frame).match.frame
    dated = found["status"].eq("renamed") | found["reason"].isin(DATED)
    if not dated.any() and reading.adcode is None:
        return DATE, Message("study.date.default_alone")
    years = [int(year) for year in re.findall(r"(?<!\d)(20[0-2]\d)(?!\d)", source)]
    tried = {f"{year}-12-31" for year in years if 2000 <= year <= 2024} | set(DATES)
    rates = {as_of: known(as_of) for as_of in sorted(tried)}
    fit = {as_of: plain for as_of, (plain, placed) in rates.items() if placed >= held}
    if fit:
        best = max(fit, key=lambda as_of: (round(fit[as_of], 3), as_of))
        if fit[best] > default + 0.01:
            return best, Message("study.date.best", share=fit[best], default=default)
    return DATE, Message("study.date.default_best")


def _eligible(
    codes: pd.Index, as_of: str, reading: _Reading, kinds: "pd.Series[bool]"
) -> tuple[str, bool, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The eligible set by the matched units: kind, municipalities, the provinces or prefectures it is limited to."""
    level = reading.level
    table = units_of(as_of, level).reindex(codes)
    if level == "province":
        outside = codes.isin(OUTSIDE).any()
        return ("listed" if outside else "provinces"), True, ((), ())
    municipal = bool(table["province"].isin(FOUR).any())

    def part(units: str) -> float:
        whole = eligible_units(units, municipalities=True, as_of=as_of)
        return float(codes.isin(whole).mean()) if len(codes) else 0.0

    if level == "prefecture":
        units = "cities" if part("cities") >= 0.95 else "all"
    else:
        share_of = float(kinds.mean()) if len(kinds) else 0.0
        said = plain(reading.name)
        most, least = (
            (MOST if said in HEADED_DISTRICTS else 0.95),
            (1 - MOST if said in HEADED_COUNTIES else 0.05),
        )
        units = "districts" if share_of >= most else "counties" if share_of <= least else "all"
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

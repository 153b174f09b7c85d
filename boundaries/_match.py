"""Names to codes: each row of a table gets the one unit its name means on a day, or none and the reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from os import PathLike
from typing import Literal

import pandas as pd

from boundaries._divisions import day
from boundaries._translate import trace
from boundaries._units import DATE
from boundaries.errors import MatchError, listed, no_column
from boundaries.gazetteer import gazetteer
from boundaries.language import Message
from boundaries.resolve import Answer, resolve
from boundaries.year_ends import read_years, year_end

COLUMNS: tuple[str, ...] = (
    "adcode",
    "status",
    "reason",
    "candidates",
    "suggestion",
    "unit",
    "warning",
    "dated_adcode",
)
"""The columns of `Match.frame`."""

MATCHED: tuple[str, ...] = ("exact", "short_form", "renamed", "normalized", "corrected", "whole_city")
"""The statuses that come with a code."""

LEVELS = ("county", "prefecture", "province")
LONGEST = 100
"""A longer cell is a text, no name: near spellings of it are not looked for."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Match:
    """What each row of a table means.

    Attributes
    ----------
    frame : DataFrame, the table's index and order:
        adcode : str, NA where there is no one answer
        status : "exact", "short_form", "renamed", "normalized", "corrected", "whole_city" (with a code;
            whole_city: a prefecture-level city without counties, no county-level unit); "ambiguous",
            "outside" (Hong Kong, Macau, Taiwan and their parts), "not_found"
        reason : the finer cause, see docs/matching.md
        candidates : tuple of codes that could be meant
        suggestion : the official name that may be meant where there is no answer; never applied by itself
        unit : the official name of the answer
        warning : what could surprise in a right answer: ``extent_changed:DATE`` (its territory last changed
            then), ``short_form_same_as_prefecture``, ``name_also_borne_by_a_former_unit``, ...; else empty
        dated_adcode : str, the code on the day that the row's name was read on (its own day where ``dated``
            is given, else ``as_of``), NA where there is no one answer: the key for `harmonise`
    given : DataFrame of str, the cells that were matched: name, prefecture, province
    as_of, level, dated : what was asked; ``dated`` is a day or the name of a column of years
    name, prefecture, province : the columns' names
    """

    frame: pd.DataFrame
    given: pd.DataFrame
    as_of: str
    level: str
    dated: str | None
    name: str
    prefecture: str | None
    province: str | None

    @property
    def counts(self) -> "pd.Series[int]":
        """How many rows have each status and reason."""
        return self.frame.value_counts(["status", "reason"])

    @property
    def unresolved(self) -> pd.DataFrame:
        """The rows without a code, beside the cells as given."""
        rows = self.frame["adcode"].isna()
        return pd.concat([self.given[rows], self.frame.loc[rows, list(COLUMNS)]], axis=1)

    def __repr__(self) -> str:
        found = int(self.frame["adcode"].notna().sum())
        return f"Match({found:,} of {len(self.frame):,} rows have a code, {self.level}, as of {self.as_of})"


def match(
    table: pd.DataFrame,
    *,
    name: str,
    prefecture: str | None = None,
    province: str | None = None,
    as_of: str = DATE,
    level: Literal["county", "prefecture", "province"] = "county",
    dated: str | None = None,
    corrections: "pd.DataFrame | str | PathLike[str] | None" = None,
) -> Match:
    """Find the unit that each row's name means: one answer or none, never a guess.

    Parameters
    ----------
    table : DataFrame
        Any index; it is not changed.
    name, prefecture, province : str
        Columns of ``table``. The parents decide between units of one name; they may be short, stale, missing
        in some rows, or placeholders (省直辖县级行政区划, 市辖区, 县, 兵团, —).
    as_of : str
        The day whose codes are wanted, 2000-01-01 to 2025-12-31. Names of other days are followed to it.
    level : "county", "prefecture" or "province"
        What the names are names of. At "prefecture" the four municipalities and the counties of no prefecture
        stand for themselves, as in the prefecture layer.
    dated : str, optional
        The day whose names the table bears, if it is known, or the name of a column of years (each row then
        is read as of the last day of its year). Names are read as of that day and followed to ``as_of``, so
        that a name which passed to another unit (三元区) cannot mislead. A unit split since is ambiguous, and
        ``dated_adcode`` still says which unit it was.
    corrections : path of a sheet written by `review`, or its frame
        Codes that a person filled in, by name and parents as given.

    Returns
    -------
    Match

    Raises
    ------
    MatchError
        Columns that are not there (with near names), a day out of range, cells of ``dated`` that are no year,
        ``dated`` at another level than county, corrections that name no unit.

    Examples
    --------
    >>> table = pd.DataFrame({"县": ["昆山", "海安县", "和平区", "长兴市"]})
    >>> frame = match(table, name="县").frame
    >>> frame["adcode"].fillna("-").tolist(), frame["status"].tolist()
    (['320583', '320685', '-', '-'], ['short_form', 'renamed', 'ambiguous', 'not_found'])
    >>> frame["suggestion"].iloc[3]
    '长兴县'
    >>> panel = pd.DataFrame({"县": ["余杭区", "余杭区", "三元区"], "年份": [2020, 2021, 2020]})
    >>> frame = match(panel, name="县", dated="年份").frame
    >>> frame["adcode"].fillna("-").tolist(), frame["dated_adcode"].tolist()
    (['-', '330110', '350404'], ['330110', '330110', '350403'])
    """
    when, days = _checked(table, name, prefecture, province, as_of, level, dated)
    cells = {
        "name": _texts(table, name),
        "prefecture": _texts(table, prefecture),
        "province": _texts(table, province),
    }
    given = pd.DataFrame(cells, index=table.index)
    unique: dict[tuple[str, str, str, str], int] = {}
    codes = [unique.setdefault(key, len(unique)) for key in zip(*cells.values(), days, strict=True)]
    fixes = _fixes(corrections, when, level)
    # Day by day, so that no more than one gazetteer is built at a time.
    keys = list(unique)
    order = sorted(range(len(keys)), key=lambda i: keys[i][3])
    read: dict[int, tuple[Answer, str | None]] = {i: _answer(keys[i], when, level, fixes) for i in order}
    answers = [read[i][0] for i in range(len(keys))]
    columns = {
        "adcode": [a.adcode for a in answers],
        "status": [a.status for a in answers],
        "reason": [a.reason for a in answers],
        "candidates": [a.candidates for a in answers],
        "suggestion": [a.suggestion if a.adcode is None else None for a in answers],
        "unit": [a.suggestion if a.adcode is not None else None for a in answers],
        "warning": [a.warning for a in answers],
        "dated_adcode": [read[i][1] for i in range(len(keys))],
    }
    frame = pd.DataFrame(
        {
            c: pd.Series(v, dtype=object).where(pd.Series(v, dtype=object).notna(), pd.NA)
            for c, v in columns.items()
        }
    ).take(codes)
    for column in (c for c in COLUMNS if c != "candidates"):
        frame[column] = frame[column].astype("str" if column in ("status", "reason", "warning") else "string")
    frame.index = table.index
    return Match(
        frame=frame,
        given=given,
        as_of=when,
        level=level,
        dated=None if dated is None else str(dated),
        name=name,
        prefecture=prefecture,
        province=province,
    )


def _answer(
    key: tuple[str, str, str, str], when: str, level: str, fixes: dict[tuple[str, ...], str]
) -> tuple[Answer, str | None]:
    """What one name means, and the code it had on the day it was read on."""
    if key[:3] in fixes:
        answer = _corrected(fixes[key[:3]], when, level)
        return answer, answer.adcode
    if len(key[0]) > LONGEST:
        return Answer(None, "not_found", "unknown_name"), None
    return _meant(key, when, level)


@lru_cache(maxsize=65_536)  # a table is matched several times while it is found out what it is
def _meant(key: tuple[str, str, str, str], when: str, level: str) -> tuple[Answer, str | None]:
    """The same where nobody corrected it."""
    *cells, then = key
    if level != "county":
        from boundaries.upper import resolve_upper

        def upper(name: str, prefecture: str, province: str) -> Answer:
            return resolve_upper(name, province, when, level)

        answer = _read(upper, cells, whole=True)
    else:
        gaz = gazetteer(then)

        def county(name: str, prefecture: str, province: str) -> Answer:
            return resolve(name, prefecture, province, gaz)

        own = _read(county, cells, whole=False)
        return (own if then == when else _followed(own, when, then)), own.adcode
    return answer, answer.adcode


def _read(ask: Callable[[str, str, str], Answer], cells: Sequence[str], *, whole: bool) -> Answer:
    """What a name means, or where it is a path or an address, the unit that it leads to."""
    name, prefecture, province = cells
    answer = ask(name, prefecture, province)
    if answer.adcode is not None or answer.status == "ambiguous" or answer.reason == "empty":
        return answer
    from boundaries.paths import along

    return along(name, prefecture, province, ask, whole=whole) or answer


def _followed(answer: Answer, when: str, then: str) -> Answer:
    """An answer of the table's own day, in the codes of another."""
    if answer.adcode is None:
        return answer
    there = trace(answer.adcode, then, when)
    here = gazetteer(when)
    units = here.units | {city.code: city for city in here.whole.values()}
    if len(there.targets) != 1 or there.targets[0] not in units:
        reason = "split" if len(there.targets) > 1 else "no_county_on_that_day"
        status = "ambiguous" if len(there.targets) > 1 else "not_found"
        return Answer(None, status, reason, there.targets)
    code = there.targets[0]
    unit = units[code].name
    status, reason = answer.status, answer.reason
    if units[code].kind == "地级市":
        status = reason = "whole_city"
    elif there.relation == "merged" and (code != answer.adcode or unit != answer.suggestion):
        status, reason = "renamed", "merged_into"
    elif unit != answer.suggestion:
        status, reason = "renamed", "renamed"
    warnings = [w for w in answer.warning.split("; ") if w and not w.startswith("extent_changed")]
    if there.extent_changed:
        warnings.append(f"extent_changed:{max((c.day for c in there.changes), default=when)}")
    return Answer(code, status, reason, (code,), unit, "; ".join(warnings))


def _corrected(code: str, when: str, level: str) -> Answer:
    if not code:
        return Answer(None, "not_found", "confirmed_no_unit")
    return Answer(code, "corrected", "corrected", (code,), _names(when, level)[code])


def _names(when: str, level: str) -> dict[str, str]:
    if level == "county":
        return {code: unit.name for code, unit in gazetteer(when).units.items()}
    from boundaries.upper import places

    return {code: place.name for code, place in places(when, level).items()}


def _fixes(
    corrections: "pd.DataFrame | str | PathLike[str] | None", when: str, level: str
) -> dict[tuple[str, ...], str]:
    if corrections is None:
        return {}
    from boundaries.corrections import read_review

    return read_review(corrections, names=_names(when, level), as_of=when)


def _texts(table: pd.DataFrame, column: str | None) -> list[str]:
    if column is None:
        return [""] * len(table)
    missing = table[column].isna().tolist()
    texts = ("" if none else str(cell) for cell, none in zip(table[column].tolist(), missing, strict=True))
    # Half a character (a lone surrogate, from a broken file) is no text that a frame could hold.
    return [text if text.isascii() else text.encode(errors="replace").decode() for text in texts]


def _checked(
    table: pd.DataFrame,
    name: str,
    prefecture: str | None,
    province: str | None,
    as_of: str,
    level: str,
    dated: str | None,
) -> tuple[str, list[str]]:
    """Check the question, every breach in one message; the day asked for, and the day of each row's name."""
    if not isinstance(table, pd.DataFrame):
        raise MatchError("boundaries.match.wanted-a-dataframe-to-match-got", name=type(table).__name__)
    breaches = []
    for role, column in (("name", name), ("prefecture", prefecture), ("province", province)):
        if column is None:
            continue
        found = int((table.columns == column).sum())
        if found == 0:
            breaches.append(no_column(column, table.columns, role=f"{role}="))
        elif found > 1:
            breaches.append(Message("errors.names-columns", role=f"{role}=", column=column, count=found))
    if level not in LEVELS:
        breaches.append(Message("errors.unknown", what="level", value=level, valid=list(LEVELS)))
    when, days = "", [""]
    try:
        when = day(as_of)
    except MatchError as error:
        breaches.append(error.message)
    try:
        days = _days(table, dated, when)
    except MatchError as error:
        breaches.append(error.message)
    if dated is not None and level != "county":
        breaches.append(Message("boundaries.match.dated-names-of-counties", dated=dated, level=level))
    if breaches:
        raise MatchError("errors.faults", faults=breaches)
    return when, days


def _days(table: pd.DataFrame, dated: str | None, when: str) -> list[str]:
    """The day each row's name is read on: its own, if that is known."""
    if dated is None:
        return [when] * len(table)
    columns = int((table.columns == dated).sum()) if isinstance(dated, str) else 0
    if columns > 1:
        raise MatchError("boundaries.match.dated-names-columns", dated=dated, columns=columns)
    if columns:
        return [year_end(year) for year in read_years(table[dated])]
    try:
        return [day(dated, what="dated")] * len(table)
    except MatchError as error:
        heads = listed(table.columns, most=30)
        raise MatchError(
            "boundaries.match.or-a-column-of-years-columns", error=error.message, heads=heads
        ) from None

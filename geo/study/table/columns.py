"""What a table's columns of numbers are: ranks, years, codes, indicators, or numbers that measure nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from boundaries.additivity import measure
from boundaries.constant import is_constant
from geo.study.table.words import words
from indicators.codes_in_cells import codes_in_cells, likely_codes, parents_of
from indicators.headings import headings
from indicators.headings import plain as plain

RANK_HEADINGS = (*headings("rank"), *headings("row_number"))
RANK_WORDS = headings("rank_part")
OTHER_RANK = re.compile("|".join(map(re.escape, headings("other_rank"))))
CODE_HEADINGS = headings("code")
COORDINATES = headings("coordinate")
NUMBERED = headings("serial_end")
SERIALS = headings("serial")
UNNAMED = re.compile(r"column\d+|unnamed\d*|index")  # the row numbers that other programs write
SHARED = 0.6  # words that tell lists apart stand in several rows each: no more of them than so many a row
OWN = 0.8  # of the rows have a name of their own where they are things
FEW = 30  # a column that tells several lists apart has no more than so many words

ASIDE = ("rank", "serial", "coordinate", "mark", "constant", "year", "code", "things")
"""Why a column of numbers is no indicator: ``study.aside.<key>`` in the catalogs."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Roles:
    """What the columns of numbers are.

    Attributes
    ----------
    rank, adcode : str or None
    columns : tuple of str
        Indicators.
    aside : tuple of (str, str)
        Columns of numbers that are none, and the key of `ASIDE` that says why.
    """

    rank: str | None
    adcode: str | None
    columns: tuple[str, ...]
    aside: tuple[tuple[str, str], ...]


def headed(columns: Sequence[str], headings: Sequence[str]) -> list[str]:
    """Columns whose heading, or its part under a group (地区/省), is one of ``headings``, in their order."""
    ways = {column: (plain(column), plain(column.rpartition("/")[2])) for column in columns}
    return [column for heading in headings for column in columns if heading in ways[column]]


def texts(frame: pd.DataFrame) -> list[str]:
    """The columns that hold text."""
    return [
        str(c)
        for c in frame.columns
        if not pd.api.types.is_numeric_dtype(frame[c]) and frame[c].notna().any()
    ]


def numbers(frame: pd.DataFrame) -> list[str]:
    """The columns that hold numbers."""
    return [
        str(c) for c in frame.columns if pd.api.types.is_numeric_dtype(frame[c]) and frame[c].notna().any()
    ]


def roles(frame: pd.DataFrame) -> Roles:
    """Say what each column of numbers of a table is, by its heading and its cells.

    Parameters
    ----------
    frame : DataFrame
        A table as read.

    Returns
    -------
    Roles

    Examples
    --------
    >>> table = pd.DataFrame({"printed_rank": [1, 2], "得分": [9.5, 8], "入选": [1, 0], "report_line": [7, 9]})
    >>> found = roles(table)
    >>> found.rank, found.columns, found.aside
    ('printed_rank', ('得分',), (('入选', 'mark'), ('report_line', 'serial')))
    """
    cells = numbers(frame)
    rank = next(iter([*headed(cells, RANK_HEADINGS), *_ranked(frame, cells)]), None)
    coded = {str(c): codes_in_cells(frame[c]) for c in frame.columns if likely_codes(frame[c])}
    coded = {c: found for c, found in coded.items() if found.certain}
    if not coded:  # a heading that says so counts where half of the cells are codes that exist
        named = {c: codes_in_cells(frame[c]) for c in headed(list(map(str, frame.columns)), CODE_HEADINGS)}
        coded = {c: found for c, found in named.items() if found.codes.notna().mean() >= 0.5}
    # the finest codes are the units': a column of their provinces' codes has fewer different ones
    finest = sorted(coded, key=lambda c: -coded[c].distinct)
    most = [c for c in finest if coded[c].distinct == coded[finest[0]].distinct]
    adcode = next(iter([*headed(most, CODE_HEADINGS), *most]), None)
    reasons = {c: _reason(frame, c) for c in cells if c not in (rank, adcode)}
    reasons |= {c: "code" for c in reasons if c in coded}
    if adcode is not None:
        own = coded[adcode].codes
        reasons |= {c: "code" for c, why in reasons.items() if not why and parents_of(frame[c], own)}
    return Roles(
        rank=rank,
        adcode=adcode,
        columns=tuple(c for c, reason in reasons.items() if not reason),
        aside=tuple((c, reason) for c, reason in reasons.items() if reason),
    )


def _ranked(frame: pd.DataFrame, cells: list[str]) -> list[str]:
    """Columns such as 综合排名 or printed_rank whose cells are ranks; a rank within provinces is another."""
    return [
        c
        for c in cells
        if any(word in plain(c) for word in RANK_WORDS)
        and not OTHER_RANK.search(plain(c))
        and _whole(frame[c])
        and float(frame[c].min()) >= 1
    ]


def _whole(values: pd.Series) -> bool:
    held = values.dropna()
    return bool((held == held.round()).all())


def _reason(frame: pd.DataFrame, column: str) -> str:
    """The key of `ASIDE` for a column that is no indicator, else ""."""
    word, values = plain(column), frame[column].dropna()
    last = re.split(r"[\s_\-./]+", str(column).strip().lower())[-1]
    if word in words("year_heading"):
        return "year"
    if word in CODE_HEADINGS:
        return "code"
    if UNNAMED.fullmatch(word) and bool((values.diff().dropna() == 1).all()):
        return "serial"
    if word in COORDINATES:
        return "coordinate"
    if (word.endswith(NUMBERED) or word in SERIALS or last in SERIALS) and _whole(values):
        return "serial"
    if any(key in word for key in RANK_WORDS) and _whole(values):
        return "rank"
    if values.isin([0, 1]).all():
        return "mark"
    if len(frame) > 1 and len(values) == len(frame) and is_constant(values):
        return "constant"
    return ""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Repeats:
    """How a table tells of a unit in several rows.

    Attributes
    ----------
    category : str or None
        A column of few words that tells several lists or indicators apart.
    count : bool
        The rows of a unit are things in it (its parks, its firms), to be counted.
    rule : {"refuse", "sum"}
        What is made of the rows of a unit: sums of what adds up, or nothing without a rule.
    aside : tuple of str
        Indicators that have no rule: neither sum nor mean of several things in a unit is known to mean anything.
    """

    category: str | None = None
    count: bool = False
    rule: Literal["refuse", "sum"] = "refuse"
    aside: tuple[str, ...] = ()


def repeats(
    frame: pd.DataFrame,
    codes: pd.Series,
    *,
    taken: Sequence[str | None],
    columns: Sequence[str],
    units: "pd.Series[str] | None" = None,
) -> Repeats:
    """Say why units stand in several rows.

    Parameters
    ----------
    frame : DataFrame
        A table as read.
    codes : Series
        The code of each row, by position.
    taken : sequence of str or None
        Columns that have a role already.
    columns : sequence of str
        The indicators.
    units : Series by column, optional
        Their units of measure.

    Returns
    -------
    Repeats
        Nothing when no unit stands in two rows. Rows that a column of names of their own tells apart are things
        to count, also where no indicator differs between them; of few such rows the rest is a list. Indicators
        that add up are summed, unless a whole line stands twice; others are left aside where things are counted,
        else they have no rule.
    """
    known = codes.notna().to_numpy()
    rows, codes = frame[known], codes[known].reset_index(drop=True)
    if not len(codes) or not codes.duplicated().any():
        return Repeats()
    kinds = {c: measure(c, str((units if units is not None else {}).get(c, "") or "")).kind for c in columns}
    again = bool(rows.duplicated().any())  # the same line twice is a slip, and its figures no second part
    add_up = bool(columns) and not again and all(kind == "total" for kind in kinds.values())
    rule: Literal["refuse", "sum"] = "sum" if add_up else "refuse"
    if float(codes.duplicated().mean()) < 0.1:
        return Repeats(rule=rule)

    def parts(column: str) -> bool:
        cells = rows[column].astype("string").reset_index(drop=True)
        return (
            bool(cells.notna().all()) and not pd.DataFrame({"unit": codes, "cell": cells}).duplicated().any()
        )

    told_of = rows[list(columns)].groupby(codes.to_numpy()).nunique(dropna=False)
    measured = bool((told_of > 1).any(axis=None))
    free = [c for c in texts(frame) if c not in taken]
    few = [c for c in free if 2 <= frame[c].nunique() <= min(FEW, SHARED * len(rows))]
    told = sorted((c for c in few if parts(c)), key=lambda c: frame[c].nunique())
    if told and measured:
        return Repeats(category=told[0], rule=rule)
    things = [c for c in free if frame[c].nunique() > max(FEW, OWN * len(frame)) or parts(c)]
    if columns and not things:
        return Repeats(rule=rule)
    aside = tuple(c for c, kind in kinds.items() if kind != "total" and bool((told_of[c] > 1).any()))
    summed: Literal["refuse", "sum"] = "sum" if "total" in kinds.values() else "refuse"
    return Repeats(count=True, rule=summed, aside=aside)

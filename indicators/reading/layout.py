"""Where a sheet keeps what: title, headings of one to three rows, data, totals, notes."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from boundaries.errors import TableError, listed
from indicators.cell import is_total
from indicators.grid import Grid, Numbers
from indicators.headings import known, plain
from indicators.reading.below import is_note, repeated
from indicators.reading.words import clean, holds, is_number, is_place, is_word, unit_in

LOOKED = 400  # filled rows among which the headings are sought
DEEP = 3  # rows of headings
BELOW = 40  # rows below a heading that say what its column holds
_TITLE = re.compile(r"^\s*(?:附?表|附件)\s*[\d一二三四五六七八九十]|单位\s*:|计量单位", re.IGNORECASE)
_TOTAL_WORD = r"(?i)计|全|均|总|total|sum|average|mean|all"
_STEMS = ("甲", "乙", "丙", "丁")

Row: TypeAlias = tuple[int, list[object]]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Layout:
    """What each row is.

    Attributes
    ----------
    names : list of str
        The heading of each column, "" where it has none; of several rows joined with "/".
    units : list of str
        Of each column, from a row of units below the headings.
    header : tuple of int
        Row numbers (from 1) of the headings, a row of units or of English among them.
    body : numpy.ndarray of int
        Positions (from 0) of the rows of data and totals in the grid.
    top : list of str
        The lines above the headings.
    notes : list of str
        The lines below the data.
    kinds : dict of int to str
        Every filled row by number: "title", "heading", "note", "total" or "data".
    headless : bool
        The table has no headings: its first row is a unit.
    """

    names: list[str]
    units: list[str]
    header: tuple[int, ...]
    body: npt.NDArray[np.intp]
    top: list[str]
    notes: list[str]
    kinds: dict[int, str]
    headless: bool


def find_layout(file: Path, grid: Grid, header: int | None) -> Layout:
    """Find the headings, the data and the notes of a sheet.

    Parameters
    ----------
    file : pathlib.Path
        For messages.
    grid : Grid
    header : int, optional
        Row number of the last row of headings; 0: there is none. None: found.

    Raises
    ------
    TableError
        No cell is filled, no row of headings is found, no data stand below them.
    """
    filled = grid.filled_rows()
    if not len(filled):
        what = "no-row" if grid.names else "no-cell"
        raise TableError(f"indicators.reading.layout.{what}", file=file)
    if grid.names:
        kinds = {1: "heading"} | dict.fromkeys((int(i) + 2 for i in filled), "data")
        names = [clean(name) for name in grid.names]
        return mark_totals(
            grid,
            Layout(
                names=names,
                units=[""] * grid.width,
                header=(1,),
                body=filled,
                top=[],
                notes=[],
                kinds=kinds,
                headless=False,
            ),
        )
    rows: list[Row] = [(int(i) + 1, grid.row(int(i))) for i in filled[:LOOKED]]
    first, last = _headed(file, rows, header)
    head: tuple[int, ...] = ()
    if first is None:
        names, top_end = [""] * grid.width, last
        units = [""] * grid.width
    else:
        names, units, first, last = _headings(rows, first, last)
        top_end, head = first, tuple(number for number, _ in rows[first : last + 1])
    top = [str(v) for _, row in rows[:top_end] for v in dict.fromkeys(row) if holds(v)]
    kinds = dict.fromkeys((number for number, _ in rows[:top_end]), "title")
    kinds |= dict.fromkeys(head, "heading")
    start = head[-1] if head else (rows[top_end - 1][0] if top_end else 0)
    body = filled[filled + 1 > start]
    notes: list[str] = []
    while len(body) and is_note(grid, body, int(body[-1])):
        number = int(body[-1]) + 1
        notes.append(" ".join(str(v) for v in dict.fromkeys(v for v in grid.row(number - 1) if holds(v))))
        kinds[number] = "note"
        body = body[:-1]
    if not len(body):
        where = f"row {rows[last][0]}" if first is not None else "row 0"
        raise TableError("indicators.reading.layout.there-is-no-data-below-the", file=file, where=where)
    if head:
        again = repeated(grid, body, [dict(rows)[number] for number in head], top)
        kinds |= dict.fromkeys((int(i) + 1 for i in again), "heading")
        body = np.array([i for i in body if int(i) not in again], dtype=np.intp) if again else body
        if not len(body):
            raise TableError(
                "indicators.reading.layout.there-is-no-data-below-the-2", file=file, head=head[-1]
            )
    kinds |= dict.fromkeys((int(i) + 1 for i in body), "data")
    return mark_totals(grid, Layout(
        names=names, units=units, header=head, body=body, top=top, notes=notes[::-1], kinds=kinds,
        headless=first is None,
    ))  # fmt: skip


def _headed(file: Path, rows: list[Row], header: int | None) -> tuple[int | None, int]:
    """Positions in ``rows`` of the first and last row of headings; (None, k): none, the data begin at k."""
    if header == 0:
        return None, 0
    if header is not None:
        for k, (number, _) in enumerate(rows):
            if number == header:
                return k, k
        raise TableError(
            "indicators.reading.layout.header-is-no-filled-row-the",
            file=file,
            header=header,
            first=_first(rows),
        )
    widths = [sum(holds(v) for v in row) for _, row in rows]
    usual = float(np.median([w for w in widths if w > 1] or widths))
    width = max(w for w in widths if w <= max(3 * usual, 4))
    for k, (_, row) in enumerate(rows):
        texts = [str(v).strip() for v in row if holds(v)]
        words = [t for t in texts if is_word(t)]
        if 2 * len(words) < len(texts) or len(texts) > 3 * width or _is_title(rows, k):
            continue
        deep = _deep(rows, k)
        if len(_joined([r for _, r in rows[k : k + deep]])) < max(1, (width + 1) // 2):
            continue
        if _is_data(rows, k):
            return None, k
        return k, k + deep - 1
    for k in range(len(rows)):
        if _is_data(rows, k):
            return None, k
    raise TableError(
        "indicators.reading.layout.no-header-row-among-the-first",
        file=file,
        min=min(len(rows), LOOKED),
        first=_first(rows),
    )


def _first(rows: list[Row]) -> str:
    return "; ".join(f"{n}: {listed([str(v)[:40] for v in row if holds(v)], most=4)}" for n, row in rows[:3])


def _is_title(rows: list[Row], k: int) -> bool:
    """Whether a row of one cell stands above the headings of a narrow table."""
    if sum(map(holds, rows[k][1])) != 1:
        return False
    m = next((m for m in range(k + 1, len(rows)) if sum(map(holds, rows[m][1])) > 1), None)
    if m is None or _is_data(rows, m):
        return False
    texts = [(j, v) for j, v in enumerate(rows[m][1]) if holds(v)]
    if not all(is_word(v) for _, v in texts) or all(unit_in(v) for _, v in texts):
        return False
    below = [r for _, r in rows[m + 1 : m + 1 + BELOW]]
    return any(plain(v) in known() for _, v in texts) or any(_share(below, j) >= 0.5 for j, _ in texts)


def _is_data(rows: list[Row], k: int) -> bool:
    """Whether a row that could be headings is itself a unit like those below it."""
    row, below = rows[k][1], [r for _, r in rows[k + 1 : k + 1 + BELOW]]
    for j, value in enumerate(row):
        if holds(value) and is_place(value):
            under = [r[j] for r in below if j < len(r) and holds(r[j])]
            if under and 2 * sum(is_place(v) for v in under) >= len(under):
                return True
    return False


def _deep(rows: list[Row], k: int) -> int:
    """How many rows of headings stand from row ``k`` on."""
    deep = 1
    while deep < DEEP and k + deep + 1 < len(rows) and _continues(rows, k, k + deep):
        deep += 1
    return deep


def _continues(rows: list[Row], k: int, m: int) -> bool:
    """Whether row ``m`` is one of the headings that begin in row ``k``: names under a name that spans
    them."""
    if rows[m][0] != rows[m - 1][0] + 1:
        return False
    above, row = rows[m - 1][1], rows[m][1]
    below = [r for _, r in rows[m + 1 : m + 1 + BELOW]]
    over = {clean(v) for v in above if holds(v)}
    if len(over) < 2 or any(_TITLE.search(unicodedata.normalize("NFKC", word)) for word in over):
        return False
    texts = [(j, v) for j, v in enumerate(row) if holds(v)]
    if len(texts) < 2 or not all(is_word(v) for _, v in texts) or _is_data(rows, m):
        return False
    if all(unit_in(v) for _, v in texts):
        return False
    spans = [
        j
        for j, v in enumerate(row)
        if holds(v)
        and (
            (j > 0 and holds(above[j]) and above[j] == above[j - 1])
            or (j + 1 < len(above) and holds(above[j]) and above[j] == above[j + 1])
            or (not holds(above[j]) and any(map(holds, above[:j])))
        )
    ]
    if not spans:
        return False
    numeric = [_share(below, j) for j in range(len(row))]
    if any(numeric[j] >= 0.5 for j, v in texts if above[j] != v):
        return True
    others = [j for j, v in texts if j not in spans and v != above[j]]
    named = {plain(v) for _, v in texts} & known()
    return not others and (
        bool(named) or (len({str(row[j]) for j in spans}) == len(spans) > 1 and not holds(row[0]))
    )


def _share(rows: list[list[object]], j: int) -> float:
    """How many of the filled cells of a column are numbers."""
    held = [r[j] for r in rows if j < len(r) and holds(r[j])]
    return sum(map(is_number, held)) / len(held) if held else 0.0


def _joined(rows: list[list[object]]) -> set[str]:
    """The different headings that some rows make together."""
    return {name for name in _join(rows) if name}


def _join(rows: list[list[object]]) -> list[str]:
    """The heading of each column: what stands above it in each row, joined; a group reaches to the right."""
    words = [[clean(v) for v in row] for row in rows]
    for above, below in pairwise(words):
        for j in range(1, len(above)):
            if not above[j] and below[j] and above[j - 1] and below[j - 1] != above[j - 1] and below[j - 1]:
                above[j] = above[j - 1]
    names = []
    for column in zip(*words, strict=True):
        parts = [word for word in dict.fromkeys(column) if word]
        names.append("/".join(parts))
    return names


def _headings(rows: list[Row], first: int, last: int) -> tuple[list[str], list[str], int, int]:
    """Headings and units by column, and the first and last of their rows."""
    while first > 0 and last - first + 1 < DEEP and _is_group(rows, first):
        first -= 1
    names = _join([row for _, row in rows[first : last + 1]])
    units = [""] * len(names)
    for _ in range(2):
        if last + 1 >= len(rows):
            break
        under = rows[last + 1][1]
        held = [(j, v) for j, v in enumerate(under) if holds(v)]
        if _is_units(held):
            units = [unit_in(v) if holds(v) else units[j] for j, v in enumerate(under)]
        elif not (_is_english(names, rows, last + 1) or _is_count(under)):
            break
        last += 1
    return names, units, first, last


def _is_group(rows: list[Row], first: int) -> bool:
    """Whether the row above the headings names groups of them."""
    above, row = rows[first - 1][1], rows[first][1]
    groups = [clean(v) for v in above]
    words = {g for g in groups if g}
    if len(words) < 2 or rows[first - 1][0] + 1 != rows[first][0]:
        return False
    if any(bool(a) and a == b for a, b in pairwise(groups)):
        return True
    fills = all(holds(v) for v, g in zip(row, groups, strict=True) if g)
    return (
        not groups[0]
        and fills
        and all(is_word(g) for g in words)
        and not any(_TITLE.search(unicodedata.normalize("NFKC", g)) for g in words)
    )


def _is_units(held: Sequence[tuple[int, object]]) -> bool:
    """A row of which most cells are units of measure and none a number."""
    known_units = sum(bool(unit_in(v)) for _, v in held)
    if not held or not known_units:
        return False
    if known_units == len(held):
        return True
    return known_units * 2 > len(held) and not any(is_number(v) or is_place(v) for _, v in held)


def _is_english(names: list[str], rows: list[Row], m: int) -> bool:
    """A row of English below Chinese headings, above numbers."""
    held = [(j, str(v)) for j, v in enumerate(rows[m][1]) if holds(v)]
    if 2 * len(held) < len([n for n in names if n]) or not held:
        return False
    if any(not re.search("[A-Za-z]", text) or re.search("[\u3400-\u9fff]", text) for _, text in held):
        return False
    below = [r for _, r in rows[m + 1 : m + 1 + BELOW]]
    chinese = sum(bool(re.search("[\u3400-\u9fff]", names[j])) for j, _ in held)
    contrast = any(_share(below, j) >= 0.5 for j, _ in held) or any(
        re.search("[\u3400-\u9fff]", str(r[j]))
        for r in below[:5]
        for j, _ in held
        if j < len(r) and holds(r[j])
    )
    return 2 * chinese > len(held) and contrast


def _is_count(row: list[object]) -> bool:
    """The row of a yearbook that numbers its columns: 甲 1 2 3."""
    held = [str(v).strip() for v in row if holds(v)]
    stems = [v for v in held if v in _STEMS]
    rest = [v for v in held if v not in _STEMS]
    return bool(stems) and len(rest) >= 1 and rest == [str(k) for k in range(1, len(rest) + 1)]


def mark_totals(grid: Grid, layout: Layout) -> Layout:
    """Mark the rows whose first word says that they are a total or a mean."""
    candidates: Counter[int] = Counter()
    body = set(layout.body.tolist())
    for j in range(min(grid.width, 12)):
        column = grid.columns[j]
        if isinstance(column, np.ndarray):
            continue
        if isinstance(column, Numbers):
            candidates.update(i for i, v in column.others.items() if isinstance(v, str) and is_total(v[:40]))
        elif isinstance(column, pa.ChunkedArray):
            likely = column.filter(pc.match_substring_regex(column, _TOTAL_WORD))
            words = [v for v in pc.unique(likely).to_pylist() if len(v) < 40 and is_total(v)]
            if words:
                hit = pc.fill_null(pc.is_in(column, pa.array(words, type=pa.large_string())), False)
                candidates.update(np.flatnonzero(hit.to_numpy()).tolist())
        else:
            seen: dict[str, bool] = {}
            for i, value in enumerate(column):
                if isinstance(value, str) and len(value) < 40:
                    if value not in seen:
                        seen[value] = is_total(value)
                    if seen[value]:
                        candidates[i] += 1
    for i in candidates:
        if i in body:
            first = next(
                (v for v in grid.row(i) if isinstance(v, str) and holds(v) and not is_number(v)), None
            )
            if first is not None and is_total(first):
                layout.kinds[i + grid.first] = "total"
    return layout

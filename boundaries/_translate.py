"""What became of a unit: successors, predecessors, and codes of one day in those of another."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import pandas as pd

from boundaries._divisions import changes, day, donors, stretches, whole_cities
from boundaries.errors import MatchError, listed

PARTIAL = ("created", "boundary_transfer")
"""Kinds of change that leave the old unit in being."""


class Change(NamedTuple):
    """One line of the change table."""

    day: str
    kind: str
    relation: str
    share: str
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    doc_no: str
    quality: str

    @property
    def same_unit(self) -> bool:
        """Whether the new unit is the old one under a new name, code or kind (less, perhaps, a part)."""
        return self.kind not in (*PARTIAL, "merge_into", "split_part") and self.share in ("", "main")


@cache
def by_old() -> dict[str, list[Change]]:
    """Every change by the code it leaves, in order of time."""
    return _grouped("old_code")


@cache
def by_new() -> dict[str, list[Change]]:
    """Every change by the code it leads to, in order of time."""
    return _grouped("new_code")


def successors(code: str, *, as_of: str, to: str = "2025-12-31") -> pd.DataFrame:
    """List the changes that lead from a unit of ``as_of`` to whatever holds its territory on day ``to``.

    Parameters
    ----------
    code : str
        A six-digit code in force on ``as_of``.
    as_of, to : str
        Days from 2000-01-01 to 2025-12-31, ``as_of`` the earlier.

    Returns
    -------
    DataFrame, one row per change in order of time: day, kind, relation, share, old_code, old_name,
    new_code, new_name, doc_no, quality. Parts moved to a neighbour are rows of kind ``boundary_transfer``.
    Empty if nothing changed.

    Examples
    --------
    >>> successors("330110", as_of="2020-12-31")[["day", "kind", "new_name", "doc_no"]].values.tolist()
    [['2021-03-11', 'created', '临平区', '浙政发〔2021〕7号']]
    """
    start, end = day(as_of), day(to, what="to")
    _known([code], start)
    return _steps(code, start, end, forward=True)


def predecessors(code: str, *, as_of: str, since: str = "2000-01-01") -> pd.DataFrame:
    """List the changes since ``since`` that led to a unit of ``as_of``.

    Parameters
    ----------
    code : str
        A six-digit code in force on ``as_of``.
    as_of, since : str
        Days from 2000-01-01 to 2025-12-31, ``since`` the earlier.

    Returns
    -------
    DataFrame with the rows and columns of `successors`.

    Raises
    ------
    MatchError
        The code was not in force, or a day is out of range.

    Examples
    --------
    >>> predecessors("360402", as_of="2023-07-31")[["day", "kind", "old_name"]].values.tolist()
    [['2016-03-20', 'rename', '庐山区']]
    """
    start, end = day(since, what="since"), day(as_of)
    _known([code], end)
    return _steps(code, start, end, forward=False)


def translate(codes: Iterable[str], from_: str, to: str) -> pd.DataFrame:
    """Turn county codes in force on day ``from_`` into those in force on day ``to`` (later or earlier).

    Parameters
    ----------
    codes : iterable of str
        Six-digit codes, those of day ``from_``; a code that was not in force then is answered ``unresolved``.
    from_, to : str
        Days from 2000-01-01 to 2025-12-31.

    Returns
    -------
    DataFrame in the order of ``codes`` (index ``adcode``):

    name : of the unit on ``from_``
    relation : "1:1" the unit has one counterpart that holds nothing else; "merged" it lies within one larger
        counterpart; "split" it is spread over several; "unresolved" it was not in force, or has no
        counterpart
    target : the one code for 1:1 and merged, else NA
    targets : every code that holds a part of it, tuple
    sources : every code of ``from_`` that ``targets`` hold, tuple (values add up over these)
    kinds, days, documents : the changes on the way, tuples in order of time (documents: where known)
    extent_changed : whether land changed hands on the way (also a part of the unit only)

    Raises
    ------
    MatchError
        Days out of range; codes that are no text (numbers, missing ones).

    Notes
    -----
    A merged or split unit is never narrowed down to its likely heir: 余杭区 of 2020 is 余杭区 and 临平区 of
    2021.

    Examples
    --------
    >>> codes = ["320621", "330110", "360105", "350403", "999999"]
    >>> translate(codes, "2017-12-31", "2023-07-31")[["name", "relation", "targets"]].values.tolist()
    ... # doctest: +NORMALIZE_WHITESPACE
    [['海安县', '1:1', ('320685',)], ['余杭区', 'split', ('330110', '330113')], ['湾里区', 'merged',
    ('360112',)],
     ['三元区', 'merged', ('350404',)], ['', 'unresolved', ()]]
    """
    start, end = day(from_, what="from_"), day(to, what="to")
    if isinstance(codes, str):
        raise MatchError("boundaries.translate.wanted-codes-came-the-text", codes=codes)
    codes = list(codes)
    strange = [code for code in codes if not isinstance(code, str)]
    if strange:
        raise MatchError(
            "boundaries.translate.codes-are-six-digit-text-not",
            value=listed(map(repr, dict.fromkeys(strange))),
        )
    answers = {code: trace(code, start, end) for code in dict.fromkeys(codes)}
    rows = [
        {
            "name": answers[code].name,
            "relation": answers[code].relation,
            "target": answers[code].targets[0] if len(answers[code].targets) == 1 else pd.NA,
            "targets": answers[code].targets,
            "sources": answers[code].sources,
            "kinds": tuple(c.kind for c in answers[code].changes),
            "days": tuple(c.day for c in answers[code].changes),
            "documents": tuple(c.doc_no for c in answers[code].changes if c.doc_no),
            "extent_changed": answers[code].extent_changed,
        }
        for code in codes
    ]
    columns = [
        "name",
        "relation",
        "target",
        "targets",
        "sources",
        "kinds",
        "days",
        "documents",
        "extent_changed",
    ]
    return pd.DataFrame(rows, columns=columns, index=pd.Index(codes, name="adcode", dtype=object))


class Trace(NamedTuple):
    """Where the territory of one unit lies on another day."""

    name: str
    relation: str
    targets: tuple[str, ...]
    sources: tuple[str, ...]
    changes: tuple[Change, ...]
    extent_changed: bool


def trace(code: str, start: str, end: str) -> Trace:
    """Follow one code from day ``start`` to day ``end`` (either may be the earlier)."""
    name = name_on(code, start)
    if not name:
        return Trace("", "unresolved", (), (), (), False)
    early, late = min(start, end), max(start, end)
    go, back = (forward, backward) if start <= end else (backward, forward)
    targets = tuple(sorted(target for target in go(code, early, late) if name_on(target, end)))
    sources = tuple(sorted({s for t in targets for s in back(t, early, late)}))
    steps = tuple(_walk(code, early, late, forward=start <= end))
    if not targets:
        relation = "unresolved"
    elif len(targets) > 1:
        relation = "split"
    else:
        relation = "1:1" if sources == (code,) else "merged"
    moved = relation in ("split", "merged") or any(c.relation != "1:1" for c in steps)
    if not moved and targets:
        moved = any(c.relation != "1:1" for c in _walk(targets[0], early, late, forward=start > end))
    return Trace(name, relation, targets, sources, steps, moved)


def forward(code: str, start: str, end: str) -> set[str]:
    """The codes of day ``end`` that hold the territory ``code`` had on the earlier day ``start``."""
    rows = [c for c in by_old().get(code, ()) if start < c.day <= end and c.kind != "boundary_transfer"]
    if not rows:
        return {code}
    first = rows[0].day
    rows = [c for c in rows if c.day == first]
    heirs = {c.new_code for c in rows}
    if all(c.kind == "created" for c in rows) and name_on(code, first):
        heirs.add(code)
    return {late for heir in heirs for late in forward(heir, first, end)}


def backward(code: str, start: str, end: str) -> set[str]:
    """The codes of day ``start`` that held the territory ``code`` has on the later day ``end``."""
    rows = [c for c in by_new().get(code, ()) if start < c.day <= end and c.kind != "boundary_transfer"]
    if not rows:
        return {code}
    last = rows[-1].day
    rows = [c for c in rows if c.day == last]
    roots = {c.old_code for c in rows if c.old_code}
    if _stayed(code, last):
        roots.add(code)
    return {early for root in roots for early in backward(root, start, eve(last))}


def _stayed(code: str, when: str) -> bool:
    """Whether the unit that bore a code on the eve of a day still bears it on the day."""
    left = {c.old_name for c in by_old().get(code, ()) if c.day == when and c.kind not in PARTIAL}
    before = name_before(code, when)
    return bool(before) and before not in left


def name_on(code: str, when: str) -> str:
    """The name a code bore on a day, county or city without counties; empty if it was not in force."""
    for since, until, name in _lives().get(code, ()):
        if since <= when and (not until or when < until):
            return name
    return ""


def name_before(code: str, when: str) -> str:
    """The name a code bore on the eve of a day; empty if it was not in force."""
    for since, until, name in _lives().get(code, ()):
        if since < when and (not until or when <= until):
            return name
    return ""


def _walk(code: str, start: str, end: str, *, forward: bool) -> list[Change]:
    """Every change on the way from ``code``, transfers of a part included, in order of time."""
    table = by_old() if forward else by_new()
    seen: dict[Change, None] = {}
    todo = [(code, start, end)]
    while todo:
        here, low, high = todo.pop()
        rows = [c for c in table.get(here, ()) if low < c.day <= high]
        other = (by_new() if forward else by_old()).get(here, ())
        moves = [c for c in other if low < c.day <= high and c.kind == "boundary_transfer"]
        hard = [c.day for c in rows if c.kind not in PARTIAL and (forward or not _stayed(here, c.day))]
        turn = (hard[0] if forward else hard[-1]) if hard else ""
        for c in [*rows, *moves]:
            if turn and ((forward and c.day > turn) or (not forward and c.day < turn)):
                continue
            if c in seen:
                continue
            seen[c] = None
            heir = c.new_code if forward else c.old_code
            if heir and c.kind != "boundary_transfer":
                todo.append((heir, c.day, high) if forward else (heir, low, eve(c.day)))
    return sorted(seen)


def _steps(code: str, start: str, end: str, *, forward: bool) -> pd.DataFrame:
    rows = _walk(code, start, end, forward=forward)
    rows = [c for c in rows if c.kind != "boundary_transfer" or not _twin(c, rows)]
    return pd.DataFrame(rows, columns=list(Change._fields))


def _twin(move: Change, rows: list[Change]) -> bool:
    return any(
        c.kind != "boundary_transfer"
        and (c.day, c.old_code, c.new_code) == (move.day, move.old_code, move.new_code)
        for c in rows
    )


def _known(codes: list[str], when: str) -> None:
    absent = [code for code in codes if not name_on(code, when)]
    if absent:
        raise MatchError("boundaries.translate.no-unit-has-code-on", absent=listed(absent), when=when)


@cache
def eve(when: str) -> str:
    """The day before a day."""
    return (date.fromisoformat(when) - timedelta(days=1)).isoformat()


@cache
def _lives() -> dict[str, list[tuple[str, str, str]]]:
    lives: dict[str, list[tuple[str, str, str]]] = {}
    table = stretches()
    columns = ["code", "since", "until", "name"]
    rows = pd.concat([table.loc[table["level"].eq("county"), columns], whole_cities()[columns]])
    for code, since, until, name in zip(
        rows["code"], rows["since"], rows["until"], rows["name"], strict=True
    ):
        lives.setdefault(code, []).append((since, until, name))
    return lives


SMALLEST_SHARE = 0.05
"""A giver of less of a new unit's land lies within the error of the maps that it was measured on."""


@cache
def _measured() -> tuple[Change, ...]:
    """The founding of units without a published source, as changes of the units whose land they got.

    The new unit was carved out of the one that gave most of its land; what the others gave is a transfer of
    a part.
    """
    table = donors()
    table = table[table["old_code"].ne("") & table["share_of_new"].ge(SMALLEST_SHARE)]
    most = table.groupby("new_code")["share_of_new"].transform("max").eq(table["share_of_new"])
    acts = changes()
    documents = acts[acts["relation"].eq("new")].set_index("new_code")["doc_no"]
    return tuple(
        Change(
            row.day,
            "created" if main else "boundary_transfer",
            "carved" if main else "partial",
            "measured",
            row.old_code,
            row.old_name,
            row.new_code,
            row.new_name,
            documents[row.new_code],
            "M",
        )
        for row, main in zip(table.itertuples(index=False), most, strict=True)
    )


def _grouped(key: str) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    table = changes()
    published = map(Change._make, table[list(Change._fields)].itertuples(index=False, name=None))
    for line in (*published, *_measured()):
        olds = zip(line.old_code.split(";"), line.old_name.split(";"), strict=True)
        for change in (line._replace(old_code=code, old_name=name) for code, name in olds):
            code = getattr(change, key)
            if code:
                found.setdefault(code, []).append(change)
    for rows in found.values():
        rows.sort()
    return found

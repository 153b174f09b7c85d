"""Which unit each row of a panel belongs to, and which units and years have all their parts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from boundaries._constant_units import ConstantUnits, constant_units, year_list
from boundaries._divisions import day
from boundaries._translate import Trace, backward, forward, name_on, trace
from boundaries.errors import TableError
from boundaries.language import Message
from boundaries.shares import Spread
from boundaries.year_ends import FIRST_YEAR, LAST_YEAR, year_end

Key = tuple[str, int]
"""A unit and a year."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Placed:
    """Rows on units and years (see `Harmonised` for the columns of ``rows`` and ``groups``).

    Attributes
    ----------
    parts : DataFrame, one row a part of a complete unit and year, by target, then code: row (its position in
        the table), target (position in ``targets``), share
    targets : DataFrame by year and unit: unit, year, name, how, parts, complete, touched, shared
    units : ConstantUnits, or None
    """

    rows: pd.DataFrame
    parts: pd.DataFrame
    targets: pd.DataFrame
    groups: pd.DataFrame
    units: ConstantUnits | None


@dataclass(slots=True)
class _Draft:
    """Rows placed one by one, before it is known which units are complete."""

    years: Sequence[int]
    dated: Sequence[int]
    given: dict[Key, list[tuple[str, int, float]]] = field(default_factory=dict)  # code, row, share
    reasons: dict[int, str] = field(default_factory=dict)
    read_as: dict[int, int] = field(default_factory=dict)
    foreign: set[Key] = field(default_factory=set)

    def put(self, row: int, unit: str, code: str, *, share: float = 1.0, read_as: int | None = None) -> None:
        key = (unit, self.years[row])
        self.given.setdefault(key, []).append((code, row, share))
        self.read_as[row] = self.dated[row] if read_as is None else read_as

    def days(self, key: Key) -> set[int]:
        """The years whose lists the codes of a unit and year are of; the year itself where it has no row."""
        return {self.dated[row] for _, row, _ in self.given.get(key, ())} or {key[1]}


def place_constant(
    codes: Sequence[str], years: Sequence[int], dated: Sequence[int], units: ConstantUnits | None
) -> Placed:
    """Place codes, each of the list of its year in ``dated`` ("" where missing), on constant units."""
    units = units or constant_units(min(dated), max(dated))
    frame = units.frame
    home = {
        (year, code): unit
        for year, code, unit in zip(frame["year"], frame["adcode"], frame["unit"], strict=True)
    }
    elsewhere: dict[str, dict[int, str]] = {}
    members: dict[Key, set[str]] = {}
    for (year, code), unit in home.items():
        elsewhere.setdefault(code, {})[year] = unit
        members.setdefault((unit, year), set()).add(code)
    draft = _Draft(years, dated)
    for row, (code, then) in enumerate(zip(codes, dated, strict=True)):
        if not code:
            draft.reasons[row] = "no_code"
        elif unit := home.get((then, code)):
            draft.put(row, unit, code)
        elif (found := _same_unit(code, then)) and (unit := home.get((then, found[0]))):
            draft.put(row, unit, found[0], read_as=found[1])
        elif len(others := set(elsewhere.get(code, {}).values())) == 1:
            unit = others.pop()
            near = min(elsewhere[code], key=lambda y: abs(y - then))
            draft.put(row, unit, code, read_as=near)
            draft.foreign.add((unit, years[row]))
        else:
            draft.reasons[row] = "code_not_in_force"
    known = units.units

    def wanted(key: Key) -> list[set[str]]:
        unit = key[0]
        own = [members.get((unit, then), set()) for then in sorted(draft.days(key))]
        every = range(units.first, units.last + 1)
        return own + ([members.get((unit, y), set()) for y in every] if key in draft.foreign else [])

    about = {
        unit: (name, how, bool(touched))
        for unit, name, how, touched in zip(
            known.index, known["name"], known["how"], known["touched"], strict=True
        )
    }
    return _settled(draft, wanted, lambda key: about[key[0]], {}, units)


def place_on_day(
    codes: Sequence[str], years: Sequence[int], dated: Sequence[int], to: str, spread: Spread | None
) -> Placed:
    """Place codes, each of the list of its year in ``dated``, on the units of a day."""
    when = day(to, what="to", error=TableError)
    draft = _Draft(years, dated)
    lost: dict[int, tuple[str, ...]] = {}
    for row, (code, then) in enumerate(zip(codes, dated, strict=True)):
        there = _trace(code, then, when) if code else None
        if not code or there is None:
            draft.reasons[row] = "no_code"
        elif there.relation == "unresolved":
            if name_on(code, when):
                draft.put(row, code, code, read_as=int(when[:4]))
                draft.foreign.add((code, years[row]))
            else:
                draft.reasons[row] = "code_not_in_force"
        elif len(there.targets) == 1:
            draft.put(row, there.targets[0], code)
        elif spread is None or not (parts := spread.of(code, then, there)):
            draft.reasons[row] = "split" if spread is None else "no_share"
            lost[row] = there.targets
        else:
            for target, share in parts:
                draft.put(row, target, code, share=share)

    def wanted(key: Key) -> list[set[str]]:
        own = [_parts_on(key[0], then, when) for then in sorted(draft.days(key))]
        return [*own, {key[0]}] if key in draft.foreign else own

    def about(key: Key) -> tuple[str, str, bool]:
        unit = key[0]
        given = draft.given.get(key, ())
        traces = [(code, _trace(code, dated[row], when)) for code, row, _ in given]
        moved = any(c.kind == "boundary_transfer" for _, there in traces for c in there.changes)
        name = name_on(unit, when)
        if any(share != 1.0 for *_, share in given) or not traces:
            return name, "split", moved
        if len(traces) > 1:
            return name, "merged", moved
        code, there = traces[0]
        return name, "same" if (code, there.name or name) == (unit, name) else "renamed", moved

    empty = {(target, years[row]): row for row, targets in lost.items() for target in targets}
    return _settled(draft, wanted, about, empty, None)


def _parts_on(unit: str, year: int, when: str) -> set[str]:
    """The units of a year's list that hold a unit of a day."""
    end = year_end(year)
    held = backward(unit, end, when) if end <= when else forward(unit, when, end)
    return {code for code in held if name_on(code, end)}


def _settled(
    draft: _Draft,
    wanted: Callable[[Key], list[set[str]]],
    about: Callable[[Key], tuple[str, str, bool]],
    empty: dict[Key, int],
    units: ConstantUnits | None,
) -> Placed:
    """See which units and years have all their parts, and say of each row what became of it."""
    _want_one_each(draft)
    targets, parts, groups = [], [], []
    n = len(draft.years)
    status, reason = ["left_out"] * n, [draft.reasons.get(row, "") for row in range(n)]
    unit_of: list[str | None] = [None] * n
    lacks_of: list[tuple[str, ...]] = [()] * n
    keys = sorted({*draft.given, *empty}, key=lambda key: (key[1], key[0]))
    for position, key in enumerate(keys):
        given = sorted(draft.given.get(key, ()))
        present = {code for code, *_ in given}
        sets = wanted(key)
        complete = bool(given) and any(present == some for some in sets)
        lacks = () if complete else tuple(sorted(sets[0] - present))
        shared = any(share != 1.0 for *_, share in given)
        name, how, touched = about(key)
        targets.append((*key, name, how, len(given), complete, touched, shared and complete))
        for _, row, share in given:
            unit_of[row] = key[0] if share == 1.0 else None
            if complete:
                parts.append((row, position, share))
                status[row] = "shared" if share != 1.0 else "summed" if len(given) > 1 else "kept"
                reason[row] = ""
            elif status[row] == "left_out":
                reason[row], lacks_of[row] = "part_lacking", lacks
        if len(sets[0]) > 1 or len(given) > 1 or not complete:
            groups.append((*key, name, how, tuple(sorted(sets[0])), tuple(sorted(present)), lacks, complete))
    rows = pd.DataFrame(
        {
            "unit": pd.array(unit_of, dtype="string"),
            "year": list(draft.years),
            "status": status,
            "reason": reason,
            "lacks": pd.Series(lacks_of, dtype=object),
            "read_as": pd.array([draft.read_as.get(row) for row in range(n)], dtype="Int64"),
        }
    )
    return Placed(
        rows=rows,
        parts=pd.DataFrame(parts, columns=["row", "target", "share"]),
        targets=pd.DataFrame(
            targets, columns=["unit", "year", "name", "how", "parts", "complete", "touched", "shared"]
        ),
        groups=pd.DataFrame(
            groups, columns=["unit", "year", "name", "how", "expected", "present", "lacks", "complete"]
        ),
        units=units,
    )


def _want_one_each(draft: _Draft) -> None:
    """Refuse a part that several rows claim: a code of the year and a later code of the same unit."""
    twice = []
    for (_, year), given in draft.given.items():
        rows: dict[str, list[int]] = {}
        for code, row, _share in given:
            rows.setdefault(code, []).append(row + 1)
        twice += [
            Message("boundaries.harmonise.in-rows", code=code, year=year, rows=some)
            for code, some in rows.items()
            if len(some) > 1
        ]
    if twice:
        raise TableError("boundaries.placing.units-stand-twice-in-one-year", n_twice=len(twice), twice=twice)


def _same_unit(code: str, year: int) -> tuple[str, int] | None:
    """The code of a unit in a year for which one of another year was given, and that other year."""
    for other in sorted(_years_of(code), key=lambda y: (abs(y - year), y)):
        there = trace(code, year_end(other), year_end(year))
        return (there.targets[0], other) if there.relation == "1:1" else None
    return None


@cache
def _years_of(code: str) -> tuple[int, ...]:
    return tuple(year for year in range(FIRST_YEAR, LAST_YEAR + 1) if code in _list(year))


@cache
def _list(year: int) -> Iterable[str]:
    return frozenset(year_list(year))


@cache
def _trace(code: str, year: int, when: str) -> Trace:
    return trace(code, year_end(year), when)

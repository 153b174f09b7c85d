"""Constant units: the finest partition of the country that is made of whole units in every year."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import pandas as pd

from boundaries._divisions import _divisions, whole_cities
from boundaries._translate import Change, backward, by_old, eve, forward, name_on
from boundaries._units import DATE
from boundaries.errors import MatchError, choose
from boundaries.year_ends import FIRST_YEAR, LAST_YEAR, year_end

HOW: tuple[str, ...] = ("same", "renamed", "merged", "split", "tangled", "new")
TRANSFERS: tuple[str, ...] = ("flag", "merge")

Node = tuple[int, str]
"""A unit at the end of a year: year, code."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ConstantUnits:
    """Units whose territory is made of whole county-level units at the end of every year of a period.

    Attributes
    ----------
    frame : DataFrame, one row for each unit of the lists at the end of each year, by year and adcode:
        year (int), adcode, name (of that year), unit (the constant unit it belongs to), how, touched
    units : DataFrame, one row a constant unit, by ``adcode`` (its key: the lowest code that one of its
        members has in the last year):
        unit : the key again
        name : of the members in the last year, joined by 、
        members : tuple, the codes of 2023-07-31 that hold it
        how : "same" (one unit under one name and code throughout), "renamed" (one unit throughout), "merged"
            (several became one), "split" (one became several), "tangled" (several to several), "new" (no unit
            of the first year's list)
        parts : tuple of int, how many units it consists of in each year
        whole_city : bool, in some year it is a prefecture-level city without counties
        touched : bool, land of a part of a unit came from or went to another constant unit
        acts, days, documents : tuples, the changes within it in order of time: kind, day, document ("" where
            unknown)
    transfers_between : DataFrame, one row a transfer of a part between two constant units: day, from_unit,
        to_unit, old_code, new_code, share (of the giver's land, where measured), doc_no
    counts : how many there are: ``units`` = ``one_to_one`` + ``groups``, which stem from the first year's
        counties (``touched`` of them by transfers); beside them ``new`` ones, and ``whole_cities`` that had
        no counties in the first year
    first, last : int
    transfers : "flag" or "merge", what was asked
    """

    frame: pd.DataFrame
    units: pd.DataFrame
    transfers_between: pd.DataFrame
    counts: dict[str, int]
    first: int
    last: int
    transfers: str

    def __repr__(self) -> str:
        n = self.counts
        return (
            f"ConstantUnits({self.first}-{self.last}: {n['units']:,} units, {n['one_to_one']:,} one to one, "
            f"{n['groups']:,} groups; {n['new']:,} new, {n['whole_cities']:,} cities without counties; "
            f"transfers {self.transfers})"
        )


def constant_units(first: int, last: int, *, transfers: Literal["flag", "merge"] = "flag") -> ConstantUnits:
    """Find the finest units that stayed what they are from one year's end to another's.

    Parameters
    ----------
    first, last : int
        Years, 2000-2025; the units are those at the end of each year, the years between count too.
    transfers : "flag" or "merge"
        What to do where a part of a unit went to a neighbor: "flag" marks both units as ``touched``, "merge"
        puts them together.

    Returns
    -------
    ConstantUnits

    Raises
    ------
    MatchError
        Years that are none, outside 2000-2025 or in the wrong order; unknown ``transfers``.

    Notes
    -----
    The units of the year ends are the nodes of a graph; two of following years are joined if one's territory
    went to the other (renamed, recoded, merged, split, carved out). A constant unit is a component of it: the
    union of its members is the same territory every year, and no smaller set of units has that property,
    transfers of parts aside. A unit founded without a published source belongs to the unit that gave most of
    its land (`boundaries.divisions` and ``data/donors.csv``: measured); what others gave is a transfer.

    Examples
    --------
    >>> units = constant_units(2020, 2021)
    >>> units.units.loc["330110", ["name", "how", "members"]].tolist()
    ['余杭区、临平区', 'split', ('330110', '330113')]
    >>> units
    ConstantUnits(2020-2021: 2,840 units, 2,834 one to one, 6 groups; 0 new, 4 cities without counties;
                  transfers flag)
    """
    for what, year in (("first", first), ("last", last)):
        if isinstance(year, bool) or not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR:
            raise MatchError(
                "boundaries.constant_units.wanted-a-year-from-to-as",
                what=what,
                year=year,
                FIRST_YEAR=FIRST_YEAR,
                LAST_YEAR=LAST_YEAR,
            )
    if first > last:
        raise MatchError("boundaries.constant_units.first-is-later-than-last-give", first=first, last=last)
    choose(transfers, TRANSFERS, what="transfers", error=MatchError)
    found = _constant_units(first, last, transfers)
    frames = ("frame", "units", "transfers_between", "counts")
    return replace(found, **{name: getattr(found, name).copy() for name in frames})


@lru_cache(maxsize=16)
def _constant_units(first: int, last: int, transfers: str) -> ConstantUnits:
    listed = {year: year_list(year) for year in range(first, last + 1)}
    sets = Sets((year, code) for year, names in listed.items() for code in names)
    for year in range(first, last):
        for code in listed[year]:
            for heir in forward(code, year_end(year), year_end(year + 1)):
                if heir in listed[year + 1]:
                    sets.join((year, code), (year + 1, heir))
    acts = _acts(first, last, listed)
    if transfers == "merge":
        for change, olds, news in acts:
            if change.kind == "boundary_transfer":
                for node in (*olds, *news):
                    sets.join((*olds, *news)[0], node)
    members: dict[Node, list[Node]] = {}
    for year, names in listed.items():
        for code in names:
            members.setdefault(sets.root((year, code)), []).append((year, code))
    keys = {root: _key(nodes) for root, nodes in members.items()}
    unit_of = {node: keys[root] for root, nodes in members.items() for node in nodes}
    within: dict[str, list[Change]] = {}
    between = []
    for change, olds, news in acts:
        here = sorted({unit_of[node] for node in (*olds, *news)})
        if change.kind == "boundary_transfer" and olds and news and len(here) > 1:
            between.append((change, unit_of[olds[0]], unit_of[news[0]]))
        else:
            for key in here:
                within.setdefault(key, []).append(change)
    touched = {key for _, giver, taker in between for key in (giver, taker)}
    units = _units(
        {keys[root]: nodes for root, nodes in members.items()}, listed, within, touched, first, last
    )
    frame = pd.DataFrame(
        [(year, code, listed[year][code], unit_of[year, code]) for year in listed for code in listed[year]],
        columns=["year", "adcode", "name", "unit"],
    )
    frame["how"] = units["how"].loc[frame["unit"]].to_numpy()
    frame["touched"] = units["touched"].loc[frame["unit"]].to_numpy()
    return ConstantUnits(
        frame=frame,
        units=units.drop(columns="began_whole"),
        transfers_between=_between(between),
        counts=_counts(units),
        first=first,
        last=last,
        transfers=transfers,
    )


class Sets:
    """Disjoint sets (union and find)."""

    def __init__(self, items: Iterable[Node]) -> None:
        self._parent = {item: item for item in items}

    def root(self, item: Node) -> Node:
        """The item that stands for the set."""
        path = []
        while (parent := self._parent[item]) != item:
            path.append(item)
            item = parent
        for passed in path:
            self._parent[passed] = item
        return item

    def join(self, a: Node, b: Node) -> None:
        """Make one set of two; the lower root stands for it."""
        low, high = sorted((self.root(a), self.root(b)))
        self._parent[high] = low


def year_list(year: int) -> dict[str, str]:
    """Every unit at the end of a year, code -> name: counties, and cities while they have none."""
    when = year_end(year)
    table = whole_cities()
    cities = table[table["since"].le(when) & (table["until"].eq("") | table["until"].gt(when))]
    counties = _divisions(when, "county")
    names = [*counties["name"], *cities["name"]]
    return dict(sorted(zip([*counties.index, *cities["code"]], names, strict=True)))


def _acts(
    first: int, last: int, listed: dict[int, dict[str, str]]
) -> list[tuple[Change, list[Node], list[Node]]]:
    """Every change between two year ends with the units of the year before and after that it concerns."""
    start, end = year_end(first), year_end(last)
    rows = sorted({c for changes in by_old().values() for c in changes if start < c.day <= end})
    found = []
    for c in rows:
        year = int(c.day[:4])
        olds = [(year - 1, code) for code in backward(c.old_code, year_end(year - 1), eve(c.day))]
        news = [(year, code) for code in forward(c.new_code, c.day, year_end(year))]
        found.append(
            (
                c,
                sorted(node for node in olds if node[1] in listed[year - 1]),
                sorted(node for node in news if node[1] in listed[year]),
            )
        )
    return found


def _key(nodes: list[Node]) -> str:
    """The lowest code of the latest year that a unit has members in."""
    latest = max(year for year, _ in nodes)
    return min(code for year, code in nodes if year == latest)


def _units(
    members: dict[str, list[Node]],
    listed: dict[int, dict[str, str]],
    within: dict[str, list[Change]],
    touched: set[str],
    first: int,
    last: int,
) -> pd.DataFrame:
    rows = []
    for key, nodes in sorted(members.items()):
        codes: dict[int, list[str]] = {year: [] for year in range(first, last + 1)}
        for year, code in nodes:
            codes[year].append(code)
        final = codes[last]
        acts = sorted(within.get(key, ()))
        whole = [not _is_county(code, year) for year, code in sorted(nodes)]
        names = {(code, listed[year][code]) for year, code in nodes}
        rows.append(
            {
                "unit": key,
                "name": "、".join(listed[last][code] for code in sorted(final)),
                "members": members_of_today(final, year_end(last)),
                "how": _how([len(codes[year]) for year in sorted(codes)], len(names)),
                "parts": tuple(len(codes[year]) for year in sorted(codes)),
                "whole_city": any(whole),
                "began_whole": whole[0],
                "touched": key in touched,
                "acts": tuple(c.kind for c in acts),
                "days": tuple(c.day for c in acts),
                "documents": tuple(c.doc_no for c in acts),
            }
        )
    return pd.DataFrame(rows).set_index("unit", drop=False).rename_axis("adcode")


def _is_county(code: str, year: int) -> bool:
    return code in _divisions(year_end(year), "county").index


def _counts(units: pd.DataFrame) -> dict[str, int]:
    """How many units stem from the first year's counties, and what stands beside them."""
    new = units["how"].eq("new")
    old = ~new & ~units["began_whole"]
    one = old & units["how"].isin(["same", "renamed"])
    return {
        "units": int(old.sum()),
        "one_to_one": int(one.sum()),
        "groups": int((old & ~one).sum()),
        "touched": int((old & units["touched"]).sum()),
        "new": int(new.sum()),
        "whole_cities": int((~new & units["began_whole"]).sum()),
    }


def _how(parts: list[int], names: int) -> str:
    if not parts[0]:
        return "new"
    if max(parts) == 1:
        return "same" if names == 1 else "renamed"
    if parts[0] == 1 and parts == sorted(parts):
        return "split"
    return "merged" if parts[-1] == 1 and parts == sorted(parts, reverse=True) else "tangled"


def members_of_today(codes: Iterable[str], when: str) -> tuple[str, ...]:
    """The codes of 2023-07-31 that hold the territory some units have on another day."""
    held = (forward(code, when, DATE) if when <= DATE else backward(code, DATE, when) for code in codes)
    return tuple(sorted({today for some in held for today in some if name_on(today, DATE)}))


def _between(rows: list[tuple[Change, str, str]]) -> pd.DataFrame:
    from boundaries._divisions import donors

    table = donors()
    shares = dict(
        zip(zip(table["old_code"], table["new_code"], strict=True), table["share_of_old"], strict=True)
    )
    columns = ["day", "from_unit", "to_unit", "old_code", "new_code", "share", "doc_no"]
    lines = [
        (c.day, giver, taker, c.old_code, c.new_code, shares.get((c.old_code, c.new_code)), c.doc_no)
        for c, giver, taker in rows
    ]
    return pd.DataFrame(lines, columns=columns).astype({"share": "float64"})

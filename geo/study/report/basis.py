"""What a study's figures are of: units of one territory, how they came about, and the account of every row."""

from typing import TYPE_CHECKING

import pandas as pd

import maps
from boundaries._units import DATE, official_units
from boundaries.language import Lang, Message, say
from geo.reporting.page import Block, Points, Section, Table
from geo.reporting.table import Column, Typed, column, typed
from geo.study.table.span import span
from geo.study.table.territory import UNTOUCHED, Territory
from maps.overlays.overlay import Overlay

if TYPE_CHECKING:
    from geo.study.table.intake import Intake

NAMED = 8  # units named in a sentence
TOTALS = 4  # totals whose account stands on the page; the workbook has them all
HOW = ("same", "renamed", "merged", "split", "tangled", "new")
WAYS = ("given", "kept", "summed", "left_out")


def inside(taken: "Intake", territory: Territory) -> pd.DataFrame:
    """The constant units that the table has rows of."""
    assert territory.units is not None
    table = territory.units.units
    return table[table.index.isin(taken.values.index.get_level_values(0))]


def sentences(taken: "Intake") -> list[Message]:
    """What the units are, how many are more than one, which exchanged land, what became of the rows."""
    territory = taken.territory
    if territory is None:
        return []
    said = [_units(taken, territory)] if territory.units is not None else []
    moved = territory.ways.value_counts()
    said.append(
        Message(
            "study.basis.rows",
            rows=len(territory.ways),
            kept=int(moved.get("kept", 0)),
            summed=int(moved.get("summed", 0)),
            left=int(moved.get("left_out", 0)),
        )
    )
    columns = list(map(str, territory.values.columns))
    rest = [name for name in columns if name not in territory.totals and name not in territory.rates]
    weighted = [
        Message("study.basis.weighted", name=name, weight=weight)
        for name, weight in territory.rates.items()
        if weight
    ]
    bare = [name for name, weight in territory.rates.items() if not weight]
    said.append(
        Message(
            "study.basis.kinds",
            totals=Message("study.basis.totals", names=list(territory.totals)) if territory.totals else "",
            weighted=Message("study.basis.rates", names=weighted) if weighted else "",
            bare=Message("study.basis.bare", names=[*bare, *rest]) if bare or rest else "",
        )
    )
    return [*said, *_missing(taken, territory)]


def _units(taken: "Intake", territory: Territory) -> Message:
    """How many units, of which and how many of today's, how many of them several units."""
    units = territory.units
    assert units is not None
    table = inside(taken, territory)
    members = len(official_units().index.intersection([code for codes in table["members"] for code in codes]))
    table = table[~table["whole_city"] | table["members"].map(len).gt(1)]
    one = table["how"].isin(UNTOUCHED)
    touched = table.index[table["touched"]]
    names = taken.layer["name"].reindex(touched[:NAMED])
    return Message(
        "study.basis.units",
        years=span(taken.years) if taken.years else Message("study.span.one", year=units.first),
        first=units.first,
        last=units.last,
        units=len(table),
        today=members,
        date=DATE,
        one=int(one.sum()),
        groups=int((~one).sum()),
        touched=Message("study.basis.touched", count=len(touched), who=list(names)) if len(touched) else "",
    )


def _missing(taken: "Intake", territory: Territory) -> list[Message]:
    """Units and years that lack a part, and values that could not be combined."""
    said = []
    groups = territory.done.groups
    lacking = groups[~groups["complete"]]
    if len(lacking):
        who = [
            Message(
                "study.basis.lacking.unit",
                name=name,
                year=year,
                lacks=[_called(code, territory, year) for code in codes],
            )
            for name, year, codes in lacking[["name", "year", "lacks"]].itertuples(index=False)
        ]
        said.append(Message("study.basis.lacking", count=len(who), who=who))
    cells = territory.done.cells
    cells = cells[cells["reason"].ne("interpolated")]
    columns = list(map(str, territory.values.columns))
    for reason, found in cells.groupby("reason"):
        units = found.drop_duplicates(["unit", "year", "column"])
        who = [
            Message(
                "study.basis.cell",
                name=taken.layer["name"].get(unit, unit),
                year=year,
                column=columns[int(str(key)[1:])],
            )
            for unit, year, key in units[["unit", "year", "column"]].itertuples(index=False)
        ]
        said.append(Message(f"study.basis.cells.{reason}", count=len(who), who=who))
    return said


def _called(code: str, territory: Territory, year: int) -> str:
    """A code with its name in the list of a year."""
    if territory.units is None:
        return code
    frame = territory.units.frame
    names = frame.loc[frame["adcode"].eq(code), ["year", "name"]]
    if not len(names):
        return code
    return str(names.loc[(names["year"] - year).abs().idxmin(), "name"])


def basis_blocks(taken: "Intake") -> list[Block]:
    """The section on what the figures are of."""
    territory = taken.territory
    if territory is None:
        return []
    blocks: list[Block] = [
        Section(Message("study.basis.section"), "basis"),
        Points(sentences(taken)),
        Table(
            account_table(territory, most=TOTALS),
            Message("study.basis.account"),
            Message("study.basis.account.note"),
            open=False,
        ),
    ]
    groups = groups_table(taken)
    if groups is not None and len(groups.frame):
        blocks.append(Table(groups, Message("study.basis.groups"), open=False))
    return blocks


def account_table(territory: Territory, *, most: int | None = None) -> Typed:
    """Rows and totals by year: what was given is what was kept, summed and left out.

    Parameters
    ----------
    territory : Territory
    most : int, optional
        Only so many totals.
    """
    columns = list(map(str, territory.values.columns))
    account = territory.done.account.reset_index()
    keys = [key for key in dict.fromkeys(account["item"]) if key != "rows"]
    shown = {"rows", *keys[:most]}
    account = account[account["item"].isin(shown)]
    said = [
        Message("study.basis.item.rows") if key == "rows" else columns[int(key[1:])]
        for key in account["item"]
    ]
    return typed(
        account.assign(item=said)[["year", "item", *WAYS]].reset_index(drop=True),
        [
            "year",
            *(column(key, heading=Message(f"study.basis.account.{key}")) for key in ("item", *WAYS)),
        ],
    )


def groups_table(taken: "Intake") -> Typed | None:
    """Units that were several in some year or exchanged land: who they were, who they are, when, by which act."""
    territory = taken.territory
    if territory is None or territory.units is None:
        return None
    units = territory.units
    table = inside(taken, territory)
    table = table[~table["how"].isin(UNTOUCHED) | table["touched"]]
    names = units.frame[units.frame["unit"].isin(table.index)]
    first = names[names["year"].eq(units.first)].groupby("unit")["name"].agg("、".join)
    frame = pd.DataFrame(
        {
            "adcode": table.index,
            "name": table["name"].to_numpy(),
            "province": taken.layer["province"].reindex(table.index).to_numpy(),
            "how": [Message(f"study.basis.how.{how}") for how in table["how"]],
            "touched": [Message("study.basis.yes") if flag else "" for flag in table["touched"]],
            "then": first.reindex(table.index).fillna("").to_numpy(),
            "days": ["、".join(dict.fromkeys(days)) for days in table["days"]],
            "documents": ["、".join(dict.fromkeys(filter(None, papers))) for papers in table["documents"]],
        }
    )
    headed: list[Column | str] = [
        column("adcode"),
        column("name"),
        column("province", "value"),
        *(
            column(key, heading=Message(f"study.basis.groups.{key}", first=units.first))
            for key in ("how", "touched", "then", "days", "documents")
        ),
    ]
    return typed(frame.reset_index(drop=True), headed)


def cells_table(taken: "Intake") -> Typed | None:
    """Values that are in no figure though their row is placed: row, unit, year, column, reason."""
    territory = taken.territory
    if territory is None or not len(territory.done.cells):
        return None
    cells = territory.done.cells
    columns = list(map(str, territory.values.columns))
    frame = pd.DataFrame(
        {
            "adcode": cells["unit"].to_numpy(),
            "name": taken.layer["name"].reindex(cells["unit"]).to_numpy(),
            "year": cells["year"].to_numpy(),
            "column": [columns[int(str(key)[1:])] for key in cells["column"]],
            "reason": [Message(f"study.basis.reason.{reason}") for reason in cells["reason"]],
        }
    ).drop_duplicates(["adcode", "year", "column"])
    return typed(
        frame.reset_index(drop=True),
        [
            "adcode",
            "name",
            "year",
            column("column", heading=Message("study.basis.cell.column")),
            column("reason", heading=Message("study.basis.cell.reason")),
        ],
    )


def basis_overlay(taken: "Intake", lang: Lang) -> Overlay | None:
    """The map of what the units are: one unit throughout, merged, split, several at both ends, with land moved."""
    territory = taken.territory
    if territory is None or territory.units is None:
        return None
    table = inside(taken, territory)
    key = table["how"].where(~(table["how"].isin(UNTOUCHED) & table["touched"]), "touched")
    key = key.replace({"renamed": "same"})
    if set(key) <= {"same"}:
        return None
    order = [how for how in ("same", "touched", "merged", "split", "tangled", "new") if how in set(key)]
    said = {how: say(lang, f"study.basis.map.{how}") for how in order}
    return maps.categorical(
        taken.layer,
        key.map(said),
        order=list(said.values()),
        name=say(lang, "study.basis.map", first=territory.units.first, last=territory.units.last),
        lang=lang,
    )

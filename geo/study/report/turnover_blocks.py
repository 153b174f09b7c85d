"""Who joined and who left the first places of a panel, on the page of a study."""

import pandas as pd

from boundaries.language import Message
from geo.reporting.page import Block, Section, Table, Text
from geo.reporting.table import Column, Typed, column, typed
from geo.study.statistics.turnover import Turnover


def turnover_blocks(found: Turnover) -> list[Block]:
    """The section on who joined and who left the first places."""
    status = found.frame["status"].value_counts()
    joined, left, stayed = (int(status.get(key, 0)) for key in ("joined", "left", "stayed"))
    what = Message("study.turnover.places", top=found.top) if found.top else Message("study.turnover.list")
    text = Message(
        "study.turnover.text",
        what=what,
        first=found.first,
        last=found.last,
        before=stayed + left,
        after=stayed + joined,
        stayed=stayed,
        joined=joined,
        left=left,
    )
    blocks: list[Block] = [
        Section(Message("study.turnover.section", first=found.first, last=found.last), "turnover"),
        Text(text),
    ]
    for key in ("joined", "left"):
        rows = found.with_status(key)
        if len(rows):
            table = turnover_table(found, rows)
            blocks.append(Table(table, Message(f"study.turnover.{key}"), open=key == "joined"))
    if found.ranked and len(found.movers):
        note = Message("study.turnover.movers.note", what=what)
        table = turnover_table(found, found.movers)
        blocks.append(Table(table, Message("study.turnover.movers"), note, open=False))
    blocks.append(Table(_provinces(found), Message("study.turnover.provinces"), open=False))
    return blocks


def _provinces(found: Turnover) -> Typed:
    """Places of both years by province."""
    years = {"first": found.first, "last": found.last}
    return typed(
        found.provinces.reset_index(),
        [
            column("province", "value"),
            *(column(key, heading=Message("study.turnover.year", year=year)) for key, year in years.items()),
            *(column(key, heading=Message(f"study.turnover.{key}")) for key in ("joined", "left")),
        ],
    )


def turnover_table(found: Turnover, rows: pd.DataFrame, *, status: bool = False) -> Typed:
    """Units with their ranks of both years.

    Parameters
    ----------
    found : Turnover
    rows : DataFrame
        Some of its frame.
    status : bool
        With a column that says which joined, left and stayed.

    Returns
    -------
    Typed
    """
    columns: list[Column] = [column("name"), column("province", "value"), column("prefecture")]
    if status:
        rows = rows.assign(status=[Message(f"study.turnover.status.{key}") for key in rows["status"]])
        columns.insert(0, column("status", heading=Message("study.turnover.status")))
    if found.ranked:
        for year, key in ((found.first, "rank_first"), (found.last, "rank_last")):
            columns.append(column(key, heading=Message("study.turnover.rank", year=year)))
        columns.append(column("rise", heading=Message("study.turnover.rise")))
    return typed(rows.reset_index(drop=True), columns)

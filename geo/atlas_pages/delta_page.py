"""The page on the Yangtze delta: counties alone, districts alone, and both together."""

from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Message
from boundaries.placenames import short_prefecture
from geo.lists.delta import Delta
from geo.reporting.page import Block, Facts, Markup, Page, Points, Section, Table, Text
from geo.reporting.table import Column, Typed, typed

if TYPE_CHECKING:
    from analysis._patches import Patches

FILE = "delta.html"
PARTS = ("counties", "districts", "together")


def names(layer: pd.DataFrame, codes: tuple[str, ...]) -> list[Message]:
    """Names of units by prefecture: 苏州：昆山市、张家港市；…"""
    rows = layer.loc[list(codes)]
    return [
        Message(
            "atlas.delta.units_of",
            place=short_prefecture(str(prefecture), str(province)),
            units=group["name"].tolist(),
        )
        for (province, prefecture), group in rows.groupby(["province", "prefecture"], sort=False)
    ]


def blocks_table(delta: Delta, layer: pd.DataFrame, found: "Patches") -> Typed:
    """The blocks of one set that reach into the delta."""
    rows = delta.blocks(found)
    frame = pd.DataFrame(
        {
            "patch": range(1, len(rows) + 1),
            "size": rows["size"].to_numpy(),
            "units": [names(layer, codes) for codes in rows["members"]],
            "p": rows["p_size"].to_numpy(),
        }
    )
    return typed(frame, ["patch", "size", Column("units", "clauses"), "p"], p=found.permutations)


def _block_sentence(layer: pd.DataFrame, found: "Patches", row: pd.Series) -> Message:
    return Message(
        "atlas.delta.block",
        size=row["size"],
        p=(row["p_size"], found.permutations),
        units=names(layer, row["members"]),
    )


def _method(delta: Delta) -> list[Message]:
    together = delta.together
    mean = together.statistics.loc["largest", "mean_sim"]
    return [
        Message("atlas.delta.method.eligible"),
        Message("atlas.delta.method.null", permutations=together.permutations, seed=together.seed),
        Message("atlas.delta.method.p", mean=float(mean)),
        Message("atlas.delta.method.neighbors"),
    ]


def delta_page(delta: Delta, layer: pd.DataFrame, *, map_html: str, data: str) -> Page:
    """The page; ``layer`` names the units, ``data`` is the address of the CSV files."""
    together = delta.together
    first, second = (int(n) for n in delta.blocks(delta.counties)["size"].head(2))
    joint = delta.blocks(together).iloc[0]
    kinds = delta.members.value_counts()
    lead = Message(
        "atlas.delta.lead",
        counties=int(kinds.get("county", 0)),
        districts=int(kinds.get("district", 0)),
        first=first,
        second=second,
        joint=int(joint["size"]),
        parts=int(delta.districts.frame.index.isin(joint["members"]).sum()),
    )
    p = (joint["p_size"], together.permutations)
    body: list[Block] = [
        Text(lead, "lead"),
        Facts(
            [
                (f"{first} + {second}", Message("atlas.delta.fact.alone")),
                (f"{joint['size']}", Message("atlas.delta.fact.joint")),
                (Message("atlas.p", p=p), Message("atlas.delta.fact.p")),
                (
                    f"{together.statistics.loc['largest', 'mean_sim']:.1f}",
                    Message("atlas.delta.fact.mean"),
                ),
            ]
        ),
        Markup(map_html, "", wide=True),
    ]
    for stem in PARTS:
        found: Patches = getattr(delta, stem)
        body += [
            Section(Message(f"atlas.delta.{stem}"), stem),
            Points([_block_sentence(layer, found, row) for _, row in delta.blocks(found).head(3).iterrows()]),
            Table(
                blocks_table(delta, layer, found),
                Message("atlas.delta.table"),
                download=f"{data}/{stem}.csv",
                open=False,
            ),
        ]
    body += [Section(Message("atlas.method"), "method"), Points(_method(delta))]
    return Page(
        file=FILE,
        title=Message("atlas.delta.title"),
        short=Message("atlas.delta.short"),
        blocks=tuple(body),
    )

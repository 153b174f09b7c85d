"""The page on the Yangtze delta: counties alone, districts alone, and both together."""

from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Message
from boundaries.placenames import short_prefecture
from geo.lists.delta import Delta
from geo.lists.findings import water_joins
from geo.lists.report import critical_joins_table
from geo.reporting.page import Block, Facts, Markup, Page, Points, Section, Table, Text
from geo.reporting.table import Column, Typed, column, typed

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


def blocks_table(delta: Delta, layer: pd.DataFrame, part: str) -> Typed:
    """The blocks of one set that reach into the delta."""
    found: Patches = getattr(delta, part)
    rows = delta.blocks(found)
    frame = pd.DataFrame(
        {
            "patch": range(1, len(rows) + 1),
            "size": rows["size"].to_numpy(),
            "area_km2": rows["area_km2"].to_numpy(),
            "area_share_pct": 100 * rows["area_share"].to_numpy(),
            "units": [names(layer, codes) for codes in rows["members"]],
            "p": rows["p_size"].to_numpy(),
        }
    )
    return typed(
        frame,
        [
            *("patch", "size", column("area_km2", digits=0), column("area_share_pct", digits=2)),
            *(Column("units", "clauses"), "p"),
        ],
        p=found.permutations,
    )


def critical_table(delta: Delta, layer: pd.DataFrame, part: str) -> Typed:
    """The joins on which those blocks hang, blocks numbered as in `blocks_table`."""
    found: Patches = getattr(delta, part)
    number = {patch: n for n, patch in enumerate(delta.blocks(found).index, 1)}
    rows = found.critical[found.critical["patch"].isin(list(number))]
    return critical_joins_table(layer, rows.assign(patch=rows["patch"].map(number).astype(int)))


def _block_sentence(layer: pd.DataFrame, found: "Patches", row: pd.Series) -> Message:
    return Message(
        "atlas.delta.block",
        size=row["size"],
        area=float(row["area_km2"]),
        p=(row["p_size"], found.permutations),
        units=names(layer, row["members"]),
        water=water_joins(layer, found.critical, row.name),
    )


def _over_land(delta: Delta, part: str) -> list[Message]:
    """The largest blocks without joins over water, where that changes them."""
    found, land = getattr(delta, part), delta.land[part]
    sizes = [int(n) for n in delta.blocks(land)["size"].head(3)]
    if sizes == [int(n) for n in delta.blocks(found)["size"].head(3)]:
        return []
    first = delta.blocks(land).iloc[0]
    return [Message("atlas.delta.land", sizes=sizes, p=(float(first["p_size"]), land.permutations))]


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
        land=[int(n) for n in delta.blocks(delta.land["counties"])["size"].head(3)],
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
            Points(
                [
                    *(
                        _block_sentence(layer, found, row)
                        for _, row in delta.blocks(found).head(3).iterrows()
                    ),
                    *_over_land(delta, stem),
                ]
            ),
            Table(
                blocks_table(delta, layer, stem),
                Message("atlas.delta.table"),
                note=Message("atlas.delta.table.note", permutations=found.permutations),
                download=f"{data}/{stem}.csv",
                open=False,
            ),
            Table(
                critical_table(delta, layer, stem),
                Message("lists.caption.critical"),
                note=Message("lists.critical.note"),
                download=f"{data}/{stem}-critical.csv",
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

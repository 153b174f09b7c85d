"""The page on night lights: a continuous indicator for every unit, and how it gathers."""

import pandas as pd

from analysis._smaup import MOST
from boundaries.language import Message
from geo.atlas_pages.lights import Lights
from geo.atlas_pages.settings import CITY, DESERT
from geo.reporting.page import Block, Facts, Markup, Page, Points, Section, Table, Text
from geo.reporting.table import Typed, column, typed

FILE = "lights.html"
BRIGHTEST = 20


def lights_table(lights: Lights, units: pd.DataFrame) -> Typed:
    """Every unit with its brightness and Gi*: z, p, and the kind of spot where it is significant."""
    frame = lights.hotspots.frame
    names = units[["name", "province", "prefecture"]].reindex(frame.index)
    spots = [
        Message(f"atlas.lights.spot.{label}") if sure and label in ("hot", "cold") else ""
        for label, sure in zip(frame["label"], frame["significant"], strict=True)
    ]
    named = names.assign(
        brightness=lights.values.reindex(frame.index),
        gi_z=frame["z"],
        p=frame["p_sim"],
        p_fdr=frame["p_fdr"],
        spot=spots,
    )
    named = named.reset_index()
    p = column("p", draws=lights.hotspots.permutations, sides=2)
    return typed(named, [p if key == "p" else column(key) for key in map(str, named.columns)])


def brightest_table(lights: Lights, units: pd.DataFrame) -> Typed:
    """The units with the highest means."""
    top = lights.values.sort_values(ascending=False, kind="stable").head(BRIGHTEST)
    names = units[["name", "province", "prefecture"]].reindex(top.index)
    frame = names.assign(brightness=top)
    return typed(frame, ["name", "province", "prefecture", column("brightness", digits=1)])


def _notes(lights: Lights, units: pd.DataFrame) -> list[Message]:
    """What the picture is, how it was tested, and what it does not say."""
    unlit = units["name"].reindex(lights.values.index[lights.values.isna()]).tolist()
    names, values = units["name"], lights.values
    return [
        Message("atlas.lights.note.picture"),
        Message(
            "atlas.lights.note.ground",
            desert_name=names.get(DESERT, DESERT),
            desert=float(values.get(DESERT, float("nan"))),
            city_name=names.get(CITY, CITY),
            city=float(values.get(CITY, float("nan"))),
        ),
        Message(
            "atlas.lights.note.tests",
            units=len(values),
            permutations=lights.moran.permutations,
            local=lights.hotspots.permutations,
        ),
        Message("atlas.lights.note.unlit", units=unlit) if unlit else Message("atlas.lights.note.all_lit"),
        Message("atlas.lights.note.neighbors"),
        *([Message("atlas.lights.note.smaup", most=MOST, units=len(values))] if len(values) > MOST else []),
    ]


def lights_page(lights: Lights, units: pd.DataFrame, *, map_html: str, data: str) -> Page:
    """The page; ``units`` names the counties, ``data`` is the address of the CSV files."""
    frame, moran = lights.hotspots.frame, lights.moran
    hot = int((frame["label"].eq("hot") & frame["significant"]).sum())
    p = (moran.p_sim, moran.permutations, 2)
    sentences = [
        Message(
            "atlas.lights.list",
            title=row.title,
            hot=row.hot,
            members=row.members,
            share=row.hot / row.members,
            base=row.base,
        )
        for row in lights.lists.itertuples()
    ]
    body: list[Block] = [
        Text(Message("atlas.lights.lead", I=moran.I, p=p, hot=hot), "lead"),
        Facts(
            [
                (f"{moran.I:.3f}", Message("atlas.lights.fact.moran")),
                (Message("atlas.p", p=p), Message("atlas.lights.fact.p")),
                (f"{hot}", Message("atlas.lights.fact.hot")),
                (f"{len(lights.values):,}", Message("atlas.lights.fact.units")),
            ]
        ),
        Markup(map_html, "", wide=True),
        Section(Message("atlas.lights.section.lists"), "lists"),
        Points(sentences),
        Section(Message("atlas.lights.section.brightest"), "brightest"),
        Table(
            brightest_table(lights, units),
            Message("atlas.lights.table", n=BRIGHTEST),
            download=f"{data}/lights.csv",
        ),
        Section(Message("atlas.method"), "method"),
        Points(_notes(lights, units)),
    ]
    return Page(
        file=FILE,
        title=Message("atlas.lights.title"),
        short=Message("atlas.lights.short"),
        blocks=tuple(body),
    )

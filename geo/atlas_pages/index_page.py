"""The first page of the atlas: what was found, in words and numbers, and the way to every page."""

import pandas as pd

from boundaries.language import Message
from geo.atlas_pages.finding_page import headed
from geo.atlas_pages.lights import Lights
from geo.lists import findings
from geo.lists.delta import Delta
from geo.lists.report import title
from geo.lists.survey import Survey
from geo.reporting.page import Block, Facts, Links, Page, Points, Section, Table, Text
from geo.reporting.table import Column, Typed, typed


def overview(surveys: list[Survey]) -> Typed:
    """One row for each list and null: joins, expected joins, p, largest patch, p."""
    rows = []
    for survey in surveys:
        for null in survey.nulls:
            joins, found = survey.joins(null.name), survey.patches[null.name]
            largest = found.statistics.loc["largest"]
            rows.append(
                {
                    "list": title(survey),
                    "null": null.called,
                    "joins": joins.bb,
                    "mean": joins.mean,
                    "p": joins.p_sim,
                    "largest": found.largest,
                    "largest_mean": float(largest["mean_sim"]),
                    "p_largest": float(largest["p_sim"]),
                    "listed": found.n_members,
                    "eligible": found.n_eligible,
                    "draws": found.permutations,
                }
            )
    return typed(
        pd.DataFrame(rows),
        [
            headed("list", "list"),
            "null",
            headed("joins", "joins"),
            headed("mean", "mean", 1),
            headed("p", "p"),
            headed("largest", "largest"),
            headed("largest_mean", "mean", 1),
            Column("p_largest", "p", Message("atlas.heading.p")),
            headed("listed", "listed"),
            headed("eligible", "eligible"),
            headed("draws", "draws"),
        ],
        p="draws",
        p_largest="draws",
    )


def _sentence(survey: Survey) -> Message:
    joins, found = survey.joins("province"), survey.patches["province"]
    return Message(
        "atlas.index.sentence",
        title=title(survey),
        members=len(survey.roster.members),
        joins=joins.bb,
        mean=joins.mean,
        p=(joins.p_sim, joins.permutations),
        largest=found.largest,
    )


def answer(surveys: list[Survey], delta: Delta) -> Message:
    """The finding in a few sentences."""
    county = surveys[0]
    joins = county.joins("province")
    cluster = county.groups["city_cluster"].frame.sort_values("count", kind="stable").iloc[-1]
    first, second = (int(n) for n in delta.blocks(delta.counties)["size"].head(2))
    holds = "holds" if joins.p_sim <= findings.ALPHA else "fails"
    more = joins.mean > joins.bb / 2  # of the observed joins the null within provinces has already
    return Message(
        "atlas.index.answer",
        head=Message(f"atlas.index.answer.head.{holds}"),
        joins=joins.bb,
        nation=county.joins("nation").mean,
        part=Message(f"atlas.index.part.{'more' if more else 'less'}"),
        mean=joins.mean,
        beyond=Message(f"atlas.index.answer.beyond.{holds}"),
        p=(joins.p_sim, joins.permutations),
        count=int(cluster["count"]),
        quotient=float(cluster["location_quotient"]),
        first=first,
        second=second,
        joint=int(delta.blocks(delta.together)["size"].iloc[0]),
    )


def _facts(surveys: list[Survey], delta: Delta, lights: Lights) -> Facts:
    county = surveys[0]
    plates = county.plates.set_index("plate")["chosen"]
    joint = int(delta.blocks(delta.together)["size"].iloc[0])
    return Facts(
        [
            (f"{len(surveys)}", Message("atlas.index.fact.lists")),
            (
                " / ".join(str(int(plates.get(plate, 0))) for plate in findings.PLATES),
                Message("atlas.index.fact.plates"),
            ),
            (f"{county.patches['province'].largest}", Message("atlas.index.fact.largest")),
            (f"{joint}", Message("atlas.index.fact.joint")),
            (f"{lights.moran.I:.2f}", Message("atlas.index.fact.moran")),
        ]
    )


def links_table(links: pd.DataFrame, layer: pd.DataFrame) -> Typed:
    """The links that join islands to their nearest units."""
    frame = pd.DataFrame(
        {
            "unit": layer["name"].reindex(links["a"]).to_numpy(),
            "joined_to": layer["name"].reindex(links["b"]).to_numpy(),
            "distance": links["distance_km"].to_numpy(),
        }
    )
    return typed(
        frame, [headed("unit", "unit"), headed("joined_to", "joined_to"), headed("distance", "distance", 2)]
    )


def index_page(
    surveys: list[Survey],
    delta: Delta,
    lights: Lights,
    pages: list[Page],
    links: pd.DataFrame,
    layer: pd.DataFrame,
) -> Page:
    """The first page; ``links`` are the island links, ``layer`` names units."""
    leads = {page.file: next(b.text for b in page.blocks if isinstance(b, Text)) for page in pages}
    blocks: list[Block] = [
        Text(answer(surveys, delta), "lead"),
        _facts(surveys, delta, lights),
        Section(Message("atlas.index.pages"), "pages"),
        Links([(page.file, page.title, leads[page.file]) for page in pages]),
        Section(Message("atlas.index.tests"), "tests"),
        Points([_sentence(survey) for survey in surveys]),
        Table(overview(surveys), Message("atlas.index.nulls"), note=Message("atlas.index.nulls.note")),
        Section(Message("atlas.index.islands"), "islands"),
        Table(links_table(links, layer), Message("atlas.index.links"), open=False),
    ]
    return Page(
        file="index.html",
        title=Message("atlas.index.title"),
        short=Message("atlas.index.short"),
        blocks=tuple(blocks),
    )

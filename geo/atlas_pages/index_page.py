"""The first page of the atlas: what was found, in words and numbers, and the way to every page."""

from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Message
from geo.atlas_pages.finding_page import headed, largest_p
from geo.atlas_pages.lights import Lights
from geo.lists import findings
from geo.lists.delta import Delta
from geo.lists.report import title
from geo.lists.survey import Survey
from geo.reporting.page import Block, Facts, Links, Page, Pictures, Points, Section, Table, Text
from geo.reporting.table import Typed, column, typed
from maps.charts import thumbnail

if TYPE_CHECKING:
    import geopandas as gpd

NEW = ("map", "print", "charts")
"""What this edition brings, in the order of interest: ``atlas.index.new.<key>``."""


def overview(surveys: list[Survey]) -> Typed:
    """One row for each list and null: joins and largest patch, what chance gives, p before and after adjustment."""
    rows = []
    for survey in surveys:
        for null in survey.nulls:
            joins, largest = survey.test(null.name, "bb"), survey.test(null.name, "largest")
            rows.append(
                {
                    "list": title(survey),
                    "null": null.called,
                    "joins": int(joins["observed"]),
                    "expected": joins["expected"],
                    "p": joins["p"],
                    "p_fdr": joins["p_fdr"],
                    "largest": int(largest["observed"]),
                    "largest_mean": largest["mean"],
                    "p_largest": largest["p"],
                    "p_fdr_largest": largest["p_fdr"],
                    "listed": len(survey.roster.members),
                    "eligible": len(survey.roster.eligible),
                    "draws": survey.permutations,
                }
            )
    return typed(
        pd.DataFrame(rows),
        [
            headed("list", "list"),
            "null",
            headed("joins", "joins"),
            column("expected", digits=1),
            *("p", "p_fdr"),
            headed("largest", "largest"),
            headed("largest_mean", "mean", 1),
            *largest_p(),
            headed("listed", "listed"),
            headed("eligible", "eligible"),
            headed("draws", "draws"),
        ],
        **dict.fromkeys(("p", "p_fdr", "p_largest", "p_fdr_largest"), "draws"),
    )


def _sentence(survey: Survey) -> Message:
    joins, largest = survey.test("province", "bb"), survey.test("province", "largest")
    return Message(
        "atlas.index.sentence",
        title=title(survey),
        members=len(survey.roster.members),
        joins=int(joins["observed"]),
        mean=float(joins["expected"]),
        p=(float(joins["p"]), survey.permutations),
        verdict=findings.verdict(bool(joins["significant"])),
        largest=int(largest["observed"]),
        p_largest=(float(largest["p"]), survey.permutations),
        largest_verdict=findings.verdict(bool(largest["significant"])),
    )


def answer(surveys: list[Survey], delta: Delta) -> Message:
    """The finding in a few sentences."""
    county = surveys[0]
    joins, nation = county.test("province", "bb"), county.test("nation", "bb")
    n, mean = int(joins["observed"]), float(joins["expected"])
    made = county.groups["city_cluster"]
    region = str(made["province"].frame["count"].idxmax())
    first, second = (int(k) for k in delta.blocks(delta.counties)["size"].head(2))
    holds = "holds" if joins["significant"] else "fails"
    more = mean > n / 2  # of the observed joins the null within provinces has already
    strict: Message | str = ""
    if county.stricter:
        inner, block = county.test(county.stricter, "bb"), county.test(county.stricter, "largest")
        strict = Message(
            "atlas.index.answer.stricter",
            mean=float(inner["expected"]),
            p=(float(inner["p"]), county.permutations),
            verdict=findings.verdict(bool(inner["significant"]), before=bool(joins["significant"])),
            largest=int(block["observed"]),
            p_largest=(float(block["p"]), county.permutations),
            largest_verdict=findings.verdict(
                bool(block["significant"]), before=bool(county.test("province", "largest")["significant"])
            ),
        )
    return Message(
        "atlas.index.answer",
        head=Message(f"atlas.index.answer.head.{holds}"),
        joins=n,
        nation=float(nation["expected"]),
        part=Message(f"atlas.index.part.{'more' if more else 'less'}"),
        mean=mean,
        beyond=Message(f"atlas.index.answer.beyond.{holds}"),
        p=(float(joins["p"]), county.permutations),
        strict=strict,
        region=findings.region_named(made["province"], region),
        count=int(made["province"].frame.loc[region, "count"]),
        random=[
            findings.at_random(county, null, made[null].frame.loc[region, "expected"]) for null in county.pair
        ],
        first=first,
        second=second,
        land=[int(k) for k in delta.blocks(delta.land["counties"])["size"].head(3)],
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


def lead(surveys: list[Survey]) -> Message:
    """The finding over all lists in one sentence."""
    counts = {"province": 0, "strict": 0, "largest": 0, "largest_strict": 0}
    for survey in surveys:
        counts["province"] += bool(survey.test("province", "bb")["significant"])
        counts["largest"] += bool(survey.test("province", "largest")["significant"])
        if survey.stricter is not None:
            counts["strict"] += bool(survey.test(survey.stricter, "bb")["significant"])
            counts["largest_strict"] += bool(survey.test(survey.stricter, "largest")["significant"])
    return Message("atlas.index.lead", lists=len(surveys), **counts)


def pictures(surveys: list[Survey], pages: list[Page], layers: "dict[str, gpd.GeoDataFrame]") -> Pictures:
    """A card a list: its map, its answer, its joins and what chance gives."""
    by_title = {page.title: page for page in pages}
    items = []
    for survey in surveys:
        page, joins = by_title[title(survey)], survey.test("province", "bb")
        numbers = Message(
            "atlas.index.card",
            joins=int(joins["observed"]),
            mean=float(joins["expected"]),
            p=(float(joins["p"]), survey.permutations),
        )
        layer = layers[survey.roster.level]
        drawn = thumbnail(layer, survey.roster.members)
        items.append((page.file, page.title, page.answer, numbers, drawn))
    return Pictures(items)


def index_page(
    surveys: list[Survey],
    delta: Delta,
    lights: Lights,
    pages: list[Page],
    links: pd.DataFrame,
    layers: "dict[str, gpd.GeoDataFrame]",
) -> Page:
    """The first page; ``links`` are the island links, ``layers`` the units by level."""
    cards = pictures(surveys, pages, layers)
    shown = {address for address, *_ in cards.items}
    others = [page for page in pages if page.file not in shown]
    leads = {page.file: next(b.text for b in page.blocks if isinstance(b, Text)) for page in others}
    layer = layers["county"]
    blocks: list[Block] = [
        Text(lead(surveys), "lead"),
        cards,
        Section(Message("atlas.index.new"), "new"),
        Points([Message(f"atlas.index.new.{key}") for key in NEW]),
        Section(Message("atlas.index.more"), "more"),
        Text(answer(surveys, delta)),
        _facts(surveys, delta, lights),
        Section(Message("atlas.index.pages"), "pages"),
        Links([(page.file, page.title, leads[page.file]) for page in others]),
        Section(Message("atlas.index.tests"), "tests"),
        Points([_sentence(survey) for survey in surveys]),
        Table(overview(surveys), Message("atlas.index.nulls"), note=Message("atlas.index.nulls.note")),
        Section(Message("atlas.index.islands"), "islands"),
        Table(links_table(links, layer), Message("atlas.index.links"), open=False),
    ]
    return Page(
        file="index.html",
        title=Message("atlas.index.title", lists=len(surveys)),
        short=Message("atlas.index.short"),
        blocks=tuple(blocks),
    )

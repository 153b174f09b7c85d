"""One page answers "连片成群了吗": every list, its belts, three nulls, groups, scan, and how far the answer moves."""

import pandas as pd

from boundaries._units import DATE
from boundaries.language import Message
from geo.lists import findings
from geo.lists.report import title
from geo.lists.robustness import Robustness
from geo.reporting.page import Block, Page, Points, Section, Table, Text
from geo.reporting.table import Column, Typed, column, typed

FILE = "finding.html"


def definition(name: str) -> Message:
    """What a neighbor definition is called."""
    if name.startswith("KNN-"):
        return Message("atlas.definition.nearest", k=int(name.removeprefix("KNN-")))
    return Message(f"atlas.definition.{name}")


def headed(key: str, heading: str, digits: int | None = None) -> Column:
    """A column under a heading of the atlas' own."""
    return column(key, heading=Message(f"atlas.heading.{heading}"), digits=digits)


def definitions_table(result: Robustness) -> Typed:
    """The list under every neighbor definition."""
    frame = result.definitions.assign(
        definition=[definition(name) for name in result.definitions["definition"]]
    )
    draws = result.survey.permutations
    return typed(
        frame,
        [
            headed("definition", "definition"),
            headed("neighbors", "neighbors", 1),
            headed("joins", "joins"),
            headed("mean", "mean", 1),
            headed("p", "p"),
            headed("largest", "largest"),
            headed("largest_mean", "mean", 1),
            Column("p_largest", "p", Message("atlas.heading.p")),
        ],
        p=draws,
        p_largest=draws,
    )


def nulls_table(result: Robustness, *, least: int = 3, most: int = 4) -> Typed:
    """The largest patches and the p of each under every null."""
    survey = result.survey
    first = survey.patches[survey.nulls[0].name].table
    rows = first[first["size"] >= least].head(most)
    frame = pd.DataFrame(
        {
            "patch": [findings.unit_names(survey, codes) for codes in rows["members"]],
            "size": rows["size"].to_numpy(),
            **{
                null.name: survey.patches[null.name].table["p_size"].reindex(rows.index).to_numpy()
                for null in survey.nulls
            },
        }
    )
    columns = [headed("patch", "patch"), headed("size", "units")]
    columns += [Column(null.name, "p", null.called, survey.permutations) for null in survey.nulls]
    return typed(frame, columns)


def cluster_variants_table(result: Robustness) -> Typed:
    """Every variant of every city cluster that holds a member."""
    frame = result.variants[result.variants["count"] > 0]
    frame = frame.sort_values(["region", "count"], ascending=[True, False], kind="stable")
    return typed(
        frame.astype({"count": int}),
        [
            headed("region", "cluster"),
            "variant",
            headed("count", "listed"),
            column("expected", digits=1),
            headed("quotient", "quotient", 2),
            headed("p", "p"),
            "p_fdr",
        ],
    )


def _places(regions: list[str]) -> Message:
    return Message("atlas.finding.places", regions=regions) if regions else Message("atlas.finding.none")


def moves(result: Robustness) -> list[Message]:
    """What holds under every definition and what does not."""
    frame = result.definitions
    by_region = (result.variants["p_fdr"] <= findings.ALPHA).groupby(result.variants["region"])
    always, ever = by_region.all(), by_region.any()
    said = [
        Message(
            "atlas.finding.definitions",
            definitions=len(frame),
            joins=int((frame["p"] <= findings.ALPHA).sum()),
            patches=int((frame["p_largest"] <= findings.ALPHA).sum()),
            low=int(frame["largest"].min()),
            high=int(frame["largest"].max()),
        ),
        Message(
            "atlas.finding.variants",
            steady=_places(always.index[always].tolist()),
            shaky=_places(ever.index[ever & ~always].tolist()),
        ),
    ]
    if len(result.scan.clusters):
        first = result.scan.clusters.iloc[0]
        spots = Message("atlas.finding.not_hot")
        if len(result.hot):
            spots = Message("atlas.finding.hot", hot=len(result.hot), agree=len(result.agree))
        said.append(
            Message(
                "atlas.finding.scan",
                permutations=result.scan.permutations,
                center=result.survey.units.loc[first["center"], "name"],
                radius=float(first["radius_km"]),
                eligible=int(first["n_eligible"]),
                count=int(first["count"]),
                p=(float(first["p_sim"]), result.scan.permutations),
                spots=spots,
            )
        )
    return said


def _section(result: Robustness) -> list[Block]:
    """What is said of one list."""
    survey = result.survey
    patches = nulls_table(result)
    shown: list[Block] = []
    if len(patches.frame):
        note = Message(
            "atlas.finding.patches.note",
            eligible=len(survey.roster.eligible),
            permutations=survey.permutations,
        )
        shown.append(Table(patches, Message("atlas.finding.patches"), note=note, open=False))
    return [
        Section(title(survey), survey.roster.id),
        Points(
            [
                *findings.contiguity(survey),
                *findings.belts(survey),
                findings.gathering(survey),
                *moves(result),
            ]
        ),
        *shown,
        Table(
            definitions_table(result),
            Message("atlas.finding.other_neighbors"),
            note=Message("atlas.finding.other_neighbors.note"),
            open=False,
        ),
        Table(cluster_variants_table(result), Message("atlas.finding.other_variants"), open=False),
    ]


def finding_page(results: list[Robustness]) -> Page:
    """The page; one section for each list."""
    blocks: list[Block] = [Text(Message("atlas.finding.lead"), "lead")]
    for result in results:
        blocks += _section(result)
    blocks += [
        Section(Message("atlas.finding.limits"), "limits"),
        Text(Message("atlas.finding.limits.text", date=DATE), "note"),
    ]
    return Page(
        file=FILE,
        title=Message("atlas.finding.title"),
        short=Message("atlas.finding.short"),
        blocks=tuple(blocks),
    )

"""One page answers "连片成群了吗": every list, its belts, three nulls, groups, scan, and how far the answer moves."""

from collections.abc import Mapping

import pandas as pd

from analysis.adjust import benjamini_hochberg
from boundaries._units import DATE
from boundaries.language import Message
from geo.lists import findings
from geo.lists.findings import null_key
from geo.lists.report import title, under
from geo.lists.robustness import LOCAL_PERMUTATIONS, Robustness
from geo.lists.survey import STATISTICS
from geo.reporting.page import Block, Markup, Page, Points, Section, Table, Text
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
    """The list under every neighbor definition; one that is the same graph as another is not tested again."""
    draws = result.survey.permutations
    called = [
        Message("atlas.definition.same", definition=definition(row.definition), other=definition(row.same_as))
        if row.same_as
        else definition(row.definition)
        for row in result.definitions.itertuples()
    ]
    return typed(
        result.definitions.assign(definition=called),
        [
            headed("definition", "definition"),
            headed("neighbors", "neighbors", 1),
            headed("joins", "joins"),
            column("expected", digits=1),
            *("p", "p_fdr"),
            headed("largest", "largest"),
            headed("largest_mean", "mean", 1),
            *largest_p(),
        ],
        **dict.fromkeys(("p", "p_fdr", "p_largest", "p_fdr_largest"), draws),
    )


def largest_p() -> tuple[Column, Column]:
    """The columns of the p of the largest patch, before and after adjustment."""
    return (
        Column("p_largest", "p", Message("atlas.heading.p_largest")),
        Column("p_fdr_largest", "p", Message("atlas.heading.p_fdr_largest")),
    )


def upper_table(result: Robustness) -> Typed:
    """The same tests on prefectures, by null."""
    rows = []
    for null in result.survey.nulls:
        if null.name not in result.upper:
            continue
        found = result.upper[null.name]
        tested = found.statistics.loc[list(STATISTICS)]
        p_fdr = pd.Series(benjamini_hochberg(tested["p_sim"]), index=tested.index)
        rows.append(
            {
                "null": null.called,
                "joins": int(tested.loc["bb", "observed"]),
                "mean": float(tested.loc["bb", "mean_sim"]),
                "p": float(tested.loc["bb", "p_sim"]),
                "p_fdr": float(p_fdr["bb"]),
                "largest": found.largest,
                "largest_mean": float(tested.loc["largest", "mean_sim"]),
                "p_largest": float(tested.loc["largest", "p_sim"]),
                "p_fdr_largest": float(p_fdr["largest"]),
                "listed": found.n_members,
                "eligible": found.n_eligible,
                "draws": found.permutations,
            }
        )
    return typed(
        pd.DataFrame(rows),
        [
            "null",
            headed("joins", "joins"),
            headed("mean", "mean", 1),
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


def nulls_table(result: Robustness, *, least: int = 3, most: int = 4) -> Typed:
    """The largest patches and the p of each under every null."""
    survey = result.survey
    first = survey.patches[survey.nulls[0].name].table
    rows = first[first["size"] >= least].head(most)
    by_null = {null.name: survey.patches[null.name].table["p_size"] for null in survey.nulls}
    frame = rows[["size", "area_km2"]].assign(
        patch=[findings.unit_names(survey, codes) for codes in rows["members"]], **by_null
    )
    columns = [headed("patch", "patch"), headed("size", "units"), column("area_km2", digits=0)]
    columns += [Column(null.name, "p", null.called, survey.permutations) for null in survey.nulls]
    return typed(frame, columns)


def cluster_variants_table(result: Robustness) -> Typed:
    """Every variant of every city cluster that holds a member, under both nulls."""
    survey = result.survey
    frame = result.variants[result.variants["count"] > 0]
    frame = frame.sort_values(
        ["region", "default", "count"], ascending=[True, False, False], kind="stable", ignore_index=True
    )
    role = [Message(f"lists.role.{'tested' if stands else 'sensitivity'}") for stands in frame["default"]]
    return typed(
        frame.assign(role=role, status=[Message(f"lists.status.{key}") for key in frame["status"]]),
        [
            headed("region", "cluster"),
            *("variant", "year", "status", "role"),
            headed("count", "listed"),
            *(
                item
                for null in survey.pair
                for item in (
                    under("expected", survey, null, digits=1),
                    under("quotient", survey, null, digits=2),
                    under("p", survey, null, kind="p"),
                    under("p_fdr", survey, null, kind="p"),
                )
            ),
        ],
    )


def _places(regions: list[str]) -> Message:
    return Message("atlas.finding.places", regions=regions) if regions else Message("atlas.finding.none")


def _variants_said(result: Robustness) -> list[Message]:
    """Of the regions with two variants or more: significant under all, or only under some; null by null."""
    several = result.variants.groupby("region").filter(lambda rows: len(rows) > 1)
    said = []
    for null in result.survey.pair[::-1]:
        by_region = several.groupby("region")[f"significant_{null}"]
        always, ever = by_region.all(), by_region.any()
        said.append(
            Message(
                "atlas.finding.variants",
                null=Message(f"lists.null.{null_key(result.survey, null)}"),
                several=int(always.size),
                steady=_places(always.index[always].tolist()),
                shaky=_places(ever.index[ever & ~always].tolist()),
            )
        )
    return said


def _level_said(result: Robustness) -> list[Message]:
    """What becomes of the answer one level up."""
    if "province" not in result.upper:
        return []
    found = result.upper["province"]
    tested = found.statistics.loc[list(STATISTICS)]
    p_fdr = pd.Series(benjamini_hochberg(tested["p_sim"]), index=tested.index)
    return [
        Message(
            "atlas.finding.upper",
            chosen=found.n_members,
            eligible=found.n_eligible,
            joins=int(tested.loc["bb", "observed"]),
            mean=float(tested.loc["bb", "mean_sim"]),
            p=(float(tested.loc["bb", "p_sim"]), found.permutations),
            verdict=findings.verdict(bool(p_fdr["bb"] <= findings.ALPHA)),
            largest=found.largest,
            largest_mean=float(tested.loc["largest", "mean_sim"]),
            p_largest=(float(tested.loc["largest", "p_sim"]), found.permutations),
            largest_verdict=findings.verdict(bool(p_fdr["largest"] <= findings.ALPHA)),
        )
    ]


def moves(result: Robustness) -> list[Message]:
    """What holds under every definition and what does not."""
    frame = result.definitions[result.definitions["same_as"] == ""]
    same = len(result.definitions) - len(frame)
    said = [
        Message(
            "atlas.finding.definitions",
            definitions=len(frame),
            same=Message("atlas.finding.same", n=same) if same else "",
            tested=int(frame["p"].notna().sum()),
            joins=int((frame["p_fdr"] <= findings.ALPHA).sum()),
            patches=int((frame["p_fdr_largest"] <= findings.ALPHA).sum()),
            low=int(frame["largest"].min()),
            high=int(frame["largest"].max()),
        ),
        *_level_said(result),
        *_variants_said(result),
    ]
    if len(result.scan.clusters):
        first = result.scan.clusters.iloc[0]
        if len(result.hot):
            spots = Message(
                "atlas.finding.hot", hot=len(result.hot), agree=len(result.agree), draws=LOCAL_PERMUTATIONS
            )
        elif result.hot_found:
            spots = Message("atlas.finding.not_hot", draws=LOCAL_PERMUTATIONS)
        else:
            spots = Message("atlas.finding.hot_unknown", draws=LOCAL_PERMUTATIONS)
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


def _section(result: Robustness, what_if: str) -> list[Block]:
    """What is said of one list, and its page of premises."""
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
                *findings.gathering(survey),
                *moves(result),
            ]
        ),
        *([Markup(what_if, Message("lists.what_if.caption"), wide=True)] if what_if else []),
        *shown,
        Table(
            definitions_table(result),
            Message("atlas.finding.other_neighbors"),
            note=Message("atlas.finding.other_neighbors.note"),
            open=False,
        ),
        Table(
            cluster_variants_table(result),
            Message("atlas.finding.other_variants"),
            note=Message("atlas.finding.other_variants.note"),
            open=False,
        ),
        *(
            [
                Table(
                    upper_table(result),
                    Message("atlas.finding.level"),
                    note=Message("atlas.finding.level.note"),
                    open=False,
                )
            ]
            if result.upper
            else []
        ),
    ]


def finding_page(results: list[Robustness], premises: Mapping[str, str]) -> Page:
    """The page; one section for each list, with its page of premises (an embedded frame by list)."""
    blocks: list[Block] = [Text(Message("atlas.finding.lead"), "lead")]
    for result in results:
        blocks += _section(result, premises.get(result.survey.roster.id, ""))
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

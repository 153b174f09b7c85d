"""The page of a scoring: the ranking, its map, how it was weighed, how sure it is, what was left out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Message
from geo.reporting.page import Block, Facts, Markup, Page, Points, Section, Table, Text
from geo.reporting.table import Typed, column, typed
from geo.scoring.scheme import Scheme
from geo.study.report.row_tables import left_out_table
from indicators.framework import Indicator

if TYPE_CHECKING:
    from geo.scoring.scored import Scored
    from geo.study.table.intake import Intake

FIRST = 10
"""Names in the opening."""


def ranking_table(found: "Scored", lang: str) -> Typed:
    """Every unit: rank, names, score, dimensions, tier, the interval of its rank, P(in the top K)."""
    named = {node.code: node.name if lang == "zh" else node.name_en for node in found.board.framework.nodes()}
    frame = found.frame.reset_index(names="adcode")
    frame["first"] = [named.get(str(code), "") if pd.notna(code) else "" for code in frame["first"]]
    columns = [
        column(key, heading=named[key] if key in named else Message(f"scoring.column.{key}"))
        for key in frame.columns
    ]
    return typed(frame, columns)


def weights_table(found: "Scored", lang: str) -> Typed:
    """The tree: dimension or indicator, unit, direction, weight within its parent, weight in the whole."""
    rows = []
    tree = found.board.framework.table
    for node in found.board.framework.nodes():
        leaf = isinstance(node, Indicator)
        rows.append(
            {
                "code": node.code,
                "indicator": node.name if lang == "zh" else node.name_en,
                "parent": str(tree.loc[node.code, "parent"]),
                "unit": node.unit if isinstance(node, Indicator) else "",
                "direction": Message(f"scoring.direction.{'up' if node.direction > 0 else 'down'}")
                if isinstance(node, Indicator)
                else "",
                "weight": found.board.weights.get(node.code, float("nan")),
                "weight_whole": found.board.indicator_weights.get(node.code, float("nan"))
                if leaf
                else float("nan"),
            }
        )
    frame = pd.DataFrame(rows)
    return typed(frame, [column(key, heading=Message(f"scoring.column.{key}")) for key in frame.columns])


def tiers_table(found: "Scored") -> Typed:
    """The tiers: units, ranks, scores."""
    frame = found.frame[found.frame["tier"].notna()].groupby("tier")["score"].agg(["size", "min", "max"])
    frame = frame.rename(columns={"size": "units", "min": "lowest", "max": "highest"}).reset_index()
    return typed(frame, [column(key, heading=Message(f"scoring.column.{key}")) for key in frame.columns])


def unscored_table(found: "Scored", names: pd.DataFrame) -> Typed:
    """The units that lack an indicator."""
    frame = found.board.unscored.join(names)[["name", "province", "prefecture", "missing"]]
    frame = frame.rename_axis("adcode").reset_index()
    return typed(frame, [column(key, heading=Message(f"scoring.column.{key}")) for key in frame.columns])


def score_page(
    found: "Scored",
    taken: "Intake",
    scheme: Scheme,
    *,
    title: str,
    lang: str,
    assumptions: Sequence[Message | str],
    map_html: str,
) -> Page:
    """The page of a scoring.

    Parameters
    ----------
    found : Scored
    taken : Intake
    scheme : Scheme
    title : str
    lang : {"zh", "en"}
        Names of indicators are those of the framework in this language.
    assumptions : sequence of Message or str
    map_html : str
        The embedded map.

    Returns
    -------
    Page
    """
    board, frame = found.board, found.frame
    ranked = frame[frame["rank"].notna()]
    top = min(scheme.top, len(ranked))
    certain = int(ranked["p_top"].ge(0.95).sum())
    open_ = int(ranked["p_top"].between(0.05, 0.95, inclusive="neither").sum())
    first = list(ranked["name"].head(FIRST))
    blocks: list[Block] = [
        Text(Message("scoring.lead", n=len(ranked), first=first, k=len(first)), "lead"),
        Facts(
            [
                (f"{len(ranked):,}", Message("scoring.fact.units")),
                (str(len(board.indicator_weights)), Message("scoring.fact.indicators")),
                (str(found.tiers.k), Message("scoring.fact.tiers")),
                (str(certain), Message("scoring.fact.certain", top=top)),
            ]
        ),
        Markup(map_html, "", wide=True),
        Section(Message("scoring.section.ranking"), "ranking"),
        Text(
            Message(
                "scoring.sure", top=top, certain=certain, open=open_, draws=scheme.draws, seed=scheme.seed
            )
        ),
        Table(ranking_table(found, lang), Message("scoring.table.ranking")),
        Table(
            tiers_table(found),
            Message("scoring.table.tiers"),
            Message("scoring.tiers_by", fit=found.tiers.fit),
        ),
        Section(Message("scoring.section.weights"), "weights"),
        Text(Message("scoring.no-weight-of-a-report"), "note"),
        Table(weights_table(found, lang), Message("scoring.table.weights")),
    ]
    if len(board.unscored):
        blocks += [
            Section(Message("scoring.section.unscored"), "unscored"),
            Table(
                unscored_table(found, taken.layer[["name", "province", "prefecture"]]),
                Message("scoring.table.unscored"),
            ),
        ]
    if len(taken.left_out):
        blocks.append(Table(left_out_table(taken), Message("scoring.table.left_out"), open=False))
    blocks += [
        Section(Message("scoring.section.method"), "method"),
        Points([*assumptions, *taken.notes]),
        Points(list(board.steps)),
        Text(Message("scoring.sensitivity", draws=scheme.draws, seed=scheme.seed), "note"),
        Text(Message("scoring.obstacles"), "note"),
    ]
    return Page(file="index.html", title=title, blocks=tuple(blocks))

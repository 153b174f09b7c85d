"""The tests of a study's classes: do units border their own kind?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

import analysis
from boundaries.language import Message
from geo.lists.nulls import Null, NullName, nulls, several
from geo.lists.survey import plate_of
from geo.reporting.table import Column, Typed, column, typed

if TYPE_CHECKING:
    from libpysal.graph import Graph

    from analysis._join_count_colors import JoinCountColors

SURE = 0.05
DIGITS = 2  # of an expected number of joins


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sorted:
    """How the classes of one column lie.

    Attributes
    ----------
    name : str
        The column.
    nulls : tuple of Null
        The widest first; those that leave something to chance.
    joins : tuple of JoinCountColors
        Under each of them.
    p_fdr : tuple of float
        Of the joins of a kind under each, Benjamini-Hochberg over the columns under the same place in
        ``nulls``.
    """

    name: str
    nulls: tuple[Null, ...]
    joins: "tuple[JoinCountColors, ...]"
    p_fdr: tuple[float, ...]


def sorted_units(
    classes: pd.DataFrame,
    units: pd.DataFrame,
    graph: "Graph",
    *,
    eligible: pd.Index,
    asked: Sequence[NullName],
    permutations: int,
    seed: int,
) -> list[Sorted]:
    """Count the joins of every column of classes under every null that leaves something to chance.

    Parameters
    ----------
    classes : DataFrame of str by adcode
        NA where a unit has no class.
    units : DataFrame by adcode
        With province and prefecture_code.
    graph : Graph
    eligible : Index
        Units that take part; those without a class are left out.
    asked : sequence of str
        Nulls that are wanted; the widest is always there.
    permutations, seed : int

    Returns
    -------
    list of Sorted
        A column with one class left is left out.
    """
    found = []
    for name in classes.columns:
        labels = classes[name].reindex(eligible).dropna()
        if not len(labels) or not several(labels):
            continue
        chosen = labels.index[labels == labels.iloc[0]]
        could = nulls(units, plate_of(units), eligible=labels.index, members=chosen)
        kept = [
            null
            for at, null in enumerate(could)
            if at == 0 or (null.name in asked and _leaves_chance(labels, null.strata))
        ]
        joins = [
            analysis.join_count_colors(
                labels,
                graph,
                eligible=labels.index,
                strata=null.strata,
                permutations=permutations,
                seed=seed,
            )
            for null in kept
        ]
        found.append(Sorted(name=str(name), nulls=tuple(kept), joins=tuple(joins), p_fdr=()))
    return _adjusted(found)


def _leaves_chance(labels: pd.Series, strata: pd.Series | None) -> bool:
    """Whether some stratum has two classes: otherwise there is but one way to deal them."""
    return strata is None or bool(labels.groupby(strata.loc[labels.index]).nunique().gt(1).any())


def _adjusted(found: list[Sorted]) -> list[Sorted]:
    """The same with the false discovery rate over the columns, null by null."""
    rates: dict[tuple[str, str], float] = {}
    for null in {one.name for item in found for one in item.nulls}:
        own = [
            (item.name, joins.p_same)
            for item in found
            for one, joins in zip(item.nulls, item.joins, strict=True)
            if one.name == null
        ]
        adjusted = analysis.benjamini_hochberg([p for _, p in own])
        rates |= {(name, null): float(rate) for (name, _), rate in zip(own, adjusted, strict=True)}
    return [replace(item, p_fdr=tuple(rates[item.name, one.name] for one in item.nulls)) for item in found]


def sentence(item: Sorted) -> Message:
    """Whether units border their own kind, said no stronger than the strictest null allows."""
    first, last = item.joins[0], item.joins[-1]
    sure = [joins.p_same <= SURE for joins in item.joins]
    told = "alike" if all(sure) else "granted" if sure[0] else "random"
    return Message(
        "study.classes.sentence",
        name=item.name,
        n=len(first.colors),
        units=first.n_eligible,
        same=first.same,
        expected=first.expected_same,
        chance=[
            Message("study.classes.chance", null=null.called, p=(joins.p_same, joins.permutations))
            for null, joins in zip(item.nulls, item.joins, strict=True)
        ],
        verdict=Message(f"study.classes.{told}", null=item.nulls[-1].called, expected=last.expected_same),
    )


def _held(item: Sorted, null: Null, joins: "JoinCountColors") -> dict[str, object]:
    """What stands beside every p."""
    return {
        "column": item.name,
        "null": null.called,
        "n_eligible": joins.n_eligible,
        "draws": joins.permutations,
    }


def kinds_table(found: Sequence[Sorted]) -> Typed:
    """One row a column and null: joins of a kind, all classes together."""
    rows = [
        {
            **_held(item, null, joins),
            "observed": joins.same,
            "expected": joins.expected_same,
            "p": joins.p_same,
            "p_fdr": rate,
        }
        for item in found
        for null, joins, rate in zip(item.nulls, item.joins, item.p_fdr, strict=True)
    ]
    return typed(pd.DataFrame(rows), _columns("observed", "expected", several=len(found) > 1))


def pairs_table(found: Sequence[Sorted]) -> Typed:
    """One row a column, null and pair of classes: the joins between the two."""
    rows = [
        {
            **_held(item, null, joins),
            "class": color,
            "other": other,
            "joins": row["observed"],
            "expected": row["expected"],
            "p": row["p_two_sided"],
            "p_fdr": row["p_fdr"],
        }
        for item in found
        for null, joins in zip(item.nulls, item.joins, strict=True)
        for (color, other), row in joins.frame.iterrows()
    ]
    return typed(pd.DataFrame(rows), _columns("class", "other", "joins", "expected", sides=2))


def _columns(*own: str, several: bool = True, sides: int = 1) -> list[Column]:
    """The columns of either table; the rate over one test is the p itself."""
    digits = {"observed": DIGITS, "joins": DIGITS, "expected": DIGITS}
    return [
        column("column", heading=Message("study.classes.column.column")),
        column("null"),
        *(
            column(key, "value", heading=Message(f"study.classes.column.{key}"), digits=digits.get(key))
            for key in own
        ),
        column("p", heading="p", draws="draws", sides=sides),
        *([column("p_fdr", draws="draws", sides=sides)] if several else []),
        column("n_eligible", heading=Message("study.tests.n_eligible")),
        column("draws", heading=Message("study.tests.draws")),
    ]

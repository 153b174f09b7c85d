"""A table scored: totals, ranks, tiers, what holds each unit back, and how sure each rank is."""

from dataclasses import dataclass

import pandas as pd

import indicators
from boundaries.constant import constant_columns
from boundaries.errors import TableError
from geo.scoring.methods import RANKINGS
from geo.scoring.scheme import Scheme, framework_of, weights_of
from geo.study.table.intake import Intake
from indicators import Obstacles, Scoreboard, Sensitivity, Tiers

LEAST = 3
"""Units that a ranking needs."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scored:
    """What the scoring of a table found.

    Attributes
    ----------
    board : Scoreboard
    score : Series by adcode
        The total that ranks: the board's, or that of another ranking method; missing where an indicator lacks.
    frame : DataFrame by adcode, best first
        ``rank``, ``name``, ``province``, ``prefecture``, ``score``, a column a dimension, ``tier``,
        ``rank_low``, ``rank_high``, ``p_top``, ``first`` (the indicator that holds it back most) and its degree
        ``first_pct``. Units that lack an indicator stand last, without rank.
    tiers : Tiers
    sure : Sensitivity
    held_back : Obstacles
    """

    board: Scoreboard
    score: pd.Series
    frame: pd.DataFrame
    tiers: Tiers
    sure: Sensitivity
    held_back: Obstacles


def scored(taken: Intake, scheme: Scheme, *, title: str) -> Scored:
    """Score the units of a table.

    Parameters
    ----------
    taken : Intake
    scheme : Scheme
    title : str
        Of a framework made of the table's own columns.

    Returns
    -------
    Scored

    Raises
    ------
    TableError
        No numbers, fewer than three complete units, or what `Framework.score` refuses.
    """
    values = taken.values.xs(taken.years[-1], level=1) if taken.years else taken.values
    framework = framework_of(scheme, values, taken.measures, title)
    names = taken.layer[["name", "prefecture", "province"]]
    values = values[values.index.isin(names.index)]
    board = framework.score(
        values,
        weights=weights_of(scheme, framework),
        partial=scheme.partial,
        names=names.reindex(values.index),
    )
    complete = board.normalized.dropna()
    if len(complete) < LEAST:
        raise TableError("geo.scoring.too-few-units", n=len(complete), least=LEAST)
    weights = board.indicator_weights
    positive = weights.index[weights.gt(0)]
    if scheme.aggregate in RANKINGS:
        score = _ranked(scheme.aggregate, complete[positive], weights[positive])
        score = (score * framework.scale).reindex(board.frame.index)
    else:
        score = board.frame["score"]
    top = min(scheme.top, len(complete))
    sure = indicators.sensitivity(
        complete[positive],
        weights[positive],
        top=top,
        normalizations=("given", "rank"),
        draws=scheme.draws,
        seed=scheme.seed,
    )
    cut = indicators.tiers(score, k="silhouette" if scheme.tiers is None else scheme.tiers)
    varied = _varied(complete[positive])
    back = indicators.obstacles(varied, weights[varied.columns])
    dimensions = [node.code for node in framework.children if node.code in board.frame.columns]
    frame = pd.DataFrame({"score": score})
    frame["rank"] = score.rank(method="min", ascending=False).astype("Int64")
    frame = frame.join(names).join(board.frame[dimensions]).join(cut.frame["tier"])
    frame = frame.join(sure.frame[["rank_low", "rank_high", "p_top"]]).join(
        back.leading[["first", "first_pct"]]
    )
    order = ["rank", "name", "province", "prefecture", "score", *dimensions, "tier"]
    order += ["rank_low", "rank_high", "p_top", "first", "first_pct"]
    frame = frame[order].sort_values(["rank"], kind="stable", na_position="last")
    return Scored(board=board, score=score, frame=frame, tiers=cut, sure=sure, held_back=back)


def _ranked(method: str | None, normalized: pd.DataFrame, weights: pd.Series) -> pd.Series:
    """A total, more is better, by a method that needs all units at once; indicators point up already."""
    if method == "rank_sum_ratio":
        return indicators.rank_sum_ratio(normalized, weights).frame["rsr"]
    varied = _varied(normalized)
    if method == "grey_relation":
        return indicators.grey_relation(varied, weights[varied.columns]).frame["degree"]
    return 1.0 - indicators.vikor(varied, weights[varied.columns]).frame["Q"]


def _varied(normalized: pd.DataFrame) -> pd.DataFrame:
    """The indicators that tell units apart."""
    return normalized.drop(columns=constant_columns(normalized))

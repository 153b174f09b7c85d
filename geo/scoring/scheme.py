"""What is to be scored and how: the framework, the weights and where they come from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

import indicators
from boundaries.errors import TableError, choose
from boundaries.language import Message
from geo.scoring.methods import AGGREGATES, DATA, MEANS, WEIGHTINGS
from indicators import Framework

BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")
"""A unit of measure at the end of a heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """How a table is scored.

    Attributes
    ----------
    framework : str or None
        A framework's file or id; None: every column named in ``up`` and ``down`` is an indicator.
    up, down : tuple of str
        Columns of which more, or less, is better.
    weights : str or None
        "equal", "entropy", "critic", "pca" (from the data), "ahp", "grade", "panel" or "file" (from
        ``judgements``); None: the framework's own, equal without one.
    judgements : str or None
        A table: of ``ahp`` how many times each row's indicator is as important as each column's; of ``grade``
        indicators and their classes; of ``panel`` a row an expert and a column an indicator; of ``file``
        indicators and weights.
    points : mapping of str to float
        Of ``grade``: what each class counts.
    aggregate : str or None
        One of `AGGREGATES`; None: the framework's own, the arithmetic mean without one.
    normalize : str
        Of columns without a framework.
    partial : bool
        Score with the indicators that are there.
    top : int
        The K of "in the top K".
    tiers : int or None
        How many tiers; None: as many as separate the scores best (silhouette).
    draws, seed : int
        Of the sensitivity of ranks.
    """

    framework: str | None = None
    up: tuple[str, ...] = ()
    down: tuple[str, ...] = ()
    weights: str | None = None
    judgements: str | None = None
    points: Mapping[str, float] = field(default_factory=dict)
    aggregate: str | None = None
    normalize: str = "min_max"
    partial: bool = False
    top: int = 100
    tiers: int | None = None
    draws: int = 10_000
    seed: int = 20231231


def framework_of(scheme: Scheme, values: pd.DataFrame, measures: Mapping[str, str], title: str) -> Framework:
    """The framework to score in, from a file or of the table's own columns.

    Raises
    ------
    TableError
        Columns without a direction, directions of no column or of both kinds; unknown methods.
    """
    if scheme.aggregate is not None:
        choose(scheme.aggregate, AGGREGATES, what="aggregate", error=TableError)
    mean = scheme.aggregate if scheme.aggregate in MEANS else None
    if scheme.framework is not None:
        framework = Framework.read(scheme.framework)
        return framework if mean is None else replace(framework, aggregation=mean)
    faults = []
    known = list(map(str, values.columns))
    up, down = ([_column(column, known) for column in asked] for asked in (scheme.up, scheme.down))
    if unknown := [column for column in (*up, *down) if column not in known]:
        faults.append(Message("geo.scoring.unknown-columns", columns=unknown, known=known))
    if both := [column for column in up if column in down]:
        faults.append(Message("geo.scoring.both-directions", columns=both))
    if not (up or down):
        faults.append(Message("geo.scoring.no-direction", columns=known))
    if faults:
        raise TableError("errors.faults", faults=faults)
    return Framework.of_columns(
        {**dict.fromkeys(up, 1), **dict.fromkeys(down, -1)},
        title=title,
        units=measures,
        normalization=scheme.normalize,
        aggregation=mean or "arithmetic",
    )


def _column(asked: str, known: list[str]) -> str:
    """A column by its name, or by its heading with the unit of measure in brackets."""
    bare = BRACKETS.sub("", asked).strip()
    return bare if asked not in known and bare in known else asked


def weights_of(scheme: Scheme, framework: Framework) -> "pd.Series | str | None":
    """The weights as `Framework.score` takes them: by code, the name of a method, or None for its own.

    Raises
    ------
    TableError
        An unknown method; judgements that are lacking, or that name no indicator.
    """
    if scheme.weights is None:
        return "equal" if scheme.framework is None else None
    choose(scheme.weights, WEIGHTINGS, what="weights", error=TableError)
    if scheme.weights in DATA:
        return scheme.weights
    if scheme.judgements is None:
        raise TableError("geo.scoring.judgements-lacking", weights=scheme.weights)
    table = indicators.read_table(scheme.judgements).frame
    codes = {name: node.code for node in framework.nodes() for name in (node.code, node.name, node.name_en)}
    if scheme.weights == "panel":
        ratings = table.select_dtypes("number")
        return _by_code(indicators.panel_weights(ratings).weights, codes, scheme.judgements)
    first = table.columns[0]
    rows = table.set_index(first)
    if scheme.weights == "ahp":
        return _by_code(indicators.ahp_weights(rows.astype("float64")).weights, codes, scheme.judgements)
    if scheme.weights == "grade":
        points = dict(scheme.points)
        grades = rows.iloc[:, 0].astype("str")
        return _by_code(indicators.grade_weights(grades, points=points).weights, codes, scheme.judgements)
    return _by_code(pd.to_numeric(rows.iloc[:, 0]), codes, scheme.judgements)


def _by_code(weights: pd.Series, codes: Mapping[str, str], file: str) -> pd.Series:
    unknown = [name for name in map(str, weights.index) if name not in codes]
    if unknown:
        raise TableError(
            "geo.scoring.judgements-of-no-indicator",
            file=file,
            names=unknown,
            known=list(dict.fromkeys(codes)),
        )
    return weights.rename(index=lambda name: codes[str(name)])

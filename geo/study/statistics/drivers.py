"""Why there: the drivers of a study's indicator or list, with what chance and neighbors would do."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import analysis
import indicators
from boundaries.errors import StatisticError
from boundaries.language import Message
from geo.study.table.config import StudyError

if TYPE_CHECKING:
    from libpysal.graph import Graph

    from analysis._geodetector import Geodetector
    from analysis._province_effect import ProvinceEffect
    from analysis._regression import Regression
    from geo.study.table.config import Config
    from geo.study.table.intake import Intake

LIST = "list"
ACCESS = ("coast_km", "river_km", "capital_km", "metro_km", "border_km")
LEAST_ABOVE = 30  # prefectures below which the analysis one level up is not made


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Drivers:
    """What was found of a study's drivers.

    Attributes
    ----------
    response : str
        The column, or "list".
    labels : dict
        What each factor is called: a column's own name, or a message.
    correlations : DataFrame
        By factor: pearson, spearman with the response, vif among the factors (NaN for classes).
    detector : Geodetector
    above : Geodetector or None
        The same of the means of prefectures, None where they are too few.
    models : list of Regression
        Distances go into them as ln(1 + km).
    effect : ProvinceEffect or None
        Where a lag model was asked for.
    alone : Index
        Units left out because none of their neighbors takes part.
    untold : list of Message
        What could not be computed, and why.
    """

    response: str
    labels: dict[str, "Message | str"]
    correlations: pd.DataFrame
    detector: "Geodetector"
    above: "Geodetector | None"
    models: "list[Regression]"
    effect: "ProvinceEffect | None"
    alone: pd.Index
    untold: list["Message | str"]

    @property
    def sure(self) -> list[str]:
        """Factors whose q neither of the two nulls explains, at 5 % of false discoveries; the largest q first."""
        found = self.detector.factors
        return [str(name) for name in found.index[found["p_fdr"] <= 0.05]]


def drivers(config: "Config", taken: "Intake", graph: "Graph") -> Drivers:
    """Look for what explains the response that a study names.

    Parameters
    ----------
    config : Config
    taken : Intake
    graph : Graph
        Of the official units.

    Raises
    ------
    StudyError
        Columns that are not there, or a list that was not given.
    StatisticError
        See `analysis.geodetector` and `analysis.regression`.
    """
    part = config.drivers
    response = _response(part.response, taken)
    table, labels, transformed = _factors(part.factors, part.response, taken)
    eligible, alone = _with_neighbors(response, table, taken.eligible, graph)
    strata = None
    if part.strata != "nation":
        strata = taken.layer.loc[taken.eligible, "province"]
        if strata.reindex(eligible).nunique() < 2:
            strata = None
    seed = config.tests.seed
    detector = analysis.geodetector(
        response, table, graph, eligible=eligible, strata=strata, permutations=part.permutations, seed=seed
    )
    order = detector.factors.sort_values("q", ascending=False, kind="stable").index
    untold: list[Message | str] = []
    above = None
    if config.table.level == "county":
        above = _one_level_up(response, table, taken, graph, eligible, strata, part.permutations, seed)
    models, effect = [], None
    asked = list(dict.fromkeys(part.models))
    if part.response == LIST:
        asked = ["probit"]
    for model in asked:
        try:
            models.append(
                analysis.regression(
                    response,
                    transformed,
                    graph,
                    model=model,
                    eligible=eligible,
                    draws=part.permutations,
                    seed=seed,
                )
            )
        except StatisticError as error:
            untold.append(
                Message("drivers.untold", what=Message(f"drivers.model.{model}"), error=error.message)
            )
    if "lag" in asked and strata is not None:
        try:
            effect = analysis.province_effect(response, transformed, graph, strata=strata, eligible=eligible)
        except StatisticError as error:
            untold.append(Message("drivers.untold", what=Message("drivers.effect"), error=error.message))
    return Drivers(
        response=part.response,
        labels=labels,
        correlations=_correlations(response, transformed.loc[:, list(order)], eligible),
        detector=replace(detector, factors=detector.factors.loc[order]),
        above=above,
        models=models,
        effect=effect,
        alone=alone,
        untold=untold,
    )


def _response(name: str, taken: "Intake") -> pd.Series:
    """The response by adcode: a column's latest values, or 1 for the chosen units and 0 for the other eligible."""
    if name == LIST:
        if not 0 < len(taken.members) < len(taken.eligible):
            raise StudyError("geo.study.drivers.no-list")
        return pd.Series(taken.eligible.isin(taken.members).astype(float), index=taken.eligible, name=LIST)
    return _columns(taken, [name], what="response")[name].reindex(taken.eligible)


def _columns(taken: "Intake", names: list[str], *, what: str) -> pd.DataFrame:
    """Columns of numbers or words of the table's last year."""
    values = taken.values.xs(taken.years[-1], level=1) if taken.years else taken.values
    lacking = [name for name in names if name not in values.columns and name not in taken.classes.columns]
    if lacking:
        known = [*map(str, values.columns), *map(str, taken.classes.columns)]
        raise StudyError("geo.study.drivers.no-such-column", what=what, lacking=lacking, known=known)
    made = {
        name: (values if name in values.columns else taken.classes)[name].reindex(taken.eligible)
        for name in names
    }
    return pd.DataFrame(made, index=taken.eligible)


def _factors(
    names: list[str], response: str, taken: "Intake"
) -> tuple[pd.DataFrame, dict[str, "Message | str"], pd.DataFrame]:
    """The factors as they are, what they are called, and as they go into a regression."""
    own = [name for name in names if name not in ACCESS]
    if response in own:
        raise StudyError("geo.study.drivers.response-is-a-factor", name=response)
    distances = [name for name in names if name in ACCESS] if names else list(ACCESS)
    table = _columns(taken, own, what="factors") if own else pd.DataFrame(index=taken.eligible)
    labels: dict[str, Message | str] = {name: name for name in own}
    transformed = table.copy()
    if distances:
        away = indicators.access(taken.layer.loc[taken.eligible]).frame[distances]
        table, transformed = table.join(away), transformed.join(np.log1p(away))
        labels |= {name: Message(f"drivers.factor.{name}") for name in distances}
    return table, labels, transformed


def _with_neighbors(
    response: pd.Series, table: pd.DataFrame, eligible: pd.Index, graph: "Graph"
) -> tuple[pd.Index, pd.Index]:
    """The units that have everything and a neighbor that has, and those that lack only the neighbor."""
    full = eligible[response.reindex(eligible).notna() & table.reindex(eligible).notna().all(axis=1)]
    kept = full
    while True:
        near = graph.subgraph(graph.unique_ids[graph.unique_ids.isin(kept)])
        left = kept[~kept.isin(near.isolates)]
        if len(left) == len(kept):
            return kept, full[~full.isin(kept)]
        kept = left


def _correlations(response: pd.Series, table: pd.DataFrame, eligible: pd.Index) -> pd.DataFrame:
    """How the response and each factor of numbers go together, and how the factors overlap."""
    numbers = table.select_dtypes("number").loc[eligible]
    y = response.loc[eligible]
    frame = pd.DataFrame(index=pd.Index(map(str, table.columns), name="factor"))
    frame["pearson"] = numbers.corrwith(y).reindex(frame.index)
    frame["spearman"] = numbers.rank().corrwith(y.rank()).reindex(frame.index)
    frame["vif"] = np.nan
    if len(numbers.columns) > 1 and np.linalg.matrix_rank(numbers - numbers.mean()) == len(numbers.columns):
        inverse = np.linalg.inv(np.corrcoef(numbers.to_numpy(), rowvar=False))
        frame.loc[numbers.columns, "vif"] = np.diag(inverse)
    return frame


def _one_level_up(
    response: pd.Series,
    table: pd.DataFrame,
    taken: "Intake",
    graph: "Graph",
    eligible: pd.Index,
    strata: pd.Series | None,
    permutations: int,
    seed: int,
) -> "Geodetector | None":
    """The detector on the means of prefectures."""
    from libpysal.graph import Graph

    home = taken.layer.loc[eligible, "prefecture_code"]
    numbers = table.select_dtypes("number").loc[eligible].groupby(home).mean()
    if len(numbers) < LEAST_ABOVE or not len(numbers.columns):
        return None
    pairs = graph.adjacency.index.to_frame(index=False).set_axis(["a", "b"], axis=1)
    pairs = pairs.assign(a=pairs["a"].map(home), b=pairs["b"].map(home)).dropna().drop_duplicates()
    pairs = pairs[pairs["a"] != pairs["b"]]
    joined = numbers.index[numbers.index.isin(pairs["a"])]
    near = Graph.from_arrays(pairs["a"].to_numpy(), pairs["b"].to_numpy(), np.ones(len(pairs)))
    groups = None
    if strata is not None:
        groups = strata.loc[eligible].groupby(home).first().loc[joined].rename(strata.name)
    try:
        return analysis.geodetector(
            response.loc[eligible].groupby(home).mean().loc[joined],
            numbers.loc[joined],
            near,
            strata=groups,
            ks=(3, 4, 5),
            permutations=permutations,
            seed=seed,
        )
    except StatisticError:
        return None

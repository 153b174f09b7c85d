"""The tables of a study's drivers: factors, pairs, classes, and regressions in the journals' form."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from boundaries.language import Message
from geo.reporting.table import Typed, column, typed

if TYPE_CHECKING:
    from geo.study.statistics.drivers import Drivers

TESTS = (
    "moran_residuals",
    "lm_lag",
    "rlm_lag",
    "lm_error",
    "rlm_error",
    "lm_durbin",
    "breusch_pagan",
    "common_factor",
)
"""The tests shown below the models; the workbook has all of them."""


def driver_sheets(found: "Drivers") -> dict[str, Typed]:
    """The sheets of the workbook by their keys."""
    made = {"driver_factors": factors_table(found), "driver_correlations": correlations_table(found)}
    if len(found.detector.interactions):
        made["driver_pairs"] = pairs_table(found)
    made["driver_classes"] = classes_table(found)
    if found.models:
        made["driver_models"] = coefficients_table(found)
        made["driver_tests"] = tests_table(found)
    return made


def factors_table(found: "Drivers") -> Typed:
    """One row a factor: q, how it was classed, and every p, with the null of each in its heading."""
    frame = found.detector.factors.reset_index()
    above = found.above.factors if found.above is not None else None
    cuts = [Message(f"drivers.cut.{cut}") if cut else Message("drivers.cut.classes") for cut in frame["cut"]]
    frame = frame.assign(
        factor=[found.labels[name] for name in frame["factor"]],
        cut=cuts,
        draws=found.detector.permutations,
        units=found.detector.n_units,
        q_above=frame["factor"].map(above["q"]) if above is not None else np.nan,
        p_above=frame["factor"].map(above[["p_sim", "p_spatial"]].max(axis=1))
        if above is not None
        else np.nan,
    )
    asked = {"q_above": above is not None, "p_above": above is not None}
    columns = [
        column("factor", heading=Message("drivers.column.factor")),
        column("q", heading="q", digits=3),
        column("cut", heading=Message("drivers.column.cut")),
        column("n_classes", heading=Message("drivers.column.n_classes")),
        column("n_searched", heading=Message("drivers.column.n_searched")),
        column("p_spatial", "p", heading=Message("drivers.column.p_spatial"), draws="draws"),
        column("p_sim", "p", heading=Message("drivers.column.p_sim"), draws="draws"),
        column("p_fdr", "p", heading=Message("drivers.column.p_fdr"), draws="draws"),
        column("p_anova", "p", heading=Message("drivers.column.p_anova")),
        column("p_F", "p", heading=Message("drivers.column.p_F")),
        column("q_above", heading=Message("drivers.column.q_above"), digits=3),
        column("p_above", "p", heading=Message("drivers.column.p_above"), draws="draws"),
        column("units", heading=Message("drivers.column.units")),
        column("draws", heading=Message("study.tests.draws")),
    ]
    return typed(frame, [one for one in columns if asked.get(one.key, True)])


def correlations_table(found: "Drivers") -> Typed:
    """Correlations of the response with each factor; no p, for none would respect the map."""
    frame = found.correlations.reset_index()
    frame["factor"] = [found.labels[name] for name in frame["factor"]]
    return typed(
        frame,
        [
            column("factor", heading=Message("drivers.column.factor")),
            column("pearson", heading=Message("drivers.column.pearson"), digits=3),
            column("spearman", heading=Message("drivers.column.spearman"), digits=3),
            column("vif", heading="VIF", digits=2),
        ],
    )


def pairs_table(found: "Drivers") -> Typed:
    """One row a pair of factors: their q together, what it is called, and how often chance gains as much."""
    frame = found.detector.interactions.sort_values("q_both", ascending=False, kind="stable")
    frame = frame.assign(
        first=[found.labels[name] for name in frame["first"]],
        second=[found.labels[name] for name in frame["second"]],
        kind=[Message(f"drivers.kind.{kind}") for kind in frame["kind"]],
        draws=found.detector.permutations,
    )
    return typed(
        frame,
        [
            column("first", heading=Message("drivers.column.first")),
            column("second", heading=Message("drivers.column.second")),
            column("q_both", heading=Message("drivers.column.q_both"), digits=3),
            column("gain", heading=Message("drivers.column.gain"), digits=3),
            column("p_gain", "p", heading=Message("drivers.column.p_gain"), draws="draws"),
            column("kind", heading=Message("drivers.column.kind")),
        ],
    )


def classes_table(found: "Drivers") -> Typed:
    """The mean of the response in every class of every factor."""
    frame = found.detector.means
    order = list(found.detector.factors.index)
    frame = frame.assign(place=[order.index(name) for name in frame["factor"]])
    frame = frame.sort_values(["place", "class"], kind="stable")
    ranges = [
        row["label"] if row["label"] else Message("drivers.range", lower=row["lower"], upper=row["upper"])
        for _, row in frame.iterrows()
    ]
    frame = frame.assign(factor=[found.labels[name] for name in frame["factor"]], range=ranges)
    return typed(
        frame,
        [
            column("factor", heading=Message("drivers.column.factor")),
            column("class", heading=Message("drivers.column.class")),
            column("range", heading=Message("drivers.column.range")),
            column("n", heading=Message("drivers.column.units")),
            column("mean", heading=Message("drivers.column.mean"), digits=3),
        ],
    )


def coefficients_table(found: "Drivers") -> Typed:
    """Every coefficient of every model, one row each, as numbers."""
    rows = []
    for one in found.models:
        for term, row in one.coefficients.iterrows():
            rows.append(
                {"model": Message(f"drivers.model.{one.model}"), "term": term_of(found, str(term)), **row}
            )
    return typed(
        pd.DataFrame(rows),
        [
            column("model", heading=Message("drivers.column.model")),
            column("term", heading=Message("drivers.column.term")),
            column("b", heading="b", digits=4),
            column("se", heading=Message("drivers.column.se"), digits=4),
            column("statistic", heading="t / z", digits=2),
            column("p", "p", heading="p"),
            column("vif", heading="VIF", digits=2),
        ],
    )


def tests_table(found: "Drivers") -> Typed:
    """Every test of every model."""
    rows = [
        {"model": Message(f"drivers.model.{one.model}"), "test": Message(f"drivers.test.{test}"), **row}
        for one in found.models
        for test, row in one.diagnostics.iterrows()
    ]
    return typed(
        pd.DataFrame(rows, columns=["model", "test", "statistic", "df", "p"]),
        [
            column("model", heading=Message("drivers.column.model")),
            column("test", heading=Message("drivers.column.test")),
            column("statistic", heading=Message("drivers.column.statistic"), digits=3),
            column("df", heading=Message("drivers.column.df")),
            column("p", "p", heading="p"),
        ],
    )


def journal_table(found: "Drivers") -> Typed:
    """The models beside each other: b with its standard error in brackets, then fit and tests."""
    keys = [f"m{number}" for number in range(len(found.models))]
    rows: list[dict[str, object]] = []
    for term in dict.fromkeys(str(term) for one in found.models for term in one.coefficients.index):
        row: dict[str, object] = {"term": term_of(found, term)}
        for key, one in zip(keys, found.models, strict=True):
            if term in one.coefficients.index:
                b, se = one.coefficients.loc[term, ["b", "se"]]
                row[key] = Message("drivers.b_se", b=b, se=se)
        rows.append(row)
    for name in ("n", "r2", "log_likelihood", "aic", "dispersion"):
        values = {key: one.fit[name] for key, one in zip(keys, found.models, strict=True)}
        if any(pd.notna(value) for value in values.values()):
            shown = {
                key: Message(f"drivers.fit.value.{name}", value=v) for key, v in values.items() if pd.notna(v)
            }
            rows.append({"term": Message(f"drivers.fit.{name}"), **shown})
    for test in TESTS:
        shown = {
            key: _tested(*one.diagnostics.loc[test, ["statistic", "p"]])
            for key, one in zip(keys, found.models, strict=True)
            if test in one.diagnostics.index
        }
        if shown:
            rows.append({"term": Message(f"drivers.test.{test}"), **shown})
    shown = {
        key: Message("drivers.statistic_p", value=one.residual_moran, p=(one.residual_p, one.draws, 2))
        for key, one in zip(keys, found.models, strict=True)
        if pd.notna(one.residual_moran)
    }
    if shown:
        rows.append({"term": Message("drivers.residual_moran"), **shown})
    heads = [
        column(key, heading=Message(f"drivers.model.{one.model}"))
        for key, one in zip(keys, found.models, strict=True)
    ]
    return typed(
        pd.DataFrame(rows, columns=["term", *keys]),
        [column("term", heading=Message("drivers.column.term")), *heads],
    )


def _tested(statistic: float, p: float) -> Message:
    """A statistic with its p; p of a tail that a double cannot hold is not printed as 0."""
    tiny = p < 1e-16
    if tiny:
        return Message("drivers.statistic_tiny", value=statistic)
    return Message("drivers.statistic_p", value=statistic, p=p)


def term_of(found: "Drivers", term: str) -> Message | str:
    """What a term of a regression is called."""
    if term in ("constant", "rho", "lambda"):
        return Message(f"drivers.term.{term}")
    lagged, name = term.startswith("W "), term.removeprefix("W ")
    factor, _, label = name.partition("=")
    known: Message | str = found.labels.get(name, found.labels.get(factor, name))
    if isinstance(known, Message):
        known = Message("drivers.term.log", name=known)
    if name not in found.labels and label:
        known = Message("drivers.term.class", name=known, label=label)
    return Message("drivers.term.lagged", name=known) if lagged else known

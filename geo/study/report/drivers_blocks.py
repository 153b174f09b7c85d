"""The section "why there" of a study's page: what explains the response, and what cannot be said."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from boundaries.language import Message, say, written
from geo.reporting.page import Block, Chart, Charts, Points, Section, Table, Text
from geo.study.report.drivers_tables import (
    classes_table,
    correlations_table,
    factors_table,
    journal_table,
    pairs_table,
)
from maps import charts

if TYPE_CHECKING:
    from geo.study.statistics.drivers import Drivers

WIDTH = 440.0


def drivers_blocks(found: "Drivers") -> list[Block]:
    """The blocks of the section.

    Parameters
    ----------
    found : Drivers

    Returns
    -------
    list of Block
    """
    detector = found.detector
    made: list[Block] = [
        Section(Message("drivers.section"), "drivers"),
        Text(_lead(found)),
        Charts([_ranking(found), *([_pairs(found)] if len(detector.interactions) else [])]),
        Table(factors_table(found), Message("drivers.caption.factors"), note=_nulls(found)),
    ]
    if len(detector.interactions):
        made.append(
            Table(
                pairs_table(found),
                Message("drivers.caption.pairs"),
                note=Message("drivers.pairs.note"),
                open=False,
            )
        )
    made += [
        Table(classes_table(found), Message("drivers.caption.classes"), open=False),
        Table(
            correlations_table(found), Message("drivers.caption.correlations"),
            note=Message("drivers.correlations.note"), open=False,
        ),
    ]  # fmt: skip
    if found.models:
        made += [
            *([Points(said)] if (said := _of_models(found)) else []),
            Table(
                journal_table(found), Message("drivers.caption.models"), note=Message("drivers.models.note")
            ),
        ]
    limits = [Message(f"drivers.limit.{key}") for key in ("units", "direction", "searched")]
    limits.insert(2, _maup(found))
    if found.response == "list":
        limits.append(Message("drivers.limit.list"))
    if len(found.alone):
        limits.append(Message("drivers.limit.alone", n=len(found.alone)))
    return [*made, Text(Message("drivers.limits")), Points([*limits, *found.untold])]


def _lead(found: "Drivers") -> Message:
    """Which factors explain the response more than chance, under the strictest null."""
    detector, sure = found.detector, found.sure
    name = Message("drivers.response.list") if found.response == "list" else found.response
    shared = {"name": name, "units": detector.n_units, "draws": detector.permutations, "null": _null(found)}
    if not sure:
        first = str(detector.factors.index[0])
        row = detector.factors.loc[first]
        return Message(
            "drivers.lead.none",
            n=len(detector.factors),
            first=found.labels[first],
            q=float(row["q"]),
            p=(float(row[["p_sim", "p_spatial"]].max()), detector.permutations),
            **shared,
        )
    items = [
        Message("drivers.lead.factor", name=found.labels[one], q=float(detector.factors.loc[one, "q"]))
        for one in sure
    ]
    return Message("drivers.lead.some", items=items, sure=len(sure), n=len(detector.factors), **shared)


def _null(found: "Drivers") -> Message:
    if found.detector.strata:
        return Message("drivers.null.province", strata=found.detector.n_strata, rho=found.detector.rho)
    return Message("drivers.null.nation", rho=found.detector.rho)


def _nulls(found: "Drivers") -> Message:
    return Message("drivers.factors.note", null=_null(found), draws=found.detector.permutations)


def _of_models(found: "Drivers") -> list[Message | str]:
    """What may be said of the models: their p have no measured rejection rates and stand in the table alone."""
    said: list[Message | str] = []
    if found.effect is not None:
        rho = found.effect.frame["rho"]
        said.append(Message("drivers.effect.rho", without=rho["without"], within=rho["within"]))
    largest = found.correlations["vif"].max()
    if pd.notna(largest) and largest > 10:
        worst = str(found.correlations["vif"].idxmax())
        said.append(Message("drivers.overlap", name=found.labels[worst], vif=float(largest)))
    return said


def _maup(found: "Drivers") -> Message:
    """The same analysis one level up."""
    if found.above is None:
        return Message("drivers.limit.level")
    above = found.above.factors
    strictest = above[["p_sim", "p_spatial"]].max(axis=1)
    sure = [found.labels[name] for name in found.sure if strictest.get(name, 1.0) <= 0.05]
    return Message("drivers.limit.above", units=found.above.n_units, n=len(found.sure), kept=len(sure))


def _ranking(found: "Drivers") -> Chart:
    """The factors by q."""
    factors = found.detector.factors
    note = Message("drivers.ranking.note", null=_null(found), draws=found.detector.permutations)
    return Chart(
        Message("drivers.ranking"), partial(_draw_ranking, found, factors), factors_table(found), note
    )


def _draw_ranking(found: "Drivers", factors: pd.DataFrame, lang: str) -> str:
    names = [written(found.labels[str(name)], lang) for name in factors.index]
    table = pd.DataFrame({"factor": names, "q": factors["q"].to_numpy()})
    marked = [written(found.labels[name], lang) for name in found.sure]
    return charts.bar(
        table, x="factor", y="q", title=say(lang, "drivers.ranking"), highlight=marked, lang=lang, width=WIDTH
    )


def _pairs(found: "Drivers") -> Chart:
    """The q of every pair as a matrix, single factors on its diagonal."""
    return Chart(
        Message("drivers.pairs"),
        partial(_draw_pairs, found),
        pairs_table(found),
        Message("drivers.pairs.note"),
    )


def _draw_pairs(found: "Drivers", lang: str) -> str:
    factors, pairs = found.detector.factors, found.detector.interactions
    names = {str(name): written(found.labels[str(name)], lang) for name in factors.index}
    cells = pd.DataFrame(np.nan, index=list(names), columns=list(names))
    for name in names:
        cells.loc[name, name] = factors.loc[name, "q"]
    for first, second, q in zip(pairs["first"], pairs["second"], pairs["q_both"], strict=True):
        cells.loc[first, second] = cells.loc[second, first] = q
    heads = list(names.values())
    return charts.heat(
        cells.round(3).set_axis(heads, axis=0).set_axis(heads, axis=1),
        title=say(lang, "drivers.pairs"), lang=lang, width=WIDTH,
    )  # fmt: skip

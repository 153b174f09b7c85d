"""A panel on the page of a study: how each indicator gathers year by year, in words, charts and a table."""

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Message, say
from geo.reporting.page import Block, Chart, Charts, Native, Points, Section, Table
from geo.reporting.table import column, typed
from geo.study.report.charts import WIDTH, ranks_chart
from geo.study.report.panel_sentences import by_column, notes, sentences
from geo.study.statistics.indicators import Gathering, summary
from maps import charts

if TYPE_CHECKING:
    from geo.study.table.config import Config
    from geo.study.table.intake import Intake


def panel_blocks(config: "Config", taken: "Intake", found: list[Gathering]) -> list[Block]:
    """The section on the indicators of a panel."""
    draws, alpha = config.tests.panel_permutations, config.tests.fdr
    return [
        Section(Message("study.panel.section"), "panel"),
        Points(sentences(found, alpha)),
        Charts(
            [
                *_charts(found, alpha, Message("study.panel.chart.note", draws=draws, alpha=alpha)),
                *ranks_chart(taken),
            ]
        ),
        Table(summary(found), Message("study.panel.tests")),
        Points(notes(config, taken, found)),
    ]


def _charts(found: list[Gathering], alpha: float, note: Message) -> list[Chart]:
    """A chart for each indicator: Moran's I by year, with the middle 95 % of the draws."""
    columns = by_column(found)
    made = []
    for name, years in columns.items():
        frame = pd.DataFrame(
            {
                "year": [item.year for item in years],
                "I": [item.moran.I for item in years],
                "low": [item.moran.low_sim for item in years],
                "high": [item.moran.high_sim for item in years],
                "p_fdr": [item.p_fdr for item in years],
                "sure": [item.p_fdr <= alpha for item in years],
            }
        )
        numbers = typed(
            frame,
            [
                "year",
                column("I", heading="Moran's I"),
                *(column(key, heading=Message(f"study.chart.panel.{key}")) for key in ("low", "high")),
                column("p_fdr", draws=years[0].moran.permutations, sides=2),
            ],
        )
        title = Message("study.panel.chart", name=name)
        native = Native("line", "year", ("I", "low", "high"))
        made.append(Chart(title, partial(_draw, frame, title), numbers, note, native))
    return made


def _draw(frame: pd.DataFrame, title: Message, lang: str) -> str:
    full = pd.DataFrame({"year": range(int(frame["year"].min()), int(frame["year"].max()) + 1)})
    gaps = 2 < len(frame) < len(full) and _yearly(frame["year"])
    return charts.band(
        full.merge(frame, how="left", on="year").fillna({"sure": False}) if gaps else frame,
        x="year",
        y="I",
        low="low",
        high="high",
        sure="sure",
        title=say(lang, title),
        lang=lang,
        width=WIDTH,
        height=170.0,
    )


def _yearly(years: pd.Series) -> bool:
    """Whether most years follow the one before: then a missing year is a gap, not a longer step."""
    return bool((years.diff().dropna() == 1).mean() >= 0.5)

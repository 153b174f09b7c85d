"""A panel on the page of a study: how each indicator gathers year by year, in words, charts and a table."""

from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Lang, Message, say
from geo.reporting.page import Block, Markup, Points, Section, Table
from geo.study.report.panel_sentences import by_column, notes, sentences
from geo.study.statistics.indicators import Gathering, summary
from maps import charts

if TYPE_CHECKING:
    from geo.study.table.config import Config
    from geo.study.table.intake import Intake

SMALL = 340.0  # width of a chart that stands among others


def panel_blocks(config: "Config", taken: "Intake", found: list[Gathering]) -> list[Block]:
    """The section on the indicators of a panel."""
    draws, alpha = config.tests.panel_permutations, config.tests.fdr
    return [
        Section(Message("study.panel.section"), "panel"),
        Points(sentences(found, alpha)),
        Markup(
            _charts(found, config.lang, alpha), Message("study.panel.chart.note", draws=draws, alpha=alpha)
        ),
        Table(summary(found), Message("study.panel.tests")),
        Points(notes(config, taken, found)),
    ]


def _charts(found: list[Gathering], lang: Lang, alpha: float) -> str:
    """A chart for each indicator, side by side where there are several."""
    columns = by_column(found)
    drawn = []
    for name, years in columns.items():
        frame = pd.DataFrame(
            {
                "year": [item.year for item in years],
                "I": [item.moran.I for item in years],
                "low": [item.moran.low_sim for item in years],
                "high": [item.moran.high_sim for item in years],
                "sure": [item.p_fdr <= alpha for item in years],
            }
        )
        full = pd.DataFrame({"year": range(int(frame["year"].min()), int(frame["year"].max()) + 1)})
        drawn.append(
            charts.band(
                full.merge(frame, how="left", on="year").fillna({"sure": False})
                if 2 < len(frame) < len(full) and _yearly(frame["year"])
                else frame,
                x="year",
                y="I",
                low="low",
                high="high",
                sure="sure",
                title=say(lang, "study.panel.chart", name=name),
                lang=lang,
                width=560.0 if len(columns) == 1 else SMALL,
                height=220.0 if len(columns) == 1 else 150.0,
            )
        )
    return f'<div class="charts">{"".join(drawn)}</div>'


def _yearly(years: pd.Series) -> bool:
    """Whether most years follow the one before: then a missing year is a gap, not a longer step."""
    return bool((years.diff().dropna() == 1).mean() >= 0.5)

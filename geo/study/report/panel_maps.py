"""The maps of a panel: one theme an indicator with a slider over its years, colored alike in every year."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

import maps
from boundaries.constant import is_constant
from boundaries.language import Lang, Message, say, written
from geo.study.statistics.indicators import Gathering
from geo.study.statistics.turnover import Turnover
from geo.study.table.span import span
from maps.overlays.classification import classify
from maps.overlays.overlay import Overlay

if TYPE_CHECKING:
    from geo.study.table.config import Config
    from geo.study.table.intake import Intake

FRAMES = 80  # years of indicators on one page: at 2,844 units each weighs about 15 kB
MOST = 12  # indicators with maps, however few the years


def mapped(taken: "Intake") -> list[str]:
    """The indicators that have maps: the first ones of the table's own order that a page can bear."""
    return [str(name) for name in taken.values.columns][: max(1, min(MOST, FRAMES // len(taken.years)))]


def mapped_note(taken: "Intake") -> Message:
    """Which indicators have maps, and that their classes are those of all years together."""
    chosen, every = mapped(taken), len(taken.values.columns)
    years = span(taken.years)
    if len(chosen) == every:
        return Message("study.maps.years", years=years)
    return Message(
        "study.maps.years.some", years=years, count=len(chosen), names=chosen, rest=every - len(chosen)
    )


def panel_overlays(config: "Config", taken: "Intake", found: list[Gathering]) -> Iterator[Overlay]:
    """The themes of a panel; the last year of each comes first, so that it is shown first.

    Parameters
    ----------
    config : Config
    taken : Intake
    found : list of Gathering

    Yields
    ------
    Overlay
        Values, then local Moran's I, then hotspots: each a series of years.
    """
    chosen = mapped(taken)
    for name in chosen:
        yield from _values(config, taken, name)
    for name in chosen:
        years = [item for item in reversed(found) if item.name == name]
        yield from _local(taken, years, config.lang)
        yield from _hotspots(taken, years, config.lang)


def _values(config: "Config", taken: "Intake", name: str) -> Iterator[Overlay]:
    """The numbers of one indicator, each year in the classes of all."""
    column = taken.values[name].dropna()
    known = column.set_axis(pd.Index([f"{code} {year}" for code, year in column.index]))
    if is_constant(known):
        return
    pooled = classify(known, scheme=config.output.scheme, k=config.output.classes)
    label = written(taken.measured(name), config.lang)
    note = say(config.lang, "study.maps.classes", years=span(taken.years))
    for year in reversed(taken.years):
        values = column.xs(year, level=1) if year in column.index.get_level_values(1) else column.iloc[:0]
        if not len(values):
            continue
        overlay = maps.choropleth(
            taken.layer,
            values.reindex(taken.layer.index).rename(label),
            scheme="user",
            breaks=pooled.breaks,
            switch=False,
            name=f"{label} {year}",
            year=year,
            series=label,
            note=note,
            lang=config.lang,
        )
        classes = tuple(
            replace(row, label=label) for row, label in zip(overlay.classes, pooled.labels, strict=True)
        )
        yield replace(overlay, classes=classes, lower=pooled.lower, scheme=pooled.scheme)


def _local(taken: "Intake", years: list[Gathering], lang: Lang) -> Iterator[Overlay]:
    """Local Moran's I by year; the scatter plot and the cards are those of the last."""
    for item in years:
        if item.local is None or item.year is None:
            continue
        last = item.year == taken.years[-1]
        frame = item.local.frame
        full = replace(item.local, frame=frame if last else frame.assign(value=0.0, lag=0.0))
        overlay = maps.local_moran(full, taken.layer, name=f"{item.name} LISA {item.year}", lang=lang)
        yield replace(
            overlay,
            rows=overlay.rows if last else None,
            scatter=overlay.scatter if last else None,
            year=item.year,
            series=f"{item.name} LISA",
        )


def _hotspots(taken: "Intake", years: list[Gathering], lang: Lang) -> Iterator[Overlay]:
    """Hot and cold spots by year; the cards are those of the last."""
    for item in years:
        if item.hotspots is None or item.year is None:
            continue
        series = say(lang, "study.maps.hotspots", name=item.name)
        overlay = maps.hotspots(item.hotspots, taken.layer, name=f"{series} {item.year}", lang=lang)
        rows = overlay.rows if item.year == taken.years[-1] else None
        yield replace(overlay, rows=rows, year=item.year, series=series)


def drawn(overlays: list[Overlay]) -> list[Overlay]:
    """What becomes a figure: themes without years, and the first and last year of each series of numbers.

    Of the local statistics the last year alone.
    """
    years: dict[str, list[int]] = {}
    for overlay in overlays:
        if overlay.year is not None:
            years.setdefault(overlay.series, []).append(overlay.year)
    return [
        overlay
        for overlay in overlays
        if overlay.year is None
        or overlay.year == max(years[overlay.series])
        or (overlay.kind == "choropleth" and overlay.year == min(years[overlay.series]))
    ]


def turnover_overlay(found: Turnover, taken: "Intake", lang: Lang) -> Overlay:
    """Units of the first places that joined, left and stayed."""
    order = ("stayed", "joined", "left")
    words = {key: say(lang, f"study.maps.turnover.{key}", last=found.last) for key in order}
    return maps.categorical(
        taken.layer,
        found.frame["status"].map(words),
        order=list(words.values()),
        name=say(lang, "study.maps.turnover", first=found.first, last=found.last),
        missing_label=say(lang, "study.maps.turnover.neither"),
        lang=lang,
    )

"""The charts of a study: what drives I, how values are spread, where each gathers, who rose, what was left out."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

import maps
from boundaries.language import Message, say, written
from boundaries.placenames import placed
from geo.reporting.page import Chart, Native
from geo.reporting.table import column, typed
from geo.study.statistics.indicators import LABELS, Gathering, summary
from geo.study.table.match_report import status
from maps import charts
from maps.cartography.palette import LISA
from maps.charts.bins import bins

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.study.table.intake import Intake

DRIVERS = 4
"""Indicators with a scatter plot and a histogram of their own."""
SMALL_MAPS = 8
RANKED = 20
"""Units in a chart of ranks: the first of the last year."""
WIDTH = 440.0


def indicator_charts(taken: "Intake", found: Sequence[Gathering], alpha: float) -> list[Chart]:
    """What drives Moran's I of the first indicators, and how their values are spread.

    Parameters
    ----------
    taken : Intake
    found : sequence of Gathering
        Of one year.
    alpha : float
        False discovery rate.
    """
    made: list[Chart] = []
    for item in found[:DRIVERS]:
        if item.local is not None and "value" in item.local.frame:
            made.append(_drivers(item, alpha))
        made.append(_spread(item, taken.measured(item.name)))
    return made


def _drivers(item: Gathering, alpha: float) -> Chart:
    """The Moran scatter plot."""
    assert item.local is not None
    frame = item.local.frame[["value", "lag", "label", "significant"]]
    sure = frame["significant"].fillna(False).astype(bool)
    frame = frame.assign(kind=frame["label"].where(sure))
    counts = frame["label"].value_counts()
    numbers = pd.DataFrame(
        {
            "label": [Message(f"maps.local_moran.{key}") for key in LABELS],
            "units": [int(counts.get(key, 0)) for key in LABELS],
            "sure": [int((frame["kind"] == key).sum()) for key in LABELS],
        }
    )
    note = Message(
        "study.chart.drivers.note",
        I=item.moran.I,
        p=(item.moran.p_sim, item.moran.permutations, 2),
        units=item.moran.n_eligible,
        draws=item.moran.permutations,
        local=item.local.permutations,
        alpha=alpha,
    )
    title = Message("study.chart.drivers", name=item.label)
    headed = typed(numbers, [column(key, heading=Message(f"study.chart.drivers.{key}")) for key in numbers])
    return Chart(title, partial(_draw_drivers, frame, item.moran.I, title), headed, note)


def _draw_drivers(frame: pd.DataFrame, slope: float, title: Message, lang: str) -> str:
    return charts.lag_scatter(
        frame,
        x="value",
        y="lag",
        slope=slope,
        kinds="kind",
        colors={key: LISA[key] for key in LABELS},
        words={key: say(lang, f"maps.local_moran.{key}") for key in LABELS},
        title=say(lang, title),
        lang=lang,
        width=WIDTH,
    )


def _spread(item: Gathering, measured: Message | str) -> Chart:
    """The histogram of an indicator."""
    frame = bins(item.values.to_numpy(dtype=float))
    numbers = typed(frame, [column(key, heading=Message(f"study.chart.spread.{key}")) for key in frame])
    title = Message("study.chart.spread", name=item.label)
    note = Message("study.chart.spread.note", n=len(item.values))
    native = Native("column", "low", ("count",))
    return Chart(title, partial(_draw_spread, item.values, title, measured), numbers, note, native)


def _draw_spread(values: pd.Series, title: Message, measured: Message | str, lang: str) -> str:
    return charts.histogram(
        values, title=say(lang, title), axis=written(measured, lang), lang=lang, width=WIDTH
    )


def small_maps_chart(taken: "Intake", found: Sequence[Gathering], alpha: float) -> list[Chart]:
    """Local Moran's I of several indicators as small maps side by side; none where there are fewer than two."""
    shown = [item for item in found if item.local is not None and "value" in item.local.frame][:SMALL_MAPS]
    if len(shown) < 2:
        return []
    note = Message(
        "study.chart.small_maps.note",
        local=shown[0].local.permutations if shown[0].local is not None else 0,
        alpha=alpha,
    )
    draw = partial(_draw_small_maps, shown, taken.layer)
    return [Chart(Message("study.chart.small_maps"), draw, summary(list(shown)), note)]


def _draw_small_maps(shown: "Sequence[Gathering]", layer: "gpd.GeoDataFrame", lang: str) -> str:
    ground = placed(layer, lang)
    themes = [
        maps.local_moran(item.local, ground, name=item.label, lang=lang)
        for item in shown
        if item.local is not None
    ]
    return charts.small_maps(themes, title=say(lang, "study.chart.small_maps"), lang=lang)


def ranks_chart(taken: "Intake") -> list[Chart]:
    """The ranks of the first units of the last year through all years; none without ranks by year."""
    if len(taken.years) < 2 or not len(taken.ranks):
        return []
    wide = pd.DataFrame(
        {year: taken.ranks.xs(year, level=1) for year in taken.years if year in _years(taken.ranks)}
    )
    last = wide[taken.years[-1]].dropna().sort_values(kind="stable").head(RANKED)
    if len(last) < 2:
        return []
    names = taken.layer["name"].reindex(last.index)
    twice = names.duplicated(keep=False)
    names = names.where(~twice, names + " " + last.index.to_series())
    frame = wide.loc[last.index].set_axis(names, axis=0)
    first = frame.notna().apply(lambda row: row[row].index[0], axis=1)
    risen = [name for name, row in frame.iterrows() if row[first[name]] > row[taken.years[-1]]]
    numbers = typed(
        frame.rename(columns=str).rename_axis("name").reset_index(),
        ["name", *(column(str(year), heading=str(year), digits=0) for year in taken.years)],
    )
    note = Message("study.chart.ranks.note", n=len(frame), year=taken.years[-1])
    return [Chart(Message("study.chart.ranks"), partial(_draw_ranks, frame, risen), numbers, note)]


def _years(ranks: pd.Series) -> set[object]:
    return set(ranks.index.get_level_values(1))


def _draw_ranks(frame: pd.DataFrame, risen: list[str], lang: str) -> str:
    return charts.bump(frame, highlight=risen, title=say(lang, "study.chart.ranks"), lang=lang)


def matching_chart(taken: "Intake") -> Chart:
    """From the rows of the table to what was tested, and what was left out on the way."""
    steps = matching_steps(taken)
    numbers = typed(
        steps, [column(key, heading=Message(f"study.chart.matching.{key}")) for key in ("step", "rows")]
    )
    return Chart(
        Message("study.chart.matching"),
        partial(_draw_matching, steps),
        numbers,
        Message("study.chart.matching.note"),
    )


def matching_steps(taken: "Intake") -> pd.DataFrame:
    """The steps from the rows of the table to what was tested.

    Parameters
    ----------
    taken : Intake

    Returns
    -------
    DataFrame
        step (a message), rows (of a total how many there are, else how many are lost, negative), total.
    """
    rows, mapped = len(taken.table), len(taken.table) - len(taken.left_out)
    steps: list[tuple[Message, int, bool]] = [(Message("study.chart.matching.rows_read"), rows, True)]
    lost = taken.left_out["status"].value_counts()
    steps += [(status(str(key)), -int(n), False) for key, n in lost.items()]
    steps.append((Message("study.chart.matching.mapped"), mapped, True))
    if not taken.years:
        placed = pd.Index(taken.codes.dropna().unique())
        units, tested = len(placed), len(placed.intersection(taken.eligible))
        further = [
            ("same_unit", units - mapped),
            ("ineligible", tested - units),
            *([("not_first", len(taken.members) - tested)] if len(taken.members) else []),
        ]
        changes = [(Message(f"study.chart.matching.{key}"), n, False) for key, n in further if n]
        if changes:
            end = len(taken.members) if len(taken.members) else tested
            kind = "chosen" if len(taken.members) else "eligible"
            steps += [*changes, (Message(f"study.chart.matching.{kind}"), end, True)]
    return pd.DataFrame(steps, columns=["step", "rows", "total"])


def _draw_matching(steps: pd.DataFrame, lang: str) -> str:
    named = steps.assign(step=[say(lang, step) for step in steps["step"]])
    return charts.waterfall(
        named,
        x="step",
        y="rows",
        total="total",
        title=say(lang, "study.chart.matching"),
        lang=lang,
        width=WIDTH,
    )

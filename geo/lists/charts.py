"""The charts of a list: is it chance, from how many places on, how large is large, who exceeds, and where."""

from functools import partial

import pandas as pd

from boundaries.language import Message, say, written
from boundaries.placenames import place
from geo.lists import findings
from geo.lists.survey import STATISTICS, Survey
from geo.reporting.page import Chart, Native
from geo.reporting.table import Column, column, typed
from maps import charts

REGIONS = 14
"""City clusters in a chart: those with most members, or most expected."""
PLACES = 31
WIDTH = 440.0
"""Of a chart that stands beside another."""


def list_charts(survey: Survey, near: Message) -> list[Chart]:
    """The charts that fit a list.

    Parameters
    ----------
    survey : Survey
    near : Message
        Who borders whom.

    Returns
    -------
    list of Chart
    """
    made = [
        _chance(survey, "bb", near),
        _chance(survey, "largest", near),
        _sizes(survey, near),
        _lengths(survey, near),
        _expected(survey),
        _where(survey),
    ]
    return [chart for chart in made if chart is not None]


def _of(survey: Survey, null: str) -> Message:
    """What a null is called in the notes of charts."""
    return Message(f"lists.null.{findings.null_key(survey, null)}")


def _chance(survey: Survey, statistic: str, near: Message) -> Chart:
    """The draws of a statistic and what was observed, under the null of the sentences; p under the strictest too."""
    null = survey.pair[-1]
    row, found = survey.test(null, statistic), survey.patches[null]
    draws = found.draws.joins if statistic == "bb" else found.draws.largest
    title, axis = Message(f"lists.chart.{statistic}"), Message(f"lists.statistic.{statistic}")
    stricter: Message | str = ""
    if survey.stricter not in (None, null):
        strict = survey.test(str(survey.stricter), statistic)
        stricter = Message(
            "lists.chart.stricter",
            null=_of(survey, str(survey.stricter)),
            p=(float(strict["p"]), survey.permutations),
            p_fdr=(float(strict["p_fdr"]), survey.permutations),
        )
    note = Message(
        "lists.chart.chance.note",
        null=_of(survey, null),
        eligible=found.n_eligible,
        members=found.n_members,
        draws=survey.permutations,
        p=(float(row["p"]), survey.permutations),
        p_fdr=(float(row["p_fdr"]), survey.permutations),
        family=len(STATISTICS),
        stricter=stricter,
        near=near,
    )
    observed = int(row["observed"])
    whole = range(min(int(draws.index[0]), observed), max(int(draws.index[-1]), observed) + 1)
    counted = draws.reindex(list(whole), fill_value=0).rename_axis("value").reset_index()
    heads = {"value": axis, "draws": Message("lists.chart.draws")}
    numbers = typed(counted, [column(key, heading=heads[key]) for key in counted])
    native = Native("column", "value", ("draws",), beyond=observed)
    return Chart(title, partial(_draw_chance, draws, float(observed), title, axis), numbers, note, native)


def _draw_chance(draws: pd.Series, observed: float, title: Message, axis: Message, lang: str) -> str:
    return charts.chance(
        draws, observed, title=say(lang, title), axis=say(lang, axis), lang=lang, width=WIDTH
    )


def _sizes(survey: Survey, near: Message) -> Chart | None:
    """The sizes of the patches, largest first, and the middle 95 % of the draws rank by rank."""
    found = survey.patches[survey.pair[-1]]
    frame = found.draws.sizes.reset_index()
    sizes = [*found.sizes, *[0] * len(frame)][: len(frame)]
    frame = frame.assign(
        size=sizes, above=[size > high for size, high in zip(sizes, frame["high"], strict=True)]
    )
    last = int((frame[["size", "high"]].max(axis=1) > 1).sum())
    if last < 2:
        return None
    frame = frame.head(last)
    heads = {key: Message(f"lists.chart.sizes.{key}") for key in ("rank", "size", "low", "median", "high")}
    note = Message(
        "lists.chart.sizes.note",
        null=_of(survey, survey.pair[-1]),
        eligible=found.n_eligible,
        members=found.n_members,
        draws=survey.permutations,
        near=near,
    )
    numbers = typed(frame, [column(key, heading=head) for key, head in heads.items()])
    native = Native("line", "rank", ("size", "low", "high"))
    return Chart(Message("lists.chart.sizes"), partial(_draw_sizes, frame), numbers, note, native)


def _draw_sizes(frame: pd.DataFrame, lang: str) -> str:
    words = tuple(say(lang, f"lists.chart.sizes.legend.{key}") for key in ("above", "within", "middle"))
    return charts.band(
        frame,
        x="rank",
        y="size",
        low="low",
        high="high",
        sure="above",
        axis=say(lang, "lists.chart.sizes.rank"),
        words=(words[0], words[1], words[2]),
        title=say(lang, "lists.chart.sizes"),
        lang=lang,
        width=WIDTH,
    )


def _lengths(survey: Survey, near: Message) -> Chart | None:
    """p by the number of first places."""
    found = survey.lengths
    if found is None:
        return None
    frame = found.frame.reset_index()
    heads = {
        "length": Message("lists.chart.lengths.length"),
        "joins": Message("lists.statistic.bb"),
        "joins_mean": Message("lists.chart.lengths.mean", of=Message("lists.statistic.bb")),
        "largest": Message("lists.statistic.largest"),
        "largest_mean": Message("lists.chart.lengths.mean", of=Message("lists.statistic.largest")),
    }
    numbers = typed(
        frame,
        [
            column("length", heading=heads["length"]),
            *(column(key, heading=heads[key], digits=1) for key in ("joins", "joins_mean")),
            *_p("joins"),
            *(column(key, heading=heads[key], digits=1) for key in ("largest", "largest_mean")),
            *_p("largest"),
        ],
        **dict.fromkeys(("p_joins", "p_fdr_joins", "p_largest", "p_fdr_largest"), found.permutations),
    )
    note = Message(
        "lists.chart.lengths.note",
        null=_of(survey, survey.pair[-1]),
        eligible=found.n_eligible,
        draws=found.permutations,
        family=2 * len(frame),
        near=near,
    )
    native = Native("line", "length", ("p_joins", "p_largest"), log=True)
    return Chart(
        Message("lists.chart.lengths"),
        partial(_draw_lengths, frame, found.permutations),
        numbers,
        note,
        native,
    )


def _p(of: str) -> list[Column]:
    statistic = Message(f"lists.statistic.{'bb' if of == 'joins' else of}")
    return [
        column(f"{key}_{of}", "p", heading=Message(f"lists.chart.lengths.{key}", of=statistic))
        for key in ("p", "p_fdr")
    ]


def _draw_lengths(frame: pd.DataFrame, draws: int, lang: str) -> str:
    lines = {"p_joins": say(lang, "lists.statistic.bb"), "p_largest": say(lang, "lists.statistic.largest")}
    return charts.p_curve(
        frame,
        x="length",
        lines=lines,
        draws=draws,
        title=say(lang, "lists.chart.lengths"),
        lang=lang,
        width=WIDTH,
    )


def _expected(survey: Survey) -> Chart | None:
    """Members of each city cluster beside what both nulls expect."""
    if "city_cluster" not in survey.groups:
        return None
    made = survey.groups["city_cluster"]
    strict = made[survey.pair[-1]].frame
    frame = pd.DataFrame({"region": strict.index, "count": strict["count"].to_numpy()})
    for null in survey.pair:
        frame[null] = made[null].frame["expected"].to_numpy()
    frame["sure"] = strict["significant"].to_numpy(dtype=bool)
    frame["p_fdr"] = strict["p_fdr"].to_numpy()
    frame = frame[frame[["count", *survey.pair]].max(axis=1) > 0.5]
    if frame.empty:
        return None
    frame = frame.sort_values(["count", survey.pair[0]], ascending=False, kind="stable").head(REGIONS)
    nulls = {null: _of(survey, null) for null in survey.pair}
    numbers = typed(
        frame,
        [
            "region",
            column("count", heading=Message("lists.chart.expected.count")),
            *(
                column(null, heading=Message("lists.chart.expected.under", null=called), digits=2)
                for null, called in nulls.items()
            ),
            "p_fdr",
        ],
    )
    note = Message(
        "lists.chart.expected.note",
        eligible=made[survey.pair[-1]].n_eligible,
        members=made[survey.pair[-1]].n_members,
        null=_of(survey, survey.pair[-1]),
        family=int(strict["tested"].sum()),
        alpha=survey.alpha,
    )
    native = Native("bar", "region", ("count", *survey.pair))
    return Chart(
        Message("lists.chart.expected"), partial(_draw_expected, frame, nulls), numbers, note, native
    )


def _draw_expected(frame: pd.DataFrame, nulls: dict[str, Message], lang: str) -> str:
    named = frame.assign(region=[place(name, lang) for name in frame["region"]])
    return charts.ranges(
        named,
        x="region",
        y="count",
        expected={
            null: say(lang, "lists.chart.expected.under", null=called) for null, called in nulls.items()
        },
        highlight=list(named.loc[named["sure"], "region"]),
        highlighted=say(lang, "lists.chart.expected.sure", null=list(nulls.values())[-1]),
        title=say(lang, "lists.chart.expected"),
        lang=lang,
        width=WIDTH,
    )


def _where(survey: Survey) -> Chart:
    """Members of eligible by province; in a list of one province by prefecture."""
    key = "prefecture" if survey.of_one_province else "province"
    frame = survey.prefectures if survey.of_one_province else survey.provinces
    frame = frame[frame["chosen"] > 0].head(PLACES)
    numbers = typed(frame, [key, "chosen", "eligible", column("share_pct", digits=1)])
    title = Message(f"lists.chart.where.{key}")
    note, native = Message("lists.chart.where.note"), Native("bar", key, ("eligible", "chosen"), over=True)
    return Chart(title, partial(_draw_where, frame, key, title), numbers, note, native)


def _draw_where(frame: pd.DataFrame, key: str, title: Message, lang: str) -> str:
    named = frame.assign(name=[written(str(name), lang, "place") for name in frame[key]])
    words = say(lang, "column.chosen"), say(lang, "column.eligible")
    return charts.shares(
        named,
        x="name",
        part="chosen",
        whole="eligible",
        words=words,
        title=say(lang, title),
        lang=lang,
        width=WIDTH,
    )

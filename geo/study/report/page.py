"""The page of a study: what was found, on maps, in tables, how it was done and how to cite it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.language import Message
from geo.lists import findings
from geo.lists.reading import reading_points
from geo.lists.report import list_blocks, premises_blocks
from geo.reporting.page import Block, Charts, Facts, Markup, Page, Points, Section, Table, Text
from geo.study.report.basis import basis_blocks, sentences
from geo.study.report.charts import indicator_charts, matching_chart, ranks_chart, small_maps_chart
from geo.study.report.drivers_blocks import drivers_blocks
from geo.study.report.dynamics_blocks import dynamics_blocks
from geo.study.report.method import beside, cite, method, neighbors
from geo.study.report.panel_maps import mapped_note
from geo.study.report.panel_page import panel_blocks
from geo.study.report.row_tables import MOST_ROWS, left_out_groups, left_out_table, summary_of_matching
from geo.study.report.turnover_blocks import turnover_blocks
from geo.study.report.values_table import extremes_table
from geo.study.statistics import classes as kinds
from geo.study.statistics import scan as scanned
from geo.study.statistics.classes import Sorted
from geo.study.statistics.indicators import Gathering, summary
from geo.study.table.span import span
from indicators.census import census_population

if TYPE_CHECKING:
    from analysis._scan import Scan
    from geo.lists.survey import Survey
    from geo.study.statistics.drivers import Drivers
    from geo.study.statistics.dynamics import Dynamics
    from geo.study.statistics.turnover import Turnover
    from geo.study.table.config import Config
    from geo.study.table.intake import Intake


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Findings:
    """What the tests of a study found.

    Attributes
    ----------
    survey : Survey or None
        Of the chosen units.
    indicators : list of Gathering
    windows : Scan or None
    changed : Turnover or None
    dynamics : list of Dynamics
        Of the first indicators of a panel.
    classes : list of Sorted
        Of the columns of words.
    unpeopled : tuple of str
        Units left out of a scan of counts because their population is not known.
    drivers : Drivers or None
    """

    survey: "Survey | None"
    indicators: list[Gathering]
    windows: "Scan | None"
    changed: "Turnover | None"
    dynamics: "list[Dynamics]"
    classes: list[Sorted]
    unpeopled: tuple[str, ...] = ()
    drivers: "Drivers | None" = None


def study_page(
    config: "Config",
    title: str,
    taken: "Intake",
    found: Findings,
    *,
    assumptions: Sequence[Message | str],
    map_html: str,
    what_if: str = "",
) -> Page:
    """The page of a study.

    Parameters
    ----------
    config : Config
    title : str
    taken : Intake
    found : Findings
    assumptions : sequence of Message
    map_html : str
        The embedded map; "" for none.
    what_if : str
        The embedded page of premises; "" for none.

    Returns
    -------
    Page
    """
    note = mapped_note(taken) if taken.years and found.indicators else ""
    blocks: tuple[Block, ...] = (
        *_lead(config, taken, found),
        *([Markup(map_html, note, wide=True)] if map_html else []),
        *premises_blocks(what_if),
        *_lacking(taken),
        *(Text(Message("study.basis.lead", said=said), "note") for said in sentences(taken)[:1]),
        _facts(taken),
        *_list(config, taken, found.survey),
        *_scan(taken, found),
        *_indicators(config, taken, found.indicators),
        *dynamics_blocks(found.dynamics, config.tests.panel_permutations, config.tests.fdr),
        *([Charts(ranks_chart(taken))] if not found.indicators and ranks_chart(taken) else []),
        *_classes(config, taken, found.classes),
        *(turnover_blocks(found.changed) if found.changed is not None else []),
        *(drivers_blocks(found.drivers) if found.drivers is not None else []),
        *basis_blocks(taken),
        *_matching(taken),
        Section(Message("study.section.method"), "method"),
        *_told("study.assumptions", assumptions),
        *_told("study.noticed", taken.notes),
        Points(method(config, taken, found.survey, tested=bool(found.indicators))),
        *(Text(line, "note") for line in beside(config)),
        Text(cite(title), "note"),
        *reading_points(),
    )
    return Page(file="index.html", title=title, blocks=blocks, answer=_answer(taken, found))


def _answer(taken: "Intake", found: Findings) -> Message | str:
    """What was found, in one clause; "" where nothing was tested."""
    if found.survey is not None:
        return findings.headline(found.survey)
    if found.indicators and not taken.years:
        sure = sum(
            item.moran.p_sim <= 0.05 and item.moran.expected < item.moran.I for item in found.indicators
        )
        return Message("study.headline.indicators", total=len(found.indicators), sure=sure)
    return ""


def _lead(config: "Config", taken: "Intake", found: Findings) -> list[Block]:
    """The finding in a sentence: of the list, else of the first indicator."""
    if found.survey is not None:
        return [Text(findings.contiguity(found.survey)[0], "lead")]
    if found.indicators and not taken.years:
        return [Text(_sentence(found.indicators[0], config.tests.fdr), "lead")]
    return []


def _lacking(taken: "Intake") -> list[Block]:
    """The provinces that the table lacks, if any."""
    lacking = list(taken.lacking)
    return [Text(Message("study.lacking", n=len(lacking), provinces=lacking), "warn")] if lacking else []


def _facts(taken: "Intake") -> Facts:
    """The key numbers."""
    rows, lost = taken.numbers.nunique(), taken.left_out["row"].nunique()
    if taken.years and not len(taken.members):
        third: tuple[str, Message] = f"{len(taken.years)}", span(taken.years)
    elif taken.covers and not len(taken.members):
        third = f"{len(taken.values.columns)}", Message("study.facts.indicators")
    else:
        third = f"{len(taken.members):,}", Message("study.facts.chosen")
    return Facts(
        [
            (f"{rows:,}", Message("study.facts.rows")),
            (f"{rows - lost:,}", Message("study.facts.mapped")),
            third,
            (f"{len(taken.eligible):,}", Message("study.facts.eligible")),
        ]
    )


def _list(config: "Config", taken: "Intake", survey: "Survey | None") -> list[Block]:
    """The tests of the chosen units."""
    if survey is None and config.table.level == "province" and len(taken.members):
        return [Text(Message("study.untested.provinces"), "note")]
    if survey is None:
        return []
    last: list[Block] = [Text(Message("study.list.last", year=taken.years[-1]))] if taken.years else []
    return [*last, *list_blocks(survey, near=neighbors(config))]


def _scan(taken: "Intake", found: Findings) -> list[Block]:
    """Where the chosen units, or the rows of a table of counts, gather most."""
    windows = found.windows
    if windows is None:
        return []
    left: list[Block] = []
    if windows.model == "poisson":
        without = list(found.unpeopled)
        lost = Message("study.scan.unpeopled", n=len(without), names=without) if without else ""
        zones = census_population().zones
        left = [Text(Message("study.scan.population", lost=lost, zones=zones), "note")]
    return [
        Section(Message("study.section.scan"), "scan"),
        Text(scanned.sentence(windows, taken.layer)),
        *left,
        Table(scanned.windows_table(windows, taken.layer), Message("study.caption.windows")),
    ]


def _indicators(config: "Config", taken: "Intake", found: list[Gathering]) -> list[Block]:
    """How the indicators gather, or why they were not tested."""
    if found and taken.years:
        return panel_blocks(config, taken, found)
    if found:
        return [
            Section(Message("study.section.indicators"), "indicators"),
            Points([_sentence(item, config.tests.fdr) for item in found]),
            *([Charts(maps_)] if (maps_ := small_maps_chart(taken, found, config.tests.fdr)) else []),
            Charts(indicator_charts(taken, found, config.tests.fdr)),
            Table(
                summary(found),
                Message("study.caption.tests"),
                note=Message("study.tests.note", near=neighbors(config)),
            ),
            Table(extremes_table(taken), Message("study.caption.extremes"), open=False),
        ]
    if taken.covers and taken.years:
        return [Text(Message("study.untested.years"), "note")]
    return [Text(Message("study.untested.list"), "note")] if config.table.columns else []


def _classes(config: "Config", taken: "Intake", found: list[Sorted]) -> list[Block]:
    """Whether units border their own kind, or why that was not tested."""
    if not len(taken.classes.columns):
        return []
    if not found:
        return [Text(Message("study.classes.untested"), "note")]
    return [
        Section(Message("study.section.classes"), "classes"),
        Points([kinds.sentence(item) for item in found]),
        Table(
            kinds.kinds_table(found),
            Message("study.caption.classes"),
            note=Message("study.classes.note", near=neighbors(config)),
        ),
        Table(
            kinds.pairs_table(found),
            Message("study.caption.class_pairs"),
            note=Message("study.classes.pairs"),
            open=False,
        ),
    ]


def _sentence(item: Gathering, alpha: float) -> Message:
    """Whether an indicator gathers, and how many units do."""
    moran, local, hot = item.moran, item.local, item.hotspots
    sure = moran.p_sim <= 0.05
    kind = ("alike" if moran.expected < moran.I else "unlike") if sure else "random"
    counts = []
    if local is not None:
        high = local.frame["significant"] & (local.frame["label"] == "HH")
        counts.append(Message("study.indicator.high", count=int(high.sum())))
    if hot is not None:
        warm = hot.frame["significant"] & (hot.frame["label"] == "hot")
        counts.append(Message("study.indicator.hot", count=int(warm.sum())))
    return Message(
        "study.indicator",
        name=item.label,
        I=moran.I,
        p=(moran.p_sim, moran.permutations, 2),
        units=moran.n_eligible,
        kind=Message(f"study.indicator.{kind}"),
        counts=Message("study.indicator.counts", counts=counts, alpha=alpha) if counts else "",
    )


def _matching(taken: "Intake") -> list[Block]:
    """What became of the rows."""
    rows, lost = taken.numbers.nunique(), taken.left_out["row"].nunique()
    mapped = Message(f"study.lead.{'some' if lost else 'all'}", rows=rows, lost=lost, mapped=rows - lost)
    blocks: list[Block] = [
        Section(Message("study.section.match"), "match"),
        Text(mapped),
        Charts([matching_chart(taken)]),
        Table(summary_of_matching(taken), Message("study.caption.matching")),
    ]
    if len(taken.left_out):
        many = len(taken.left_out) > MOST_ROWS
        shown = left_out_groups(taken) if many else left_out_table(taken)
        note = Message("study.left_out.grouped", n=len(taken.left_out)) if many else ""
        blocks.append(Table(shown, Message("study.caption.left_out"), note=note))
    return blocks


def _told(id: str, said: Sequence[Message | str]) -> list[Block]:
    """A list under a line that says what it is; nothing where the list is empty."""
    return [Text(Message(id)), Points(said)] if said else []

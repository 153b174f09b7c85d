"""The pages of the audit: the verdicts in numbers, every contradiction with its quote, and all claims."""

from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from boundaries.language import Lang, Message
from geo.audit.claims import Judgement
from geo.audit.comparison import CONFLICT, CONTRADICTS, KINDS, LISTED, TESTED, VARIANT
from geo.audit.records import REPORTS
from geo.audit.wording import NONE
from geo.reporting.page import Block, Facts, Links, Page, Points, Section, Table, Text
from geo.reporting.table import Typed, column, typed

FILE = "claims.html"
LOST = "A118"
"""The passage that breaks off where a page of the source is missing."""
COLUMNS = (
    *("id", "report", "line", "quote", "statistic", "stated_value", "computed_value", "verdict", "reason"),
    "basis",
)


def _counted(counts: "Counter[str]") -> dict[str, object]:
    """How many claims got each verdict; kinds of few claims as messages, whose grammar the number decides."""
    few = (LISTED, TESTED, CONFLICT)
    return {k: Message(f"audit.lead.{k}", n=counts[k]) if k in few else counts[k] for k in KINDS}


def summary(audit: Sequence[Judgement]) -> Typed:
    """Counts of verdicts by report."""
    counts = Counter((found.claim.report, found.verdict.kind) for found in audit)
    rows = []
    for report in REPORTS:
        row: dict[str, object] = {"report": Message(f"audit.short.{report}")}
        row |= {kind: counts[report, kind] for kind in KINDS}
        rows.append(row | {"total": sum(counts[report, kind] for kind in KINDS)})
    keys = ("report", *KINDS, "total")
    heads = {kind: Message(f"audit.kind.{kind}") for kind in KINDS}
    heads |= {key: Message(f"audit.column.{key}") for key in ("report", "total")}
    return typed(pd.DataFrame(rows, columns=keys), [column(key, heading=heads[key]) for key in keys])


def claims_table(audit: Iterable[Judgement], lang: str, columns: Sequence[str] = COLUMNS) -> Typed:
    """The audit as a table; what a record gives in several languages is in the reader's."""
    rows = []
    for found in audit:
        claim = found.claim
        rows.append(
            {
                "id": claim.id,
                "report": claim.report,
                "line": claim.line,
                "quote": claim.quote,
                "statistic": claim.said("statistic", lang),
                "stated_value": claim.said("stated_value", lang),
                "computed_value": found.value(),
                "verdict": found.verdict.message(),
                "reason": claim.said("note", lang),
                "basis": found.computed.basis,
            }
        )
    heads = [column(key, "value", heading=Message(f"audit.column.{key}")) for key in columns]
    return typed(pd.DataFrame(rows, columns=[*columns], dtype=object), heads)


def _refuted(found: Judgement, lang: Lang) -> list[Block]:
    """One contradiction: the quote, what was stated and computed, and the rows that refute it."""
    claim = found.claim
    points = [
        Message(
            "audit.refuted.values",
            statistic=claim.said("statistic", lang),
            stated=claim.said("stated_value", lang),
            computed=found.value() or Message("audit.empty"),
        ),
        Message("audit.refuted.rows", basis=found.computed.basis or NONE),
    ]
    if why := claim.said("note", lang):
        points.append(Message("audit.refuted.note", note=why))
    return [Text(Message("audit.refuted", id=claim.id, quote=claim.quote, line=claim.line)), Points(points)]


def _contradictions(wrong: Sequence[Judgement], lang: Lang) -> list[Block]:
    """Every contradiction under the name of its report."""
    blocks: list[Block] = []
    for report in dict.fromkeys(found.claim.report for found in wrong):
        found_here = [found for found in wrong if found.claim.report == report]
        title = Message(
            "audit.contradictions.report",
            short=Message(f"audit.short.{report}"),
            title=Message(f"audit.report.{report}"),
            number=len(found_here),
        )
        blocks.append(Section(title, f"contradictions-{report}"))
        for found in found_here:
            blocks += _refuted(found, lang)
    return blocks


def _tested(audit: Sequence[Judgement], lang: Lang, *, links: bool) -> list[Block]:
    """The judgements without a number: the quote, what the tests say, and where they stand."""
    blocks: list[Block] = []
    for found in audit:
        claim = found.claim
        if found.verdict.kind == TESTED:
            value = Message(
                "audit.tested.value", statistic=claim.said("statistic", lang), computed=found.value()
            )
            points = [found.verdict.message(), value, found.computed.basis, claim.said("note", lang)]
            blocks += [Text(Message("audit.refuted", id=claim.id, quote=claim.quote, line=claim.line))]
            blocks += [Points([point for point in points if point])]
    cards = [
        (
            found.claim.link,
            Message("audit.card", id=found.claim.id, quote=found.claim.quote),
            found.verdict.message(),
        )
        for found in audit
        if found.claim.link and links
    ]
    return [*blocks, Links(cards)] if cards else blocks


def claims_page(audit: Sequence[Judgement], *, lang: Lang, download: str, links: bool = True) -> Page:
    """The page of the audit.

    Parameters
    ----------
    audit : sequence of Judgement
    lang : {"zh", "en"}
    download : str
        The address of its CSV, or nothing.
    links : bool
        Whether the atlas' pages with the tests stand beside it.

    Returns
    -------
    Page
    """
    counts = Counter(found.verdict.kind for found in audit)
    of = {kind: [found for found in audit if found.verdict.kind == kind] for kind in KINDS}
    blocks: list[Block] = [
        Text(Message("audit.lead", all=len(audit), **_counted(counts)), "lead"),
        Facts([(str(counts[kind]), Message(f"audit.kind.{kind}")) for kind in KINDS]),
        Table(summary(audit), Message("audit.by_report")),
        Section(Message("audit.contradictions"), "contradictions"),
        Text(Message("audit.contradictions.note"), "note"),
        *_contradictions(of[CONTRADICTS], lang),
    ]
    if of[CONFLICT]:
        blocks += [
            Section(Message("audit.conflicts"), "conflicts"),
            Table(claims_table(of[CONFLICT], lang), Message("audit.conflicts.table")),
        ]
    if of[TESTED]:
        blocks += [
            Section(Message("audit.tested"), "tested"),
            Text(Message("audit.tested.note"), "note"),
            *_tested(audit, lang, links=links),
        ]
    for found in audit:
        if found.claim.id == LOST:
            lost = Message("audit.lost.text", quote=found.claim.quote, basis=found.computed.basis)
            blocks += [Section(Message("audit.lost"), "lost"), Text(lost)]
    blocks += [
        Section(Message("audit.variants"), "variants"),
        Table(claims_table(of[VARIANT], lang), Message("audit.variants.table")),
        Section(Message("audit.listed"), "listed"),
        Text(Message("audit.listed.note"), "note"),
        Table(claims_table(of[LISTED], lang), Message("audit.listed.table"), open=False),
        Section(Message("audit.all"), "all"),
        Table(claims_table(audit, lang), Message("audit.all.table"), download=download, open=False),
    ]
    return Page(
        file=FILE, title=Message("audit.title"), short=Message("audit.title.short"), blocks=tuple(blocks)
    )

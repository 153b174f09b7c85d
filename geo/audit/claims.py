"""Every statement of the reports, recomputed: what was said, what the tables give, and a verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import PathLike

import pandas as pd

from boundaries.errors import TableError, choose
from boundaries.language import say, written
from geo.audit.comparison import KINDS, Computed, Verdict, compare
from geo.audit.faults import register
from geo.audit.records import REPORTS, Claim, read_claims
from geo.audit.wording import Said, as_printed, shown

ONLY = tuple(kind.replace("_", "-") for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One statement, what was computed for it, and the verdict."""

    claim: Claim
    computed: Computed
    verdict: Verdict

    def value(self) -> Said:
        """The computed value as it is read."""
        return shown(self.computed.value, self.computed.labels)


def judge(claim: Claim) -> Judgement:
    """Recompute one statement and judge it."""
    computed = register()[claim.computation](**claim.arguments)
    return Judgement(claim, computed, compare(computed, claim.expected, claim.compare))


def judge_claims(path: str | PathLike[str] | None = None) -> list[Judgement]:
    """Recompute and judge the statements of a claims file; the shipped one by default."""
    return [judge(claim) for claim in read_claims(path)]


def filter_claims(
    audit: Iterable[Judgement], *, report: str | None = None, only: str | None = None
) -> list[Judgement]:
    """The claims of one report, with one verdict, or both; an unknown name is refused with the valid ones."""
    if report is not None:
        choose(report, REPORTS, what="report", error=TableError)
    if only is not None:
        only = choose(only, ONLY, what="verdict", error=TableError).replace("-", "_")
    return [
        found
        for found in audit
        if report in (None, found.claim.report) and only in (None, found.verdict.kind)
    ]


def claims_frame(audit: Sequence[Judgement]) -> pd.DataFrame:
    """An audit as data: words in English (``statistic_zh``, ``reason_zh``: in Chinese), names as they are printed.

    The columns are those of `audit_claims`.
    """
    return pd.DataFrame([_row(found) for found in audit], columns=COLUMNS)


COLUMNS = [
    "id",
    "report",
    "line",
    "quote",
    "statistic",
    "stated_value",
    "computed_value",
    "verdict",
    "reason",
    "basis",
    "computation",
    "statistic_zh",
    "reason_zh",
]


def _row(found: Judgement) -> dict[str, str]:
    claim = found.claim
    return {
        "id": claim.id,
        "report": claim.report,
        "line": claim.line,
        "quote": claim.quote,
        "statistic": claim.statistic,
        "stated_value": claim.stated_value,
        "computed_value": written(as_printed(found.value()), "en"),
        "verdict": say("en", as_printed(found.verdict.message())),
        "reason": claim.note,
        "basis": written(as_printed(found.computed.basis), "en"),
        "computation": claim.computation,
        "statistic_zh": claim.words.get("statistic_zh", ""),
        "reason_zh": claim.words.get("note_zh", ""),
    }


def audit_claims(path: str | PathLike[str] | None = None) -> pd.DataFrame:
    """Recompute every statement of the reports that the tables allow, and judge it.

    Parameters
    ----------
    path : path, optional
        A claims file; the one shipped with the package by default.

    Returns
    -------
    pandas.DataFrame
        A row for each claim, in the file's order: ``id``, ``report``, ``line`` (of the source text),
        ``quote``, ``statistic``, ``stated_value``, ``computed_value``, ``verdict`` (``agrees``,
        ``rounds to``, ``agrees on variant V only``, ``contradicts``, ``not computable``), ``reason``,
        ``basis`` (the numbers and names behind the computed value), ``computation``,
        ``statistic_zh`` and ``reason_zh`` (the same words in Chinese; empty where a file has none).

    Raises
    ------
    TableError
        The file names an unknown computation, region, list, table, column, date or total; the message gives
        the row and the valid names.
    """
    return claims_frame(judge_claims(path))

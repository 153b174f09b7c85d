"""How the report of a study was made, what lies beside it and how to cite it."""

import importlib.metadata
from typing import TYPE_CHECKING

from boundaries.language import Message
from geo.lists import findings
from geo.reporting.office import can_write
from maps.cartography.credits import source_of

if TYPE_CHECKING:
    from geo.lists.survey import Survey
    from geo.study.table.config import Config
    from geo.study.table.intake import Intake


OFFICE = {"docx": "report.docx", "pptx": "summary.pptx"}
"""The office files of a report by their kind."""


def neighbors(config: "Config") -> Message:
    """Who borders whom in a study."""
    near = config.neighbors
    alone = Message(f"study.isolates.{near.isolates}", km=near.max_km)
    return Message("study.neighbors", contiguity=near.contiguity, alone=alone)


def method(config: "Config", taken: "Intake", survey: "Survey | None", *, tested: bool) -> list[Message]:
    """How the report was made; of the tests only those that were.

    Parameters
    ----------
    config : Config
    taken : Intake
    survey : Survey or None
    tested : bool
        Whether indicators were tested.

    Returns
    -------
    list of Message
    """
    facts, tests = taken.layer.attrs, config.tests
    draws, local = tests.permutations, tests.local_permutations
    if taken.years:
        draws = local = tests.panel_permutations
    chosen = len(taken.members)
    lines = [
        Message(
            "study.method.sets",
            eligible=taken.eligible_note,
            chosen=Message(
                f"study.method.{'chosen' if chosen else 'none'}", how=taken.members_note, count=chosen
            ),
        ),
        neighbors(config),
    ]
    if survey is not None:
        nulls = [null.called for null in survey.nulls]
        lines.append(
            Message("study.method.list", draws=tests.permutations, nulls=nulls, null=findings.held(survey))
        )
    if tested:
        lines.append(Message("study.method.indicators", draws=draws, local=local))
    if survey is not None or tested:
        sides = [
            *([Message("study.method.one_sided")] if survey is not None else []),
            *([Message("study.method.two_sided")] if tested else []),
        ]
        lines.append(Message("study.method.p", sides=sides, alpha=tests.fdr, seed=tests.seed))
    return [
        *lines,
        Message(
            "study.method.boundaries",
            source=source_of(facts),
            version=facts.get("version", ""),
            date=facts.get("date", ""),
            as_of=config.table.as_of,
        ),
        Message("study.method.limits"),
    ]


def beside(config: "Config") -> list[Message]:
    """What lies beside the page, and what does not for want of an extra."""
    kinds = [kind.upper() for kind in config.output.figures]
    said = [Message("study.beside", figures=Message("study.beside.figures", kinds=kinds) if kinds else "")]
    if config.output.office:
        names = [OFFICE[kind] for kind in config.output.office]
        said.append(Message(f"study.beside.office.{'there' if can_write() else 'missing'}", names=names))
    return said


def cite(title: str) -> Message:
    """How to cite the report."""
    return Message("study.cite", title=title, version=importlib.metadata.version("lianpian"))

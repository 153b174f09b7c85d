"""Families of messages: every member that the code can ask for is in the catalog."""

from typing import get_args

import pytest

from boundaries.language import text_of
from geo.lists.report import STEMS
from geo.study.statistics.indicators import LABELS, SPOTS
from geo.study.table.columns import ASIDE
from geo.study.table.config import FAULTS, KINDS, Config, EligiblePart, NeighborsPart, TablePart
from geo.study.table.match_report import HEADINGS

LEVELS = ("county", "prefecture")
STATUSES = (
    *("exact", "short_form", "renamed", "normalized", "by_code", "coded", "corrected"),
    *("ambiguous", "not_found", "split", "total"),
)
SHEETS = (
    *("match", "matching", "left_out", "members", "patches", "critical", "tests", "plates", "provinces"),
    *("prefectures", *STEMS.values(), "variants", "windows", "values", "indicators"),
    *("years", "lacking", "turnover", "values_by_year"),
)
TURNOVER = ("stayed", "joined", "left")
FAMILIES = {
    "study.kind.": (*get_args(EligiblePart.model_fields["units"].annotation)[:-1], "prefectures"),
    "study.level.": LEVELS,
    "command.level.": (*LEVELS, "province"),
    "study.municipalities.": ("in", "out"),
    "study.assumed.names.": ("name", "province", "prefecture"),
    "study.aside.": ASIDE,
    "study.fault.": tuple(FAULTS),
    "study.fault.kind.": tuple(set(KINDS.values())),
    "study.tests.": (*LABELS, *SPOTS, "n_eligible", "missing", "shared", "isolates", "draws", "local_draws"),
    "study.isolates.": get_args(NeighborsPart.model_fields["isolates"].annotation),
    "study.indicator.": ("alike", "unlike", "random"),
    "study.panel.": ("same", "steady", "rose", "fell"),
    "study.panel.counts.": ("same", "more", "fewer"),
    "study.panel.all.": ("alike", "other"),
    "study.panel.some.": ("sure", "unsure"),
    "study.panel.units.lacking.": ("all", "more"),
    "study.turnover.": ("joined", "left"),
    "study.turnover.status.": TURNOVER,
    "study.maps.turnover.": TURNOVER,
    "study.verify.": ("bytes", "lone"),
    "study.match.": ("result", "rows"),
    "study.left_out.": ("row", "name", "status", "reason", "suggestion"),
    "study.scan.column.": (
        *("window", "center", "radius_km", "count", "n_eligible", "expected", "relative_risk", "units"),
    ),
    "study.method.": ("chosen", "none"),
    "study.sheet.": SHEETS,
    "match.status.": STATUSES,
    "match.column.": HEADINGS,
}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_member_is_in_the_catalog(family: str, lang: str) -> None:
    assert [key for key in FAMILIES[family] if text_of(lang, f"{family}{key}") is None] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_comment_of_a_study_is_in_the_catalog(lang: str) -> None:
    fields = [*Config.model_fields.values(), *TablePart.model_fields.values()]
    told = [field.description for field in fields if field.description]
    assert len(told) > 20
    assert [id for id in told if text_of(lang, id) is None] == []

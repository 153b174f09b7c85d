"""The words of lists and of the atlas: every id that code asks for is in every catalog, with its placeholders."""

import ast
import string
from pathlib import Path
from typing import get_args

import pytest

import boundaries
import geo
import indicators
from boundaries.language import languages, text_of
from boundaries.regions import SCHEMES, STATUSES
from geo.atlas_pages.delta_page import PARTS
from geo.lists.nulls import NullName
from geo.lists.reading import SOURCES, TERMS
from geo.lists.report import STEMS
from geo.lists.survey import STATISTICS

ROOMS = ("lists", "atlas_pages", "reporting")
FAMILIES = {
    "lists.null": [*get_args(NullName), "region"],
    "lists.meaning": [*get_args(NullName), "lists"],
    "lists.statistic": STATISTICS,
    "lists.caption": [
        "members",
        "patches",
        "tests",
        "plates",
        "provinces",
        "prefectures",
        "variants",
        *STEMS.values(),
    ],
    "lists.verdict": ["significant", "not_significant", "stays", "stops", "begins", "neither"],
    "lists.after": ["significant", "not_significant"],
    "lists.everywhere": ["nation", "eligible"],
    "lists.yes": ["significant", "not_significant"],
    "lists.short": [*get_args(NullName), "region"],
    "lists.random": ["nation", "province", "prefecture", "region"],
    "lists.heading": ["expected", "quotient", "p", "p_fdr"],
    "lists.stricter": ["bb", "largest", "share_3"],
    "lists.region": [*STATUSES, "plain"],
    "lists.status": STATUSES,
    "lists.role": ["tested", "sensitivity"],
    "reading.term": TERMS,
    "reading.text": TERMS,
    "reading.source": SOURCES,
    "scheme": SCHEMES,
    "confidence": ["high", "medium", "low"],
    "change": ["up", "down", "same", "new"],
    "atlas.delta": PARTS,
    "atlas.delta.theme": PARTS,
    "atlas.definition": ["queen", "rook", "land", "bridge"],
    "atlas.lights.spot": ["hot", "cold"],
    "atlas.list.fact": ["members", "register"],
    "atlas.index.part": ["more", "less"],
    "atlas.index.answer.head": ["holds", "fails"],
    "atlas.index.answer.beyond": ["holds", "fails"],
}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def asked() -> list[tuple[str, str, set[str] | None]]:
    """The ids that the code of the rooms names outright, where, and the values it gives."""
    found = []
    for room in ROOMS:
        for path in sorted((Path(geo.__file__).parent / room).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in ("Message", "say")
                ):
                    ids = [
                        a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
                    ]
                    given = {word.arg for word in node.keywords}
                    found += [(id, path.name, None if None in given else given) for id in ids]
    return found


@pytest.mark.parametrize("lang", languages())
def test_every_id_has_its_text_and_its_values(lang: str) -> None:
    ids = asked()
    assert len(ids) > 100
    for id, file, given in ids:
        text = text_of(lang, id, 2)
        assert text is not None, (id, file)
        if given is not None:
            assert placeholders(text) <= given, (id, file, placeholders(text) - given)
            assert given - placeholders(text) <= {"n"}, (id, file, given - placeholders(text))


@pytest.mark.parametrize("lang", languages())
def test_every_member_of_a_family_has_its_text(lang: str) -> None:
    for family, keys in FAMILIES.items():
        for key in keys:
            assert text_of(lang, f"{family}.{key}"), (family, key)
    for id in indicators.rosters():
        for part in ("title", "short", "publisher", "eligible", "source"):
            assert text_of(lang, f"roster.{id}.{part}"), (id, part)


def test_the_families_hold_what_the_data_hold() -> None:
    variants = [boundaries.region_variants(scheme) for scheme in SCHEMES]
    assert {level for frame in variants for level in frame["confidence"]} <= set(FAMILIES["confidence"])
    for id in indicators.rosters():
        frame = indicators.roster(id).frame
        if "change" in frame:
            assert set(frame["change"].dropna()) <= set(FAMILIES["change"])

"""Every message of the audit and of the redrawn figures is in every catalog, families and figures included."""

from collections.abc import Iterator

import click
import pytest

from boundaries.language import Message, languages, say, text_of
from geo.audit.claims import ONLY
from geo.audit.claims_page import COLUMNS
from geo.audit.comparison import CONFLICT, KINDS, LISTED, TESTED
from geo.audit.contiguity_computations import BELTS
from geo.audit.faults import THINGS
from geo.audit.figures_page import FIGURES, figures_page, numbered, stem
from geo.audit.records import REPORTS
from geo.audit.report_figures import PICTURES
from geo.audit.table_computations import CENTRES, SUMS
from geo.cli import claims
from geo.reporting.page import Page, Points, Section, Table, Text, page_html

FAMILIES = {
    "audit.kind": KINDS,
    "audit.verdict": KINDS,
    "audit.lead": (LISTED, TESTED, CONFLICT),
    "audit.column": (*COLUMNS, "total"),
    "audit.contiguity": ("both", "nation", "none"),
    "audit.gathering": ("both", "nation", "none"),
    "audit.short": REPORTS,
    "audit.report": REPORTS,
    "audit.sheet": ("claims", "summary"),
    "audit.shares": ("total", "region"),
    "audit.thing": THINGS,
    "audit.variant": (*BELTS, *SUMS, *CENTRES),
    "figures.picture": sorted({key for keys in PICTURES.values() for key in keys}),
    "figures.report": FIGURES,
    "figures.title": FIGURES,
}


def _ids(value: object) -> Iterator[str]:
    """The ids of the messages in a value, a figure or a page."""
    if isinstance(value, Message):
        yield value.id
        yield from _ids(list(value.values.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _ids(item)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_families_are_in_the_catalogs(lang: str) -> None:
    assert lang in languages()
    for family, keys in FAMILIES.items():
        for key in keys:
            assert text_of(lang, f"{family}.{key}", 1) is not None, f"{family}.{key}"


def test_every_verdict_can_be_asked_for() -> None:
    (option,) = (option for option in claims.params if option.name == "only")
    assert isinstance(option.type, click.Choice)
    assert tuple(option.type.choices) == ONLY


@pytest.mark.parametrize("kind", ["county", "city"])
def test_figures_are_numbers_and_messages(kind: str) -> None:
    made = [make() for make in FIGURES[kind]]
    stems = [stem(index, figure) for index, figure in enumerate(made, start=1)]
    assert len(set(stems)) == len(stems)
    for figure in made:
        heads = [column.heading for column in figure.table.columns]
        for id in _ids([numbered(figure), figure.title, figure.note, *heads]):
            assert text_of("zh", id) and text_of("en", id), id
    tables = {figure.title.id: figure.table.frame for figure in made}
    if kind == "county":
        assert tables["figures.plates.counties"]["n"].tolist() == [68, 21, 10, 1]
        assert tables["figures.bases"]["n"].sum() == 123
        assert tables["figures.parks"]["n"].sum() == 73
        assert tables["figures.divisions"].set_index("year").loc[2022].tolist() == [1866, 977]
    else:
        assert tables["figures.plates.cities"]["n"].tolist() == [33, 12, 3, 2]


@pytest.mark.parametrize("kind", ["county", "city"])
def test_nothing_chinese_is_left_on_an_english_page_but_names(kind: str) -> None:
    page, _ = figures_page(kind, lang="en", data="data")
    for block in page.blocks:
        for said in _said(block):
            assert not any(word in say("en", said) for word in ("图", "表", "百强", "报告"))
    assert "<title>Figures of the" in page_html(page, lang="en", site="")


def _said(block: object) -> list[Message]:
    assert not isinstance(block, Page)
    texts: list[object] = []
    if isinstance(block, Section):
        texts = [block.title]
    elif isinstance(block, Text):
        texts = [block.text]
    elif isinstance(block, Points):
        texts = [*block.items]
    elif isinstance(block, Table):
        texts = [block.caption, block.note]
    return [text for text in texts if isinstance(text, Message)]

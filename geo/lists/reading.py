"""How to read: the words of the tables of tests, each explained once, with the literature."""

from boundaries.language import Message
from geo.reporting.page import Block, Page, Points, Section, Text

FILE = "reading.html"
ANCHOR = "reading"
TERMS = (
    *("join_count", "patches", "aggregation", "null", "expected", "p", "mid_p", "fdr"),
    *("regions", "belt", "critical", "local"),
)
SOURCES = (
    *("moran", "cliff_ord", "getis_ord", "anselin", "benjamini_hochberg", "ord_getis", "kulldorff"),
    "anselin_li",
)


def reading_points() -> list[Block]:
    """The same in one section, for a report that is one page: its tables link to `ANCHOR`."""
    terms = [
        Message("reading.point", term=Message(f"reading.term.{key}"), text=Message(f"reading.text.{key}"))
        for key in TERMS
    ]
    literature = [Message(f"reading.source.{key}") for key in SOURCES]
    return [Section(Message("reading.title"), ANCHOR), Points(terms), Points(literature)]


def reading_blocks() -> list[Block]:
    """The terms, each under its own anchor, and the literature."""
    terms: list[Block] = []
    for key in TERMS:
        terms += [
            Section(Message(f"reading.term.{key}"), key.replace("_", "-")),
            Text(Message(f"reading.text.{key}")),
        ]
    literature = Points([Message(f"reading.source.{key}") for key in SOURCES])
    return [*terms, Section(Message("reading.literature"), "literature"), literature]


def reading_page() -> Page:
    """The page by itself, to which every table links."""
    return Page(
        file=FILE,
        title=Message("reading.title"),
        short=Message("reading.short"),
        blocks=(Text(Message("reading.lead"), "lead"), *reading_blocks()),
    )

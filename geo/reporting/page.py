"""Pages of words, tables, charts and maps: one HTML file each, nothing fetched from anywhere.

A page is a tuple of blocks. What a block says is a message, said in the page's language, or a user's own text,
shown as it is; all of it is escaped. Only what the maps floor made (an iframe, an SVG chart) goes in as markup.
"""

import functools
import importlib.resources
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from boundaries.language import Lang, Message, say, written
from geo.reporting.table import Typed


@dataclass(frozen=True, slots=True)
class Section:
    """A heading; ``anchor`` is its address within the page."""

    title: Message | str
    anchor: str = ""
    kind: str = field(default="section", init=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. ``tone`` is "lead" for the opening one and "note" for small print."""

    text: Message | str
    tone: Literal["", "lead", "note", "warn"] = ""
    kind: str = field(default="text", init=False)


@dataclass(frozen=True, slots=True)
class Points:
    """A list of sentences."""

    items: Sequence[Message | str]
    kind: str = field(default="points", init=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """A row of key numbers: (number, what it counts)."""

    items: Sequence[tuple[Message | str, Message | str]]
    kind: str = field(default="facts", init=False)


@dataclass(frozen=True, slots=True)
class Links:
    """Cards that lead to other pages: (address, title, one sentence, of which a card shows the beginning)."""

    items: Sequence[tuple[str, Message | str, Message | str]]
    kind: str = field(default="links", init=False)


@dataclass(frozen=True, slots=True)
class Pictures:
    """Cards with a picture: (address, title, the answer in one sentence, numbers, SVG of the maps floor)."""

    items: Sequence[tuple[str, Message | str, Message | str, Message | str, str]]
    kind: str = field(default="pictures", init=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A sortable table; ``download`` is the address of its CSV beside the page."""

    frame: Typed
    caption: Message | str
    note: Message | str = ""
    download: str = ""
    open: bool = True
    kind: str = field(default="table", init=False)

    def header(self, lang: str) -> list[tuple[str, bool]]:
        """Column names and whether each holds numbers."""
        numeric = [
            column.kind == "p" or pd.api.types.is_numeric_dtype(self.frame.frame[column.key])
            for column in self.frame.columns
        ]
        return list(zip(self.frame.headings(lang), numeric, strict=True))

    def rows(self, lang: str) -> list[list[tuple[str, str]]]:
        """Cells as (shown, value to sort by)."""
        columns = [
            list(zip(texts, keys, strict=True))
            for texts, keys in zip(self.frame.shown(lang), self.frame.sort_keys(), strict=True)
        ]
        return [list(row) for row in zip(*columns, strict=True)]

    @property
    def n_rows(self) -> Message:
        """How many rows the table has."""
        return Message("reporting.rows", n=len(self.frame.frame))


@dataclass(frozen=True, slots=True)
class Markup:
    """A map (iframe) or chart (SVG) made by the maps floor, with its caption."""

    html: str
    caption: Message | str = ""
    wide: bool = False
    kind: str = field(default="markup", init=False)


@dataclass(frozen=True, slots=True)
class Native:
    """How an office program draws a chart itself, from the columns of its numbers.

    ``x`` names the column of categories, ``y`` those of the series; columns from ``beyond`` on have the other
    color, and that one is marked; ``log``: p-values on a logarithmic axis, small ones on top; ``over``: later
    series lie on earlier ones, as parts on a whole.
    """

    form: Literal["column", "bar", "line"]
    x: str
    y: tuple[str, ...]
    beyond: float | None = None
    log: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of the maps floor with its numbers as a table.

    ``draw`` makes its SVG in a language; ``note`` says what the chart shows, of whom, and under which null.
    """

    title: Message | str
    draw: Callable[[str], str]
    numbers: Typed
    note: Message | str = ""
    native: Native | None = None

    @property
    def table(self) -> Table:
        """The numbers of the chart."""
        return Table(self.numbers, Message("reporting.numbers"), open=False)


@dataclass(frozen=True, slots=True)
class Charts:
    """Charts side by side where there is room."""

    items: Sequence[Chart]
    kind: str = field(default="charts", init=False)


Block = Section | Text | Points | Facts | Links | Pictures | Table | Markup | Charts


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its file name, title and blocks; ``answer`` is its heading where it has found one."""

    file: str
    title: Message | str
    blocks: tuple[Block, ...]
    short: Message | str = ""
    answer: Message | str = ""


WORDS = ("csv", "filter", "all", "sort", "skip", "menu", "language", "reading")
"""What the template itself says (``reporting.<key>``)."""


CARD = 180
"""How many letters a card holds, or half as many Chinese characters."""


def cut(text: str, most: int = CARD) -> str:
    """The beginning of a text, with an ellipsis where something was left out.

    >>> cut("Counties alone, then all.", 16), cut("县与区合在一起。", 8)
    ('Counties alone…', '县与区合…')
    """
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    most = most // 2 if 2 * wide > len(text) else most
    return text if len(text) <= most else text[:most].rstrip("，。；、 ,;") + "…"


@functools.cache
def _asset(name: str) -> str:
    return (importlib.resources.files("geo") / "templates" / name).read_text("utf-8")


def page_html(
    page: Page,
    *,
    lang: Lang,
    site: Message | str,
    pages: Sequence[Page] = (),
    footer: Sequence[Message | str] = (),
    reading: str = "",
) -> str:
    """The whole HTML document of one page.

    Parameters
    ----------
    page : Page
    lang : {"zh", "en"}
    site : Message or str
        What the pages together are called, shown at the top left.
    pages : sequence of Page
        All pages of the site, for the menu.
    footer : sequence of Message or str
        Sentences at the foot: sources, licences, versions.
    reading : str
        Address of the page that says how to read tables; each links to it.

    Returns
    -------
    str
        A document that asks the network for nothing.
    """
    import jinja2
    from markupsafe import Markup as Safe

    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["said"] = lambda value: written(value, lang)
    environment.filters["cut"] = cut
    template = environment.from_string(_asset("page.html"))
    return template.render(
        page=page,
        lang=lang,
        pages=pages,
        site=site,
        footer=footer,
        reading=reading,
        words={key: say(lang, f"reporting.{key}") for key in WORDS},
        style=Safe(_asset("style.css")),
        script=Safe(_asset("table.js")),
        safe=Safe,
    )

"""Pages of words, tables, charts and maps: one HTML file each, nothing fetched from anywhere.

A page is a tuple of blocks. What a block says is a message, said in the page's language, or a user's own text,
shown as it is; all of it is escaped. Only what the maps floor made (an iframe, an SVG chart) goes in as markup.
"""

import functools
import importlib.resources
import math
import numbers
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from boundaries.language import Lang, Message, say, written
from geo.reporting.table import Typed
from geo.reporting.workbook import P_HEADS


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
class Table:
    """A sortable table; ``download`` is the address of its CSV beside the page."""

    frame: Typed | pd.DataFrame
    caption: Message | str
    note: Message | str = ""
    download: str = ""
    open: bool = True
    kind: str = field(default="table", init=False)

    def header(self, lang: str) -> list[tuple[str, bool]]:
        """Column names and whether each holds numbers."""
        if isinstance(self.frame, Typed):
            numeric = [
                column.kind == "p" or pd.api.types.is_numeric_dtype(self.frame.frame[column.key])
                for column in self.frame.columns
            ]
            return list(zip(self.frame.headings(lang), numeric, strict=True))
        return [
            (str(name), bool(pd.api.types.is_numeric_dtype(self.frame[name])) or _of_p(name))
            for name in self.frame.columns
        ]

    def rows(self, lang: str) -> list[list[tuple[str, str]]]:
        """Cells as (shown, value to sort by)."""
        if isinstance(self.frame, Typed):
            columns = [
                list(zip(texts, keys, strict=True))
                for texts, keys in zip(self.frame.shown(lang), self.frame.sort_keys(), strict=True)
            ]
        else:
            columns = [
                list(zip(_texts(self.frame[name]), _keys(self.frame[name]), strict=True))
                for name in self.frame.columns
            ]
        return [list(row) for row in zip(*columns, strict=True)]

    @property
    def n_rows(self) -> Message:
        """How many rows the table has."""
        return Message(
            "reporting.rows", n=len(self.frame.frame if isinstance(self.frame, Typed) else self.frame)
        )


@dataclass(frozen=True, slots=True)
class Markup:
    """A map (iframe) or chart (SVG) made by the maps floor, with its caption."""

    html: str
    caption: Message | str = ""
    wide: bool = False
    kind: str = field(default="markup", init=False)


Block = Section | Text | Points | Facts | Links | Table | Markup


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its file name, title and blocks."""

    file: str
    title: Message | str
    blocks: tuple[Block, ...]
    short: Message | str = ""


def p_value(p: float, *, draws: int | None = None) -> str:
    """A p-value as it is printed: three digits, and never 0.

    >>> p_value(0.0432), p_value(0.00001), p_value(0.0001, draws=9999)
    ('0.043', '0.00001', '0.0001')
    """
    if pd.isna(p):
        return "—"
    if draws is not None and p <= 1 / (draws + 1) * 1.0000001:
        return (
            f"{1 / (draws + 1):.1g}"
            if draws + 1 in {10**k for k in range(2, 9)}
            else f"{1 / (draws + 1):.2g}"
        )
    if p >= 0.001:
        return f"{p:.3f}"
    if p >= 0.00001:
        return f"{p:.5f}".rstrip("0")
    return f"{p:.1e}"


def shown(value: object) -> str:
    """A table cell as text: numbers with separators, missing as an em dash."""
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return "—"
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, int) or (hasattr(value, "dtype") and value.dtype.kind in "iu"):
        return f"{int(str(value)):,}"
    if isinstance(value, float) or (hasattr(value, "dtype") and value.dtype.kind == "f"):
        number = float(str(value))
        if math.isinf(number):
            return "∞" if number > 0 else "-∞"
        if number != 0 and abs(number) < 0.001:
            if abs(number) >= 0.00001:
                return f"{number:.5f}".rstrip("0")
            return f"{number:.1e}"
        return f"{number:,.3f}".rstrip("0").rstrip(".") if abs(number) < 1000 else f"{number:,.0f}"
    return str(value)


def _texts(column: pd.Series) -> list[str]:
    """The cells of a column as text: years without separators, numbers of one kind with as many decimals.

    >>> _texts(pd.Series([9.27, 0.5, 11])), _texts(pd.Series([73, 0.416], name="观测值")), _texts(pd.Series([2023], name="年份"))
    (['9.27', '0.50', '11.00'], ['73', '0.416'], ['2023'])
    """
    texts = [shown(value) for value in column]
    if column.name in YEARS:
        return [text.replace(",", "") for text in texts]
    if column.dtype.kind != "f":
        return texts
    if column.name in MIXED:
        return texts
    pairs = list(zip(texts, column, strict=True))
    most = max((len(text.partition(".")[2]) for text, value in pairs if _plain(value)), default=0)
    return [f"{value:,.{most}f}" if _plain(value) else text for text, value in pairs]


def _plain(value: float) -> bool:
    """Whether a number is printed with at most three decimals and no sign of its own."""
    return not pd.isna(value) and (value == 0 or 0.001 <= abs(value) < 1000)


def _of_p(name: object) -> bool:
    """Whether a column holds p-values, which are printed as text and sort as numbers."""
    return str(name).strip() in P_HEADS


def _keys(column: pd.Series) -> list[str]:
    """What the cells of a column sort by."""
    values = pd.to_numeric(column, errors="coerce") if _of_p(column.name) else column
    return [sortable(value) for value in values]


def sortable(value: object) -> str:
    """What a cell sorts by: the bare number, or nothing when the text itself does."""
    if isinstance(value, numbers.Real) and not isinstance(value, bool) and not pd.isna(value):
        return repr(float(value))
    return ""


MIXED = ("观测值", "Observed")  # columns of counts and shares, one statistic a row
YEARS = ("年份", "年度", "Year")  # columns of years, which take no separators
WORDS = ("csv", "sort", "skip", "menu", "language", "reading")
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

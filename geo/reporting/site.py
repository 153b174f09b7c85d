"""Several pages as one site."""

from collections.abc import Sequence
from pathlib import Path

from boundaries.language import Lang, Message
from geo.reporting.page import Page, page_html


def write_pages(
    folder: Path,
    pages: Sequence[Page],
    *,
    lang: Lang,
    site: Message | str,
    footer: Sequence[Message | str] = (),
    reading: str = "",
) -> None:
    """Write every page of a site.

    Parameters
    ----------
    folder : pathlib.Path
    pages : sequence of Page
        The first is the front page; the menu names them all.
    lang : {"zh", "en"}
    site : Message or str
        What the pages together are called.
    footer : sequence of Message or str
        Sentences at the foot of every page.
    reading : str
        Address of the page that says how to read tables.
    """
    for page in pages:
        html = page_html(page, lang=lang, site=site, pages=pages, footer=footer, reading=reading)
        (folder / page.file).write_text(html, "utf-8")

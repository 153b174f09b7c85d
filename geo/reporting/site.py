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
    """
    for page in pages:
        html = page_html(page, lang=lang, site=site, pages=pages, footer=footer)
        (folder / page.file).write_text(html, "utf-8")

"""The office files of a study: report.docx and summary.pptx, where the extra for them is installed."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import maps
from boundaries.language import Message
from geo.reporting.office import can_write
from geo.study.report.method import OFFICE

if TYPE_CHECKING:
    from geo.reporting.page import Page
    from geo.reporting.word import Figure
    from geo.study.table.config import Config
    from maps import Overlay

MAPS = 6
"""Maps in a document: the first themes."""


def write_office(
    config: "Config", folder: Path, page: "Page", overlays: "Sequence[Overlay]", title: str
) -> None:
    """Write the office files that the study asks for; none without the extra.

    Parameters
    ----------
    config : Config
    folder : pathlib.Path
        The report; figures/01.png and so on are taken from it where they were drawn.
    page : Page
    overlays : sequence of Overlay
        In the order of the figures.
    title : str
    """
    if not config.output.office or not can_write():
        return
    from geo.reporting.slides import write_slides
    from geo.reporting.word import write_document

    with tempfile.TemporaryDirectory() as held:
        figures = _figures(config, folder / "figures", Path(held), overlays, title)
        if "docx" in config.output.office:
            write_document(folder / OFFICE["docx"], page, figures, lang=config.lang)
        if "pptx" in config.output.office:
            write_slides(folder / OFFICE["pptx"], page, figures, lang=config.lang)


def _figures(
    config: "Config", drawn: Path, held: Path, overlays: "Sequence[Overlay]", title: str
) -> "list[Figure]":
    """The maps as pictures: those of the report, or the first one drawn for the purpose."""
    from geo.reporting.word import Figure

    if not config.output.maps:
        return []
    if "png" in config.output.figures:
        return [
            Figure(drawn / f"{number:02d}.png", Message("study.titled", title=title, name=overlay.name))
            for number, overlay in enumerate(overlays[:MAPS], start=1)
        ]
    named = [Message("study.titled", title=title, name=overlay.name) for overlay in overlays[:1]]
    return [
        Figure(maps.figure(overlay, held / "map.png", title=""), name)
        for overlay, name in zip(overlays[:1], named, strict=True)
    ]

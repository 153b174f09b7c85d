"""The file of a static figure: its name checked, its bytes the same each time, written whole."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries.errors import MapError, listed
from maps.cartography.palette import PAPER
from maps.static.slim_svg import slim_svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = (".png", ".svg", ".pdf")


def checked_path(path: str | os.PathLike[str]) -> Path:
    """Refuse what names no figure: another suffix, no folder, a character no file name can hold."""
    try:
        target = Path(path)
    except (TypeError, ValueError) as problem:
        raise MapError("maps.static.file.is-no-file-name", path=path, problem=problem) from None
    if "\0" in str(target):
        raise MapError("boundaries.writing.null", target=str(target))
    if target.suffix.lower() not in FORMATS:
        raise MapError(
            "maps.static.file.a-figure-is-written-as-got", FORMATS=listed(FORMATS), value=target.name[:80]
        )
    if not target.parent.is_dir():
        raise MapError("maps.static.file.the-folder-does-not-exist", value=str(target.parent)[:200])
    return target


def file_bytes(page: Figure, form: str, dpi: int) -> bytes:
    """The drawn page as ``png``, ``svg`` or ``pdf``, without dates and program names."""
    metadata: dict[str, dict[str, None]] = {
        "png": {"Software": None},
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }
    out = io.BytesIO()
    page.savefig(out, format=form, dpi=dpi, metadata=metadata[form], facecolor=PAPER)
    written = out.getvalue()
    return slim_svg(written) if form == "svg" else written

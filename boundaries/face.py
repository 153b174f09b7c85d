"""How the five packages show their public names: listed once, in the stub, and each loaded when first used.

``__init__.pyi`` beside a package's ``__init__.py`` says where each public name lives; type checkers read it,
and so does Python here. A file that defines a function of its own name is private (``boundaries/_match.py``
holds ``boundaries.match``), so that no import can put a module in a function's place.
"""

import ast
import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def homes(package: str) -> dict[str, str]:
    """For each public name of ``package`` the full name of the module that defines it.

    >>> homes("boundaries")["match"]
    'boundaries._match'
    """
    stub = Path(str(sys.modules[package].__file__)).with_suffix(".pyi")
    return {
        alias.asname or alias.name: str(node.module)
        for node in ast.parse(stub.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def attach(package: str) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """The ``__getattr__``, ``__dir__`` and ``__all__`` of a package whose stub lists its public names."""
    listed = homes(package)

    def loaded(name: str) -> Any:
        if name not in listed:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(listed[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    return loaded, lambda: sorted(listed), sorted(listed)

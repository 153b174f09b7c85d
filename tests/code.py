"""The files of the packages, each parsed once."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("boundaries", "indicators", "analysis", "maps", "geo")
FILES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "node_modules" not in path.parts
)


@cache
def trees() -> dict[Path, ast.Module]:
    """Every file as a syntax tree; not to be changed."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}

"""Write docs/names.md: every public name of the five packages and the first line of its docstring."""

import ast
import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("boundaries", "indicators", "analysis", "maps", "geo")


def first_line(home: str, name: str) -> str:
    """The first line of the docstring of ``name`` in the module ``home``, without loading it."""
    file = ROOT.joinpath(*home.split(".")).with_suffix(".py")
    if not file.exists():
        return f"see `{home}`" if home in PACKAGES else ""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return (ast.get_docstring(node) or "").split("\n")[0]
    return ""


def main() -> None:
    """Write the page."""
    sys.path.insert(0, str(ROOT))
    from boundaries.face import homes

    lines = [
        "# Public names",
        "",
        "Written by `python tools/names.py`; a test compares the names.",
        "",
    ]
    for package in PACKAGES:
        importlib.import_module(package)
        shown = homes(package)
        lines += [f"## {package}", "", "| name | |", "|---|---|"]
        lines += [f"| `{name}` | {first_line(shown[name], name)} |" for name in sorted(shown)]
        lines.append("")
    (ROOT / "docs" / "names.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()

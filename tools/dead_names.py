"""List the dead names of the packages: what nobody calls, reads or shows. Run by ``make check``.

Vulture finds names that stand in no other place. Not dead are what an ``__init__.pyi`` shows, the fields of
dataclasses (results and records are read by whoever called), what a decorator enters into a list, attributes
set on what another library made (``sheet.freeze_panes``), and `KEPT`.
"""

import ast
import sys
from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("boundaries", "indicators", "analysis", "maps", "geo", "lianpian")
ENTERED = ["@computation", "@empties", "@main.command", "@click.*", "@property"]
RECORDS = ("dataclass", "NamedTuple")
SURE = 60

KEPT = {
    # Methods and names that a library calls or reads.
    "click": "get_metavar get_short_help_str formatter_class context_class command_class parameter",
    "pydantic": "model_config",
    "html.parser": "handle_starttag handle_endtag handle_data",
    "folium": "_id default_js default_css",
    "IPython": "_repr_html_",
    "Python": "__getattr__",
    # Ours, read where Python does not look.
    "a key of the cache": "stamp",
    "annotations as text": "SuperLU",
    "methods of public results": "to_excel most_inconsistent csp",
    "templates": "tone n_rows",
    "tests hold words and palettes against them": "THINGS ASIDE PATTERNS MATCHED least_difference",
}


def fields(tree: ast.Module) -> set[int]:
    """The lines of the fields of dataclasses and named tuples."""
    records = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any(word in "".join(map(ast.unparse, [*node.decorator_list, *node.bases])) for word in RECORDS)
    ]
    return {node.lineno for record in records for node in record.body if isinstance(node, ast.AnnAssign)}


def dead() -> list[str]:
    """Every dead name, with where it stands."""
    finder = Vulture(ignore_decorators=ENTERED)
    folders = [ROOT / package for package in PACKAGES]
    shown = [path for folder in folders for path in folder.rglob("__init__.pyi")]
    finder.scavenge([*folders, *shown], exclude=["*/node_modules/*"])
    kept = {name for names in KEPT.values() for name in names.split()}
    found = []
    for item in finder.get_unused_code(min_confidence=SURE):
        path = Path(item.filename)
        if path.suffix == ".pyi" or item.name in kept:
            continue
        text = path.read_text(encoding="utf-8")
        own = f"self.{item.name}" in text.splitlines()[item.first_lineno - 1]
        if (item.typ != "attribute" or own) and item.first_lineno not in fields(ast.parse(text)):
            found.append(f"{path.relative_to(ROOT)}:{item.first_lineno}: {item.typ} {item.name}")
    return sorted(found)


if __name__ == "__main__":
    names = dead()
    print(*names, sep="\n", end="\n" if names else "")
    sys.exit(bool(names))

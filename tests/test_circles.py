"""No circle of files, imports inside functions included; those for type checkers alone are no imports."""

import grimp
import networkx

from tests.code import PACKAGES

# Strike a circle out when it is cut; add none.
KNOWN = {
    # A workbook of any kind is opened behind one door, and each kind is refused in the same words.
    frozenset(f"indicators.reading.{name}" for name in ("spreadsheet", "xls", "xlsb", "xlsx")),
    # A folder of boundaries is told its datum by the default layer, and is itself one way to read a layer.
    frozenset(f"boundaries.{name}" for name in ("datum", "folder", "read")),
    # `Framework.score` is a method of what the scores are made from.
    frozenset(f"indicators.{name}" for name in ("_score", "framework", "framework_weights")),
}


def circles() -> set[frozenset[str]]:
    """Every set of files that import each other, directly or through others."""
    graph = grimp.build_graph(*PACKAGES, exclude_type_checking_imports=True, cache_dir=None)
    ways = networkx.DiGraph(
        (module, other)
        for module in graph.modules
        for other in graph.find_modules_directly_imported_by(module)
    )
    return {frozenset(group) for group in networkx.strongly_connected_components(ways) if len(group) > 1}


def test_there_is_no_circle_but_the_known_ones() -> None:
    assert circles() == KNOWN

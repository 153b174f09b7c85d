"""Words last: no file of the packages holds a sentence, and every refusal is an id with its values."""

import ast
import re
from collections.abc import Iterator

from tests.code import ROOT, trees

SENTENCE = re.compile(r"[A-Za-z]{2,}[,;:]? [a-z]{2,}|\x00 [a-z]{3,} ")
MARKUP = re.compile(r"<[^>]*>|\{[^}]*\}|^(?:SELECT|ATTACH|CREATE) .*", re.S)
# Of Python, for who writes code against the package: what nobody is shown who only uses it.
PROGRAMMERS = {"TypeError", "ValueError", "RuntimeError", "AttributeError", "MemoryError", "ImportError"}
ASIDE = {"debug", "info", "warning", "suppress", "filterwarnings", "execute"}
# What is no sentence of ours: keys and names with a blank, languages of other programs, licences.
# Strike a line out when it is gone; add none without a reason.
OWN = {
    "analysis/neighbor_definitions.py": [  # labels of rows, told apart by the reader of the frame
        "queen, land only", "local join count",
    ],
    "boundaries/amap.py": ["高德 (data); MIT"],
    "boundaries/islands.py": ["nearest boundary"],  # a key
    "boundaries/tianditu.py": ["国家地理信息公共服务平台 天地图 (data); MIT"],
    "boundaries/source.py": ["pip install --force-reinstall \x00==\x00"],
    "boundaries/writing.py": ["Symlink loop"],  # of pathlib
    "indicators/_access.py": ["Natural Earth ne_", "public domain"],  # sources, as the file names them
    "boundaries/water.py": ["© OpenStreetMap contributors, ODbL 1.0"],
    "geo/atlas_pages/build.py": ["nearest, up to 50 km"],  # run.json
    "geo/commands.py": ["lianpian map"],  # a command
    "geo/reporting/provenance.py": ["not installed"],  # run.json
    "geo/study/table/config.py": ["Input should be "],  # of pydantic
    "indicators/_density.py": ["density per 10,000 km2"],  # the name of a band in a file
    "indicators/_score.py": ["none: TOPSIS is not additive", "ln score"],  # keys
    "indicators/listing.py": ["given adcodes"],
    "indicators/reading/delimited.py": ["the pasted text"],  # stands for a path
    "indicators/table.py": ["the pasted text"],
    "maps/charts/svg.py": ["@media print", ".lp-chart text"],
    "maps/page/folium_map.py": ["behavior: url(#default#VML);"],
    "maps/page/iframe.py": ["script-src 'unsafe-inline'", ' sandbox="allow-scripts'],
}  # fmt: skip


def called(node: ast.Call) -> str:
    function = node.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def told() -> set[str]:
    """The names of the errors and warnings of the package: the tree of `Told`, wherever a branch stands."""
    found = {"Told"}
    while True:
        more = {
            node.name
            for tree in trees().values()
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef)
            and any(isinstance(base, ast.Name) and base.id in found for base in node.bases)
        } - found
        if not more:
            return found
        found |= more


TOLD = told()


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text of a file that is said, the parts that are put in as \\x00; no docstring, no annotation."""
    if isinstance(tree, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(tree, clean=False):
        body = tree.body[1:]
    else:
        body = getattr(tree, "body", None)
    if isinstance(tree, ast.FunctionDef) and tree.name == "__repr__":
        return
    if isinstance(tree, ast.Call) and called(tree) in PROGRAMMERS | ASIDE:
        return
    if isinstance(tree, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "\x00" for part in tree.values)
        yield tree.lineno, "".join(map(str, parts))
        for part in tree.values:
            if isinstance(part, ast.FormattedValue):
                yield from texts(part.value)
        return
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        yield tree.lineno, tree.value
        return
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns"):
            continue
        held = body if name == "body" and isinstance(body, list) else value
        for child in held if isinstance(held, list) else [held]:
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue  # the docstring of an attribute
            if isinstance(child, ast.AST):
                yield from texts(child)


def test_no_file_holds_a_sentence() -> None:
    found, gone = [], []
    for path, tree in trees().items():
        name = path.relative_to(ROOT).as_posix()
        said = [(line, text) for line, text in texts(tree) if SENTENCE.search(MARKUP.sub(" ", text))]
        own = OWN.get(name, [])
        found += [f"{name}:{line}: {text}" for line, text in said if not text.startswith(tuple(own))]
        gone += [f"{name}: {text}" for text in own if not any(held.startswith(text) for _, held in said)]
    assert found == []
    assert gone == []


def assigned(function: ast.AST, name: str) -> list[ast.expr]:
    """What a name is given within a function; an argument of that name is given nothing here."""
    return [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
    ]


def is_message(node: ast.expr, function: ast.AST) -> bool:
    """Whether an expression is an id of the catalogs, a family of ids, or a message."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and re.fullmatch(r"[\w-]+(\.[\w-]+)+", node.value) is not None
    if isinstance(node, ast.JoinedStr):
        first = node.values[0]
        return isinstance(first, ast.Constant) and re.match(r"[\w-]+\.", str(first.value)) is not None
    if isinstance(node, ast.IfExp):
        return is_message(node.body, function) and is_message(node.orelse, function)
    if isinstance(node, ast.Call):
        return called(node) == "Message"
    if isinstance(node, ast.Attribute):
        return node.attr in ("id", "message")
    if isinstance(node, ast.Name):
        given = assigned(function, node.id)
        return node.id in ("id", "said") if not given else all(is_message(value, function) for value in given)
    return False


def refusals(node: ast.AST, function: ast.AST) -> Iterator[tuple[ast.Call, ast.AST]]:
    """Every error and warning that is made, with the function in which."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and called(child) in TOLD | {"error"}:
            yield child, function
        yield from refusals(child, child if isinstance(child, ast.FunctionDef) else function)


def test_every_refusal_is_an_id() -> None:
    made = [(path, *one) for path, tree in trees().items() for one in refusals(tree, tree)]
    assert len(made) > 300
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)[:80]}"
        for path, node, function in made
        if not node.args or not is_message(node.args[0], function)
    ] == []


def test_every_warning_of_the_package_is_one_of_its_own() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) == "warn" and isinstance(node.func, ast.Attribute)
        and not (isinstance(node.args[0], ast.Name)
                 or (isinstance(node.args[0], ast.Call) and called(node.args[0]) in TOLD))
    ]  # fmt: skip
    assert wrong == []

"""The house as a whole: what is shown, said, loaded and left unsaid."""

import ast
import importlib
import inspect
import re
import subprocess
import sys

import pytest

from boundaries.face import homes
from tests.code import FILES, PACKAGES, ROOT, trees

# Names that other people's code calls; they may not drift.
CONTRACT = {
    "boundaries": "read_layer read_regions match join convert check_layer",
    "indicators": "rosters roster read_table Framework ahp_weights tiers zonal sensitivity",
    "analysis": "neighbors moran join_count local_moran hotspots local_join_count patches groups scan",
    "maps": "Sheet figure choropleth members local_moran hotspots patches groups scan tiers points raster",
    "geo": "atlas audit_claims Study",
}
HEAVY = (
    "scipy.stats",
    "esda",
    "mapclassify",
    "sklearn",
    "matplotlib",
    "folium",
    "libpysal",
    "rasterio",
    "exactextract",
)
# Spelled in parts: this file is searched too.
FORBIDDEN = [
    "/" + "work/", "far" + "m-", "/" + "tmp/bash_jobs", "mirrors." + "aliyun", "tuna." + "tsinghua",
    "--index-" + "url", "--extra-index-" + "url",
]  # fmt: skip
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".cfg",
    ".csv",
    ".html",
    ".js",
    ".css",
    ".sh",
    ".lock",
    ".txt",
    ".R",
    ".yml",
    ".yaml",
    "",
}
# Docstrings that still owe a section: strike a line out when it is paid; add none.
OWED = {
    "indicators.box_cox: Parameters",
    "indicators.eligible_units: Returns",
    "indicators.equal_weights: Parameters",
    "indicators.equal_weights: Returns",
    "indicators.kendall_w: Parameters",
    "indicators.kendall_w: Returns",
    "indicators.rank_biased_overlap: Parameters",
    "indicators.rank_biased_overlap: Returns",
    "indicators.read_roster: Parameters",
    "indicators.report_table: Parameters",
    "indicators.report_table: Returns",
    "indicators.report_tables: Returns",
    "indicators.roster: Parameters",
    "indicators.rosters: Returns",
}


def shown(package):
    return sorted(importlib.import_module(package).__all__)


def is_open(name):
    return not name.startswith("_")


@pytest.mark.parametrize("package", PACKAGES)
def test_contract_names_are_shown(package):
    assert sorted(set(CONTRACT[package].split()) - set(shown(package))) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_shown_name_loads(package):
    module = importlib.import_module(package)
    for name, home in homes(package).items():
        assert getattr(module, name) is getattr(importlib.import_module(home), name), name


@pytest.mark.parametrize("package", PACKAGES)
def test_no_name_is_hidden_by_its_file(package):
    for file in (ROOT / package).glob("*.py"):
        if file.stem in shown(package):
            importlib.import_module(f"{package}.{file.stem}")
            assert not inspect.ismodule(getattr(importlib.import_module(package), file.stem)), file.name


@pytest.mark.parametrize("package", PACKAGES)
def test_shown_names_are_the_documented_ones(package):
    page = (ROOT / "docs" / "names.md").read_text(encoding="utf-8")
    section = page.split(f"## {package}\n")[1].split("\n## ")[0]
    documented = re.findall(r"^\| `(\w+)` \|", section, re.M)
    assert documented == shown(package), "run `python tools/names.py` and read what it wrote"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_say_what_they_are(path):
    tree = trees()[path]
    assert ast.get_docstring(tree), f"{path.relative_to(ROOT)} has no docstring"
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and is_open(node.name)
        and not ast.get_docstring(node)
    ]
    assert silent == []


def exported():
    """Every public function of the packages below the face, by its full name."""
    for package in PACKAGES[:-1]:
        for name, home in homes(package).items():
            value = getattr(importlib.import_module(home), name, None)
            if inspect.isfunction(value):
                yield f"{package}.{name}", value


def test_functions_state_parameters_and_returns():
    lacking = set()
    for name, function in exported():
        text, signature = inspect.getdoc(function) or "", inspect.signature(function)
        returned = signature.return_annotation
        # A result class says itself what it holds.
        told = returned in (None, "None") or (
            inspect.isclass(returned) and returned.__module__.split(".")[0] in PACKAGES and returned.__doc__
        )
        if signature.parameters and not re.search(r"^Parameters\n-{10}$", text, re.M):
            lacking.add(f"{name}: Parameters")
        if not told and not re.search(r"^(Returns|Yields)\n-+$", text, re.M):
            lacking.add(f"{name}: Returns")
    assert lacking - OWED == set()


def test_importing_everything_loads_nothing_heavy():
    code = (
        "import sys; import geo, boundaries, indicators, analysis, maps; "
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == []


def test_nothing_names_the_place_where_it_was_written():
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode:  # an unpacked archive: look at what it holds
        files = [
            path
            for package in (*PACKAGES, "tests", "docs")
            for path in (ROOT / package).rglob("*")
            if path.is_file()
        ]
    else:
        files = [ROOT / name for name in listing.stdout.split("\0") if name]
    found = []
    for path in files:
        if path.suffix in TEXT and path.exists() and path.stat().st_size < 20_000_000:
            text = path.read_text(encoding="utf-8", errors="ignore").lower()
            found += [f"{path.relative_to(ROOT)}: {word}" for word in FORBIDDEN if word in text]
    assert found == []

"""What a stranger needs to carry on is there and is true: drawing, glossary, versions, gallery, workflows."""

import configparser
import re
import runpy
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("boundaries", "indicators", "analysis", "maps", "geo")


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_the_drawing_is_that_of_the_imports() -> None:
    drawing = runpy.run_path(str(ROOT / "tools" / "rooms.py"))["drawing"]
    assert text("docs/architecture.svg") == drawing(), "run `python tools/rooms.py`"


def test_the_glossary_names_words_of_the_code() -> None:
    code = " ".join(
        path.read_text(encoding="utf-8")
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "node_modules" not in path.parts
    )
    words = set(re.findall(r"\w+", code))
    rows = [line.split("|")[1:-1] for line in text("docs/glossary.md").splitlines() if line.startswith("| ")]
    assert len(rows) > 60
    unknown = [
        (row[0].strip(), word)
        for row in rows[1:]
        for quoted in re.findall(r"`([^`]+)`", row[2])
        for word in re.findall(r"[A-Za-z_]\w+", quoted)
        if word not in words
    ]
    assert unknown == []


def test_a_release_has_one_number() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    version = config["metadata"]["version"]
    citation = yaml.safe_load(text("CITATION.cff"))
    assert citation["version"] == version
    newest = re.search(r"^## \[([^\]]+)\] - (\d{4}-\d\d-\d\d)$", text("CHANGELOG.md"), re.M)
    assert newest is not None
    assert (newest[1], newest[2]) == (version, str(citation["date-released"]))


def test_the_gallery_has_twenty_pictures_each_said_in_two_languages() -> None:
    scripts = sorted((ROOT / "docs" / "gallery").glob("*.py"))
    assert len(scripts) >= 20
    for script in scripts:
        said = script.read_text(encoding="utf-8").split('"""')[1]
        assert re.fullmatch(r".*[\u4e00-\u9fff].* · [^\u4e00-\u9fff]+\.", said), (script.name, said)


@pytest.mark.parametrize("path", sorted((ROOT / ".github").rglob("*.yml")), ids=lambda path: path.name)
def test_workflows_and_forms_can_be_read(path: Path) -> None:
    assert yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_workflows_run_what_is_there() -> None:
    flows = text(".github/workflows/ci.yml")
    ways = runpy.run_path(str(ROOT / "tools" / "installs.py"))["WAYS"]
    asked = yaml.safe_load(flows)["jobs"]["installs"]["strategy"]["matrix"]["way"]
    assert sorted(asked) == sorted(ways)


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda p: str(p.relative_to(ROOT / "docs"))
)
def test_links_of_the_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "_static/gallery" not in target:  # drawn by `make docs`, which checks every link of the site
            assert (page.parent / target).exists(), target

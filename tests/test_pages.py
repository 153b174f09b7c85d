"""The pages of the site say what works: their code and their commands are run, in both languages."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import geo

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("start", "howto", "concepts", "zh/start", "zh/howto", "zh/concepts")
PAGES = sorted(path for folder in FOLDERS for path in (ROOT / "docs" / folder).glob("*.md"))
TOPICS = sorted(
    path for path in (ROOT / "docs").glob("*.md") if path.name != "gallery.md"
)  # `make docs` runs it
BLOCK = re.compile(r"^(?P<indent> *)```(?P<kind>python|sh)\n(?P<code>.*?)^(?P=indent)```", re.M | re.S)


def blocks(page: Path) -> list[tuple[str, str]]:
    """The pieces of code of a page in order: kind, code."""
    found = BLOCK.finditer(page.read_text(encoding="utf-8"))
    return [(each["kind"], re.sub(f"^{each['indent']}", "", each["code"], flags=re.M)) for each in found]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT / "docs"))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the reader's own table, as the pages call it (of one province), and the command."""
    headings = {"rank": "排名", "province": "省", "prefecture": "地级市", "name": "县（市）"}
    listed = geo.roster("caict-county-2023").frame
    listed = listed[listed["province"].eq("江苏省")]
    listed[list(headings)].rename(columns=headings).to_excel(tmp_path / "百强县.xlsx", index=False)
    programs = tmp_path / ".programs"
    programs.mkdir()
    (programs / "lianpian").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lianpian "$@"\n')
    (programs / "lianpian").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path


def follow(page: Path, desk: Path) -> None:
    """Do what a page says, top to bottom."""
    space: dict[str, object] = {}
    for kind, code in blocks(page):
        if kind == "python":
            exec(compile(code, name(page), "exec"), space)
        else:
            done = subprocess.run(["sh", "-e", "-c", code], capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"


QUICK = [page for page in (*PAGES, *TOPICS) if any(kind == "python" for kind, _ in blocks(page))]
FAST = (
    "zh/start/analyst.md",
    "zh/start/r_and_gis.md",
)  # a study takes its time; the others are in the slow set
COMMANDS = [
    pytest.param(page, marks=() if name(page) in FAST else pytest.mark.slow, id=name(page))
    for page in (*PAGES, *TOPICS)
    if page not in QUICK and any(kind == "sh" for kind, _ in blocks(page))
]  # the commands of the English pages are those of the Chinese ones, with --lang en


@pytest.mark.filterwarnings("ignore::boundaries.errors.LianpianWarning")
@pytest.mark.parametrize("page", QUICK, ids=name)
def test_the_code_of_a_page_runs(page: Path, desk: Path) -> None:
    follow(page, desk)


@pytest.mark.parametrize("page", COMMANDS)
def test_the_commands_of_a_page_run(page: Path, desk: Path) -> None:
    follow(page, desk)
    made = {path.name for path in desk.iterdir()}
    assert len(made) > 2, made


def test_both_languages_have_the_same_pages_with_the_same_code() -> None:
    english = {name(page) for page in PAGES if not name(page).startswith("zh/")}
    assert english == {name(page).removeprefix("zh/") for page in PAGES}
    for page in english:
        ours, theirs = blocks(ROOT / "docs" / page), blocks(ROOT / "docs" / "zh" / page)
        assert [kind for kind, _ in ours] == [kind for kind, _ in theirs], page


def test_every_page_is_shorter_than_its_reader_is_patient() -> None:
    long = {name(page): len(page.read_text(encoding="utf-8")) for page in PAGES}
    assert {page: size for page, size in long.items() if size > 4000} == {}

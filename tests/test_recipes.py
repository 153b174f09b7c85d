"""The recipes of CONTRIBUTING.md, done in a copy of the repository by following the text alone."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^## (Add .+?)\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S))
STEP = re.compile(
    r"In the new file `(?P<new>[^`]+)`:\n\n```\w+\n(?P<written>.*?)```"
    r"|At the end of `(?P<end>[^`]+)`:\n\n```\w+\n(?P<appended>.*?)```"
    r"|[Ii]n `(?P<file>[^`]+)`, (?=the line)|the\s+line `(?P<old>[^`]+)` becomes `(?P<becomes>[^`]+)`"
    r"|```sh\n(?P<commands>.*?)```",
    re.S,
)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as a clone has it."""
    copy = tmp_path_factory.mktemp("clone")
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = [name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]
    if not names:
        pytest.skip("an unpacked archive")
    for name in names:
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    for engine in (ROOT / "analysis").glob("_engine*.so"):
        shutil.copy2(engine, copy / "analysis" / engine.name)
    return copy


@pytest.fixture(scope="module")
def shell(copied: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a shell in the clone, in which ``python`` and ``lianpian`` are those of the clone."""
    programs = tmp_path_factory.mktemp("bin")
    for name, words in {"python": "", "lianpian": "-m lianpian "}.items():
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {words}"$@"\n')
        (programs / name).chmod(0o755)
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "PYTHONPATH": str(copied), "LIANPIAN_LANG": "zh"}


def follow(body: str, clone: Path, shell: dict[str, str]) -> str:
    """Do the steps of a recipe in order; what its last commands printed."""
    file, answer = clone, ""
    for step in STEP.finditer(body):
        if step["new"]:
            target = clone / step["new"]
            assert not target.exists(), f"{step['new']} is there already"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(step["written"], encoding="utf-8")
        elif step["end"]:
            with (clone / step["end"]).open("a", encoding="utf-8") as end:
                end.write(step["appended"])
        elif step["file"]:
            file = clone / step["file"]
        elif step["old"]:
            text = file.read_text(encoding="utf-8")
            assert text.count(step["old"]) == 1, step["old"]
            file.write_text(text.replace(step["old"], step["becomes"]), encoding="utf-8")
        else:
            done = subprocess.run(
                ["sh", "-e", "-c", step["commands"]],
                cwd=clone, env=shell, capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, f"{step['commands']}\n{done.stdout}\n{done.stderr}"
            answer = done.stdout
    return answer


EXPECTED = {
    "Add a list": "昆山市",
    "Add a provider of boundaries": "example",
    "Add a statistic": "passed",
    "Add an overlay": "",
    "Add a language": "Liste les classements publiés",
}


def test_every_recipe_is_followed() -> None:
    assert list(RECIPES) == list(EXPECTED)


@pytest.mark.parametrize("title", EXPECTED)
def test_a_stranger_follows_the_recipe(copied: Path, shell: dict[str, str], title: str) -> None:
    assert EXPECTED[title] in follow(RECIPES[title], copied, shell)
    if title == "Add an overlay":
        assert "省界沿线" in (copied / "border.html").read_text(encoding="utf-8")

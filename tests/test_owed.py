"""What is still too long or too branched: a ledger (``owed.csv``) that can only shrink.

``pyproject.toml`` holds the limits and lets the files of the ledger pass; here each function of them is held to
the number it has.
"""

import csv
import json
import re
import subprocess
import sys
import tomllib

from tests.code import ROOT

CODES = ("C901", "PLR0912", "PLR0913", "PLR0915")
RULES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
LEDGER = ROOT / "tests" / "owed.csv"


def excused() -> dict[str, set[str]]:
    """The files that pyproject lets pass, and which limits."""
    found = {file: set(CODES) & set(codes) for file, codes in RULES["per-file-ignores"].items()}
    return {file: codes for file, codes in found.items() if codes and file != "tests/*"}


def measured() -> dict[tuple[str, str, str], int]:
    """Every function of the packages that is beyond a limit: file, name and limit, and its number."""
    limits = [
        f"lint.{group}.{name} = {number}"
        for group in ("mccabe", "pylint")
        for name, number in RULES[group].items()
    ]
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--exit-zero", "--output-format=json"]
    command += [f"--select={','.join(CODES)}", *(f"--config={limit}" for limit in limits)]
    folders = ["boundaries", "indicators", "analysis", "maps", "geo", "tools", "benchmarks"]
    answer = subprocess.run([*command, *folders], cwd=ROOT, capture_output=True, text=True, check=True)
    found = {}
    for each in json.loads(answer.stdout):
        path = (ROOT / each["filename"]).relative_to(ROOT).as_posix()
        line = (ROOT / path).read_text(encoding="utf-8").splitlines()[each["location"]["row"] - 1]
        name = re.search(r"def (\w+)", line)
        number = re.search(r"\((\d+) > \d+\)", each["message"])
        assert name and number, each
        found[path, name[1], each["code"]] = int(number[1])
    return found


def test_what_is_owed_only_shrinks() -> None:
    with LEDGER.open(encoding="utf-8", newline="") as file:
        owed = {(r["file"], r["function"], r["code"]): int(r["measured"]) for r in csv.DictReader(file)}
    assert measured() == owed, "pay a debt and strike it out of tests/owed.csv; take on no new one"
    files = {file: {code for path, _, code in owed if path == file} for file, _, _ in owed}
    assert excused() == files

"""What is printed: whatever a table holds, whatever the console can show."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from boundaries.errors import LONGEST, LianpianError, TableError, short

ROOT = Path(__file__).parents[3]


def ran(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHON"))}
    return subprocess.run(
        [sys.executable, "-m", "lianpian", *arguments],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    "encoding",
    ["cp936", *(pytest.param(name, marks=pytest.mark.slow) for name in ("cp1252", "latin-1", "ascii"))],
)
def test_json_is_utf8_on_every_console(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "表 😀.csv").write_text("县（市）\n昆山市\n", "utf-8")
    found = ran(tmp_path, "match", "表 😀.csv", "--json", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout.decode("utf-8"))[0]["match_unit"] == "昆山市"


def test_names_that_a_console_cannot_show_end_no_run(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("县（市）\n昆山市\n", "utf-8")
    found = ran(tmp_path, "match", "t.csv", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert found.returncode == 0, found.stderr
    assert b"320583" in found.stdout


def test_codes_that_a_terminal_obeys_are_not_printed(tmp_path: Path) -> None:
    table = {"县（市）\x1b]0;PWNED\x07": ["昆山市", "江阴\x1b[2J市", "晋江市"], "v\u202e": [1, 2, 3]}
    pd.DataFrame(table).to_parquet(tmp_path / "t.parquet")
    for more in ((), ("--json",)):
        found = ran(tmp_path, "match", "t.parquet", *more)
        said = (found.stdout + found.stderr).decode("utf-8")
        assert found.returncode == 0, said
        assert not [
            c for c in said if c not in "\n\t" and (ord(c) < 32 or 127 <= ord(c) < 160 or c == "\u202e")
        ]
    with pytest.raises(TableError) as refused:
        raise TableError("errors.unknown", what="a\x1b[2J", value="b\x07", valid=["c"])
    assert "\x1b" not in str(refused.value)
    assert "\x07" not in str(refused.value)


def test_a_message_is_no_longer_than_one_reads() -> None:
    for long in ("x" * 400_000, ["y" * 400_000] * 40, [str(n) for n in range(400_000)]):
        assert len(str(LianpianError("errors.unknown", what="w", value=long, valid=long))) <= LONGEST
    assert short("kept as it is") == "kept as it is"

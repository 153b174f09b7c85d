"""The same study and atlas in other processes, with other threads and another hash seed: the same bytes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import indicators

pytestmark = pytest.mark.slow


def run(arguments: list[str], *, threads: str, seed: str) -> None:
    threaded = {"OMP_NUM_THREADS": threads, "LIANPIAN_THREADS": threads}
    environment = os.environ | threaded | {"PYTHONHASHSEED": seed}
    subprocess.run([sys.executable, "-m", "geo.cli", *arguments, "--quiet"], check=True, env=environment)


def test_a_study(tmp_path: Path) -> None:
    frame = indicators.roster("caict-district-2023").frame
    heads = {"rank": "排名", "province": "省", "prefecture": "地级市", "name": "区"}
    frame[list(heads)].rename(columns=heads).to_csv(tmp_path / "区.csv", index=False)
    for name, threads, seed in (("one", "1", "1"), ("two", "4", "77")):
        run(["study", str(tmp_path / "区.csv"), "--out", str(tmp_path / name)], threads=threads, seed=seed)
    records = [json.loads((tmp_path / name / "run.json").read_text("utf-8")) for name in ("one", "two")]
    assert len(records[0]["files"]) > 10
    assert records[0]["files"] == records[1]["files"]
    assert {key for key in records[0] if records[0][key] != records[1][key]} <= {"seconds"}


def test_the_atlas(tmp_path: Path) -> None:
    for name, threads, seed in (("one", "1", "1"), ("two", "4", "9")):
        run(["atlas", "--out", str(tmp_path / name)], threads=threads, seed=seed)
    one, two = ((tmp_path / name / "run.json").read_bytes() for name in ("one", "two"))
    assert one == two  # the record holds the hash of every file

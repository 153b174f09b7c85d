"""TERM, HUP and INT end a run as Ctrl-C does, from its first moment on: a line, a code, nothing left behind."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import indicators
from boundaries.whole_folder import RECORD

ROOT = Path(__file__).parents[3]
SIGNALS = {"TERM": 143, "HUP": 129, "INT": 130}


def defaults() -> None:
    """As a terminal starts a process, whatever started these tests."""
    for name in SIGNALS:
        signal.signal(getattr(signal, f"SIG{name}"), signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def started(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "lianpian", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=os.environ | {"LIANPIAN_LANG": "en", "PYTHONPATH": str(ROOT)},
        preexec_fn=defaults,
        start_new_session=True,
    )


@pytest.fixture()
def home(tmp_path: Path) -> Path:
    """A table in a folder."""
    frame = indicators.roster("caict-city-2023").frame
    frame.rename(columns={"name": "城市"})[["城市"]].to_csv(tmp_path / "t.csv", index=False)
    return tmp_path


def ended(running: "subprocess.Popen[str]", name: str) -> None:
    running.send_signal(getattr(signal, f"SIG{name}"))
    out, said = running.communicate(timeout=60)
    assert running.returncode == SIGNALS[name], said
    assert out == ""
    assert "Traceback" not in said
    assert said.strip().splitlines()[-1] == "lianpian: interrupted; what was there before is untouched"


@pytest.mark.parametrize(
    "name", ["TERM", *(pytest.param(name, marks=pytest.mark.slow) for name in ("HUP", "INT"))]
)
def test_a_signal_ends_a_run_at_work(home: Path, name: str) -> None:
    running = started(home, "study", "t.csv", "--out", "out")
    limit = time.monotonic() + 60
    while not any(home.glob(".lianpian-*/new")) and time.monotonic() < limit:
        time.sleep(0.01)
    ended(running, name)
    assert sorted(path.name for path in home.iterdir()) == ["t.csv"]


def test_a_signal_that_the_parent_ignores_is_ignored(home: Path) -> None:
    """``nohup lianpian ...`` goes on when the terminal closes."""
    code = (
        "import os, signal, sys\n"
        "from geo.command.ended import heed\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "heed()\n"
        "os.kill(os.getpid(), signal.SIGHUP)\n"
        "print('went on')\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ran.stdout == "went on\n"


@pytest.mark.slow
def test_ended_at_any_moment(home: Path) -> None:
    """Killed, ended, hung up on, interrupted at a hundred random moments: the old report or the new one, whole;
    the next run leaves nothing of it."""
    chance = random.Random(1)
    started(home, "study", "t.csv", "--out", "out", "--quiet").communicate()
    (home / "out" / "mine.txt").write_text("mine", "utf-8")
    for turn in range(100):
        name = chance.choice([*SIGNALS, "KILL"])
        running = started(home, "study", "t.csv", "--out", "out", "--quiet")
        time.sleep(chance.uniform(0, 12))
        running.send_signal(getattr(signal, f"SIG{name}"))
        running.communicate(timeout=60)
        assert (home / "out" / RECORD).is_file(), (turn, name)
        assert (home / "out" / "index.html").read_text("utf-8").rstrip().endswith("</html>")
        assert (home / "out" / "mine.txt").read_text("utf-8") == "mine"
        if name != "KILL":
            assert sorted(path.name for path in home.iterdir()) == ["out", "t.csv"], (turn, name)
    started(home, "study", "t.csv", "--out", "out", "--quiet").communicate()
    assert sorted(path.name for path in home.iterdir()) == ["out", "t.csv"]

"""Interrupts, kills, full disks, two runs at once: the old report stays whole, and nothing stays beside it."""

import hashlib
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import indicators
from geo.cli import main
from geo.study.study import Study
from geo.study.table.config import check_config

ROOT = Path(__file__).parents[3]
DEADLINE = 120.0


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a table, a quick study of it, and the report of an earlier run."""
    folder = tmp_path_factory.mktemp("home")
    frame = indicators.roster("caict-city-2023").frame
    frame.rename(columns={"name": "城市"})[["城市"]].to_csv(folder / "城市.csv", index=False)
    for name, statistic, figures in (("study", "list", ["svg", "png"]), ("small", "moran", [])):
        config = {
            "table": {"path": str(folder / "城市.csv"), "name": "城市", "level": "prefecture"},
            "eligible": {"units": "cities"},
            "tests": {"permutations": 99, "statistics": [statistic]},
            "output": {"maps": False, "figures": figures, "office": []},
        }
        text = Study(config=check_config(config, source="test")).toml()
        (folder / f"{name}.toml").write_text(text, "utf-8")
    Study.read(folder / "small.toml").run(folder / "out")
    return folder


def started(home: Path, study: str = "study", **more: object) -> "subprocess.Popen[str]":
    """A run in a process group of its own, as a terminal starts one."""
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "geo.cli", "study", str(home / f"{study}.toml"), "--out", str(home / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
        env=os.environ | {"LIANPIAN_LANG": "en"},
        **({"preexec_fn": heeding} | more),
    )


def heeding() -> None:
    """Heed interrupts, which a shell lets its background jobs ignore."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def held(folder: Path) -> dict[str, str]:
    """The hash of every file of a report."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def beside(home: Path) -> set[str]:
    """What lies in the folder that nobody put there."""
    return {path.name for path in home.iterdir()} - {"城市.csv", "study.toml", "small.toml", "out"}


def until(ready: Callable[[], bool], running: "subprocess.Popen[str]") -> None:
    """Wait for a moment of a run; the run must not end before it."""
    limit = time.monotonic() + DEADLINE
    while not ready():
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < limit
        time.sleep(0.01)


def group(pid: int) -> list[int]:
    """The processes of a group that are alive."""
    alive = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == pid and fields[0] != "Z":
            alive.append(int(entry.name))
    return alive


@pytest.fixture()
def run(home: Path) -> Iterator["subprocess.Popen[str]"]:
    """A run that is ended, whatever happens."""
    running = started(home)
    yield running
    if running.poll() is None:
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()


def drawing(home: Path) -> Callable[[], bool]:
    """Whether figures are being drawn, by other processes."""
    return lambda: any(home.glob(".lianpian-*/new/figures/*"))


def half_done(home: Path) -> bool:
    """Whether the folder of an unfinished run is there."""
    return any(home.glob(".lianpian-*/new"))


def test_ctrl_c_in_a_terminal(home: Path, run: "subprocess.Popen[str]") -> None:
    before = held(home / "out")
    until(drawing(home), run)
    os.killpg(run.pid, signal.SIGINT)  # a terminal sends it to every process of the group
    out, said = run.communicate(timeout=DEADLINE)
    assert run.returncode == 130
    assert out == ""
    assert said.strip().splitlines()[-1] == "lianpian: interrupted; what was there before is untouched"
    assert "Traceback" not in said
    assert group(run.pid) == []
    assert held(home / "out") == before
    assert beside(home) == set()


def test_killed_then_run_again(home: Path, run: "subprocess.Popen[str]") -> None:
    before = held(home / "out")
    until(drawing(home), run)
    os.kill(run.pid, signal.SIGKILL)  # only the parent: what it started must not live on
    run.wait(timeout=DEADLINE)
    limit = time.monotonic() + 20
    while group(run.pid) and time.monotonic() < limit:
        time.sleep(0.05)
    assert group(run.pid) == []
    run.communicate()
    assert held(home / "out") == before
    assert half_done(home)
    Study.read(home / "small.toml").run(home / "out")
    assert beside(home) == set()
    assert set(held(home / "out")) == set(before)


def test_two_runs_into_one_folder(home: Path, run: "subprocess.Popen[str]") -> None:
    until(lambda: half_done(home), run)
    second = CliRunner().invoke(
        main, ["study", str(home / "study.toml"), "--out", str(home / "out")], env={"LIANPIAN_LANG": "en"}
    )
    assert second.exit_code == 2
    assert second.stdout == ""
    assert (
        second.stderr
        == f"lianpian: --out {home / 'out'} is being written by another run; wait for it or name another\n"
    )
    assert half_done(home)  # the first run's folder is left to it
    os.killpg(run.pid, signal.SIGINT)
    run.communicate(timeout=DEADLINE)
    assert beside(home) == set()


def test_a_full_disk(home: Path) -> None:
    before = held(home / "out")

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then a write fails, as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    running = started(home, "small", preexec_fn=limited)
    out, said = running.communicate(timeout=DEADLINE)
    assert running.returncode == 2
    assert out == ""
    last = said.strip().splitlines()[-1]
    assert last.startswith("lianpian: ")
    assert "was left as it was" in last
    assert "is the disk full?" in last or "File too large" in last
    assert "Traceback" not in said
    assert held(home / "out") == before
    assert beside(home) == set()


def test_help_is_cheap_and_imports_nothing_heavy() -> None:
    heavy = (
        "pandas",
        "numpy",
        "geopandas",
        "shapely",
        "matplotlib",
        "folium",
        "scipy",
        "pydantic",
        "openpyxl",
    )
    code = (
        "import resource, sys\n"
        "from geo.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)\n"
        "print(used.ru_utime + used.ru_stime, file=sys.stderr)\n"
    )
    times = []
    for _ in range(3):  # the least of three: the machine has other work
        ran = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
        )
        loaded, seconds = ran.stderr.strip().splitlines()
        assert loaded == "[]"
        assert ran.stdout.startswith("用法：")
        times.append(float(seconds))
    assert min(times) < 0.4

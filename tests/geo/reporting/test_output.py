"""An output folder is the old one or the whole new one."""

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from boundaries.errors import OutputError
from geo.reporting.output import replaced_folder
from geo.reporting.provenance import write_record


def fill(folder: Path, text: str) -> None:
    (folder / "index.html").write_text(text, "utf-8")
    write_record(folder, kind="test", settings={"seed": 1}, inputs={})


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    out = tmp_path / "报告"
    for text in ("old", "new"):
        with replaced_folder(out) as folder:
            fill(folder, text)
    assert (out / "index.html").read_text("utf-8") == "new"
    assert names(tmp_path) == ["报告"]


def test_a_failure_leaves_the_old_folder_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "atlas"
    with replaced_folder(out) as folder:
        fill(folder, "old")
    with pytest.raises(RuntimeError, match="half way"), replaced_folder(out) as folder:
        fill(folder, "half")
        raise RuntimeError("half way")
    assert (out / "index.html").read_text("utf-8") == "old"
    assert names(tmp_path) == ["atlas"]


def test_parents_are_made(tmp_path: Path) -> None:
    with replaced_folder(tmp_path / "a" / "b" / "c") as folder:
        fill(folder, "deep")
    assert (tmp_path / "a" / "b" / "c" / "index.html").exists()


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", "utf-8")
    with pytest.raises(OutputError, match="is a file"), replaced_folder(tmp_path / "out"):
        pass
    assert (tmp_path / "out").read_text("utf-8") == "mine"


def test_a_path_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    with pytest.raises(OutputError, match="is a file"), replaced_folder(tmp_path / "file" / "out"):
        pass


def test_somebody_elses_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work", "utf-8")
    with pytest.raises(OutputError, match="other things"), replaced_folder(tmp_path):
        pass
    assert names(tmp_path) == ["thesis.docx"]


def test_a_place_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(OutputError, match="cannot be"), replaced_folder("/proc/lianpian/out"):
        pass


def test_a_second_run_into_the_same_folder_is_refused(tmp_path: Path) -> None:
    with replaced_folder(tmp_path / "out") as folder:
        fill(folder, "first")
        with pytest.raises(OutputError, match="another run"), replaced_folder(tmp_path / "out"):
            pass
    assert (tmp_path / "out" / "index.html").read_text("utf-8") == "first"


def _dies(out: Path) -> None:
    with replaced_folder(out) as folder:
        fill(folder, "half")
        time.sleep(60)


def test_what_a_killed_run_left_is_gone_after_the_next_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with replaced_folder(out) as folder:
        fill(folder, "old")
    process = multiprocessing.get_context("spawn").Process(target=_dies, args=(out,))
    process.start()
    limit = time.monotonic() + 30
    while not (tmp_path / ".out.lianpian-new" / "run.json").exists() and time.monotonic() < limit:
        time.sleep(0.05)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert (out / "index.html").read_text("utf-8") == "old"
    with replaced_folder(out) as folder:
        fill(folder, "new")
    assert (out / "index.html").read_text("utf-8") == "new"
    assert names(tmp_path) == ["out"]


def test_a_run_killed_between_the_two_renames_is_mended(tmp_path: Path) -> None:
    with replaced_folder(tmp_path / ".out.lianpian-old") as folder:
        fill(folder, "old")
    with pytest.raises(RuntimeError), replaced_folder(tmp_path / "out"):
        raise RuntimeError
    assert (tmp_path / "out" / "index.html").read_text("utf-8") == "old"

"""An output folder is the old one or the whole new one."""

import multiprocessing
import os
import signal
import time
import warnings
from contextlib import nullcontext
from pathlib import Path

import pytest

import boundaries.whole_folder as whole_folder_module
from boundaries.errors import LianpianWarning, OutputError
from boundaries.whole_folder import RECORD, whole_folder
from boundaries.writing import write_whole
from geo.reporting.provenance import write_record


def fill(folder: Path, text: str) -> None:
    (folder / "index.html").write_text(text, "utf-8")
    write_record(folder, kind="test", settings={"seed": 1}, inputs={})


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    out = tmp_path / "报告"
    for text in ("old", "new"):
        with whole_folder(out) as folder:
            fill(folder, text)
    assert (out / "index.html").read_text("utf-8") == "new"
    assert names(tmp_path) == ["报告"]


def test_a_failure_leaves_the_old_folder_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "atlas"
    with whole_folder(out) as folder:
        fill(folder, "old")
    with pytest.raises(RuntimeError, match="half way"), whole_folder(out) as folder:
        fill(folder, "half")
        raise RuntimeError("half way")
    assert (out / "index.html").read_text("utf-8") == "old"
    assert names(tmp_path) == ["atlas"]


def test_parents_are_made(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "a" / "b" / "c") as folder:
        fill(folder, "deep")
    assert (tmp_path / "a" / "b" / "c" / "index.html").exists()


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", "utf-8")
    with pytest.raises(OutputError, match="is a file"), whole_folder(tmp_path / "out"):
        pass
    assert (tmp_path / "out").read_text("utf-8") == "mine"


def test_a_path_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    with pytest.raises(OutputError, match="is a file"), whole_folder(tmp_path / "file" / "out"):
        pass


def test_somebody_elses_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work", "utf-8")
    with pytest.raises(OutputError, match="other things"), whole_folder(tmp_path):
        pass
    assert names(tmp_path) == ["thesis.docx"]


def test_a_place_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(OutputError, match="cannot be"), whole_folder("/proc/lianpian/out"):
        pass


def test_a_second_run_into_the_same_folder_is_refused(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "out") as folder:
        fill(folder, "first")
        with pytest.raises(OutputError, match="another run"), whole_folder(tmp_path / "out"):
            pass
    assert (tmp_path / "out" / "index.html").read_text("utf-8") == "first"


def _dies(out: Path) -> None:
    with whole_folder(out) as folder:
        fill(folder, "half")
        time.sleep(60)


def test_what_a_killed_run_left_is_gone_after_the_next_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with whole_folder(out) as folder:
        fill(folder, "old")
    process = multiprocessing.get_context("spawn").Process(target=_dies, args=(out,))
    process.start()
    limit = time.monotonic() + 30
    while not any(tmp_path.glob(".lianpian-*/new/run.json")) and time.monotonic() < limit:
        time.sleep(0.05)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert (out / "index.html").read_text("utf-8") == "old"
    with whole_folder(out) as folder:
        fill(folder, "new")
    assert (out / "index.html").read_text("utf-8") == "new"
    assert names(tmp_path) == ["out"]


def _killed_between(out: Path) -> None:
    """A run on a system that cannot exchange folders, killed when the old one is aside and the new one not yet there."""
    whole = whole_folder_module
    whole._exchanged = lambda *_: False  # type: ignore[assignment]
    real = Path.rename

    def rename(path: Path, goal: Path) -> Path:
        if path.name == "new":
            os.kill(os.getpid(), signal.SIGKILL)
        return real(path, goal)

    Path.rename = rename  # type: ignore[method-assign, assignment]
    with whole_folder(out) as folder:
        fill(folder, "new")


def test_a_run_killed_between_two_renames_is_mended(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with whole_folder(out) as folder:
        fill(folder, "old")
    (out / "mine.txt").write_text("mine", "utf-8")
    process = multiprocessing.get_context("fork").Process(target=_killed_between, args=(out,))
    process.start()
    process.join()
    assert not out.exists()
    write_whole(tmp_path / "other.csv", b"any later run beside it")
    assert (out / "index.html").read_text("utf-8") == "old"
    assert (out / "mine.txt").read_text("utf-8") == "mine"
    assert names(tmp_path) == ["other.csv", "out"]


@pytest.mark.parametrize("exchange", [True, False])
def test_what_is_not_ours_stays(tmp_path: Path, exchange: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files, folders, links and changed files of the user's are there after every rerun, as they were."""
    if not exchange:
        monkeypatch.setattr(whole_folder_module, "_exchanged", lambda *_: False)
    out = tmp_path / "out"
    with whole_folder(out) as folder:
        fill(folder, "old")
        (folder / "figures").mkdir()
        (folder / "figures" / "01.png").write_bytes(b"drawn")
        write_record(folder, kind="test", settings={}, inputs={})
    (out / "t.csv").write_text("input", "utf-8")
    (out / "sub" / "deep").mkdir(parents=True)
    (out / "sub" / "paper.docx").write_text("years", "utf-8")
    (out / "figures" / "mine.png").write_bytes(b"mine")
    (out / "link").symlink_to("sub/paper.docx")
    (out / "gone").symlink_to("nowhere")
    (out / "index.html").write_text("with my notes", "utf-8")
    inode = (out / "t.csv").stat().st_ino
    for again in range(2):
        told = pytest.warns(LianpianWarning, match=r"index \(2\).html") if again == 0 else nullcontext()
        with told, whole_folder(out) as folder:
            fill(folder, "new")
        assert (out / "index.html").read_text("utf-8") == "new"
        assert (out / "index (2).html").read_text("utf-8") == "with my notes"
        assert (out / "t.csv").read_text("utf-8") == "input"
        assert (out / "t.csv").stat().st_ino == inode
        assert (out / "sub" / "paper.docx").read_text("utf-8") == (out / "link").read_text("utf-8") == "years"
        assert (out / "sub" / "deep").is_dir()
        assert (out / "gone").is_symlink()
        assert names(out / "figures") == ["mine.png"]
    assert names(tmp_path) == ["out"]


def test_a_name_that_becomes_a_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with whole_folder(out) as folder:
        fill(folder, "old")
    (out / "figures").write_text("a file of mine", "utf-8")
    (out / "data").mkdir()
    (out / "data" / "mine").write_text("mine", "utf-8")
    with pytest.warns(LianpianWarning), whole_folder(out) as folder:
        (folder / "figures").mkdir()
        (folder / "figures" / "01.png").write_bytes(b"drawn")
        (folder / "data").write_text("a file of ours", "utf-8")
        fill(folder, "new")
    assert (out / "figures (2)").read_text("utf-8") == "a file of mine"
    assert (out / "data (2)" / "mine").read_text("utf-8") == "mine"
    assert (out / "data").read_text("utf-8") == "a file of ours"


def test_an_input_that_would_be_replaced_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with whole_folder(out) as folder:
        fill(folder, "old")
    (out / "mine.csv").write_text("mine", "utf-8")
    with (
        pytest.raises(OutputError, match="which an earlier run wrote"),
        whole_folder(out, inputs=[out / "index.html"]),
    ):
        pass
    with whole_folder(out, inputs=[out / "mine.csv"]) as folder:
        fill(folder, "new")
    assert (out / "mine.csv").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    "held", ["[]", '{"program": "lianpian", "files": [1]}', "{" * 100_000, '{"program": {}}']
)
def test_a_record_of_another_shape(tmp_path: Path, held: str) -> None:
    """Such a folder is refused, or nothing in it is taken for ours."""
    out = tmp_path / "out"
    out.mkdir()
    (out / RECORD).write_text(held, "utf-8")
    (out / "index.html").write_text("whose?", "utf-8")
    try:
        with warnings.catch_warnings(), whole_folder(out) as folder:
            warnings.simplefilter("ignore", LianpianWarning)
            fill(folder, "new")
    except OutputError:
        assert (out / "index.html").read_text("utf-8") == "whose?"
    else:
        assert (out / "index (2).html").read_text("utf-8") == "whose?"


def test_paths_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    for path in (tmp_path / "a" / "out", "~nobody-of-that-name/out", "a\0b"):
        with pytest.raises(OutputError), whole_folder(path):
            pass


def test_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".lianpian-mine").mkdir()
    (tmp_path / ".lianpian-mine" / "keep").write_text("keep", "utf-8")
    (tmp_path / ".lianpian-link").symlink_to(tmp_path / ".lianpian-mine")
    write_whole(tmp_path / "t.csv", b"x")
    assert (tmp_path / ".lianpian-mine" / "keep").read_text("utf-8") == "keep"

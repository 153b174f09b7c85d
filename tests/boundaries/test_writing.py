"""Files appear whole or not at all."""

import errno
import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from boundaries.errors import OutputError, TableError
from boundaries.writing import refuse_inputs, whole_file, write_whole


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = write_whole(tmp_path / "t.csv", b"old")
    assert write_whole(target, b"new").read_bytes() == b"new"
    with pytest.raises(OutputError, match="cannot be written"):
        write_whole(tmp_path / "missing" / "t.csv", b"x")
    with pytest.raises(TableError, match="cannot be written"):
        write_whole(target / "t.csv", b"x", error=TableError)  # below a file
    assert names(tmp_path) == ["t.csv"]
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), KeyboardInterrupt()])
def test_a_full_disk_or_an_interrupt_leaves_the_old_file(tmp_path: Path, fault: BaseException) -> None:
    target = write_whole(tmp_path / "t.xlsx", b"old")
    with pytest.raises((OutputError, KeyboardInterrupt)) as ended, whole_file(target) as part:
        assert part.suffix == ".xlsx"
        part.write_bytes(b"half")
        raise fault
    if isinstance(fault, OSError):
        assert str(ended.value) == f"{target} cannot be written: No space left on device"
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["t.xlsx"]


def _dies(target: Path) -> None:
    with whole_file(target) as part:
        part.write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    process = multiprocessing.get_context("fork").Process(target=_dies, args=(tmp_path / "t.csv",))
    process.start()
    process.join()
    assert len(names(tmp_path)) == 1
    write_whole(tmp_path / "t.csv", b"new")
    assert names(tmp_path) == ["t.csv"]


def test_two_writers_of_one_file(tmp_path: Path) -> None:
    """Each is whole: the one that ends last stands."""
    target = write_whole(tmp_path / "t.csv", b"the good old file")
    with whole_file(target) as part, part.open("wb") as slow:
        slow.write(b"A" * 20)
        slow.flush()
        write_whole(target, b"B" * 8)
        assert target.read_bytes() == b"B" * 8
        slow.write(b"A" * 20)
    assert target.read_bytes() == b"A" * 40
    assert names(tmp_path) == ["t.csv"]


def test_a_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    """Whatever name somebody guesses."""
    victim = tmp_path / "victim.txt"
    victim.write_text("precious", "utf-8")
    for name in (".o.partial.csv", ".lianpian-", ".lianpian-lock"):
        (tmp_path / name).symlink_to(victim)
    write_whole(tmp_path / "o.csv", b"mine")
    assert victim.read_text("utf-8") == "precious"
    assert not (tmp_path / "o.csv").is_symlink()


def test_what_is_no_plain_file_is_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for target in (tmp_path / "pipe.csv", tmp_path, Path("/dev/null")):
        with pytest.raises(OutputError, match="no plain file"):
            write_whole(target, b"x")


def test_permissions_stay(tmp_path: Path) -> None:
    target = write_whole(tmp_path / "t.csv", b"old")
    target.chmod(0o640)
    write_whole(target, b"new")
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_long_name(tmp_path: Path) -> None:
    """As long as the system takes."""
    name = "县" * 83 + ".csv"
    assert write_whole(tmp_path / name, b"x").read_bytes() == b"x"


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to(tmp_path / "b.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    with pytest.raises(OutputError, match="cannot be written"):
        write_whole(tmp_path / "a.csv", b"x")


def test_an_output_that_is_an_input(tmp_path: Path) -> None:
    source = write_whole(tmp_path / "t.csv", b"x")
    (tmp_path / "link.csv").symlink_to(source)
    os.link(source, tmp_path / "hard.csv")
    for out in (source, tmp_path / "link.csv", tmp_path / "hard.csv", tmp_path / "." / "t.csv"):
        with pytest.raises(OutputError, match="is being read"):
            refuse_inputs(out, [None, source])
    refuse_inputs(tmp_path / "other.csv", [source])
    refuse_inputs(None, [source])


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real = write_whole(tmp_path / "real.csv", b"old")
    (tmp_path / "link.csv").symlink_to(real)
    write_whole(tmp_path / "link.csv", b"new")
    assert real.read_bytes() == b"new"
    assert (tmp_path / "link.csv").is_symlink()


def test_a_name_with_a_null_character_is_refused() -> None:
    with pytest.raises(OutputError, match="is no file name: it holds a null character"):
        write_whole("a\0b.txt", b"")

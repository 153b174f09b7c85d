"""Files appear whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from boundaries.errors import OutputError, TableError
from boundaries.writing import whole_file, write_whole


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


def test_what_a_killed_run_left_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / ".t.partial.csv").write_bytes(b"left by a killed run")
    write_whole(tmp_path / "t.csv", b"new")
    assert names(tmp_path) == ["t.csv"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real = write_whole(tmp_path / "real.csv", b"old")
    (tmp_path / "link.csv").symlink_to(real)
    write_whole(tmp_path / "link.csv", b"new")
    assert real.read_bytes() == b"new"
    assert (tmp_path / "link.csv").is_symlink()


def test_a_name_with_a_null_character_is_refused() -> None:
    with pytest.raises(OutputError, match="is no file name: it holds a null character"):
        write_whole("a\0b.txt", b"")

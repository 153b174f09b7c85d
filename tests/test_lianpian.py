"""The umbrella module: its own five packages, whatever else bears their names."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import geo
import lianpian

ROOT = Path(__file__).resolve().parent.parent


def run(*arguments: str, cwd: Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Python with ``arguments`` in ``cwd``, with the folder ``path`` first among those searched."""
    environment = dict(os.environ) | ({"PYTHONPATH": str(path)} if path else {})
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def test_it_shows_the_names_of_geo_and_the_packages():
    assert dir(lianpian) == sorted({*dir(geo), *lianpian.FLOORS})
    for name in dir(lianpian):
        expected = sys.modules[name] if name in lianpian.FLOORS else getattr(geo, name)
        assert getattr(lianpian, name) is expected, name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        lianpian.nothing  # noqa: B018  (the access is what is tested)


@pytest.mark.parametrize("name", lianpian.FLOORS)
def test_a_script_of_that_name_beside_the_work_is_not_taken(tmp_path, name):
    (tmp_path / f"{name}.py").write_text("raise SystemExit('a script of my own ran')")
    answer = run("-m", "lianpian", "--version", cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("lianpian")
    code = f"import lianpian; print(lianpian.{name}.__file__)"
    assert run("-c", code, cwd=tmp_path).stdout.strip() == str(ROOT / name / "__init__.py")


@pytest.fixture
def overwritten(tmp_path):
    """A folder of installed packages in which another package has replaced the first file of geo."""
    site = tmp_path / "site"
    shutil.copytree(ROOT / "lianpian", site / "lianpian")
    for name in ("boundaries", "indicators", "analysis", "maps"):
        (site / name).symlink_to(ROOT / name)
    (site / "geo").mkdir()
    (site / "geo" / "__init__.py").write_text("raise SystemExit('the foreign package ran')")
    return site


def test_a_package_that_overwrote_ours_is_named_and_not_run(tmp_path, overwritten):
    answer = run("-m", "lianpian", "rosters", cwd=tmp_path, path=overwritten)
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1
    assert str(overwritten / "geo" / "__init__.py") in answer.stderr
    assert "install lianpian again" in answer.stderr
    answer = run("-c", "import lianpian as lp; lp.roster", cwd=tmp_path, path=overwritten)
    assert "ForeignPackageError: lianpian needs its own package 'geo'" in answer.stderr


def test_another_module_that_is_loaded_already_is_named(tmp_path):
    (tmp_path / "maps.py").write_text("")
    code = "import maps, lianpian; lianpian.Sheet"
    answer = run("-c", code, cwd=tmp_path)
    assert f"ForeignPackageError: lianpian needs its own package 'maps' from {ROOT}" in answer.stderr
    assert str(tmp_path / "maps.py") in answer.stderr


def test_a_missing_package_is_named(tmp_path, overwritten):
    shutil.rmtree(overwritten / "geo")
    answer = run("-m", "lianpian", "rosters", cwd=tmp_path, path=overwritten)
    assert (answer.returncode, answer.stderr.count("\n")) == (2, 1)
    assert "but nothing stands in its place" in answer.stderr

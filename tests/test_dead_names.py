"""No dead names: the tool that `make check` runs finds none, and would find one."""

import importlib.util
from pathlib import Path

import pytest

from tests.code import ROOT


def tool():
    spec = importlib.util.spec_from_file_location("dead_names", ROOT / "tools" / "dead_names.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_dead_name_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "boundaries"
    package.mkdir()
    (package / "__init__.pyi").write_text("from boundaries.one import shown as shown\n")
    (package / "one.py").write_text("def shown():\n    return 1\n\n\ndef forgotten():\n    return 2\n")
    found = tool()
    monkeypatch.setattr(found, "ROOT", tmp_path)
    monkeypatch.setattr(found, "PACKAGES", ("boundaries",))
    assert found.dead() == ["boundaries/one.py:5: function forgotten"]


@pytest.mark.slow
def test_there_is_none() -> None:
    assert tool().dead() == []

"""A study handed on: its folder moved to another place says and gives the same."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import indicators
from geo.cli import main
from geo.study.study import Study, verify
from geo.study.table.config import StudyError, check_config


def write_table(folder: Path) -> Path:
    frame = indicators.roster("caict-district-2023").frame
    heads = {"rank": "排名", "province": "省", "name": "区"}
    folder.mkdir()
    frame[list(heads)].rename(columns=heads).to_csv(folder / "区.csv", index=False)
    return folder / "区.csv"


def test_a_study_file_names_a_table_below_it_from_there(tmp_path: Path) -> None:
    table = write_table(tmp_path / "a")
    made = CliRunner().invoke(main, ["study", "--init", str(table)])
    assert made.exit_code == 0
    text = (table.parent / "study.toml").read_text("utf-8")
    assert 'path = "区.csv"' in text
    assert str(tmp_path) not in text
    table.parent.rename(tmp_path / "b")
    assert Study.read(tmp_path / "b" / "study.toml").config.table.path == str(tmp_path / "b" / "区.csv")
    elsewhere = Study.read(tmp_path / "b" / "区.csv").toml(tmp_path / "c")
    assert f'path = "{tmp_path / "b" / "区.csv"}"' in elsewhere


def test_a_report_is_verified_where_it_was_moved_to(tmp_path: Path) -> None:
    table = write_table(tmp_path / "a")
    study = Study.read(table)
    few = {"permutations": 99, "local_permutations": 99, "scan_permutations": 99}
    config = study.config.model_dump() | {
        "tests": few,
        "output": {"maps": False, "figures": [], "office": []},
    }
    Study(config=check_config(config, source="test"), assumptions=study.assumptions).run(
        tmp_path / "a" / "报告"
    )
    table.parent.rename(tmp_path / "b")
    assert verify(tmp_path / "b" / "报告") == []
    (tmp_path / "b" / "区.csv").unlink()
    with pytest.raises(StudyError, match="is gone; put it there or beside the report"):
        verify(tmp_path / "b" / "报告" / "run.json")

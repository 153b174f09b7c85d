"""The language of a run: asked for, set, of the system, or Chinese."""

import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import boundaries
from geo.cli import main
from geo.command.run_language import run_language

HAN = re.compile(r"[\u4e00-\u9fff]")


def ran(*arguments: str, **environment: str | None) -> Result:
    return CliRunner().invoke(main, list(arguments), env=environment)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    (tmp_path / "t.csv").write_text("place,score\nAtlantis,1\nLemuria,2\n", "utf-8")
    return str(tmp_path / "t.csv")


@pytest.mark.parametrize(
    ("arguments", "environment", "lang"),
    [
        ([], {}, "zh"),
        (["study", "--lang", "en"], {}, "en"),
        (["study", "--lang=en"], {"LIANPIAN_LANG": "zh"}, "en"),
        (["--lang", "zh", "study", "--lang", "en"], {}, "en"),
        ([], {"LIANPIAN_LANG": "en"}, "en"),
        ([], {"LANG": "en_US.UTF-8"}, "zh"),  # what most systems say that nobody set up
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LC_ALL": "fr_FR"}, "zh"),
        (["study", "--lang", "xx"], {"LIANPIAN_LANG": "en"}, "en"),  # the option refuses it in English
        (["--lang"], {}, "zh"),
    ],
)
def test_which_language(arguments: list[str], environment: dict[str, str], lang: str) -> None:
    assert run_language(arguments, environment) == lang


def test_the_locale_decides_where_it_names_a_further_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ja.po").write_text('msgid "units"\nmsgstr "x"\n', "utf-8")
    monkeypatch.setenv("LIANPIAN_LOCALE", str(tmp_path))
    assert run_language([], {"LANG": "ja_JP.UTF-8"}) == "ja"


def test_a_bad_table_is_refused_in_the_language_of_the_run(bad: str) -> None:
    for arguments, environment, chinese in (
        (("study", bad), {}, True),
        (("study", bad, "--lang", "en"), {}, False),
        (("study", bad), {"LIANPIAN_LANG": "en"}, False),
        (("match", bad, "--lang", "zh"), {"LIANPIAN_LANG": "en"}, True),
    ):
        result = ran(*arguments, **environment)
        assert result.exit_code == 2
        assert ("没有一列是县、区或市的名称" in result.stderr) == chinese
        assert ("no column of the table names" in result.stderr) != chinese


def test_an_unknown_language_names_the_valid_ones(bad: str) -> None:
    result = ran("study", bad, "--lang", "fr")
    assert result.exit_code == 2
    assert "'zh', 'en'" in result.stderr and HAN.search(result.stderr)
    result = ran("study", bad, LIANPIAN_LANG="fr")
    assert result.exit_code == 2
    assert "LIANPIAN_LANG" in result.stderr and "zh、en" in result.stderr


def test_wrong_usage_is_refused_in_both_languages() -> None:
    assert "没有命令 'studi'" in ran("studi").stderr
    assert "No such command 'studi'" in ran("studi", "--lang", "en").stderr
    assert "请给出其中一个" in ran("study").stderr
    assert "give one of" in ran("study", "--lang", "en").stderr


def test_what_the_system_refuses_is_said(tmp_path: Path) -> None:
    target = tmp_path / "no" / "coded.csv"
    (tmp_path / "t.csv").write_text("县（市）\n昆山市\n", "utf-8")
    result = ran("match", str(tmp_path / "t.csv"), "--out", str(target))
    assert result.exit_code == 2
    assert HAN.search(result.stderr.splitlines()[-1])


def test_help_of_every_command_is_in_both_languages() -> None:
    for command in ("", *main.commands):
        arguments = [command] if command else []
        chinese, english = ran(*arguments, "--help"), ran(*arguments, "--help", LIANPIAN_LANG="en")
        assert chinese.exit_code == english.exit_code == 0
        assert chinese.output.startswith("用法：") and english.output.startswith("Usage:")
        options = re.compile(r"--[a-z-]+")
        assert set(options.findall(chinese.output)) == set(options.findall(english.output))


def test_a_study_speaks_the_language_of_its_file(tmp_path: Path) -> None:
    units = boundaries.units()
    own = units[(units["province"] == "海南省") & (units["kind"] != "市辖区")]
    pd.DataFrame({"county": own["name"]}).to_csv(tmp_path / "t.csv", index=False)
    made = ran("study", "--init", str(tmp_path / "t.csv"), "--lang", "en")
    assert made.exit_code == 0
    text = (tmp_path / "study.toml").read_text("utf-8")
    assert 'lang = "en"' in text and "# units are named in column 'county'" in text
    assert "zh or en" in text
    second = ran("study", "--init", str(tmp_path / "t.csv"), "--out", str(tmp_path / "zh.toml"))
    assert second.exit_code == 0
    assert "# 单元名称在“county”列" in (tmp_path / "zh.toml").read_text("utf-8")

"""The smaller commands, as a stranger tries them: examples, JSON, exit codes, completion."""

import contextlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import boundaries
import indicators
from geo.cli import main

SLOW = (
    "lianpian study 百强县.xlsx",
    "lianpian study study.toml",
    "lianpian study --verify",
    "lianpian atlas",
)
SLOW += ("lianpian map 百强县.xlsx --column", "lianpian claims", "lianpian layers my.shp", "lianpian zonal")


def examples() -> list[str]:
    """Every example of every help text."""
    found = []
    for name in sorted(main.commands):
        text = CliRunner().invoke(main, [name, "--help", "--lang", "en"], terminal_width=200).output
        found += [
            line.strip() for line in re.findall(r"^ +(?:Example:)? +(lianpian [^\n]*)", text, re.MULTILINE)
        ]
    return [re.split(r"\s{4,}", line)[0] for line in found]


@pytest.fixture()
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the examples name."""
    frame = indicators.roster("caict-county-2023").frame.reset_index()
    heads = {"rank": "排名", "province": "省", "prefecture": "地级市", "name": "县（市）"}
    table = frame[list(heads)].rename(columns=heads).assign(得分=np.linspace(95, 60, 100).round(1))
    table.to_excel(tmp_path / "百强县.xlsx", index=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_there_are_examples() -> None:
    assert len(examples()) >= 14
    assert {shlex.split(line)[1] for line in examples()} == set(main.commands)


@pytest.mark.parametrize(
    "line", [pytest.param(e, marks=pytest.mark.slow if e.startswith(SLOW) else ()) for e in examples()]
)
def test_every_example_runs(desk: Path, line: str) -> None:
    if "review.xlsx --json" in line:  # the example before it wrote the sheet
        assert ran("match", "百强县.xlsx", "--review", "review.xlsx").exit_code == 0
    if "study.toml" in line or "run.json" in line:
        assert ran("study", "--init", "百强县.xlsx").exit_code == 0
        text = (desk / "study.toml").read_text("utf-8")
        text = re.sub(r"statistics = .*", 'statistics = ["list"]', text)
        (desk / "study.toml").write_text(text.replace('figures = ["png", "svg"]', "figures = []"), "utf-8")
    if "run.json" in line:
        assert ran("study", "study.toml", "--out", "report").exit_code == 0
    if "my.shp" in line:
        layer = boundaries.convert(boundaries.read_layer("county"), source="wgs84", target="gcj02")
        with contextlib.suppress(UserWarning):
            layer.reset_index().rename(columns={"adcode": "code"})[["code", "name", "geometry"]].to_file(
                "my.shp"
            )
    if "population.tif" in line:
        shutil.copy(indicators.night_lights(), "population.tif")
    words = shlex.split(line)[1:]
    result = ran(*words)
    assert result.exit_code == 0, result.output
    assert result.stdout.strip()
    for name in (
        w for w, before in zip(words[1:], words, strict=False) if before in ("--out", "--export", "--review")
    ):
        assert (desk / name).exists()
    if "--json" in words:
        json.loads(result.stdout)


@pytest.mark.parametrize(
    "arguments",
    [
        ["match", "百强县.xlsx"],
        ["map", "百强县.xlsx", "--out", "a.html"],
        ["rosters"],
        ["rosters", "caict-city-2023"],
        ["layers", "--level", "province", "--export", "p.gpkg"],
        ["study", "--init", "百强县.xlsx"],
    ],
)
def test_json_and_nothing_else_on_stdout(desk: Path, arguments: list[str]) -> None:
    result = ran(*arguments, "--json", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)


@pytest.mark.parametrize("command", ["match", "map"])
def test_quiet_says_nothing(desk: Path, command: str) -> None:
    loud, still = ran(command, "百强县.xlsx"), ran(command, "百强县.xlsx", "--quiet")
    assert "单元名称在“县（市）”列" in loud.stderr
    assert still.stderr == ""
    assert still.stdout == loud.stdout


def test_match_takes_the_table_as_a_study_does(desk: Path) -> None:
    rows = "鼓楼区,320106,江苏省\n鼓楼区,320302,江苏省\n昆山市,320583,江苏省\n江银市,,江苏省\n合计,,\n"
    (desk / "t.csv").write_text("区县,代码,备注\n" + rows, "utf-8")
    result = ran("match", "t.csv", "--json", "--strict")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert [row["row"] for row in found] == [2, 3, 4, 5, 6]
    assert [row["match_adcode"] for row in found] == ["320106", "320302", "320583", None, None]
    assert [row["match_status"] for row in found] == ["by_code", "by_code", "exact", "not_found", "total"]
    assert "1 行没有匹配" in result.stderr
    assert "2 行重名" in result.stderr
    shown = ran("match", "t.csv", "--lang", "en", "--out", "coded.xlsx")
    assert shown.stdout == "coded.xlsx\n"
    sheet = openpyxl.load_workbook("coded.xlsx")["Matching"]
    assert [cell.value for cell in sheet[5]][:7] == [5, "江银市", None, "江苏省", None, None, "not found"]
    assert ran("match", "t.csv", "--review", "review.xlsx", "--quiet").exit_code == 0
    book = openpyxl.load_workbook("review.xlsx")
    book.active["I3"] = "320281"
    book.save("review.xlsx")
    again = ran("match", "t.csv", "--corrections", "review.xlsx", "--strict", "--json")
    assert again.exit_code == 0, again.output
    assert json.loads(again.stdout)[3]["match_adcode"] == "320281"


def test_match_guesses_the_level_and_the_date(desk: Path) -> None:
    cities = "城市,GDP\n苏州市,1\n深圳市,2\n北京市,3\n海东市,4\n"
    (desk / "cities.csv").write_text(cities, "utf-8")
    found = json.loads(ran("match", "cities.csv", "--json").stdout)
    assert [row["match_adcode"] for row in found] == ["320500", "440300", "110000", "630200"]
    old = ["章丘市", "胶南市", "长乐市", "宁乡县", "无为县", "京山县", "神木县", "海安县", "玉环县", "昆山市"]
    (desk / "2010.csv").write_text("县（市）\n" + "\n".join(old), "utf-8")
    result = ran("match", "2010.csv", "--json", "--lang", "en")
    assert "names are as of 2010-12-31" in result.stderr
    assert json.loads(result.stdout)[0]["match_adcode"] == "370181"
    assert json.loads(result.stdout)[0]["match_today"] == "370114"
    assert "2023-07-31 代码" in ran("match", "2010.csv", "--quiet").stdout
    assert "2023-07-31 代码" not in ran("match", "cities.csv", "--quiet").stdout
    today = json.loads(ran("match", "2010.csv", "--json", "--as-of", "2023-07-31").stdout)
    assert today[0]["match_adcode"] == "370114"
    assert ran("match", "2010.csv", "--as-of", "yesterday").exit_code == 2


def test_names_without_chinese_characters_are_placed_by_their_codes(desk: Path) -> None:
    (desk / "t.csv").write_text(
        "county,adcode,gdp\nKunshan,320583,1\nJiangyin,320281,2\nNowhere,329999,3\n", "utf-8"
    )
    result = ran("match", "t.csv", "--json", "--lang", "en")
    found = json.loads(result.stdout)
    assert [row["match_unit"] for row in found] == ["昆山市", "江阴市", None]
    assert found[0]["match_status"] == "coded"
    assert "2 rows have no Chinese name" in result.stderr


def test_columns_that_are_not_there_are_named(desk: Path) -> None:
    for option in ("--name", "--province", "--prefecture", "--adcode"):
        result = ran("match", "百强县.xlsx", option, "单位", "--lang", "en")
        assert result.exit_code == 2
        assert "no such column" in result.stderr
        assert "'县（市）'" in result.stderr


def test_map_of_a_column_of_a_list_and_of_several_lists(desk: Path) -> None:
    drawn = json.loads(ran("map", "百强县.xlsx", "--column", "排名", "--out", "a.html", "--json").stdout)
    assert (drawn["column"], drawn["units"], drawn["rows_left_out"]) == ("排名", 100, 0)
    assert "排名" in (desk / "a.html").read_text("utf-8")
    (desk / "list.csv").write_text("县（市）\n昆山市\n江阴市\n江银市\n", "utf-8")
    result = ran("map", "list.csv", "--json", "--strict", "--lang", "en")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"map": "list.html", "column": None, "units": 2, "rows_left_out": 1}
    cities = ("苏州市", "深圳市", "宁波市")
    rows = [
        f"{kind},{city},{n + k}"
        for k, kind in enumerate(("绿色工厂", "小巨人"))
        for n, city in enumerate(cities)
    ]
    (desk / "lists.csv").write_text("名单,城市,数量\n" + "\n".join(rows), "utf-8")
    drawn = json.loads(ran("map", "lists.csv", "--column", "绿色工厂 数量", "--json").stdout)
    assert drawn["column"] == "绿色工厂 数量"
    refused = ran("map", "lists.csv", "--column", "面积")
    assert refused.exit_code == 2
    assert "'面积'" in refused.stderr


def test_a_map_that_cannot_be_written_leaves_the_old_one(desk: Path) -> None:
    (desk / "a.html").write_text("old", "utf-8")
    assert ran("map", "百强县.xlsx", "--column", "县（市）", "--out", "a.html").exit_code == 2
    assert ran("map", "百强县.xlsx", "--out", "nowhere/a.html").exit_code == 2
    assert ran("map", "百强县.xlsx", "--out", "a.docx").exit_code == 2
    assert (desk / "a.html").read_text("utf-8") == "old"
    assert sorted(path.name for path in desk.iterdir()) == ["a.html", "百强县.xlsx"]


@pytest.mark.parametrize("kind", ["gpkg", "geojson", "fgb", "parquet", "shp"])
def test_a_layer_is_exported_whole(desk: Path, kind: str) -> None:
    result = ran(
        "layers", "--level", "province", "--tolerance-m", "5000", "--export", f"省.{kind}", "--lang", "en"
    )
    assert result.exit_code == 0, result.output
    held = gpd.read_parquet(f"省.{kind}").reset_index() if kind == "parquet" else gpd.read_file(f"省.{kind}")
    assert len(held) == 34
    assert "江苏省" in set(held["name"])
    parts = {path.suffix for path in desk.iterdir()} - {".xlsx"}
    if kind == "shp":
        assert {".shp", ".dbf", ".shx", ".prj", ".cpg"} <= parts
        assert (desk / "省.cpg").read_text() == "UTF-8"
        assert {"prov_code", "pref_code"} <= set(held.columns)
        assert "field names of a shapefile hold ten characters" in result.stderr
    else:
        assert parts == {f".{kind}"}
        assert result.stderr == ""
    assert not [path for path in desk.iterdir() if path.name.startswith(".")]
    assert ran("layers", "--level", "province", "--export", f"nowhere/省.{kind}").exit_code == 2


def test_a_study_toml_says_itself_what_is_read(desk: Path) -> None:
    assert ran("study", "--init", "百强县.xlsx").exit_code == 0
    again = ran("study", "--init", "百强县.xlsx", "--lang", "en")
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    result = ran("study", "study.toml", "--sheet", "a")
    assert result.exit_code == 2
    assert "table.sheet" in result.stderr
    assert len(json.loads(ran("match", "study.toml", "--json").stdout)) == 100


@pytest.mark.parametrize(
    ("shell", "part"), [("bash", "complete -o"), ("zsh", "#compdef"), ("fish", "complete --no-files")]
)
def test_completion_scripts(shell: str, part: str) -> None:
    assert f"_LIANPIAN_COMPLETE={shell}_source lianpian" in ran("--help").output
    made = subprocess.run(
        [sys.executable, "-c", "from geo.cli import main; main(prog_name='lianpian')"],
        env=os.environ | {"_LIANPIAN_COMPLETE": f"{shell}_source"},
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert part in made.stdout
    assert "lianpian" in made.stdout


def test_lists_are_headed_in_the_reader_s_language() -> None:
    assert ran("rosters").stdout.startswith("编号\t名单\t")
    assert ran("rosters", "--lang", "en").stdout.startswith("id\ttitle\t")
    cities = ran("rosters", "caict-city-2023").stdout.splitlines()
    assert cities[0].startswith("区划代码\t排名\t名称\t")
    assert not cities[0].isascii()
    assert not any("_" in head for head in cities[0].split("\t"))
    assert ran("rosters", "caict-city-2023", "--lang", "en").stdout.startswith("adcode\trank\t")
    lights = {lang: ran("zonal", "--level", "province", "--lang", lang).stdout for lang in ("zh", "en")}
    assert lights["zh"].startswith("区划代码\t名称\t省份\t地级市\t均值\n")
    assert lights["en"].startswith("adcode\tname\tprovince\tprefecture\tmean\n")
    frame = pd.DataFrame(json.loads(ran("rosters", "--json").stdout))
    assert frame["rows"].tolist() == [100, 100, 100, 50, 68]

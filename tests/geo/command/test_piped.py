"""Several files and piped text: read as one table, said as what they are."""

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from boundaries.language import say
from geo.cli import main
from geo.study.study import verify
from geo.study.table.opening import open_table
from geo.study.table.place import place

ROWS = [("昆山市", 5.0), ("江阴市", 4.0), ("张家港市", 3.5), ("常熟市", 3.0), ("太仓市", 2.0)]


def table(path: Path, rows: list[tuple[str, float]]) -> str:
    pd.DataFrame(rows, columns=["县（市）", "GDP"]).to_csv(path, index=False)
    return str(path)


def ran(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [*arguments, "--json", "--quiet", "--lang", "en"], input=given)


def codes(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return [row["match_adcode"] for row in json.loads(result.stdout)]


def test_text_through_a_pipe_is_a_table() -> None:
    pasted = "县（市）\tGDP（亿元）\r\n昆山市\t5,006.7\r\n江阴市\t4754\r\n"
    found = ran("match", "-", given=pasted.encode())
    assert codes(found) == ["320583", "320281"]
    assert codes(ran("match", "-", given=pasted.encode("gb18030"))) == ["320583", "320281"]


def test_a_workbook_through_a_pipe(tmp_path: Path) -> None:
    pd.DataFrame(ROWS, columns=["县（市）", "GDP"]).to_excel(tmp_path / "t.xlsx", index=False)
    found = ran("match", "-", given=(tmp_path / "t.xlsx").read_bytes())
    assert codes(found)[:2] == ["320583", "320281"]


def test_nothing_and_too_much(tmp_path: Path) -> None:
    empty = ran("match", "-", given=b" \n")
    assert empty.exit_code == 2
    assert "nothing came through the pipe" in empty.stderr
    both = ran("match", "-", table(tmp_path / "a.csv", ROWS), given=b"x")
    assert both.exit_code == 2
    assert "goes alone" in both.stderr


def test_files_called_by_years_are_a_panel(tmp_path: Path) -> None:
    paths = [
        table(tmp_path / f"GDP{year}.csv", [(name, value + year) for name, value in ROWS])
        for year in (2021, 2020)
    ]
    config, _ = open_table(Path(paths[0]), files=(paths[1],))
    assert (config.table.year, config.table.columns) == ("年份", ["GDP"])
    rows = place(config).frame
    assert rows.groupby("年份")["GDP"].sum().to_dict() == {2020: 10117.5, 2021: 10122.5}


def test_files_called_by_provinces_give_the_province(tmp_path: Path) -> None:
    here = table(tmp_path / "江苏省.csv", [("鼓楼区", 1.0), ("昆山市", 2.0), ("江阴市", 4.0)])
    there = table(tmp_path / "河南省.csv", [("鼓楼区", 3.0), ("巩义市", 4.0), ("禹州市", 4.0)])
    found = ran("match", here, there)
    assert codes(found) == [None, "320583", "320281", "410204", "410181", "411081"]  # two 鼓楼区 in 江苏


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    lost = ran("match", table(tmp_path / "a.csv", ROWS), str(tmp_path / "b.csv"))
    assert lost.exit_code == 2
    assert "b.csv" in lost.stderr


@pytest.mark.slow
def test_a_piped_study_can_be_repeated(tmp_path: Path) -> None:
    text = "县（市）\tGDP\n" + "".join(f"{name}\t{value}\n" for name, value in ROWS)
    out = tmp_path / "report"
    made = ran("study", "-", "--out", str(out), given=text.encode())
    assert made.exit_code == 0, made.output
    assert (out / "pasted.tsv").read_text("utf-8") == text
    assert verify(out) == []


def test_a_study_of_files_names_them_from_its_folder(tmp_path: Path) -> None:
    paths = [table(tmp_path / f"{year}年.csv", ROWS) for year in (2020, 2021)]
    begun = ran("study", "--init", paths[0], paths[1], "--out", str(tmp_path / "s.toml"))
    assert begun.exit_code == 0, begun.output
    text = (tmp_path / "s.toml").read_text("utf-8")
    assert 'files = ["2021年.csv"]' in text
    assert codes(ran("match", str(tmp_path / "s.toml"))) == codes(ran("match", *paths))


def test_hidden_sheets_are_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [("县（市）", "GDP"), *ROWS]:
        sheet.append(row)
    hidden = book.create_sheet("底稿")
    hidden.append(["县（市）", "GDP"])
    hidden.append(["慈溪市", 1])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "t.xlsx")
    config, _ = open_table(tmp_path / "t.xlsx")
    found = place(config)
    assert len(found.frame) == 5
    assert any("底稿" in say("zh", note) for note in found.notes)


@pytest.mark.parametrize("command", ["match", "map", "study"])
def test_help_says_several(command: str) -> None:
    text = CliRunner().invoke(main, [command, "--help"]).output
    assert "TABLE..." in text

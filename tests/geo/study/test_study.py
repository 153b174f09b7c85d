"""Studies of a person's own table: read, guessed, carried out, repeated, refused."""

import csv
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

import geo
import indicators
from boundaries.errors import LianpianError
from boundaries.whole_folder import whole_folder
from geo.cli import main
from geo.study.study import Study, verify
from geo.study.table.config import StudyError, check_config

QUICK = {"maps": False, "figures": [], "office": []}
FEW = {"permutations": 99, "local_permutations": 99, "scan_permutations": 99}


def quick(study: Study, **changes: object) -> Study:
    """The same study without maps and with few draws."""
    config = study.config.model_dump() | {"output": QUICK, "tests": FEW} | changes
    return Study(config=check_config(config, source="test"), assumptions=study.assumptions)


def write_list(
    path: Path, roster_id: str, heads: list[str], *, encoding: str = "utf-8", title: str = ""
) -> Path:
    frame = indicators.roster(roster_id).frame
    columns = {
        "排名": "rank",
        "rank": "rank",
        "省": "province",
        "省（区、市）": "province",
        "province": "province",
    }
    columns |= {"地级市": "prefecture", "prefecture": "prefecture"}
    with path.open("w", encoding=encoding, newline="") as handle:
        writer = csv.writer(handle)
        if title:
            writer.writerow([title, *[""] * (len(heads) - 1)])
        writer.writerow(heads)
        for _, row in frame.iterrows():
            writer.writerow([row[columns.get(head, "name")] for head in heads])
    return path


@pytest.mark.parametrize(
    ("roster_id", "heads", "level", "eligible"),
    [
        ("caict-county-2023", ["排名", "省（区、市）", "地级市", "县（市）"], "county", "counties"),
        ("caict-innovation-2023", ["县（市）", "地级市", "省"], "county", "counties"),
        ("caict-district-2023", ["排名", "省", "地级市", "区"], "county", "districts"),
        ("caict-city-2023", ["排名", "省", "城市"], "prefecture", "cities"),
        ("caict-park-2022", ["省", "县（市）"], "county", "counties"),
    ],
)
def test_the_published_lists_are_understood(
    tmp_path: Path, roster_id: str, heads: list[str], level: str, eligible: str
) -> None:
    study = Study.read(write_list(tmp_path / "list.csv", roster_id, heads))
    assert study.config.table.level == level
    assert study.config.eligible.units == eligible
    assert not study.config.eligible.municipalities
    assert study.config.table.name == next(head for head in heads if head in ("县（市）", "区", "城市"))
    folder = quick(study).run(tmp_path / "out")
    record = json.loads((folder / "run.json").read_text("utf-8"))
    assert record["rows_left_out"] == 0
    members = pd.read_excel(folder / "tables.xlsx", sheet_name="名单", dtype=str)
    assert sorted(members["区划代码"]) == sorted(indicators.roster(roster_id).members)


def test_gb18030_with_a_title_row(tmp_path: Path) -> None:
    path = write_list(
        tmp_path / "区.csv",
        "caict-district-2023",
        ["排名", "省", "地级市", "区"],
        encoding="gb18030",
        title="2023年工业百强区",
    )
    folder = quick(Study.read(path)).run(tmp_path / "out")
    text = (folder / "index.html").read_text("utf-8")
    assert "100 行全部上了地图" in text


def test_a_workbook_with_merged_cells_and_two_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "说明"
    notes["A1"] = "这是说明，不是数据"
    sheet = book.create_sheet("榜单")
    sheet["A1"] = "某省某榜单（2023年）"
    sheet.merge_cells("A1:D1")
    sheet.append(["排名", "省", "县（市）", "得分"])
    rows = indicators.roster("caict-county-2023").frame.head(40)
    for rank, province, name in rows[["rank", "province", "name"]].itertuples(index=False):
        sheet.append([rank, province, name + "★", f"{100 - rank:,.1f}"])
    book.save(tmp_path / "榜单.xlsx")
    study = Study.read(tmp_path / "榜单.xlsx", sheet="榜单")
    assert study.config.table.name == "县（市）"
    assert study.config.table.columns == ["得分"]
    folder = quick(study).run(tmp_path / "out")
    held = pd.read_parquet(folder / "layer.parquet")
    assert int(held["chosen"].sum()) == 40
    assert held.loc["320583", "得分"] == 99.0


def test_an_english_table_that_covers_the_country(tmp_path: Path) -> None:
    units = geo.read_layer("county", tolerance_m=500)
    units = units[units["kind"].isin(["县", "县级市", "自治县", "旗", "自治旗"])]
    frame = pd.DataFrame(
        {"County": units["name"], "Prefecture": units["prefecture"], "Province": units["province"]}
    )
    frame["output"] = units.representative_point().x.round(3)  # rises to the east: it must gather
    frame.sample(frac=1, random_state=1).to_csv(tmp_path / "all.csv", index=False)
    study = Study.read(tmp_path / "all.csv", lang="en")
    assert study.config.table.columns == ["output"]
    folder = quick(study).run(tmp_path / "out")
    text = (folder / "index.html").read_text("utf-8")
    assert '<html lang="en">' in text
    assert "neighbors are alike" in text
    table = pd.read_excel(folder / "tables.xlsx", sheet_name="Indicators")
    assert table.loc[0, "Moran's I"] > 0.9
    assert table.loc[0, "Draws"] == 99


def test_the_same_study_gives_the_same_bytes(tmp_path: Path) -> None:
    path = write_list(tmp_path / "县.csv", "caict-county-2023", ["排名", "省", "地级市", "县（市）"])
    study = Study.read(path)
    config = study.config.model_dump() | {"tests": FEW, "output": {"figures": [], "office": []}}
    folder = Study(config=check_config(config, source="test"), assumptions=study.assumptions).run(
        tmp_path / "out"
    )
    assert verify(folder / "run.json") == []
    path.write_text(path.read_text("utf-8").replace("昆山市", "太仓市"), "utf-8")
    assert "study.verify.table" in {message.id for message in verify(folder)}


def test_study_toml_round_trip(tmp_path: Path) -> None:
    path = write_list(tmp_path / "县.csv", "caict-county-2023", ["排名", "省", "地级市", "县（市）"])
    study = Study.read(path)
    (tmp_path / "study.toml").write_text(study.toml(), "utf-8")
    again = Study.read(tmp_path / "study.toml")
    assert again.config == study.config


def test_every_fault_of_a_study_toml_at_once(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(
        'lang = "fr"\ncolour = 1\n[table]\npath = "a.csv"\nnam = "x"\n[tests]\nnulls = ["world"]\n', "utf-8"
    )
    with pytest.raises(StudyError) as refused:
        Study.read(tmp_path / "study.toml")
    message = str(refused.value)
    for part in (
        "5 faults",
        "'zh' or 'en'",
        "colour: no such key; valid: title",
        "table.name: needed",
        "table.nam",
    ):
        assert part in message
    assert "'nation', 'plate', 'province' or 'prefecture'" in message


def test_wrong_columns_are_named(tmp_path: Path) -> None:
    path = write_list(tmp_path / "县.csv", "caict-county-2023", ["排名", "省", "县（市）"])
    config = {"table": {"path": str(path), "name": "县", "columns": ["得分"]}}
    study = Study(config=check_config(config, source="test"))
    with pytest.raises(StudyError, match=r"table\.name = '县'.*table\.columns: '得分'.*the table has '排名'"):
        study.run(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_table_of_nowhere(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("place,score\nAtlantis,1\nEl Dorado,2\nShangri-La,3\n", "utf-8")
    with pytest.raises(LianpianError, match=r"no column of the table names.*Atlantis"):
        Study.read(tmp_path / "t.csv")


def test_three_of_four_rows_unmatched_stop_with_ten_examples(tmp_path: Path) -> None:
    names = ["昆山市", *[f"无此县{i}县" for i in range(20)]]
    (tmp_path / "t.csv").write_text("县（市）\n" + "\n".join(names) + "\n", "utf-8")
    config = {"table": {"path": str(tmp_path / "t.csv"), "name": "县（市）"}}
    with pytest.raises(StudyError, match=r"only 1 of 21 rows .* row 3 无此县0县 .* row 12 无此县9县"):
        Study(config=check_config(config, source="test")).run(tmp_path / "out")


def test_rows_left_out_are_listed_with_their_row_numbers(tmp_path: Path) -> None:
    path = write_list(tmp_path / "县.csv", "caict-county-2023", ["排名", "省", "地级市", "县（市）"])
    text = path.read_text("utf-8").replace("江阴市", "江银市")
    path.write_text(text, "utf-8")
    runner = CliRunner()
    config = quick(Study.read(path))
    (tmp_path / "study.toml").write_text(config.toml(), "utf-8")
    out = tmp_path / "out"
    result = runner.invoke(
        main, ["study", str(tmp_path / "study.toml"), "--out", str(out), "--quiet", "--strict"]
    )
    assert result.exit_code == 1
    left_out = pd.read_excel(out / "tables.xlsx", sheet_name="没有上图的行", dtype=str)
    assert left_out[["行", "名称"]].values.tolist() == [["3", "江银市"]]
    assert "江阴市" in left_out["可能是"].iloc[0]


@pytest.mark.parametrize(
    "arguments",
    [
        ["study", "missing.xlsx"],
        ["study"],
        ["claims", "--report", "x"],
        ["rosters", "x"],
        ["layers", "--export", "a.docx"],
        ["zonal", "--stats", "modus"],
    ],
)
def test_the_command_refuses_in_one_line_with_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, arguments)
    assert list(tmp_path.iterdir()) == []
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert len(result.output.strip().splitlines()[-1]) > 10


def test_an_existing_report_survives_a_failed_run(tmp_path: Path) -> None:
    with whole_folder(tmp_path / "out") as folder:
        (folder / "index.html").write_text("old", "utf-8")
        (folder / "run.json").write_text('{"program": "lianpian"}', "utf-8")
    (tmp_path / "t.csv").write_text("县（市）\n无此县\n没有县\n", "utf-8")
    config = {"table": {"path": str(tmp_path / "t.csv"), "name": "县（市）"}}
    with pytest.raises(StudyError):
        Study(config=check_config(config, source="test")).run(tmp_path / "out")
    assert (tmp_path / "out" / "index.html").read_text("utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "t.csv"]

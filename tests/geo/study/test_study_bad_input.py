"""What is no table of units: one message, what and where, exit code 2, the old report as it was."""

import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

import indicators
from boundaries.whole_folder import whole_folder
from geo.cli import main

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
COUNTIES = [
    "昆山市",
    "江阴市",
    "晋江市",
    "张家港市",
    "慈溪市",
    "常熟市",
    "宜兴市",
    "长沙县",
    "神木市",
    "余姚市",
]


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command speaks English to these tests."""
    monkeypatch.setenv("LIANPIAN_LANG", "en")


@pytest.fixture()
def old(tmp_path: Path) -> Path:
    """A report of an earlier run."""
    with whole_folder(tmp_path / "out") as folder:
        (folder / "index.html").write_text("old", "utf-8")
        (folder / "run.json").write_text('{"program": "lianpian"}', "utf-8")
    return tmp_path / "out"


def refused(arguments: list[str], *, lines: int = 1) -> str:
    """The one line that a refused command says."""
    result: Result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("lianpian: ")
    assert len(result.stderr.strip().splitlines()) == lines
    assert "Traceback" not in result.stderr
    assert "lianpian: unexpected" not in result.stderr
    return result.stderr


def untouched(out: Path) -> bool:
    """Whether the old report is whole and nothing lies beside it."""
    beside = [path.name for path in out.parent.iterdir() if path.name.startswith(".")]
    held = {path.name: path.read_bytes() for path in out.iterdir()}
    return held == {"index.html": b"old", "run.json": b'{"program": "lianpian"}'} and beside == []


def book(*sheets: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for rows in sheets:
        page = made.create_sheet()
        for row in rows:
            page.append(row)
    raw = io.BytesIO()
    made.save(raw)
    return raw.getvalue()


def zipped(**files: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return raw.getvalue()


LONG = ["张家港市", "瓦房店市", "公主岭市", "都江堰市", "井冈山市", "武夷山市"]
LIST = [["县（市）", "得分"], *([name, 90 - k] for k, name in enumerate(COUNTIES))]

FILES: dict[str, tuple[str, bytes, list[str]]] = {
    "empty": ("t.csv", b"", ["t.csv is empty"]),
    "blank lines": ("t.csv", b"\n\n , \n", ["holds no cell"]),
    "empty workbook": ("t.xlsx", b"", ["t.xlsx is empty"]),
    "empty sheet": ("t.xlsx", book([]), ["holds no cell"]),
    "two empty sheets": ("t.xlsx", book([], []), ["every sheet is empty"]),
    "headings only": ("t.xlsx", book([["县（市）", "得分"]]), ["there is no data below the header in row 1"]),
    "password": ("t.xlsx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), ["is encrypted", "password"]),
    "old xls": ("t.xls", OLE + b"\0" * 600, ["old .xls", "save it as .xlsx"]),
    "old xls called csv": ("t.csv", OLE + b"\0" * 600, ["old .xls"]),
    "picture called csv": ("t.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, ["no xlsx, parquet or csv"]),
    "neither UTF-8 nor GB18030": ("t.csv", b"name,score\n\xff\xfe\x81\xff,1\n" * 9, ["neither UTF-8, UTF-16 nor GB18030"]),
    "half a workbook": ("t.xlsx", book(LIST)[:3000], ["is damaged or no .xlsx"]),
    "a zip": ("t.xlsx", zipped(**{"a.png": "x"}), ["zip archive but no .xlsx"]),
    "a workbook in name only": ("t.xlsx", zipped(**{"xl/workbook.xml": "<x"}), ["is damaged or no .xlsx"]),
    "a web page": ("t.xls", "<html><table><tr><td>县</td></tr></table>".encode(), ["web page or XML"]),
    "damaged parquet": ("t.parquet", b"PAR1" + b"\0" * 50 + b"PAR1", ["damaged or no parquet"]),
    "an open quotation": ("t.csv", '县（市）,得分\n"昆山市,1\n江阴市,2\n'.encode(), ["quotation marks"]),
    "formulas without values": (
        "t.xlsx",
        book([["县（市）", "得分"], ["昆山市", "=1+1"], ["江阴市", "=B2*2"]]),
        ["2 formulas have no stored value: B2, B3", "open the workbook in Excel"],
    ),
    "numbers only": ("t.csv", b"a,b\n1,2\n3,4\n", ["no column of names", "a, b"]),
    "names of nowhere": ("t.csv", b"place,score\nAtlantis,1\nLemuria,2\n", ["no column of the table names", "Atlantis"]),
    "UTF-8 read as GB18030": (
        "t.csv",
        "\n".join(["name", *LONG]).encode().decode("gb18030").encode(),
        ["wrong encoding: the names read like utf-8 text opened as gb18030 (张家港市"],
    ),
    "UTF-8 read as Latin-1": (
        "t.csv",
        "\n".join(["name", *COUNTIES]).encode().decode("latin-1").encode(),
        ["wrong encoding: the names read like utf-8 text opened as", "昆山市"],
    ),
    "characters replaced": ("t.csv", "县市,得分\n\ufffd\ufffd,1\n".encode(), ["characters were lost"]),
    "lost characters": ("t.csv", "县市,得分\n锟斤拷,1\n锟斤拷市,2\n".encode(), ["wrong encoding", "锟斤拷"]),
    "words among numbers": ("t.csv", "县（市）,得分\n昆山市,约90\n江阴市,80\n晋江市,70\n".encode(), ["row 2, column 得分: '约90'"]),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_table(tmp_path: Path, old: Path, case: str) -> None:
    name, content, parts = FILES[case]
    (tmp_path / name).write_bytes(content)
    said = refused(["study", str(tmp_path / name), "--out", str(old)])
    assert name in said
    for part in parts:
        assert part in said
    assert untouched(old)
    for command in (["match", str(tmp_path / name)], ["map", str(tmp_path / name)]):
        refused(command)


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path: Path, old: Path) -> None:
    assert "is a folder" in refused(["study", str(tmp_path), "--out", str(old)])
    (tmp_path / "百强县.xlsx").write_bytes(book(LIST))
    said = refused(["study", str(tmp_path / "百强.xlsx"), "--out", str(old)])
    assert "there is no file" in said
    assert "tables in that folder: 百强县.xlsx" in said
    assert untouched(old)


def test_a_file_of_one_gigabyte_is_refused_unread(
    tmp_path: Path, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.csv"
    with path.open("wb") as handle:
        handle.write("县（市）\n昆山市\n".encode())
        handle.truncate(1_000_000_000)  # sparse: it takes no room on the disk

    before = Path.open

    def opened(self: Path, *rest: object, **more: object) -> object:
        assert self.name != "t.csv", "the file was opened"
        return before(self, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", opened)
    said = refused(["study", str(path), "--out", str(old)])
    assert "1,000 MB; at most 256 MB is read" in said
    said = refused(["study", str(path), "--out", str(old), "--max-mb", "900"])
    assert "at most 900 MB" in said
    monkeypatch.undo()
    assert untouched(old)


def test_a_file_that_may_not_be_read(tmp_path: Path, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_text("县（市）\n昆山市\n", "utf-8")
    before = Path.open

    def opened(self: Path, *rest: object, **more: object) -> object:
        if self.name == "t.csv":
            raise PermissionError(13, "Permission denied", str(self))
        return before(self, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", opened)
    said = refused(["study", str(path), "--out", str(old)])
    monkeypatch.undo()
    assert "close it in Excel or WPS, or check its permissions" in said
    assert untouched(old)


def toml(tmp_path: Path, table: str, rest: str = "") -> Path:
    path = tmp_path / "study.toml"
    path.write_text(f"[table]\n{table}\n{rest}", "utf-8")
    return path


FROM_NOWHERE = [f"无此县{k}县" for k in range(20)]

CAUSES: dict[str, tuple[list[str], list[list[str]], str, str]] = {
    "wrong level": (
        ["单位"],
        [[name] for name in ("苏州市", "无锡市", "常州市", "南通市", "扬州市")],
        'name = "单位"',
        "wrong level: the names are prefecture units (table.level = 'prefecture')",
    ),
    "wrong date": (
        ["区"],
        [
            [name]
            for name in ("坪山区", "光明区", "临平区", "钱塘区", "双河市", "可克达拉市", "昆玉市", "铁门关市")
        ],
        'name = "区"\nas_of = "2001-06-30"',
        "wrong date: 100% of the names are of 2024-12-31 (table.as_of)",
    ),
    "swapped columns": (
        ["县", "甲", "乙"],
        [["甲方", name, "某"] for name in COUNTIES],
        'name = "县"',
        "swapped columns: column '甲' names county units (table.name = '甲')",
    ),
    "wrong parents": (
        ["县", "省", "市"],
        [["昆山市", "四川省", "成都市"], ["江阴市", "四川省", "绵阳市"], ["慈溪市", "湖南省", "长沙市"]],
        'name = "县"\nprovince = "省"\nprefecture = "市"',
        "the names are known, but not in their provinces and prefectures: are columns '省' and '市' right, or swapped?",
    ),
    "nothing stands out": (["县"], [[name] for name in FROM_NOWHERE], 'name = "县"', "no such name"),
}


@pytest.mark.parametrize("case", CAUSES)
def test_three_of_four_rows_unknown(tmp_path: Path, old: Path, case: str) -> None:
    heads, rows, table, cause = CAUSES[case]
    (tmp_path / "t.xlsx").write_bytes(book([heads, *rows]))
    said = refused(["study", str(toml(tmp_path, f'path = "t.xlsx"\n{table}')), "--out", str(old)])
    assert f"only 0 of {len(rows)} rows are county units" in said
    assert "likely cause: " + cause in said
    shown = [row[0] for row in rows[:10]]
    assert all(f"row {k} {name}" in said for k, name in enumerate(shown, start=2))
    assert f"row {len(shown) + 2} " not in said
    assert untouched(old)


def test_every_fault_of_a_study_toml_at_once(tmp_path: Path, old: Path) -> None:
    path = toml(
        tmp_path,
        'path = "t.csv"\nname = 3\ntop = 0\nas_of = "2023"\nnam = "x"\nmax_mb = -1',
        '[tests]\npermutations = 5\nfdr = 2\nnulls = ["world"]\nseed = "a"\n[output]\nclasses = 99\n[colour]\nred = 1\n',
    )
    said = refused(["study", str(path), "--out", str(old)])
    assert "11 faults" in said
    for key in (
        "table.name = 3: should be a valid string",
        "table.top = 0: should be greater than or equal to 1",
        "table.as_of = '2023'",
        "table.nam: no such key; valid: path, name",
        "table.max_mb = -1",
        "tests.permutations = 5: should be greater than or equal to 99",
        "tests.fdr = 2: should be less than 1",
        "tests.nulls.0 = 'world': should be 'nation'",
        "tests.seed = 'a': should be a valid integer",
        "output.classes = 99: should be less than or equal to 9",
        "colour: no such key; valid: title, lang",
    ):
        assert key in said
    assert untouched(old)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"[table\n", "is not TOML"),
        ("[table]\npath = '县.csv'".encode("gb18030"), "is not UTF-8 text; save it as UTF-8"),
        (b"", "table: needed"),
        (b'[table]\npath = "nowhere.csv"\nname = "x"\n', "there is no file"),
        (b'[table]\npath = "."\nname = "x"\n', "is a folder"),
    ],
)
def test_a_study_toml_that_cannot_be_used(tmp_path: Path, old: Path, content: bytes, part: str) -> None:
    (tmp_path / "study.toml").write_bytes(content)
    assert part in refused(["study", str(tmp_path / "study.toml"), "--out", str(old)])
    assert untouched(old)


def test_a_sheet_that_is_not_there_and_columns_that_hold_words(tmp_path: Path, old: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(book([["县（市）", "产业"], *([name, "纺织"] for name in COUNTIES)]))
    said = refused(["study", str(tmp_path / "t.xlsx"), "--sheet", "数据", "--out", str(old)])
    assert "has no sheet '数据'; it has Sheet" in said
    path = toml(tmp_path, 'path = "t.xlsx"\nname = "县（市）"\nrank = "产业"\ncolumns = ["产业"]')
    said = refused(["study", str(path), "--out", str(old)])
    assert "table.columns: '产业'; table.rank = '产业'" in said
    assert untouched(old)


@pytest.mark.parametrize(
    ("table", "part"),
    [
        ('columns = ["得分", "得分"]', "table.columns names twice: '得分'"),
        ('[eligible]\nunits = "cities"', "eligible.units = 'cities' needs table.level = 'prefecture'"),
        ('[eligible]\nprovinces = ["江苏"]', "eligible.provinces: no such province: 江苏; valid: 北京市"),
        ('as_of = "2023-02-31"', "as_of='2023-02-31' is no date"),
        ('as_of = "1990-01-01"', "outside the division tables, which reach from 2000-01-01"),
        ('category = "得分"\ncolumns = ["得分"]\ntop = 3', "table.top cannot choose from several lists"),
        ("top = 3", "table.top needs table.rank or table.columns to choose by"),
    ],
)
def test_settings_that_do_not_fit_the_table(tmp_path: Path, old: Path, table: str, part: str) -> None:
    (tmp_path / "t.xlsx").write_bytes(book(LIST))
    path = toml(tmp_path, f'path = "t.xlsx"\nname = "县（市）"\n{table}')
    assert part in refused(["study", str(path), "--out", str(old), "--quiet"])
    assert untouched(old)


def test_a_path_that_no_system_takes(tmp_path: Path, old: Path) -> None:
    path = toml(tmp_path, 'path = "a\\u0000b"\nname = "x"')
    assert "table.path" in refused(["study", str(path), "--out", str(old)])


@pytest.mark.parametrize("content", [b"PK\x03\x04 broken", b"", b"plain text", book([["a"], ["b"]])])
def test_corrections_that_are_no_review_sheet(tmp_path: Path, old: Path, content: bytes) -> None:
    (tmp_path / "t.xlsx").write_bytes(book(LIST))
    (tmp_path / "review.xlsx").write_bytes(content)
    path = toml(tmp_path, 'path = "t.xlsx"\nname = "县（市）"\ncorrections = "review.xlsx"')
    said = refused(["study", str(path), "--out", str(old)])
    assert "review.xlsx" in said or "更正代码" in said
    assert untouched(old)


@pytest.mark.parametrize(
    "fault", [zipfile.BadZipFile("no zip"), RecursionError("too deep"), KeyError("x"), MemoryError()]
)
def test_what_nobody_foresaw_is_said_in_one_line(
    tmp_path: Path, old: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(indicators.table, "read_grid", broken)
    path = tmp_path / "t.csv"
    path.write_text("县（市）\n昆山市\n", "utf-8")
    result = CliRunner().invoke(main, ["study", str(path), "--out", str(old)])
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    if isinstance(fault, MemoryError):
        assert "out of memory" in result.stderr
    else:
        assert f"unexpected {type(fault).__name__}" in result.stderr
        assert "LIANPIAN_DEBUG=1" in result.stderr
    monkeypatch.setitem(os.environ, "LIANPIAN_DEBUG", "1")
    again = CliRunner().invoke(main, ["study", str(path), "--out", str(old)])
    assert again.exception is fault
    assert untouched(old)

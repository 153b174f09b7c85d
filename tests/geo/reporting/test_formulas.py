"""No cell of a user's becomes a formula in what is written, whatever opens it."""

import csv
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import boundaries
import indicators
from geo.reporting.csv_file import csv_bytes
from geo.reporting.export import write_table

EVIL = [
    '=HYPERLINK("http://evil.example/","x")',
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "+1+1",
    "-1+1",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    "=昆山市",
]
PLAIN = ["昆山市", "-5", "+3.2%", "-1,234.5", "—", "'quoted", "a=b", "-"]
TABLE = pd.DataFrame({"=1+1": [*EVIL, *PLAIN], "v": range(len(EVIL) + len(PLAIN))})


def test_csv_keeps_every_text_behind_an_apostrophe() -> None:
    rows = list(csv.reader(io.StringIO(csv_bytes(TABLE).decode("utf-8-sig"), newline="")))
    assert rows[0] == ["'=1+1", "v"]
    assert [row[0] for row in rows[1:]] == [*(f"'{cell}" for cell in EVIL), *PLAIN]
    assert [int(row[1]) for row in rows[1:]] == list(TABLE["v"])
    assert list(TABLE["=1+1"]) == [*EVIL, *PLAIN]  # the frame is as it was


def test_a_csv_comes_back_as_it_was(tmp_path: Path) -> None:
    """The readers of this package take the apostrophe off where it protects."""
    path = write_table(pd.DataFrame({"县": ["昆山市", "=1+1"]}), str(tmp_path / "t.csv"))
    assert "昆山市" in set(indicators.read_table(path).frame["县"])


@pytest.mark.parametrize("kind", ["table", "review"])
def test_no_formula_in_a_workbook(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "t.xlsx"
    if kind == "table":
        write_table(TABLE, str(path), sheet="=1+1")
    else:
        boundaries.review(boundaries.match(TABLE, name="=1+1"), path)
    with zipfile.ZipFile(path) as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in book.read(name)
                assert b"<f " not in book.read(name)
    cells = {cell.value for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row}
    assert {"=cmd|' /C calc'!A0", "@SUM(1)", "-1+1"} <= cells


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_finds_no_formula(tmp_path: Path, suffix: str) -> None:
    write_table(TABLE, str(tmp_path / f"t{suffix}"))
    subprocess.run(
        [
            *("soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"),
            *(("--infilter=CSV:44,34,76,1",) if suffix == ".csv" else ()),
            *("--convert-to", "fods", "--outdir", str(tmp_path), str(tmp_path / f"t{suffix}")),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    text = (tmp_path / "t.fods").read_text("utf-8")
    assert "昆山市" in text
    assert "table:formula" not in text

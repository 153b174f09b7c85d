"""Files that swell: refused in one line or read, within a gigabyte and ten seconds of processor."""

import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt

RUN = """
import resource, sys, time
from indicators.table import read_table
import boundaries, indicators.places, pyarrow.parquet, pyogrio, openpyxl, python_calamine
indicators.places.known_names()
held = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (held + 1_000_000_000,) * 2)
for path in sys.argv[1:]:
    start = time.process_time()
    try:
        print("read", read_table(path).frame.shape, end=" ")
    except ValueError as error:
        print("refused", str(error).replace(chr(10), "|"), end=" ")
    print(f"@{time.process_time() - start:.2f}")
"""


def wide_csv(path: Path, n: int) -> None:
    rows = [["县市"] + [f"c{k}" for k in range(n - 1)]]
    rows += [[name, *map(str, range(n - 1))] for name in ("昆山市", "江阴市")]
    path.write_text("\n".join(",".join(row) for row in rows), "utf-8")


def wide_xlsx(path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("a")
    sheet.append(["县市", *(f"c{k}" for k in range(16_383))])
    sheet.append(["昆山市", *range(16_383)])
    book.save(path)


def stray_xls(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for i, j, value in ((0, 0, "县市"), (1, 0, "昆山市"), (65_535, 255, "z")):
        sheet.write(i, j, value)
    book.save(str(path))


def swelling_text(path: Path) -> None:
    words = pa.DictionaryArray.from_arrays(
        pa.array(np.zeros(2_000_000, dtype="int32")), pa.array(["x" * 100_000])
    )
    pq.write_table(pa.table({"name": words}), path)


def swelling_ods(path: Path) -> None:
    cell = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    )
    content = (
        '<office:document-content xmlns:office="o" xmlns:table="t"><office:body><office:spreadsheet><table:table '
        f'table:name="a"><table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)


def book(path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["县市", "产值"])
    made.active.append(["昆山市", 5])
    made.save(path)


def swelling_xlsx(path: Path) -> None:
    book(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/sharedStrings.xml"] = b"<sst><si><t>" + b"a" * 500_000_000 + b"</t></si></sst>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def wrong_sum(path: Path) -> None:
    book(path)
    data = bytearray(path.read_bytes())
    name = b"xl/worksheets/sheet1.xml"
    data[data.find(name) - 30 + 14] ^= 0xFF
    data[data.rfind(name) - 46 + 16] ^= 0xFF
    path.write_bytes(data)


CASES = {
    "wide.csv": (lambda path: wide_csv(path, 16_384), "read (2, 16384)"),
    "wider.csv": (lambda path: wide_csv(path, 100_000), "at most 16,384 are read"),
    "wide.xlsx": (wide_xlsx, "read (1, 16384)"),
    "commas.csv": (lambda path: path.write_text((("," * 1000) + "\n") * 20_000), "holds no cell"),
    "one_line.csv": (lambda path: path.write_text("," * 50_000_000), "is empty|holds no cell"),
    "long_cell.csv": (lambda path: path.write_text("县市,v\n" + "1 " * 12_000_000 + ",2\n", "utf-8"), "no table|read"),
    "patterns.csv": (lambda path: path.write_text("县市,v\n昆山市," + "1a#" * 20_000 + "\n江阴市,2\n太仓市,3\n", "utf-8"), "is no number"),
    "stray.xls": (stray_xls, "is IV65536 stray"),
    "rows.parquet": (lambda path: pq.write_table(pa.table({"v": np.zeros(30_000_000, dtype="int8")}), path), "no table"),
    "text.parquet": (swelling_text, "the texts of its column name unpack to 200,000 MB"),
    "swell.ods": (swelling_ods, "no table"),
    "swell.xlsx": (swelling_xlsx, "unpacks to 500 MB"),
    "sum.xlsx": (wrong_sum, "Bad CRC-32"),
    "deep.json": (lambda path: path.write_text("[" * 100_000), "nested too deep"),
}  # fmt: skip


@pytest.mark.slow
def test_files_that_swell(tmp_path: Path) -> None:
    paths = []
    for name, (make, _) in CASES.items():
        make(tmp_path / name)
        paths.append(str(tmp_path / name))
    run = subprocess.run([sys.executable, "-c", RUN, *paths], capture_output=True, text=True, timeout=300)
    lines = run.stdout.splitlines()
    assert run.returncode == 0, run.stderr[-500:]
    assert len(lines) == len(CASES)
    for (name, (_, wanted)), line in zip(CASES.items(), lines, strict=True):
        said, _, seconds = line.rpartition("@")
        assert any(part in said for part in wanted.split("|")), f"{name}: {said}"
        assert float(seconds) < 10, f"{name}: {seconds} s"
        assert len(said) < 600

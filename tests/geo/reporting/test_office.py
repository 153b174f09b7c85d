"""Word documents and slides: whole, the same bytes twice, hostile words inert, read and converted by others."""

import hashlib
import io
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pptx
import pypdfium2
import pytest
from PIL import Image

from boundaries.language import Message, say
from boundaries.settled import settled
from geo.reporting.office import clean, inert
from geo.reporting.page import Block, Chart, Charts, Facts, Markup, Native, Page, Points, Section, Table, Text
from geo.reporting.slides import write_slides
from geo.reporting.table import column, typed
from geo.reporting.word import ROWS, Figure, write_document
from geo.study.report.method import beside
from geo.study.report.office_files import write_office
from geo.study.table.config import check_config
from maps import charts

HOSTILE = '=HYPERLINK("http://x","y")</w:t><script>\x00\x01\x0b\ufffe\ud800{{7*7}}&amp;]]>\u2028‮长\U0001f642'


def page(words: str) -> Page:
    held = words.encode("utf-8", "ignore").decode("utf-8")  # frames hold no lone surrogates
    frame = pd.DataFrame(
        {"value": [1, 2, 3], "draws": [5, 4, 1], "name": [held, "=1+1", "乙"], "p": [0.5, 0.01, 1]}
    )

    def numbers(*keys: str):
        return typed(frame, [column(key, heading=words if key == "draws" else key) for key in keys])

    def draw(lang: str) -> str:
        return charts.chance(frame.set_index("value")["draws"], 2, title=words, lang=lang)

    made = [
        Chart(words, draw, numbers("value", "draws"), words, Native("column", "value", ("draws",), beyond=2)),
        Chart(words, draw, numbers("name", "draws"), "", Native("bar", "name", ("draws",))),
        Chart(words, draw, numbers("value", "p"), "", Native("line", "value", ("p",), log=True)),
        Chart(words, draw, numbers("value", "draws")),
    ]
    long = typed(pd.DataFrame({"name": [f"{held}{n}" for n in range(200)], "n": range(200)}),
                 [column("name", heading=words), column("n", heading="n")])  # fmt: skip
    blocks: tuple[Block, ...] = (
        Text(words, "lead"),
        Facts([("1", words), ("2,844", "b")]),
        Markup("<iframe></iframe>", wide=True),
        Section(words, "charts"),
        Charts(made),
        Points([words, Message("list.and", first="a", last=words)]),
        Table(long, words, note=words),
        Table(long, "folded", open=False),
        Section("方法", "method"),
        Points([words]),
        Text(words, "note"),
    )
    return Page(file="i.html", title=words, blocks=blocks)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> list[Figure]:
    folder = tmp_path_factory.mktemp("figures")
    for name in ("a", "b"):
        Image.new("RGB", (2000, 1500), "white").save(folder / f"{name}.png")
    return [Figure(folder / f"{name}.png", f"地图 {name}") for name in ("a", "b")]


@pytest.fixture(scope="module", params=["百强县", HOSTILE], ids=["plain", "hostile"])
def files(
    request: pytest.FixtureRequest, figures: list[Figure], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("office")
    write_document(folder / "report.docx", page(request.param), figures, lang="zh")
    write_slides(folder / "summary.pptx", page(request.param), figures, lang="zh")
    return folder


def test_text_is_what_xml_allows_and_no_formula() -> None:
    assert clean(HOSTILE).startswith("=HYPERLINK") and not re.search(
        "[\x00-\x08\x0b\ufffe\ud800]", clean(HOSTILE)
    )
    assert [inert(word)[0] for word in ("=1", "+1", "-1", "@a", "{=1}", "mailto:a", " =1")] == [" "] * 7
    assert inert("昆山市") == "昆山市" and inert(2023) == "2023"


def test_the_document_has_headings_numbered_captions_native_tables_and_pictures(files: Path) -> None:
    document = docx.Document(str(files / "report.docx"))
    styles = [(p.style.name, p.text) for p in document.paragraphs]
    assert styles[0][0] == "Title" and [name for name, _ in styles].count("Heading 1") == 3
    captions = [text for name, text in styles if name == "Caption"]
    fields = re.findall(r'SEQ (图|表) [^"]*"[^>]*>\s*<w:r>\s*<w:t>(\d+)', document.element.xml)
    assert [n for kind, n in fields if kind == "图"] == ["1", "2", "3", "4", "5", "6"]
    assert [n for kind, n in fields if kind == "表"] == ["1", "2"] and len(captions) == 8
    assert len(document.inline_shapes) == 6
    sizes = [len(table.rows) for table in document.tables]
    assert sizes == [2, ROWS[True] + 1, ROWS[False] + 1]
    assert f"另有 {200 - ROWS[True]} 行" in "".join(text for _, text in styles)
    with zipfile.ZipFile(files / "report.docx") as held:
        drawings = [name for name in held.namelist() if name.endswith(".svg")]
        assert len(drawings) == 4 and all(held.getinfo(name).file_size < 1_000_000 for name in drawings)
        assert b"<script" not in b"".join(held.read(name) for name in drawings)


def test_the_slides_have_native_charts_and_a_native_table(files: Path) -> None:
    deck = pptx.Presentation(str(files / "summary.pptx"))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    made = [shape.chart for shape in shapes if shape.has_chart]
    assert [len(list(chart.plots[0].categories)) for chart in made] == [3, 3, 3]
    assert list(made[0].plots[0].series[0].values) == [5, 4, 1]
    assert list(made[0].plots[0].series[1].values) == [None, 5, None]  # the observed one is marked
    assert sum(shape.has_table for shape in shapes) == 1
    assert all(slide.shapes.title is not None and slide.shapes.title.text for slide in deck.slides)
    assert len(deck.slides) == 7


def test_no_cell_of_a_chart_is_a_formula_or_a_link(files: Path) -> None:
    with zipfile.ZipFile(files / "summary.pptx") as held:
        books = [name for name in held.namelist() if name.endswith(".xlsx")]
        assert len(books) == 3
        for name in books:
            sheet = openpyxl.load_workbook(io.BytesIO(held.read(name))).active
            cells = [cell for row in sheet.iter_rows() for cell in row]
            assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)


def test_the_same_report_has_the_same_bytes(figures: list[Figure], tmp_path: Path) -> None:
    seen = []
    for turn in ("one", "two"):
        folder = tmp_path / turn
        folder.mkdir()
        write_document(folder / "a.docx", page(HOSTILE), figures, lang="en")
        write_slides(folder / "a.pptx", page(HOSTILE), figures, lang="en")
        seen.append(
            [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("a.docx", "a.pptx")]
        )
        time.sleep(2.1)  # the clock of a zip has steps of two seconds
    assert seen[0] == seen[1]


def test_every_part_is_of_one_day() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as new:
        new.writestr("docProps/core.xml", "<dcterms:created x='1'>2026-01-01T00:00:00Z</dcterms:created>")
    with zipfile.ZipFile(io.BytesIO(settled(held.getvalue()))) as found:
        assert b"2000-01-01" in found.read("docProps/core.xml")
        assert {part.date_time for part in found.infolist()} == {(2000, 1, 1, 0, 0, 0)}


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice")
def test_libreoffice_opens_both_and_every_page_has_something_on_it(files: Path) -> None:
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{files}/profile", "--convert-to", "pdf",
         "--outdir", str(files), str(files / "report.docx"), str(files / "summary.pptx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    for name, pages in (("report", 5), ("summary", 7)):
        with pypdfium2.PdfDocument(files / f"{name}.pdf") as printed:
            assert len(printed) >= pages
            for number, sheet in enumerate(printed):
                darkest, _ = sheet.render(scale=30 / 72).to_pil().convert("L").getextrema()
                assert darkest < 200, (name, number)


def test_without_the_extra_the_report_says_so_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = check_config({"table": {"path": "t.csv", "name": "n"}}, source="t")
    there = [say(lang, line) for lang in ("zh", "en") for line in beside(config)[1:]]
    assert all("report.docx" in line and "summary.pptx" in line for line in there) and len(there) == 2
    monkeypatch.setitem(sys.modules, "pptx", None)
    gone = [say(lang, line) for lang in ("zh", "en") for line in beside(config)[1:]]
    assert all('pip install "lianpian[office]"' in line for line in gone) and len(gone) == 2
    write_office(config, tmp_path, page("t"), [], "t")
    assert not list(tmp_path.iterdir())

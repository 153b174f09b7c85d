"""A page as a Word document: headings, sentences, numbered figures and native tables, method and sources."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundaries.language import Lang, Message, say, written
from geo.reporting.office import DAY, clean, write_settled
from geo.reporting.page import Block, Charts, Facts, Markup, Page, Points, Section, Table, Text
from maps.charts.picture import picture
from maps.charts.plain import plain

if TYPE_CHECKING:
    from docx.document import Document

ROWS = {True: 120, False: 20}
"""Rows of an open table and of a folded one in a document; the rest is in the workbook."""
CHART_CM = 12.5
"""Of a chart."""
SIZES = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5)
"""Of the letters of a table, points: the largest at which its numbers fit."""
WIDTH_PT = 470.0
"""Of a table."""
PIXELS = 1700
"""Of a map in a document, at most."""
WIDTH_CM = 16.6
"""Of the text of a page."""
FACES = {"ascii": "Calibri", "hAnsi": "Calibri", "eastAsia": "Microsoft YaHei"}
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SVG_USE = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
SVG_SPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture beside the page: a map drawn as PNG, and what it is called."""

    path: Path
    caption: Message | str


def write_document(
    path: Path, page: Page, figures: Sequence[Figure], *, lang: Lang, footer: Sequence[Message | str] = ()
) -> None:
    """Write a page as a Word document.

    Parameters
    ----------
    path : pathlib.Path
        Ends in .docx.
    page : Page
        The first of ``figures`` takes the place of its map, the others stand before the method; its charts are drawn as PNG and SVG.
    figures : sequence of Figure
    lang : {"zh", "en"}
    footer : sequence of Message or str
        Sentences after the last section.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    writer = _Writer(lang, figures)
    writer.title(page.title)
    for block in page.blocks:
        writer.block(block)
    for sentence in footer:
        writer.paragraph(sentence, "note")
    held = io.BytesIO()
    writer.document.save(held)
    write_settled(path, held.getvalue())


@dataclass(slots=True)
class _Writer:
    """The document as it grows."""

    lang: Lang
    figures: Sequence[Figure]
    document: "Document" = field(init=False)
    counted: dict[str, int] = field(init=False)
    mapped: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        import docx

        self.document = docx.Document()
        self.counted = {"figure": 0, "table": 0}
        _styled(self.document, self.lang)

    def title(self, title: Message | str) -> None:
        """The title, also in the file's properties."""
        text = self.said(title)
        self.document.add_heading(text, 0)
        about = self.document.core_properties
        about.title, about.author, about.comments = text[:250], "Lianpian", ""
        about.created = about.modified = DAY
        about.last_modified_by, about.revision = "Lianpian", 1

    def said(self, value: Message | str) -> str:
        """A message or a user's text as the document can hold it."""
        return clean(written(value, self.lang))

    def block(self, block: Block) -> None:
        """One block of the page."""
        if isinstance(block, Section):
            if block.anchor == "method" and len(self.figures) > 1:
                self.document.add_heading(say(self.lang, "office.more_maps"), 1)
                self.maps(self.figures[1:])
            self.document.add_heading(self.said(block.title), 1)
        elif isinstance(block, Text):
            self.paragraph(block.text, block.tone)
        elif isinstance(block, Points):
            for item in block.items:
                self.document.add_paragraph(self.said(item), style="List Bullet")
        elif isinstance(block, Facts):
            self.facts(block)
        elif isinstance(block, Charts):
            for chart in block.items:
                svg = chart.draw(self.lang)
                flat = plain(svg, titled=False).encode("utf-8")
                self.picture(io.BytesIO(picture(svg, titled=False)), chart.title, svg=flat)
                self.paragraph(chart.note, "note")
        elif isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Markup) and block.wide and not self.mapped:
            self.mapped = True  # what else is interactive has no picture
            self.maps(self.figures[:1])

    def maps(self, figures: Sequence[Figure]) -> None:
        """Maps with their captions."""
        for figure in figures:
            self.picture(_fitted(figure.path), figure.caption)

    def paragraph(self, text: Message | str, tone: str = "") -> None:
        """A paragraph; small print where it is a note."""
        shown = self.said(text)
        if shown:
            style = {"lead": "Intense Quote", "note": "Lianpian Note"}.get(tone)
            self.document.add_paragraph(shown, style=style)

    def facts(self, block: Facts) -> None:
        """The key numbers as a table of two rows."""
        rows = [
            [self.said(number) for number, _ in block.items],
            [self.said(label) for _, label in block.items],
        ]
        self.document.element.body.insert_element_before(
            _table_xml([], rows, [False] * len(rows[0])), "w:sectPr"
        )
        self.document.add_paragraph()

    def picture(self, png: io.BytesIO, caption: Message | str, *, svg: bytes | None = None) -> None:
        """A picture with its number and caption below; with the same as SVG for programs that draw it."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm

        width, height = _pixels(png)
        wide = min(WIDTH_CM if svg is None else CHART_CM, width / height * 17.0)
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(png, width=Cm(wide))
        shape._inline.docPr.set("descr", self.said(caption))
        if svg is not None:
            _with_svg(self.document, shape, svg, self.counted["figure"] + 1)
        self.caption("figure", caption)

    def caption(self, kind: str, caption: Message | str) -> None:
        """A numbered caption: 图 1, 表 1; the number is a field that Word counts again."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        self.counted[kind] += 1
        label = say(self.lang, f"office.{kind}")
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = kind == "table"
        paragraph.add_run(f"{label} ")
        _field(paragraph, f"SEQ {label} \\* ARABIC", str(self.counted[kind]))
        paragraph.add_run(f"  {self.said(caption)}")

    def table(self, block: Table) -> None:
        """A native table under its numbered caption; the first rows of a long one."""
        most = ROWS[block.open]
        heads = block.header(self.lang)
        rows = [[clean(text) for text, _ in row] for row in block.rows(self.lang)[:most]]
        self.caption("table", block.caption)
        made = _table_xml([clean(name) for name, _ in heads], rows, [number for _, number in heads])
        self.document.element.body.insert_element_before(made, "w:sectPr")
        if len(block.frame.frame) > most:
            self.paragraph(Message("office.more_rows", n=len(block.frame.frame) - most), "note")
        self.paragraph(block.note, "note")
        if not block.note:
            self.document.add_paragraph()


def _styled(document: "Document", lang: str) -> None:
    """A4, one typeface for Latin and one for Chinese, small print, a page number at the foot."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    note = document.styles.add_style("Lianpian Note", WD_STYLE_TYPE.PARAGRAPH)
    note.base_style = document.styles["Normal"]
    for name, size, color in (
        ("Normal", 10.5, None),
        ("Title", 20, RGBColor(0x1C, 0x24, 0x30)),
        ("Heading 1", 15, RGBColor(0x9C, 0x2F, 0x23)),
        ("Caption", 9.5, RGBColor(0x22, 0x25, 0x2B)),
        ("Intense Quote", 12, RGBColor(0x1C, 0x24, 0x30)),
        ("Lianpian Note", 9, RGBColor(0x5B, 0x66, 0x75)),
    ):
        style = document.styles[name]
        style.font.size, style.font.name = Pt(size), FACES["ascii"]
        style.font.italic = False
        if color is not None:
            style.font.color.rgb = color
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in [key for key in fonts.attrib if "Theme" in key]:
            del fonts.attrib[key]
        for key, face in FACES.items():
            fonts.set(qn(f"w:{key}"), face)
    document.styles["Intense Quote"].paragraph_format.left_indent = Cm(0.4)
    document.styles["Intense Quote"].paragraph_format.right_indent = Cm(0)
    tongue = (
        document.styles["Normal"]
        .element.get_or_add_rPr()
        .makeelement(qn("w:lang"), {qn("w:val"): "en-US", qn("w:eastAsia"): "zh-CN"})
    )
    document.styles["Normal"].element.get_or_add_rPr().append(tongue)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(foot, "PAGE", "1")


def _field(paragraph: Any, code: str, shown: str) -> None:
    """A field with the text it shows until it is counted again."""
    from docx.oxml import parse_xml

    paragraph._p.append(
        parse_xml(
            f'<w:fldSimple xmlns:w="{MAIN}" w:instr="{escape(code)}"><w:r><w:t>{escape(shown)}</w:t></w:r>'
            "</w:fldSimple>"
        )
    )


def _table_xml(heads: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool]) -> Any:
    """A table with a rule under its head, numbers to the right, and the head on every page."""
    from docx.oxml import parse_xml

    size, widths = _measured(heads, rows, numeric)
    twips, half_points = [round(20 * width) for width in widths], round(2 * size)

    def cell(text: str, at: int, *, bold: bool) -> str:
        side = "right" if numeric[at] else "left" if heads else "center"
        look = f'<w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="{half_points}"/></w:rPr>'
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{twips[at]}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
            f'<w:spacing w:before="20" w:after="20"/><w:jc w:val="{side}"/></w:pPr>'
            f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
        )

    def line(row: Sequence[str], *, head: bool) -> str:
        kept = "<w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if head else "") + "</w:trPr>"
        return f"<w:tr>{kept}{''.join(cell(text, at, bold=head) for at, text in enumerate(row))}</w:tr>"

    rules = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{color}"/>'
        for side, size, color in (("top", 8, "22252B"), ("bottom", 8, "22252B"), ("insideH", 4, "D5D6D3"))
    )
    body = (line(heads, head=True) if heads else "") + "".join(
        line(row, head=not heads and at == 0) for at, row in enumerate(rows)
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    return parse_xml(
        f'<w:tbl xmlns:w="{MAIN}"><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def _measured(
    heads: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool]
) -> tuple[float, list[float]]:
    """The size of the letters and the widths of the columns, points: numbers are never broken, words share the rest."""

    def wide(text: str) -> float:
        return sum(1.0 if ord(letter) > 0x2E7F else 0.56 for letter in text)

    longest = [max((wide(row[at]) for row in rows), default=1.0) + 1.4 for at in range(len(numeric))]
    named = [wide(name) + 1.4 for name in heads] or longest
    least = [
        max(length, 3.2) if number or length < 6 else min(max(length, name, 6.0), 9.0)
        for length, name, number in zip(longest, named, numeric, strict=True)
    ]
    size = next((s for s in SIZES if s * sum(least) <= WIDTH_PT), SIZES[-1])
    spare = max(0.0, WIDTH_PT - size * sum(least))
    wish = [
        max(0.0, max(length, min(name, 9.0)) - low)
        for length, name, low in zip(longest, named, least, strict=True)
    ]
    share = min(1.0, spare / (size * sum(wish))) if sum(wish) else 0.0
    widths = [size * (low + share * more) for low, more in zip(least, wish, strict=True)]
    squeeze = min(1.0, WIDTH_PT / sum(widths))
    return size, [squeeze * width for width in widths]


def _with_svg(document: "Document", shape: Any, svg: bytes, number: int) -> None:
    """Let a picture show its SVG where the program can; the PNG is for all others."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    part = Part(PackURI(f"/word/media/chart{number}.svg"), "image/svg+xml", svg, document.part.package)
    held = document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    blip = shape._inline.graphic.graphicData.pic.blipFill.blip
    blip.append(
        parse_xml(
            '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            f'<a:ext uri="{SVG_USE}"><asvg:svgBlip xmlns:asvg="{SVG_SPACE}" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
            f'r:embed="{held}"/></a:ext></a:extLst>'
        )
    )


def _fitted(path: Path) -> io.BytesIO:
    """A picture no wider than a page needs."""
    from PIL import Image

    with Image.open(path) as image:
        if image.width <= PIXELS:
            return io.BytesIO(path.read_bytes())
        small = image.convert("RGB").resize(
            (PIXELS, round(image.height * PIXELS / image.width)), Image.Resampling.LANCZOS
        )
    out = io.BytesIO()
    small.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        out, "png", optimize=True
    )
    out.seek(0)
    return out


def _pixels(png: io.BytesIO) -> tuple[int, int]:
    """Width and height of a PNG."""
    head = png.getvalue()[16:24]
    return int.from_bytes(head[:4], "big"), int.from_bytes(head[4:], "big")

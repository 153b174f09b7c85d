"""A page as slides: title, map, its charts as native ones, its first table, method."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from boundaries.language import Lang, Message, say, written
from geo.reporting.office import DAY, clean, inert, write_settled
from geo.reporting.page import Chart, Charts, Page, Points, Section, Table, Text
from geo.reporting.table import Typed
from geo.reporting.word import FACES, Figure

MOST_CHARTS = 8
BARS = 16
"""Rows of a chart of bars: as many names as can be read."""
ROWS, COLUMNS = 10, 8
"""What of a table fits a slide."""
MAIN, OTHER, GREY, PALE = "2A6FB0", "C0562B", "8D929A", "D5D6D3"
WIDE, HIGH = 13.333, 7.5
EDGE = 0.6


def write_slides(path: Path, page: Page, figures: Sequence[Figure], *, lang: Lang) -> None:
    """Write a page as slides.

    Parameters
    ----------
    path : pathlib.Path
        Ends in .pptx.
    page : Page
        Its lead stands under the title; charts that have a native form are drawn natively; the first open table
        follows, then the method.
    figures : sequence of Figure
        Maps; the first has a slide.
    lang : {"zh", "en"}

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    import pptx
    from pptx.util import Inches

    deck: Any = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    about = deck.core_properties
    title = clean(written(page.title, lang))
    about.title, about.author, about.last_modified_by = title[:250], "Lianpian", "Lianpian"
    about.created = about.modified = DAY
    about.revision = 1
    _opening(deck, title, _lead(page, lang))
    if figures:
        _map(deck, figures[0], _first_point(page, lang), lang)
    for chart in _native(page):
        _chart(deck, chart, lang)
    table = next((block for block in page.blocks if isinstance(block, Table) and block.open), None)
    if table is not None:
        _table(deck, table, lang)
    _method(deck, page, lang)
    held = io.BytesIO()
    deck.save(held)
    write_settled(path, held.getvalue())


def _lead(page: Page, lang: Lang) -> str:
    """The opening sentence."""
    found = next((block for block in page.blocks if isinstance(block, Text) and block.tone == "lead"), None)
    return clean(written(found.text, lang)) if found is not None else ""


def _first_point(page: Page, lang: Lang) -> str:
    """The first finding in words."""
    found = next((block for block in page.blocks if isinstance(block, Points) and block.items), None)
    return clean(written(found.items[0], lang)) if found is not None else ""


def _native(page: Page) -> Iterator[Chart]:
    """The charts that PowerPoint can draw itself, the first ones."""
    held = [chart for block in page.blocks if isinstance(block, Charts) for chart in block.items]
    yield from [chart for chart in held if chart.native is not None][:MOST_CHARTS]


def _slide(deck: Any, title: str) -> Any:
    """A slide with a title."""
    from pptx.util import Inches

    slide = deck.slides.add_slide(deck.slide_layouts[5])
    shape = slide.shapes.title
    assert shape is not None
    shape.left, shape.top = Inches(EDGE), Inches(0.35)
    shape.width, shape.height = Inches(WIDE - 2 * EDGE), Inches(0.9)
    _words(shape.text_frame, [title], size=26, bold=True)
    return slide


def _words(
    frame: Any, lines: Sequence[str], *, size: float, bold: bool = False, color: str = "1C2430"
) -> None:
    """Paragraphs of one look, Chinese in its own typeface."""
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    frame.word_wrap = True
    for at, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(size / 3)
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = _rgb(color)
        _typeface(run.font)


def _typeface(font: Any) -> None:
    """Latin and Chinese typeface of a font."""
    from pptx.oxml.ns import qn

    font.name = FACES["ascii"]
    rules = font._rPr
    east = rules.find(qn("a:ea"))
    if east is None:
        east = rules.makeelement(qn("a:ea"), {})
        rules.find(qn("a:latin")).addnext(east)
    east.set("typeface", FACES["eastAsia"])


def _box(slide: Any, top: float, high: float, lines: Sequence[str], *, size: float, color: str) -> None:
    """A text across the slide."""
    from pptx.util import Inches

    box = slide.shapes.add_textbox(Inches(EDGE), Inches(top), Inches(WIDE - 2 * EDGE), Inches(high))
    _words(box.text_frame, lines, size=size, color=color)


def _opening(deck: Any, title: str, lead: str) -> None:
    """The title with the opening sentence."""
    from pptx.util import Inches

    slide = deck.slides.add_slide(deck.slide_layouts[0])
    for shape, top, high, text, size in (
        (slide.shapes.title, 2.1, 1.6, title, 38),
        (slide.placeholders[1], 3.9, 2.4, lead, 20),
    ):
        assert shape is not None
        shape.left, shape.width = Inches(EDGE), Inches(WIDE - 2 * EDGE)
        shape.top, shape.height = Inches(top), Inches(high)
        _words(shape.text_frame, [text], size=size, bold=size > 30, color="1C2430" if size > 30 else "5B6675")


def _map(deck: Any, figure: Figure, sentence: str, lang: Lang) -> None:
    """The first map with the first finding beside it."""
    from pptx.util import Inches

    slide = _slide(deck, clean(written(figure.caption, lang)))
    picture = slide.shapes.add_picture(str(figure.path), Inches(EDGE), Inches(1.35), height=Inches(5.8))
    most = Inches(8.4)
    if picture.width > most:
        picture.height = round(picture.height * most / picture.width)
        picture.width = most
    picture._element._nvXxPr.cNvPr.set("descr", clean(written(figure.caption, lang)))
    left = EDGE + picture.width / 914400 + 0.3
    box = slide.shapes.add_textbox(Inches(left), Inches(1.6), Inches(WIDE - EDGE - left), Inches(5))
    _words(box.text_frame, [sentence], size=16)


def _chart(deck: Any, chart: Chart, lang: Lang) -> None:
    """A native chart over its note."""
    from pptx.chart import data as charted
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Inches, Pt

    native = chart.native
    assert native is not None
    slide = _slide(deck, clean(written(chart.title, lang)))
    kind = {
        "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
        "bar": XL_CHART_TYPE.BAR_CLUSTERED,
        "line": XL_CHART_TYPE.LINE_MARKERS,
    }[native.form]
    frame = chart.numbers.frame
    if native.form == "bar":  # PowerPoint draws bars from the foot up
        frame = frame.head(BARS).iloc[::-1]
    data: Any = charted.CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = [inert(_label(value, lang)) for value in frame[native.x]]
    names = _headings(chart.numbers, lang)
    for key in native.y:
        numbers = [None if pd.isna(value) else float(value) for value in frame[key]]
        data.add_series(inert(names[key]), numbers)
    if native.beyond is not None:
        spike = [
            float(frame[native.y[0]].max()) if value == native.beyond else None for value in frame[native.x]
        ]
        told = say(lang, "maps.charts.chance.observed", value=f"{native.beyond:g}")
        data.add_series(inert(told), spike)
    place = Inches(EDGE), Inches(1.3), Inches(WIDE - 2 * EDGE), Inches(4.6)
    made = slide.shapes.add_chart(kind, *place, data).chart
    made.has_legend = len(native.y) > 1 or native.beyond is not None
    if made.has_legend:
        made.legend.position = XL_LEGEND_POSITION.TOP
        made.legend.include_in_layout = False
    made.has_title = False
    made.font.size = Pt(12)
    _typeface(made.font)
    made.value_axis.major_gridlines.format.line.color.rgb = _rgb("D5D6D3")
    if native.form == "column":
        made.plots[0].gap_width = 12
    if native.form == "bar":
        made.plots[0].gap_width = 60
        made.category_axis.tick_labels.font.size = Pt(10)
    if native.over or native.beyond is not None:
        made.plots[0].overlap = 100
    _painted(made, chart, frame)
    if native.log:
        _logarithmic(made)
    _box(slide, 6.0, 1.3, [clean(written(chart.note, lang))], size=12, color="5B6675")


def _painted(made: Any, chart: Chart, frame: pd.DataFrame) -> None:
    """Series in the colors of the page; columns from the observed value on in the other color."""
    native = chart.native
    assert native is not None
    colors = (MAIN, GREY, OTHER) if native.form == "bar" else (MAIN, OTHER, GREY)
    if native.over:
        colors = (PALE, MAIN, OTHER)
    for series, color in zip(made.plots[0].series, colors, strict=False):
        look = series.format
        if native.form == "line":
            look.line.color.rgb = _rgb(color)
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = _rgb(color)
            series.smooth = False
        else:
            look.fill.solid()
            look.fill.fore_color.rgb = _rgb(color)
    if native.beyond is not None:
        for at, value in enumerate(frame[native.x]):
            if value >= native.beyond:
                fill = made.plots[0].series[0].points[at].format.fill
                fill.solid()
                fill.fore_color.rgb = _rgb(OTHER)


def _logarithmic(made: Any) -> None:
    """p-values on a logarithmic axis, small ones on top."""
    from pptx.oxml import parse_xml

    scaling = made.value_axis._element.find("{http://schemas.openxmlformats.org/drawingml/2006/chart}scaling")
    space = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    scaling.insert(0, parse_xml(f'<c:logBase {space} val="10"/>'))
    made.value_axis.reverse_order = True
    made.value_axis.maximum_scale = 1
    made.value_axis.has_major_gridlines = True


def _rgb(color: str) -> Any:
    from pptx.dml import color as colors

    of: Any = colors.RGBColor
    return of.from_string(color)


def _label(value: object, lang: Lang) -> str:
    return written(value, lang, "place") if isinstance(value, str) else written(value, lang)


def _headings(numbers: Typed, lang: Lang) -> dict[str, str]:
    """What stands above the columns, by key."""
    keys = [column.key for column in numbers.columns]
    return dict(zip(keys, numbers.headings(lang), strict=True))


def _table(deck: Any, block: Table, lang: Lang) -> None:
    """The first rows and columns of a table as a native one."""
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Inches, Pt

    heads = [(clean(name), number) for name, number in block.header(lang)][:COLUMNS]
    every = block.rows(lang)
    rows = [[clean(text) for text, _ in row[:COLUMNS]] for row in every[:ROWS]]
    slide = _slide(deck, clean(written(block.caption, lang)))
    size = Inches(WIDE - 2 * EDGE), Inches(0.36 * (len(rows) + 1))
    grid = slide.shapes.add_table(len(rows) + 1, len(heads), Inches(EDGE), Inches(1.35), *size).table
    shares = [1.0 if number else 1.8 for _, number in heads]
    for at, share in enumerate(shares):
        grid.columns[at].width = Inches((WIDE - 2 * EDGE) * share / sum(shares))
    for at, row in enumerate([[name for name, _ in heads], *rows]):
        for to, text in enumerate(row):
            cell = grid.cell(at, to)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _rgb("E6EBF1" if at == 0 else "FFFFFF" if at % 2 else "F5F7F9")
            _words(cell.text_frame, [text[:120]], size=10.5, bold=at == 0)
            paragraph = cell.text_frame.paragraphs[0]
            paragraph.space_after = Pt(0)
            if heads[to][1]:
                paragraph.alignment = PP_ALIGN.RIGHT
    said = [Message("office.more_rows", n=len(every) - ROWS)] if len(every) > ROWS else []
    lines = [clean(written(line, lang)) for line in (*said, block.note) if line]
    if lines:
        _box(slide, 6.45, 0.9, lines, size=10, color="5B6675")


def _method(deck: Any, page: Page, lang: Lang) -> None:
    """What the section on the method says."""
    inside, lines = False, []
    for block in page.blocks:
        if isinstance(block, Section):
            inside = block.anchor == "method"
        elif inside and isinstance(block, Points):
            lines += [clean(written(item, lang)) for item in block.items]
        elif inside and isinstance(block, Text) and block.tone == "note":
            lines.append(clean(written(block.text, lang)))
    if lines:
        slide = _slide(deck, say(lang, "office.method"))
        size = 12 if sum(map(len, lines)) < 900 else 10
        _box(slide, 1.3, 5.9, lines, size=size, color="1C2430")

"""Small spreadsheets written by hand, in formats that nothing installed writes."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path

DATA = Path(__file__).parent / "files"
Spans = Mapping[tuple[int, int], tuple[int, int]]


def ods(
    rows: list[list[object]], *, percent: Iterable[tuple[int, int]] = (), spans: Spans | None = None
) -> bytes:
    """An OpenDocument spreadsheet of one sheet."""
    out = []
    for i, row in enumerate(rows):
        cells = []
        for j, value in enumerate(row):
            high, wide = (spans or {}).get((i, j), (1, 1))
            span = (
                f' table:number-rows-spanned="{high}" table:number-columns-spanned="{wide}"'
                if high * wide > 1
                else ""
            )
            if value is None:
                cells.append("<table:table-cell/>")
            elif isinstance(value, int | float):
                kind = "percentage" if (i, j) in set(percent) else "float"
                cells.append(f'<table:table-cell{span} office:value-type="{kind}" office:value="{value}"/>')
            else:
                cells.append(
                    f'<table:table-cell{span} office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
                )
        out.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:o" xmlns:table="urn:t" '
        'xmlns:text="urn:x"><office:body><office:spreadsheet><table:table table:name="表">'
        f"{''.join(out)}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return raw.getvalue()


def xml_2003(
    rows: list[list[object]], *, percent: Iterable[tuple[int, int]] = (), spans: Spans | None = None
) -> str:
    """An XML spreadsheet of Excel 2003 of one sheet."""
    taken = {
        (i + a, j + b)
        for (i, j), (high, wide) in (spans or {}).items()
        for a in range(high)
        for b in range(wide)
        if a or b
    }
    out = []
    for i, row in enumerate(rows):
        cells = []
        for j, value in enumerate(row):
            if value is None or (i, j) in taken:
                continue
            high, wide = (spans or {}).get((i, j), (1, 1))
            span = f' ss:MergeDown="{high - 1}" ss:MergeAcross="{wide - 1}"' if high * wide > 1 else ""
            style = ' ss:StyleID="p"' if (i, j) in set(percent) else ""
            kind = "Number" if isinstance(value, int | float) else "String"
            cells.append(
                f'<Cell ss:Index="{j + 1}"{span}{style}><Data ss:Type="{kind}">{escape(str(value))}</Data></Cell>'
            )
        out.append(f"<Row>{''.join(cells)}</Row>")
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="p"><NumberFormat '
        f'ss:Format="Percent"/></Style></Styles><Worksheet ss:Name="表"><Table>{"".join(out)}</Table></Worksheet></Workbook>'
    )

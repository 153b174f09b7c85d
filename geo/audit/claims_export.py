"""An audit written to a file: xlsx, csv, json or a page."""

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from boundaries.errors import TableError, choose
from boundaries.language import Message, say
from boundaries.workbook import write_workbook
from boundaries.writing import write_whole
from geo.audit.claims import Judgement, claims_frame
from geo.audit.claims_page import claims_page, claims_table, summary
from geo.language.vocabulary import language
from geo.reporting.csv_file import csv_bytes
from geo.reporting.page import page_html


def export_claims(audit: Sequence[Judgement], path: str | PathLike[str], *, lang: str = "zh") -> Path:
    """Write an audit as .xlsx, .csv, .json or a self-contained .html page, whole or not at all."""
    target = Path(path)
    kind = choose(
        target.suffix.lower(),
        (".xlsx", ".csv", ".html", ".json"),
        what=Message("errors.what.file"),
        error=TableError,
    )
    words = language(lang)
    if kind == ".xlsx":
        sheets = {"claims": claims_table(audit, words), "summary": summary(audit)}
        return write_workbook(
            target, {say(words, f"audit.sheet.{key}"): table.data(words) for key, table in sheets.items()}
        )
    if kind == ".csv":
        return write_whole(target, csv_bytes(claims_table(audit, words).data(words)))
    elif kind == ".json":
        text = claims_frame(audit).to_json(orient="records", force_ascii=False, indent=2)
    else:
        text = page_html(claims_page(audit, lang=words, download="", links=False), lang=words, site="")
    return write_whole(target, text.encode("utf-8"))

"""An audit narrowed down and written to a file: xlsx, csv, json or a page."""

from os import PathLike
from pathlib import Path

import pandas as pd

from boundaries.errors import TableError, choose
from boundaries.writing import write_whole
from geo.audit.claims import REPORTS
from geo.audit.claims_page import claims_page, summary, worded
from geo.audit.comparison import verdict_kind
from geo.language.vocabulary import language
from geo.reporting.page import page_html
from geo.reporting.workbook import write_workbook

ONLY = {
    "agrees": "agrees",
    "rounds": "rounds to",
    "variant": "agrees on variant",
    "contradicts": "contradicts",
    "not-computable": "not computable",
}


def filter_claims(audit: pd.DataFrame, *, report: str | None = None, only: str | None = None) -> pd.DataFrame:
    """The claims of one report, with one verdict, or both; an unknown name is refused with the valid ones."""
    if report is not None:
        audit = audit[audit["report"] == choose(report, tuple(REPORTS), what="report", error=TableError)]
    if only is not None:
        verdict = ONLY[choose(only, tuple(ONLY), what="verdict", error=TableError)]
        audit = audit[audit["verdict"].map(verdict_kind) == verdict]
    return audit.reset_index(drop=True)


def export_claims(audit: pd.DataFrame, path: str | PathLike[str], *, lang: str = "zh") -> Path:
    """Write an audit as .xlsx, .csv, .json or a self-contained .html page, whole or not at all."""
    target = Path(path)
    kind = choose(
        target.suffix.lower(), (".xlsx", ".csv", ".html", ".json"), what="kind of file", error=TableError
    )
    words = language(lang)
    if kind == ".xlsx":
        names = ("逐条", "汇总") if words == "zh" else ("Claims", "Summary")
        return write_workbook(target, {names[0]: worded(audit, words), names[1]: summary(audit, words)})
    if kind == ".csv":
        text = worded(audit, words).to_csv(index=False, lineterminator="\n")
    elif kind == ".json":
        text = audit.to_json(orient="records", force_ascii=False, indent=2)
    else:
        text = page_html(claims_page(audit, lang=words, download=""), lang=words, site="")
    return write_whole(target, text.encode("utf-8-sig" if kind == ".csv" else "utf-8"))

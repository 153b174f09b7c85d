"""Every statement of the reports, recomputed: what was said, what the tables give, and a verdict.

A claim is a row of ``geo/data/claims.csv``: the quote and its line, the value as stated, a named computation
with its arguments, and how the two are compared. Nothing in a record says which verdict it should get.
"""

import csv
import importlib.resources
import inspect
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from boundaries.errors import LianpianError, TableError, listed
from geo.audit.comparison import COMPARISONS, Computed, compare

COLUMNS = [
    "id",
    "report",
    "line",
    "quote",
    "statistic",
    "stated_value",
    "computed_value",
    "verdict",
    "reason",
    "basis",
    "computation",
    "statistic_zh",
    "reason_zh",
]
OPTIONAL = ("statistic_zh", "note_zh")
HOW = (*COMPARISONS, "within_rounding", "none")
REPORTS = {
    "caict-county-2023": "中国信息通信研究院《中国县域工业经济发展报告（2023年）》",
    "caict-city-2023": "中国信息通信研究院《城市制造业高质量发展评价研究报告（2023年）》",
    "ccid-park-2021": "赛迪顾问《2021先进制造业百强园区》",
    "h3c-dei-2023": "新华三集团《城市数字化发展指数（2023）·区县篇》",
    "miit-2022": "工业和信息化部“新时代工业和信息化发展”系列新闻发布会（2022-09-23）",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a report and how it is recomputed."""

    id: str
    report: str
    line: str
    quote: str
    statistic: str
    stated_value: str
    computation: str
    arguments: dict[str, Any]
    compare: str
    expected: Any
    note: str
    statistic_zh: str = ""
    note_zh: str = ""


def _register() -> dict[str, Callable[..., Computed]]:
    """Every named computation; importing a module of them enters them."""
    import geo.audit.place_computations
    import geo.audit.table_computations  # noqa: F401
    from geo.audit.computations import COMPUTATIONS

    return COMPUTATIONS


def _calls(name: str, arguments: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A computation and the computations nested in its arguments."""
    yield name, arguments
    for value in arguments.values():
        nested = value if isinstance(value, list) and value and isinstance(value[0], list) else [value]
        for item in nested:
            if (
                isinstance(item, list)
                and len(item) == 2
                and isinstance(item[0], str)
                and isinstance(item[1], dict)
            ):
                yield from _calls(item[0], item[1])


def _table_faults(arguments: dict[str, Any]) -> Iterator[str]:
    """An unknown table, or a column that the table does not have."""
    import indicators

    name = arguments.get("table")
    if name is None:
        return
    if name not in indicators.report_tables():
        yield f"unknown table {name!r}; valid: {listed(indicators.report_tables(), most=40)}"
        return
    frame = indicators.report_table(name)
    named = [arguments.get(key) for key in ("column", "by", "distinct", "values", "shares")]
    named += [*(arguments.get("columns") or ()), *(arguments.get("where") or ())]
    if absent := [column for column in named if column is not None and column not in frame]:
        yield f"table {name} has no column {listed(absent)}; valid: {listed(frame.columns, most=20)}"
    if (of := arguments.get("of")) is not None and of not in set(frame.get("list", ())):
        yield f"table {name} has no list {of!r}; valid: {listed(sorted(set(frame.get('list', ()))))}"


def _name_faults(arguments: dict[str, Any]) -> Iterator[str]:
    """Unknown dates (no list of divisions can be made), kinds, provinces, plates, schemes and totals."""
    from geo.audit import evidence

    for key in ("date", "start", "end"):
        if (date := arguments.get(key)) is not None:
            try:
                evidence.divisions(date)
            except (LianpianError, ValueError) as error:
                yield f"{key} {date!r}: {error}"
    kinds = arguments.get("kinds")
    if kinds is not None and kinds not in evidence.KINDS:
        yield f"unknown kinds {kinds!r}; valid: {listed(evidence.KINDS)}"
    valid = {
        "province": sorted(set(evidence.divisions("2023-07-31")["province"])),
        "plate": sorted(set(evidence.plates())),
    }
    for key, names in valid.items():
        given = arguments.get(key)
        for name in given if isinstance(given, list) else [given]:
            if name is not None and name not in names:
                yield f"unknown {key} {name!r}; valid: {listed(names, most=40)}"
    for check, key in ((evidence.regions, "scheme"), (evidence.national, "total")):
        if (name := arguments.get(key)) is not None:
            try:
                check(name)
            except TableError as error:
                yield str(error)


def _faults(claim: Claim) -> Iterator[str]:
    """What is wrong with a record, before anything is computed."""
    import indicators
    from geo.audit import evidence

    known = _register()
    if claim.compare not in HOW:
        yield f"unknown comparison {claim.compare!r}; valid: {listed(HOW, most=60)}"
    for name, arguments in _calls(claim.computation, claim.arguments):
        if name not in known:
            yield f"unknown computation {name!r}; valid: {listed(sorted(known), most=100)}"
            continue
        parameters = inspect.signature(known[name]).parameters
        free = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
        missing = [
            p.name for p in parameters.values() if p.default is p.empty and p.kind is not p.VAR_KEYWORD
        ]
        if absent := [key for key in missing if key not in arguments]:
            yield f"{name} needs {listed(absent)}"
        if not free and (unknown := [key for key in arguments if key not in parameters]):
            yield f"{name} takes no {listed(unknown)}; valid: {listed(parameters)}"
        for key in ("list", "beside"):
            roster = arguments.get(key)
            if roster is not None and roster not in indicators.rosters():
                yield f"unknown list {roster!r}; valid: {listed(indicators.rosters())}"
        yield from _table_faults(arguments)
        yield from _name_faults(arguments)
        region = arguments.get("region")
        if isinstance(region, list):
            try:
                evidence.variants(*region)
            except TableError as error:
                yield str(error)


def read_claims(path: str | PathLike[str] | None = None) -> list[Claim]:
    """Read a claims file and check every record.

    Parameters
    ----------
    path : path, optional
        A CSV with the columns of ``geo/data/claims.csv``; that file itself by default.

    Returns
    -------
    list of Claim
        In the order of the file.

    Raises
    ------
    TableError
        One message that lists every faulty row with what is valid there.
    """
    shipped = importlib.resources.files("geo") / "data" / "claims.csv"
    source = shipped if path is None else Path(path)
    try:
        rows = [*csv.DictReader(io.StringIO(source.read_text(encoding="utf-8-sig"), newline=""))]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TableError("geo.audit.claims.cannot-be-read-as-a-claims", source=source, error=error) from None
    wanted = [
        "id",
        "report",
        "line",
        "quote",
        "statistic",
        "stated_value",
        "computation",
        "arguments",
        "compare",
    ]
    wanted += ["expected", "note"]
    if rows and (absent := [name for name in wanted if name not in rows[0]]):
        raise TableError(
            "geo.audit.claims.lacks-the-columns-it-needs",
            source=source,
            absent=listed(absent),
            wanted=listed(wanted, most=20),
        )
    claims, faults = [], []
    for number, row in enumerate(rows, start=2):
        try:
            arguments = json.loads(row["arguments"] or "{}")
            expected = json.loads(row["expected"]) if row["expected"] else None
        except ValueError as error:
            faults.append(f"row {number} ({row['id']}): arguments or expected is not JSON: {error}")
            continue
        values: dict[str, Any] = {name: row[name] for name in wanted}
        values |= {name: row.get(name) or "" for name in OPTIONAL}
        claim = Claim(**(values | {"arguments": arguments, "expected": expected}))
        faults += [f"row {number} ({claim.id}): {fault}" for fault in _faults(claim)]
        claims.append(claim)
    if faults:
        raise TableError(
            "geo.audit.claims.faults", source=source, n_faults=len(faults), faults="; ".join(faults[:20])
        )
    return claims


def shown(value: Any) -> str:
    """A computed value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.1f}"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {shown(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return "、".join(
            f"{item[0]}（{item[1]}）" if isinstance(item, list) else shown(item) for item in value
        )
    return str(value)


def _judge(claim: Claim) -> dict[str, str]:
    computed: Computed = _register()[claim.computation](**claim.arguments)
    return {
        "id": claim.id,
        "report": claim.report,
        "line": claim.line,
        "quote": claim.quote,
        "statistic": claim.statistic,
        "stated_value": claim.stated_value,
        "computed_value": shown(computed.value),
        "verdict": compare(computed, claim.expected, claim.compare),
        "reason": claim.note,
        "basis": computed.basis,
        "computation": claim.computation,
        "statistic_zh": claim.statistic_zh,
        "reason_zh": claim.note_zh,
    }


def audit_claims(path: str | PathLike[str] | None = None) -> pd.DataFrame:
    """Recompute every statement of the reports that the tables allow, and judge it.

    Parameters
    ----------
    path : path, optional
        A claims file; the one shipped with the package by default.

    Returns
    -------
    pandas.DataFrame
        A row for each claim, in the file's order: ``id``, ``report``, ``line`` (of the source text),
        ``quote``, ``statistic``, ``stated_value``, ``computed_value``, ``verdict`` (``agrees``,
        ``rounds to``, ``agrees on variant V only``, ``contradicts``, ``not computable``), ``reason``,
        ``basis`` (the numbers and names behind the computed value), ``computation``,
        ``statistic_zh`` and ``reason_zh`` (the same words in Chinese; empty where a file has none).

    Raises
    ------
    TableError
        The file names an unknown computation, region, list, table, column, date or total; the message gives
        the row and the valid names.
    """
    return pd.DataFrame([_judge(claim) for claim in read_claims(path)], columns=COLUMNS)

"""The records of the audit: every statement of the reports and how it is recomputed, read and checked.

A claim is a row of ``geo/data/claims.csv``: the quote and its line, the value as stated, a named computation
with its arguments, and how the two are compared. Nothing in a record says which verdict it should get.
"""

import csv
import importlib.resources
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any

from boundaries.errors import TableError
from boundaries.language import Message
from geo.audit.faults import faults

WORDS = ("statistic", "stated_value", "note")
"""The fields of a record that may be given in several languages: ``statistic_zh`` is ``statistic`` in Chinese."""
_OF_A_LANGUAGE = tuple(f"{name}_" for name in WORDS)
COLUMNS = (
    *("id", "report", "line", "quote", "statistic", "stated_value", "computation", "arguments", "compare"),
    *("expected", "note"),
)
REPORTS = ("caict-county-2023", "caict-city-2023", "ccid-park-2021", "h3c-dei-2023", "miit-2022")


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
    words: Mapping[str, str] = field(default_factory=dict)

    def said(self, name: str, lang: str) -> str:
        """One of `WORDS` in a language; as the record has it where that language is not given."""
        return self.words.get(f"{name}_{lang}") or str(getattr(self, name))


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
    if rows and (absent := [name for name in COLUMNS if name not in rows[0]]):
        raise TableError(
            "geo.audit.claims.lacks-the-columns-it-needs", source=source, absent=absent, wanted=[*COLUMNS]
        )
    claims: list[Claim] = []
    wrong: list[Message] = []
    for number, row in enumerate(rows, start=2):
        where = {"row": number, "claim": row["id"]}
        try:
            arguments = json.loads(row["arguments"] or "{}")
            expected = json.loads(row["expected"]) if row["expected"] else None
        except ValueError as error:
            wrong.append(
                Message("audit.fault.row", **where, fault=Message("audit.fault.json", why=str(error)))
            )
            continue
        values: dict[str, Any] = {name: row[name] for name in COLUMNS}
        words = {key: text for key, text in row.items() if key and text and key.startswith(_OF_A_LANGUAGE)}
        claim = Claim(**(values | {"arguments": arguments, "expected": expected, "words": words}))
        wrong += [
            Message("audit.fault.row", **where, fault=fault)
            for fault in faults(claim.computation, claim.arguments, claim.compare)
        ]
        claims.append(claim)
    if wrong:
        raise TableError("geo.audit.claims.faults", source=source, n_faults=len(wrong), faults=wrong[:20])
    return claims

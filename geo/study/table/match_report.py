"""What became of each row of a table: the match report."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from boundaries._units import DATE
from boundaries.language import Message
from boundaries.reasons import reason
from geo.reporting.table import Column, Typed, column
from geo.study.table.intake import with_unit

if TYPE_CHECKING:
    from boundaries._match import Match

HEADINGS = ("adcode", "today", "unit", "status", "reason", "candidates", "suggestion", "warning")


def status(key: str) -> Message:
    """What became of a row.

    >>> from boundaries.language import say
    >>> say("zh", status("renamed")), say("en", status("not_found"))
    ('旧名或旧建制', 'not found')
    """
    return Message(f"match.status.{key}")


def warnings(text: str) -> list[Message]:
    """What could surprise in a right answer.

    >>> from boundaries.language import written
    >>> written(warnings("extent_changed:2015-12-31; name_of_a_later_date"), "en", "clauses")
    '2015-12-31 change of territory; a name of a later date'
    """
    said = []
    for part in (part for part in text.split("; ") if part):
        key, _, day = part.partition(":")
        what = Message(f"match.warning.{key}")
        said.append(Message("match.warning.on", day=day, what=what) if day else what)
    return said


def _counted(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table with whole numbers as integers: a rank is 1, not 1.0."""
    whole = [
        c
        for c in frame.columns
        if pd.api.types.is_float_dtype(frame[c]) and bool((frame[c].dropna() % 1 == 0).all())
    ]
    return frame.astype(dict.fromkeys(whole, "Int64"))


def match_report(
    frame: pd.DataFrame,
    numbers: pd.Index,
    match: "Match",
    *,
    today: pd.Series | None = None,
    measures: Mapping[str, str] | None = None,
) -> Typed:
    """Every row of a table with its row number in front and what was found for it behind.

    Parameters
    ----------
    frame : DataFrame
    numbers : Index
        Row numbers in the file.
    match : Match
        Of ``frame``.
    today : Series, optional
        Codes on the date of the boundaries by the index of ``frame``; shown where the match is of another
        date.
    measures : mapping, optional
        The unit of measure of columns of ``frame``, which stands in their headings.

    Returns
    -------
    Typed
        The keys of the table's own columns are ``own.0``, ``own.1``, ...
    """
    rows = match.frame.reset_index(drop=True)
    found = pd.DataFrame(
        {
            "adcode": rows["adcode"],
            "unit": rows["unit"],
            "status": [status(str(key)) for key in rows["status"]],
            "reason": [reason(str(key)) for key in rows["reason"]],
            "candidates": [list(codes) if len(codes) > 1 else "" for codes in rows["candidates"]],
            "suggestion": rows["suggestion"],
            "warning": [
                Message("match.warnings", said=said) if (said := warnings(str(text))) else ""
                for text in rows["warning"]
            ],
        }
    )
    if today is not None and match.as_of != DATE:
        found["today"] = today.reindex(frame.index).to_numpy()
    own = _counted(frame.reset_index(drop=True))
    keys = [f"own.{at}" for at in range(own.shape[1])]
    headed = [
        column(key, heading=with_unit(str(name), (measures or {}).get(str(name), "")))
        for key, name in zip(keys, own.columns, strict=True)
    ]
    table = pd.concat([pd.Series(list(numbers), name="row"), own.set_axis(keys, axis=1), found], axis=1)
    columns = [
        column("row", heading=Message("match.column.row")),
        *headed,
        *(Column(key, "value", _heading(key)) for key in HEADINGS if key in found),
    ]
    return Typed(table, tuple(columns))


def _heading(key: str) -> Message:
    return Message("match.column.today", date=DATE) if key == "today" else Message(f"match.column.{key}")

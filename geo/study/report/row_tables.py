"""What became of the rows of a study's table: how many in which way, and which are not on the map."""

from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Message
from boundaries.reasons import reason
from geo.reporting.table import Typed, column, typed
from geo.study.table.match_report import status

if TYPE_CHECKING:
    from geo.study.table.intake import Intake


def summary_of_matching(taken: "Intake") -> Typed:
    """How many rows were matched in which way."""
    counts = taken.match.frame["status"].value_counts()
    frame = pd.DataFrame({"result": [status(str(key)) for key in counts.index], "rows": counts.to_numpy()})
    return typed(frame, [column(key, heading=Message(f"study.match.{key}")) for key in frame])


def left_out_table(taken: "Intake") -> Typed:
    """The rows that are not on the map, and why."""
    rows = taken.left_out
    if taken.years:  # a name stands in every year
        rows = rows[~rows.astype({"suggestion": str}).duplicated(["name", "status", "reason", "suggestion"])]
    frame = rows.assign(
        status=[status(str(key)) for key in rows["status"]],
        reason=[reason(str(key)) for key in rows["reason"]],
        suggestion=[item if isinstance(item, Message | str) else "" for item in rows["suggestion"]],
    )
    return typed(frame, [column(key, heading=Message(f"study.left_out.{key}")) for key in frame])

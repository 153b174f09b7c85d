"""What became of the rows of a study's table: how many in which way, and which are not on the map."""

from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Message
from boundaries.reasons import reason
from geo.reporting.table import Typed, column, typed
from geo.study.table.match_report import status

if TYPE_CHECKING:
    from geo.study.table.intake import Intake


MOST_ROWS = 60  # a longer list is read in the workbook; the page tells its rows by what became of them
EXAMPLES = 8


def left_out_groups(taken: "Intake") -> Typed:
    """The rows that are not on the map by result and reason: how many, and the first of them."""
    rows = taken.left_out.astype({"status": str, "reason": str})
    groups = [
        {
            "status": status(str(key)),
            "reason": reason(str(why)),
            "rows": len(group),
            "examples": list(dict.fromkeys(group["name"]))[:EXAMPLES],
        }
        for (key, why), group in rows.groupby(["status", "reason"], sort=False)
    ]
    frame = pd.DataFrame(groups).sort_values("rows", ascending=False, kind="stable", ignore_index=True)
    return typed(frame, [column(key, heading=Message(f"study.left_out.{key}")) for key in frame])


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

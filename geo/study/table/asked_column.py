"""The one column of a table that a map is asked for."""

import pandas as pd

import indicators
from boundaries.errors import LianpianError, listed
from boundaries.language import Message, say
from geo.study.table.config import Config
from geo.study.table.years import wide_columns


def asked_column(config: Config, read: indicators.Table, column: str) -> tuple[Config, list[Message]]:
    """The settings of a study of one column and nothing else.

    Parameters
    ----------
    config : Config
    read : Table
        The table of the study.
    column : str
        A column of numbers or of words, by its name or heading; of a table whose headings name the years
        also an indicator, which stands for its last year; of a table of several lists one of them and its
        column (百强县 得分), or the number of rows.

    Returns
    -------
    Config
        Its ``columns`` or ``classes`` hold that column.
    list of Message
        Which year was taken.

    Raises
    ------
    LianpianError
        There is no such column: those that there are.
    """
    part, frame = config.table, read.frame
    notes: list[Message] = []
    made: dict[str, dict[str, object]] = {}
    if part.category is not None and part.category in frame:
        kinds = frame[part.category].dropna().unique()
        made = {f"{word} {name}": {"columns": [name]} for name in part.columns for word in kinds}
    if part.count:
        made[say(config.lang, "study.indicator.rows")] = {"columns": []}
    years = wide_columns(map(str, frame.columns)) if part.wide else {}
    name = read.column(column)
    if column in made:
        update = made[column]
    elif name is not None and not (part.category and name in part.columns):
        update = _one(frame, name)
    elif column in years:
        last = max(years[column])
        update = _one(frame, years[column][last][0])
        notes.append(
            Message("study.classes.last_year", column=column, drawn=years[column][last][0], year=last)
        )
    else:
        valid = [*made, *years, *map(str, frame.columns)]
        raise LianpianError("geo.commands.unknown-column-valid", column=column, names=listed(valid, most=40))
    update = {"classes": [], "rank": None, "top": None, **update}
    panel = config.panel.model_copy(
        update={"totals": None, "rates": None}
    )  # of columns that are not asked for
    return config.model_copy(update={"table": part.model_copy(update=update), "panel": panel}), notes


def _one(frame: pd.DataFrame, name: str) -> dict[str, object]:
    """The settings by which a column as it stands in the table is taken, and nothing else of it."""
    numeric = pd.api.types.is_numeric_dtype(frame[name])
    taken = {"columns": [name] if numeric else [], "classes": [] if numeric else [name]}
    return {**taken, "category": None, "wide": False, "count": False}

"""What was assumed of a bare table, as messages, so that a reader can disagree."""

from collections.abc import Sequence

from boundaries.language import Message
from geo.study.table.columns import Repeats
from geo.study.table.guess import Guess
from geo.study.table.kinds import kind


def sentences(found: Guess) -> tuple[Message, ...]:
    """Every assumption about a table.

    Parameters
    ----------
    found : Guess

    Returns
    -------
    tuple of Message
    """
    return (
        _names(found),
        Message("study.assumed.date", as_of=found.as_of, why=found.dated),
        _eligible(found),
        Message("study.assumed.rank", column=found.rank) if found.rank else Message("study.assumed.no_rank"),
        *_code(found),
        *_repeats(found.repeats),
        *([Message(f"study.assumed.part.{found.part}")] if found.part != "whole" else []),
        *_columns(found.columns, found.aside),
        *([Message("study.assumed.classes", columns=list(found.classes))] if found.classes else []),
        *found.years,
    )


def _names(found: Guess) -> Message:
    told = {"name": found.name, "province": found.province, "prefecture": found.prefecture}
    return Message(
        "study.assumed.names",
        columns=[
            Message(f"study.assumed.names.{role}", column=column) for role, column in told.items() if column
        ],
        level=Message(f"study.level.{found.level}"),
    )


def _eligible(found: Guess) -> Message:
    name = kind(found.eligible, found.level)
    if found.eligible in ("provinces", "listed"):
        return Message("study.assumed.eligible.provinces", kind=name)
    if found.provinces:
        key = "prefectures" if found.prefectures else "provinces"
        within = found.prefectures or found.provinces
        return Message("study.assumed.eligible.within", kind=name, within=within, key=key)
    inside = Message(f"study.municipalities.{'in' if found.municipalities else 'out'}")
    return Message("study.assumed.eligible", kind=name, inside=inside)


def _code(found: Guess) -> list[Message]:
    if not found.adcode or found.adcode == found.name:
        return []
    return [Message("study.assumed.code", column=found.adcode)]


def _repeats(said: Repeats) -> list[Message]:
    if said.category:
        return [Message("study.assumed.category", column=said.category)]
    counted = [Message("study.assumed.count")] if said.count else []
    return [*counted, *([Message("study.assumed.repeats.sum")] if said.rule == "sum" else [])]


def _columns(columns: Sequence[str], aside: Sequence[tuple[str, str]]) -> list[Message]:
    said = [
        Message("study.assumed.columns", columns=columns) if columns else Message("study.assumed.no_columns")
    ]
    if aside:
        each = [
            Message("study.assumed.aside.column", column=column, why=Message(f"study.aside.{why}"))
            for column, why in aside
        ]
        said.append(Message("study.assumed.aside", columns=each))
    return said

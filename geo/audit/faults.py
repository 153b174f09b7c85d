"""What is wrong with a record of the audit, found before anything is computed."""

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import indicators
from boundaries._units import DATE
from boundaries.errors import LianpianError, TableError
from boundaries.language import Message
from geo.audit import evidence
from geo.audit.comparison import COMPARISONS, COULD_REFUTE, Computed
from geo.audit.wording import names

_PLAIN = (*COMPARISONS, "within_rounding")
HOW = (*_PLAIN, *(f"{COULD_REFUTE}{how}" for how in _PLAIN), "other_report", "tested", "none")
THINGS = (
    *("comparison", "computation", "list", "table", "list_of_table", "column", "date", "start", "end"),
    *("kinds", "province", "plate"),
)
"""What may be unknown (``audit.thing.<key>``)."""


def register() -> dict[str, Callable[..., Computed]]:
    """Every named computation; importing a module of them enters them."""
    import geo.audit.contiguity_computations
    import geo.audit.place_computations
    import geo.audit.table_computations  # noqa: F401
    from geo.audit.computations import COMPUTATIONS

    return COMPUTATIONS


def calls(name: str, arguments: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
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
                yield from calls(item[0], item[1])


def _unknown(thing: str, value: object, valid: Iterable[object], **where: object) -> Message:
    found = names(valid, most=100)
    return Message(
        "audit.fault.unknown", what=Message(f"audit.thing.{thing}", **where), value=value, valid=found
    )


def _of_tables(arguments: dict[str, Any]) -> Iterator[Message]:
    """An unknown table, or a column that the table does not have."""
    name = arguments.get("table")
    if name is None:
        return
    if name not in indicators.report_tables():
        yield _unknown("table", name, indicators.report_tables())
        return
    frame = evidence.table(name)
    named = [arguments.get(key) for key in ("column", "by", "distinct", "values", "shares")]
    named += [*(arguments.get("columns") or ()), *(arguments.get("where") or ())]
    for column in dict.fromkeys(named):
        if column is not None and column not in frame:
            yield _unknown("column", column, frame.columns, table=name)
    lists = sorted(set(frame.get("list", ())))
    if (of := arguments.get("of")) is not None and of not in lists:
        yield _unknown("list_of_table", of, lists, table=name)


@functools.cache
def _valid() -> dict[str, list[str]]:
    """The names of provinces and plates."""
    return {
        "province": sorted(set(evidence.divisions(DATE)["province"])),
        "plate": sorted(set(evidence.plates())),
    }


def _of_names(arguments: dict[str, Any]) -> Iterator[Message]:
    """Unknown dates (no list of divisions can be made), kinds, provinces, plates, schemes and totals."""
    for key in ("date", "start", "end"):
        if (date := arguments.get(key)) is not None:
            try:
                evidence.divisions(date)
            except (LianpianError, ValueError) as error:
                yield Message(
                    "audit.fault.date", what=Message(f"audit.thing.{key}"), value=date, why=_why(error)
                )
    kinds = arguments.get("kinds")
    if kinds is not None and kinds not in evidence.KINDS:
        yield _unknown("kinds", kinds, evidence.KINDS)
    for key, known in _valid().items():
        given = arguments.get(key)
        for name in given if isinstance(given, list) else [given]:
            if name is not None and name not in known:
                yield _unknown(key, name, known)
    for check, key in ((evidence.regions, "scheme"), (evidence.national, "total")):
        if (name := arguments.get(key)) is not None:
            try:
                check(name)
            except TableError as error:
                yield error.message


def _why(error: Exception) -> Message | str:
    return error.message if isinstance(error, LianpianError) else str(error)


def _of_call(
    name: str, arguments: dict[str, Any], known: dict[str, Callable[..., Computed]]
) -> Iterator[Message]:
    """A computation that is unknown, or arguments that it does not take."""
    if name not in known:
        yield _unknown("computation", name, sorted(known))
        return
    parameters = inspect.signature(known[name]).parameters
    free = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    needed = [p.name for p in parameters.values() if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
    if absent := [key for key in needed if key not in arguments]:
        yield Message("audit.fault.needs", computation=name, absent=absent)
    if not free and (unknown := [key for key in arguments if key not in parameters]):
        yield Message("audit.fault.takes_no", computation=name, unknown=unknown, valid=[*parameters])
    for key in ("list", "beside"):
        roster = arguments.get(key)
        if roster is not None and roster not in indicators.rosters():
            yield _unknown("list", roster, indicators.rosters())
    yield from _of_tables(arguments)
    yield from _of_names(arguments)
    region = arguments.get("region")
    if isinstance(region, list):
        try:
            evidence.variants(*region)
        except TableError as error:
            yield error.message


def faults(computation: str, arguments: dict[str, Any], compare: str) -> Iterator[Message]:
    """What is wrong with a record: its comparison, its computation, and those nested in its arguments."""
    known = register()
    if compare not in HOW:
        yield _unknown("comparison", compare, [*_PLAIN, f"{COULD_REFUTE}…", "other_report", "tested", "none"])
    for name, given in calls(computation, arguments):
        yield from _of_call(name, given, known)

"""Published lists, user tables, scoring frameworks, tiers and raster indicators."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

# A function that bears its module's name is bound now: loading the module later would hide it.
from indicators.roster import roster

if TYPE_CHECKING:
    from indicators.roster import Roster, eligible_units, report_table, report_tables, rosters

_HOMES = {
    "Roster": "roster",
    "eligible_units": "roster",
    "report_table": "roster",
    "report_tables": "roster",
    "rosters": "roster",
}

__all__ = [
    "Roster",
    "eligible_units",
    "report_table",
    "report_tables",
    "roster",
    "rosters",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'indicators' has no attribute {name!r}")
    value = getattr(import_module(f"indicators.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

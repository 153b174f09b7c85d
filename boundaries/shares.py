"""How the total of a unit that was split is spread over the units that hold it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from boundaries._divisions import day
from boundaries._translate import Trace
from boundaries.errors import TableError, listed
from boundaries.language import Message
from boundaries.year_ends import read_years

COLUMNS = ("source", "target", "share")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Shares of sources in targets: given, or by area.

    Attributes
    ----------
    given : (source, year) -> target -> share (year 0: every year), or None for shares by area
    area : code -> km2 of the units of the day, where they are by area
    when : the day of the targets
    """

    given: Mapping[tuple[str, int], Mapping[str, float]] | None
    area: Mapping[str, float]
    when: str

    def of(self, code: str, year: int, there: Trace) -> list[tuple[str, float]]:
        """The targets of a source with their shares; empty where they are not known."""
        if self.given is not None:
            shares = self.given.get((code, year)) or self.given.get((code, 0), {})
            return sorted(shares.items()) if set(shares) <= set(there.targets) else []
        if there.sources != (code,) or not set(there.targets) <= self.area.keys():
            return []  # tangled: the targets hold ground of others too
        total = sum(self.area[target] for target in there.targets)
        return [(target, self.area[target] / total) for target in there.targets]


def read_shares(shares: object, to: str) -> Spread | None:
    """Read what `harmonise` was given as ``shares``.

    Raises
    ------
    TableError
        Neither "area" nor a frame with source, target, share (and, where they differ, year); shares that are
        no fraction, repeat, or do not add up to 1 for a source: every row in one message.
    """
    if shares is None:
        return None
    when = day(to, what="to", error=TableError)
    if isinstance(shares, str):
        if shares != "area":
            raise TableError("boundaries.shares.shares-wanted-area-or-a-frame-2", shares=shares)
        return Spread(given=None, area=_areas(when), when=when)
    if not isinstance(shares, pd.DataFrame):
        raise TableError("boundaries.shares.shares-wanted-area-or-a-frame", name=type(shares).__name__)
    missing = [column for column in COLUMNS if column not in shares.columns]
    if missing:
        raise TableError("boundaries.shares.shares-has-no-column-wanted-source", missing=listed(missing))
    given: dict[tuple[str, int], dict[str, float]] = {}
    breaches = []
    years = read_years(shares["year"], error=TableError) if "year" in shares.columns else [0] * len(shares)
    lines = zip(shares["source"], years, shares["target"], shares["share"], strict=True)
    for row, (source, year, target, share) in enumerate(lines, start=1):
        if not isinstance(share, int | float) or not 0 <= share <= 1:
            where = {"row": row, "source": source, "target": target}
            breaches.append(Message("boundaries.shares.no-share", **where, share=share))
        elif str(target) in given.setdefault((str(source), year), {}):
            breaches.append(Message("boundaries.shares.repeats", row=row, source=source, target=target))
        else:
            given[str(source), year][str(target)] = float(share)
    for (source, _), parts in given.items():
        total = sum(parts.values())
        if not breaches and abs(total - 1) > 1e-6:
            breaches.append(Message("boundaries.shares.not-one", source=source, total=total))
    if breaches:
        raise TableError("boundaries.shares.breaches-in-shares", n_breaches=len(breaches), breaches=breaches)
    return Spread(given=given, area={}, when=when)


def _areas(when: str) -> dict[str, float]:
    """The area of each unit of a day that the boundaries draw by itself."""
    import warnings

    from boundaries.errors import LianpianWarning
    from boundaries.layer import area_km2
    from boundaries.read import read_layer

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LianpianWarning)  # what was shared is marked as such
        layer = read_layer("county", as_of=when, where_merged="whole")
    areas = area_km2(layer.drop(index=list(layer.attrs["merged"])))
    return dict(zip(areas.index, areas.tolist(), strict=True))

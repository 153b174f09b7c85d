"""What is said of a panel: how each indicator gathers year by year, and what a reader must know of its tests."""

from typing import TYPE_CHECKING

import pandas as pd

from analysis import benjamini_hochberg
from boundaries.language import Message
from geo.study.statistics.indicators import Gathering
from geo.study.table.span import span

if TYPE_CHECKING:
    from geo.study.table.config import Config
    from geo.study.table.intake import Intake

NAMED = 8  # units named in a sentence
UNTESTED = 12  # indicators and years named in a sentence
STEADY = 0.005  # a change of I smaller than this is no rise and no fall


def by_column(found: list[Gathering]) -> dict[str, list[Gathering]]:
    """The years of each indicator."""
    columns: dict[str, list[Gathering]] = {}
    for item in found:
        columns.setdefault(item.name, []).append(item)
    return columns


def sentences(found: list[Gathering], alpha: float) -> list[Message]:
    """One sentence on each indicator: where Moran's I began and ended, and in which years it is significant."""
    return [_sentence(name, years, alpha) for name, years in by_column(found).items()]


def _sentence(name: str, years: list[Gathering], alpha: float) -> Message:
    first, last = years[0], years[-1]
    if len(years) == 1:
        return Message("study.panel.single", name=name, year=first.year, I=first.moran.I, p=first.p_fdr)
    sure = [item for item in years if item.p_fdr <= alpha]
    return Message(
        "study.panel.sentence",
        course=_course(name, years, tested=bool(sure)),
        verdict=_verdict(years, sure, alpha),
        counts=_counts(first, last),
    )


def _verdict(years: list[Gathering], sure: list[Gathering], alpha: float) -> Message:
    """In how many years the indicator gathers for certain."""
    if len(sure) == len(years):
        alike = all(item.moran.expected < item.moran.I for item in sure)
        worst = max(item.p_fdr for item in years)
        return Message(f"study.panel.all.{'alike' if alike else 'other'}", years=len(years), p=worst)
    if not sure:
        return Message("study.panel.none", alpha=alpha)
    fewer = min(sure, [item for item in years if item not in sure], key=len)
    return Message(
        f"study.panel.some.{'sure' if fewer is sure else 'unsure'}",
        years=len(years),
        sure=len(sure),
        alpha=alpha,
        which=[item.year for item in fewer],
    )


def _course(name: str, years: list[Gathering], *, tested: bool) -> Message:
    """From which I to which, and how far beyond; where no year is significant only the range."""
    when = span([item.year for item in years if item.year is not None])
    levels = {item.year: round(item.moran.I, 3) for item in years}
    low, high = min(levels, key=levels.__getitem__), max(levels, key=levels.__getitem__)
    first, last = levels[years[0].year], levels[years[-1].year]
    if not tested:
        return Message("study.panel.range", name=name, years=when, low=levels[low], high=levels[high])
    key = (
        "same"
        if first == last
        else "steady"
        if abs(last - first) < STEADY
        else "rose"
        if last > first
        else "fell"
    )
    beyond = []
    if levels[high] > max(first, last):
        beyond.append(Message("study.panel.highest", level=levels[high], year=high))
    if levels[low] < min(first, last):
        beyond.append(Message("study.panel.lowest", level=levels[low], year=low))
    return Message(
        "study.panel.course.beyond" if beyond else "study.panel.course",
        name=name,
        years=when,
        change=Message(f"study.panel.{key}", first=first, last=last),
        beyond=beyond,
    )


def _counts(first: Gathering, last: Gathering) -> Message | str:
    """High units among high ones in the first year and the last."""
    if first.local is None or last.local is None:
        return ""
    one, two = (
        int((item.local.frame["significant"] & (item.local.frame["label"] == "HH")).sum())
        for item in (first, last)
        if item.local is not None
    )
    if not one and not two:
        return ""
    key = "same" if one == two else "more" if two > one else "fewer"
    return Message(f"study.panel.counts.{key}", first=one, last=two)


def notes(config: "Config", taken: "Intake", found: list[Gathering]) -> list[Message]:
    """What the reader must know of the tests of a panel: draws, false discoveries, units, what is not tested."""
    draws, alpha = config.tests.panel_permutations, config.tests.fdr
    common = max((item.common[1] for item in found), default=0)
    said = [
        Message("study.panel.notes.draws", draws=draws, least=2 / (draws + 1)),
        Message("study.panel.notes.family", indicators=len(by_column(found)), tests=len(found), alpha=alpha),
        Message("study.panel.notes.changes"),
        _units(taken, found),
    ]
    if common:
        said.append(Message("study.panel.notes.shared", units=common))
    said += _untouched(found, alpha)
    lost = _untested(taken, found)
    if lost:
        more = " …" if len(lost) > UNTESTED else ""
        said.append(Message("study.panel.notes.untested", which=lost[:UNTESTED], more=more, count=len(lost)))
    return said


def _untouched(found: list[Gathering], alpha: float) -> list[Message]:
    """Whether the same is found of the units whose territory never changed."""
    both = [(item, item.untouched) for item in found if item.untouched is not None]
    if not both:
        return []
    sizes = sorted({alone.n_eligible for _, alone in both})
    gap = max(abs(item.moran.I - alone.I) for item, alone in both)
    rates = benjamini_hochberg([alone.p_sim for _, alone in both])
    other = [
        Message("study.panel.which", name=item.name, year=item.year)
        for (item, _), rate in zip(both, rates, strict=True)
        if (item.p_fdr <= alpha) != (rate <= alpha)
    ]
    verdict = Message("study.panel.notes.untouched.other", count=len(other), which=other) if other else ""
    return [
        Message(
            "study.panel.notes.untouched",
            units=Message("study.range.one", value=sizes[0])
            if len(sizes) == 1
            else Message("study.range", first=sizes[0], last=sizes[-1]),
            gap=gap,
            alpha=alpha,
            tests=len(both),
            verdict=verdict or Message("study.panel.notes.untouched.same"),
        )
    ]


def _units(taken: "Intake", found: list[Gathering]) -> Message:
    """How many units have values, and which lack years."""
    sizes = sorted({item.moran.n_eligible for item in found})
    present = years_of_units(taken)
    lacking = present[(present > 0) & (present < len(taken.years))]
    absent = len(taken.eligible) - int((present > 0).sum())
    names = taken.layer["name"].reindex(lacking.index[:NAMED])
    who = [
        Message("study.panel.units.years", name=name, years=int(years))
        for name, years in zip(names, lacking, strict=False)
    ]
    more = "more" if len(lacking) > NAMED else "all"
    return Message(
        "study.panel.units",
        eligible=len(taken.eligible),
        tested=Message("study.range.one", value=sizes[0])
        if len(sizes) == 1
        else Message("study.range", first=sizes[0], last=sizes[-1]),
        absent=Message("study.panel.units.absent", count=absent) if absent else "",
        lacking=Message(f"study.panel.units.lacking.{more}", count=len(lacking), who=who) if who else "",
    )


def years_of_units(taken: "Intake") -> pd.Series:
    """In how many years each eligible unit has a value (or a row, where there are no indicators)."""
    values = taken.values.dropna(how="all") if len(taken.values.columns) else taken.values
    counts = pd.Series(values.index.get_level_values(0)).value_counts()
    return counts.reindex(taken.eligible, fill_value=0).rename("years")


def _untested(taken: "Intake", found: list[Gathering]) -> list[str]:
    done = {(item.name, item.year) for item in found}
    return [
        f"{name} {year}" for name in taken.values.columns for year in taken.years if (name, year) not in done
    ]

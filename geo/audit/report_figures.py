"""The distribution figures of the county and city reports, as numbers: what each shows, drawn from the tables.

Each figure is a :class:`Figure`: which figure of which report, the numbers beside it, what chart shows them, and a
note. Figures that the reports give only as a picture, or without data, are listed as such.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

import boundaries
from boundaries._units import DATE
from boundaries.language import Message
from boundaries.placenames import PLATES_EN, short
from geo.audit import evidence
from geo.audit.computations import count_by
from geo.audit.table_computations import parks_in
from geo.lists.regional import region_units
from geo.reporting.table import Column, Typed, column, typed

T1, T3, C50, PARKS = "caict-county-2023", "caict-district-2023", "caict-city-2023", "caict-park-2022"
PLATES = tuple(PLATES_EN)
EAST, CENTRAL, WEST, NORTHEAST = PLATES
CHANGES = ("up", "same", "down", "new")
TIERS = (1, 2, 3, 4)
LISTED = {T1: "counties", T3: "districts", C50: "cities"}
Columns = list[Column | str]
PICTURES = {
    "county": ("county_ends", "county_images", "county_names", "county_totals", "parks", "digital"),
    "city": ("city_images", "parks", "digital"),
}
"""The figures without data, by report (``figures.picture.<key>``)."""


@dataclass(frozen=True, slots=True)
class Chart:
    """What chart shows a table.

    Attributes
    ----------
    kind : str
        A chart of `maps.charts`.
    x : str
        The column of names; of a network: where a tie starts.
    y : tuple of str
        The columns drawn; of a treemap the levels, of a network where a tie ends.
    unit : str
    reference : float, optional
        From where dots are drawn.
    """

    kind: Literal["bar", "dot", "stacked", "line", "heat", "treemap", "network"]
    x: str
    y: tuple[str, ...] = ()
    unit: str = ""
    reference: float | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Figure:
    """One figure, redrawn.

    Attributes
    ----------
    kind, number : str, int
        As in the report: a "figure" or a "table" and its number; "strategies" have none.
    title : Message
    table : Typed
        The numbers in it.
    chart : Chart
        What is drawn of them.
    drawn : DataFrame
        What is drawn where it is not the table.
    note : Message or str
        What the figure shows that the report's does not, or the reverse.
    """

    kind: Literal["figure", "table", "strategies"] = "figure"
    number: int | None = None
    title: Message
    table: Typed
    chart: Chart
    drawn: pd.DataFrame | None = None
    note: Message | str = ""


def _said(key: str) -> Message:
    return Message(f"figures.{key}")


def _bar(
    kind: Literal["figure", "table"], number: int, name: str, frame: pd.DataFrame, note: str = ""
) -> Figure:
    x, y = map(str, frame.columns[:2])
    return Figure(
        kind=kind,
        number=number,
        title=_said(name),
        table=typed(frame),
        chart=Chart("bar", x, (y,)),
        note=_said(note) if note else "",
    )


def _counts(roster: str, by: str) -> pd.DataFrame:
    counts = count_by(list=roster, by=by).value
    frame = pd.DataFrame({by: list(counts), "n": list(counts.values())})
    if by == "plate":
        return frame.set_index(by).reindex(list(PLATES), fill_value=0).reset_index()
    return frame.sort_values(["n", by], ascending=[False, True], ignore_index=True)


def _regions(roster: str, scheme: str, variant: str) -> pd.DataFrame:
    level = "prefecture" if roster == C50 else "county"
    inside = region_units(scheme, level=level, variant=variant)
    inside = inside[inside["adcode"].isin(evidence.members(roster).index)]
    counts = inside.groupby("region").size().sort_values(ascending=False, kind="stable")
    return counts.rename("n").reset_index()


def divisions_since_1999() -> Figure:
    """County figure 1: 县(市) and districts at the end of each year."""
    kinds = {"counties": "counties+forest+special", "districts": "districts"}
    rows = [
        {"year": year} | {key: len(evidence.units(f"{year}-12-31", kind)) for key, kind in kinds.items()}
        for year in range(1999, 2024)
    ]
    heads: Columns = ["year", *(column(key, heading=_said(f"series.{key}")) for key in kinds)]
    return Figure(
        number=1,
        title=_said("divisions"),
        table=typed(pd.DataFrame(rows), heads),
        chart=Chart("line", "year", tuple(kinds)),
        note=_said("divisions.note"),
    )


def tree() -> Figure:
    """County figure 9: plate, province, prefecture."""
    rows = evidence.members(T1)
    frame = rows.assign(province=rows["province"].map(short))
    path = ["plate", "province", "prefecture"]
    counts = frame.groupby(path).size().rename("n").reset_index()
    return Figure(
        number=9, title=_said("tree"), table=typed(counts), chart=Chart("treemap", "n", tuple(path))
    )


def tiers() -> Figure:
    """County figure 10: tiers by plate."""
    rows = evidence.members(T1)
    table = pd.crosstab(rows["tier"], rows["plate"]).reindex(columns=list(PLATES), fill_value=0)
    frame = table.reset_index()
    frame["tier"] = [_said(f"tier.{tier}") for tier in TIERS]
    heads: Columns = [
        "tier",
        *(column(plate, heading=Message("audit.place", name=plate)) for plate in PLATES),
    ]
    return Figure(
        number=10, title=_said("tiers"), table=typed(frame, heads), chart=Chart("stacked", "tier", PLATES)
    )


def shares() -> Figure:
    """County figure 13: listed counties as a share of each province's."""
    listed = evidence.members(T1)["province"].value_counts()
    every = evidence.units(DATE, "counties")["province"].value_counts()
    frame = pd.DataFrame({"n": listed, "counties": every.reindex(listed.index)})
    frame["share"] = (100 * frame["n"] / frame["counties"]).round(1)
    frame = frame.sort_values("share", ascending=False).rename_axis("province").reset_index()
    frame["province"] = frame["province"].map(short)
    return Figure(
        number=13,
        title=_said("shares"),
        table=typed(frame),
        chart=Chart("dot", "province", ("share",), unit="%"),
        note=_said("shares.note"),
    )


def bands(roster: str, number: int) -> Figure:
    """Figures 14 and 21: members of each province by rank band."""
    rows = evidence.members(roster)
    band = ((rows["rank"] - 1) // 10).map(lambda k: f"{10 * k + 1}–{10 * k + 10}")
    order = [f"{k + 1}–{k + 10}" for k in range(0, int(rows["rank"].max()), 10)]
    table = pd.crosstab(rows["province"].map(short), band).reindex(columns=order, fill_value=0)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    table.columns.name = None
    return Figure(
        number=number,
        title=_said("bands"),
        table=typed(table.reset_index(), ["province", *(column(name, heading=name) for name in order)]),
        chart=Chart("heat", "province", tuple(order)),
        note=_said("bands.note") if roster == T1 else "",
    )


def parks() -> Figure:
    """County figure 30: national parks in counties by province."""
    kinds = {"etdz": "national_etdz", "hidz": "national_hidz"}
    rows = evidence.members(PARKS)
    frame = pd.DataFrame(
        {"province": short(str(province))}
        | {key: sum(map(len, group[name].map(parks_in))) for key, name in kinds.items()}
        for province, group in rows.groupby("province", sort=False)
    )
    frame["n"] = frame[list(kinds)].sum(axis=1)
    frame = frame.sort_values(["n", "province"], ascending=[False, True], ignore_index=True)
    heads: Columns = ["province", *(column(key, heading=_said(f"series.{key}")) for key in kinds), "n"]
    return Figure(
        number=30,
        title=_said("parks"),
        table=typed(frame, heads),
        chart=Chart("stacked", "province", tuple(kinds)),
    )


def bases() -> Figure:
    """County figure 32: demonstration bases in counties by plate, as the text prints them."""
    frame = pd.DataFrame({"plate": [EAST, WEST, CENTRAL, NORTHEAST], "n": [49, 36, 28, 10]})
    return _bar("figure", 32, "bases", frame, "bases.note")


def rank_change() -> Figure:
    """City figure 4: rank change by province."""
    rows = evidence.members(C50)
    table = pd.crosstab(rows["province"].map(short), rows["change"]).reindex(
        columns=list(CHANGES), fill_value=0
    )
    table.columns.name = None
    frame = table.assign(n=table.sum(axis=1)).sort_values("n", ascending=False, kind="stable").reset_index()
    heads: Columns = ["province", *(column(key, heading=Message(f"change.{key}")) for key in CHANGES), "n"]
    return Figure(
        number=4,
        title=_said("changes"),
        table=typed(frame, heads),
        chart=Chart("stacked", "province", CHANGES),
    )


def primacy() -> Figure:
    """City table 4: industrial primacy of provincial capitals."""
    columns = ["city", "industry_primacy_pct", "national_rank", "rank_in_province"]
    return Figure(
        kind="table",
        number=4,
        title=_said("primacy"),
        table=typed(evidence.table("city_t4_capital_primacy")[columns]),
        chart=Chart("dot", "city", ("industry_primacy_pct",), unit="%", reference=20),
    )


def _of(table: str, of: str, number: int) -> Figure:
    """One of the lists of a table of several."""
    frame = evidence.table(table)
    return _bar("table", number, of, frame[frame["list"] == of][["city", "count"]].reset_index(drop=True))


def centres() -> Figure:
    """City table 5: national innovation centres by city."""
    counts = evidence.table("city_t5_innovation_centres").groupby("city", sort=False)["centre"].nunique()
    frame = counts.sort_values(ascending=False, kind="stable").rename("n").reset_index()
    return _bar("table", 5, "centres", frame)


def clusters() -> Figure:
    """City table 10: the national clusters as a network of cities that share one."""
    frame = evidence.table("city_t10_clusters")
    pairs = [
        {"source": first, "target": second, "cluster": cluster}
        for cluster, cities in frame.groupby("cluster", sort=False)["city"]
        for i, first in enumerate(cities)
        for second in [*cities][i + 1 :]
    ]
    return Figure(
        kind="table",
        number=10,
        title=_said("clusters"),
        table=typed(frame[["city", "cluster", "field"]]),
        chart=Chart("network", "source", ("target",)),
        drawn=pd.DataFrame(pairs),
        note=_said("clusters.note"),
    )


def strategies(roster: str) -> Figure:
    """The regional strategies that the ministry names, and what a list places in them."""
    frame = _regions(roster, "national_strategy", "t1")
    known = boundaries.region_variants("national_strategy")
    # no strategy but a customary grouping of the county report: the nine cities of the Pearl River Delta
    loose = known["status"].eq("customary") & known["confidence"].ne("high")
    frame = frame[~frame["region"].isin(known.loc[loose, "region"])].reset_index(drop=True)
    return Figure(
        kind="strategies",
        title=_said(f"strategies.{LISTED[roster]}"),
        table=typed(frame),
        chart=Chart("bar", "region", ("n",)),
        note=_said("strategies.note"),
    )


def _of_regions(table: str, columns: Sequence[str], number: int, name: str) -> Figure:
    """Some columns of a table by region of the country."""
    return _bar("table", number, name, evidence.table(table)[[*columns]])


COUNTY: tuple[Callable[[], Figure], ...] = (
    divisions_since_1999,
    lambda: _bar("figure", 8, "plates.counties", _counts(T1, "plate"), "plates.counties.note"),
    tree,
    tiers,
    lambda: _bar("figure", 11, "city_cluster.counties", _regions(T1, "city_cluster", "t1")),
    lambda: _bar("figure", 11, "metro.counties", _regions(T1, "metro", "t1")),
    lambda: _bar("figure", 12, "provinces.counties", _counts(T1, "province")),
    shares,
    lambda: bands(T1, 14),
    lambda: strategies(T1),
    lambda: _bar("figure", 20, "provinces.districts", _counts(T3, "province")),
    lambda: _bar("figure", 20, "plates.districts", _counts(T3, "plate")),
    lambda: bands(T3, 21),
    lambda: _bar(
        "figure",
        23,
        "city_cluster.districts",
        _regions(T3, "city_cluster", "t1"),
        "city_cluster.districts.note",
    ),
    lambda: strategies(T3),
    parks,
    bases,
)

CITY: tuple[Callable[[], Figure], ...] = (
    lambda: _bar("figure", 1, "plates.cities", _counts(C50, "plate")),
    lambda: _bar("figure", 2, "city_cluster.cities", _regions(C50, "city_cluster", "c50")),
    lambda: _bar("figure", 3, "provinces.cities", _counts(C50, "province")),
    rank_change,
    lambda: strategies(C50),
    primacy,
    centres,
    lambda: _of("city_t6_green_factories", "green_factories_total", 6),
    lambda: _of("city_t7_digital_pilots", "it_manufacturing_fusion_pilots", 7),
    lambda: _of("city_t7_digital_pilots", "smart_manufacturing_factories_scenes", 7),
    lambda: _of("city_t8_top500", "top500_manufacturers", 8),
    lambda: _of("city_t8_top500", "top500_private_manufacturers", 8),
    lambda: _of("city_t9_little_giants_champions", "little_giants_total", 9),
    lambda: _of("city_t9_little_giants_champions", "single_champions", 9),
    clusters,
    lambda: _of_regions(
        "city_t11_region_iva", ("region", "iva_2022_100m_yuan", "share_2022_pct"), 11, "value_added"
    ),
    lambda: _of_regions(
        "city_t12_region_firms", ("region", "little_giants", "little_giants_pct"), 12, "little_giants"
    ),
)

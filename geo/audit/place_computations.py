"""The named computations on places: regions, divisions through time and land."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

import boundaries
from boundaries._units import DATE
from boundaries.adcode import CITIES
from boundaries.errors import TableError, listed
from boundaries.language import Message
from boundaries.placenames import short
from geo.audit import evidence
from geo.audit.comparison import Computed
from geo.audit.computations import computation
from geo.audit.wording import NONE, Said, clauses, names, place, ranked, tallies, variant

# ---- regions ----


def of_region(region: Sequence[str], only: str | None = None) -> dict[str, frozenset[str]]:
    """The units of a region by variant: every variant of it, or one."""
    found = evidence.variants(*region)
    if only is None:
        return found
    if only not in found:
        raise TableError(
            "geo.audit.place_computations.unknown-variant-of-valid",
            variant=only,
            region=region[1],
            found=listed(found, most=20),
        )
    return {only: found[only]}


def _by_variant(counts: dict[str, int]) -> Said:
    """A number for each variant of a region."""
    return names((Message("audit.entry", key=variant(k), value=n) for k, n in counts.items()), most=20)


@computation
def in_region(list: str, region: Sequence[str], variant: str | None = None, **filters: Any) -> Computed:
    """How many rows lie in a region, by every variant of it or by one."""
    sets = of_region(region, variant)
    counts = {name: len(evidence.select(list, codes=codes, **filters)) for name, codes in sets.items()}
    basis = _by_variant(counts)
    if variant is not None:
        basis = clauses(basis, ranked(evidence.select(list, codes=sets[variant], **filters)))
    value = next(iter(counts.values())) if len(set(counts.values())) == 1 else counts
    return Computed(value, basis, variants={name: Computed(n) for name, n in counts.items()})


@computation
def in_some_variant(list: str, region: Sequence[str]) -> Computed:
    """The most rows that any variant of a region holds."""
    counts = in_region(list=list, region=region)
    return Computed(max(variant.value for variant in counts.variants.values()), counts.basis)


@computation
def share_inside(list: str, parts: Sequence[Sequence[str]]) -> Computed:
    """For each [province, scheme, region]: the province's rows inside the widest variant, in percent."""
    shares, basis = [], []
    for province, scheme, region in parts:
        total = len(evidence.select(list, province=province))
        counts = {
            name: len(evidence.select(list, province=province, codes=codes))
            for name, codes in evidence.variants(scheme, region).items()
        }
        shares.append(100 * max(counts.values()) / total)
        basis.append(
            Message("audit.part_of", name=place(short(province)), part=max(counts.values()), whole=total)
        )
    return Computed(shares, names(basis))


@computation
def all_inside(list: str, province: str, regions: Sequence[Sequence[str]]) -> Computed:
    """Whether all of a province's rows lie in the union of some regions."""
    codes = frozenset().union(*(codes for region in regions for codes in of_region(region).values()))
    rows = evidence.select(list, province=province)
    outside = rows[~rows.index.isin(codes)]
    return Computed(
        outside.empty, clauses(ranked(rows), Message("audit.outside", names=ranked(outside) or NONE))
    )


@computation
def outside_clusters(list: str, scheme: str = "city_cluster") -> Computed:
    """How many rows lie in no region of a scheme, by any variant of any of them."""
    codes = set(evidence.regions(scheme)["adcode"])
    rows = evidence.members(list)
    outside = rows[~rows.index.isin(codes)]
    return Computed(len(outside), ranked(outside))


@computation
def covered(list: str, scheme: str) -> Computed:
    """How many rows lie in some region of a scheme, by the variants that reproduce the reports' counts."""
    inside = set(boundaries.region_members(scheme, variant="t1")["adcode"])
    rows = evidence.members(list)
    return Computed(int(rows.index.isin(inside).sum()), Message("audit.own_variants"))


@computation
def full_coverage(list: str, region: Sequence[str]) -> Computed:
    """Whether every 县(市) of a region is in the list."""
    codes = next(iter(of_region(region).values()))
    counties = evidence.units(DATE, "counties")
    eligible = counties[counties.index.isin(codes)]
    missing = eligible[~eligible.index.isin(evidence.members(list).index)]
    return Computed(
        missing.empty,
        clauses(
            Message("audit.of", part=len(eligible) - len(missing), whole=len(eligible)),
            Message("audit.missing", names=names(missing["name"]) or NONE),
        ),
    )


@computation
def regions(scheme: str) -> Computed:
    """How many regions a scheme names, variants of one region counted once."""
    found = evidence.regions(scheme)["region"].unique()
    return Computed(len(found), names((place(name) for name in found), most=40))


@computation
def region_provinces(scheme: str, region: str) -> Computed:
    """How many provinces a region reaches into, by every variant."""
    found = {name: {code[:2] for code in codes} for name, codes in evidence.variants(scheme, region).items()}
    counts = {name: len(codes) for name, codes in found.items()}
    return Computed(
        max(counts.values()),
        _by_variant(counts),
        variants={name: Computed(n) for name, n in counts.items()},
    )


@computation
def region_prefectures(scheme: str, region: str) -> Computed:
    """How many mainland prefecture-level divisions lie whole in a region."""
    codes = next(iter(evidence.variants(scheme, region).values()))
    whole = sorted(code for code in codes if code.endswith("00") and code[:2] not in evidence.OUTSIDE)
    return Computed(len(whole), names(whole, most=40))


# ---- divisions ----


@computation
def units(date: str, kinds: str, province: str | None = None, prefecture: str | None = None) -> Computed:
    """How many county-level units of some kinds there are on a date."""
    rows = evidence.units(date, kinds, province=province, prefecture=prefecture)
    counts = rows["kind"].value_counts(sort=False).sort_index()
    return Computed(len(rows), Message("audit.dated", date=date, counts=tallies(counts) or "0"))


@computation
def fall(start: str, end: str, province: str) -> Computed:
    """By how many the 县(市) of a province fell between two dates (net)."""
    before, after = (
        evidence.units(date, "counties+forest+special", province=province) for date in (start, end)
    )
    gone = before.loc[~before["name"].isin(after["name"]), "name"]
    new = after.loc[~after["name"].isin(before["name"]), "name"]
    return Computed(
        len(before) - len(after),
        clauses(
            names(
                Message("audit.dated", date=date, counts=len(units))
                for date, units in ((start, before), (end, after))
            ),
            Message("audit.gone", names=names(gone, most=30) or NONE),
            Message("audit.new", names=names(new, most=30)) if len(new) else "",
        ),
    )


def _falls(start: str, end: str) -> pd.Series:
    before, after = (
        evidence.units(date, "counties+forest+special")["province"].value_counts() for date in (start, end)
    )
    return before.sub(after, fill_value=0).astype(int).sort_values(ascending=False, kind="stable")


def _fallen(falls: pd.Series) -> Said:
    """The falls of some provinces."""
    return names(
        (Message("audit.fell", name=place(short(str(k))), number=n) for k, n in falls.items()), most=40
    )


@computation
def provinces_falling(start: str, end: str) -> Computed:
    """In how many provinces the number of 县(市) fell between two dates (net)."""
    falls = _falls(start, end)
    down = falls[falls > 0]
    return Computed(len(down), _fallen(down))


@computation
def largest_falls(start: str, end: str, n: int) -> Computed:
    """The provinces with the largest falls (short names)."""
    falls = _falls(start, end)
    return Computed(
        [short(name) for name in falls.index[:n]],
        _fallen(falls.head(n + 3)),
    )


@computation
def turnover(prefecture: str, start: str, end: str) -> Computed:
    """[districts before, counties that are new, districts that are new] of a prefecture between two dates."""
    before, after = (evidence.units(date, "all", prefecture=prefecture) for date in (start, end))
    new = after[~after.index.isin(before.index)]
    is_district = new["kind"] == evidence.DISTRICT
    districts = before[before["kind"] == evidence.DISTRICT]
    return Computed(
        [len(districts), len(new) - int(is_district.sum()), int(is_district.sum())],
        clauses(
            Message("audit.before", names=names(districts["name"], most=20)),
            Message("audit.new", names=names(new["name"], most=20)),
        ),
    )


@computation
def became_districts(cities: Sequence[Sequence[str]], start: str, end: str) -> Computed:
    """How many of some county-level cities [province, name] became districts between two dates."""
    before, after = evidence.divisions(start), evidence.divisions(end)
    done = []
    for province, name in cities:
        was = before[
            (before["province"] == province)
            & (before["name"] == name)
            & (before["kind"] == evidence.COUNTY_CITY)
        ]
        now = after[
            (after["province"] == province)
            & (after["name"] == name[:-1] + evidence.DISTRICT[-1])
            & (after["kind"] == evidence.DISTRICT)
        ]
        if len(was) == 1 and len(now) == 1:
            done.append(f"{name}→{now['name'].iloc[0]}")
    return Computed(len(done), names(done))


@computation
def prefectures(plate: str) -> Computed:
    """Prefecture-level divisions of a plate outside the municipalities, cities without counties included."""
    layer = boundaries.read_layer("prefecture")
    mainland = layer[~layer["province"].isin(CITIES) & ~layer.index.str[:2].isin(evidence.OUTSIDE)]
    rows = mainland[mainland.index.str[:2].map(evidence.plate_of_province()) == plate]
    rows = rows[rows.index.str.endswith("00") & (rows.index.str[2:4] < "90")]
    counts = rows["province"].map(short).value_counts(sort=False)
    return Computed(len(rows), tallies(counts))


# ---- land ----


def _area_km2() -> pd.Series:
    return boundaries.area_km2(boundaries.read_layer("county"))


@computation
def land_share(kinds: str) -> Computed:
    """The share of the mainland's area in county-level units of some kinds, in percent."""
    areas = _area_km2()
    part = areas[areas.index.isin(evidence.units(DATE, kinds).index)].sum()
    whole = areas[~areas.index.str[:2].isin(evidence.OUTSIDE)].sum()
    return Computed(100 * part / whole, Message("audit.area", part=part, whole=whole))


@computation
def land_share_of_list(list: str) -> Computed:
    """The share of the mainland's area in the units of a list, in percent."""
    areas = _area_km2()
    part = areas.reindex(evidence.members(list).index).sum()
    whole = areas[~areas.index.str[:2].isin(evidence.OUTSIDE)].sum()
    return Computed(100 * part / whole, Message("audit.area", part=part, whole=whole))

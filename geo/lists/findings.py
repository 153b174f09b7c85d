"""Findings, made from the numbers of a survey: ids and values; nothing is said that was not computed.

Sentences speak from the null that grants a list what is known of it already, its concentration in provinces, and
give the wider null as the contrast. "Significant" means: after adjustment in the family of the test.
"""

from typing import TYPE_CHECKING

import pandas as pd

import analysis
from analysis.adjust import benjamini_hochberg, within_reach
from boundaries.language import Message
from boundaries.placenames import PLATES_EN, short
from geo.lists.regional import region_units
from geo.lists.survey import STATISTICS, Survey

if TYPE_CHECKING:
    from analysis._groups import Groups

ALPHA = 0.05
PLATES = tuple(PLATES_EN)


def unit_names(survey: Survey, codes: "tuple[str, ...] | pd.Index") -> list[Message | str]:
    """The names of some units, province in front where it changes."""
    names: list[Message | str] = []
    before = ""
    for code in codes:
        province = short(str(survey.units.loc[code, "province"]))
        name = str(survey.units.loc[code, "name"])
        names.append(
            name if province == before else Message("lists.unit_of_province", province=province, name=name)
        )
        before = province
    return names


def where(survey: Survey) -> Message:
    """Where the members are, by plate and province."""
    members = len(survey.roster.members)
    counts = survey.plates.set_index("plate")["chosen"]
    top = survey.provinces[survey.provinces["chosen"] > 0]
    first = top.head(3)
    return Message(
        "lists.where",
        units=members,
        provinces=len(top),
        plates=[
            Message("lists.where.plate", plate=plate, chosen=int(counts.get(plate, 0))) for plate in PLATES
        ],
        leading=[
            Message("lists.where.province", province=short(province), chosen=chosen)
            for province, chosen in zip(first["province"], first["chosen"], strict=True)
        ],
        share=int(first["chosen"].sum()) / members,
    )


def verdict(sure: bool | float, *, before: bool | None = None) -> Message:
    """Whether a test is significant; ``before``: whether it was under a wider null that was named first.

    A number is taken as a p-value that is the only one of its family, and weighed at `ALPHA`.
    """
    if not isinstance(sure, bool):
        sure = float(sure) <= ALPHA
    if before is None:
        return Message(f"lists.verdict.{decided(sure)}")
    return Message(
        f"lists.verdict.{('stays' if sure else 'stops') if before else ('begins' if sure else 'neither')}"
    )


def headline(survey: Survey) -> Message:
    """The answer in one clause: the strictest null under which the members border each other more than at random."""

    def holds(null: str) -> bool:
        return bool(survey.test(null, "bb")["significant"])

    if survey.of_one_province:
        return Message(f"lists.headline.region.{decided(holds('province'))}")
    if not holds("province"):
        return Message(f"lists.headline.{'nation' if holds('nation') else 'none'}")
    if survey.stricter is None:
        return Message("lists.headline.province")
    return Message(f"lists.headline.{'strict' if holds(survey.stricter) else 'stops'}")


def decided(sure: bool) -> str:
    """The last part of the ids that say whether something holds."""
    return "significant" if sure else "not_significant"


def held(survey: Survey) -> Message:
    """What the null is called that the sentences weigh a list against: within provinces, or over the units of one province."""
    return Message("lists.null.region" if survey.of_one_province else "lists.null.province")


def null_key(survey: Survey, name: str) -> str:
    """The id part of a null: ``region`` for the widest over a part of the country."""
    return "region" if name == survey.pair[0] and not survey.national else name


def at_random(survey: Survey, name: str, expected: float) -> Message:
    """How many there would be at random under a null: 全国随机 5.0 个."""
    return Message(f"lists.random.{null_key(survey, name)}", expected=float(expected))


def _mean(row: pd.Series) -> float:
    """The exact expectation, where there is one, else the mean of the random sets."""
    return float(row["mean"] if pd.isna(row["expected"]) else row["expected"])


def _stricter(survey: Survey, statistic: str, *, before: bool) -> Message | str:
    """The same statistic with each prefecture keeping its number, and whether it still holds."""
    if survey.stricter is None:
        return ""
    row = survey.test(survey.stricter, statistic)
    return Message(
        f"lists.stricter.{statistic}",
        mean=_mean(row),
        p=(float(row["p"]), survey.permutations),
        verdict=verdict(bool(row["significant"]), before=before),
    )


def contiguity(survey: Survey) -> tuple[Message, ...]:
    """Whether the members border each other more than chance would have it, under each null."""
    found, draws = survey.patches["province"], survey.permutations
    largest, share = survey.test("province", "largest"), survey.test("province", "share_3")
    against = held(survey)
    sentences = [
        _joins(survey),
        Message(
            "lists.contiguity.largest",
            n=found.largest,
            area=float(found.table["area_km2"].iloc[0]),
            share=float(found.table["area_share"].iloc[0]),
            null=against,
            mean=float(largest["mean"]),
            p=(float(largest["p"]), draws),
            mid_p=(float(largest["mid_p"]), draws),
            verdict=verdict(bool(largest["significant"])),
            stricter=_stricter(survey, "largest", before=bool(largest["significant"])),
        ),
        Message(
            "lists.contiguity.share",
            share=found.share_3,
            null=against,
            mean=float(share["mean"]),
            p=(float(share["p"]), draws),
            verdict=verdict(bool(share["significant"])),
            stricter=_stricter(survey, "share_3", before=bool(share["significant"])),
        ),
    ]
    sure = bool(survey.test("province", "bb")["significant"])
    different = [
        null.called
        for null in survey.nulls
        if null.name != survey.stricter and bool(survey.test(null.name, "bb")["significant"]) != sure
    ]
    if different:
        sentences.append(Message("lists.contiguity.depends", different=different, null=against))
    return (*sentences, *_over_land(survey))


def _over_land(survey: Survey) -> tuple[Message, ...]:
    """What is left of the largest patches without joins over water, where that changes them."""
    land = survey.land
    if land is None or land.sizes[:3] == survey.patches["province"].sizes[:3]:
        return ()
    tested = land.statistics.loc[list(STATISTICS)]
    p_fdr = pd.Series(benjamini_hochberg(tested["p_sim"]), index=tested.index)
    return (
        Message(
            "lists.contiguity.land",
            sizes=list(land.sizes[:3]),
            null=held(survey),
            p=(float(tested.loc["largest", "p_sim"]), land.permutations),
            verdict=verdict(bool(p_fdr["largest"] <= survey.alpha)),
            joins=int(tested.loc["bb", "observed"]),
            p_joins=(float(tested.loc["bb", "p_sim"]), land.permutations),
            joins_verdict=verdict(bool(p_fdr["bb"] <= survey.alpha)),
        ),
    )


def _joins(survey: Survey) -> Message:
    """The pairs of neighboring members against the null that grants their concentration, and the one that does not."""
    province = survey.test("province", "bb")
    n, mean, sure = int(province["observed"]), _mean(province), bool(province["significant"])
    values = {
        "n": n,
        "mean": mean,
        "p": (float(province["p"]), survey.permutations),
        "verdict": verdict(sure),
        "stricter": _stricter(survey, "bb", before=sure),
    }
    if survey.of_one_province:
        return Message("lists.joins.of_a_province", eligible=len(survey.roster.eligible), **values)
    nation = _mean(survey.test("nation", "bb"))
    joins = Message(
        "lists.joins",
        everywhere=Message(f"lists.everywhere.{'nation' if survey.national else 'eligible'}"),
        nation=nation,
        **values,
    )
    if n <= nation:
        return Message("lists.joins.few", joins=joins)
    if mean > nation:
        return Message("lists.joins.concentrated", joins=joins, after=Message(f"lists.after.{decided(sure)}"))
    return joins


def belt_names(survey: Survey, *, least: int = 3) -> pd.DataFrame:
    """The patches named after the sub-region or city cluster that each is, else after its prefectures.

    The rule is that of ``analysis.belts``.
    """
    level = survey.roster.level
    regions = pd.concat([region_units("subregion", level=level), region_units("city_cluster", level=level)])
    return analysis.belts(
        survey.patches["province"],
        regions,
        eligible=survey.roster.eligible,
        layer=survey.units,
        smallest=least,
    )


def belt_name(survey: Survey, row: pd.Series) -> Message | str:
    """What a patch is called: the region that it is, or the prefectures with most of its units."""
    if row["named_by"] == "region":
        return Message("lists.belt.region", region=row["region"])
    counts = survey.units["prefecture"].reindex(list(row["members"])).dropna().value_counts(sort=False)
    cities = [str(name) for name in counts.sort_values(ascending=False, kind="stable").index]
    if not cities:
        return ""
    joined = "—".join(cities[:3])
    return Message("lists.belt.more_places", places=joined) if len(cities) > 3 else joined


def _belt(survey: Survey, row: pd.Series) -> Message | str:
    """The belt's name with its cover and fill, and the regions all of whose eligible units are in it."""
    name = belt_name(survey, row)
    full = [Message("lists.belt.of_region", region=region) for region in row["filled"] if region]
    filled = Message("lists.belt.filled", regions=full) if full else ""
    if row["named_by"] == "region":
        return Message("lists.belt", belt=name, cover=row["cover"], fill=row["fill"], filled=filled)
    return Message("lists.belt.places", belt=name, filled=filled) if name else ""


def belts(survey: Survey, *, least: int = 3, most: int = 4) -> tuple[Message, ...]:
    """The largest patches: the region each fills, its members, and the joins over water that hold it together."""
    found = survey.patches["province"]
    named = belt_names(survey, least=least)
    sentences = []
    for row in found.table[found.table["size"] >= least].head(most).itertuples():
        tail: Message | str = ""
        if row.p_size <= 0.5:  # the p of a small patch says only that larger ones are usual
            tail = Message("lists.patch.rare", null=held(survey), p=(float(row.p_size), found.permutations))
        sentences.append(
            Message(
                "lists.patch",
                n=int(row.size),
                belt=_belt(survey, named.loc[row.Index]),
                names=unit_names(survey, row.members),
                tail=tail,
                water=water_joins(survey.units, found.critical, row.Index),
            )
        )
    return tuple(sentences)


def water_joins(units: pd.DataFrame, critical: pd.DataFrame, patch: int) -> Message | str:
    """The joins wholly over water whose loss would split a patch, and the parts that each would leave."""
    rows = critical[(critical["patch"] == patch) & (critical["water_share"] >= 1)]
    joins = [
        Message(
            "lists.patch.water_join",
            a=str(units.loc[row.a, "name"]),
            b=str(units.loc[row.b, "name"]),
            km=float(row.border_km),
            first=int(row.sizes[0]),
            second=int(row.sizes[1]),
        )
        for row in rows.itertuples()
    ]
    return Message("lists.patch.water", joins=joins) if joins else ""


def region_named(groups: "Groups", region: str) -> Message | str:
    """A region with the plan and year that say what it holds: 长江三角洲城市群（2016 年规划）."""
    row = groups.definitions.loc[region]
    if pd.isna(row["year"]):
        return Message("lists.region.plain", region=region)
    return Message(f"lists.region.{row['status'] or 'plan'}", region=region, year=int(row["year"]))


def gathering(survey: Survey, scheme: str = "city_cluster") -> tuple[Message, ...]:
    """Which designated regions hold more members than their share of eligible units, under both nulls."""
    if scheme not in survey.groups:
        return (Message("lists.gathering.nowhere"),)
    wide, strict = survey.pair[0], survey.pair[-1]
    loose, tight = survey.groups[scheme][wide], survey.groups[scheme][strict]
    frame = tight.frame.assign(loose=loose.frame["significant"]).sort_values(
        "count", ascending=False, kind="stable"
    )
    more, only = frame[frame["significant"]], frame[~frame["significant"] & frame["loose"]]
    against = Message(f"lists.null.{null_key(survey, strict)}")
    tested = int(frame["tested"].sum())
    if len(more):
        first = Message(
            "lists.gathering",
            regions=tight.n_regions,
            n=len(more),
            null=against,
            named=[_counted(survey, scheme, region) for region in more.index],
        )
    elif within_reach(frame["p_smallest"].where(frame["tested"])) <= survey.alpha:
        first = Message("lists.gathering.none", regions=tight.n_regions, null=against)
    else:
        first = Message("lists.gathering.unknown", regions=tight.n_regions, null=against, tested=tested)
    said = [first]
    if len(only):
        said.append(
            Message(
                "lists.gathering.only_wide",
                wide=Message(f"lists.null.{null_key(survey, wide)}"),
                null=against,
                named=[_counted(survey, scheme, region, p=True) for region in only.index],
            )
        )
    said.append(
        Message(
            "lists.gathering.inside",
            members=tight.n_members,
            inside=tight.n_inside,
            random=[
                at_random(survey, name, survey.groups[scheme][name].expected_inside) for name in survey.pair
            ],
            p=tight.p_inside,
        )
    )
    said.append(Message("lists.gathering.null", eligible=tight.n_eligible, tested=tested, alpha=survey.alpha))
    return tuple(said)


def _counted(survey: Survey, scheme: str, region: str, *, p: bool = False) -> Message:
    """A region with its members and how many there would be at random under both nulls."""
    strict = survey.groups[scheme][survey.pair[-1]]
    row = strict.frame.loc[region]
    values = {
        "region": region_named(strict, region),
        "count": int(row["count"]),
        "random": [
            at_random(survey, name, survey.groups[scheme][name].frame.loc[region, "expected"])
            for name in survey.pair
        ],
    }
    if not p:
        return Message("lists.gathering.region", **values)
    if row["p_smallest"] >= 1:  # every eligible unit of the strata lies in it: no other count is possible
        return Message("lists.gathering.region.certain", **values)
    return Message("lists.gathering.region.p", p=float(row["p_exact"]), **values)


def local(survey: Survey) -> Message:
    """How many members have significantly many members around them, under both nulls."""
    wide, strict = survey.local[survey.pair[0]], survey.local[survey.pair[-1]]
    values = {
        "tested": strict.n_tested,
        "null": Message(f"lists.null.{null_key(survey, survey.pair[-1])}"),
        "alpha": strict.alpha,
    }
    if len(survey.pair) > 1:
        values["contrast"] = Message(
            "lists.local.contrast",
            null=Message(f"lists.null.{null_key(survey, survey.pair[0])}"),
            significant=wide.n_significant,
        )
    else:
        values["contrast"] = ""
    if strict.n_significant:
        return Message("lists.local", significant=strict.n_significant, **values)
    tested = strict.frame["p_fdr"].notna()
    if within_reach(strict.frame["p_smallest"].where(tested)) <= strict.alpha:
        return Message("lists.local.none", **values)
    return Message("lists.local.unknown", **values)

"""Findings, made from the numbers of a survey: ids and values; nothing is said that was not computed."""

import pandas as pd

import analysis
from boundaries.language import Message
from boundaries.placenames import PLATES_EN, short
from geo.lists.regional import region_units
from geo.lists.survey import Survey

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


def verdict(p: float) -> Message:
    """Whether a test is significant at `ALPHA`."""
    return Message(f"lists.verdict.{_decided(p)}")


def _decided(p: float) -> str:
    return "significant" if p <= ALPHA else "not_significant"


def contiguity(survey: Survey) -> tuple[Message, ...]:
    """Whether the members border each other more than chance would have it, under each null."""
    found = survey.patches["province"]
    draws = found.permutations
    largest, share = found.statistics.loc["largest"], found.statistics.loc["share_3"]
    against = held(survey)
    sentences = [
        _joins(survey),
        Message(
            "lists.contiguity.largest",
            n=found.largest,
            null=against,
            mean=float(largest["mean_sim"]),
            p=(float(largest["p_sim"]), draws),
            mid_p=(float(largest["mid_p"]), draws),
            verdict=verdict(largest["p_sim"]),
        ),
        Message(
            "lists.contiguity.share",
            share=found.share_3,
            null=against,
            mean=float(share["mean_sim"]),
            p=(float(share["p_sim"]), draws),
        ),
    ]
    sure = survey.joins("province").p_sim <= ALPHA
    different = [null.called for null in survey.nulls if (survey.joins(null.name).p_sim <= ALPHA) != sure]
    if different:
        sentences.append(Message("lists.contiguity.depends", different=different, null=against))
    return tuple(sentences)


def held(survey: Survey) -> Message:
    """What the null is called that the sentences weigh a list against: within provinces, or over the units of one province."""
    return Message("lists.null.region" if survey.of_one_province else "lists.null.province")


def _joins(survey: Survey) -> Message:
    """The pairs of neighboring members against the null that grants their concentration, and the one that does not."""
    if survey.of_one_province:
        return _joins_of_a_province(survey)
    province, nation = survey.joins("province"), survey.joins("nation")
    joins = Message(
        "lists.joins",
        n=province.bb,
        mean=province.mean,
        p=(province.p_sim, province.permutations),
        verdict=verdict(province.p_sim),
        everywhere=Message(f"lists.everywhere.{'nation' if survey.national else 'eligible'}"),
        nation=nation.mean,
    )
    if province.bb <= nation.mean:
        return Message("lists.joins.few", joins=joins)
    if province.mean > nation.mean:
        after = Message(f"lists.after.{_decided(province.p_sim)}")
        return Message("lists.joins.concentrated", joins=joins, after=after)
    return joins


def _joins_of_a_province(survey: Survey) -> Message:
    """The same where all eligible units are of one province."""
    whole = survey.joins("province")
    inner: Message | str = ""
    if "prefecture" in survey.patches:
        of_cities = survey.joins("prefecture")
        inner = Message(
            "lists.joins.in_prefectures",
            mean=of_cities.mean,
            p=(of_cities.p_sim, of_cities.permutations),
            verdict=verdict(of_cities.p_sim),
        )
    return Message(
        "lists.joins.of_a_province",
        n=whole.bb,
        eligible=len(survey.roster.eligible),
        mean=whole.mean,
        p=(whole.p_sim, whole.permutations),
        verdict=verdict(whole.p_sim),
        inner=inner,
    )


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


def _belt(row: pd.Series) -> Message | str:
    """The belt's name, and the regions all of whose eligible units are in it."""
    if not row["belt"]:
        return ""
    if row["named_by"] != "region":
        return Message("lists.belt.places", belt=row["belt"])
    full = [region for region in row["filled"] if region]
    filled: Message | str = ""
    if full:
        filled = Message(
            "lists.belt.filled",
            regions=[Message("lists.belt.of_region", region=region) for region in full],
        )
    return Message("lists.belt", belt=row["belt"], filled=filled)


def belts(survey: Survey, *, least: int = 3, most: int = 4) -> tuple[Message, ...]:
    """The largest patches: the region each fills, and its members."""
    found = survey.patches["province"]
    against = held(survey)
    named = belt_names(survey, least=least)
    sentences = []
    for row in found.table[found.table["size"] >= least].head(most).itertuples():
        tail: Message | str = ""
        if row.p_size <= 0.5:  # the p of a small patch says only that larger ones are usual
            tail = Message("lists.patch.rare", null=against, p=(float(row.p_size), found.permutations))
        sentences.append(
            Message(
                "lists.patch",
                n=int(row.size),
                belt=_belt(named.loc[row.Index]),
                names=unit_names(survey, row.members),
                tail=tail,
            )
        )
    return tuple(sentences)


def gathering(survey: Survey) -> Message:
    """Which designated city clusters hold more members than their share of eligible units."""
    if "city_cluster" not in survey.groups:
        return Message("lists.gathering.nowhere")
    groups = survey.groups["city_cluster"]
    frame = groups.frame.sort_values("count", ascending=False, kind="stable")
    more = frame[frame["significant"]]
    inside = Message("lists.gathering.inside", members=groups.n_members, inside=groups.n_inside)
    if more.empty:
        return Message("lists.gathering.none", regions=groups.n_regions, inside=inside)
    return Message(
        "lists.gathering",
        regions=groups.n_regions,
        n=len(more),
        named=[
            Message(
                "lists.gathering.region",
                region=name,
                count=int(row["count"]),
                expected=float(row["expected"]),
                quotient=float(row["location_quotient"]),
            )
            for name, row in more.iterrows()
        ],
        inside=inside,
        eligible=groups.n_eligible,
    )


def local(survey: Survey) -> Message:
    """How many members have significantly many members around them."""
    found = survey.local
    if not found.n_significant:
        return Message("lists.local.none", tested=found.n_tested, alpha=found.alpha)
    return Message("lists.local", tested=found.n_tested, significant=found.n_significant, alpha=found.alpha)

"""Findings in words, made from the numbers of a survey; nothing is written that was not computed."""

from typing import TYPE_CHECKING

import pandas as pd

import analysis
from boundaries.language import Lang
from boundaries.placenames import PLATES_EN, listing, place, short
from geo.lists.nulls import REGIONAL, WORDS
from geo.lists.regional import region_units
from geo.reporting.page import p_value

if TYPE_CHECKING:
    from analysis._patches import Patches
    from geo.lists.survey import Survey

ALPHA = 0.05


def and_list(items: list[str], lang: Lang) -> str:
    """Items as a phrase: 甲、乙和丙; A, B and C."""
    if len(items) < 2:
        return "".join(items)
    if lang == "zh":
        return "、".join(items[:-1]) + "和" + items[-1]
    return ", ".join(items[:-1]) + " and " + items[-1]


def unit_names(
    survey: "Survey", codes: "tuple[str, ...] | pd.Index", lang: Lang, *, most: int | None = None
) -> str:
    """The names of some units, province in front where it changes."""
    names, before = [], ""
    shown = list(codes) if most is None else list(codes)[:most]
    for code in shown:
        province = place(short(str(survey.units.loc[code, "province"])), lang)
        name = str(survey.units.loc[code, "name"])
        names.append(name if province == before else f"{province}{'' if lang == 'zh' else ' '}{name}")
        before = province
    return listing(names, lang) + ("……" if most is not None and len(codes) > most else "")


def where(survey: "Survey", lang: Lang) -> str:
    """Where the members are, by plate and province."""
    roster = survey.roster
    counts = survey.plates.set_index("plate")["chosen"]
    n = len(roster.members)
    top = survey.provinces[survey.provinces["chosen"] > 0]
    first = top.head(3)
    total = int(first["chosen"].sum())
    if lang == "zh":
        plates = and_list(
            [f"{plate} {int(counts.get(plate, 0))} 个" for plate in ("东部", "中部", "西部", "东北")], lang
        )
        leading = and_list(
            [f"{short(p)} {k} 个" for p, k in zip(first["province"], first["chosen"], strict=True)], lang
        )
        return f"{n} 个单元分布在 {len(top)} 个省级行政区：{plates}。最多的是{leading}，合计占 {100 * total / n:.0f}%。"
    plates = and_list(
        [f"{PLATES_EN[plate]} {int(counts.get(plate, 0))}" for plate in ("东部", "中部", "西部", "东北")],
        lang,
    )
    leading = and_list(
        [f"{place(p, lang)} ({k})" for p, k in zip(first["province"], first["chosen"], strict=True)], lang
    )
    return (
        f"The {n} units lie in {len(top)} provinces: {plates}. The most are in {leading}, "
        f"together {100 * total / n:.0f}%."
    )


def _verdict(p: float, lang: Lang) -> str:
    if lang == "zh":
        return "显著" if p <= ALPHA else "不显著"
    return "significant" if p <= ALPHA else "not significant"


def contiguity(survey: "Survey", lang: Lang) -> list[str]:
    """Whether the members border each other more than chance would have it, under each null."""
    found = survey.patches["province"]
    largest, share = found.statistics.loc["largest"], found.statistics.loc["share_3"]
    against = held(survey, lang)

    def p(row: pd.Series) -> str:
        return p_value(row["p_sim"], draws=found.permutations)

    if lang == "zh":
        sentences = [
            _joins(survey, lang),
            f"最大的连片有 {found.largest} 个单元；{against}下最大连片平均 {largest['mean_sim']:.1f} 个，"
            f"p = {p(largest)}（mid-p = {p_value(largest['mid_p'])}，{_verdict(largest['p_sim'], lang)}）。",
            f"{100 * found.share_3:.0f}% 的入选单元处在三个以上单元组成的连片中，"
            f"{against}下平均 {100 * share['mean_sim']:.0f}%（p = {p(share)}）。",
        ]
    else:
        sentences = [
            _joins(survey, lang),
            f"The largest patch has {found.largest} unit{'s' if found.largest > 1 else ''}; {against} the largest has "
            f"{largest['mean_sim']:.1f} on average, p = {p(largest)} "
            f"(mid-p = {p_value(largest['mid_p'])}, {_verdict(largest['p_sim'], lang)}).",
            f"{100 * found.share_3:.0f}% of the members lie in patches of three or more; {against} random sets "
            f"have {100 * share['mean_sim']:.0f}% on average (p = {p(share)}).",
        ]
    sure = survey.joins("province").p_sim <= ALPHA
    different = [
        null.words[lang] for null in survey.nulls if (survey.joins(null.name).p_sim <= ALPHA) != sure
    ]
    if different:
        named = and_list(different, lang)
        sentences.append(
            f"结论随零假设而变：{named}与{against}的判断不同。"
            if lang == "zh"
            else f"The answer depends on the null: {named} and {against} disagree."
        )
    return sentences


def held(survey: "Survey", lang: Lang) -> str:
    """What the null is called that the sentences weigh a list against: within provinces, or over the units of one province."""
    if survey.of_one_province:
        return REGIONAL[lang]
    return WORDS[lang]["province"]


def _joins(survey: "Survey", lang: Lang) -> str:
    """The pairs of neighboring members against the null that grants their concentration, and the one that does not."""
    if survey.of_one_province:
        return _joins_of_a_province(survey, lang)
    province, nation = survey.joins("province"), survey.joins("nation")
    p = p_value(province.p_sim, draws=province.permutations)
    few = province.bb <= nation.mean
    concentrated = not few and province.mean > nation.mean
    if lang == "zh":
        everywhere = "全国" if survey.national else "在全部参评单元中"
        return (
            f"入选单元之间有 {province.bb} 对相邻。各省入选数不变、省内随机抽取时平均 {province.mean:.1f} 对"
            f"（p = {p}，{_verdict(province.p_sim, lang)}）；{everywhere}随机抽取时平均 {nation.mean:.1f} 对。"
            + (
                f"两者之差说明：一部分“连片”只是因为入选单元集中在少数省份，扣除这一点之后{_after(province.p_sim, lang)}。"
                if concentrated
                else "入选单元的相邻不比随机抽取时多。"
                if few
                else ""
            )
        )
    everywhere = "drawn nationwide" if survey.national else "drawn from all eligible units"
    return (
        f"{_pairs(province.bb)}. With each province keeping its number, "
        f"random sets have {province.mean:.1f} on average (p = {p}, {_verdict(province.p_sim, lang)}); "
        f"{everywhere}, {nation.mean:.1f}."
        + (
            " Part of the contiguity is therefore mere concentration in a few provinces; beyond that "
            f"{_after(province.p_sim, lang)}."
            if concentrated
            else " Members are no more often neighbors than units drawn at random."
            if few
            else ""
        )
    )


def _pairs(n: int) -> str:
    return f"There {'is 1 pair' if n == 1 else f'are {n} pairs'} of neighboring members"


def _joins_of_a_province(survey: "Survey", lang: Lang) -> str:
    """The same where all eligible units are of one province."""
    whole, n = survey.joins("province"), len(survey.roster.eligible)
    p = p_value(whole.p_sim, draws=whole.permutations)
    verdict = _verdict(whole.p_sim, lang)
    inner = survey.joins("prefecture") if "prefecture" in survey.patches else None
    held = "" if inner is None else p_value(inner.p_sim, draws=inner.permutations)
    if lang == "zh":
        text = (
            f"入选单元之间有 {whole.bb} 对相邻。在 {n:,} 个参评单元中随机抽取时平均 {whole.mean:.1f} 对"
            f"（p = {p}，{verdict}）"
        )
        if inner is not None:
            text += (
                f"；各地市入选数不变、地市内随机抽取时平均 {inner.mean:.1f} 对"
                f"（p = {held}，{_verdict(inner.p_sim, lang)}）"
            )
        return text + "。"
    text = (
        f"{_pairs(whole.bb)}. Drawn at random from the {n:,} eligible units, "
        f"there are {whole.mean:.1f} on average (p = {p}, {verdict})"
    )
    if inner is not None:
        text += (
            f"; with each prefecture keeping its number, {inner.mean:.1f} (p = {held}, "
            f"{_verdict(inner.p_sim, lang)})"
        )
    return text + "."


def _after(p: float, lang: Lang) -> str:
    if lang == "zh":
        return "仍然明显多于随机" if p <= ALPHA else "与随机没有明显差别"
    return (
        "there is still clearly more of it than chance gives" if p <= ALPHA else "chance would give as much"
    )


def belt_names(survey: "Survey", *, least: int = 3) -> pd.DataFrame:
    """The patches named after the sub-region or city cluster that each is, else its prefectures.

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


def _belt(named: pd.DataFrame, patch: object, lang: Lang) -> str:
    """ "（环杭州湾带）": the belt's name, and the regions all of whose eligible units are in it."""
    row = named.loc[patch]
    full = [region for region in row["filled"] if region]
    if not row["belt"]:
        return ""
    if row["named_by"] != "region":
        return f"（{row['belt']}）" if lang == "zh" else f" ({row['belt']})"
    if lang == "zh":
        return f"（“{row['belt']}”带{'，' + '、'.join(full) + '的参评单元全部在内' if full else ''}）"
    inside = (
        f"; every eligible unit {and_list([f'of {place(name, lang)}' for name in full], lang)} is in it"
        if full
        else ""
    )
    return f" (belt of {place(row['belt'], lang)}{inside})"


def belts(survey: "Survey", lang: Lang, *, least: int = 3, most: int = 4) -> list[str]:
    """The largest patches: the region each fills, and its members."""
    found = survey.patches["province"]
    against = held(survey, lang)
    named = belt_names(survey, least=least)
    sentences = []
    rows = found.table[found.table["size"] >= least].head(most)
    for row in rows.itertuples():
        names = unit_names(survey, row.members, lang)
        p = p_value(row.p_size, draws=found.permutations)
        rare = row.p_size <= 0.5  # the p of a small patch says only that larger ones are usual
        if lang == "zh":
            tail = f"（{against}下出现这么大的连片，p = {p}）" if rare else ""
            sentences.append(f"{row.size} 个单元连成一片{_belt(named, row.Index, lang)}：{names}{tail}。")
        else:
            tail = f" (p of a patch this large, {against}: {p})" if rare else ""
            sentences.append(
                f"{row.size} units form one patch{_belt(named, row.Index, lang)}: {names}{tail}."
            )
    return sentences


def gathering(survey: "Survey", lang: Lang) -> str:
    """Which designated city clusters hold more members than their share of eligible units."""
    if "city_cluster" not in survey.groups:
        return "参评单元都不在城市群内。" if lang == "zh" else "No eligible unit lies in a city cluster."
    groups = survey.groups["city_cluster"]
    frame = groups.frame.sort_values("count", ascending=False, kind="stable")
    more = frame[frame["significant"]]
    if lang == "zh":
        inside = f"{groups.n_members} 个入选单元中 {groups.n_inside} 个在城市群内"
        if more.empty:
            return f"{groups.n_regions} 个城市群中，没有一个的入选数在 FDR 校正后显著多于其参评单元占比（{inside}）。"
        named = and_list(
            [
                f"{name}（{row['count']:.0f} 个，期望 {row['expected']:.1f}，区位商 {row['location_quotient']:.1f}）"
                for name, row in more.iterrows()
            ],
            lang,
        )
        return (
            f"{groups.n_regions} 个城市群中，入选数在 FDR 校正后显著多于其参评单元占比的有 {len(more)} 个：{named}。"
            f"{inside}。零假设：在 {groups.n_eligible:,} 个参评单元中随机抽取（超几何分布，精确 p）。"
        )
    inside = f"{groups.n_inside} of {groups.n_members} members lie inside one"
    if more.empty:
        return (
            f"Of {groups.n_regions} city clusters none holds significantly more members than its share of eligible "
            f"units after FDR ({inside})."
        )
    named = and_list(
        [
            f"{place(name, lang)} ({row['count']:.0f}, expected {row['expected']:.1f}, quotient {row['location_quotient']:.1f})"
            for name, row in more.iterrows()
        ],
        lang,
    )
    return (
        f"Of {groups.n_regions} city clusters {len(more)} {'holds' if len(more) == 1 else 'hold'} significantly more members than their share of eligible "
        f"units after FDR: {named}. {inside}. Null: drawn at random from the "
        f"{groups.n_eligible:,} eligible units (hypergeometric, exact p)."
    )


def local(survey: "Survey", lang: Lang) -> str:
    """How many members have significantly many members around them."""
    found = survey.local
    if lang == "zh":
        return (
            f"逐个单元看，{found.n_tested} 个有参评邻居的入选单元中，"
            f"{f'{found.n_significant} 个' if found.n_significant else '没有一个'}周围的入选单元显著偏多"
            f"（局部接边统计，精确超几何 p，FDR {found.alpha:.0%}）。"
        )
    return (
        f"Unit by unit, {found.n_significant or 'none'} of {found.n_tested} members with eligible neighbors have significantly "
        f"many members around them (local join count, exact hypergeometric p, FDR {found.alpha:.0%})."
    )


def tests_table(survey: "Survey", lang: Lang) -> pd.DataFrame:
    """Every test of the list with its null, eligible set, draws and neighbors beside the p-value."""
    rows = []
    labels = {
        "bb": ("相邻入选对数 BB", "Member joins BB"),
        "largest": ("最大连片单元数", "Largest patch"),
        "share_2": ("两单元以上连片占比", "Share in patches of 2+"),
        "share_3": ("三单元以上连片占比", "Share in patches of 3+"),
        "n_patches": ("连片个数（含单个单元）", "Patches (single units included)"),
        "aggregation": ("聚合指数", "Aggregation index"),
    }
    for null in survey.nulls:
        found: Patches = survey.patches[null.name]
        for key, label in labels.items():
            row = found.statistics.loc[key]
            rows.append(
                {
                    "statistic": label[lang == "en"],
                    "null": null.words[lang],
                    "observed": float(row["observed"]),
                    "expected": float(row["mean_sim"]),
                    "p": p_value(row["p_sim"], draws=found.permutations),
                    "mid_p": p_value(row["mid_p"]),
                    "n_members": found.n_members,
                    "n_eligible": found.n_eligible,
                    "permutations": found.permutations,
                }
            )
    return pd.DataFrame(rows)

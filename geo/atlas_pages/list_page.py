"""The page of one list: findings in words, its map, the tests, and who is where."""

from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Lang
from boundaries.placenames import placed
from geo.language.vocabulary import CHANGES, CONFIDENCE, SCHEMES, column, word
from geo.lists import findings
from geo.lists.nulls import MEANING
from geo.reporting.page import Block, Facts, Markup, Page, Points, Section, Table, Text, p_value

if TYPE_CHECKING:
    from geo.lists.survey import Survey


def headed(frame: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """A frame with its columns headed, and its places named, in the reader's language."""
    return placed(frame, lang).rename(columns={name: column(str(name), lang) for name in frame.columns})


def title(survey: "Survey", lang: Lang) -> str:
    """The list's title."""
    return survey.roster.title if lang == "zh" else survey.roster.title_en


def members_table(survey: "Survey", lang: Lang) -> pd.DataFrame:
    """The list itself, in its own order, with codes, plates and patches."""
    frame = survey.roster.frame.drop(columns=["report_line"], errors="ignore")
    if not survey.roster.ranked:
        frame = frame.drop(columns="rank", errors="ignore")
    if survey.roster.level == "prefecture":  # a city's prefecture is itself
        frame = frame.drop(columns="prefecture", errors="ignore")
    frame = frame.assign(
        patch_size=survey.patches["province"].frame["size"].reindex(frame.index)
    ).reset_index()
    star = frame.pop("first_in_province_star") if "first_in_province_star" in frame else None
    if star is not None:
        frame["name"] = frame["name"] + star.astype(bool).map({True: " ★", False: ""})
    if "change" in frame:
        frame["change"] = [word(CHANGES, str(change), lang) for change in frame["change"]]
    order = [
        "rank",
        "name",
        "province",
        "prefecture",
        "tier",
        "change",
        "national_etdz",
        "national_hidz",
        "patch_size",
        "adcode",
    ]
    return frame[[name for name in order if name in frame]]


def patches_table(survey: "Survey", lang: Lang) -> pd.DataFrame:
    """Patches of two units or more: size, members, p."""
    found = survey.patches["province"]
    rows = found.table[found.table["size"] >= 2].reset_index()
    return pd.DataFrame(
        {
            "patch": rows["patch"],
            "size": rows["size"],
            "units": [findings.unit_names(survey, codes, lang) for codes in rows["members"]],
            "p": [p_value(p, draws=found.permutations) for p in rows["p_size"]],
        }
    )


def groups_table(survey: "Survey", scheme: str) -> pd.DataFrame:
    """Regions of a scheme: eligible, chosen, expected, quotient, p."""
    frame = survey.groups[scheme].frame.reset_index()
    frame = frame.sort_values(
        ["count", "expected"], ascending=[False, True], kind="stable", ignore_index=True
    )
    return pd.DataFrame(
        {
            "region": frame["region"],
            "chosen": frame["count"].astype(int),
            "eligible": frame["n_eligible"].astype(int),
            "expected": frame["expected"].round(2),
            "quotient": frame["location_quotient"].round(2),
            "p": [p_value(p) for p in frame["p_exact"]],
            "p_fdr": [p_value(p) for p in frame["p_fdr"]],
        }
    )


def variants_table(survey: "Survey", lang: Lang) -> pd.DataFrame:
    """Every variant of every region that holds a member."""
    frame = survey.variants[survey.variants["members"] > 0]
    frame = frame.assign(
        scheme=[word(SCHEMES, scheme, lang) for scheme in frame["scheme"]],
        confidence=[word(CONFIDENCE, level, lang) for level in frame["confidence"]],
        members=frame["members"].astype(int),
    )
    return frame[["scheme", "region", "variant", "members", "plan", "year", "confidence"]]


def tables(survey: "Survey", lang: Lang) -> dict[str, pd.DataFrame]:
    """Every table of the page by file stem."""
    return {
        "members": members_table(survey, lang),
        "patches": patches_table(survey, lang),
        "tests": findings.tests_table(survey, lang),
        **(
            {"prefectures": survey.prefectures[survey.prefectures["chosen"] > 0]}
            if survey.of_one_province
            else {"plates": survey.plates, "provinces": survey.provinces[survey.provinces["chosen"] > 0]}
        ),
        **{
            STEMS[scheme]: groups_table(survey, scheme)
            for scheme in survey.groups
            if scheme != "plate"
            or len(survey.groups[scheme].frame) > 1  # all units in one plate: nothing to say
        },
        "variants": variants_table(survey, lang),
    }


STEMS = {
    "city_cluster": "city_clusters",
    "metro": "metros",
    "plate": "plate_groups",
    "national_strategy": "strategies",
    "subregion": "subregions",
}
CAPTIONS: dict[str, tuple[str, str]] = {
    "members": ("名单", "The list"),
    "patches": ("连片：两个以上相邻的入选单元", "Patches: two or more bordering members"),
    "tests": ("检验", "Tests"),
    "plates": ("按四大板块", "By plate"),
    "provinces": ("按省份", "By province"),
    "prefectures": ("按地市", "By prefecture"),
    "city_clusters": ("按城市群", "By city cluster"),
    "metros": ("按都市圈", "By metropolitan area"),
    "plate_groups": ("按板块的集中程度", "Concentration by plate"),
    "strategies": ("按区域战略", "By national strategy"),
    "subregions": ("按省内片区", "By sub-region"),
    "variants": ("区域口径不同，数字不同", "The numbers under every variant of a region"),
}


VARIANTS_NOTE: dict[bool, tuple[str, str]] = {
    True: (
        "口径的规划、年份与可信度见表；报告没有说明它用的是哪一种。",
        "The report does not say which variant it uses.",
    ),
    False: (
        "上面的检验用缺省口径，即各区域自己最新的获批规划（没有官方名单的取通行说法）；其他口径下的数字见表。",
        "The tests above use the default variant, each region's own newest approved plan (common usage where there is no official list).",
    ),
}
"""Of a published list, and of a study."""


def method(survey: "Survey", lang: Lang) -> list[str]:
    """How the page was made, and what it cannot say."""
    roster, found = survey.roster, survey.patches["province"]
    note = roster.eligible_note if lang == "zh" else roster.eligible_note_en
    colon = "：" if lang == "zh" else ": "
    nulls = [f"{null.words[lang]}{colon}{MEANING[lang][null.name]}" for null in survey.nulls]
    if lang == "zh":
        return [
            note,
            "零假设。" + "；".join(nulls) + "。",
            f"邻接：queen（共边或共点），海岛与最近的单元相连（{len(survey.links)} 条，见图集首页）；"
            f"参评单元平均 {found.mean_neighbors:.1f} 个邻居，没有邻居的 {len(found.isolates)} 个。"
            "参评范围之外的单元先从邻接图中去掉：两个入选单元若只被它们隔开，不算相邻。",
            f"置换 {found.permutations:,} 次，种子 {survey.seed}，p =（R + 1）/（P + 1），单侧（更连片）。"
            "连片大小是离散的，单侧 p 偏保守，因此同时给出 mid-p。",
            "城市群、都市圈的口径取各自最新的获批规划（没有官方名单的取通行说法）；其他口径下的数字见表。检验是精确超几何分布，"
            "零假设为全国参评单元中随机抽取，未扣除省份集中，FDR 用 Benjamini–Hochberg 法。",
            "局限：名单只有入选与否和名次，没有公布得分；p 值检验的是空间格局，不评价名单本身。"
            "结论依赖于区划年份（2023-07-31）、参评范围和邻接定义。",
        ]
    return [
        note,
        "Nulls. " + "; ".join(nulls) + ".",
        f"Neighbors: queen contiguity, islands joined to the nearest unit ({len(survey.links)} links, listed on the "
        f"first page); an eligible unit has {found.mean_neighbors:.1f} eligible neighbors on average, "
        f"{len(found.isolates)} have none. Units that are not eligible are taken out of the graph first: two members "
        "with only such units between them are not neighbors.",
        f"{found.permutations:,} draws, seed {survey.seed}, p = (R + 1) / (P + 1), one-sided (more contiguous). Patch "
        "sizes are discrete, which makes that p conservative; mid-p is given beside it.",
        "Regions are taken as their own newest approved plan lists them (common usage where there is no official list); the other variants are in the table. Their "
        "test is the exact hypergeometric one, nationwide, so it does not take out concentration in provinces; FDR "
        "after Benjamini and Hochberg.",
        "Limits: the list says who is on it and in what order; no scores were published. The p-values are about the "
        "pattern, not about the list's merit. They depend on the division date (2023-07-31), the eligible set and "
        "the neighbor definition.",
    ]


NEAR: dict[str, str] = {
    "zh": "邻接：queen，海岛接到最近的单元。",
    "en": "Neighbors: queen contiguity, islands joined to the nearest unit.",
}


def list_blocks(survey: "Survey", lang: Lang, *, data: str = "", near: str = "") -> list[Block]:
    """What is said of a list, without its map: contiguous, in groups, where, and who is on it.

    ``data`` is the address of the folder with the CSV files; without it no table offers a download. ``near``
    says who borders whom, if not as in the atlas.
    """
    zh = lang == "zh"
    near = near or NEAR[lang]
    made = tables(survey, lang)

    def table(stem: str, *, open_: bool = True, note: str = "") -> Table:
        address = f"{data}/{stem}.csv" if data else ""
        return Table(
            headed(made[stem], lang), CAPTIONS[stem][not zh], note=note, download=address, open=open_
        )

    return [
        Section("连片了吗" if zh else "Contiguous?", "contiguity"),
        Points(findings.contiguity(survey, lang)),
        Points([*findings.belts(survey, lang), findings.local(survey, lang)]),
        table("patches", open_=False),
        table(
            "tests",
            note=(
                f"每个 p 值对应的零假设、参评范围和置换次数见同一行。{near}"
                if zh
                else f"Null, eligible set and draws stand in the same row as each p. {near}"
            ),
        ),
        Section("成群了吗" if zh else "In groups?", "groups"),
        Text(findings.gathering(survey, lang)),
        *([table("city_clusters")] if "city_clusters" in made else []),
        *(
            table(STEMS[scheme], open_=False)
            for scheme in survey.groups
            if scheme not in ("city_cluster", "plate")
        ),
        table(
            "variants",
            open_=False,
            note=VARIANTS_NOTE[bool(data)][not zh],
        ),
        Section("在哪里" if zh else "Where", "where"),
        *([table("prefectures")] if survey.of_one_province else [table("plates"), table("provinces")]),
        Section(CAPTIONS["members"][not zh], "list"),
        table("members", open_=False),
    ]


def list_page(survey: "Survey", *, lang: Lang, file: str, short: str, map_html: str, data: str) -> Page:
    """The page of a list.

    Parameters
    ----------
    survey : Survey
    lang : {"zh", "en"}
    file, short : str
        The page's file name and its name in the menu.
    map_html : str
        The embedded map.
    data : str
        Address of the folder that holds this list's CSV files.
    """
    zh = lang == "zh"
    roster = survey.roster
    found, joins = survey.patches["province"], survey.joins("province")
    unranked = not roster.ranked
    facts = [
        (f"{len(roster.members)}", ("名录单元" if unranked else "上榜单元") if zh else "units on the list"),
        (f"{len(roster.eligible):,}", "参评单元" if zh else "eligible units"),
        (f"{joins.bb}", "对相邻的入选单元" if zh else "pairs of neighboring members"),
        (f"{found.largest}", "个单元的最大连片" if zh else "units in the largest patch"),
        (
            f"{survey.groups['city_cluster'].n_inside}",
            "个在 19 个城市群内" if zh else "inside the 19 city clusters",
        ),
    ]
    hint = (
        "点图例可单独查看一类，点单元看卡片；专题和叠加层在图旁的面板里切换。"
        if zh
        else "Click a legend class to isolate it, a unit for its card; choose themes and overlays in the panel beside the map."
    )
    blocks: list[Block] = [
        Text(findings.where(survey, lang), "lead"),
        Facts(facts),
        Markup(map_html, hint, wide=True),
        *list_blocks(survey, lang, data=data),
        Section("方法与局限" if zh else "Method and limits", "method"),
        Points(method(survey, lang)),
        Text(roster.source if zh else roster.source_en, "note"),
    ]
    return Page(file=file, title=title(survey, lang), short=short, blocks=tuple(blocks))

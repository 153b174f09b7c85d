"""One page answers "连片成群了吗": every list, its belts, three nulls, groups, scan, and how far the answer moves."""

from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Lang
from boundaries.placenames import place
from geo.atlas_pages.list_page import title
from geo.lists import findings
from geo.lists.nulls import WORDS
from geo.reporting.page import Block, Page, Points, Section, Table, Text, p_value

if TYPE_CHECKING:
    from geo.lists.robustness import Robustness

FILE = "finding.html"
DEFINITIONS: dict[str, tuple[str, str]] = {
    "queen": ("queen：共边或共点", "queen: a shared edge or point"),
    "rook": ("rook：共边", "rook: a shared edge"),
    "KNN-4": ("最近 4 个单元", "4 nearest units"),
    "KNN-6": ("最近 6 个单元", "6 nearest units"),
    "KNN-8": ("最近 8 个单元", "8 nearest units"),
    "bridge": (
        "queen，允许经同一城市的非参评单元相连",
        "queen, linked through units of one city that are not eligible",
    ),
}


def _definitions(result: "Robustness", lang: Lang) -> pd.DataFrame:
    zh = lang == "zh"
    draws = result.survey.permutations
    frame = result.definitions
    return pd.DataFrame(
        {
            ("邻接定义" if zh else "Neighbors"): [DEFINITIONS[name][not zh] for name in frame["definition"]],
            ("平均邻居" if zh else "Mean neighbors"): frame["neighbors"].round(1),
            ("相邻对数" if zh else "Joins"): frame["joins"],
            ("随机平均" if zh else "Random mean"): frame["mean"].round(1),
            "p": [p_value(p, draws=draws) for p in frame["p"]],
            ("最大连片" if zh else "Largest patch"): frame["largest"],
            ("随机平均 " if zh else "Random mean "): frame["largest_mean"].round(1),
            "p ": [p_value(p, draws=draws) for p in frame["p_largest"]],
        }
    )


def _nulls(result: "Robustness", lang: Lang) -> pd.DataFrame:
    zh = lang == "zh"
    rows = []
    for null in result.survey.nulls:
        found = result.survey.patches[null.name]
        for row in found.table[found.table["size"] >= 3].head(4).itertuples():
            rows.append(
                {
                    ("连片" if zh else "Patch"): findings.unit_names(result.survey, row.members, lang),
                    ("单元" if zh else "Units"): int(row.size),
                    ("零假设" if zh else "Null"): WORDS[lang][null.name],
                    "p": p_value(row.p_size, draws=found.permutations),
                }
            )
    frame = pd.DataFrame(rows)
    if frame.empty:
        return frame
    keys = list(frame.columns[:2])
    wide = frame.pivot_table(index=keys, columns=frame.columns[2], values="p", aggfunc="first", sort=False)
    return wide[[WORDS[lang][null.name] for null in result.survey.nulls]].reset_index()


def _variants(result: "Robustness", lang: Lang) -> pd.DataFrame:
    zh = lang == "zh"
    frame = result.variants[result.variants["count"] > 0]
    frame = frame.sort_values(["region", "count"], ascending=[True, False], kind="stable")
    return pd.DataFrame(
        {
            ("城市群" if zh else "Cluster"): [place(name, lang) for name in frame["region"]],
            ("口径" if zh else "Variant"): frame["variant"],
            ("入选" if zh else "Listed"): frame["count"].astype(int),
            ("期望" if zh else "Expected"): frame["expected"].round(1),
            ("区位商" if zh else "Quotient"): frame["quotient"].round(2),
            "p": [p_value(p) for p in frame["p"]],
            ("p（FDR）" if zh else "p (FDR)"): [p_value(p) for p in frame["p_fdr"]],
        }
    )


def _moves(result: "Robustness", lang: Lang) -> list[str]:
    """What holds under every definition and what does not."""
    frame = result.definitions
    joins, largest = (frame[c] <= findings.ALPHA for c in ("p", "p_largest"))
    low, high = int(frame["largest"].min()), int(frame["largest"].max())
    significant = result.variants.assign(sure=result.variants["p_fdr"] <= findings.ALPHA)
    by_region = significant.groupby("region")["sure"]
    always, ever = by_region.all(), by_region.any()
    steady = [place(name, lang) for name in always.index[always]]
    shaky = [place(name, lang) for name in ever.index[ever & ~always]]
    windows = result.scan.clusters
    first = windows.iloc[0] if len(windows) else None
    if lang == "zh":
        words = [
            f"{len(frame)} 种邻接定义中，{int(joins.sum())} 种下相邻对数显著多于省内随机，{int(largest.sum())} 种下最大连片显著偏大；最大连片随定义在 {low}—{high} 个单元之间。",
            "城市群的全部口径下都显著："
            + ("、".join(steady) or "无")
            + "；只在部分口径下显著："
            + ("、".join(shaky) or "无")
            + "（FDR 5%，全国超几何零假设）。",
        ]
        if first is not None:
            words.append(
                f"扫描统计（圆形窗口，省内随机，{result.scan.permutations} 次）：最可能的聚集以{result.survey.units.loc[first['center'], 'name']}为中心、"
                f"半径 {first['radius_km']:.0f} 公里，{first['n_eligible']} 个参评单元中有 {first['count']} 个入选，p = {p_value(first['p_sim'], draws=result.scan.permutations)}。"
                + (
                    f"热点（Gi*，全国置换，FDR 5%）中的入选单元 {len(result.hot)} 个，其中 {len(result.agree)} 个同时落在显著的扫描窗口内。"
                    if len(result.hot)
                    else "没有入选单元落在热点（Gi*，全国置换，FDR 5%）中。"
                )
            )
        return words
    words = [
        f"Of {len(frame)} neighbor definitions {int(joins.sum())} give significantly more joins than chance within provinces and {int(largest.sum())} a significantly large patch; the largest patch has {low} to {high} units.",
        "Significant in every variant of the cluster: "
        + (", ".join(steady) or "none")
        + "; in some variants only: "
        + (", ".join(shaky) or "none")
        + " (FDR 5 %, hypergeometric null nationwide).",
    ]
    if first is not None:
        words.append(
            f"Scan (circles, within provinces, {result.scan.permutations} draws): the most likely gathering is centered on {result.survey.units.loc[first['center'], 'name']}, "
            f"radius {first['radius_km']:.0f} km, {first['count']} of {first['n_eligible']} eligible units listed, p = {p_value(first['p_sim'], draws=result.scan.permutations)}. "
            + (
                f"{len(result.hot)} members lie in hotspots (Gi*, nationwide, FDR 5 %), {len(result.agree)} of them in a significant window too."
                if len(result.hot)
                else "No member lies in a hotspot (Gi*, nationwide, FDR 5 %)."
            )
        )
    return words


def finding_page(results: "list[Robustness]", *, lang: Lang) -> Page:
    """The page; one section for each list."""
    zh = lang == "zh"
    blocks: list[Block] = [
        Text(
            "“连片”问相邻，“成群”问聚在哪里；两者都要先说清楚与什么比。下面对每份名单给出：各连片在三种零假设下的概率，"
            "哪些城市群超出应得份额，扫描与热点是否指向同一处，以及换一种邻接定义、换一种区域口径时答案变不变。"
            if zh
            else "Contiguity (连片) asks whether members border each other, gathering (成群) where they are; both need to say against what. For each list: "
            "how improbable each patch is under three nulls, which clusters exceed their share, whether scan and hotspots point to one place, and whether the answer moves with the neighbor definition and the variant of the region.",
            "lead",
        )
    ]
    for result in results:
        survey = result.survey
        blocks += [
            Section(title(survey, lang), survey.roster.id),
            Points(
                [
                    *findings.contiguity(survey, lang),
                    *findings.belts(survey, lang),
                    findings.gathering(survey, lang),
                    *_moves(result, lang),
                ]
            ),
        ]
        patches = _nulls(result, lang)
        if len(patches):
            blocks.append(
                Table(
                    patches,
                    "各连片在三种零假设下的 p" if zh else "Each patch under three nulls",
                    note=(
                        f"p：随机名单的最大连片至少有这么大的概率；参评 {len(survey.roster.eligible):,} 个，置换 {survey.permutations:,} 次，queen 邻接。"
                        if zh
                        else f"p: chance that the largest patch of a random list is at least as large; {len(survey.roster.eligible):,} eligible units, {survey.permutations:,} draws, queen."
                    ),
                    open=False,
                )
            )
        blocks += [
            Table(
                _definitions(result, lang),
                "换一种邻接定义" if zh else "Other neighbor definitions",
                note=("省内置换。" if zh else "Permuted within provinces."),
                open=False,
            ),
            Table(
                _variants(result, lang),
                "换一种城市群口径" if zh else "Other variants of the clusters",
                open=False,
            ),
        ]
    blocks += [
        Section("没有换的东西" if zh else "What was not varied", "limits"),
        Text(
            "边界只有 2023-07-31 一期，其他年份的拆分无法在图上复原，因此没有按别的区划年份重做邻接；名单本身的名次误差未知，也没有公布得分可供检验。"
            if zh
            else "The boundaries are of 2023-07-31 only; splits of other years cannot be undone on the map, so contiguity was not repeated for other division dates. The lists publish no scores, so the error of their ranks is unknown.",
            "note",
        ),
    ]
    return Page(
        file=FILE,
        title="连片成群了吗" if zh else "Contiguous belts, city groups?",
        short="结论" if zh else "Finding",
        blocks=tuple(blocks),
    )

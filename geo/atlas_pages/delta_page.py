"""The page on the Yangtze delta: counties alone, districts alone, and both together."""

from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Lang
from boundaries.placenames import listing, short
from geo.atlas_pages.list_page import headed
from geo.reporting.page import Block, Facts, Markup, Page, Points, Section, Table, Text, p_value

if TYPE_CHECKING:
    from analysis._patches import Patches
    from geo.lists.delta import Delta

FILE = "delta.html"


def names(frame: pd.DataFrame, codes: tuple[str, ...], lang: Lang) -> str:
    """Names of units by prefecture: 苏州：昆山市、张家港市；…"""
    colon, semicolon = ("：", "；") if lang == "zh" else (": ", "; ")
    rows = frame.loc[list(codes)]
    parts = []
    for (province, prefecture), group in rows.groupby(["province", "prefecture"], sort=False):
        head = str(prefecture).removesuffix("市") if str(prefecture).endswith("市") else short(str(province))
        parts.append(f"{head}{colon}{listing(group['name'], lang)}")
    return semicolon.join(parts)


def blocks_table(delta: "Delta", layer: pd.DataFrame, found: "Patches", lang: Lang) -> pd.DataFrame:
    """The blocks of one set that reach into the delta."""
    rows = delta.blocks(found).reset_index()
    return pd.DataFrame(
        {
            "patch": range(1, len(rows) + 1),
            "size": rows["size"],
            "units": [names(layer, codes, lang) for codes in rows["members"]],
            "p": [p_value(p, draws=found.permutations) for p in rows["p_size"]],
        }
    )


def _block_sentence(delta: "Delta", layer: pd.DataFrame, found: "Patches", row: pd.Series, lang: Lang) -> str:
    p = p_value(row["p_size"], draws=found.permutations)
    named = names(layer, row["members"], lang)
    if lang == "zh":
        return f"{row['size']} 个单元（省内置换 p = {p}）——{named}。"
    return f"{row['size']} units (p within provinces = {p}): {named}."


def delta_page(delta: "Delta", layer: pd.DataFrame, *, lang: Lang, map_html: str, data: str) -> Page:
    """The page; ``layer`` names the units, ``data`` is the address of the CSV files."""
    zh = lang == "zh"
    counties, districts, together = delta.counties, delta.districts, delta.together
    alone = delta.blocks(counties).head(2)
    joint = delta.blocks(together).iloc[0]
    largest = together.statistics.loc["largest"]
    kinds = delta.members.value_counts()
    sizes = " 和 ".join(str(n) for n in alone["size"]) if zh else " and ".join(str(n) for n in alone["size"])
    parts = layer.loc[list(joint["members"]), "kind"].eq("市辖区").sum()
    if zh:
        lead = (
            f"沪苏浙皖三省一市有 {kinds.get('county', 0)} 个工业百强县（市）、{kinds.get('district', 0)} 个工业百强区。"
            f"只看县（市），连成的大块有两个，分别是 {sizes} 个单元，中间被市辖区隔开；"
            f"把百强区一并计入，它们连成一个 {joint['size']} 个单元的整块（其中市辖区 {parts} 个）。"
        )
        method = [
            "县（市）：参评范围为四个直辖市以外的全部非市辖区县级单元；市辖区：四个直辖市以外的全部市辖区。上海的区不在两份名单的参评范围内，因此地图上的整块在上海断开，这是名单规则所致。",
            f"零假设：各省入选数不变，在省内随机抽取；合并检验时各省两份名单的入选数分别不变（省 × 名单分层）。置换 {together.permutations:,} 次，种子 {together.seed}。",
            f"整块的 p 值回答的是：随机名单的最大连片至少有这么大的概率。省内置换下合并名单的最大连片平均 {largest['mean_sim']:.1f} 个单元。",
            "邻接：queen，海岛与最近的单元相连。合并时县（市）与市辖区互为邻居；分开时被另一类单元隔开的不算相邻。",
        ]
    else:
        lead = (
            f"The three provinces and Shanghai hold {kinds.get('county', 0)} of the top-100 counties and "
            f"{kinds.get('district', 0)} of the top-100 districts. Counties alone form two large blocks of {sizes} "
            f"units, kept apart by urban districts; counted together with the listed districts they form one block of "
            f"{joint['size']} units ({parts} of them districts)."
        )
        method = [
            "Counties: every county-level unit other than urban districts, outside the four municipalities; districts: every district outside them. Shanghai's districts are eligible for neither list, so the block stops at Shanghai by the rule of the lists.",
            f"Null: each province keeps its number, drawn at random inside it; taken together, each province keeps its number on each list (strata: province and list). {together.permutations:,} draws, seed {together.seed}.",
            f"The p of a block is the chance that the largest patch of a random list is at least as large. Random lists of both kinds have a largest patch of {largest['mean_sim']:.1f} units on average within provinces.",
            "Neighbors: queen contiguity, islands joined to the nearest unit. Together, counties and districts are each other's neighbors; apart, units separated by the other kind are not.",
        ]
    heads = (
        ("县（市）单独成块", "市辖区单独成块", "县（市）与市辖区合在一起")
        if zh
        else ("Counties alone", "Districts alone", "Counties and districts together")
    )
    body: list[Block] = [
        Text(lead, "lead"),
        Facts(
            [
                (
                    " + ".join(str(n) for n in alone["size"]),
                    "县（市）单独的两大块" if zh else "the two blocks of counties",
                ),
                (f"{joint['size']}", "县区合计的整块" if zh else "the block of both"),
                (
                    p_value(joint["p_size"], draws=together.permutations),
                    "整块的 p（省内置换）" if zh else "its p within provinces",
                ),
                (
                    f"{largest['mean_sim']:.1f}",
                    "随机名单最大连片的平均单元数" if zh else "mean largest patch of random lists",
                ),
            ]
        ),
        Markup(map_html, "", wide=True),
    ]
    for head, found, stem in zip(
        heads, (counties, districts, together), ("counties", "districts", "together"), strict=True
    ):
        body += [
            Section(head, stem),
            Points(
                [
                    _block_sentence(delta, layer, found, row, lang)
                    for _, row in delta.blocks(found).head(3).iterrows()
                ]
            ),
            Table(
                headed(blocks_table(delta, layer, found, lang), lang),
                "三个以上单元的连片" if zh else "Patches of three or more",
                download=f"{data}/{stem}.csv",
                open=False,
            ),
        ]
    body += [Section("方法与局限" if zh else "Method and limits", "method"), Points(method)]
    return Page(
        file=FILE,
        title="长三角：县（市）与市辖区连成一片了吗" if zh else "The Yangtze delta: one block?",
        short="长三角" if zh else "Yangtze delta",
        blocks=tuple(body),
    )

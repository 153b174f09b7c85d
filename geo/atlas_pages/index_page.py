"""The first page of the atlas: what was found, in words and numbers, and the way to every page."""

from typing import TYPE_CHECKING

import pandas as pd

from boundaries.language import Lang, written
from geo.atlas_pages.list_page import title
from geo.lists import findings
from geo.lists.nulls import WORDS
from geo.reporting.page import Block, Facts, Links, Page, Points, Section, Table, Text, p_value

if TYPE_CHECKING:
    from geo.atlas_pages.lights_page import Lights
    from geo.lists.delta import Delta
    from geo.lists.survey import Survey


def overview(surveys: "list[Survey]", lang: Lang) -> pd.DataFrame:
    """One row for each list and null: joins, expected joins, p, largest patch, p."""
    zh = lang == "zh"
    rows = []
    for survey in surveys:
        for null in survey.nulls:
            joins, found = survey.joins(null.name), survey.patches[null.name]
            largest = found.statistics.loc["largest"]
            rows.append(
                {
                    ("名单" if zh else "List"): title(survey, lang),
                    ("零假设" if zh else "Null"): WORDS[lang][null.name],
                    ("相邻对数" if zh else "Joins"): joins.bb,
                    ("随机平均" if zh else "Random mean"): round(joins.mean, 1),
                    "p": p_value(joins.p_sim, draws=joins.permutations),
                    ("最大连片" if zh else "Largest patch"): found.largest,
                    ("随机平均 " if zh else "Random mean "): round(float(largest["mean_sim"]), 1),
                    "p ": p_value(largest["p_sim"], draws=found.permutations),
                    ("入选" if zh else "Listed"): found.n_members,
                    ("参评" if zh else "Eligible"): found.n_eligible,
                    ("置换" if zh else "Draws"): found.permutations,
                }
            )
    return pd.DataFrame(rows)


def _sentence(survey: "Survey", lang: Lang) -> str:
    joins, found = survey.joins("province"), survey.patches["province"]
    p = p_value(joins.p_sim, draws=joins.permutations)
    mean = joins.mean
    if lang == "zh":
        return (
            f"{title(survey, lang)}：{len(survey.roster.members)} 个单元之间 {joins.bb} 对相邻，"
            f"省内置换平均 {mean:.1f} 对（p = {p}）；最大连片 {found.largest} 个单元。"
        )
    return (
        f"{title(survey, lang)}: {joins.bb} joins between {len(survey.roster.members)} units, {mean:.1f} expected "
        f"within provinces (p = {p}); the largest patch has {found.largest} units."
    )


def _part(mean: float, observed: float, lang: Lang) -> str:
    """How much of the observed joins the null within provinces has already."""
    more = mean > observed / 2
    if lang == "zh":
        return "一大半" if more else "一小半"
    return "more than half of it" if more else "less than half of it"


def cut(text: str, most: int) -> str:
    """The beginning of a text, with an ellipsis where something was left out."""
    return text if len(text) <= most else text[:most].rstrip("，。；、 ,;") + "…"


def answer(surveys: "list[Survey]", belt: "Delta", lang: Lang) -> str:
    """The finding in a few sentences."""
    county = surveys[0]
    joins = county.joins("province")
    nation = county.joins("nation").mean
    mean = joins.mean
    group = county.groups["city_cluster"].frame.loc["长江三角洲城市群"]
    alone = [int(n) for n in belt.blocks(belt.counties)["size"].head(2)]
    joint = int(belt.blocks(belt.together)["size"].iloc[0])
    holds = joins.p_sim <= findings.ALPHA
    if lang == "zh":
        head = "成立，但要说清楚比什么" if holds else "扣除省份集中之后不成立"
        return (
            f"“强县连片成群”{head}。工业百强县（市）之间有 {joins.bb} 对相邻，全国随机抽取平均只有 {nation:.0f} 对；"
            f"省份集中本身就能解释其中{_part(mean, joins.bb, lang)}——各省名额不变时平均也有 {mean:.0f} 对，超出这一水平的部分"
            f"{'仍然显著' if holds else '不显著'}（p = {p_value(joins.p_sim, draws=joins.permutations)}）。"
            f"长三角城市群（2016 年规划 26 市口径）有 {group['count']:.0f} 个，是按参评单元占比应得数的 "
            f"{group['location_quotient']:.1f} 倍。长三角的百强县（市）自身连成 {alone[0]} 个和 {alone[1]} 个单元的两大块，"
            f"加上百强区则连成 {joint} 个单元的一整块。"
        )
    return (
        f"“Strong counties form contiguous belts and groups” (强县连片成群) {'holds, once it is said against what' if holds else 'does not hold beyond provinces'}. The "
        f"top-100 counties have {joins.bb} joins; drawn nationwide there would be {nation:.0f}. "
        f"Concentration in provinces explains {_part(mean, joins.bb, lang)}: with every province keeping its number there would be {mean:.0f}, and what goes "
        f"beyond that is {'still significant' if holds else 'not significant'} "
        f"(p = {p_value(joins.p_sim, draws=joins.permutations)}). The Yangtze delta cluster (26 cities, plan of 2016) "
        f"holds {group['count']:.0f}, {group['location_quotient']:.1f} times its share of eligible units. Its listed "
        f"counties form two blocks of {alone[0]} and {alone[1]} units, and one of {joint} with the listed districts."
    )


def index_page(
    surveys: "list[Survey]",
    belt: "Delta",
    light: "Lights",
    pages: list[Page],
    links: pd.DataFrame,
    layer: pd.DataFrame,
    *,
    lang: Lang,
) -> Page:
    """The first page; ``links`` are the island links, ``layer`` names units."""
    zh = lang == "zh"
    county = surveys[0]
    plates = county.plates.set_index("plate")["chosen"]
    joint = int(belt.blocks(belt.together)["size"].iloc[0])
    named = pd.DataFrame(
        {
            ("单元" if zh else "Unit"): layer["name"].reindex(links["a"]).to_numpy(),
            ("接到" if zh else "Joined to"): layer["name"].reindex(links["b"]).to_numpy(),
            ("距离（公里）" if zh else "Distance (km)"): links["distance_km"].round(2).to_numpy(),
        }
    )
    leads = {
        page.file: next(written(b.text, lang) for b in page.blocks if isinstance(b, Text)) for page in pages
    }
    blocks: list[Block] = [
        Text(answer(surveys, belt, lang), "lead"),
        Facts(
            [
                (f"{len(surveys)}", "份公布的名单" if zh else "published lists"),
                (
                    " / ".join(str(int(plates.get(p, 0))) for p in ("东部", "中部", "西部", "东北")),
                    "百强县：东 / 中 / 西 / 东北" if zh else "top counties: E / C / W / NE",
                ),
                (
                    f"{county.patches['province'].largest}",
                    "百强县最大连片" if zh else "largest patch of counties",
                ),
                (f"{joint}", "长三角县区整块" if zh else "delta block with districts"),
                (f"{light.moran.I:.2f}", "夜间灯光 Moran's I" if zh else "Moran's I of night lights"),
            ]
        ),
        Section("页面" if zh else "Pages", "pages"),
        Links([(page.file, page.title, cut(leads[page.file], 90 if zh else 180)) for page in pages]),
        Section("五份名单的检验" if zh else "The tests of the five lists", "tests"),
        Points([_sentence(survey, lang) for survey in surveys]),
        Table(
            overview(surveys, lang),
            "三种零假设下的结果" if zh else "Under three nulls",
            note=(
                "同一份名单在不同零假设下的答案不同：全国置换回答“是否集中”，省内置换回答“在各省名额既定时是否仍然连片”。邻接：queen，海岛接到最近单元。"
                if zh
                else "The null decides: nationwide asks whether the list is concentrated, within provinces whether it is contiguous given each province's number. Neighbors: queen, islands joined to the nearest unit."
            ),
        ),
        Section("海岛怎样算邻居" if zh else "How islands count as neighbors", "islands"),
        Table(named, "加入邻接图的连线" if zh else "Links added to the graph", open=False),
    ]
    heading = "强县连片成群了吗" if zh else "Do strong counties form belts and groups?"
    return Page(file="index.html", title=heading, short="首页" if zh else "Start", blocks=tuple(blocks))

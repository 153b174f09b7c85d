"""The distribution figures of the county and city reports, drawn again from the tables.

Each figure is a :class:`Figure`: which figure of which report, a chart, the numbers beside it, and a note.
Figures that the reports give only as a picture, or without data, are listed as such.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from boundaries.language import Lang
from boundaries.placenames import place, placed, short
from geo.audit import evidence
from geo.audit.computations import count_by
from geo.lists.regional import region_units
from maps import charts

T1, T3, C50, PARKS = "caict-county-2023", "caict-district-2023", "caict-city-2023", "caict-park-2022"
PLATES = ("东部", "中部", "西部", "东北")
CHANGES = ("up", "same", "down", "new")
CHANGE_WORDS = {"zh": ("上升", "持平", "下降", "新进"), "en": ("up", "same", "down", "new")}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Figure:
    """One figure, redrawn.

    Attributes
    ----------
    number : str
        As in the report: "图 8".
    title : str
    svg : str
        The chart.
    table : DataFrame
        The numbers in it.
    note : str
        What the figure shows that the report's does not, or the reverse.
    """

    number: str
    title: str
    svg: str
    table: pd.DataFrame
    note: str = ""


def _counts(roster: str, by: str) -> pd.DataFrame:
    order = list(PLATES) if by == "plate" else None
    counts = count_by(list=roster, by=by).value
    frame = pd.DataFrame({by: list(counts), "n": list(counts.values())})
    if order:
        frame = frame.set_index(by).reindex(order, fill_value=0).reset_index()
        return frame
    return frame.sort_values(["n", by], ascending=[False, True], ignore_index=True)


def _brief(name: str) -> str:
    """A region's English name without the kind of region, which the figure's title says."""
    bare = name.removesuffix(" cluster").removesuffix(" metropolitan area")
    return bare.removeprefix("Guangdong-Hong Kong-Macao ")


def _bar(
    number: str, zh_title: str, en_title: str, frame: pd.DataFrame, lang: Lang, note: str = ""
) -> Figure:
    title = zh_title if lang == "zh" else en_title
    frame = placed(frame, lang)
    x, y = frame.columns[:2]
    drawn = frame.assign(**{str(x): [_brief(str(name)) for name in frame[x]]})
    svg = charts.bar(drawn, x=str(x), y=str(y), title=title, lang=lang)
    return Figure(number=number, title=title, svg=svg, table=frame, note=note)


def _regions(roster: str, scheme: str, variant: str | None) -> pd.DataFrame:
    level = "prefecture" if roster == C50 else "county"
    inside = region_units(scheme, level=level, variant=variant)
    inside = inside[inside["adcode"].isin(evidence.members(roster).index)]
    counts = inside.groupby("region").size().sort_values(ascending=False, kind="stable")
    return counts.rename("n").reset_index()


def divisions_since_1999(lang: Lang) -> Figure:
    """County figure 1: 县(市) and districts at the end of each year."""
    rows = []
    for year in range(1999, 2024):
        date = f"{year}-12-31"
        rows.append(
            {
                "year": year,
                "县（市）" if lang == "zh" else "counties": len(
                    evidence.units(date, "counties+forest+special")
                ),
                "市辖区" if lang == "zh" else "districts": len(evidence.units(date, "districts")),
            }
        )
    frame = pd.DataFrame(rows)
    title = (
        "全国县（市）和市辖区的数量（1999—2023 年末）"
        if lang == "zh"
        else "Counties and districts, end of 1999-2023"
    )
    svg = charts.line(frame, x="year", y=list(frame.columns[1:]), title=title, lang=lang)
    note = (
        "按历年区划重算；县（市）含林区、特区，与报告的 1866 个口径一致。"
        if lang == "zh"
        else "From the divisions of each year; counties include the forest and special districts, as in the report's 1,866."
    )
    return Figure(number="图 1", title=title, svg=svg, table=frame, note=note)


def tree(lang: Lang) -> Figure:
    """County figure 9: plate, province, prefecture."""
    rows = evidence.members(T1)
    frame = rows.assign(province=rows["province"].map(short))
    counts = frame.groupby(["plate", "province", "prefecture"]).size().rename("n").reset_index()
    counts = placed(counts, lang)
    title = (
        "工业百强县（市）：板块—省—市" if lang == "zh" else "Top-100 counties: plate, province, prefecture"
    )
    svg = charts.treemap(counts, path=["plate", "province", "prefecture"], size="n", title=title, lang=lang)
    return Figure(number="图 9", title=title, svg=svg, table=counts)


def tiers(lang: Lang) -> Figure:
    """County figure 10: tiers by plate."""
    rows = evidence.members(T1)
    table = pd.crosstab(rows["tier"], rows["plate"]).reindex(columns=list(PLATES), fill_value=0)
    frame = table.rename_axis("tier").reset_index()
    names = ["第一梯队（1–6）", "第二梯队（7–43）", "第三梯队（44–83）", "第四梯队（84–100）"]
    frame["tier"] = (
        names if lang == "zh" else ["Tier 1 (1-6)", "Tier 2 (7-43)", "Tier 3 (44-83)", "Tier 4 (84-100)"]
    )
    frame = frame.rename(columns={plate: place(plate, lang) for plate in PLATES})
    title = "四个梯队的板块构成" if lang == "zh" else "The four tiers by plate"
    svg = charts.stacked(frame, x="tier", y=list(frame.columns[1:]), title=title, lang=lang)
    return Figure(number="图 10", title=title, svg=svg, table=frame)


def shares(lang: Lang) -> Figure:
    """County figure 13: listed counties as a share of each province's."""
    listed = evidence.members(T1)["province"].value_counts()
    every = evidence.units("2023-07-31", "counties")["province"].value_counts()
    frame = pd.DataFrame({"n": listed, "counties": every.reindex(listed.index)})
    frame["share"] = (100 * frame["n"] / frame["counties"]).round(1)
    frame = frame.sort_values("share", ascending=False).rename_axis("province").reset_index()
    frame["province"] = frame["province"].map(short)
    frame = placed(frame, lang)
    title = (
        "百强县（市）占本省县（市）的比重（%）"
        if lang == "zh"
        else "Listed counties as a share of the province's (%)"
    )
    svg = charts.dot(frame, x="province", y="share", title=title, unit="%", lang=lang)
    return Figure(
        number="图 13",
        title=title,
        svg=svg,
        table=frame,
        note=(
            "报告正文说江苏“约四分之三”、浙江“约三分之二”，按同一句里的 40 个和 53 个县（市）重算为 57.5% 和 45.3%。"
            if lang == "zh"
            else "The text says about three quarters of Jiangsu and two thirds of Zhejiang; with the 40 and 53 counties of the same sentence it is 57.5 % and 45.3 %."
        ),
    )


def bands(roster: str, number: str, lang: Lang) -> Figure:
    """Figures 14 and 21: members of each province by rank band."""
    rows = evidence.members(roster)
    band = ((rows["rank"] - 1) // 10).map(lambda k: f"{10 * k + 1}–{10 * k + 10}")
    table = pd.crosstab(rows["province"].map(short), band)
    order = [f"{k + 1}–{k + 10}" for k in range(0, int(rows["rank"].max()), 10)]
    table = table.reindex(columns=order, fill_value=0)
    table = table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    table.columns.name = None
    table.index = pd.Index([place(province, lang) for province in table.index], name=table.index.name)
    title = "各省位次分布" if lang == "zh" else "Rank bands by province"
    svg = charts.heat(table, title=title, lang=lang)
    note = ""
    if roster == T1:
        note = (
            "报告图 14 有 17 列、18 个省名，辽宁与贵州同列；这里按表 1 分开。"
            if lang == "zh"
            else "The report's figure 14 prints 17 columns for 18 provinces (Liaoning and Guizhou share one); here they are apart."
        )
    return Figure(
        number=number, title=title, svg=svg, table=table.rename_axis("province").reset_index(), note=note
    )


def parks(lang: Lang) -> Figure:
    """County figure 30: national parks in counties by province."""
    rows = evidence.members(PARKS)
    kinds = ("经开区", "高新区") if lang == "zh" else ("ETDZ", "HIDZ")
    counts = []
    for province, group in rows.groupby("province", sort=False):
        row: dict[str, object] = {"province": short(str(province))}
        for name, column in zip(kinds, ("national_etdz", "national_hidz"), strict=True):
            cells = group[column].dropna().astype(str)
            row[name] = sum(
                len([p for p in cell.replace("，", "、").split("、") if p not in ("", "—")]) for cell in cells
            )
        counts.append(row)
    frame = pd.DataFrame(counts)
    frame["n"] = frame[list(kinds)].sum(axis=1)
    frame = frame.sort_values(["n", "province"], ascending=[False, True], ignore_index=True)
    frame = placed(frame, lang)
    title = "县（市）国家级经开区和高新区" if lang == "zh" else "National parks in counties by province"
    svg = charts.stacked(frame, x="province", y=list(kinds), title=title, lang=lang)
    return Figure(number="图 30", title=title, svg=svg, table=frame)


def bases(lang: Lang) -> Figure:
    """County figure 32: demonstration bases in counties by plate, as the text prints them."""
    frame = pd.DataFrame({"plate": ["东部", "西部", "中部", "东北"], "n": [49, 36, 28, 10]})
    return _bar(
        "图 32",
        "县（市）新型工业化产业示范基地（报告正文数字）",
        "Demonstration bases in counties (numbers of the text)",
        frame,
        lang,
        "报告只印出各板块合计，没有名单，无法上图。"
        if lang == "zh"
        else "The report prints totals by plate and no list, so they cannot be mapped.",
    )


def rank_change(lang: Lang) -> Figure:
    """City figure 4: rank change by province."""
    rows = evidence.members(C50)
    table = pd.crosstab(rows["province"].map(short), rows["change"]).reindex(
        columns=list(CHANGES), fill_value=0
    )
    table.columns = pd.Index(CHANGE_WORDS[lang])
    frame = table.assign(n=table.sum(axis=1)).sort_values("n", ascending=False, kind="stable")
    frame = placed(frame.rename_axis("province").reset_index(), lang)
    title = "50 强城市位次变化" if lang == "zh" else "Rank change of the fifty cities"
    svg = charts.stacked(frame, x="province", y=list(CHANGE_WORDS[lang]), title=title, lang=lang)
    return Figure(number="图 4", title=title, svg=svg, table=frame)


def primacy(lang: Lang) -> Figure:
    """City table 4: industrial primacy of provincial capitals."""
    frame = evidence.table("city_t4_capital_primacy")[
        ["city", "industry_primacy_pct", "national_rank", "rank_in_province"]
    ]
    title = "省会城市工业经济首位度（%）" if lang == "zh" else "Industrial primacy of provincial capitals (%)"
    svg = charts.dot(
        frame, x="city", y="industry_primacy_pct", title=title, unit="%", reference=20, lang=lang
    )
    return Figure(number="表 4", title=title, svg=svg, table=frame)


def _of(table: str, of: str, number: str, zh_title: str, en_title: str, lang: Lang) -> Figure:
    frame = evidence.table(table)
    rows = frame[frame["list"] == of][["city", "count"]].reset_index(drop=True)
    return _bar(number, zh_title, en_title, rows, lang)


def centres(lang: Lang) -> Figure:
    """City table 5: national innovation centres by city."""
    counts = evidence.table("city_t5_innovation_centres").groupby("city", sort=False)["centre"].nunique()
    frame = counts.sort_values(ascending=False, kind="stable").rename("n").reset_index()
    return _bar(
        "表 5",
        "国家制造业创新中心（含共建）",
        "National innovation centres (jointly built included)",
        frame,
        lang,
    )


def clusters(lang: Lang) -> Figure:
    """City table 10: the national clusters as a network of cities that share one."""
    frame = evidence.table("city_t10_clusters")
    pairs = []
    for cluster, group in frame.groupby("cluster", sort=False):
        cities = list(group["city"])
        for i, first in enumerate(cities):
            pairs += [{"source": first, "target": second, "cluster": cluster} for second in cities[i + 1 :]]
    edges = pd.DataFrame(pairs)
    title = "共有国家先进制造业集群的城市" if lang == "zh" else "Cities that share a national cluster"
    svg = charts.network(edges, source="source", target="target", title=title, lang=lang)
    return Figure(
        number="表 10",
        title=title,
        svg=svg,
        table=frame[["city", "cluster", "field"]],
        note=(
            "连线表示两市同在一个跨市集群。表 10 只列主要城市，45 个集群没有全部列出，网络因此不完整。"
            if lang == "zh"
            else "A line joins two cities of one cluster. Table 10 lists the main cities only, not all 45 clusters, so the network is not complete."
        ),
    )


def strategies(roster: str, lang: Lang) -> Figure:
    """The regional strategies that the ministry names, and what a list places in them."""
    frame = _regions(roster, "national_strategy", "t1")
    frame = frame[~frame["region"].str.contains("_", regex=False)]  # not a strategy: a statistical grouping
    names = {
        T1: ("百强县（市）", "top counties"),
        T3: ("百强区", "top districts"),
        C50: ("50 强城市", "fifty cities"),
    }
    return _bar(
        "区域战略",
        f"区域战略中的{names[roster][0]}",
        f"The {names[roster][1]} in the regional strategies",
        frame,
        lang,
        "区域之间有重叠，不能相加。" if lang == "zh" else "The regions overlap; they do not add up.",
    )


COUNTY: tuple[Callable[[Lang], Figure], ...] = (
    divisions_since_1999,
    lambda lang: _bar(
        "图 8",
        "四大板块的百强县（市）（2023 年）",
        "Top counties by plate, 2023",
        _counts(T1, "plate"),
        lang,
        "报告图 8 有 2019—2023 五年；其余年份的名单不在本报告中，这里只画 2023 年。"
        if lang == "zh"
        else "The report's figure covers 2019-2023; the lists of the other years are not in it.",
    ),
    tree,
    tiers,
    lambda lang: _bar(
        "图 11",
        "城市群中的百强县（市）",
        "Top counties by city cluster",
        _regions(T1, "city_cluster", "t1"),
        lang,
    ),
    lambda lang: _bar(
        "图 11",
        "都市圈中的百强县（市）",
        "Top counties by metropolitan area",
        _regions(T1, "metro", "t1"),
        lang,
    ),
    lambda lang: _bar(
        "图 12", "各省的百强县（市）", "Top counties by province", _counts(T1, "province"), lang
    ),
    shares,
    lambda lang: bands(T1, "图 14", lang),
    lambda lang: strategies(T1, lang),
    lambda lang: _bar("图 20", "各省的百强区", "Top districts by province", _counts(T3, "province"), lang),
    lambda lang: _bar("图 20", "四大板块的百强区", "Top districts by plate", _counts(T3, "plate"), lang),
    lambda lang: bands(T3, "图 21", lang),
    lambda lang: _bar(
        "图 23",
        "城市群中的百强区",
        "Top districts by city cluster",
        _regions(T3, "city_cluster", "t1"),
        lang,
        "报告图 22、23 画的是工业增加值超 500 亿元的 66 个区，名单与数值没有公布；这里换成百强区。"
        if lang == "zh"
        else "The report's figures 22 and 23 show the 66 districts above 50 bn yuan, whose names and values are not published; here the listed districts stand instead.",
    ),
    lambda lang: strategies(T3, lang),
    parks,
    bases,
)

CITY: tuple[Callable[[Lang], Figure], ...] = (
    lambda lang: _bar(
        "图 1", "四大板块的 50 强城市", "The fifty cities by plate", _counts(C50, "plate"), lang
    ),
    lambda lang: _bar(
        "图 2",
        "城市群中的 50 强城市",
        "The fifty cities by city cluster",
        _regions(C50, "city_cluster", "c50"),
        lang,
    ),
    lambda lang: _bar(
        "图 3", "各省的 50 强城市", "The fifty cities by province", _counts(C50, "province"), lang
    ),
    rank_change,
    lambda lang: strategies(C50, lang),
    primacy,
    centres,
    lambda lang: _of(
        "city_t6_green_factories",
        "green_factories_total",
        "表 6",
        "累计绿色工厂",
        "Green factories, total",
        lang,
    ),
    lambda lang: _of(
        "city_t7_digital_pilots",
        "it_manufacturing_fusion_pilots",
        "表 7",
        "融合发展试点示范项目",
        "Fusion pilots",
        lang,
    ),
    lambda lang: _of(
        "city_t7_digital_pilots",
        "smart_manufacturing_factories_scenes",
        "表 7",
        "智能制造示范工厂和优秀场景",
        "Smart factories and scenes",
        lang,
    ),
    lambda lang: _of(
        "city_t8_top500",
        "top500_manufacturers",
        "表 8",
        "中国制造业五百强企业",
        "Top-500 manufacturers",
        lang,
    ),
    lambda lang: _of(
        "city_t8_top500",
        "top500_private_manufacturers",
        "表 8",
        "民营制造业五百强企业",
        "Top-500 private manufacturers",
        lang,
    ),
    lambda lang: _of(
        "city_t9_little_giants_champions",
        "little_giants_total",
        "表 9",
        "专精特新“小巨人”企业",
        "Little giants",
        lang,
    ),
    lambda lang: _of(
        "city_t9_little_giants_champions",
        "single_champions",
        "表 9",
        "制造业单项冠军",
        "Single champions",
        lang,
    ),
    clusters,
    lambda lang: _bar(
        "表 11",
        "50 强城市工业增加值（2022 年，亿元）",
        "Industrial value added of the fifty, 2022 (100 m yuan)",
        evidence.table("city_t11_region_iva")[["region", "iva_2022_100m_yuan", "share_2022_pct"]],
        lang,
    ),
    lambda lang: _bar(
        "表 12",
        "50 强城市“小巨人”企业",
        "Little giants of the fifty",
        evidence.table("city_t12_region_firms")[["region", "little_giants", "little_giants_pct"]],
        lang,
    ),
)

PICTURES: dict[str, tuple[tuple[str, str], ...]] = {
    "zh": (
        ("县域报告 图 2、5", "只印首尾两年的合计，逐年数值只在图中"),
        ("县域报告 图 3、4、6、7", "只有图像，没有数据表"),
        ("县域报告 图 15–19、22、24–28", "只有图像或部分名称，没有各单元数值"),
        ("县域报告 图 31", "只印出三个省的合计（69/104、104/166、78/120）"),
        ("城市报告 图 5–9", "只有图像，没有各城市数值"),
        ("先进制造业百强园区", "名单和分区图是图像，没有公布名单"),
        ("数字化发展指数", "榜单（2.1–2.3）和附录不在文本中；“连区带片成群”改在百强县、百强区上检验"),
    ),
    "en": (
        ("County report, figures 2 and 5", "only the first and last year are printed"),
        ("County report, figures 3, 4, 6, 7", "pictures without a table"),
        ("County report, figures 15-19, 22, 24-28", "pictures or some names, no values by unit"),
        ("County report, figure 31", "only the totals of three provinces (69/104, 104/166, 78/120)"),
        ("City report, figures 5-9", "pictures without values by city"),
        ("Top-100 parks", "the list and the regional chart are pictures; no list is published"),
        (
            "Digital index",
            "the rankings (2.1-2.3) and the appendix are not in the text; 连区带片成群 is tested on the county and district lists instead",
        ),
    ),
}

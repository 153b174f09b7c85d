"""Two pages: the figures of the county report and of the city report, redrawn from the tables."""

import re

import pandas as pd

from boundaries.language import Lang
from geo.audit.report_figures import CITY, COUNTY, PICTURES, Figure
from geo.language.vocabulary import column
from geo.reporting.page import Block, Markup, Page, Points, Section, Table, Text


def stem(index: int, figure: Figure) -> str:
    """A file stem for a figure's numbers."""
    number = re.sub(r"\D", "", figure.number)
    return f"{index:02d}-{'table' if figure.number.startswith('表') else 'figure'}{number}"


def numbered(number: str, lang: Lang) -> str:
    """A figure's number in the report, as it is cited.

    >>> numbered("图 8", "en"), numbered("表 4", "zh")
    ('Figure 8', '表 4')
    """
    if lang == "zh":
        return number
    return number.replace("图", "Figure").replace("表", "Table").replace("区域战略", "Strategies")


def figures_page(kind: str, *, lang: Lang, data: str) -> tuple[Page, dict[str, pd.DataFrame]]:
    """The page of one report ("county" or "city"), and its tables by file stem."""
    zh = lang == "zh"
    made = [make(lang) for make in (COUNTY if kind == "county" else CITY)]
    report = ("县域工业报告" if kind == "county" else "城市制造业报告") if zh else f"the {kind} report"
    lead = (
        f"{report}里画分布的图，按报告自己的表格重画，旁边是图里的数字。只有图像、没有数据的图列在最后。"
        if zh
        else f"The distribution figures of {report}, redrawn from its own tables with the numbers beside them. Figures that are pictures only are listed at the end."
    )
    blocks: list[Block] = [Text(lead, "lead")]
    tables = {}
    for index, figure in enumerate(made, start=1):
        name = stem(index, figure)
        tables[name] = figure.table
        heads = {c: column(str(c), lang) for c in figure.table.columns}
        blocks += [
            Section(f"{numbered(figure.number, lang)}　{figure.title}", name),
            Markup(figure.svg, figure.note),
            Table(
                figure.table.rename(columns=heads),
                "图中的数字" if zh else "The numbers",
                download=f"{data}/{name}.csv",
                open=False,
            ),
        ]
    others = {"county": ("城市报告", "City report"), "city": ("县域报告", "County report")}
    blocks += [
        Section("没有数据可重画的图" if zh else "Figures without data", "pictures"),
        Points(
            [
                f"{name}：{why}" if zh else f"{name}: {why}"
                for name, why in PICTURES[lang]
                if not name.startswith(others[kind])
            ]
        ),
        Text("来源：中国信息通信研究院", "note"),
    ]
    titles = {
        "county": ("县域报告的图", "Figures of the county report"),
        "city": ("城市报告的图", "Figures of the city report"),
    }
    title = titles[kind][not zh]
    return Page(file=f"figures-{kind}.html", title=title, short=title, blocks=tuple(blocks)), tables

"""Two pages: the figures of the county report and of the city report, redrawn from the tables."""

from boundaries.language import Message, say
from boundaries.placenames import brief
from geo.audit.report_figures import CITY, COUNTY, PICTURES, Figure
from geo.reporting.page import Block, Markup, Page, Points, Section, Table, Text
from geo.reporting.table import Typed
from maps import charts

FIGURES = {"county": COUNTY, "city": CITY}


def stem(index: int, figure: Figure) -> str:
    """A file stem for a figure's numbers."""
    return f"{index:02d}-{'table' if figure.kind == 'table' else 'figure'}{figure.number or ''}"


def numbered(figure: Figure) -> Message:
    """A figure's number in the report, as it is cited: Figure 8, 表 4."""
    return Message(f"figures.number.{figure.kind}", number=figure.number)


def draw(figure: Figure, lang: str) -> str:
    """The chart of a figure, in a language."""
    chart, title = figure.chart, say(lang, figure.title)
    if chart.kind == "network":
        return charts.network(figure.drawn, source=chart.x, target=chart.y[0], title=title, lang=lang)
    keys = [column.key for column in figure.table.columns]
    heads = dict(zip(keys, figure.table.headings(lang), strict=True))
    said = figure.table.data(lang).set_axis(keys, axis=1)
    if chart.kind == "treemap":
        return charts.treemap(said, path=list(chart.y), size=chart.x, title=title, lang=lang)
    if chart.kind == "heat":
        table = said.set_index(chart.x)[list(chart.y)].rename(columns=heads)
        return charts.heat(table, title=title, lang=lang)
    if chart.kind in ("line", "stacked"):
        series = [heads[key] for key in chart.y]
        made = charts.line if chart.kind == "line" else charts.stacked
        return made(
            said.rename(columns={k: heads[k] for k in chart.y}), x=chart.x, y=series, title=title, lang=lang
        )
    if chart.kind == "dot":
        return charts.dot(
            said,
            x=chart.x,
            y=chart.y[0],
            reference=chart.reference,
            unit=chart.unit,
            title=title,
            lang=lang,
        )
    drawn = said.assign(**{chart.x: [brief(name, lang) for name in figure.table.frame[chart.x]]})
    return charts.bar(drawn, x=chart.x, y=chart.y[0], title=title, lang=lang)


def figures_page(kind: str, *, lang: str, data: str) -> tuple[Page, dict[str, Typed]]:
    """The page of one report ("county" or "city"), and its tables by file stem."""
    blocks: list[Block] = [Text(Message("figures.lead", report=Message(f"figures.report.{kind}")), "lead")]
    tables = {}
    for index, make in enumerate(FIGURES[kind], start=1):
        figure = make()
        name = stem(index, figure)
        tables[name] = figure.table
        blocks += [
            Section(Message("figures.heading", number=numbered(figure), title=figure.title), name),
            Markup(draw(figure, lang), figure.note),
            Table(figure.table, Message("figures.numbers"), download=f"{data}/{name}.csv", open=False),
        ]
    blocks += [
        Section(Message("figures.pictures"), "pictures"),
        Points([Message(f"figures.picture.{key}") for key in PICTURES[kind]]),
        Text(Message("figures.source"), "note"),
    ]
    title = Message(f"figures.title.{kind}")
    return Page(file=f"figures-{kind}.html", title=title, short=title, blocks=tuple(blocks)), tables

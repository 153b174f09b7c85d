"""The charts of a list show the numbers of its tests, name their null, and have their numbers as a table."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

import boundaries
import indicators
from analysis import neighbors
from boundaries.language import say, written
from geo.lists.charts import list_charts
from geo.lists.report import NEAR
from geo.lists.survey import Survey, by_first_places, survey
from geo.reporting.page import Charts, Page, page_html

NS = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def counties() -> Survey:
    layer = boundaries.read_layer("county", tolerance_m=2000)
    units = layer[boundaries.official(layer)]
    links = boundaries.island_edges(units)
    roster = indicators.roster("caict-county-2023")
    return survey(roster, layer, neighbors(units), links, seed=1, permutations=299)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_chart_names_its_null_eligible_set_draws_and_neighbors(counties: Survey, lang: str) -> None:
    made = list_charts(counties, NEAR)
    assert len(made) == 6
    null = say(lang, "lists.null.province")
    for chart in made[:4]:
        note = written(chart.note, lang)
        assert null in note and "1,855" in note and written(NEAR, lang) in note
        assert "299" in note
    for chart in made[:2]:
        assert say(lang, "lists.null.prefecture") in written(chart.note, lang)  # the strictest is said too
    for chart in made:
        svg = ET.fromstring(chart.draw(lang))
        assert svg.find(f"{NS}title").text == written(chart.title, lang)
        assert len(chart.numbers.frame) and chart.numbers.headings(lang)


def test_the_bars_are_the_draws_behind_the_p(counties: Survey) -> None:
    chart = list_charts(counties, NEAR)[0]
    numbers = chart.numbers.frame
    row = counties.test("province", "bb")
    beyond = numbers.loc[numbers["value"] >= row["observed"], "draws"].sum()
    assert numbers["draws"].sum() == 299 and row["p"] == (beyond + 1) / 300
    told = [t.text for t in ET.fromstring(chart.draw("en")).iter(f"{NS}title")][1:]
    assert sum(int(re.search(r": (\d+) random", text)[1]) for text in told) == 299


def test_who_exceeds_is_who_the_tests_say(counties: Survey) -> None:
    chart = next(c for c in list_charts(counties, NEAR) if c.title.id == "lists.chart.expected")
    strict = counties.groups["city_cluster"]["province"].frame
    svg = ET.fromstring(chart.draw("zh"))
    marked = {
        circle.find(f"{NS}title").text.split(": ")[0]
        for circle in svg.findall(f"{NS}circle")
        if circle.get("class") == "o" and circle.find(f"{NS}title") is not None
    }
    assert marked == set(strict.index[strict["significant"]])


def test_a_page_shows_charts_with_a_table_each(counties: Survey) -> None:
    page = Page(file="i.html", title="t", blocks=(Charts(list_charts(counties, NEAR)),))
    html = page_html(page, lang="en", site="")
    assert html.count('class="lp-chart"') == 6 == html.count("<table>")
    assert html == page_html(page, lang="en", site="")


def test_a_register_without_ranks_has_no_curve_of_lengths(counties: Survey) -> None:
    plain = replace(counties.roster, frame=counties.roster.frame.drop(columns="rank"))
    assert by_first_places(plain, counties.graph, None, permutations=9, seed=1) is None
    found = replace(counties, roster=plain, lengths=None)
    assert "lists.chart.lengths" not in {c.title.id for c in list_charts(found, NEAR)}

"""Charts: what is drawn, that it is well-formed and safe, and that it fits a phone."""

import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from boundaries.errors import MapError
from maps import charts
from maps.charts._treemap import squarify
from maps.charts.svg import cut, number, text_width, ticks

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}{% raw %}`${1}`\u2028\"'&\x00\x1b🙂"
    + "长" * 9000
)
NS = "{http://www.w3.org/2000/svg}"


def every_chart(words="江苏省", *, width=560):
    table = pd.DataFrame(
        {"x": [words, "浙江省", "c"], "y": [23.0, -24.0, np.nan], "z": [1, 2, 3], "w": [4, 0, 6]}
    )
    table["lo"] = [f"{words}一", "二", "三"]
    more = {"title": words, "width": width}
    yield charts.bar(table, x="x", y="y", unit=words[:20], highlight=[words], **more)
    yield charts.dot(table, x="x", y="z", reference=1.5, **more)
    yield charts.stacked(table.rename(columns={"z": words + "z"}), x="x", y=[words + "z", "w"], **more)
    yield charts.stacked(table, x="x", y=["z", "w"], share=True, **more)
    yield charts.treemap(table, path=["x", "lo"], size="z", **more)
    yield charts.heat(table.set_index("x")[["z", "w"]].rename(columns={"z": words}), **more)
    yield charts.line(table, x="z", y=["y", "w"], unit=words[:10], **more)
    yield charts.lorenz(table["w"], **more)
    yield charts.rank_size(pd.Series([9, 5, 3, 1], index=[words, "b", "c", "d"]), **more)
    yield charts.scatter(table, x="z", y="w", label="x", **more)
    edges = pd.DataFrame({"a": [words, "b", "c"], "b": ["b", "c", words], "n": [1, 2, 3]})
    groups = pd.Series({words: words, "b": "乙"})
    yield charts.network(edges, source="a", target="b", weight="n", groups=groups, **more)
    places = pd.DataFrame({"x": [110, 115, 120], "y": [30, 31, 40]}, index=[words, "b", "c"])
    yield charts.network(edges, source="a", target="b", positions=places, **more)


def test_every_chart_is_one_labelled_picture_and_the_same_each_time():
    made = list(every_chart())
    assert made == list(every_chart())
    for svg in made:
        root = ET.fromstring(svg)
        assert root.tag == f"{NS}svg" and root.get("role") == "img" and root.get("lang") == "zh-Hans"
        assert root.find(f"{NS}title").text == "江苏省" and root.find(f"{NS}desc").text
        assert "http" not in svg.replace("http://www.w3.org/2000/svg", "") and "url(" not in svg
        assert "nan" not in svg.split("</style>")[1]


def test_hostile_words_are_only_words():
    for svg in every_chart(HOSTILE):
        root = ET.fromstring(svg)
        assert {e.tag.removeprefix(NS) for e in root.iter()} <= {
            "svg", "title", "desc", "style", "text", "rect", "circle", "path"
        }  # fmt: skip
        body = svg.split("</style>")[1]
        assert not any(mark in body for mark in ("{", "`", "<script", "<img", "\u2028", "\x00"))
        assert not any(name.startswith("on") for e in root.iter() for name in e.attrib)
        assert len(svg) < 120_000


def test_bars_stand_in_proportion():
    table = pd.DataFrame({"p": ["a", "b", "c"], "n": [10, 5, 0]})
    bars = ET.fromstring(charts.bar(table, x="p", y="n", title="t")).findall(f"{NS}rect")
    widths = [float(b.get("width")) for b in bars]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.2) and widths[2] < 1
    assert [b.find(f"{NS}title").text for b in bars] == ["a: 10", "b: 5", "c: 0"]


def test_missing_values_are_said_not_drawn():
    table = pd.DataFrame({"p": ["a", "b"], "n": [10, None]})
    svg = charts.bar(table, x="p", y="n", title="t")
    assert "无数据" in svg and svg.count("<rect") == 1
    years = pd.DataFrame({"year": [2003, 2001, 2002, 2004, 2005], "n": [3, 1, None, 4, 5]})
    svg = charts.line(years, x="year", y="n", title="t")
    assert svg.count("<circle") == 4 and svg.count('class="n"') == 1
    assert "No data" in charts.bar(table, x="p", y="n", title="t", lang="en")


def test_areas_of_a_tree_map_are_the_sizes_and_fill_the_box():
    sizes = [6, 6, 4, 3, 2, 2, 1]
    boxes = squarify(sizes, (0, 0, 6, 4))
    assert [round(w * h, 9) for _, _, w, h in boxes] == sizes
    assert max(max(w / h, h / w) for _, _, w, h in boxes) < 4
    for at, (x, y, w, h) in enumerate(boxes):
        assert x >= 0 and y >= 0 and x + w <= 6 + 1e-9 and y + h <= 4 + 1e-9
        for X, Y, W, H in boxes[at + 1 :]:
            assert x + w <= X + 1e-9 or x + 1e-9 >= X + W or y + h <= Y + 1e-9 or y + 1e-9 >= Y + H


def test_gini_and_exponent_by_hand():
    assert "基尼系数 0<" in charts.lorenz(pd.Series([5, 5, 5, 5]), title="t")
    assert "基尼系数 0.25<" in charts.lorenz(pd.Series([1, 3]), title="t")
    zipf = pd.Series([1000 / rank for rank in range(1, 30)])
    assert "q = 1.00, R² = 1.00, n = 29" in charts.rank_size(zipf, title="t")


def test_ties_add_up_and_loops_do_not_count():
    edges = pd.DataFrame({"a": ["x", "y", "x"], "b": ["y", "x", "x"]})
    svg = charts.network(edges, source="a", target="b", title="t")
    assert "x – y: 2" in svg and svg.count("<path") == 1 and svg.count("<circle") == 2


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda t: charts.bar(t, x="q", y="n", title="t"), "no column 'q'; it has p, n, words"),
        (lambda t: charts.bar(t, x="p", y="words", title="t"), "1 '甲'"),
        (lambda t: charts.bar(t.iloc[:0], x="p", y="n", title="t"), "no row"),
        (lambda t: charts.bar(t.assign(n=np.nan), x="p", y="n", title="t"), "no value"),
        (lambda t: charts.bar(t.assign(n=[1, np.inf]), x="p", y="n", title="t"), "finite"),
        (lambda t: charts.bar(t, x="p", y="n", title="t", lang="fr"), "lang"),
        (lambda t: charts.bar(t, x="p", y="n", title="t", width=9), "240"),
        (lambda t: charts.bar({"p": 1}, x="p", y="n", title="t"), "DataFrame"),
        (lambda t: charts.bar(pd.concat([t] * 300), x="p", y="n", title="t"), "at most 400"),
        (lambda t: charts.dot(t, x="p", y="n", title="t", reference=np.nan), "reference"),
        (lambda t: charts.stacked(t.assign(n=-1), x="p", y=["n"], title="t"), "below 0"),
        (lambda t: charts.stacked(t, x="p", y="n", title="t"), "list"),
        (lambda t: charts.stacked(t, x="p", y=["n"], title="t", colors=["red"]), "#rrggbb"),
        (lambda t: charts.treemap(t.assign(n=0), path=["p"], size="n", title="t"), "zero everywhere"),
        (lambda t: charts.treemap(t, path=[], size="n", title="t"), "one to three"),
        (lambda t: charts.heat(t[[]], title="t"), "matrix"),
        (lambda t: charts.heat(t[["n"]] * np.nan, title="t"), "no cell"),
        (lambda t: charts.line(t.assign(n=[1, None]), x="n", y="n", title="t"), "no value in 1"),
        (lambda t: charts.lorenz(pd.Series([0, 0]), title="t"), "all zero"),
        (lambda t: charts.lorenz(pd.Series([-1, 0]), title="t"), "below 0"),
        (lambda t: charts.rank_size(pd.Series([1, 2, 0]), title="t"), "three values"),
        (lambda t: charts.network(t, source="p", target="p", title="t"), "no tie"),
        (
            lambda t: charts.network(t.assign(q=["c", "d"]), source="p", target="q", title="t", positions=t),
            "x and y",
        ),
    ],
)
def test_bad_input_is_named(call, words):
    table = pd.DataFrame({"p": ["a", "b"], "n": [1.0, 2.0], "words": ["1", "甲"]})
    with pytest.raises(MapError, match=words):
        call(table)


def test_words_and_numbers():
    assert [number(v) for v in (0, -0.0004, 0.5, 12.345, 1234.5, -3)] == [
        "0",
        "−0.0004",
        "0.5",
        "12.35",
        "1,234",
        "−3",
    ]
    assert ticks(-3, 7) == [-4, -2, 0, 2, 4, 6, 8] and ticks(5, 5)[0] <= 5 <= ticks(5, 5)[-1]
    assert cut("新疆维吾尔自治区", 60) == "新疆维…" and text_width(cut("a" * 500, 100)) <= 100


@pytest.mark.browser
@pytest.mark.parametrize(("wide", "scheme"), [(1200, "light"), (360, "dark")])
def test_no_word_leaves_its_chart_in_a_browser(browser, wide, scheme, tmp_path):

    body = "".join([*every_chart(), *every_chart(HOSTILE), *every_chart("新疆维吾尔自治区", width=340)])
    page_file = tmp_path / "charts.html"
    page_file.write_text(
        f'<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><body>{body}',
        encoding="utf-8",
    )
    outside = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
        const r = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')].filter(t => {
            const b = t.getBoundingClientRect();
            return b.left < r.left - 1 || b.right > r.right + 1 || b.top < r.top - 1 || b.bottom > r.bottom + 1;
        }).map(t => t.textContent.slice(0, 40));
    })"""
    page = browser.new_page(viewport={"width": wide, "height": 800}, color_scheme=scheme)
    events = []
    page.on("dialog", lambda d: (events.append(d.message), d.dismiss()))
    page.on("console", lambda m: events.append(m.text))
    page.on("request", lambda r: events.append(r.url) if not r.url.startswith("file:") else None)
    page.goto(page_file.as_uri())
    assert page.evaluate(outside) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    ink = page.evaluate("getComputedStyle(document.querySelector('svg text')).fill")
    assert ink == ("rgb(34, 37, 43)" if scheme == "light" else "rgb(233, 231, 226)")
    assert events == []
    page.close()

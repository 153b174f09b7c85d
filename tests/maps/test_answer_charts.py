"""Charts that answer: what is drawn is what was counted, on page, in plain SVG and as a picture."""

import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from PIL import Image

import maps
from boundaries.errors import MapError
from maps import charts
from maps.cartography.landmarks import LANDMARKS, SEA_ISLANDS
from maps.charts.picture import picture
from maps.charts.plain import marks, plain
from tests.board import board
from tests.maps.test_charts import HOSTILE, NS


def every_chart(words="江苏省", *, lang="zh", width=560):
    more = {"title": words, "lang": lang, "width": width}
    draws = pd.Series([5, 3, 1], index=[2, 3, 5])
    yield charts.chance(draws, 7, axis=words, **more)
    yield charts.histogram(pd.Series([1.0, 1.5, 4, np.nan]), axis=words, **more)
    lengths = pd.DataFrame({"k": [20, 10], "p": [0.001, 0.2], "q": [np.nan, 0.5]})
    yield charts.p_curve(lengths, x="k", lines={"p": words, "q": "乙"}, **more)
    rows = pd.DataFrame({"r": [words, "b"], "n": [4, 1], "a": [1.5, np.nan], "b": [2.5, 1.0], "w": [9, 3]})
    chance = {"a": words + "甲", "b": words}
    yield charts.ranges(rows, x="r", y="n", expected=chance, highlight=[words], highlighted=words, **more)
    yield charts.shares(rows, x="r", part="n", whole="w", words=(words, "乙"), **more)
    units = pd.DataFrame({"v": [0.0, 1, 2], "lag": [0.5, 1, 1.5], "kind": ["HH", words, None]})
    paint = {"kinds": "kind", "colors": {"HH": "#b2182b"}, "words": {"HH": words}}
    yield charts.lag_scatter(units, x="v", y="lag", slope=0.5, **paint, **more)
    layer = board()
    theme = maps.categorical(layer, pd.Series([words, "西"] * 8, index=layer.index), name=words)
    yield charts.small_maps([theme, theme], **more)
    ranks = pd.DataFrame({2020: [1, 2], 2022: [np.nan, 1], 2023: [2, 1]}, index=[words, "b"])
    yield charts.bump(ranks, highlight=[words], **more)
    steps = pd.DataFrame({"s": [words, "b", "c"], "n": [9, -2, 7], "t": [True, False, True]})
    yield charts.waterfall(steps, x="s", y="n", total="t", **more)


def test_every_chart_is_one_labelled_picture_the_same_each_time_in_both_languages():
    for lang in ("zh", "en"):
        made = list(every_chart(lang=lang))
        assert made == list(every_chart(lang=lang))
        for svg in made:
            root = ET.fromstring(svg)
            assert root.get("role") == "img" and root.find(f"{NS}title").text == "江苏省"
            desc = root.find(f"{NS}desc").text
            assert desc and "maps.charts" not in svg and "{" not in desc
            assert "nan" not in svg.split("</style>")[1]


def test_nothing_is_drawn_outside_the_picture_at_the_width_of_a_phone_or_a_page():
    for width in (360, 560, 900):
        for svg in every_chart("长三角城市群与都市圈", width=width):
            high = float(ET.fromstring(svg).get("height"))
            for mark in marks(svg):
                if mark.kind == "text":
                    spots = [(float(mark.shape["x"]), float(mark.shape["y"]))]
                elif mark.kind == "path":
                    numbers = [float(n) for n in re.findall(r"-?[\d.]+", mark.shape["d"].replace("h0", ""))]
                    spots = list(zip(numbers[::2], numbers[1::2], strict=True))
                elif mark.kind == "circle":
                    spots = [(float(mark.shape["cx"]), float(mark.shape["cy"]))]
                else:
                    x, y, w, h = (float(mark.shape[key]) for key in ("x", "y", "width", "height"))
                    spots = [(x, y), (x + w, y + h)]
                for x, y in spots:
                    assert -1 <= x <= width + 1 and -1 <= y <= high + 1, (mark, width)


def test_hostile_words_are_only_words_on_page_and_in_plain():
    for svg in every_chart(HOSTILE):
        for text in (svg, plain(svg)):
            root = ET.fromstring(text)
            tags = {element.tag.removeprefix(NS) for element in root.iter()}
            assert tags <= {"svg", "title", "desc", "style", "text", "rect", "circle", "path"}
            body = text.split("</style>")[-1]
            assert not any(mark in body for mark in ("{{", "`", "<script", "<img", "\u2028", "\x00"))
            assert not any(name.startswith("on") for element in root.iter() for name in element.attrib)


def test_plain_says_of_every_mark_how_it_looks_and_a_picture_has_its_size():
    for svg in every_chart():
        flat = plain(svg)
        assert "<style" not in flat and "var(" not in flat and "class=" not in flat
        drawn = [
            e for e in ET.fromstring(svg) if e.tag.removeprefix(NS) in ("rect", "circle", "path", "text")
        ]
        again = [
            e for e in ET.fromstring(flat) if e.tag.removeprefix(NS) in ("rect", "circle", "path", "text")
        ]
        assert len(again) == len(drawn) + 1  # the paper
        png = picture(svg, scale=1)
        assert png == picture(svg, scale=1)
        image = Image.open(io.BytesIO(png))
        root = ET.fromstring(svg)
        assert abs(image.width - float(root.get("width"))) <= 1
        assert abs(image.height - float(root.get("height"))) <= 1


def test_a_picture_shows_the_colors_of_its_marks():
    red = charts.lag_scatter(
        pd.DataFrame({"v": [-1.0, 0, 1], "lag": [-1.0, 0, 1], "kind": ["LL", "", "HH"]}),
        **{"x": "v", "y": "lag", "slope": 1.0, "title": "t", "kinds": "kind"},
        colors={"HH": "#b2182b", "LL": "#1b4f9c"},
    )
    image = Image.open(io.BytesIO(picture(red, scale=2))).convert("RGB").crop((0, 160, 840, 800))
    seen = {color for _, color in image.getcolors(100_000)}
    assert (0xB2, 0x18, 0x2B) in seen and (0x1B, 0x4F, 0x9C) in seen


def test_bars_of_chance_stand_for_the_draws_and_the_tail_is_marked():
    draws = pd.Series([60, 30, 10], index=[4, 2, 9])
    bars = ET.fromstring(charts.chance(draws, 4, title="t")).findall(f"{NS}rect")
    tall = {bar.find(f"{NS}title").text: float(bar.get("height")) for bar in bars}
    assert list(tall) == ["2：30 次随机", "4：60 次随机", "9：10 次随机"]
    assert tall["4：60 次随机"] == pytest.approx(2 * tall["2：30 次随机"], abs=0.2)
    assert [bar.get("class") for bar in bars] == ["m", "o", "o"]
    desc = ET.fromstring(charts.chance(draws, 4, title="t", lang="en")).find(f"{NS}desc").text
    assert desc == "70 of 100 random lists are at least the observed 4"


def test_no_bar_of_chance_is_half_beyond_what_was_observed():
    rng = np.random.default_rng(1)
    values, counts = np.unique(rng.integers(0, 1000, 5000), return_counts=True)
    for observed in (0, 333, 998, 2000):
        root = ET.fromstring(charts.chance(pd.Series(counts, index=values), observed, title="t"))
        beyond = sum(
            int(re.search(r"([\d,]+) 次", bar.find(f"{NS}title").text)[1].replace(",", ""))
            for bar in root.findall(f"{NS}rect")
            if bar.get("class") == "o"
        )
        assert beyond == counts[values >= observed].sum()


def test_a_histogram_counts_every_value_once():
    values = pd.Series(np.random.default_rng(2).normal(5, 2, 700).round(1))
    bars = ET.fromstring(charts.histogram(values, title="t")).findall(f"{NS}rect")
    told = [bar.find(f"{NS}title").text for bar in bars]
    assert sum(int(text.rpartition(" ")[2].replace(",", "")) for text in told) == 700
    widths = {bar.get("width") for bar in bars}
    assert max(map(float, widths)) - min(map(float, widths)) <= 0.11  # a tenth of a pixel: rounding


def test_small_p_stand_high_and_the_level_between():
    table = pd.DataFrame({"k": [20, 10, 30], "p": [0.05, 1.0, 0.001]})
    root = ET.fromstring(charts.p_curve(table, x="k", lines={"p": "连接数"}, title="t"))
    spots = [(float(c.get("cx")), float(c.get("cy"))) for c in root.findall(f"{NS}circle")]
    assert [x for x, _ in spots] == sorted(x for x, _ in spots)
    one, level, small = (y for _, y in spots)
    dashed = next(p for p in root.findall(f"{NS}path") if p.get("class") == "d").get("d")
    assert float(dashed.split("L")[1].split()[1]) == pytest.approx(level, abs=0.1)
    assert (one - level) / (one - small) == pytest.approx(np.log10(0.05) / np.log10(0.001), abs=0.01)


def test_no_p_is_written_below_what_its_draws_can_show():
    table = pd.DataFrame({"k": [10, 20], "p": [0.001, 0.002]})
    svg = charts.p_curve(table, x="k", lines={"p": "连接数"}, title="t", draws=999)
    told = [t.text for t in ET.fromstring(svg).iter(f"{NS}title")][1:]
    assert told == ["连接数, 10: p ≤ 0.001", "连接数, 20: p = 0.002"]


def test_small_maps_of_the_country_bear_the_ten_dash_line_and_what_a_layer_lacks():
    import boundaries

    layer = boundaries.read_layer("province", tolerance_m=1000)
    layer = layer[~layer.index.str.startswith(("71", "81", "82"))]
    theme = maps.categorical(layer, pd.Series("a", index=layer.index), name="n")
    root = ET.fromstring(charts.small_maps([theme], title="t"))
    lines = [p for p in root.findall(f"{NS}path") if p.get("class") == "a"]
    assert len(lines) == len(boundaries.read_ten_dash_line()) == 10
    ground, colored = (p.get("d") for p in root.findall(f"{NS}path")[:2])
    east = [max(float(x) for x in re.findall(r"[ML]([\d.]+) ", d)) for d in (ground, colored)]
    assert ground.count("M") > colored.count("M") and east[0] >= east[1]  # Taiwan lies on the ground
    assert len(root.findall(f"{NS}circle")) == len({m.id for m in (*LANDMARKS, *SEA_ISLANDS)})


def test_steps_have_to_add_up():
    wrong = pd.DataFrame({"s": ["a", "b", "c"], "n": [9, -2, 8], "t": [True, False, True]})
    with pytest.raises(MapError, match="leave 7"):
        charts.waterfall(wrong, x="s", y="n", total="t", title="t")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: charts.chance(pd.Series(dtype=int), 1, title="t"), "no draw"),
        (lambda: charts.chance(pd.Series([1], index=[1]), np.nan, title="t"), "finite"),
        (lambda: charts.histogram(pd.Series([np.nan]), title="t"), "no value"),
        (lambda: charts.p_curve(pd.DataFrame({"k": [1], "p": [0.0]}), x="k", lines={"p": "p"}, title="t"), "above 0"),
        (lambda: charts.shares(pd.DataFrame({"x": ["甲"], "n": [2], "w": [1]}), x="x", part="n", whole="w",
                               words=("a", "b"), title="t"), "甲"),
        (lambda: charts.lag_scatter(pd.DataFrame({"v": [1.0] * 3, "l": [1.0] * 3}), x="v", y="l", slope=0,
                                    title="t"), "do not differ"),
        (lambda: charts.small_maps([], title="t"), "one to 12"),
        (lambda: charts.bump(pd.DataFrame({2020: [1]}, index=["a"]), title="t"), "two years"),
        (lambda: charts.save("<svg/>", "a.pdf"), "ending"),
    ],
)  # fmt: skip
def test_bad_input_says_what_was_wanted(call, words):
    with pytest.raises(MapError, match=words):
        call()


def test_a_chart_is_saved_whole_as_svg_or_png(tmp_path):
    svg = charts.bar(pd.DataFrame({"p": ["东部"], "n": [66]}), x="p", y="n", title="百强县")
    assert charts.save(svg, tmp_path / "a.svg").read_text("utf-8") == plain(svg)
    assert charts.save(svg, tmp_path / "a.png").read_bytes()[:4] == b"\x89PNG"

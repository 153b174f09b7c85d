"""An overlay speaks the language of its sheet, unless its own was asked for."""

import re
from dataclasses import replace

import pandas as pd

import analysis
import maps
from tests.board import CODES, board

HAN = re.compile("[\u4e00-\u9fff]")


def english(overlay: maps.Overlay) -> bool:
    overlay = overlay.said("zh")
    words = [overlay.name, overlay.caption, overlay.missing_label, overlay.note, *overlay.axes]
    words += [row.label for row in overlay.classes]
    return not any(HAN.search(word) for word in words)


def test_overlays_made_without_a_language_take_the_sheets():
    layer = board().assign(name=[f"Unit {k}" for k in range(16)], x=range(16), y=[k % 5 for k in range(16)])
    layer["province"], layer["prefecture"] = "P", "Q"
    graph = analysis.neighbors(layer, contiguity="rook")
    x = layer["x"].astype(float)
    chosen, draws = CODES[:5], {"permutations": 99, "seed": 1}
    made = [
        maps.choropleth(layer, "x"),
        maps.bivariate(layer, "x", "y"),
        maps.members(layer, chosen),
        maps.local_moran(analysis.local_moran(x, graph, **draws), layer),
        maps.hotspots(analysis.hotspots(x, graph, **draws), layer),
        maps.local_join_count(analysis.local_join_count(chosen, graph, eligible=CODES), layer),
        maps.patches(analysis.patches(chosen, graph, eligible=CODES, **draws), layer),
        maps.scan(analysis.scan(chosen, layer, eligible=CODES, **draws), layer),
    ]
    assert not any(english(overlay) for overlay in made[2:])
    sheet = maps.Sheet("Board", lang="en", overlays=made)
    for overlay in sheet.overlays:
        assert overlay.lang == "en"
        assert english(overlay), overlay
    kept = maps.Sheet("Board", lang="en").add(maps.members(layer, chosen, lang="zh"))
    assert kept.overlays[0].lang == "zh"


def test_a_changed_copy_keeps_the_words_it_was_given():
    layer = board().assign(x=range(16))
    noted = replace(maps.choropleth(layer, "x"), note="一则说明").said("en")
    assert (noted.note, noted.missing_label, noted.lang) == ("一则说明", "No data", "en")
    own = replace(maps.choropleth(layer, "x", lang="zh"), note="a note").said("en")
    assert (own.note, own.missing_label, own.lang) == ("a note", "无数据", "zh")


def test_figures_speak_the_language_asked_for(tmp_path):
    layer = board().assign(x=pd.Series(range(16), index=CODES).where(lambda s: s > 3))
    maps.figure(maps.choropleth(layer, "x"), tmp_path / "zh.svg", title="")
    maps.figure(maps.choropleth(layer, "x"), tmp_path / "en.svg", title="", lang="en")
    maps.figure(maps.choropleth(layer, "x", lang="en"), tmp_path / "own.svg", title="")
    assert (tmp_path / "en.svg").read_bytes() == (tmp_path / "own.svg").read_bytes()
    assert (tmp_path / "en.svg").read_bytes() != (tmp_path / "zh.svg").read_bytes()

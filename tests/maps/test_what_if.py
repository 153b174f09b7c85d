"""The page of premises: its law is the engine's, its answers fast, its words inert; it works from a file under a strict policy."""

import json
import re
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

import maps
from analysis import patches
from boundaries.errors import MapError, StatisticError
from maps.live.what_if import Reported
from tests.board import CODES, board
from tests.maps.browser import HOSTILE, Visit

SEED = 20231231


@pytest.fixture(scope="module")
def layer():
    return board()


@pytest.fixture(scope="module")
def graphs(layer):
    rook, queen = (Graph.build_contiguity(layer, rook=rook) for rook in (True, False))
    return {"rook": rook, "queen": queen}


@pytest.fixture(scope="module")
def strata():
    quarters = pd.Series(["西", "西", "东", "东"] * 4, index=CODES, name="province")
    return {"nation": None, "province": quarters.sample(frac=1, random_state=1)}


def made(order, graphs, layer, **more):
    settled = {"eligible": CODES, "permutations": 999, "seed": SEED, **more}
    ranks = pd.Series(range(1, len(order) + 1), index=list(order)).sample(frac=1, random_state=4)
    return maps.what_if(ranks, graphs, layer, **settled)


def answer(visit, choice):
    script = """choice => {
      const raw = JSON.parse(document.getElementById("lian-what-if").textContent);
      return LianWhatIf.answer(LianWhatIf.read(raw), choice); }"""
    return visit.page.evaluate(script, choice)


@pytest.mark.browser
def test_the_page_draws_the_lists_of_the_engine(browser, graphs, layer, strata, tmp_path):
    order = [
        str(code) for code in np.random.default_rng(2).permutation(CODES)[:11]
    ]  # more than half of a stratum
    path = made(order, graphs, layer, strata=strata).save(tmp_path / "w.html")
    with Visit(browser, path) as visit:
        for first in (2, 5, 11):
            for null, held in enumerate(strata.values()):
                for graph, near in enumerate(graphs.values()):
                    found = answer(visit, {"first": first, "null": null, "graph": graph, "also": False})
                    known = patches(
                        order[:first], near, eligible=CODES, strata=held, permutations=999, seed=SEED
                    )
                    for name, counts, key in (
                        ("joins", known.draws.joins, "bb"),
                        ("largest", known.draws.largest, "largest"),
                    ):
                        tally = {value: n for value, n in enumerate(found["tally"][name]) if n}
                        assert tally == counts.to_dict(), (first, null, graph, name)
                        assert found[name]["p"] == known.statistics.loc[key, "p_sim"]
                        assert found[name]["observed"] == known.statistics.loc[key, "observed"]
        assert not visit.errors


@pytest.mark.browser
def test_the_law_is_that_of_every_list_enumerated(browser, graphs, layer, tmp_path):
    draws = 20_000
    path = made(CODES[:4], graphs, layer, permutations=draws).save(tmp_path / "w.html")
    pairs = {tuple(sorted(pair)) for pair in graphs["rook"].adjacency.index if pair[0] != pair[1]}
    every = list(combinations(CODES, 4))
    counts = pd.Series([sum(pair in pairs for pair in combinations(sorted(one), 2)) for one in every])
    exact = counts.value_counts(normalize=True)
    with Visit(browser, path) as visit:
        tally = answer(visit, {"first": 4, "null": 0, "graph": 0, "also": False})["tally"]["joins"]
    assert sum(n or 0 for n in tally) == draws
    for joins, share in exact.items():
        error = 4 * (share * (1 - share) / draws) ** 0.5
        assert abs((tally[joins] or 0) / draws - share) < error, joins


@pytest.mark.browser
def test_units_that_a_box_takes_out_are_no_longer_eligible(browser, graphs, layer, strata, tmp_path):
    some = CODES[12:]
    page = made(CODES[:14], graphs, layer, strata=strata, also=some)
    assert page.data["chosen"]["also"] is True  # they are among the eligible: shown as they are
    fewer = CODES[:12]
    with Visit(browser, page.save(tmp_path / "w.html")) as visit:
        found = answer(visit, {"first": 14, "null": 1, "graph": 0, "also": False})
        assert found["eligible"] == 12 and found["members"] == 12
        found = answer(visit, {"first": 5, "null": 1, "graph": 1, "also": False})
        known = patches(
            CODES[:5], graphs["queen"], eligible=fewer, strata=strata["province"], permutations=999, seed=SEED
        )
        assert found["joins"]["p"] == known.statistics.loc["bb", "p_sim"]


@pytest.mark.browser
def test_the_reader_changes_the_premise_and_the_page_answers(browser, graphs, layer, strata, tmp_path):
    known = patches(
        CODES[:6], graphs["rook"], eligible=CODES, strata=strata["province"], permutations=999, seed=SEED
    )
    p = known.statistics["p_sim"]
    told = Reported(null="province", graph="rook", joins=p["bb"], largest=p["largest"], draws=999, seed=SEED)
    path = made(CODES[:6], graphs, layer, strata=strata, reported=[told]).save(tmp_path / "w.html")
    with Visit(browser, path) as visit:
        page = visit.page
        page.wait_for_selector("main[aria-busy=false]")
        assert (
            "与报告相同" in page.locator(".report").inner_text()
            and str(SEED) in page.locator(".report").inner_text()
        )
        before = page.locator(".said").inner_text()
        assert "省内置换" in before and "16" in before and "999" in before
        page.locator("input[type=range]").focus()
        page.keyboard.press("ArrowLeft")
        page.wait_for_function("document.querySelector('.said').textContent.includes('前 5 名')")
        page.wait_for_selector("main[aria-busy=false]")
        assert (
            page.locator("output").inner_text() == "5"
            and page.locator(".unit.in").count() + page.locator(".unit.alone").count() == 5
        )
        page.locator("select").first.select_option("0")
        page.wait_for_function("document.querySelector('.said').textContent.includes('全国置换')")
        assert page.locator(".plots svg rect").count() > 3
        assert not visit.errors and not [url for url in visit.requests if not url.startswith("file:")]


@pytest.mark.browser
def test_it_works_under_the_policy_it_names_and_in_a_sandboxed_frame(browser, graphs, layer, tmp_path):
    page = made(CODES[:6], graphs, layer)
    strict = page.html().replace(
        "<head>",
        f'<head><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; {page.csp}">',
    )
    (tmp_path / "strict.html").write_text(strict, "utf-8")
    (tmp_path / "host.html").write_text(f"<!DOCTYPE html><title>t</title>{page.embed()}", "utf-8")
    with Visit(browser, tmp_path / "strict.html") as visit:
        visit.page.wait_for_selector("main[aria-busy=false]")
        assert not visit.errors
    with Visit(browser, tmp_path / "host.html") as visit:
        frame = visit.page.frame_locator("iframe")
        frame.locator("main[aria-busy=false]").wait_for()
        assert frame.locator(".plots svg").count() == 2 and not visit.errors


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_words_are_only_words(browser, graphs, layer, strata, tmp_path, lang):
    words = "".join(HOSTILE)
    odd = layer.assign(name=[f"{words}{n}" for n in range(len(layer))])
    page = made(
        CODES[:6], {words: graphs["rook"]}, odd, strata={words: strata["province"].map(lambda v: words + v)},
        lang=lang,
    ).titled(words)  # fmt: skip
    with Visit(browser, page.save(tmp_path / "w.html")) as visit:
        visit.page.wait_for_selector("main[aria-busy=false]")
        assert visit.page.evaluate("window.pwned") is None and not visit.dialogs and not visit.errors
        assert "window.pwned" in visit.page.locator("h1").inner_text()


def test_the_same_page_has_the_same_bytes_and_every_word_is_said(graphs, layer, strata):
    for lang in ("zh", "en"):
        page = made(CODES[:6], graphs, layer, strata=strata, lang=lang)
        assert page.html() == made(CODES[:6], graphs, layer, strata=strata, lang=lang).html()
        assert not re.search(r"maps\.what_if|\{\w+\}", json.dumps(page.data["words"]))
        marks = set(re.findall("⦃(\\w+)⦄", page.data["words"]["sentence"]))
        assert {"null", "graph", "members", "eligible", "draws", "joins_p", "largest_p"} <= marks


@pytest.mark.parametrize(
    ("more", "error", "words"),
    [
        ({"permutations": 100_000}, MapError, "99,999"),
        (
            {"reported": [Reported(null="nation", graph="land", joins=1, largest=1, draws=9, seed=1)]},
            MapError,
            "land",
        ),
        ({"strata": {}}, MapError, "null"),
        ({"eligible": CODES[4:]}, StatisticError, "outside"),
        ({"seed": -1}, StatisticError, "seed"),
    ],
)
def test_bad_input_says_what_was_wanted(graphs, layer, more, error, words):
    with pytest.raises(error, match=words):
        made(CODES[:6], graphs, layer, **more)

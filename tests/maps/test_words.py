"""The words of maps: every id in every language, none without use, and a third language is but a file."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from babel.messages.pofile import read_po

import analysis
import maps
from boundaries.language import FURTHER, LOCALE, Message, languages, say
from maps import charts
from maps.cartography.credits import SOURCES
from maps.cartography.landmarks import ALL
from maps.cartography.projection import PROJ
from maps.live import what_if
from maps.overlays.centrography import SCALES
from maps.overlays.overlay import STRATA
from maps.page.words import SCHEMES, WORDS, page_words
from maps.static.captions import footer
from tests.board import CODES, board
from tests.maps.test_sheet import block

ROOT = Path(maps.__file__).parent
FAMILIES = {
    "maps.centrography.scale.": SCALES,
    "maps.charts.band.": ("sure", "unsure", "middle"),
    "maps.flows.": ("up", "down", "same"),
    "maps.landmark.": tuple(mark.id for mark in ALL),
    "maps.local_join_count.": ("significant", "member", "rest"),
    "maps.local_moran.": ("HH", "LH", "LL", "HL"),
    "maps.what_if.": (
        *what_if.WORDS, *(f"null.{name}" for name in what_if.NULLS), *(f"graph.{name}" for name in what_if.GRAPHS)
    ),
    "maps.page.": tuple(word for word in WORDS if word != "schemes"),
    "maps.projection.": tuple(PROJ),
    "maps.scheme.": SCHEMES,
    "maps.source.": SOURCES,
    "maps.strata.": STRATA,
    "maps.tiles.fault.": (
        "no_address", "no_http", "open", "lacks", "open_host", "subdomains_apart", "key_apart",
        "no_attribution", "datum", "subdomains", "zooms",
    ),
}  # fmt: skip
"""Ids that are put together: the part before the key, and its keys."""


def catalog(lang: str) -> dict[str, list[str]]:
    """The texts of each id in a language, one for each plural form."""
    found = []
    for name in ("maps", "charts", "what_if"):
        with (LOCALE / lang / f"{name}.po").open("rb") as file:
            found += [
                message for message in read_po(file) if message.id and "".join(message.id).startswith("maps.")
            ]
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            [message.string] if isinstance(message.string, str) else list(message.string)
        )
        for message in found
        if (message.id if isinstance(message.id, str) else message.id[0]).startswith("maps.")
    }


def written_in_code() -> Iterator[tuple[str, bool]]:
    """Every text of the package that begins like an id, and whether a key follows it."""
    for path in ROOT.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        parts = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                head = node.values[0]
                if isinstance(head, ast.Constant) and str(head.value).startswith("maps."):
                    yield str(head.value), True
            elif isinstance(node, ast.Constant) and id(node) not in parts:
                text = str(node.value)
                yield from [(text, False)] if re.fullmatch(r"maps(\.[\w-]+)+", text) else []


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_id_is_in_every_language_with_the_same_placeholders() -> None:
    texts = {lang: catalog(lang) for lang in languages()}
    assert all(set(one) == set(texts["zh"]) for one in texts.values())
    for key, forms in texts["zh"].items():
        wanted = placeholders(forms[0])
        assert all(form.strip() for form in forms), key
        for lang, one in texts.items():
            assert [placeholders(form) for form in one[key]] == [wanted] * len(one[key]), (lang, key)


def test_code_and_catalog_know_the_same_ids() -> None:
    found = set(written_in_code())
    assert {text for text, keyed in found if keyed} == set(FAMILIES)
    used = {text for text, keyed in found if not keyed}
    used |= {head + key for head, keys in FAMILIES.items() for key in keys}
    known = set(catalog("en"))
    assert known - used == set()
    errors = set()
    for path in (LOCALE / "en").glob("*.po"):
        with path.open("rb") as file:
            errors |= {message.id for message in read_po(file)}
    assert used - known - errors == set()


def test_no_language_is_asked_for_by_name() -> None:
    asked = re.compile(r"""(==|!=|\bin\b|\bis\b)\s*\(?["'](zh|en)["']|["'](zh|en)["']\s*(==|:)""")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in ROOT.rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if asked.search(line)
    ]
    assert found == []


@pytest.fixture
def third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A language of which every text is the English one in brackets, made by adding its files."""
    (tmp_path / "xx").mkdir()
    for room in ("common", "maps"):
        text = (LOCALE / "en" / f"{room}.po").read_text(encoding="utf-8")
        head, rest = text.split("\n\n", 1)
        rest = re.sub(r'^(msgstr(?:\[\d\])?) "(.*)"$', r'\1 "⟦\2⟧"', rest, flags=re.MULTILINE)
        (tmp_path / "xx" / f"{room}.po").write_text(f"{head}\n\n{rest}", encoding="utf-8")
    monkeypatch.setenv(FURTHER, str(tmp_path))
    return "xx"


def test_a_third_language_is_a_file(third: str) -> None:
    layer = board().assign(name=[f"U{k}" for k in range(16)], x=range(16), province="P", prefecture="Q")
    graph = analysis.neighbors(layer, contiguity="rook")
    draws = {"permutations": 99, "seed": 1}
    made = [
        maps.members(layer, CODES[:5], eligible=CODES[:9]),
        maps.tiers(pd.Series([1, 2], index=CODES[:2]), layer),
        maps.local_moran(analysis.local_moran(layer["x"].astype(float), graph, **draws), layer),
        maps.hotspots(analysis.hotspots(layer["x"].astype(float), graph, **draws), layer),
        maps.local_join_count(analysis.local_join_count(CODES[:5], graph, eligible=CODES), layer),
        maps.patches(analysis.patches(CODES[:5], graph, eligible=CODES, **draws), layer),
        maps.scan(analysis.scan(CODES[:5], layer, eligible=CODES, **draws), layer),
        maps.flows(layer, pd.Series([1, 2], index=CODES[:2]), pd.Series([2, 1], index=CODES[:2])),
        maps.centrography(analysis.centrography(layer["x"] + 1.0, layer), layer),
    ]
    sheet = maps.Sheet("T", lang=third, overlays=made)  # type: ignore[arg-type]
    for overlay in sheet.overlays:
        shapes = [] if overlay.shapes is None else [*overlay.shapes["text"]]
        for text in (overlay.name, overlay.caption, *(row.label for row in overlay.classes), *shapes):
            assert not isinstance(text, Message) and ("⟦" in text or re.fullmatch(r"[\d → x]+", text)), text
    data = block(sheet.html(), "lian-page-0")
    said = [*data["words"].values(), *data["words"].pop("schemes").values(), *data["credits"]]
    assert all("⟦" in text for text in said if isinstance(text, str))
    notes = footer(tuple(sheet.overlays), lang=third, source="s", approval_number=None)
    assert all("⟦" in note for note in notes)
    assert charts.lorenz(pd.Series([1.0, 2, 3]), title="t", lang=third).count("⟦") >= 2
    assert maps.Sheet("T", lang="en", overlays=made).overlays[0].name == "Members"


def test_page_words_are_what_the_scripts_ask_for() -> None:
    asked = set()
    for path in (ROOT / "scripts").glob("*.js"):
        if path.stem.startswith("what_if"):  # a page of its own, with its own words
            continue
        asked |= set(re.findall(r"\b(?:W|words)\.(\w+)", path.read_text(encoding="utf-8")))
    assert asked == set(page_words("zh"))


def test_a_null_is_said_in_the_readers_language() -> None:
    layer = board()
    graph = analysis.neighbors(layer, contiguity="rook")
    found = analysis.patches(
        CODES[:5], graph, eligible=CODES, strata=layer["kind"].rename("plate"), permutations=99, seed=7
    )
    note = maps.patches(found, layer).note
    assert say("zh", note) == "参评单元 16 个；置换 99 次，种子 7；零假设：在各板块内部随机分配"
    assert say("en", note) == f"16 eligible units; 99 permutations, seed 7; null: {found.null}"

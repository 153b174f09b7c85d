"""A third language is one file: with it, nothing that is read is left in another language."""

import re
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result

import boundaries
from boundaries.language import LOCALE, languages, say
from boundaries.placenames import PLACES_EN
from geo.cli import main
from geo.study.study import Study
from geo.study.table.config import Scheme, check_config

LANG = "qps"
NAMES = {
    *("lianpian", "Moran's I", "Geary's C", "G/E(G)", "LISA", "Gi", "p", "mid", "G", "C", "queen", "z", "BB"),
    *("tianditu", "Moran", "Geary", "s", "I", "E", "x", "FDR"),
}
"""What statistics and files are called in every language."""


@pytest.fixture(autouse=True)
def third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A language of one file, each text the English one in brackets, that the run speaks."""
    whole = Catalog()
    for path in sorted((LOCALE / "en").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                if message.id:
                    texts = [message.string] if isinstance(message.string, str) else message.string
                    marked = [f"⟦{text}⟧" for text in texts]
                    whole.add(message.id, marked[0] if isinstance(message.id, str) else tuple(marked))
    folder = tmp_path / "further"
    folder.mkdir()
    with (folder / f"{LANG}.po").open("wb") as made:
        write_po(made, whole)
    monkeypatch.setenv("LIANPIAN_LOCALE", str(folder))
    monkeypatch.setenv("LIANPIAN_LANG", LANG)


def unsaid(text: str) -> str:
    """What stands in a text outside every bracket."""
    before = ""
    while text != before:
        before, text = text, re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
    assert "⟦" not in text and "⟧" not in text
    return text


def words(text: str) -> set[str]:
    """The words of a text; not those that a chart has cut short."""
    return set(re.findall(r"[^\W\d_]+", re.sub(r"\w+…", " ", text)))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Every county of a province with two indicators, one name misspelled."""
    units = boundaries.units()
    own = units[(units["province"] == "浙江省") & (units["kind"] != "市辖区")].sort_index()
    frame = own[["prefecture", "name"]].rename(columns={"prefecture": "地市", "name": "县市"})
    frame = frame.assign(得分=range(len(own)), 人口=[(7 * k) % 11 for k in range(len(own))])
    frame.iloc[0, 1] = "江银市"
    frame.to_csv(tmp_path / "表.csv", index=False)
    return tmp_path / "表.csv"


def known(table: Path) -> set[str]:
    """The words of the table itself and of the country's units."""
    units = boundaries.units()
    columns = ("name", "province", "prefecture")
    every = " ".join([*units[list(columns)].to_numpy().ravel().tolist(), *PLACES_EN.values()])
    for scheme in get_args(Scheme):
        plans = boundaries.region_variants(scheme)
        every += " ".join(map(str, plans.astype(str).to_numpy().ravel()))
    return words(table.read_text("utf-8")) | words(every) | words(table.stem) | words(" ".join(NAMES))


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), prog_name="lianpian")


def test_the_language_is_there() -> None:
    assert languages() == ["en", LANG, "zh"]
    assert say(LANG, "units", n=2) == "⟦2 units⟧"
    assert say(LANG, "units", n=1) == "⟦1 unit⟧"


def test_a_report(table: Path, tmp_path: Path) -> None:
    few = {"permutations": 99, "local_permutations": 99, "scan_permutations": 99}
    study = Study.read(table, lang=LANG)
    settings = study.config.model_dump() | {"output": {"maps": False, "figures": []}}
    for top in (None, 20):  # an indicator of the province, and a list of some
        settings["table"] |= {"top": top}
        settings["tests"] |= few
        config = check_config(settings, source="test")
        folder = Study(config=config, assumptions=study.assumptions).run(tmp_path / "out")
        page = BeautifulSoup((folder / "index.html").read_text("utf-8"), "html.parser")
        for part in page(["script", "style"]):
            part.extract()
        text = page.get_text(" ")
        assert text.count("⟦") > 60
        assert sorted(words(unsaid(text)) - known(table)) == []
        sheets = pd.read_excel(folder / "tables.xlsx", sheet_name=None)
        assert [name for name in sheets if not name.startswith("⟦")] == []
        heads = {str(head) for frame in sheets.values() for head in frame.columns}
        assert sorted(words(unsaid(" ".join(heads))) - known(table)) == []


def test_a_match(table: Path) -> None:
    result = ran("match", str(table))
    assert result.exit_code == 0
    assert "⟦" in result.stdout and "⟦" in result.stderr
    assert sorted(words(unsaid(result.output)) - known(table)) == []


@pytest.mark.parametrize("command", ["", *sorted(main.commands)])
def test_help(command: str) -> None:
    result = ran(*([command] if command else []), "--help")
    assert result.exit_code == 0
    rest = re.sub(r"--?[a-z-]+|\[[^\]]*\]|[A-Z][A-Z.-]+", " ", unsaid(result.output))
    assert words(rest) <= {"lianpian", command, *(main.commands if not command else ())}


@pytest.mark.parametrize(
    "arguments",
    [
        ["study", "nowhere.csv", "--lang", "xx"],
        ["studi"],
        ["study", "--header", "first", "t.csv"],
        ["study"],
        ["zonal", "--level", "town"],
    ],
)
def test_wrong_usage(arguments: list[str]) -> None:
    result = ran(*arguments)
    assert result.exit_code == 2
    assert words(unsaid(result.output)) <= {
        "lianpian",
        *arguments,
        "OPTIONS",
        "COMMAND",
        "ARGS",
        "TABLE",
        "RASTER",
    }
    if "xx" in arguments:
        assert "'zh', 'en', 'qps'" in result.output


def test_an_error_of_a_table(table: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("place,score\nAtlantis,1\nLemuria,2\n", "utf-8")
    result = ran("study", str(tmp_path / "t.csv"))
    assert result.exit_code == 2
    assert result.stderr.startswith("lianpian: ⟦")
    assert words(unsaid(result.stderr)) == {"lianpian"}
    (tmp_path / "study.toml").write_text('colour = 1\n[table]\npath = "t.csv"\n[tests]\nfdr = 2\n', "utf-8")
    result = ran("study", str(tmp_path / "study.toml"))
    assert words(unsaid(result.stderr)) == {"lianpian"}
    assert result.stderr.count("⟦") >= 4


def test_the_comments_of_a_study(table: Path) -> None:
    assert ran("study", "--init", str(table)).exit_code == 0
    lines = table.with_name("study.toml").read_text("utf-8").splitlines()
    comments = [line.partition("# ")[2] for line in lines if "# " in line]
    assert len(comments) > 30
    for comment in comments:
        settings = comment.partition(" =")[0] if comment.partition(" =")[0].isidentifier() else ""
        assert words(unsaid(comment.removeprefix(settings))) == set()

"""The catalogs: every message of the code is in every language with the same values, and none is left over."""

import ast
import re
import string
from functools import cache
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

from boundaries.language import LOCALE, Message, languages, say
from tests.code import PACKAGES, ROOT, trees

LIBRARY = "click"  # its words are looked up by their English text
NO_IDS = re.compile(rf"\w+\.(?:toml|html)|(?:{'|'.join(PACKAGES)})\.[A-Z]\w+")  # files, quoted annotations
SHOWN = {"units"}  # by the docstrings of the language
# Files whose Chinese is still owed: strike one out when it is paid; add none.
OWED: set[str] = set()

Catalog = dict[str, tuple[str, ...]]


@cache
def catalogs(lang: str) -> dict[str, Catalog]:
    """The texts of a language by file and id."""
    found: dict[str, Catalog] = {}
    for path in sorted((LOCALE / lang).glob("*.po")):
        with path.open("rb") as file:
            messages = [message for message in read_po(file, locale=lang) if message.id]
        found[path.stem] = {
            (m.id if isinstance(m.id, str) else m.id[0]): (m.string,)
            if isinstance(m.string, str)
            else tuple(m.string)
            for m in messages
        }
    return found


def ids(lang: str, *, library: bool = False) -> Catalog:
    """Every text of a language by id."""
    return {
        id: texts
        for file, held in catalogs(lang).items()
        for id, texts in held.items()
        if library or file != LIBRARY
    }


def values(texts: tuple[str, ...]) -> set[str]:
    """The names of the values that the forms of a message say."""
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


@cache
def said() -> tuple[dict[str, str], dict[str, str]]:
    """Ids in the code by where they stand, and families of ids: texts with a part that is put in."""
    rooms = "|".join(sorted({id.partition(".")[0] for id in ids("en")}))
    shaped = re.compile(rf"(?:{rooms})\.[\w-]+(?:\.[\w-]+)*")
    opened = re.compile(rf"(?:{rooms})\..*")
    exact: dict[str, str] = {}
    families: dict[str, str] = {}
    for path, tree in trees().items():
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            place = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.JoinedStr):
                parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
                docstrings |= {id(part) for part in node.values}
                family = "".join(map(str, parts))
                if opened.fullmatch(family) and re.fullmatch(r"[\w.{}-]+", family):
                    families[family] = place
                continue
            text = node.value if isinstance(node, ast.Constant) and id(node) not in docstrings else None
            if isinstance(text, str) and shaped.fullmatch(text) and not NO_IDS.fullmatch(text):
                exact[text] = place
    return exact, families


def members(family: str) -> set[str]:
    """The ids of the catalog that belong to a family."""
    shape = re.compile(r"[\w.-]+".join(map(re.escape, family.split("{}"))))
    return {id for id in ids("en") if shape.fullmatch(id)}


@pytest.mark.parametrize("lang", languages())
def test_no_message_stands_twice(lang: str) -> None:
    every = [id for held in catalogs(lang).values() for id in held]
    assert sorted(id for id in set(every) if every.count(id) > 1) == []


def test_every_message_is_in_every_language() -> None:
    lacking = {}
    for lang in languages():
        for file, held in catalogs("en").items():
            missing = sorted(set(held) - set(catalogs(lang).get(file, {})))
            if missing:
                lacking[lang, file] = missing
    assert lacking == {}
    for lang in languages():
        assert sorted(set(ids(lang, library=True)) - set(ids("en", library=True))) == []


@pytest.mark.parametrize("lang", languages())
def test_messages_say_the_same_values_in_every_language(lang: str) -> None:
    english = ids("en", library=True)
    wrong = {
        id: (values(texts), values(english[id]))
        for id, texts in ids(lang, library=True).items()
        if values(texts) != values(english[id])
        and not (id in catalogs("en")[LIBRARY] and values(texts) <= values(english[id]))
    }
    assert wrong == {}


def test_every_id_of_the_code_is_in_the_catalog() -> None:
    exact, families = said()
    assert len(exact) > 500
    assert {id: place for id, place in exact.items() if id not in ids("en")} == {}
    assert {family: place for family, place in families.items() if not members(family)} == {}


def test_no_message_of_the_catalog_is_left_over() -> None:
    exact, families = said()
    used = SHOWN.union(exact, *(members(family) for family in families))
    assert sorted(set(ids("en")) - used) == []


def test_messages_are_given_the_values_they_say() -> None:
    english, wrong = ids("en"), {}
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name != "Message" and name != "say" and not name.endswith(("Error", "Warning")):
                continue
            first = node.args[1 if name == "say" else 0] if len(node.args) > (name == "say") else None
            if not isinstance(first, ast.Constant) or first.value not in english:
                continue
            given = {keyword.arg for keyword in node.keywords}
            if None not in given and not values(english[first.value]) <= given:
                place = f"{path.relative_to(ROOT)}:{node.lineno}"
                wrong[place] = (first.value, values(english[first.value]) - given)
    assert wrong == {}


def test_the_words_of_the_library_are_words_of_the_library() -> None:
    folder = Path(click.__file__).parent
    text = {
        node.value
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(set(catalogs("en")[LIBRARY]) - text) == []


def test_what_is_missing_is_said_in_english_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert say("en", "no.such.message") == "no.such.message"
    assert say("en", Message("list.and", first="A")) == "A and {last}"
    assert "lacks its value 'last'" in caplog.text

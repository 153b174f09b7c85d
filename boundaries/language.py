"""Words, said last: messages by id, one catalog a language, values written as the reader writes them.

Computing code hands on ids and values (`Message`); whoever shows them asks `say` for the text. A catalog is a
set of gettext files, ``boundaries/locale/<lang>/*.po`` (or one ``<lang>.po``), one message an id, with plural
forms where a count decides them; a folder named by LIANPIAN_LOCALE may hold further languages. In a text
``{n:count}`` stands for a value and how it is written: a kind of `KINDS` or a Python format. A value may be a
message itself, or a list of them.

>>> say("en", Message("units", n=1)), say("en", "units", n=2844), say("zh", "units", n=2844)
('1 unit', '2,844 units', '2,844 个单元')
"""

import contextvars
import functools
import gettext
import io
import logging
import math
import numbers
import os
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Lang = str
"""A language that has a catalog (`languages`)."""

LOCALE = Path(__file__).parent / "locale"
FALLBACK = "en"
CHINESE = "zh"
FURTHER = "LIANPIAN_LOCALE"
SHOWN = 10  # of many items in a message
_log = logging.getLogger("lianpian")
_log.addHandler(logging.NullHandler())  # who wants to read it says so; a user's run is not disturbed
_current: contextvars.ContextVar[str] = contextvars.ContextVar("lianpian_language", default=FALLBACK)


class Message:
    """Something to be said: its id and its values, in no language yet; `str` says it in that of the run.

    Attributes
    ----------
    id : str
        Of the catalogs.
    values : dict of str to object
        Numbers, names, lists, other messages.
    """

    __slots__ = ("id", "values")

    def __init__(self, id: str, /, **values: Any) -> None:
        self.id = id
        self.values = values

    def __str__(self) -> str:
        return say(current(), self)

    def __repr__(self) -> str:
        return f"Message({', '.join([repr(self.id), *(f'{k}={v!r}' for k, v in self.values.items())])})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.id, self.values) == (other.id, other.values)

    def __hash__(self) -> int:
        return hash(self.id)


def folders() -> tuple[Path, ...]:
    """Where catalogs lie: the package's own, and the folder that LIANPIAN_LOCALE names."""
    further = os.environ.get(FURTHER)
    return (LOCALE, Path(further)) if further else (LOCALE,)


def languages() -> list[str]:
    """The languages that have a catalog.

    >>> languages()
    ['en', 'zh']
    """
    held = (path for folder in folders() for path in folder.iterdir())
    return sorted({path.stem for path in held if path.is_dir() or path.suffix in (".po", ".mo")})


def current() -> str:
    """The language of this run: English unless the command or the caller set another."""
    return _current.get()


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Within the block errors and warnings speak ``lang``."""
    token = _current.set(lang)
    try:
        yield
    finally:
        _current.reset(token)


def sources(lang: str) -> list[Path]:
    """The .po files of a language, in order."""
    return [
        path
        for folder in folders()
        for path in sorted([*(folder / lang).glob("*.po"), *folder.glob(f"{lang}.po")])
    ]


def compiled(lang: str) -> bytes:
    """The catalog of a language in gettext's binary form, made from its sources (needs Babel)."""
    import datetime

    from babel import localedata
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    locale = lang if localedata.exists(lang) else None
    day = datetime.datetime(2000, 1, 1)  # the same bytes whenever it is made
    whole = Catalog(locale=locale, creation_date=day, revision_date=day)
    for path in sources(lang):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if not message.id:
                    continue
                key = message.id if isinstance(message.id, str) else message.id[0]
                if key in whole:
                    raise ValueError(f"{path.name}: {key!r} stands twice in the catalog {lang!r}")
                whole.add(message.id, message.string)
    result = io.BytesIO()
    write_mo(result, whole)
    return result.getvalue()


def catalog(lang: str) -> gettext.NullTranslations:
    """The messages of a language; compiled anew where the sources are younger than the compiled file."""
    return _catalog(lang, folders())


@functools.cache
def _catalog(lang: str, folders: tuple[Path, ...]) -> gettext.NullTranslations:
    file = next((f for folder in folders if (f := folder / f"{lang}.mo").exists()), None)
    made = file.stat().st_mtime if file else -math.inf
    if any(path.stat().st_mtime > made for path in sources(lang)):
        try:
            return gettext.GNUTranslations(io.BytesIO(compiled(lang)))
        except ModuleNotFoundError:
            if file is None:
                raise
    if file is None:
        raise ValueError(f"there is no catalog {lang!r}")
    with file.open("rb") as opened:
        return gettext.GNUTranslations(opened)


def text_of(lang: str, id: str, n: Any = None) -> str | None:
    """The text of a message as its catalog holds it, or None where no catalog knows the id."""
    for language in dict.fromkeys((lang, FALLBACK)):
        found = catalog(language)
        text = found.ngettext(id, id, int(n)) if _whole(n) else id
        if text == id:
            text = found.gettext(id)
        if text != id:
            return text
        if language != FALLBACK:
            _log.warning("the catalog %r lacks the message %r", language, id)
    return None


def _whole(n: object) -> bool:
    return isinstance(n, numbers.Real) and math.isfinite(n) and float(n).is_integer()


def say(lang: str, message: "Message | str", /, **values: Any) -> str:
    """A message in a language.

    Parameters
    ----------
    lang : str
        One of `languages`.
    message : Message or str
        What to say, or its id with the ``values`` beside it. The value ``n``, where there is one, decides the
        plural form.

    Returns
    -------
    str
        An id that no catalog knows is shown as it is.
    """
    if isinstance(message, Message):
        return say(lang, message.id, **message.values)
    text = text_of(lang, message, values.get("n"))
    if text is None:
        return message
    return _Writer(lang).vformat(text, (), values)


def written(value: object, lang: str, kind: str = "") -> str:
    """A value as a reader of ``lang`` writes it; ``kind`` is one of `KINDS` or a Python format.

    >>> written(0.00002, "en", "p"), written(["甲", "乙", "丙"], "zh", "and"), written(0.461, "zh", "percent")
    ('0.00002', '甲、乙和丙', '46%')
    """
    if kind in KINDS:
        return KINDS[kind](value, lang)
    if isinstance(value, Message):
        return say(lang, value)
    if isinstance(value, list | tuple):
        return listed(value, lang)
    return format(value, kind)


class _Writer(string.Formatter):
    def __init__(self, lang: str) -> None:
        self.lang = lang

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        if key in kwargs:
            return kwargs[str(key)]
        _log.warning("a message lacks its value %r", key)
        return f"{{{key}}}"

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        return self.get_value(field_name, args, kwargs), field_name  # names only: no attributes, no items

    def format_field(self, value: Any, format_spec: str) -> str:
        try:
            return written(value, self.lang, format_spec)
        except (TypeError, ValueError):  # a wrong value is a fault of ours: the rest is still said
            _log.warning("a message cannot write %r as %r", value, format_spec)
            return str(value)


def p_value(p: float, *, draws: int | None = None, sides: int = 1) -> str:
    """A p-value as it is printed: three digits, never 0, and never below what its draws can show.

    A two-sided p that is twice the smaller of two has twice the floor.

    >>> p_value(0.0432), p_value(0.00001), p_value(0.0001, draws=9999), p_value(0.00005, draws=9999)
    ('0.043', '0.00001', '≤ 0.0001', '≤ 0.0001')
    >>> p_value(0.00002, draws=99_999, sides=2), p_value(0.002, draws=998, sides=2)
    ('≤ 0.00002', '≤ 0.002')
    """
    if p is None or p != p:
        return "—"
    if draws is not None and p <= sides / (draws + 1) * 1.0000001:
        return "≤ " + f"{float(f'{sides / (draws + 1):.2g}'):.10f}".rstrip("0")
    if p >= 0.001:
        return f"{p:.3f}"
    if p >= 0.00001:
        return f"{p:.5f}".rstrip("0")
    return f"{p:.1e}"


def _p(value: Any, lang: str) -> str:
    return (
        p_value(value[0], draws=value[1], sides=(*value, 1)[2])
        if isinstance(value, tuple)
        else p_value(value)
    )


def _equals_p(value: Any, lang: str) -> str:
    text = _p(value, lang)
    return text if text.startswith("≤") else f"= {text}"


def listed(items: Iterable[object], lang: str) -> str:
    """Items in a row: 甲、乙; A, B."""
    return say(lang, "list.comma").join(written(item, lang) for item in items)


def joined(items: Iterable[object], lang: str) -> str:
    """Items as a phrase: 甲、乙和丙; A, B and C."""
    texts = [written(item, lang) for item in items]
    if len(texts) < 2:
        return "".join(texts)
    return say(lang, "list.and", first=say(lang, "list.comma").join(texts[:-1]), last=texts[-1])


def clauses(items: Iterable[object], lang: str) -> str:
    """Items that are phrases themselves: 甲；乙, A; B."""
    return say(lang, "list.semicolon").join(written(item, lang) for item in items)


def phrases(items: Iterable[object], lang: str) -> str:
    """Parts of one sentence: 甲，乙, A, B."""
    return say(lang, "list.phrase").join(written(item, lang) for item in items)


def quoted(items: Iterable[object], lang: str) -> str:
    """Names of columns, sheets or files: “甲”“乙”, 'A', 'B'."""
    return _folded("list.quotes", [say(lang, "list.quote", item=written(item, lang)) for item in items], lang)


def alternatives(items: Iterable[object], lang: str) -> str:
    """Items of which one holds: 甲、乙或丙; A, B or C."""
    texts = [written(item, lang) for item in items]
    if len(texts) < 2:
        return "".join(texts)
    return say(lang, "list.or", first=say(lang, "list.comma").join(texts[:-1]), last=texts[-1])


def some(items: Iterable[object], lang: str) -> str:
    """The first ten of many items, and how many more there are.

    >>> some(range(12), "en"), some(["甲", "乙"], "zh")
    ('0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ... (2 more)', '甲, 乙')
    """
    texts = [written(item, lang) for item in items]
    more = len(texts) - SHOWN
    return ", ".join(texts[:SHOWN]) + (say(lang, "list.more", n=more) if more > 0 else "")


def lined(items: Iterable[object], lang: str) -> str:
    """Items under each other, indented."""
    return "\n  ".join(written(item, lang) for item in items)


def numbered(items: Iterable[object], lang: str) -> str:
    """Items under each other, each with its number, after a line of their own.

    >>> numbered(["A", "B"], "en")
    '\\n  1. A\\n  2. B'
    """
    return "".join(f"\n  {k}. {written(item, lang)}" for k, item in enumerate(items, start=1))


def _folded(id: str, texts: list[str], lang: str) -> str:
    whole = texts[-1] if texts else ""
    for text in reversed(texts[:-1]):
        whole = say(lang, id, first=text, rest=whole)
    return whole


def _place(name: object, lang: str) -> str:
    from boundaries.placenames import place

    return place(name, lang)


KINDS: dict[str, Callable[[Any, str], str]] = {
    "count": lambda value, lang: f"{int(value):,}",
    "percent": lambda value, lang: f"{100 * value:.0f}%",
    "p": _p,
    "eqp": _equals_p,
    "list": listed,
    "and": joined,
    "or": alternatives,
    "clauses": clauses,
    "phrases": phrases,
    "quoted": quoted,
    "some": some,
    "lines": lined,
    "numbered": numbered,
    "place": _place,
    "unsaid": lambda value, lang: "",
    "places": lambda value, lang: listed([_place(name, lang) for name in value], lang),
}
"""How values are written. ``p`` takes a number, or a number, the draws it rests on and, of a two-sided
test, 2;
``eqp`` is the same after the letter p: ``= 0.043`` or, where no draw came near, ``≤ 0.0001``. ``unsaid``
leaves out what this language says by another value of the message."""

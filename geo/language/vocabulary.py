"""The languages of pages, and the headings of the tables that are not typed yet."""

from boundaries.errors import LianpianError
from boundaries.language import Lang, catalog


def language(value: object) -> Lang:
    """``value`` if it is a language that pages are written in; otherwise an error naming the valid ones."""
    if value == "zh":
        return "zh"
    if value == "en":
        return "en"
    raise LianpianError("geo.language.vocabulary.unknown-language-valid-zh-en", value=value)


def column(name: str, lang: Lang) -> str:
    """A column's heading; an unknown one is shown as it is.

    >>> column("p_fdr", "zh"), column("2-5", "en")
    ('p（FDR）', '2-5')
    """
    key = f"column.{name}"
    text = catalog(lang).gettext(key)
    return name if text == key else text

"""The languages of pages."""

from boundaries.errors import LianpianError
from boundaries.language import Lang


def language(value: object) -> Lang:
    """``value`` if it is a language that pages are written in; otherwise an error naming the valid ones."""
    if value == "zh":
        return "zh"
    if value == "en":
        return "en"
    raise LianpianError("geo.language.vocabulary.unknown-language-valid-zh-en", value=value)

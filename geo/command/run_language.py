"""The language of a run of the command."""

from collections.abc import Mapping, Sequence

from boundaries.errors import LianpianError
from boundaries.language import CHINESE, FALLBACK, languages

ASKED = "--lang"
VARIABLE = "LIANPIAN_LANG"
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def spoken() -> list[str]:
    """The languages that can be asked for, Chinese first.

    >>> spoken()
    ['zh', 'en']
    """
    return sorted(languages(), key=lambda lang: (lang != CHINESE, lang))


def run_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """What the command speaks: ``--lang``, then LIANPIAN_LANG, then the locale, else Chinese.

    Parameters
    ----------
    arguments : sequence of str
        Of the command line. A language that there is none of is left to the option, which refuses it.
    environment : mapping
        Its locale decides only where it names a language with a catalog other than English, which is what most
        systems say that nobody set up.

    Returns
    -------
    str

    Raises
    ------
    LianpianError
        LIANPIAN_LANG names no language; the message names the valid ones.

    Examples
    --------
    >>> run_language(["study", "t.csv", "--lang", "en"], {}), run_language([], {"LANG": "en_US.UTF-8"})
    ('en', 'zh')
    >>> run_language(["--lang=en"], {"LIANPIAN_LANG": "zh"}), run_language([], {"LIANPIAN_LANG": "en"})
    ('en', 'en')
    """
    known = spoken()
    asked = _asked(arguments)
    if asked in known:
        return str(asked)
    named = environment.get(VARIABLE, "")
    if named and named not in known:
        raise LianpianError("errors.unknown", what=VARIABLE, value=named, valid=known)
    return named or _of_locale(environment, known)


def _asked(arguments: Sequence[str]) -> str | None:
    """The last ``--lang`` of the line."""
    found = None
    for argument, after in zip(arguments, [*arguments[1:], None], strict=False):
        if argument == ASKED:
            found = after
        elif argument.startswith(f"{ASKED}="):
            found = argument.partition("=")[2]
    return found


def _of_locale(environment: Mapping[str, str], known: Sequence[str]) -> str:
    place = next((environment[name] for name in LOCALE if environment.get(name)), "")
    lang = place.partition(".")[0].partition("_")[0].lower()
    return lang if lang in known and lang != FALLBACK else CHINESE

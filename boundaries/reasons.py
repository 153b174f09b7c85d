"""Why a row was matched or not: the reasons of ``Match.frame`` as messages."""

from boundaries.language import Message, say

NOISE = (
    *("inner_space", "footnote", "full_width", "look_alike", "bracket"),
    *(
        "prefixed",
        "prefixed_short",
        "short_province_prefecture",
        "second_script",
        "country",
        "path",
        "address",
    ),
)
"""What may have been taken off a name before it was known."""


def reason(key: str) -> Message:
    """A reason; one of several parts (``short_form+normalised:bracket``) part by part.

    >>> say("zh", reason("misspelling")), say("en", reason("short_form+normalised:bracket"))
    ('疑似错字', 'short form, without brackets')
    """
    parts = [part.removeprefix("normalised:") for part in key.split("+")]
    said = [Message(f"match.reason.{part}") for part in parts if part not in NOISE]
    marks = [Message(f"match.noise.{part}") for part in parts if part in NOISE]
    if marks:
        said.append(Message("match.without", marks=marks))
    return said[0] if len(said) == 1 else Message("match.reasons", parts=said)


def reason_words(key: str, lang: str) -> str:
    """A reason in words.

    >>> reason_words("unknown_name", "zh")
    '没有这个名称'
    """
    return say(lang, reason(key))

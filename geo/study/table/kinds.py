"""What the sets of units are called that a list could have drawn from."""

from boundaries.language import Message


def kind(eligible: str, level: str) -> Message:
    """The name of an eligible set.

    >>> from boundaries.language import say
    >>> say("zh", kind("districts", "county")), say("en", kind("all", "prefecture"))
    ('市辖区', 'all prefectures (cities, autonomous prefectures, ...)')
    """
    prefectures = level == "prefecture" and eligible == "all"
    return Message(f"study.kind.{'prefectures' if prefectures else eligible}")

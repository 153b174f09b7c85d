"""Years as a reader sees them."""

from collections.abc import Sequence

from boundaries.language import Message

FEW = 6  # years that are named one by one


def span(years: Sequence[int]) -> Message:
    """Years as a reader sees them: first to last, with the years in between that are missing.

    >>> from boundaries.language import say
    >>> say("zh", span([2003, 2004, 2005])), say("en", span([2010, 2015, 2020]))
    ('2003—2005 年', '2010, 2015, 2020')
    """
    first, last = years[0], years[-1]
    gaps = last - first + 1 - len(years)
    if len(years) == 1:
        return Message("study.span.one", year=first)
    if not gaps:
        return Message("study.span.whole", first=first, last=last)
    if len(years) <= FEW:
        return Message("study.span.few", years=list(years))
    return Message("study.span.gaps", first=first, last=last, gaps=gaps)

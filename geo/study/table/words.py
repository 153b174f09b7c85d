"""Words that a table is understood by, besides its headings: ``geo/data/table_words.csv``, one a row."""

import csv
from functools import cache
from importlib.resources import files


@cache
def words(role: str) -> tuple[str, ...]:
    """The words of a role, in the order of the file.

    Parameters
    ----------
    role : str
        As in the file.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> words("year_after")
    ('年度', '年末', '年底', '年')
    """
    text = files("geo").joinpath("data", "table_words.csv").read_text(encoding="utf-8")
    return tuple(row["word"] for row in csv.DictReader(text.splitlines()) if row["role"] == role)


def either(role: str) -> str:
    """The words of a role as a part of a regular expression."""
    return "|".join(words(role))

"""What a single cell says: a heading, a unit of measure, a place, a number, a word."""

import re
import unicodedata

from indicators.cell import UNITS, read_cell
from indicators.headings import known, plain
from indicators.places import known_names

YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年?(?!\d)")
_UNIT_LINE = re.compile(r"单位\s*:\s*([^\s,;)]+)")


def holds(value: object) -> bool:
    """Whether a cell holds anything but blanks."""
    return value is not None and str(value).strip() != ""


def clean(value: object) -> str:
    """A heading on one line, without the carriage returns of Excel (_x000D_); 省 份 is one word.

    >>> clean(" 省  份_x000D_"), clean("County\\nName"), clean(2020.0), clean(None)
    ('省份', 'County Name', '2020', '')
    """
    if not holds(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    words = " ".join(str(value).replace("_x000D_", " ").strip("\ufeff").split())
    return re.sub(r"(?<![!-~]) | (?![!-~])", "", words)


def unit_in(text: object) -> str:
    """The unit of measure that a cell of a row of units names."""
    word = unicodedata.normalize("NFKC", str(text)).strip(" ()[]").removeprefix("单位:").strip()
    return word if word in UNITS else ""


def unit_line(top: list[str]) -> str:
    """The unit that a line above the headings names for the whole table (单位：万元)."""
    for line in top:
        match = _UNIT_LINE.search(unicodedata.normalize("NFKC", line))
        if match and match.group(1) in UNITS:
            return match.group(1)
    return ""


def is_place(text: object) -> bool:
    """Whether a cell names a division, and is no usual heading.

    >>> is_place("昆山市"), is_place("县（市）"), is_place("市辖区"), is_place("人口")
    (True, False, False, False)
    """
    word = plain(text)
    return 2 <= len(word) <= 15 and word not in known() and word in known_names()


def is_word(value: object) -> bool:
    """Whether a cell could be a heading: a word, or a year."""
    text = str(value).strip()
    return read_cell(value if isinstance(value, str) else text).status == "text" or bool(YEAR.fullmatch(text))


def is_number(value: object) -> bool:
    """Whether a cell reads as a number."""
    return holds(value) and read_cell(value).status not in ("text", "missing", "error")

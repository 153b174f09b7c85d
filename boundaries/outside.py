"""Hong Kong, Macau, Taiwan and their parts: known by name, and outside the lists of mainland units."""

from functools import cache
from importlib.resources import files

from boundaries._units import units_beside
from boundaries.gazetteer import provinces
from boundaries.spelling import simplifications, stem

REGIONS = {"台湾省": "710000", "香港特别行政区": "810000", "澳门特别行政区": "820000"}
"""What lies outside the mainland's lists, with the codes of the province layer."""


@cache
def _parts() -> dict[str, str]:
    """The parts of each by name and short form: the code of the whole."""
    table = units_beside()
    table = table[table["province"].isin(REGIONS) & ~table["name"].isin(REGIONS)]
    found = {
        str(name): REGIONS[str(province)]
        for name, province in zip(table["name"], table["province"], strict=True)
    }
    source = files("boundaries") / "data" / "macau_parts.csv"
    lines = source.read_text(encoding="utf-8").splitlines()
    found |= {line: "820000" for line in lines if line and not line.startswith(("#", "name"))}
    return found | {stem(name): code for name, code in found.items() if len(stem(name)) >= 2}


def outside(text: str) -> str:
    """The code of Hong Kong, Macau or Taiwan, whose name or part ``text`` is; "" where it is none.

    Examples
    --------
    >>> outside("桃园市"), outside("臺北市"), outside("香港"), outside("台湾省台北市"), outside("昆山市")
    ('710000', '710000', '810000', '710000', '')
    """
    for way in (text, *simplifications(text)):
        whole = REGIONS.get(provinces().get(way, ""), "") or _parts().get(way, "")
        if whole:
            return whole
        for cut in range(2, len(way) - 1):
            head = REGIONS.get(provinces().get(way[:cut], ""), "")
            if head and _parts().get(way[cut:], "") == head:
                return head
    return ""

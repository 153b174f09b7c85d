"""Names and codes of divisions that a table may hold, whatever its date: evidence for what a column is."""

from functools import cache

from boundaries._divisions import stretches
from boundaries._units import units_beside
from boundaries.adcode import PROVINCES
from boundaries.gazetteer import PLACEHOLDERS, short_forms


@cache
def known_codes() -> frozenset[str]:
    """Every six-digit code of a province, prefecture or county since 2000, 市辖区 (..01) among them.

    >>> [code in known_codes() for code in ("320583", "320101", "320000", "329999")]
    [True, True, True, False]
    """
    codes = set(stretches()["code"]) | set(PROVINCES) | {str(code) for code in units_beside().index}
    cities = {code[:4] for code in codes if code[4:] == "00"}
    return frozenset(codes | {f"{city}01" for city in cities})


@cache
def known_names() -> frozenset[str]:
    """Every name of a province, prefecture or county since 2000, with its short form.

    >>> "昆山市" in known_names(), "昆山" in known_names(), "江苏省" in known_names(), "县市" in known_names()
    (True, True, True, False)
    """
    table = stretches()
    full = {str(name) for name in table["name"]} | set(PROVINCES.values())
    full |= {str(name) for name in units_beside()["name"]}
    short = {way for name in full for way in short_forms(name)}
    for tail in ("省", "市", "自治区", "特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区"):
        short |= {name.removesuffix(tail) for name in PROVINCES.values() if name.endswith(tail)}
    return frozenset({name for name in full | short if len(name) >= 2} - PLACEHOLDERS)

"""Division codes in cells, in the forms that tables keep them in: six, nine or twelve digits, and worse.

A column is told by its cells, under any heading: nearly all of them are codes that exist. A random number of
six digits is one in three cases of a thousand.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from boundaries.adcode import PROVINCES
from indicators.places import known_codes

Form = Literal["", "six", "nine", "twelve", "156", "four", "two"]
ENOUGH = 0.8  # of the filled cells must be codes that exist
PARENTS = 0.95  # of the rows have the parent of their code
FEW = 3  # so many different codes at least, unless the column has fewer rows

_DRESS = re.compile(r'^=?["“”\'’‘`]+|["“”\'’‘`]+$')
_SPACE = re.compile(r"[\s\u200b\u3000\xa0·.\-]+")
_WIDTHS: dict[int, Form] = {2: "two", 4: "four", 6: "six", 9: "nine", 12: "twelve"}
_PROVINCES = frozenset(code[:2] for code in PROVINCES)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Codes:
    """What the cells of a column say as codes.

    Attributes
    ----------
    codes : pandas.Series
        On the column's own index: the six-digit code as text, NA where a cell holds none. Four digits of a
        city
        end in 00, two of a province in 0000.
    form : {"six", "nine", "twelve", "156", "four", "two", ""}
        How most of them are written.
    share : float
        Of the filled cells that are codes which exist, from 0 to 1.
    distinct : int
        Different codes.
    """

    codes: pd.Series
    form: Form
    share: float
    distinct: int

    @property
    def certain(self) -> bool:
        """Whether the column is one of codes, whatever its heading; two digits alone never are."""
        some = self.distinct >= FEW or self.distinct == len(self.codes)
        enough = self.share >= (0.95 if self.form == "four" else ENOUGH)
        return self.form not in ("", "two") and enough and some


def codes_in_cells(cells: Iterable[object]) -> Codes:
    """Read a column as division codes.

    Parameters
    ----------
    cells : iterable
        A Series keeps its index. Text or numbers: 320583, 320583.0, "320583000000" (statistics bureau, twelve
        digits), "320583000" (nine), "156320583" (天地图), "'320583", '="320583"', "32 05 83", "3205", "32".

    Returns
    -------
    Codes

    Examples
    --------
    >>> found = codes_in_cells(["320583000000", "320281000000", None, "330282000000"])
    >>> found.codes.tolist(), found.form, found.certain
    (['320583', '320281', <NA>, '330282'], 'twelve', True)
    >>> codes_in_cells([2019, 2020, 2021]).certain, codes_in_cells([150_000, 230_417, 480_911]).certain
    (False, False)
    """
    values = cells if isinstance(cells, pd.Series) else pd.Series(list(cells), dtype=object)
    cache: dict[object, tuple[str, Form] | None] = {}
    read: list[tuple[str, Form] | None] = []
    filled = 0
    for value in values.tolist():
        if value is None or value is pd.NA or value != value or str(value).strip() == "":
            read.append(None)
            continue
        filled += 1
        key = (type(value), value)
        if key not in cache:
            cache[key] = six_digits(value)
        read.append(cache[key])
    kept = [found for found in read if found]
    form: Form = Counter(found[1] for found in kept).most_common(1)[0][0] if kept else ""
    return Codes(
        codes=pd.Series([found[0] if found else pd.NA for found in read], index=values.index, dtype="string"),
        form=form,
        share=len(kept) / filled if filled else 0.0,
        distinct=len({found[0] for found in kept}),
    )


def likely_codes(cells: pd.Series) -> bool:
    """Whether the first filled cells of a column are codes that exist: a quick look before the whole is read.

    >>> likely_codes(pd.Series(["320583", None, "320281"])), likely_codes(pd.Series([5006.7, 4754.2]))
    (True, False)
    """
    first = cells.dropna().head(40).tolist()
    return bool(first) and sum(six_digits(cell) is not None for cell in first) >= ENOUGH * len(first)


def parents_of(cells: pd.Series, codes: pd.Series) -> bool:
    """Whether a column holds the province or the prefecture of each row's code, as 32 or 3205 do.

    >>> codes = pd.Series(["320583", "320281", "330282"])
    >>> parents_of(pd.Series([32.0, 32.0, 33.0]), codes), parents_of(pd.Series([1.0, 2.0, 3.0]), codes)
    (True, False)
    """
    values = cells.tolist()
    return province_share(values, codes) >= PARENTS or city_share(values, codes) >= PARENTS


def six_digits(value: object) -> tuple[str, Form] | None:
    """The six-digit code that one cell holds and the form it is written in; None where it holds none that
    exists.

    >>> six_digits(320583.0), six_digits("'320583"), six_digits("32 05 83"), six_digits("156320583")
    (('320583', 'six'), ('320583', 'six'), ('320583', 'six'), ('320583', '156'))
    >>> six_digits("3205"), six_digits(32), six_digits("320583101"), six_digits(5006.7), six_digits("昆山市")
    (('320500', 'four'), ('320000', 'two'), ('320583', 'nine'), None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        if not value.is_integer() or abs(value) > 1e15:
            return None
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).strip() if not isinstance(value, int) else str(value)
    if len(text) > 40:
        return None
    text = _SPACE.sub("", _DRESS.sub("", text.removesuffix(".0")).removesuffix(".0"))
    if not (text.isascii() and text.isdigit()):
        return None
    if len(text) == 9 and text.startswith("156") and text[3:] in known_codes():
        return text[3:], "156"
    form = _WIDTHS.get(len(text))
    if form is None or text[:2] not in _PROVINCES:
        return None
    code = text[:6].ljust(6, "0")
    return (code, form) if code in known_codes() else None


def province_share(cells: Iterable[object], codes: pd.Series) -> float:
    """How often a column of small numbers is the province of the row's code (32, 320000): 1 is a column of
    provinces.

    Parameters
    ----------
    cells : iterable
        As long as ``codes``, in its order.
    codes : pandas.Series
        Six-digit codes, NA where a row has none.

    Examples
    --------
    >>> codes = pd.Series(["320583", "320281", "330282"])
    >>> province_share([32, 32, 33], codes), province_share([1, 2, 3], pd.Series(["320583"] * 3))
    (1.0, 0.0)
    """
    pairs = [
        (six_digits(cell), code)
        for cell, code in zip(cells, codes.tolist(), strict=True)
        if isinstance(code, str) and cell is not None and cell == cell
    ]
    if not pairs:
        return 0.0
    agree = [found is not None and found[0] == f"{code[:2]}0000" for found, code in pairs]
    return sum(agree) / len(agree)


def city_share(cells: Iterable[object], codes: pd.Series) -> float:
    """How often a column is the prefecture of the row's code (3205, 320500).

    >>> city_share([3205, 3202], pd.Series(["320583", "320281"]))
    1.0
    """
    pairs = [
        (six_digits(cell), code)
        for cell, code in zip(cells, codes.tolist(), strict=True)
        if isinstance(code, str) and cell is not None and cell == cell
    ]
    if not pairs:
        return 0.0
    return sum(found is not None and found[0] == f"{code[:4]}00" for found, code in pairs) / len(pairs)

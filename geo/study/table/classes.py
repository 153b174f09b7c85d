"""Columns of words that sort units into a few classes: 等级, 类型."""

import re
from collections.abc import Collection, Sequence

import pandas as pd

from boundaries.language import Message
from geo.study.table.columns import texts
from geo.study.table.words import words

MOST = 12  # classes that a map tells apart
LONG = 20  # letters; longer cells are remarks
FILLED = 0.5  # of the rows; a column with fewer words is one of remarks
EACH = 2  # units a class, on average
NUMERALS = {word: str(at) for at, word in enumerate(words("numeral"), start=1)}


def class_columns(frame: pd.DataFrame, codes: pd.Series, *, taken: Collection[str | None]) -> tuple[str, ...]:
    """The columns of a table that hold classes.

    Parameters
    ----------
    frame : DataFrame
        A table as read.
    codes : Series
        The code of each row, by position.
    taken : collection of str or None
        Columns that have a role already.

    Returns
    -------
    tuple of str
        Text columns of two to twelve short words, filled in half of the rows at least, the same in all rows
        of a unit; a column that is the same in all units of a province names a larger area (东部) and is none,
        nor is one that says an earlier one in other words.

    Examples
    --------
    >>> table = pd.DataFrame({"市": list("abcdef"), "等级": ["一", "二", "一", "二", "二", None]})
    >>> codes = pd.Series(["3201", "3202", "3203", "3204", "3301", "3302"])
    >>> class_columns(table, codes, taken=["市"])
    ('等级',)
    """
    found: list[str] = []
    for column in texts(frame):
        cells = _words(frame[column])
        kinds = cells.dropna().unique()
        if column in taken or not 2 <= len(kinds) <= MOST or max(map(len, kinds)) > LONG:
            continue
        own = pd.DataFrame({"unit": codes.to_numpy(), "word": cells.to_numpy()}).dropna()
        provinces = own.groupby(own["unit"].str[:2])["word"].nunique()
        if len(provinces) > 1 and provinces.eq(1).all():
            continue
        few = cells.notna().mean() < FILLED or own["unit"].nunique() < EACH * len(kinds)
        if few or not own.drop_duplicates()["unit"].is_unique:
            continue
        if not any(_same(cells, _words(frame[other])) for other in found):
            found.append(column)
    return tuple(found)


def _same(one: pd.Series, other: pd.Series) -> bool:
    """Whether two columns sort the rows alike under other words."""
    both = (one.notna() & other.notna()).to_numpy()
    return bool((pd.factorize(one[both])[0] == pd.factorize(other[both])[0]).all())


def _words(cells: pd.Series) -> pd.Series:
    """Cells as text without the blanks around it; empty ones missing."""
    text = cells.astype("string").str.strip()
    return text.where(text.ne(""))


def classes_of(placed: pd.DataFrame, columns: Sequence[str], name: str) -> tuple[pd.DataFrame, list[Message]]:
    """The class of each unit.

    Parameters
    ----------
    placed : DataFrame
        Rows with ``adcode``.
    columns : sequence of str
    name : str
        The column that names the units.

    Returns
    -------
    DataFrame of str by adcode
        NA where a unit has no class, or rows that differ.
    list of Message
        The units whose rows differ.
    """
    index = pd.Index(sorted(placed["adcode"].unique()), name="adcode")
    found: dict[str, pd.Series] = {}
    notes: list[Message] = []
    for column in columns:
        cells = placed[["adcode", name]].assign(word=_words(placed[column])).dropna(subset="word")
        several = cells.groupby("adcode")["word"].nunique().gt(1)
        unclear = several.index[several]
        if len(unclear):
            names = cells.drop_duplicates("adcode").set_index("adcode").loc[unclear, name]
            notes.append(Message("study.classes.unclear", column=column, n=len(unclear), names=list(names)))
        first = cells[~cells["adcode"].isin(unclear)].drop_duplicates("adcode").set_index("adcode")["word"]
        found[column] = first.reindex(index)
    return pd.DataFrame(found, index=index), notes


def in_order(kinds: Collection[str]) -> list[str]:
    """Classes in the order that a reader expects: numbers and numerals by size, the rest by their letters.

    >>> in_order({"三线", "一线", "二线", "十线"}), in_order({"A10", "A2", "B1"})
    (['一线', '二线', '三线', '十线'], ['A2', 'A10', 'B1'])
    """

    def key(word: str) -> list[tuple[int, float, str]]:
        plain = "".join(NUMERALS.get(letter, letter) for letter in word)
        parts = re.findall(r"\d+(?:\.\d+)?|\D+", plain)
        return [(0, float(part), "") if part[0].isdigit() else (1, 0.0, part) for part in parts]

    return sorted(kinds, key=lambda word: (key(word), word))

"""What a bare panel is: by which year's list its names and codes are read, and which units it is of."""

from dataclasses import dataclass

import pandas as pd

from boundaries.language import Message
from boundaries.year_ends import EARLIEST, LAST_YEAR, year_end
from geo.study.table.codes import HAN, written_codes
from geo.study.table.names_by_year import OWN, Vintage, find_codes, find_names, list_year, read_by_year, said
from geo.study.table.years import YEAR, Years, cell_years, lengthened

WHOLE = 0.8  # of the rows of the fullest year: a later year with fewer does not say what the panel is of


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PanelGuess:
    """What a panel was taken for.

    Attributes
    ----------
    names, written : Vintage
        By which year's list names and codes are read.
    as_of : str
        The end of the last year that holds most units.
    codes : Series
        The codes of that year's rows.
    said : tuple of Message
    """

    names: Vintage
    written: Vintage
    as_of: str
    codes: pd.Series
    said: tuple[Message, ...]


def find_panel(
    frame: pd.DataFrame,
    years: Years,
    *,
    name: str,
    province: str | None,
    prefecture: str | None,
    adcode: str | None,
) -> PanelGuess | None:
    """Find out how the rows of a panel are to be read.

    Parameters
    ----------
    frame : DataFrame
        As read.
    years : Years
        Where it keeps its years.
    name, province, prefecture, adcode : str
        Columns.

    Returns
    -------
    PanelGuess or None
        None where no row has a year that tables may hold.
    """
    rows = lengthened(frame.reset_index(drop=True), years.wide) if years.wide else frame
    rows = rows.reset_index(drop=True)
    when = cell_years(rows[years.column or YEAR])
    known = when.between(EARLIEST, LAST_YEAR).fillna(False) & rows[name].notna()
    rows, when = rows[known].reset_index(drop=True), when[known].reset_index(drop=True).astype(int)
    if not len(rows):
        return None
    told: list[Message] = []
    names: Vintage = OWN
    written: Vintage = OWN
    if bool(rows[name].astype("string").str.contains(HAN).any()):
        of_names = find_names(rows, when, name=name, province=province, prefecture=prefecture)
        names = of_names.vintage
        told += said(of_names, "names")
    if adcode is not None:
        of_codes = find_codes(written_codes(rows[adcode]), when)
        written = of_codes.vintage
        told += said(of_codes, "codes")
        if name == adcode:
            names = written
    sizes = when.value_counts().sort_index()
    last = int(sizes.index[sizes >= WHOLE * sizes.max()].max())
    final = int(when.max())
    inside = rows[when.eq(last)]
    read = read_by_year(
        inside,
        when[inside.index],
        name=name,
        province=province,
        prefecture=prefecture,
        adcode=adcode,
        names=str(list_year(names, last, final)),
        codes=str(list_year(written, last, final)),
        corrections=None,
    )
    codes = read.match.frame["adcode"]
    return PanelGuess(
        names=names,
        written=written,
        as_of=year_end(list_year(names, last, final)),
        codes=codes,
        said=tuple(told),
    )

"""Names and ids matched within a layer of the user's own, and nowhere else."""

import unicodedata

import geopandas as gpd
import pandas as pd

from boundaries._match import COLUMNS, Match
from boundaries.errors import MatchError, listed
from boundaries.spelling import gaps


def plain_name(text: object) -> str:
    """A name as it is compared: one width, no case, no spaces or points at its ends and doubled inside.

    >>> plain_name(" ＳＡＮ  Juan "), plain_name("St. Louis")
    ('san juan', 'st. louis')
    """
    return " ".join(unicodedata.normalize("NFKC", str(text)).casefold().split())


def id_forms(cells: pd.Series, ids: pd.Index) -> pd.Series:
    """The ids that cells mean: as written, whole numbers without a point, with the zeros a program ate.

    Parameters
    ----------
    cells : Series
    ids : Index of str
        Those of the layer.

    Returns
    -------
    Series of str
        NA where a cell is none of them.

    Examples
    --------
    >>> id_forms(pd.Series([1001.0, "01003", "x"]), pd.Index(["01001", "01003"])).fillna("-").tolist()
    ['01001', '01003', '-']
    """
    text = cells.astype("string").str.strip().str.replace(r"\.0+$", "", regex=True)
    widths = ids.str.len().unique()
    found = text.where(text.isin(ids))
    if len(widths) == 1 and bool(ids.str.isdigit().all()):
        padded = text.str.zfill(int(widths[0]))
        found = found.fillna(padded.where(text.str.isdigit().fillna(False) & padded.isin(ids)))
    return found


def match_within(
    table: pd.DataFrame,
    layer: gpd.GeoDataFrame,
    *,
    name: str,
    id: str | None = None,
    parent: str | None = None,
) -> Match:
    """Find the unit of a layer that each row means: by its id, else by its name within its parent.

    Parameters
    ----------
    table : DataFrame
    layer : GeoDataFrame by adcode
        As `read_units` gives it.
    name : str
        The column of names; where its cells are ids these are taken.
    id, parent : str, optional
        Columns of ids and of what the units lie in (province or prefecture of the layer).

    Returns
    -------
    Match
        With statuses "exact", "normalized" (other case, width or spaces), "by_id", "ambiguous", "not_found".

    Raises
    ------
    MatchError
        Columns that are not there.

    Examples
    --------
    >>> from boundaries import board
    >>> names = pd.DataFrame({"county": ["棋3县", "棋 99 县", "320101"]})
    >>> match_within(names, board(), name="county").frame["adcode"].fillna("-").tolist()
    ['320103', '-', '320101']
    """
    absent = [c for c in (name, id, parent) if c is not None and c not in table]
    if absent:
        raise MatchError(
            "boundaries.within.no-column", absent=listed(absent), columns=listed(table.columns, most=40)
        )
    cells = table[name].astype("string").fillna("").str.strip().reset_index(drop=True)
    above = (
        None
        if parent is None
        else table[parent].astype("string").fillna("").map(plain_name).reset_index(drop=True)
    )
    given = id_forms(table[name if id is None else id].reset_index(drop=True), layer.index)
    named: dict[str, list[str]] = {}
    names = {str(code): str(own) for code, own in layer["name"].items()}
    for code, own in names.items():
        named.setdefault(plain_name(own), []).append(code)
    upper = {
        str(code): {plain_name(province), plain_name(prefecture), plain_name(key)}
        for code, province, prefecture, key in zip(
            layer.index, layer["province"], layer["prefecture"], layer["province_code"], strict=True
        )
    }
    near: dict[str, list[str]] = {}
    for way in named:
        for gap in gaps(way):
            near.setdefault(gap, []).append(way)
    rows = []
    seen: dict[tuple[str, str, str], tuple[object, ...]] = {}
    for at, cell in enumerate(cells):
        code = given.iloc[at]
        key = (cell, "" if above is None else above.iloc[at], code if isinstance(code, str) else "")
        if key not in seen:
            seen[key] = _answer(*key, named=named, upper=upper, near=near, names=names)
        rows.append(seen[key])
    columns = ["adcode", "status", "reason", "candidates", "suggestion", "unit"]
    frame = pd.DataFrame(rows, columns=columns, index=table.index)
    frame = frame.assign(warning="", dated_adcode=frame["adcode"])[list(COLUMNS)]
    for column in ("adcode", "suggestion", "unit", "dated_adcode"):
        frame[column] = frame[column].astype("string")
    for column in ("status", "reason", "warning"):
        frame[column] = frame[column].astype("str")
    held = pd.DataFrame({"name": cells.to_numpy(), "prefecture": "", "province": ""}, index=table.index)
    if above is not None:
        held["province"] = table[parent].astype("string").fillna("").to_numpy()
    return Match(
        frame=frame,
        given=held,
        as_of="",
        level="own",
        dated=None,
        name=name,
        prefecture=None,
        province=parent,
    )


def _answer(
    cell: str,
    above: str,
    code: str,
    *,
    named: dict[str, list[str]],
    upper: dict[str, set[str]],
    near: dict[str, list[str]],
    names: dict[str, str],
) -> tuple[object, ...]:
    """Code, status, reason, candidates, suggestion, unit of one row."""
    if code:
        return code, "by_id", "by_id", (code,), None, names[code]
    if not cell:
        return None, "not_found", "empty", (), None, None
    codes = named.get(plain_name(cell), [])
    if len(codes) > 1 and above:
        codes = [one for one in codes if above in upper[one]]
    if len(codes) == 1:
        own = names[codes[0]]
        how = "exact" if own == cell else "normalized"
        return codes[0], how, "exact" if own == cell else "normalised:full_width", (codes[0],), None, own
    if codes:
        return None, "ambiguous", "same_name_in_several_places", tuple(codes), None, None
    alike = {way for gap in gaps(plain_name(cell)) for way in near.get(gap, ())}
    meant = names[named[alike.pop()][0]] if len(alike) == 1 else None
    return None, "not_found", "unknown_name", (), meant, None

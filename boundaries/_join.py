"""A layer and a matched table, met by code; what did not meet is listed with its rows."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from boundaries._match import Match
from boundaries.errors import JoinError
from boundaries.language import Message


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Joined:
    """A layer with a table's columns, and every row that could not be laid on it.

    Attributes
    ----------
    layer : GeoDataFrame, every unit of the layer in its order, with the table's columns (missing where no
        row) and ``row``, the row of the table it came from. A table's column that bears the name of one
        of the layer's (``name``, ``province``), or ``row``, is laid as ``name_table``: see ``renamed``
    unmatched, ambiguous, duplicated : DataFrames of the rows that were not joined, by the table's index: row
        (1 is the first row under the header), name, prefecture, province, adcode, status, reason, candidates,
        suggestion. ``unmatched`` also holds rows whose code the layer lacks (reason ``not_in_layer``);
        ``duplicated`` holds every row of a code that several rows claim: none of them is joined.
    missing : Index of the layer's units that got no row
    joined : how many rows were joined; joined + unmatched + ambiguous + duplicated = rows of the table
    renamed : the table's columns that stand in ``layer`` under another name
    """

    layer: gpd.GeoDataFrame
    unmatched: pd.DataFrame
    ambiguous: pd.DataFrame
    duplicated: pd.DataFrame
    missing: pd.Index
    joined: int
    rows: int
    renamed: dict[str, str]

    @property
    def report(self) -> pd.DataFrame:
        """Every row that was not joined, in the table's order; ``problem`` says in which list it stands."""
        parts = {"unmatched": self.unmatched, "ambiguous": self.ambiguous, "duplicated": self.duplicated}
        return pd.concat([part.assign(problem=name) for name, part in parts.items()]).sort_values("row")

    def __repr__(self) -> str:
        return (
            f"Joined({self.joined:,} of {self.rows:,} rows on {len(self.layer):,} units; "
            f"{len(self.unmatched):,} unmatched, {len(self.ambiguous):,} ambiguous, "
            f"{len(self.duplicated):,} duplicated)"
        )


def join(layer: gpd.GeoDataFrame, table: pd.DataFrame, *, match: Match) -> Joined:
    """Lay a matched table on a layer, by code.

    Parameters
    ----------
    layer : GeoDataFrame indexed by adcode, without duplicates
    table : DataFrame, the one that was matched (same index)
    match : Match

    Returns
    -------
    Joined. No row is lost: joined + unmatched + ambiguous + duplicated = rows of the table.

    Raises
    ------
    JoinError
        The table is not the one matched; its columns repeat; the layer's codes repeat.

    Examples
    --------
    >>> from boundaries._match import match
    >>> from boundaries import board
    >>> table = pd.DataFrame({"县": ["昆山市", "江宁区", "江宁县"], "分": [1.0, 2.0, 3.0]})
    >>> done = join(board(), table, match=match(table, name="县"))
    >>> done
    Joined(0 of 3 rows on 16 units; 1 unmatched, 0 ambiguous, 2 duplicated)
    >>> done.unmatched[["row", "name", "adcode", "reason"]].values.tolist()
    [[1, '昆山市', '320583', 'not_in_layer']]
    """
    _check(layer, table, match)
    codes = pd.Series(
        match.frame["adcode"].to_numpy(dtype=object, na_value=None), index=range(len(table)), dtype=object
    )
    status = pd.Series(match.frame["status"].to_numpy(dtype=object), index=codes.index)
    found = codes.notna()
    here = found & codes.isin(layer.index)
    twice = here & codes.duplicated(keep=False)
    once = here & ~twice
    report = pd.concat([match.given, match.frame], axis=1).reset_index(drop=True)
    report.insert(0, "row", range(1, len(table) + 1))
    report.loc[(found & ~here).to_numpy(), "reason"] = "not_in_layer"
    report = report.drop(columns=["unit", "warning", "dated_adcode"])
    ambiguous = ~found & status.eq("ambiguous")
    lists = {
        "unmatched": (~found & ~ambiguous) | (found & ~here),
        "ambiguous": ambiguous,
        "duplicated": twice,
    }
    parts = {
        name: report[rows.to_numpy()].set_axis(table.index[rows.to_numpy()]) for name, rows in lists.items()
    }
    renamed = _renamed(layer, table)
    numbered = table.rename(columns=renamed).assign(row=range(1, len(table) + 1))
    values = numbered.reset_index(drop=True)[once.to_numpy()]
    values.index = pd.Index(codes[once].to_numpy(), name=layer.index.name)
    laid = layer.join(values.reindex(layer.index))
    laid["row"] = laid["row"].astype("Int64")
    laid.attrs = dict(layer.attrs)
    return Joined(
        layer=laid,
        **parts,
        missing=layer.index.difference(values.index, sort=False),
        joined=int(once.sum()),
        rows=len(table),
        renamed=renamed,
    )


def _renamed(layer: gpd.GeoDataFrame, table: pd.DataFrame) -> dict[str, str]:
    """New names for the table's columns that the layer, or the join itself, has already."""
    used = {*map(str, layer.columns), *map(str, table.columns), "row"}
    renamed = {}
    for column in table.columns:
        if column in layer.columns or column == "row":
            new = f"{column}_table"
            while new in used:
                new += "_"
            used.add(new)
            renamed[column] = new
    return renamed


def _check(layer: gpd.GeoDataFrame, table: pd.DataFrame, match: Match) -> None:
    wanted = (
        ("layer", layer, gpd.GeoDataFrame),
        ("table", table, pd.DataFrame),
        ("match", match, Match),
    )
    breaches = [
        Message("boundaries.join.wanted", name=name, wanted=kind.__name__, given=type(given).__name__)
        for name, given, kind in wanted
        if not isinstance(given, kind)
    ]
    if breaches:
        raise JoinError("errors.faults", faults=breaches)
    if len(table) != len(match.frame) or not table.index.equals(match.frame.index):
        breaches.append(Message("boundaries.join.another-table", matched=len(match.frame), rows=len(table)))
    if layer.index.has_duplicates:
        twice = list(layer.index[layer.index.duplicated()].unique())
        breaches.append(Message("boundaries.join.codes-repeat", codes=twice))
    if table.columns.has_duplicates:
        twice = list(table.columns[table.columns.duplicated()].unique())
        breaches.append(Message("boundaries.join.columns-repeat", columns=twice))
    if breaches:
        raise JoinError("errors.faults", faults=breaches)

"""Belts (强县带): patches named after the region they fill."""

import pandas as pd

from analysis._groups import region_pairs
from analysis._patches import Patches
from analysis.set_sample import Codes, adcodes
from boundaries.errors import StatisticError


def belts(
    result: Patches,
    regions: pd.DataFrame,
    *,
    eligible: Codes,
    layer: pd.DataFrame | None = None,
    smallest: int = 3,
    least: float = 0.5,
) -> pd.DataFrame:
    """Name each patch after the region that it fills best.

    Parameters
    ----------
    result : Patches
    regions : DataFrame
        Either form that ``groups`` takes; several schemes may be concatenated.
    eligible : iterable of adcodes or boolean Series
        The eligible units of the test: a region is filled when its eligible units are all in the patch.
    layer : DataFrame by adcode, optional
        With a column ``prefecture``: patches that no region holds are named after their prefectures.
    smallest : int
        Patches of fewer units are not named.
    least : float
        A region names a patch only if it holds at least this share of the patch's units.

    Returns
    -------
    DataFrame, one row per patch of at least ``smallest`` units, index ``patch``
        belt (name, "" if none), size, cover (share of the patch inside the region), fill (share of the
        region's eligible units in the patch), match (their harmonic mean, which picks the region; ties: the
        smaller region), filled (tuple of all regions whose every eligible unit is in the patch, smallest
        last), members, p_size.

    Examples
    --------
    >>> from libpysal.graph import Graph
    >>> from analysis._patches import patches
    >>> from tests.board import CODES, board
    >>> rook = Graph.build_contiguity(board(), rook=True)
    >>> found = patches(CODES[:5], rook, eligible=CODES, permutations=9, seed=1)
    >>> south = pd.DataFrame({"region": "南", "adcode": CODES[:4]})
    >>> named = belts(found, south, eligible=CODES).loc[1]
    >>> named["belt"], float(named["cover"]), float(named["fill"])
    ('南', 0.8, 1.0)
    """
    if not 0 < least <= 1:
        raise StatisticError("analysis.belts.least-wanted-a-share-above-and", least=least)
    pool = adcodes(eligible, what="eligible")
    pairs = region_pairs(regions)
    pairs = pairs[pairs["adcode"].isin(pool)]
    held = {str(name): frozenset(part["adcode"]) for name, part in pairs.groupby("region", sort=False)}
    rows = []
    for patch, row in result.table[result.table["size"] >= smallest].iterrows():
        units = frozenset(row["members"])
        scored = []
        for name, inside in held.items():
            both = len(units & inside)
            cover, fill = both / len(units), both / len(inside)
            if cover >= least:
                scored.append((-2 * cover * fill / (cover + fill), len(inside), name, cover, fill))
        scored.sort()
        best = scored[0] if scored else (0.0, 0, "", float("nan"), float("nan"))
        filled = sorted((name for name in held if held[name] <= units), key=lambda x: (-len(held[x]), x))
        name = best[2] or named_by_prefecture(units, layer)
        rows.append(
            {
                "patch": patch,
                "belt": name,
                "size": len(units),
                "cover": best[3],
                "fill": best[4],
                "match": -best[0],
                "filled": tuple(filled),
                "members": row["members"],
                "p_size": row["p_size"],
            }
        )
    columns = ["patch", "belt", "size", "cover", "fill", "match", "filled", "members", "p_size"]
    return pd.DataFrame(rows, columns=columns).set_index("patch")


def named_by_prefecture(units: frozenset[str], layer: pd.DataFrame | None) -> str:
    """The prefectures of a patch, those with most units first, joined by a dash; at most three."""
    if layer is None:
        return ""
    counts = layer["prefecture"].reindex(sorted(units)).dropna().value_counts(sort=False)
    ordered = sorted(counts.items(), key=lambda item: -int(item[1]))
    return "—".join(str(name) for name, _ in ordered[:3]) + ("等" if len(ordered) > 3 else "")

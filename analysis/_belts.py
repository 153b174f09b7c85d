"""Belts (强县带): patches named after the region that they are, by a stated rule."""

import pandas as pd

from analysis._groups import region_pairs
from analysis._patches import Patches
from analysis.set_sample import Codes, adcodes
from boundaries.errors import StatisticError

COVER = 0.8
FILL = 0.5
"""What a region must hold of a patch, and the patch of the region, for the patch to bear its name."""


def belts(
    result: Patches,
    regions: pd.DataFrame,
    *,
    eligible: Codes,
    layer: pd.DataFrame | None = None,
    smallest: int = 3,
    cover: float = COVER,
    fill: float = FILL,
) -> pd.DataFrame:
    """Name each patch after the region that it is, or else after its prefectures.

    A patch bears the name of a region that holds at least ``cover`` of the patch's units (four fifths) and of
    whose eligible units the patch holds at least ``fill`` (half).

    Parameters
    ----------
    result : Patches
    regions : DataFrame
        Either form that ``groups`` takes; several schemes may be concatenated.
    eligible : iterable of adcodes or boolean Series
        The eligible units of the test: a region is filled when its eligible units are all in the patch.
    layer : DataFrame by adcode, optional
        With a column ``prefecture``: patches that no region names are named after their prefectures, those
        with most units first.
    smallest : int
        Patches of fewer units are not named.
    cover, fill : float
        The rule, shares above 0 and at most 1.

    Returns
    -------
    DataFrame, one row per patch of at least ``smallest`` units, index ``patch``
        belt (name, "" if none), named_by ("region", "prefectures" or "" for no name), region (the one that
        names the patch, or else fits it best; "" if none holds any of it), size, cover (share of the patch
        inside the region), fill (share of the region's eligible units in the patch), match (their harmonic
        mean), filled (tuple of all regions whose every eligible unit is in the patch, smallest last),
        members, p_size. Of several regions that pass the rule, and of all where none does, the one with the
        highest match is taken (ties: the smaller). ``attrs["rule"]`` holds the cover and fill asked for.

    Raises
    ------
    StatisticError
        Shares out of range, or regions without the columns wanted.

    Examples
    --------
    >>> from libpysal.graph import Graph
    >>> from analysis._patches import patches
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> rook = Graph.build_contiguity(board(), rook=True)
    >>> found = patches(CODES[:5], rook, eligible=CODES, permutations=9, seed=1)
    >>> south = pd.DataFrame({"region": "南", "adcode": CODES[:4]})
    >>> named = belts(found, south, eligible=CODES).loc[1]
    >>> named["belt"], float(named["cover"]), float(named["fill"])
    ('南', 0.8, 1.0)

    Half of the patch is too little for the south to name it all:

    >>> wide = patches([*CODES[:4], *CODES[4:8]], rook, eligible=CODES, permutations=9, seed=1)
    >>> belts(wide, south, eligible=CODES, layer=board()).loc[1, ["belt", "region"]].tolist()
    ['南京市', '南']
    """
    for name, share in (("cover", cover), ("fill", fill)):
        if not 0 < share <= 1:
            raise StatisticError("analysis.belts.rule-wanted-a-share", name=name, share=share)
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
            if both:
                covered, filling = both / len(units), both / len(inside)
                passes = covered >= cover and filling >= fill
                match = 2 * covered * filling / (covered + filling)
                scored.append((not passes, -match, len(inside), name, covered, filling))
        scored.sort()
        fails, match, _, region, covered, filling = (
            scored[0] if scored else (True, 0.0, 0, "", float("nan"), float("nan"))
        )
        filled = sorted((name for name in held if held[name] <= units), key=lambda x: (-len(held[x]), x))
        belt = named_by_prefecture(units, layer) if fails else region
        rows.append(
            {
                "patch": patch,
                "belt": belt,
                "named_by": "region" if not fails else "prefectures" if belt else "",
                "region": region,
                "size": len(units),
                "cover": covered,
                "fill": filling,
                "match": abs(match),
                "filled": tuple(filled),
                "members": row["members"],
                "p_size": row["p_size"],
            }
        )
    columns = ["patch", "belt", "named_by", "region", "size", "cover", "fill", "match", "filled", "members"]
    columns.append("p_size")
    named = pd.DataFrame(rows, columns=columns).set_index("patch")
    named.attrs["rule"] = {"cover": cover, "fill": fill}
    return named


def named_by_prefecture(units: frozenset[str], layer: pd.DataFrame | None) -> str:
    """The prefectures of a patch, those with most units first, joined by a dash; at most three."""
    if layer is None:
        return ""
    counts = layer["prefecture"].reindex(sorted(units)).dropna().value_counts(sort=False)
    ordered = sorted(counts.items(), key=lambda item: -int(item[1]))
    return "—".join(str(name) for name, _ in ordered[:3]) + ("等" if len(ordered) > 3 else "")

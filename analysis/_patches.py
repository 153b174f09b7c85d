"""Contiguous patches (连片): the blocks that chosen units form where they border each other."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from libpysal.graph import Graph

from analysis._join_count import padded
from analysis.critical_joins import critical_joins, measured_borders, with_borders
from analysis.engine import call, compiled, given
from analysis.p_values import table, tails
from analysis.patch_draws import PatchDraws, by_rank, patch_draws
from analysis.permutation import Alternative, check_permutations, check_seed
from analysis.set_sample import Codes, Ints, Membership, adcodes, membership, numbers
from analysis.setting import SetTest
from boundaries.errors import StatisticError, listed

ROOM = 4_000_000  # neighbors looked up at a time, so that memory does not grow with the list

# statistic -> the direction that speaks for gathering
STATISTICS: dict[str, Alternative] = {
    "n_patches": "less",
    "n_blocks": "greater",
    "largest": "greater",
    "share_2": "greater",
    "share_3": "greater",
    "mean_size": "greater",
    "bb": "greater",
    "aggregation": "greater",
}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Patches(SetTest):
    """Patches of the members, and what random members would form.

    Attributes
    ----------
    frame : DataFrame
        One row per member: patch (1 is the largest), size, neighbors (how many of its neighbors are members).
    table : DataFrame
        One row per patch, index ``patch``: size, members (tuple of adcodes), joins (member-member joins in
        it), p_size (share of draws whose largest patch is at least as large: holds over all patches at once),
        area_km2 and area_share (of the area of all eligible units; NaN without ``areas``).
    critical : DataFrame
        One row per join between members whose loss would split its patch: patch, a, b (their codes),
        border_km (length of their border), water_share (how much of it lies over the sea or an estuary; NaN
        where they do not touch, as islands joined to the nearest unit), sizes (of the two parts left, the
        larger first). border_km and water_share are NaN for units whose borders are not known;
        ``attrs["licence"]`` is the credit that a result with them has to carry.
    statistics : DataFrame
        One row per statistic: observed, mean_sim, sd_sim, alternative (the direction of gathering), p_sim and
        mid_p in that direction, p_greater, p_less, p_two_sided. The statistics:

        - n_patches: patches, single units included (gathered: few);
        - n_blocks: patches of two units or more;
        - largest: units in the largest patch;
        - share_2, share_3: share of members in patches of at least two, three units;
        - mean_size: size of the patch that a member finds itself in, on average;
        - bb: joins between members;
        - aggregation: 2 bb / sum of the members' eligible neighbors (1: no member has another neighbor).
    n_patches, largest : int
    sizes : tuple of int
        Sizes of all patches, falling.
    share_2, share_3, mean_size, bb, aggregation : float
    null : Message
    strata : str
    n_strata, n_eligible, n_members, n_joins : int
    mean_neighbors : float
    isolates : Index
        Eligible units without an eligible neighbor.
    bridges : int
        Units that may link members without being eligible; 0 means none.
    draws : PatchDraws
        What the random sets gave.
    permutations, seed : int
    """

    HEAD: ClassVar[tuple[str, ...]] = ("largest", "n_patches", "share_3")

    frame: pd.DataFrame
    table: pd.DataFrame
    critical: pd.DataFrame
    statistics: pd.DataFrame
    n_patches: int
    largest: int
    sizes: tuple[int, ...]
    share_2: float
    share_3: float
    mean_size: float
    bb: float
    aggregation: float
    bridges: int
    draws: PatchDraws
    permutations: int
    seed: int


def patches(
    members: Codes,
    graph: Graph,
    *,
    eligible: Codes,
    strata: pd.Series | None = None,
    bridge: Codes | None = None,
    areas: pd.Series | None = None,
    borders: pd.DataFrame | None = None,
    permutations: int = 9_999,
    seed: int,
) -> Patches:
    """Find the patches of bordering members, and test them against members drawn at random.

    Units outside ``eligible`` are removed from the graph first: two members separated by them do not touch,
    unless they are named in ``bridge``.

    Parameters
    ----------
    members : iterable of adcodes or boolean Series by adcode
        The chosen units.
    graph : Graph
        Neighbors; a pair counts when either direction has weight.
    eligible : iterable of adcodes or boolean Series
        Units that could have been chosen.
    strata : Series by adcode, optional
        Random sets keep the number of members of each stratum.
    bridge : iterable of adcodes, boolean Series, or Series of labels by adcode, optional
        Units outside ``eligible`` through which members may meet, such as the urban districts between
        counties. A Series of labels (their prefecture, say) lets no chain of bridges run from one label into
        another: the districts of one city link the counties around it, not those around the next city.
    areas : Series by adcode, optional
        Square kilometers of every eligible unit (`boundaries.area_km2`), for the areas of patches.
    borders : DataFrame by a, b, optional
        What is known of the borders between units: border_km, water_share, one row a pair that touches
        (a < b). None: `boundaries.water_borders`, if all eligible units are counties or prefectures of it.
    permutations, seed : int
        Random sets, and where they start; the same seed gives the same bits.

    Returns
    -------
    Patches

    Raises
    ------
    StatisticError
        Members outside the eligible set or given twice, no members, a graph that misses eligible units, has
        negative weights or no joins between eligible units, bridges that are eligible or unknown, areas that
        miss eligible units or are not above 0.

    Notes
    -----
    The largest patch and the shares are discrete, so p_sim is conservative; mid_p is closer to the nominal
    level. With all eligible units chosen every draw equals the list and every p is 1.

    Examples
    --------
    >>> from libpysal.graph import Graph
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> rook = Graph.build_contiguity(board(), rook=True)
    >>> result = patches(["320101", "320102", "320106", "320112"], rook, eligible=CODES, seed=1)
    >>> result.sizes
    (3, 1)
    >>> result.table["members"].iloc[0]
    ('320101', '320102', '320106')
    >>> result.critical[["a", "b", "sizes"]].values.tolist()
    [['320101', '320102', (2, 1)], ['320102', '320106', (2, 1)]]
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    if eligible is None:
        raise StatisticError("analysis.patches.eligible-the-set-the-list-could")
    field = membership(members, graph, eligible=eligible, strata=strata)
    field.joined()
    if not field.n_members:
        raise StatisticError("analysis.patches.patches-no-members-at-all")
    hubs = read_bridges(bridge, graph, field)
    network = Network(field, hubs)
    chosen = field.members
    labels, values, _ = network.components(chosen[None, :])
    few = max(1, ROOM // max(1, field.n_members * network.neighbors.shape[1]))
    collected = [
        network.components(block[at : at + few])[1:]
        for block in field.draws(permutations, seed)
        for at in range(0, len(block), few)
    ]
    drawn = {name: np.concatenate([part[name] for part, _ in collected]) for name in STATISTICS}
    ranked = np.concatenate([sizes for _, sizes in collected])
    statistics = table(
        {
            name: tails(float(values[name][0]), drawn[name], alternative=way)
            for name, way in STATISTICS.items()
        }
    )
    frame, blocks = described(field, network, labels[0], drawn["largest"])
    blocks = blocks.join(areas_of(blocks["members"], areas, field.ids))
    seen = statistics["observed"]
    return Patches(
        frame=frame,
        table=blocks,
        critical=read_critical(field, hubs, frame["patch"], borders),
        statistics=statistics,
        n_patches=len(blocks),
        largest=int(blocks["size"].iloc[0]),
        sizes=tuple(int(size) for size in blocks["size"]),
        share_2=float(seen["share_2"]),
        share_3=float(seen["share_3"]),
        mean_size=float(seen["mean_size"]),
        bb=float(seen["bb"]),
        aggregation=float(seen["aggregation"]),
        bridges=hubs.n_units,
        draws=patch_draws(drawn["bb"], drawn["largest"], ranked),
        permutations=permutations,
        seed=seed,
        setting=field.setting,
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Bridges:
    """Chains of bridging units, each a hub that links the eligible units around it."""

    n_units: int
    n_hubs: int
    unit: Ints  # eligible positions next to ...
    hub: Ints  # ... these hubs


def read_bridges(bridge: Codes | None, graph: Graph, field: Membership) -> Bridges:
    """Contract the bridging units of each chain to one hub, and list which eligible units touch it."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    none = np.empty(0, dtype=np.int64)
    if bridge is None:
        return Bridges(n_units=0, n_hubs=0, unit=none, hub=none)
    known = pd.Index(graph.unique_ids)
    labelled = isinstance(bridge, pd.Series) and not pd.api.types.is_bool_dtype(bridge.dtype)
    units = adcodes(bridge.index if labelled else bridge, what="bridge", within=known)  # type: ignore[union-attr]
    both = units.intersection(field.ids)
    if len(both):
        raise StatisticError(
            "analysis.patches.bridge-units-are-eligible-themselves", n_both=len(both), both=listed(both)
        )
    label = np.zeros(len(units), dtype=np.int64)
    if labelled and isinstance(bridge, pd.Series):
        if bridge.isna().any():
            raise StatisticError(
                "analysis.patches.bridge-no-label-for", index=listed(bridge.index[bridge.isna()])
            )
        label = pd.factorize(bridge.loc[units].astype(str), sort=True)[0].astype(np.int64)
    adjacency = graph.adjacency
    first, second = adjacency.index.get_level_values(0), adjacency.index.get_level_values(1)
    live = adjacency.to_numpy(dtype=np.float64) > 0
    a, b = units.get_indexer(first), units.get_indexer(second)
    chain = live & (a >= 0) & (b >= 0)
    chain[chain] = label[a[chain]] == label[b[chain]]
    shape = (len(units), len(units))
    links = coo_array((np.ones(int(chain.sum())), (a[chain], b[chain])), shape=shape)
    n_hubs, hub = connected_components(links.tocsr(), directed=False)
    x, y = field.ids.get_indexer(first), field.ids.get_indexer(second)
    out, back = live & (x >= 0) & (b >= 0), live & (a >= 0) & (y >= 0)
    touching = np.unique(
        np.concatenate([np.column_stack([x[out], hub[b[out]]]), np.column_stack([y[back], hub[a[back]]])]),
        axis=0,
    ).astype(np.int64)
    return Bridges(n_units=len(units), n_hubs=int(n_hubs), unit=touching[:, 0], hub=touching[:, 1])


def read_critical(
    field: Membership, hubs: Bridges, patch: "pd.Series[int]", borders: pd.DataFrame | None
) -> pd.DataFrame:
    """The joins that patches hang on."""
    chosen = field.members
    place = np.full(field.n_eligible, -1, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    low, high = (place[end] for end in field.pairs)
    both = (low >= 0) & (high >= 0)
    unit = place[hubs.unit]
    ids = field.ids[chosen]
    found = critical_joins(
        ids,
        patch.loc[ids].to_numpy(),
        (low[both], high[both]),
        (unit[unit >= 0], hubs.hub[unit >= 0]),
        hubs.n_hubs,
    )
    if borders is None and len(found):
        borders = measured_borders(field.ids)
    return with_borders(found, borders)


def areas_of(members: "pd.Series[object]", areas: pd.Series | None, ids: pd.Index) -> pd.DataFrame:
    """Area of each patch, and its share of the area of all eligible units; NaN without areas."""
    if areas is None:
        return pd.DataFrame({"area_km2": np.nan, "area_share": np.nan}, index=members.index)
    km2 = pd.Series(numbers(areas, what="areas"), index=areas.index)
    twice = areas.index[areas.index.duplicated()].unique()
    if len(twice):
        raise StatisticError("analysis.patches.areas-given-more-than-once", units=listed(twice))
    known = km2.reindex(ids)
    lacking = ids[~(known > 0).to_numpy() | ~np.isfinite(known.to_numpy())]
    if len(lacking):
        raise StatisticError(
            "analysis.patches.areas-wanted-for-every-unit", n_lacking=len(lacking), units=listed(lacking)
        )
    found = pd.Series([float(known.loc[list(codes)].sum()) for codes in members], index=members.index)
    return pd.DataFrame({"area_km2": found, "area_share": found / known.sum()})


class Network:
    """The eligible units as a symmetric, unweighted network, ready to be cut to many member sets."""

    def __init__(self, field: Membership, hubs: Bridges) -> None:
        low, high = field.pairs
        both = Membership(
            ids=field.ids,
            chosen=field.chosen,
            heads=np.concatenate([low, high]),
            tails=np.concatenate([high, low]),
            weights=np.ones(2 * len(low)),
            strata=field.strata,
        )
        order = np.lexsort((both.tails, both.heads))
        both = Membership(
            ids=both.ids,
            chosen=both.chosen,
            heads=both.heads[order],
            tails=both.tails[order],
            weights=both.weights,
            strata=both.strata,
        )
        self.n = field.n_eligible
        self.neighbors, _, self.degree = padded(both, np.ones(2 * len(low), dtype=np.int64))
        self.hubs = hubs
        self.at_hub: npt.NDArray[np.int64] = np.full((self.n + 1, 0), -1, dtype=np.int64)
        if len(hubs.unit):
            count = np.bincount(hubs.unit, minlength=self.n)
            slot = np.arange(len(hubs.unit)) - np.repeat(np.cumsum(count) - count, count)
            self.at_hub = np.full((self.n + 1, int(count.max())), -1, dtype=np.int64)
            self.at_hub[hubs.unit, slot] = hubs.hub
        self._rows = self.neighbors.astype(np.int32), self.at_hub.astype(np.int32)

    def components(
        self, drawn: npt.NDArray[np.integer]
    ) -> tuple[Ints, dict[str, npt.NDArray[np.float64]], Ints]:
        """Component of each member of each drawn set (row); statistics and falling sizes of each set."""
        size = drawn.shape[1]
        label, found, joins = self._cut_compiled(drawn) if compiled() else self._cut(drawn)
        with np.errstate(divide="ignore", invalid="ignore"):
            reached = self.degree[drawn].sum(axis=1)
            aggregation = np.where(reached > 0, 2 * joins / reached, 0.0)
        single = (found == 1).sum(axis=1)
        n_patches = np.rint((1 / found).sum(axis=1))
        statistics = {
            "n_patches": n_patches,
            "n_blocks": n_patches - single,
            "largest": found.max(axis=1).astype(np.float64),
            "share_2": (size - single) / size,
            "share_3": (found >= 3).sum(axis=1) / size,
            "mean_size": found.sum(axis=1) / size,
            "bb": joins.astype(np.float64),
            "aggregation": aggregation,
        }
        return label, statistics, by_rank(found)

    def _cut_compiled(self, drawn: npt.NDArray[np.integer]) -> tuple[Ints, Ints, Ints]:
        """Label and size of the patch of each place of each drawn set, and the joins of each set."""
        draws, size = drawn.shape
        label, found = np.empty((2, draws, size), dtype=np.int32)
        joins = np.empty(draws, dtype=np.int64)
        near, hubs = self._rows
        ready = given(
            "patches",
            n=self.n,
            size=size,
            width=near.shape[1],
            hub_width=hubs.shape[1],
            n_hubs=self.hubs.n_hubs,
            near=near,
            hubs=hubs,
            drawn=np.ascontiguousarray(drawn, dtype=np.int32),
        )
        call(ready, 0, draws, label, found, joins)
        return label.astype(np.int64), found.astype(np.int64), joins

    def _cut(self, drawn: npt.NDArray[np.integer]) -> tuple[Ints, Ints, Ints]:
        """The same without the compiled engine; the labels are others, and mean the same."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        draws, size = drawn.shape
        rows = np.arange(draws)[:, None]
        slots = np.full((draws, self.n + 1), -1, dtype=np.int32)
        slots[rows, drawn] = np.arange(size, dtype=np.int32)
        reach = self.neighbors[drawn]  # draw, member, neighbor
        met = slots.ravel()[reach + (rows * (self.n + 1))[:, :, None]]
        draw, member, nth = np.nonzero(met > np.arange(size, dtype=np.int32)[None, :, None])
        start = draw * size + member
        end = draw * size + met[draw, member, nth]
        joins = np.bincount(draw, minlength=draws)
        nodes = draws * size
        if self.at_hub.shape[1]:
            hub = self.at_hub[drawn]
            d, k, h = np.nonzero(hub >= 0)
            start = np.concatenate([start, d * size + k])
            end = np.concatenate([end, nodes + d * self.hubs.n_hubs + hub[d, k, h]])
            nodes += draws * self.hubs.n_hubs
        links = coo_array((np.ones(len(start), dtype=np.int8), (start, end)), shape=(nodes, nodes))
        _, label = connected_components(links.tocsr(), directed=False)
        label = label[: draws * size]
        found = np.bincount(label)[label]
        return label.reshape(draws, size).astype(np.int64), found.reshape(draws, size), joins


def described(
    field: Membership, network: Network, label: Ints, largest: npt.NDArray[np.float64]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Number the patches from the largest (ties: lowest adcode) and describe units and patches."""
    codes = field.ids[field.members]
    inside = np.append(field.chosen, False)
    near = inside[network.neighbors[field.members]].sum(axis=1)
    held = pd.DataFrame({"label": label, "neighbors": near}, index=codes)
    held["size"] = held.groupby("label")["neighbors"].transform("size")
    held["first"] = held.index.to_series().groupby(held["label"]).transform("min")
    ranked = held.sort_values(["size", "first"], ascending=[False, True])
    held["patch"] = pd.Series(pd.factorize(ranked["label"])[0] + 1, index=ranked.index)
    frame = held[["patch", "size", "neighbors"]].rename_axis("adcode")
    groups = frame.reset_index().groupby("patch", sort=True)
    sizes = groups["adcode"].size()
    ordered = np.sort(largest)
    beyond = len(ordered) - np.searchsorted(ordered, sizes.to_numpy(), side="left")
    blocks = pd.DataFrame(
        {
            "size": sizes,
            "members": groups["adcode"].agg(tuple),
            "joins": groups["neighbors"].sum() // 2,
            "p_size": (beyond + 1) / (len(ordered) + 1),
        }
    )
    return frame, blocks

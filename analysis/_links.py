"""Links between places (区域联系): gravity and radiation flows, network measures, cohesion."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.extras import extra
from analysis.permutation import Floats, check_permutations, check_seed
from analysis.set_sample import Codes, adcodes, numbers
from analysis.windows import EARTH_KM
from boundaries.errors import StatisticError, choose, listed


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Flows:
    """Flows from place to place.

    Attributes
    ----------
    frame : DataFrame
        One row a pair, origin and destination: flow, distance_km (or what the user's matrix holds).
    model : str
        "gravity", "radiation" or "given".
    places : Index
    """

    frame: pd.DataFrame
    model: str
    places: pd.Index


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Cohesion:
    """How much of its links a group of places keeps to itself.

    Attributes
    ----------
    share : float
        Flows within the group over all flows of its members.
    expected, p_sim : float
        Mean over random groups of the same size, and how often one keeps as much.
    n_members, n_places, permutations, seed : int
    """

    share: float
    expected: float
    p_sim: float
    n_members: int
    n_places: int
    permutations: int
    seed: int


def flows(
    mass: pd.Series,
    places: pd.DataFrame,
    *,
    model: Literal["gravity", "radiation"] = "gravity",
    exponent: float = 2.0,
    cost: pd.DataFrame | None = None,
) -> Flows:
    """Model the flows between places from their size and how far they lie apart.

    Parameters
    ----------
    mass : Series by code
        Positive: people, output.
    places : DataFrame by code
        longitude and latitude in degrees.
    model : {"gravity", "radiation"}
        m_i m_j / d^exponent; or m_i m_i m_j / ((m_i + s)(m_i + m_j + s)), s the mass nearer to i than j is
        (Simini et al. 2012), which has no exponent to choose.
    exponent : float
    cost : DataFrame, optional
        A square table of travel times or rail distances by code, instead of the great circle.

    Returns
    -------
    Flows

    Raises
    ------
    StatisticError
        Masses that are not positive, places or costs that are missing, two places in one point.

    Examples
    --------
    >>> spots = pd.DataFrame({"longitude": [0.0, 0, 0], "latitude": [0.0, 1, 3]}, index=["a", "b", "c"])
    >>> people = pd.Series([10.0, 20, 30], index=["a", "b", "c"])
    >>> flows(people, spots, model="radiation").frame.loc[("a", "b"), "flow"].round(4)  # 10 10 20 / (10 30)
    np.float64(6.6667)
    """
    choose(model, ("gravity", "radiation"), what="model", error=StatisticError)
    size = pd.Series(numbers(mass, what="mass"), index=mass.index)
    wrong = size.index[~(size > 0)]
    if len(wrong):
        raise StatisticError("analysis.links.mass-not-positive", wrong=listed(wrong))
    codes = adcodes(size.index, what="mass")
    size = size.loc[codes]
    lost = codes[~codes.isin(places.index)] if cost is None else codes[~codes.isin(cost.index)]
    if len(lost) or len(codes) < 2:
        raise StatisticError("analysis.links.no-place", n_lost=len(lost), lost=listed(lost))
    away = (
        _great_circle(places.loc[codes])
        if cost is None
        else cost.loc[codes, codes].to_numpy(dtype=np.float64)
    )
    m = size.to_numpy()
    apart = ~np.eye(len(m), dtype=bool)
    if not (away[apart] > 0).all():
        head, tail = np.nonzero(apart & ~(away > 0))
        raise StatisticError("analysis.links.no-distance", pair=f"{codes[head[0]]}-{codes[tail[0]]}")
    if model == "gravity":
        with np.errstate(divide="ignore"):
            flow = m[:, None] * m[None, :] / away**exponent
    else:
        order = np.argsort(np.where(apart, away, -1.0), axis=1, kind="stable")
        between = np.empty_like(away)
        for i, row in enumerate(order):
            ranked = m[row]
            sums = np.concatenate([[0.0], np.cumsum(ranked)[:-1]]) - m[i]
            near = away[i, row]
            tied = np.searchsorted(near, near, side="left")  # places as far as j are not nearer than j
            between[i, row] = sums[np.maximum(tied, 1)]
        flow = m[:, None] ** 2 * m[None, :] / ((m[:, None] + between) * (m[:, None] + m[None, :] + between))
    head, tail = np.nonzero(apart)
    frame = pd.DataFrame(
        {"flow": flow[head, tail], "distance_km": away[head, tail]},
        index=pd.MultiIndex.from_arrays([codes[head], codes[tail]], names=["origin", "destination"]),
    )
    return Flows(frame=frame, model=model, places=codes)


def given_flows(table: pd.DataFrame, *, origin: str, destination: str, flow: str) -> Flows:
    """Read an origin-destination table; pairs that come twice are added, flows to oneself left out.

    Parameters
    ----------
    table : DataFrame
    origin, destination, flow : str
        Its columns.

    Returns
    -------
    Flows

    Raises
    ------
    StatisticError
        Columns that are not there, flows below 0 or missing.
    """
    lacking = [name for name in (origin, destination, flow) if name not in table.columns]
    if lacking:
        raise StatisticError("analysis.panel_regression.no-such-column", lacking=lacking)
    values = numbers(table[flow], what="flow")
    if not (values >= 0).all():
        raise StatisticError("analysis.links.flow-not-positive", rows=listed(table.index[~(values >= 0)]))
    keep = table[origin].ne(table[destination])
    summed = table[keep].groupby([origin, destination])[flow].sum().rename_axis(["origin", "destination"])
    frame = pd.DataFrame({"flow": summed.astype(np.float64), "distance_km": np.nan})
    every = sorted(set(table[origin]) | set(table[destination]))
    return Flows(frame=frame, model="given", places=pd.Index(every))


def network_measures(links: Flows) -> pd.DataFrame:
    """Who is central: out_strength, in_strength, closeness, betweenness, pagerank and community by place.

    Parameters
    ----------
    links : Flows

    Returns
    -------
    DataFrame by place. Paths are short where flows are large (length 1 / flow); communities are those of
    greatest modularity, numbered from 1 by their first place.
    """
    nx = extra("networkx")
    table = links.frame[links.frame["flow"] > 0].reset_index()
    graph = nx.DiGraph()
    graph.add_nodes_from(links.places)
    for origin, destination, flow in zip(table["origin"], table["destination"], table["flow"], strict=True):
        graph.add_edge(origin, destination, weight=flow, length=1 / flow)
    both = nx.Graph()
    both.add_nodes_from(links.places)
    for origin, destination, flow in zip(table["origin"], table["destination"], table["flow"], strict=True):
        before = both.get_edge_data(origin, destination, {"weight": 0.0})["weight"]
        both.add_edge(origin, destination, weight=before + flow)
    groups = nx.community.greedy_modularity_communities(both, weight="weight")
    ordered = sorted((sorted(group) for group in groups), key=lambda group: group[0])
    home = {place: number for number, group in enumerate(ordered, start=1) for place in group}
    columns = {
        "out_strength": dict(graph.out_degree(weight="weight")),
        "in_strength": dict(graph.in_degree(weight="weight")),
        "closeness": nx.closeness_centrality(graph, distance="length"),
        "betweenness": nx.betweenness_centrality(graph, weight="length"),
        "pagerank": nx.pagerank(graph, weight="weight"),
        "community": home,
    }
    return pd.DataFrame(columns, index=links.places)


def cohesion(links: Flows, members: Codes, *, permutations: int = 9_999, seed: int) -> Cohesion:
    """Test whether a group keeps more of its links to itself than random groups of its size.

    Parameters
    ----------
    links : Flows
    members : iterable of codes
    permutations, seed : int

    Returns
    -------
    Cohesion

    Notes
    -----
    Random groups lie anywhere: nearness alone makes a group cohesive in a gravity model, so a small p says
    that the group is compact and no more.
    """
    permutations, seed = check_permutations(permutations), check_seed(seed)
    group = adcodes(members, what="members", within=pd.Index(sorted(links.places)))
    places = pd.Index(sorted(links.places))
    if not 2 <= len(group) < len(places):
        raise StatisticError("analysis.links.group-size", n_group=len(group), n_places=len(places))
    matrix = np.zeros((len(places), len(places)))
    head = places.get_indexer(links.frame.index.get_level_values(0))
    tail = places.get_indexer(links.frame.index.get_level_values(1))
    np.add.at(matrix, (head, tail), links.frame["flow"].to_numpy())
    strength = matrix.sum(axis=0) + matrix.sum(axis=1)

    def share(chosen: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> float:
        total = float(strength[chosen].sum())
        return 2 * float(matrix[np.ix_(chosen, chosen)].sum()) / total if total else 0.0

    rng = np.random.default_rng(seed)
    observed = share(places.get_indexer(group))
    drawn = np.array([share(rng.permutation(len(places))[: len(group)]) for _ in range(permutations)])
    return Cohesion(
        share=observed,
        expected=float(drawn.mean()),
        p_sim=float((drawn >= observed - 1e-12).sum() + 1) / (permutations + 1),
        n_members=len(group),
        n_places=len(places),
        permutations=permutations,
        seed=seed,
    )


def _great_circle(places: pd.DataFrame) -> Floats:
    lon, lat = (np.radians(places[key].to_numpy(dtype=np.float64)) for key in ("longitude", "latitude"))
    half = np.sin((lat[:, None] - lat) / 2) ** 2
    half += np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    found: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return found

"""The life of a list through its editions: who joined and left, and what became of its patches."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from libpysal.graph import Graph
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from analysis.set_sample import Codes, adcodes, is_graph, joins_within
from boundaries.errors import StatisticError, listed
from boundaries.language import Message
from boundaries.shown import Shown

EVENTS: tuple[str, ...] = ("born", "kept", "grown", "shrunk", "changed", "merged", "split", "tangled", "gone")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class ListLife(Shown):
    """Members and patches of a list, edition by edition.

    Attributes
    ----------
    steps : DataFrame by (year, next): members, next_members, stayed, joined, left, jaccard (stayed of all who
        were on either), and how many patches were born, kept, grown, shrunk, changed, merged, split, tangled,
        gone
    units : DataFrame by adcode: first, last (editions it was on), editions, joined, left (times)
    patches : DataFrame, one row a patch and edition: year, patch (its lowest code), size, members (tuple),
        event (what happened to it since the edition before: born, kept, grown, shrunk, changed, merged,
        split, tangled; "" in the first), from_patches (tuple), line (a number that patches keep as long as
        they are neither merged nor split), age (editions of its line so far)
    gone : DataFrame: year (the last edition it was in), patch, size, line: patches no member of which is on
        the next edition
    """

    steps: pd.DataFrame
    units: pd.DataFrame
    patches: pd.DataFrame
    gone: pd.DataFrame


def list_life(editions: Mapping[int, Codes], graph: Graph) -> ListLife:
    """Follow a list through its editions: entries, exits, and the patches that its members form.

    Parameters
    ----------
    editions : mapping of years to members
        Two or more, each codes or a boolean Series by adcode; all in units of one day.
    graph : Graph
        Neighbors; a patch is a component of the members.

    Returns
    -------
    ListLife

    Notes
    -----
    Two patches of following editions are tied if they share a member. A patch tied to none before is "born",
    one tied to none after is "gone"; one tied to one that is tied to it alone is "kept", "grown", "shrunk" or
    "changed" (as many members, not the same); "merged" it comes from several, each tied to it alone; "split"
    it comes from one that is tied to several; "tangled" otherwise.

    Examples
    --------
    >>> from boundaries import board
    >>> CODES = board().index.tolist()
    >>> from analysis._neighbors import neighbors
    >>> rook = neighbors(board(), contiguity="rook")
    >>> found = list_life({2020: CODES[:2], 2021: CODES[:3], 2022: [CODES[0], CODES[2]]}, rook)
    >>> found.patches[["year", "size", "event"]].values.tolist()
    [[2020, 2, ''], [2021, 3, 'grown'], [2022, 1, 'split'], [2022, 1, 'split']]
    """
    is_graph(graph)
    if not isinstance(editions, Mapping) or len(editions) < 2:
        raise StatisticError("analysis.list_life.editions-wanted-a-mapping-of-two")
    known = pd.Index(graph.unique_ids)
    years = sorted(editions)
    members = {
        year: adcodes(editions[year], what=Message("analysis.list_life.editions-of", year=year), within=known)
        for year in years
    }
    if empty := [year for year in years if not len(members[year])]:
        raise StatisticError("analysis.list_life.editions-without-a-member", empty=listed(empty))
    patches = {year: _patches(members[year], graph) for year in years}
    lines: dict[tuple[int, str], tuple[int, int]] = {}
    rows, gone, steps = [], [], []
    count = 0
    for at, year in enumerate(years):
        before = patches[years[at - 1]] if at else {}
        ties = _ties(before, patches[year])
        for key, codes in patches[year].items():
            roots = [old for old, news in ties.items() if key in news]
            event = "" if not at else _event(key, codes, roots, ties, before)
            if event in ("kept", "grown", "shrunk", "changed"):
                line, age = lines[years[at - 1], roots[0]]
                lines[year, key] = (line, age + 1)
            else:
                count += 1
                lines[year, key] = (count, 1)
            rows.append((year, key, len(codes), codes, event, tuple(roots), *lines[year, key]))
        if at:
            last = years[at - 1]
            lost = [key for key, news in ties.items() if not news]
            gone += [(last, key, len(before[key]), lines[last, key][0]) for key in lost]
            old, new = set(members[last]), set(members[year])
            events = [row[4] for row in rows if row[0] == year]
            steps.append(
                {
                    "members": len(old),
                    "next_members": len(new),
                    "stayed": len(old & new),
                    "joined": len(new - old),
                    "left": len(old - new),
                    "jaccard": len(old & new) / len(old | new),
                }
                | {event: events.count(event) for event in EVENTS[:-1]}
                | {"gone": len(lost)}
            )
    every = sorted(set().union(*members.values()))
    on = np.array([[code in members[year] for year in years] for code in every])
    edge = np.diff(on.astype(np.int8), axis=1)
    units = pd.DataFrame(
        {
            "first": [years[i] for i in on.argmax(axis=1)],
            "last": [years[len(years) - 1 - i] for i in on[:, ::-1].argmax(axis=1)],
            "editions": on.sum(axis=1),
            "joined": (edge > 0).sum(axis=1),
            "left": (edge < 0).sum(axis=1),
        },
        index=pd.Index(every, name="adcode"),
    )
    index = pd.MultiIndex.from_arrays([years[:-1], years[1:]], names=["year", "next"])
    heads = ["year", "patch", "size", "members", "event", "from_patches", "line", "age"]
    return ListLife(
        steps=pd.DataFrame(steps, index=index),
        units=units,
        patches=pd.DataFrame(rows, columns=heads),
        gone=pd.DataFrame(gone, columns=["year", "patch", "size", "line"]),
    )


Patches = dict[str, tuple[str, ...]]


def _patches(members: pd.Index, graph: Graph) -> Patches:
    heads, tails, _ = joins_within(graph, members)
    matrix = sparse.coo_array((np.ones(len(heads)), (heads, tails)), shape=(len(members), len(members)))
    label = connected_components(matrix, directed=False)[1]
    groups: dict[int, list[str]] = {}
    for code, group in zip(members, label.tolist(), strict=True):
        groups.setdefault(group, []).append(code)
    return dict(sorted((codes[0], tuple(codes)) for codes in groups.values()))


def _ties(before: Patches, after: Patches) -> dict[str, list[str]]:
    home = {code: key for key, codes in after.items() for code in codes}
    return {old: sorted({home[c] for c in codes if c in home}) for old, codes in before.items()}


def _event(
    key: str, codes: tuple[str, ...], roots: list[str], ties: dict[str, list[str]], before: Patches
) -> str:
    if not roots:
        return "born"
    alone = all(ties[root] == [key] for root in roots)
    if len(roots) > 1:
        return "merged" if alone else "tangled"
    if not alone:
        several = all(
            [root for root, news in ties.items() if other in news] == roots for other in ties[roots[0]]
        )
        return "split" if several else "tangled"
    old = before[roots[0]]
    if set(old) == set(codes):
        return "kept"
    return "grown" if len(codes) > len(old) else "shrunk" if len(codes) < len(old) else "changed"

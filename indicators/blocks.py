"""Blocks of the same columns side by side, as a long list is printed to save paper: put below each other."""

from dataclasses import replace

import numpy as np
import pandas as pd

from indicators.grid import Grid, cells, packed
from indicators.reading.layout import Layout, mark_totals
from indicators.reading.limits import letters
from indicators.reading.words import holds, is_place

ALIKE = 0.5  # of the cells of a block of one column name units


def period(names: list[str], grid: Grid, layout: Layout) -> list[list[int]]:
    """The columns of each block; empty where the headings do not repeat as a whole.

    Parameters
    ----------
    names : list of str
        Headings by column; columns without a heading and without cells part blocks.
    """
    used = [j for j, name in enumerate(names) if name or bool(grid.filled(j)[layout.body].any())]
    words = [names[j] for j in used]
    for size in range(1, len(words) // 2 + 1):
        if len(words) % size or not all(words[:size]) or len(set(words[:size])) < size:
            continue
        if any(words[k] != words[k % size] for k in range(size, len(words))):
            continue
        blocks = [used[k : k + size] for k in range(0, len(used), size)]
        return blocks if all(_names_units(grid, layout, block) for block in blocks) else []
    return []


def _names_units(grid: Grid, layout: Layout, block: list[int]) -> bool:
    """Whether some column of a block names units."""
    for j in block:
        held = [v for i in layout.body[:200].tolist() if holds(v := grid.row(i)[j])]
        if held and sum(isinstance(v, str) and is_place(v) for v in held) >= ALIKE * len(held):
            return True
    return False


def stacked(grid: Grid, layout: Layout, blocks: list[list[int]]) -> tuple[Grid, Layout, pd.Index]:
    """The blocks below each other, and where each row stood: the cell that begins it, such as C2."""
    columns: list[list[object]] = [[] for _ in blocks[0]]
    labels: list[str] = []
    for block in blocks:
        some = np.zeros(len(layout.body), dtype=bool)
        for j in block:
            some |= grid.filled(j)[layout.body]
        body = layout.body[some]
        labels += [f"{letters(block[0])}{i + grid.first}" for i in body.tolist()]
        for k, j in enumerate(block):
            held = cells(grid.columns[j])
            columns[k] = [*columns[k], *(held[i] for i in body.tolist())]
    names = [layout.names[j] for j in blocks[0]]
    below = replace(
        grid,
        columns=[packed(c) if len(c) > 20_000 else c for c in columns],
        merged=frozenset(),
        names=tuple(names),
    )
    kinds = {i + below.first: "data" for i in range(len(labels))}
    again = replace(
        layout,
        names=names,
        units=[layout.units[j] for j in blocks[0]],
        body=np.arange(len(labels)),
        kinds=kinds,
    )
    return below, mark_totals(below, again), pd.Index(labels, name="row")

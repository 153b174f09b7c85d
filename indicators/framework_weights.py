"""The weights of a framework's tree: given, passed, or computed from the normalized indicators."""

from collections.abc import Mapping
from typing import TypeAlias

import pandas as pd

from boundaries.errors import StatisticError, TableError, choose
from boundaries.language import Message
from indicators._aggregate import proportions
from indicators.framework import Framework, Indicator, Pillar
from indicators.number import as_numbers

DATA_WEIGHTINGS = ("equal", "entropy", "critic", "pca")

Weights: TypeAlias = Mapping[str, float] | pd.Series | str
Tree: TypeAlias = dict[str, list[Pillar | Indicator]]


def branches(children: tuple[Pillar | Indicator, ...], present: set[str]) -> Tree:
    """Children by parent code ("" is the root), without indicators that are absent and pillars left empty."""
    tree: Tree = {}

    def grow(code: str, nodes: tuple[Pillar | Indicator, ...]) -> bool:
        kept = [
            n for n in nodes if (grow(n.code, n.children) if isinstance(n, Pillar) else n.code in present)
        ]
        if kept:
            tree[code] = kept
        return bool(kept)

    grow("", children)
    return tree


def local_weights(
    framework: Framework,
    tree: Tree,
    normalized: pd.DataFrame,
    weights: Weights | None,
) -> tuple[pd.Series, str | Message]:
    """Weights by code within each parent, and where they came from."""
    if weights is None and framework.weighting == "given":
        weights = pd.Series({n.code: n.weight for n in framework.nodes()}, dtype="float64")
        source = Message("indicators.framework_weights.given")
    elif weights is None or isinstance(weights, str):
        method = choose(
            framework.weighting if weights is None else weights,
            DATA_WEIGHTINGS,
            what="weights",
            error=TableError,
        )
        return _data_weights(tree, normalized, method), method
    else:
        source = Message("indicators.framework_weights.passed")
    table = as_numbers(pd.Series(weights), what="weights")
    known = {n.code for n in framework.nodes()}
    faults = []
    if extra := [code for code in table.index if code not in known]:
        faults.append(Message("indicators.framework_weights.unknown", codes=extra))
    parts = []
    for parent, nodes in tree.items():
        place = parent or Message("indicators.framework.whole")
        codes = pd.Index([n.code for n in nodes])
        here = table.reindex(codes) if len(codes) > 1 else table.reindex(codes).fillna(1.0)
        if here.isna().any():
            lacking = list(codes[here.isna()])
            faults.append(Message("indicators.framework_weights.no-weight", codes=lacking, parent=place))
            continue
        try:
            parts.append(proportions(here, codes))
        except StatisticError as error:
            faults.append(Message("indicators.framework_weights.in", parent=place, error=error.message))
    if faults:
        raise TableError("indicators.framework_weights.v_id-faults", v_id=framework.id, faults=faults)
    return pd.concat(parts), source


def _data_weights(tree: Tree, normalized: pd.DataFrame, method: str) -> pd.Series:
    """Weights of all indicators at once; a pillar weighs the sum of its indicators (equal: equal at each
    node)."""
    from indicators.data_weights import critic_weights, entropy_weights, pca_weights

    if method == "equal":
        return pd.concat([proportions(None, pd.Index([n.code for n in nodes])) for nodes in tree.values()])
    compute = {"entropy": entropy_weights, "critic": critic_weights, "pca": pca_weights}[method]
    weight = compute(normalized).weights.to_dict()

    def total(node: Pillar | Indicator) -> float:
        if isinstance(node, Indicator):
            return float(weight[node.code])
        return sum(total(child) for child in tree[node.code])

    parts = []
    for nodes in tree.values():
        sums = pd.Series({n.code: total(n) for n in nodes})
        parts.append(sums / sums.sum() if sums.sum() > 0 else proportions(None, sums.index))
    return pd.concat(parts)


def products(tree: Tree, local: pd.Series) -> pd.Series:
    """Weight of each indicator in the whole: the product down the tree."""
    out: dict[str, float] = {}

    def walk(parent: str, above: float) -> None:
        for node in tree[parent]:
            here = above * float(local[node.code])
            if isinstance(node, Indicator):
                out[node.code] = here
            else:
                walk(node.code, here)

    walk("", 1.0)
    return pd.Series(out, name="weight")

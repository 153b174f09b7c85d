"""Scoreboards (综合得分): scores by dimension and in total, ranks, and where each score comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from boundaries.errors import LianpianError, StatisticError, TableError, choose, listed
from boundaries.language import Message
from indicators._aggregate import aggregate
from indicators._impute import Imputed
from indicators._normalize import normalize
from indicators.framework import Framework, Indicator, Pillar
from indicators.framework_weights import DATA_WEIGHTINGS, Tree, Weights, branches, local_weights, products
from indicators.number import as_numbers
from indicators.outliers import Treated


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Scoreboard:
    """Scores of units in a framework.

    Attributes
    ----------
    framework : Framework
    frame : pandas.DataFrame
        By adcode, best first: ``score``, ``rank`` (ties share the smaller, the next is skipped), ``tied``,
        one column
        a top-level dimension (its score), ``previous_rank``, ``rank_change`` (up is positive),
        ``score_change``,
        ``previous_status`` ("same", "up", "down", "new"; NA without ``previous``). Units that lack an
        indicator have
        no score and no rank and stand last.
    normalized : pandas.DataFrame
        By adcode, the indicators on the common scale.
    pillars : pandas.DataFrame
        By adcode, every pillar's score (nested ones too), before ``scale``.
    contributions : pandas.DataFrame
        By adcode, what each top-level dimension adds: the columns of a row sum to its total under
        ``contribution_basis`` ("score" for an arithmetic mean; "ln score" for a geometric, "-1/score" for a
        harmonic
        one; empty under TOPSIS, which is not additive).
    weights : pandas.Series
        By code of every node, within its parent (siblings sum to 1); by (stage, code) where stages were
        given.
    indicator_weights : pandas.Series
        By indicator code, the product down the tree (sums to 1); by (stage, code) likewise.
    weighting : str
        Where the weights came from.
    coverage : pandas.DataFrame
        :meth:`Framework.coverage`, with ``used``.
    unscored : pandas.DataFrame
        By adcode: ``missing``, the indicators that a unit lacks.
    names : pandas.DataFrame or None
        ``name``, ``prefecture``, ``province`` by adcode, for exports.
    steps : tuple of Message
        Everything done to the table, in order.
    """

    framework: Framework
    frame: pd.DataFrame
    normalized: pd.DataFrame
    pillars: pd.DataFrame
    contributions: pd.DataFrame
    contribution_basis: str
    weights: pd.Series
    indicator_weights: pd.Series
    weighting: str | Message
    coverage: pd.DataFrame
    unscored: pd.DataFrame
    names: pd.DataFrame | None
    steps: tuple[Message, ...]

    def __repr__(self) -> str:
        scored = int(self.frame["rank"].notna().sum())
        units = f"{scored:,} of {len(self.frame):,} units"
        return f"<Scoreboard {self.framework.id}: {units}, weights {self.weighting}>"

    def to_excel(self, path: str | Path, *, lang: str = "zh", top: int | None = None) -> Path:
        """Write the ranking as the published lists print it: 排名 省 地级市 县(市), ★ for the first in a
        province.

        Parameters
        ----------
        path : path
            Written whole or not at all.
        lang : {"zh", "en"}
        top : int, optional
            Only the first ``top`` ranks.

        Raises
        ------
        TableError
            Without ``names``, or where the file cannot be written.
        """
        from indicators.workbook import write_ranking

        return write_ranking(self, Path(path), lang=choose(lang, ("zh", "en"), what="lang"), top=top)


def score(
    framework: Framework,
    frame: pd.DataFrame | Imputed | Treated,
    *,
    weights: Weights | Mapping[str, Weights] | None = None,
    columns: Mapping[str, str] | None = None,
    partial: bool = False,
    previous: Scoreboard | None = None,
    names: pd.DataFrame | None = None,
    stages: pd.Series | None = None,
) -> Scoreboard:
    """Score units in a framework.

    Parameters
    ----------
    framework : Framework
    frame : pandas.DataFrame, Imputed or Treated
        Units by adcode, one column an indicator (named by its code or name, or through ``columns``). The
        results of
        :func:`impute` and :func:`treat_outliers` bring their record along.
    weights : mapping, Series or {"equal", "entropy", "critic", "pca"}, optional
        By code, for every pillar and indicator, within its parent (only proportions matter); or computed from
        the
        normalized indicators. None: the file's own, which fails where they were never published.
    columns : mapping, optional
        Indicator code to column of ``frame``.
    partial : bool
        Score with the indicators that are there, weights re-proportioned within each pillar; otherwise a
        missing
        column is an error.
    previous : Scoreboard, optional
        An earlier year, for the changes.
    names : pandas.DataFrame, optional
        ``name``, ``prefecture``, ``province`` by adcode.
    stages : pandas.Series, optional
        The class (stage of development, 分类赋权) of each unit, by adcode; ``weights`` is then a mapping of
        class to weights. Indicators are normalized over all units, so that classes stay comparable.

    Raises
    ------
    TableError
        Missing columns, text where numbers are due, unpublished weights without ``weights=``; all faults at
        once.

    Examples
    --------
    >>> hdi = Framework.read("undp-hdi")
    >>> row = {"life_expectancy": 78.2, "expected_schooling": 14.2, "mean_schooling": 7.6, "gni": 17504}
    >>> score(hdi, pd.DataFrame([row], index=["CHN"])).frame["score"].round(3).tolist()
    [0.768]
    """
    _askable(framework, weights, partial)
    steps = frame.steps if isinstance(frame, Imputed | Treated) else ()
    table = frame.frame if isinstance(frame, Imputed | Treated) else frame
    used, coverage = _columns(framework, table, columns, partial)
    leaves = [leaf for leaf in framework.indicators if leaf.code in used.columns]
    normalized = _normalized(leaves, used)
    tree = branches(framework.children, set(used.columns))
    if stages is None:
        parts = {"": _Part.of(framework, tree, normalized, weights)}
        rows = {"": used.index}
    else:
        rows = _classes(framework, used.index, stages, weights)
        parts = {
            label: _Part.of(framework, tree, normalized, weights[label])  # type: ignore[index]
            for label in rows
        }
    one = next(iter(parts.values()))
    total, top, pillars, contributions = (
        pd.concat([getattr(part, what).loc[rows[label]] for label, part in parts.items()]).loc[used.index]
        for what in ("total", "top", "pillars", "contributions")
    )
    board = _board(framework, total, top, previous)
    local, down = one.local, products(tree, one.local)
    weighting = one.weighting
    if stages is not None:
        local = pd.concat({label: part.local for label, part in parts.items()}, names=["stage", "code"])
        down = pd.concat(
            {label: products(tree, part.local) for label, part in parts.items()}, names=["stage", "code"]
        )
        weighting = Message(
            "indicators.framework_weights.by-stage",
            parts=[
                Message("indicators.framework_weights.stage", stage=label, weighting=part.weighting)
                for label, part in parts.items()
            ],
        )
    lacking = used.isna()
    codes = used.columns.to_numpy()
    missing = {
        i: listed(codes[row]) for i, row in zip(used.index, lacking.to_numpy(), strict=True) if row.any()
    }
    dropped = coverage.index[~coverage["used"]]
    steps += (
        Message(
            "indicators.steps.normalization", leaves=[f"{leaf.code} {leaf.normalization}" for leaf in leaves]
        ),
        Message("indicators.steps.weights", weighting=weighting),
        Message("indicators.steps.aggregation", aggregation=framework.aggregation),
        Message("indicators.steps.unscored", missing=len(missing), units=len(used)),
    )
    if len(dropped):
        left = {"dropped": len(dropped), "indicators": len(coverage), "codes": list(dropped)}
        steps += (Message("indicators.steps.dropped", **left),)
    lost = [
        f"{node.code} ({node.name})"
        for node in framework.nodes()
        if isinstance(node, Pillar) and not any(leaf.code in used.columns for leaf in _leaves(node))
    ]
    if lost:
        steps += (Message("indicators.steps.lost_dimensions", dimensions=lost),)
    return Scoreboard(
        framework=framework,
        frame=board,
        normalized=normalized,
        pillars=pillars,
        contributions=contributions,
        contribution_basis=one.basis,
        weights=local,
        indicator_weights=down,
        weighting=weighting,
        coverage=coverage,
        unscored=pd.DataFrame({"missing": pd.Series(missing, dtype="str")}).rename_axis(used.index.name),
        names=names,
        steps=tuple(steps),
    )


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Part:
    """The scores of all units under one set of weights."""

    local: pd.Series
    weighting: str | Message
    total: pd.Series
    top: pd.DataFrame
    pillars: pd.DataFrame
    contributions: pd.DataFrame
    basis: str

    @classmethod
    def of(
        cls, framework: Framework, tree: Tree, normalized: pd.DataFrame, weights: Weights | None
    ) -> "_Part":
        local, weighting = local_weights(framework, tree, normalized, weights)
        pillars: dict[str, pd.Series] = {}
        top = pd.DataFrame({n.code: _evaluate(n, local, tree, normalized, pillars) for n in tree[""]})
        total = aggregate(top, local[top.columns], method=framework.aggregation)  # type: ignore[arg-type]
        contributions, basis = _contributions(framework.aggregation, top, local[top.columns], framework.scale)
        return cls(
            local=local,
            weighting=weighting,
            total=total,
            top=top,
            pillars=pd.DataFrame(pillars, index=normalized.index),
            contributions=contributions,
            basis=basis,
        )


def _classes(
    framework: Framework, units: pd.Index, stages: pd.Series, weights: object
) -> dict[str, pd.Index]:
    if not isinstance(weights, Mapping):
        raise TableError("indicators.score.with-stages-weights-maps-each-stage", v_id=framework.id)
    lost = units.difference(stages.dropna().index)
    absent = sorted({str(s) for s in stages.reindex(units).dropna()} - {str(w) for w in weights})
    faults = []
    if len(lost):
        faults.append(Message("indicators.score.no-stage", units=list(lost)))
    if absent:
        faults.append(Message("indicators.score.no-weights-for-stage", stages=absent, given=list(weights)))
    if faults:
        raise TableError("indicators.score.v_id-faults", v_id=framework.id, faults=faults)
    stage = stages.loc[units].astype("str")
    return {str(label): units[stage.eq(label)] for label in stage.unique()}


def _askable(framework: Framework, weights: object, partial: bool) -> None:
    faults = []
    pillars = [node for node in framework.nodes() if isinstance(node, Pillar)]
    empty = [f"{node.code} ({node.name})" for node in pillars if not _leaves(node)]
    if empty and framework.indicators and not partial:
        faults.append(Message("indicators.score.empty-dimensions", dimensions=empty))
    if weights is None and framework.weighting == "unpublished":
        ways = [repr(way) for way in DATA_WEIGHTINGS]
        faults.append(Message("indicators.score.never-published", ways=ways))
    if not framework.indicators:
        faults.append(Message("indicators.score.no-indicator", dimensions=len(framework.children)))
    if faults:
        raise TableError("indicators.score.v_id-faults", v_id=framework.id, faults=faults)


def _leaves(node: Pillar | Indicator) -> list[Indicator]:
    """The indicators of a branch."""
    if isinstance(node, Indicator):
        return [node]
    return [leaf for child in node.children for leaf in _leaves(child)]


def _columns(
    framework: Framework, table: pd.DataFrame, columns: Mapping[str, str] | None, partial: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if not isinstance(table, pd.DataFrame):
        raise TableError(
            "indicators.score.wanted-a-table-dataframe-by-unit", v_id=framework.id, name=type(table).__name__
        )
    faults = []
    if table.empty:
        faults.append(Message("indicators.score.no-unit"))
    if table.index.has_duplicates:
        twice = list(table.index[table.index.duplicated()].unique())
        faults.append(Message("indicators.score.units-twice", units=twice))
    if table.columns.has_duplicates:
        twice = table.columns[table.columns.duplicated()].unique()
        raise TableError("indicators.score.columns-listed-twice", v_id=framework.id, twice=listed(twice))
    coverage = framework.coverage(table, columns=columns)
    absent = coverage.index[coverage["column"].isna()]
    if len(absent) and not partial:
        named = [f"{code} ({coverage.loc[code, 'name']})" for code in absent]
        faults.append(
            Message("indicators.score.no-column", absent=len(absent), indicators=len(coverage), named=named)
        )
    if len(absent) == len(coverage):
        faults.append(Message("indicators.score.none-of-them", columns=list(table.columns)))
    used = {}
    for code, column in coverage["column"].dropna().items():
        try:
            used[str(code)] = as_numbers(table[column], what=Message("indicators.number.column", name=column))
        except StatisticError as error:
            faults.append(error.message)
    coverage["used"] = coverage["column"].notna()
    if faults:
        raise TableError("indicators.score.v_id-faults", v_id=framework.id, faults=faults)
    return pd.DataFrame(used, index=table.index), coverage


def _normalized(leaves: list[Indicator], used: pd.DataFrame) -> pd.DataFrame:
    out, faults = {}, []
    for leaf in leaves:
        try:
            out[leaf.code] = normalize(
                used[leaf.code],
                method=leaf.normalization,  # type: ignore[arg-type]
                direction=leaf.direction,
                goalposts=leaf.goalposts,
                target=leaf.target,
                benchmark=leaf.benchmark,  # type: ignore[arg-type]
            )
        except StatisticError as error:
            faults.append(error.message)
    if faults:
        raise TableError("errors.faults", faults=faults)
    return pd.DataFrame(out, index=used.index)


def _evaluate(
    node: Pillar | Indicator,
    local: pd.Series,
    tree: Tree,
    normalized: pd.DataFrame,
    pillars: dict[str, pd.Series],
) -> pd.Series:
    if isinstance(node, Indicator):
        return normalized[node.code]
    inside = pd.DataFrame({c.code: _evaluate(c, local, tree, normalized, pillars) for c in tree[node.code]})
    try:
        value = aggregate(inside, local[inside.columns], method=node.aggregation)  # type: ignore[arg-type]
    except LianpianError as error:
        raise TableError(
            "indicators.score.code-name-error", code=node.code, name=node.name, error=error
        ) from None
    pillars[node.code] = value
    return value


def _board(
    framework: Framework, total: pd.Series, top: pd.DataFrame, previous: Scoreboard | None
) -> pd.DataFrame:
    board = pd.DataFrame({"score": total * framework.scale})
    exact = board["score"].round(12)  # sums in another order must not break a tie
    board["rank"] = exact.rank(method="min", ascending=False).astype("Int64")
    board["tied"] = exact.duplicated(keep=False) & exact.notna()
    for code in top.columns:
        board[code] = top[code] * framework.scale
    for column in ("previous_rank", "rank_change"):
        board[column] = pd.array([pd.NA] * len(board), dtype="Int64")
    board["score_change"] = np.nan
    board["previous_status"] = pd.Series(pd.NA, index=board.index, dtype="str")
    if previous is not None:
        before = previous.frame.reindex(board.index)
        board["previous_rank"] = before["rank"]
        board["rank_change"] = before["rank"] - board["rank"]
        board["score_change"] = board["score"] - before["score"]
        change = board["rank_change"]
        status = pd.Series("same", index=board.index, dtype="str")
        status = status.mask((change > 0).fillna(False), "up").mask((change < 0).fillna(False), "down")
        status = status.mask(before["rank"].isna(), "new")
        board["previous_status"] = status.where(board["rank"].notna())
    return board.sort_values(["rank"], kind="stable", na_position="last")


def _contributions(
    aggregation: str, top: pd.DataFrame, w: pd.Series, scale: float
) -> tuple[pd.DataFrame, str]:
    if aggregation == "arithmetic":
        return top * w * scale, "score"
    with np.errstate(divide="ignore"):
        if aggregation == "geometric":
            parts = np.log(top)
            return (parts + np.log(scale)) * w, "ln score"
        if aggregation == "harmonic":
            return -w / (top * scale), "-1/score"
    return top.iloc[:, :0], "none: TOPSIS is not additive"

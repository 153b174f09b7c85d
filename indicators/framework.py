"""Scoring frameworks (指标体系) as data: a tree of pillars and indicators read from TOML."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from boundaries.errors import TableError, choose, listed
from boundaries.language import Message
from indicators._aggregate import AGGREGATIONS
from indicators._normalize import NORMALIZATIONS

if TYPE_CHECKING:
    from indicators._impute import Imputed
    from indicators._score import Scoreboard
    from indicators.framework_weights import Weights
    from indicators.outliers import Treated

WEIGHTINGS = ("unpublished", "given", "equal", "entropy", "critic", "pca")

_ROOT_KEYS = {
    "id", "title", "title_en", "publisher", "year", "level", "source", "note", "not_published",
    "weighting", "normalization", "aggregation", "scale", "stages", "reported_statistics",
    "pillar", "indicator",
}  # fmt: skip
_PILLAR_KEYS = {
    "code", "name", "name_en", "weight", "aggregation", "source", "note", "pillar", "indicator",
}  # fmt: skip
_INDICATOR_KEYS = {
    "code", "name", "name_en", "unit", "direction", "normalization", "goalposts", "target", "benchmark",
    "weight", "source", "note",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Indicator:
    """A leaf of the tree: what is measured, in which unit, and whether more or less of it is better."""

    code: str
    name: str
    name_en: str
    unit: str
    direction: int
    normalization: str
    goalposts: tuple[float, float] | None
    target: float | None
    benchmark: float | str | None
    weight: float | None
    source: str
    note: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Pillar:
    """A node of the tree (维度): it aggregates its children, which are pillars or indicators."""

    code: str
    name: str
    name_en: str
    weight: float | None
    aggregation: str
    source: str
    note: str
    children: "tuple[Pillar | Indicator, ...]"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Framework:
    """A tree of pillars and indicators with everything that scoring needs.

    Attributes
    ----------
    id, title, title_en, publisher, source, note : str
    year : int or None
    weighting : str
        Where the weights come from: ``given`` in the file, ``unpublished`` (then :meth:`score` asks for
        them),
        or ``equal``, ``entropy``, ``critic``, ``pca``.
    not_published : tuple of str
        What the source does not say (weights, indicators, ...).
    reported_statistics : tuple of str
        Statistics that the source reports on the ranked units without saying that the index uses them.
    aggregation : str
        How the top level is aggregated; each pillar may say otherwise.
    scale : float
        Scores are multiplied by it (100 by default, 1 for an index between 0 and 1).
    children : tuple of Pillar or Indicator
    path : str
        The file it was read from.
    """

    id: str
    title: str
    title_en: str
    publisher: str
    year: int | None
    source: str
    note: str
    weighting: str
    not_published: tuple[str, ...]
    reported_statistics: tuple[str, ...]
    aggregation: str
    scale: float
    children: tuple[Pillar | Indicator, ...]
    path: str

    def __repr__(self) -> str:
        return (
            f"<Framework {self.id}: {self.title}, {len(self.children)} dimensions, "
            f"{len(self.indicators)} indicators, weights {self.weighting}>"
        )

    @classmethod
    def read(cls, path: str | Path) -> "Framework":
        """Read a framework from a TOML file, or a shipped one by its id (see :func:`frameworks`).

        Raises
        ------
        TableError
            One message with every fault of the file.

        Examples
        --------
        >>> Framework.read("undp-hdi")
        <Framework undp-hdi: 人类发展指数, 3 dimensions, 4 indicators, weights given>
        """
        if str(path) in frameworks():
            text = files("indicators").joinpath("frameworks", f"{path}.toml").read_text(encoding="utf-8")
            return _build(text, f"{path}.toml")
        file = Path(path)
        if not file.exists():
            raise TableError(
                "indicators.framework.no-framework-file-and-none-is", file=file, value=listed(frameworks())
            )
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise TableError(
                "indicators.framework.toml-is-utf-text-and-this", file=file, error=error
            ) from None
        except OSError as error:
            raise TableError(
                "indicators.framework.cannot-be-read", file=file, value=error.strerror or error
            ) from None
        return _build(text, str(file))

    @classmethod
    def of_columns(
        cls,
        directions: Mapping[str, int],
        *,
        title: str,
        units: Mapping[str, str] | None = None,
        normalization: str = "min_max",
        aggregation: str = "arithmetic",
    ) -> "Framework":
        """A framework without dimensions: each column is an indicator under its own name.

        Parameters
        ----------
        directions : mapping of column to +1 or -1
        title : str
        units : mapping of column to unit of measure, optional
        normalization, aggregation : str

        Returns
        -------
        Framework
            ``weighting`` is "unpublished": scoring asks for weights.

        Raises
        ------
        TableError
            No column, a direction that is neither +1 nor -1, unknown methods.

        Examples
        --------
        >>> Framework.of_columns({"gdp": 1, "waste": -1}, title="t")
        <Framework table: t, 2 dimensions, 2 indicators, weights unpublished>
        """
        leaves = [
            {"code": name, "name": name, "direction": direction, "unit": dict(units or {}).get(name, "")}
            for name, direction in directions.items()
        ]
        data = {"id": "table", "title": title, "indicator": leaves}
        return _made(data | {"normalization": normalization, "aggregation": aggregation}, title)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The leaves, in the file's order."""
        return tuple(node for node in self.nodes() if isinstance(node, Indicator))

    def nodes(self) -> Iterator[Pillar | Indicator]:
        """Every pillar and indicator, depth first."""
        stack: list[Pillar | Indicator] = list(reversed(self.children))
        while stack:
            node = stack.pop()
            yield node
            if isinstance(node, Pillar):
                stack.extend(reversed(node.children))

    @property
    def table(self) -> pd.DataFrame:
        """The tree as a table by code: ``parent``, ``name``, ``name_en``, ``kind``, ``unit``, ``direction``,
        ``normalization``, ``weight``, ``source``."""
        rows = {}
        parents = {
            child.code: node.code
            for node in self.nodes()
            if isinstance(node, Pillar)
            for child in node.children
        }
        for node in self.nodes():
            leaf = isinstance(node, Indicator)
            rows[node.code] = {
                "parent": parents.get(node.code, ""),
                "name": node.name,
                "name_en": node.name_en,
                "kind": "indicator" if leaf else "pillar",
                "unit": node.unit if isinstance(node, Indicator) else "",
                "direction": node.direction if isinstance(node, Indicator) else pd.NA,
                "normalization": node.normalization if isinstance(node, Indicator) else "",
                "weight": float("nan") if node.weight is None else node.weight,
                "source": node.source,
            }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("code")

    def coverage(self, frame: pd.DataFrame, *, columns: Mapping[str, str] | None = None) -> pd.DataFrame:
        """How much of the framework a table covers.

        Returns
        -------
        pandas.DataFrame
            By indicator code: ``name``, ``column`` (found by ``columns``, else by code or name; NA where
            none),
            ``present``, ``missing`` (cells), ``share`` present.
        """
        chosen = dict(columns or {})
        unknown = [code for code in chosen if code not in {leaf.code for leaf in self.indicators}]
        absent = [column for column in chosen.values() if column not in frame.columns]
        if unknown or absent:
            raise TableError(
                "indicators.framework.columns-unknown-indicators-not-in-the",
                value=listed(unknown) or "none",
                value_2=listed(absent) or "none",
                columns=listed(frame.columns),
            )
        rows = {}
        for leaf in self.indicators:
            names = [chosen.get(leaf.code), leaf.code, leaf.name, leaf.name_en]
            column = next((name for name in names if name and name in frame.columns), None)
            present = int(frame[column].notna().sum()) if column else 0
            rows[leaf.code] = {
                "name": leaf.name,
                "column": column if column else pd.NA,
                "present": present,
                "missing": len(frame) - present,
                "share": present / len(frame) if len(frame) else 0.0,
            }
        return pd.DataFrame.from_dict(
            rows, orient="index", columns=["name", "column", "present", "missing", "share"]
        ).rename_axis("code")

    def score(
        self,
        frame: "pd.DataFrame | Imputed | Treated",
        *,
        weights: "Weights | Mapping[str, Weights] | None" = None,
        columns: Mapping[str, str] | None = None,
        partial: bool = False,
        previous: "Scoreboard | None" = None,
        names: pd.DataFrame | None = None,
        stages: pd.Series | None = None,
    ) -> "Scoreboard":
        """Score units; see :func:`indicators.score`."""
        from indicators._score import score

        return score(
            self,
            frame,
            weights=weights,
            columns=columns,
            partial=partial,
            previous=previous,
            names=names,
            stages=stages,
        )


@cache
def frameworks() -> tuple[str, ...]:
    """The ids of the shipped frameworks.

    >>> "undp-hdi" in frameworks()
    True
    """
    names = (f.name for f in files("indicators").joinpath("frameworks").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


WHOLE = Message("indicators.framework.whole")


def _label(what: Literal["pillar", "indicator"], item: Mapping[str, Any], k: int, where: Message) -> Message:
    """What a part of the file is called: its code, its name or its place."""
    nth = Message("indicators.framework.nth", k=k, where=where)
    return Message(f"indicators.framework.{what}", name=_text(item, "code") or _text(item, "name") or nth)


def _build(text: str, path: str) -> Framework:
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # no TOML, a number of thousands of digits
        raise TableError("indicators.framework.not-valid-toml", path=path, error=error) from None
    return _made(data, path)


def _made(data: Mapping[str, Any], path: str) -> Framework:
    faults: list[Message] = []
    _keys(data, _ROOT_KEYS, WHOLE, faults)
    for key in ("id", "title"):
        if not _text(data, key):
            faults.append(Message("indicators.framework.has-no", key=key))
    weighting = _one_of(data, "weighting", WEIGHTINGS, "unpublished", WHOLE, faults)
    normalization = _one_of(data, "normalization", NORMALIZATIONS, "min_max", WHOLE, faults)
    aggregation = _one_of(data, "aggregation", AGGREGATIONS, "arithmetic", WHOLE, faults)
    seen: dict[str, Message] = {}
    children = _children(data, weighting, normalization, aggregation, WHOLE, seen, faults)
    if not any(True for _ in children):
        faults.append(Message("indicators.framework.empty"))
    scale = data.get("scale", 100)
    if not isinstance(scale, int | float) or not scale > 0:
        faults.append(Message("indicators.framework.scale", scale=scale))
    if faults:
        raise TableError("indicators.framework.fault", path=path, n=len(faults), lines=faults)
    year = data.get("year")
    return Framework(
        id=data["id"],
        title=data["title"],
        title_en=_text(data, "title_en") or data["title"],
        publisher=_text(data, "publisher"),
        year=int(year) if year is not None else None,
        source=_text(data, "source"),
        note=_text(data, "note"),
        weighting=weighting,
        not_published=tuple(str(item) for item in data.get("not_published", [])),
        reported_statistics=tuple(str(item) for item in data.get("reported_statistics", [])),
        aggregation=aggregation,
        scale=float(scale),
        children=children,
        path=path,
    )


def _children(
    data: Mapping[str, Any],
    weighting: str,
    normalization: str,
    aggregation: str,
    where: Message,
    seen: dict[str, Message],
    faults: list[Message],
) -> tuple[Pillar | Indicator, ...]:
    pillars, leaves = data.get("pillar", []), data.get("indicator", [])
    for key, value in (("pillar", pillars), ("indicator", leaves)):
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            faults.append(Message("indicators.framework.tables", where=where, key=key))
            return ()
    out: list[Pillar | Indicator] = []
    for k, item in enumerate(pillars, start=1):
        label = _label("pillar", item, k, where)
        code = _named(item, _PILLAR_KEYS, label, seen, faults)
        own = _one_of(item, "aggregation", AGGREGATIONS, aggregation, label, faults)
        inside = _children(item, weighting, normalization, own, label, seen, faults)
        if not inside and weighting == "given":
            faults.append(Message("indicators.framework.no-indicator", label=label))
        out.append(
            Pillar(
                code=code,
                name=_text(item, "name"),
                name_en=_text(item, "name_en") or _text(item, "name"),
                weight=_weight(item, label, weighting, faults),
                aggregation=own,
                source=_text(item, "source"),
                note=_text(item, "note"),
                children=inside,
            )
        )
    out += [
        _leaf(item, k, weighting, normalization, where, seen, faults)
        for k, item in enumerate(leaves, start=1)
    ]
    given = [node.weight for node in out]
    if weighting == "given" and out and all(w is not None for w in given):
        total = sum(w for w in given if w is not None)
        if abs(total - 1) > 1e-6:
            parts = [f"{node.code} {node.weight:g}" for node in out]
            faults.append(Message("indicators.framework.sum", where=where, total=total, parts=parts))
    return tuple(out)


def _leaf(
    item: Mapping[str, Any],
    k: int,
    weighting: str,
    normalization: str,
    where: Message,
    seen: dict[str, Message],
    faults: list[Message],
) -> Indicator:
    label = _label("indicator", item, k, where)
    code = _named(item, _INDICATOR_KEYS, label, seen, faults)
    direction = item.get("direction")
    if direction not in (1, -1):
        faults.append(
            Message("indicators.framework.no-direction", label=label)
            if direction is None
            else Message("indicators.framework.wrong-direction", label=label, direction=direction)
        )
        direction = 1
    method = _one_of(item, "normalization", NORMALIZATIONS, normalization, label, faults)
    goalposts = item.get("goalposts")
    if goalposts is not None:
        good = isinstance(goalposts, list) and len(goalposts) == 2
        if (
            not good
            or not all(isinstance(g, int | float) for g in goalposts)
            or not goalposts[0] < goalposts[1]
        ):
            fault = Message("indicators.framework.goalposts", label=label, goalposts=goalposts)
            faults.append(fault)
            goalposts = None
    if method == "target" and not isinstance(item.get("target"), int | float):
        faults.append(Message("indicators.framework.target", label=label))
    if method == "benchmark" and item.get("benchmark") is None:
        faults.append(Message("indicators.framework.benchmark", label=label))
    return Indicator(
        code=code,
        name=_text(item, "name"),
        name_en=_text(item, "name_en") or _text(item, "name"),
        unit=_text(item, "unit"),
        direction=int(direction),
        normalization=method,
        goalposts=(float(goalposts[0]), float(goalposts[1])) if goalposts else None,
        target=item.get("target"),
        benchmark=item.get("benchmark"),
        weight=_weight(item, label, weighting, faults),
        source=_text(item, "source"),
        note=_text(item, "note"),
    )


def _named(
    item: Mapping[str, Any], keys: set[str], label: Message, seen: dict[str, Message], faults: list[Message]
) -> str:
    _keys(item, keys, label, faults)
    code = _text(item, "code")
    if not code:
        faults.append(Message("indicators.framework.no-code", label=label))
    elif code in seen:
        used = {"one": seen[code], "other": label, "name": _text(item, "name")}
        faults.append(Message("indicators.framework.code-twice", code=code, **used))
    if not _text(item, "name"):
        faults.append(Message("indicators.framework.no-name", label=label))
    seen.setdefault(code, label)
    return code


def _weight(item: Mapping[str, Any], label: Message, weighting: str, faults: list[Message]) -> float | None:
    weight = item.get("weight")
    if weight is None:
        if weighting == "given":
            faults.append(Message("indicators.framework.no-weight", label=label))
        return None
    if weighting == "unpublished":
        faults.append(Message("indicators.framework.weight-unpublished", label=label, weight=weight))
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight <= 1:
        faults.append(Message("indicators.framework.wrong-weight", label=label, weight=weight))
        return None
    return float(weight)


def _one_of(
    item: Mapping[str, Any],
    key: str,
    valid: tuple[str, ...],
    default: str,
    label: Message,
    faults: list[Message],
) -> str:
    try:
        what = Message("indicators.framework.key-of", key=key, label=label)
        return choose(item.get(key, default), valid, what=what, error=TableError)
    except TableError as error:
        faults.append(error.message)
        return default


def _keys(item: Mapping[str, Any], valid: set[str], label: Message, faults: list[Message]) -> None:
    unknown = sorted(set(item) - valid)
    if unknown:
        known = listed(sorted(valid), most=30)
        faults.append(Message("indicators.framework.unknown-keys", label=label, keys=unknown, valid=known))


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key, "")
    return value.strip() if isinstance(value, str) else str(value)

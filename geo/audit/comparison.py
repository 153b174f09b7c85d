"""From a computed value and what a report states to a verdict.

``agrees``; ``rounds`` (the computed value gives the stated one at the stated precision, or within a hedge such as
约, 近, 左右); ``variant`` (agrees on some variants of a region, year or sum only); ``contradicts``;
``not_computable``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from boundaries.language import Message
from geo.audit.wording import Said, chained

AGREES = "agrees"
ROUNDS = "rounds"
VARIANT = "variant"
CONTRADICTS = "contradicts"
NOT_COMPUTABLE = "not_computable"
KINDS = (AGREES, ROUNDS, VARIANT, CONTRADICTS, NOT_COMPUTABLE)
HEDGE = 0.05  # 约, 近, 左右: within 5 % of the stated number


@dataclass(frozen=True, slots=True)
class Computed:
    """A recomputed value.

    Attributes
    ----------
    value : object
        A number, a list of names or numbers, or a mapping.
    basis : Message or str
        The numbers or names behind it.
    variants : dict
        The same for each variant of a region (or each year of a total), when there are several; else empty.
    span : tuple of float, optional
        The lowest and highest value that the rounding of the printed inputs allows.
    labels : dict of str to Message
        What the keys of ``value`` and ``variants`` are called, where they are words and no names.
    """

    value: Any
    basis: Said = ""
    variants: "dict[str, Computed]" = field(default_factory=dict)
    span: tuple[float, float] | None = None
    labels: dict[str, Message] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison came to.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    variants : tuple of Message or str
        Of the kind ``variant``: those on which the statement agrees.
    """

    kind: str
    variants: tuple[Said, ...] = ()

    def message(self) -> Message:
        """The verdict as it is said."""
        if self.kind == VARIANT:
            return Message("audit.verdict.variant", variants=chained("audit.or", self.variants))
        return Message(f"audit.verdict.{self.kind}")


def rounded(value: float, digits: int) -> float:
    """Half-up rounding, as a printed report rounds (not to even)."""
    unit = Decimal(1).scaleb(-digits)
    return float(Decimal(repr(value)).quantize(unit, rounding=ROUND_HALF_UP))


def _same(value: Any, stated: Any) -> bool:
    if isinstance(value, Message):
        return bool(value.id == stated)
    if isinstance(value, float) or isinstance(stated, float):
        return abs(float(value) - float(stated)) < 1e-9
    return bool(value == stated)


def _round(value: Any, stated: Any, digits: str) -> str:
    if _same(value, stated):
        return AGREES
    return ROUNDS if _same(rounded(float(value), int(digits)), float(stated)) else CONTRADICTS


def _about(value: Any, stated: Any) -> str:
    if _same(value, stated):
        return AGREES
    return ROUNDS if abs(float(value) - float(stated)) <= HEDGE * abs(float(stated)) else CONTRADICTS


def _nearly(value: Any, stated: Any) -> str:
    """近, 接近: below the stated number, by no more than 15 %."""
    return ROUNDS if (1 - 3 * HEDGE) * stated <= float(value) < stated else CONTRADICTS


def _fraction(value: Any, stated: str) -> str:
    exact = float(Fraction(stated))
    return AGREES if _same(float(value), exact) else CONTRADICTS


def _about_fraction(value: Any, stated: str) -> str:
    exact = float(Fraction(stated))
    if _same(float(value), exact):
        return AGREES
    return ROUNDS if abs(float(value) - exact) <= 2 * HEDGE * exact else CONTRADICTS


def _holds(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], str]:
    return lambda value, stated: AGREES if test(value, stated) else CONTRADICTS


def _each(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], str]:
    def verdict(values: Sequence[Any], stated: Any) -> str:
        limits = stated if isinstance(stated, list) else [stated] * len(values)
        return AGREES if all(test(a, b) for a, b in zip(values, limits, strict=True)) else CONTRADICTS

    return verdict


def _about_each(values: Sequence[float], stated: float) -> str:
    verdicts = {_about(value, stated) for value in values}
    if CONTRADICTS in verdicts:
        return CONTRADICTS
    return ROUNDS if ROUNDS in verdicts else AGREES


COMPARISONS: dict[str, Callable[[Any, Any], str]] = {
    "equal": _holds(_same),
    "same_set": _holds(lambda value, stated: set(value) == set(stated)),
    "at_least": _holds(lambda value, stated: value >= stated),
    "at_most": _holds(lambda value, stated: value <= stated),
    "above": _holds(lambda value, stated: value > stated),
    "below": _holds(lambda value, stated: value < stated),
    "each_at_least": _each(lambda value, stated: value >= stated),
    "each_at_most": _each(lambda value, stated: value <= stated),
    "each_above": _each(lambda value, stated: value > stated),
    "each_below": _each(lambda value, stated: value < stated),
    "each_between": _holds(lambda values, stated: all(stated[0] <= v <= stated[1] for v in values)),
    "contains": _holds(lambda value, stated: all(value.get(key) == count for key, count in stated.items())),
    "about": _about,
    "about_each": _about_each,
    "nearly": _nearly,
    "fraction": _fraction,
    "about_fraction": _about_fraction,
    "round:0": lambda value, stated: _round(value, stated, "0"),
    "round:1": lambda value, stated: _round(value, stated, "1"),
    "round:2": lambda value, stated: _round(value, stated, "2"),
}


def _half_unit(stated: float) -> float:
    """Half a unit of the last printed digit of ``stated``."""
    exponent = Decimal(repr(stated)).as_tuple().exponent
    return 0.5 * 10.0 ** min(int(exponent), 0) if isinstance(exponent, int) else 0.0


def _single(computed: Computed, stated: Any, how: str) -> str:
    if how != "within_rounding":
        return COMPARISONS[how](computed.value, stated)
    if _same(computed.value, stated):
        return AGREES
    low, high = computed.span or (computed.value, computed.value)
    half = _half_unit(float(stated))
    return ROUNDS if low <= stated + half and high >= stated - half else CONTRADICTS


def compare(computed: Computed, stated: Any, how: str) -> Verdict:
    """The verdict on ``stated`` given what was ``computed``, compared as ``how`` says."""
    if how == "none":
        return Verdict(NOT_COMPUTABLE)
    if not computed.variants:
        return Verdict(_single(computed, stated, how))
    verdicts = {name: _single(variant, stated, how) for name, variant in computed.variants.items()}
    good = [name for name, verdict in verdicts.items() if verdict != CONTRADICTS]
    if not good:
        return Verdict(CONTRADICTS)
    if len(good) == len(verdicts):
        return Verdict(AGREES if all(verdict == AGREES for verdict in verdicts.values()) else ROUNDS)
    return Verdict(VARIANT, tuple(computed.labels.get(name) or name for name in good))

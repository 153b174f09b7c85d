"""Verdicts on stated values."""

import pytest

from geo.audit.comparison import Computed, Verdict, compare, rounded


@pytest.mark.parametrize(
    ("value", "stated", "how", "verdict"),
    [
        (46, 46, "equal", "agrees"),
        (48, 46, "equal", "contradicts"),
        (["a", "b"], ["b", "a"], "same_set", "agrees"),
        (["a", "b"], ["b", "a"], "equal", "contradicts"),
        (43.8356, 43.8, "round:1", "rounds"),
        (43.85, 43.8, "round:1", "contradicts"),
        (40.0, 40, "round:0", "agrees"),
        (40.0, 40, "above", "contradicts"),
        (47.0, 50, "nearly", "rounds"),
        (51.0, 50, "nearly", "contradicts"),
        (75.7, 75, "about", "rounds"),
        (85.0, 75, "about", "contradicts"),
        (4 / 6, "2/3", "fraction", "agrees"),
        (0.7568, "3/4", "about_fraction", "rounds"),
        ([8, 14], 20, "each_at_most", "agrees"),
        ([8, 21], 20, "each_at_most", "contradicts"),
        ([13, 15], [10, 20], "each_at_most", "contradicts"),
        ({"深圳市": 4, "扬州市": 1}, {"深圳市": 4}, "contains", "agrees"),
        (12, None, "none", "not_computable"),
    ],
)
def test_verdict(value: object, stated: object, how: str, verdict: str) -> None:
    assert compare(Computed(value), stated, how).kind == verdict


def test_the_rounding_of_printed_inputs_is_granted() -> None:
    # 17.0 may be 16.95 to 17.05: the share is 14.006 to 14.088 % of 121.0207, which prints as 14.0 or 14.1
    assert compare(Computed(14.047, span=(14.006, 14.088)), 14.1, "within_rounding").kind == "rounds"
    assert compare(Computed(14.047, span=(14.006, 14.04)), 14.1, "within_rounding").kind == "contradicts"


def test_variants_that_differ_are_named() -> None:
    three = {name: Computed(n) for name, n in {"26市": 46, "27市": 48, "41市": 50}.items()}
    assert compare(Computed(three, variants=three), 46, "equal") == Verdict("variant", ("26市",))
    assert compare(Computed(three, variants=three), 47, "equal").kind == "contradicts"
    same = {"a": Computed(7), "b": Computed(7)}
    assert compare(Computed(7, variants=same), 7, "equal").kind == "agrees"


def test_rounding_is_half_up() -> None:
    assert [rounded(x, 0) for x in (0.5, 1.5, 2.5)] == [1.0, 2.0, 3.0]
    assert rounded(0.125, 2) == 0.13

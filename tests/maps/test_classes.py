"""Classes: worked by hand, against mapclassify, and by law."""

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import MapError
from boundaries.natural_breaks import natural_breaks
from maps.overlays.classification import SCHEMES, classify
from tests.board import CODES


def series(values):
    return pd.Series(values, index=CODES[: len(values)], dtype=float)


def test_by_hand():
    values = series([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    assert classify(values, k=5).counts == (2, 2, 2, 2, 2)
    assert classify(values, k=5).labels == ("1–2", "3–4", "5–6", "7–8", "9–10")
    equal = classify(values, scheme="equal_interval", k=3)
    assert equal.breaks == (4.0, 7.0, 10.0)
    assert equal.index.tolist() == [0, 0, 0, 0, 1, 1, 1, 2, 2, 2]
    natural = classify(series([1, 1.5, 2, 10, 11, 30]), scheme="fisher_jenks", k=3)
    assert natural.breaks == (2.0, 11.0, 30.0)
    assert natural.counts == (3, 2, 1)
    # mean of 1 1 1 1 6 is 2; the head holds 6 alone
    assert classify(series([1, 1, 1, 1, 6]), scheme="head_tail").breaks == (2.0, 6.0)
    user = classify(series([1, 2, 30, 99]), scheme="user", breaks=[5, 10, 50])
    assert (user.breaks, user.counts) == ((5.0, 10.0, 50.0, 99.0), (2, 0, 1, 1))


def test_no_data_ties_and_one_class():
    some = classify(series([1, np.nan, 3, 4]), k=2)
    assert some.missing == 1 and some.index.tolist() == [0, -1, 0, 1]
    one = classify(series([7, 7, 7]), k=5)
    assert (one.breaks, one.labels, one.counts, one.merged) == ((7.0,), ("7",), (3,), 4)
    tied = classify(series([0, 0, 0, 0, 0, 0, 0, 1, 2, 3]), k=5)
    assert len(tied) == 3 and tied.merged == 2 and sum(tied.counts) == 10
    nullable = classify(pd.Series([1, None, 3], dtype="Int64", index=CODES[:3]), k=2)
    assert nullable.index.tolist() == [0, -1, 1]


@pytest.mark.parametrize(
    ("values", "options", "words"),
    [
        (series([np.nan, np.nan]), {}, "holds no value"),
        (series([1, np.inf]), {}, CODES[1]),
        (pd.Series(["1", "二"], index=CODES[:2]), {}, "'二'"),
        (pd.Series(pd.Categorical(["a"])), {}, "category"),
        (series([1, 2]), {"k": 0}, "1 to 9"),
        (series([1, 2]), {"k": 2.5}, "1 to 9"),
        (series([1, 2]), {"scheme": "jenks"}, "fisher_jenks"),
        (series([1, 2]), {"breaks": [1]}, "user"),
        (series([1, 2]), {"scheme": "user"}, "needs breaks"),
        (series([1, 2]), {"scheme": "user", "breaks": [2, 1]}, "rise"),
        (series([1, 2]), {"scheme": "user", "breaks": ["a"]}, "numbers"),
        (series([1, 2]), {"scheme": "user", "breaks": list(range(12))}, "at most 9"),
        ([1, 2], {}, "Series"),
        (pd.Series([1j]), {}, "complex"),
    ],
)
def test_bad_input_is_named(values, options, words):
    with pytest.raises(MapError, match=words):
        classify(values, **options)


def within(values, ends):
    code = np.searchsorted(ends, values)
    return sum(((values[code == c] - values[code == c].mean()) ** 2).sum() for c in np.unique(code))


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_agrees_with_mapclassify():
    import mapclassify

    rng = np.random.default_rng(7)
    for values in (rng.lognormal(size=300), rng.integers(0, 20, 300).astype(float), rng.normal(size=40)):
        frame = pd.Series(values)
        for k in (2, 5, 9):
            ours, theirs = classify(frame, scheme="fisher_jenks", k=k), mapclassify.FisherJenks(values, k=k)
            assert within(values, ours.breaks) <= within(values, theirs.bins) * (1 + 1e-9)
            np.testing.assert_allclose(
                classify(frame, scheme="equal_interval", k=k).breaks,
                mapclassify.EqualInterval(values, k=k).bins,
            )
            quantiles = mapclassify.Quantiles(values, k=k).bins
            np.testing.assert_allclose(classify(frame, k=k).breaks, np.unique(quantiles))
        heads = classify(frame, scheme="head_tail", k=4).breaks[:-1]
        np.testing.assert_allclose(heads, mapclassify.HeadTailBreaks(values).bins[: len(heads)])


numbers = st.lists(st.floats(-1e6, 1e6).map(lambda v: round(v, 3)), min_size=1, max_size=16)


@settings(max_examples=60, deadline=None)
@given(values=numbers, scheme=st.sampled_from([s for s in SCHEMES if s != "user"]), k=st.integers(1, 9))
def test_classes_partition_and_do_not_know_the_order_of_rows(values, scheme, k):
    frame = series(values)
    one = classify(frame, scheme=scheme, k=k)
    assert sum(one.counts) == len(values) and min(one.counts) >= (0 if scheme == "equal_interval" else 1)
    assert len(one) <= k and list(one.breaks) == sorted(set(one.breaks)) and len(one.labels) == len(one)
    low = [one.lower, *one.breaks][: len(one)]
    for unit, value in frame.items():
        c = one.index[unit]
        assert low[c] <= value <= one.breaks[c]
    other = classify(frame.sample(frac=1, random_state=3), scheme=scheme, k=k)
    assert other.breaks == one.breaks and other.index.reindex(frame.index).equals(one.index)


@settings(max_examples=40, deadline=None)
@given(values=st.lists(st.integers(-50, 50), min_size=2, max_size=9), k=st.integers(2, 4))
def test_natural_breaks_are_the_best_of_all(values, k):
    from itertools import combinations

    data = np.array(values, dtype=float)
    distinct = np.unique(data)
    k = min(k, len(distinct))
    best = min(
        within(data, [*cut, distinct[-1]]) for cut in combinations(distinct[:-1], k - 1)
    )  # every way to cut
    assert within(data, natural_breaks(data, k=k)) == pytest.approx(best, abs=1e-7)


def test_labels_put_no_unit_in_another_class():
    rng = np.random.default_rng(1)
    values = pd.Series(rng.lognormal(size=200))
    done = classify(values, scheme="fisher_jenks", k=5)
    ends = [float(label.split("–")[1].replace(",", "")) for label in done.labels]
    code = np.searchsorted([*ends[:-1], np.inf], values)
    assert (code == done.index).all()
    assert max(len(label) for label in done.labels) < 14
    assert classify(series([-2.5, -1.5, 0.5]), k=2).labels == ("−2.5 – −1.5", ">−1.5 – 0.5")
    assert classify(series([0.1, 0.7, 0.9]), scheme="user", breaks=[0.25, 1]).labels == (
        "0.10–0.25",
        ">0.25–1.00",
    )


@given(
    spread=st.floats(1, 1e6),
    offset=st.floats(0, 1e6),
    sign=st.sampled_from([-1, 1]),
    scheme=st.sampled_from(["quantiles", "equal_interval", "fisher_jenks", "head_tail"]),
    seed=st.integers(0, 10),
)
@settings(max_examples=60, deadline=None)
def test_edges_of_classes_rise_and_hold_the_units_that_they_say(
    spread: float, offset: float, sign: int, scheme: Any, seed: int
) -> None:
    """However large the numbers are beside their differences; a value is in one class as the labels read."""
    values = pd.Series(sign * offset + spread * np.random.default_rng(seed).random(40))
    done = classify(values, scheme=scheme, k=5)
    read = [re.findall("[−]?[0-9.,]+", label) for label in done.labels]
    edges = [[float(n.replace(",", "").replace("−", "-")) for n in pair] for pair in read]
    assert [label.startswith(">") for label in done.labels] == [k > 0 for k in range(len(done))]
    assert all(low < high for low, high in edges) and len(set(done.labels)) == len(done)
    assert all(before[1] == after[0] for before, after in pairwise(edges))
    inner = [high for _, high in edges[:-1]]
    assert (np.searchsorted(inner, values, side="left") == done.index).all()

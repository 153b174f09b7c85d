"""How sure a rank is: hand-worked cases, laws and refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from boundaries.errors import StatisticError
from indicators._sensitivity import _ranks, sensitivity
from indicators.uncertain_index import UncertainIndex

AHP = pd.DataFrame([[1, 3, 5], [1 / 3, 1, 2], [1 / 5, 1 / 2, 1]], index=list("xyz"), columns=list("xyz"))


def table(units=40, indicators=5, seed=0):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(units, 1)) + rng.normal(size=(units, indicators))
    return pd.DataFrame(
        values, index=[f"u{k:03d}" for k in range(units)], columns=[f"x{k}" for k in range(indicators)]
    )


def equal(frame):
    return pd.Series(1.0, index=frame.columns)


def test_two_units_by_hand():
    # Unit a has (1, 0), unit b (0, 1) after min-max; a leads when its weight exceeds one half. The weight of the
    # first indicator is Beta(c w, c (1 - w)) distributed, so P(a first) = 1 - BetaCDF(0.5).
    frame = pd.DataFrame({"x": [9.0, 1], "y": [2.0, 5]}, index=["a", "b"])
    found = sensitivity(frame, {"x": 0.6, "y": 0.4}, draws=40_000, concentration=10, top=1, seed=3)
    expected = 1 - beta.cdf(0.5, 6, 4)
    assert found.frame.loc["a", "p_top"] == pytest.approx(
        expected, abs=4 * np.sqrt(expected * (1 - expected) / 40_000)
    )
    assert found.frame["rank"].to_dict() == {"a": 1, "b": 2}
    assert found.frame.loc["a", "p_above_next"] == found.frame.loc["a", "p_top"]
    assert np.isnan(found.frame.loc["b", "p_above_next"])
    assert found.pairs[["above", "below"]].values.tolist() == [["a", "b"]]
    assert found.pairs["p_above"][0] == found.frame.loc["a", "p_top"]
    # The coefficient of variation of a Dirichlet weight.
    cv = found.settings["weights_cv"]
    assert cv["x"] == pytest.approx(np.sqrt(0.4 / (0.6 * 11)), rel=0.02)


def test_a_unit_that_is_best_in_everything_is_first_in_every_draw():
    frame = table()
    frame.loc["u007"] = frame.max() + 1
    frame.loc["u011"] = frame.min() - 1
    found = sensitivity(
        frame, equal(frame), draws=500, top=5, concentration=5, seed=1,
        normalizations=("min_max", "rank"), aggregations=("arithmetic", "geometric", "harmonic"),
    )  # fmt: skip
    assert found.frame.loc["u007", ["rank", "rank_low", "rank_high", "p_top"]].to_list() == [1, 1, 1, 1]
    assert found.frame.loc["u011", ["rank", "rank_low", "rank_high", "p_top"]].to_list() == [40, 40, 40, 0]


def test_against_a_plain_loop():
    frame = table(30, 4)
    model = UncertainIndex.build(
        frame, equal(frame), None, None, ["min_max"], ["arithmetic", "geometric", "harmonic"], ["none"],
        concentration=20, spread=0,
    )  # fmt: skip
    weights = model.draw(50, np.random.default_rng(0))
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    x = 1 + 99 * ((frame - frame.min()) / (frame.max() - frame.min())).to_numpy()
    for combination, mean in enumerate(
        [lambda w: x @ w, lambda w: np.prod(x**w, axis=1), lambda w: 1 / ((1 / x) @ w)]
    ):
        expected = np.array([pd.Series(mean(w)).rank(ascending=False, method="min") for w in weights])
        assert (_ranks(model.score(weights, combination)) == expected).all()


def test_ranks_share_ties():
    assert _ranks(np.array([[3.0, 1, 1, 2, 3]])).tolist() == [[4, 1, 1, 3, 4]]


def test_draws_are_kept_packed():
    frame = table()
    found = sensitivity(frame, equal(frame), draws=1003, top=10, seed=5)
    members = found.members()
    assert members.shape == (40, 1003) and found.draws_top.shape == (40, 126)
    assert (members.sum(axis=0) == 10).all()
    np.testing.assert_allclose(members.mean(axis=1), found.frame["p_top"])


def test_interval_covers_the_level():
    frame = table(200, 8)
    found = sensitivity(frame, equal(frame), draws=2000, top=20, level=0.8, seed=2).frame
    assert (found["rank_low"] <= found["rank_median"]).all() and (
        found["rank_median"] <= found["rank_high"]
    ).all()
    assert found["p_top"].sum() == pytest.approx(20)
    wide = sensitivity(frame, equal(frame), draws=2000, top=20, level=0.98, seed=2).frame
    assert (wide["rank_high"] - wide["rank_low"] >= found["rank_high"] - found["rank_low"]).all()


def test_certain_weights_leave_no_doubt():
    frame = table()
    found = sensitivity(frame, equal(frame), draws=200, concentration=1e12, top=10, seed=1)
    assert (found.frame["rank_low"] == found.frame["rank"]).all()
    assert (found.frame["rank_high"] == found.frame["rank"]).all()
    assert found.pairs.empty


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), scale=st.floats(0.01, 100))
def test_laws(seed, scale):
    """Units of measure, the scale of weights and the order of rows and columns do not matter."""
    frame = table(25, 4, seed)
    weights = pd.Series([0.4, 0.3, 0.2, 0.1], index=frame.columns)
    options = {"draws": 300, "top": 5, "seed": seed, "concentration": 30}
    plain = sensitivity(frame, weights, **options).frame
    pd.testing.assert_frame_equal(plain, sensitivity(frame, weights * scale, **options).frame)
    moved = frame * [8, 0.5, 2, 4]
    near = sensitivity(moved, weights, **options).frame
    assert np.abs(near["p_top"] - plain["p_top"]).max() < 0.02
    shuffled = sensitivity(
        frame.sample(frac=1, random_state=seed), weights.sample(frac=1, random_state=1), **options
    )
    assert np.abs(shuffled.frame["p_top"].loc[plain.index] - plain["p_top"]).max() < 0.02
    assert (shuffled.frame["rank"].loc[plain.index] == plain["rank"]).all()
    flipped = sensitivity(-frame, weights, directions=dict.fromkeys(frame.columns, -1), **options).frame
    pd.testing.assert_frame_equal(plain, flipped)


def test_seeded_and_input_left_alone():
    frame = table()
    before = frame.copy()
    one, two = (sensitivity(frame, equal(frame), draws=500, top=5, seed=8) for _ in range(2))
    pd.testing.assert_frame_equal(one.frame, two.frame)
    assert (one.draws_top == two.draws_top).all()
    pd.testing.assert_frame_equal(frame, before)
    other = sensitivity(frame, equal(frame), draws=500, top=5, seed=9)
    assert (one.draws_top != other.draws_top).any()


def test_judgements():
    frame = table(30, 3).set_axis(list("xyz"), axis=1)
    found = sensitivity(
        frame, judgements=AHP.loc[["z", "x", "y"], ["y", "z", "x"]], draws=4000, top=5, spread=0.25, seed=1
    )
    # Row geometric means: 15^(1/3), (2/3)^(1/3), (1/10)^(1/3).
    means = np.array([15, 2 / 3, 1 / 10]) ** (1 / 3)
    assert list(found.settings["weights"].values()) == pytest.approx(list(means / means.sum()))
    assert found.settings["weights_from"] == "judgements" and found.settings["concentration"] is None
    # log(w_x / w_y) is the mean over three judgements of both rows: its variance is spread² (1 + 1 + 4) / 9.
    model = UncertainIndex.build(
        frame, None, AHP, None, ["z"], ["arithmetic"], ["none"], concentration=None, spread=0.25
    )
    drawn = model.draw(20_000, np.random.default_rng(0))
    assert np.log(drawn[:, 0] / drawn[:, 1]).std() == pytest.approx(0.25 * np.sqrt(6) / 3, rel=0.03)
    broken = AHP.copy()
    broken.loc["y", "x"] = 0.5
    with pytest.raises(StatisticError, match=r"not reciprocal: x / y: 3 and 0\.5"):
        sensitivity(frame, judgements=broken, top=5, seed=1)


def test_missing_cells_and_imputations():
    frame = table()
    frame.loc["u003", "x1"] = np.nan
    with pytest.raises(StatisticError, match=r"1 cells are missing: u003 x1; fill them, or pass imputations"):
        sensitivity(frame, equal(frame), top=5, seed=1)
    found = sensitivity(
        frame, equal(frame), top=5, draws=400, seed=1, imputations=("mean", "median", "available"),
        aggregations=("arithmetic", "geometric"),
    )  # fmt: skip
    assert found.settings["imputed_cells"] == 1 and len(found.settings["combinations"]) == 6
    assert found.frame.notna().drop(columns="p_above_next").all(axis=None)
    # "available" leaves the missing indicator out: the score of u003 is the mean of its four others.
    model = UncertainIndex.build(
        frame, equal(frame), None, None, ["min_max"], ["arithmetic"], ["available"], concentration=5, spread=0
    )
    score = -model.score(model.stated[None, :], 0)[0][3]
    x = 1 + 99 * (frame - frame.min()) / (frame.max() - frame.min())
    assert score == pytest.approx(x.loc["u003"].mean(), rel=1e-5)


def test_z_combines_with_the_arithmetic_mean_only():
    frame = table()
    found = sensitivity(
        frame, equal(frame), top=5, draws=100, seed=1, normalizations=("z", "min_max"),
        aggregations=("arithmetic", "geometric"),
    )  # fmt: skip
    assert found.settings["skipped"] == [("none", "z", "geometric")]
    with pytest.raises(StatisticError, match="above 0"):
        sensitivity(frame, equal(frame), top=5, seed=1, normalizations=["z"], aggregations=["harmonic"])


def test_sobol_of_ranks():
    frame = table(60, 6)
    found = sensitivity(
        frame, equal(frame), top=10, draws=200, seed=1, concentration=1e9, sobol=128,
        normalizations=("min_max", "rank"), aggregations=("arithmetic", "harmonic"),
    ).sobol  # fmt: skip
    # The weights are all but fixed: they explain nothing, the two choices everything.
    assert found.frame.loc["weights", "total"] == pytest.approx(0, abs=0.02)
    assert found.frame.loc["aggregation", "total"] + found.frame.loc["normalization", "total"] > 0.9
    each = sensitivity(
        frame, equal(frame), top=10, draws=50, seed=1, sobol=32, sobol_factors="indicators"
    ).sobol
    assert list(each.frame.index) == [f"weight {c}" for c in frame.columns]
    assert (each.frame["total"] > 0).all()
    assert sensitivity(frame, equal(frame), top=10, draws=50, seed=1).sobol is None


def test_bad_input():
    frame = table()
    weights = equal(frame)
    with pytest.raises(StatisticError, match=r"without weights: x4; without column: x9"):
        sensitivity(frame, weights.rename({"x4": "x9"}), top=5, seed=1)
    with pytest.raises(StatisticError, match="above 0: x2"):
        sensitivity(frame, weights.mask(weights.index == "x2", -1), top=5, seed=1)
    with pytest.raises(StatisticError, match="top must lie between 1 and the 40 units; got 100"):
        sensitivity(frame, weights, seed=1)
    with pytest.raises(StatisticError, match="either weights or judgements"):
        sensitivity(frame, top=5, seed=1)
    with pytest.raises(StatisticError, match="without any variation: x0"):
        sensitivity(frame.assign(x0=1.0), weights, top=5, seed=1)
    with pytest.raises(StatisticError, match="hold no numbers: x0"):
        sensitivity(frame.assign(x0="a"), weights, top=5, seed=1)
    with pytest.raises(StatisticError, match="infinite: u000 x0"):
        sensitivity(
            frame.mask((frame.index == "u000")[:, None] & (frame.columns == "x0"), np.inf),
            weights,
            top=5,
            seed=1,
        )
    with pytest.raises(StatisticError, match="appear twice: u000"):
        sensitivity(pd.concat([frame, frame.iloc[:1]]), weights, top=5, seed=1)
    with pytest.raises(StatisticError, match="unknown normalization 'log'; valid: min_max, z, rank, given"):
        sensitivity(frame, weights, top=5, seed=1, normalizations=["log"])
    with pytest.raises(StatisticError, match="must be a sequence"):
        sensitivity(frame, weights, top=5, seed=1, aggregations="arithmetic")


def test_own_choices_enter_with_equal_chance():
    frame = table(3, 2)
    frame[:] = [[1.0, 0.9], [0.0, 1.0], [0.6, 0.0]]
    # Under the harmonic mean a unit with a zero falls back; the arithmetic mean forgives it.
    kinds = ("arithmetic", "harmonic")
    found = sensitivity(frame, equal(frame), draws=2000, concentration=1e6, top=1, seed=1, aggregations=kinds)
    assert found.frame["p_top"].to_list() == [1, 0, 0]
    assert len(found.settings["combinations"]) == 2


def test_given_normalization_leaves_the_table_as_it_is():
    frame = table() ** 2
    weights = pd.Series([5.0, 4, 3, 2, 1], index=frame.columns)
    found = sensitivity(frame, weights, top=5, draws=50, seed=1, normalizations=["given"])
    expected = (frame @ weights).rank(ascending=False).astype(int)
    assert (found.frame["rank"] == expected).all()
    geometric = sensitivity(
        frame, weights, top=5, draws=50, seed=1, normalizations=["given"], aggregations=["geometric"]
    )
    assert (geometric.frame["rank"] == (np.log(frame) @ weights).rank(ascending=False).astype(int)).all()
    skipped = sensitivity(
        table(),
        weights,
        top=5,
        draws=50,
        seed=1,
        normalizations=["given"],
        aggregations=["arithmetic", "harmonic"],
    )
    assert skipped.settings["skipped"] == [("none", "given", "harmonic")]


def test_starts_from_a_scoreboard(tmp_path):
    from indicators.framework import Framework

    text = """
id = "t"
title = "t"
weighting = "given"
aggregation = "arithmetic"
"""
    for code, weight, leaf in (("p", 0.7, 0.4), ("q", 0.3, 0.5)):
        text += (
            f'[[pillar]]\ncode = "{code}"\nname = "{code}"\nweight = {weight}\naggregation = "arithmetic"\n'
        )
        for k, share in enumerate((leaf, 1 - leaf)):
            text += f'[[pillar.indicator]]\ncode = "{code}{k}"\nname = "{code}{k}"\ndirection = {1 - 2 * k}\nweight = {share}\n'
    (tmp_path / "t.toml").write_text(text, encoding="utf-8")
    frame = table(30, 4).set_axis(["p0", "p1", "q0", "q1"], axis=1)
    board = Framework.read(tmp_path / "t.toml").score(frame)
    found = sensitivity(
        board.normalized, board.indicator_weights, top=5, draws=50, seed=1, normalizations=["given"]
    )
    assert (found.frame["rank"] == board.frame["rank"].loc[found.frame.index]).all()

"""Belts under an uncertain ranking: the board by hand, a plain search as oracle, laws, refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph

from boundaries.errors import JoinError, StatisticError
from geo.lists.belts import belts
from geo.lists.group_draws import group_draws
from indicators._sensitivity import Sensitivity, sensitivity
from tests.board import CODES


def rook():
    """Rook neighbors of the 4x4 board."""
    near = {
        code: [
            CODES[r * 4 + c]
            for r, c in ((k // 4 + 1, k % 4), (k // 4 - 1, k % 4), (k // 4, k % 4 + 1), (k // 4, k % 4 - 1))
            if 0 <= r < 4 and 0 <= c < 4
        ]
        for k, code in enumerate(CODES)
    }
    return Graph.from_dicts(near)


def drawn(members, codes=CODES, stated=None):
    """A Sensitivity whose draws are these member sets (lists of positions in CODES); the first is the stated one."""
    held = np.zeros((16, len(members)), dtype=bool)
    for draw, rows in enumerate(members):
        held[rows, draw] = True
    top = len(members[0])
    stated = held[:, 0] if stated is None else stated
    frame = pd.DataFrame({"rank": np.where(stated, 1, 16), "p_top": held.mean(axis=1)}, index=pd.Index(CODES))
    order = [CODES.index(code) for code in codes]
    return Sensitivity(
        frame=frame.iloc[order], pairs=pd.DataFrame(), sobol=None, draws_top=np.packbits(held[order], axis=1),
        settings={"draws": len(members), "top": top, "seed": 0},
    )  # fmt: skip


# Ten draws of four members: eight times the southern row 1 2 3 4; twice 1 2 and the far corner 15 16.
ROWS = [[0, 1, 2, 3]] * 8 + [[0, 1, 14, 15]] * 2


def test_by_hand():
    found = belts(drawn(ROWS), rook(), level=0.9, least=0.05)
    frame = found.frame
    assert list(frame.index) == ["320101", "320102", "320103", "320104", "320115", "320116"]
    assert frame["p_top"].to_list() == [1, 1, 0.8, 0.8, 0.2, 0.2]
    assert frame["p_belt"].to_list() == [1, 1, 0.8, 0.8, 0.2, 0.2]
    assert frame["belt"].to_list() == [1, 1, 1, 1, 0, 0]
    # The only pair together in at least 9 draws of 10 is 1 and 2.
    assert found.cores["members"].to_list() == [("320101", "320102")]
    assert frame["core"].to_list() == [1, 1, 0, 0, 0, 0]
    assert found.cores.loc[1, ["belt", "p_whole", "p_least"]].to_list() == [1, 1, 1]
    assert frame["size_mean"].to_list() == [(8 * 4 + 2 * 2) / 10] * 2 + [4, 4, 2, 2]
    together = found.pairs.set_index(["one", "other"])["p_together"]
    assert together.to_dict() == {
        ("320101", "320102"): 1.0, ("320101", "320103"): 0.8, ("320101", "320104"): 0.8,
        ("320102", "320103"): 0.8, ("320102", "320104"): 0.8, ("320103", "320104"): 0.8, ("320115", "320116"): 0.2,
    }  # fmt: skip
    assert found.pairs["neighbors"].to_list() == [True, False, False, True, False, True, True]
    assert found.belts.loc[1, "members"] == tuple(CODES[:4])
    assert found.belts.loc[1, ["size", "core", "core_size", "p_whole"]].to_list() == [4, 1, 2, 0.8]
    assert found.settings["number_of_belts"] == (1, 1, 2) and found.settings["largest_belt"] == (2, 4, 4)
    loose = belts(drawn(ROWS), rook(), level=0.8)
    assert loose.cores["members"].to_list() == [tuple(CODES[:4])]
    assert loose.cores["p_whole"].to_list() == [0.8]


def test_members_that_do_not_touch_are_no_belt():
    found = belts(drawn([[0, 2, 8, 10]] * 5), rook())
    assert (found.frame["p_top"] == 1).all() and (found.frame["p_belt"] == 0).all()
    assert found.pairs.empty and found.cores.empty and found.belts.empty
    assert found.frame["size_mean"].isna().all()


def test_a_bridge_makes_the_belt():
    # 1 and 3 are together only in draws that hold 2: P = 0.5 although both are members in every draw.
    found = belts(drawn([[0, 1, 2]] * 5 + [[0, 2, 15]] * 5), rook())
    pair = found.pairs.set_index(["one", "other"]).loc[("320101", "320103")]
    assert pair["p_together"] == 0.5 and not pair["neighbors"]


def search(member, near):
    """Components of one draw by a plain search."""
    left, found = set(member), []
    while left:
        stack, seen = [left.pop()], set()
        while stack:
            unit = stack.pop()
            seen.add(unit)
            for other in near[unit]:
                if other in left:
                    left.remove(other)
                    stack.append(other)
        found.append(seen)
    return found


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sets(st.integers(0, 15), min_size=5, max_size=5), min_size=1, max_size=30), st.randoms())
def test_equals_a_plain_search_and_ignores_order(members, rng):
    members = [sorted(one) for one in members]
    graph = rook()
    near = {code: list(graph[code].index) for code in CODES}
    expected = {}
    for rows in members:
        for belt in search([CODES[k] for k in rows], near):
            for one in belt:
                for other in belt:
                    if one < other:
                        expected[one, other] = expected.get((one, other), 0) + 1 / len(members)
    codes = list(CODES)
    rng.shuffle(codes)
    found = belts(drawn(members, codes), graph, least=1e-9)
    assert found.pairs.set_index(["one", "other"])["p_together"].to_dict() == pytest.approx(expected)
    plain = belts(drawn(members), graph, least=1e-9)
    pd.testing.assert_frame_equal(found.frame, plain.frame)
    pd.testing.assert_frame_equal(found.cores, plain.cores)
    assert (found.frame["p_belt"] <= found.frame["p_top"] + 1e-12).all()
    # Every pair inside a core reaches the level, and the whole core never does better than its weakest pair.
    assert (found.cores["p_least"] >= 0.9 - 1e-9).all()
    assert (found.cores["p_whole"] <= found.cores["p_least"] + 1e-12).all()


def test_from_a_real_sensitivity():
    rng = np.random.default_rng(1)
    table = pd.DataFrame(rng.normal(size=(16, 5)), index=CODES, columns=list("abcde"))
    sure = sensitivity(table, dict.fromkeys("abcde", 1), top=6, draws=1001, seed=2)
    found = belts(sure, rook(), eligible=CODES)
    np.testing.assert_allclose(found.frame["p_top"], sure.frame["p_top"].loc[found.frame.index])
    assert found.settings["draws"] == 1001 and found.settings["eligible_given"]


def test_bad_input():
    with pytest.raises(JoinError, match="1 of 16 ranked units are not in the graph: 320101"):
        belts(drawn(ROWS), Graph.from_dicts({code: [] for code in CODES[1:]}))
    with pytest.raises(JoinError, match="1 of 16 ranked units are not eligible: 320101; rank the eligible"):
        belts(drawn(ROWS), rook(), eligible=CODES[1:])
    with pytest.raises(StatisticError, match="level"):
        belts(drawn(ROWS), rook(), level=1.5)
    with pytest.raises(StatisticError, match="min_size"):
        belts(drawn(ROWS), rook(), min_size=1)


def test_group_draws_by_hand():
    regions = pd.DataFrame(
        {"members": [tuple(CODES[:4]), (CODES[14], CODES[15], "999999"), (CODES[0],)]},
        index=["南", "北", "角"],
    )
    found = group_draws(drawn(ROWS), regions, level=0.9)
    frame = found.frame
    assert frame["ranked"].to_dict() == {"南": 4, "北": 2, "角": 1}
    assert frame["count"].to_dict() == {"南": 4, "北": 0, "角": 1}
    assert frame["mean"].to_list() == pytest.approx([3.6, 0.4, 1])
    assert frame.loc["南", ["low", "median", "high"]].to_list() == [2, 4, 4]
    assert frame["p_first"].to_list() == pytest.approx([1.0, 0.2, 0])
    assert found.inside == (1, 1, 1)
    long = regions["members"].explode().rename("adcode").rename_axis("region").reset_index()
    pd.testing.assert_frame_equal(group_draws(drawn(ROWS), long, level=0.9).frame, frame)
    with pytest.raises(StatisticError, match="wanted a column 'members'"):
        group_draws(drawn(ROWS), long.rename(columns={"adcode": "code"}))
    with pytest.raises(StatisticError, match="no unit of these regions"):
        group_draws(drawn(ROWS), pd.DataFrame({"region": ["x"], "adcode": ["999999"]}))

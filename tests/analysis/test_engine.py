"""The compiled engine: the same bits as NumPy, with any number of threads."""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis
from analysis import engine
from tests.analysis.county_answers import county_graph, local_answers

pytestmark = pytest.mark.skipif(not engine.compiled(), reason="the engine was not built here")


def test_draws_are_shared_out_whole(monkeypatch):
    monkeypatch.setenv("LIANPIAN_THREADS", "3")
    assert engine.shares(10, least=1) == [(0, 3), (3, 6), (6, 10)]
    assert engine.shares(10, least=4) == [(0, 5), (5, 10)]
    assert engine.shares(10, least=0) == [(0, 3), (3, 6), (6, 10)]
    assert engine.shares(10, least=11) == [(0, 10)]
    monkeypatch.setenv("LIANPIAN_THREADS", "many")
    assert 1 <= engine.threads() <= 8


def test_a_failure_in_one_thread_is_raised():
    def work(start, stop):
        if start:
            raise MemoryError("no memory")

    with pytest.raises(MemoryError, match="no memory"):
        engine.share([(0, 5), (5, 10)], work)


def test_any_number_of_threads_gives_the_same_bits(monkeypatch):
    monkeypatch.setattr("analysis.permutation.LEAST", 1)
    monkeypatch.setattr("analysis.shuffle.LEAST", 1)
    known, graph = local_answers(), county_graph()
    strata = pd.Series(known.index.str[:2], index=known.index, name="province")
    found = []
    for threads in ("1", "2", "5"):
        monkeypatch.setenv("LIANPIAN_THREADS", threads)
        whole = analysis.moran(known["y"], graph, permutations=203, seed=1)
        parts = [
            analysis.local_moran(known["y"], graph, permutations=203, seed=4, strata=held).frame["p_sim"]
            for held in (None, strata)
        ]
        found.append((whole.p_sim, whole.mean_sim, whole.sd_sim, *(p.to_numpy().tobytes() for p in parts)))
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("bridged", [False, True])
def test_patches_of_the_fallback_are_the_same(monkeypatch, bridged):
    graph = county_graph()
    ids = pd.Index(sorted(graph.unique_ids))
    source = np.random.default_rng(5)
    eligible = ids[source.random(len(ids)) < 0.7]
    members = source.choice(eligible, 250, replace=False)
    rest = ids.difference(eligible)
    held = pd.Series(ids.str[:2], index=ids, name="province")
    for strata in (None, held):
        given = {"eligible": eligible, "strata": strata, "permutations": 300, "seed": 2}
        if bridged:
            given["bridge"] = held.loc[rest]
        ours = analysis.patches(members, graph, **given)
        with monkeypatch.context() as patch:
            patch.setattr(sys.modules["analysis._patches"], "compiled", lambda: False)
            other = analysis.patches(members, graph, **given)
        assert ours.largest > 1
        pd.testing.assert_frame_equal(ours.statistics, other.statistics, check_exact=True)
        pd.testing.assert_frame_equal(ours.frame, other.frame)
        pd.testing.assert_frame_equal(ours.table, other.table, check_exact=True)


def test_another_dtype_or_layout_is_refused_before_c():
    fine = {"n": 3, "n_strata": 1, "together": 0, "pool": np.arange(3), "pool_start": np.array([0, 3]),
            "keys": np.array([7], dtype=np.uint64), "indptr": np.array([0, 1, 1, 1]),
            "indices": np.array([1], dtype=np.int32), "weights": np.ones(1), "fixed": np.ones(3),
            "dealt": np.arange(3.0)}  # fmt: skip
    ready = engine.given("products", **fine)
    out = np.empty(4)
    engine.call(ready, 0, 4, out)
    assert set(out) <= {0.0, 1.0, 2.0}
    for field, wrong in (
        ("pool", np.arange(3, dtype=np.int32)),
        ("indices", np.array([1])),
        ("weights", np.ones(1, dtype=np.float32)),
        ("dealt", np.arange(6.0)[::2]),
        ("keys", np.array([7])),
        ("pool", 3),
        ("n", np.arange(3)),
    ):
        with pytest.raises(TypeError, match=f"products: {field}"):
            engine.given("products", **(fine | {field: wrong}))
    with pytest.raises(TypeError, match="missing or unknown: dealt"):
        engine.given("products", **{name: value for name, value in fine.items() if name != "dealt"})
    frozen = np.empty(4)
    frozen.flags.writeable = False
    for answer in (np.empty(4, dtype=np.float32), np.empty(8)[::2], frozen):
        with pytest.raises(ctypes.ArgumentError):
            engine.call(ready, 0, 4, answer)


WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-std=c11"]
SOURCE = Path(engine.__file__).parent / "_engine.c"
needs_gcc = pytest.mark.skipif(
    shutil.which("gcc") is None or sys.platform != "linux", reason="wants gcc on Linux"
)


@needs_gcc
def test_the_compiler_has_nothing_to_say():
    run = subprocess.run(["gcc", "-O3", *WARNINGS, "-fsyntax-only", SOURCE], capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")


UNDER_WATCH = """
import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path
from pathlib import Path
import numpy as np, pandas as pd
from analysis import engine
watched = engine.load(Path(sys.argv[1]))
assert watched is not None
engine.library = lambda: watched
import analysis
from tests.board import CODES, board
graph = analysis.neighbors(board())
values = pd.Series(np.random.default_rng(1).normal(size=16).round(1), index=CODES)
held = pd.Series(list("aabb" * 4), index=CODES, name="part")
for strata in (None, held):
    analysis.moran(values, graph, strata=strata, permutations=300, seed=1)
    analysis.local_moran(values, graph, strata=strata, permutations=3000, seed=1)
    analysis.local_geary(values, graph, strata=strata, permutations=300, seed=1)
    analysis.patches(CODES[:5], graph, eligible=CODES, strata=strata, permutations=300, seed=1)
    analysis.join_count(CODES[:5], graph, eligible=CODES, strata=strata, permutations=300, seed=1)
side = 70
many = [f"{k:06d}" for k in range(side * side)]
joins = {a: [many[k + s] for s in (-side, -1, 1, side) if 0 <= k + s < len(many)] for k, a in enumerate(many)}
from libpysal.graph import Graph
wide = Graph.from_dicts(joins)
big = pd.Series(np.random.default_rng(2).lognormal(size=len(many)), index=many)
analysis.local_moran(big, wide, permutations=1500, seed=1)
analysis.hotspots(pd.Series(np.arange(len(many)) % 3, index=many), wide, permutations=500, seed=1)
print("clean")
"""


@needs_gcc
@pytest.mark.slow
def test_under_address_and_undefined_behavior_sanitizers(tmp_path):
    library = tmp_path / "_engine_watched.so"
    flags = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-g", "-O1", "-ffp-contract=off"]
    subprocess.run(["gcc", *flags, "-shared", "-fPIC", SOURCE, "-o", library], check=True)
    runtimes = [
        subprocess.run(["gcc", f"-print-file-name={name}"], capture_output=True, text=True).stdout.strip()
        for name in ("libasan.so", "libubsan.so")
    ]
    known = {"LD_PRELOAD": " ".join(runtimes), "ASAN_OPTIONS": "detect_leaks=0", "LIANPIAN_THREADS": "2"}
    run = subprocess.run(
        [sys.executable, "-c", UNDER_WATCH, library],
        env=os.environ | known,
        cwd=SOURCE.parent.parent,
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert run.stdout.strip().endswith("clean"), run.stderr[-3000:]
    assert "runtime error" not in run.stderr

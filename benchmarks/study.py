"""Studies as a person runs them: three indicators with every test, and a panel of 20 years and 30 indicators."""

import json
import multiprocessing
import os
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import boundaries
from geo.study.study import Study
from geo.study.table.config import check_config

ALL = {"units": "all", "municipalities": True}
NAMES = {"name": "区县", "province": "省", "prefecture": "地级市"}


def main() -> None:
    """Time both studies step by step, each in a process of its own, with its processor time and peak memory."""
    layer = boundaries.read_layer("county", tolerance_m=500)
    units = layer[boundaries.official(layer)]
    center = units.representative_point()
    names = pd.DataFrame({"省": units["province"], "地级市": units["prefecture"], "区县": units["name"]})
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        table, columns = _indicators(names, center.x, center.y)
        table.to_excel(folder / "全国.xlsx", index=False)
        _show(
            "3 indicators, 99,999 draws",
            15,
            {
                "table": NAMES | {"path": str(folder / "全国.xlsx"), "columns": columns, "top": 100},
                "eligible": ALL,
                "tests": {"permutations": 99_999, "local_permutations": 99_999},
            },
        )
        table, columns = _panel(names, center.x)
        table.to_excel(folder / "面板.xlsx", index=False)
        _show(
            "panel, 20 years x 30 indicators, 9,999 draws",
            180,
            {
                "table": NAMES | {"path": str(folder / "面板.xlsx"), "columns": columns, "year": "年份"},
                "eligible": ALL,
            },
        )


def _indicators(names: pd.DataFrame, x: pd.Series, y: pd.Series) -> tuple[pd.DataFrame, list[str]]:
    random = np.random.default_rng(1)
    n = len(names)
    table = names.assign(
        人均GDP=(1000 * x + random.normal(0, 9000, n)).round(),
        增速=random.normal(5, 2, n).round(2),
        研发强度=(y + random.normal(0, 5, n)).round(2),
    )
    return table, ["人均GDP", "增速", "研发强度"]


def _panel(names: pd.DataFrame, x: pd.Series) -> tuple[pd.DataFrame, list[str]]:
    random = np.random.default_rng(2)
    columns = [f"指标{k:02d}" for k in range(1, 31)]
    own = random.normal(size=(30, len(names)))
    years = [
        names.assign(
            年份=year,
            **{
                column: (
                    own[k] + 0.02 * k * (year - 2003) * (x - 105) + random.normal(0, 1, len(names))
                ).round(3)
                for k, column in enumerate(columns)
            },
        )
        for year in range(2003, 2023)
    ]
    return pd.concat(years, ignore_index=True), columns


def _show(title: str, target: int, config: dict[str, object]) -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        found = pool.submit(_run, config).result()
    print(f"\n{title}")
    for step, seconds in found["seconds"].items():
        print(f"{seconds:8.2f} s  {step}")
    print(
        f"{found['took']:8.2f} s  in all (target {target} s), {found['processor']:.0f} s of processors, peak "
        f"{found['peak']:,.0f} MB (target 1,500 MB), drawing {found['drawing']:,.0f} MB each, "
        f"page {found['page']:.1f} MB, report {found['folder']:,.0f} MB"
    )


def _run(config: dict[str, object]) -> dict[str, Any]:
    """Run a study here and say what it took."""
    with tempfile.TemporaryDirectory() as place:
        before, start = _processor(), time.perf_counter()
        out = Study(config=check_config(config, source="benchmark")).run(Path(place) / "out")
        took, spent = time.perf_counter() - start, _processor() - before
        sizes = {path: path.stat().st_size / 1e6 for path in out.rglob("*") if path.is_file()}
        return {
            "seconds": json.loads((out / "run.json").read_text("utf-8"))["seconds"],
            "took": took,
            "processor": spent,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "drawing": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
            "page": sizes[out / "index.html"],
            "folder": sum(sizes.values()),
        }


def _processor() -> float:
    """Seconds of processor time of this process and its children."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(item.ru_utime + item.ru_stime for item in (own, children))


if __name__ == "__main__":
    main()

"""A study of every county-level unit with three indicators, all tests at 99,999 draws and all maps."""

import json
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

import boundaries
from geo.config import check_config
from geo.study import Study


def main() -> None:
    """Time the study as a person runs it, step by step, with the peak memory of this process."""
    layer = boundaries.read_layer("county", tolerance_m=500)
    units = layer[boundaries.official(layer)]
    random = np.random.default_rng(1)
    center = units.representative_point()
    table = pd.DataFrame({"省": units["province"], "地级市": units["prefecture"], "区县": units["name"]})
    table["人均GDP"] = (1000 * center.x + random.normal(0, 9000, len(units))).round()
    table["增速"] = random.normal(5, 2, len(units)).round(2)
    table["研发强度"] = (center.y + random.normal(0, 5, len(units))).round(2)
    with tempfile.TemporaryDirectory() as folder:
        table.to_excel(Path(folder) / "全国.xlsx", index=False)
        config = {
            "table": {
                "path": str(Path(folder) / "全国.xlsx"),
                "name": "区县",
                "province": "省",
                "prefecture": "地级市",
                "columns": ["人均GDP", "增速", "研发强度"],
                "top": 100,
            },
            "eligible": {"units": "all", "municipalities": True},
            "tests": {"permutations": 99_999, "local_permutations": 99_999},
        }
        start = time.perf_counter()
        out = Study(config=check_config(config, source="benchmark")).run(Path(folder) / "out")
        took = time.perf_counter() - start
        record = json.loads((out / "run.json").read_text("utf-8"))
    for step, seconds in record["seconds"].items():
        print(f"{seconds:8.2f} s  {step}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{took:8.2f} s  in all (target 15 s), peak {peak:,.0f} MB (target 1,500 MB)")


if __name__ == "__main__":
    main()

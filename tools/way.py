"""Measure the way of a value, from the command `study` to ``index.html``: run by hand, and by a slow test.

One study of a small table runs under a profiler. A function is on the way where it belongs to ``geo``, or
where ``geo`` calls it (a door to a lower floor; what happens behind a door is that floor's own affair).
Functions are taken in the order in which they are first entered. Counted are

- the files on the way,
- the turns back: how often the way comes back into a file that it had left.

The way ends where ``index.html`` is opened to be written.

    python tools/way.py [TABLE]
"""

import sys
import tempfile
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("geo", "maps", "analysis", "indicators", "boundaries")
ROWS = "县,地区生产总值\n昆山市,5066.7\n江阴市,4754.2\n张家港市,3302.4\n常熟市,2773.9\n太仓市,1653.6\n"
TABLE = ROWS + "宜兴市,2230.0\n如皋市,1480.0\n海安市,1400.0\n启东市,1410.0\n靖江市,1230.0\n"


def walked(table: Path, out: Path) -> list[tuple[str, str]]:
    """The functions on the way of one study, each once: file and name, in order of first entry."""
    from click.testing import CliRunner

    from geo.cli import main

    seen: dict[tuple[str, str], None] = {}

    @cache
    def inside(file: str) -> str:
        path = Path(file)
        own = path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in PACKAGES
        return path.relative_to(ROOT).as_posix() if own else ""

    def place(frame: FrameType | None) -> str:
        return inside(frame.f_code.co_filename) if frame is not None else ""

    def watch(frame: FrameType, event: str, _argument: Any) -> None:
        if event != "call" or frame.f_code.co_name.startswith("<"):
            return
        here = place(frame)
        if not here:
            return
        caller = frame.f_back
        while caller is not None and caller.f_code.co_name.startswith("<"):  # comprehensions
            caller = caller.f_back
        if here.startswith("geo/") or place(caller).startswith("geo/"):
            seen.setdefault((here, frame.f_code.co_qualname), None)

    def arrived(event: str, given: tuple[Any, ...]) -> None:
        if event == "open" and str(given[0]).endswith("index.html"):
            sys.setprofile(None)

    sys.addaudithook(arrived)
    sys.setprofile(watch)
    try:
        CliRunner().invoke(main, ["study", str(table), "--out", str(out), "--quiet"], catch_exceptions=False)
    finally:
        sys.setprofile(None)
    return list(seen)


def visits(way: list[tuple[str, str]]) -> list[str]:
    """The files of the way, in order; functions of one file that follow each other are one visit."""
    files = [file for file, _ in way]
    return [file for k, file in enumerate(files) if k == 0 or files[k - 1] != file]


def main() -> None:
    """Print the counts, and the files with their visits."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "table.csv"
        if len(sys.argv) == 1:
            table.write_text(TABLE, encoding="utf-8")
        way = walked(table, Path(folder) / "out")
    stops = visits(way)
    files = sorted(set(stops), key=lambda file: (-stops.count(file), file))
    for file in files:
        print(f"{stops.count(file):4} {file}")
    print(f"{len(way)} functions, {len(files)} files, {len(stops) - len(files)} turns back")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()

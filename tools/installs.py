"""Install the package in the ways people do and try it there: ``python tools/installs.py [WAY ...]``.

oldest        every dependency at its lower bound
newest        every dependency as new as there is
no-compiler   without a C compiler
engine-off    with the engine built and ``LIANPIAN_KERNEL=off``
wheel         the built wheel in an empty folder: every example of the docstrings runs there

Each way has an environment of its own in a temporary folder. Needs uv and build.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TRY = """
import json, sys
import pandas as pd
import lianpian as lp

layer = lp.read_layer("county", tolerance_m=1000)
listed = lp.roster("caict-county-2023")
graph = lp.neighbors(layer)
provinces = layer["province"]
found = lp.patches(
    listed.members, graph, eligible=listed.eligible, strata=provinces, permutations=99, seed=1
)
assert found.largest == 21, found.largest
lp.figure(lp.maps.patches(found, layer), "patches.png", dpi=72)
lp.Sheet("t").add(lp.maps.members(layer, listed.members)).save("members.html")
table = listed.frame.loc[listed.frame["province"].eq("江苏省"), ["rank", "province", "prefecture", "name"]]
table.columns = ["排名", "省", "市", "县"]
table.to_excel("list.xlsx", index=False)
from analysis.engine import compiled
print(json.dumps({"compiled": compiled(), "largest": found.largest}))
"""


def run(command: list[str], place: Path, **settings: str) -> str:
    """A command's output; its error ends the run."""
    environment = {**os.environ, **settings}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def environment(place: Path) -> Path:
    """A new environment in ``place``; its Python."""
    run(["uv", "venv", "--quiet", "--python", sys.executable, "env"], place)
    folder = "Scripts" if os.name == "nt" else "bin"
    return place / "env" / folder / "python"


def tried(python: Path, place: Path, **settings: str) -> str:
    """Use the package from an empty folder: a test, a figure, a page and a study by the command."""
    desk = place / "desk"
    desk.mkdir()
    answer = run([str(python), "-c", TRY], desk, **settings).strip().splitlines()[-1]
    run([str(python), "-m", "lianpian", "study", "list.xlsx", "--out", "report", "--quiet"], desk, **settings)
    wanted = {"index.html", "run.json", "tables.xlsx", "layer.gpkg"}
    lacking = wanted - {path.name for path in (desk / "report").iterdir()}
    if lacking:
        sys.exit(f"the report lacks {', '.join(sorted(lacking))}")
    return answer


def install(python: Path, place: Path, *what: str, **settings: str) -> None:
    """Install with uv."""
    run(["uv", "pip", "install", "--quiet", "--python", str(python), *what], place, **settings)


def built(place: Path, **settings: str) -> Path:
    """The wheel of this tree."""
    run(["uv", "build", "--quiet", "--wheel", "--out-dir", str(place / "dist"), str(ROOT)], place, **settings)
    return next((place / "dist").glob("*.whl"))


def oldest(place: Path) -> str:
    """Every dependency at its lower bound."""
    python = environment(place)
    install(python, place, "--resolution", "lowest-direct", str(built(place)))
    return tried(python, place)


def newest(place: Path) -> str:
    """Every dependency as new as there is."""
    python = environment(place)
    install(python, place, "--upgrade", str(built(place)))
    return tried(python, place)


def no_compiler(place: Path) -> str:
    """A compiler that fails: the wheel is built all the same, without the engine."""
    python = environment(place)
    install(python, place, str(built(place, CC="false", CXX="false")))
    answer = tried(python, place)
    return answer if '"compiled": false' in answer else sys.exit("an engine was built without a compiler")


def engine_off(place: Path) -> str:
    """The engine is there and is not used."""
    python = environment(place)
    install(python, place, str(built(place)))
    answer = tried(python, place, LIANPIAN_KERNEL="off")
    return answer if '"compiled": false' in answer else sys.exit("LIANPIAN_KERNEL=off was not heeded")


def wheel(place: Path) -> str:
    """The wheel in an empty folder, and every example of the docstrings there."""
    python = environment(place)
    install(python, place, str(built(place)), "pytest", "pypinyin", "networkx")
    answer = tried(python, place)
    packages = ["lianpian", "boundaries", "indicators", "analysis", "maps", "geo"]
    code = (
        "import importlib.util as u; "
        f"print(*[u.find_spec(p).submodule_search_locations[0] for p in {packages!r}])"
    )
    homes = run([str(python), "-c", code], place).split()
    if any(Path(home).is_relative_to(ROOT) for home in homes):
        sys.exit(f"the tree was used, not the wheel: {homes}")
    options = [
        "--doctest-modules",
        "-o",
        "doctest_optionflags=NORMALIZE_WHITESPACE",
        "-p",
        "no:cacheprovider",
    ]
    said = run([str(python), "-m", "pytest", "-q", *options, *homes], place / "desk")
    return f"{answer}; {said.strip().splitlines()[-1]}"


WAYS = {
    "oldest": oldest,
    "newest": newest,
    "no-compiler": no_compiler,
    "engine-off": engine_off,
    "wheel": wheel,
}


def main() -> None:
    """Try the ways asked for, or all."""
    asked = sys.argv[1:] or list(WAYS)
    if unknown := [way for way in asked if way not in WAYS]:
        sys.exit(f"no such way: {', '.join(unknown)}; there are {', '.join(WAYS)}")
    for way in asked:
        with tempfile.TemporaryDirectory() as place:
            print(f"{way}: {WAYS[way](Path(place))}", flush=True)


if __name__ == "__main__":
    main()

"""Files as nobody should make them: each reader answers, or refuses with an error of this package; no other.

Valid files are broken by chance: bytes, words and members of documents are flipped, cut, doubled and replaced. What
once ended otherwise is kept in ``tests/fuzz`` (the name says the reader) and read first.
"""

import json
import random
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from rasterio.transform import Affine
from shapely import box

import boundaries
import indicators
from boundaries.errors import LianpianError
from geo.audit.records import read_claims
from geo.study.record import read_record
from geo.study.table.config import read_config

CORPUS = Path(__file__).parent / "fuzz"
SECONDS = 60
WORDS = [
    b"9" * 5000,
    *(b"nan", b"inf", b"-inf", b"1e999", b"null", b"true", b"-1", b"0", b"''", b'"', b"\0", b"\x1b[2J"),
    *(b"\xff\xfe", b"\xef\xbb\xbf", b"[" * 3000, b"{" * 3000, b"=1+1", b"\r", b"\n", b",", b"\\ud800"),
    *(
        "县" * 20_000,
        "昆山市",
        "\u202e",
        "２０２０",
        "..",
        "/dev/zero",
        "/vsicurl/http://127.0.0.1:1/a",
        "%s" * 9,
    ),
]
NODES: list[Any] = [
    None,
    True,
    -1,
    1e308,
    "",
    "x" * 3000,
    [],
    {},
    [[]],
    {"": None},
    10**400,
    "\ud800",
    [None] * 99,
]
"""What stands in the place of a member of a document."""


def table() -> pd.DataFrame:
    return pd.DataFrame(
        {"县（市）": ["昆山市", "江阴市", "晋江市"], "得分": [90.5, 89, 88], "年份": [2020, 2021, 2022]}
    )


def layer() -> gpd.GeoDataFrame:
    codes = ["320581", "320582", "320583"]
    shapes = [box(120 + k, 31, 121 + k, 32) for k in range(3)]
    return gpd.GeoDataFrame(
        {"adcode": codes, "name": ["常熟市", "张家港市", "昆山市"]}, geometry=shapes, crs=4326
    )


def read_layer_file(path: Path) -> object:
    return boundaries.read_file(path, adcode="adcode", datum="wgs84")


def read_raster(path: Path) -> object:
    return indicators.zonal(layer().set_index("adcode"), path, stats="mean")


def read_corrections(path: Path) -> object:
    return boundaries.match(table(), name="县（市）", corrections=path)


READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "csv": (".csv", indicators.read_table),
    "xlsx": (".xlsx", indicators.read_table),
    "json": (".json", indicators.read_table),
    "parquet": (".parquet", indicators.read_table),
    "geojson": (".geojson", read_layer_file),
    "gpkg": (".gpkg", read_layer_file),
    "fgb": (".fgb", read_layer_file),
    "shp": (".shp", read_layer_file),
    "geoparquet": (".geoparquet", read_layer_file),
    "tif": (".tif", read_raster),
    "toml": (".toml", read_config),
    "record": (".json", read_record),
    "corrections": (".xlsx", read_corrections),
    "claims": (".csv", read_claims),
    "framework": (".toml", indicators.Framework.read),
}
"""The ending of a file, and who reads it."""


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A valid file for each reader."""
    place = tmp_path_factory.mktemp("seeds")
    table().to_csv(place / "csv", index=False)
    table().to_excel(place / "xlsx.xlsx", index=False)
    (place / "json").write_text(table().to_json(orient="records", force_ascii=False), "utf-8")
    table().to_parquet(place / "parquet")
    layer().to_file(place / "geojson.geojson")
    layer().to_file(place / "gpkg.gpkg", layer="units")
    layer().to_file(place / "fgb.fgb")
    layer().to_file(place / "shp.shp", encoding="UTF-8")
    layer().to_parquet(place / "geoparquet")
    grid = {"driver": "GTiff", "width": 8, "height": 8, "count": 1, "dtype": "uint8", "crs": "EPSG:4326"}
    with rasterio.open(place / "tif.tif", "w", transform=Affine(0.5, 0, 120, 0, -0.5, 34), **grid) as file:
        file.write(np.arange(64, dtype="uint8").reshape(1, 8, 8))
    text = '[table]\npath = "t.csv"\nname = "县（市）"\n[tests]\npermutations = 99\nfdr = 0.05\n[output]\nfigures = ["png"]\n'
    (place / "toml").write_text(text, "utf-8")
    record = {
        "program": "lianpian",
        "kind": "study",
        "versions": {"python": "3.11"},
        "settings": {"table": {"path": "t.csv", "name": "县（市）"}},
        "inputs": {"table": {"name": "t.csv", "sha256": "0" * 64}},
        "assumptions": [{"id": "units", "values": {"n": 1}}],
        "files": {"index.html": "0" * 64},
    }
    (place / "record").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    found = boundaries.match(table().assign(**{"县（市）": ["昆山市", "无此县", "另县"]}), name="县（市）")
    boundaries.review(found, place / "corrections.xlsx")
    root = Path(indicators.__file__).parents[1]
    (place / "claims").write_bytes(b"\n".join((root / "geo/data/claims.csv").read_bytes().splitlines()[:4]))
    (place / "framework").write_bytes(next((root / "indicators/frameworks").glob("*.toml")).read_bytes())
    return {name: next(place.glob(f"{name}.*"), place / name).read_bytes() for name in READERS}


def broken(seed: bytes, chance: random.Random) -> bytes:
    """A file with one to six faults."""
    content = seed
    if seed[:2] in (b'{"', b"{\n", b"[{") and chance.random() < 0.5:
        content = _document(seed, chance)
    for _ in range(chance.randint(1, 6)):
        at, more = chance.randrange(len(content) + 1), chance.randrange(1, 65)
        match chance.randrange(6):
            case 0:
                content = (
                    content[:at]
                    + bytes(chance.randrange(256) for _ in range(more % 8))
                    + content[at + more % 8 :]
                )
            case 1:
                content = content[:at] + content[at + more :]
            case 2:
                content = content[:at] + content[at : at + more] * chance.randint(2, 9) + content[at + more :]
            case 3:
                word = chance.choice(WORDS)
                content = content[:at] + (word if isinstance(word, bytes) else word.encode()) + content[at:]
            case 4:
                content = content[: max(1, at)] if chance.random() < 0.3 else content
            case _:
                content = content[:at] + bytes(more) + content[at + more :]
    return content or b" "


def _document(seed: bytes, chance: random.Random) -> bytes:
    """A JSON document, some of its members replaced."""
    value = json.loads(seed)
    for _ in range(chance.randint(1, 3)):
        at, step = value, None
        while isinstance(at, dict | list) and at and chance.random() < 0.8:
            holder, step = at, chance.choice(list(at) if isinstance(at, dict) else range(len(at)))
            at = at[step]
        if step is not None:
            holder[step] = chance.choice(NODES)
    return json.dumps(value).encode()


@contextmanager
def in_time() -> Iterator[None]:
    """A reader that does not come back is a fault too."""

    def late(*_: object) -> None:
        raise AssertionError(f"not read in {SECONDS} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def tried(name: str, content: bytes, place: Path, keep: Path | None) -> None:
    """Read a broken file; what ends otherwise than in an answer or a refusal is kept."""
    suffix, read = READERS[name]
    path = place / f"t{suffix}"
    path.write_bytes(content)
    try:
        with warnings.catch_warnings(), in_time():
            warnings.simplefilter("ignore")
            read(path)
    except LianpianError as refused:
        said = str(refused)
        assert len(said) <= 6000
        assert not [c for c in said if c != "\n" and not c.isprintable()]
    except BaseException:
        if keep is not None:
            (keep / f"{name}-{abs(hash(content)) % 10**8}").write_bytes(content)
        raise


def twins(name: str, seeds: dict[str, bytes], place: Path) -> None:
    """The other parts of a shapefile, whole."""
    if name == "shp":
        layer().to_file(place / "t.shp", encoding="UTF-8")


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*-*")), ids=lambda path: path.name)
def test_what_once_ended_otherwise(path: Path, tmp_path: Path, seeds: dict[str, bytes]) -> None:
    name = path.name.partition("-")[0]
    twins(name, seeds, tmp_path)
    tried(name, path.read_bytes(), tmp_path, None)


@pytest.mark.parametrize("name", READERS)
def test_a_few_broken_files(name: str, tmp_path: Path, seeds: dict[str, bytes]) -> None:
    chance = random.Random(f"few {name}")
    twins(name, seeds, tmp_path)
    tried(name, seeds[name], tmp_path, None)
    for _ in range(4):
        tried(name, broken(seeds[name], chance), tmp_path, None)


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_many_broken_files(name: str, tmp_path: Path, seeds: dict[str, bytes]) -> None:
    """Ten thousand in all."""
    chance = random.Random(f"many {name}")
    twins(name, seeds, tmp_path)
    for _ in range(667):
        tried(name, broken(seeds[name], chance), tmp_path, tmp_path)

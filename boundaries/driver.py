"""What may be handed to GDAL: files whose first bytes say what they are, and nothing that names an address.

GDAL chooses a driver by content, and some drivers ask a network or read other files: a document that names a
service, called .geojson, would. Here the content is looked at first. What the vector readers of this package
take is a shapefile, a GeoPackage, FlatGeobuf or GeoJSON; rasters are opened with a list of drivers.
"""

import contextlib
import json
import os
import re
import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundaries.errors import LianpianError, SourceError

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

HEAD = 4096
SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"SQLite format 3\0", "gpkg"),
    (b"fgb\x03", "fgb"),
    (b"\0\0\x27\x0a", "shp"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PAR1", "parquet"),
)
"""How files of each kind begin."""

RASTERS = (
    *("GTiff", "HFA", "AAIGrid", "netCDF", "HDF5", "ENVI", "EHdr", "GRIB", "JP2OpenJPEG", "PNG", "JPEG"),
    *("SAGA", "RST", "GSBG", "GSAG", "GS7BG", "BT", "SRTMHGT", "PCRaster"),
)
"""The raster drivers that are used: formats of one file (and its own header), which name no address."""

LEASH = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "GDAL_HTTP_PROXY": "127.0.0.1:1",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
}
"""Settings of GDAL while a file is open: a driver that tries to leave the machine comes to a closed door."""

COMPANIONS = (".aux.xml", ".AUX.XML")
KEPT = ("type", "properties", "name", "href", "url", "code", "id", "authority")
"""What a CRS is made of in GeoJSON; all else of a document is forgotten while it is looked at."""

_FETCHED = re.compile(rb"(?i)/vsi|OVERVIEW_FILE|<SourceFilename|<VRTDataset|https?://[^<]*\.(?:vrt|tif|ovr)")
_SQL = re.compile(r"(?i)\b(?:ogr_|gdal_|load_extension|virtualogr|virtual\w*\()")
_hold = threading.Lock()
_open = 0


def regular(
    path: "str | os.PathLike[str]", *, error: type[LianpianError] = SourceError, missing: bool = True
) -> Path:
    """A file on this machine that can be read from its start: no address, no device, no pipe.

    Parameters
    ----------
    path : path
    error : type
    missing : bool
        Refuse where there is none.

    Returns
    -------
    pathlib.Path
        Absolute, so that no part of it is taken for an address.

    Raises
    ------
    SourceError
        Or ``error``: nothing is there, or it is no regular file, or links lead in a circle.
    """
    named = os.fspath(path)
    try:
        found = Path(named).expanduser().absolute()
        mode = found.stat().st_mode
    except FileNotFoundError:
        if missing:
            raise error("boundaries.file.no-such-file", path=named) from None
        return found
    except (OSError, RuntimeError, ValueError, TypeError) as problem:
        why = getattr(problem, "strerror", None) or str(problem)
        raise error("boundaries.driver.cannot-be-opened", path=str(named), why=why) from None
    if not stat.S_ISREG(mode):
        raise error("boundaries.driver.no-regular-file", path=named)
    return found


def vector_kind(path: Path, *, error: type[LianpianError] = SourceError) -> str:
    """What a boundary file is, by its content.

    Parameters
    ----------
    path : pathlib.Path
        A regular file.
    error : type

    Returns
    -------
    str
        shp, gpkg, geojson, fgb, parquet or zip.

    Raises
    ------
    SourceError
        Or ``error``: it is none of these, or one that refers to something else: a database that calls
        functions of GDAL, a CRS that is an address.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    kind = next((kind for sign, kind in SIGNS if head.startswith(sign)), None)
    if kind is None and head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        kind = "geojson"
    if kind is None:
        raise error("boundaries.driver.no-boundary-file", name=path.name)
    if kind == "gpkg":
        _check_database(path, error)
    if kind == "geojson":
        _check_geojson(path, error)
    return kind


def _check_database(path: Path, error: type[LianpianError]) -> None:
    """Refuse what a database would run or read when its tables are."""
    try:
        with contextlib.closing(
            sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
        ) as database:
            held = database.execute("SELECT type, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    except (sqlite3.Error, ValueError) as problem:
        raise error("boundaries.driver.damaged", name=path.name, why=str(problem)) from None
    for what, sql in held:
        virtual = re.match(r"(?is)\s*create\s+virtual\s+table\s+.*?\busing\s+(\w+)", str(sql))
        if (virtual and not virtual[1].lower().startswith("rtree")) or (
            what in ("view", "trigger") and _SQL.search(str(sql))
        ):
            raise error("boundaries.driver.refers-elsewhere", name=path.name, what=str(sql)[:80])


def _check_geojson(path: Path, error: type[LianpianError]) -> None:
    """Refuse a CRS that is to be fetched, wherever in the document it stands."""
    content = path.read_bytes()
    if b"crs" not in content and b"\\u" not in content and b"RefSys" not in content:
        return
    found: list[str] = []

    def look(members: dict[str, Any]) -> dict[str, Any]:
        crs = members.get("crs")
        if isinstance(crs, dict) and str(crs.get("type", "")).lower() not in ("name", "epsg", "ogc"):
            found.append(str(crs))
        for value in (crs, members.get("coordRefSys")):
            if re.search(r"(?i)/vsi|(?:https?|ftp)://(?!(?:www\.)?opengis\.net/)", json.dumps(value)):
                found.append(str(value))
        return {key: members[key] for key in KEPT if key in members}

    try:
        json.loads(content, object_hook=look)
    except (ValueError, RecursionError) as problem:
        raise error("boundaries.driver.damaged", name=path.name, why=str(problem)) from None
    if found:
        raise error("boundaries.driver.refers-elsewhere", name=path.name, what=found[0][:80])


def check_raster(path: Path, *, error: type[LianpianError] = SourceError) -> None:
    """Refuse a raster whose companion file would send GDAL elsewhere.

    Parameters
    ----------
    path : pathlib.Path
    error : type

    Raises
    ------
    SourceError
        Or ``error``: an .aux.xml beside it names other files or an address.
    """
    for suffix in COMPANIONS:
        beside = path.with_name(path.name + suffix)
        if beside.is_file() and _FETCHED.search(beside.read_bytes()[:10_000_000]):
            raise error("boundaries.driver.refers-elsewhere", name=beside.name, what=beside.name)


@contextlib.contextmanager
def open_raster(path: "str | os.PathLike[str]") -> "Iterator[DatasetReader]":
    """Open a raster file of this machine; GDAL asks no network and reads no other file than its own parts.

    Parameters
    ----------
    path : path
        A file: no address, no part of an archive, no list of other files (a VRT).

    Yields
    ------
    rasterio dataset

    Raises
    ------
    SourceError
        There is no such file, it is no regular one, or a companion of it names other files.
    rasterio.errors.RasterioIOError
        It is no raster of a format in `RASTERS`.
    """
    import rasterio
    from rasterio.io import DatasetReader

    source = regular(path)
    check_raster(source)
    # rasterio.open takes one driver, this several
    with rasterio.Env(**LEASH), DatasetReader(str(source), driver=list(RASTERS)) as dataset:
        yield dataset


@contextlib.contextmanager
def leashed() -> Iterator[None]:
    """Within the block pyogrio's GDAL reaches no network; what was set before is set again."""
    import pyogrio

    global _open
    with _hold:
        if not _open:
            _before.clear()
            _before.update({key: pyogrio.get_gdal_config_option(key) for key in LEASH})
            pyogrio.set_gdal_config_options(dict(LEASH))
        _open += 1
    try:
        yield
    finally:
        with _hold:
            _open -= 1
            if not _open:
                pyogrio.set_gdal_config_options(dict(_before))


_before: dict[str, Any] = {}

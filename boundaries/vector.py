"""Boundary files opened: the content decides what they are, and what they say is read here or not at all."""

import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj.exceptions import ProjError

from boundaries.driver import leashed, regular, vector_kind
from boundaries.errors import LayerError, SourceError, choose, listed
from boundaries.language import Message
from boundaries.vertices import no_numbers

SUFFIXES = (".shp", ".gpkg", ".geojson", ".json", ".fgb", ".parquet", ".geoparquet", ".zip")
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
MOST_ROWS = 1_000_000
MOST_BYTES = 4_000_000_000
"""More than any layer of units holds; a file that says so is refused before it is read."""

FAULTS = (
    *(DataSourceError, ProjError, shapely.errors.ShapelyError, OSError, ValueError, TypeError, KeyError),
    *(IndexError, AttributeError, OverflowError, RuntimeError, NotImplementedError),
)
"""What readers raise at files that are broken; a refusal of this package is a ValueError too."""


def read_raw(path: Path, sublayer: str | None = None, encoding: str | None = None) -> gpd.GeoDataFrame:
    """Read a boundary file as it stands.

    Parameters
    ----------
    path : pathlib.Path
    sublayer : str, optional
        Which layer of a GeoPackage.
    encoding : str, optional
        Of a shapefile's text.

    Returns
    -------
    GeoDataFrame
        Of its rows, with the file's CRS.

    Raises
    ------
    SourceError
        There is no such file; it is no boundary file by its name or its content, refers to something else, is
        too large, damaged, or has no geometry.
    """
    path = regular(path)
    what = Message("errors.what.boundary-file")
    choose(path.suffix.lower(), SUFFIXES, what=what, error=SourceError)
    if vector_kind(path) != "zip":
        return _read(path, sublayer, encoding)
    with _unpacked(path) as inner:
        return _read(inner, sublayer, encoding)


def in_degrees(raw: gpd.GeoDataFrame, file: str) -> gpd.GeoSeries:
    """The shapes of a file, flat, in longitude and latitude.

    Parameters
    ----------
    raw : GeoDataFrame
        With a CRS.
    file : str
        Its name, for the message.

    Returns
    -------
    GeoSeries
        EPSG:4326.

    Raises
    ------
    LayerError
        The CRS is a local one from which no way leads to longitude and latitude; coordinates that have no
        place on the earth.
    """
    flat = gpd.GeoSeries(shapely.force_2d(np.asarray(raw.geometry.array)), crs=raw.crs)
    try:
        shapes = flat.to_crs("EPSG:4326")
    except ProjError as error:
        crs = raw.crs.to_string()
        raise LayerError("boundaries.file.crs-leads-nowhere", file=file, crs=crs, error=error) from None
    lost = no_numbers(np.asarray(shapes.array))
    if lost.any():
        found = [rows_of("boundaries.file.no-place", lost)]
        raise LayerError("boundaries.file.breaches", n_found=1, found=found)
    return shapes


def rows_of(id: str, wrong: npt.NDArray[np.bool_]) -> Message:
    """A breach of some rows of a file, the first of which is 1."""
    return Message(id, count=int(wrong.sum()), rows=list(np.flatnonzero(wrong) + 1))


def _read(path: Path, sublayer: str | None, encoding: str | None) -> gpd.GeoDataFrame:
    kind = vector_kind(path)
    if kind == "zip":
        raise SourceError("boundaries.driver.no-boundary-file", name=path.name)
    try:
        if kind == "parquet":
            return _parquet(path)
        with leashed():
            return _through_gdal(path, sublayer, encoding)
    except SourceError:
        raise
    except FAULTS as error:
        raise SourceError("boundaries.file.cannot-be-read", name=path.name, error=error) from None


def _parquet(path: Path) -> gpd.GeoDataFrame:
    from pyarrow import parquet

    held = parquet.read_metadata(path)
    size = sum(held.row_group(i).total_byte_size for i in range(held.num_row_groups))
    _check_size(path, held.num_rows, size)
    return gpd.read_parquet(path)


def _through_gdal(path: Path, sublayer: str | None, encoding: str | None) -> gpd.GeoDataFrame:
    for attempt in _encodings(path, encoding):
        try:
            rows = pyogrio.read_info(path, layer=sublayer, encoding=attempt)["features"]
            _check_size(path, max(rows, 0), path.stat().st_size)
            frame = pyogrio.read_dataframe(path, layer=sublayer, encoding=attempt)
        except UnicodeDecodeError:
            continue
        except shapely.errors.GEOSException as error:
            raise _broken(path, sublayer, attempt) from error
        except DataLayerError as error:
            layers = [str(row[0]) for row in pyogrio.list_layers(path)]
            raise SourceError(
                "boundaries.file.has-no-layer-it-has",
                name=path.name,
                sublayer=sublayer,
                layers=listed(layers),
            ) from error
        if not isinstance(frame, gpd.GeoDataFrame):
            raise SourceError("boundaries.file.has-no-geometry", name=path.name)
        return frame
    raise SourceError("boundaries.file.the-text-is-neither-utf-nor", name=path.name)


def _check_size(path: Path, rows: int, size: int) -> None:
    if rows > MOST_ROWS or size > MOST_BYTES:
        raise SourceError(
            "boundaries.file.too-large", name=path.name, rows=rows, most=MOST_ROWS, megabytes=size / 1e6
        )


def _broken(path: Path, sublayer: str | None, encoding: str | None) -> SourceError:
    """The rows whose shapes cannot be made: rings that are not closed, of too few points."""
    _, _, shapes, _ = pyogrio.raw.read(path, layer=sublayer, encoding=encoding, columns=[])
    made = shapely.from_wkb(shapes, on_invalid="ignore")
    rows = np.flatnonzero(shapely.is_missing(made) & np.array([shape is not None for shape in shapes])) + 1
    return SourceError("boundaries.file.broken-shapes", name=path.name, n=len(rows), rows=listed(rows))


def _encodings(path: Path, encoding: str | None) -> Sequence[str | None]:
    if encoding is not None or path.suffix.lower() != ".shp" or path.with_suffix(".cpg").exists():
        return [encoding]
    return ["UTF-8", "GB18030"]


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """The one boundary file of an archive, in whatever folder it lies there."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = {PurePosixPath(item.filename): item for item in archive.infolist() if not item.is_dir()}
            own = [
                name
                for name in names
                if name.suffix.lower() in SUFFIXES[:-1] and not name.name.startswith(("._", "~$"))
            ]
            if len(own) != 1:
                held = listed(map(str, own or names))
                raise SourceError("boundaries.file.archive", name=path.name, n=len(own), held=held)
            wanted = [
                item
                for name, item in names.items()
                if name == own[0]
                or (name.with_suffix("") == own[0].with_suffix("") and name.suffix.lower() in PARTS)
            ]
            _check_size(path, 0, sum(item.file_size for item in wanted))
            with tempfile.TemporaryDirectory(prefix="lianpian-") as folder:
                for item in wanted:
                    part = Path(folder) / f"layer{PurePosixPath(item.filename).suffix.lower()}"
                    with archive.open(item) as source, part.open("wb") as out:
                        shutil.copyfileobj(source, out)
                yield Path(folder) / f"layer{own[0].suffix.lower()}"
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise SourceError("boundaries.file.cannot-be-read", name=path.name, error=error) from None

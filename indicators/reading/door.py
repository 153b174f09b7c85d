"""The one door: a path in, the cells of its table out."""

from pathlib import Path

from boundaries.errors import TableError
from boundaries.language import Message
from indicators.grid import Grid
from indicators.reading.archive import SUFFIXES, read_folder, read_zip
from indicators.reading.content import content


def read_grid(path: Path, *, sheet: str | int | None, max_mb: float) -> Grid:
    """Read a file's cells, whatever its name says it is.

    Parameters
    ----------
    path : pathlib.Path
        A file, or a folder or .zip that holds a table.
    sheet : str or int, optional
        A sheet, a layer of a GeoPackage, a file of a folder or .zip.
    max_mb : float
        Larger files are refused.

    Raises
    ------
    TableError
        What cannot be read, named for what it is; what is too large.
    SheetsError
        Several filled sheets, layers or files and none named.
    """
    if path.is_dir():
        return read_folder(path, sheet=sheet, read=lambda one: read_grid(one, sheet=None, max_mb=max_mb))
    size = _size(path)
    if size == 0:
        raise TableError("indicators.reading.door.is-empty", path=path)
    if size > max_mb * 1e6:
        raise TableError(
            "indicators.reading.door.is-mb-at-most-mb-is", path=path, value=size / 1e6, max_mb=max_mb
        )
    try:
        return _read(path, content(path), sheet, max_mb)
    except PermissionError:
        raise TableError("indicators.reading.door.cannot-be-opened-close-it-in", path=path) from None
    except OSError as error:
        raise TableError(
            "indicators.reading.door.cannot-be-read", path=path, value=error.strerror or error
        ) from None


def _read(path: Path, kind: str, sheet: str | int | None, max_mb: float) -> Grid:
    if kind in ("xlsx", "xlsb", "xls"):
        from indicators.reading.spreadsheet import read_spreadsheet

        return read_spreadsheet(path, kind, sheet=sheet, max_mb=max_mb)
    if kind == "ods":
        from indicators.reading.ods import read_ods

        return read_ods(path, sheet=sheet, max_mb=max_mb)
    if kind in ("parquet", "feather", "dta", "sav"):
        from indicators.reading.columnar import read_columnar

        return read_columnar(path, kind)
    if kind in ("xml", "html"):
        from indicators.reading import markup

        return markup.read_html(path) if kind == "html" else markup.read_excel_xml(path, sheet=sheet)
    if kind == "zip":
        return read_zip(
            path, sheet=sheet, max_mb=max_mb, read=lambda one: read_grid(one, sheet=None, max_mb=max_mb)
        )
    if kind == "csv":
        from indicators.reading.delimited import read_delimited

        return read_delimited(path)
    return _records(path, kind, sheet)


def _records(path: Path, kind: str, sheet: str | int | None) -> Grid:
    from indicators.reading import records

    if kind == "json":
        return records.read_json(path)
    if kind == "gpkg":
        return records.read_gpkg(path, sheet=sheet)
    if kind == "dbf":
        return records.read_dbf(path)
    if kind == "shp":
        beside = next((p for s in (".dbf", ".DBF") if (p := path.with_suffix(s)).is_file()), None)
        if beside is None:
            raise TableError("indicators.reading.door.is-a-shapefile-without-its-dbf", path=path)
        return records.read_dbf(beside)
    return _flatgeobuf(path)


def _flatgeobuf(path: Path) -> Grid:
    """FlatGeobuf, told by its first bytes, through GDAL."""
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    from indicators.reading.columnar import grid_of
    from indicators.reading.limits import too_wide

    try:
        held = pyogrio.read_info(path)
        if held["features"] * max(1, len(held["fields"])) > 24_000_000:
            raise too_wide(path, held["features"], len(held["fields"]))
        frame = pyogrio.read_dataframe(path, read_geometry=False)
    except (DataSourceError, DataLayerError) as error:
        raise TableError(
            "indicators.reading.door.is-damaged-or-no-flatgeobuf", path=path, error=error
        ) from None
    return grid_of(frame, "fgb")


def _size(path: Path) -> int:
    if path.name.startswith("~$"):
        raise TableError("indicators.reading.door.is-the-lock-file-of-a", path=path, value=path.name[2:])
    try:
        if path.exists() and not path.is_file():
            raise TableError("indicators.reading.door.is-no-regular-file", path=path)
        return path.stat().st_size
    except FileNotFoundError:
        near = sorted(p.name for p in path.parent.glob("*") if p.suffix.lower() in SUFFIXES)
        hint = Message("indicators.reading.door.tables-there", names=near) if near else ""
        raise TableError("indicators.reading.door.there-is-no-file", path=path, hint=hint) from None
    except (OSError, ValueError) as error:
        raise TableError(
            "indicators.reading.door.cannot-be-read",
            path=path,
            value=getattr(error, "strerror", None) or error,
        ) from None
